import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ContactChannel,
  CustomerType,
  Language,
  Stage,
  Tier,
  VisitKind,
  VisitOutcome,
} from '../../../../shared/contracts/codes.ts';
import { DateKind } from '../../../../shared/contracts/customer.ts';
import {
  Cadence,
  cadence1 as pack,
  rhythmOf,
  workingDaysAfterTry,
} from '../../../../shared/policy/cadence.ts';
import { workingTime1 } from '../../../../shared/policy/calendar.ts';
import { dayAfter, daysBetween, monthsAfter } from '../../../../shared/policy/days.ts';
import { dates1 } from '../../../../shared/policy/important-dates.ts';
import {
  chanceOf,
  daypartOf,
  greetingsOf,
  nextTryOf,
  nextVisitOf,
  type PlanLine,
  type PlannedContact,
  type PlannedCustomer,
  planOf,
  type Tried,
} from '../../../../shared/policy/plan.ts';
import { channelName, visitName, wordsOfPlan } from '../../../../shared/policy/plan-words.ts';
import { isWorkingDay } from '../../../../shared/policy/working-time.ts';
import { off, worked } from './announced.ts';

const calendars = { workingTime: workingTime1, dates: dates1 };

const steady: Cadence = { ...pack, jitterShare: 0 };

const customer = (change: Partial<PlannedCustomer> = {}): PlannedCustomer => ({
  customerId: 'C0001',
  type: 'personal',
  tier: 'vip',
  stage: 'mature',
  zone: 'Asia/Shanghai',
  allowed: ContactChannel.options,
  last: { day: '2026-03-02', outcome: 'COMPLETED' },
  lastInPerson: '2026-03-02',
  dates: [],
  ...change,
});

const visitOf = (change: Partial<PlannedCustomer>, rules = steady, from = '2026-03-03') =>
  nextVisitOf(customer(change), from, rules, calendars);

/** WORKFLOWS, the table of times, visit cadence; the days by stage are ours. Who changes a number sees it move here. */
test.each<
  [type: CustomerType, tier: Tier, days: readonly number[], inPerson: number | undefined, first: string]
>([
  ['personal', 'vip', [30, 30, 30, 30, 60], 90, 'phone'],
  ['personal', 'potential', [60, 90, 90, 60, 180], undefined, 'phone'],
  ['personal', 'mass', [180, 365, 365, 180, 365], undefined, 'mail'],
  ['corporate', 'vip', [30, 30, 30, 30, 60], 90, 'phone'],
  ['corporate', 'potential', [30, 30, 30, 30, 60], 90, 'phone'],
  ['corporate', 'mass', [30, 30, 30, 30, 60], 90, 'phone'],
])(
  'R046 R121 R127 %s customers of tier %s are visited every %j days by stage',
  (type, tier, days, inPerson, first) => {
    const rhythm = rhythmOf(pack, { type, tier });
    expect(Stage.options.map((stage) => rhythm.days[stage])).toEqual(days);
    expect([rhythm.inPersonEveryDays, rhythm.channels[0]]).toEqual([inPerson, first]);
  },
);

