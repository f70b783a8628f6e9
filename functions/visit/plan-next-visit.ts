/** Handler of `Plan next visit`: no customer drops out of the cadence because a visit has ended. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { factsOf, nextPlans } from './next-plans.ts';
import type { ContactDesk } from './ports.ts';
import { openStatuses } from './statuses.ts';
import { contactWiring } from './wiring.ts';

/** It answers nothing: the plan stays in the records. */
export const Planned = z.strictObject({});
export type Planned = z.infer<typeof Planned>;

/** Plans what comes after this visit, once, and gives back a contact that nobody used. */
export const planNextVisit = (desk: ContactDesk) =>
  step(
    StepInput,
    Planned,
    async (input): Promise<Planned> => {
      await advanceOnce(
        desk,
        input.case.caseId,
        { from: openStatuses.slice(1), past: ['FOLLOWED', 'CLOSED'] },
        async (head, at) => {
          const plans = await nextPlans(desk, head, input.case, at);
          return {
            status: 'FOLLOWED',
            set: {},
            plans,
            deed: {
              actor: 'plan-next-visit',
              act: 'visit.planned-next',
              facts: factsOf(plans),
            },
            outbox: [],
          };
        },
      );
      return {};
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = planNextVisit(contactWiring());
