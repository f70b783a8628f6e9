import './environment.ts';

import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServiceFault } from '../../../../infra/local/gateway/service.ts';
import { ANSWER, Bench, Browser, CASE, EXECUTION, furnish, prepared, printedIn, turn } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

const MINUTE = 60_000;
const busDown = (operation: string) =>
  operation === 'PutEvents' ? new ServiceFault('InternalException', 'down', 500) : undefined;
const idsOf = () => bench.events.map(({ Detail = '{}' }) => (JSON.parse(Detail) as { id: string }).id);

/** What the sweep and its senders make of what was left. */
async function aMinuteLater(): Promise<void> {
  bench.refuse = () => undefined;
  bench.pass(2 * MINUTE);
  await bench.fresh().sweep({});
  await bench.drain();
}

test('an event that rides with a mail is told by whoever sends the mail', async () => {
  const { taskId } = await prepared(bench);
  const [mail, ...others] = await bench.outbox();
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ kind: 'mail', state: 'SENT', events: [{ name: 'task.created' }] });
  expect(bench.events).toMatchObject([{ DetailType: 'task.created', Source: 'steward' }]);
  expect(bench.events[0]?.Detail).toContain(taskId);
  expect(bench.calls.filter((call) => call === 'Invoke')).toHaveLength(1);
});

test('a bus that is down holds up no mail: its event becomes a row of its own, and is told later, once', async () => {
  bench.refuse = busDown;
  await prepared(bench);
  expect(bench.mails).toHaveLength(1);
  expect(bench.events).toEqual([]);
  const rows = await bench.outbox();
  expect(rows.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual(['event UNSENT', 'mail SENT']);
  const event = rows.find(({ kind }) => kind === 'event');
  await aMinuteLater();
  expect(idsOf()).toEqual([event?.outboxId]);
  expect(bench.mails).toHaveLength(1);
  expect((await bench.outbox()).every(({ state }) => state === 'SENT')).toBe(true);
});

test('an entry that the bus does not take becomes a row of its own as well', async () => {
  bench.entryFaults = ['ThrottlingException'];
  await prepared(bench);
  expect((await bench.outbox()).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
    'event UNSENT',
    'mail SENT',
  ]);
});

test('a mail that has to wait tells its event at once, and not again', async () => {
  bench.refuseMail = () => 'Throttling';
  await bench.fresh().prepare(turn());
  await bench.drain();
  expect(bench.events).toHaveLength(1);
  const [waiting] = await bench.outbox();
  expect(waiting).toMatchObject({ state: 'UNSENT', attempts: 1 });
  expect(waiting).not.toHaveProperty('events');
  bench.refuseMail = () => undefined;
  await aMinuteLater();
  expect(bench.mails).toHaveLength(1);
  expect(bench.events).toHaveLength(1);
});

test('a bus that is down keeps nobody waiting who has answered; a state that cannot be woken keeps no event', async () => {
  const { taskId } = await prepared(bench);
  bench.events.length = 0;
  await bench.fresh().hold({ v: 1, taskId, caseId: CASE, execution: EXECUTION, token: 'token-1' });
  const { segment, code } = printedIn(bench.mails[0]);
  const browser = new Browser(bench.fresh(), segment);
  await browser.open();
  await browser.submit({ ...ANSWER, code });
  const callback = async () => (await bench.outbox()).find(({ kind }) => kind === 'callback');
  expect(await callback()).toMatchObject({ state: 'UNSENT', events: [{ name: 'task.decided' }] });

  bench.refuse = (operation) =>
    operation === 'SendTaskSuccess' ? new ServiceFault('ThrottlingException', 'later', 400) : undefined;
  await bench.drain();
  expect(bench.events).toMatchObject([{ DetailType: 'task.decided' }]);
  expect(await callback()).toMatchObject({ state: 'UNSENT', fault: 'PassingWorkflowFault' });
  expect(await callback()).not.toHaveProperty('events');
  await aMinuteLater();
  expect(bench.woken.map(({ token }) => token)).toEqual(['token-1']);
  expect(bench.events).toHaveLength(1);
});

test('a decision is told by a row of its own where the bus was down when the state was woken', async () => {
  const { taskId } = await prepared(bench);
  bench.events.length = 0;
  await bench.fresh().hold({ v: 1, taskId, caseId: CASE, execution: EXECUTION, token: 'token-1' });
  const { segment, code } = printedIn(bench.mails[0]);
  const browser = new Browser(bench.fresh(), segment);
  await browser.open();
  await browser.submit({ ...ANSWER, code });
  bench.refuse = busDown;
  await bench.drain();
  expect(bench.woken).toHaveLength(1);
  expect(bench.events).toEqual([]);
  await aMinuteLater();
  expect(bench.events).toMatchObject([{ DetailType: 'task.decided' }]);
  expect(bench.woken).toHaveLength(1);
});
