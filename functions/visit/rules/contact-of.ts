/** What a visit is to the contact arbiter. */
import type { ContactClass, ContactPurpose, VisitKind } from '../../../shared/contracts/codes.ts';

/** Class and purpose of a contact. */
export interface Standing {
  readonly class: ContactClass;
  readonly purpose: ContactPurpose;
}

const standings: Readonly<Record<VisitKind, Standing>> = {
  GREETING: { class: 'greeting', purpose: 'care' },
  CHECKUP: { class: 'visit', purpose: 'care' },
  // Asked for, or owed: neither needs the customer's yes, and a complaint is no reason to keep away from its own end.
  MATURITY: { class: 'visit', purpose: 'service' },
  REQUESTED: { class: 'visit', purpose: 'service' },
  COMPLAINT_FOLLOWUP: { class: 'complaint-service', purpose: 'service' },
};

/** How a kind of visit stands before the contact rules (R111). */
export const standingOf = (kind: VisitKind): Standing => standings[kind];
