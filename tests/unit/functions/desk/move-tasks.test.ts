import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffAbsence, StaffProfile, TaskRow } from '../../../../shared/contracts/items.ts';
import { type Escalation, escalation1 } from '../../../../shared/policy/escalation.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  colleague,
  furnish,
  prepared,
  printedIn,
  staff,
  titleOf,
  turn,
} from './bench.ts';

let bench: Bench;
let functions: ReturnType<Bench['fresh']>;

const people: readonly StaffProfile[] = [...staff, colleague('A3')];

/** A bench with other staff than that of most tests. */
async function bankOf(its: readonly StaffProfile[]): Promise<void> {
  await bench.close();
  bench = new Bench();
  await furnish(bench, { staff: its });
  functions = bench.fresh();
}

beforeEach(async () => {
  bench = new Bench();
  await furnish(bench, { staff: people });
  functions = bench.fresh();
});
afterEach(() => bench.close());

const TODAY = '2026-03-02';
const away = (staffId: string, its: Partial<StaffAbsence> = {}) =>
  bench.put('Staff', {
    staffId,
    sk: `ABSENCE#${its.from ?? TODAY}`,
    v: 1,
    from: TODAY,
    until: '2026-03-06',
    ...its,
  });
const changed = (staffId: string) => ({
  'detail-type': 'staff.absence-changed',
  detail: { facts: { staffId } },
});
const hear = (staffId: string) => functions.move(changed(staffId));

/** Several tasks of one case, each of an execution of its own. */
async function tasksOf(count: number, from = 0): Promise<TaskRow[]> {
  const tasks: TaskRow[] = [];
  for (let at = from; at < from + count; at++) {
    tasks.push(await prepared(bench, { execution: `${turn().execution}-${at}` }));
  }
  return tasks;
}

const openOf = async (staffId: string) =>
  (await bench.tasksOf(CASE)).filter(({ state, assigneeId }) => state === 'OPEN' && assigneeId === staffId);

/** Puts a version of the policy in force that differs. */
async function policy(pack: Escalation): Promise<void> {
  const row = { name: 'escalation', v: 1, version: 2 };
  await bench.put('Policies', { ...row, sk: 'V#000002', pack: JSON.stringify(pack) });
  await bench.put('Policies', { ...row, sk: 'LIVE' });
  functions = bench.fresh();
}

