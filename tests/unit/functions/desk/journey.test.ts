import { afterEach, beforeEach, expect, test } from 'vitest';
import { ANSWER, Bench, Browser, CASE, furnish, prepared, printedIn, titleOf, turn } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

test('a task is mailed with a link and a code, opened, answered once, and wakes the state that waits', async () => {
  const functions = bench.fresh();
  const task = await prepared(bench);
  expect(task).toMatchObject({ state: 'OPEN', generation: 1, level: 1, form: 'handling' });
  expect(bench.mails).toHaveLength(1);
  const { segment, code } = printedIn(bench.mails[0]);

  await functions.hold({
    v: 1,
    taskId: task.taskId,
    caseId: CASE,
    execution: task.execution,
    token: 'token-1',
  });
  expect(bench.woken).toEqual([]);

  const browser = new Browser(functions, segment);
  const form = await browser.open();
  expect(form.statusCode).toBe(200);
  expect(titleOf(form)).toBe('Handle a complaint');
  const receipt = await browser.submit({ ...ANSWER, code });
  expect(receipt.statusCode).toBe(200);
  expect(titleOf(receipt)).toBe('Your answer has been recorded');

  await bench.drain(functions);
  const decision = { outcome: 'RESOLVED_UPHELD' };
  expect(bench.woken).toEqual([
    { token: 'token-1', output: { way: 'DECIDED', decision, by: task.assigneeId } },
  ]);
  expect(await bench.task(task.taskId)).toMatchObject({
    state: 'DECIDED',
    decision,
    decidedBy: task.assigneeId,
  });
  expect((await bench.deeds(CASE)).map(({ act }) => act)).toEqual(['task.created', 'task.decided']);
  expect(bench.events.map(({ DetailType }) => DetailType)).toEqual(['task.created', 'task.decided']);
  expect((await bench.outbox()).map(({ state }) => state)).toEqual(Array(2).fill('SENT'));
  expect(await functions.prepare(turn({ turn: 'nudge', taskId: task.taskId }))).toMatchObject({
    way: 'DECIDED',
    decision,
  });
});
