/** Handler of `Invite`: asks the contact arbiter, and has the customer asked where it lets them be now. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { type InvitationHead, InvitationOutcome } from '../../shared/contracts/survey.ts';
import { eventsOf, mailTo } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { step } from '../../shared/platform/step.ts';
import { askFor, giveBack } from './asking.ts';
import { surveyingOf } from './policies.ts';
import type { ContactDesk } from './ports.ts';
import { daysAfter, nextLook } from './rules/checkpoints.ts';
import { type Found, stopIn } from './statuses.ts';
import { contactWiring } from './wiring.ts';

/** Whether the customer was asked, is asked later, or is not. */
export const Invited = z.strictObject({
  ruling: z.enum(['SENT', 'LATER', 'NOT']),
  /** When it is asked again, or when an answer is looked for. */
  until: Instant.optional(),
  reason: z.string().optional(),
  outcome: InvitationOutcome.extract(['NOT_INVITED']).optional(),
});
export type Invited = z.infer<typeof Invited>;

/** Has a customer asked, once an entry of its state, while nothing keeps it back (R127). */
export const sendInvitation = (desk: ContactDesk) =>
  step(
    StepInput,
    Invited,
    async (input): Promise<Invited> => {
      const { answer } = await answerOnce(
        desk,
        input,
        { from: ['OPENED'], hears: true },
        async (head, at, signals): Promise<Found<Invited>> => {
          const surveying = await surveyingOf(desk, head);
          // What else was heard, the arbiter finds in the records.
          if (stopIn(signals) === 'ENDED') return notInvited(desk, head, 'ended');
          const mustBy = daysAfter(head.askAt, surveying.endAfterDays);
          const word = await askFor(desk, head, { topic: head.about, mustBy }, at);
          if (word.word === 'NOT') return notInvited(desk, head, word.reason);
          const { weighings = 0, deferrals = 0 } = head;
          if (word.word === 'LATER') {
            if (deferrals >= surveying.mostDeferrals) return notInvited(desk, head, 'deferred-too-often');
            const { until } = word;
            return {
              answer: { ruling: 'LATER', until },
              advance: {
                status: 'OPENED',
                set: { weighings: weighings + 1, deferrals: deferrals + 1 },
                deed: { actor: 'send-invitation', act: 'survey.deferred', facts: { until } },
                outbox: [],
              },
            };
          }
          return invited(desk, input, head, at, surveying, word);
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The invitation goes out, with the event that tells of it. */
async function invited(
  desk: ContactDesk,
  input: StepInput,
  head: InvitationHead,
  at: string,
  surveying: Awaited<ReturnType<typeof surveyingOf>>,
  { contactId, standing }: Extract<Awaited<ReturnType<typeof askFor>>, { word: 'NOW' }>,
): Promise<Found<Invited>> {
  const { customerId, definition, naming, cause, about, surveyId, weighings = 0, policies } = head;
  // Answers without a name keep the version: one that differed within a campaign would be a group of its own.
  const { version } = await desk.policies.read('surveys', head.version ?? policies?.surveys);
  const expiresAt = daysAfter(at, surveying.endAfterDays);
  const until = nextLook({ invitedAt: at, expiresAt, reminders: 0 }, at, surveying, { justSent: true });
  const facts = { definition, version, naming, cause, surveyId };
  return {
    answer: { ruling: 'SENT', until },
    advance: {
      status: 'INVITED',
      set: { invitedAt: at, expiresAt, reminders: 0, version, weighings: weighings + 1, channel: 'mail' },
      while: standing,
      deed: { actor: 'send-invitation', act: 'survey.invited', facts: { ...facts, expiresAt } },
      outbox: [
        mailTo(
          { kind: 'customer', id: customerId },
          head,
          at,
          {
            template: 'survey-invitation',
            // A mail that could not leave for so long that the survey is over has no point any more.
            facts: { topic: about, dueAt: expiresAt, mustBy: expiresAt },
            contactId,
          },
          [weighings],
        ),
        ...eventsOf(input, head, at, facts),
      ],
    },
  };
}

async function notInvited(
  desk: Pick<ContactDesk, 'ledger'>,
  head: InvitationHead,
  reason: string,
): Promise<Found<Invited>> {
  await giveBack(desk, head, 'not-invited');
  return {
    answer: { ruling: 'NOT', reason, outcome: 'NOT_INVITED' },
    advance: {
      status: 'OPENED',
      set: { weighings: (head.weighings ?? 0) + 1 },
      deed: { actor: 'send-invitation', act: 'survey.not-invited', facts: { reason } },
      outbox: [],
    },
  };
}

/** What Lambda runs. */
export const handler = sendInvitation(contactWiring());
