import { describe, expect, test } from 'vitest';
import {
  type Disk,
  endOf,
  endpointOf,
  progressLine,
  tell,
  USAGE,
  wishOf,
} from '../../../../functions/customers/import.ts';
import { ImportKind, ImportRow } from '../../../../shared/contracts/imports.ts';
import { WrongUse } from '../../../../shared/platform/command-line.ts';

const files: Record<string, string> = {
  'customers-3.csv': 'x',
  '/data/客户 名单.csv': 'x',
  'export.jsonl': 'x',
  'customers-3.xlsx': 'x',
  'empty-customers.csv': '',
  'row.json': '{"customerId":"C1"}',
  'list.json': '[1]',
};
const disk: Disk = {
  sizeOf: (path) => (path === 'huge.csv' ? 6e9 : files[path]?.length),
  read: (path) => {
    const text = files[path];
    if (text === undefined) throw new Error('no such file');
    return text;
  },
};
const wish = (...words: string[]) => wishOf(words, disk);

const row = ImportRow.parse({
  entry: 'import#F1',
  v: 1,
  state: 'RUNNING',
  openedAt: '2026-03-02T01:30:00.000Z',
  updatedAt: '2026-03-02T01:30:00.000Z',
  importId: 'F1',
  kind: 'customers',
  bucket: 'b',
  key: 'incoming/customers.csv',
  bytes: 200,
  bytesRead: 99,
  line: 3,
  counts: { read: 2_345, added: 2_000, changed: 300, unchanged: 40, repeated: 3, held: 2, redriven: 0 },
  tally: { expected: 1, filled: 1, dated: 0, fresh: 0 },
  ignored: [],
  moves: 3,
});

describe('what is asked for', () => {
  test('a file is put under its kind and a name that can stand in any key', () => {
    expect(wish('customers-3.csv')).toEqual({ put: 'customers-3.csv', name: 'customers-3.csv', bytes: 1 });
    expect(wish('/data/客户 名单.csv', '--kind', 'customers')).toMatchObject({ name: 'customers--.csv' });
    expect(wish('export.jsonl', '--kind', 'staff', '--json')).toMatchObject({ name: 'staff-export.jsonl' });
    expect(wish('customers-3.csv', '--kind', 'dates')).toMatchObject({ name: 'dates-customers-3.csv' });
  });

  test('an import is asked about by its id', () => {
    expect(wish('--status', 'F1')).toEqual({ request: { status: 'F1' } });
    expect(wish('--held', 'F1')).toEqual({ request: { held: 'F1' } });
    expect(wish('--show', 'F1', '--line', '7')).toEqual({ request: { show: 'F1', line: 7 } });
    expect(wish('--redrive', 'F1')).toEqual({ request: { redrive: 'F1' } });
    expect(wish('--redrive', 'F1', '--line', '7', '--row', 'row.json')).toEqual({
      request: { redrive: 'F1', line: 7, row: { customerId: 'C1' } },
    });
  });

  test.each([
    [[], 'Name a file'],
    [['a.csv', 'b.csv'], "Unexpected 'b.csv'"],
    [['none.csv'], 'There is no file none.csv'],
    [['empty-customers.csv'], 'is empty'],
    [['huge.csv'], '5 GB'],
    [['customers-3.xlsx'], '.csv, .jsonl or .ndjson'],
    [['export.jsonl'], '--kind KIND'],
    [['export.jsonl', '--kind', 'people'], "--kind is 'people'; it must be one of customers"],
    [['--kind', 'staff'], '--kind goes with a file'],
    [['customers-3.csv', '--held', 'F1'], 'Only one of FILE, --held'],
    [['--status', 'F1', '--redrive', 'F1'], 'Only one of --status, --redrive'],
    [['--status', 'F1', '--line', '3'], '--line goes with'],
    [['--show', 'F1'], '--show needs --line N'],
    [['--show', 'F1', '--line', '0'], '--line is'],
    [['--redrive', 'F1', '--row', 'row.json'], '--row goes with'],
    [['--redrive', 'F1', '--line', '3', '--row', 'list.json'], 'one JSON object'],
    [['--redrive', 'F1', '--line', '3', '--row', 'none.json'], 'one JSON object'],
    [['--bogus'], "Unknown option '--bogus'"],
  ])('%j is refused in words that help', (words, message) => {
    expect(() => wish(...words)).toThrow(WrongUse);
    expect(() => wish(...words)).toThrow(message);
  });

  test('the usage names every kind and every switch', () => {
    for (const kind of ImportKind.options) expect(USAGE).toContain(kind);
    for (const name of [
      'kind',
      'status',
      'held',
      'show',
      'redrive',
      'line',
      'row',
      'json',
      'endpoint',
      'function',
    ])
      expect(USAGE).toContain(`--${name}`);
  });

  test('goes where it is told, to AWS where the environment says where that is, and else to the runtime', () => {
    expect(endpointOf('http://127.0.0.1:1', { AWS_REGION: 'eu-west-1' })).toBe('http://127.0.0.1:1');
    expect(endpointOf(undefined, { AWS_PROFILE: 'bank' })).toBeUndefined();
    expect(endpointOf(undefined, { AWS_ENDPOINT_URL: 'http://127.0.0.1:2' })).toBeUndefined();
    expect(endpointOf(undefined, { HOME: '/' })).toBe('http://127.0.0.1:4510');
  });
});

