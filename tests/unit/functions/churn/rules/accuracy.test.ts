import { describe, expect, test } from 'vitest';
import {
  accuracyOf,
  aucOf,
  averagePrecisionOf,
  brierOf,
  calibrationOf,
  confusionOf,
  type Judged,
  liftOf,
} from '../../../../../functions/churn/rules/accuracy.ts';

const judged = (left: readonly number[], probabilities: readonly number[]): Judged[] =>
  probabilities.map((probability, at) => ({ probability, left: left[at] === 1 }));

describe('R163 R183 the measures of accuracy', () => {
  test('the AUC and the average precision of the examples in scikit-learn’s reference', () => {
    const example = judged([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
    expect(aucOf(example)).toBe(0.75);
    expect(averagePrecisionOf(example)).toBeCloseTo(0.8333, 4);
  });

  test('the Brier score of the example in scikit-learn’s reference', () => {
    expect(brierOf(judged([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3]))).toBeCloseTo(0.0375, 12);
  });

  /** Hanley and McNeil, Radiology 143 (1982) 29, table I: ratings of 109 images in five degrees. */
  test('the AUC of 109 rated images is .893 with ties counted half', () => {
    const normal = [33, 6, 6, 11, 2];
    const abnormal = [3, 2, 2, 11, 33];
    const rated = [normal, abnormal].flatMap((counts, left) =>
      counts.flatMap((count, degree) =>
        Array.from({ length: count }, () => ({ probability: degree / 4, left: left === 1 })),
      ),
    );
    expect(aucOf(rated)).toBeCloseTo(0.893, 3);
  });

  test('the lift is what the highest share holds by what all hold, a tie at the edge by its mean', () => {
    // Of the 2 of 20 that are highest both left, and 4 of all: 1 by 0.2.
    const sharp = judged(
      [1, 1, 1, 1, ...new Array<number>(16).fill(0)],
      Array.from({ length: 20 }, (_, at) => 1 - at / 20),
    );
    expect(liftOf(sharp, 0.1)).toBeCloseTo(5, 12);
    expect(liftOf(judged([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5]), 0.25)).toBe(1);
    expect(liftOf(judged([1, 0, 0, 0], [0.9, 0.2, 0.2, 0.2]), 0.5)).toBe(2);
  });

  test('the order of the rows says nothing', () => {
    const rows = judged([1, 0, 1, 0, 0, 1, 0, 0], [0.5, 0.5, 0.5, 0.2, 0.2, 0.2, 0.9, 0.1]);
    const { confusion: _, ...measures } = accuracyOf(rows, 0.5);
    const { confusion: __, ...turned } = accuracyOf(rows.toReversed(), 0.5);
    for (const [name, value] of Object.entries(measures))
      expect([name, turned[name as keyof typeof turned]]).toEqual([name, expect.closeTo(value, 12)]);
  });

  test('the confusion matrix counts from the threshold on', () => {
    expect(confusionOf(judged([1, 0, 1, 0, 0], [0.5, 0.5, 0.4, 0.4, 0.1]), 0.5)).toEqual({
      threshold: 0.5,
      truePositives: 1,
      falsePositives: 1,
      falseNegatives: 1,
      trueNegatives: 2,
    });
  });

  test('calibration has groups of about equal size, lowest first, and loses nobody', () => {
    const rows = judged(
      Array.from({ length: 25 }, (_, at) => (at >= 20 ? 1 : 0)),
      Array.from({ length: 25 }, (_, at) => at / 25),
    );
    const table = calibrationOf(rows, 10);
    expect(table.map(({ rows: size }) => size)).toEqual([2, 3, 2, 3, 2, 3, 2, 3, 2, 3]);
    expect(table.map(({ observed }) => observed)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(table[0]?.predicted).toBeCloseTo(0.02, 12);
  });

  test('calibration of fewer customers than groups loses nobody', () => {
    const rows = judged([0, 0, 1], [0.1, 0.2, 0.9]);
    expect(calibrationOf(rows, 10).map(({ rows: size, observed }) => [size, observed])).toEqual([
      [1, 0],
      [1, 0],
      [1, 1],
    ]);
    expect(calibrationOf([], 10)).toEqual([]);
  });

  test.each([
    ['An AUC', aucOf],
    ['An average precision', averagePrecisionOf],
    ['A lift', (rows: Judged[]) => liftOf(rows, 0.1)],
  ] as const)('%s of customers who all stayed is refused', (what, measure) => {
    expect(() => measure(judged([0, 0], [0.1, 0.2]))).toThrow(
      `${what} needs customers who left and customers who stayed; of 2, 0 left.`,
    );
  });
});
