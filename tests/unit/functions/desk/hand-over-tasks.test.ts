import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HandedOver } from '../../../../functions/desk/hand-over-tasks.ts';
import { handedOver, printed } from '../../../../functions/desk/leaver.ts';
import type { StaffProfile } from '../../../../shared/contracts/items.ts';
import { Bench, CASE, colleague, furnish, prepared, turn } from './bench.ts';

let bench: Bench;
let functions: ReturnType<Bench['fresh']>;

const people: readonly StaffProfile[] = [
  colleague('A1', { capacity: 20 }),
  colleague('A2', { capacity: 20, active: false }),
  colleague('A3', { capacity: 20, active: false }),
  colleague('RM1', { role: 'rm', capacity: 20, active: false }),
];

/** Seven tasks of the leaver, for the others come only afterwards. */
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench, { staff: people });
  functions = bench.fresh();
  for (let at = 0; at < 7; at++) await prepared(bench, { execution: `${turn().execution}-${at}` });
  for (const one of people) await bench.put('Staff', { ...one, active: true });
});
afterEach(() => bench.close());

const ask = async (request: object, context = {}) =>
  HandedOver.parse(await functions.handOver({ staffId: 'A1', ...request }, context));
const holders = async () =>
  new Map((await bench.tasksOf(CASE)).map(({ taskId, assigneeId }) => [taskId, assigneeId]));

describe('R260 T2 V8 a leaver', () => {
  test('is looked at first: a dry run names who would get what, and changes nothing', async () => {
    bench.calls.length = 0;
    const { tasks, left, dryRun } = await ask({ dryRun: true });
    expect([tasks.length, left, dryRun]).toEqual([7, 0, true]);
    expect(bench.calls.filter((call) => !/^(GetItem|BatchGetItem|Query)$/.test(call))).toEqual([]);
    expect(new Set((await holders()).values())).toEqual(new Set(['A1']));
    // What one gets counts when the next is given away: nobody gets all of it.
    const counts = Map.groupBy(tasks, ({ to }) => to);
    expect([...counts.keys()].sort()).toEqual(['A2', 'A3']);
    expect([...counts.values()].map((some) => some.length).sort()).toEqual([3, 4]);
  });

  test('hands over what the dry run said, to the same people, and gets nothing any more', async () => {
    const said = (await ask({ dryRun: true })).tasks.map(({ taskId, to }) => [taskId, to]);
    expect((await ask({})).tasks.map(({ taskId, to }) => [taskId, to])).toEqual(said);
    expect([...(await holders())].sort()).toEqual(said.toSorted());
    await bench.drain(functions);
    expect(bench.mails.filter(({ subject }) => /Passed on to you/.test(subject ?? ''))).toHaveLength(7);
    expect((await bench.deeds('A1')).map(({ act, actor }) => [act, actor])).toEqual([
      ['staff.left', 'hand-over-tasks'],
    ]);
    const moved = (await bench.deeds(CASE)).filter(({ act }) => act === 'task.moved');
    expect(moved).toHaveLength(7);
    expect(moved[0]?.facts).toMatchObject({ from: 'A1', way: 'LEFT' });
    expect((await prepared(bench, { execution: `${turn().execution}-9` })).assigneeId).not.toBe('A1');
  });

  test('is handed over to their substitute first', async () => {
    await bench.put('Staff', { ...people[0], active: true, substituteId: 'RM1' });
    const { tasks } = await ask({});
    expect(new Set(tasks.map(({ to }) => to))).toEqual(new Set(['RM1']));
    expect(tasks[0]?.why).toEqual(['moved-as-left:A1', 'substitute-of:A1']);
  });

  test('can be asked for again: nothing moves twice, and the record has it once', async () => {
    await ask({});
    const before = await bench.tasksOf(CASE);
    expect(await ask({})).toEqual({ staffId: 'A1', dryRun: false, tasks: [], left: 0 });
    expect(await bench.tasksOf(CASE)).toEqual(before);
    expect(await bench.deeds('A1')).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)(
    'goes on where a hand-over died %s any call with an effect',
    async (when) => {
      for (
        let at = 1;
        (await bench.run(bench.fresh().handOver, { staffId: 'A1' }, { at, when })).died;
        at += 3
      ) {
        await bench.bury();
      }
      functions = bench.fresh();
      expect((await bench.tasksOf(CASE)).map(({ generation }) => generation)).toEqual(Array(7).fill(2));
      expect([...(await holders()).values()]).not.toContain('A1');
      const mails = (await bench.outbox()).filter(
        (row) => row.kind === 'mail' && row.template === 'reassigned',
      );
      expect(mails).toHaveLength(7);
      expect(await bench.deeds('A1')).toHaveLength(1);
    },
  );

  test('is asked for in parts where the time is short, until nothing is left', async () => {
    let calls = 0;
    const writes = () => bench.calls.filter((call) => call === 'TransactWriteItems').length;
    // Time for two tasks a call, beside the word that the person has left.
    const short = () => {
      const before = writes();
      return { getRemainingTimeInMillis: () => (writes() - before < 3 ? 60_000 : 10_000) };
    };
    const tasks = await handedOver({ staffId: 'A1', dryRun: false }, (request) => {
      calls++;
      return ask(request, short());
    });
    expect([calls, tasks.length]).toEqual([4, 7]);
    expect([...(await holders()).values()]).not.toContain('A1');
  });

  test('keeps what nobody suitable is left for, and it is said', async () => {
    for (const one of people.slice(1)) await bench.put('Staff', { ...one, active: false });
    const { tasks } = await ask({});
    expect(tasks.map(({ to }) => to)).toEqual(Array(7).fill(undefined));
    expect(new Set((await holders()).values())).toEqual(new Set(['A1']));
    const words = printed('A1', false, tasks);
    expect(words.split('\n')[0]).toBe('7 open tasks of A1: 0 went to others, 7 stay');
    expect(words).toContain('-- nobody suitable');
  });

  test('whom nobody knows is an error with that name', async () => {
    await expect(functions.handOver({ staffId: 'S404' })).rejects.toThrow(/S404/);
  });
});

test('the command says what would happen in the words of a dry run, and ends though nothing new comes', async () => {
  const task = { taskId: 'T1', caseId: 'K1', form: 'handling', to: 'A2', why: ['least-busy'] };
  expect(printed('A1', true, [task])).toBe(
    '1 open task of A1: 1 would go to others, 0 would stay\n  T1  K1  handling          -> A2  least-busy',
  );
  let calls = 0;
  const tasks = await handedOver({ staffId: 'A1', dryRun: true }, async () => {
    calls++;
    return { tasks: [task], left: 3 };
  });
  expect([calls, tasks]).toEqual([2, [task]]);
});
