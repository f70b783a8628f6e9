/** Logistic regression by Newton’s method, with a ridge that draws every weight but the first towards 0. */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** A row of a design: which weights count for it, and how much. */
export interface DesignRow {
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** Steps after which the method has long come to rest. */
const MOST_STEPS = 50;

/** Change of the largest weight below which it has come to rest. */
const AT_REST = 1e-9;

/** Weights of `size`, the first of which is the intercept and is in no row of the design. */
export function fitLogistic(
  design: readonly DesignRow[],
  left: readonly boolean[],
  size: number,
  ridge: number,
): number[] {
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const change = newtonStep(design, left, weights, ridge);
    weights = weights.map((weight, at) => weight + (change[at] ?? 0));
    if (change.every((some) => Math.abs(some) < AT_REST)) return weights;
  }
  throw new Error(
    `The regression has not come to rest after ${MOST_STEPS} steps; a column may part those who left from the others without a mistake.`,
  );
}

function newtonStep(
  design: readonly DesignRow[],
  left: readonly boolean[],
  weights: readonly number[],
  ridge: number,
): readonly number[] {
  const size = weights.length;
  const slope = new Float64Array(size);
  const bend = new Float64Array(size * size);
  for (const [row, { at, values }] of design.entries()) {
    let logOdds = weights[0] ?? 0;
    for (let nth = 0; nth < at.length; nth++)
      logOdds += (weights[at[nth] as number] as number) * (values[nth] as number);
    const probability = 1 / (1 + Math.exp(-logOdds));
    const gap = (left[row] ? 1 : 0) - probability;
    const sure = probability * (1 - probability);
    slope[0] = (slope[0] as number) + gap;
    bend[0] = (bend[0] as number) + sure;
    for (let nth = 0; nth < at.length; nth++) {
      const one = at[nth] as number;
      const value = values[nth] as number;
      slope[one] = (slope[one] as number) + gap * value;
      bend[one * size] = (bend[one * size] as number) + sure * value;
      // One half is enough: the matrix is symmetric.
      for (let other = 0; other <= nth; other++) {
        const cell = one * size + (at[other] as number);
        bend[cell] = (bend[cell] as number) + sure * value * (values[other] as number);
      }
    }
  }
  const matrix = new Matrix(size, size);
  for (let one = 0; one < size; one++) {
    const pull = one === 0 ? 0 : ridge;
    slope[one] = (slope[one] as number) - pull * (weights[one] as number);
    for (let other = 0; other <= one; other++) {
      const value = (bend[one * size + other] as number) + (one === other ? pull : 0);
      matrix.set(one, other, value);
      matrix.set(other, one, value);
    }
  }
  return new CholeskyDecomposition(matrix).solve(Matrix.columnVector(slope)).to1DArray();
}
