/** How a complaint ended, by what its forms said. */
import { ComplaintOutcome } from '../../../shared/contracts/codes.ts';
import { CustomerWord, FeedbackClass } from '../../../shared/contracts/complaint.ts';

/**
 * The outcome of a case; undefined if nothing says one. A takeover comes last, so it counts before everything else;
 * then the customer's own wish to end it.
 */
export function outcomeOf(state: Readonly<Record<string, unknown>>): ComplaintOutcome | undefined {
  const { outcome, way, signal, settledNow } = state;
  if (way === 'COMPLETE') return 'MANUAL_TAKEOVER';
  if (way === 'CANCEL') return 'CANCELLED';
  if (signal === 'WITHDRAWN') return 'WITHDRAWN';
  const kind = FeedbackClass.safeParse(state.class).data;
  if (kind !== undefined && kind !== 'COMPLAINT') return `${kind}_ANSWERED`;
  const decided = ComplaintOutcome.safeParse(outcome).data;
  if (decided !== undefined) return decided;
  return settledNow === 'YES' ? 'QUICK_RESOLVED' : undefined;
}

/** The customer's word on a decision that was told; silence where they said nothing. */
export function customerWordOf({ customerWord, word }: Readonly<Record<string, unknown>>): CustomerWord {
  return CustomerWord.safeParse(customerWord).data ?? CustomerWord.safeParse(word).data ?? 'SILENT';
}

/** Days of 24 hours from opening to closing, begun ones counted. */
export function daysOpen(openedAt: string, closedAt: string): number {
  return Math.max(0, Math.ceil((Date.parse(closedAt) - Date.parse(openedAt)) / 86_400_000));
}
