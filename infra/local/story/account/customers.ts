/** Invariants 5, 6 and 14, and the reminders of surveys: what may and may not happen to a customer. */
import { type Judge, where } from './judging.ts';
import type { Row } from './reading.ts';
import { headsOf, type Seen, text, time } from './seen.ts';

const MINUTE = 60_000;

/** What is let go of in a step of its own is free within this. */
const SOON = 60 * MINUTE;

/** A mail leaves, and is noted in the ledger, within this. */
const AT_ONCE = 15 * MINUTE;

/** Number of the rule for reminders of surveys; the design asks for it beside its fourteen. */
export const REMINDERS = 15;

/** Judges labels of alerts, and whether a customer had two at a moment. */
export function judgeAlerts(seen: Seen, judge: Judge): void {
  const labels = Map.groupBy(
    seen.audit.filter(({ act }) => act === 'alert.closed'),
    ({ entityId }) => text(entityId),
  );
  const alerts = headsOf(seen, 'alert').filter(({ outcome }) => outcome !== 'MERGED');
  for (const { caseId, outcome, status } of alerts) {
    const told = (labels.get(text(caseId)) ?? []).map(({ facts }) => text((facts as Row).label));
    const wanted = status === 'CLOSED' ? [text(outcome)] : [];
    const wrong = JSON.stringify(told) !== JSON.stringify(wanted);
    judge(
      5,
      text(caseId),
      where(wrong, `it ended as '${text(outcome)}', and its trail says '${told.join(', ')}'`),
    );
  }
  for (const same of Map.groupBy(alerts, ({ customerId }) => text(customerId)).values()) {
    const inOrder = same.toSorted((one, other) => time(one.openedAt) - time(other.openedAt));
    inOrder.slice(1).forEach((alert, at) => {
      const before = inOrder[at];
      const until = before?.closedAt === undefined ? Number.POSITIVE_INFINITY : time(before.closedAt);
      const both = time(alert.openedAt) < until;
      judge(5, text(alert.caseId), where(both, `it was opened while ${text(before?.caseId)} was open`));
    });
  }
}

/** Whether the arbiter looked at consent before it let a contact through. */
function looksAtConsent({ trace }: Row): boolean {
  const lines = JSON.parse(text(trace) || '[]') as { rule: string; verdict: string }[];
  return lines.some(({ rule, verdict }) => rule === 'consent' && verdict === 'PASS');
}

/** Judges whether every contact that was let through, and every mail that came, had a word on consent. */
export function judgeConsent(seen: Seen, judge: Judge): void {
  const ledger = seen.contacts.filter(({ sk }) => text(sk).startsWith('CONTACT#'));
  for (const row of ledger.filter(({ state }) => state === 'SENT' || state === 'RESERVED')) {
    const what = `contact ${text(row.contactId)} of ${text(row.customerId)} went without a look at consent`;
    judge(6, caseOf(row), where(!looksAtConsent(row), what));
  }
  const customerAt = new Map(
    seen.customers
      .filter(({ email }) => email !== undefined)
      .map((row) => [text(row.email), text(row.customerId)]),
  );
  const words = Map.groupBy(
    ledger.filter(({ channel, state }) => channel === 'mail' && state === 'SENT'),
    ({ customerId }) => text(customerId),
  );
  for (const { to, subject, sentAt } of seen.mails) {
    for (const customerId of to.flatMap((address) => customerAt.get(address) ?? [])) {
      const left = words.get(customerId) ?? [];
      const at = left.findIndex((row) => Math.abs(time(row.sentAt) - time(sentAt)) <= AT_ONCE);
      if (at >= 0) left.splice(at, 1);
      const caseId = /^\[(\S+)\]/.exec(subject)?.[1];
      judge(6, caseId, where(at < 0, `a mail of ${sentAt} to ${customerId} has no word of the arbiter`));
    }
  }
}

const caseOf = ({ caseId }: Row): string | undefined => (caseId === undefined ? undefined : text(caseId));

/** Judges whether everything that holds a customer back, or locks something, was let go of. */
export function judgeHolds(seen: Seen, judge: Judge): void {
  const headOf = new Map(headsOf(seen).map((head) => [text(head.caseId), head]));
  const isOver = (caseId: unknown): boolean => {
    const head = headOf.get(text(caseId));
    return head === undefined || (head.status === 'CLOSED' && !(time(head.closedAt) > seen.now - SOON));
  };
  for (const { customerId, sk, caseId, closedAt, liftedAt } of seen.customers) {
    const what = `${text(customerId)} has ${text(sk)} of a case that is over`;
    if (text(sk).startsWith('HOLD#')) {
      const holds = closedAt === undefined && liftedAt === undefined;
      judge(14, text(caseId), where(holds && isOver(caseId), what));
    } else if (text(sk).startsWith('LOCK#') && caseId !== undefined) {
      judge(14, text(caseId), where(isOver(caseId), what));
    }
  }
  for (const { caseId, status, heldFor, heldUntil } of headsOf(seen, 'alert')) {
    if (status !== 'HELD') continue;
    const late = isOver(heldFor) || time(heldUntil) < seen.now - SOON;
    judge(14, text(caseId), where(late, `it still waits for ${text(heldFor)}, until ${text(heldUntil)}`));
  }
  for (const { entry, state, caseId } of seen.register) {
    if (!text(entry).startsWith('improving#') || state !== 'OPEN') continue;
    judge(14, text(caseId), where(isOver(caseId), `${text(entry)} is taken by an improvement that is over`));
  }
  // Reserved for a case that is over, a contact would count against the caps for nothing.
  for (const { contactId, customerId, caseId, state } of seen.contacts) {
    if (state !== 'RESERVED' || caseId === undefined) continue;
    const what = `contact ${text(contactId)} of ${text(customerId)} is still reserved`;
    judge(14, text(caseId), where(isOver(caseId), what));
  }
}

/** Judges whether anybody was reminded of a survey whom the answer, a taken-back consent or a complaint had taken out of it. */
export function judgeReminders(seen: Seen, judge: Judge): void {
  const headOf = new Map(headsOf(seen, 'survey').map((head) => [text(head.caseId), head]));
  for (const { kind, template, caseId, createdAt } of seen.outbox) {
    if (kind !== 'mail' || template !== 'survey-reminder') continue;
    const head = headOf.get(text(caseId));
    const at = time(createdAt);
    judge(
      REMINDERS,
      text(caseId),
      head === undefined ? 'it reminds of no survey' : outBefore(seen, head, at),
    );
  }
}

/** What had taken a customer out of a survey before a moment; undefined if nothing. */
function outBefore({ told }: Seen, head: Row, at: number): string | undefined {
  const { customerId, participation, participatedAt, invitedAt } = head;
  if (participation === 'SUBMITTED' && time(participatedAt) < at)
    return 'it was reminded of after it was answered';
  const since = told.filter(
    (one) => one.customerId === customerId && one.at < at && one.at > time(invitedAt),
  );
  const optedOut = since.some(
    ({ name, facts }) =>
      name === 'consent.changed' &&
      facts.purpose === 'survey' &&
      facts.channel === 'mail' &&
      facts.state === 'WITHDRAWN',
  );
  if (optedOut) return 'it was reminded of after its customer had taken back their consent';
  const complained = since.some(({ name }) => name === 'complaint.received' || name === 'complaint.reopened');
  return where(complained, 'it was reminded of after its customer had complained');
}
