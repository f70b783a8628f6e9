import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { History } from '../../../../../functions/churn/rules/history.ts';
import { leftOn } from '../../../../../functions/churn/rules/left.ts';
import { standingOf } from '../../../../../functions/churn/rules/standing-of.ts';
import { alerting1 } from '../../../../../shared/policy/alerting.ts';
import { dayAfter } from '../../../../../shared/policy/days.ts';
import { playbooks1 } from '../../../../../shared/policy/playbooks.ts';

const ALERT = '2026-03-02';
const LAST = Math.max(...playbooks1.watch.days);
const { quietDays } = alerting1.left;

/** What a customer had, in yuan and products, and when they used a channel or moved anything, by days after the alert. */
interface Told {
  readonly had: readonly (readonly [day: number, balance: number, products?: number])[];
  readonly moved?: readonly number[];
  readonly used?: readonly number[];
}

function figuresOf({ had, moved = [], used = [] }: Told) {
  const on = (after: number) => dayAfter(ALERT, after);
  const kept = { customerId: 'C1', v: 1 as const, expiresAt: 0 };
  return {
    holdings: had.map(([after, balance, products]) => ({
      ...kept,
      sk: `DAY#holdings#${on(after)}`,
      day: on(after),
      balance,
      ...(products !== undefined && { products }),
      at: `${on(after)}T12:00:00.000Z`,
    })),
    transactions: moved.map((after) => ({
      ...kept,
      sk: `DAY#transactions#${on(after)}`,
      day: on(after),
      count: 1,
      moved: 1,
      came: 0,
      went: 1,
      ids: new Uint8Array(),
      moves: 1,
    })),
    signals: used.map((after) => ({
      ...kept,
      sk: `SIGNAL#${on(after)}T02:00:00.000Z#G`,
      signalId: 'G',
      at: `${on(after)}T02:00:00.000Z`,
      from: 'bank' as const,
      what: 'CHANNEL_USED' as const,
      value: 'app',
    })),
  };
}

const standing = (told: Told): string =>
  standingOf(figuresOf(told), { alert: ALERT, measure: dayAfter(ALERT, LAST) }, playbooks1, alerting1)
    .standing;

/** The day, after the alert, on which the same customer has left, as seen so many days after it. */
function left(told: Told, seen: number): number | undefined {
  const today = dayAfter(ALERT, seen);
  const history: History = {
    at: `${today}T20:00:00.000Z`,
    today,
    profile: { tier: 'mass', stage: 'mature' },
    figures: undefined,
    ratings: [],
    rateGap: undefined,
    ...figuresOf(told),
  };
  const day = leftOn(history, alerting1);
  return day === undefined ? undefined : (Date.parse(day) - Date.parse(ALERT)) / 86_400_000;
}

describe('R195 R196 how a customer stands at the last measure, and whether they have left by data', () => {
  test.each<[what: string, told: Told, standing: string, left: number | undefined]>([
    [
      'keeps what was there',
      {
        had: [
          [-90, 50_000],
          [-5, 50_000],
          [80, 49_000],
        ],
      },
      'KEPT',
      undefined,
    ],
    [
      'took some of it away',
      {
        had: [
          [-90, 50_000],
          [-5, 50_000],
          [80, 20_000],
        ],
      },
      'PARTLY',
      undefined,
    ],
    [
      'took all of it away',
      {
        had: [
          [-90, 50_000],
          [-5, 50_000],
          [20, 0],
        ],
      },
      'LOST',
      20,
    ],
    // Half of what was left on the day of the alert, and a twentieth of what there used to be.
    [
      'had taken most of it away before',
      {
        had: [
          [-90, 100_000],
          [-5, 11_000],
          [20, 5_000],
        ],
      },
      'LOST',
      20,
    ],
    [
      'holds no product any more',
      {
        had: [
          [-5, 50_000, 2],
          [20, 40_000, 0],
        ],
      },
      'LOST',
      20,
    ],
    [
      'holds no product for a while',
      {
        had: [
          [-5, 50_000, 2],
          [20, 50_000, 0],
          [40, 50_000, 2],
        ],
      },
      'KEPT',
      undefined,
    ],
    [
      'has nothing there but looks in',
      {
        had: [
          [-5, 50_000],
          [20, 0],
        ],
        used: [85],
      },
      'PARTLY',
      undefined,
    ],
    [
      'has nothing there but moves it through',
      {
        had: [
          [-5, 50_000],
          [20, 0],
        ],
        moved: [85],
      },
      'PARTLY',
      undefined,
    ],
  ])('who %s', (_, told, label, day) => {
    expect([standing(told), left(told, LAST + quietDays - 10)]).toEqual([label, day]);
  });

  test('whoever is LOST by balance or products and stays so has left within the time in which that was foretold', () => {
    const day = fc.integer({ min: -80, max: LAST });
    const told = fc.record({
      had: fc
        .uniqueArray(fc.tuple(day, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 3 })), {
          minLength: 2,
          maxLength: 8,
          selector: ([after]) => after,
        })
        .map((rows) => rows.toSorted(([a], [b]) => a - b)),
      moved: fc.uniqueArray(day, { maxLength: 3 }).map((days) => days.toSorted((a, b) => a - b)),
    });
    let lost = 0;
    fc.assert(
      fc.property(told, (its) => {
        // What nobody said anything of since the alert, no file can confirm.
        if (!its.had.some(([after]) => after > 0) || standing(its) !== 'LOST') return;
        lost++;
        const gone = left(its, LAST + quietDays);
        expect(gone).toBeDefined();
        expect(gone).toBeLessThanOrEqual(alerting1.left.withinDays);
      }),
      { numRuns: 2_000 },
    );
    expect(lost).toBeGreaterThan(20);
  });
});
