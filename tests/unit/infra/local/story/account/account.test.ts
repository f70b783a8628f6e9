import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json as bodyOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const room = fileURLToPath(new URL('../../../../../../infra/local/story/account/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'steward-account-'));
let server: Server;
let base: string;
let tables: Record<string, Record<string, unknown>[]>;
let mails: { to: string[]; subject: string; sentAt: string }[];

/** An item as DynamoDB's protocol has it: bytes are base64. */
const onTheWire = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(marshall(row)).map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );

beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (request.url === '/api/mails') return void response.end(JSON.stringify(mails));
    const { TableName } = (await bodyOf(request)) as { TableName?: string };
    const answer =
      TableName === undefined
        ? { TableNames: Object.keys(tables) }
        : { Items: (tables[TableName] ?? []).map(onTheWire) };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const DUE = '2026-03-23T15:59:59.999Z';
const complaint = (line: number, externalId: string, more: object = {}) => ({
  line,
  type: 'complaint.submitted',
  detail: { channel: 'web', externalId },
  eventId: `e${line}`,
  ...more,
});
const mail = (caseId: string, sentAt: string) => ({
  to: ['lin@customers.example'],
  subject: `[${caseId}] …`,
  sentAt,
});
const closed = (caseId: string) => ({
  caseId,
  sk: 'HEAD',
  customerId: 'C1',
  status: 'CLOSED',
  outcome: 'REJECTED',
  dueAt: DUE,
});
const letter = (caseId: string, sealedAt: string) => ({
  caseId,
  sk: 'LETTER#0001',
  kind: 'decision',
  sealedAt,
});
const accepted = (externalId: string, caseId: string) => ({
  businessKey: `complaint#web#${externalId}`,
  state: 'ACCEPTED',
  caseId,
});

beforeEach(() => {
  taken = [];
  tables = {
    'Steward-Intake': [accepted('1', 'K1')],
    'Steward-Cases': [closed('K1'), letter('K1', '2026-03-10T00:00:00.000Z')],
    'Steward-Tasks': [],
    'Steward-TaskTokens': [],
    'Steward-Customers': [{ customerId: 'C1', sk: 'PROFILE', email: 'lin@customers.example' }],
  };
  mails = [mail('K1', '2026-03-10T00:00:01.000Z'), mail('K1', '2026-03-02T02:00:00.000Z')];
});

/** What the pages took, as people had it from them. */
let taken: object[];

async function account(...handedIn: object[]) {
  const journal = join(folder, 'journal.jsonl');
  const pages = join(folder, 'pages.jsonl');
  for (const [file, lines] of [
    [journal, handedIn],
    [pages, taken],
  ] as const)
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const words = [join(room, 'account.ts'), base, base, journal, '2026-06-01T00:00:00.000Z', pages];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout);
}

test('a case whose customer had the answer within the term is closed and in time', async () => {
  expect(await account(complaint(1, '1'))).toMatchObject({
    received: 1,
    closed: { REJECTED: 1 },
    open: 0,
    lost: 0,
    onTime: 1,
    breached: 0,
  });
});

test('what counts is when the mail left and the newest term, not what the case says of itself', async () => {
  tables['Steward-Cases']?.push({ caseId: 'K1', sk: 'CLOCK#0001', dueAt: '2026-03-05T00:00:00.000Z' });
  expect(await account(complaint(1, '1'))).toMatchObject({ onTime: 0, breached: 1 });
  tables['Steward-Cases']?.push({ caseId: 'K1', sk: 'CLOCK#0002', dueAt: '2026-04-05T00:00:00.000Z' });
  expect(await account(complaint(1, '1'))).toMatchObject({ onTime: 1, breached: 0 });
});

test.each<[string, () => void, string]>([
  ['no case came of it', () => tables['Steward-Intake']?.pop(), 'neither in quarantine nor a case'],
  ['its case has no record', () => tables['Steward-Cases']?.splice(0), 'has no record'],
  ['the customer had nothing but the acknowledgement', () => mails.shift(), 'the customer was not told'],
  [
    'the answer was written and no mail left afterwards',
    () => tables['Steward-Cases']?.splice(1, 1, letter('K1', '2026-03-11T00:00:00.000Z')),
    'the customer was not told',
  ],
  [
    'it is open and nobody has a task for it',
    () => Object.assign(tables['Steward-Cases']?.[0] ?? {}, { status: 'CLOCKED' }),
    'nobody has a task',
  ],
])('a matter is lost where %s', async (_, spoil, reason) => {
  spoil();
  const { lost, closed: ended, reasons } = await account(complaint(1, '1'));
  expect({ lost, ended }).toEqual({ lost: 1, ended: {} });
  expect(reasons[0]).toContain(reason);
});

