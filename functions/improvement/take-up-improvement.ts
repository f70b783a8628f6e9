/** Handler of `Take up improvement`: by which policies it goes, and how things stand before anything is done (R224). */
import * as z from 'zod';
import { ImprovementSource } from '../../shared/contracts/improvement.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { daysLater, eventsUntil } from './figures.ts';
import type { MeasureDesk } from './ports.ts';
import { aboutOf } from './rules/about.ts';
import { answerOnce } from './statuses.ts';
import { improvementPolicyNames, measureWiring } from './wiring.ts';

/** What the story knows of it. */
export const TakenUp = z.strictObject({
  source: ImprovementSource,
  policies: z.record(z.string(), z.number().int().min(1)),
});
export type TakenUp = z.infer<typeof TakenUp>;

/** Counts what happened before, unless whoever opened it has said so. */
export const takeUpImprovement = (desk: MeasureDesk) =>
  step(
    StepInput,
    TakenUp,
    (input): Promise<TakenUp> =>
      answerOnce<TakenUp>(desk, input, { from: ['OPENED'] }, async (head) => {
        const [policies, { pack }] = await Promise.all([
          desk.policies.inForce(improvementPolicyNames),
          desk.policies.read('surveying'),
        ]);
        const { measureAfterDays } = pack.improvements;
        const { openedAt, source, key } = head;
        const before =
          head.before ??
          (await eventsUntil(desk, aboutOf(key), daysLater(openedAt, -measureAfterDays), openedAt));
        return {
          answer: { source, policies },
          advance: {
            status: 'OPENED',
            set: { policies, ...(before !== undefined && { before }) },
            deed: {
              actor: 'take-up-improvement',
              act: 'improvement.taken-up',
              facts: { source, ...(before !== undefined && { before: before.value, of: before.n }) },
            },
            outbox: [],
          },
        };
      }),
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = takeUpImprovement(measureWiring());
