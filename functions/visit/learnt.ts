/** Signals of a customer, as a visit writes them. */
import type { CustomerSignal, VisitHead } from '../../shared/contracts/items.ts';
import { derivedId } from '../../shared/platform/ids.ts';

/** A signal, once a visit, cause and kind; forgotten after so many days. */
export function signalOf(
  { caseId, customerId }: VisitHead,
  { what, value }: Pick<CustomerSignal, 'what' | 'value'>,
  { at, cause, days }: { readonly at: string; readonly cause: string; readonly days: number },
): CustomerSignal {
  const signalId = derivedId('G', caseId, what, cause);
  return {
    customerId,
    sk: `SIGNAL#${at}#${signalId}`,
    v: 1,
    signalId,
    at,
    from: 'visit',
    what,
    ...(value !== undefined && { value }),
    caseId,
    expiresAt: Math.floor(Date.parse(at) / 1_000) + days * 86_400,
  };
}
