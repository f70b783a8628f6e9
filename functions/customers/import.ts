/** Command for operations: puts a file into the bucket of imports, shows how it goes in, and re-drives what was held. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { ImportFlaw, ImportKind, ImportRow } from '../../shared/contracts/imports.ts';
import { clock } from '../../shared/platform/clock.ts';
import {
  command,
  readWords,
  type Values,
  WrongUse,
  wholeNumber,
} from '../../shared/platform/command-line.ts';
import { askFunction, clientAt, unreached } from '../../shared/platform/operator.ts';
import { kindOf } from './rules/rows.ts';

/** How the command is used. */
export const USAGE = `npm run import -- FILE [--kind KIND] [--json] [where]
npm run import -- what [--json] [where]

FILE                             CSV (RFC 4180) or JSON Lines, UTF-8; its name begins with its kind:
                                 ${ImportKind.options.join(', ')}
  --kind KIND                    the kind, where the name does not say it

what:
  --status ID                    how an import is
  --held ID                      rows that were not taken, each with its line and what would be right
  --show ID --line N             one of them as it came; that it was shown is written down
  --redrive ID                   takes in again what was held
  --redrive ID --line N [--row FILE]
                                 one of them; with FILE the mended row, a JSON object

  --json                         prints one line of JSON at the end

where:
  --endpoint URL                 another endpoint than AWS's; http://127.0.0.1:4510, where npm start has its own,
                                 if nothing in the environment says where AWS is
  --function NAME                Steward-ImportFile unless said otherwise

  --help                         print this`;

const OPTIONS = {
  kind: { type: 'string' },
  status: { type: 'string' },
  held: { type: 'string' },
  show: { type: 'string' },
  redrive: { type: 'string' },
  line: { type: 'string' },
  row: { type: 'string' },
  json: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
  function: { type: 'string', default: 'Steward-ImportFile' },
} as const;

/** Where `npm start` answers unless it is told otherwise. */
const RUNTIME = 'http://127.0.0.1:4510';

/** S3 takes no more in one piece. */
const LARGEST_FILE = 5 * 1024 ** 3;

/** The function was reached, and could not do it. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** What the command line asks for: a file to be put, or something about an import. */
export type Wish =
  | { readonly put: string; readonly name: string; readonly bytes: number }
  | { readonly request: Record<string, unknown> };

/** The file system, as far as the command looks at it. */
export interface Disk {
  /** Bytes of a file; undefined if there is none. */
  sizeOf(path: string): number | undefined;
  read(path: string): string;
}

/** Reads the command line; an error says which part of it is wrong. */
export function wishOf(words: readonly string[], disk: Disk): Wish {
  const { values, others } = readWords(words, OPTIONS, 1);
  return asked(values, others, disk);
}

function asked(
  { kind, status, held, show, redrive, line, row }: Values<typeof OPTIONS>,
  [file, ...none]: readonly string[],
  disk: Disk,
): Wish {
  const ways = [
    file === undefined ? undefined : 'FILE',
    ...Object.entries({ status, held, show, redrive }).map(([name, id]) =>
      id === undefined ? undefined : `--${name}`,
    ),
  ].filter((way) => way !== undefined);
  if (kind !== undefined && file === undefined) throw new WrongUse('--kind goes with a file.');
  if (ways.length === 0 || none.length > 0)
    throw new WrongUse('Name a file to import, or what is to be told.');
  if (ways.length > 1) throw new WrongUse(`Only one of ${ways.join(', ')} at a time.`);
  if (line !== undefined && show === undefined && redrive === undefined)
    throw new WrongUse('--line goes with --show and --redrive.');
  if (row !== undefined && (redrive === undefined || line === undefined))
    throw new WrongUse('--row goes with --redrive ID --line N, which name the row it mends.');
  if (file !== undefined) return fileToPut(file, kind, disk);
  const at = line === undefined ? {} : { line: wholeNumber('--line', line, 1, 1e10) };
  if (show !== undefined && line === undefined) throw new WrongUse('--show needs --line N.');
  if (status !== undefined) return { request: { status } };
  if (held !== undefined) return { request: { held } };
  if (show !== undefined) return { request: { show, ...at } };
  return { request: { redrive, ...at, ...(row === undefined ? {} : { row: mended(row, disk) }) } };
}

