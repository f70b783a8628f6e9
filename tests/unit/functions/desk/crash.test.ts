import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TaskTurned } from '../../../../shared/contracts/steps.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  colleague,
  type Death,
  EXECUTION,
  furnish,
  printedIn,
  type Run,
  titleOf,
  turn,
} from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
});
afterEach(() => bench.close());

/** Which of the calls of a story dies, and where; counted over the whole story. */
interface Plan {
  readonly step: number;
  readonly death: Death;
}

/** Runs a function as its caller does: Step Functions and Lambda try again after a death, a person clicks again. */
async function surviving<T>(run: (death?: Death) => Promise<Run<T>>, death: Death | undefined): Promise<T> {
  const first = await run(death);
  if (!first.died) return first.answer;
  const second = await run();
  if (second.died) throw new Error('It was to die once only.');
  return second.answer;
}

/** The steps of one task's life, each with the functions of a fresh process; gives how often each one had an effect. */
async function story(plan?: Plan): Promise<{ effects: number[]; taskId: string }> {
  const effects: number[] = [];
  const deathAt = (): Death | undefined => (plan?.step === effects.length ? plan.death : undefined);
  const play = async <T>(
    handler: (functions: ReturnType<Bench['fresh']>) => Parameters<Bench['run']>,
  ): Promise<T> => {
    let counted = 0;
    const answer = await surviving<T>(async (death) => {
      const [work, event] = handler(bench.fresh());
      const run = await bench.run<T>(work, event, death);
      counted = Math.max(counted, bench.effects);
      return run;
    }, deathAt());
    effects.push(counted);
    return answer;
  };
  /** Lambda hands an asynchronous event to its function, and again if the process died. */
  const drain = async () => {
    for (let next = bench.handedOver.shift(); next; next = bench.handedOver.shift()) {
      const { functionName, outboxIds } = next;
      await play((functions) => [bench.named(functionName, functions), { outboxIds }]);
    }
  };
  const sweepUp = async () => {
    bench.pass(5 * 60_000);
    await play(({ sweep }) => [sweep, {}]);
    await drain();
  };

  const { taskId } = TaskTurned.parse(await play(({ prepare }) => [prepare, turn()]));
  await drain();
  await sweepUp();
  let token = 0;
  // A retry of the waiting state comes with a new token; the old one is void.
  await play(({ hold }) => {
    token++;
    bench.livingTokens = new Set([`token-${token}`]);
    return [hold, { v: 1, taskId, caseId: CASE, execution: EXECUTION, token: `token-${token}` }];
  });
  const { checkpointAt } = await bench.task(taskId);
  bench.setTime(checkpointAt);
  await play(({ prepare }) => [prepare, turn({ turn: 'nudge', taskId })]);
  await drain();
  await sweepUp();
  const { segment, code } = printedIn(bench.mails.at(-1));
  const browser = new Browser(bench.fresh(), segment);
  await browser.open();
  const receipt = await play<Awaited<ReturnType<Browser['open']>>>(({ answer }) => [
    answer,
    browser.event({ ...ANSWER, code }),
  ]);
  expect(titleOf(receipt)).toBe('Your answer has been recorded');
  await drain();
  await sweepUp();
  return { effects, taskId };
}

/** What must be true of a story that has come to its end, however often it was cut. */
async function holds(taskId: string): Promise<void> {
  const task = await bench.task(taskId);
  expect(task).toMatchObject({
    state: 'DECIDED',
    generation: 1,
    remindersSent: 1,
    decision: { outcome: 'RESOLVED_UPHELD' },
  });
  expect(await bench.tasksOf(CASE)).toHaveLength(1);
  expect((await bench.deeds(CASE)).map(({ act }) => act)).toEqual([
    'task.created',
    'task.reminded',
    'task.decided',
  ]);
  expect((await bench.outbox()).map(({ state }) => state)).toEqual(Array(3).fill('SENT'));
  // One link and one code, in however many mails.
  expect(new Set(bench.mails.map((mail) => printedIn(mail).segment)).size).toBe(1);
  expect(new Set(bench.mails.map((mail) => printedIn(mail).code)).size).toBe(1);
  expect(
    new Set(
      bench.mails.map(
        ({ headers }) => headers.find(({ name }) => name.toLowerCase() === 'message-id')?.value,
      ),
    ).size,
  ).toBe(2);
  // Each event under one id, however often it was put.
  const events = new Map(
    bench.events.map(({ DetailType, Detail }) => [JSON.parse(Detail ?? '').id, DetailType]),
  );
  expect([...events.values()].sort()).toEqual(['task.created', 'task.decided', 'task.reminded']);
  expect(bench.woken.map(({ output }) => output)).toEqual([
    { way: 'DECIDED', decision: { outcome: 'RESOLVED_UPHELD' }, by: task.assigneeId },
  ]);
}

test('R5 a task survives the death of its functions at every call with an effect, before it and after it', async () => {
  const { effects, taskId } = await story();
  await holds(taskId);
  expect(bench.mails).toHaveLength(2);
  const plans = effects.flatMap((count, step) =>
    Array.from({ length: count }, (_, at) => at + 1).flatMap((at) =>
      (['before', 'after'] as const).map((when): Plan => ({ step, death: { at, when } })),
    ),
  );
  expect(plans.length).toBeGreaterThan(30);
  let mailedTwice = 0;
  for (const plan of plans) {
    await bench.close();
    bench = new Bench();
    await furnish(bench);
    const cut = await story(plan);
    await holds(cut.taskId).catch((error: unknown) => {
      throw new Error(`After ${JSON.stringify(plan)}`, { cause: error });
    });
    if (bench.mails.length > 2) mailedTwice++;
  }
  // Only a death between SES and the mark in the outbox may mail twice: two mails, one call each.
  expect(mailedTwice).toBeLessThanOrEqual(4);
}, 120_000);

