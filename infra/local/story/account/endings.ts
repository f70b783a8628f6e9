/** Invariants 1, 2 and 4: how cases end, by when they are decided, and whether what was promised was delivered. */
import type { Judge } from './judging.ts';
import { where } from './judging.ts';
import type { Row } from './reading.ts';
import { byCase, headsOf, partsOf, type Seen, text, time } from './seen.ts';

const MINUTE = 60_000;

/** A mail, an event or a look of the watch that belongs to a moment comes within this. */
const SOON = 15 * MINUTE;

/** The event that tells of the end of a case of each kind. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  complaint: ['complaint.closed'],
  alert: ['churn.closed', 'churn.merged'],
  survey: ['survey.closed'],
  campaign: ['survey.campaign-closed'],
  improvement: ['improvement.closed'],
  feedback: ['feedback.answered'],
};

/** Of kinds of which no event tells, what the trail says of the end. */
const END_DEEDS: Readonly<Record<string, string>> = {
  visit: 'visit.closed',
  evaluation: 'evaluation.closed',
};

/** Ends by hand or by order: operations ended the story, and what it would have told may be missing. */
const BY_HAND = new Set(['MANUAL_TAKEOVER', 'CANCELLED']);

/** Letters that tell a complainant how the matter ends. */
const FINAL = new Set(['decision', 'feedback', 'quick', 'withdrawn', 'closing']);

/** Judges how every case ends. */
export function judgeEndings(seen: Seen, judge: Judge): void {
  const heads = headsOf(seen);
  const known = new Set(heads.map(({ caseId }) => text(caseId)));
  for (const { businessKey, state, caseId } of seen.intake) {
    if (state !== 'ACCEPTED' || !text(businessKey).startsWith('complaint#')) continue;
    const missing = !known.has(text(caseId));
    judge(1, text(caseId), where(missing, `intake accepted ${text(businessKey)}, and it is no case`));
  }
  const rowsOf = byCase(seen.cases);
  const told = Map.groupBy(seen.told, ({ caseId }) => caseId);
  const deeds = Map.groupBy(seen.audit, ({ entityId }) => text(entityId));
  for (const head of heads) {
    const caseId = text(head.caseId);
    const rounds = partsOf(rowsOf(caseId), 'ROUND#').length;
    const kind = text(head.kind);
    const names = ENDS[kind] ?? [];
    const events = (told.get(caseId) ?? []).filter(({ name }) => names.includes(name)).length;
    const noted = (deeds.get(caseId) ?? []).filter(({ act }) => act === END_DEEDS[kind]).length;
    const ended = names.length > 0 ? events : noted;
    judge(1, caseId, endingFault(head, ended, rounds));
  }
  judgeMessages(seen, judge);
}

/** What is wrong with the end of a case; `ended` is how often it was told, and `rounds` how many there were before this one. */
function endingFault(head: Row, ended: number, rounds: number): string | undefined {
  const { kind, status, outcome, closedAt } = head;
  const closed = status === 'CLOSED';
  if (closed !== (outcome !== undefined))
    return `${text(kind)} is ${text(status)} with outcome '${text(outcome)}'`;
  if (closed && closedAt === undefined) return `${text(kind)} is closed, and nothing says when`;
  if (closed && head.openShard !== undefined) return `${text(kind)} is closed, and still among the open ones`;
  const wanted = rounds + (closed ? 1 : 0);
  // An alert that operations ended, or that was never begun, tells of it by its label alone.
  const least = closed && BY_HAND.has(text(outcome)) ? wanted - 1 : wanted;
  return where(
    ended > wanted || ended < least,
    `${text(kind)} ended ${ended} times by what was told, and ${wanted} times by its record`,
  );
}

