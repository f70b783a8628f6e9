/** The scorecard: binned logistic regression; and logistic regression on the columns as they are, to compare with. */
import { binsOn } from '../../../shared/contracts/churn-model.ts';
import { probabilityOf } from '../rules/score.ts';
import { additiveOf, binned } from './bins.ts';
import type { Learner } from './learning.ts';
import { type DesignRow, fitLogistic } from './logistic.ts';
import { settings } from './settings.ts';
import type { Column } from './table.ts';

/** Binned logistic regression: points for each step and code, drawn towards 0. */
export const scorecard: Learner = (columns, left, training) => {
  const { bins: most, ridge } = settings.scorecard;
  const cut = binned(columns, training, most);
  const sizes = cut.axes.map(binsOn);
  const begins = sizes.map((_, at) => 1 + sizes.slice(0, at).reduce((sum, size) => sum + size, 0));
  const design = training.map(
    (row): DesignRow => ({
      at: cut.of.map((bins, column) => (begins[column] ?? 0) + (bins[row] ?? 0)),
      values: cut.of.map(() => 1),
    }),
  );
  const size = 1 + sizes.reduce((sum, some) => sum + some, 0);
  const [base = 0, ...weights] = fitLogistic(design, ofRows(left, training), size, ridge);
  const points = sizes.map((some, at) => {
    const begin = (begins[at] ?? 0) - 1;
    return weights.slice(begin, begin + some);
  });
  return additiveOf(cut, training, base, points);
};

/** Logistic regression on the columns as they are: numbers by their spread, codes one by one. Only to compare with. */
export function rawLogistic(
  columns: readonly Column[],
  left: readonly boolean[],
  training: readonly number[],
): (row: number) => number {
  let size = 1;
  const readers = columns.map((column) => {
    const begin = size;
    if (column.kind === 'code') {
      const codes = [...new Set(training.map((row) => column.values[row]))];
      size += codes.length;
      return (row: number): [number, number] => {
        const code = codes.indexOf(column.values[row]);
        return [begin + Math.max(0, code), code < 0 ? 0 : 1];
      };
    }
    size++;
    const known = training.map((row) => column.values[row]).filter((value) => value !== undefined);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const spread = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length) || 1;
    return (row: number): [number, number] => [begin, ((column.values[row] ?? mean) - mean) / spread];
  });
  const designOf = (row: number): DesignRow => {
    const cells = readers.map((read) => read(row));
    return { at: cells.map(([at]) => at), values: cells.map(([, value]) => value) };
  };
  const weights = fitLogistic(training.map(designOf), ofRows(left, training), size, settings.scorecard.ridge);
  return (row) => {
    const { at, values } = designOf(row);
    return probabilityOf(
      at.reduce((sum, one, nth) => sum + (weights[one] ?? 0) * (values[nth] ?? 0), weights[0] ?? 0),
    );
  };
}

const ofRows = (left: readonly boolean[], rows: readonly number[]): boolean[] =>
  rows.map((row) => left[row] === true);
