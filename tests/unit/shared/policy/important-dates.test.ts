import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Language } from '../../../../shared/contracts/codes.ts';
import { DateKind, ImportantDate } from '../../../../shared/contracts/customer.ts';
import { dayAfter } from '../../../../shared/policy/days.ts';
import { Dates, dateName, dates1 as pack } from '../../../../shared/policy/important-dates.ts';
import { LUNAR_YEARS, lunarMonthsOf, solarDayOf } from '../../../../shared/policy/lunar.ts';
import { occurrencesOf } from '../../../../shared/policy/occurrences.ts';
import { off } from './announced.ts';

const years = Array.from(
  { length: LUNAR_YEARS.last - LUNAR_YEARS.first + 1 },
  (_, at) => LUNAR_YEARS.first + at,
);

/**
 * Spring Festival as published at https://calculatorian.com/is/time-and-date/encyclopedia/hk/lunar_new_year, Mid-Autumn from
 * 2026 on at https://days-to.com/mid-autumn-festival, Dragon Boat 2024 to 2026 by the notices of the State Council; the
 * other days follow from the same months, which the digest below compares with another calendar. In doubt the tables of the
 * Hong Kong Observatory decide, https://www.hko.gov.hk/en/gts/time/conversion.htm. Why folk calendars and programs have some
 * of these days otherwise, Spring Festival 2030 among them:
 * https://www.hko.gov.hk/en/Observatorys-Blog/101741/Which-day-is-the-Tuen-Ng-Festival-for-this-year-2013
 */
describe('R048 R126 festivals are on the days that were published', () => {
  test.each([
    [2024, '2024-02-10', '2024-02-24', '2024-06-10', '2024-09-17', '2024-10-11'],
    [2025, '2025-01-29', '2025-02-12', '2025-05-31', '2025-10-06', '2025-10-29'],
    [2026, '2026-02-17', '2026-03-03', '2026-06-19', '2026-09-25', '2026-10-18'],
    [2027, '2027-02-06', '2027-02-20', '2027-06-09', '2027-09-15', '2027-10-08'],
    [2028, '2028-01-26', '2028-02-09', '2028-05-28', '2028-10-03', '2028-10-26'],
    [2029, '2029-02-13', '2029-02-27', '2029-06-16', '2029-09-22', '2029-10-16'],
    [2030, '2030-02-03', '2030-02-17', '2030-06-05', '2030-09-12', '2030-10-05'],
  ])('in %i', (year, spring, lantern, dragonBoat, midAutumn, doubleNinth) => {
    const in_ = (kind: string) => occurrencesOf(kind, `${year}-01-01`, `${year}-12-31`, pack);
    expect(['spring-festival', 'lantern', 'dragon-boat', 'mid-autumn', 'double-ninth'].map(in_)).toEqual([
      [spring],
      [lantern],
      [dragonBoat],
      [midAutumn],
      [doubleNinth],
    ]);
    expect([in_('new-year'), in_('national-day'), in_('christmas')]).toEqual([
      [`${year}-01-01`],
      [`${year}-10-01`],
      [`${year}-12-25`],
    ]);
  });
});

test('the State Council gives the days off on which the lunar festivals of 2025 and 2026 fall', () => {
  for (const kind of ['spring-festival', 'dragon-boat', 'mid-autumn']) {
    const days = occurrencesOf(kind, '2025-01-01', '2026-12-31', pack);
    expect(days).toHaveLength(2);
    for (const day of days) expect([kind, day, off.has(day)]).toEqual([kind, day, true]);
  }
});

/**
 * The digest of all days, as another calendar has them: lunar-go 1.4.6 (https://github.com/6tail/lunar-go), which reckons
 * new moons and solar terms; written down in the tests of https://github.com/fu9zhou/finish-bit, pkg/localtools.
 */
