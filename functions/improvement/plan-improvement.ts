/** Handler of `Keep plan`: what is to be done by whom and until when, or that nothing is done (R225). */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { ImprovementPlan } from '../../shared/contracts/survey-forms.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { dayAfter, dayIn, endOfDay } from '../../shared/policy/days.ts';
import type { ImprovementDesk } from './ports.ts';
import { answerOnce, termsOf } from './statuses.ts';
import { improvementWiring } from './wiring.ts';

/** Whether anything is done, and until when. */
export const KeptPlan = z.strictObject({ plan: ImprovementPlan.shape.way, doneBy: Instant.optional() });
export type KeptPlan = z.infer<typeof KeptPlan>;

/** Keeps the plan; its words stay with the task. */
export const planImprovement = (desk: ImprovementDesk) =>
  step(
    StepInput,
    KeptPlan,
    (input): Promise<KeptPlan> =>
      answerOnce<KeptPlan>(desk, input, { from: ['OPENED', 'PLANNED', 'MEASURED'] }, async (head, at) => {
        const { caseId } = head;
        const tasks = await tasksOf(desk, input);
        const { task, answer } = lastAnswer(tasks, { caseId, form: 'improvement-plan' }, ImprovementPlan);
        const { decidedBy: ownerId = task.assigneeId } = task;
        const { taskId } = task;
        if (answer.way === 'DISCARD')
          return {
            answer: { plan: 'DISCARD' as const },
            advance: {
              status: 'PLANNED',
              set: { ending: 'DISCARDED', ownerId },
              row: { ownerId },
              deed: {
                actor: ownerId,
                act: 'improvement.discarded',
                facts: { taskId, doneBy: '', attempts: 0 },
              },
              outbox: [],
            },
          };
        const { doneWithinDays } = await termsOf(desk, head);
        const day = answer.doneBy === '' ? dayAfter(dayIn(at, desk.zone), doneWithinDays) : answer.doneBy;
        const doneBy = endOfDay(day, desk.zone);
        const attempts = (head.attempts ?? 0) + 1;
        return {
          answer: { plan: 'PLAN', doneBy },
          advance: {
            status: 'PLANNED',
            set: { doneBy, attempts, ownerId },
            row: { ownerId, dueAt: doneBy },
            deed: {
              actor: ownerId,
              act: 'improvement.planned',
              facts: { taskId, doneBy, attempts },
            },
            outbox: [],
          },
        };
      }),
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = planImprovement(improvementWiring());
