import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CaseSignal, type OutboxRow } from '../../../../shared/contracts/items.ts';
import { TaskTurned } from '../../../../shared/contracts/steps.ts';
import { outboxSignal } from '../../../../shared/platform/outbox.ts';
import { Table } from '../../../../shared/platform/table.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  type Death,
  EXECUTION,
  furnish,
  prepared,
  printedIn,
  titleOf,
  turn,
} from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

const cases = new Table('Cases', 'caseId', 'sk');
const signalsOf = () =>
  cases.query(CaseSignal, { of: ['caseId', CASE], sort: { attribute: 'sk', startsWith: 'SIGNAL#' } });

/** Takes something in from outside, as intake or a page does: its row is in the outbox. */
async function takenIn(its: Partial<Parameters<typeof outboxSignal>[0]> = {}): Promise<OutboxRow> {
  const row = outboxSignal({
    caseId: CASE,
    signal: 'SUPPLEMENTED',
    outsideId: 'app#F-1',
    at: new Date().toISOString(),
    ...its,
  });
  await bench.put('Outbox', row);
  return row;
}

const brought = async (row: OutboxRow) => {
  const report = await bench.fresh().signal({ outboxIds: [row.outboxId] });
  await bench.drain();
  return report;
};

const hold = (taskId: string, token: string) =>
  bench.fresh().hold({ v: 1, taskId, caseId: CASE, execution: EXECUTION, token });

const nudged = async (taskId: string, its: Record<string, unknown> = {}) =>
  TaskTurned.parse(await bench.fresh().prepare(turn({ turn: 'nudge', taskId, ...its })));

