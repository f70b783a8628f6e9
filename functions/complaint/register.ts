/** Handler of `Register`: the first step of a complaint. */
import * as z from 'zod';
import { Id, Line, Tier } from '../../shared/contracts/codes.ts';
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { CaseUnknown } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { policyNames } from '../../shared/policy/packs.ts';
import { advanceOnce, customerOf, eventsOf } from './advance.ts';
import type { ComplaintDesk } from './ports.ts';
import { dueAtOf } from './rules/due-at.ts';
import { lineOf } from './rules/line-of.ts';
import { complaintWiring } from './wiring.ts';

/** What the story knows of a case from here on. */
export const Registered = z.strictObject({
  customerId: Id,
  tier: Tier,
  line: Line,
  ownerId: Id.optional(),
  policies: z.record(z.string(), z.number().int().min(1)),
});
export type Registered = z.infer<typeof Registered>;

/** Grades the case, finds its owner and its statutory date, and keeps the versions of the policies it starts with. */
export const register = (desk: ComplaintDesk) =>
  step(
    StepInput,
    Registered,
    async (input): Promise<Registered> => {
      const { caseId } = input.case;
      const head = await advanceOnce(
        desk,
        caseId,
        { from: ['RECEIVED'], past: ['REGISTERED', 'ACKNOWLEDGED', 'CLOSED'] },
        async (head) => {
          const note = await desk.cases.note(caseId);
          if (note === undefined) throw new CaseUnknown(caseId);
          const customer = await customerOf(desk, head);
          const policies = await desk.policies.inForce(policyNames);
          const terms = await desk.policies.read('complaint-terms', policies['complaint-terms']);
          const dueAt = dueAtOf({ submittedAt: note.submittedAt, openedAt: head.openedAt }, terms.pack);
          const { tier } = customer;
          const line = lineOf(customer);
          return {
            status: 'REGISTERED',
            set: { tier, dueAt, policies, ownerId: await ownerOf(desk, customer) },
            deed: { actor: 'register', act: 'case.registered', facts: { tier, line, dueAt } },
            outbox: eventsOf(input, head, instantOf(desk.clock.now()), {
              channel: note.channel,
              tier,
              line,
              dueAt,
            }),
          };
        },
      );
      const customer = await customerOf(desk, head);
      return {
        customerId: head.customerId,
        // A case keeps the tier it started with; a step that is tried again answers what the row says.
        tier: head.tier ?? customer.tier,
        line: lineOf({ type: customer.type, tier: head.tier ?? customer.tier }),
        ...(head.ownerId === undefined ? {} : { ownerId: head.ownerId }),
        policies: head.policies ?? {},
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The dedicated manager, if there is one who still works here (R273). */
async function ownerOf(
  { staff }: ComplaintDesk,
  { managerId }: CustomerProfile,
): Promise<string | undefined> {
  return managerId !== undefined && (await staff.isActive(managerId)) ? managerId : undefined;
}

export const handler = register(complaintWiring());
