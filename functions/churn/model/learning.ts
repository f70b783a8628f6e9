/** Learning: what every way of making a model is given, gives, and reckons alike. */
import type { ChurnModel } from '../../../shared/contracts/churn-model.ts';
import type { Column } from './table.ts';

type WithoutCard<Model> = Model extends unknown ? Omit<Model, 'card'> : never;

/** A model before anybody has looked how good it is. */
export type Learnt = WithoutCard<ChurnModel>;

/** Makes a model from some rows of the columns; from the same rows the same one, to the last bit. */
export type Learner = (
  columns: readonly Column[],
  left: readonly boolean[],
  training: readonly number[],
) => Learnt;

/** How many of these rows are of customers who left. */
export const leftOf = (left: readonly boolean[], rows: readonly number[]): number =>
  rows.reduce((count, row) => count + (left[row] ? 1 : 0), 0);

/** Log-odds of leaving among rows, as if so many more had been seen of which the share left. */
export const logOddsOf = (left: number, rows: number, more: number, share = 0): number =>
  Math.log((left + more * share) / (rows - left + more * (1 - share)));
