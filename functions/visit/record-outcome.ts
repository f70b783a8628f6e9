/** Handler of `Record outcome`: what a visit or a greeting brought, and what it leaves to be done. */
import * as z from 'zod';
import { Id, VisitOutcome } from '../../shared/contracts/codes.ts';
import type { ComplaintSubmitted } from '../../shared/contracts/events.ts';
import type { ImprovementRow } from '../../shared/contracts/improvement.ts';
import type { VisitHead, VisitPromise } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { FollowUp, Greeting, Visit } from '../../shared/contracts/visit.ts';
import { advanceOnce, eventsOf } from '../../shared/platform/advance.ts';
import { type Answered, lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { derivedId, foundComplaintId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { dayAfter, dayIn } from '../../shared/policy/days.ts';
import { signalOf } from './learnt.ts';
import { planPolicies } from './planning.ts';
import type { Advance, RecordDesk } from './ports.ts';
import { correctedIn, followUpsOf, promisesIn, signalsIn } from './rules/follow-ups.ts';
import { underWay } from './statuses.ts';
import { tryOf } from './trying.ts';
import { recordWiring } from './wiring.ts';

/** How the visit ends by it, and what is to be done; the words stay in the records. */
export const Recorded = z.strictObject({
  ending: VisitOutcome.extract(['COMPLETED', 'CARE_SENT']),
  followUps: z.array(FollowUp),
  /** The complaint that was found. */
  complaintId: Id.optional(),
});
export type Recorded = z.infer<typeof Recorded>;

/**
 * Records the answer, once: signals, promises, corrected data, a suggestion, which also has an answer of its own. A complaint
 * that was found goes to intake under the task's own id, so that it is one complaint however often this runs, under the number
 * that the receipt has named.
 */
export const recordOutcome = (desk: RecordDesk) =>
  step(
    StepInput,
    Recorded,
    async (input): Promise<Recorded> => {
      const { caseId } = input.case;
      const tasks = await tasksOf(desk, input);
      const greeting = input.case.kind === 'GREETING';
      if (greeting)
        return recordGreeting(desk, input, lastAnswer(tasks, { caseId, form: 'greeting' }, Greeting));
      const visit = lastAnswer(tasks, { caseId, form: 'visit' }, Visit);
      const { task, answer } = visit;
      const found = answer.problem === 'YES' ? complaintIn(visit, desk.zone) : undefined;
      const head = await advanceOnce(
        desk,
        caseId,
        { from: underWay, past: ['RECORDED', 'FOLLOWED', 'CLOSED'] },
        async (head, at): Promise<Advance> => {
          const its = await planPolicies(desk, head.policies);
          const { zone } = its.calendars.workingTime;
          // What was promised for later than the story waits is settled with its end at the latest.
          const promisesBy = dayAfter(dayIn(task.decidedAt ?? at, zone), its.planner.mostPromiseDays);
          const corrected = correctedIn(answer);
          const facts = {
            kind: head.visitKind,
            channel: head.channel,
            satisfaction: Number(answer.satisfaction),
            ...(found !== undefined && { complaintId: found.complaintId }),
          };
          return {
            status: 'RECORDED',
            set: {
              ending: 'COMPLETED',
              recordId: task.taskId,
              tries: (head.tries ?? 0) + 1,
              ...(found !== undefined && { complaintId: found.complaintId }),
              ...(answer.nextDay !== '' && { wish: answer.nextDay }),
            },
            tried: tryOf(head, task, 'REACHED', its, at),
            promises: promisesIn(answer).map(
              ({ number, text, dueDay }): VisitPromise => ({
                caseId,
                sk: `PROMISE#${String(number).padStart(4, '0')}`,
                v: 1,
                text,
                dueDay: dueDay > promisesBy ? promisesBy : dueDay,
              }),
            ),
            signals: signalsIn(answer).map((signal) =>
              signalOf(head, signal, { at, cause: task.taskId, days: its.planner.signalDays }),
            ),
            ...(answer.suggestion !== '' && { improvement: improvementOf(head, task.taskId, at) }),
            ...(Object.keys(corrected).length > 0 && { corrected }),
            deed: {
              actor: 'record-outcome',
              act: 'visit.recorded',
              facts: {
                ...facts,
                taskId: task.taskId,
                by: task.decidedBy ?? task.assigneeId,
                corrected: Object.keys(corrected).join(' '),
                promises: promisesIn(answer).length,
              },
            },
            outbox: eventsOf(input, head, at, facts),
          };
        },
      );
      // Afterwards, and again on every retry: whoever takes it in knows it by the task.
      if (found !== undefined) await handOver(desk, head, visit, found.complaintId);
      if (answer.suggestion !== '')
        await desk.feedback.open({
          v: 1,
          voice: 'SUGGESTION',
          from: 'VISIT',
          originId: caseId,
          customerId: head.customerId,
          text: answer.suggestion,
        });
      await settled(desk, head);
      return {
        ending: 'COMPLETED',
        followUps: followUpsOf(answer, (await planPolicies(desk, head.policies)).cadence),
        ...(found !== undefined && { complaintId: found.complaintId }),
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** A greeting that a person brought: that it was brought is all that counts. */
async function recordGreeting(
  desk: RecordDesk,
  input: StepInput,
  { task }: Answered<Greeting>,
): Promise<Recorded> {
  const head = await advanceOnce(
    desk,
    input.case.caseId,
    { from: underWay, past: ['RECORDED', 'FOLLOWED', 'CLOSED'] },
    async (head, at) => {
      const its = await planPolicies(desk, head.policies);
      const facts = { kind: head.visitKind, channel: head.channel };
      return {
        status: 'RECORDED',
        set: { ending: 'CARE_SENT', recordId: task.taskId, tries: (head.tries ?? 0) + 1 },
        tried: tryOf(head, task, 'REACHED', its, at),
        deed: { actor: 'record-outcome', act: 'visit.recorded', facts: { ...facts, taskId: task.taskId } },
        outbox: eventsOf(input, head, at, facts),
      } satisfies Advance;
    },
  );
  await settled(desk, head);
  return { ending: 'CARE_SENT', followUps: [] };
}

/** The contact was made: from now on it counts as that. */
const settled = async ({ ledger }: RecordDesk, { customerId, contactId }: VisitHead): Promise<void> => {
  if (contactId !== undefined) await ledger.sent(customerId, contactId);
};

/** The complaint that a visit found, by the number that its receipt named. */
const complaintIn = ({ task }: Answered<Visit>, zone: string): { readonly complaintId: string } => ({
  complaintId: foundComplaintId(task.taskId, task.decidedAt ?? task.createdAt, zone),
});

/** Hands the complaint to intake, as any system of the bank would. */
async function handOver(
  { intake }: RecordDesk,
  { customerId, caseId }: VisitHead,
  { task, answer }: Answered<Visit>,
  complaintId: string,
): Promise<void> {
  const complaint: ComplaintSubmitted = {
    v: 1,
    channel: 'visit',
    externalId: task.taskId,
    customerId,
    submittedAt: task.decidedAt ?? task.createdAt,
    text: answer.problemText,
    facts: { visit: caseId },
  };
  await intake.submit(complaintId, complaint);
}

/** One entry a visit: the words of the suggestion stay with the case. */
const improvementOf = ({ caseId }: VisitHead, taskId: string, at: string): ImprovementRow => ({
  entry: `improvement#${derivedId('I', taskId)}`,
  v: 1,
  state: 'OPEN',
  openedAt: at,
  caseId,
});

/** What Lambda runs. */
export const handler = recordOutcome(recordWiring());
