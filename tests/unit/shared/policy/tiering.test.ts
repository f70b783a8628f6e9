import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CreditGrade,
  type CustomerType,
  Language,
  type Stage,
  type Tier,
} from '../../../../shared/contracts/codes.ts';
import { type Graded, GradeFigures, type GradeStanding } from '../../../../shared/contracts/customer.ts';
import {
  type GradeLine,
  GradeMethod,
  gradeOf,
  overrideFlaw,
  tiering1 as pack,
  Tiering,
} from '../../../../shared/policy/tiering.ts';
import { wordsOfGrade } from '../../../../shared/policy/tiering-words.ts';

const DAY = 86_400_000;

const by = (method: GradeMethod): Tiering => ({ ...pack, method });

const mass: Graded = { tier: 'mass', below: { vip: 0, potential: 0 } };

const standing = (change: Partial<GradeStanding> = {}): GradeStanding => ({
  type: 'personal',
  stage: 'mature',
  graded: mass,
  ...change,
});

const noonOf = (day: string): string => `${day}T04:00:00.000Z`;

const figures = (change: Partial<GradeFigures>): GradeFigures => ({ asOf: '2026-03-02', ...change });

const grade = (change: Partial<GradeFigures>, present: Partial<GradeStanding>, rules: Tiering) => {
  const of = figures(change);
  return gradeOf(of, standing(present), rules, noonOf(of.asOf));
};

/** Version 1: who changes a number sees these move. */
describe('R010 R029 R030 R031 R032 R033 R034 R035 R036 R113 R120 the four methods grade a customer who was mass', () => {
  test.each<[method: GradeMethod, type: CustomerType, of: Partial<GradeFigures>, tier: Tier, value: number]>([
    ['balance', 'personal', { balance: 499_999 }, 'potential', 499_999],
    ['balance', 'personal', { balance: 500_000 }, 'vip', 500_000],
    ['balance', 'personal', { balance: 50_000 }, 'potential', 50_000],
    ['balance', 'personal', { balance: 49_999.99 }, 'mass', 49_999.99],
    ['balance', 'corporate', { balance: 9_999_999 }, 'potential', 9_999_999],
    ['balance', 'corporate', { balance: 10_000_000 }, 'vip', 10_000_000],
    ['balance', 'corporate', { balance: 999_999 }, 'mass', 999_999],
    ['volume', 'personal', { volume: 1_000_000 }, 'vip', 1_000_000],
    ['volume', 'personal', { volume: 100_000 }, 'potential', 100_000],
    ['volume', 'personal', { volume: 99_999 }, 'mass', 99_999],
    ['volume', 'corporate', { volume: 50_000_000 }, 'vip', 50_000_000],
    ['volume', 'corporate', { volume: 5_000_000 }, 'potential', 5_000_000],
    ['credit', 'personal', { credit: 'prime' }, 'vip', 100],
    ['credit', 'personal', { credit: 'general' }, 'potential', 50],
    ['credit', 'corporate', { credit: 'risk' }, 'mass', 0],
    // 40 + 15 + 15 + 20 + 10: everything is there in full, or more than that.
    [
      'composite',
      'personal',
      { balance: 2_000_000, activity: 90, credit: 'prime', contribution: 50_000, potential: 100 },
      'vip',
      100,
    ],
    // 20 + 15 + 15 + 10 + 0.
    [
      'composite',
      'personal',
      { balance: 500_000, activity: 60, credit: 'prime', contribution: 10_000, potential: 0 },
      'vip',
      60,
    ],
    [
      'composite',
      'personal',
      { balance: 499_000, activity: 60, credit: 'prime', contribution: 10_000, potential: 0 },
      'potential',
      59.96,
    ],
    // 4 + 2.5 + 7.5 + 1 + 5.
    [
      'composite',
      'personal',
      { balance: 100_000, activity: 10, credit: 'general', contribution: 1_000, potential: 50 },
      'mass',
      20,
    ],
    // What the bank lost by a customer takes nothing away from the other parts.
    [
      'composite',
      'personal',
      { balance: 400_000, activity: 60, credit: 'risk', contribution: -9_000, potential: 0 },
      'potential',
      31,
    ],
    // 20 + 7.5 + 15 + 10 + 10.
    [
      'composite',
      'corporate',
      { balance: 10_000_000, activity: 150, credit: 'prime', contribution: 250_000, potential: 100 },
      'vip',
      62.5,
    ],
  ])('by %s, %s, %j: %s', (method, type, of, tier, value) => {
    const { tier: found, graded, why } = grade(of, { type }, by(method));
    expect([found, graded.tier]).toEqual([tier, tier]);
    expect(why.find(({ step }) => step === 'value')).toEqual({ step: 'value', method, value });
  });
});

