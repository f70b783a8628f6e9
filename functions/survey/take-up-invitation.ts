/** Handler of `Take up invitation`: who is asked, by which policies, and from when on. */
import * as z from 'zod';
import { Id, Instant, Line, Tier } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { Naming } from '../../shared/contracts/survey.ts';
import { customerOf } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { step } from '../../shared/platform/step.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { invitationPolicyNames } from './policies.ts';
import type { InvitationDesk } from './ports.ts';
import { invitationWiring } from './wiring.ts';

/** What the story knows of an invitation from here on. */
export const TakenUp = z.strictObject({
  customerId: Id,
  tier: Tier,
  line: Line,
  ownerId: Id.optional(),
  /** Who is rated: never acts on it. */
  ratedId: Id.optional(),
  naming: Naming,
  /** When the customer is asked. */
  until: Instant,
  policies: z.record(z.string(), z.number().int().min(1)),
});
export type TakenUp = z.infer<typeof TakenUp>;

/** Takes an invitation up, once: the customer as they are now, and the versions of the policies by which it goes. */
export const takeUpInvitation = (desk: InvitationDesk) =>
  step(
    StepInput,
    TakenUp,
    async (input): Promise<TakenUp> => {
      const { answer } = await answerOnce(desk, input, { from: ['OPENED'] }, async (head) => {
        const { customerId, ratedId, naming, askAt, definition, cause } = head;
        const customer = await customerOf(desk, head);
        const { type, tier, stage, branch, managerId } = customer;
        const manager = managerId === undefined ? undefined : await desk.staff.find(managerId);
        const ownerId = manager?.active === true ? manager.staffId : undefined;
        const policies = await desk.policies.inForce(invitationPolicyNames);
        return {
          answer: {
            customerId,
            tier,
            line: lineOf({ type, tier }),
            ...(ownerId !== undefined && { ownerId }),
            ...(ratedId !== undefined && { ratedId }),
            naming,
            until: askAt,
            policies,
          },
          advance: {
            status: 'OPENED',
            set: {
              tier,
              stage,
              branch,
              policies,
              ...(ownerId !== undefined && { ownerId }),
              ...(managerId !== undefined && { managerId }),
            },
            deed: {
              actor: 'take-up-invitation',
              act: 'survey.taken-up',
              facts: { definition, naming, cause, tier, askAt },
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
export const handler = takeUpInvitation(invitationWiring());
