/** A complaint whose customer says in a survey that it is not settled: it is asked for once more, where that is still possible. */
import type { OutboxEvent } from '../../shared/contracts/items.ts';
import type { InvitationHead } from '../../shared/contracts/survey.ts';
import { outboxEvent } from '../../shared/platform/outbox.ts';
import { isReopenable } from '../../shared/policy/reopening.ts';
import type { Surveying } from '../../shared/policy/surveying.ts';
import type { InvitationDesk } from './ports.ts';

/** The wish to have a complaint looked at once more, as it goes on the bus. */
export interface Reopening {
  readonly complaintId: string;
  readonly event: OutboxEvent;
}

/** The wish that follows from an invitation, one for each; undefined where the bank would not take it up any more. */
export async function reopeningOf(
  { cases, zone }: Pick<InvitationDesk, 'cases'> & { readonly zone: string },
  { caseId, customerId, causeId: complaintId }: InvitationHead,
  at: string,
  { review }: Surveying,
  execution: string,
): Promise<Reopening | undefined> {
  const complaint = await cases.anyCase(complaintId);
  if (complaint?.kind !== 'complaint' || !isReopenable(complaint, at, review, zone)) return undefined;
  return {
    complaintId,
    event: outboxEvent({
      cause: [caseId, complaintId],
      at,
      name: 'complaint.reopen-requested',
      caseId: complaintId,
      customerId,
      causeId: execution,
      facts: { why: 'SURVEY', invitation: caseId },
    }),
  };
}
