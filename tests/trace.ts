/** `npm run trace`: which rows of the requirement table a test names in its title, and which none does. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command } from '../shared/platform/command-line.ts';

const TESTS = fileURLToPath(new URL('.', import.meta.url));
const TABLE = fileURLToPath(new URL('../../shared/REQUIREMENTS.csv', import.meta.url));

/** A row of the requirement table. */
export interface Requirement {
  readonly id: string;
  readonly workflow: string;
  readonly class: string;
  readonly requirement: string;
}

/** Reads CSV as RFC 4180 has it: quoted fields may hold commas, line breaks and doubled quotes. */
export function readCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [];
  let row: string[] = [];
  // Each match is one field and what ends it.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (let at = 0; at < text.length; at = field.lastIndex) {
    field.lastIndex = at;
    const match = field.exec(text);
    if (match === null) throw new Error(`The table cannot be read from character ${at} on.`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') {
      rows.push(row);
      row = [];
    }
  }
  const [head = [], ...body] = rows;
  return body
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])));
}

/** The rows of a requirement table. */
export function readRequirements(csv: string): Requirement[] {
  return readCsv(csv).map(({ id = '', workflow = '', class: kind = '', requirement = '' }, at) => {
    if (!/^R\d{3}$/.test(id)) {
      throw new Error(`Row ${at + 1} has the id '${id}'; an id is R and three digits, e.g. R016.`);
    }
    return { id, workflow, class: kind, requirement };
  });
}

// test('…'), describe.each(…)('…'), it.skipIf(…)('…'): the first text in a call of one of them, or of what they give.
const TITLE = /(?:\b(?:test|it|describe)(?:\.\w+)*|\))\s*\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** Requirement ids in the titles of tests and of groups of tests. */
export function idsInTitles(source: string): Set<string> {
  const ids = new Set<string>();
  for (const [, , title = ''] of source.matchAll(TITLE)) {
    for (const [id] of title.matchAll(/\bR\d{3}\b/g)) ids.add(id);
  }
  return ids;
}

/** Test files by the requirement that they name. */
export function testsByRequirement(
  files: readonly { name: string; source: string }[],
): Map<string, string[]> {
  const tests = new Map<string, string[]>();
  for (const { name, source } of files) {
    for (const id of idsInTitles(source)) tests.set(id, [...(tests.get(id) ?? []), name]);
  }
  return tests;
}

/** What the table and the tests say about each other. */
export interface Trace {
  readonly groups: readonly {
    readonly class: string;
    readonly workflow: string;
    readonly tested: readonly string[];
    readonly untested: readonly string[];
  }[];
  /** Ids in titles that the table does not have. */
  readonly unknown: readonly string[];
}

const CLASSES = ['CORE', 'SUPPORT', 'OUTSIDE'];
const rank = (kind: string): number => (CLASSES.indexOf(kind) + CLASSES.length + 1) % (CLASSES.length + 1);

/** Holds the rows against the tests, by class and workflow. */
export function traceOf(rows: readonly Requirement[], tests: ReadonlyMap<string, readonly string[]>): Trace {
  const groups = Map.groupBy(rows, (row) => `${rank(row.class)} ${row.class} ${row.workflow}`);
  const known = new Set(rows.map(({ id }) => id));
  return {
    groups: [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, all]) => ({
        class: all[0]?.class ?? '',
        workflow: all[0]?.workflow ?? '',
        tested: all.filter(({ id }) => tests.has(id)).map(({ id }) => id),
        untested: all.filter(({ id }) => !tests.has(id)).map(({ id }) => id),
      })),
    unknown: [...tests.keys()].filter((id) => !known.has(id)).sort(),
  };
}

/** Most characters of a requirement that a line shows. */
const SHOWN = 90;

function tell(
  rows: readonly Requirement[],
  tests: ReadonlyMap<string, readonly string[]>,
  trace: Trace,
): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { class: kind, workflow, tested, untested } of trace.groups) {
    console.log(
      `${kind} ${workflow}: ${tested.length} of ${tested.length + untested.length} rows with a test`,
    );
    for (const id of tested) console.log(`  ${id}  with     ${tests.get(id)?.join(', ')}`);
    for (const id of untested) console.log(`  ${id}  without  ${byId.get(id)?.requirement.slice(0, SHOWN)}`);
  }
  const count = rows.filter(({ id }) => tests.has(id)).length;
  console.log(`${count} of ${rows.length} rows are named by a test.`);
  if (trace.unknown.length > 0) console.log(`Not in the table: ${trace.unknown.join(', ')}`);
}

await command(import.meta, {
  usage: `npm run trace -- [--table FILE] [--json]
  --table FILE  the requirement table, CSV with the columns id, workflow, class and requirement (../shared/REQUIREMENTS.csv)
  --json        print one line of JSON
  --help        print this`,
  options: { table: { type: 'string' }, json: { type: 'boolean', default: false } },
  run({ table, json }) {
    const path = table === undefined ? TABLE : resolve(table);
    if (!existsSync(path)) {
      console.log(
        `Skipped: there is no requirement table ${table ?? 'beside this checkout'}; name one with --table FILE.`,
      );
      return;
    }
    const rows = readRequirements(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    const files = globSync('**/*.test.ts', { cwd: TESTS })
      .sort()
      .map((name) => ({ name, source: readFileSync(`${TESTS}${name}`, 'utf8') }));
    const tests = testsByRequirement(files);
    const trace = traceOf(rows, tests);
    if (json) console.log(JSON.stringify({ ...trace, tests: Object.fromEntries([...tests].sort()) }));
    else tell(rows, tests, trace);
  },
});
