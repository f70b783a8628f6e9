/** Takes an event in: one case for each complaint, one note for each message about it, however often its event comes. */
import type { CaseHead } from '../../shared/contracts/items.ts';
import { PassingContention } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { caseIdOf, derivedId, OPEN_CASES, shardKey, visitIdOf } from '../../shared/platform/ids.ts';
import { dayIn, endOfDay } from '../../shared/policy/days.ts';
import { mostWebComplaintsADay } from '../../shared/policy/open-form.ts';
import { isReopenable } from '../../shared/policy/reopening.ts';
import type { AbsenceBook, CaseBook, Intake, Quota } from './ports.ts';
import { absenceFlaw, type Person, substitutesOf } from './rules/absence.ts';
import { businessKeyOf, newCase, newMessage, newVisit } from './rules/case-of.ts';
import { movesGreetings } from './rules/greetings.ts';
import {
  caseClosed,
  judge,
  type Reason,
  type SoundAbsence,
  type SoundAlert,
  type SoundChange,
  type SoundComplaint,
  type SoundMessage,
  type SoundSignal,
  type SoundSurvey,
  type SoundVisit,
  tooMany,
  unknownCase,
  unknownCustomer,
} from './rules/judge.ts';

/** What became of an event: a new case, the case it had already, or a reason to hold it; a change has a number like a case. */
export type TakenIn =
  | { readonly way: 'ACCEPTED' | 'DUPLICATE'; readonly caseId: string }
  | { readonly way: 'REFUSED'; readonly reason: Reason };

/** Numbers that are tried for a case before something must be wrong. */
const MOST_NUMBERS = 5;

/** Times a message is written anew because its case moved at the same moment. */
const MOST_LOOKS = 5;

/** Takes in one event; `text` is the event as JSON, and `byHand` says that somebody has looked at it. */
export async function takeIn(
  intake: Intake,
  event: unknown,
  text: string,
  { byHand = false }: { readonly byHand?: boolean } = {},
): Promise<TakenIn> {
  const verdict = judge(event, Buffer.byteLength(text));
  if (!verdict.sound) return { way: 'REFUSED', reason: verdict.reason };
  const businessKey = businessKeyOf(verdict);
  switch (verdict.type) {
    case 'complaint.submitted':
      return complaint(intake, verdict, businessKey, byHand);
    case 'visit.requested-by-bank':
      return visit(intake, verdict, businessKey);
    case 'customer.changed':
      return change(intake, verdict, businessKey);
    case 'staff.absence-submitted':
      return absence(intake, verdict, businessKey);
    case 'signal.observed':
    case 'churn.alert-submitted':
      return signal(intake, verdict, businessKey);
    case 'survey.requested-by-bank':
      return survey(intake, verdict, businessKey);
    default:
      return message(intake, verdict, businessKey);
  }
}

async function complaint(
  intake: Intake,
  verdict: SoundComplaint,
  businessKey: string,
  byHand: boolean,
): Promise<TakenIn> {
  const before = await intake.cases.findByKey(businessKey);
  if (before !== undefined) return known(intake, before);
  if (!(await intake.customers.knows(verdict.detail.customerId))) {
    return { way: 'REFUSED', reason: unknownCustomer };
  }
  return open(intake, verdict, businessKey, byHand ? undefined : quotaOf(intake, verdict.detail));
}

/** What comes from the web says whose complaint it is, and nobody has asked whether that is true. */
function quotaOf(
  { clock, zone }: Intake,
  { channel, customerId }: SoundComplaint['detail'],
): Quota | undefined {
  if (channel !== 'web') return undefined;
  const day = dayIn(instantOf(clock.now()), zone);
  return { businessKey: `day#${day}#web#${customerId}`, most: mostWebComplaintsADay };
}

