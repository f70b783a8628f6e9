/** Questions: which one about a single column parts the rows best, for stumps and trees alike. */
import { binsOn } from '../../../shared/contracts/churn-model.ts';
import { type Binned, FIRST_CODE } from './bins.ts';

/** A question about a column: is its bin below one, or is it this one. */
export interface Question {
  readonly column: number;
  readonly kind: 'below' | 'is';
  readonly bin: number;
}

/** Sums over rows: how many, and of the two figures that the gain is reckoned with. */
export interface Sums {
  rows: number;
  a: number;
  b: number;
}

/** A question with what is on the side of yes, and what it gains. */
export interface Asked {
  readonly question: Question;
  readonly yes: Sums;
  readonly gain: number;
}

/** Whether a bin answers yes. */
export const saysYes = ({ kind, bin }: Question, of: number): boolean =>
  kind === 'below' ? of < bin : of === bin;

/** The sums of all rows. */
export function sumsOf(rows: readonly number[], a: Float64Array, b: Float64Array): Sums {
  const all = { rows: rows.length, a: 0, b: 0 };
  for (const row of rows) {
    all.a += a[row] as number;
    all.b += b[row] as number;
  }
  return all;
}

/** What is left of sums when others are taken from them. */
export const without = (all: Sums, some: Sums): Sums => ({
  rows: all.rows - some.rows,
  a: all.a - some.a,
  b: all.b - some.b,
});

/** What is asked for. */
export interface Search {
  /** Figures of each row of the file that are summed. */
  readonly figures: readonly [Float64Array, Float64Array];
  gainOf(yes: Sums, all: Sums): number;
  /** Rows on either side of a question, at least. */
  readonly fewestRows: number;
  /** Whether missing and other codes may be asked for, too. */
  readonly asksForUnlisted: boolean;
}

/** The question that gains most; the first one where several do. */
export function bestQuestion(
  { axes, of }: Binned,
  rows: readonly number[],
  { figures: [a, b], gainOf, fewestRows, asksForUnlisted }: Search,
): Asked | undefined {
  const all = sumsOf(rows, a, b);
  let best: Asked | undefined;
  const weigh = (question: Question, yes: Sums) => {
    if (yes.rows < fewestRows || all.rows - yes.rows < fewestRows) return;
    const gain = gainOf(yes, all);
    if (best === undefined || gain > best.gain) best = { question, yes: { ...yes }, gain };
  };
  for (const [column, axis] of axes.entries()) {
    const sums = sumsOfBins(of[column] as Uint16Array, binsOn(axis), rows, a, b);
    const below = { rows: 0, a: 0, b: 0 };
    for (const [bin, here] of sums.entries()) {
      if (here.rows === 0) continue;
      if (axis.kind === 'choices') {
        if (asksForUnlisted || bin >= FIRST_CODE) weigh({ column, kind: 'is', bin }, here);
      } else {
        weigh({ column, kind: 'below', bin }, below);
        below.rows += here.rows;
        below.a += here.a;
        below.b += here.b;
      }
    }
  }
  return best;
}

/** Typed arrays, and no object a row: this is where the time of a training goes. */
function sumsOfBins(
  of: Uint16Array,
  size: number,
  rows: readonly number[],
  a: Float64Array,
  b: Float64Array,
): Sums[] {
  const counts = new Float64Array(size);
  const sumsA = new Float64Array(size);
  const sumsB = new Float64Array(size);
  for (let nth = 0; nth < rows.length; nth++) {
    const row = rows[nth] as number;
    const bin = of[row] as number;
    counts[bin] = (counts[bin] as number) + 1;
    sumsA[bin] = (sumsA[bin] as number) + (a[row] as number);
    sumsB[bin] = (sumsB[bin] as number) + (b[row] as number);
  }
  return Array.from(counts, (count, bin) => ({
    rows: count,
    a: sumsA[bin] as number,
    b: sumsB[bin] as number,
  }));
}