/** Monday 2 March 2026 is a working day. */
describe('R124 the next visit', () => {
  test.each<[what: string, change: Partial<PlannedCustomer>, day: string, channel: ContactChannel]>([
    ['of a vip, 30 days after the last', {}, '2026-04-01', 'phone'],
    ['of a potential customer, on the working day before', { tier: 'potential' }, '2026-05-29', 'phone'],
    ['of the mass, by mail', { tier: 'mass' }, '2027-03-02', 'mail'],
    ['of a new mass customer', { tier: 'mass', stage: 'new' }, '2026-08-28', 'mail'],
    ['of a corporate customer', { type: 'corporate', tier: 'mass' }, '2026-04-01', 'phone'],
    ['by the channel that the customer prefers', { preferredChannel: 'wechat' }, '2026-04-01', 'wechat'],
    [
      'by another, if the preferred one is not allowed',
      { preferredChannel: 'wechat', allowed: ['video', 'mail'] },
      '2026-04-01',
      'video',
    ],
    [
      'in person, if the next one would be too late for it',
      { lastInPerson: '2026-01-30' },
      '2026-04-01',
      'in-person',
    ],
    ['by telephone, if the next one is early enough', { lastInPerson: '2026-01-31' }, '2026-04-01', 'phone'],
    ['in person, if there was none yet', { lastInPerson: undefined } as never, '2026-04-01', 'in-person'],
    [
      'not in person, where that is not allowed',
      { lastInPerson: '2025-01-30', allowed: ['mail'] },
      '2026-04-01',
      'mail',
    ],
    [
      'twice as long after it was refused',
      { last: { day: '2026-03-02', outcome: 'REFUSED' } },
      '2026-04-30',
      'phone',
    ],
    [
      'as usual after nobody was reached',
      { last: { day: '2026-03-02', outcome: 'UNREACHABLE' } },
      '2026-04-01',
      'phone',
    ],
    ['when the customer wants it', { wish: '2026-03-12' }, '2026-03-12', 'phone'],
    ['when the customer wants it, but on a working day', { wish: '2026-03-15' }, '2026-03-13', 'phone'],
    ['as usual, if the day that the customer wanted is over', { wish: '2026-03-01' }, '2026-04-01', 'phone'],
    [
      'at once, if it is overdue',
      { last: { day: '2026-01-05', outcome: 'COMPLETED' } },
      '2026-03-03',
      'phone',
    ],
    [
      'by the beginning of the relationship, if there was none yet',
      { last: undefined, since: '2026-02-24' } as never,
      '2026-03-26',
      'phone',
    ],
  ])('%s', (_, change, day, channel) => {
    expect(visitOf(change)).toMatchObject({ day, channel, kind: 'CHECKUP' });
  });

  test('goes to the day after a holiday only if there is no working day before it any more', () => {
    // 4 to 6 April 2026 are free; so is Sunday 5 April.
    const late: Partial<PlannedCustomer> = { last: { day: '2026-03-06', outcome: 'COMPLETED' } };
    expect(visitOf(late, steady, '2026-03-07')?.day).toBe('2026-04-03');
    expect(visitOf(late, steady, '2026-04-04')?.day).toBe('2026-04-07');
  });

  test.each<[what: string, change: Partial<PlannedCustomer>]>([
    ['who is dead', { deceased: true }],
    ['who is under age', { minor: true }],
    ['who must not be contacted', { doNotContact: true }],
    ['who has consented to nothing', { allowed: [] }],
  ])('is not planned for a customer %s, nor is anything else', (_, change) => {
    const birthday = { kind: 'birthday', date: { calendar: 'SOLAR', month: 5, day: 4 } } as const;
    const maturity = {
      kind: 'maturity',
      date: { calendar: 'SOLAR', month: 5, day: 4, year: 2026, once: true },
    } as const;
    expect(visitOf(change)).toBeUndefined();
    const about = customer({ ...change, dates: [birthday, maturity] });
    expect(planOf(about, '2026-03-02', 12, pack, calendars)).toEqual([]);
    expect(greetingsOf(about, '2026-03-02', '2027-03-02', pack, calendars)).toEqual([]);
  });
});

describe('V1 the visits of many do not fall on one day', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => `C${at}`);
  const spread = (days: readonly (string | undefined)[]): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const day of days) counts.set(day ?? '', (counts.get(day ?? '') ?? 0) + 1);
    return counts;
  };

  test('a customer’s day depends on the customer alone', () => {
    for (const customerId of many.slice(0, 50))
      expect(visitOf({ customerId }, pack)).toEqual(visitOf({ customerId }, pack));
    expect(new Set(many.map(chanceOf)).size).toBe(many.length);
    for (const chance of many.map(chanceOf)) expect(chance >= 0 && chance < 1).toBe(true);
  });

  test('customers of one day are visited over the share of the rhythm that the policy gives, none too late', () => {
    // All of them were visited last on a Monday: 13 days of a potential customer’s 90, the weekends among them moved.
    const days = many.map((customerId) => visitOf({ customerId, tier: 'potential' }, pack)?.day ?? '');
    for (const day of days) expect(day <= '2026-05-29' && day >= '2026-05-15').toBe(true);
    const counts = spread(days);
    expect(counts.size).toBeGreaterThanOrEqual(10);
    // A Friday also takes the weekend that follows it.
    expect(Math.max(...counts.values())).toBeLessThan(many.length * (3 / 14) * 1.2);
  });

  test('customers of whom nothing is known are spread over a whole round', () => {
    const unknown = { tier: 'mass', last: undefined } as never;
    const days = many.map((customerId) => visitOf({ ...(unknown as object), customerId }, pack)?.day ?? '');
    const months = spread(days.map((day) => day.slice(0, 7)));
    expect(months.size).toBeGreaterThanOrEqual(12);
    // The month before a long holiday also takes what would fall into it.
    expect(Math.max(...months.values())).toBeLessThan((many.length / 12) * 1.5);
  });

  test('overdue ones are spread over the days to come', () => {
    const days = many.map(
      (customerId) =>
        visitOf({ customerId, tier: 'potential', last: { day: '2025-01-06', outcome: 'COMPLETED' } }, pack)
          ?.day ?? '',
    );
    expect(spread(days).size).toBeGreaterThanOrEqual(8);
    for (const day of days) expect(day >= '2026-03-03' && day <= '2026-03-16').toBe(true);
  });
});

