/** Handler of `Take next step`: the first step of the playbook that is still to be done. */
import * as z from 'zod';
import { type AlertStep, StepKind } from '../../shared/contracts/alert-rows.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { endedStep, givenBack, isOpen, nextNumber, plannedStep } from './playing.ts';
import { termsOf } from './policies.ts';
import type { AlertDesk } from './ports.ts';
import { answerOnce, underWay } from './statuses.ts';
import { playingWiring } from './wiring.ts';

/** What is to be done: a step by its number, nothing but to watch, or nothing at all. */
export const Taken = z.strictObject({
  what: z.enum([...StepKind.options, 'NONE', 'CLOSE']),
  number: z.number().int().min(1).optional(),
});
export type Taken = z.infer<typeof Taken>;

/** Takes the next step, once an entry of its state; of a customer who has left nothing is left but to ask them back. */
export const takeStep = (desk: AlertDesk) =>
  step(
    StepInput,
    Taken,
    async (input): Promise<Taken> => {
      const { answer } = await answerOnce<Taken>(desk, input, { from: underWay }, async (head, at) => {
        const { playbooks } = await termsOf(desk, head);
        const { caseId, ending } = head;
        const steps = await desk.cases.steps(caseId);
        // Who was only watched is not asked back either: nothing about them was to be acted on.
        const gone = ending === 'LOST';
        const over = ending !== undefined && !gone;
        const skipped = steps
          .filter((one) => isOpen(one) && (over || (gone && one.what !== 'WIN_BACK')))
          .map((one) => endedStep(one, 'SKIPPED', at));
        const open = steps.find((one) => isOpen(one) && !skipped.some(({ number }) => number === one.number));
        const asksBack = gone && steps.every(({ what }) => what !== 'WIN_BACK');
        const next = asksBack ? plannedStep(caseId, nextNumber(steps), 'WIN_BACK', at) : open;
        const running: AlertStep[] = next === undefined ? [] : [{ ...next, state: 'RUNNING' }];
        const answer: Taken =
          next === undefined
            ? { what: ending === undefined ? 'NONE' : 'CLOSE' }
            : { what: next.what, number: next.number };
        return {
          answer,
          advance: {
            status: 'TREATED',
            set: {},
            steps: [...skipped, ...running],
            budget: givenBack(steps, skipped, playbooks.budget.perMonth),
            deed: {
              actor: 'take-step',
              act: 'alert.step-taken',
              facts: { ...answer, skipped: skipped.length },
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
export const handler = takeStep(playingWiring());
