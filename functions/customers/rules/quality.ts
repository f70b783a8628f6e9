/** The quality of a file, by the measures of DAMA UK's paper that one file gives occasion for; weights are policy. */
import type {
  ImportCounts,
  ImportKind,
  ImportQuality,
  ImportTally,
} from '../../../shared/contracts/imports.ts';
import { dayAfter } from '../../../shared/policy/days.ts';
import type { Imports } from '../../../shared/policy/imports.ts';
import { dayOf } from './clean.ts';
import { type Cells, layoutOf } from './rows.ts';

/** Counts before the first row. */
export const noCounts: ImportCounts = {
  read: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  repeated: 0,
  held: 0,
  redriven: 0,
};

/** Tally before the first row. */
export const noTally: ImportTally = { expected: 0, filled: 0, dated: 0, fresh: 0 };

/** Tallies rows of one kind as they stand on `today`. */
export function tallier(
  kind: ImportKind,
  { expected, freshDays }: Imports,
  today: string,
): (tally: ImportTally, cells: Cells) => ImportTally {
  const { must, dated } = layoutOf(kind);
  const wanted = [...new Set([...must, ...(expected[kind] ?? [])])];
  const days = freshDays[kind];
  const oldest = days === undefined ? undefined : dayAfter(today, -days);
  return (tally, cells) => {
    const on =
      dated === undefined || oldest === undefined
        ? undefined
        : dayOf((cells[dated] ?? '').split(/[T ]/)[0] ?? '');
    return {
      expected: tally.expected + wanted.length,
      filled: tally.filled + wanted.filter((field) => cells[field] !== undefined).length,
      dated: tally.dated + (on === undefined ? 0 : 1),
      fresh: tally.fresh + (on === undefined || on < (oldest ?? '') ? 0 : 1),
    };
  };
}

/** The four measures and their weighted mean. */
export function qualityOf(
  { read, repeated, held }: ImportCounts,
  { expected, filled, dated, fresh }: ImportTally,
  { weights }: Imports,
): ImportQuality {
  const right = read - held;
  const measures = {
    completeness: share(filled, expected),
    validity: share(right, read),
    uniqueness: share(right - repeated, right),
    timeliness: share(fresh, dated),
  };
  const known = Object.entries(measures).filter(([, value]) => value !== undefined) as [
    keyof typeof measures,
    number,
  ][];
  const weight = known.reduce((sum, [name]) => sum + weights[name], 0);
  const sum = known.reduce((total, [name, value]) => total + weights[name] * value, 0);
  return {
    ...Object.fromEntries(known),
    ...(weight === 0 ? {} : { score: Math.round((sum / weight) * 1_000) / 10 }),
  };
}

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);
