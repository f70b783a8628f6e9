/** Handler of `Pause marketing`: who thinks of leaving is not sold anything for a while. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { endedStep, stepAt } from './playing.ts';
import { termsOf } from './policies.ts';
import type { AlertDesk } from './ports.ts';
import { daysAfter } from './rules/waits.ts';
import { answerOnce, underWay } from './statuses.ts';
import { alertWiring } from './wiring.ts';

/** It answers nothing that the story has to know. */
export const Paused = z.strictObject({});
export type Paused = z.infer<typeof Paused>;

/** Writes the pause that the contact arbiter obeys, once a step (R193). */
export const pauseMarketing = (desk: AlertDesk) =>
  step(
    StepInput,
    Paused,
    async (input): Promise<Paused> => {
      const { answer } = await answerOnce<Paused>(desk, input, { from: underWay }, async (head, at) => {
        const { playbooks } = await termsOf(desk, head);
        const { customerId, caseId } = head;
        const now = stepAt(input, await desk.cases.steps(caseId));
        const until = daysAfter(at, playbooks.marketingPauseDays);
        return {
          answer: {},
          advance: {
            status: 'TREATED',
            set: {},
            steps: [endedStep(now, 'DONE', at)],
            pause: { customerId, sk: 'PAUSE#marketing', v: 1, class: 'marketing', until, caseId },
            deed: {
              actor: 'pause-marketing',
              act: 'alert.marketing-paused',
              facts: { number: now.number, until },
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
export const handler = pauseMarketing(alertWiring());
