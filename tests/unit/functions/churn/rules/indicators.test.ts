import { describe, expect, test } from 'vitest';
import { cleaned, type History } from '../../../../../functions/churn/rules/history.ts';
import {
  type Indicator,
  type IndicatorName,
  indicatorNames,
  indicators,
  measuredOf,
} from '../../../../../functions/churn/rules/indicators.ts';
import type { CustomerSignal } from '../../../../../shared/contracts/items.ts';
import { alerting1 } from '../../../../../shared/policy/alerting.ts';
import { dayAfter } from '../../../../../shared/policy/days.ts';
import { townsman } from '../../../../kit/churn-town.ts';

const AT = '2026-06-15T02:00:00.000Z';
const TODAY = '2026-06-15';

const nobody: History = {
  at: AT,
  today: TODAY,
  profile: { tier: 'potential', stage: 'mature' },
  figures: undefined,
  transactions: [],
  ratings: [],
  holdings: [],
  signals: [],
  rateGap: undefined,
};

const day = (ago: number): string => dayAfter(TODAY, -ago);
const kept = { customerId: 'C1', v: 1 as const, expiresAt: 0, moves: 1, ids: new Uint8Array() };
const moved = (ago: number, count: number, yuan: number) => ({
  ...kept,
  sk: `DAY#transactions#${day(ago)}`,
  day: day(ago),
  count,
  moved: yuan * 100,
  came: 0,
  went: yuan * 100,
});
const rated = (ago: number, score: number) => ({
  ...kept,
  sk: `DAY#ratings#${day(ago)}`,
  day: day(ago),
  count: 1,
  sum: score,
  lowest: score,
});
const has = (ago: number, what: { balance?: number; products?: number }) => ({
  ...kept,
  sk: `DAY#holdings#${day(ago)}`,
  day: day(ago),
  at: AT,
  ...what,
});
const signal = (
  ago: number,
  what: CustomerSignal['what'],
  more: Partial<CustomerSignal> = {},
): CustomerSignal => {
  const at = new Date(Date.parse(AT) - ago * 86_400_000).toISOString();
  const signalId = more.signalId ?? `G${what}${ago}`;
  return {
    ...kept,
    sk: `SIGNAL#${at}#${signalId}`,
    signalId,
    at,
    from: 'bank',
    what,
    ...more,
  } as CustomerSignal;
};
const complaint = (ago: number, caseId: string, ...then: [number, CustomerSignal['what'], string?][]) => [
  signal(ago, 'COMPLAINT_RECEIVED', { caseId }),
  ...then.map(([at, what, value]) => signal(at, what, { caseId, ...(value !== undefined && { value }) })),
];

const measuredIn = (name: IndicatorName, history: Partial<History>) => {
  const { of }: Indicator = indicators[name];
  return of({ ...nobody, ...history }, alerting1);
};