test('each of the 73,412 lunar days from 1900 to 2100 falls where another calendar has it', () => {
  const digest = createHash('sha256');
  let days = 0;
  for (const year of years)
    for (let month = 1; month <= 12; month++)
      for (const leapMonth of [false, true])
        for (let day = 1; day <= 30; day++) {
          const of = lunarMonthsOf(year).find((one) => one.month === month && one.leap === leapMonth);
          if (of === undefined || day > of.days) continue;
          digest.update(
            `${year} ${leapMonth ? -month : month} ${day} ${solarDayOf(year, { month, day, leapMonth })}\n`,
          );
          days++;
        }
  expect([days, digest.digest('hex')]).toEqual([
    73_412,
    '0b39f730429d71be47e4b818838b71b30853c0f7674bc5a7ee551298679c4af0',
  ]);
});

/**
 * Months whose first day ICU has wrong: new moons so near to midnight in Beijing that its shorter reckoning puts them on the
 * other day (23:55 on 3 February 1954, 23:56 on 6 February 2027, 00:07 on 3 February 2030 and others), and leap months that
 * it puts elsewhere (1917, 1922, 1987).
 */
const wrongInIcu = [
  '1917-03-23',
  '1917-04-21',
  '1922-06-25',
  '1922-07-24',
  '1954-02-03',
  '1955-02-22',
  '1987-07-26',
  '1987-08-24',
  '1999-01-17',
  '2012-08-17',
  '2018-11-08',
  '2027-02-06',
  '2030-02-03',
  '2070-03-12',
];

test('every month begins where ICU has it, but for those that ICU has wrong', () => {
  const format = new Intl.DateTimeFormat('en-u-ca-chinese-nu-latn', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const differing = years.flatMap((year) =>
    lunarMonthsOf(year)
      .filter(({ month, leap, first }) => {
        const part = Object.fromEntries(
          format.formatToParts(Date.parse(first)).map(({ type, value }) => [type as string, value]),
        );
        return `${part.relatedYear} ${part.month} ${part.day}` !== `${year} ${month}${leap ? 'bis' : ''} 1`;
      })
      .map(({ first }) => first),
  );
  // Another ICU may have fewer wrong, never others.
  expect(wrongInIcu).toEqual(expect.arrayContaining(differing));
});

test('lunar years follow one another without a gap, their months have 29 or 30 days', () => {
  let next = '1900-01-31';
  for (const year of years) {
    const months = lunarMonthsOf(year);
    expect([12, 13]).toContain(months.length);
    for (const { first, days } of months) {
      expect(first).toBe(next);
      expect([29, 30]).toContain(days);
      next = dayAfter(first, days);
    }
  }
  expect(next).toBe('2101-01-29');
});

test('where a lunar day falls does not depend on the zone of the machine', () => {
  const policy = resolve(import.meta.dirname, '../../../../shared/policy');
  const script = `import { solarDayOf } from '${policy}/lunar.ts';
    console.log(solarDayOf(2026, { month: 1, day: 1 }), solarDayOf(2025, { month: 6, day: 1, leapMonth: true }));`;
  for (const TZ of ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
    const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      env: { ...process.env, TZ },
    });
    expect([TZ, said.toString().trim()]).toEqual([TZ, '2026-02-17 2025-07-25']);
  }
});

const of = (date: Partial<ImportantDate>): ImportantDate =>
  ImportantDate.parse({ calendar: 'SOLAR', month: 1, day: 1, ...date });

