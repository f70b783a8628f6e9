/** Handler of `Score`: what an answer says, what follows from it, and whom it concerns. */
import * as z from 'zod';
import type { ImprovementWish } from '../../shared/contracts/improvement.ts';
import type { ComplaintNote, CustomerSignal, OutboxRow } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import {
  type InvitationHead,
  InvitationOutcome,
  type SurveyAnswer,
  type SurveyDefinition,
  type SurveyScores,
} from '../../shared/contracts/survey.ts';
import { eventsOf, mailTo } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { signalExpiry } from '../../shared/policy/signal-days.ts';
import { hasScore, scoresOf, wordsIn } from '../../shared/policy/survey-answers.ts';
import type { Surveying } from '../../shared/policy/surveying.ts';
import { definitionOf, surveyingOf } from './policies.ts';
import type { ScoreDesk } from './ports.ts';
import { reopeningOf } from './reopening.ts';
import { bandOf } from './rules/band-of.ts';
import type { Found } from './statuses.ts';
import { scoreWiring } from './wiring.ts';

/** How the invitation ends by its answer, and whether somebody turns to the customer. */
export const Scored = z.strictObject({
  outcome: InvitationOutcome.extract(['COMPLETED', 'PARTIAL', 'NO_RESPONSE']),
  next: z.enum(['RECOVER', 'CLOSE']),
  /** What a call would be about. */
  call: z.literal('RECOVERY'),
});
export type Scored = z.infer<typeof Scored>;

/**
 * Scores an answer, once an entry of its state. Of an anonymous one nothing is known but that it was given. What is said in a
 * named one becomes a signal of the customer (R148, R251); what was written is answered by a person, and why customers leave
 * is made better.
 */