test('R036 the composite score is the sum of its parts, each of them shown', () => {
  const { why } = grade(
    { balance: 100_000, activity: 10, credit: 'general', contribution: 1_000, potential: 50 },
    {},
    pack,
  );
  expect(pack.method).toBe('composite');
  const parts = why.filter((line): line is Extract<GradeLine, { step: 'part' }> => line.step === 'part');
  expect(parts.map(({ part, points, weight }) => [part, points, weight])).toEqual([
    ['balance', 4, 40],
    ['activity', 2.5, 15],
    ['credit', 7.5, 15],
    ['contribution', 1, 20],
    ['potential', 5, 10],
  ]);
  expect(parts.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
});

test('R042 no figure of age, sex or occupation can be handed in', () => {
  for (const field of ['age', 'sex', 'occupation'])
    expect(GradeFigures.safeParse({ asOf: '2026-03-02', [field]: 40 }).success).toBe(false);
});

/** Days of one customer by balance: a row is a grading day; potential from 50,000, kept down to 45,000; vip 500,000 and 450,000. */
describe('R120 a tier is won at once and lost slowly', () => {
  test.each<[what: string, balances: readonly number[], tiers: readonly Tier[]]>([
    ['up at once, from the bottom to the top', [0, 500_000], ['mass', 'vip']],
    [
      'three days below: lost on the third',
      [500_000, 100_000, 100_000, 100_000],
      ['vip', 'vip', 'vip', 'potential'],
    ],
    [
      'two days below, then within the margin: the days begin anew',
      [500_000, 100_000, 100_000, 450_000, 100_000, 100_000, 100_000],
      ['vip', 'vip', 'vip', 'vip', 'vip', 'vip', 'potential'],
    ],
    [
      'within the margin for ever',
      [500_000, 460_000, 460_000, 460_000, 460_000, 460_000],
      ['vip', 'vip', 'vip', 'vip', 'vip', 'vip'],
    ],
    ['a yuan below the margin', [500_000, 449_999, 449_999, 449_999], ['vip', 'vip', 'vip', 'potential']],
    [
      'down two tiers, if it was too low for both for long enough',
      [500_000, 0, 0, 0],
      ['vip', 'vip', 'vip', 'mass'],
    ],
    [
      'down one tier, if it was too low for the other only for a while',
      [500_000, 100_000, 0, 0, 0],
      ['vip', 'vip', 'vip', 'potential', 'mass'],
    ],
    [
      'the margin keeps a tier, it does not give it',
      [0, 460_000, 49_000],
      ['mass', 'potential', 'potential'],
    ],
    [
      'a threshold between two tiers, to and fro',
      [51_000, 49_000, 51_000, 44_000, 51_000, 44_000, 44_000],
      Array<Tier>(7).fill('potential'),
    ],
  ])('%s', (_, balances, tiers) => {
    let graded = mass;
    const found = balances.map((balance, at) => {
      const day = `2026-03-${String(at + 1).padStart(2, '0')}`;
      const { tier, graded: next } = grade({ asOf: day, balance }, { graded }, by('balance'));
      graded = next;
      return tier;
    });
    expect(found).toEqual(tiers);
  });
});

const vip: Graded = { tier: 'vip', on: '2026-03-01', below: { vip: 2, potential: 0 } };

test.each<[what: string, of: Partial<GradeFigures> | undefined, now: string, line: GradeLine]>([
  ['there are no figures', undefined, noonOf('2026-03-02'), { step: 'no-figures' }],
  [
    'one is missing',
    { balance: 0, activity: 0, credit: 'risk', potential: 0 },
    noonOf('2026-03-02'),
    { step: 'missing', figures: ['contribution'] },
  ],
  [
    'several are missing',
    { activity: 0 },
    noonOf('2026-03-02'),
    { step: 'missing', figures: ['balance', 'credit', 'contribution', 'potential'] },
  ],
  [
    'they are too old',
    { asOf: '2026-03-02' },
    noonOf('2026-04-17'),
    { step: 'too-old', asOf: '2026-03-02', days: 45 },
  ],
  [
    'newer ones were graded already',
    { asOf: '2026-02-28' },
    noonOf('2026-03-02'),
    { step: 'older-than-graded', asOf: '2026-02-28', on: '2026-03-01' },
  ],
])('where %s, the present tier stays, and it says why', (_, of, now, line) => {
  const { tier, graded, why } = gradeOf(of && figures(of), standing({ graded: vip }), pack, now);
  expect([tier, graded]).toEqual(['vip', vip]);
  expect(why).toContainEqual(line);
  expect(why).toContainEqual({ step: 'graded', tier: 'vip', before: 'vip' });
});

test('a method asks for its own figure only', () => {
  for (const method of ['balance', 'volume', 'credit'] as const) {
    const { tier, why } = grade({}, { graded: vip }, by(method));
    expect([method, tier, why.find(({ step }) => step === 'missing')]).toEqual([
      method,
      'vip',
      { step: 'missing', figures: [method] },
    ]);
  }
});

describe('a person’s word against the figures', () => {
  const override = {
    tier: 'vip',
    by: 'S7',
    until: '2026-06-01T00:00:00.000Z',
    reason: 'Family of a vip',
  } as const;
  const low = { balance: 0 };

  test('counts until it ends, and not a moment longer', () => {
    const at = (now: string) =>
      gradeOf(figures({ asOf: now.slice(0, 10), ...low }), standing({ override }), by('balance'), now);
    expect(at('2026-05-31T23:59:59.999Z').tier).toBe('vip');
    expect(at('2026-06-01T00:00:00.000Z').tier).toBe('mass');
    expect(at('2026-05-31T23:59:59.999Z').why.at(-1)).toEqual({
      step: 'override',
      tier: 'vip',
      by: 'S7',
      until: override.until,
    });
    expect(at('2026-06-01T00:00:00.000Z').why.at(-1)).toEqual({
      step: 'override-over',
      tier: 'vip',
      until: override.until,
    });
  });

  test('lets the figures be graded beneath it, so that its end is no step into nothing', () => {
    const { tier, graded } = grade({ balance: 60_000 }, { override }, by('balance'));
    expect([tier, graded.tier]).toEqual(['vip', 'potential']);
  });

  test('counts where there are no figures', () => {
    expect(gradeOf(undefined, standing({ override }), pack, noonOf('2026-03-02')).tier).toBe('vip');
  });

  test('must end, and within half a year', () => {
    const now = noonOf('2026-03-02');
    const until = (days: number) => ({ until: new Date(Date.parse(now) + days * DAY).toISOString() });
    expect(overrideFlaw(until(0), pack, now)).toBe('PAST');
    expect(overrideFlaw(until(1), pack, now)).toBeUndefined();
    expect(overrideFlaw(until(180), pack, now)).toBeUndefined();
    expect(overrideFlaw(until(180.1), pack, now)).toBe('TOO_LONG');
  });
});

test.each<[since: string, stage: Stage, found: Stage | undefined]>([
  ['2026-03-02', 'new', 'new'],
  ['2025-09-04', 'new', 'new'],
  ['2025-09-03', 'new', 'growing'],
  ['2024-03-03', 'growing', 'growing'],
  ['2024-03-02', 'growing', 'mature'],
  ['2027-01-01', 'mature', 'new'],
  // Whoever found these takes them back.
  ['2010-01-01', 'at-risk', undefined],
  ['2010-01-01', 'leaving', undefined],
])('R127 a relationship since %s, so far %s, is found %s on 2026-03-02', (since, stage, found) => {
  expect(gradeOf(undefined, standing({ since, stage }), pack, noonOf('2026-03-02')).stage).toBe(found);
});

test('without the day on which it began, the stage of a relationship stays', () => {
  expect(gradeOf(undefined, standing({ stage: 'new' }), pack, noonOf('2026-03-02')).stage).toBeUndefined();
});

const amount = fc.integer({ min: 0, max: 1_200_000 });

test('grading the same figures again changes nothing, however often', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(amount, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 20 }),
      (days) => {
        let [once, often] = [mass, mass];
        for (const [at, [balance, times]] of days.entries()) {
          const asOf = new Date(Date.parse('2026-01-01') + at * DAY).toISOString().slice(0, 10);
          once = grade({ asOf, balance }, { graded: once }, by('balance')).graded;
          for (let n = 0; n < times; n++)
            often = grade({ asOf, balance }, { graded: often }, by('balance')).graded;
        }
        expect(often).toEqual(once);
      },
    ),
  );
});

