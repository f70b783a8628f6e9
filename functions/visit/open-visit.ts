/** Handler of `Open visit`: the first step of a visit. */
import * as z from 'zod';
import { Id, Line, Tier, VisitKind } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { managerOf } from './manager-of.ts';
import { visitPolicyNames } from './policies.ts';
import type { VisitDesk } from './ports.ts';
import { openStatuses } from './statuses.ts';
import { visitWiring } from './wiring.ts';

/** What the story knows of a visit from here on. */
export const Opened = z.strictObject({
  customerId: Id,
  kind: VisitKind,
  tier: Tier,
  line: Line,
  ownerId: Id.optional(),
  policies: z.record(z.string(), z.number().int().min(1)),
});
export type Opened = z.infer<typeof Opened>;

/** Grades the visit, finds whose customer it is, and keeps the versions of the policies it starts with. */
export const openVisit = (desk: VisitDesk) =>
  step(
    StepInput,
    Opened,
    async ({ case: { caseId } }): Promise<Opened> => {
      const head = await advanceOnce(
        desk,
        caseId,
        { from: ['PLANNED'], past: [...openStatuses.slice(1), 'CLOSED'] },
        async (head) => {
          const customer = await customerOf(desk, head);
          const policies = await desk.policies.inForce(visitPolicyNames);
          const { tier } = customer;
          const { visitKind, plannedDay, channel } = head;
          return {
            status: 'WAITING',
            set: { tier, policies, ownerId: await managerOf(desk, customer) },
            deed: {
              actor: 'open-visit',
              act: 'visit.opened',
              facts: { kind: visitKind, tier, day: plannedDay, channel },
            },
            outbox: [],
          };
        },
      );
      const customer = await customerOf(desk, head);
      const tier = head.tier ?? customer.tier;
      return {
        customerId: head.customerId,
        kind: head.visitKind,
        tier,
        line: lineOf({ type: customer.type, tier }),
        ...(head.ownerId === undefined ? {} : { ownerId: head.ownerId }),
        policies: head.policies ?? {},
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = openVisit(visitWiring());
