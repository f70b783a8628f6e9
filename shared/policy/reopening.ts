/** Whether a complaint that was closed is opened again (FEATURES C14). */
import type { CaseHead } from '../contracts/items.ts';
import type { Surveying } from './surveying.ts';
import { calendarTermOf } from './term.ts';

/**
 * What a wish to have a complaint looked at once more leads to: REOPEN; OUTSIDE, where it was opened again often enough and the
 * customer is told who else can be asked. Or to nothing: it is OPEN anyway; the wish is OLDER than the closing that counts;
 * it came LATE; it was NO_COMPLAINT; the customer was TOLD who else can be asked.
 */
export type Reopening = 'REOPEN' | 'OUTSIDE' | 'OPEN' | 'OLDER' | 'LATE' | 'NO_COMPLAINT' | 'TOLD';

/** The closed case as far as it matters. */
type Closed = Pick<CaseHead, 'status' | 'closedAt' | 'class' | 'severity' | 'round' | 'outsideAt'>;

/** The last moment at which a case that was closed then can be opened again. */
export const reopenableUntil = (closedAt: string, { days }: Surveying['review'], zone: string): string =>
  calendarTermOf({ startsAt: closedAt, days }, zone).dueAt;

/** What a wish of that moment leads to; days of the window are those of the bank's zone. */
export function reopeningOf(head: Closed, at: string, review: Surveying['review'], zone: string): Reopening {
  const { status, closedAt, class: kind, severity, round, outsideAt } = head;
  if (status !== 'CLOSED' || closedAt === undefined) return 'OPEN';
  if (kind !== 'COMPLAINT' || severity === undefined) return 'NO_COMPLAINT';
  if (at < closedAt) return 'OLDER';
  if (outsideAt !== undefined) return 'TOLD';
  if (at > reopenableUntil(closedAt, review, zone)) return 'LATE';
  return round > review.mostReopenings ? 'OUTSIDE' : 'REOPEN';
}

/** Whether the bank takes a wish of that moment up at all. */
export const isReopenable = (...asked: Parameters<typeof reopeningOf>): boolean =>
  ['REOPEN', 'OUTSIDE'].includes(reopeningOf(...asked));
