/** Draws that depend on a seed and on what they are for, not on when they are made. */
import { createHash } from 'node:crypto';
import type { Shares } from './behaviours.ts';

/** A number from 0 up to 1 for something, the same in every run with the same seed. */
export const drawn = (seed: number, ...what: (string | number)[]): number =>
  createHash('sha256')
    .update(JSON.stringify([seed, ...what]))
    .digest()
    .readUInt32BE() /
  2 ** 32;

/** One of the names, by their shares. */
export function oneOf<Name extends string>(shares: Shares<Name>, at: number): Name {
  const entries = Object.entries(shares) as [Name, number][];
  let rest = at * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [name, share] of entries) {
    rest -= share;
    if (rest < 0) return name;
  }
  throw new RangeError(`There is nothing to draw among ${JSON.stringify(shares)}.`);
}
