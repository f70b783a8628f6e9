/** The plans that follow a visit, for the step that plans them and for the one that ends a visit without it. */
import { planPolicies, plansAfter } from './planning.ts';
import type { ContactDesk, PlanChange } from './ports.ts';
import { outcomeOf } from './rules/outcome-of.ts';

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