test('R6 a state whose token was bound and whose function then failed binds its new token to the same task', async () => {
  const functions = bench.fresh();
  const { taskId } = TaskTurned.parse(await functions.prepare(turn()));
  await bench.drain(functions);
  const hold = (token: string) => ({ v: 1, taskId, caseId: CASE, execution: EXECUTION, token });
  const first = await bench.run(functions.hold, hold('token-1'), { at: 1, when: 'after' });
  expect(first.died).toBe(true);
  bench.livingTokens = new Set(['token-2']);
  await bench.fresh().hold(hold('token-2'));
  expect(bench.mails).toHaveLength(1);
  const { segment, code } = printedIn(bench.mails[0]);
  const browser = new Browser(functions, segment);
  await browser.open();
  await browser.submit({ ...ANSWER, code });
  await bench.drain(functions);
  expect(bench.woken.map(({ token }) => token)).toEqual(['token-2']);
});

test('an answer that was given before the state waited is handed over as soon as it waits', async () => {
  const functions = bench.fresh();
  const { taskId } = TaskTurned.parse(await functions.prepare(turn()));
  await bench.drain(functions);
  const { segment, code } = printedIn(bench.mails[0]);
  const browser = new Browser(functions, segment);
  await browser.open();
  await browser.submit({ ...ANSWER, code });
  await bench.drain(functions);
  expect(bench.woken).toEqual([]);
  expect(
    await functions.hold({ v: 1, taskId, caseId: CASE, execution: EXECUTION, token: 'token-1' }),
  ).toEqual({ woken: true });
  const { assigneeId } = await bench.task(taskId);
  expect(bench.woken).toEqual([
    {
      token: 'token-1',
      output: { way: 'DECIDED', decision: { outcome: 'RESOLVED_UPHELD' }, by: assigneeId },
    },
  ]);
});

const bosses = [colleague('G1', { role: 'gm', level: 4 })];

describe.each([
  {
    act: 'task.reminded',
    at: 'checkpointAt',
    people: undefined,
    told: 'Your answer has been recorded',
    way: 'DECIDED',
  },
  {
    act: 'task.escalated',
    at: 'dueAt',
    people: undefined,
    told: 'This task has been passed on',
    way: 'WAIT',
  },
  {
    act: 'task.expired',
    at: 'dueAt',
    people: bosses,
    told: 'The time for this task is over',
    way: 'EXHAUSTED',
  },
] as const)(
  'R7 an answer and a time-out that meet, the row then being $act',
  ({ act, at, people, told, way }) => {
    const meet = async (order: readonly [string, string]) => {
      await bench.close();
      bench = new Bench();
      await furnish(bench, people && { staff: people });
      const functions = bench.fresh();
      const { taskId } = TaskTurned.parse(await functions.prepare(turn()));
      await bench.drain();
      const { segment, code } = printedIn(bench.mails[0]);
      const browser = new Browser(functions, segment);
      await browser.open();
      bench.setTime((await bench.task(taskId))[at]);
      bench.meet(...order);
      const [page, nudged] = await Promise.all([
        browser.submit({ ...ANSWER, code }),
        functions.prepare(turn({ turn: 'nudge', taskId })),
      ]);
      const acts = (await bench.deeds(CASE)).map((deed) => deed.act).slice(1);
      return { told: titleOf(page), way: TaskTurned.parse(nudged).way, acts, ...(await bench.task(taskId)) };
    };

    test('the answer first: it counts, and the workflow goes on with it', async () => {
      const met = await meet(['task.decided', act]);
      expect(met).toMatchObject({
        told: 'Your answer has been recorded',
        way: 'DECIDED',
        state: 'DECIDED',
        acts: ['task.decided'],
      });
    });

    test('the time-out first: the person is told what the workflow does', async () => {
      const met = await meet([act, 'task.decided']);
      const counts = act === 'task.reminded';
      expect(met.told).toBe(told);
      expect(met.state).toBe(
        { 'task.reminded': 'DECIDED', 'task.escalated': 'OPEN', 'task.expired': 'EXPIRED' }[act],
      );
      expect(met.acts).toEqual(counts ? [act, 'task.decided'] : [act]);
      // A reminder that is through leaves the task open; whether the nudge still saw it so is all the same.
      if (!counts) expect(met.way).toBe(way);
    });
  },
);

test('a nudge that comes late reminds once, and one that comes twice changes nothing', async () => {
  const functions = bench.fresh();
  const { taskId } = TaskTurned.parse(await functions.prepare(turn()));
  await bench.drain(functions);
  const { dueAt } = await bench.task(taskId);
  bench.setTime(Date.parse(dueAt) - 60_000);
  const nudge = turn({ turn: 'nudge', taskId });
  expect(TaskTurned.parse(await functions.prepare(nudge))).toMatchObject({ way: 'WAIT', waitSeconds: 60 });
  expect(TaskTurned.parse(await functions.prepare(nudge))).toMatchObject({ way: 'WAIT', waitSeconds: 60 });
  await bench.drain(functions);
  expect(bench.mails).toHaveLength(2);
  expect((await bench.deeds(CASE)).map(({ act }) => act)).toEqual(['task.created', 'task.reminded']);
});