test('R112 a customer without an address was told when somebody noted so, after the letter was sealed', async () => {
  const byHand = (decidedAt: string) => ({
    taskId: `T${decidedAt}`,
    caseId: 'K1',
    form: 'by-hand',
    state: 'DECIDED',
    decidedAt,
  });
  tables['Steward-Customers'] = [{ customerId: 'C1', sk: 'PROFILE' }];
  mails = [];
  // The acknowledgement was told by hand too; it is no answer.
  tables['Steward-Tasks'] = [byHand('2026-03-03T00:00:00.000Z')];
  expect(await account(complaint(1, '1'))).toMatchObject({ lost: 1 });
  tables['Steward-Tasks'].push(byHand('2026-03-11T00:00:00.000Z'));
  expect(await account(complaint(1, '1'))).toMatchObject({ lost: 0, onTime: 1 });
  tables['Steward-Tasks'].splice(1, 1, byHand('2026-04-11T00:00:00.000Z'));
  expect(await account(complaint(1, '1'))).toMatchObject({ onTime: 0, breached: 1 });
});

test('a case that was ended by hand is told by its closing letter', async () => {
  tables['Steward-Cases'] = [
    { ...closed('K1'), outcome: 'CANCELLED' },
    { ...letter('K1', '2026-03-10T00:00:00.000Z'), kind: 'closing' },
  ];
  expect(await account(complaint(1, '1'))).toMatchObject({ closed: { CANCELLED: 1 }, lost: 0 });
  mails.shift();
  expect(await account(complaint(1, '1'))).toMatchObject({ lost: 1 });
});

test('an answer that a page took and that no record has is forgotten', async () => {
  taken = [
    { door: 't', id: 'T1', status: 200 },
    { door: 'c', id: 'K1', what: 'WITHDRAW', status: 200 },
  ];
  expect(await account(complaint(1, '1'))).toMatchObject({ forgotten: 2, lost: 0 });
  tables['Steward-Tasks'] = [{ taskId: 'T1', caseId: 'K1', state: 'DECIDED', answer: '{}' }];
  tables['Steward-Cases']?.push({ caseId: 'K1', sk: 'SIGNAL#1', kind: 'SUPPLEMENTED' });
  expect(await account(complaint(1, '1'))).toMatchObject({ forgotten: 1 });
  tables['Steward-Cases']?.push({ caseId: 'K1', sk: 'SIGNAL#2', kind: 'WITHDRAWN' });
  expect(await account(complaint(1, '1'))).toMatchObject({ forgotten: 0 });
});

test('an answer to a survey is kept with its invitation, a message to a closed case as its note; who kept a part without a name nobody can say', async () => {
  taken = [
    { door: 's', id: 'P1_S1', what: 'submit', status: 200 },
    { door: 's', id: 'P1_S2', what: 'keep', status: 200 },
    { door: 's', id: 'P1_S3', what: 'keep', status: 200 },
    { door: 'c', id: 'K1', what: 'FACTS', status: 200 },
  ];
  tables['Steward-Cases']?.push(
    { caseId: 'S1', sk: 'HEAD', naming: 'ANONYMOUS', participation: 'PARTIAL' },
    { caseId: 'S2', sk: 'HEAD', naming: 'NAMED' },
    { caseId: 'S3', sk: 'HEAD', naming: 'ANONYMOUS' },
  );
  expect(await account(complaint(1, '1'))).toMatchObject({ forgotten: 3 });
  const head = (caseId: string) => tables['Steward-Cases']?.find((row) => row.caseId === caseId) ?? {};
  Object.assign(head('S1'), { participation: 'SUBMITTED' });
  Object.assign(head('S2'), { participation: 'PARTIAL' });
  tables['Steward-Cases']?.push({ caseId: 'K1', sk: 'NOTE#0001', brings: 'SUPPLEMENTED' });
  expect(await account(complaint(1, '1'))).toMatchObject({ forgotten: 0 });
});

test('an open case with a task is open, and breached once its term has passed', async () => {
  Object.assign(tables['Steward-Cases']?.[0] ?? {}, { status: 'CLOCKED' });
  tables['Steward-Tasks']?.push({ taskId: 'T1', caseId: 'K1', state: 'OPEN' });
  expect(await account(complaint(1, '1'))).toMatchObject({ open: 1, lost: 0, breached: 1 });
});

test('every line is counted once: quarantined, duplicate, message, refused by the bus, or a matter', async () => {
  const event = gzipSync(JSON.stringify({ id: 'e3', detail: {} }));
  tables['Steward-Intake']?.push(
    { businessKey: 'quarantine#Q1', state: 'HELD', parts: 2, event: event.subarray(0, 10) },
    { businessKey: 'part#Q1#2', event: event.subarray(10) },
  );
  const counted = await account(
    complaint(1, '1'),
    complaint(2, '1'),
    complaint(3, '3'),
    complaint(4, '4', { type: 'complaint.facts-submitted' }),
    { line: 5, refused: 'MalformedDetail' },
  );
  expect(counted).toMatchObject({
    received: 3,
    quarantined: 1,
    duplicates: 1,
    messages: 1,
    refused: 1,
    lost: 0,
  });
});

test('it imports nothing of the product', () => {
  for (const file of readdirSync(room)) {
    const imported = [
      ...readFileSync(join(room, file), 'utf8').matchAll(/from '([^']+)'|import\('([^']+)'\)/g),
    ];
    for (const [, from, dynamic] of imported) expect(from ?? dynamic).toMatch(/^(node:|\.\/)/);
  }
});
