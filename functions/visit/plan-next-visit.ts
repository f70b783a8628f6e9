/** Handler of `Plan next visit`: no customer drops out of the cadence because a visit has ended. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { advanceOnce, openStatuses } from './advance.ts';
import { planPolicies, plansAfter } from './planning.ts';
import type { ContactDesk, PlanChange } from './ports.ts';
import { outcomeOf } from './rules/outcome-of.ts';

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

/** The plans that follow a visit as the story ended it; none where the customer is gone. */
export async function nextPlans(
  desk: ContactDesk,
  head: Parameters<typeof plansAfter>[2]['head'] & {
    readonly customerId: string;
    readonly policies?: Record<string, number> | undefined;
    readonly wish?: string | undefined;
  },
  state: Readonly<Record<string, unknown>>,
  at: string,
): Promise<PlanChange[]> {
  const file = await desk.customers.file(head.customerId);
  const outcome = outcomeOf(state);
  if (file === undefined || outcome === undefined) return [];
  const its = await planPolicies(desk, head.policies);
  const recent = state.ruling === 'RECENT';
  const ended = { head, outcome, recent, ...(head.wish !== undefined && { wish: head.wish }) };
  return plansAfter(desk, file, ended, at, its);
}

/** What was planned, as codes and days. */
export const factsOf = (plans: readonly PlanChange[]): Record<string, string> =>
  Object.fromEntries(
    plans.map(({ plan: { kind, day, planKey } }) => [kind, planKey === undefined ? 'none' : day]),
  );
