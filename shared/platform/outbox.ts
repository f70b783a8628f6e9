/** Rows of the outbox: everything that starts something outside, written with the state that demands it. */

import type { SignalKind } from '../contracts/complaint.ts';
import type { OutboundName } from '../contracts/events.ts';
import type {
  BusEvent,
  MailTemplate,
  OutboxCallback,
  OutboxEvent,
  OutboxMail,
  OutboxRow,
  OutboxSignal,
} from '../contracts/items.ts';
import type { Decision } from '../contracts/steps.ts';
import { derivedId, shardKey } from './ids.ts';
import { type Invoke, invokeAsync } from './invoke.ts';
import { log, traceOf } from './telemetry.ts';

/** Prefix of the shards of the index `pending`. */
export const PENDING = 'P';

/** Urgency by what is sent: a person who waits at a page first, notices of law and service next, events last. */
const urgencyOf: Record<MailTemplate | 'callback' | 'signal' | 'event', number> = {
  callback: 1,
  signal: 1,
  code: 1,
  acknowledgement: 2,
  decision: 2,
  feedback: 2,
  extension: 2,
  quick: 2,
  withdrawn: 2,
  'facts-received': 2,
  closing: 2,
  breach: 2,
  'at-risk': 3,
  escalated: 3,
  reassigned: 3,
  task: 3,
  reminder: 4,
  appointment: 3,
  'visit-confirmation': 3,
  'service-reply': 2,
  greeting: 4,
  'retention-care': 4,
  'alert-notice': 3,
  'retention-risk': 3,
  'survey-invitation': 4,
  'survey-reminder': 4,
  'survey-thanks': 4,
  'feedback-reply': 2,
  reopened: 2,
  'outside-routes': 2,
  event: 5,
};

type Facts = Record<string, string | number | boolean>;

function common(outboxId: string, urgency: number, at: string) {
  return {
    outboxId,
    v: 1 as const,
    state: 'UNSENT' as const,
    urgency,
    createdAt: at,
    attempts: 0,
    pendingShard: shardKey(PENDING, outboxId),
    pendingKey: `${urgency}#${at}#${outboxId}`,
  };
}

/** A mail to be sent. `cause` says what demands it, e.g. execution, step and entry: the same cause makes the same row. */
export function outboxMail(mail: {
  cause: readonly (string | number)[];
  at: string;
  template: MailTemplate;
  to: { kind: 'staff' | 'customer'; id: string };
  caseId: string;
  taskId?: string;
  generation?: number;
  codeNumber?: number;
  contactId?: string;
  urgency?: number;
  facts?: Facts;
}): OutboxMail {
  const { cause, at, urgency = urgencyOf[mail.template], facts = {}, ...rest } = mail;
  const outboxId = derivedId('M', mail.template, mail.to.id, ...cause);
  return { ...common(outboxId, urgency, at), kind: 'mail', ...rest, facts };
}

/** An event to be put on the bus; its id is the row's, so that one sent twice is known as the same. */
export function outboxEvent(event: {
  cause: readonly (string | number)[];
  at: string;
  name: OutboundName;
  caseId?: string;
  customerId?: string;
  taskId?: string;
  causeId?: string;
  urgency?: number;
  facts?: Facts;
}): OutboxEvent {
  const { cause, at, name, urgency = urgencyOf.event, ...rest } = event;
  const id = derivedId('V', name, ...cause);
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return eventRow({ name, detail: { v: 1, id, at, ...Object.fromEntries(given) } }, at, urgency);
}

/** An event as a row of its own. */
export const eventRow = ({ name, detail }: BusEvent, at: string, urgency = urgencyOf.event): OutboxEvent => ({
  ...common(String(detail.id), urgency, at),
  kind: 'event',
  name,
  detail,
});

/** A waiting state to be woken, once a task. */
export function outboxCallback(callback: {
  taskId: string;
  at: string;
  way: 'DECIDED' | 'INTERRUPTED';
  decision?: Decision;
  by?: string;
  signal?: SignalKind;
}): OutboxCallback {
  const { at, ...rest } = callback;
  const outboxId = derivedId('C', callback.taskId, callback.way);
  return { ...common(outboxId, urgencyOf.callback, at), kind: 'callback', ...rest };
}

/**
 * Something that every open task of a case must hear of, written in the transaction that takes it in. `outsideId` is
 * its id where it comes from: the same one makes the same row, and the same signal.
 */
export function outboxSignal(signal: {
  caseId: string;
  signal: SignalKind;
  outsideId: string;
  at: string;
}): OutboxSignal {
  const { at, outsideId, ...rest } = signal;
  const outboxId = derivedId('S', signal.caseId, signal.signal, outsideId);
  return { ...common(outboxId, urgencyOf.signal, at), kind: 'signal', ...rest };
}

/**
 * The rows as they are written: events ride with the callback or mail beside them, for they tell of the same, and a row of
 * its own costs each of them six writes. Rows that are together already stay as they are.
 */
export function together(rows: readonly OutboxRow[]): readonly OutboxRow[] {
  const carrier = rows.find(({ kind }) => kind === 'callback') ?? rows.find(({ kind }) => kind === 'mail');
  const events = rows.filter((row) => row.kind === 'event');
  if (carrier === undefined || events.length === 0) return rows;
  const riding = events.map(({ name, detail }): BusEvent => ({ name, detail }));
  return rows
    .filter(({ kind }) => kind !== 'event')
    .map((row) => (row === carrier ? { ...row, events: [...(row.events ?? []), ...riding] } : row));
}

/** Who sends what: mails by one function, signals by another, events and callbacks by a third. */
export interface Senders {
  readonly mail?: string;
  readonly signal?: string;
  readonly deliver?: string;
}

/**
 * Has rows sent that were just written. It never fails: the rows are pending, and the sweep sends what could
 * not be handed over here.
 */
export async function sendNow(
  written: readonly OutboxRow[],
  senders: Senders,
  invoke: Invoke = invokeAsync,
): Promise<void> {
  const rows = together(written);
  const mails = rows.filter(({ kind }) => kind === 'mail');
  const signals = rows.filter(({ kind }) => kind === 'signal');
  const others = rows.filter(({ kind }) => kind !== 'mail' && kind !== 'signal');
  await Promise.all([
    handOver(mails, senders.mail, invoke),
    handOver(signals, senders.signal, invoke),
    handOver(others, senders.deliver, invoke),
  ]);
}

async function handOver(
  rows: readonly OutboxRow[],
  functionName: string | undefined,
  invoke: Invoke,
): Promise<void> {
  if (rows.length === 0) return;
  const outboxIds = rows.map(({ outboxId }) => outboxId);
  if (functionName === undefined) {
    log.warn('left to the sweep: no sender is named', { outboxIds });
    return;
  }
  try {
    await invoke(functionName, { outboxIds });
  } catch (error) {
    log.warn('left to the sweep', { outboxIds, ...traceOf(error) });
  }
}
