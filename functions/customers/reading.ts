/** Reading: the bytes of a file become rows with their lines, while they come in. */
import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CsvError, type Info, parse } from 'csv-parse';
import type { ImportFlaw } from '../../shared/contracts/imports.ts';
import type { Cells } from './rules/rows.ts';

/** A row larger than this is no row, in characters. */
const LARGEST_ROW = 100_000;

/** Bytes that are parsed at a time: all rows of a slice are in memory together. */
const SLICE = 64 * 1024;

/** A row as it stands in the file: its cells, or why there are none. */
export interface FileRow {
  /** The line it begins in, from 1. */
  readonly line: number;
  /** Bytes of the file up to its end. */
  readonly bytes: number;
  readonly cells: Cells;
  /** Why its cells could not be read; they hold its text then. */
  readonly flaw?: ImportFlaw;
}

/** The file cannot be read on from here; the message holds nothing of what it holds. */
export class FileFlawed extends Error {
  override readonly name = 'FileFlawed';
  readonly flaw: ImportFlaw & { readonly line: number };

  constructor(line: number, field: string, expected: string) {
    super(`Line ${line}, ${field}: expected ${expected}.`);
    this.flaw = { line, field, expected };
  }
}

/** Says which of our fields the columns of a header are, in their order; it may refuse the file. */
export type HeaderReader = (header: readonly string[]) => readonly (string | undefined)[];

/** The rows of a CSV file (RFC 4180, UTF-8 with or without its mark); `columns` reads the first line. */
export async function* csvRows(
  source: AsyncIterable<Buffer>,
  columns: HeaderReader,
): AsyncGenerator<FileRow> {
  const skipped: Skipped[] = [];
  const parser = parse({
    info: true,
    raw: true,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: LARGEST_ROW,
    on_skip: (error?: CsvError, text?: string) => {
      const { lines = 0, bytes = 0, records = 0, code = '' } = (error ?? {}) as Partial<CsvError & Info>;
      // A row with several wrong quotes is told of once for each.
      if (skipped.at(-1)?.bytes !== bytes || skipped.length === 0)
        skipped.push({ line: lines, bytes, records, code, text: text ?? '' });
    },
  });
  // What goes wrong on the way ends the loop below, which throws it.
  const read = pipeline(Readable.from(utf8(source)), parser).catch(() => {});
  let fields: readonly (string | undefined)[] | undefined;
  // The parser counts both characters of a line break within quotes.
  let twice = 0;
  try {
    for await (const { record, info, raw } of parser as AsyncIterable<{
      record: string[];
      info: Info;
      raw: string;
    }>) {
      yield* flawsOf(skipped, twice, info.records);
      twice += record.reduce((count, cell) => count + breaksIn(cell, /\r\n/g), 0);
      const line =
        info.lines - twice - record.reduce((count, cell) => count + breaksIn(cell, /\r\n|\r|\n/g), 0);
      if (fields === undefined) {
        fields = columns(record);
        continue;
      }
      const row = { line, bytes: info.bytes };
      if (record.length === fields.length) yield { ...row, cells: cellsOf(record, fields) };
      else
        yield {
          ...row,
          cells: { text: raw },
          flaw: { field: 'row', expected: `${fields.length} cells, as in the first line` },
        };
    }
    yield* flawsOf(skipped, twice, Number.POSITIVE_INFINITY);
  } finally {
    parser.destroy();
    await read;
  }
  if (fields === undefined) throw new FileFlawed(1, 'file', 'a first line with the names of the columns');
}

/** A row that the parser could not read, and how many it had read before. */
interface Skipped {
  readonly line: number;
  readonly bytes: number;
  readonly records: number;
  readonly code: string;
  readonly text: string;
}

/** The skipped rows that stand before a record; the parser is ahead of whoever reads what it found. */
function* flawsOf(skipped: Skipped[], twice: number, record: number): Generator<FileRow> {
  for (let [first] = skipped; first !== undefined && first.records < record; [first] = skipped) {
    skipped.shift();
    const { line: counted, bytes, code, text } = first;
    const line = counted - twice;
    // After these the parser may not find back to where the next row begins, and would leave out what follows.
    if (code === 'CSV_INVALID_CLOSING_QUOTE')
      throw new FileFlawed(line, 'row', 'quotes that are doubled within a quoted cell');
    if (code === 'CSV_QUOTE_NOT_CLOSED')
      throw new FileFlawed(line, 'row', 'a quote that closes before the file ends');
    if (code === 'CSV_MAX_RECORD_SIZE')
      throw new FileFlawed(line, 'row', `a row of at most ${LARGEST_ROW} characters; a quote may be open`);
    yield {
      line,
      bytes,
      cells: { text },
      flaw: { field: 'row', expected: 'quotes around whole cells only' },
    };
  }
}

