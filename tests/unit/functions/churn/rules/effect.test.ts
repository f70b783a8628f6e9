import { describe, expect, test } from 'vitest';
import { effectOf, type Seen, type SeenAlert } from '../../../../../functions/churn/rules/effect.ts';
import { seededRandom } from '../../../../../infra/local/random.ts';
import { type Alerting, alerting1 } from '../../../../../shared/policy/alerting.ts';

const AT = '2026-03-01T00:00:00.000Z';

const afterDays = (days: number): string => new Date(Date.parse(AT) + days * 86_400_000).toISOString();

/** A policy that draws figures from few. */
const bold: Alerting = {
  ...alerting1,
  evaluation: { ...alerting1.evaluation, leastAlerts: 1, leastArm: 1 },
};

let customers = 0;

function alert(change: Partial<SeenAlert> & { readonly leftAfter?: number } = {}): SeenAlert {
  const { leftAfter, ...rest } = change;
  const lost = leftAfter !== undefined;
  return {
    customerId: `C${customers++}`,
    at: AT,
    tier: 'mass',
    band: 'low',
    probability: 0.4,
    label: lost ? 'LOST' : 'RETAINED',
    cost: 0,
    ...(lost ? { leftAt: afterDays(leftAfter) } : {}),
    ...rest,
  };
}

const many = (count: number, change: Parameters<typeof alert>[0] = {}): SeenAlert[] =>
  Array.from({ length: count }, () => alert(change));

const leaversAmong = (alerts: readonly SeenAlert[]) =>
  alerts.flatMap(({ customerId, leftAt }) => (leftAt === undefined ? [] : [{ customerId, leftAt }]));

const seen = (alerts: readonly SeenAlert[], change: Partial<Seen> = {}): Seen => ({
  alerts,
  leavers: leaversAmong(alerts),
  scored: [],
  ...change,
});

