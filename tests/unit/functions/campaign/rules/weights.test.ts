import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { raked, responseWeights } from '../../../../../functions/campaign/rules/weights.ts';
import type { Stage, Tier } from '../../../../../shared/contracts/codes.ts';
import { meanOf } from '../../../../../shared/policy/statistics.ts';

const times = <Row>(count: number, row: Row): Row[] => Array.from({ length: count }, () => row);

describe('R248 weights for those who did not answer', () => {
  /** Pennsylvania State University, STAT 506, lesson 6.3: 20 men of 180 lbs, 80 women of 120 lbs, half of the people are men. */
  test('post-stratification brings 132 lbs to the 150 of the example', () => {
    const rows = [...times(20, { sex: 'male', value: 180 }), ...times(80, { sex: 'female', value: 120 })];
    const target = new Map([
      ['male', 1],
      ['female', 1],
    ]);
    const weights = raked(rows, [{ keyOf: ({ sex }) => sex, target }]);
    const mean = meanOf(rows.map(({ value }, at) => ({ value, weight: weights[at] ?? 0 })));
    expect(mean?.value).toBeCloseTo(150, 9);
    // Kish: 100² / (20 × 2.5² + 80 × 0.625²).
    expect(mean?.effective).toBeCloseTo(64, 9);
  });

  /** The table of the article “Iterative proportional fitting” of Wikipedia, with its result after three rounds, near the end. */
  test('raking brings a table to both of its margins', () => {
    const seed = [
      [40, 30, 20, 10],
      [35, 50, 100, 75],
      [30, 80, 70, 120],
      [20, 30, 40, 50],
    ];
    const people = seed.flatMap((row, down) =>
      row.flatMap((count, across) => times(count, { down: `${down}`, across: `${across}` })),
    );
    const margin = (values: readonly number[]) => new Map(values.map((value, at) => [`${at}`, value]));
    const weights = raked(people, [
      { keyOf: ({ down }) => down, target: margin([150, 300, 400, 150]) },
      { keyOf: ({ across }) => across, target: margin([200, 300, 400, 100]) },
    ]);
    const sums = seed.map((row) => row.map(() => 0));
    for (const [at, { down, across }] of people.entries()) {
      const row = sums[Number(down)] ?? [];
      // Weights sum up to the number of people, the margins to 1,000.
      row[Number(across)] = (row[Number(across)] ?? 0) + ((weights[at] ?? 0) * 1_000) / people.length;
    }
    const published = [
      [64.61, 46.28, 35.42, 3.83],
      [49.95, 68.15, 156.49, 25.37],
      [56.7, 144.4, 145.06, 53.76],
      [28.74, 41.18, 63.03, 17.03],
    ];
    for (const [down, row] of published.entries())
      for (const [across, value] of row.entries())
        expect(Math.abs((sums[down]?.[across] ?? 0) - value)).toBeLessThan(0.1);
  });

  const strata = {
    vip: { population: 100, wanted: 0, drawn: 0 },
    potential: { population: 300, wanted: 0, drawn: 0 },
    mass: { population: 9_600, wanted: 0, drawn: 0 },
  };

  test('tiers weigh what they are of the bank, and weights are 1 on average', () => {
    const people = fc.array(
      fc.record({
        tier: fc.constantFrom<Tier>('vip', 'potential', 'mass'),
        stage: fc.constantFrom<Stage>('new', 'mature', 'leaving'),
      }),
      { minLength: 1, maxLength: 80 },
    );
    fc.assert(
      fc.property(people, people, (answered, silent) => {
        const weights = responseWeights(answered, [...answered, ...silent], strata, 5);
        expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(answered.length, 6);
        const present = new Set(answered.map(({ tier }) => tier));
        const all = [...present].reduce((sum, tier) => sum + strata[tier].population, 0);
        for (const tier of present) {
          const sum = answered.reduce(
            (part, one, at) => part + (one.tier === tier ? (weights[at] ?? 0) : 0),
            0,
          );
          expect(sum / answered.length).toBeCloseTo(strata[tier].population / all, 6);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a stage that answers less weighs more', () => {
    const of = (stage: Stage, count: number) => times(count, { tier: 'mass' as const, stage });
    const answered = [...of('new', 10), ...of('mature', 40)];
    const weights = responseWeights(answered, [...of('new', 50), ...of('mature', 50)], strata, 5);
    expect(weights[0]).toBeCloseTo(2.5, 6);
    expect(weights[49]).toBeCloseTo(0.625, 6);
  });

  test('an answer of somebody whom the bank does not know to be is refused', () => {
    const margins = [{ keyOf: (of: string) => of, target: new Map([['vip', 3]]) }];
    expect(() => raked(['mass'], margins)).toThrow(RangeError);
  });
});
