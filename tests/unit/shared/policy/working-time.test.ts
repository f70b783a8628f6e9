import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursOf, WorkingTime, workingTime1 } from '../../../../shared/policy/calendar.ts';
import { dayAfter } from '../../../../shared/policy/days.ts';
import {
  addWorkingTime,
  announcementOf,
  isKnownDay,
  isWorkingDay,
  workingDayAfter,
  workingTimeBetween,
} from '../../../../shared/policy/working-time.ts';
import { daysFrom, off, worked } from './announced.ts';

const china = workingTime1;
const spans = {
  ...china,
  hours: [
    { from: '09:00', until: '12:00' },
    { from: '13:30', until: '18:30' },
  ],
};
const london: WorkingTime = {
  ...china,
  zone: 'Europe/London',
  holidays: 'none',
  closed: ['2026-12-25'],
  open: ['2026-03-28'],
};
const newYork: WorkingTime = {
  ...china,
  zone: 'America/New_York',
  holidays: 'none',
  hours: [{ from: '00:30', until: '08:30' }],
};
const wellington: WorkingTime = { ...spans, zone: 'Pacific/Auckland', holidays: 'none' };

/** A bank whose branches in the far west and abroad keep times of their own. */
const bank: WorkingTime = {
  ...china,
  closed: ['2026-03-05'],
  open: ['2026-03-07'],
  branches: {
    urumqi: {
      zone: 'Asia/Urumqi',
      hours: [
        { from: '09:30', until: '13:30' },
        { from: '15:30', until: '18:30' },
      ],
    },
    london: { zone: 'Europe/London', holidays: 'none', closed: ['2026-12-25'] },
    airport: { open: ['2026-03-05', '2026-02-17'], closed: ['2026-03-07'] },
  },
};

test('every day of 2025 and 2026 is a working day or not as the State Council announced it', () => {
  for (const day of daysFrom('2025-01-01', '2026-12-31')) {
    const weekend = [0, 6].includes(new Date(day).getUTCDay());
    expect([day, isWorkingDay(day, china)]).toEqual([day, worked.has(day) || (!weekend && !off.has(day))]);
  }
});

test('days after those that are known go by the weekday, and the bank can open and close days of its own', () => {
  expect(isWorkingDay('2027-01-01', china)).toBe(true);
  expect(isWorkingDay('2027-01-02', china)).toBe(false);
  expect(isWorkingDay('2026-12-25', london)).toBe(false);
  expect(isWorkingDay('2026-03-28', london)).toBe(true);
});

test('the calendar says of each day whether its holidays are known', () => {
  expect(isKnownDay('2026-12-31', china)).toBe(true);
  expect(isKnownDay('2027-01-01', china)).toBe(false);
  expect(isKnownDay('2027-01-01', london)).toBe(true);
});

test('the calendar claims to know no day that was not announced when its holidays were written down', () => {
  // The last days off are those of October: had the notices of a later year come in, more would be known.
  const years = new Set([...off].map((day) => day.slice(0, 4)));
  expect(years).toContain(china.holidaysKnownUntil.slice(0, 4));
  expect(
    announcementOf(dayAfter(china.holidaysKnownUntil, 1), { ...china, holidaysKnownUntil: '2099-12-31' }),
  ).toBe(undefined);
});

test('what a working day is does not depend on the zone of the machine', () => {
  const script = `import { isWorkingDay } from '${resolve(import.meta.dirname, '../../../../shared/policy/working-time.ts')}';
    import { workingTime1 } from '${resolve(import.meta.dirname, '../../../../shared/policy/calendar.ts')}';
    console.log(['2026-02-13', '2026-02-14', '2026-02-15', '2026-02-23', '2026-02-24', '2026-02-28', '2026-03-01']
      .map((day) => (isWorkingDay(day, workingTime1) ? 1 : 0)).join(''));`;
  for (const TZ of ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
    const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      env: { ...process.env, TZ },
    });
    expect([TZ, said.toString().trim()]).toEqual([TZ, '1100110']);
  }
});

