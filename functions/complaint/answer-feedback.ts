/** Handler of `Answer feedback`: a suggestion, praise or an enquiry is answered with what triage wrote. */
import * as z from 'zod';
import { FeedbackClass, Triage } from '../../shared/contracts/complaint.ts';
import type { CaseHead, ImprovementRow } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { advanceOnce, customerOf, eventsOf, mailTo, toldBy } from './advance.ts';
import { lastAnswer, storyOf, tasksOf } from './answers.ts';
import { sealedLetter } from './letters.ts';
import type { AnsweredDesk } from './ports.ts';
import { feedbackParts } from './rules/letter.ts';
import { lawOf, sheetOf } from './terms.ts';
import { Triaged } from './triaged.ts';
import { feedbackWiring } from './wiring.ts';

/** How the customer got the answer. */
export const FeedbackAnswered = z.strictObject({ reachedBy: z.enum(['mail', 'nobody']) });
export type FeedbackAnswered = z.infer<typeof FeedbackAnswered>;

const Feedback = Triaged.extend({ class: FeedbackClass.exclude(['COMPLAINT']) });

/** Answers, once; a suggestion also becomes an entry in the register of improvements. */
export const answerFeedback = (desk: AnsweredDesk) =>
  step(
    StepInput,
    FeedbackAnswered,
    async (input): Promise<FeedbackAnswered> => {
      const { caseId } = input.case;
      const found = storyOf(input, Feedback);
      const head = await advanceOnce(
        desk,
        caseId,
        { from: ['ACKNOWLEDGED'], past: ['TRIAGED', 'CLOSED'] },
        async (head, at) => {
          const customer = await customerOf(desk, head);
          const { pack } = await lawOf(desk, head.policies);
          const { answer } = lastAnswer(await tasksOf(desk, input), { caseId, form: 'triage' }, Triage);
          const sheet = await sheetOf(desk, head, customer, pack, at);
          const letter = await sealedLetter(
            desk,
            'feedback',
            feedbackParts(found.class, answer.reply, sheet),
            sheet,
          );
          const by = toldBy(customer);
          const { class: kind, business, cause } = found;
          const facts = { class: kind, business, cause, by };
          return {
            status: 'TRIAGED',
            set: found,
            letter,
            ...(kind === 'SUGGESTION' && { improvement: improvementOf(head, found, at) }),
            deed: {
              actor: 'answer-feedback',
              act: 'case.answered',
              facts: { ...facts, letter: letter.number },
            },
            outbox: [
              ...mailTo(customer, head, at, {
                template: 'feedback',
                facts: { letter: letter.number, class: kind },
              }),
              ...eventsOf(input, head, at, facts),
            ],
          };
        },
      );
      return { reachedBy: toldBy(await customerOf(desk, head)) };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** One entry a case: what the customer wrote stays there. */
const improvementOf = (
  { caseId, round }: CaseHead,
  { business, cause }: z.infer<typeof Feedback>,
  at: string,
): ImprovementRow => ({
  entry: `improvement#${derivedId('I', caseId, round)}`,
  v: 1,
  state: 'OPEN',
  openedAt: at,
  caseId,
  business,
  cause,
});

export const handler = answerFeedback(feedbackWiring());