/** Every complainant is told that the matter has arrived, and how it ends: by mail, or by somebody who noted it. */
function judgeMessages(seen: Seen, judge: Judge): void {
  const { told } = seen;
  const ours = new Set(seen.staff.map(({ email }) => text(email)));
  const [rowsOf, tasksOf] = [byCase(seen.cases), byCase(seen.tasks)];
  for (const head of headsOf(seen, 'complaint')) {
    const caseId = text(head.caseId);
    const mailed = seen.mails
      .filter(({ to, subject }) => subject.includes(caseId) && to.some((address) => !ours.has(address)))
      .map(({ sentAt }) => time(sentAt));
    const byHand = tasksOf(caseId)
      .filter(({ form, state }) => form === 'by-hand' && state === 'DECIDED')
      .map(({ decidedAt }) => time(decidedAt));
    const words = [...mailed, ...byHand];
    const waiting = tasksOf(caseId).some(({ form, state }) => form === 'by-hand' && state === 'OPEN');
    const acknowledged = told.filter((one) => one.caseId === caseId && one.name === 'complaint.acknowledged');
    const settled = seen.now - time(head.openedAt) > SOON;
    const noWord = settled && !waiting && (acknowledged.length === 0 || words.length === 0);
    judge(1, caseId, where(noWord, 'its customer was never told that it has arrived'));
    if (head.status !== 'CLOSED' || waiting) continue;
    const finals = partsOf(rowsOf(caseId), 'LETTER#').filter(({ kind }) => FINAL.has(text(kind)));
    // What ended an earlier round is no answer in this one.
    const since = time(head.reopenedAt ?? head.openedAt);
    const sealed = finals.map(({ sealedAt }) => time(sealedAt)).filter((at) => at >= since);
    const last = Math.max(...sealed, Number.NEGATIVE_INFINITY);
    const silent = sealed.length === 0 || !words.some((at) => at >= last);
    judge(1, caseId, where(silent, 'it is closed, and its customer was not told how it ended'));
  }
}

/** Judges by when complaints are decided: within the term, or with a breach that was told of; no term moves in silence. */
export function judgeTerms(seen: Seen, judge: Judge): void {
  const rowsOf = byCase(seen.cases);
  const told = Map.groupBy(seen.told, ({ caseId }) => caseId);
  for (const head of headsOf(seen, 'complaint')) {
    const caseId = text(head.caseId);
    const events = told.get(caseId) ?? [];
    const clocks = partsOf(rowsOf(caseId), 'CLOCK#');
    for (const round of [...partsOf(rowsOf(caseId), 'ROUND#'), head]) {
      const due = time(round.dueAt);
      if (Number.isNaN(due)) continue;
      // A matter that was withdrawn or settled at first contact is decided by its end.
      const decided = time(round.decidedAt ?? round.closedAt);
      const at = Number.isNaN(decided) ? seen.now - SOON : decided;
      const breached = events.some((event) => event.name === 'complaint.breached' && event.at >= due);
      const late = at > due && !breached;
      judge(2, caseId, where(late, `due ${text(round.dueAt)}, not decided by then, and no breach was told`));
    }
    for (const clock of clocks) {
      const { why, approvedBy, number, setAt } = clock;
      if (why !== 'extension' || time(setAt) > seen.now - SOON) continue;
      const notice = events.some(
        ({ name, facts }) => name === 'complaint.extended' && facts.clock === number,
      );
      const what = `its term was extended by clock ${text(number)}`;
      const alone = approvedBy === undefined ? `${what} without approval` : undefined;
      judge(2, caseId, alone ?? where(!notice, `${what} without notice`));
    }
  }
}

/** Judges whether what was promised was delivered: promises of visits, and offers by the budget that they took. */
export function judgePromises(seen: Seen, judge: Judge): void {
  const headOf = new Map(headsOf(seen).map((head) => [text(head.caseId), head]));
  for (const { caseId, sk, settledAt, kept } of partsOf(seen.cases, 'PROMISE#')) {
    const head = headOf.get(text(caseId));
    const over = head?.status === 'CLOSED' && !BY_HAND.has(text(head.outcome));
    const open = over && (settledAt === undefined || kept === undefined);
    judge(
      4,
      text(caseId),
      where(open, `${text(sk)} was promised, the visit is closed, and nobody settled it`),
    );
  }
  const offers = partsOf(seen.cases, 'STEP#').filter(({ budget }) => budget !== undefined);
  const months = seen.register.filter(({ entry }) => text(entry).startsWith('retention-budget#'));
  const monthOf = new Map(months.map(({ entry, taken }) => [text(entry).split('#')[1] ?? '', Number(taken)]));
  for (const month of new Set([...monthOf.keys(), ...offers.map(({ budget }) => text(budget))])) {
    const cost = offers
      .filter(({ budget }) => budget === month)
      .reduce((sum, offer) => sum + Number(offer.cost ?? 0), 0);
    const taken = monthOf.get(month) ?? 0;
    const wrong = `offers of ${month} cost ${cost} yuan, and ${taken} of its budget are taken`;
    judge(4, undefined, where(cost !== taken, wrong));
  }
}