describe('examples', () => {
  test.each<[what: string, start: string, minutes: number, calendar: WorkingTime, end: string]>([
    ['within a day', '2026-03-02T09:00+08:00', 60, china, '2026-03-02T10:00+08:00'],
    ['exactly to the evening', '2026-03-02T16:00+08:00', 60, china, '2026-03-02T17:00+08:00'],
    ['a minute more', '2026-03-02T16:00+08:00', 61, china, '2026-03-03T09:01+08:00'],
    ['from the night', '2026-03-02T03:00+08:00', 30, china, '2026-03-02T09:30+08:00'],
    ['three working days', '2026-03-05T10:00+08:00', 3 * 480, china, '2026-03-10T10:00+08:00'],
    ['over Spring Festival 2026', '2026-02-13T16:00+08:00', 2 * 480, china, '2026-02-24T16:00+08:00'],
    ['over Spring Festival 2025', '2025-01-27T16:00+08:00', 480, china, '2025-02-05T16:00+08:00'],
    ['into a make-up Saturday', '2026-02-27T16:00+08:00', 120, china, '2026-02-28T10:00+08:00'],
    ['over noon', '2026-03-02T11:30+08:00', 60, spans, '2026-03-02T14:00+08:00'],
    ['half a minute', '2026-03-02T09:00+08:00', 0.5, china, '2026-03-02T09:00:30+08:00'],
    ['nothing', '2026-03-01T03:00+08:00', 0, china, '2026-03-01T03:00+08:00'],
    // The clocks went forward in the night to 29 March: the working day before has an offset of its own.
    ['over the spring change in London', '2026-03-27T16:30Z', 60 + 480, london, '2026-03-30T08:30Z'],
    ['over the autumn change in London', '2026-10-23T16:30+01:00', 60, london, '2026-10-26T09:30Z'],
    // Sunday 8 March, 02:00 to 03:00, is no working day; Monday is all EDT.
    ['over the spring change in New York', '2026-03-06T08:00-05:00', 60, newYork, '2026-03-09T01:00-04:00'],
  ])('%s', (_, start, minutes, calendar, end) => {
    expect(addWorkingTime(new Date(start).toISOString(), minutes, calendar)).toBe(
      new Date(end).toISOString(),
    );
  });
});

/** Steps through time minute by minute and asks the wall clock, as slowly and simply as can be. */
function oracle(start: number, minutes: number, calendar: WorkingTime): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: calendar.zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  let left = minutes;
  let at = start;
  while (left > 0) {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = `${part.year}-${part.month}-${part.day}`;
    const time = `${part.hour}:${part.minute}`;
    const weekend = [0, 6].includes(new Date(day).getUTCDay());
    const free = calendar.holidays === 'chinese' ? (weekend && !worked.has(day)) || off.has(day) : weekend;
    const working = calendar.open.includes(day) || (!free && !calendar.closed.includes(day));
    if (working && calendar.hours.some(({ from, until }) => from <= time && time < until)) left--;
    at += 60_000;
  }
  return at;
}