describe('a signal', () => {
  test('interrupts every open task of its case, wakes what waits for it, and says so on its page', async () => {
    const task = await prepared(bench);
    const other = await prepared(bench, {
      step: 'Investigate',
      execution: `${EXECUTION}-other`,
      entered: new Date(Date.now() + 1).toISOString(),
    });
    await hold(task.taskId, 'token-1');
    await brought(await takenIn({ signal: 'WITHDRAWN' }));
    expect(await bench.task(task.taskId)).toMatchObject({ state: 'INTERRUPTED', signal: 'WITHDRAWN' });
    expect(await bench.task(other.taskId)).toMatchObject({ state: 'INTERRUPTED' });
    expect(bench.woken).toEqual([{ token: 'token-1', output: { way: 'INTERRUPTED', signal: 'WITHDRAWN' } }]);
    expect((await bench.deeds(CASE)).map(({ act }) => act).sort()).toEqual([
      'case.signalled',
      'task.created',
      'task.created',
      'task.interrupted',
      'task.interrupted',
    ]);
    const page = await new Browser(bench.fresh(), printedIn(bench.mails[0]).segment).open();
    expect([page.statusCode, titleOf(page)]).toEqual([410, 'This task has been withdrawn']);
    // The state that was woken could time out at the same moment; then its nudge says the same.
    expect(await nudged(task.taskId)).toMatchObject({ way: 'INTERRUPTED', signal: 'WITHDRAWN' });
  });

  test('that comes again under the same outside id is one', async () => {
    const row = await takenIn();
    await brought(row);
    await brought(await takenIn({ at: new Date(Date.now() + 5_000).toISOString() }));
    expect(await signalsOf()).toHaveLength(1);
    await brought(await takenIn({ outsideId: 'app#F-2' }));
    expect(await signalsOf()).toHaveLength(2);
  });

  test('that came while no task was open ends the next one before anybody is mailed', async () => {
    await brought(await takenIn());
    bench.pass(3_600_000);
    const prepared = TaskTurned.parse(await bench.fresh().prepare(turn()));
    expect(prepared).toMatchObject({ way: 'INTERRUPTED', signal: 'SUPPLEMENTED' });
    await bench.drain();
    expect(bench.mails).toEqual([]);
    expect(await bench.tasksOf(CASE)).toEqual([]);
    expect(await hold(prepared.taskId, 'token-1')).toEqual({ woken: false });
    expect(await nudged(prepared.taskId)).toMatchObject({ way: 'INTERRUPTED', signal: 'SUPPLEMENTED' });
  });

  test('that came between the opening of a task and its wait ends the wait at once', async () => {
    const { taskId } = await prepared(bench);
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'SIGNAL#S1',
      v: 1,
      signalId: 'S1',
      kind: 'WITHDRAWN',
      // Before the task was opened: what counts is that nobody has handled it.
      at: new Date(Date.now() - 60_000).toISOString(),
    });
    await hold(taskId, 'token-1');
    expect(bench.woken).toEqual([{ token: 'token-1', output: { way: 'INTERRUPTED', signal: 'WITHDRAWN' } }]);
    expect((await bench.task(taskId)).state).toBe('INTERRUPTED');
  });

  test('that was handled disturbs nobody any more', async () => {
    const row = await takenIn();
    await brought(row);
    const [signal] = await signalsOf();
    await bench.put('Cases', { ...signal, handledAt: new Date().toISOString() });
    const { taskId, state } = await prepared(bench);
    expect(state).toBe('OPEN');
    expect(await hold(taskId, 'token-1')).toEqual({ woken: false });
    bench.pass(60_000);
    await brought(row);
    expect((await bench.task(taskId)).state).toBe('OPEN');
  });

  test('of a withdrawal is told before new facts, whichever came first', async () => {
    await brought(await takenIn());
    bench.pass(1_000);
    await brought(await takenIn({ signal: 'WITHDRAWN', outsideId: 'app#W-1' }));
    expect(TaskTurned.parse(await bench.fresh().prepare(turn()))).toMatchObject({ signal: 'WITHDRAWN' });
  });

  test('does not end a takeover that stands there because its own step failed, but a later one does', async () => {
    await brought(await takenIn());
    bench.pass(1_000);
    const takeover = { form: 'takeover', clock: 'incident', of: ['operations'], step: 'Take over by hand' };
    const { taskId, state } = await prepared(bench, takeover);
    expect(state).toBe('OPEN');
    expect(await hold(taskId, 'token-1')).toEqual({ woken: false });
    expect((await nudged(taskId, takeover)).way).toBe('WAIT');
    bench.pass(1_000);
    await brought(await takenIn({ signal: 'WITHDRAWN', outsideId: 'app#W-1' }));
    expect(bench.woken).toEqual([{ token: 'token-1', output: { way: 'INTERRUPTED', signal: 'WITHDRAWN' } }]);
  });

  test('stays in the outbox until the index of tasks surely knows every task that was open', async () => {
    const row = await takenIn();
    expect(await brought(row)).toEqual({ sent: 0, pending: 1, failed: 0 });
    // A task that the index did not show at first.
    await bench.put('Tasks', { ...(await lateTask()) });
    bench.pass(61_000);
    await bench.fresh().sweep({});
    expect(bench.handedOver).toContainEqual({
      functionName: 'Steward-SignalCase',
      outboxIds: [row.outboxId],
    });
    await bench.drain();
    expect((await bench.task('T-LATE')).state).toBe('INTERRUPTED');
    expect((await bench.outbox()).find(({ kind }) => kind === 'signal')).toMatchObject({ state: 'SENT' });
  });

  test('of a case that is not there is given up, and not silently', async () => {
    const row = await takenIn({ caseId: 'K-NONE' });
    expect(await brought(row)).toEqual({ sent: 0, pending: 0, failed: 1 });
    expect((await bench.outbox())[0]).toMatchObject({ state: 'FAILED', fault: 'CaseUnknown' });
  });
});

async function lateTask() {
  const [signal] = await signalsOf();
  await bench.put('Cases', { ...signal, handledAt: new Date().toISOString() });
  const task = await prepared(bench);
  await bench.put('Cases', { ...signal });
  return { ...task, taskId: 'T-LATE' };
}