/** The rule once more, over the whole history at a time. */
function tierByHistory(balances: readonly number[]): Tier {
  const steps: readonly [tier: Tier, threshold: number][] = [
    ['vip', 500_000],
    ['potential', 50_000],
  ];
  for (const [tier, threshold] of steps) {
    const won = balances.findLastIndex((balance) => balance >= threshold);
    if (won < 0) continue;
    // Held as long as no three days in a row since then were below nine tenths.
    const since = balances.slice(won + 1).map((balance) => (balance < threshold * 0.9 ? 'L' : '.'));
    if (!since.join('').includes('LLL')) return tier;
  }
  return 'mass';
}

test('the tier after any history is what the history as a whole gives', () => {
  const near = fc.oneof(
    amount,
    fc.integer({ min: 440_000, max: 510_000 }),
    fc.integer({ min: 44_000, max: 51_000 }),
  );
  fc.assert(
    fc.property(fc.array(near, { minLength: 1, maxLength: 25 }), (balances) => {
      let graded = mass;
      for (const [at, balance] of balances.entries()) {
        const asOf = new Date(Date.parse('2026-01-01') + at * DAY).toISOString().slice(0, 10);
        graded = grade({ asOf, balance }, { graded }, by('balance')).graded;
      }
      expect(graded.tier).toBe(tierByHistory(balances));
    }),
    { numRuns: 1_000 },
  );
});

