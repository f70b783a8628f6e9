/** How a customer stands some days after an alert, by data alone: nobody's opinion makes a label (R195). */
import type { AlertMeasure, Standing } from '../../../shared/contracts/alert-rows.ts';
import type { TransactionDay } from '../../../shared/contracts/imports.ts';
import type { CustomerSignal } from '../../../shared/contracts/items.ts';
import type { HoldingsDay } from '../../../shared/contracts/signals.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { dayAfter } from '../../../shared/policy/days.ts';
import type { Playbooks } from '../../../shared/policy/playbooks.ts';
import { balancesOf } from './indicators.ts';
import { closedSince, lowSince } from './left.ts';

/** What data say of a customer; days oldest first. */
export interface Figures {
  readonly holdings: readonly HoldingsDay[];
  readonly transactions: readonly TransactionDay[];
  readonly signals: readonly CustomerSignal[];
}

/** What is measured, and on which days of the bank. */
export interface Days {
  /** The day of the alert, and the day of the measure. */
  readonly alert: string;
  readonly measure: string;
}

type Measured = Pick<
  AlertMeasure,
  'standing' | 'balanceKept' | 'products' | 'productsBefore' | 'activityKept'
>;

/**
 * How a customer stands; `figures` is all that is known up to the measure. Gone is who has next to nothing left of what they
 * ever had and has been quiet, or who holds no product any more (`left.ts`); who keeps most of the balance at the alert and
 * every product stays, and whoever is between the two stays in part. Without balances the transactions stand for them; without
 * either nobody knows.
 */
export function standingOf(
  figures: Figures,
  { alert, measure }: Days,
  { watch: { keptFrom, windowDays } }: Playbooks,
  policy: Alerting,
): Measured {
  const { leastBase, left } = policy;
  const before = newest(figures, alert, dayAfter(alert, -windowDays));
  const now = newest(figures, measure, dayAfter(alert, 1));
  const balanceKept =
    before.balance === undefined || now.balance === undefined || before.balance < leastBase
      ? undefined
      : rounded(now.balance / before.balance);
  const made = (days: number, until: string): number =>
    figures.transactions
      .filter(({ day }) => day > dayAfter(until, -days) && day <= until)
      .reduce((sum, { count }) => sum + count, 0);
  const base = made(windowDays, alert);
  const activityKept = base === 0 ? undefined : rounded(made(windowDays, measure) / base);
  const share = balanceKept ?? activityKept;
  const fewer = before.products !== undefined && now.products !== undefined && now.products < before.products;
  return {
    standing: standing(),
    ...(balanceKept !== undefined && { balanceKept }),
    ...(now.products !== undefined && { products: now.products }),
    ...(before.products !== undefined && { productsBefore: before.products }),
    ...(activityKept !== undefined && { activityKept }),
  };

  function standing(): Standing {
    if (now.products === 0 && closedSince(figures.holdings) !== undefined) return 'LOST';
    if (isEmpty() && isQuiet()) return 'LOST';
    if (share === undefined) return 'UNKNOWN';
    return share >= keptFrom && !fewer ? 'KEPT' : 'PARTLY';
  }

  /** Of whom no balance is known, the transactions have to tell. */
  function isEmpty(): boolean {
    if (now.balance === undefined) return activityKept !== undefined && activityKept <= left.balanceRatio;
    return lowSince(balancesOf(figures), policy) !== undefined;
  }

  function isQuiet(): boolean {
    const from = dayAfter(measure, -left.quietDays);
    const used = figures.signals.some(({ what, at }) => what === 'CHANNEL_USED' && at.slice(0, 10) > from);
    return !used && made(left.quietDays, measure) === 0;
  }
}

/** What a customer had at the end of a day, as far as anybody said so since another one. */
function newest(
  { holdings, signals }: Figures,
  until: string,
  from: string,
): { readonly balance: number | undefined; readonly products: number | undefined } {
  const inTime = (day: string): boolean => day >= from && day <= until;
  const days = holdings.filter(({ day }) => inTime(day)).toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const observed = signals
    .filter(({ what, at }) => what === 'BALANCE' && inTime(at.slice(0, 10)))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
  const filed = days.findLast(({ balance }) => balance !== undefined);
  const observedLater =
    observed !== undefined && (filed === undefined || observed.at.slice(0, 10) > filed.day);
  return {
    balance: observedLater ? Number(observed.value) : filed?.balance,
    products: days.findLast(({ products }) => products !== undefined)?.products,
  };
}

const rounded = (share: number): number => Math.round(share * 1_000) / 1_000;
