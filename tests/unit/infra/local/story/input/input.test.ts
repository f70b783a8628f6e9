import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../../../../../infra/local/story/input/csv.ts';
import { type InputEvent, readEvents } from '../../../../../../infra/local/story/input/input.ts';
import { WrongUse } from '../../../../../../shared/platform/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CUSTOMERS = ['C1', 'C2', 'C3'];
let files = 0;
function read(content: string) {
  const file = join(folder, `input-${files++}`);
  writeFileSync(file, content);
  return readEvents(file, CUSTOMERS);
}

describe('CSV', () => {
  test('holds commas, quotes and line breaks in quoted fields', () => {
    expect(rowsOf('a,b\r\n"1,""x""\r\ny",\n\n2,3')).toEqual([
      { line: 2, row: { a: '1,"x"\r\ny', b: '' } },
      { line: 5, row: { a: '2', b: '3' } },
    ]);
    expect(rowsOf('\uFEFFa\n1\n')).toEqual([{ line: 2, row: { a: '1' } }]);
    expect(rowsOf('')).toEqual([]);
  });

  test.each([
    ['a,b\n1', 'line 2 has 1 fields; the header names 2'],
    ['a,b\n1,2,3', 'line 2 has 3 fields; the header names 2'],
    ['a,b\n1,x"y"', 'line 2 is not CSV'],
  ])('that is broken in %j is refused by line', (text, message) => {
    expect(() => rowsOf(text)).toThrow(message);
  });
});

describe('a CSV of the complaint database', () => {
  const header =
    'date_received,product,sub_product,issue,sub_issue,consumer_complaint_narrative,submitted_via,complaint_id';
  const rows = [
    '2017-03-21,Mortgage,,Settlement process and costs,,"They said, ""no"".",Phone,2',
    '2012-08-21,Credit card,,Late fee,,,Postal mail,1',
    '2017-03-21,Nothing known,,Nothing known,,,Carrier pigeon,3',
  ];

  test('becomes complaints in the order of their dates, coded, with their dates as facts', () => {
    const events = read([header, ...rows].join('\n')) as InputEvent[];
    expect(events.map(({ detail }) => (detail as { externalId: string }).externalId)).toEqual([
      'CFPB-1',
      'CFPB-2',
      'CFPB-3',
    ]);
    expect(events[1]).toMatchObject({
      line: 2,
      source: 'bank.cfpb',
      type: 'complaint.submitted',
      detail: {
        v: 1,
        channel: 'phone',
        subject: 'Mortgage: Settlement process and costs',
        text: 'They said, "no".',
        coded: { business: 'B0201', cause: 'C11' },
        facts: { date_received: '2017-03-21', product: 'Mortgage' },
      },
    });
    expect(events[0]?.detail).toMatchObject({ channel: 'branch', text: expect.stringContaining('Late fee') });
    expect(events[2]?.detail).toMatchObject({ channel: 'branch', coded: { business: 'B99', cause: 'C99' } });
    // When it is submitted is decided when it arrives.
    expect(events[0]?.detail).not.toHaveProperty('submittedAt');
  });

  test('gives each row one of the customers, always the same', () => {
    const many = Array.from({ length: 60 }, (_, at) => `2017-03-21,Mortgage,,Other,,,Web,${1000 + at}`);
    const customersOf = () =>
      (read([header, ...many].join('\n')) as InputEvent[]).map(
        ({ detail }) => (detail as { customerId: string }).customerId,
      );
    expect(new Set(customersOf())).toEqual(new Set(CUSTOMERS));
    expect(customersOf()).toEqual(customersOf());
  });

  test("is known by the database's own column names as well", () => {
    const [event] = read(
      'Date received,Product,Sub-product,Issue,Sub-issue,Submitted via,Complaint ID\n03/21/2017,Mortgage,,Other,,Web,9',
    ) as InputEvent[];
    expect(event?.detail).toMatchObject({
      externalId: 'CFPB-9',
      channel: 'web',
      facts: { date_received: '2017-03-21' },
    });
  });

  test('with a day that is none is refused by line', () => {
    expect(() => read(`${header}\nyesterday,Mortgage,,Other,,,Web,1`)).toThrow(
      "line 2: date_received is 'yesterday'; it must be a day such as 2017-03-21.",
    );
  });

  const real = fileURLToPath(
    new URL('../../../../../../../shared/data/cfpb-complaints.csv', import.meta.url),
  );
  test.skipIf(!existsSync(real))(
    `of real complaints is taken whole${existsSync(real) ? '' : ' (skipped: the data is not beside the repository)'}`,
    () => {
      const events = readEvents(real, CUSTOMERS) as InputEvent[];
      const ids = events.map(({ detail }) => (detail as { externalId: string }).externalId);
      expect(new Set(ids).size).toBe(100);
    },
  );
});

describe('JSON Lines', () => {
  test('are taken as EventBridge and as PutEvents write events, and a line that is none is told apart', () => {
    const lines = [
      '{"source":"bank.app","detail-type":"complaint.submitted","detail":{"v":1}}',
      '{"Source":"bank.app","DetailType":"complaint.submitted","Detail":"{\\"v\\":1}"}',
      '',
      '{"source":',
      '[1]',
    ];
    expect(read(lines.join('\n'))).toEqual([
      { line: 1, source: 'bank.app', type: 'complaint.submitted', detail: { v: 1 } },
      { line: 2, source: 'bank.app', type: 'complaint.submitted', detail: '{"v":1}' },
      { line: 4, unreadable: expect.stringContaining('is not JSON') },
      { line: 5, unreadable: 'holds no event, which is a JSON object' },
    ]);
  });

  test('may also be one JSON array, as `npm run contracts -- --entries` prints it', () => {
    expect(read('[\n {"Source":"bank.app","DetailType":"x","Detail":"{}"}\n]')).toEqual([
      { line: 1, source: 'bank.app', type: 'x', detail: '{}' },
    ]);
  });
});

test.each([
  ['', 'it is empty'],
  ['name,age\nx,1', 'line 1 is not JSON'],
  ['not json', 'line 1 is not JSON'],
])('a file with %j is no input, and what would be is said', (content, reason) => {
  expect(() => read(content)).toThrow(WrongUse);
  expect(() => read(content)).toThrow(reason);
  expect(() => read(content)).toThrow('a CSV with the header of the CFPB complaint database');
});

test('a file that is not there is named', () => {
  expect(() => readEvents(join(folder, 'none'), CUSTOMERS)).toThrow('which cannot be read (ENOENT)');
  expect(() => readEvents(folder, CUSTOMERS)).toThrow('which cannot be read (EISDIR)');
});