describe('R260 T2 tasks of somebody who is away', () => {
  test('move at once to whoever stands in: mailed, on record, told, and with a link of their own', async () => {
    const task = await prepared(bench);
    const first = printedIn(bench.mails.at(-1));
    await bench.drain(functions);
    await away(task.assigneeId, { substituteId: 'RM1' });
    bench.events.length = 0;
    expect(await hear(task.assigneeId)).toEqual({ moved: 1, givenBack: 0 });
    await bench.drain(functions);
    expect(await bench.task(task.taskId)).toMatchObject({
      assigneeId: 'RM1',
      openFor: 'RM1',
      level: task.level,
      generation: 2,
      heldBy: [task.assigneeId],
      dueAt: task.dueAt,
      passed: [{ by: task.assigneeId, to: 'RM1', way: 'ABSENT', generation: 1 }],
      why: [`moved-as-absent:${task.assigneeId}`, `substitute-of:${task.assigneeId}`],
    });
    expect(bench.mails.at(-1)?.to).toEqual(['rm1@bank.example']);
    expect(bench.mails.at(-1)?.text).toMatch(/原负责人不在岗[\s\S]*请于 .+ 前开始处理/);
    expect(bench.events.map(({ DetailType }) => DetailType)).toEqual(['task.reassigned']);
    expect((await bench.deeds(CASE)).at(-1)).toMatchObject({
      act: 'task.moved',
      actor: 'move-tasks',
      facts: { from: task.assigneeId, to: 'RM1', way: 'ABSENT' },
    });
    // The old link says who has it now, and the new one is answered like any other.
    const page = await new Browser(functions, first.segment).open();
    expect([page.statusCode, titleOf(page)]).toEqual([410, 'This task has been passed on']);
    expect(page.body).toContain('Person RM1');
    const theirs = printedIn(bench.mails.at(-1));
    const next = new Browser(functions, theirs.segment);
    await next.open();
    expect((await next.submit({ ...ANSWER, code: theirs.code })).statusCode).toBe(200);
    expect(await bench.task(task.taskId)).toMatchObject({ state: 'DECIDED', decidedBy: 'RM1' });
  });

  test('go along the chain of substitutes, and never in a circle', async () => {
    const task = await prepared(bench);
    const { assigneeId } = task;
    const [second = '', third = ''] = ['A1', 'A2', 'A3'].filter((id) => id !== assigneeId);
    await away(assigneeId, { substituteId: second });
    await away(second, { substituteId: third });
    await hear(assigneeId);
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: third, generation: 2 });
    await away(third, { substituteId: assigneeId });
    await hear(third);
    // All three are away and name each other: somebody else has it.
    const row = await bench.task(task.taskId);
    expect([assigneeId, second, third]).not.toContain(row.assigneeId);
    expect(row).toMatchObject({ state: 'OPEN', generation: 3, heldBy: [assigneeId, third] });
  });

  test.each([
    ['a level below', 'A1'],
    ['a role that has no place there', 'N1'],
    ['another line', 'H2'],
  ])('S5 T2 do not go to whom an absence names, with %s', async (_, named) => {
    await bankOf([
      ...people,
      colleague('N1', { role: 'analyst', level: 3 }),
      colleague('H2', { role: 'line-head', level: 3, lines: ['corporate'] }),
    ]);
    const task = await prepared(bench, { form: 'approval', clock: 'approval', level: 3 });
    expect(task).toMatchObject({ assigneeId: 'H1', level: 3 });
    await away('H1', { substituteId: named });
    expect(await hear('H1')).toEqual({ moved: 1, givenBack: 0 });
    const row = await bench.task(task.taskId);
    expect(row).toMatchObject({ assigneeId: 'G1', level: 4 });
  });

  test('S5 T2 are not first given to whom an absence names without their having the right', async () => {
    await away('H1', { substituteId: 'A1' });
    const task = await prepared(bench, { form: 'approval', clock: 'approval', level: 3 });
    expect(task).toMatchObject({ assigneeId: 'G1', level: 4 });
    expect(task.why).toContain('unfit:A1');
  });

  test('T2 go to a superior whom an absence names', async () => {
    const task = await prepared(bench);
    await away(task.assigneeId, { substituteId: 'H1' });
    await hear(task.assigneeId);
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: 'H1', level: task.level });
  });

  test('pass over a substitute who must not act on the case', async () => {
    const task = await prepared(bench, { recuse: ['recused'], case: { ...turn().case, recused: ['RM1'] } });
    await away(task.assigneeId, { substituteId: 'RM1' });
    expect(await hear(task.assigneeId)).toEqual({ moved: 1, givenBack: 0 });
    expect((await bench.task(task.taskId)).assigneeId).not.toBe('RM1');
  });

  test('stay where nobody else is left, and are tried again by the sweep', async () => {
    await bankOf([colleague('A1')]);
    const task = await prepared(bench);
    await away('A1');
    expect(await hear('A1')).toEqual({ moved: 0, givenBack: 0 });
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: 'A1', generation: 1, state: 'OPEN' });
    await bench.put('Staff', colleague('A2'));
    expect(await functions.sweep({})).toMatchObject({ moved: 1 });
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: 'A2', generation: 2 });
  });

  test('wait for the day on which an absence begins, where the person works', async () => {
    const task = await prepared(bench);
    await away(task.assigneeId, { from: '2026-03-03' });
    expect(await hear(task.assigneeId)).toEqual({ moved: 0, givenBack: 0 });
    bench.setTime('2026-03-02T15:59:00.000Z');
    expect(await functions.sweep({})).toMatchObject({ moved: 0 });
    bench.setTime('2026-03-02T16:01:00.000Z');
    expect(await functions.sweep({})).toMatchObject({ moved: 1 });
    expect((await bench.task(task.taskId)).assigneeId).not.toBe(task.assigneeId);
  });

  test('stay with somebody whose absence was taken back, and with everybody else', async () => {
    const task = await prepared(bench);
    const before = await bench.task(task.taskId);
    await away(task.assigneeId, { cancelled: true });
    expect(await hear(task.assigneeId)).toEqual({ moved: 0, givenBack: 0 });
    expect(await hear('S404')).toEqual({ moved: 0, givenBack: 0 });
    expect(await functions.sweep({})).toMatchObject({ moved: 0 });
    expect(await bench.task(task.taskId)).toEqual(before);
  });

  test.each(['before', 'after'] as const)(
    'move once, however often it is told, and whatever dies %s a call with an effect',
    async (when) => {
      await bankOf([colleague('A1'), colleague('RM1', { role: 'rm' })]);
      const [{ assigneeId } = { assigneeId: '' }] = await tasksOf(3);
      const held = await openOf(assigneeId);
      expect(held.length).toBeGreaterThan(0);
      await away(assigneeId);
      for (let at = 1; (await bench.run(bench.fresh().move, changed(assigneeId), { at, when })).died; at++) {
        await bench.bury();
      }
      functions = bench.fresh();
      bench.pass(120_000);
      await functions.sweep({});
      await bench.drain(functions);
      expect(await openOf(assigneeId)).toEqual([]);
      for (const { taskId } of held) {
        expect((await bench.task(taskId)).generation).toBe(2);
        const mails = (await bench.outbox()).filter(
          (one) => one.kind === 'mail' && one.template === 'reassigned' && one.taskId === taskId,
        );
        expect(mails.map(({ state }) => state)).toEqual(['SENT']);
      }
    },
  );

  test('are left alone that were answered at the same moment', async () => {
    const task = await prepared(bench);
    const { segment, code } = printedIn(bench.mails.at(-1));
    const browser = new Browser(functions, segment);
    await browser.open();
    await away(task.assigneeId);
    bench.meet('task.decided', 'task.moved');
    const [answered, moved] = await Promise.all([browser.submit({ ...ANSWER, code }), hear(task.assigneeId)]);
    expect([answered.statusCode, moved]).toEqual([200, { moved: 0, givenBack: 0 }]);
    expect(await bench.task(task.taskId)).toMatchObject({ state: 'DECIDED', generation: 1 });
  });
});

