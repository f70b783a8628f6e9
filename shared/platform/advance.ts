/** How a step moves a case of any kind on: once, however often it is tried; and the events that tell of it. */
import type { AnyHead, CustomerProfile, OutboxEvent, OutboxMail } from '../contracts/items.ts';
import type { StepInput } from '../contracts/steps.ts';
import { CaseUnknown, CustomerUnknown, PassingContention, StatusUnexpected } from '../faults/faults.ts';
import { type Clock, instantOf } from './clock.ts';
import { outboxEvent, outboxMail } from './outbox.ts';

/** Times a step looks again when the case moved under its hands. */
const MOST_LOOKS = 5;

/** What becomes of the head of a case. */
interface Change<Head extends AnyHead> {
  readonly status: Head['status'];
  readonly set: Partial<Head>;
  /** Fields that no longer hold. */
  readonly unset?: readonly (keyof Head)[];
}

/** Cases of one kind, and what a step may write with a move of theirs. */
export interface MovingBook<Head extends AnyHead, Advance extends Change<Head>> {
  find(caseId: string): Promise<Head | undefined>;
  /** Moves a case on at a moment, all or nothing; false if it is not as in `head` any more. */
  advance(head: Head, advance: Advance, at: string): Promise<boolean>;
}

/** Where a step may begin, and how it knows that an earlier attempt of it was there already. */
export interface Span<Head extends AnyHead> {
  readonly from: readonly Head['status'][];
  /** Statuses at or beyond the step; a step that leaves the status as it is asks for something else it wrote. */
  readonly past: readonly Head['status'][] | ((head: Head) => boolean | Promise<boolean>);
}

/**
 * Moves a case on if it stands in one of the statuses `from`, and gives its head as it is then. A case that is `past` was
 * moved by an earlier attempt of the same step: its head is given as it is.
 */
export async function advanceOnce<Head extends AnyHead, Advance extends Change<Head>>(
  { cases, clock }: { readonly cases: MovingBook<Head, Advance>; readonly clock: Clock },
  caseId: string,
  { from, past }: Span<Head>,
  plan: (head: Head, at: string) => Promise<NoInfer<Advance>>,
): Promise<Head> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const head = await headOf({ cases }, caseId);
    const isPast = typeof past === 'function' ? await past(head) : past.includes(head.status);
    if (isPast) return head;
    if (!from.includes(head.status)) throw new StatusUnexpected(caseId, head.status, from);
    const at = instantOf(clock.now());
    const advance = await plan(head, at);
    if (await cases.advance(head, advance, at)) return headAfter(head, advance);
  }
  throw new PassingContention(`Case ${caseId} kept changing while it was to be moved on.`);
}

function headAfter<Head extends AnyHead>(head: Head, { status, set, unset = [] }: Change<Head>): Head {
  const after: Head = { ...head, ...set, status };
  for (const field of unset) delete after[field];
  return after;
}

/** The head of a case; throws CaseUnknown where there is none. */
export async function headOf<Head>(
  { cases }: { readonly cases: { find(caseId: string): Promise<Head | undefined> } },
  caseId: string,
): Promise<Head> {
  const head = await cases.find(caseId);
  if (head === undefined) throw new CaseUnknown(caseId);
  return head;
}

/** The customer of a case; throws CustomerUnknown where the bank has none of that number. */
export async function customerOf(
  { customers }: { readonly customers: { find(customerId: string): Promise<CustomerProfile | undefined> } },
  { customerId }: Pick<AnyHead, 'customerId'>,
): Promise<CustomerProfile> {
  const customer = await customers.find(customerId);
  if (customer === undefined) throw new CustomerUnknown(customerId);
  return customer;
}

type Facts = Record<string, string | number | boolean>;

/** What tells one turn of a step from the next within a round of the case, e.g. the number of a clock. */
type Turn = readonly (string | number)[];

/** The case of which an event or a mail tells. */
type Told = Pick<AnyHead, 'caseId' | 'customerId' | 'round'>;

/** The events that the storyboard wants from this step, once a round of the case and turn of the step. */
export const eventsOf = (
  input: StepInput,
  head: Told,
  at: string,
  facts: Facts,
  turn: Turn = [],
): OutboxEvent[] => input.emits.map((name) => eventOf(input.execution, head, at, name, facts, turn));

/** One event about a case, once a round of it and turn. */
export const eventOf = (
  causeId: string | undefined,
  head: Told,
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

/** A mail about a case, once a round of it and turn. */
export const mailTo = (
  to: OutboxMail['to'],
  head: Told,
  at: string,
  mail: Pick<OutboxMail, 'template' | 'facts'> & Pick<Partial<OutboxMail>, 'contactId'>,
  turn: Turn = [],
): OutboxMail =>
  outboxMail({ cause: [head.caseId, head.round, ...turn], at, to, caseId: head.caseId, ...mail });