describe('R048 V2 a date is kept on', () => {
  test.each<[what: string, date: Partial<ImportantDate>, from: string, until: string, days: string[]]>([
    ['its day', { month: 6, day: 15 }, '2026-01-01', '2027-12-31', ['2026-06-15', '2027-06-15']],
    [
      'its day, both ends included',
      { month: 6, day: 15 },
      '2026-06-15',
      '2027-06-15',
      ['2026-06-15', '2027-06-15'],
    ],
    ['no day between two of them', { month: 6, day: 15 }, '2026-06-16', '2027-06-14', []],
    [
      '29 February',
      { month: 2, day: 29 },
      '2026-01-01',
      '2028-12-31',
      ['2026-02-28', '2027-02-28', '2028-02-29'],
    ],
    ['28 February in 2100, a common year', { month: 2, day: 29 }, '2099-12-31', '2100-12-31', ['2100-02-28']],
    [
      'a lunar birthday',
      { calendar: 'LUNAR', month: 8, day: 15 },
      '2026-01-01',
      '2027-12-31',
      ['2026-09-25', '2027-09-15'],
    ],
    // Leap months: the second in 2023, the sixth in 2025, the fifth in 2028.
    [
      'a day of a leap month, which is not in every year',
      { calendar: 'LUNAR', month: 6, day: 3, leapMonth: true },
      '2024-01-01',
      '2026-12-31',
      ['2024-07-08', '2025-07-27', '2026-07-16'],
    ],
    [
      'a day of the month before a leap month',
      { calendar: 'LUNAR', month: 6, day: 3 },
      '2025-01-01',
      '2025-12-31',
      ['2025-06-27'],
    ],
    // The first month of 2026 has 30 days, that of 2027 too, that of 2028 has 29.
    [
      'the 30th, in a month that has it or not',
      { calendar: 'LUNAR', month: 1, day: 30 },
      '2026-01-01',
      '2028-12-31',
      ['2026-03-18', '2027-03-07', '2028-02-24'],
    ],
    [
      'a lunar day of the year before, in the new one',
      { calendar: 'LUNAR', month: 12, day: 20 },
      '2026-01-01',
      '2026-12-31',
      ['2026-02-07'],
    ],
    [
      'two lunar days in one year of the common calendar, none in another',
      { calendar: 'LUNAR', month: 11, day: 25 },
      '2024-01-01',
      '2026-12-31',
      ['2024-01-06', '2024-12-25', '2026-01-13'],
    ],
    [
      'every year after the one in which it began',
      { month: 6, day: 15, year: 2026 },
      '2025-01-01',
      '2028-12-31',
      ['2027-06-15', '2028-06-15'],
    ],
    [
      'its only day',
      { month: 6, day: 15, year: 2026, once: true },
      '2025-01-01',
      '2028-12-31',
      ['2026-06-15'],
    ],
  ])('%s', (_, date, from, until, days) => {
    expect(occurrencesOf(of(date), from, until, pack)).toEqual(days);
  });
});

test('a bank can keep 29 February on 1 March', () => {
  const march: Dates = { ...pack, leapDay: 'MAR_1' };
  expect(occurrencesOf(of({ month: 2, day: 29 }), '2026-01-01', '2028-12-31', march)).toEqual([
    '2026-03-01',
    '2027-03-01',
    '2028-02-29',
  ]);
});

const day = fc
  .integer({ min: Date.parse('1950-01-01') / 86_400_000, max: Date.parse('2095-01-01') / 86_400_000 })
  .map((at) => new Date(at * 86_400_000).toISOString().slice(0, 10));

/** Looks at every day of a stretch and asks the machine’s own calendar what day of the year it is. */
test('R048 the days of a date are those that an oracle finds that looks at every day', () => {
  fc.assert(
    fc.property(
      day,
      fc.integer({ min: 0, max: 1_600 }),
      fc.integer({ min: 0, max: 365 }),
      (from, length, ofLeapYear) => {
        // Any day of a leap year, 29 February among them.
        const [, month = 0, date = 0] = dayAfter('2024-01-01', ofLeapYear).split('-').map(Number);
        const until = dayAfter(from, length);
        const found: string[] = [];
        for (
          const at = new Date(from);
          at.getTime() <= Date.parse(until);
          at.setUTCDate(at.getUTCDate() + 1)
        ) {
          const tomorrow = new Date(at.getTime() + 86_400_000);
          const keepsIt =
            month === 2 && date === 29
              ? at.getUTCMonth() === 1 && tomorrow.getUTCMonth() === 2
              : at.getUTCMonth() + 1 === month && at.getUTCDate() === date;
          if (keepsIt) found.push(at.toISOString().slice(0, 10));
        }
        expect(occurrencesOf(of({ month, day: date }), from, until, pack)).toEqual(found);
      },
    ),
    { numRuns: 300 },
  );
});

