import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as bodyOf } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChurnOutcome } from '../../../../../../shared/contracts/churn.ts';

const program = fileURLToPath(
  new URL('../../../../../../infra/local/story/account/alerts.ts', import.meta.url),
);

type Row = Record<string, unknown>;
let server: Server;
let base: string;
let tables: Record<'Cases' | 'Tasks' | 'Customers' | 'Contacts' | 'Audit', Row[]>;
let executions: Map<string, { status: string; startDate: number; stopDate?: number }>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const input = (await bodyOf(request)) as { TableName?: keyof typeof tables; executionArn?: string };
    const target = String(request.headers['x-amz-target']);
    const answer = target.endsWith('ListTables')
      ? { TableNames: Object.keys(tables) }
      : target.endsWith('DescribeExecution')
        ? executions.get(input.executionArn ?? '')
        : {
            Items:
              input.TableName === undefined
                ? []
                : tables[input.TableName].map((row) => marshall(row, { removeUndefinedValues: true })),
          };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const dayOf = (day: number): string =>
  new Date(Date.parse('2026-01-01T04:00:00.000Z') + day * 86_400_000).toISOString();
const COUNTED = 150;

/** An alert that ran from one day to another; open where it has no last day. */
function alert(caseId: string, from: number, until: number | undefined, its: Row = {}): Row {
  const execution = `arn:${caseId}`;
  executions.set(execution, {
    status: until === undefined ? 'RUNNING' : 'SUCCEEDED',
    startDate: Date.parse(dayOf(from)) / 1_000,
    ...(until !== undefined && { stopDate: Date.parse(dayOf(until)) / 1_000 }),
  });
  const head = {
    caseId,
    sk: 'HEAD',
    kind: 'alert',
    customerId: 'C1',
    openedAt: dayOf(from),
    execution,
    ...(until === undefined ? { status: 'WATCHED' } : { status: 'CLOSED', outcome: 'RETAINED' }),
    ...its,
  };
  tables.Cases.push(head);
  if (until === undefined) tables.Tasks.push({ caseId, form: 'pause', state: 'OPEN' });
  else if (head.status === 'CLOSED' && 'outcome' in head && head.outcome !== 'MERGED')
    tables.Audit.push({ entityId: caseId, act: 'alert.closed', facts: { label: head.outcome } });
  return head;
}

const trace = JSON.stringify([{ rule: 'consent', verdict: 'PASS' }]);

beforeEach(() => {
  tables = { Cases: [], Tasks: [], Customers: [], Contacts: [], Audit: [] };
  executions = new Map();
});

async function count() {
  const { stdout } = await promisify(execFile)(process.execPath, [program, base, base, '', dayOf(COUNTED)]);
  return JSON.parse(stdout);
}

const none = {
  open: 0,
  unlabelled: 0,
  overlapping: 0,
  holdsUnreleased: 0,
  locksLeft: 0,
  withoutConsentDecision: 0,
  lost: 0,
};

test('R195 alerts that ended one after another, and one that is open, are no faults; every label there is has a number', async () => {
  alert('A1', 0, 90, { arm: 'TREAT' });
  alert('A2', 91, undefined);
  tables.Customers.push({ customerId: 'C1', sk: 'LOCK#alert', caseId: 'A2' });
  const { alerts, faults, workflows, labelled } = await count();
  expect({ alerts, faults }).toEqual({ alerts: { ...none, open: 1 }, faults: [] });
  expect(Object.keys(workflows.ChurnAlertResponse).toSorted()).toEqual(ChurnOutcome.options.toSorted());
  expect(workflows.ChurnAlertResponse).toMatchObject({ RETAINED: 1, LOST: 0, MERGED: 0 });
  expect(labelled).toEqual([{ customerId: 'C1', label: 'RETAINED', arm: 'TREAT' }]);
});

