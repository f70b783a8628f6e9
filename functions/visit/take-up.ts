/** Handler of `Take up`: one thing that a visit left to be done, and until when. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { FollowUp } from '../../shared/contracts/visit.ts';
import { headOf } from '../../shared/platform/advance.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { epochAt } from '../../shared/policy/days.ts';
import { planPolicies } from './planning.ts';
import type { TakeUpDesk } from './ports.ts';
import { takeUpWiring } from './wiring.ts';

/** What it is, and until when it was promised. */
export const TakenUp = z.strictObject({
  what: FollowUp.shape.what,
  number: FollowUp.shape.number,
  promisedBy: Instant,
});
export type TakenUp = z.infer<typeof TakenUp>;

/** Reads what a follow-up is about; writes nothing. */
export const takeUp = (desk: TakeUpDesk) =>
  step(
    StepInput,
    TakenUp,
    async (input): Promise<TakenUp> => {
      const { followUp } = storyOf(input, z.object({ followUp: FollowUp }));
      const { what, number } = followUp;
      const head = await headOf(desk, input.case.caseId);
      const { calendars } = await planPolicies(desk, head.policies);
      const { hours, zone } = calendars.workingTime;
      const promise =
        what === 'PROMISE'
          ? (await desk.cases.promises(head.caseId)).find(({ sk }) => Number(sk.slice(-4)) === number)
          : undefined;
      // A promise is due when the bank closes on its day.
      const closes = hours.at(-1)?.until ?? '17:00';
      const promisedBy =
        promise === undefined
          ? instantOf(desk.clock.now())
          : new Date(epochAt(promise.dueDay, closes, zone)).toISOString();
      return { what, number, promisedBy };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = takeUp(takeUpWiring());