/** What is known, and what follows from it; the first line of each is that nothing is known. */
const table: [name: IndicatorName, history: Partial<History>, value: string | number | undefined][] = [
  ['tenureDays', {}, undefined],
  ['tenureDays', { profile: { ...nobody.profile, since: '2025-06-15' } }, 365],
  ['stage', {}, 'mature'],
  ['tier', {}, 'potential'],
  ['products', {}, undefined],
  ['products', { holdings: [has(40, { products: 3 }), has(3, { products: 2 }), has(1, { balance: 1 })] }, 2],
  ['products', { holdings: [has(61, { products: 3 })] }, undefined],
  ['balanceRatio90', {}, undefined],
  [
    'balanceRatio90',
    { holdings: [80, 50, 20].map((ago) => has(ago, { balance: ago === 20 ? 5_000 : 10_000 })) },
    0.5,
  ],
  ['balanceRatio90', { holdings: [has(80, { balance: 999 }), has(2, { balance: 5 })] }, undefined],
  [
    'balanceRatio90',
    { holdings: [has(80, { balance: 10_000 })], signals: [signal(1, 'BALANCE', { value: 2_000 })] },
    0.2,
  ],
  [
    'balanceRatio90',
    { holdings: [has(80, { balance: 2_000 })], figures: { asOf: day(1), balance: 900_000 } },
    10,
  ],
  ['volumeRatio90', {}, undefined],
  ['volumeRatio90', { transactions: [moved(100, 1, 4_000), moved(5, 9, 1_000)] }, 0.25],
  ['volumeRatio90', { transactions: [moved(5, 9, 1_000)] }, undefined],
  ['activityRatio90', {}, undefined],
  ['activityRatio90', { transactions: [moved(179, 4, 1), moved(90, 4, 1), moved(89, 2, 1)] }, 0.25],
  ['daysSinceActivity', {}, undefined],
  [
    'daysSinceActivity',
    { transactions: [moved(30, 1, 1)], signals: [signal(12, 'CHANNEL_USED', { value: 'app' })] },
    12,
  ],
  ['channelsUsed90', {}, undefined],
  ['channelsUsed90', { signals: [signal(120, 'CHANNEL_USED', { value: 'app' })] }, 0],
  [
    'channelsUsed90',
    { signals: [1, 2, 3].map((at) => signal(at, 'CHANNEL_USED', { value: at === 3 ? 'web' : 'app' })) },
    2,
  ],
  ['salaryStopped', {}, undefined],
  ['salaryStopped', { signals: [signal(10, 'SALARY_ARRIVED')] }, 0],
  ['salaryStopped', { signals: [signal(46, 'SALARY_ARRIVED')] }, 1],
  ['salaryStopped', { signals: [signal(20, 'SALARY_ARRIVED'), signal(3, 'SALARY_STOPPED')] }, 1],
  ['productsClosed180', {}, 0],
  [
    'productsClosed180',
    { signals: [10, 170, 190].map((ago) => signal(ago, 'PRODUCT_CLOSED', { value: 'fund' })) },
    2,
  ],
  ['satisfactionLast', {}, undefined],
  ['satisfactionLast', { ratings: [rated(9, 4)], signals: [signal(3, 'SATISFACTION', { value: 2 })] }, 2],
  ['satisfactionTrend', {}, undefined],
  ['satisfactionTrend', { ratings: [rated(200, 5), rated(120, 4), rated(20, 2)] }, -2.5],
  ['satisfactionTrend', { ratings: [rated(20, 2)] }, undefined],
  ['complaints365', {}, 0],
  [
    'complaints365',
    {
      signals: [
        ...complaint(300, 'K1', [290, 'COMPLAINT_CLOSED', 'REJECTED']),
        ...complaint(20, 'K2', [10, 'COMPLAINT_CLOSED', 'PRAISE_ANSWERED']),
        ...complaint(5, 'K3'),
      ],
    },
    2,
  ],
  ['complaintUndecided', {}, 0],
  ['complaintUndecided', { signals: complaint(300, 'K1', [290, 'COMPLAINT_CLOSED', 'RESOLVED_UPHELD']) }, 0],
  ['complaintUndecided', { signals: complaint(5, 'K1') }, 1],
  ['complaintUndecided', { signals: complaint(20, 'K1', [4, 'COMPLAINT_BREACHED']) }, 2],
  ['unreachable180', {}, 0],
  [
    'unreachable180',
    { signals: [signal(3, 'UNREACHABLE'), signal(90, 'REFUSED'), signal(181, 'REFUSED')] },
    2,
  ],
  ['marketIndex', {}, undefined],
  ['marketIndex', { rateGap: 0.4 }, 0.4],
];

describe('R155 R156 R157 R158 R159 R181 each indicator', () => {
  test.each(table)('%s of %j is %s', (name, history, value) => {
    expect(measuredIn(name, history).value).toBe(value);
  });

  test('stands in the table above', () => {
    expect(new Set(table.map(([name]) => name))).toEqual(new Set(indicatorNames));
  });

  test('names rows that are there, newest first and no more than ten', () => {
    const history = Array.from({ length: 50 }, (_, at) => townsman(at, AT).history);
    for (const one of history) {
      const { rows } = measuredOf(cleaned(one).history, alerting1);
      const known = new Set([
        'PROFILE',
        'GRADE',
        ...[...one.transactions, ...one.ratings, ...one.holdings, ...one.signals].map(({ sk }) => sk),
      ]);
      for (const keys of Object.values(rows)) {
        expect(keys.length).toBeLessThanOrEqual(10);
        expect(keys.filter((key) => !known.has(key))).toEqual([]);
      }
    }
    const many = Array.from({ length: 12 }, (_, at) => signal(at + 1, 'PRODUCT_CLOSED', { value: 'fund' }));
    const { value, rows } = measuredIn('productsClosed180', {
      signals: cleaned({ ...nobody, signals: many }).history.signals,
    });
    expect([value, rows.length, rows[0]]).toEqual([12, 10, many[0]?.sk]);
  });
});

/** Customers of the generated town on which overlap is looked for. */
const TOWN = 2_000;

