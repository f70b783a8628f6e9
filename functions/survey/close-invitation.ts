/** Handler of `Close invitation`: every invitation ends, with one outcome, and keeps no contact reserved. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { Takeover } from '../../shared/contracts/forms.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { InvitationOutcome } from '../../shared/contracts/survey.ts';
import { eventsOf } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { step } from '../../shared/platform/step.ts';
import type { ContactDesk } from './ports.ts';
import { type Found, openStatuses } from './statuses.ts';
import { contactWiring } from './wiring.ts';

/** How it ended. */
export const Closed = z.strictObject({ outcome: InvitationOutcome, closedAt: Instant });
export type Closed = z.infer<typeof Closed>;

/** What the steps found; `way` where somebody has taken the story over. */
const Story = z.object({ outcome: InvitationOutcome.optional(), way: Takeover.shape.way.optional() });

/** Closes an invitation, once: what its steps found is its outcome; where they found none, somebody took it over. */
export const closeInvitation = (desk: ContactDesk) =>
  step(
    StepInput,
    Closed,
    async (input): Promise<Closed> => {
      const { outcome: found, way = 'RETRY' } = Story.parse(input.case);
      const outcome = way === 'RETRY' ? (found ?? 'MANUAL_TAKEOVER') : 'MANUAL_TAKEOVER';
      const { answer } = await answerOnce(
        desk,
        input,
        { from: openStatuses, hears: true },
        async (head, at): Promise<Found<Closed>> => {
          const { customerId, contactId, definition, naming, cause, surveyId, reminders = 0 } = head;
          if (contactId !== undefined) await desk.ledger.release(customerId, contactId, 'survey-closed');
          const facts = { outcome, definition, naming, cause, surveyId, reminders };
          return {
            answer: { outcome, closedAt: at },
            advance: {
              status: 'CLOSED',
              set: { outcome, closedAt: at },
              unset: ['contactId', 'channel'],
              deed: { actor: 'close-invitation', act: 'survey.closed', facts },
              outbox: eventsOf(input, head, at, facts),
            },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = closeInvitation(contactWiring());
