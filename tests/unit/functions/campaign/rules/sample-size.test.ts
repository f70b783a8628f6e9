import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answersFor, strataOf, topUpOf } from '../../../../../functions/campaign/rules/sample-size.ts';
import { surveying1 } from '../../../../../shared/policy/surveying.ts';

describe('R247 how many are asked', () => {
  /** Cochran, Sampling Techniques, 3rd ed. 1977, section 4.4: 3,200 islanders, 5 points with t = 2. */
  test('Cochran’s island needs 356 of 3,200', () => {
    expect(answersFor({ population: 3_200, margin: 0.05, quantile: 2 })).toBe(356);
  });

  /** Krejcie and Morgan, Determining Sample Size for Research Activities, 1970, table 1, which rounds to the nearest. */
  test.each([
    [10, 10],
    [50, 44],
    [100, 80],
    [200, 132],
    [500, 217],
    [1_000, 278],
    [2_000, 322],
    [5_000, 357],
    [10_000, 370],
    [50_000, 381],
  ])('of %i, 5 points need the %i of the table of Krejcie and Morgan, or one more', (population, table) => {
    const answers = answersFor({ population, margin: 0.05 });
    expect(answers - table).toBeGreaterThanOrEqual(0);
    expect(answers - table).toBeLessThanOrEqual(1);
  });

  test('a narrower margin never needs fewer, and nobody is needed twice', () => {
    const populations = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(populations, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (population, margin) => {
        const answers = answersFor({ population, margin });
        expect(answers).toBeLessThanOrEqual(population);
        expect(answersFor({ population, margin: margin / 2 })).toBeGreaterThanOrEqual(answers);
      }),
    );
  });

  test.each([
    [-1, 0.1],
    [1.5, 0.1],
    [10, 0],
    [10, 0.6],
  ])('a population of %d with a margin of %d is refused', (population, margin) => {
    expect(() => answersFor({ population, margin })).toThrow(RangeError);
  });

  const { sample } = surveying1;

  test('a tier is asked by what it answers, and at most its share of it', () => {
    expect(strataOf({ vip: 40, potential: 1_000, mass: 100_000 }, sample)).toEqual({
      vip: { population: 40, wanted: 29, drawn: 20 },
      potential: { population: 1_000, wanted: 88, drawn: 220 },
      mass: { population: 100_000, wanted: 96, drawn: 320 },
    });
  });

  test('at half-time, tiers that stay behind are asked for what is missing, as far as there are any left', () => {
    const strata = strataOf({ vip: 40, potential: 1_000, mass: 100_000 }, sample);
    expect(topUpOf(strata, { vip: 2, potential: 40, mass: 30 }, surveying1)).toEqual({
      vip: 0,
      potential: 0,
      mass: 220,
    });
  });
});