describe('R7 a signal and an answer that meet', () => {
  const meet = async (...order: [string, string]) => {
    const functions = bench.fresh();
    const { taskId } = await prepared(bench);
    await hold(taskId, 'token-1');
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(functions, segment);
    await browser.open();
    const row = await takenIn({ signal: 'WITHDRAWN' });
    bench.meet(...order);
    const [page] = await Promise.all([
      browser.submit({ ...ANSWER, code }),
      functions.signal({ outboxIds: [row.outboxId] }),
    ]);
    bench.livingTokens = new Set(['token-1']);
    await bench.drain(functions);
    return { told: titleOf(page), state: (await bench.task(taskId)).state, ...bench.woken[0]?.output };
  };

  test('the answer first: it counts, and the signal waits for the next task', async () => {
    expect(await meet('task.decided', 'task.interrupted')).toMatchObject({
      told: 'Your answer has been recorded',
      state: 'DECIDED',
      way: 'DECIDED',
    });
    bench.around = (_input, act) => act();
    const next = TaskTurned.parse(await bench.fresh().prepare(turn({ step: 'Propose' })));
    expect(next).toMatchObject({ way: 'INTERRUPTED', signal: 'WITHDRAWN' });
  });

  test('the signal first: the person is told what the workflow does', async () => {
    expect(await meet('task.interrupted', 'task.decided')).toEqual({
      told: 'This task has been withdrawn',
      state: 'INTERRUPTED',
      way: 'INTERRUPTED',
      signal: 'WITHDRAWN',
    });
    expect(bench.woken).toHaveLength(1);
  });

  test('a task that is passed up at that moment is interrupted all the same', async () => {
    const functions = bench.fresh();
    const { taskId, dueAt } = await prepared(bench);
    bench.setTime(dueAt);
    const row = await takenIn();
    bench.meet('task.escalated', 'task.interrupted');
    // The nudge that begins before the signal is written knows nothing of it.
    await Promise.all([
      functions.prepare(turn({ turn: 'nudge', taskId })),
      functions.signal({ outboxIds: [row.outboxId] }),
    ]);
    expect(await bench.task(taskId)).toMatchObject({ state: 'INTERRUPTED', generation: 2 });
  });
});

test('R5 a signal survives the death of its function at every call with an effect, before it and after it', async () => {
  const story = async (death?: Death) => {
    const { taskId } = await prepared(bench);
    await hold(taskId, 'token-1');
    const row = await takenIn();
    const run = await bench.run(bench.fresh().signal, { outboxIds: [row.outboxId] }, death);
    const { effects } = bench;
    await bench.bury();
    for (let minute = 0; minute < 5; minute++) {
      await bench.drain();
      bench.pass(61_000);
      await bench.fresh().sweep({});
    }
    await bench.drain();
    expect(await bench.task(taskId)).toMatchObject({ state: 'INTERRUPTED', signal: 'SUPPLEMENTED' });
    expect(bench.woken.map(({ output }) => output)).toEqual([{ way: 'INTERRUPTED', signal: 'SUPPLEMENTED' }]);
    expect((await bench.deeds(CASE)).map(({ act }) => act)).toEqual([
      'task.created',
      'case.signalled',
      'task.interrupted',
    ]);
    expect((await bench.outbox()).filter(({ state }) => state !== 'SENT')).toEqual([]);
    return { died: run.died, effects };
  };
  const { effects } = await story();
  expect(effects).toBeGreaterThanOrEqual(4);
  for (let at = 1; at <= effects; at++) {
    for (const when of ['before', 'after'] as const) {
      await bench.close();
      bench = new Bench();
      await furnish(bench);
      bench.livingTokens = new Set(['token-1']);
      expect((await story({ at, when })).died).toBe(true);
    }
  }
}, 60_000);