const oneLine = ({ day, kind, channel, topic }: PlannedContact): string =>
  [day, kind, channel, topic].filter((part) => part !== undefined).join(' ');

/** What a newcomer reads first: a year of three customers, on the calendar of 2026. */
describe('V1 V2 R048 R126 R127 the next twelve months', () => {
  const birthday = { kind: 'birthday', date: { calendar: 'SOLAR', month: 2, day: 29 } } as const;

  test('of a vip, born on 29 February, with a deposit that matures', () => {
    const vip = customer({
      last: { day: '2025-12-20', outcome: 'COMPLETED' },
      lastInPerson: '2025-11-20',
      dates: [
        birthday,
        { kind: 'maturity', date: { calendar: 'SOLAR', month: 6, day: 30, year: 2026, once: true } },
      ],
    });
    expect(planOf(vip, '2026-01-01', 12, steady, calendars).map(oneLine)).toEqual([
      // Spring Festival is a public holiday: nobody of the bank calls; 28 February is a make-up Saturday.
      '2026-01-01 GREETING mail new-year',
      '2026-01-19 CHECKUP phone',
      '2026-02-14 CHECKUP in-person',
      '2026-02-17 GREETING mail spring-festival',
      '2026-02-28 GREETING phone birthday',
      '2026-03-16 CHECKUP phone',
      '2026-04-15 CHECKUP phone',
      '2026-05-15 CHECKUP in-person',
      '2026-06-12 CHECKUP phone',
      '2026-06-16 MATURITY phone maturity',
      '2026-06-19 GREETING mail dragon-boat',
      '2026-07-16 CHECKUP in-person',
      '2026-08-14 CHECKUP phone',
      '2026-09-11 CHECKUP phone',
      '2026-09-25 GREETING mail mid-autumn',
      '2026-10-10 CHECKUP in-person',
      '2026-11-09 CHECKUP phone',
      '2026-12-09 CHECKUP phone',
    ]);
  });

  test('of a potential customer', () => {
    const potential = customer({ tier: 'potential', allowed: ['mail', 'phone'], dates: [birthday] });
    expect(planOf(potential, '2026-03-03', 12, steady, calendars).map(oneLine)).toEqual([
      '2026-05-29 CHECKUP phone',
      '2026-06-19 GREETING mail dragon-boat',
      '2026-08-27 CHECKUP phone',
      '2026-09-25 GREETING mail mid-autumn',
      '2026-11-25 CHECKUP phone',
      '2027-02-06 GREETING mail spring-festival',
      '2027-02-23 CHECKUP phone',
      '2027-02-28 GREETING mail birthday',
    ]);
  });

  test('of a mass customer, who keeps Christmas and a birthday by the lunar calendar', () => {
    const mass = customer({
      tier: 'mass',
      allowed: ['mail'],
      festivals: ['christmas'],
      dates: [{ kind: 'birthday', date: { calendar: 'LUNAR', month: 8, day: 1 } }],
    });
    expect(planOf(mass, '2026-03-03', 12, steady, calendars).map(oneLine)).toEqual([
      '2026-09-11 GREETING mail birthday',
      '2026-09-25 GREETING mail mid-autumn',
      '2026-12-25 GREETING mail christmas',
      '2027-02-06 GREETING mail spring-festival',
      '2027-03-02 CHECKUP mail',
    ]);
  });

  test('of a corporate customer: the day of its founding, never a birthday', () => {
    const corporate = customer({
      type: 'corporate',
      tier: 'mass',
      dates: [birthday, { kind: 'founding-day', date: { calendar: 'SOLAR', month: 5, day: 20 } }],
    });
    const greetings = planOf(corporate, '2026-03-03', 12, steady, calendars).filter(
      ({ kind }) => kind === 'GREETING',
    );
    expect(greetings.map(({ topic }) => topic)).toEqual(['founding-day', 'mid-autumn', 'spring-festival']);
  });

  test('a greeting has a point until its day is over where the customer is', () => {
    const [greeting] = greetingsOf(
      customer({ zone: 'America/New_York' }),
      '2026-09-01',
      '2026-10-01',
      pack,
      calendars,
    );
    expect(greeting).toMatchObject({ day: '2026-09-25', mustBy: '2026-09-26T03:59:59.999Z' });
  });

  test('a person greets a vip on a working day; without consent to that it is a mail, without any it is nothing', () => {
    const on = (allowed: readonly ContactChannel[]) =>
      greetingsOf(
        customer({ allowed, dates: [{ kind: 'birthday', date: { calendar: 'SOLAR', month: 5, day: 20 } }] }),
        '2026-05-01',
        '2026-06-01',
        pack,
        calendars,
      ).map(oneLine);
    expect(on(ContactChannel.options)).toEqual(['2026-05-20 GREETING phone birthday']);
    expect(on(['mail', 'in-person'])).toEqual(['2026-05-20 GREETING mail birthday']);
    expect(on(['in-person'])).toEqual([]);
  });
});

