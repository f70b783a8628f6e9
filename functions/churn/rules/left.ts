/** Whether a customer has left, by what data say: nearly everything is gone, and nothing moves any more. */
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { daysBetween } from '../../../shared/policy/days.ts';
import type { History } from './history.ts';
import { balancesOf, indicators } from './indicators.ts';

/**
 * The day on which a customer left: the first from which on every balance is no more than a share of the mean of all before
 * it. Undefined while it is higher, while too little is known, and while the customer still uses an account or a channel.
 */
export function leftOn(history: History, policy: Alerting): string | undefined {
  const { balanceRatio, quietDays } = policy.left;
  const quiet = indicators.daysSinceActivity.of(history).value;
  if (typeof quiet === 'number' && quiet < quietDays) return undefined;
  const points = balancesOf(history);
  let left: string | undefined;
  let sum = 0;
  for (const [at, { day, value }] of points.entries()) {
    const mean = at === 0 ? 0 : sum / at;
    if (left === undefined && mean >= policy.leastBase && value <= balanceRatio * mean) left = day;
    // What came back is not gone; what stays little does not lower what it is held against.
    else if (left !== undefined && value > balanceRatio * mean) left = undefined;
    sum += left === undefined ? value : mean;
  }
  return left !== undefined && daysBetween(left, history.today) >= quietDays ? left : undefined;
}
