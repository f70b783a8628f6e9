/** Handler: plans customers who have no plan yet, and those of whom something is new that moves a greeting or a check-up. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { PassingContention } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import type { FirstPlanDesk } from './plan-ports.ts';
import { firstPlanWiring } from './plan-wiring.ts';
import { planPolicies, plansByToday } from './planning.ts';

/** Whom to plan: those who are named, or whoever has another tier now, as our own event says. */
export const Newcomers = z.union([
  z.object({ customerIds: z.array(Id).max(5_000) }),
  z
    .object({
      'detail-type': z.literal('customer.tier-changed'),
      detail: z.object({ customerId: Id }),
    })
    .transform(({ detail: { customerId } }) => ({ customerIds: [customerId] })),
]);

/** How many customers were looked at, and how many plans were written. */
export const Planned = z.strictObject({ customers: z.number().int(), plans: z.number().int() });
export type Planned = z.infer<typeof Planned>;

/** Times a customer is looked at anew because a manager's day filled up, or somebody planned them at the same moment. */
const MOST_LOOKS = 8;

/** Customers that are planned at the same time. */
const AT_ONCE = 10;

/**
 * Plans whoever has no plan, greetings anew where their dates, consents or ways have changed, and a check-up anew where the
 * customer has another tier than it was planned by. Whatever is under way stays as it is; what counts is the record as it is
 * now, so running it twice, or for events in another order, changes nothing.
 */
export const planCustomers = (desk: FirstPlanDesk) =>
  step(
    Newcomers,
    Planned,
    async ({ customerIds }): Promise<Planned> => {
      const its = await planPolicies(desk);
      const each = [...new Set(customerIds)];
      let plans = 0;
      for (let at = 0; at < each.length; at += AT_ONCE) {
        const some = each.slice(at, at + AT_ONCE);
        const written = await Promise.all(some.map((customerId) => planOne(desk, customerId, its)));
        plans += written.reduce((sum, one) => sum + one, 0);
      }
      return { customers: each.length, plans };
    },
    { name: 'plan-customers' },
  );

async function planOne(
  desk: FirstPlanDesk,
  customerId: string,
  its: Awaited<ReturnType<typeof planPolicies>>,
): Promise<number> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const file = await desk.customers.file(customerId);
    if (file === undefined) return 0;
    const changes = await plansByToday(desk, file, instantOf(desk.clock.now()), its);
    if (changes.length === 0) return 0;
    if (await desk.plans.write(customerId, changes)) return changes.length;
  }
  throw new PassingContention(`The days of the manager of ${customerId} kept filling up.`);
}

/** What Lambda runs. */
export const handler = planCustomers(firstPlanWiring());
