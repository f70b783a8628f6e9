/** Handler of `Answer feedback`: a suggestion, praise or an enquiry is answered with what triage wrote. */
import * as z from 'zod';
import { FeedbackClass, Triage } from '../../shared/contracts/complaint.ts';
import type { FeedbackRow, ImprovementRow } from '../../shared/contracts/improvement.ts';

import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, eventOf, eventsOf } from '../../shared/platform/advance.ts';
import { lastAnswer, storyOf, tasksOf } from '../../shared/platform/answers.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { sealedLetter } from './letters.ts';
import type { AnsweredDesk } from './ports.ts';
import { feedbackParts } from './rules/letter.ts';
import { mailToCustomer, reachedBy, toldBy } from './telling.ts';
import { lawOf, sheetOf } from './terms.ts';
import { Triaged } from './triaged.ts';
import { feedbackWiring } from './wiring.ts';

/** How the customer got the answer. */
export const FeedbackAnswered = z.strictObject({ reachedBy: z.enum(['mail', 'nobody']) });
export type FeedbackAnswered = z.infer<typeof FeedbackAnswered>;

/** What the customer reads of it; the codes are in the story. */
const Reply = z.object({ reply: Triage.shape.reply });

const Feedback = Triaged.extend({ class: FeedbackClass.exclude(['COMPLAINT']) });

/** Answers, once; a suggestion also becomes an entry in the register of improvements, praise and suggestions one in that of voices. */
export const answerFeedback = (desk: AnsweredDesk) =>
  step(
    StepInput,
    FeedbackAnswered,
    async (input): Promise<FeedbackAnswered> => {
      const { caseId } = input.case;
      const found = storyOf(input, Feedback);
      const { task, answer } = lastAnswer(await tasksOf(desk, input), { caseId, form: 'triage' }, Reply);
      const head = await advanceOnce(
        desk,
        caseId,
        {
          // New facts may bring a matter back to triage after it was answered: then it is answered once more.
          from: ['ACKNOWLEDGED', 'TRIAGED'],
          past: ({ status, triageId }) => status === 'CLOSED' || triageId === task.taskId,
        },
        async (head, at) => {
          const customer = await customerOf(desk, head);
          const { pack } = await lawOf(desk, head.policies);
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
            set: { ...found, triageId: task.taskId, reachedBy: by },
            letter,
            ...(kind === 'SUGGESTION' && { improvement: improvementOf(head.caseId, task.taskId, found, at) }),
            ...(kind !== 'ENQUIRY' && { feedback: feedbackOf(head.caseId, task.taskId, kind, at) }),
            deed: {
              actor: 'answer-feedback',
              act: 'case.answered',
              facts: { ...facts, letter: letter.number },
            },
            outbox: [
              ...mailToCustomer(
                by,
                head,
                at,
                { template: 'feedback', facts: { letter: letter.number, class: kind } },
                [task.taskId],
              ),
              ...eventsOf(input, head, at, facts, [task.taskId]),
              // Heard and answered in one: the letter is sealed with this, and the story sees to it that it is told.
              ...(kind === 'ENQUIRY'
                ? []
                : (['feedback.received', 'feedback.answered'] as const).map((name) =>
                    eventOf(
                      input.execution,
                      head,
                      at,
                      name,
                      { voice: kind, from: 'TRIAGE', answered: 'THANKS' },
                      [task.taskId],
                    ),
                  )),
            ],
          };
        },
      );
      return { reachedBy: await reachedBy(desk, head) };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The register of what customers say: praise and suggestions are answered by the letter of the triage that found them. */
const feedbackOf = (
  caseId: string,
  triageId: string,
  voice: FeedbackRow['voice'],
  at: string,
): FeedbackRow => ({
  entry: `feedback#${derivedId('F', triageId)}`,
  v: 1,
  state: 'CLOSED',
  openedAt: at,
  voice,
  from: 'TRIAGE',
  caseId,
  answered: 'THANKS',
  answeredTo: 'CUSTOMER',
  answeredAt: at,
  ...(voice === 'SUGGESTION' && { improvement: entryOf(triageId) }),
});

const entryOf = (triageId: string): string => `improvement#${derivedId('I', triageId)}`;

/** One entry a triage: what the customer wrote stays with the case. */
const improvementOf = (
  caseId: string,
  triageId: string,
  { business, cause }: z.infer<typeof Feedback>,
  at: string,
): ImprovementRow => ({
  entry: entryOf(triageId),
  v: 1,
  state: 'OPEN',
  openedAt: at,
  caseId,
  business,
  cause,
});

export const handler = answerFeedback(feedbackWiring());
