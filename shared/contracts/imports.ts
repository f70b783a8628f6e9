/** Imports: the rows that say how a file is doing, what is held of it, and what became of its transactions and ratings. */
import * as z from 'zod';
import { Id, Instant } from './codes.ts';
import { CustomerGrade } from './items.ts';

/** Kinds of files, by the word with which their names begin. */
export const ImportKind = z.enum([
  'customers',
  'staff',
  'absences',
  'transactions',
  'ratings',
  'consents',
  'dates',
  'holdings',
]);
export type ImportKind = z.infer<typeof ImportKind>;

/** Why something was not taken: the field, and what would be right; nothing of what came. */
export const ImportFlaw = z.object({ field: z.string().max(64), expected: z.string().max(200) });
export type ImportFlaw = z.infer<typeof ImportFlaw>;

const Count = z.number().int().min(0);

/** What became of the rows so far; `read` is the sum of all others but `redriven`. */
export const ImportCounts = z.object({
  read: Count,
  /** Not known before. */
  added: Count,
  /** Known, and different now. */
  changed: Count,
  /** Said nothing new. */
  unchanged: Count,
  /** Had the key of an earlier row of the same file. */
  repeated: Count,
  /** Wrong, and kept with the reason. */
  held: Count,
  /** Of the held ones: taken in after all. */
  redriven: Count,
});
export type ImportCounts = z.infer<typeof ImportCounts>;

/** What the quality score is reckoned from. */
export const ImportTally = z.object({
  /** Cells that must or ought to be filled, and those of them that are. */
  expected: Count,
  filled: Count,
  /** Rows that say of which day they are, and those of them that are fresh. */
  dated: Count,
  fresh: Count,
});
export type ImportTally = z.infer<typeof ImportTally>;

const Share = z.number().min(0).max(1);

/** How good a file is, 0 to 1 each; a measure that the file gives no occasion for is absent. */
export const ImportQuality = z.object({
  /** Filled cells among those that must or ought to be. */
  completeness: Share.optional(),
  /** Rows that were right among all. */
  validity: Share.optional(),
  /** Rows whose key came once among those that were right. */
  uniqueness: Share.optional(),
  /** Fresh rows among those that say of which day they are. */
  timeliness: Share.optional(),
  /** The four by their weights, 0 to 100. */
  score: z.number().min(0).max(100).optional(),
});
export type ImportQuality = z.infer<typeof ImportQuality>;

/** Register: `entry` `import#<id>`; index `byState` (state, openedAt): a file on its way in. */
export const ImportRow = z.object({
  entry: z.string().startsWith('import#'),
  v: z.literal(1),
  /** REFUSED: nothing was taken. STOPPED: what came before the flaw was. */
  state: z.enum(['RUNNING', 'DONE', 'REFUSED', 'STOPPED']),
  openedAt: Instant,
  updatedAt: Instant,
  endedAt: Instant.optional(),
  importId: Id,
  kind: ImportKind.optional(),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().optional(),
  /** Size of the file, and how much of it was read. */
  bytes: Count,
  bytesRead: Count,
  /** The last line whose row was dealt with: the next part goes on after it. */
  line: Count,
  counts: ImportCounts,
  tally: ImportTally,
  /** Places of columns that no field is known for, from 1. */
  ignored: z.array(z.number().int().min(1)),
  quality: ImportQuality.optional(),
  /** Of a file that was refused or stopped: the line and why. */
  flaw: ImportFlaw.extend({ line: Count.optional() }).optional(),
  /** Rises with every part that was dealt with, so that no two runs count the same rows. */
  moves: z.number().int().min(1),
});
export type ImportRow = z.infer<typeof ImportRow>;

/**
 * Intake: `businessKey` `row#<importId>#<10 digits of the line>`; index `byState`, by state and place: a row of a file that
 * was not taken. `state` names its import, so that the held rows of one are found together.
 */
export const HeldRow = z.object({
  businessKey: z.string().startsWith('row#'),
  v: z.literal(1),
  /** `ROW_HELD#<importId>`, then `ROW_REDRIVEN#<importId>`. */
  state: z.string().regex(/^ROW_(HELD|REDRIVEN)#/),
  /** When the import began, and the line, so that the index has them in their order. */
  receivedAt: z.string(),
  importId: Id,
  kind: ImportKind,
  line: Count,
  flaws: z.array(ImportFlaw).min(1),
  /** The row as it came, JSON by field, gzip. */
  row: z.instanceof(Uint8Array),
  redrivenAt: Instant.optional(),
});
export type HeldRow = z.infer<typeof HeldRow>;

const Day = {
  customerId: Id,
  sk: z.string().startsWith('DAY#'),
  v: z.literal(1),
  day: z.iso.date(),
  count: Count,
  /** First eight bytes of the SHA-256 of each id that was counted, in their order, so that none counts twice. */
  ids: z.instanceof(Uint8Array),
  /** Epoch second after which DynamoDB may drop it. */
  expiresAt: z.number().int(),
  /** Rises with every change. */
  moves: z.number().int().min(1),
};

/** Signals: `customerId`, sk `DAY#transactions#<day>`: what a customer moved on a day of the bank. */
export const TransactionDay = z.object({
  ...Day,
  /** Hundredths of a yuan that came and went; of a transaction that does not say which, in `moved` only. */
  moved: Count,
  came: Count,
  went: Count,
});
export type TransactionDay = z.infer<typeof TransactionDay>;

/** Signals: `customerId`, sk `DAY#ratings#<day>`: how a customer rated the bank's services on a day. */
export const RatingDay = z.object({
  ...Day,
  /** Sum of the scores, 1 to 5 each, and the lowest of them. */
  sum: Count,
  lowest: z.number().int().min(1).max(5),
});
export type RatingDay = z.infer<typeof RatingDay>;

/** Customers: `customerId`, sk `GRADE`, with what the nightly job finds it by: sparse index `byGrade` (gradeShard, gradeKey). */
export const GradeRow = CustomerGrade.extend({
  /** The latest day with imported transactions; absent where the bank delivers none of this customer. */
  movedUntil: z.iso.date().optional(),
  /** `G#<0..7>` and `<instant>#<customerId>`: from when the grade is to be looked at again; absent if it need not be. */
  gradeShard: z.string().optional(),
  gradeKey: z.string().optional(),
  /** When somebody last asked for a look; the rows on which it rests may be written a little later. */
  markedAt: Instant.optional(),
  /** Rises with every change, so that nothing which comes while a customer is graded is missed. */
  moves: z.number().int().min(1).optional(),
});
export type GradeRow = z.infer<typeof GradeRow>;