async function open(
  intake: Intake,
  { detail, eventId }: SoundComplaint,
  businessKey: string,
  quota: Quota | undefined,
): Promise<TakenIn> {
  const received = intake.clock.now();
  // What was found during a visit or after a survey has its number already: the receipt of its task names it.
  const isFound = detail.channel === 'visit' || detail.channel === 'survey';
  const numberedAt = isFound ? new Date(detail.submittedAt) : received;
  for (let attempt = 0; attempt < MOST_NUMBERS; attempt++) {
    const caseId = caseIdOf(businessKey, numberedAt, intake.zone, attempt);
    const opened = await intake.cases.open(
      newCase(detail, {
        businessKey,
        caseId,
        eventId,
        receivedAt: instantOf(received),
        openShard: shardKey(OPEN_CASES, caseId),
        execution: intake.executions.nameOf(caseId),
      }),
      quota,
    );
    if (opened === 'BEYOND_QUOTA') return { way: 'REFUSED', reason: tooMany };
    if (opened === 'OPENED') {
      await intake.executions.start(caseId);
      return { way: 'ACCEPTED', caseId };
    }
    if (opened === 'KEY_TAKEN') {
      const first = await intake.cases.findByKey(businessKey);
      if (first !== undefined) return known(intake, first);
    }
  }
  throw new PassingContention(`No free case number in ${MOST_NUMBERS} attempts.`);
}

/** Opens a visit that was asked for, once, and starts its workflow. */
async function visit(
  { cases, customers, clock, zone, visits }: Intake,
  { detail, eventId }: SoundVisit,
  businessKey: string,
): Promise<TakenIn> {
  if (visits === undefined) throw new Error('This function takes in complaints, and no visits.');
  const before = await cases.findByKey(businessKey);
  if (before !== undefined) {
    if (before.status === 'PLANNED') await visits.start(before.caseId);
    return { way: 'DUPLICATE', caseId: before.caseId };
  }
  if (!(await customers.knows(detail.customerId))) return { way: 'REFUSED', reason: unknownCustomer };
  const receivedAt = instantOf(clock.now());
  const today = dayIn(receivedAt, zone);
  for (let attempt = 0; attempt < MOST_NUMBERS; attempt++) {
    const caseId = visitIdOf(detail.customerId, businessKey, today, attempt);
    const opened = await cases.openVisit(
      newVisit(detail, {
        businessKey,
        caseId,
        eventId,
        receivedAt,
        today,
        mustBy: detail.by === undefined ? undefined : endOfDay(detail.by, zone),
        openShard: shardKey(OPEN_CASES, caseId),
        execution: visits.nameOf(caseId),
      }),
    );
    if (opened === 'NUMBER_TAKEN') continue;
    const first = opened === 'OPENED' ? caseId : (await cases.findByKey(businessKey))?.caseId;
    if (first === undefined) continue;
    await visits.start(first);
    return { way: opened === 'OPENED' ? 'ACCEPTED' : 'DUPLICATE', caseId: first };
  }
  throw new PassingContention(`No free visit number in ${MOST_NUMBERS} attempts.`);
}

/**
 * Writes what the bank has changed of a customer, once, and has greetings planned anew by it: also for an event that comes
 * again, for whoever took it in may have failed before.
 */
async function change(
  { changes, customers, clock }: Intake,
  verdict: SoundChange,
  businessKey: string,
): Promise<TakenIn> {
  if (changes === undefined)
    throw new Error('This function takes in complaints, and no changes of customers.');
  const caseId = derivedId('H', businessKey);
  if (!(await customers.knows(verdict.detail.customerId))) return { way: 'REFUSED', reason: unknownCustomer };
  const way = await changes.take(verdict, { businessKey, caseId, receivedAt: instantOf(clock.now()) });
  if (movesGreetings(verdict.detail)) await changes.replan(verdict.detail.customerId);
  return { way, caseId };
}

/** Writes what was observed of a customer, or what a model of the bank's own says of them, once. */
async function signal(
  { signals, customers, clock }: Intake,
  verdict: SoundSignal | SoundAlert,
  businessKey: string,
): Promise<TakenIn> {
  if (signals === undefined) throw new Error('This function takes in complaints, and no signals.');
  if (!(await customers.knows(verdict.detail.customerId))) return { way: 'REFUSED', reason: unknownCustomer };
  const signalId = derivedId('G', businessKey);
  const way = await signals.take(verdict, { businessKey, signalId, receivedAt: instantOf(clock.now()) });
  return { way, caseId: signalId };
}

