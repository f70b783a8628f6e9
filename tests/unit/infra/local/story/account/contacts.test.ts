import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json as bodyOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ComplaintOutcome, VisitOutcome } from '../../../../../../shared/contracts/codes.ts';

const program = fileURLToPath(
  new URL('../../../../../../infra/local/story/account/contacts.ts', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'steward-contacts-'));
const NOON = '2026-03-10T04:00:00.000Z';

type Row = Record<string, unknown>;
let server: Server;
let base: string;
let tables: Record<'Cases' | 'Tasks' | 'Customers' | 'Contacts', Row[]>;
let mails: { id: string; to: string[]; subject: string; sentAt: string; care: boolean }[];
let said: { consents: Row[]; leaveAlone: Row[] };
let running: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path === '/api/mails') return void response.end(JSON.stringify(mails));
    if (path.startsWith('/api/mails/')) {
      const care = mails.find(({ id }) => path.endsWith(`/${id}`))?.care === true;
      const headers = [{ name: 'Subject' }, ...(care ? [{ name: 'List-Unsubscribe' }] : [])];
      return void response.end(JSON.stringify({ headers }));
    }
    const { TableName } = (await bodyOf(request)) as { TableName?: keyof typeof tables };
    const target = String(request.headers['x-amz-target']);
    const answer = target.endsWith('ListTables')
      ? { TableNames: Object.keys(tables) }
      : target.endsWith('DescribeExecution')
        ? { status: running }
        : { Items: TableName === undefined ? [] : tables[TableName].map((row) => marshall(row)) };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const trace = JSON.stringify([{ rule: 'consent', verdict: 'PASS' }]);
const dayOf = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T04:00:00.000Z`;

/** A greeting that went on a day, with the word of the ledger on it. */
function greeted(day: number): void {
  const at = dayOf(day);
  mails.push({ id: `m${day}`, to: ['lin@customers.example'], subject: 'Greetings', sentAt: at, care: true });
  tables.Contacts.push({ customerId: 'C1', channel: 'mail', at, sentAt: at, state: 'SENT', trace });
}

/** A call that was written down, with the word of the ledger on it. */
function called(caseId: string, day: number, answer: string, visitKind = 'CHECKUP'): void {
  const at = dayOf(day);
  if (!tables.Cases.some((row) => row.caseId === caseId)) {
    tables.Cases.push({
      caseId,
      sk: 'HEAD',
      kind: 'visit',
      customerId: 'C1',
      visitKind,
      status: 'CLOSED',
      outcome: 'COMPLETED',
    });
  }
  const decided = { form: 'visit', state: 'DECIDED', decidedAt: at };
  tables.Tasks.push({ caseId, ...decided, answer: JSON.stringify({ outcome: answer }) });
  tables.Contacts.push({ customerId: 'C1', caseId, channel: 'phone', at, state: 'SENT', trace });
}

beforeEach(() => {
  const profile = { customerId: 'C1', sk: 'PROFILE', email: 'lin@customers.example', tier: 'mass' };
  const given = (channel: string) => ({
    customerId: 'C1',
    sk: `CONSENT#care#${channel}`,
    state: 'GIVEN',
    at: '2026-01-05T00:00:00.000Z',
  });
  tables = {
    Cases: [],
    Tasks: [],
    Customers: [
      { ...profile, stage: 'mature', zone: 'Asia/Shanghai' },
      { ...given('mail') },
      { ...given('phone') },
    ],
    Contacts: [],
  };
  mails = [];
  said = { consents: [], leaveAlone: [] };
  running = 'RUNNING';
});

async function count() {
  const file = join(folder, 'said.json');
  writeFileSync(file, JSON.stringify(said));
  const words = [program, base, base, file, '2026-06-01T00:00:00.000Z'];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout);
}

test('R127 contacts within the caps, each with its word, are no faults; every outcome there is has a number', async () => {
  greeted(9);
  called('V1', 11, 'REACHED');
  const { contacts, visits, workflows, faults } = await count();
  expect(contacts).toEqual({
    made: 2,
    capsExceeded: 0,
    withoutConsentDecision: 0,
    quietHours: 0,
    deferred: 0,
    suppressed: 0,
  });
  expect({ visits, faults }).toEqual({ visits: { open: 0, lost: 0 }, faults: [] });
  expect(Object.keys(workflows.ComplaintHandling)).toEqual(ComplaintOutcome.options);
  expect(Object.keys(workflows.FollowUpVisit)).toEqual(VisitOutcome.options);
  expect(workflows.FollowUpVisit).toMatchObject({ COMPLETED: 1, MISSED: 0 });
});

test('R127 one contact more than a tier bears is found, of all kinds and of those that interrupt', async () => {
  greeted(5);
  greeted(9);
  greeted(12);
  expect((await count()).contacts).toMatchObject({ capsExceeded: 1 });
  mails.pop();
  tables.Contacts.pop();
  expect((await count()).contacts).toMatchObject({ capsExceeded: 0 });
  mails.pop();
  called('V1', 11, 'REACHED');
  called('V2', 20, 'REFUSED');
  const { contacts, faults } = await count();
  expect(contacts).toMatchObject({ capsExceeded: 1 });
  expect(faults[0]).toContain('talk of visit V2');
});

test('what serves a customer counts against no cap, nor does a talk for which they asked themselves', async () => {
  called('V1', 9, 'NOT_NOW');
  called('V1', 16, 'REACHED');
  called('V2', 17, 'REACHED', 'MATURITY');
  expect((await count()).contacts).toMatchObject({ made: 3, capsExceeded: 0, withoutConsentDecision: 0 });
});