test('more of anything never gives a lower tier', () => {
  const part = fc.record({
    balance: amount,
    activity: fc.integer({ min: 0, max: 100 }),
    credit: fc.constantFrom(...CreditGrade.options),
    contribution: fc.integer({ min: -10_000, max: 40_000 }),
    potential: fc.integer({ min: 0, max: 100 }),
  });
  const height = { mass: 0, potential: 1, vip: 2 };
  fc.assert(
    fc.property(
      part,
      fc.constantFrom('balance', 'activity', 'contribution', 'potential'),
      fc.integer({ min: 1, max: 100 }),
      (of, which, more) => {
        const richer = { ...of, [which]: Math.min(of[which] + more, which === 'potential' ? 100 : 1e9) };
        expect(height[grade(richer, {}, pack).tier]).toBeGreaterThanOrEqual(height[grade(of, {}, pack).tier]);
      },
    ),
  );
});

const zone = 'Asia/Shanghai';

/** Lines of every kind; the compiler sees to it that none is forgotten. */
const every: { [Step in GradeLine['step']]: readonly Extract<GradeLine, { step: Step }>[] } = {
  method: GradeMethod.options.map((method) => ({
    step: 'method',
    method,
    type: 'personal',
    asOf: '2026-03-02',
  })),
  part: [
    { step: 'part', part: 'balance', value: 100_000, points: 4, weight: 40 },
    { step: 'part', part: 'credit', value: 'prime', points: 15, weight: 15 },
  ],
  value: [
    { step: 'value', method: 'balance', value: 1234.5 },
    { step: 'value', method: 'composite', value: 59.96 },
  ],
  threshold: (['REACHED', 'KEPT_BY_MARGIN', 'KEPT_FOR_NOW', 'LOST', 'NOT_REACHED'] as const).map(
    (stands) => ({
      step: 'threshold',
      tier: 'vip',
      threshold: 500_000,
      floor: 450_000,
      stands,
      below: 2,
      days: 3,
    }),
  ),
  'no-figures': [{ step: 'no-figures' }],
  missing: [{ step: 'missing', figures: ['balance', 'credit'] }],
  'too-old': [{ step: 'too-old', asOf: '2026-03-02', days: 45 }],
  'older-than-graded': [{ step: 'older-than-graded', asOf: '2026-02-28', on: '2026-03-01' }],
  graded: [
    { step: 'graded', tier: 'vip', before: 'vip' },
    { step: 'graded', tier: 'vip', before: 'mass' },
  ],
  override: [{ step: 'override', tier: 'vip', by: 'S7', until: '2026-06-01T00:00:00.000Z' }],
  'override-over': [{ step: 'override-over', tier: 'vip', until: '2026-06-01T00:00:00.000Z' }],
  stage: [
    { step: 'stage', stage: 'new', before: 'new', days: 20 },
    { step: 'stage', stage: 'growing', before: 'new', days: 200 },
  ],
};

