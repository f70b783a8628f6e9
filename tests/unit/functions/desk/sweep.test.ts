import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ServiceFault } from '../../../../infra/local/gateway/service.ts';
import { IncidentRow } from '../../../../shared/contracts/items.ts';
import { TaskTurned } from '../../../../shared/contracts/steps.ts';
import { outboxCallback, outboxEvent, outboxMail, outboxSignal } from '../../../../shared/platform/outbox.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  customer,
  EXECUTION,
  furnish,
  prepared,
  printedIn,
  staff,
  turn,
} from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

const MINUTE = 60_000;
const sweep = () => bench.fresh().sweep({});
const acts = async () => (await bench.deeds(CASE)).map(({ act }) => act);

describe('what could not be sent', () => {
  test('is sent by the sweep a minute later, whatever was lost', async () => {
    bench.refuse = (operation) =>
      operation === 'Invoke' ? new ServiceFault('ServiceException', 'down', 500) : undefined;
    await bench.fresh().prepare(turn());
    bench.refuse = () => undefined;
    bench.pass(59_000);
    expect(await sweep()).toMatchObject({ handedOver: 0 });
    bench.pass(2_000);
    expect(await sweep()).toMatchObject({ handedOver: 1 });
    await bench.drain();
    expect(bench.mails).toHaveLength(1);
    expect(bench.events).toHaveLength(1);
    bench.pass(MINUTE);
    expect(await sweep()).toMatchObject({ handedOver: 0 });
  });

  test('R4 waits out a mail service that throttles, twice as long each time, and nothing is lost', async () => {
    await bench.fresh().prepare(turn());
    bench.refuseMail = () => 'Throttling';
    const attempts: number[] = [];
    for (let minute = 0; minute < 40; minute++) {
      const before = bench.calls.filter((call) => call === 'SendRawEmail').length;
      await bench.drain();
      if (bench.calls.filter((call) => call === 'SendRawEmail').length > before) attempts.push(minute);
      bench.pass(MINUTE);
      await sweep();
    }
    expect(attempts).toEqual([0, 1, 3, 7, 15, 30]);
    bench.refuseMail = () => undefined;
    bench.pass(15 * MINUTE);
    await sweep();
    await bench.drain();
    expect(bench.mails).toHaveLength(1);
    const browser = new Browser(bench.fresh(), printedIn(bench.mails[0]).segment);
    expect((await browser.open()).statusCode).toBe(200);
  });

  test('does not hold up a mail to somebody else, and one throttle ends the batch', async () => {
    const at = new Date().toISOString();
    const rows = [1, 2, 3].map((number) =>
      outboxMail({
        cause: [number],
        at,
        template: 'acknowledgement',
        to: { kind: 'customer', id: 'C1' },
        caseId: CASE,
      }),
    );
    for (const row of rows) await bench.put('Outbox', row);
    bench.refuseMail = () => 'Throttling';
    const report = await bench.fresh().mail({ outboxIds: rows.map(({ outboxId }) => outboxId) });
    expect(report).toMatchObject({ sent: 0, pending: 1, failed: 0 });
    bench.refuseMail = () => undefined;
    bench.pass(2 * MINUTE);
    await sweep();
    await bench.drain();
    expect(bench.mails).toHaveLength(3);
  });

  test('goes in the order of urgency', async () => {
    const at = new Date().toISOString();
    const rows = (['reminder', 'acknowledgement', 'task', 'code'] as const).map((template) =>
      outboxMail({ cause: [template], at, template, to: { kind: 'customer', id: 'C1' }, caseId: CASE }),
    );
    for (const row of rows) await bench.put('Outbox', row);
    bench.pass(2 * MINUTE);
    await sweep();
    const templates = bench.handedOver
      .flatMap(({ outboxIds }) => outboxIds)
      .map((id) => rows.find(({ outboxId }) => outboxId === id)?.template);
    expect(templates).toEqual(['code', 'acknowledgement', 'task', 'reminder']);
  });

  test('is given up after as many attempts as policy allows, and that is written down', async () => {
    const row = outboxEvent({
      cause: ['x'],
      at: new Date().toISOString(),
      name: 'complaint.closed',
      caseId: CASE,
    });
    await bench.put('Outbox', { ...row, attempts: 200, fault: 'PassingBusFault' });
    bench.pass(2 * MINUTE);
    expect(await sweep()).toMatchObject({ givenUp: 1, handedOver: 0 });
    expect((await bench.outbox())[0]).toMatchObject({ state: 'FAILED', fault: 'GivenUp' });
    expect(await acts()).toEqual(['outbox.given-up', 'incident.opened']);
  });
});

