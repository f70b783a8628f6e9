import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { workingTime1 as calendar } from '../../../../shared/policy/calendar.ts';
import {
  type ComplaintPack,
  complaintPack1 as cn,
  type Extension,
} from '../../../../shared/policy/complaint-pack.ts';
import {
  calendarTermOf,
  deadlineOf,
  receiptOf,
  restartOf,
  termOf,
  wakeAtsOf,
} from '../../../../shared/policy/term.ts';
import { off, worked } from './announced.ts';

type Rules = Partial<Pick<ComplaintPack, 'counting' | 'lastDay' | 'dayKind'>>;

const stands: Rules = {};
const pastHolidays: Rules = { lastDay: 'AFTER_HOLIDAY' };
const toWorkingDay: Rules = { lastDay: 'NEXT_WORKING_DAY' };
const simple: Extension[] = [];
const complex: Extension[] = ['COMPLEX'];
const special: Extension[] = ['COMPLEX', 'SPECIAL'];

const term = (startsAt: string, extensions: readonly Extension[], rules: Rules) =>
  termOf({ startsAt: new Date(startsAt).toISOString(), extensions }, { ...cn, ...rules }, calendar);

/** The last millisecond of a day in Shanghai, which has had no clock change since 1991. */
const endOf = (day: string): string => new Date(`${day}T23:59:59.999+08:00`).toISOString();

/** STANDARDS, pack CN-2020: 15 calendar days from receipt, 30 where complex, 60 with a special reason. */
describe('R004 R008 the CN pack: the last day of the term', () => {
  test.each<[what: string, received: string, extensions: Extension[], rules: Rules, last: string]>([
    ['the example of the standards, simple', '2026-09-25T10:00+08:00', simple, stands, '2026-10-10'],
    ['the example of the standards, complex', '2026-09-25T10:00+08:00', complex, stands, '2026-10-25'],
    ['the example of the standards, extended', '2026-09-25T10:00+08:00', special, stands, '2026-11-24'],
    ['received on a Saturday', '2026-03-07T11:00+08:00', simple, stands, '2026-03-22'],
    ['received on a Sunday', '2026-03-08T11:00+08:00', simple, stands, '2026-03-23'],
    ['received on the first day of a holiday', '2026-10-01T09:00+08:00', simple, stands, '2026-10-16'],
    ['received on the last day of Spring Festival', '2026-02-23T09:00+08:00', simple, stands, '2026-03-10'],
    ['received on a make-up Saturday', '2026-02-28T09:00+08:00', simple, stands, '2026-03-15'],
    ['received on a make-up Sunday', '2026-01-04T09:00+08:00', simple, stands, '2026-01-19'],
    ['received out of hours', '2026-03-02T22:30+08:00', simple, stands, '2026-03-17'],
    ['a millisecond before midnight', '2026-03-02T23:59:59.999+08:00', simple, stands, '2026-03-17'],
    ['at midnight', '2026-03-03T00:00:00.000+08:00', simple, stands, '2026-03-18'],
    ['before midnight in Shanghai, by UTC', '2026-03-02T15:59:59.999Z', simple, stands, '2026-03-17'],
    [
      'after midnight in Shanghai, the evening before by UTC',
      '2026-03-02T16:00Z',
      simple,
      stands,
      '2026-03-18',
    ],
    [
      'the morning in Shanghai, the day before in New York',
      '2026-03-02T22:00-05:00',
      simple,
      stands,
      '2026-03-18',
    ],
    ['ends on the leap day', '2028-02-14T09:00+08:00', simple, stands, '2028-02-29'],
    ['goes over the leap day', '2028-02-15T09:00+08:00', simple, stands, '2028-03-01'],
    ['the same in a common year', '2027-02-14T09:00+08:00', simple, stands, '2027-03-01'],
    ['received on the leap day', '2028-02-29T09:00+08:00', simple, stands, '2028-03-15'],
    ['goes over the end of the year', '2026-12-20T09:00+08:00', simple, stands, '2027-01-04'],
    ['received in the last minute of the year', '2026-12-31T23:59+08:00', simple, stands, '2027-01-15'],
    ['complex, over the end of the year', '2026-12-15T09:00+08:00', complex, stands, '2027-01-14'],
    ['extended, to the leap day', '2027-12-31T09:00+08:00', special, stands, '2028-02-29'],
    [
      'restarted by new facts, which count from their own receipt',
      '2026-10-08T09:00+08:00',
      simple,
      stands,
      '2026-10-23',
    ],
    ['ends on a holiday, and stands', '2026-09-16T09:00+08:00', simple, stands, '2026-10-01'],
    ['ends on the first day of a holiday', '2026-09-16T09:00+08:00', simple, pastHolidays, '2026-10-08'],
    ['ends on the last day of a holiday', '2026-09-22T09:00+08:00', simple, pastHolidays, '2026-10-08'],
    ['ends on the day after a holiday', '2026-09-23T09:00+08:00', simple, pastHolidays, '2026-10-08'],
    ['ends on the day before a holiday', '2026-09-15T09:00+08:00', simple, pastHolidays, '2026-09-30'],
    ['ends on a weekend within a holiday', '2026-03-21T09:00+08:00', simple, pastHolidays, '2026-04-07'],
    ['ends in Spring Festival', '2026-01-31T09:00+08:00', simple, pastHolidays, '2026-02-24'],
    [
      'the day after the holiday is a make-up Sunday',
      '2025-12-17T09:00+08:00',
      simple,
      pastHolidays,
      '2026-01-04',
    ],
    ['complex, ends on a holiday', '2026-09-01T09:00+08:00', complex, pastHolidays, '2026-10-08'],
    ['extended, ends on a holiday', '2026-08-04T09:00+08:00', special, pastHolidays, '2026-10-08'],
    [
      'extended past a holiday on which the term without would end',
      '2026-09-16T09:00+08:00',
      complex,
      pastHolidays,
      '2026-10-16',
    ],
    [
      'ends on a plain Sunday, which is no holiday',
      '2026-03-07T09:00+08:00',
      simple,
      pastHolidays,
      '2026-03-22',
    ],
    [
      'ends on a plain Sunday, on to the working day',
      '2026-03-07T09:00+08:00',
      simple,
      toWorkingDay,
      '2026-03-23',
    ],
    [
      'ends on a make-up Saturday, a working day',
      '2026-02-13T09:00+08:00',
      simple,
      toWorkingDay,
      '2026-02-28',
    ],
    [
      'ends on a Saturday before a holiday begins',
      '2025-01-10T09:00+08:00',
      simple,
      toWorkingDay,
      '2025-01-26',
    ],
    ['the day of receipt counts', '2026-09-25T10:00+08:00', simple, { counting: 'SAME_DAY' }, '2026-10-09'],
    ['working days only', '2026-09-24T10:00+08:00', simple, { dayKind: 'BUSINESS' }, '2026-10-22'],
  ])('%s', (_, received, extensions, rules, last) => {
    expect(term(received, extensions, rules).dueAt).toBe(endOf(last));
  });
});

