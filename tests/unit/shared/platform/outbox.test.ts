import { afterAll, beforeEach, expect, test } from 'vitest';
import { Outbound } from '../../../../shared/contracts/events.ts';
import { OutboxRow } from '../../../../shared/contracts/items.ts';
import { shardKeys } from '../../../../shared/platform/ids.ts';
import {
  eventRow,
  outboxCallback,
  outboxEvent,
  outboxMail,
  PENDING,
  sendNow,
  together,
} from '../../../../shared/platform/outbox.ts';
import { serviceFault, smallAws } from './small-aws.ts';

const aws = await smallAws();
const at = '2026-03-02T01:30:00.000Z';
const senders = { mail: 'Steward-SendMail', deliver: 'Steward-Deliver' };

const mail = (change: object = {}) =>
  outboxMail({
    cause: ['K1', 1],
    at,
    template: 'task',
    to: { kind: 'staff', id: 'S1' },
    caseId: 'K1',
    taskId: 'T1',
    ...change,
  });
const event = () =>
  outboxEvent({ cause: ['K1', 1], at, name: 'complaint.received', caseId: 'K1', facts: { tier: 'vip' } });
const callback = () =>
  outboxCallback({ taskId: 'T1', at, way: 'DECIDED', decision: { outcome: 'REJECTED' } });

beforeEach(() => aws.clear());
afterAll(() => aws.close());

test('rows match their schema, wait in the index of pending ones, and sort by urgency', () => {
  for (const row of [mail(), event(), callback()]) {
    expect(OutboxRow.parse(row)).toEqual(row);
    expect(row).toMatchObject({ state: 'UNSENT', attempts: 0 });
    expect(shardKeys(PENDING)).toContain(row.pendingShard);
  }
  const keys = [event(), mail(), callback(), mail({ template: 'acknowledgement' })]
    .map(({ pendingKey }) => pendingKey ?? '')
    .sort();
  expect(keys.map((key) => key[0])).toEqual(['1', '2', '3', '5']);
});

test('the same cause makes the same row; another cause, template or reader another one', () => {
  expect(mail()).toEqual(mail());
  const others = [
    mail({ cause: ['K1', 2] }),
    mail({ template: 'reminder' }),
    mail({ to: { kind: 'staff', id: 'S2' } }),
  ];
  expect(new Set([mail(), ...others].map(({ outboxId }) => outboxId)).size).toBe(4);
  expect(callback().outboxId).toBe(
    outboxCallback({ taskId: 'T1', at: '2027-01-01T00:00:00.000Z', way: 'DECIDED' }).outboxId,
  );
});

test('what an event carries matches the contract, under the id of its row', () => {
  const { detail, outboxId } = event();
  expect(Outbound.parse(detail)).toEqual({ v: 1, id: outboxId, at, caseId: 'K1', facts: { tier: 'vip' } });
});

test('mails go to one function, events and callbacks to another, each in one invocation', async () => {
  await sendNow([mail(), event(), callback()], senders);
  expect(aws.invocations).toEqual(
    expect.arrayContaining([
      { functionName: 'Steward-SendMail', type: 'Event', payload: { outboxIds: [mail().outboxId] } },
      {
        functionName: 'Steward-Deliver',
        type: 'Event',
        payload: { outboxIds: [callback().outboxId] },
      },
    ]),
  );
  expect(aws.invocations).toHaveLength(2);
});

test('an event rides with the callback or else the mail beside it, and is a row of its own without them', () => {
  const { name, detail } = event();
  const riding = { events: [{ name, detail }] };
  expect(together([mail(), event(), callback()])).toEqual([mail(), { ...callback(), ...riding }]);
  expect(together([event(), mail(), mail({ cause: ['K1', 2] })])).toEqual([
    { ...mail(), ...riding },
    mail({ cause: ['K1', 2] }),
  ]);
  expect(together([event()])).toEqual([event()]);
  expect(eventRow({ name, detail }, at)).toEqual(event());
});

test('rows that are together stay so, and match their schema', () => {
  const once = together([mail(), event()]);
  expect(together(once)).toEqual(once);
  for (const row of once) expect(OutboxRow.parse(row)).toEqual(row);
});

test('nothing to send invokes nothing', async () => {
  await sendNow([], senders);
  expect(aws.calls).toEqual([]);
});

test('a sender that cannot be reached fails nobody', async () => {
  aws.before.Invoke = () => {
    throw serviceFault('ResourceNotFoundException', 404);
  };
  await expect(sendNow([mail()], senders)).resolves.toBeUndefined();
  await expect(sendNow([mail()], {})).resolves.toBeUndefined();
});
