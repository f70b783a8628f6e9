import { expect, test } from 'vitest';
import type { History } from '../../../../../functions/churn/rules/history.ts';
import { leftOn } from '../../../../../functions/churn/rules/left.ts';
import { alerting1 } from '../../../../../shared/policy/alerting.ts';
import { dayAfter } from '../../../../../shared/policy/days.ts';

const TODAY = '2026-06-15';
const day = (ago: number): string => dayAfter(TODAY, -ago);

/** A customer with these balances, in yuan, so many days ago, and the last transaction so many days ago. */
function history(balances: Readonly<Record<number, number>>, lastMoved?: number): History {
  const kept = { customerId: 'C1', v: 1 as const, expiresAt: 0, moves: 1, ids: new Uint8Array() };
  return {
    at: `${TODAY}T02:00:00.000Z`,
    today: TODAY,
    profile: { tier: 'mass', stage: 'mature' },
    figures: undefined,
    transactions:
      lastMoved === undefined
        ? []
        : [
            {
              ...kept,
              sk: `DAY#transactions#${day(lastMoved)}`,
              day: day(lastMoved),
              count: 1,
              moved: 1,
              came: 0,
              went: 1,
            },
          ],
    ratings: [],
    holdings: Object.entries(balances).map(([ago, balance]) => ({
      ...kept,
      sk: `DAY#holdings#${day(Number(ago))}`,
      day: day(Number(ago)),
      balance,
      at: `${TODAY}T00:00:00.000Z`,
    })),
    signals: [],
    rateGap: undefined,
  };
}

test.each<
  [what: string, balances: Record<number, number>, lastMoved: number | undefined, left: string | undefined]
>([
  ['whose money went and stays away', { 200: 9_000, 150: 11_000, 90: 500, 60: 100, 30: 0 }, 92, day(90)],
  ['who never moved anything that we know of', { 200: 9_000, 90: 500 }, undefined, day(90)],
  ['who still uses the account', { 200: 9_000, 90: 500, 30: 0 }, 20, undefined],
  ['whose money came back', { 200: 9_000, 120: 100, 30: 8_000 }, 100, undefined],
  ['whose money went again', { 200: 9_000, 160: 100, 120: 8_000, 80: 0, 20: 0 }, 90, day(80)],
  ['who went only lately', { 200: 9_000, 59: 0 }, 70, undefined],
  ['who kept more than a tenth', { 200: 10_000, 90: 1_001 }, 92, undefined],
  ['who never had anything to speak of', { 200: 900, 90: 0 }, 92, undefined],
  ['of whom no balance is known', {}, 300, undefined],
])('R196 a customer %s', (_, balances, lastMoved, left) => {
  expect(leftOn(history(balances, lastMoved), alerting1)).toBe(left);
});