/** A calendar of its own: steps day by day, with the holidays written down in announced.ts. */
class Stepper {
  year: number;
  month: number;
  day: number;
  /** 0 for Sunday. */
  weekday: number;

  constructor(instant: string) {
    // Shanghai is eight hours ahead, all year; 1970-01-01 was a Thursday.
    let days = Math.floor((Date.parse(instant) + 8 * 3_600_000) / 86_400_000);
    this.weekday = (((days + 4) % 7) + 7) % 7;
    this.year = 1970;
    while (days >= this.#daysOfYear()) {
      days -= this.#daysOfYear();
      this.year++;
    }
    this.month = 1;
    while (days >= this.#daysOfMonth()) {
      days -= this.#daysOfMonth();
      this.month++;
    }
    this.day = days + 1;
  }

  step(): void {
    this.weekday = (this.weekday + 1) % 7;
    if (this.day < this.#daysOfMonth()) this.day++;
    else {
      this.day = 1;
      if (this.month < 12) this.month++;
      else {
        this.month = 1;
        this.year++;
      }
    }
  }

  get name(): string {
    const two = (number: number) => String(number).padStart(2, '0');
    return `${this.year}-${two(this.month)}-${two(this.day)}`;
  }

  get holiday(): boolean {
    return off.has(this.name);
  }

  get working(): boolean {
    if (worked.has(this.name)) return true;
    return !this.holiday && this.weekday !== 0 && this.weekday !== 6;
  }

  #leap(): boolean {
    return (this.year % 4 === 0 && this.year % 100 !== 0) || this.year % 400 === 0;
  }

