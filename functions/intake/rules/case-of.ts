/** The case that an accepted event opens. */
import type { MessageKind } from '../../../shared/contracts/complaint.ts';
import type {
  ComplaintSubmitted,
  InboundType,
  VisitRequestedByBank,
} from '../../../shared/contracts/events.ts';
import type { CaseHead, ComplaintNote, IntakeAccepted, VisitHead } from '../../../shared/contracts/items.ts';
import type { Sound, SoundMessage } from './judge.ts';

/** What a business key begins with: the same id in a channel may stand for a complaint and for a message about one. */
const matters = {
  'complaint.submitted': 'complaint',
  'complaint.facts-submitted': 'facts',
  'complaint.withdrawal-submitted': 'withdrawal',
  'visit.requested-by-bank': 'visit',
  'customer.changed': 'change',
  'staff.absence-submitted': 'absence',
  'signal.observed': 'signal',
  'churn.alert-submitted': 'alert',
  'survey.requested-by-bank': 'survey',
} as const satisfies Record<InboundType, string>;

/** What identifies the matter: the channel and the message's own id in it, however often it is sent. */
export const businessKeyOf = ({
  type,
  detail: { channel, externalId },
}: Pick<Sound, 'type' | 'detail'>): string => `${matters[type]}#${channel}#${externalId}`;

/** Rows of a new complaint: how it was found, its head, and what the customer said. */
export interface NewCase {
  readonly accepted: IntakeAccepted;
  readonly head: CaseHead;
  readonly note: ComplaintNote;
}

/** The rows that an accepted complaint becomes. */
export function newCase(
  detail: ComplaintSubmitted,
  given: {
    businessKey: string;
    caseId: string;
    eventId: string;
    receivedAt: string;
    openShard: string;
    execution: string;
  },
): NewCase {
  const { businessKey, caseId, eventId, receivedAt, openShard, execution } = given;
  const { v, customerId, ...said } = detail;
  return {
    accepted: { businessKey, v, state: 'ACCEPTED', caseId, eventId, receivedAt },
    head: {
      caseId,
      sk: 'HEAD',
      v: 1,
      kind: 'complaint',
      customerId,
      status: 'RECEIVED',
      round: 1,
      openedAt: receivedAt,
      openShard,
      execution,
    },
    note: { caseId, sk: noteKey(0), v, ...said },
  };
}

/** Rows of a visit that a system of the bank wants: how it was found, its head, and what the visitor should know. */
export interface NewVisit {
  readonly accepted: IntakeAccepted;
  readonly head: VisitHead;
  readonly note?: ComplaintNote;
}

/** The rows that an accepted request for a visit becomes. */
export function newVisit(
  detail: VisitRequestedByBank,
  given: {
    businessKey: string;
    caseId: string;
    eventId: string;
    receivedAt: string;
    /** The day on which it was received, in the bank's zone, and the last moment of the last day at which it has a point. */
    today: string;
    mustBy: string | undefined;
    openShard: string;
    execution: string;
  },
): NewVisit {
  const { businessKey, caseId, eventId, receivedAt, today, mustBy, openShard, execution } = given;
  const { v, channel, externalId, customerId, submittedAt, kind, from, topic, text } = detail;
  return {
    accepted: { businessKey, v, state: 'ACCEPTED', caseId, eventId, receivedAt },
    head: {
      caseId,
      sk: 'HEAD',
      v: 1,
      kind: 'visit',
      customerId,
      status: 'PLANNED',
      visitKind: kind,
      plannedDay: from ?? today,
      // The one that reaches nearly everybody; how it is made after all is weighed later.
      channel: 'phone',
      ...(mustBy !== undefined && { mustBy }),
      ...(topic !== undefined && { topic }),
      round: 1,
      openedAt: receivedAt,
      openShard,
      execution,
    },
    ...(text !== undefined && {
      note: { caseId, sk: noteKey(0), v, channel, externalId, submittedAt, text },
    }),
  };
}

/** Sort key of a note by its number. */
export const noteKey = (number: number): string => `NOTE#${String(number).padStart(4, '0')}`;

/** Rows of a message about an open case: how it was found, what the customer said, and which message it is. */
export interface NewMessage {
  readonly accepted: IntakeAccepted;
  readonly note: ComplaintNote & { readonly brings: MessageKind };
  readonly number: number;
}

/** The rows that an accepted message becomes. */
export function newMessage(
  { type, detail, eventId }: SoundMessage,
  given: { businessKey: string; receivedAt: string; before: number },
): NewMessage {
  const { v, caseId, channel, externalId, submittedAt, text = '' } = detail;
  const { businessKey, receivedAt } = given;
  const number = given.before + 1;
  return {
    accepted: { businessKey, v, state: 'ACCEPTED', caseId, eventId, receivedAt },
    note: {
      caseId,
      sk: noteKey(number),
      v,
      channel,
      externalId,
      submittedAt,
      text,
      brings: brings[type],
      receivedAt,
    },
    number,
  };
}

/** What a message brings to its case. */
const brings = {
  'complaint.facts-submitted': 'SUPPLEMENTED',
  'complaint.withdrawal-submitted': 'WITHDRAWN',
} as const satisfies Record<SoundMessage['type'], MessageKind>;