export const scoreAnswer = (desk: ScoreDesk) =>
  step(
    StepInput,
    Scored,
    async (input): Promise<Scored> => {
      const { answer, head } = await answerOnce(
        desk,
        input,
        { from: ['ANSWERED'] },
        async (head, at): Promise<Found<Scored>> => {
          if (head.naming === 'ANONYMOUS') return unnamed(input, head, at);
          const definition = await definitionOf(desk, head);
          const given = await desk.cases.answer(head.surveyId, head.caseId);
          if (given === undefined || !counts(definition, given)) return unanswered(head);
          const surveying = await surveyingOf(desk, head);
          return named(desk, input, head, at, { definition, given, surveying });
        },
      );
      // Afterwards, and again on every retry: whoever takes it up knows it by this invitation.
      if (head.naming === 'NAMED' && answer.outcome !== 'NO_RESPONSE') await passOn(desk, head);
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** Whether an answer counts: what was submitted does, and what was kept on the way where a score is among it. */
const counts = (definition: SurveyDefinition, { state, values }: SurveyAnswer): boolean =>
  state === 'SUBMITTED' || hasScore(definition, values);

const outcomeOf = ({ participation }: InvitationHead): 'COMPLETED' | 'PARTIAL' =>
  participation === 'SUBMITTED' ? 'COMPLETED' : 'PARTIAL';

/** Nobody knows what was said, so nothing follows from it for this customer. */
function unnamed(input: StepInput, head: InvitationHead, at: string): Found<Scored> {
  const { definition, naming, cause, surveyId } = head;
  const answered = { ...input, emits: input.emits.filter((name) => name === 'survey.answered') };
  return {
    answer: { outcome: outcomeOf(head), next: 'CLOSE', call: 'RECOVERY' },
    advance: {
      status: 'SCORED',
      set: {},
      deed: { actor: 'score-answer', act: 'survey.taken-part', facts: { outcome: outcomeOf(head) } },
      outbox: eventsOf(answered, head, at, { definition, naming, cause, surveyId }),
    },
  };
}

/** What was kept on the way says nothing. */
const unanswered = ({ participation = 'PARTIAL' }: InvitationHead): Found<Scored> => ({
  answer: { outcome: 'NO_RESPONSE', next: 'CLOSE', call: 'RECOVERY' },
  advance: {
    status: 'SCORED',
    set: {},
    deed: { actor: 'score-answer', act: 'survey.not-scored', facts: { participation } },
    outbox: [],
  },
});

/** What a named answer is scored by. */
interface Given {
  readonly definition: SurveyDefinition;
  readonly given: SurveyAnswer;
  readonly surveying: Surveying;
}

async function named(
  desk: ScoreDesk,
  input: StepInput,
  head: InvitationHead,
  at: string,
  { definition, given, surveying }: Given,
): Promise<Found<Scored>> {
  const scores = scoresOf(definition, given.values);
  const band = bandOf(scores, surveying);
  const { naming, cause, surveyId, caseId, customerId } = head;
  const facts = {
    definition: definition.id,
    naming,
    cause,
    surveyId,
    band,
    mode: given.mode,
    ...numbersOf(scores),
  };
  const emits = input.emits.filter((name) => name !== 'survey.scored-low' || band === 'LOW');
  // A complaint whose customer says that it is not settled is looked at once more by whoever handles complaints.
  const reopened =
    cause === 'COMPLAINT' && scores.resolved === 'NO'
      ? await reopeningOf(desk, head, at, surveying, input.execution)
      : undefined;
  const recovers = band === 'LOW' && reopened === undefined && scores.wantsContact !== 'NO';
  const written = wordsIn(definition, given.values);
  const outbox: OutboxRow[] = [
    ...eventsOf({ ...input, emits }, head, at, facts),
    ...(reopened === undefined ? [] : [reopened.event]),
    ...(band === 'HIGH'
      ? [mailTo({ kind: 'customer', id: customerId }, head, at, { template: 'survey-thanks', facts: {} })]
      : []),
  ];
  return {
    answer: { outcome: outcomeOf(head), next: recovers ? 'RECOVER' : 'CLOSE', call: 'RECOVERY' },
    advance: {
      status: 'SCORED',
      set: { scores, band, ...(reopened !== undefined && { complaintId: reopened.complaintId }) },
      signals: signalsOf(head, scores, at),
      ...(written !== undefined && { note: noteOf(head, written.text, at) }),
      deed: { actor: 'score-answer', act: 'survey.scored', facts: { ...facts, recovers, caseId } },
      outbox,
    },
  };
}

/** Scores as the facts of an event; that somebody wrote something is said, and not what. */
const numbersOf = (scores: SurveyScores): Record<string, string | number> =>
  Object.fromEntries(Object.entries(scores).filter(([, score]) => score !== undefined));

/** How satisfied the customer is, for their score; where they were not asked that, nothing is. */
function signalsOf(
  { caseId, customerId }: InvitationHead,
  { csat }: SurveyScores,
  at: string,
): CustomerSignal[] {
  if (csat === undefined) return [];
  const signalId = derivedId('G', caseId, 'SATISFACTION');
  return [
    {
      customerId,
      sk: `SIGNAL#${at}#${signalId}`,
      v: 1,
      signalId,
      at,
      from: 'survey',
      what: 'SATISFACTION',
      value: csat,
      caseId,
      expiresAt: signalExpiry(at),
    },
  ];
}

/** What the customer wrote, as the page of a task of the case shows it. */
const noteOf = ({ caseId, participatedAt }: InvitationHead, text: string, at: string): ComplaintNote => ({
  caseId,
  sk: 'NOTE#0000',
  v: 1,
  channel: 'survey',
  externalId: caseId,
  submittedAt: participatedAt ?? at,
  text,
});

/** Has what was written answered, and why customers leave made better. */
async function passOn(desk: ScoreDesk, head: InvitationHead): Promise<void> {
  const { surveyId, caseId, customerId, ratedId, complaintId, scores } = head;
  const given = await desk.cases.answer(surveyId, caseId);
  const written = given && wordsIn(await definitionOf(desk, head), given.values);
  // Whoever looks at the complaint once more answers what was written with it.
  if (written !== undefined && complaintId === undefined)
    await desk.feedback.open({
      v: 1,
      voice: written.voice,
      from: 'SURVEY',
      originId: caseId,
      customerId,
      text: written.text,
      ...(ratedId !== undefined && { ratedId }),
    });
  if (scores?.reason !== undefined) await desk.improvements.open(exitWish(caseId, scores.reason));
}

/** One improvement for each reason that customers leave for. */
const exitWish = (caseId: string, reason: string): ImprovementWish => ({
  v: 1,
  source: 'EXIT',
  key: `exit#${reason}`,
  originId: caseId,
  linked: [],
});

/** What Lambda runs. */
export const handler = scoreAnswer(scoreWiring());