test.each<[string, () => void, Partial<typeof none>]>([
  [
    'ended without a label',
    () => alert('A1', 0, 90, { outcome: undefined, status: 'CLOSED' }),
    { unlabelled: 1 },
  ],
  [
    'ended with a label of their own making',
    () => alert('A1', 0, 90, { outcome: 'HAPPY' }),
    { unlabelled: 1 },
  ],
  [
    'ended with another label than the trail says',
    () => {
      alert('A1', 0, 90);
      Object.assign(tables.Audit[0] ?? {}, { facts: { label: 'LOST' } });
    },
    { unlabelled: 1 },
  ],
  [
    'ended twice',
    () => {
      alert('A1', 0, 90);
      tables.Audit.push({ ...tables.Audit[0] });
    },
    { unlabelled: 1 },
  ],
  [
    'joined to an alert that there is not',
    () => alert('A1', 0, 0, { outcome: 'MERGED', mergedInto: 'A9' }),
    { unlabelled: 1 },
  ],
  ['open for longer than any may be', () => alert('A1', 20, undefined), { open: 1, unlabelled: 1 }],
  [
    'open beside another one',
    () => {
      alert('A1', 0, 90);
      alert('A2', 89, 120);
    },
    { overlapping: 1 },
  ],
  [
    'waiting for a complaint that is settled',
    () => {
      alert('A1', 100, undefined, { status: 'HELD', heldFor: 'K1', heldUntil: dayOf(160) });
      tables.Cases.push({
        caseId: 'K1',
        sk: 'HEAD',
        kind: 'complaint',
        status: 'CLOSED',
        closedAt: dayOf(140),
      });
    },
    { open: 1, holdsUnreleased: 1 },
  ],
  [
    'waiting for longer than they said',
    () => {
      alert('A1', 100, undefined, { status: 'HELD', heldFor: 'K1', heldUntil: dayOf(149) });
      tables.Cases.push({ caseId: 'K1', sk: 'HEAD', kind: 'complaint', status: 'OPEN' });
    },
    { open: 1, holdsUnreleased: 1 },
  ],
  [
    'over, while their complaint still keeps others back that is settled',
    () => {
      tables.Cases.push({
        caseId: 'K1',
        sk: 'HEAD',
        kind: 'complaint',
        status: 'CLOSED',
        closedAt: dayOf(140),
      });
      tables.Customers.push({ customerId: 'C1', sk: 'HOLD#complaint#K1', caseId: 'K1' });
    },
    { holdsUnreleased: 1 },
  ],
  [
    'over, while their customer is still locked',
    () => {
      alert('A1', 0, 90);
      tables.Customers.push({ customerId: 'C1', sk: 'LOCK#alert', caseId: 'A1' });
    },
    { locksLeft: 1 },
  ],
  [
    'about which a customer was spoken with, though nobody had asked the ledger',
    () => {
      alert('A1', 0, 90);
      tables.Tasks.push({
        caseId: 'A1',
        form: 'retention',
        state: 'DECIDED',
        answer: '{"outcome":"REFUSED"}',
      });
    },
    { withoutConsentDecision: 1 },
  ],
  [
    'about which a customer was asked back on a word that looked at no consent',
    () => {
      alert('A1', 0, 90);
      tables.Tasks.push({ caseId: 'A1', form: 'win-back', state: 'DECIDED', answer: '{"wonBack":"GONE"}' });
      const word = { customerId: 'C1', caseId: 'A1', class: 'retention', channel: 'phone', state: 'SENT' };
      tables.Contacts.push({ ...word, trace: '[]' });
    },
    { withoutConsentDecision: 1 },
  ],
  [
    'about which two mails went on one word',
    () => {
      alert('A1', 0, 90);
      const word = { customerId: 'C1', caseId: 'A1', class: 'retention', channel: 'mail', state: 'SENT' };
      tables.Contacts.push({ ...word, trace });
      const sent = { entityId: 'A1', act: 'alert.care-sent', facts: {} };
      tables.Audit.push(sent, { ...sent });
    },
    { withoutConsentDecision: 1 },
  ],
  [
    'open, and nothing would wake them',
    () => {
      alert('A1', 100, undefined);
      tables.Tasks.splice(0);
    },
    { open: 1, lost: 1 },
  ],
  [
    'open, and their execution is over',
    () => {
      alert('A1', 100, undefined);
      executions.set('arn:A1', { status: 'FAILED', startDate: Date.parse(dayOf(100)) / 1_000 });
    },
    { open: 1, lost: 1 },
  ],
])('R170 R184 R195 alerts are counted that are %s', async (_, spoil, found) => {
  spoil();
  const { alerts, faults } = await count();
  expect(alerts).toEqual({ ...none, ...found });
  expect(faults).toHaveLength(1);
});

test('whoever was not reached was not contacted, and one that was joined overlaps with nothing', async () => {
  alert('A1', 0, 90);
  alert('A2', 10, 11, { outcome: 'MERGED', mergedInto: 'A1' });
  tables.Tasks.push({
    caseId: 'A1',
    form: 'retention',
    state: 'DECIDED',
    answer: '{"outcome":"UNREACHABLE"}',
  });
  expect((await count()).alerts).toEqual(none);
});