const anybody = fc.record({
  customerId: fc.string({ minLength: 1, maxLength: 8 }),
  type: fc.constantFrom(...CustomerType.options),
  tier: fc.constantFrom(...Tier.options),
  stage: fc.constantFrom(...Stage.options),
  allowed: fc.subarray([...ContactChannel.options], { minLength: 1 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
  ago: fc.integer({ min: 1, max: 20 }),
});
const start = fc.integer({ min: 0, max: 300 }).map((days) => dayAfter('2025-01-06', days));

test('R046 V1 in any year, no visit comes later than its rhythm, none on a day off, and in person often enough', () => {
  fc.assert(
    fc.property(anybody, start, ({ month, day, ago, ...who }, from) => {
      const last = dayAfter(from, -ago);
      const about = customer({
        ...who,
        last: { day: last, outcome: 'COMPLETED' },
        lastInPerson: last,
        dates: [{ kind: 'birthday', date: { calendar: 'SOLAR', month, day } }],
      });
      const plan = planOf(about, from, 12, pack, calendars);
      const { days, inPersonEveryDays } = rhythmOf(pack, about);
      const visits = plan.filter(({ kind }) => kind === 'CHECKUP');
      let [before, met] = [last, last];
      for (const visit of visits) {
        expect(daysBetween(before, visit.day)).toBeLessThanOrEqual(days[about.stage]);
        expect(daysBetween(before, visit.day)).toBeGreaterThan(0);
        const weekend = [0, 6].includes(new Date(visit.day).getUTCDay());
        expect([visit.day, (weekend && !worked.has(visit.day)) || off.has(visit.day)]).toEqual([
          visit.day,
          false,
        ]);
        if (visit.channel === 'in-person') met = visit.day;
        if (inPersonEveryDays !== undefined && about.allowed.includes('in-person'))
          expect(daysBetween(met, visit.day)).toBeLessThanOrEqual(inPersonEveryDays);
        before = visit.day;
      }
      expect(daysBetween(before, monthsAfter(from, 12))).toBeLessThanOrEqual(days[about.stage]);
      // Ordered, inside the months, by channels that are allowed, each with its reasons.
      expect(plan.map((one) => one.day)).toEqual(plan.map((one) => one.day).sort());
      for (const { day: on, channel, why } of plan) {
        expect(on >= from && on < monthsAfter(from, 12)).toBe(true);
        expect(about.allowed).toContain(channel);
        expect(why.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 200 },
  );
});

test('R048 a person greets on working days only, a mail comes on the very day, and every greeting is of its day', () => {
  fc.assert(
    fc.property(anybody, start, ({ month, day, ago: _, ...who }, from) => {
      const about = customer({
        ...who,
        dates: [{ kind: 'birthday', date: { calendar: 'SOLAR', month, day } }],
      });
      for (const { day: on, channel, topic, why } of greetingsOf(
        about,
        from,
        monthsAfter(from, 12),
        pack,
        calendars,
      )) {
        expect(why[0]).toEqual({ step: 'date', what: topic, day: on });
        if (channel !== 'mail') expect([on, isWorkingDay(on, workingTime1)]).toEqual([on, true]);
        if (about.tier !== 'vip') expect(channel).toBe('mail');
        if (topic === 'birthday')
          expect(on.slice(5)).toBe([month, day].map((part) => `${part}`.padStart(2, '0')).join('-'));
      }
    }),
    { numRuns: 200 },
  );
});

describe('R047 R115 after nobody answered', () => {
  const first: Tried = { at: '2026-03-02T01:30:00.000Z', channel: 'phone', daypart: 'MORNING' };

  test('it is tried again two and three working days later, at other times of day and by other channels', () => {
    const allowed: ContactChannel[] = ['mail', 'phone', 'wechat'];
    const second = nextTryOf([first], allowed, pack, workingTime1);
    expect(second).toEqual({ at: '2026-03-04T03:30:00.000Z', channel: 'wechat', daypart: 'MIDDAY' });
    const third = nextTryOf([first, second as Tried], allowed, pack, workingTime1);
    expect(third).toEqual({ at: '2026-03-09T06:00:00.000Z', channel: 'phone', daypart: 'AFTERNOON' });
    expect(nextTryOf([first, second as Tried, third as Tried], allowed, pack, workingTime1)).toBeUndefined();
  });

  test('it is never tried in the same part of the day twice in a row, however many tries there are', () => {
    const more: Cadence = { ...pack, tries: 9 };
    const tried: Tried[] = [
      { ...first, daypart: 'MIDDAY' },
      { ...first, daypart: 'AFTERNOON' },
      { ...first, daypart: 'MORNING' },
    ];
    expect(nextTryOf(tried, ['phone'], more, workingTime1)?.daypart).toBe('MIDDAY');
  });

  test('it is tried by the same channel, if there is no other', () => {
    expect(nextTryOf([first], ['phone', 'mail', 'in-person'], pack, workingTime1)?.channel).toBe('phone');
  });

  test('nothing is tried again that was never tried', () => {
    expect(nextTryOf([], ['phone'], pack, workingTime1)).toBeUndefined();
  });

  test('three tries take five working days at least, whenever they begin, and holidays are none of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.constantFrom(...pack.dayparts), (days, part) => {
        const day = dayAfter('2025-01-06', days);
        const tried: Tried[] = [
          {
            at: `${day}T0${Number(part.from.slice(0, 2)) - 8}:45:00.000Z`,
            channel: 'phone',
            daypart: part.daypart,
          },
        ];
        for (
          let next = nextTryOf(tried, ['phone', 'wechat'], pack, workingTime1);
          next !== undefined;
          next = nextTryOf(tried, ['phone', 'wechat'], pack, workingTime1)
        )
          tried.push(next);
        expect(tried).toHaveLength(3);
        const [begun = '', , ended = ''] = tried.map(({ at }) => at.slice(0, 10));
        let passed = 0;
        for (let at = dayAfter(begun, 1); at <= ended; at = dayAfter(at, 1)) {
          const weekend = [0, 6].includes(new Date(at).getUTCDay());
          if (worked.has(at) || (!weekend && !off.has(at))) passed++;
        }
        expect(passed).toBe(5);
        expect(new Set(tried.map(({ daypart }) => daypart)).size).toBe(3);
        for (const [at, { channel }] of tried.entries())
          if (at > 0) expect(channel).not.toBe(tried[at - 1]?.channel);
      }),
    );
  });

  test.each([
    ['2026-03-02T08:00+08:00', 'MORNING'],
    ['2026-03-02T09:00+08:00', 'MORNING'],
    ['2026-03-02T11:29+08:00', 'MORNING'],
    ['2026-03-02T11:30+08:00', 'MIDDAY'],
    ['2026-03-02T14:00+08:00', 'AFTERNOON'],
    ['2026-03-02T19:00+08:00', 'AFTERNOON'],
  ])('%s is in the %s', (at, daypart) => {
    expect(daypartOf(new Date(at).toISOString(), pack, workingTime1)).toBe(daypart);
  });

  test('the last number of working days holds for all tries that follow', () => {
    expect([1, 2, 3, 4].map((tries) => workingDaysAfterTry(pack, tries))).toEqual([2, 3, 3, 3]);
  });
});

/** Lines of every kind; the compiler sees to it that none is forgotten. */
const every: { [Step in PlanLine['step']]: readonly Extract<PlanLine, { step: Step }>[] } = {
  rhythm: [{ step: 'rhythm', type: 'personal', tier: 'vip', stage: 'mature', days: 30 }],
  last: VisitOutcome.options.map((outcome) => ({ step: 'last', day: '2026-03-02', outcome })),
  since: [{ step: 'since', day: '2026-03-02' }],
  never: [{ step: 'never' }],
  longer: [{ step: 'longer', outcome: 'REFUSED', times: 2 }],
  spread: [
    { step: 'spread', days: -4 },
    { step: 'spread', days: 4 },
  ],
  overdue: [{ step: 'overdue', since: '2026-03-02' }],
  wish: [{ step: 'wish', day: '2026-03-12' }],
  'working-day': [{ step: 'working-day', instead: '2026-03-15' }],
  'in-person': [
    { step: 'in-person', days: 90 },
    { step: 'in-person', days: 90, last: '2026-01-05' },
  ],
  channel: ContactChannel.options.flatMap((channel) => [
    { step: 'channel', channel, preferred: true } as const,
    { step: 'channel', channel, preferred: false } as const,
  ]),
  date: [...DateKind.options, ...dates1.festivals.map(({ kind }) => kind)].map((what) => ({
    step: 'date',
    what,
    day: '2026-05-20',
  })),
  lead: [{ step: 'lead', days: 14 }],
  'free-day': [{ step: 'free-day', day: '2026-02-17' }],
};

test('every step of a plan is put into words of its own, with the same figures in both languages', () => {
  const lines: readonly PlanLine[] = Object.values(every).flat();
  const figuresOf = (words = '') => (words.match(/\d{4}-\d{2}-\d{2}|\d+/g) ?? []).sort();
  for (const language of Language.options) {
    expect(new Set(wordsOfPlan(lines, language, dates1)).size).toBe(lines.length);
    expect(wordsOfPlan(lines, language, dates1).join()).not.toMatch(/undefined|NaN/);
    expect(new Set(VisitKind.options.map((kind) => visitName(kind, language))).size).toBe(
      VisitKind.options.length,
    );
    expect(new Set(ContactChannel.options.map((channel) => channelName(channel, language))).size).toBe(
      ContactChannel.options.length,
    );
  }
  for (const line of lines)
    expect([line, figuresOf(wordsOfPlan([line], 'en', dates1)[0])]).toEqual([
      line,
      figuresOf(wordsOfPlan([line], 'zh-CN', dates1)[0]),
    ]);
});

test('why a visit is planned for its day, in words', () => {
  const { why = [] } =
    visitOf({
      last: { day: '2026-03-02', outcome: 'REFUSED' },
      tier: 'potential',
      preferredChannel: 'wechat',
    }) ?? {};
  expect(wordsOfPlan(why, 'en', dates1)).toEqual([
    'Personal customers of tier potential (mature) are visited every 90 days.',
    'The last one was on 2026-03-02 (Mon) (refused).',
    'After that (refused) it takes 2 times as long.',
    'The bank does not work on 2026-08-29 (Sat).',
    'The customer prefers to be reached by WeChat.',
  ]);
  expect(wordsOfPlan(why, 'zh-CN', dates1)).toEqual([
    '个人潜力客户（成熟期）每 90 天回访一次。',
    '上一次为 2026-03-02（周一），结果：客户谢绝。',
    '因上次结果为“客户谢绝”，间隔延长为 2 倍。',
    '2026-08-29（周六）为非工作日。',
    '客户偏好的方式：微信。',
  ]);
});

test('every greeting of the cadence is on a date or a festival that there is', () => {
  const known = [...DateKind.options, ...dates1.festivals.map(({ kind }) => kind)];
  for (const { what } of pack.greetings) expect(known).toContain(what);
});

test.each<[what: string, change: object]>([
  ['a tier without a rhythm', { rhythms: pack.rhythms.slice(1) }],
  ['a part of the day twice', { dayparts: [pack.dayparts[0], pack.dayparts[0], pack.dayparts[2]] }],
  [
    'a part of the day that ends before it begins',
    { dayparts: pack.dayparts.map((part) => ({ ...part, until: '08:00' })) },
  ],
  ['a greeting twice', { greetings: [...pack.greetings, pack.greetings[0]] }],
  ['visits that come before the last one', { jitterShare: 1 }],
])('a cadence with %s is refused', (_, change) => {
  expect(Cadence.safeParse({ ...pack, ...change }).success).toBe(false);
});
