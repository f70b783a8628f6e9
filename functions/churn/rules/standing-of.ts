/** How a customer stands some days after an alert, by data alone: nobody's opinion makes a label (R195). */
import type { AlertMeasure, Standing } from '../../../shared/contracts/alert-rows.ts';
import type { TransactionDay } from '../../../shared/contracts/imports.ts';
import type { CustomerSignal } from '../../../shared/contracts/items.ts';
import type { HoldingsDay } from '../../../shared/contracts/signals.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { dayAfter } from '../../../shared/policy/days.ts';
import type { Playbooks } from '../../../shared/policy/playbooks.ts';

/** What data say of a customer over some days. */
export interface Figures {
  readonly holdings: readonly HoldingsDay[];
  readonly transactions: readonly TransactionDay[];
  readonly signals: readonly CustomerSignal[];
}

/** Days before the alert whose data are what a customer is measured by, and days before a measure that are measured. */
const WINDOW = 30;

/** What is measured, and on which days of the bank. */
export interface Days {
  /** The day of the alert, and the day of the measure. */
  readonly alert: string;
  readonly measure: string;
}

/** The first day whose rows a measure needs. */
export const firstDayOf = ({ alert }: Pick<Days, 'alert'>, { left: { quietDays } }: Alerting): string =>
  dayAfter(alert, -Math.max(WINDOW, quietDays));

type Measured = Pick<
  AlertMeasure,
  'standing' | 'balanceKept' | 'products' | 'productsBefore' | 'activityKept'
>;

/**
 * How a customer stands. Gone is whose balance is next to nothing and who has been quiet, or who holds no product any more;
 * who keeps most of the balance and every product stays, and whoever is between the two stays in part. Without balances the
 * transactions stand for them; without either nobody knows.
 */
export function standingOf(
  figures: Figures,
  { alert, measure }: Days,
  { watch: { keptFrom } }: Playbooks,
  { leastBase, left }: Alerting,
): Measured {
  const before = newest(figures, alert, dayAfter(alert, -WINDOW));
  const now = newest(figures, measure, dayAfter(alert, 1));
  const balanceKept =
    before.balance === undefined || now.balance === undefined || before.balance < leastBase
      ? undefined
      : rounded(now.balance / before.balance);
  const made = (days: number, until: string): number =>
    figures.transactions
      .filter(({ day }) => day > dayAfter(until, -days) && day <= until)
      .reduce((sum, { count }) => sum + count, 0);
  const base = made(WINDOW, alert);
  const activityKept = base === 0 ? undefined : rounded(made(WINDOW, measure) / base);
  const share = balanceKept ?? activityKept;
  const quiet = made(left.quietDays, measure) === 0;
  const closedAll = now.products === 0 && before.products !== 0;
  const fewer = before.products !== undefined && now.products !== undefined && now.products < before.products;
  return {
    standing: standing({ share, left: share !== undefined && share <= left.balanceRatio && quiet }),
    ...(balanceKept !== undefined && { balanceKept }),
    ...(now.products !== undefined && { products: now.products }),
    ...(before.products !== undefined && { productsBefore: before.products }),
    ...(activityKept !== undefined && { activityKept }),
  };

  function standing({ share, left }: { share: number | undefined; left: boolean }): Standing {
    if (closedAll || left) return 'LOST';
    if (share === undefined) return 'UNKNOWN';
    return share >= keptFrom && !fewer ? 'KEPT' : 'PARTLY';
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
