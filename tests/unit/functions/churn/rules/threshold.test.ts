import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Judged } from '../../../../../functions/churn/rules/accuracy.ts';
import {
  adjustedToBank,
  bandsOf,
  capacityOf,
  lossLevelsOf,
  movedByEffect,
  proposalOf,
  type TierEffect,
  thresholdOfHistory,
} from '../../../../../functions/churn/rules/threshold.ts';
import { alerting1 } from '../../../../../shared/policy/alerting.ts';
import { Thresholds, thresholds1 } from '../../../../../shared/policy/thresholds.ts';

/** Customers of one probability, so many of whom left. */
const group = (probability: number, rows: number, left: number): Judged[] =>
  Array.from({ length: rows }, (_, at) => ({ probability, left: at < left }));

const figure = (value: number) => ({
  few: false as const,
  of: 100,
  value: { value, low: value, high: value },
});

const few = { few: true as const, of: 3, least: 30 };

const effect = (accuracy: number, recall: number, ofControl?: number): TierEffect => ({
  accuracy: figure(accuracy),
  accuracyOfControl: ofControl === undefined ? few : figure(ofControl),
  recall: figure(recall),
});

const none: TierEffect = {
  accuracy: few,
  accuracyOfControl: few,
  recall: { few: true, of: 2, least: 30 },
};

describe('R186 thresholds by the loss rate of history', () => {
  test('levels that lost less than the one below are joined to it', () => {
    // 4, 6, 5 and 9 of 10: the second and third are 11 of 20.
    const history = [...group(0.1, 10, 4), ...group(0.2, 10, 6), ...group(0.3, 10, 5), ...group(0.4, 10, 9)];
    expect(lossLevelsOf(history, 1)).toEqual([
      { from: 0.1, rows: 10, lossRate: 0.4 },
      { from: 0.2, rows: 20, lossRate: 0.55 },
      { from: 0.4, rows: 10, lossRate: 0.9 },
    ]);
  });

  test('levels too small to say anything are joined, too', () => {
    const history = [...group(0.1, 4, 0), ...group(0.2, 8, 2), ...group(0.3, 10, 5), ...group(0.4, 2, 2)];
    expect(lossLevelsOf(history, 10)).toEqual([
      { from: 0.1, rows: 12, lossRate: 2 / 12 },
      { from: 0.3, rows: 12, lossRate: 7 / 12 },
    ]);
  });

  test('loss rates rise from level to level, and nobody is lost on the way', () => {
    const rows = fc.array(
      fc.record({ probability: fc.integer({ min: 1, max: 99 }).map((n) => n / 100), left: fc.boolean() }),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), (history, least) => {
        const levels = lossLevelsOf(history, least);
        expect(levels.reduce((sum, level) => sum + level.rows, 0)).toBe(history.length);
        for (const [at, level] of levels.entries()) {
          if (at > 0) expect(level.lossRate).toBeGreaterThan(levels[at - 1]?.lossRate ?? 1);
          if (levels.length > 1) expect(level.rows).toBeGreaterThanOrEqual(least);
        }
      }),
    );
  });

  test('a threshold is the probability from which on customers are lost at the rate', () => {
    const history = [...group(0.1, 50, 5), ...group(0.3, 50, 20), ...group(0.6, 50, 40)];
    expect(thresholdOfHistory(history, 0.3, 30)).toBe(0.3);
    expect(thresholdOfHistory(history, 0.5, 30)).toBe(0.6);
    expect(thresholdOfHistory(history, 0.9, 30)).toBeUndefined();
    expect(thresholdOfHistory(history.slice(0, 29), 0.01, 30)).toBeUndefined();
  });
});

describe('R187 thresholds of the industry at the bank’s own loss rate', () => {
  /** Elkan 2001, theorem 2: p′ = b′(p − pb) / (b − pb + b′p − bb′). */
  test.each([
    [0.5, 0.5, 0.1, 0.1],
    [0.3, 0.2, 0.2, 0.3],
    [0.4, 0.05, 0.1, (0.1 * (0.4 - 0.02)) / (0.05 - 0.02 + 0.04 - 0.005)],
  ])('%d at %d is %d’s %d', (threshold, industry, own, adjusted) => {
    expect(adjustedToBank(threshold, industry, own)).toBeCloseTo(adjusted, 12);
    expect(adjustedToBank(adjusted, own, industry)).toBeCloseTo(threshold, 12);
  });

  test.each([0, 1, Number.NaN])('a loss rate of %d is refused', (rate) => {
    expect(() => adjustedToBank(0.5, rate, 0.1)).toThrow(
      `The loss rate of the industry is ${rate}; it must be between 0 and 1.`,
    );
    expect(() => adjustedToBank(0.5, 0.1, rate)).toThrow(RangeError);
  });
});

