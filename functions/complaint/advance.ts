/** How a step moves a case on: once, however often it is tried. */
import type {
  CaseHead,
  CustomerHold,
  CustomerProfile,
  OutboxEvent,
  OutboxMail,
} from '../../shared/contracts/items.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import {
  CaseUnknown,
  CustomerUnknown,
  PassingContention,
  StatusUnexpected,
} from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { outboxEvent, outboxMail } from '../../shared/platform/outbox.ts';
import type { Advance, ComplaintDesk } from './ports.ts';

type Status = CaseHead['status'];

/** Statuses in which a case is not over. */
export const openStatuses: readonly Status[] = [
  'RECEIVED',
  'REGISTERED',
  'ACKNOWLEDGED',
  'TRIAGED',
  'CLOCKED',
  'PROPOSED',
  'NOTIFIED',
];

/** Times a step looks again when the case moved under its hands. */
const MOST_LOOKS = 5;

/** Where a step may begin, and how it knows that an earlier attempt of it was there already. */
export interface Span {
  readonly from: readonly Status[];
  /** Statuses at or beyond the step; a step that leaves the status as it is asks for something else it wrote. */
  readonly past: readonly Status[] | ((head: CaseHead) => boolean | Promise<boolean>);
}

/**
 * Moves the case on if it stands in one of the statuses `from`, and gives its head as it is then. A case that is
 * `past` was moved by an earlier attempt of the same step: its head is given as it is.
 */
export async function advanceOnce(
  { cases, clock }: Pick<ComplaintDesk, 'cases' | 'clock'>,
  caseId: string,
  { from, past }: Span,
  plan: (head: CaseHead, at: string) => Promise<Advance>,
): Promise<CaseHead> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const head = await cases.find(caseId);
    if (head === undefined) throw new CaseUnknown(caseId);
    const isPast = typeof past === 'function' ? await past(head) : past.includes(head.status);
    if (isPast) return head;
    if (!from.includes(head.status)) throw new StatusUnexpected(caseId, head.status, from);
    const at = instantOf(clock.now());
    const advance = await plan(head, at);
    if (await cases.advance(head, advance, at)) return headAfter(head, advance);
  }
  throw new PassingContention(`Case ${caseId} kept changing while it was to be moved on.`);
}

function headAfter(head: CaseHead, { status, set, unset = [] }: Advance): CaseHead {
  const after: CaseHead = { ...head, ...set, status };
  for (const field of unset) delete after[field];
  return after;
}

/** What a complaint keeps back from its customer, as the contact arbiter reads it: one row for each complaint. */
export const holdOf = (
  { caseId, customerId, openedAt }: CaseHead,
  its: Pick<CustomerHold, 'severity' | 'closedAt' | 'liftedAt'> = {},
): CustomerHold => ({ customerId, sk: `HOLD#complaint#${caseId}`, v: 1, caseId, openedAt, ...its });

/** The customer of a case. */
export async function customerOf(
  { customers }: Pick<ComplaintDesk, 'customers'>,
  head: CaseHead,
): Promise<CustomerProfile> {
  const customer = await customers.find(head.customerId);
  if (customer === undefined) throw new CustomerUnknown(head.customerId);
  return customer;
}

type Facts = Record<string, string | number | boolean>;

/** What tells one turn of a step from the next within a round of the case, e.g. the number of a clock. */
type Turn = readonly (string | number)[];

/** The events that the storyboard wants from this step, once a round of the case and turn of the step. */
export function eventsOf(
  input: StepInput,
  head: CaseHead,
  at: string,
  facts: Facts,
  turn: Turn = [],
): OutboxEvent[] {
  return input.emits.map((name) => eventOf(input.execution, head, at, name, facts, turn));
}

/** One event about a case, once a round of it and turn. */
export const eventOf = (
  causeId: string | undefined,
  head: CaseHead,
  at: string,
  name: OutboxEvent['name'],
  facts: Facts,
  turn: Turn = [],
): OutboxEvent =>
  outboxEvent({
    cause: [head.caseId, head.round, name, ...turn],
    at,
    name,
    caseId: head.caseId,
    customerId: head.customerId,
    ...(causeId === undefined ? {} : { causeId }),
    facts,
  });

/** The mail to the customer of a case, once a round and turn; none if the bank has no address. */
export function mailTo(
  customer: CustomerProfile,
  head: CaseHead,
  at: string,
  mail: Pick<OutboxMail, 'template' | 'facts'>,
  turn: Turn = [],
): OutboxMail[] {
  if (customer.email === undefined) return [];
  const to = { kind: 'customer' as const, id: customer.customerId };
  return [outboxMail({ cause: [head.caseId, head.round, ...turn], at, to, caseId: head.caseId, ...mail })];
}

/** How the customer learns of it. */
export const toldBy = (customer: CustomerProfile): 'mail' | 'nobody' =>
  customer.email === undefined ? 'nobody' : 'mail';