test('whoever was not reached was not contacted', async () => {
  called('V1', 9, 'NO_ANSWER');
  called('V1', 11, 'WRONG_CONTACT');
  expect((await count()).contacts).toMatchObject({ made: 0 });
});

test.each<[string, () => void, string]>([
  ['the ledger knows nothing of', () => tables.Contacts.splice(0), 'no word of the arbiter'],
  [
    'the ledger kept back',
    () => Object.assign(tables.Contacts[0] ?? {}, { state: 'SUPPRESSED' }),
    'no word of the arbiter',
  ],
  [
    'was ruled on without a look at consent',
    () => Object.assign(tables.Contacts[0] ?? {}, { trace: '[]' }),
    'names no consent',
  ],
  ['nobody agreed to', () => tables.Customers.splice(1), 'has never agreed to mail'],
  [
    'came after the yes was taken back',
    () => Object.assign(tables.Customers[1] ?? {}, { state: 'WITHDRAWN' }),
    'has taken back their yes to mail',
  ],
  [
    'went to somebody who is to be left alone',
    () => said.leaveAlone.push({ customerId: 'C1', from: '2026-03-01T00:00:00.000Z' }),
    'is to be left alone',
  ],
])('R027 a contact is without a decision that %s', async (_, spoil, reason) => {
  greeted(10);
  spoil();
  const { contacts, faults } = await count();
  expect(contacts).toMatchObject({ made: 1, withoutConsentDecision: 1 });
  expect(faults[0]).toContain(reason);
});

test('one word of the ledger lets one mail through, and a later no does not make an earlier contact wrong', async () => {
  greeted(10);
  said.consents.push({ customerId: 'C1', channel: 'mail', purpose: 'care' });
  Object.assign(tables.Customers[1] ?? {}, { state: 'WITHDRAWN', at: '2026-03-20T00:00:00.000Z' });
  expect((await count()).contacts).toMatchObject({ withoutConsentDecision: 0 });
  // Whoever takes it back while they are spoken with was spoken with as they had agreed to.
  Object.assign(tables.Customers[1] ?? {}, { at: dayOf(10) });
  expect((await count()).contacts).toMatchObject({ withoutConsentDecision: 0 });
  mails.push({ ...(mails[0] as (typeof mails)[number]), id: 'again' });
  expect((await count()).contacts).toMatchObject({ withoutConsentDecision: 1 });
});

/** A talk about an alert that was written down, with the word of the ledger on it; `offer` where one was made in it. */
function talked(caseId: string, day: number, answer: Row, offer = false): void {
  const at = dayOf(day);
  const form = 'wonBack' in answer ? 'win-back' : 'retention';
  tables.Cases.push({ caseId, sk: 'HEAD', kind: 'alert', customerId: 'C1' });
  if (offer) tables.Cases.push({ caseId, sk: 'STEP#0001', what: 'OFFER', taskId: `T${caseId}` });
  const decided = { caseId, taskId: `T${caseId}`, form, state: 'DECIDED', decidedAt: at };
  tables.Tasks.push({ ...decided, answer: JSON.stringify(answer) });
  tables.Contacts.push({ customerId: 'C1', caseId, channel: 'phone', at, state: 'SENT', trace });
}

test('R127 talks about an alert are care like any other, and count against the caps', async () => {
  talked('A1', 9, { outcome: 'ACCEPTED' });
  talked('A2', 12, { outcome: 'UNREACHABLE' });
  talked('A3', 13, { outcome: 'SNOOZE' });
  expect((await count()).contacts).toMatchObject({ made: 1, capsExceeded: 0, withoutConsentDecision: 0 });
  talked('A4', 14, { wonBack: 'GONE' });
  expect((await count()).contacts).toMatchObject({ made: 2, capsExceeded: 1 });
});

test('R027 an offer needs a yes to offers; one to care does not do', async () => {
  talked('A1', 9, { outcome: 'REFUSED' }, true);
  const { contacts, faults } = await count();
  expect(contacts).toMatchObject({ made: 1, withoutConsentDecision: 1 });
  expect(faults[0]).toContain('has never agreed to phone');
  const given = { customerId: 'C1', sk: 'CONSENT#marketing#phone', state: 'GIVEN' };
  tables.Customers.push({ ...given, at: '2026-01-05T00:00:00.000Z' });
  expect((await count()).contacts).toMatchObject({ withoutConsentDecision: 0 });
});

test('a call at night by the clock of the customer is told', async () => {
  called('V1', 10, 'REACHED');
  Object.assign(tables.Customers[0] ?? {}, { zone: 'America/New_York' });
  expect(NOON).toBe(dayOf(10));
  expect((await count()).contacts).toMatchObject({ quietHours: 1 });
});

test('a visit is lost where nothing will go on with it, or where it was planned and never begun', async () => {
  const head = { caseId: 'V1', sk: 'HEAD', kind: 'visit', customerId: 'C1', execution: 'arn:V1' };
  tables.Cases.push({ ...head, status: 'WAITING' });
  expect((await count()).visits).toEqual({ open: 1, lost: 1 });
  tables.Tasks.push({ caseId: 'V1', form: 'pause', state: 'OPEN' });
  expect((await count()).visits).toEqual({ open: 1, lost: 0 });
  running = 'FAILED';
  expect((await count()).visits).toEqual({ open: 1, lost: 1 });
  running = 'RUNNING';
  tables.Customers.push({ customerId: 'C1', sk: 'PLAN#CHECKUP', planKey: '2026-05-20#C1#CHECKUP' });
  expect((await count()).visits).toEqual({ open: 1, lost: 1 });
});