describe('what is told', () => {
  test('how far an import is', () => {
    expect(progressLine(row)).toBe(
      ' 49 %  2,345 rows: 2,000 new, 300 changed, 40 unchanged, 3 repeated, 2 held',
    );
  });

  test('how it ended, and 0 only if every row was taken', () => {
    const quality = { completeness: 0.5, validity: 0.999, uniqueness: 1, score: 83.3 };
    expect(endOf({ ...row, state: 'DONE', quality, ignored: [3] })).toEqual({
      code: 1,
      lines: [
        'DONE F1: 2,345 rows: 2,000 new, 300 changed, 40 unchanged, 3 repeated, 2 held',
        'quality 83.3 of 100: completeness 0.500, validity 0.999, uniqueness 1.000, timeliness not measured',
        'left out, for no field is known for them: columns 3',
        'what is held, and why: npm run import -- --held F1',
      ],
    });
    expect(endOf({ ...row, state: 'DONE', counts: { ...row.counts, held: 0 } }).code).toBe(0);
    const refused = endOf({
      ...row,
      state: 'REFUSED',
      flaw: { line: 1, field: 'customerId', expected: 'a column' },
    });
    expect(refused).toMatchObject({
      code: 1,
      lines: [expect.anything(), 'line 1, customerId: expected a column', expect.anything()],
    });
  });

  test('pages are asked for until they are whole', async () => {
    const flaws = [{ field: 'email', expected: 'an e-mail address' }];
    const asked: unknown[] = [];
    const answers = [
      { redriven: 2, refused: [{ line: 3, flaws }], next: 100 },
      { redriven: 1, refused: [] },
    ];
    const told = await tell({ redrive: 'F1' }, async (request) => {
      asked.push(request);
      return answers.shift();
    });
    expect(asked).toEqual([{ redrive: 'F1' }, { redrive: 'F1', after: 100 }]);
    expect(told).toEqual({
      told: { redriven: 3, refused: [{ line: 3, flaws }] },
      lines: ['3 taken in, 1 still held', 'line 3, email: expected an e-mail address'],
      code: 1,
    });
  });

  test('an import that nobody has begun is not known', async () => {
    expect(await tell({ status: 'F9' }, async () => ({ known: false }))).toMatchObject({
      lines: ['There is no import F9.'],
      code: 1,
    });
    expect(await tell({ status: 'F1' }, async () => ({ known: true, import: row }))).toMatchObject({
      code: 0,
    });
    expect(await tell({ held: 'F1' }, async () => ({ held: [] }))).toMatchObject({
      lines: ['nothing is held'],
    });
  });
});
