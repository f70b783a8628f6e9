/** A date that was agreed with a customer: which moment it is, and from when the visit is prepared. */
import { dayIn, epochAt } from '../../../shared/policy/days.ts';
import { addWorkingTime, isWorkingDay, type WorkingTime } from '../../../shared/policy/working-time.ts';

/** The moment that somebody typed as a day and a time of day in their own zone, e.g. `2026-03-09T10:30`. */
export const momentOf = (typed: string, zone: string): string =>
  new Date(epochAt(typed.slice(0, 10), typed.slice(11), zone)).toISOString();

/**
 * When a visit is taken up again for a moment that was agreed: when the bank opens on that day, or at the moment itself
 * where that is earlier or on a day off. What is over already is taken up at once, in working time.
 */
export function takenUpAt(agreedAt: string, now: string, calendar: WorkingTime): string {
  if (agreedAt <= now) return addWorkingTime(now, 1, calendar);
  const { zone, hours } = calendar;
  const day = dayIn(agreedAt, zone);
  const opens = hours[0]?.from ?? '09:00';
  const morning = new Date(epochAt(day, opens, zone)).toISOString();
  const at = isWorkingDay(day, calendar) && morning < agreedAt ? morning : agreedAt;
  return at > now ? at : addWorkingTime(now, 1, calendar);
}
