/** Handler of `Take in recovery`: what became of a customer who was not satisfied (R129, R233). */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import type { CustomerSignal } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { type InvitationHead, type InvitationWish, RecoveryResult } from '../../shared/contracts/survey.ts';
import { SurveyRecovery } from '../../shared/contracts/survey-forms.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { derivedId, surveyComplaintId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { signalExpiry } from '../../shared/policy/signal-days.ts';
import { surveyingOf } from './policies.ts';
import type { RecoveryDesk } from './ports.ts';
import { reopeningOf } from './reopening.ts';
import { daysAfter } from './rules/checkpoints.ts';
import type { Found } from './statuses.ts';
import { recoveryWiring } from './wiring.ts';

/** What came of it; the words stay in the records. */
export const TakenIn = z.strictObject({
  recovery: RecoveryResult,
  /** The complaint that was opened, or is looked at once more. */
  complaintId: Id.optional(),
});
export type TakenIn = z.infer<typeof TakenIn>;

/** Which survey asks how it is some time after somebody put something right. */
const REMEASURE = 'remeasure';

/**
 * Takes a recovery in, once. A complaint goes to intake under the number of the invitation, so that it is one however often
 * this runs; one about a complaint that can still be opened again asks for that instead.
 */
export const takeInRecovery = (desk: RecoveryDesk) =>
  step(
    StepInput,
    TakenIn,
    async (input): Promise<TakenIn> => {
      const { caseId } = input.case;
      const { task, answer: said } = lastAnswer(
        await tasksOf(desk, input),
        { caseId, form: 'survey-recovery' },
        SurveyRecovery,
      );
      const { recovery, reason } = said;
      const submittedAt = task.decidedAt ?? task.createdAt;
      const { answer, head } = await answerOnce(
        desk,
        input,
        { from: ['SCORED'] },
        async (head, at): Promise<Found<TakenIn>> => {
          const surveying = await surveyingOf(desk, head);
          const complains = recovery === 'COMPLAINT';
          const reopened =
            complains && head.cause === 'COMPLAINT'
              ? await reopeningOf(desk, head, at, surveying, input.execution)
              : undefined;
          const complaintId = complains
            ? (reopened?.complaintId ?? surveyComplaintId(caseId, submittedAt, desk.zone))
            : undefined;
          const facts = {
            recovery,
            taskId: task.taskId,
            by: task.decidedBy ?? task.assigneeId,
            ...(complaintId !== undefined && { complaintId }),
          };
          return {
            answer: { recovery, ...(complaintId !== undefined && { complaintId }) },
            advance: {
              status: 'RECOVERED',
              set: { recovery, ...(complaintId !== undefined && { complaintId }) },
              signals: [recoveredBy(head, recovery, task.taskId, at)],
              deed: { actor: 'take-in-recovery', act: 'survey.recovered', facts },
              outbox: reopened === undefined ? [] : [reopened.event],
            },
          };
        },
      );
      // Afterwards, and again on every retry: whoever takes it in knows it by this invitation.
      const { complaintId } = answer;
      if (complaintId !== undefined && complaintId !== head.causeId)
        await desk.intake.submit(complaintId, {
          v: 1,
          channel: 'survey',
          externalId: caseId,
          customerId: head.customerId,
          submittedAt,
          text: reason,
          ...(head.ratedId !== undefined && { respondentId: head.ratedId }),
          facts: { survey: caseId },
        });
      if (recovery === 'CONTACTED_FIXED' && head.cause !== 'REMEASURE') {
        const { remeasureAfterDays } = await surveyingOf(desk, head);
        await desk.invitations.ask(remeasureOf(head, daysAfter(submittedAt, remeasureAfterDays)));
      }
      const { customerId, contactId } = head;
      if (contactId !== undefined) {
        if (recovery === 'UNREACHABLE') await desk.ledger.release(customerId, contactId, 'unreachable');
        else await desk.ledger.sent(customerId, contactId);
      }
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** That somebody turned to the customer, for their score. */
function recoveredBy(
  { caseId, customerId }: InvitationHead,
  value: RecoveryResult,
  taskId: string,
  at: string,
): CustomerSignal {
  const signalId = derivedId('G', caseId, 'RECOVERY', taskId);
  return {
    customerId,
    sk: `SIGNAL#${at}#${signalId}`,
    v: 1,
    signalId,
    at,
    from: 'survey',
    what: 'RECOVERY',
    value,
    caseId,
    expiresAt: signalExpiry(at),
  };
}

/** One question, some time after: whether what was put right has stayed so. Nobody is asked after that once more. */
const remeasureOf = ({ caseId, customerId, ratedId }: InvitationHead, askAt: string): InvitationWish => ({
  v: 1,
  customerId,
  definition: REMEASURE,
  naming: 'NAMED',
  cause: 'REMEASURE',
  causeId: caseId,
  askAt,
  ...(ratedId !== undefined && { ratedId }),
});

/** What Lambda runs. */
export const handler = takeInRecovery(recoveryWiring());
