/** A small bank for the tests of intake: an event as the bus delivers it, and its customer. */
import { examples } from '../../../../functions/intake/examples.ts';

/** Words that must never leave the records. */
export const CANARY = 'CANARY-6217-0012-3456';

/** A right event; `detail` and `envelope` replace fields, `undefined` leaves them out. */
export function complaintEvent(detail: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) {
  const { valid } = examples['complaint.submitted'];
  const event = { ...valid, detail: { ...(valid.detail as object), ...detail }, ...envelope };
  return JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
}

/** A right message about a case; `detail` replaces fields, `undefined` leaves them out. */
export function messageEvent(
  type: 'complaint.facts-submitted' | 'complaint.withdrawal-submitted',
  detail: Record<string, unknown>,
) {
  const { valid } = examples[type];
  const event = { ...valid, detail: { ...(valid.detail as object), ...detail } };
  return JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
}

/** The customer of that event. */
export const customer = {
  customerId: 'C1001',
  sk: 'PROFILE',
  v: 1,
  name: `Wang ${CANARY}`,
  email: 'wang@example.com',
  language: 'zh-CN',
  type: 'personal',
  tier: 'vip',
  stage: 'mature',
  riskClass: 'compliant',
  managerId: 'S1',
  branch: 'B1',
  zone: 'Asia/Shanghai',
};
