import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escalation1 } from '../../../../shared/policy/escalation.ts';
import {
  allowanceOf,
  checkpointsOf,
  levelsAbove,
  nextCheckpoint,
  secondsUntil,
} from '../../../../shared/policy/ladder.ts';
import { packs } from '../../../../shared/policy/packs.ts';

const [workingTime] = packs['working-time'].versions;
if (!workingTime) throw new Error('There is no version 1 of the working time.');
const calendar = workingTime.pack;
const MONDAY = '2026-03-02T01:30:00.000Z';

const allowance = allowanceOf(480, { level: 1, generation: 1 }, escalation1, calendar);
const [half = '', threeQuarters = '', nine = '', due = ''] = checkpointsOf(MONDAY, allowance);
const task = { assignedAt: MONDAY, checkpointAt: half, dueAt: due, level: 1 as const, rounds: 0 };

describe('the checkpoints of a working day that begins on Monday at 9:30', () => {
  test('are at half, three quarters and nine tenths of it, and at its end on Tuesday', () => {
    expect([half, threeQuarters, nine, due]).toEqual([
      '2026-03-02T05:30:00.000Z',
      '2026-03-02T07:30:00.000Z',
      '2026-03-02T08:42:00.000Z',
      '2026-03-03T01:30:00.000Z',
    ]);
  });

  test.each([
    ['before the first', '2026-03-02T05:29:59.999Z', { kind: 'wait' }],
    ['at the first', half, { kind: 'remind', remindersSent: 1, checkpointAt: threeQuarters }],
    [
      'after the second',
      '2026-03-02T07:31:00.000Z',
      { kind: 'remind', remindersSent: 2, checkpointAt: nine },
    ],
    ['after the third', '2026-03-02T20:00:00.000Z', { kind: 'remind', remindersSent: 3, checkpointAt: due }],
    ['at the end', due, { kind: 'climb' }],
  ])('%s', (_when, now, turn) => {
    expect(nextCheckpoint(task, allowance, 20, now)).toEqual(turn);
  });

  test('at the end of the fourth level, and after the last round, nothing is left', () => {
    expect(nextCheckpoint({ ...task, level: 4 }, allowance, 20, due)).toEqual({ kind: 'exhaust' });
    expect(nextCheckpoint({ ...task, rounds: 20 }, allowance, 20, half)).toEqual({ kind: 'exhaust' });
  });
});

test('every turn moves on: a reminder to a later checkpoint, never past the deadline', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 0, max: 20 * 86_400_000 }),
      (minutes, passed) => {
        const its = allowanceOf(minutes, { level: 1, generation: 1 }, escalation1, calendar);
        const checkpoints = checkpointsOf(MONDAY, its);
        const dueAt = checkpoints.at(-1) ?? '';
        const now = new Date(Date.parse(MONDAY) + passed).toISOString();
        const turn = nextCheckpoint({ ...task, checkpointAt: checkpoints[0] ?? '', dueAt }, its, 20, now);
        if (turn.kind !== 'remind') return;
        expect(turn.checkpointAt > now && turn.checkpointAt <= dueAt).toBe(true);
        expect(turn.remindersSent).toBeGreaterThan(0);
      },
    ),
  );
});

test('who comes by climbing has the share of the level, who begins has the whole clock', () => {
  const minutes = (level: 1 | 2 | 3 | 4, generation: number) =>
    allowanceOf(400, { level, generation }, escalation1, calendar).minutes;
  expect([minutes(1, 1), minutes(3, 1), minutes(2, 2), minutes(3, 3), minutes(4, 2)]).toEqual([
    400, 400, 200, 100, 100,
  ]);
});

test('the levels above are those up to the fourth', () => {
  expect([1, 2, 3, 4].map((level) => levelsAbove(level as 1))).toEqual([[2, 3, 4], [3, 4], [4], []]);
});

test('a wait is whole seconds, never early, between one and the longest that a state machine takes', () => {
  const at = (milliseconds: number) =>
    secondsUntil(new Date(Date.parse(MONDAY) + milliseconds).toISOString(), MONDAY);
  expect([at(1), at(1_000), at(1_001), at(0), at(-5_000), at(5e12)]).toEqual([1, 1, 2, 1, 1, 99_999_999]);
});
