/** Handler of `Take in interview`: what the customer said on the telephone is their answer (R057, R246). */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { type InvitationHead, InvitationOutcome, type SurveyAnswer } from '../../shared/contracts/survey.ts';
import { Interview } from '../../shared/contracts/survey-forms.ts';
import { customerOf } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { scoresOf } from '../../shared/policy/survey-answers.ts';
import { definitionOf } from './policies.ts';
import type { ContactDesk } from './ports.ts';
import { interviewValues } from './rules/interview-values.ts';
import type { Found } from './statuses.ts';
import { interviewWiring } from './wiring.ts';

/** Whether there is an answer now. */
export const TakenIn = z.strictObject({
  found: z.enum(['ANSWERED', 'OVER']),
  outcome: InvitationOutcome.extract(['NO_RESPONSE']).optional(),
});
export type TakenIn = z.infer<typeof TakenIn>;

/** Keeps what was said as an answer by telephone, once; who was not reached, or said nothing of it, has not answered. */
export const takeInInterview = (desk: ContactDesk) =>
  step(
    StepInput,
    TakenIn,
    async (input): Promise<TakenIn> => {
      const { caseId } = input.case;
      const { task, answer: said } = lastAnswer(
        await tasksOf(desk, input),
        { caseId, form: 'interview' },
        Interview,
      );
      const { answer, head } = await answerOnce(
        desk,
        input,
        { from: ['INVITED'] },
        async (head, at): Promise<Found<TakenIn>> => {
          const definition = await definitionOf(desk, head);
          const values = interviewValues(definition, said);
          const isAnswered = Object.keys(values).length > 0;
          const facts = { reached: said.reached, taskId: task.taskId, by: task.decidedBy ?? task.assigneeId };
          if (!isAnswered)
            return {
              answer: { found: 'OVER', outcome: 'NO_RESPONSE' },
              advance: {
                status: 'INVITED',
                set: {},
                deed: { actor: 'take-in-interview', act: 'survey.interviewed', facts },
                outbox: [],
              },
            };
          const kept = { values, at: task.decidedAt ?? at };
          return {
            answer: { found: 'ANSWERED' },
            advance: {
              status: 'ANSWERED',
              set: {
                participation: 'SUBMITTED',
                participatedAt: kept.at,
                scores: scoresOf(definition, values),
              },
              answer: await byPhone(desk, head, kept),
              deed: { actor: 'take-in-interview', act: 'survey.interviewed', facts },
              outbox: [],
            },
          };
        },
      );
      const { customerId, contactId } = head;
      if (contactId !== undefined) {
        // Who was not reached was not disturbed either.
        if (said.reached === 'NOT_REACHED') await desk.ledger.release(customerId, contactId, 'not-reached');
        else await desk.ledger.sent(customerId, contactId);
      }
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The row of an answer by telephone: it is one of a customer by name, for somebody has spoken with them. */
async function byPhone(
  desk: ContactDesk,
  head: InvitationHead,
  { values, at }: { readonly values: SurveyAnswer['values']; readonly at: string },
): Promise<SurveyAnswer> {
  const { surveyId, caseId, customerId, definition, version = 1, ratedId } = head;
  const { tier, stage, branch, managerId } = await customerOf(desk, head);
  return {
    surveyId,
    answerKey: caseId,
    v: 1,
    state: 'SUBMITTED',
    definition,
    version,
    values,
    mode: 'PHONE',
    by: {
      customerId,
      caseId,
      at,
      tier: head.tier ?? tier,
      stage: head.stage ?? stage,
      branch: head.branch ?? branch,
      ...(managerId !== undefined && { managerId }),
      ...(ratedId !== undefined && { ratedId }),
    },
  };
}

/** What Lambda runs. */
export const handler = takeInInterview(interviewWiring());
