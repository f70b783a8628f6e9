/** Deliveries of the bank about somebody who is known, against what is known; what a delivery leaves out stays. */

import type { CustomerGrade } from '../contracts/items.ts';

/** A record as it is stored. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a delivery changes. */
export interface Merged {
  /** Fields to be set. */
  readonly set: Fields;
  /** By field, the fingerprint of what was delivered last; absent if that does not change either. */
  readonly delivered?: Readonly<Record<string, string>>;
}

/**
 * What a delivery changes in a record. A field counts as news only when the bank delivers something else than it did
 * before: so what was changed here since (a tier by grading, a number that was repaired) outlives the same delivery,
 * and the same rows twice change nothing.
 */
export function mergeOf(present: Fields, given: Fields): Merged {
  const before = (present.delivered ?? {}) as Readonly<Record<string, string>>;
  const set: Record<string, unknown> = {};
  const delivered: Record<string, string> = {};
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const print = fingerprintOf(value);
    if (before[field] === print) continue;
    const same = present[field] !== undefined && fingerprintOf(present[field]) === print;
    if (!same) set[field] = value;
    // What is here already and never came from a file needs no note of it.
    if (!same || before[field] !== undefined) delivered[field] = print;
  }
  return { set, ...(Object.keys(delivered).length === 0 ? {} : { delivered: { ...before, ...delivered } }) };
}

/** The fingerprints of all fields of a first delivery. */
export const deliveredOf = (given: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, fingerprintOf(value)]),
  );

/**
 * A short fingerprint of a value (53 bits, cyrb53): enough to see whether a field was delivered otherwise before, and not
 * meant to hide what stands beside it anyway.
 */
export function fingerprintOf(value: unknown): string {
  const text = JSON.stringify(value);
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & b) + (a >>> 0)).toString(36);
}

/**
 * Whether a customer's tier is reckoned here: from figures, or by a person's word that still counts. `grade` is the row
 * `GRADE` as it is stored.
 */
export function isGraded(grade: Fields | undefined, now: string): boolean {
  if (grade === undefined) return false;
  const { figures, override } = grade as Partial<CustomerGrade>;
  return figures !== undefined || (override !== undefined && override.until > now);
}
