import { describe, expect, test } from 'vitest';
import { statutoryOf, timersOf } from '../../../../../functions/watch/rules/timers.ts';
import { TaskRow } from '../../../../../shared/contracts/items.ts';
import { workingTime1 } from '../../../../../shared/policy/calendar.ts';
import { escalation1 } from '../../../../../shared/policy/escalation.ts';
import { checkpointsOf, nextCheckpoint, timeOfHolder } from '../../../../../shared/policy/ladder.ts';
import { task as row } from '../rows.ts';

/** Monday, 9:30 in Shanghai. */
const MONDAY = '2026-03-02T01:30:00.000Z';
const clocked = { minutes: 480, escalation: escalation1, calendar: workingTime1 };
const [first, , , due] = checkpointsOf(MONDAY, timeOfHolder({ level: 2, generation: 1 }, clocked));

/** A task of a working day, given on Monday morning to somebody on level 2. */
const task = (fields: Record<string, unknown> = {}) =>
  TaskRow.parse(
    row({
      openFor: 'S1',
      openShard: 'O#1',
      state: 'OPEN',
      level: 2,
      assignedAt: MONDAY,
      checkpointAt: first,
      dueAt: due,
      ...fields,
    }),
  );
const ahead = (fields: Record<string, unknown> = {}, now = MONDAY) =>
  timersOf(task(fields), { now, clocked, mustBy: false });

describe('R222 if nobody acts, a task', () => {
  test('reminds three times, climbs to level 3 and 4 with less time each, and is exhausted at the end', () => {
    expect(ahead().map(({ at, what, nth, level }) => [at, what, nth ?? level])).toEqual([
      ['2026-03-02T05:30:00.000Z', 'remind', 1],
      ['2026-03-02T07:30:00.000Z', 'remind', 2],
      ['2026-03-02T08:42:00.000Z', 'remind', 3],
      ['2026-03-03T01:30:00.000Z', 'climb', 3],
      ['2026-03-03T02:30:00.000Z', 'remind', 1],
      ['2026-03-03T03:00:00.000Z', 'remind', 2],
      ['2026-03-03T03:18:00.000Z', 'remind', 3],
      ['2026-03-03T03:30:00.000Z', 'climb', 4],
      ['2026-03-03T04:30:00.000Z', 'remind', 1],
      ['2026-03-03T05:00:00.000Z', 'remind', 2],
      ['2026-03-03T05:18:00.000Z', 'remind', 3],
      ['2026-03-03T05:30:00.000Z', 'exhaust', undefined],
    ]);
  });

  test('does, in truth, what is told: the turns of the ladder at those moments are those', () => {
    let standing = { ...task() };
    for (const { at, what } of ahead()) {
      expect(nextCheckpoint(standing, timeOfHolder(standing, clocked), 20, at).kind).toBe(what);
      const turn = nextCheckpoint(standing, timeOfHolder(standing, clocked), 20, at);
      if (turn.kind === 'remind') standing = { ...standing, checkpointAt: turn.checkpointAt };
      if (turn.kind !== 'climb') continue;
      standing = { ...standing, level: (standing.level + 1) as 3, generation: 2, assignedAt: at };
      const [checkpointAt = '', ...rest] = checkpointsOf(at, timeOfHolder(standing, clocked));
      standing = { ...standing, checkpointAt, dueAt: rest.at(-1) ?? '' };
    }
  });

  test('that is overdue climbs at the next look, and what follows counts from there', () => {
    const now = '2026-03-03T02:00:00.000Z';
    const [next, after] = ahead({}, now);
    expect(next).toMatchObject({ at: now, what: 'climb', level: 3 });
    expect(after).toMatchObject({ at: '2026-03-03T03:00:00.000Z', what: 'remind' });
  });

  test('goes no further than so many rounds', () => {
    expect(ahead({ rounds: 19 }).map(({ what }) => what)).toEqual(['remind', 'exhaust']);
  });

  test('that has no point after its date is over then, on whatever level it is', () => {
    const whats = timersOf(task(), { now: MONDAY, clocked, mustBy: true }).map(({ what }) => what);
    expect(whats).toEqual(['remind', 'remind', 'remind', 'exhaust']);
  });

  test('that was given on goes on again, unless its holder begins', () => {
    const returnAt = '2026-03-02T06:00:00.000Z';
    expect(ahead({ returns: 'R', returnAt })[0]).toMatchObject({ at: returnAt, what: 'return' });
    // Its holder has begun.
    expect(ahead({ returnAt }).map(({ what }) => what)).not.toContain('return');
  });

  test('whose row does not say by what it was given has its next look, and no more is told', () => {
    const timers = timersOf(task(), { now: MONDAY, clocked: undefined, mustBy: false });
    expect(timers).toEqual([{ at: first, what: 'remind', taskId: 'T1', step: 'Handle complaint' }]);
  });
});

test('a customer is reminded once, and then their silence counts', () => {
  const dueAt = '2026-03-12T15:59:59.999Z';
  expect(ahead({ holder: 'customer', dueAt }).map(({ at, what }) => [at, what])).toEqual([
    [first, 'remind'],
    [dueAt, 'silent'],
  ]);
  // Without an address there is nobody to remind.
  expect(ahead({ holder: 'customer', dueAt, checkpointAt: dueAt }).map(({ what }) => what)).toEqual([
    'silent',
  ]);
});

test('a wait goes on at its end', () => {
  expect(ahead({ holder: 'nobody' })).toEqual([
    { at: due, what: 'go-on', taskId: 'T1', step: 'Handle complaint' },
  ]);
});

describe('the statutory date', () => {
  const dueAt = '2026-03-17T15:59:59.999Z';
  const looks = ['2026-03-12T15:59:59.999Z', '2026-03-15T15:59:59.999Z', dueAt];

  test('is told with the days on which staff hear of it', () => {
    expect(statutoryOf({ dueAt }, looks)).toEqual([
      { at: looks[0], what: 'warn' },
      { at: looks[1], what: 'warn' },
      { at: dueAt, what: 'statutory' },
    ]);
  });

  test.each([
    ['decided', { decidedAt: MONDAY }],
    ['closed', { closedAt: MONDAY }],
    ['without a date', { dueAt: undefined }],
  ])('of a case that is %s is not ahead', (_, its) => {
    expect(statutoryOf({ dueAt, ...its }, looks)).toEqual([]);
  });
});