describe('a mail that is refused for good', () => {
  test('R10 passes its task up, because its holder will never know of it', async () => {
    bench.refuseMail = (to) => (to.startsWith('a') ? 'MessageRejected' : undefined);
    const task = await prepared(bench);
    expect(bench.mails).toEqual([]);
    const mail = (await bench.outbox()).find(({ kind }) => kind === 'mail');
    expect(mail).toMatchObject({ state: 'FAILED', fault: 'MessageRejected' });
    expect(await sweep()).toMatchObject({ passedUp: 1 });
    await bench.drain();
    const passed = await bench.task(task.taskId);
    expect(passed).toMatchObject({ assigneeId: 'E1', level: 2, generation: 2 });
    expect(passed.why[0]).toBe(`escalated-from:${task.assigneeId}`);
    expect(bench.mails).toHaveLength(1);
    expect(await acts()).toEqual(['task.created', 'mail.failed', 'task.escalated']);
    // It is acted on once.
    expect(await sweep()).toMatchObject({ passedUp: 0 });
    // The state still waits for the old checkpoint; the nudge that comes then lets the new holder have their time.
    bench.setTime(task.checkpointAt);
    const nudged = TaskTurned.parse(
      await bench.fresh().prepare(turn({ turn: 'nudge', taskId: task.taskId })),
    );
    expect(nudged.way).toBe('WAIT');
    expect(Date.now() + nudged.waitSeconds * 1_000).toBeGreaterThanOrEqual(
      Date.parse((await bench.task(task.taskId)).checkpointAt),
    );
  });

  test('R10 to a member of staff whom nobody knows any more passes its task up as well', async () => {
    const { taskId } = TaskTurned.parse(await bench.fresh().prepare(turn()));
    const { assigneeId } = await bench.task(taskId);
    await bench.records.service('DeleteItem', {
      TableName: 'Staff',
      Key: { staffId: { S: assigneeId }, sk: { S: 'PROFILE' } },
    });
    await bench.drain();
    expect(await sweep()).toMatchObject({ passedUp: 1 });
    expect((await bench.task(taskId)).generation).toBe(2);
  });

  test('R10 S5 to a member of staff who works here no more is not sent, and passes its task up', async () => {
    const { taskId } = TaskTurned.parse(await bench.fresh().prepare(turn()));
    const { assigneeId } = await bench.task(taskId);
    await bench.put('Staff', { ...staff.find(({ staffId }) => staffId === assigneeId), active: false });
    await bench.drain();
    expect(bench.mails).toEqual([]);
    expect(await sweep()).toMatchObject({ passedUp: 1 });
    expect(await bench.task(taskId)).toMatchObject({ generation: 2, heldBy: [assigneeId] });
  });

  test('leaves a task alone that was answered in the meantime', async () => {
    const task = await prepared(bench);
    bench.setTime(task.checkpointAt);
    bench.refuseMail = () => 'MessageRejected';
    await bench.fresh().prepare(turn({ turn: 'nudge', taskId: task.taskId }));
    await bench.drain();
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(bench.fresh(), segment);
    await browser.open();
    expect((await browser.submit({ ...ANSWER, code })).statusCode).toBe(200);
    expect(await sweep()).toMatchObject({ passedUp: 0 });
    expect((await bench.task(task.taskId)).state).toBe('DECIDED');
  });
});

