/** Handler of `Look`: whether an invitation was answered, was stopped, or is over; what the row says counts. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { type InvitationHead, InvitationOutcome } from '../../shared/contracts/survey.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { surveyingOf } from './policies.ts';
import type { InvitationDesk } from './ports.ts';
import { endingBy, type Found, type Stop, stopIn } from './statuses.ts';
import { invitationWiring } from './wiring.ts';

/** What comes next: the answer is scored, the customer is reminded or called, it is over, or it is waited on. */
export const Looked = z.strictObject({
  found: z.enum(['ANSWERED', 'REMIND', 'CALL', 'OVER', 'WAIT']),
  /** How it ends by that; of a call, if nobody says anything. */
  outcome: InvitationOutcome.optional(),
  /** What a call would be about. */
  call: z.literal('INTERVIEW').optional(),
});
export type Looked = z.infer<typeof Looked>;

const Story = z.object({ until: Instant });

/**
 * Looks at an invitation, once an entry of its state. An answer that was submitted counts, whatever else happened; from the
 * moment at which this finds it over, nobody can answer it any more.
 */
export const lookAtInvitation = (desk: InvitationDesk) =>
  step(
    StepInput,
    Looked,
    async (input): Promise<Looked> => {
      const { until } = storyOf(input, Story);
      const { answer } = await answerOnce(
        desk,
        input,
        { from: ['INVITED'], hears: true },
        async (head, at, signals): Promise<Found<Looked>> => {
          if (head.participation === 'SUBMITTED') return answered(head, 'whole');
          const stop = stopIn(signals);
          const isOver = stop === 'ENDED' || at >= (head.expiresAt ?? at);
          if (stop !== undefined && stop !== 'ENDED') return stopped(head, stop, at);
          if (isOver && head.participation === 'PARTIAL') return answered(head, 'partial');
          if (isOver) {
            const { callTiers } = await surveyingOf(desk, head);
            const isCalled =
              stop === undefined &&
              head.naming === 'NAMED' &&
              head.tier !== undefined &&
              callTiers.includes(head.tier);
            return over(
              isCalled
                ? { found: 'CALL', call: 'INTERVIEW', outcome: 'NO_RESPONSE' }
                : { found: 'OVER', outcome: 'NO_RESPONSE' },
            );
          }
          const found = at >= until ? 'REMIND' : 'WAIT';
          return {
            answer: { found },
            advance: { status: 'INVITED', set: {}, deed: deedOf({ found }), outbox: [] },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

const deedOf = (facts: Record<string, string>) => ({
  actor: 'look-at-invitation',
  act: 'survey.looked-at',
  facts,
});

const answered = ({ stopped }: InvitationHead, extent: 'whole' | 'partial'): Found<Looked> => ({
  answer: { found: 'ANSWERED' },
  advance: {
    status: 'ANSWERED',
    set: extent === 'partial' ? { stopped: stopped ?? 'ENDED' } : {},
    deed: deedOf({ found: 'ANSWERED', extent }),
    outbox: [],
  },
});

function stopped(head: InvitationHead, stop: Stop, at: string): Found<Looked> {
  const outcome = endingBy[stop];
  return {
    answer: { found: 'OVER', outcome },
    advance: {
      status: 'INVITED',
      set: { stopped: stop },
      deed: deedOf({ found: 'OVER', stop }),
      // Written here and not named by the storyboard: few of the customers who are asked do not want to be.
      outbox:
        stop === 'OPTED_OUT'
          ? [eventOf(undefined, head, at, 'survey.opted-out', { definition: head.definition })]
          : [],
    },
  };
}

const over = (answer: Looked): Found<Looked> => ({
  answer,
  advance: {
    status: 'INVITED',
    set: { stopped: 'ENDED' },
    deed: deedOf({ found: answer.found }),
    outbox: [],
  },
});

/** What Lambda runs. */
export const handler = lookAtInvitation(invitationWiring());
