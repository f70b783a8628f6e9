/** Merging: what a file says of somebody who is known, against what is known; what it leaves out stays. */
import type { GradeFigures } from '../../../shared/contracts/customer.ts';
import type { CustomerGiven } from './rows.ts';

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

/** Figures of a row about a customer. */
const FIGURES = ['balance', 'credit', 'contribution', 'potential'] as const;

/** Parts a customer's row: the profile, and the figures by which they are graded. */
export function partsOf({
  customerId: _,
  asOf,
  balance,
  credit,
  contribution,
  potential,
  ...profile
}: CustomerGiven): {
  profile: Fields;
  figures: Partial<GradeFigures> | undefined;
} {
  const figures = { balance, credit, contribution, potential };
  const some = FIGURES.some((name) => figures[name] !== undefined);
  return { profile, figures: some ? present({ asOf, ...figures }) : undefined };
}

/** The figures after a delivery; undefined if it says nothing new, or is older than what is known. */
export function figuresAfter(
  known: GradeFigures | undefined,
  given: Partial<GradeFigures>,
  today: string,
): GradeFigures | undefined {
  const { asOf = known === undefined || differs(known, given) ? today : known.asOf, ...figures } = given;
  if (known === undefined) return { asOf, ...figures };
  if (asOf < known.asOf) return undefined;
  return asOf === known.asOf && !differs(known, given) ? undefined : { ...known, ...figures, asOf };
}

const differs = (known: GradeFigures, given: Partial<GradeFigures>): boolean =>
  FIGURES.some((name) => given[name] !== undefined && given[name] !== known[name]);

function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
