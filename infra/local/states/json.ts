/** JSON values as state machines pass them on, and the few questions asked of them. */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** Most bytes of UTF-8 that a state's input, output or result may hold (256 KiB). */
export const PAYLOAD_LIMIT = 262_144;

/** Most bytes that one UTF-16 code unit can take in JSON text, written as `\u0000`. */
const BYTES_PER_UNIT = 6;

/** True for an object that is neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The name of a value's JSON type as Step Functions words it. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** True when the value's JSON text is longer than a payload may be; writes the text only when it is near the limit. */
export function exceedsPayloadLimit(value: Json): boolean {
  if (upperBound(value, PAYLOAD_LIMIT) <= PAYLOAD_LIMIT) return false;
  return Buffer.byteLength(JSON.stringify(value)) > PAYLOAD_LIMIT;
}

/** A number of bytes that the JSON text certainly does not exceed; counting stops once it is over `limit`. */
function upperBound(value: Json, limit: number): number {
  if (typeof value === 'string') return value.length * BYTES_PER_UNIT + 2;
  if (typeof value === 'number') return 25;
  if (typeof value !== 'object' || value === null) return 5;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += 1 + upperBound(item, limit - size);
      if (size > limit) return size;
    }
    return size;
  }
  for (const key in value) {
    size += key.length * BYTES_PER_UNIT + 4 + upperBound(value[key] as Json, limit - size);
    if (size > limit) return size;
  }
  return size;
}
