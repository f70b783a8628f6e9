import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Belongs, showable } from '../../../../../functions/campaign/rules/suppression.ts';

type Property = 'tier' | 'branch';

const PROPERTIES = ['tier', 'branch'] as const;
const LEAST = 5;

/** So many rows of one kind. */
const times = (count: number, row: Belongs<Property>): Belongs<Property>[] =>
  Array.from({ length: count }, () => row);

const shownOf = (rows: readonly Belongs<Property>[]): Record<Property, string[]> => {
  const shown = showable(rows, PROPERTIES, LEAST);
  const of = (property: Property) =>
    [...new Set(rows.flatMap((row) => row[property] ?? []))].filter((key) => shown.has(property, key)).sort();
  return { tier: of('tier'), branch: of('branch') };
};

describe('R025 R028 which groups are shown', () => {
  test('all of them, where each is large enough', () => {
    const rows = ['mass', 'vip'].flatMap((tier) =>
      ['BR01', 'BR02'].flatMap((branch) => times(LEAST, { tier, branch })),
    );
    expect(shownOf(rows)).toEqual({ tier: ['mass', 'vip'], branch: ['BR01', 'BR02'] });
  });

  test('the only small group takes the next one with it, or it would be what is left of all', () => {
    const rows = [
      ...times(4, { tier: 'vip' }),
      ...times(9, { tier: 'potential' }),
      ...times(30, { tier: 'mass' }),
    ];
    expect(shownOf(rows).tier).toEqual(['mass']);
  });

  test('two small groups that are small together take a third one with them', () => {
    const rows = [
      ...times(2, { branch: 'BR01' }),
      ...times(2, { branch: 'BR02' }),
      ...times(7, { branch: 'BR03' }),
      ...times(8, { branch: 'BR04' }),
    ];
    expect(shownOf(rows).branch).toEqual(['BR04']);
  });

  test('answers of no group are protected like a small one', () => {
    const rows = [...times(3, {}), ...times(7, { branch: 'BR01' }), ...times(8, { branch: 'BR02' })];
    expect(shownOf(rows).branch).toEqual(['BR02']);
  });

  test('a group inside another of a different kind is not shown where the difference is small', () => {
    const rows = [
      ...times(10, { tier: 'vip', branch: 'BR01' }),
      ...times(2, { tier: 'vip', branch: 'BR02' }),
      ...times(40, { tier: 'mass', branch: 'BR02' }),
    ];
    // Twelve vip, ten of them all of BR01: the other two would be the difference.
    const shown = shownOf(rows);
    expect(shown.tier.includes('vip') && shown.branch.includes('BR01')).toBe(false);
  });

  /** Every sum and difference, each taken once, of what is shown and of all. */
  test('no sum or difference of what is shown, and of all, is a group or a person that is too small', () => {
    const row = fc.record({
      tier: fc.constantFrom('vip', 'potential', 'mass'),
      branch: fc.constantFrom('BR01', 'BR02', 'BR03'),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: LEAST, maxLength: 45 }), (rows) => {
        const shown = shownOf(rows);
        const published = [
          rows.map(() => 1),
          ...PROPERTIES.flatMap((property) =>
            shown[property].map((key) => rows.map((one) => (one[property] === key ? 1 : 0))),
          ),
        ];
        for (const weights of combinations(published.length)) {
          const sum = rows.map((_, at) =>
            published.reduce((all, vector, of) => all + (weights[of] ?? 0) * (vector[at] ?? 0), 0),
          );
          const inside = sum.filter((value) => value !== 0);
          if (inside.length > 0 && inside.every((value) => value === 1))
            expect(inside.length).toBeGreaterThanOrEqual(LEAST);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Every row of so many weights, each -1, 0 or 1. */
function combinations(length: number): number[][] {
  if (length === 0) return [[]];
  return combinations(length - 1).flatMap((rest) => [-1, 0, 1].map((weight) => [...rest, weight]));
}