describe('what can never be sent is an incident', () => {
  const incidents = async () => (await bench.items('Register')).map((item) => IncidentRow.parse(item));
  const toCustomer = (template: 'acknowledgement' | 'decision') =>
    outboxMail({
      cause: [template],
      at: new Date().toISOString(),
      template,
      to: { kind: 'customer', id: 'C1' },
      caseId: CASE,
    });

  test('R10 a mail to a customer that the mail service refuses is one, and operations are told of it', async () => {
    const row = toCustomer('decision');
    await bench.put('Outbox', row);
    bench.refuseMail = () => 'MessageRejected';
    await bench.fresh().mail({ outboxIds: [row.outboxId] });
    expect(await sweep()).toMatchObject({ incidents: 1, passedUp: 0 });
    await bench.drain();
    expect(await incidents()).toMatchObject([
      { state: 'OPEN', caseId: CASE, outboxId: row.outboxId, status: 'FAILED', error: 'MessageRejected' },
    ]);
    expect(bench.events.map(({ DetailType }) => DetailType)).toEqual(['incident.opened']);
    expect(await acts()).toEqual(['mail.failed', 'incident.opened']);
    expect(await sweep()).toMatchObject({ incidents: 0 });
  });

  test('a mail to a customer without an address is one', async () => {
    const { email: _, ...without } = customer;
    await bench.put('Customers', without);
    const row = toCustomer('acknowledgement');
    await bench.put('Outbox', row);
    await bench.fresh().mail({ outboxIds: [row.outboxId] });
    expect(await sweep()).toMatchObject({ incidents: 1, handedOver: 0 });
    expect(await incidents()).toMatchObject([{ error: 'NoAddress' }]);
  });

  test('whatever was given up after the most attempts is one: an event, a callback, a signal, a mail', async () => {
    const task = await prepared(bench);
    const at = new Date().toISOString();
    const tired = [
      outboxEvent({ cause: ['x'], at, name: 'complaint.closed', caseId: CASE }),
      outboxCallback({ taskId: task.taskId, at, way: 'DECIDED' }),
      outboxSignal({ caseId: CASE, signal: 'WITHDRAWN', outsideId: 'W1', at }),
      toCustomer('acknowledgement'),
    ];
    for (const row of tired) await bench.put('Outbox', { ...row, attempts: 200, fault: 'PassingBusFault' });
    bench.pass(2 * MINUTE);
    expect(await sweep()).toMatchObject({ givenUp: 4, incidents: 4 });
    const found = (await incidents()).map(({ outboxId, error }) => [outboxId, error]);
    expect(found.sort()).toEqual(tired.map(({ outboxId }) => [outboxId, 'GivenUp']).sort());
  });

  test('the mail of a task that was given up passes the task up and is one', async () => {
    const { taskId } = TaskTurned.parse(await bench.fresh().prepare(turn()));
    bench.handedOver.length = 0;
    const mail = (await bench.outbox()).find(({ kind }) => kind === 'mail');
    await bench.put('Outbox', { ...mail, attempts: 200, fault: 'PassingMailFault' });
    bench.pass(2 * MINUTE);
    expect(await sweep()).toMatchObject({ givenUp: 1, passedUp: 1, incidents: 1 });
    expect((await bench.task(taskId)).generation).toBe(2);
  });

  test('but the event that tells of an incident is none itself, or there would be no end of them', async () => {
    const at = new Date().toISOString();
    const row = outboxEvent({ cause: ['I1'], at, name: 'incident.opened', caseId: CASE });
    await bench.put('Outbox', { ...row, attempts: 200, fault: 'PassingBusFault' });
    bench.pass(2 * MINUTE);
    expect(await sweep()).toMatchObject({ givenUp: 1, incidents: 0 });
    expect(await incidents()).toEqual([]);
  });
});

test('one part of the sweep that fails does not keep the others from their work', async () => {
  await prepared(bench);
  await bench.put(
    'Outbox',
    outboxEvent({ cause: ['x'], at: new Date().toISOString(), name: 'complaint.closed', caseId: CASE }),
  );
  bench.pass(2 * MINUTE);
  bench.refuse = (operation, input) =>
    operation === 'Query' && JSON.stringify(input).includes('"U#0"')
      ? new ServiceFault('AccessDeniedException', 'no')
      : undefined;
  await expect(sweep()).rejects.toMatchObject({ name: 'CallRefused' });
  expect(bench.handedOver).toHaveLength(1);
});

