/** When an invitation is looked at: for its reminders, and for its end. */
import type { Surveying } from '../../../shared/policy/surveying.ts';

const DAY = 86_400_000;

/** So many days after a moment. */
export const daysAfter = (at: string, days: number): string =>
  new Date(Date.parse(at) + days * DAY).toISOString();

/** An invitation that was sent, with the mails that reminded of it so far. */
interface Sent {
  readonly invitedAt: string;
  readonly expiresAt: string;
  readonly reminders: number;
}

/**
 * When to look next, after a look at `at`: at the day of the next reminder, or at the end. Where a mail has just left there is
 * as much time before the next as between the invitation and the first reminder, however late that mail was.
 */
export function nextLook(
  { invitedAt, expiresAt, reminders }: Sent,
  at: string,
  { remindAfterDays }: Pick<Surveying, 'remindAfterDays'>,
  { justSent }: { readonly justSent: boolean },
): string {
  const [gap = 0] = remindAfterDays;
  const soonest = justSent ? daysAfter(at, gap) : at;
  const days = remindAfterDays.slice(reminders).map((after) => daysAfter(invitedAt, after));
  const next = days.find((day) => day > at);
  if (next === undefined) return expiresAt;
  const wanted = next > soonest ? next : soonest;
  return wanted < expiresAt ? wanted : expiresAt;
}
