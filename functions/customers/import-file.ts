/** Handler: a file that was put into the bucket becomes records, part by part; operations ask how it is and re-drive rows. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { ImportFlaw, ImportRow } from '../../shared/contracts/imports.ts';
import { ImportUnknown } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { type StepContext, step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import type { ImportWorld } from './import-ports.ts';
import { importWiring } from './import-wiring.ts';
import { noCounts, noTally } from './rules/quality.ts';
import { type Cells, fieldsOf, judgeOf, kindOf, plannedBy } from './rules/rows.ts';
import { takePart } from './take-file.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const ObjectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().int().min(0),
      etag: z.string(),
      'version-id': z.string().optional(),
    }),
  }),
});

const Line = z.int().min(1);

/** Which import is meant: by its id, or by the object it came from. */
const Which = z.union([Id, z.strictObject({ key: z.string(), versionId: z.string() })]);

/** What brings the function to work: an event of S3, itself, or operations. */
export const ImportRequest = z.union(
  [
    ObjectCreated,
    z.strictObject({ goOn: Id }),
    z.strictObject({ where: z.literal(true) }),
    z.strictObject({ status: Which }),
    z.strictObject({ held: Id, after: z.int().min(0).optional() }),
    z.strictObject({ show: Id, line: Line }),
    z.strictObject({ redrive: Id, after: z.int().min(0).optional() }),
    z.strictObject({ redrive: Id, line: Line, row: z.record(z.string(), z.unknown()).optional() }),
  ],
  {
    error:
      'an event of S3, or one of {where: true}, {status}, {held, after?}, {show, line}, {redrive, after?}, {redrive, line, row?}',
  },
);
export type ImportRequest = z.infer<typeof ImportRequest>;

const HeldLine = z.strictObject({ line: Line, flaws: z.array(ImportFlaw) });

/** What the function answers. */
export const ImportAnswer = z.union([
  z.strictObject({ importId: Id, ended: z.enum(['OVER', 'GOES_ON', 'LEFT']) }),
  z.strictObject({ ignored: z.literal(true) }),
  z.strictObject({ bucket: z.string(), prefix: z.string() }),
  z.strictObject({ known: z.literal(false) }),
  z.strictObject({ known: z.literal(true), import: ImportRow }),
  /** `next`: ask again with `after` of this. */
  z.strictObject({ held: z.array(HeldLine), next: Line.optional() }),
  z.strictObject({
    line: Line,
    held: z.boolean(),
    flaws: z.array(ImportFlaw),
    row: z.record(z.string(), z.string()),
  }),
  z.strictObject({ redriven: z.int().min(0), refused: z.array(HeldLine), next: Line.optional() }),
]);
export type ImportAnswer = z.infer<typeof ImportAnswer>;

/** Time that is kept for the answer, in milliseconds. */
const RESERVE = 30_000;

/** Held rows that are listed or re-driven at a time. */
const AT_A_TIME = 100;

/** Most reasons in one answer, so that it stays far below Lambda's 6 MB. */
const MOST_REFUSED = 1_000;

/** Takes a file in, says how it is, and takes in again what was held. */
export const importFile = (world: ImportWorld) =>
  step(ImportRequest, ImportAnswer, async (request, context): Promise<ImportAnswer> => {
    if ('detail' in request) return begin(world, request.detail, context);
    if ('goOn' in request) return goOn(world, await known(world, request.goOn), context);
    if ('where' in request) return { ...world.files.place };
    if ('status' in request) return status(world, request.status);
    if ('held' in request) return held(world, request.held, request.after ?? 0);
    if ('show' in request) return show(world, request.show, request.line);
    if ('line' in request) return redriveOne(world, request);
    return redrive(world, request, context);
  });

const importIdOf = (bucket: string, key: string, version: string): string =>
  derivedId('F', 'import', bucket, key, version);

async function known({ imports }: ImportWorld, importId: string): Promise<ImportRow> {
  const row = await imports.find(importId);
  if (row === undefined) throw new ImportUnknown(importId);
  return row;
}

/** Begins an import, once for each version of an object, however often its event comes. */
async function begin(
  world: ImportWorld,
  { bucket, object }: z.infer<typeof ObjectCreated>['detail'],
  context: StepContext,
): Promise<ImportAnswer> {
  const { key, size, etag, 'version-id': versionId } = object;
  // A key that ends so is how consoles make folders.
  if (key.endsWith('/')) return { ignored: true };
  const importId = importIdOf(bucket.name, key, versionId ?? etag);
  const found = kindOf(key);
  const openedAt = instantOf(world.clock.now());
  const row: ImportRow = {
    entry: `import#${importId}`,
    v: 1,
    state: found === undefined ? 'REFUSED' : 'RUNNING',
    openedAt,
    updatedAt: openedAt,
    importId,
    ...(found === undefined ? { endedAt: openedAt, flaw: wrongName } : { kind: found.kind }),
    bucket: bucket.name,
    key,
    ...(versionId === undefined ? {} : { versionId }),
    bytes: size,
    bytesRead: 0,
    line: 0,
    counts: noCounts,
    tally: noTally,
    ignored: [],
    moves: 1,
  };
  const opened = await world.imports.open(row);
  return goOn(world, opened ? row : await known(world, importId), context);
}