test('a lunar birthday comes once in every lunar year, as near to its day as that year has one', () => {
  const lunar = fc.record({
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 30 }),
    leapMonth: fc.boolean(),
  });
  fc.assert(
    fc.property(lunar, fc.integer({ min: 1950, max: 2090 }), (born, year) => {
      const months = lunarMonthsOf(year);
      const [first, next] = [months[0]?.first ?? '', lunarMonthsOf(year + 1)[0]?.first ?? ''];
      const [kept = '', ...more] = occurrencesOf(
        of({ calendar: 'LUNAR', ...born }),
        first,
        dayAfter(next, -1),
        pack,
      );
      expect(more).toEqual([]);
      const within = months.findLast((month) => month.first <= kept);
      expect(within?.month).toBe(born.month);
      expect(within?.leap).toBe(
        born.leapMonth && months.some(({ month, leap }) => leap && month === born.month),
      );
      expect(dayAfter(within?.first ?? '', Math.min(born.day, within?.days ?? 0) - 1)).toBe(kept);
    }),
    { numRuns: 500 },
  );
});

test('what the calendars do not know is refused', () => {
  expect(() => occurrencesOf('birthday', '2026-01-01', '2026-12-31', pack)).toThrow('not birthday');
  expect(() => lunarMonthsOf(1899)).toThrow('from 1900 to 2100, not 1899');
  expect(() => occurrencesOf('mid-autumn', '2101-01-01', '2101-12-31', pack)).toThrow('not 2101');
  expect(() => solarDayOf(2026, { month: 13, day: 1 })).toThrow('not 13');
});

test.each<[what: string, date: object]>([
  ['30 February', { calendar: 'SOLAR', month: 2, day: 30 }],
  ['the 31st of a lunar month', { calendar: 'LUNAR', month: 2, day: 31 }],
  ['a leap month of the solar calendar', { calendar: 'SOLAR', month: 2, day: 1, leapMonth: true }],
  ['a day that comes once, in no year', { calendar: 'SOLAR', month: 2, day: 1, once: true }],
  ['a month that does not exist', { calendar: 'SOLAR', month: 13, day: 1 }],
])('%s is no date', (_, date) => {
  expect(ImportantDate.safeParse(date).success).toBe(false);
});

test('29 February and the 30th of a lunar month are dates', () => {
  expect(ImportantDate.safeParse({ calendar: 'SOLAR', month: 2, day: 29 }).success).toBe(true);
  expect(ImportantDate.safeParse({ calendar: 'LUNAR', month: 12, day: 30 }).success).toBe(true);
});

test('every date and every festival has a name in both languages; an unknown one goes by its code', () => {
  const kinds = [...DateKind.options, ...pack.festivals.map(({ kind }) => kind)];
  for (const language of Language.options) {
    const names = kinds.map((kind) => dateName(kind, language, pack));
    expect(new Set(names).size).toBe(kinds.length);
    expect(names.some((name, at) => name === kinds[at] && name !== 'birthday' && name !== 'maturity')).toBe(
      false,
    );
    expect(dateName('harvest', language, pack)).toBe('harvest');
  }
});

test('only festivals of one faith or culture wait to be chosen', () => {
  expect(pack.festivals.filter(({ chosenOnly }) => chosenOnly).map(({ kind }) => kind)).toEqual([
    'christmas',
  ]);
});

test.each<[what: string, change: object]>([
  ['a festival twice', { festivals: [...pack.festivals, pack.festivals[0]] }],
  [
    'a festival called like a date of one customer',
    { festivals: [{ ...pack.festivals[0], kind: 'birthday' }] },
  ],
  ['a date without a name', { labels: { birthday: pack.labels.birthday } }],
])('dates with %s are refused', (_, change) => {
  expect(Dates.safeParse({ ...pack, ...change }).success).toBe(false);
});