/** A file, and the name under which it is put: its kind first, then what can stand in any key. */
function fileToPut(file: string, kind: string | undefined, disk: Disk): Wish {
  const bytes = disk.sizeOf(file);
  if (bytes === undefined) throw new WrongUse(`There is no file ${file}.`);
  if (bytes === 0) throw new WrongUse(`${file} is empty.`);
  if (bytes > LARGEST_FILE)
    throw new WrongUse(`${file} has ${bytes} bytes; S3 takes 5 GB in one piece. Split it.`);
  if (kind !== undefined && !ImportKind.safeParse(kind).success)
    throw new WrongUse(`--kind is '${kind}'; it must be one of ${ImportKind.options.join(', ')}.`);
  const own = basename(file).replace(/[^A-Za-z0-9._-]+/g, '-');
  const name = kind === undefined || kindOf(own)?.kind === kind ? own : `${kind}-${own}`;
  if (kindOf(name) !== undefined) return { put: file, name, bytes };
  if (!/\.(csv|jsonl|ndjson)$/i.test(name))
    throw new WrongUse(`${file} must end in .csv, .jsonl or .ndjson, as what it is.`);
  throw new WrongUse(
    `${file} does not begin with its kind (${ImportKind.options.join(', ')}); name it with --kind KIND.`,
  );
}

function mended(path: string, disk: Disk): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(disk.read(path)));
  } catch (error) {
    throw new WrongUse(`--row ${path}: must be a file with one JSON object in it.`, { cause: error });
  }
}

/** The endpoint: the one that was named, AWS's if the environment says where that is, and else the runtime's. */
export function endpointOf(
  named: string | undefined,
  env: Record<string, string | undefined>,
): string | undefined {
  const said = ['AWS_ENDPOINT_URL', 'AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID'];
  return named ?? (said.some((name) => env[name] !== undefined) ? undefined : RUNTIME);
}

/** How far an import is, in one line. */
export function progressLine({ bytes, bytesRead, counts }: ImportRow): string {
  const share = bytes === 0 ? 100 : Math.floor((100 * bytesRead) / bytes);
  return `${String(share).padStart(3)} %  ${countsLine(counts)}`;
}

function countsLine({ read, added, changed, unchanged, repeated, held }: ImportRow['counts']): string {
  const parts = Object.entries({ new: added, changed, unchanged, repeated, held });
  return `${number(read)} rows: ${parts.map(([name, count]) => `${number(count)} ${name}`).join(', ')}`;
}

const number = (count: number): string => count.toLocaleString('en-US');

/** How an import ended: what is printed, and the exit code, 0 only if every row was taken. */
export function endOf(row: ImportRow): { lines: string[]; code: 0 | 1 } {
  const { importId, state, flaw, counts, quality, ignored } = row;
  const measures = (['completeness', 'validity', 'uniqueness', 'timeliness'] as const).map(
    (name) => `${name} ${quality?.[name] === undefined ? 'not measured' : quality[name].toFixed(3)}`,
  );
  const lines = [
    `${state} ${importId}: ${countsLine(counts)}`,
    ...(flaw === undefined
      ? []
      : [`${flaw.line === undefined ? '' : `line ${flaw.line}, `}${flaw.field}: expected ${flaw.expected}`]),
    ...(quality?.score === undefined ? [] : [`quality ${quality.score} of 100: ${measures.join(', ')}`]),
    ...(ignored.length === 0
      ? []
      : [`left out, for no field is known for them: columns ${ignored.join(', ')}`]),
    ...(counts.held > counts.redriven ? [`what is held, and why: npm run import -- --held ${importId}`] : []),
  ];
  return { lines, code: state === 'DONE' && counts.held === 0 ? 0 : 1 };
}

/** Polls before it must be said that nobody has begun, and the pause between two, in milliseconds. */
const MOST_SILENT_POLLS = 120;
const POLL = 500;

const Status = z.union([
  z.object({ known: z.literal(false) }),
  z.object({ known: z.literal(true), import: ImportRow }),
]);

/** Puts a file and waits until it is in; `say` hears how it goes. */
async function put(
  { put: file, name, bytes }: Extract<Wish, { put: string }>,
  ask: (request: unknown) => Promise<unknown>,
  endpoint: string | undefined,
  say: (line: string) => void,
): Promise<ImportRow> {
  const place = z.object({ bucket: z.string(), prefix: z.string() }).parse(await ask({ where: true }));
  const key = `${place.prefix}${name}`;
  const s3 = new S3Client(clientAt(endpoint));
  const { VersionId: versionId } = await s3.send(
    new PutObjectCommand({
      Bucket: place.bucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: bytes,
    }),
  );
  let last = '';
  for (let silent = 0; ; ) {
    const status = Status.parse(await ask({ status: { key, versionId } }));
    if (!status.known) {
      if (++silent > MOST_SILENT_POLLS)
        throw new Error(
          `${key} is in ${place.bucket}, but nothing has begun to import it; look at its rule and its queue of failures.`,
        );
    } else {
      const { import: row } = status;
      if (last === '') say(`${name} is import ${row.importId}`);
      if (row.state !== 'RUNNING') return row;
      const line = progressLine(row);
      if (line !== last) say(line);
      last = line;
    }
    await clock.pause(POLL);
  }
}

