/** Handler of `Remind`: reminds a customer of a survey, if nothing has happened that speaks against it. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import type { InvitationHead } from '../../shared/contracts/survey.ts';
import { mailTo } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { step } from '../../shared/platform/step.ts';
import { askFor, giveBack, type Word } from './asking.ts';
import { surveyingOf } from './policies.ts';
import type { ContactDesk } from './ports.ts';
import { nextLook } from './rules/checkpoints.ts';
import { type Found, stopIn } from './statuses.ts';
import { contactWiring } from './wiring.ts';

/** Whether the customer was reminded, and when the next look is. */
export const Reminded = z.strictObject({
  reminded: z.enum(['YES', 'NO']),
  until: Instant,
  reason: z.string().optional(),
});
export type Reminded = z.infer<typeof Reminded>;

/**
 * Reminds, once an entry of its state. The mail is written in a transaction that only stands while nobody has answered, opted
 * out or complained since that was read: where somebody has, it looks again and finds it.
 */
export const remindCustomer = (desk: ContactDesk) =>
  step(
    StepInput,
    Reminded,
    async (input): Promise<Reminded> => {
      const { answer } = await answerOnce(
        desk,
        input,
        { from: ['INVITED'] },
        async (head, at): Promise<Found<Reminded>> => {
          const surveying = await surveyingOf(desk, head);
          const { weighings = 0, invitedAt = at, expiresAt = at, reminders = 0 } = head;
          const next = (sent: number, justSent: boolean) =>
            nextLook({ invitedAt, expiresAt, reminders: sent }, at, surveying, { justSent });
          const against = await whyNot(desk, head, surveying.remindAfterDays.length, at);
          const word: Word =
            against === undefined
              ? await askFor(desk, head, { topic: 'reminder', mustBy: expiresAt }, at)
              : { word: 'NOT', reason: against };
          const { customerId } = head;
          if (word.word !== 'NOW') {
            await giveBack(desk, head, 'not-reminded');
            const reason = word.word === 'NOT' ? word.reason : 'deferred';
            // Somebody who has answered is looked at now; what only the night keeps back goes in the morning.
            const planned = against === 'answered' || against === 'stopped' ? at : next(reminders, false);
            const until = word.word === 'LATER' && word.until < planned ? word.until : planned;
            return {
              answer: { reminded: 'NO', until, reason },
              advance: {
                status: 'INVITED',
                set: { weighings: weighings + 1 },
                deed: { actor: 'remind-customer', act: 'survey.not-reminded', facts: { reason, until } },
                outbox: [],
              },
            };
          }
          const number = reminders + 1;
          const until = next(number, true);
          return {
            answer: { reminded: 'YES', until },
            advance: {
              status: 'INVITED',
              set: { reminders: number, weighings: weighings + 1 },
              while: word.standing,
              deed: { actor: 'remind-customer', act: 'survey.reminded', facts: { number, until } },
              outbox: [
                mailTo(
                  { kind: 'customer', id: customerId },
                  head,
                  at,
                  {
                    template: 'survey-reminder',
                    facts: { topic: head.about, dueAt: expiresAt, mustBy: expiresAt },
                    contactId: word.contactId,
                  },
                  [number],
                ),
              ],
            },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** Why nobody is reminded, without asking the arbiter. */
async function whyNot(
  { cases }: Pick<ContactDesk, 'cases'>,
  { caseId, participation, reminders = 0, expiresAt = '' }: InvitationHead,
  most: number,
  at: string,
): Promise<'answered' | 'stopped' | 'over' | 'often-enough' | undefined> {
  if (participation === 'SUBMITTED') return 'answered';
  if (stopIn(await cases.signals(caseId)) !== undefined) return 'stopped';
  if (at >= expiresAt) return 'over';
  return reminders >= most ? 'often-enough' : undefined;
}

/** What Lambda runs. */
export const handler = remindCustomer(contactWiring());