describe('deliver', () => {
  const event = (number: number) =>
    outboxEvent({ cause: [number], at: new Date().toISOString(), name: 'complaint.received', caseId: CASE });

  test('puts events in tens, and what the bus did not take stays for the sweep', async () => {
    const rows = Array.from({ length: 23 }, (_, at) => event(at));
    for (const row of rows) await bench.put('Outbox', row);
    bench.refuse = (operation, input) => {
      if (operation !== 'PutEvents') return undefined;
      return (input.Entries as unknown[]).length < 10
        ? new ServiceFault('InternalException', 'down', 500)
        : undefined;
    };
    const report = await bench.fresh().deliver({ outboxIds: rows.map(({ outboxId }) => outboxId) });
    expect(report).toEqual({ sent: 20, pending: 3, failed: 0 });
    expect(bench.events).toHaveLength(20);
    expect(bench.events[0]).toMatchObject({
      Source: 'steward',
      DetailType: 'complaint.received',
      EventBusName: 'Steward',
    });
    bench.refuse = () => undefined;
    bench.pass(2 * MINUTE);
    await sweep();
    await bench.drain();
    expect(bench.events).toHaveLength(23);
  });

  test('marks each event of a call by its own answer', async () => {
    const rows = [event(1), event(2), event(3)];
    for (const row of rows) await bench.put('Outbox', row);
    bench.entryFaults = [undefined, 'ThrottlingException', undefined];
    const report = await bench.fresh().deliver({ outboxIds: rows.map(({ outboxId }) => outboxId) });
    expect(report).toEqual({ sent: 2, pending: 1, failed: 0 });
    const left = (await bench.outbox()).filter(({ state }) => state === 'UNSENT');
    expect(left).toMatchObject([{ outboxId: rows[1]?.outboxId, fault: 'ThrottlingException', attempts: 1 }]);
  });

  test('counts a state that no longer waits as told, and gives up a token that never was one', async () => {
    const task = await prepared(bench);
    const hold = { v: 1, taskId: task.taskId, caseId: CASE, execution: EXECUTION, token: 'token-1' };
    await bench.fresh().hold(hold);
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(bench.fresh(), segment);
    await browser.open();
    await browser.submit({ ...ANSWER, code });
    const callback = (await bench.outbox()).find(({ kind }) => kind === 'callback');
    if (!callback) throw new Error('The answer wrote no callback.');
    bench.refuse = (operation) =>
      operation === 'SendTaskSuccess' ? new ServiceFault('ThrottlingException', 'later', 400) : undefined;
    await bench.drain();
    expect((await bench.outbox()).find(({ kind }) => kind === 'callback')).toMatchObject({
      state: 'UNSENT',
      fault: 'PassingWorkflowFault',
    });
    bench.refuse = () => undefined;
    bench.livingTokens = new Set();
    await bench.fresh().deliver({ outboxIds: [callback.outboxId] });
    expect((await bench.outbox()).find(({ kind }) => kind === 'callback')).toMatchObject({
      state: 'SENT',
      fault: 'NobodyWaits',
    });
    await bench.put('Outbox', { ...callback });
    bench.refuse = (operation) =>
      operation === 'SendTaskSuccess' ? new ServiceFault('InvalidToken', 'what is that', 400) : undefined;
    expect(await bench.fresh().deliver({ outboxIds: [callback.outboxId] })).toEqual({
      sent: 0,
      pending: 0,
      failed: 1,
    });
  });

  test('leaves rows alone that are sent, or that are not its own', async () => {
    await prepared(bench);
    const ids = (await bench.outbox()).map(({ outboxId }) => outboxId);
    expect(await bench.fresh().deliver({ outboxIds: [...ids, 'M-NONE'] })).toEqual({
      sent: 0,
      pending: 0,
      failed: 0,
    });
    expect(await bench.fresh().mail({ outboxIds: ids })).toMatchObject({ sent: 0, pending: 0, failed: 0 });
  });
});
