import { describe, expect, test } from 'vitest';
import { givenTime, promisedTime } from '../../../../../functions/desk/rules/given-time.ts';
import { workingTime1 } from '../../../../../shared/policy/calendar.ts';

/** Monday, 2 March 2026, 9:30 in Shanghai; the bank works from 9 to 17. */
const now = '2026-03-02T01:30:00.000Z';
const escalation = { remindAt: [0.5, 0.75, 0.9], remindFromMinutes: 120 };

describe('a task whose end was given', () => {
  test('is due then, whatever its clock says, and reminds after shares of the working time until then', () => {
    expect(givenTime({ now, until: '2026-03-04T09:00:00.000Z', escalation, calendar: workingTime1 })).toEqual(
      {
        dueAt: '2026-03-04T09:00:00.000Z',
        checkpointAt: '2026-03-03T05:15:00.000Z',
        minutes: 1_410,
      },
    );
  });

  test.each([
    ['within two hours', '2026-03-02T03:00:00.000Z'],
    ['on a weekend', '2026-03-07T10:00:00.000Z', '2026-03-07T01:00:00.000Z'],
  ])('reminds nobody %s', (_, until, from = now) => {
    const { dueAt, checkpointAt } = givenTime({ now: from, until, escalation, calendar: workingTime1 });
    expect([dueAt, checkpointAt]).toEqual([until, until]);
  });
});

describe('a promised day', () => {
  test('counts as it was promised', () => {
    const due = '2026-03-06T09:00:00.000Z';
    expect(promisedTime(now, due, 120, workingTime1)).toBe(due);
  });

  test('that is over leaves some working time all the same', () => {
    expect(promisedTime(now, '2026-02-27T09:00:00.000Z', 120, workingTime1)).toBe('2026-03-02T03:30:00.000Z');
  });
});
