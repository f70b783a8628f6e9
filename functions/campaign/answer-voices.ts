/** Handler of `Take up voices`: what customers wrote without their names is answered kind by kind, for all to read (R116). */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { type CampaignHead, type CampaignVoice, Voice } from '../../shared/contracts/survey.ts';
import { FeedbackReply } from '../../shared/contracts/survey-forms.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { lastAnswer, storyOf, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import type { CampaignAdvance, CampaignDesk } from './ports.ts';
import { answerOnce } from './statuses.ts';
import { feedbackOf } from './voiced.ts';
import { reportingWiring } from './wiring.ts';

/** The voices that are to be answered next, with their number; NONE after the last. */
export const TakenUp = z.strictObject({
  voice: z.enum([...Voice.options, 'NONE']),
  number: z.number().int().min(0),
});
export type TakenUp = z.infer<typeof TakenUp>;

const ACTOR = 'answer-voices';

/** Keeps the answer that was just given, and says what is to be answered next. */
export const answerVoices = (desk: CampaignDesk) =>
  step(
    StepInput,
    TakenUp,
    async (input): Promise<TakenUp> => {
      const { number } = storyOf(input, z.object({ number: z.number().int().min(0).default(0) }));
      const { answer } = await answerOnce<TakenUp>(desk, input, { from: ['EVALUATED'] }, async (head, at) => {
        const [voices, tasks] = await Promise.all([desk.cases.voices(head.caseId), tasksOf(desk, input)]);
        const asked = voices.find((voice) => voice.number === number && voice.reply === undefined);
        const next = voices.find((voice) => voice.reply === undefined && voice.number !== asked?.number);
        const answer: TakenUp =
          next === undefined ? { voice: 'NONE', number: 0 } : { voice: next.voice, number: next.number };
        if (asked === undefined)
          return { answer, advance: { status: 'EVALUATED', set: {}, deeds: [], outbox: [] } };
        const { caseId } = head;
        const given = lastAnswer(tasks, { caseId, form: 'feedback-reply', item: number }, FeedbackReply);
        return {
          answer,
          advance: replied(head, asked, { ...given.answer, by: given.task.decidedBy ?? ACTOR }, at),
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What becomes of a campaign when its voices of one kind are answered. */
function replied(
  head: CampaignHead,
  said: CampaignVoice,
  { answered, reply, improves, improvement, by }: FeedbackReply & { readonly by: string },
  at: string,
): CampaignAdvance {
  const facts = { voice: said.voice, texts: said.texts.length, answered, to: 'PUBLIC' };
  const improved = improves === 'YES' && improvement !== '' ? { improvement } : {};
  return {
    status: 'EVALUATED',
    set: {},
    voices: [{ ...said, reply: { answered, reply, ...improved } }],
    feedback: [
      {
        ...feedbackOf(head, said, at),
        state: 'CLOSED',
        answered,
        answeredTo: 'PUBLIC',
        answeredAt: at,
        ...improved,
      },
    ],
    deeds: [{ actor: by, act: 'campaign.voices-answered', facts }],
    outbox: [eventOf(undefined, head, at, 'feedback.answered', facts, [said.number])],
  };
}

/** What Lambda runs. */
export const handler = answerVoices(reportingWiring());