test('every step of a grading is put into words of its own, with the same figures in both languages', () => {
  const lines: readonly GradeLine[] = Object.values(every).flat();
  const figuresOf = (words = '') =>
    words
      .replaceAll(',', '')
      .match(/S7|\d{4}-\d{2}-\d{2}|\d{2}:\d{2}|\d+(\.\d+)?/g)
      ?.sort() ?? [];
  for (const language of Language.options) {
    const words = wordsOfGrade(lines, language, zone);
    expect(new Set(words).size).toBe(lines.length);
    expect(words.join()).not.toMatch(/undefined|NaN/);
  }
  for (const line of lines) {
    const [[en], [zh]] = [wordsOfGrade([line], 'en', zone), wordsOfGrade([line], 'zh-CN', zone)];
    expect([line, figuresOf(en)]).toEqual([line, figuresOf(zh)]);
  }
});

test('R042 R113 why a customer is no longer vip, in words', () => {
  const { why } = grade(
    { balance: 100_000 },
    { graded: { tier: 'vip', on: '2026-03-01', below: { vip: 2, potential: 0 } }, since: '2020-03-02' },
    by('balance'),
  );
  expect(wordsOfGrade(why, 'en', zone)).toEqual([
    'Personal customers are graded by average balance; the figures are of 2026-03-02 (Mon).',
    'That makes 100,000 yuan.',
    'It was below 450,000, the least to keep VIP, on 3 grading days in a row; the tier is lost after 3.',
    'The threshold of potential, 50,000, is reached.',
    'By the figures the customer is potential, and was VIP before.',
    'The relationship is 2191 days old: mature.',
  ]);
  expect(wordsOfGrade(why, 'zh-CN', zone)).toEqual([
    '个人客户按账户平均余额分级，数据截至 2026-03-02（周一）。',
    '合计 100,000 元。',
    '低于保留贵宾客户的最低要求 450,000，已连续 3 个分级日；连续 3 个即降级。',
    '已达到潜力客户的标准 50,000。',
    '按数据，客户为潜力客户，此前为贵宾客户。',
    '关系已持续 2191 天：成熟期。',
  ]);
});

test.each<[what: string, change: object]>([
  ['a threshold of vip below that of potential', { credit: { vip: 50, potential: 60 } }],
  [
    'weights that do not add up',
    { composite: { ...pack.composite, weights: { ...pack.composite.weights, balance: 41 } } },
  ],
  ['a margin of everything', { margin: 1 }],
  ['a tier that is lost after no day', { daysBelow: 0 }],
  ['a type without thresholds', { balance: { personal: pack.balance.personal } }],
  ['a relationship that grows before it is new', { stages: { newDays: 800, growingDays: 730 } }],
])('tiering with %s is refused', (_, change) => {
  expect(Tiering.safeParse({ ...pack, ...change }).success).toBe(false);
});
