/** Handler of `Close invitations`: whoever has not answered by the end is asked no more, batch by batch. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import { step } from '../../shared/platform/step.ts';
import { invitationsOf } from './invited.ts';
import type { EndingDesk } from './ports.ts';
import { answerOnce, sampleDrawn } from './statuses.ts';
import { endingWiring } from './wiring.ts';

/** Where the next batch begins; END after the last. */
export const Ended = z.strictObject({ endCursor: z.string() });
export type Ended = z.infer<typeof Ended>;

/** Members of a batch, and how many of them are told at a time. */
const BATCH = 200;
const AT_ONCE = 10;

/** Tells those invitations that are still open that their campaign is over; a batch that is tried again tells them once. */
export const endInvitations = (desk: EndingDesk) =>
  step(
    StepInput,
    Ended,
    async (input): Promise<Ended> => {
      const { endCursor } = storyOf(input, z.object({ endCursor: z.string().default('0') }));
      const { answer } = await answerOnce<Ended>(
        desk,
        input,
        // Also before its time: whoever ends the campaign ends its waits.
        { from: ['LAUNCHED'], hears: true },
        async (head, at) => {
          const { caseId, launched = 0 } = head;
          const from = Number(endCursor);
          const asked = (await sampleDrawn(desk, head)).slice(0, launched);
          const batch = asked.slice(from, from + BATCH);
          const invitations = await invitationsOf(desk, head, batch);
          const open = [...invitations.values()].filter(({ status }) => status !== 'CLOSED');
          await inParallel(open, AT_ONCE, (invitation) =>
            desk.invitations.end(invitation.caseId, caseId, at),
          );
          const next = from + batch.length;
          const facts = { from, told: open.length };
          return {
            answer: { endCursor: next < asked.length ? String(next) : 'END' },
            advance: {
              status: 'LAUNCHED',
              set: {},
              deeds: [{ actor: 'end-invitations', act: 'campaign.invitations-ended', facts }],
              outbox: [],
            },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = endInvitations(endingWiring());
