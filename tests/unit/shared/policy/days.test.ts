import { expect, test } from 'vitest';
import {
  dayAfter,
  dayIn,
  daysBetween,
  endOfDay,
  epochAt,
  epochOf,
  monthsAfter,
  weekdayOf,
} from '../../../../shared/policy/days.ts';

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

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-03-02', 12, '2027-03-02'],
  ['2028-02-29', 12, '2029-02-28'],
  ['2026-11-30', 3, '2027-02-28'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-01-15', -1, '2025-12-15'],
  ['2026-03-02', 0, '2026-03-02'],
])('%s and %i months is %s', (day, months, other) => {
  expect(monthsAfter(day, months)).toBe(other);
});

test('days between two days are counted over leap days and clock changes, backwards below none', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
  expect(daysBetween('2026-03-02', '2026-03-01')).toBe(-1);
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
