import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf, quantileOf, shareOf } from '../../../../shared/policy/proportions.ts';

describe('proportions', () => {
  /** Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3. */
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('Wilson’s interval of %i in %i is %d to %d', (count, of, low, high) => {
    const share = shareOf({ count, of });
    expect(share.value).toBe(count / of);
    expect(share.low).toBeCloseTo(low, 4);
    expect(share.high).toBeCloseTo(high, 4);
  });

  /** Newcombe, Statistics in Medicine 17 (1998) 873, table II, method 10. */
  test.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('R199 Newcombe’s interval of %i in %i less %i in %i is %d to %d', (a, m, b, n, low, high) => {
    const difference = differenceOf({ count: a, of: m }, { count: b, of: n });
    expect(difference.low).toBeCloseTo(low, 4);
    expect(difference.high).toBeCloseTo(high, 4);
  });

  test('an interval holds its value, whatever the counts', () => {
    const counts = fc
      .integer({ min: 1, max: 2_000 })
      .chain((of) => fc.record({ of: fc.constant(of), count: fc.integer({ min: 0, max: of }) }));
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        for (const { value, low, high } of [shareOf(one), differenceOf(one, other)]) {
          expect(low).toBeLessThanOrEqual(value + 1e-12);
          expect(high).toBeGreaterThanOrEqual(value - 1e-12);
        }
      }),
    );
  });

  test.each([
    [0, 0],
    [3, 2],
    [-1, 2],
  ])('a share of %i in %i is refused', (count, of) => {
    expect(() => shareOf({ count, of })).toThrow(RangeError);
  });

  test('quantiles are those of type 7, as R has them unless told otherwise', () => {
    const oneToTen = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantileOf(oneToTen, share))).toEqual([
      1, 3.25, 5.5, 7.75, 10,
    ]);
    expect(quantileOf([], 0.5)).toBeUndefined();
  });
});
