/** Training: columns are chosen, leaks refused, a model is tried on rows that it has not seen, and made from all. */
import { createHash } from 'node:crypto';
import type { ChurnModel, TrainedCard } from '../../../shared/contracts/churn-model.ts';
import { accuracyOf, aucOf, calibrationOf, type Judged } from '../rules/accuracy.ts';
import { scoreOf } from '../rules/score.ts';
import { type Choice, choose, type Wishes } from './choose.ts';
import { fairnessOf } from './fairness.ts';
import { learners, type Way } from './learners.ts';
import type { Learner } from './learning.ts';
import { settings } from './settings.ts';
import { type Column, outcomesOf, rowsOf, type Table, WrongFile } from './table.ts';

/** What is read of a file. */
export interface Reading extends Wishes {
  /** The target of those who left; 1, yes or true unless said otherwise. */
  readonly positive?: string | undefined;
}

/** What is trained. */
export interface Plan extends Reading {
  readonly way: Way;
  /** When, for the card; nowhere read from a clock. */
  readonly trainedAt?: string | undefined;
}

/** A file that a model can be made from. */
export interface Prepared extends Choice {
  readonly left: readonly boolean[];
  readonly positive: string;
  /** The fold of each row. */
  readonly folds: readonly number[];
}

/** Makes a model from a table, with its card. */
export function train(table: Table, plan: Plan): ChurnModel {
  const prepared = prepare(table, plan);
  const { columns, left, positive, folds, leftOut } = prepared;
  const learn = learners[plan.way];
  const judged = crossValidated(prepared, (training) => served(learn, columns, left, training));
  const card: TrainedCard = {
    how: plan.way,
    file: table.file,
    sha256: table.sha256,
    ...(plan.trainedAt === undefined ? {} : { trainedAt: plan.trainedAt }),
    rows: left.length,
    target: { column: plan.target, positive, share: shareOf(left) },
    indicators: columns.map(({ name }) => name),
    leftOut: [...leftOut],
    crossValidation: {
      folds: settings.folds,
      seed: settings.seed,
      accuracy: accuracyOf(judged, settings.threshold),
      aucOfFolds: Array.from({ length: settings.folds }, (_, fold) =>
        aucOf(judged.filter((_, row) => folds[row] === fold)),
      ),
      calibration: calibrationOf(judged, settings.calibrationRows),
    },
    fairness: prepared.protected.map((column) => fairnessOf(column, judged, shareOf(left))),
  };
  return { ...learn(columns, left, [...left.keys()]), card } as ChurnModel;
}

/** Chooses columns, refuses leaks, and deals the rows out to folds. */
export function prepare(table: Table, reading: Reading): Prepared {
  const { positive, left } = outcomesOf(table, reading.target, reading.positive);
  const gone = left.filter((one) => one).length;
  for (const [rows, what] of [
    [gone, 'left'],
    [left.length - gone, 'stayed'],
  ] as const)
    if (rows < settings.fewestOfAKind)
      throw new WrongFile(
        `Only ${rows} customers of ${table.file} ${what}; it takes ${settings.fewestOfAKind} to learn from.`,
      );
  const prepared = { ...choose(table, reading), left, positive, folds: foldsOf(left) };
  refuseLeaks(prepared, reading.target);
  return prepared;
}

/** Probabilities of all rows, each by a model that was made without its fold. */
export function crossValidated(
  { left, folds }: Pick<Prepared, 'left' | 'folds'>,
  makes: (training: readonly number[]) => (row: number) => number,
): Judged[] {
  const models = Array.from({ length: settings.folds }, (_, fold) =>
    makes([...left.keys()].filter((row) => folds[row] !== fold)),
  );
  return left.map((one, row) => ({
    probability: models[folds[row] as number]?.(row) ?? Number.NaN,
    left: one,
  }));
}

/** A model, scoring the rows of the file by the code that serves. */
export function served(
  learn: Learner,
  columns: readonly Column[],
  left: readonly boolean[],
  training: readonly number[],
): (row: number) => number {
  const model = learn(columns, left, training) as ChurnModel;
  const rows = rowsOf(columns, left.length);
  return (row) => scoreOf(model, rows[row] ?? {}).probability;
}

/** Deals out those who left and those who stayed, each evenly, in an order that depends on the seed alone. */
function foldsOf(left: readonly boolean[]): number[] {
  const drawn = [...left.keys()]
    .map((row) => ({ row, draw: createHash('sha256').update(`${settings.seed}:${row}`).digest('hex') }))
    .sort((a, b) => (a.draw < b.draw ? -1 : 1));
  const folds = new Array<number>(left.length).fill(0);
  for (const kind of [true, false])
    for (const [nth, { row }] of drawn.filter(({ row: at }) => left[at] === kind).entries())
      folds[row] = nth % settings.folds;
  return folds;
}

const shareOf = (left: readonly boolean[]): number => left.filter((one) => one).length / left.length;

/** Refuses columns that nearly equal the target: they are written after a customer left, or because of it. */
function refuseLeaks(prepared: Prepared, target: string): void {
  const leaks = prepared.columns.flatMap((column) => leakOf(column, prepared) ?? []);
  if (leaks.length === 0) return;
  const names = leaks.map(({ column }) => column).join(',');
  throw new WrongFile(
    `${leaks.map(({ says }) => says).join(' ')} What nearly equals ${target} is known only once a customer has left; leave it out with --ignore ${names}.`,
  );
}

function leakOf(
  column: Column,
  prepared: Prepared,
): { readonly column: string; readonly says: string } | undefined {
  const { name } = column;
  const { left } = prepared;
  const alone = aucOf(
    crossValidated(prepared, (training) => served(learners.scorecard, [column], left, training)),
  );
  if (alone >= settings.leakAuc)
    return { column: name, says: `The column ${name} alone tells who leaves (AUC ${alone.toFixed(3)}).` };
  const { leaving, ofAllWhoLeft } = settings.leakValue;
  const gone = left.filter((one) => one).length;
  for (const [value, rows] of Map.groupBy(left.keys(), (row) => column.values[row])) {
    const here = rows.filter((row) => left[row]).length;
    if (here >= leaving * rows.length && here >= ofAllWhoLeft * gone)
      return {
        column: name,
        says: `The column ${name} is ${value === undefined ? 'empty' : `'${value}'`} in ${rows.length} rows, of whom ${here} left, ${((here / gone) * 100).toFixed(0)} % of all who did.`,
      };
  }
  return undefined;
}
