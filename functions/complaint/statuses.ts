/** Where a complaint stands, and what it keeps back from its customer. */
import type { CaseHead, CustomerHold } from '../../shared/contracts/items.ts';
import { HOLD_KEY } from '../../shared/platform/holds.ts';

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
): CustomerHold => ({ customerId, sk: `${HOLD_KEY}${caseId}`, v: 1, caseId, openedAt, ...its });