/** Has a customer asked about what a system of the bank knows of, once. */
async function survey(
  { surveys, customers, clock }: Intake,
  verdict: SoundSurvey,
  businessKey: string,
): Promise<TakenIn> {
  if (surveys === undefined)
    throw new Error('This function takes in complaints, and no wishes to ask customers.');
  if (!(await customers.knows(verdict.detail.customerId))) return { way: 'REFUSED', reason: unknownCustomer };
  return surveys.take(verdict, { businessKey, receivedAt: instantOf(clock.now()) });
}

/** Writes that somebody is away, or is not after all, once, if whoever says so may. */
async function absence(
  { absences, clock }: Intake,
  verdict: SoundAbsence,
  businessKey: string,
): Promise<TakenIn> {
  if (absences === undefined)
    throw new Error('This function takes in complaints, and no absences of the staff.');
  const caseId = derivedId('H', businessKey);
  // First the key: who may have entered it then is no question any more.
  if (await absences.isTakenIn(businessKey)) return { way: 'DUPLICATE', caseId };
  const flaw = absenceFlaw(verdict.detail, await concerned(absences, verdict.detail));
  if (flaw !== undefined) return { way: 'REFUSED', reason: flaw };
  const way = await absences.take(verdict, { businessKey, caseId, receivedAt: instantOf(clock.now()) });
  return { way, caseId };
}

/** Most people whom one absence is looked at with. */
const MOST_PEOPLE = 50;

/** Whom an absence concerns: the person, who entered it, who stands in, and who stands in for those in turn. */
async function concerned(
  absences: AbsenceBook,
  { staffId, enteredBy, substituteId }: SoundAbsence['detail'],
): Promise<Map<string, Person>> {
  const people = new Map<string, Person>();
  const asked = new Set<string>();
  const look = async (ids: readonly string[]): Promise<string[]> => {
    const fresh = [...new Set(ids)].filter((id) => !asked.has(id)).slice(0, MOST_PEOPLE - asked.size);
    for (const id of fresh) asked.add(id);
    const found = (await Promise.all(fresh.map((id) => absences.find(id)))).filter(
      (one) => one !== undefined,
    );
    for (const one of found) people.set(one.profile.staffId, one);
    return found.flatMap(substitutesOf);
  };
  await look([staffId, enteredBy]);
  let next = substituteId === undefined ? [] : [substituteId];
  while (next.length > 0) next = await look(next);
  return people;
}

/** Whoever opened the case may have failed before its execution was started. */
async function known(
  intake: Intake,
  head: NonNullable<Awaited<ReturnType<CaseBook['findByKey']>>>,
): Promise<TakenIn> {
  if (head.status === 'RECEIVED') await intake.executions.start(head.caseId);
  return { way: 'DUPLICATE', caseId: head.caseId };
}

/** Adds a message to its case, once, and has every waiting task of the case hear of it. */
async function message(intake: Intake, verdict: SoundMessage, businessKey: string): Promise<TakenIn> {
  const { cases, clock } = intake;
  const { caseId, customerId } = verdict.detail;
  for (let look = 0; look < MOST_LOOKS; look++) {
    // First the key: a message that was taken in stays so, also after its case has ended.
    const before = await cases.findByKey(businessKey);
    if (before !== undefined) return { way: 'DUPLICATE', caseId: before.caseId };
    const head = await cases.find(caseId);
    if (head?.kind !== 'complaint' || head.customerId !== customerId) {
      return { way: 'REFUSED', reason: unknownCase };
    }
    const receivedAt = instantOf(clock.now());
    const rows = newMessage(verdict, { businessKey, receivedAt, before: head.messages ?? 0 });
    if (head.status !== 'CLOSED') {
      if (await cases.add(head, rows)) return { way: 'ACCEPTED', caseId };
      continue;
    }
    if (verdict.type !== 'complaint.facts-submitted' || !(await mayReopen(intake, head, receivedAt)))
      return { way: 'REFUSED', reason: caseClosed };
    const why = verdict.detail.disputed ? 'DISPUTED' : 'NEW_FACTS';
    if (await cases.addToClosed(head, rows, why)) return { way: 'ACCEPTED', caseId };
  }
  throw new PassingContention(`Case ${caseId} kept changing while a message was to be added.`);
}

/** Whether the bank takes up what comes to a closed case. */
const mayReopen = async ({ review, zone }: Intake, head: CaseHead, at: string): Promise<boolean> =>
  review !== undefined && isReopenable(head, at, await review(), zone);