test('R260 S5 tasks of who is delivered as having left move at once; of who works here none does', async () => {
  const task = await prepared(bench);
  const left = { ...changed(task.assigneeId), 'detail-type': 'staff.left' };
  expect(await functions.move(left)).toEqual({ moved: 0, givenBack: 0 });
  const profile = people.find(({ staffId }) => staffId === task.assigneeId);
  await bench.put('Staff', { ...profile, active: false });
  expect(await functions.move(left)).toEqual({ moved: 1, givenBack: 0 });
  const row = await bench.task(task.taskId);
  expect(row).toMatchObject({ generation: 2, passed: [{ by: task.assigneeId, way: 'LEFT' }] });
  expect(row.why[0]).toBe(`moved-as-left:${task.assigneeId}`);
});

describe('R260 T2 an absence that is taken back', () => {
  test('brings back what nobody has begun with, and leaves the rest with who has', async () => {
    await bankOf([colleague('A1'), colleague('RM1', { role: 'rm' })]);
    const tasks = await tasksOf(3);
    for (const task of tasks) expect(task.assigneeId).toBe('A1');
    await away('A1');
    expect(await hear('A1')).toEqual({ moved: 3, givenBack: 0 });
    await bench.drain(functions);
    const { segment, code } = printedIn(bench.mails.at(-1));
    const browser = new Browser(functions, segment);
    await browser.open();
    await functions.draft(browser.eventBelow('draft', { reason: 'Soon', code }));
    await away('A1', { cancelled: true });
    expect(await hear('A1')).toEqual({ moved: 0, givenBack: 2 });
    await bench.drain(functions);
    expect((await openOf('RM1')).map(({ draft }) => draft?.by)).toEqual(['RM1']);
    const back = await openOf('A1');
    expect(back).toMatchObject([
      { generation: 3, heldBy: ['A1', 'RM1'], passed: [{ way: 'ABSENT' }, { way: 'BACK', to: 'A1' }] },
      { generation: 3, heldBy: ['A1', 'RM1'], passed: [{ way: 'ABSENT' }, { way: 'BACK', to: 'A1' }] },
    ]);
    expect(bench.mails.at(-1)?.text).toContain('you are back, and they had not begun');
    // The link of the time before says that they have it by another mail; the newest one opens it.
    const theirs = new Browser(functions, printedIn(bench.mails.at(-1)).segment);
    expect((await theirs.open()).statusCode).toBe(200);
    expect(await hear('A1')).toEqual({ moved: 0, givenBack: 0 });
  });

  test('brings nothing back that came to the substitute in another way, nor to somebody who has left', async () => {
    const task = await prepared(bench);
    await away(task.assigneeId, { substituteId: 'RM1' });
    await hear(task.assigneeId);
    await away('RM1', { substituteId: 'E1' });
    await hear('RM1');
    await away(task.assigneeId, { cancelled: true });
    expect(await hear(task.assigneeId)).toEqual({ moved: 0, givenBack: 0 });
    await bench.put('Staff', { ...colleague('RM1', { role: 'rm' }), active: false });
    await away('RM1', { cancelled: true });
    expect(await hear('RM1')).toEqual({ moved: 0, givenBack: 0 });
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: 'E1', generation: 3 });
  });
});