  #daysOfYear(): number {
    return this.#leap() ? 366 : 365;
  }

  #daysOfMonth(): number {
    if (this.month === 2) return this.#leap() ? 29 : 28;
    return [4, 6, 9, 11].includes(this.month) ? 30 : 31;
  }
}

function oracle(received: string, granted: number, { counting, lastDay, dayKind }: Required<Rules>): string {
  const at = new Stepper(received);
  if (counting === 'NEXT_DAY') at.step();
  const counts = () => dayKind === 'CALENDAR' || at.working;
  let left = [15, 30, 60][granted] ?? Number.NaN;
  while (true) {
    if (counts()) left--;
    if (left === 0) break;
    at.step();
  }
  while (lastDay === 'AFTER_HOLIDAY' && at.holiday) at.step();
  while (lastDay === 'NEXT_WORKING_DAY' && !at.working) at.step();
  return endOf(at.name);
}

test('R004 the term of 10,000 receipts ends where an oracle that steps day by day ends', () => {
  const received = fc.date({
    min: new Date('2025-01-01T00:00+08:00'),
    max: new Date('2028-12-31T23:59+08:00'),
    noInvalidDate: true,
  });
  const rules = fc.record({
    counting: fc.constantFrom('NEXT_DAY' as const, 'SAME_DAY' as const),
    lastDay: fc.constantFrom('STANDS' as const, 'AFTER_HOLIDAY' as const, 'NEXT_WORKING_DAY' as const),
    dayKind: fc.constantFrom('CALENDAR' as const, 'BUSINESS' as const),
  });
  let receipts = 0;
  fc.assert(
    fc.property(received, fc.integer({ min: 0, max: 2 }), rules, (date, granted, rules) => {
      receipts++;
      const startsAt = date.toISOString();
      const { dueAt } = term(startsAt, special.slice(0, granted), rules);
      expect([startsAt, dueAt]).toEqual([startsAt, oracle(startsAt, granted, rules)]);
    }),
    { numRuns: 10_000 },
  );
  expect(receipts).toBe(10_000);
});

describe('beyond the days whose holidays are known', () => {
  test.each<[what: string, received: string, rules: Rules, last: string, guess: boolean]>([
    [
      'a holiday that nobody has announced moves nothing',
      '2026-12-17T09:00+08:00',
      pastHolidays,
      '2027-01-01',
      true,
    ],
    ['a weekend moves the last day', '2026-12-18T09:00+08:00', toWorkingDay, '2027-01-04', true],
    ['the last known day is known', '2026-12-16T09:00+08:00', toWorkingDay, '2026-12-31', false],
    ['calendar days that stand ask no calendar', '2026-12-17T09:00+08:00', stands, '2027-01-01', false],
    ['working days go by the weekday', '2026-12-28T09:00+08:00', { dayKind: 'BUSINESS' }, '2027-01-18', true],
  ])('%s', (_, received, rules, last, guess) => {
    const { dueAt, trace } = term(received, simple, rules);
    expect(dueAt).toBe(endOf(last));
    expect(trace.filter(({ step }) => step === 'unknown-holidays')).toEqual(
      guess ? [{ step: 'unknown-holidays', knownUntil: '2026-12-31' }] : [],
    );
  });

  test('a deadline in working time says so too', () => {
    const within = deadlineOf({ startsAt: '2026-12-30T01:00:00.000Z', minutes: 960 }, calendar);
    expect(within.dueAt).toBe('2026-12-31T09:00:00.000Z');
    expect(within.trace.map(({ step }) => step)).not.toContain('unknown-holidays');
    const beyond = deadlineOf({ startsAt: '2026-12-30T01:00:00.000Z', minutes: 961 }, calendar);
    // New Year's Day of 2027 is a Friday; without an announcement it counts as worked.
    expect(beyond.dueAt).toBe('2027-01-01T01:01:00.000Z');
    expect(beyond.trace.map(({ step }) => step)).toContain('unknown-holidays');
  });
});