describe.each<[name: string, calendar: WorkingTime, from: string, until: string]>([
  ['China', china, '2025-01-01', '2026-12-20'],
  ['China with a noon break', spans, '2025-01-01', '2026-12-20'],
  ['Spring Festival', china, '2026-02-08', '2026-03-01'],
  ['London in spring', london, '2026-03-25', '2026-03-31'],
  ['London in autumn', london, '2026-10-21', '2026-10-28'],
  ['New York at night, in spring', { ...newYork, open: ['2026-03-08'] }, '2026-03-05', '2026-03-10'],
  ['New York at night, in autumn', { ...newYork, open: ['2026-11-01'] }, '2026-10-29', '2026-11-03'],
  ['Auckland', wellington, '2026-03-30', '2026-04-08'],
  ['a branch in Ürümqi', hoursOf('urumqi', bank), '2026-02-08', '2026-03-12'],
  ['a branch in London in spring', hoursOf('london', bank), '2026-03-25', '2026-03-31'],
])('R15 in %s', (_, calendar, from, until) => {
  const start = fc
    .integer({ min: Date.parse(from) / 60_000, max: Date.parse(until) / 60_000 })
    .map((at) => at * 60_000);

  test('working time ends where an oracle that counts minutes ends', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 1_200 }), (epoch, minutes) => {
        const end = addWorkingTime(new Date(epoch).toISOString(), minutes, calendar);
        expect(end).toBe(new Date(oracle(epoch, minutes, calendar)).toISOString());
      }),
      { numRuns: 25 },
    );
  });

  test('the working time between start and end is the time that was added', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 0, max: 20_000 }), (epoch, minutes) => {
        const begin = new Date(epoch).toISOString();
        const end = addWorkingTime(begin, minutes, calendar);
        expect(workingTimeBetween(begin, end, calendar)).toBe(minutes);
      }),
      { numRuns: 50 },
    );
  });

  test('time that is added in two goes ends where it ends in one', () => {
    fc.assert(
      fc.property(
        start,
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 3_000 }),
        (epoch, first, second) => {
          const begin = new Date(epoch).toISOString();
          const twice = addWorkingTime(addWorkingTime(begin, first, calendar), second, calendar);
          expect(twice).toBe(addWorkingTime(begin, first + second, calendar));
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('an end before the start has no working time between', () => {
  expect(workingTimeBetween('2026-03-03T02:00:00.000Z', '2026-03-02T02:00:00.000Z', china)).toBe(0);
});

test.each([-1, Number.NaN])('%s minutes are refused', (minutes) => {
  expect(() => addWorkingTime('2026-03-02T01:00:00.000Z', minutes, china)).toThrow(`not ${minutes}`);
});

test('a start that is no instant and a calendar that never opens are refused', () => {
  expect(() => addWorkingTime('tomorrow', 1, china)).toThrow('not tomorrow');
  const never = { ...london, closed: daysFrom('2026-01-01', '2037-01-01'), open: [] };
  expect(() => addWorkingTime('2026-01-02T00:00:00.000Z', 1, never)).toThrow(/No 1 minutes of working time/);
});

test.each<[what: string, change: Partial<WorkingTime>]>([
  ['a zone that does not exist', { zone: 'Asia/Nowhere' }],
  ['a span that ends before it begins', { hours: [{ from: '17:00', until: '09:00' }] }],
  [
    'spans that overlap',
    {
      hours: [
        { from: '09:00', until: '12:00' },
        { from: '11:00', until: '17:00' },
      ],
    },
  ],
  ['no hours at all', { hours: [] }],
  ['a time that does not exist', { hours: [{ from: '09:00', until: '24:30' }] }],
])('a calendar with %s is refused', (_, change) => {
  expect(WorkingTime.safeParse({ ...china, ...change }).success).toBe(false);
});

describe('R272 the hours of a branch', () => {
  test('are its own where it has any, and the bank’s for the rest', () => {
    expect(hoursOf('urumqi', bank)).toEqual({
      ...china,
      closed: ['2026-03-05'],
      open: ['2026-03-07'],
      branches: undefined,
      zone: 'Asia/Urumqi',
      hours: bank.branches?.urumqi?.hours,
    });
    expect(hoursOf('london', bank)).toMatchObject({
      zone: 'Europe/London',
      hours: china.hours,
      holidays: 'none',
    });
    expect(hoursOf('B7', bank)).toEqual({ ...bank, branches: undefined });
    expect(hoursOf('constructor', bank)).toEqual({ ...bank, branches: undefined });
    expect(hoursOf('B7', workingTime1)).toEqual({ ...workingTime1, branches: undefined });
  });

  test('go with its breaks: what begins before noon ends after it', () => {
    const end = addWorkingTime('2026-03-02T07:00:00.000Z', 60, hoursOf('urumqi', bank));
    // 13:00 there: half an hour is left before the break, half an hour comes after it.
    expect(end).toBe('2026-03-02T10:00:00.000Z');
    expect(addWorkingTime('2026-03-02T07:00:00.000Z', 60, bank)).toBe('2026-03-02T08:00:00.000Z');
  });

  test('know the branch’s days: it opens when the bank is closed, and closes when it works', () => {
    const airport = hoursOf('airport', bank);
    const days = ['2026-03-05', '2026-03-07', '2026-02-17', '2026-02-18'];
    expect(days.map((day) => isWorkingDay(day, airport))).toEqual([true, false, true, false]);
    expect(days.map((day) => isWorkingDay(day, bank))).toEqual([false, true, false, false]);
  });

  test('abroad know no Chinese holiday', () => {
    expect(isWorkingDay('2026-02-17', hoursOf('london', bank))).toBe(true);
    expect(isWorkingDay('2026-02-28', hoursOf('london', bank))).toBe(false);
  });

  test.each<[what: string, branch: object]>([
    ['a zone that does not exist', { zone: 'Asia/Nowhere' }],
    ['no hours at all', { hours: [] }],
    ['a field that nobody knows', { lunch: '12:00' }],
  ])('with %s are refused', (_, branch) => {
    expect(WorkingTime.safeParse({ ...china, branches: { B1: branch } }).success).toBe(false);
  });
});

/** 14 and 28 February 2026 are make-up Saturdays, 15 to 23 February are free. */
test.each([
  ['2026-03-02', 0, '2026-03-02'],
  ['2026-03-07', 0, '2026-03-09'],
  ['2026-03-02', 1, '2026-03-03'],
  ['2026-03-06', 1, '2026-03-09'],
  ['2026-03-06', 5, '2026-03-13'],
  ['2026-02-13', 1, '2026-02-14'],
  ['2026-02-13', 2, '2026-02-24'],
  ['2026-02-24', -1, '2026-02-14'],
  ['2026-02-20', -2, '2026-02-13'],
  ['2026-02-27', 1, '2026-02-28'],
  ['2026-03-09', -3, '2026-03-04'],
  ['2026-03-08', -1, '2026-03-06'],
])('%s and %i working days is %s', (day, days, other) => {
  expect(workingDayAfter(day, days, china)).toBe(other);
});

test('so many working days lie between a day and the one so many working days after or before it', () => {
  const days = daysFrom('2025-01-01', '2026-12-31').filter(
    (day) => worked.has(day) || (![0, 6].includes(new Date(day).getUTCDay()) && !off.has(day)),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 40, max: 600 }),
      fc.integer({ min: -20, max: 20 }).filter((count) => count !== 0),
      (at, count) => {
        const from = dayAfter('2025-01-01', at);
        const nth =
          count > 0
            ? days.filter((day) => day > from)[count - 1]
            : days.filter((day) => day < from).at(count);
        expect(workingDayAfter(from, count, china)).toBe(nth);
      },
    ),
  );
});

test('a calendar that never opens has no working day after any', () => {
  const never = { ...london, closed: daysFrom('2026-01-01', '2037-01-01'), open: [] };
  expect(() => workingDayAfter('2026-01-02', 1, never)).toThrow('No 1 working days');
});
