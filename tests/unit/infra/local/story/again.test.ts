import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Runtime } from '../../../../../infra/local/runtime.ts';
import type { Row } from '../../../../../infra/local/story/account/reading.ts';
import { doneAgain } from '../../../../../infra/local/story/again.ts';
import { bankServer } from './account/bank-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'steward-again-'));
const journal = join(folder, 'journal.jsonl');
let server: Awaited<ReturnType<typeof bankServer>>;
let tables: Record<'Cases' | 'Contacts' | 'Customers' | 'Signals', Row[]>;
let sent: Row[];
let opened: string[];
let writeUnits: number;
let advanced: number;
/** What goes wrong where events come again, or a page is opened. */
let bug: { onEvent?: () => void; onPage?: () => void };

beforeAll(async () => {
  server = await bankServer(['Cases', 'Contacts', 'Customers', 'Signals'], {
    rowsOf: (table) => tables[table as keyof typeof tables],
    mails: () => [],
    call: (_, { Entries }) => {
      const entries = Entries as Row[];
      sent.push(...entries);
      bug.onEvent?.();
      return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: 'e' })) };
    },
    open: (path) => {
      opened.push(path);
      bug.onPage?.();
    },
  });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const ours = (name: string, detail: Row) => ({ source: 'steward', 'detail-type': name, detail });

beforeEach(() => {
  sent = [];
  opened = [];
  writeUnits = 7;
  advanced = 0;
  bug = {};
  tables = {
    Cases: [
      { caseId: 'K1', sk: 'HEAD', kind: 'complaint', customerId: 'C1', status: 'CLOSED' },
      { caseId: 'K2', sk: 'HEAD', kind: 'complaint', customerId: 'C2', status: 'CLOCKED' },
    ],
    Contacts: [{ customerId: 'C1', sk: 'CONTACT#1', class: 'visit', state: 'SENT' }],
    Customers: [
      { customerId: 'C1', sk: 'PROFILE', email: 'c1@customers.example' },
      { customerId: 'C2', sk: 'PROFILE', email: 'c2@customers.example' },
    ],
    Signals: [],
  };
  const line = { line: 1, type: 'complaint.submitted', detail: { customerId: 'C1', externalId: '1' } };
  writeFileSync(journal, `${JSON.stringify(line)}\n${JSON.stringify({ ...line, refused: 'too long' })}\n`);
});

/** As much of a runtime as is needed: the rest of it is asked over HTTP. */
const runtime = () =>
  ({
    addresses: { aws: server.address, mailbox: server.address, pages: server.address, operator: '' },
    clock: {
      advance: async (ms: number) => {
        advanced += ms;
      },
    },
    model: { buses: [{ name: 'bank' }], region: 'us-east-1', account: '000000000000' },
    usage: () => ({ records: { Cases: { writeUnits } } }),
    mail: {
      list: () => [{ id: 'm1' }],
      get: async () => ({ text: `Open ${server.address}/t/v1.a.T1.x\nor https://elsewhere.example/t/no` }),
    },
    events: {
      archived: () => [
        ours('complaint.closed', { caseId: 'K1', customerId: 'C1', id: 'first' }),
        ours('complaint.closed', { caseId: 'K1', customerId: 'C1', id: 'second' }),
        ours('complaint.closed', { caseId: 'K1', customerId: 'C1', id: 'third' }),
        ours('task.decided', { caseId: 'K1', id: 'task' }),
        ours('complaint.received', { caseId: 'K2', customerId: 'C2', id: 'open' }),
        ours('policy.activated', { id: 'policy' }),
      ],
    },
  }) as unknown as Runtime;

test('pages of mailed links are opened, some events of customers with nothing under way come again, an hour passes', async () => {
  expect(await doneAgain(runtime(), journal)).toEqual({ checked: 5, faults: [] });
  expect(new Set(opened)).toEqual(new Set(['/t/v1.a.T1.x']));
  expect(
    sent.map(({ Source, DetailType, Detail }) => [Source, DetailType, JSON.parse(String(Detail)).id]),
  ).toEqual([
    ['bank.again', 'complaint.submitted', undefined],
    ['steward', 'complaint.closed', 'first'],
    ['steward', 'complaint.closed', 'third'],
    ['steward', 'task.decided', 'task'],
  ]);
  expect(advanced).toBe(3_600_000);
});

test('a page that writes when it is opened is found', async () => {
  bug.onPage = () => void writeUnits++;
  const { faults } = await doneAgain(runtime(), journal);
  expect(faults).toEqual(['opening a page of /t/ wrote 3 units']);
});

test.each<[string, () => void, string]>([
  [
    'opens a case',
    () =>
      tables.Cases.push({ caseId: 'K3', sk: 'HEAD', kind: 'complaint', customerId: 'C1', status: 'OPEN' }),
    'C1 has 2 cases (complaint) where there were 1',
  ],
  [
    'reserves a contact',
    () => tables.Contacts.push({ customerId: 'C1', sk: 'CONTACT#2', class: 'visit', state: 'RESERVED' }),
    'C1 has 1 contacts (visit, RESERVED) where there were 0',
  ],
  [
    'plans a visit',
    () => tables.Customers.push({ customerId: 'C1', sk: 'PLAN#CHECKUP', planKey: '2026-01-01#C1#CHECKUP' }),
    'C1 has 1 plans where there were 0',
  ],
])('an event that %s when it comes again is found', async (_, onEvent, what) => {
  bug.onEvent = onEvent;
  const { faults } = await doneAgain(runtime(), journal);
  expect(faults).toEqual([`events came again, and ${what}`]);
});