describe('the effect of alerts', () => {
  test('R196 R198 accuracy, coverage as the handbook writes it, and recall', () => {
    // 10 alerts, 4 of whose customers left in time; 5 others left and nobody had warned of them.
    const alerts = [...many(6), ...many(4, { leftAfter: 30 })];
    const strangers = ['X1', 'X2', 'X3', 'X4'].map((customerId) => ({ customerId, leftAt: afterDays(10) }));
    const found = effectOf(seen(alerts, { leavers: [...leaversAmong(alerts), ...strangers] }), bold);
    expect(found.accuracy).toMatchObject({ few: false, of: 10, value: { value: 0.4 } });
    expect(found.coverage).toEqual({ few: false, of: 8, value: 10 / 8 });
    expect(found.recall).toMatchObject({ few: false, of: 8, value: { value: 0.5 } });
    expect(found.labels).toEqual({ RETAINED: 6, LOST: 4 });
  });

  test('R198 an alert of the time before is recalled, and covers nobody twice', () => {
    const alerts = many(2);
    const earlier = [alert(), alert({ at: afterDays(-91) })];
    const leavers = earlier.map(({ customerId }) => ({ customerId, leftAt: afterDays(0) }));
    const found = effectOf(seen(alerts, { earlier, leavers }), bold);
    expect(found.recall).toMatchObject({ of: 2, value: { value: 0.5 } });
    expect(found.coverage).toMatchObject({ of: 2, value: 1 });
    expect(found.accuracy).toMatchObject({ of: 2, value: { value: 0 } });
  });

  test('R197 days from alert to leaving: median, lower quarter, and share in good time', () => {
    const alerts = [5, 10, 20, 40].map((leftAfter) => alert({ leftAfter }));
    expect(effectOf(seen(alerts), bold).lead).toEqual({
      few: false,
      of: 4,
      value: { median: 15, p25: 8.75, early: 0.5 },
    });
  });

  test('who left after the days in which it counts, or before the alert, was not foretold', () => {
    const alerts = [alert({ leftAfter: 90 }), alert({ leftAfter: 91 }), alert({ leftAfter: -1 })];
    const found = effectOf(seen(alerts), bold);
    expect(found.accuracy).toMatchObject({ value: { value: 1 / 3 } });
    expect(found.recall).toMatchObject({ value: { value: 1 / 3 } });
    expect(found.lead).toMatchObject({ of: 1, value: { median: 90 } });
  });

  test('an alert of which nobody knows how it ended says nothing of accuracy, and counts as given', () => {
    const found = effectOf(seen([...many(3, { leftAfter: 5 }), alert({ label: 'UNKNOWN' })]), bold);
    expect(found.accuracy).toMatchObject({ of: 3, value: { value: 1 } });
    expect(found.alerts).toBe(4);
    expect(found.coverage).toEqual({ few: false, of: 3, value: 4 / 3 });
  });

  /** The counts of Newcombe’s first example (Statistics in Medicine 17 (1998) 873): 56 of 70 less 48 of 80. */
  test('R199 the effect of acting is the loss of the control arm less that of the treated, with its interval', () => {
    const alerts = [
      ...many(56, { drawn: 'CONTROL', leftAfter: 20 }),
      ...many(14, { drawn: 'CONTROL' }),
      ...many(48, { drawn: 'TREAT', leftAfter: 20, cost: 100 }),
      ...many(32, { drawn: 'TREAT', cost: 100 }),
      // Nobody drew for these, so they say nothing of an effect.
      ...many(50, { leftAfter: 20 }),
    ];
    const { interventions, costPerRetained } = effectOf(seen(alerts), alerting1);
    const all = interventions.at(-1);
    expect(all).toMatchObject({
      band: 'all',
      treated: { count: 48, of: 80 },
      control: { count: 56, of: 70 },
    });
    expect(all?.uplift).toEqual({
      few: false,
      of: 70,
      value: {
        value: expect.closeTo(0.2, 12),
        low: expect.closeTo(0.0524, 4),
        high: expect.closeTo(0.3339, 4),
      },
    });
    expect(all?.warning).toBeUndefined();
    // 80 treated at 100 yuan, of whom one in five stayed because of it.
    expect(costPerRetained).toMatchObject({ few: false, value: expect.closeTo(500, 9) });
  });

  test.each([
    ['WORSE', 40, 10],
    ['PERHAPS_WORSE', 22, 20],
    [undefined, 20, 20],
  ] as const)('R204 contact that makes things worse is warned of: %s', (warning, treated, control) => {
    const arm = (drawn: 'TREAT' | 'CONTROL', lost: number) => [
      ...many(lost, { drawn, leftAfter: 20, band: 'medium', cost: 10 }),
      ...many(100 - lost, { drawn, band: 'medium', cost: 10 }),
    ];
    const found = effectOf(seen([...arm('TREAT', treated), ...arm('CONTROL', control)]), alerting1);
    const medium = found.interventions.find(({ band }) => band === 'medium');
    expect(medium?.warning).toBe(warning);
    expect(found.interventions.find(({ band }) => band === 'low')?.uplift).toEqual({
      few: true,
      of: 0,
      least: 30,
    });
    expect(found.costPerRetained).toEqual({ few: false, of: 100, value: 'NOBODY_RETAINED' });
  });

  test('Qini is the area between the curve of customers kept and the straight line', () => {
    // Acting helps the two who are ranked first, and nobody of the others. Kept after each: 1, 1, 1, 1 halves of the arms,
    // so the curve is at 1/2 from the middle on: 1/2·1/2·1/2 + 1/2·1/2, less the triangle 1/2·1/2.
    const alerts = [
      alert({ drawn: 'CONTROL', probability: 0.9, leftAfter: 9 }),
      alert({ drawn: 'TREAT', probability: 0.9 }),
      alert({ drawn: 'CONTROL', probability: 0.1 }),
      alert({ drawn: 'TREAT', probability: 0.1 }),
    ];
    expect(effectOf(seen(alerts), bold).qini).toEqual({
      few: false,
      of: 2,
      value: expect.closeTo(0.125, 12),
    });
    const turned = alerts.map((one) => ({ ...one, probability: 1 - one.probability }));
    expect(effectOf(seen(turned), bold).qini).toMatchObject({ value: expect.closeTo(-0.125, 12) });
    const alike = alerts.map((one) => ({ ...one, probability: 0.5 }));
    expect(effectOf(seen(alike), bold).qini).toMatchObject({ value: expect.closeTo(0, 12) });
  });

  test('of too few nothing is drawn, and it is said how many there were', () => {
    const found = effectOf(seen(many(29, { leftAfter: 5, drawn: 'TREAT' })), alerting1);
    expect(found.accuracy).toEqual({ few: true, of: 29, least: 30 });
    expect(found.recall).toEqual({ few: true, of: 29, least: 30 });
    expect(found.lead).toEqual({ few: true, of: 29, least: 30 });
    expect(found.qini).toEqual({ few: true, of: 0, least: 30 });
    expect(found.ranking).toEqual({ few: true, of: 0, least: 30 });
  });

  test('of nothing at all nothing is drawn either', () => {
    expect(effectOf(seen([]), alerting1)).toMatchObject({
      alerts: 0,
      labels: {},
      accuracy: { few: true, of: 0 },
    });
  });

  test('the ranking is that of all who were scored', () => {
    const scored = Array.from({ length: 100 }, (_, at) => ({ probability: at / 100, left: at >= 70 }));
    expect(effectOf(seen([], { scored }), alerting1).ranking).toEqual({
      few: false,
      of: 30,
      value: { auc: 1, liftAt10: expect.closeTo(1 / 0.3, 12) },
    });
  });

  test('R199 a declared effect lies within its interval on at least 19 of 20 seeds', () => {
    const [control, effect] = [0.35, 0.12];
    const within = Array.from({ length: 20 }, (_, seed) => {
      const draw = seededRandom(seed + 1);
      const alerts = Array.from({ length: 1_500 }, () => {
        const drawn = draw() < 0.2 ? ('CONTROL' as const) : ('TREAT' as const);
        const leaves = draw() < control - (drawn === 'TREAT' ? effect : 0);
        return alert({ drawn, ...(leaves ? { leftAfter: 30 } : {}) });
      });
      const uplift = effectOf(seen(alerts), alerting1).interventions.at(-1)?.uplift;
      return uplift?.few === false && uplift.value.low <= effect && effect <= uplift.value.high;
    });
    expect(within.filter((is) => is).length).toBeGreaterThanOrEqual(19);
  });
});
