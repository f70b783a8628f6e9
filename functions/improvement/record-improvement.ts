/** Handler of `Keep what was done`: whether the plan was carried out, and when its effect is measured (R226). */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { ImprovementDone } from '../../shared/contracts/survey-forms.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { daysLater } from './figures.ts';
import type { ImprovementDesk } from './ports.ts';
import { answerOnce, termsOf } from './statuses.ts';
import { improvementWiring } from './wiring.ts';

/** What comes next: the measure, another plan, or the end; and until when the measure is waited for. */
export const KeptWord = z.strictObject({
  next: z.enum(['MEASURE', 'PLAN', 'CLOSE']),
  until: Instant.optional(),
});
export type KeptWord = z.infer<typeof KeptWord>;

const ACTOR = 'record-improvement';

/** Keeps what was done; what there are no data about ends here, and says so. */
export const recordImprovement = (desk: ImprovementDesk) =>
  step(
    StepInput,
    KeptWord,
    (input): Promise<KeptWord> =>
      answerOnce<KeptWord>(desk, input, { from: ['PLANNED'] }, async (head, at) => {
        const { caseId, attempts = 1, before } = head;
        const tasks = await tasksOf(desk, input);
        const { task, answer } = lastAnswer(tasks, { caseId, form: 'improvement-done' }, ImprovementDone);
        const { measureAfterDays, measureWithinDays, mostAttempts } = await termsOf(desk, head);
        const { taskId, decidedBy = ACTOR } = task;
        const told = (act: string, facts: Record<string, string | number> = {}) => ({
          deed: { actor: decidedBy, act, facts: { taskId, attempts, ...facts } },
          outbox: [],
        });
        if (answer.done === 'NO') {
          const again = attempts < mostAttempts;
          return {
            answer: { next: again ? 'PLAN' : 'CLOSE' },
            advance: {
              status: 'PLANNED',
              set: again ? {} : { ending: 'DISCARDED' },
              ...told('improvement.not-carried-out'),
            },
          };
        }
        const carriedOutAt = task.decidedAt ?? at;
        if (before === undefined)
          return {
            answer: { next: 'CLOSE' },
            advance: {
              status: 'CARRIED_OUT',
              set: { carriedOutAt, ending: 'UNMEASURED' },
              ...told('improvement.carried-out'),
            },
          };
        const measureAt = daysLater(carriedOutAt, measureAfterDays);
        const measureBy = daysLater(carriedOutAt, measureWithinDays);
        return {
          answer: { next: 'MEASURE', until: measureAt },
          advance: {
            status: 'CARRIED_OUT',
            set: { carriedOutAt, measureAt, measureBy },
            ...told('improvement.carried-out', { measureAt }),
          },
        };
      }),
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = recordImprovement(improvementWiring());