describe('R144 R189 R202 thresholds adjusted by their effect', () => {
  test.each([
    ['up where too many were wrong, no further than one month may', 0.2, 0.9, 0.35, 'TOO_MANY_FALSE'],
    ['up by as much as was missing', 0.38, 0.9, 0.32, 'TOO_MANY_FALSE'],
    ['down where too many were missed', 0.6, 0.3, 0.25, 'TOO_MANY_MISSED'],
    ['nowhere where both are as they should be', 0.4, 0.6, 0.3, 'AS_IT_SHOULD_BE'],
  ] as const)('%s', (_, accuracy, recall, threshold, why) => {
    expect(movedByEffect(0.3, effect(accuracy, recall), alerting1.evaluation)).toEqual({ threshold, why });
  });

  test('not up because acting kept customers: those on whom nobody acted tell whether alerts are right', () => {
    const { evaluation } = alerting1;
    expect(movedByEffect(0.3, effect(0.2, 0.9), evaluation)).toMatchObject({ why: 'TOO_MANY_FALSE' });
    expect(movedByEffect(0.3, effect(0.2, 0.9, 0.5), evaluation)).toMatchObject({ why: 'AS_IT_SHOULD_BE' });
  });

  test('nowhere where there is too little to tell', () => {
    expect(movedByEffect(0.3, none, alerting1.evaluation)).toEqual({
      threshold: 0.3,
      why: 'TOO_FEW_TO_TELL',
    });
  });
});

describe('R188 proposals that experts can approve', () => {
  test('a bank without history and effect keeps what it has', () => {
    const proposal = proposalOf(thresholds1, { tier: 'mass', history: [], effect: none }, alerting1);
    expect(bandsOf(proposal)).toEqual(thresholds1.bands.mass);
    expect(proposal.low).toEqual({
      current: 0.3,
      effect: { threshold: 0.3, why: 'TOO_FEW_TO_TELL' },
      proposed: 0.3,
    });
  });

  test('history and effect are averaged, within a month’s change', () => {
    const history = [...group(0.1, 100, 1), ...group(0.28, 100, 15), ...group(0.8, 100, 60)];
    const proposal = proposalOf(thresholds1, { tier: 'mass', history, effect: effect(0.5, 0.6) }, alerting1);
    expect(proposal.low).toMatchObject({ history: 0.28, proposed: 0.29 });
    expect(proposal.high).toMatchObject({ history: 0.8, proposed: 0.75 });
  });

  test('R187 the industry’s threshold is adjusted as it is, whatever the bank’s own has come to by now', () => {
    const history = group(0.1, 100, 9);
    const industry = (thresholds: Thresholds) =>
      proposalOf(thresholds, { tier: 'mass', history, effect: none }, alerting1).high.industry;
    const { industryThreshold, industryLossRate } = alerting1.evaluation;
    const adjusted = adjustedToBank(industryThreshold.mass.high, industryLossRate.mass, 0.09);
    expect(industry(thresholds1)).toBe(adjusted);
    const moved = { low: 0.4, medium: 0.6, high: 0.9 };
    expect(industry({ ...thresholds1, bands: { ...thresholds1.bands, mass: moved } })).toBe(adjusted);
  });

  test('what is proposed can always be put in force', () => {
    const histories = fc.array(
      fc.record({ probability: fc.integer({ min: 0, max: 100 }).map((n) => n / 100), left: fc.boolean() }),
      { maxLength: 150 },
    );
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(histories, share, share, (history, accuracy, recall) => {
        const bands = bandsOf(
          proposalOf(thresholds1, { tier: 'vip', history, effect: effect(accuracy, recall) }, alerting1),
        );
        expect(
          Thresholds.safeParse({ ...thresholds1, bands: { ...thresholds1.bands, vip: bands } }).success,
        ).toBe(true);
      }),
    );
  });
});

describe('capacity', () => {
  /** 40 alerts a week that call for a person, over four weeks, and others that are cared for without staff. */
  const of = (length: number, tier: 'vip' | 'mass', probability: number) =>
    Array.from({ length }, () => ({ peaks: [{ month: '2026-06', tier, probability }] }));
  const scored = [...of(160, 'vip', 0.55), ...of(80, 'mass', 0.35), ...of(500, 'mass', 0.05)];
  const byPerson = (tier: string) => tier === 'vip';

  test.each([
    [6, 42, true],
    [5, 35, false],
  ])('with %i relationship managers, 40 alerts a week: at most %i, enough: %s', (managers, most, enough) => {
    expect(
      capacityOf(thresholds1, scored, { weeks: 4, managers, quietDays: 150 }, byPerson, alerting1),
    ).toEqual({
      managers,
      perWeek: { low: 20, medium: 0, high: 40 },
      forPeople: 40,
      most,
      enough,
    });
  });

  test.each([
    ['one who was warned of two months ago is still watched', ['2026-04', '2026-06'], 0],
    ['one who was warned of four months ago has some rest', ['2026-02', '2026-06'], 0],
    ['one who was warned of five months ago may be warned of again', ['2026-01', '2026-06'], 1],
    [
      'one who was above every month is one alert in five of them',
      ['01', '02', '03', '04', '05', '06'].map((m) => `2026-${m}`),
      1,
    ],
  ] as const)('%s', (_, months, alerts) => {
    const peaks = months.map((month) => ({ month, tier: 'vip' as const, probability: 0.55 }));
    const { forPeople } = capacityOf(
      thresholds1,
      [{ peaks }],
      { weeks: 1, managers: 1, quietDays: 150 },
      byPerson,
      alerting1,
    );
    expect(forPeople).toBe(alerts);
  });
});
