/** The case that an accepted event opens. */
import type { ComplaintSubmitted } from '../../../shared/contracts/events.ts';
import type { CaseHead, ComplaintNote, IntakeAccepted } from '../../../shared/contracts/items.ts';

/** What identifies the matter: the channel and the message's own id in it, however often it is sent. */
export const businessKeyOf = ({ channel, externalId }: ComplaintSubmitted): string =>
  `complaint#${channel}#${externalId}`;

/** Rows of a new complaint: how it was found, its head, and what the customer said. */
export interface NewCase {
  readonly accepted: IntakeAccepted;
  readonly head: CaseHead;
  readonly note: ComplaintNote;
}

/** The rows that an accepted complaint becomes. */
export function newCase(
  detail: ComplaintSubmitted,
  given: { caseId: string; eventId: string; receivedAt: string; statusShard: string; execution: string },
): NewCase {
  const { caseId, eventId, receivedAt, statusShard, execution } = given;
  const { channel, externalId, customerId, submittedAt, language, subject, text } = detail;
  return {
    accepted: { businessKey: businessKeyOf(detail), v: 1, state: 'ACCEPTED', caseId, eventId, receivedAt },
    head: {
      caseId,
      sk: 'HEAD',
      v: 1,
      kind: 'complaint',
      customerId,
      status: 'RECEIVED',
      round: 1,
      openedAt: receivedAt,
      statusShard,
      execution,
    },
    note: { caseId, sk: 'NOTE#0000', v: 1, channel, externalId, submittedAt, language, subject, text },
  };
}
