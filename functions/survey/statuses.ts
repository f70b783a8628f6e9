/** Where an invitation stands, and what ends it before it is answered. */
import type { SignalKind } from '../../shared/contracts/complaint.ts';
import type { InvitationHead, InvitationOutcome } from '../../shared/contracts/survey.ts';
import type { FoundAnswer } from '../../shared/platform/answer-once.ts';
import type { InvitationAdvance } from './ports.ts';

/** Statuses of an invitation that is not over. */
export const openStatuses: readonly InvitationHead['status'][] = [
  'OPENED',
  'INVITED',
  'ANSWERED',
  'SCORED',
  'RECOVERED',
];

/** What a step of an invitation has found. */
export type Found<Answer> = FoundAnswer<Answer, InvitationAdvance>;

/** Why an invitation was stopped. */
export type Stop = NonNullable<InvitationHead['stopped']>;

/** What stops an invitation, the gravest first. */
const stops: readonly (readonly [SignalKind, Stop])[] = [
  ['OPTED_OUT', 'OPTED_OUT'],
  ['COMPLAINT_OPENED', 'COMPLAINT'],
  ['BOUNCED', 'BOUNCED'],
  ['ENDED', 'ENDED'],
];

/** What stops an invitation among the signals it has not heard yet. */
export const stopIn = (signals: readonly { readonly kind: SignalKind }[]): Stop | undefined =>
  stops.find(([kind]) => signals.some((signal) => signal.kind === kind))?.[1];

/** How an invitation ends that was stopped before it was answered. */
export const endingBy: Readonly<Record<Stop, InvitationOutcome>> = {
  OPTED_OUT: 'OPTED_OUT',
  BOUNCED: 'UNDELIVERABLE',
  COMPLAINT: 'CANCELLED',
  ENDED: 'NO_RESPONSE',
};
