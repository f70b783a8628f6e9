/** What an import needs of the world. */
import type { HeldRow, ImportFlaw, ImportKind, ImportRow } from '../../shared/contracts/imports.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Imports } from '../../shared/policy/imports.ts';
import type { Cells, SoundRow } from './rules/rows.ts';

/** Where files are put. */
export interface FilePlace {
  readonly bucket: string;
  /** What the keys of files to be imported begin with. */
  readonly prefix: string;
}

/** Files as they were put, byte by byte. */
export interface Files {
  readonly place: FilePlace;
  bytesOf(file: Pick<ImportRow, 'bucket' | 'key' | 'versionId' | 'bytes'>): AsyncIterable<Buffer>;
}

/** Fields of an import that change while it runs. */
export type Progress = Partial<Omit<ImportRow, 'entry' | 'v' | 'importId' | 'moves'>>;

/** Imports and how far they are. */
export interface ImportBook {
  /** Begins an import; false if it was begun before. */
  open(row: ImportRow): Promise<boolean>;
  find(importId: string): Promise<ImportRow | undefined>;
  /** Writes what has changed since `row` was read; undefined if another run was faster. */
  move(row: ImportRow, change: Progress): Promise<ImportRow | undefined>;
  /** The same, with a record in the audit trail that the import has ended. */
  end(row: ImportRow, change: Progress & Pick<ImportRow, 'state'>): Promise<ImportRow | undefined>;
  /** Counts held rows that were taken in after all. */
  countRedriven(importId: string, rows: number): Promise<void>;
}

/** A row that is kept because it is wrong. */
export interface Held {
  readonly line: number;
  readonly flaws: readonly ImportFlaw[];
  readonly cells: Cells;
}

/** A row that was held, and whether it still is. */
export interface FoundRow extends Held {
  readonly kind: ImportKind;
  readonly held: boolean;
}

/** Rows that could not be taken. */
export interface HeldBook {
  hold(of: { importId: string; kind: ImportKind; openedAt: string }, rows: readonly Held[]): Promise<void>;
  /** Lines and reasons of what is held of an import, from the line after `after` on. */
  list(
    of: Pick<ImportRow, 'importId' | 'openedAt'>,
    after: number,
    most: number,
  ): Promise<Pick<HeldRow, 'line' | 'flaws'>[]>;
  find(importId: string, line: number): Promise<FoundRow | undefined>;
  /** Records that somebody was shown the whole row, with whatever personal data is in it. */
  shown(importId: string, line: number): Promise<void>;
  /** Marks a row as taken in; false if it was not held any more. */
  settle(importId: string, line: number, of: { readonly mended: boolean }): Promise<boolean>;
  /** Notes why a row is still not right. */
  keep(importId: string, line: number, flaws: readonly ImportFlaw[]): Promise<void>;
}

/** A row that is right, and its line. */
export interface NumberedRow {
  readonly line: number;
  readonly sound: SoundRow;
}

/** What became of a row. */
export type Taken =
  | { readonly line: number; readonly way: 'ADDED' | 'CHANGED' | 'UNCHANGED' }
  | { readonly line: number; readonly flaws: readonly ImportFlaw[] };

/** The bank's records, into which rows go. */
export interface BankRecords {
  /** Takes rows of one kind, no two of them about the same thing; the same rows again change nothing. */
  take(kind: ImportKind, rows: readonly NumberedRow[], pack: Imports, importId: string): Promise<Taken[]>;
}

/** Everything an import needs. */
export interface ImportWorld {
  readonly clock: Clock;
  /** The bank's zone, in which files mean their times. */
  readonly zone: string;
  readonly files: Files;
  readonly imports: ImportBook;
  readonly held: HeldBook;
  readonly records: BankRecords;
  policy(): Promise<Imports>;
  /** Has visits and greetings planned of customers who are new, or have a new date. */
  plan(customerIds: readonly string[]): Promise<void>;
  /** Has the import go on in an invocation of its own. */
  goOn(importId: string): Promise<void>;
}
