/** Handler of `Send reply`: the answer to what a customer said leaves, and the register says so. */
import * as z from 'zod';
import { NOBODY } from '../../shared/contracts/churn-evaluation.ts';
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type { FeedbackHead } from '../../shared/contracts/improvement.ts';
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { FeedbackReply } from '../../shared/contracts/survey-forms.ts';
import { customerOf, eventsOf, mailTo } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import type { FeedbackAdvance, SendReplyDesk } from './ports.ts';
import { replyParts } from './rules/reply.ts';
import { sendReplyWiring } from './wiring.ts';

/** Whether a person has to tell the customer: there is somebody to tell, and no mail reaches them. */
export const ReplySent = z.strictObject({ toTell: z.enum(['YES', 'NO']) });
export type ReplySent = z.infer<typeof ReplySent>;

/** Seals the answer as a letter, once; of words of which nobody knows whose they are, it is kept for the report. */
export const sendReply = (desk: SendReplyDesk) =>
  step(
    StepInput,
    ReplySent,
    async (input): Promise<ReplySent> => {
      const { caseId } = input.case;
      const reply = lastAnswer(await tasksOf(desk, input), { caseId, form: 'feedback-reply' }, FeedbackReply);
      const { answered, improves } = reply.answer;
      const improvement = improves === 'YES' ? `feedback#${caseId}` : undefined;
      const { answer, head } = await answerOnce(desk, input, { from: ['OPENED'] }, async (head, at) => {
        const customer = head.customerId === NOBODY ? undefined : await customerOf(desk, head);
        const letter = customer && (await letterOf(desk, head, customer, reply.answer, at));
        const mailed = customer !== undefined && mailAddressOf(customer) !== undefined;
        const answeredTo = customer === undefined ? 'PUBLIC' : 'CUSTOMER';
        const facts = { voice: head.voice, from: head.from, answered, answeredTo };
        const advance: FeedbackAdvance = {
          status: 'ANSWERED',
          set: {},
          reply: reply.answer.reply,
          answered: {
            answered,
            answeredTo,
            answeredAt: at,
            ...(improvement !== undefined && { improvement }),
          },
          ...(letter !== undefined && { letter }),
          deed: {
            actor: 'send-reply',
            act: 'feedback.answered',
            facts: { ...facts, improves, ...(letter !== undefined && { letter: letter.number }) },
          },
          outbox: [
            ...(mailed && letter !== undefined
              ? [
                  mailTo({ kind: 'customer', id: head.customerId }, head, at, {
                    template: 'feedback-reply',
                    facts: { letter: letter.number },
                  }),
                ]
              : []),
            ...eventsOf(input, head, at, facts),
          ],
        };
        const sent: ReplySent = { toTell: customer !== undefined && !mailed ? 'YES' : 'NO' };
        return { answer: sent, advance };
      });
      // Afterwards, and again on every retry: whoever takes it in knows it by its key.
      if (improvement !== undefined)
        await desk.improvements.open({
          v: 1,
          source: 'SUGGESTION',
          key: improvement,
          originId: head.originId,
          linked: [caseId],
        });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The answer as it goes to the customer. */
async function letterOf(
  { cases }: Pick<SendReplyDesk, 'cases'>,
  { caseId, voice }: FeedbackHead,
  { language }: CustomerProfile,
  reply: FeedbackReply,
  at: string,
): Promise<CaseLetter> {
  const number = (await cases.lastLetter(caseId)) + 1;
  const sk = `LETTER#${String(number).padStart(4, '0')}`;
  const parts = replyParts(reply, { voice, caseId, language });
  return { caseId, sk, v: 1, number, kind: 'feedback', language, parts, sealedAt: at };
}

/** What Lambda runs. */
export const handler = sendReply(sendReplyWiring());