const wrongName = {
  field: 'name',
  expected:
    'customers, staff, absences, transactions, ratings, consents, dates or holdings, then a dash and anything, and .csv or .jsonl',
};

async function goOn(world: ImportWorld, row: ImportRow, context: StepContext): Promise<ImportAnswer> {
  const { importId } = row;
  const ended = row.state === 'RUNNING' ? await takePart(world, row, context.remaining) : 'LEFT';
  if (ended === 'GOES_ON') await world.goOn(importId);
  const { state, counts, quality } = await known(world, importId);
  log.info('import', { importId, ended, state, ...counts, score: quality?.score });
  return { importId, ended };
}

async function status(world: ImportWorld, which: z.infer<typeof Which>): Promise<ImportAnswer> {
  const importId =
    typeof which === 'string' ? which : importIdOf(world.files.place.bucket, which.key, which.versionId);
  const row = await world.imports.find(importId);
  return row === undefined ? { known: false } : { known: true, import: row };
}

async function held(world: ImportWorld, importId: string, after: number): Promise<ImportAnswer> {
  const rows = await world.held.list(await known(world, importId), after, AT_A_TIME);
  return { held: rows, ...nextOf(rows) };
}

const nextOf = (rows: readonly { line: number }[]): { next?: number } => {
  const last = rows.at(-1);
  return rows.length < AT_A_TIME || last === undefined ? {} : { next: last.line };
};

async function show(world: ImportWorld, importId: string, line: number): Promise<ImportAnswer> {
  const row = await world.held.find(importId, line);
  if (row === undefined) throw new ImportUnknown(`${importId}, line ${line}`);
  // First the record, then the data: nobody sees a customer's data without a trace of it.
  await world.held.shown(importId, line);
  return { line, held: row.held, flaws: [...row.flaws], row: { ...row.cells } };
}

/** Takes rows in again that were held: what they lacked may be there by now. */
async function redrive(
  world: ImportWorld,
  { redrive: importId, after = 0 }: { redrive: string; after?: number | undefined },
  context: StepContext,
): Promise<ImportAnswer> {
  const row = await known(world, importId);
  const refused: z.infer<typeof HeldLine>[] = [];
  let redriven = 0;
  for (let from = after; ; ) {
    const rows = await world.held.list(row, from, AT_A_TIME);
    for (const { line } of rows) {
      const flaws = await again(world, importId, line);
      if (flaws === undefined) redriven++;
      else refused.push({ line, flaws });
    }
    const { next } = nextOf(rows);
    if (next !== undefined && context.remaining() > RESERVE && refused.length < MOST_REFUSED) {
      from = next;
      continue;
    }
    if (redriven > 0) await world.imports.countRedriven(importId, redriven);
    return { redriven, refused, ...(next === undefined ? {} : { next }) };
  }
}

async function redriveOne(
  world: ImportWorld,
  {
    redrive: importId,
    line,
    row,
  }: { redrive: string; line: number; row?: Record<string, unknown> | undefined },
): Promise<ImportAnswer> {
  await known(world, importId);
  const flaws = await again(world, importId, line, row);
  if (flaws !== undefined) return { redriven: 0, refused: [{ line, flaws }] };
  await world.imports.countRedriven(importId, 1);
  return { redriven: 1, refused: [] };
}

/** Takes one row in again, as it was or as it was mended; gives what is still wrong with it. */
async function again(
  world: ImportWorld,
  importId: string,
  line: number,
  mended?: Record<string, unknown>,
): Promise<ImportFlaw[] | undefined> {
  const found = await world.held.find(importId, line);
  if (found === undefined) throw new ImportUnknown(`${importId}, line ${line}`);
  if (!found.held) return [{ field: 'row', expected: 'a row that is held; this one was taken in already' }];
  const { kind } = found;
  const judged = judgeOf(kind, world.zone)(mended === undefined ? found.cells : cellsOf(kind, mended));
  const taken =
    'flaws' in judged
      ? [judged]
      : await world.records.take(kind, [{ line, sound: judged.sound }], await world.policy(), importId);
  const [result] = taken;
  if (result !== undefined && 'flaws' in result) {
    const flaws = [...result.flaws];
    // A mended row that is still not right says nothing about the one that is held.
    if (mended === undefined) await world.held.keep(importId, line, flaws);
    return flaws;
  }
  const planned = 'sound' in judged ? plannedBy(judged.sound) : undefined;
  if (planned !== undefined) await world.plan([planned]);
  await world.held.settle(importId, line, { mended: mended !== undefined });
  return undefined;
}

/** The cells of a row that was mended by hand. */
function cellsOf(kind: Parameters<typeof judgeOf>[0], row: Record<string, unknown>): Cells {
  const names = Object.keys(row);
  const fields = fieldsOf(kind, names);
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const [field, value] = [fields[at], row[name]];
      const text = value === null || value === undefined ? '' : String(value).trim();
      return field === undefined || text === '' ? [] : [[field, text]];
    }),
  );
}

export const handler = importFile(importWiring());
