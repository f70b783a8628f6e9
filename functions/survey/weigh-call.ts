/** Handler of `Weigh interview` and `Weigh recovery`: asks the contact arbiter for a call to the customer. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import type { ContactRequest } from '../../shared/contracts/contact.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { InvitationOutcome } from '../../shared/contracts/survey.ts';
import { customerOf } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { surveyingOf } from './policies.ts';
import type { ContactDesk } from './ports.ts';
import { endingBy, type Found, stopIn } from './statuses.ts';
import { contactWiring } from './wiring.ts';

/** Whether the customer is called now, later, or not. */
export const Weighed = z.strictObject({
  ruling: z.enum(['NOW', 'LATER', 'NOT']),
  until: Instant.optional(),
  reason: z.string().optional(),
  /** Of an interview that does not happen. */
  outcome: InvitationOutcome.optional(),
});
export type Weighed = z.infer<typeof Weighed>;

const Call = z.enum(['INTERVIEW', 'RECOVERY']);
const Story = z.object({ call: Call });

/** What a call is to the arbiter: an interview reminds of a survey that was asked, a recovery serves whoever said that something was wrong. */
const standings = {
  INTERVIEW: { class: 'survey', purpose: 'survey', topic: 'reminder' },
  RECOVERY: { class: 'survey-recovery', purpose: 'service' },
} as const satisfies Record<z.infer<typeof Call>, Pick<ContactRequest, 'class' | 'purpose' | 'topic'>>;

/** Reserves the call, once an entry of its state; what was reserved before is given back. */
export const weighCall = (desk: ContactDesk) =>
  step(
    StepInput,
    Weighed,
    async (input): Promise<Weighed> => {
      const { call } = storyOf(input, Story);
      const { answer } = await answerOnce(
        desk,
        input,
        { from: ['INVITED', 'SCORED'], hears: true },
        async (head, _, signals): Promise<Found<Weighed>> => {
          const { customerId, contactId, caseId, weighings = 0, deferrals = 0, status } = head;
          if (contactId !== undefined) await desk.ledger.release(customerId, contactId, 'weighed-again');
          const stop = call === 'INTERVIEW' ? stopIn(signals) : undefined;
          const { phone } = await customerOf(desk, head);
          const { mostDeferrals } = await surveyingOf(desk, head);
          const asked =
            phone === undefined || stop !== undefined
              ? undefined
              : await desk.ledger.reserve({
                  customerId,
                  channel: 'phone',
                  ...standings[call],
                  caseId,
                  cause: `${caseId}#${weighings + 1}#phone`,
                });
          const counted = { weighings: weighings + 1 };
          const advanceBy = (answer: Weighed, set: object): Found<Weighed> => ({
            answer,
            advance: {
              status,
              set: { ...counted, ...set },
              unset: ['contactId', 'channel'],
              deed: {
                actor: 'weigh-call',
                act: 'survey.call-weighed',
                facts: {
                  call,
                  ruling: answer.ruling,
                  ...(answer.until !== undefined && { until: answer.until }),
                  ...(answer.reason !== undefined && { reason: answer.reason }),
                },
              },
              outbox: [],
            },
          });
          if (asked?.answer === 'SEND_NOW')
            return advanceBy({ ruling: 'NOW' }, { contactId: asked.contactId, channel: 'phone' });
          if (asked?.until !== undefined && deferrals < mostDeferrals)
            return advanceBy({ ruling: 'LATER', until: asked.until }, { deferrals: deferrals + 1 });
          const reason = asked?.reason ?? (phone === undefined ? 'no-phone' : (stop ?? 'deferred-too-often'));
          const outcome = stop === undefined ? 'NO_RESPONSE' : endingBy[stop];
          return advanceBy({ ruling: 'NOT', reason, ...(call === 'INTERVIEW' && { outcome }) }, {});
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = weighCall(contactWiring());
