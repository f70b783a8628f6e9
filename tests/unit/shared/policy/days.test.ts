import { expect, test } from 'vitest';
import { dayAfter, dayIn, endOfDay, epochAt, epochOf, weekdayOf } from '../../../../shared/policy/days.ts';

test.each([
  ['2026-03-02T15:59:59.999Z', 'Asia/Shanghai', '2026-03-02'],
  ['2026-03-02T16:00:00.000Z', 'Asia/Shanghai', '2026-03-03'],
  ['2026-03-02T04:59:59.999Z', 'America/New_York', '2026-03-01'],
  ['2026-03-02T12:00:00.000Z', 'Pacific/Kiritimati', '2026-03-03'],
])('%s is in %s the day %s', (instant, zone, day) => {
  expect(dayIn(instant, zone)).toBe(day);
});

test.each([
  ['2026-03-31', 1, '2026-04-01'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2027-03-01', -1, '2027-02-28'],
  ['2026-09-25', 60, '2026-11-24'],
  ['2026-09-25', 0, '2026-09-25'],
])('%s and %i days is %s', (day, days, later) => {
  expect(dayAfter(day, days)).toBe(later);
});

// On these days the clocks of London go forward, and back.
test.each([
  ['2026-03-29', 'Europe/London', '2026-03-29T22:59:59.999Z'],
  ['2026-10-25', 'Europe/London', '2026-10-25T23:59:59.999Z'],
  ['2026-03-02', 'Asia/Shanghai', '2026-03-02T15:59:59.999Z'],
])('%s is over in %s at %s', (day, zone, end) => {
  expect(endOfDay(day, zone)).toBe(end);
});

test('a time of day that a clock change skips is an hour later on the clock, and the same moment', () => {
  // 02:30 does not exist in New York on 8 March 2026: clocks go from 02:00 EST to 03:00 EDT.
  expect(new Date(epochAt('2026-03-08', '02:30', 'America/New_York')).toISOString()).toBe(
    '2026-03-08T07:30:00.000Z',
  );
});

test('2026-10-10 is a Saturday, 2026-10-11 a Sunday', () => {
  expect([weekdayOf('2026-10-10'), weekdayOf('2026-10-11')]).toEqual([6, 0]);
});

test('what is no instant is refused', () => {
  expect(() => epochOf('tomorrow')).toThrow('not tomorrow');
});
