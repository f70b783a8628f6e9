/** Handler of `Take up feedback`: whose words they are, by which policies they are answered, and who does not answer them. */
import * as z from 'zod';
import { Id, Line, Tier } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { step } from '../../shared/platform/step.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import { feedbackPolicyNames } from './policies.ts';
import type { FeedbackDesk } from './ports.ts';
import { feedbackWiring } from './wiring.ts';

/** What the story knows from here on. */
export const TakenUp = z.strictObject({
  customerId: Id,
  tier: Tier,
  line: Line,
  /** Whom it is about does not answer it. */
  recused: z.array(Id),
  policies: z.record(z.string(), z.number().int().min(1)),
});
export type TakenUp = z.infer<typeof TakenUp>;

/** Of words of which nobody knows whose they are. */
const UNKNOWN = { type: 'personal', tier: 'mass' } as const;

/** Keeps what its tasks go by, once. */
export const takeUpFeedback = (desk: FeedbackDesk) =>
  step(
    StepInput,
    TakenUp,
    async (input): Promise<TakenUp> => {
      const { answer } = await answerOnce(desk, input, { from: ['OPENED'] }, async (head) => {
        const { customerId, ratedId, voice } = head;
        const customer = (await desk.customers.find(customerId)) ?? UNKNOWN;
        const policies = await desk.policies.inForce(feedbackPolicyNames);
        const { tier } = customer;
        const answer: TakenUp = {
          customerId,
          tier,
          line: lineOf(customer),
          recused: ratedId === undefined ? [] : [ratedId],
          policies,
        };
        return {
          answer,
          advance: {
            status: 'OPENED' as const,
            set: { tier, policies },
            deed: { actor: 'take-up-feedback', act: 'feedback.taken-up', facts: { voice, tier } },
            outbox: [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = takeUpFeedback(feedbackWiring());
