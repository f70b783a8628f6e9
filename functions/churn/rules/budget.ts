/** The budget of alerts: which of them call for a person, what acting on one is worth, and how many a manager bears. */
import type { Band } from '../../../shared/contracts/churn.ts';
import type { Tier } from '../../../shared/contracts/codes.ts';
import type { GradeFigures } from '../../../shared/contracts/customer.ts';
import type { CustomerProfile } from '../../../shared/contracts/items.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { dayAfter, weekdayOf } from '../../../shared/policy/days.ts';
import type { Playbooks } from '../../../shared/policy/playbooks.ts';

/** Whether somebody looks at such an alert; the others are cared for without staff, and take no place in a budget. */
export const callsForPerson = ({ route }: Pick<Playbooks, 'route'>, tier: Tier, band: Band): boolean =>
  route[tier][band] === 'PERSON';

/** Whose budget an alert of a customer counts in: their manager's, or their branch's where they have none. */
export const budgetOf = ({ managerId, branch }: Pick<CustomerProfile, 'managerId' | 'branch'>): string =>
  managerId ?? `branch-${branch}`;

/** Alerts that a manager may have been given in a week when one more of this band is raised. */
export const roomFor = (
  band: Band,
  { budget: { perManagerWeek, highShare } }: Pick<Alerting, 'budget'>,
): number => (band === 'high' ? perManagerWeek : Math.floor(perManagerWeek * (1 - highShare)));

/** Entry of the register that counts the alerts of a week by whose budget they take. */
export const loadEntryOf = (staffId: string, week: string): string => `alert-load#${staffId}#${week}`;

/** Monday of the week of a day. */
export const weekOf = (day: string): string => dayAfter(day, -((weekdayOf(day) + 6) % 7));

/** Whole yuan a year that acting on an alert is expected to save: probability × share that is kept × yearly value. */
export function savedValueOf(
  { probability, band, figures }: { probability: number; band: Band; figures: GradeFigures | undefined },
  { saved: { share, marginOfBalance } }: Pick<Alerting, 'saved'>,
): number {
  const yearly = figures?.contribution ?? (figures?.balance ?? 0) * marginOfBalance;
  return Math.round(probability * share[band] * Math.max(0, yearly));
}
