/** How deep a JSON text is nested, found without walking into it. */

/**
 * Levels of nesting that an event may have. AWS publishes no number; its own matcher reads events with Jackson, which
 * takes 1,000 (https://github.com/FasterXML/jackson-core, StreamReadConstraints.DEFAULT_MAX_DEPTH).
 */
export const DEEPEST = 1_000;

/** Whether JSON text has more than `DEEPEST` levels of arrays and objects. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}