describe('R260 T2 a task that was given on', () => {
  /** A task that moved from an absent person to another one. */
  async function given(): Promise<TaskRow> {
    const task = await prepared(bench);
    await away(task.assigneeId);
    await hear(task.assigneeId);
    await bench.drain(functions);
    return bench.task(task.taskId);
  }

  test('goes on from somebody who never begins, once the share of the time is over that policy gives', async () => {
    const task = await given();
    const { returnAt = '' } = task;
    // After the first reminder, at half the time, and before the next one, at three quarters.
    expect(returnAt > task.checkpointAt && returnAt < task.dueAt).toBe(true);
    expect(bench.mails.at(-1)?.text).toMatch(/Please begin by \S/);
    bench.setTime(Date.parse(returnAt) - 1_000);
    expect(await functions.sweep({})).toMatchObject({ returned: 0 });
    bench.setTime(returnAt);
    expect(await functions.sweep({})).toMatchObject({ returned: 1 });
    await bench.drain(functions);
    const row = await bench.task(task.taskId);
    expect(row).toMatchObject({ generation: 3, heldBy: [...task.heldBy, task.assigneeId] });
    expect(row.why[0]).toBe(`returned-unopened-by:${task.assigneeId}`);
    expect(row.passed?.at(-1)).toMatchObject({ way: 'UNOPENED', by: task.assigneeId });
    expect(bench.mails.at(-1)?.text).toContain('they had not begun in time');
    expect((await bench.deeds(CASE)).at(-1)).toMatchObject({ act: 'task.returned', actor: 'sweep' });
  });

  test.each(['keeps a draft', 'asks for the data of the customer', 'types a wrong code'])(
    'stays with somebody who %s',
    async (sign) => {
      const task = await given();
      const { segment, code } = printedIn(bench.mails.at(-1));
      const browser = new Browser(functions, segment);
      await browser.open();
      // To look at a page is no sign of anybody: mail scanners do so as well.
      expect(await bench.task(task.taskId)).toEqual(task);
      if (sign === 'keeps a draft')
        await functions.draft(browser.eventBelow('draft', { reason: 'Soon', code }));
      if (sign === 'asks for the data of the customer')
        await functions.reveal(browser.eventBelow('reveal', { purpose: 'CALL', part: '1', code }));
      if (sign === 'types a wrong code')
        await browser.submit({ ...ANSWER, code: code === '000000' ? '000001' : '000000' });
      const row = await bench.task(task.taskId);
      expect([row.returnAt, row.returns]).toEqual([undefined, undefined]);
      bench.setTime(task.returnAt ?? '');
      expect(await functions.sweep({})).toMatchObject({ returned: 0 });
      expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: task.assigneeId, generation: 2 });
    },
  );

  test.each(['the sweep', 'an absence that is taken back'])(
    'stays with somebody who begins while %s moves it',
    async (mover) => {
      const task = await given();
      const former = task.heldBy[0] ?? '';
      const { segment, code } = printedIn(bench.mails.at(-1));
      const browser = new Browser(functions, segment);
      await browser.open();
      if (mover === 'the sweep') bench.setTime(task.returnAt ?? '');
      else await away(former, { cancelled: true });
      bench.around = async (input, act) => {
        if (/"task\.(returned|moved)"/.test(JSON.stringify(input))) {
          bench.around = (_input, go) => go();
          await bench.fresh().draft(browser.eventBelow('draft', { reason: 'Soon', code }));
        }
        return act();
      };
      if (mover === 'the sweep') expect(await functions.sweep({})).toMatchObject({ returned: 0 });
      else expect(await hear(former)).toEqual({ moved: 0, givenBack: 0 });
      const row = await bench.task(task.taskId);
      expect(row).toMatchObject({ assigneeId: task.assigneeId, generation: 2, draft: expect.anything() });
    },
  );

  test('stays where nobody else is left, and is looked at no more', async () => {
    await bankOf([colleague('A1'), colleague('A2')]);
    const task = await given();
    bench.setTime(task.returnAt ?? '');
    expect(await functions.sweep({})).toMatchObject({ returned: 0 });
    const row = await bench.task(task.taskId);
    expect(row).toMatchObject({ state: 'OPEN', assigneeId: task.assigneeId });
    expect(row.returns).toBeUndefined();
  });

  test('has no such time once it has climbed, nor where policy gives none', async () => {
    const task = await given();
    bench.setTime(task.dueAt);
    await functions.prepare(turn({ turn: 'nudge', taskId: task.taskId }));
    const climbed = await bench.task(task.taskId);
    expect(climbed.level).toBeGreaterThan(task.level);
    expect([climbed.returnAt, climbed.returns]).toEqual([undefined, undefined]);
    await bankOf(people);
    const { returnAfter: _, ...never } = escalation1;
    await policy(never);
    const other = await given();
    expect([other.generation, other.returnAt]).toEqual([2, undefined]);
  });

  test('is also one whose first holder stands in for somebody who is away already, and no other first one', async () => {
    await bankOf([colleague('A1', { substituteId: 'B1' }), colleague('B1', { role: 'expert', level: 2 })]);
    await away('A1');
    expect(await prepared(bench)).toMatchObject({
      assigneeId: 'B1',
      generation: 1,
      returnAt: expect.any(String),
    });
    await bankOf(people);
    expect((await prepared(bench)).returnAt).toBeUndefined();
  });
});

