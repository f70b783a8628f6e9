/** How a step moves a visit on: once, however often it is tried. */
import type { CustomerProfile, OutboxEvent, OutboxMail, VisitHead } from '../../shared/contracts/items.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import {
  CaseUnknown,
  CustomerUnknown,
  PassingContention,
  StatusUnexpected,
} from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { outboxEvent, outboxMail } from '../../shared/platform/outbox.ts';
import type { Advance, VisitDesk } from './ports.ts';

type Status = VisitHead['status'];

/** Statuses in which the customer has not been reached yet. */
export const underWay: readonly Status[] = ['WAITING', 'GIVEN'];

/** Statuses in which a visit is not over. */
export const openStatuses: readonly Status[] = ['PLANNED', ...underWay, 'RECORDED', 'FOLLOWED'];

/** Times a step looks again when the visit moved under its hands. */
const MOST_LOOKS = 5;

/** Where a step may begin, and how it knows that an earlier attempt of it was there already. */
export interface Span {
  readonly from: readonly Status[];
  /** Statuses at or beyond the step; a step that leaves the status as it is asks for something else it wrote. */
  readonly past: readonly Status[] | ((head: VisitHead) => boolean | Promise<boolean>);
}

/**
 * Moves a visit on if it stands in one of the statuses `from`, and gives its head as it is then. One that is `past` was
 * moved by an earlier attempt of the same step: its head is given as it is.
 */
export async function advanceOnce(
  { visits, clock }: Pick<VisitDesk, 'visits' | 'clock'>,
  caseId: string,
  { from, past }: Span,
  plan: (head: VisitHead, at: string) => Promise<Advance>,
): Promise<VisitHead> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const head = await visitOf({ visits }, caseId);
    const isPast = typeof past === 'function' ? await past(head) : past.includes(head.status);
    if (isPast) return head;
    if (!from.includes(head.status)) throw new StatusUnexpected(caseId, head.status, from);
    const at = instantOf(clock.now());
    const advance = await plan(head, at);
    if (await visits.advance(head, advance, at)) return headAfter(head, advance);
  }
  throw new PassingContention(`Visit ${caseId} kept changing while it was to be moved on.`);
}

function headAfter(head: VisitHead, { status, set, unset = [] }: Advance): VisitHead {
  const after: VisitHead = { ...head, ...set, status };
  for (const field of unset) delete after[field];
  return after;
}

/** The head of a visit. */
export async function visitOf(
  { visits }: { readonly visits: Pick<VisitDesk['visits'], 'find'> },
  caseId: string,
): Promise<VisitHead> {
  const head = await visits.find(caseId);
  if (head === undefined) throw new CaseUnknown(caseId);
  return head;
}

/** The customer of a visit. */
export async function customerOf(
  { customers }: Pick<VisitDesk, 'customers'>,
  head: VisitHead,
): Promise<CustomerProfile> {
  const customer = await customers.find(head.customerId);
  if (customer === undefined) throw new CustomerUnknown(head.customerId);
  return customer;
}

type Facts = Record<string, string | number | boolean>;

/** What tells one turn of a step from the next within a round of the visit, e.g. the task that it acts on. */
type Turn = readonly (string | number)[];

/** The events that the storyboard wants from this step, once a round of the visit and turn of the step. */
export const eventsOf = (
  input: StepInput,
  head: VisitHead,
  at: string,
  facts: Facts,
  turn: Turn = [],
): OutboxEvent[] => input.emits.map((name) => eventOf(input.execution, head, at, name, facts, turn));

/** One event about a visit, once a round of it and turn. */
const eventOf = (
  causeId: string | undefined,
  head: VisitHead,
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

/** A mail about a visit, once a round and turn. */
export const mailTo = (
  to: OutboxMail['to'],
  head: VisitHead,
  at: string,
  mail: Pick<OutboxMail, 'template' | 'facts'> & Pick<Partial<OutboxMail>, 'contactId'>,
  turn: Turn = [],
): OutboxMail =>
  outboxMail({ cause: [head.caseId, head.round, ...turn], at, to, caseId: head.caseId, ...mail });
