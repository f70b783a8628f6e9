/** Until when a complaint must be decided. */
import type { ComplaintTerms } from '../../../shared/policy/complaint-terms.ts';
import { endOfDayAfter } from '../../../shared/policy/working-time.ts';

/** The last moment of the term; it runs from when the bank had the complaint, in whatever channel that was. */
export function dueAtOf(
  { submittedAt, openedAt }: { submittedAt: string; openedAt: string },
  terms: ComplaintTerms,
): string {
  // A channel whose clock is ahead must not lengthen the term.
  const received = Date.parse(submittedAt) < Date.parse(openedAt) ? submittedAt : openedAt;
  return endOfDayAfter(received, terms.decideWithinDays, terms.zone);
}