describe('R003 R260 V8 capacity', () => {
  const roomy = { capacity: 50 };
  const expert = colleague('E1', { role: 'expert', level: 2, ...roomy });

  test('of a day: who has enough due on that day is passed over, and it is said', async () => {
    await bankOf([colleague('A1', roomy), expert]);
    await policy({ ...escalation1, tasksPerDay: 1 });
    const [first, second] = await tasksOf(2);
    expect(first?.assigneeId).toBe('A1');
    expect(second).toMatchObject({ assigneeId: 'E1', why: expect.arrayContaining(['full-that-day:A1']) });
  });

  test('of a day: visits that are planned for it count as well', async () => {
    await bankOf([colleague('A1', roomy), expert]);
    await policy({ ...escalation1, tasksPerDay: 3 });
    const [task] = await tasksOf(1);
    const day = task?.dueAt.slice(0, 10) ?? '';
    expect(day > TODAY).toBe(true);
    await bench.put('Staff', { staffId: 'A1', sk: `LOAD#${day}`, v: 1, day, visits: 2 });
    expect((await tasksOf(1, 1))[0]).toMatchObject({
      assigneeId: 'E1',
      why: expect.arrayContaining(['full-that-day:A1']),
    });
  });

  test('leaves no task with nobody: where everybody is full the least busy gets it, and it is said', async () => {
    await bankOf([colleague('A1', { capacity: 2 }), colleague('A2', { capacity: 1 })]);
    const beyond = (await tasksOf(4)).at(-1);
    expect(beyond).toMatchObject({ state: 'OPEN', level: 1, assigneeId: 'A2' });
    expect(beyond?.why).toEqual(expect.arrayContaining(['beyond-capacity', 'full:A1', 'full:A2']));
    await bankOf([colleague('A1', roomy)]);
    await policy({ ...escalation1, tasksPerDay: 1 });
    const [, second] = await tasksOf(2);
    expect(second).toMatchObject({
      assigneeId: 'A1',
      why: expect.arrayContaining(['beyond-capacity', 'full-that-day:A1']),
    });
  });
});
