/** How a complaint ended, by what its forms said. */
import { ComplaintOutcome } from '../../../shared/contracts/codes.ts';

/** The outcome of a case; undefined if neither a decision nor a takeover says one. A takeover comes last, so it counts. */
export function outcomeOf({ outcome, way }: Readonly<Record<string, unknown>>): ComplaintOutcome | undefined {
  if (way === 'COMPLETE') return 'MANUAL_TAKEOVER';
  if (way === 'CANCEL') return 'CANCELLED';
  return ComplaintOutcome.safeParse(outcome).data;
}

/** Calendar days from opening to closing, begun ones counted. */
export function daysBetween(openedAt: string, closedAt: string): number {
  return Math.max(0, Math.ceil((Date.parse(closedAt) - Date.parse(openedAt)) / 86_400_000));
}