describe('the trace', () => {
  test('has each step of a term that was extended and moved, in order', () => {
    expect(term('2026-08-04T09:00+08:00', special, pastHolidays).trace).toEqual([
      { step: 'starts', by: 'receipt', at: '2026-08-04T01:00:00.000Z', zone: 'Asia/Shanghai' },
      { step: 'counts-from', day: '2026-08-05', counting: 'NEXT_DAY' },
      { step: 'term', pack: 'CN-2020', days: 15, dayKind: 'CALENDAR' },
      { step: 'extended', pack: 'CN-2020', extension: 'COMPLEX', days: 30, dayKind: 'CALENDAR' },
      { step: 'extended', pack: 'CN-2020', extension: 'SPECIAL', days: 60, dayKind: 'CALENDAR' },
      { step: 'last-day', day: '2026-10-03' },
      { step: 'rolled', from: '2026-10-03', to: '2026-10-08', lastDay: 'AFTER_HOLIDAY' },
      { step: 'due', at: '2026-10-08T15:59:59.999Z', zone: 'Asia/Shanghai' },
    ]);
  });

  test('names new facts as what started a term anew', () => {
    const { trace } = termOf(
      { startsAt: '2026-10-08T01:00:00.000Z', extensions: [], by: 'new-facts' },
      cn,
      calendar,
    );
    expect(trace[0]).toMatchObject({ step: 'starts', by: 'new-facts' });
  });

  test('of a deadline names the days on which the bank does not work', () => {
    const { dueAt, trace } = deadlineOf(
      { startsAt: '2026-09-24T08:00:00.000Z', minutes: 120, served: { tier: 'mass', line: 'ordinary' } },
      calendar,
    );
    expect(dueAt).toBe('2026-09-28T02:00:00.000Z');
    expect(trace).toEqual([
      { step: 'starts', by: 'task', at: '2026-09-24T08:00:00.000Z', zone: 'Asia/Shanghai' },
      { step: 'served', tier: 'mass', line: 'ordinary' },
      { step: 'working-time', minutes: 120 },
      { step: 'hours', spans: [{ from: '09:00', until: '17:00' }] },
      { step: 'free-days', days: ['2026-09-25', '2026-09-26', '2026-09-27'] },
      { step: 'due', at: '2026-09-28T02:00:00.000Z', zone: 'Asia/Shanghai' },
    ]);
  });

  test('of a deadline in a branch with times of its own names the branch, its hours, its zone and its days', () => {
    const airport = {
      ...calendar,
      zone: 'Asia/Urumqi',
      hours: [{ from: '08:00', until: '12:00' }],
      closed: ['2026-03-03'],
    };
    const { dueAt, trace } = deadlineOf(
      { startsAt: '2026-03-02T02:00:00.000Z', minutes: 300, branch: 'airport' },
      airport,
    );
    expect(dueAt).toBe('2026-03-04T03:00:00.000Z');
    expect(trace).toEqual([
      { step: 'starts', by: 'task', at: '2026-03-02T02:00:00.000Z', zone: 'Asia/Urumqi' },
      { step: 'working-time', minutes: 300 },
      { step: 'hours', spans: [{ from: '08:00', until: '12:00' }], branch: 'airport' },
      { step: 'free-days', days: ['2026-03-03'] },
      { step: 'due', at: '2026-03-04T03:00:00.000Z', zone: 'Asia/Urumqi' },
    ]);
  });

  test('of a deadline names the severity by which it has that much time', () => {
    const gravity = { severity: 'S1', share: 0.5 } as const;
    const { trace } = deadlineOf({ startsAt: '2026-03-02T01:30:00.000Z', minutes: 60, gravity }, calendar);
    expect(trace.map(({ step }) => step)).toEqual(['starts', 'severity', 'working-time', 'hours', 'due']);
    expect(trace[1]).toEqual({ step: 'severity', ...gravity });
  });

  test('of a customer’s own term counts calendar days', () => {
    const { dueAt, trace } = calendarTermOf(
      { startsAt: '2026-09-25T02:00:00.000Z', days: 10 },
      'Asia/Shanghai',
    );
    expect(dueAt).toBe(endOf('2026-10-05'));
    expect(trace.map(({ step }) => step)).toEqual(['starts', 'counts-from', 'term', 'last-day', 'due']);
  });
});

