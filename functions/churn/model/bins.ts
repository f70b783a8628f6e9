/** Bins: a column cut into few steps or codes, so that each can have points of its own. */
import {
  type AdditiveModel,
  type Axis,
  binsOn,
  type ModelPart,
} from '../../../shared/contracts/churn-model.ts';
import { binOf } from '../rules/score.ts';
import { settings } from './settings.ts';
import type { Column } from './table.ts';

/** The bin of the first code that is listed. */
export const FIRST_CODE = 2;

/** Bins of a column, cut from the rows of the training. */
export const axisOf = (column: Column, training: readonly number[], most: number): Axis =>
  column.kind === 'number'
    ? { indicator: column.name, kind: 'steps', cuts: cutsOf(column.values, training, most) }
    : { indicator: column.name, kind: 'choices', codes: codesOf(column.values, training) };

function counted<Value>(
  values: readonly (Value | undefined)[],
  training: readonly number[],
): Map<Value, number> {
  const counts = new Map<Value, number>();
  for (const row of training) {
    const value = values[row];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Cuts between steps of about as many rows each; a value that many rows share has a step of its own. */
function cutsOf(
  values: readonly (number | undefined)[],
  training: readonly number[],
  most: number,
): number[] {
  const counts = [...counted(values, training)].sort(([a], [b]) => a - b);
  let left = counts.reduce((sum, [, count]) => sum + count, 0);
  const cuts: number[] = [];
  let held = 0;
  for (const [at, [value, count]] of counts.entries()) {
    const fair = (left + held) / (most - cuts.length);
    const full = held >= fair || (held > 0 && count >= fair) || counts.length <= most;
    if (at > 0 && full && cuts.length < most - 1) {
      cuts.push(value);
      held = 0;
    }
    held += count;
    left -= count;
  }
  return cuts;
}

function codesOf(values: readonly (string | undefined)[], training: readonly number[]): string[] {
  return [...counted(values, training)]
    .filter(([, count]) => count >= settings.fewestOfACode)
    .map(([code]) => code)
    .sort();
}

/** Columns in bins, as all trainings of points and questions read them. */
export interface Binned {
  readonly axes: readonly Axis[];
  /** For each column, the bin of each row of the file. */
  readonly of: readonly Uint16Array[];
}

/** Columns in bins that are cut from the rows of the training, and hold all rows. */
export function binned(columns: readonly Column[], training: readonly number[], most: number): Binned {
  const axes = columns.map((column) => axisOf(column, training, most));
  const of = columns.map(({ values }, at) =>
    Uint16Array.from(values as readonly (number | string | undefined)[], (value) =>
      binOf(axes[at] as Axis, value),
    ),
  );
  return { axes, of };
}

/** A model without its card. */
export type Additive = Omit<AdditiveModel, 'card'>;

/**
 * A model of the points of all bins. The points of each indicator are moved so that their mean over the rows of the training
 * is 0: what an indicator adds is then what it adds to an average customer. A bin that the training has not seen adds 0.
 */
export function additiveOf(
  { axes, of }: Binned,
  training: readonly number[],
  base: number,
  points: readonly (readonly number[])[],
): Additive {
  let moved = base;
  const parts = axes.map((axis, at): ModelPart => {
    const counts = new Array<number>(binsOn(axis)).fill(0);
    for (const row of training) {
      const bin = of[at]?.[row] ?? 0;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const raw = points[at] ?? [];
    const mean = counts.reduce((sum, count, bin) => sum + count * (raw[bin] ?? 0), 0) / training.length;
    moved += mean;
    const centred = counts.map((count, bin) => (count === 0 ? 0 : (raw[bin] ?? 0) - mean));
    const [missing = 0, ...others] = centred;
    if (axis.kind === 'steps')
      return { kind: 'steps', indicator: axis.indicator, cuts: [...axis.cuts], points: others, missing };
    const [other = 0, ...listed] = others;
    return {
      kind: 'choices',
      indicator: axis.indicator,
      points: Object.fromEntries(axis.codes.map((code, nth) => [code, listed[nth] ?? 0])),
      other,
      missing,
    };
  });
  return { v: 1, kind: 'additive', base: moved, parts };
}
