/** Handler of `Feed back to product`: what a customer misses becomes an entry in the register of improvements. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { endedStep, improvementOf, stepAt } from './playing.ts';
import type { AlertDesk } from './ports.ts';
import { answerOnce, underWay } from './statuses.ts';
import { playingWiring } from './wiring.ts';

/** It answers nothing that the story has to know. */
export const FedBack = z.strictObject({});
export type FedBack = z.infer<typeof FedBack>;

/** Opens the entry, once a step (R191); what was found stays with the alert. */
export const feedBack = (desk: AlertDesk) =>
  step(
    StepInput,
    FedBack,
    async (input): Promise<FedBack> => {
      const { answer } = await answerOnce<FedBack>(desk, input, { from: underWay }, async (head, at) => {
        const now = stepAt(input, await desk.cases.steps(head.caseId));
        return {
          answer: {},
          advance: {
            status: 'TREATED',
            set: {},
            steps: [endedStep(now, 'DONE', at)],
            improvement: improvementOf(head, now.number, at),
            deed: {
              actor: 'feed-back',
              act: 'alert.fed-back',
              facts: { number: now.number, cause: head.cause ?? 'UNKNOWN' },
            },
            outbox: [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = feedBack(playingWiring());
