/** `npm run churn:segments`: customers in segments of similar behaviour, by k-means. */
import { kmeans } from 'ml-kmeans';
import { command, WrongUse, wholeNumber } from '../../../shared/platform/command-line.ts';
import { choose } from './choose.ts';
import { figure, line, percent, ruled } from './printing.ts';
import { settings } from './settings.ts';
import { type Column, outcomesOf, readTable, type Table, WrongFile } from './table.ts';
import { namesIn } from './train.ts';

/** Customers of one segment. */
export interface Segment {
  readonly rows: number;
  /** Share that left; absent where nobody said who did. */
  readonly share?: number;
  /** Mean of each column, in its own unit. */
  readonly means: Readonly<Record<string, number>>;
}

/** What is asked of a table. */
export interface SegmentsWish {
  readonly segments: number;
  readonly ignore: readonly string[];
  /** Column that says who left; it is no part of the segments. */
  readonly target?: string | undefined;
  readonly positive?: string | undefined;
}

/** A column by its mean and spread; a missing value is the mean. */
interface Scaled {
  readonly name: string;
  readonly mean: number;
  readonly spread: number;
  readonly values: readonly (number | undefined)[];
}

/** Segments of the numeric columns of a table, the largest first; age, sex and place make no segment. */
export function segmentsOf(table: Table, { segments, ignore, target, positive }: SegmentsWish): Segment[] {
  const left = target === undefined ? undefined : outcomesOf(table, target, positive).left;
  const columns = choose(table, { target: target ?? '', ignore, withProtected: false }).columns;
  const scaled = columns.filter((column) => column.kind === 'number').map(scaledOf);
  if (scaled.length === 0)
    throw new WrongFile(`${table.file} has no column of numbers to tell customers apart by.`);
  if (table.rows.length < segments)
    throw new WrongFile(`${table.file} has ${table.rows.length} rows, too few for ${segments} segments.`);
  const points = table.rows.map((_, row) =>
    scaled.map(({ values, mean, spread }) => ((values[row] ?? mean) - mean) / spread),
  );
  const { clusters } = kmeans(points, segments, { seed: settings.seed });
  return [...Map.groupBy(clusters.keys(), (row) => clusters[row]).values()]
    .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0))
    .map((rows) => ({
      rows: rows.length,
      ...(left === undefined ? {} : { share: rows.filter((row) => left[row]).length / rows.length }),
      means: Object.fromEntries(
        scaled.map(({ name, mean, values }) => [
          name,
          rows.reduce((sum, row) => sum + (values[row] ?? mean), 0) / rows.length,
        ]),
      ),
    }));
}

function scaledOf({ name, values }: Column & { readonly kind: 'number' }): Scaled {
  const known = values.filter((value) => value !== undefined);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  return { name, mean, spread: Math.sqrt(variance) || 1, values };
}

/** The segments as people read them, a column each. */
export function printed(segments: readonly Segment[]): string {
  const names = Object.keys(segments[0]?.means ?? {});
  return [
    line('', ...segments.map((_, at) => `segment ${at + 1}`)),
    ruled(1, segments.length),
    line('customers', ...segments.map(({ rows }) => String(rows))),
    ...(segments.some(({ share }) => share !== undefined)
      ? [line('left', ...segments.map(({ share = 0 }) => percent(share)))]
      : []),
    ...names.map((name) => line(name, ...segments.map(({ means }) => figure(means[name] ?? 0, 2)))),
  ].join('\n');
}

/** Most segments that somebody can still tell apart. */
const MOST_SEGMENTS = 20;

await command(import.meta, {
  usage: `npm run churn:segments -- --data FILE [--segments 4] [--target COLUMN] [--json]

  --data FILE        CSV, one customer a row, the first line names the columns
  --segments K       how many, 2 to ${MOST_SEGMENTS}; 4 unless said otherwise
  --ignore COL,COL   columns that are left out; those of age, sex and place are anyway
  --target COLUMN    says who left, to tell how many of each segment did
  --positive VALUE   what it says of those who did; 1, yes or true unless said otherwise
  --json             one line of JSON
  --help             print this`,
  options: {
    data: { type: 'string' },
    segments: { type: 'string', default: '4' },
    ignore: { type: 'string' },
    target: { type: 'string' },
    positive: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  run({ data, segments, ignore, target, positive, json }) {
    if (data === undefined) throw new WrongUse('--data is missing: name the CSV file to look at.');
    const found = segmentsOf(readTable(data), {
      segments: wholeNumber('--segments', segments, 2, MOST_SEGMENTS),
      ignore: namesIn(ignore) ?? [],
      target,
      positive,
    });
    console.log(json ? JSON.stringify({ segments: found }) : printed(found));
  },
});
