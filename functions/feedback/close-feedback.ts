/** Handler of `Close feedback`: what a customer said is answered, or operations have taken it over. */
import * as z from 'zod';
import { NOBODY } from '../../shared/contracts/churn-evaluation.ts';
import { FeedbackHead } from '../../shared/contracts/improvement.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { step } from '../../shared/platform/step.ts';
import type { FeedbackAdvance, FeedbackDesk } from './ports.ts';
import { feedbackWiring } from './wiring.ts';

/** How it ended. */
export const Closed = z.strictObject({ outcome: FeedbackHead.shape.outcome.unwrap() });
export type Closed = z.infer<typeof Closed>;

/**
 * Closes the case, once. What operations have answered by hand counts as answered; what they gave up stays open in the
 * register, where it is seen.
 */
export const closeFeedback = (desk: FeedbackDesk) =>
  step(
    StepInput,
    Closed,
    async (input): Promise<Closed> => {
      const { answer } = await answerOnce(desk, input, { from: ['OPENED', 'ANSWERED'] }, async (head, at) => {
        const { way } = input.case;
        const outcome = way === 'COMPLETE' || way === 'CANCEL' ? 'MANUAL_TAKEOVER' : 'ANSWERED';
        const byHand = head.status === 'OPENED' && way === 'COMPLETE' ? byHandOf(head, at) : undefined;
        const closed: Closed = { outcome };
        const facts = { voice: head.voice, from: head.from, outcome };
        const advance: FeedbackAdvance = {
          status: 'CLOSED',
          set: { outcome, closedAt: at },
          ...(byHand !== undefined && { answered: byHand }),
          deed: { actor: 'close-feedback', act: 'feedback.closed', facts },
          outbox:
            byHand === undefined
              ? []
              : [eventOf(input.execution, head, at, 'feedback.answered', { ...facts, ...byHand })],
        };
        return { answer: closed, advance };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What the register says of an answer that operations gave. */
const byHandOf = ({ voice, customerId }: FeedbackHead, at: string) => ({
  answered: voice === 'CRITICISM' ? ('APOLOGY' as const) : ('THANKS' as const),
  answeredTo: customerId === NOBODY ? ('PUBLIC' as const) : ('CUSTOMER' as const),
  answeredAt: at,
});

/** What Lambda runs. */
export const handler = closeFeedback(feedbackWiring());
