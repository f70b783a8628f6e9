/**
 * Whether a customer has left, by what data say: nearly everything is gone, and nothing moves any more. Here only: the label of
 * an alert says so on the day of its measure (`standing-of.ts`), and `leftOn` of everybody, once it has stayed so for long.
 */
import type { HoldingsDay } from '../../../shared/contracts/signals.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { daysBetween } from '../../../shared/policy/days.ts';
import type { History } from './history.ts';
import { balancesOf, indicators } from './indicators.ts';

/** What a customer had on a day, in yuan. */
interface Balance {
  readonly day: string;
  readonly value: number;
}

/**
 * The day from which on every balance is no more than a share of the mean of all before it; oldest first. It is held against
 * everything that was and not against the day of an alert: who is warned of has often taken most of it away by then.
 */
export function lowSince(
  balances: readonly Balance[],
  { left: { balanceRatio }, leastBase }: Pick<Alerting, 'left' | 'leastBase'>,
): string | undefined {
  let since: string | undefined;
  let sum = 0;
  for (const [at, { day, value }] of balances.entries()) {
    const mean = at === 0 ? 0 : sum / at;
    if (since === undefined && mean >= leastBase && value <= balanceRatio * mean) since = day;
    // What came back is not gone; what stays little does not lower what it is held against.
    else if (since !== undefined && value > balanceRatio * mean) since = undefined;
    sum += since === undefined ? value : mean;
  }
  return since;
}

/** The day from which on a customer who had products holds none any more; days oldest first. */
export function closedSince(holdings: readonly Pick<HoldingsDay, 'day' | 'products'>[]): string | undefined {
  let since: string | undefined;
  let had = false;
  for (const { day, products } of holdings) {
    if (products === undefined) continue;
    if (products > 0) {
      had = true;
      since = undefined;
    } else if (had) since ??= day;
  }
  return since;
}

/**
 * The day on which a customer left: the first from which on nearly nothing or no product is there. Undefined until it has been
 * so for long, while too little is known, and while the customer still uses an account or a channel.
 */
export function leftOn(history: History, policy: Alerting): string | undefined {
  const { quietDays } = policy.left;
  const quiet = indicators.daysSinceActivity.of(history).value;
  if (typeof quiet === 'number' && quiet < quietDays) return undefined;
  const [since] = [lowSince(balancesOf(history), policy), closedSince(history.holdings)]
    .filter((day) => day !== undefined)
    .sort();
  return since !== undefined && daysBetween(since, history.today) >= quietDays ? since : undefined;
}
