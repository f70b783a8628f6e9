import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  betaBelow,
  correlationOf,
  intervalOf,
  type MeanFigure,
  meanOf,
  rateRatioOf,
  t95,
  welchOf,
} from '../../../../shared/policy/statistics.ts';

function meanOfAll(values: readonly number[]): MeanFigure {
  const mean = meanOf(values.map((value) => ({ value, weight: 1 })));
  if (mean === undefined) throw new Error(`There is no mean of ${values.length} values.`);
  return mean;
}

describe('means, differences and rates', () => {
  /** NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, critical values of Student’s t, column 0.975. */
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [10, 2.228],
    [20, 2.086],
    [30, 2.042],
    [60, 2],
    [100, 1.984],
  ])('Student’s t of %i degrees of freedom is %d', (freedom, table) => {
    expect(t95(freedom)).toBeCloseTo(table, 3);
  });

  test('Student’s t falls to the normal quantile, and of no freedom there is none', () => {
    expect(t95(1e7)).toBeCloseTo(1.959964, 6);
    expect(t95(999_999)).toBeCloseTo(1.959964, 4);
    expect(() => t95(0)).toThrow(RangeError);
  });

  /** With a second shape of 1 it is a power, and turning it round is the rest of it. */
  test('the incomplete beta function is that of its identities', () => {
    const shapes = fc.double({ min: 0.3, max: 200, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), shapes, shapes, (x, a, b) => {
        expect(betaBelow(x, a, 1)).toBeCloseTo(x ** a, 9);
        expect(betaBelow(x, a, b) + betaBelow(1 - x, b, a)).toBeCloseTo(1, 9);
      }),
    );
  });

  /** The data of Cushny and Peebles by which Student showed his test; R’s help of t.test plays it: -3.3654832 to 0.2054832. */
  const sleep = [
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
  ] as const;

  test('Welch’s interval of the sleep data is that of R', () => {
    const difference = welchOf(meanOfAll(sleep[0]), meanOfAll(sleep[1]));
    expect(difference.value).toBeCloseTo(-1.58, 9);
    expect(difference.low).toBeCloseTo(-3.3654832, 7);
    expect(difference.high).toBeCloseTo(0.2054832, 7);
  });

  /** Cross Validated, question 18603: of 324 customers half promote, a third is passive, a sixth detracts: 33.3 ± 4.1 (1 SE). */
  test('the standard error of a net promoter score is that of its three shares', () => {
    const of = (count: number, value: number) => Array.from({ length: count }, () => value);
    const { value, error } = meanOfAll([...of(162, 100), ...of(108, 0), ...of(54, -100)]);
    expect(value).toBeCloseTo(33.33, 2);
    expect(error).toBeCloseTo(4.1, 1);
    // p + d − (p − d)², of a sample.
    expect(error).toBeCloseTo(100 * Math.sqrt((2 / 3 - 1 / 9) / 323), 9);
  });

  test('Kish’s effective number is n by one and the squared variation of weights, and equal weights change nothing', () => {
    const values = fc.array(
      fc.record({
        value: fc.integer({ min: 1, max: 5 }),
        weight: fc.double({ min: 0.1, max: 9, noNaN: true }),
      }),
      { minLength: 2, maxLength: 60 },
    );
    fc.assert(
      fc.property(values, (rows) => {
        const weights = rows.map(({ weight }) => weight);
        const average = weights.reduce((sum, one) => sum + one, 0) / weights.length;
        const variance = weights.reduce((sum, one) => sum + (one - average) ** 2, 0) / weights.length;
        expect(meanOf(rows)?.effective).toBeCloseTo(rows.length / (1 + variance / average ** 2), 6);
        const equal = meanOfAll(rows.map(({ value }) => value));
        const doubled = meanOf(rows.map(({ value }) => ({ value, weight: 2 })));
        expect(doubled?.error).toBeCloseTo(equal.error, 9);
      }),
    );
    expect(meanOf([{ value: 3, weight: 1 }])).toBeUndefined();
    expect(() =>
      meanOf([
        { value: 3, weight: 0 },
        { value: 3, weight: 1 },
      ]),
    ).toThrow(RangeError);
  });

  test('the interval of a mean is as wide as Student’s t makes it, and has no width where all say the same', () => {
    const interval = intervalOf(meanOfAll([1, 2, 3, 4, 5]));
    // s = √2.5 of five: 3 ± 2.776 × √0.5.
    expect(interval.low).toBeCloseTo(3 - 2.776445 * Math.SQRT1_2, 5);
    expect(intervalOf(meanOfAll([4, 4, 4]))).toEqual({ value: 4, low: 4, high: 4 });
  });

  /** R’s help of poisson.test: cases of lung cancer in Fredericia and in three other towns, 0.8584264 to 4.2772659. */
  test('the ratio of two rates has the exact interval of R', () => {
    const ratio = rateRatioOf({ count: 11, over: 800 }, { count: 6 + 8 + 7, over: 1083 + 1050 + 878 });
    expect(ratio?.value).toBeCloseTo(1.971488, 6);
    expect(ratio?.low).toBeCloseTo(0.8584264, 7);
    expect(ratio?.high).toBeCloseTo(4.2772659, 7);
  });

  test('no events are a rate of 0, and nothing can be compared with them', () => {
    expect(rateRatioOf({ count: 0, over: 10 }, { count: 3, over: 10 })).toMatchObject({ value: 0, low: 0 });
    expect(rateRatioOf({ count: 3, over: 10 }, { count: 0, over: 10 })).toBeUndefined();
    expect(() => rateRatioOf({ count: 1.5, over: 10 }, { count: 1, over: 10 })).toThrow(RangeError);
    expect(() => rateRatioOf({ count: 1, over: 0 }, { count: 1, over: 10 })).toThrow(RangeError);
  });

  /** Anscombe, The American Statistician 27 (1973) 17: his first data set has a correlation of 0.816. */
  test('the correlation of Anscombe’s first data is his', () => {
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    const correlation = correlationOf(x.map((value, at) => [value, y[at] ?? 0]));
    expect(correlation?.value).toBeCloseTo(0.816, 3);
    // R’s cor.test: 0.4243912 to 0.9506933.
    expect(correlation?.low).toBeCloseTo(0.4243912, 6);
    expect(correlation?.high).toBeCloseTo(0.9506933, 6);
    expect(
      correlationOf([
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ]),
    ).toBeUndefined();
    expect(
      correlationOf([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    ).toBeUndefined();
  });
});
