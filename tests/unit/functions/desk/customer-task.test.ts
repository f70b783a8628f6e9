import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TaskTurned } from '../../../../shared/contracts/steps.ts';
import {
  Bench,
  Browser,
  CASE,
  colleague,
  customer,
  EXECUTION,
  furnish,
  prepared,
  printedIn,
  staff,
  titleOf,
  turn,
} from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

const question = {
  step: 'Await customer',
  form: 'customer-word',
  clock: 'customer-word',
  holder: 'customer',
};
const nudge = async (taskId: string) =>
  TaskTurned.parse(await bench.fresh().prepare(turn({ ...question, turn: 'nudge', taskId })));

describe('a question to the customer', () => {
  test('is mailed with link and code, answered on its page, and wakes the story without naming anybody of the bank', async () => {
    const task = await prepared(bench, question);
    expect(task).toMatchObject({ holder: 'customer', assigneeId: 'C1', generation: 1 });
    // Ten calendar days of the bank's zone; the day of the question is not counted.
    expect(task.dueAt).toBe('2026-03-12T15:59:59.999Z');
    expect(bench.mails.map(({ to }) => to)).toEqual([[customer.email]]);
    await bench.fresh().hold({ v: 1, taskId: task.taskId, caseId: CASE, execution: EXECUTION, token: 't1' });
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(bench.fresh(), segment);
    const page = await browser.open();
    expect([page.statusCode, titleOf(page)]).toEqual([200, 'Your word on our decision']);
    // What the bank keeps for itself is not for the customer.
    expect(page.body).not.toMatch(/Channel|Customer<|C1/);
    const receipt = await browser.submit({ word: 'ACCEPTED', text: '', code });
    expect([receipt.statusCode, titleOf(receipt)]).toEqual([200, 'Your answer has been recorded']);
    await bench.drain();
    expect(bench.woken).toEqual([
      { token: 't1', output: { way: 'DECIDED', decision: { word: 'ACCEPTED' } } },
    ]);
    expect((await bench.deeds(CASE)).at(-1)).toMatchObject({ act: 'task.decided', actor: 'customer' });
  });

  test('is asked once more, with the same link and code, and then silence ends it', async () => {
    const { taskId, checkpointAt, dueAt } = await prepared(bench, question);
    expect(checkpointAt).toBe('2026-03-09T15:59:59.999Z');
    bench.setTime(checkpointAt);
    expect((await nudge(taskId)).way).toBe('WAIT');
    await bench.drain();
    expect(bench.mails).toHaveLength(2);
    expect(printedIn(bench.mails[1])).toEqual(printedIn(bench.mails[0]));
    bench.setTime(dueAt);
    expect((await nudge(taskId)).way).toBe('EXHAUSTED');
    expect((await bench.task(taskId)).state).toBe('EXPIRED');
    await bench.drain();
    expect(bench.mails).toHaveLength(2);
  });

  test('without an address waits out its time without a mail', async () => {
    const { email: _, ...without } = customer;
    await bench.put('Customers', without);
    const { taskId, checkpointAt, dueAt } = await prepared(bench, question);
    expect(bench.mails).toEqual([]);
    expect(checkpointAt).toBe(dueAt);
    bench.setTime(dueAt);
    expect((await nudge(taskId)).way).toBe('EXHAUSTED');
  });

  test('whose mail is refused goes to nobody of the bank, and operations are told', async () => {
    bench.refuseMail = () => 'MessageRejected';
    const { taskId } = await prepared(bench, question);
    expect(await bench.fresh().sweep({})).toMatchObject({ passedUp: 0, incidents: 1 });
    expect(await bench.task(taskId)).toMatchObject({ state: 'OPEN', assigneeId: 'C1' });
  });

  test('ends when the customer withdraws instead', async () => {
    const { taskId } = await prepared(bench, question);
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'SIGNAL#S1',
      v: 1,
      signalId: 'S1',
      kind: 'WITHDRAWN',
      at: new Date().toISOString(),
    });
    expect(await nudge(taskId)).toMatchObject({ way: 'INTERRUPTED', signal: 'WITHDRAWN' });
  });
});

describe('who may approve', () => {
  const approval = { step: 'Approve', form: 'approval', clock: 'approval' };

  test('sits at the level that the story names', async () => {
    expect(await prepared(bench, { ...approval, level: 3 })).toMatchObject({ assigneeId: 'H1', level: 3 });
    const higher = { ...approval, level: 4, entered: new Date(Date.now() + 1).toISOString() };
    expect(await prepared(bench, higher)).toMatchObject({ assigneeId: 'G1', level: 4 });
  });

  test('is nobody of a list of the recused, and not whoever proposed', async () => {
    await bench.put('Staff', { ...colleague('E2', { role: 'expert', level: 2 }) });
    const it = turn();
    const task = await prepared(bench, {
      ...approval,
      recuse: ['recused', 'proposerId'],
      case: { ...it.case, recused: ['E1'], proposerId: 'E2' },
    });
    expect(task).toMatchObject({ assigneeId: 'H1', recused: ['E1', 'E2'] });
  });

  test('is never the manager of a vip customer, who owns the case', async () => {
    await furnish(bench, { customer: { tier: 'vip', managerId: 'RM1' } });
    const it = { ...turn().case, tier: 'vip', line: 'high-end' };
    expect(await prepared(bench, { case: it })).toMatchObject({ assigneeId: 'RM1' });
    const task = await prepared(bench, { ...approval, case: it });
    expect(task).toMatchObject({ assigneeId: 'E1', level: 2 });
  });

  test('for compliance is somebody of compliance, also where they sit above the seat of the clock', async () => {
    await bench.put('Staff', { ...colleague('X1', { role: 'compliance', level: 3 }) });
    expect(staff.some(({ role }) => role === 'compliance')).toBe(false);
    expect(await prepared(bench, { ...approval, of: ['compliance'] })).toMatchObject({ assigneeId: 'X1' });
  });
});
