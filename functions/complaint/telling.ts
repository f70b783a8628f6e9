/** Where a complaint stands, what it keeps back from its customer, and how they are told. */
import type { CaseHead, CustomerHold, CustomerProfile, OutboxMail } from '../../shared/contracts/items.ts';
import { mailTo } from '../../shared/platform/advance.ts';

/** Statuses in which a case is not over. */
export const openStatuses: readonly CaseHead['status'][] = [
  'RECEIVED',
  'REGISTERED',
  'ACKNOWLEDGED',
  'TRIAGED',
  'CLOCKED',
  'PROPOSED',
  'NOTIFIED',
];

/** What a complaint keeps back from its customer, as the contact arbiter reads it: one row for each complaint. */
export const holdOf = (
  { caseId, customerId, openedAt }: CaseHead,
  its: Pick<CustomerHold, 'severity' | 'closedAt' | 'liftedAt'> = {},
): CustomerHold => ({ customerId, sk: `HOLD#complaint#${caseId}`, v: 1, caseId, openedAt, ...its });

/** The mail to the customer of a case, once a round and turn; none if the bank has no address. */
export const mailToCustomer = (
  { email, customerId }: CustomerProfile,
  ...[head, at, mail, turn]: Tail<Parameters<typeof mailTo>>
): OutboxMail[] =>
  email === undefined ? [] : [mailTo({ kind: 'customer', id: customerId }, head, at, mail, turn)];

type Tail<All extends readonly unknown[]> = All extends [unknown, ...infer Rest] ? Rest : never;

/** How the customer learns of it. */
export const toldBy = (customer: CustomerProfile): 'mail' | 'nobody' =>
  customer.email === undefined ? 'nobody' : 'mail';