const Lines = z.array(z.object({ line: z.int(), flaws: z.array(ImportFlaw) }));
const next = z.int().optional();
const HeldPage = z.object({ held: Lines, next });
const RedrivenPage = z.object({ redriven: z.int(), refused: Lines, next });
const Shown = z.object({
  line: z.int(),
  held: z.boolean(),
  flaws: z.array(ImportFlaw),
  row: z.record(z.string(), z.string()),
});

/** What is printed of an answer: itself as JSON, or lines; and the exit code. */
export interface Told {
  readonly told: unknown;
  readonly lines: string[];
  readonly code: 0 | 1;
}

/** Asks about an import; what comes in pages is asked for until it is whole. */
export async function tell(
  request: Record<string, unknown>,
  ask: (request: unknown) => Promise<unknown>,
): Promise<Told> {
  if ('status' in request) {
    const told = Status.parse(await ask(request));
    if (!told.known) return { told, lines: [`There is no import ${String(request.status)}.`], code: 1 };
    const { import: row } = told;
    return { told: row, ...(row.state === 'RUNNING' ? { lines: [progressLine(row)], code: 0 } : endOf(row)) };
  }
  if ('show' in request) {
    const told = Shown.parse(await ask(request));
    return { told, lines: [...flawLines(told), JSON.stringify(told.row, null, 2)], code: 0 };
  }
  if ('held' in request) {
    const held = (await pages(HeldPage, request, ask)).flatMap((page) => page.held);
    return {
      told: { held },
      lines: held.length === 0 ? ['nothing is held'] : held.flatMap(flawLines),
      code: 0,
    };
  }
  const all = await pages(RedrivenPage, request, ask);
  const redriven = all.reduce((sum, page) => sum + page.redriven, 0);
  const refused = all.flatMap((page) => page.refused);
  return {
    told: { redriven, refused },
    lines: [`${redriven} taken in, ${refused.length} still held`, ...refused.flatMap(flawLines)],
    code: refused.length === 0 ? 0 : 1,
  };
}

/** All pages of an answer. */
async function pages<Page extends { next?: number | undefined }>(
  schema: z.ZodType<Page>,
  request: Record<string, unknown>,
  ask: (request: unknown) => Promise<unknown>,
): Promise<Page[]> {
  const all: Page[] = [];
  for (let after: number | undefined; ; ) {
    const page = schema.parse(await ask(after === undefined ? request : { ...request, after }));
    all.push(page);
    if (page.next === undefined) return all;
    after = page.next;
  }
}

const flawLines = ({ line, flaws }: { line: number; flaws: readonly ImportFlaw[] }): string[] =>
  flaws.map(({ field, expected }) => `line ${line}, ${field}: expected ${expected}`);

const disk: Disk = {
  sizeOf: (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  },
  read: (path) => readFileSync(path, 'utf8'),
};

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  others: 1,
  async run(values, others) {
    const wish = asked(values, others, disk);
    const endpoint = endpointOf(values.endpoint, process.env);
    const ask = async (request: unknown): Promise<unknown> => {
      const { failed, payload } = await askFunction(values.function, request, endpoint);
      if (!failed) return payload;
      const { errorType = 'Failed', errorMessage = '' } = payload as Record<string, string | undefined>;
      throw new Refused(`${errorType}: ${errorMessage}`);
    };
    try {
      const { told, lines, code } =
        'put' in wish
          ? await put(wish, ask, endpoint, values.json ? () => {} : (line) => console.log(line)).then(
              (row) => ({
                told: row,
                ...endOf(row),
              }),
            )
          : await tell(wish.request, ask);
      console.log(values.json ? JSON.stringify(told) : lines.join('\n'));
      process.exitCode = code;
    } catch (fault) {
      const why = fault instanceof Refused || fault instanceof WrongUse ? fault : unreached(fault, endpoint);
      if (why instanceof WrongUse) throw why;
      console.error(why.message);
      process.exitCode = 1;
    }
  },
});
