/** Boosted stumps: many small steps, each of one question, which add up to points for each column and for a few pairs. */
import { type AdditiveModel, binsOn, type Pair } from '../../../shared/contracts/churn-model.ts';
import { probabilityOf } from '../rules/score.ts';
import { additiveOf, binned } from './bins.ts';
import { type Learner, leftOf, logOddsOf } from './learning.ts';
import { bestQuestion, type Sums, saysYes, sumsOf, without } from './questions.ts';
import { settings } from './settings.ts';
import type { Column } from './table.ts';

/** What is not yet told of each row: Newton’s gradient and curvature of its likelihood. */
interface Untold {
  readonly logOdds: Float64Array;
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
}

/**
 * Points of single columns first, by the question that helps most in each round; then of the pairs that tell most beyond
 * them (Lou, Caruana, Gehrke, Hooker: Accurate Intelligible Models with Pairwise Interactions, KDD 2013).
 */
export const stumps: Learner = (columns, left, training) => {
  const { bins: most, rounds, rate, ridge, fewestRows } = settings.stumps;
  const cut = binned(columns, training, most);
  const points = cut.axes.map((axis) => new Array<number>(binsOn(axis)).fill(0));
  const base = logOddsOf(leftOf(left, training), training.length, 0);
  const untold = {
    logOdds: new Float64Array(left.length).fill(base),
    gradient: new Float64Array(left.length),
    curvature: new Float64Array(left.length),
  };
  const scoreOf = ({ a, b }: Sums) => (a * a) / (b + ridge);
  const gainOf = (yes: Sums, all: Sums) => scoreOf(yes) + scoreOf(without(all, yes));
  for (let round = 0; round < rounds; round++) {
    look(untold, left, training);
    const figures = [untold.gradient, untold.curvature] as const;
    const asked = bestQuestion(cut, training, { figures, gainOf, fewestRows, asksForUnlisted: true });
    if (asked === undefined) break;
    const { question, yes } = asked;
    const no = without(sumsOf(training, ...figures), yes);
    const [ifYes, ifNo] = [yes, no].map(({ a, b }) => (rate * a) / (b + ridge)) as [number, number];
    const bins = points[question.column] as number[];
    for (const bin of bins.keys())
      bins[bin] = (bins[bin] as number) + (saysYes(question, bin) ? ifYes : ifNo);
    const of = cut.of[question.column] as Uint16Array;
    for (const row of training)
      untold.logOdds[row] =
        (untold.logOdds[row] as number) + (saysYes(question, of[row] as number) ? ifYes : ifNo);
  }
  return {
    ...additiveOf(cut, training, base, points),
    pairs: pairsOf(columns, left, training, untold),
  } satisfies Omit<AdditiveModel, 'card'>;
};

/** Brings gradient and curvature up to what is told by now. */
function look({ logOdds, gradient, curvature }: Untold, left: readonly boolean[], rows: readonly number[]) {
  for (const row of rows) {
    const probability = probabilityOf(logOdds[row] as number);
    gradient[row] = (left[row] ? 1 : 0) - probability;
    curvature[row] = probability * (1 - probability);
  }
}

/** Two columns, and the cell of each row: the bin of the one with the bin of the other. */
interface Grid {
  readonly at: readonly [number, number];
  readonly width: number;
  readonly size: number;
  readonly of: Uint16Array;
}

/** The pairs that tell most beyond the points of single columns, with their points. */
function pairsOf(
  columns: readonly Column[],
  left: readonly boolean[],
  training: readonly number[],
  untold: Untold,
): Pair[] {
  const { bins: most, pairs: wanted, rounds, rate, ridge } = settings.pairs;
  const cut = binned(columns, training, most);
  const gridOf = (one: number, other: number): Grid => {
    const width = binsOn(cut.axes[other] as Pair['axes'][number]);
    const [rows, lines] = [cut.of[other] as Uint16Array, cut.of[one] as Uint16Array];
    return {
      at: [one, other],
      width,
      size: binsOn(cut.axes[one] as Pair['axes'][number]) * width,
      of: lines.map((line, row) => line * width + (rows[row] as number)),
    };
  };
  look(untold, left, training);
  const grids = columns
    .flatMap((_, one) => columns.slice(one + 1).map((_, nth) => gridOf(one, one + 1 + nth)))
    .map((grid) => ({
      grid,
      gain: cellsOf(grid, training, untold).reduce((sum, { a, b }) => sum + (a * a) / (b + ridge), 0),
    }))
    .sort((a, b) => b.gain - a.gain)
    .slice(0, wanted)
    .map(({ grid }) => ({ grid, points: new Float64Array(grid.size) }));
  for (let round = 0; round < rounds; round++)
    for (const { grid, points } of grids) {
      look(untold, left, training);
      const steps = cellsOf(grid, training, untold).map(({ a, b }) => (rate * a) / (b + ridge));
      for (const [cell, step] of steps.entries()) points[cell] = (points[cell] as number) + step;
      for (const row of training)
        untold.logOdds[row] = (untold.logOdds[row] as number) + (steps[grid.of[row] as number] as number);
    }
  return grids.map(({ grid: { at, width }, points }) => ({
    axes: at.map((column) => cut.axes[column]) as Pair['axes'],
    points: Array.from({ length: points.length / width }, (_, line) => [
      ...points.slice(line * width, (line + 1) * width),
    ]),
  }));
}

function cellsOf({ of, size }: Grid, rows: readonly number[], { gradient, curvature }: Untold) {
  const a = new Float64Array(size);
  const b = new Float64Array(size);
  for (const row of rows) {
    const cell = of[row] as number;
    a[cell] = (a[cell] as number) + (gradient[row] as number);
    b[cell] = (b[cell] as number) + (curvature[row] as number);
  }
  return Array.from(a, (sum, cell) => ({ a: sum, b: b[cell] as number }));
}
