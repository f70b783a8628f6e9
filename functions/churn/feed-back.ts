/** Handler of `Feed back to product`: what a customer misses is improved, by somebody and until a day. */
import * as z from 'zod';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { ImprovementWish } from '../../shared/contracts/improvement.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { endedStep, stepAt } from './playing.ts';
import type { FeedBackDesk } from './ports.ts';
import { answerOnce, underWay } from './statuses.ts';
import { feedBackWiring } from './wiring.ts';

/** It answers nothing that the story has to know. */
export const FedBack = z.strictObject({});
export type FedBack = z.infer<typeof FedBack>;

/** Has it improved, once a step (R191): one improvement for all who miss the same; what was found stays with the alert. */
export const feedBack = (desk: FeedBackDesk) =>
  step(
    StepInput,
    FedBack,
    async (input): Promise<FedBack> => {
      const { answer, head } = await answerOnce<FedBack>(
        desk,
        input,
        { from: underWay },
        async (head, at) => {
          const now = stepAt(input, await desk.cases.steps(head.caseId));
          return {
            answer: {},
            advance: {
              status: 'TREATED',
              set: {},
              steps: [endedStep(now, 'DONE', at)],
              deed: {
                actor: 'feed-back',
                act: 'alert.fed-back',
                facts: { number: now.number, cause: head.cause ?? 'UNKNOWN' },
              },
              outbox: [],
            },
          };
        },
      );
      // Afterwards, and again on every retry: whoever takes it up knows it by this alert.
      await desk.improvements.open(wishOf(head));
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

const wishOf = ({ caseId, cause = 'UNKNOWN' }: AlertHead): ImprovementWish => ({
  v: 1,
  source: 'PRODUCT',
  key: `product#${cause}`,
  originId: caseId,
  linked: [],
});

/** What Lambda runs. */
export const handler = feedBack(feedBackWiring());
