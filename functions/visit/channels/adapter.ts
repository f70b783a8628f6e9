/** What a way to a customer must be able to say of itself; one file a channel, and tests/unit/functions/visit/channels holds each to it. */
import type { ContactChannel, VisitKind } from '../../../shared/contracts/codes.ts';
import type { CustomerProfile } from '../../../shared/contracts/items.ts';

/** What an adapter may look at of a customer. */
export type Reachable = Pick<CustomerProfile, 'email' | 'mailRefused' | 'phone'>;

/** A way to a customer. */
export interface ChannelAdapter {
  readonly channel: ContactChannel;
  /** Who carries the contact: one of the staff, by a task with a form, or Steward itself, by a mail. */
  readonly carrier: 'TASK' | 'MAIL';
  /** Kinds of visit that can be made this way. */
  readonly kinds: readonly VisitKind[];
  /** Whether the bank has what it needs to reach this customer so. */
  reaches(customer: Reachable): boolean;
}

/** Kinds of visit that need somebody who listens and answers. */
export const spoken: readonly VisitKind[] = [
  'GREETING',
  'CHECKUP',
  'COMPLAINT_FOLLOWUP',
  'MATURITY',
  'REQUESTED',
];

/** Kinds of which a message is enough. */
export const written: readonly VisitKind[] = ['GREETING', 'CHECKUP'];