const breaksIn = (cell: string, breaks: RegExp): number =>
  /[\r\n]/.test(cell) ? (cell.match(breaks)?.length ?? 0) : 0;

function cellsOf(record: readonly string[], fields: readonly (string | undefined)[]): Cells {
  const cells: Record<string, string> = {};
  for (const [at, field] of fields.entries()) {
    const text = record[at]?.trim() ?? '';
    if (field !== undefined && text !== '') cells[field] = text;
  }
  return cells;
}

/** The rows of a file with one JSON object a line; `columns` is asked what each set of names means. */
export async function* jsonRows(
  source: AsyncIterable<Buffer>,
  columns: HeaderReader,
): AsyncGenerator<FileRow> {
  let line = 0;
  let bytes = 0;
  /** Names as they came, and the fields they are: files repeat the same ones in every line. */
  let known: { names: string; fields: readonly (string | undefined)[] } | undefined;
  for await (const text of linesOf(utf8(source))) {
    line++;
    bytes += Buffer.byteLength(text) + 1;
    const whole = line === 1 ? text.replace(/^\ufeff/, '') : text;
    if (whole.trim() === '') continue;
    const row = { line, bytes };
    const object = objectIn(whole);
    if (object === undefined) {
      yield { ...row, cells: { text: whole }, flaw: { field: 'row', expected: 'a JSON object' } };
      continue;
    }
    const names = Object.keys(object);
    if (known?.names !== names.join('\u0000')) {
      try {
        known = { names: names.join('\u0000'), fields: columns(names) };
      } catch (error) {
        if (!(error instanceof FileFlawed)) throw error;
        const { field, expected } = error.flaw;
        yield { ...row, cells: { text: whole }, flaw: { field, expected } };
        continue;
      }
    }
    const values = names.map((name) => textOf(object[name]));
    const wrong = values.indexOf(undefined);
    const field = known.fields[wrong];
    if (wrong >= 0 && field !== undefined) {
      yield { ...row, cells: { text: whole }, flaw: { field, expected: 'a text, a number, true or false' } };
      continue;
    }
    yield {
      ...row,
      cells: cellsOf(
        values.map((value) => value ?? ''),
        known.fields,
      ),
    };
  }
  if (line === 0) throw new FileFlawed(1, 'file', 'one JSON object a line');
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** A value as the cell of a table would have it. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) {
    // A list holds single values: lists in lists would be as deep as whoever wrote the file likes.
    const parts = value.map((part) => (Array.isArray(part) ? undefined : textOf(part)));
    return parts.includes(undefined) ? undefined : parts.join(';');
  }
  return typeof value === 'object' ? undefined : String(value);
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let held = 0;
  let line = 0;
  for await (const piece of source) {
    let from = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      line++;
      yield Buffer.concat([...rest, piece.subarray(from, end)]).toString('utf8');
      [rest, held, from] = [[], 0, end + 1];
    }
    rest.push(piece.subarray(from));
    held += piece.length - from;
    if (held > LARGEST_ROW * 4)
      throw new FileFlawed(line + 1, 'row', `a line of at most ${LARGEST_ROW} characters`);
  }
  if (held > 0) yield Buffer.concat(rest).toString('utf8');
}

/** Lets bytes pass as long as they are UTF-8, cut between characters. */
async function* utf8(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  for await (const piece of source) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = bytes.length - begunAt(bytes);
    const whole = bytes.subarray(0, end);
    if (!isUtf8(whole)) throw notUtf8(whole, line);
    line += count(whole);
    rest = bytes.subarray(end);
    for (let from = 0; from < whole.length; from += SLICE) yield whole.subarray(from, from + SLICE);
  }
  if (rest.length > 0) throw notUtf8(rest, line);
}

/** Bytes at the end that begin a character and do not end it. */
function begunAt(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    const wanted = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1;
    return wanted > back ? back : 0;
  }
  return 0;
}

function notUtf8(bytes: Buffer, first: number): FileFlawed {
  let line = first;
  let from = 0;
  for (
    let end = bytes.indexOf(10);
    end >= 0 && isUtf8(bytes.subarray(from, end));
    end = bytes.indexOf(10, from)
  ) {
    line++;
    from = end + 1;
  }
  return new FileFlawed(
    line,
    'file',
    'UTF-8; these bytes are of another encoding, perhaps GBK or UTF-16: save it as UTF-8',
  );
}

function count(bytes: Buffer): number {
  let breaks = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) breaks++;
  return breaks;
}
