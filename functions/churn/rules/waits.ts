/** Until when an alert may wait: never past its own end, so that it has a label in time. */
import { dayAfter } from '../../../shared/policy/days.ts';
import type { Playbooks } from '../../../shared/policy/playbooks.ts';

const DAY = 86_400_000;

/** So many days after a moment. */
export const daysAfter = (at: string, days: number): string =>
  new Date(Date.parse(at) + days * DAY).toISOString();

/** When an alert is closed at the latest, with whatever is known by then. */
export const endOf = (openedAt: string, { longestDays }: Playbooks): string =>
  daysAfter(openedAt, longestDays);

/** A wait that was asked for, or the end of the alert if that comes first. */
export const within = (until: string, end: string): string => (until < end ? until : end);

/** Until when an alert waits for a complaint (R149): its date and some days, or so many days from now where it has none yet. */
export const heldUntil = (
  at: string,
  dueAt: string | undefined,
  { hold: { daysAfterDue, daysWithoutDue } }: Playbooks,
): string => (dueAt === undefined ? daysAfter(at, daysWithoutDue) : daysAfter(dueAt, daysAfterDue));

/** The latest moment to which a person may put a talk off today: the day they named, but no further than the policy lets. */
export function snoozedUntil(
  day: string,
  today: string,
  opensAt: (day: string) => string,
  most: number,
): string {
  const named = day > today ? day : dayAfter(today, 1);
  const last = dayAfter(today, most);
  return opensAt(named < last ? named : last);
}
