/** How a step moves a case on: once, however often it is tried. */
import type { CaseHead, CustomerProfile, OutboxEvent, OutboxMail } from '../../shared/contracts/items.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import {
  CaseUnknown,
  CustomerUnknown,
  PassingContention,
  StatusUnexpected,
} from '../../shared/faults/faults.ts';
import { outboxEvent, outboxMail } from '../../shared/platform/outbox.ts';
import type { Advance, ComplaintDesk } from './ports.ts';

/** Times a step looks again when the case moved under its hands. */
const MOST_LOOKS = 3;

/**
 * Moves the case on if it stands in one of the statuses `from`, and gives its head as it is then. A case that is at
 * or beyond `past` was moved by an earlier attempt of the same step: its head is given as it is.
 */
export async function advanceOnce(
  { cases }: Pick<ComplaintDesk, 'cases'>,
  caseId: string,
  { from, past }: { from: readonly CaseHead['status'][]; past: readonly CaseHead['status'][] },
  plan: (head: CaseHead) => Promise<Advance>,
): Promise<CaseHead> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const head = await cases.find(caseId);
    if (head === undefined) throw new CaseUnknown(caseId);
    if (past.includes(head.status)) return head;
    if (!from.includes(head.status)) throw new StatusUnexpected(caseId, head.status, from);
    const advance = await plan(head);
    if (await cases.advance(head, advance)) return { ...head, ...advance.set, status: advance.status };
  }
  throw new PassingContention(`Case ${caseId} kept changing while it was to be moved on.`);
}

/** The customer of a case. */
export async function customerOf(
  { customers }: Pick<ComplaintDesk, 'customers'>,
  head: CaseHead,
): Promise<CustomerProfile> {
  const customer = await customers.find(head.customerId);
  if (customer === undefined) throw new CustomerUnknown(head.customerId);
  return customer;
}

/** The events that the storyboard wants from this step, once a round of the case. */
export function eventsOf(
  input: StepInput,
  head: CaseHead,
  at: string,
  facts: Record<string, string | number | boolean>,
): OutboxEvent[] {
  return input.emits.map((name) =>
    outboxEvent({
      cause: [head.caseId, head.round, name],
      at,
      name,
      caseId: head.caseId,
      customerId: head.customerId,
      causeId: input.execution,
      facts,
    }),
  );
}

/** The mail to the customer of a case, once a round; none if the bank has no address. */
export function mailTo(
  customer: CustomerProfile,
  head: CaseHead,
  at: string,
  mail: Pick<OutboxMail, 'template' | 'facts'>,
): OutboxMail[] {
  if (customer.email === undefined) return [];
  const to = { kind: 'customer' as const, id: customer.customerId };
  return [outboxMail({ cause: [head.caseId, head.round], at, to, caseId: head.caseId, ...mail })];
}

/** How the customer learns of it. */
export const toldBy = (customer: CustomerProfile): 'mail' | 'nobody' =>
  customer.email === undefined ? 'nobody' : 'mail';
