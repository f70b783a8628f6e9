/** Tables: a CSV file as columns of numbers and codes, refused by name and line where it is not what it must be. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type CsvError, parse } from 'csv-parse/sync';
import { WrongUse } from '../../../shared/platform/command-line.ts';
import type { IndicatorRow } from '../rules/score.ts';
import { settings } from './settings.ts';

/** A file, or a column of it, is not what it must be; the message says what would be right. */
export class WrongFile extends WrongUse {}

/** A CSV file as it was read: every cell is text. */
export interface Table {
  readonly file: string;
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly sha256: string;
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A column: numbers, or codes; undefined where a cell is empty. */
export type Column =
  | { readonly name: string; readonly kind: 'number'; readonly values: readonly (number | undefined)[] }
  | { readonly name: string; readonly kind: 'code'; readonly values: readonly (string | undefined)[] };

/** What stands in a cell about which nothing is known. */
const NOTHING: ReadonlySet<string> = new Set(['', 'NA', 'N/A', 'NaN', 'null', 'NULL', '?']);

/** The line of the file in which a row stands, if no cell has a line break. */
const lineOf = (row: number): number => row + 2;

/** Reads a file: RFC 4180, UTF-8, the first line names the columns. */
export function readTable(path: string): Table {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new WrongFile(`${path} cannot be read (${(cause as { code?: string }).code}).`, { cause });
  }
  return tableOf(basename(path), bytes);
}

/** The table in the bytes of a file. */
export function tableOf(file: string, bytes: Buffer): Table {
  let records: string[][];
  try {
    records = parse(bytes, { bom: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    const { lines, message } = cause as CsvError & { lines?: number };
    throw new WrongFile(
      `${file}${lines === undefined ? '' : `, line ${lines}`}: not a table of commas and quotes (${message}).`,
      { cause },
    );
  }
  const [names, ...rows] = records;
  if (names === undefined) throw new WrongFile(`${file} is empty; its first line names the columns.`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new WrongFile(`${file} has two columns '${twice}'; name each one apart.`);
  if (rows.length === 0)
    throw new WrongFile(`${file} has the names of ${names.length} columns and no row below them.`);
  return { file, sha256: createHash('sha256').update(bytes).digest('hex'), names, rows };
}

/** The cells of a column; undefined where one is empty. */
export function cellsOf({ file, names, rows }: Table, name: string): (string | undefined)[] {
  const at = names.indexOf(name);
  if (at < 0) throw new WrongFile(`${file} has no column '${name}'; it has ${names.join(', ')}.`);
  return rows.map((row) => {
    const cell = row[at] ?? '';
    return NOTHING.has(cell) ? undefined : cell;
  });
}

const numberIn = (cell: string): number | undefined => {
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
};

/** A column of numbers if most of its filled cells are, one of codes otherwise. */
export function columnOf(table: Table, name: string): Column {
  const cells = cellsOf(table, name);
  const filled = cells.filter((cell) => cell !== undefined);
  const numbers = filled.filter((cell) => numberIn(cell) !== undefined).length;
  return filled.length > 0 && numbers >= settings.numbersShare * filled.length
    ? numbersOf(table, name)
    : { name, kind: 'code', values: cells };
}

/** A column in which every filled cell must be a number. */
export function numbersOf(table: Table, name: string): Column {
  const values = cellsOf(table, name).map((cell, row) => {
    if (cell === undefined) return undefined;
    const value = numberIn(cell);
    if (value !== undefined) return value;
    throw new WrongFile(
      `${table.file}, line ${lineOf(row)}: ${name} is '${cell}', and must be a number or empty.`,
    );
  });
  return { name, kind: 'number', values };
}

/** Whether the customer of each row left: the cells of the target that hold `positive`, or 1, yes, true. */
export function outcomesOf(
  table: Table,
  target: string,
  positive?: string,
): { readonly positive: string; readonly left: readonly boolean[] } {
  const cells = cellsOf(table, target).map((cell, row) => {
    if (cell !== undefined) return cell;
    throw new WrongFile(
      `${table.file}, line ${lineOf(row)}: ${target} is empty; whether that customer left must be known.`,
    );
  });
  const found = [...new Set(cells)].sort();
  const chosen = positive ?? found.find((value) => ['1', 'yes', 'true'].includes(value.toLowerCase()));
  if (chosen === undefined)
    throw new WrongFile(
      `Which ${target} is it of those who left? It is ${some(found)}; say it with --positive.`,
    );
  if (found.length === 1)
    throw new WrongFile(
      `${target} is '${found[0]}' in all ${cells.length} rows of ${table.file}; it takes customers who left and customers who stayed.`,
    );
  if (!found.includes(chosen))
    throw new WrongFile(`No ${target} in ${table.file} is '${chosen}'; it is ${some(found)}.`);
  if (found.length > 2 && positive === undefined)
    throw new WrongFile(
      `${target} has ${found.length} values (${some(found)}); say with --positive which one is that of those who left.`,
    );
  return { positive: chosen, left: cells.map((cell) => cell === chosen) };
}

const some = (values: readonly string[]): string =>
  values.length <= 5 ? values.join(', ') : `${values.slice(0, 5).join(', ')} and ${values.length - 5} more`;

/** The rows of some columns, as they are scored. */
export const rowsOf = (columns: readonly Column[], rows: number): IndicatorRow[] =>
  Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
  );