describe('R154 the registry of indicators', () => {
  const rows = Array.from(
    { length: TOWN },
    (_, at) => measuredOf(cleaned(townsman(at, AT).history).history, alerting1).row,
  );

  test('covers basic information, behaviour, satisfaction, feedback and market', () => {
    const groups = new Set(Object.values(indicators).map(({ group }) => group));
    expect(groups).toEqual(new Set(['basic', 'behaviour', 'satisfaction', 'feedback', 'market']));
  });

  test('has no two that read the same in the same way', () => {
    const ways = Object.values(indicators).map(({ reads, way }) => `${[...reads].sort().join(' ')} ${way}`);
    expect(new Set(ways).size).toBe(indicatorNames.length);
  });

  test('is measurable and dynamic: each of them differs from customer to customer', () => {
    for (const name of indicatorNames) {
      const told = rows.map((row) => row[name]).filter((value) => value !== undefined);
      expect([name, told.length > TOWN / 10, new Set(told).size > 1]).toEqual([name, true, true]);
    }
  });

  test('has no two that say the same of a town of customers', () => {
    const numbers = indicatorNames.filter((name) => rows.some((row) => typeof row[name] === 'number'));
    const overlaps = numbers.flatMap((one, at) =>
      numbers.slice(at + 1).flatMap((other) => {
        const both = rows.flatMap((row) => {
          const pair = [row[one], row[other]];
          return pair.every((value) => typeof value === 'number') ? [pair as [number, number]] : [];
        });
        const r = correlationOf(both);
        return Math.abs(r) > 0.9 ? [`${one} and ${other}: ${r.toFixed(2)}`] : [];
      }),
    );
    expect(overlaps).toEqual([]);
  });

  test('would be caught if it had two: a number and its half correlate fully', () => {
    const pairs = rows.map((row): [number, number] => [Number(row.tenureDays), Number(row.tenureDays) / 2]);
    expect(correlationOf(pairs)).toBeCloseTo(1, 9);
  });

  test('R154 the town has something to tell: those who leave differ from those who stay', () => {
    const meanOf = (name: IndicatorName, leaving: boolean): number => {
      const values = rows.flatMap((row, at) => {
        const value = row[name];
        return townsman(at, AT).leaving === leaving && typeof value === 'number' ? [value] : [];
      });
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    for (const name of ['balanceRatio90', 'activityRatio90'] as const)
      expect([name, meanOf(name, true) < meanOf(name, false) - 0.15]).toEqual([name, true]);
    expect(meanOf('complaints365', true)).toBeGreaterThan(meanOf('complaints365', false));
  });
});

/** Correlation after Pearson. */
function correlationOf(pairs: readonly (readonly [number, number])[]): number {
  const count = pairs.length;
  const meanOf = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / count;
  const [x, y] = [meanOf(0), meanOf(1)];
  const sum = (of: (pair: readonly [number, number]) => number) =>
    pairs.reduce((all, pair) => all + of(pair), 0);
  const spread = Math.sqrt(sum(([a]) => (a - x) ** 2) * sum(([, b]) => (b - y) ** 2));
  return spread === 0 ? 0 : sum(([a, b]) => (a - x) * (b - y)) / spread;
}

describe('R180 cleaning', () => {
  test('leaves out what lies ahead, what was said twice, and what cannot be, and says which', () => {
    const good = signal(3, 'SATISFACTION', { value: 4 });
    const twice = { ...good, sk: `${good.sk}Z`, signalId: 'other' };
    const { history, leftOut } = cleaned({
      ...nobody,
      transactions: [moved(-1, 1, 1), moved(1, 1, 1)],
      signals: [signal(-0.5, 'UNREACHABLE'), twice, good, signal(2, 'BALANCE', { value: 'much' })],
    });
    expect(history.transactions.map(({ day: on }) => on)).toEqual([day(1)]);
    expect(history.signals).toEqual([good]);
    expect(leftOut.map(({ why }) => why).sort()).toEqual(['FUTURE', 'FUTURE', 'REPEATED', 'UNFIT']);
    expect(leftOut.find(({ why }) => why === 'REPEATED')?.row).toBe(twice.sk);
  });

  test('twice is no more than once, and whatever the order of rows, the same is measured', () => {
    for (let number = 0; number < 100; number++) {
      const { history } = townsman(number, AT);
      const once = cleaned(history).history;
      expect(cleaned(once)).toEqual({ history: once, leftOut: [] });
      const turned = {
        ...history,
        signals: history.signals.toReversed(),
        transactions: history.transactions.toReversed(),
      };
      expect(measuredOf(cleaned(turned).history, alerting1)).toEqual(measuredOf(once, alerting1));
    }
  });
});