test.each<[start: string, count: number, zone: string, end: string]>([
  // STANDARDS: received Friday 2026-09-25, a simple complaint is due on 2026-10-10.
  ['2026-09-25T02:00:00.000Z', 15, 'Asia/Shanghai', '2026-10-10T23:59:59.999+08:00'],
  // Late in the evening UTC it is the next day in Shanghai already.
  ['2026-09-25T17:00:00.000Z', 15, 'Asia/Shanghai', '2026-10-11T23:59:59.999+08:00'],
  ['2026-10-20T12:00:00.000Z', 8, 'Europe/London', '2026-10-28T23:59:59.999Z'],
  ['2026-10-20T12:00:00.000Z', 5, 'Europe/London', '2026-10-25T23:59:59.999Z'],
])('the term that began at %s ends %i days later in %s at the end of the day', (start, count, zone, end) => {
  expect(calendarTermOf({ startsAt: start, days: count }, zone).dueAt).toBe(new Date(end).toISOString());
});

test.each<[extensions: Extension[], said: string]>([
  [['SPECIAL'], 'Extension 1 must be COMPLEX by CN-2020, not SPECIAL.'],
  [['COMPLEX', 'COMPLEX'], 'Extension 2 must be SPECIAL by CN-2020, not COMPLEX.'],
  [['COMPLEX', 'SPECIAL', 'SPECIAL'], 'Extension 3 must be none by CN-2020, not SPECIAL.'],
])('extensions %j, which the chain does not have, are refused', (extensions, said) => {
  expect(() => term('2026-09-25T10:00+08:00', extensions, stands)).toThrow(said);
});

test('working days that never come are refused', () => {
  const never = { ...calendar, holidays: 'none' as const, closed: [] as string[] };
  for (let at = Date.parse('2026-01-01'); at < Date.parse('2037-01-01'); at += 86_400_000)
    never.closed.push(new Date(at).toISOString().slice(0, 10));
  const startsAt = '2026-01-01T04:00:00.000Z';
  const business = { ...cn, dayKind: 'BUSINESS' as const };
  expect(() => termOf({ startsAt, extensions: [] }, business, never)).toThrow(/No 15 working days within/);
  const rolls = { ...cn, lastDay: 'NEXT_WORKING_DAY' as const };
  expect(() => termOf({ startsAt, extensions: [] }, rolls, never)).toThrow(/No working day within/);
});

test.each([
  ['2026-03-02T01:00:00.000Z', '2026-03-02T02:00:00.000Z', '2026-03-02T01:00:00.000Z'],
  ['2026-03-02T03:00:00.000Z', '2026-03-02T02:00:00.000Z', '2026-03-02T02:00:00.000Z'],
])('a complaint submitted at %s and opened at %s was received at %s', (submittedAt, openedAt, received) => {
  expect(receiptOf({ submittedAt, openedAt })).toBe(received);
});

describe('new facts', () => {
  const facts = { on: 'NEW_FACTS', receivedAt: '2026-10-08T01:00:00.000Z' } as const;

  test('start the term anew from their receipt, without the extensions granted before', () => {
    expect(restartOf(special, facts, cn)).toEqual({ startsAt: facts.receivedAt, extensions: [] });
  });

  test('keep the extensions where a pack says so, and change nothing where it has no such rule', () => {
    const kept = cn.restartRules.map((rule) => ({ ...rule, extensions: 'KEPT' as const }));
    expect(restartOf(complex, facts, { restartRules: kept })).toEqual({
      startsAt: facts.receivedAt,
      extensions: complex,
    });
    expect(restartOf(complex, facts, { restartRules: [] })).toBeUndefined();
  });
});

describe('a deadline is looked at', () => {
  const due = endOf('2026-10-10');

  test('five days and two days before, and when it comes', () => {
    expect(wakeAtsOf(due, cn)).toEqual([endOf('2026-10-05'), endOf('2026-10-08'), due]);
  });

  test('not at moments that have passed, and always when it comes', () => {
    expect(wakeAtsOf(due, cn, '2026-10-06T00:00:00.000Z')).toEqual([endOf('2026-10-08'), due]);
    expect(wakeAtsOf(due, cn, '2026-11-01T00:00:00.000Z')).toEqual([due]);
  });

  test('at the end of days in the zone of the pack, whatever its clocks do', () => {
    // Clocks in London went back in the night to 25 October.
    expect(wakeAtsOf('2026-10-26T23:59:59.999Z', { zone: 'Europe/London', lookDaysBefore: [2, 0] })).toEqual([
      '2026-10-24T22:59:59.999Z',
      '2026-10-26T23:59:59.999Z',
    ]);
  });
});
