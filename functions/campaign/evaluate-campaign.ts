/** Handler of `Evaluate campaign`: what a campaign found, and what follows from it (R218, R248, R249). */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import {
  type CampaignHead,
  type CampaignVoice,
  type SurveyAnswer,
  type SurveyReportRow,
  Voice,
} from '../../shared/contracts/survey.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import { hasScore, wordsIn } from '../../shared/policy/survey-answers.ts';
import { invitationsOf } from './invited.ts';
import { type Terms, termsOf } from './policies.ts';
import type { EvaluateDesk } from './ports.ts';
import { portionsOf } from './rules/portions.ts';
import type { SurveyResults, Wave } from './rules/report-shape.ts';
import { resultsOf, weakOf } from './rules/results.ts';
import { answerOnce, sampleDrawn } from './statuses.ts';
import { entryOf } from './stored-campaigns.ts';
import { feedbackOf } from './voiced.ts';
import { evaluateWiring } from './wiring.ts';

/** Whether that are enough answers to publish anything, and how many drivers are weak. */
export const Evaluated = z.strictObject({
  enough: z.enum(['YES', 'NO']),
  weak: z.number().int().min(0),
});
export type Evaluated = z.infer<typeof Evaluated>;

/** Waves before this one that its trend goes back to: three years of quarters. */
const MOST_WAVES = 12;

/** Bytes of texts that are answered together: an item holds 400 KB, and nobody reads more at a time. */
const LARGEST_PORTION = 100_000;

/** Evaluates once; a retry answers what was found first, and has the same improvements opened again, each of which is one. */
export const evaluateCampaign = (desk: EvaluateDesk) =>
  step(
    StepInput,
    Evaluated,
    async (input): Promise<Evaluated> => {
      const { answer, head } = await answerOnce<Evaluated>(
        desk,
        input,
        { from: ['LAUNCHED'] },
        async (head, at) => {
          const terms = await termsOf(desk, head);
          const { wave, results } = await foundIn(desk, head, terms, at);
          const voices = head.naming === 'ANONYMOUS' ? voicesOf(head, terms, wave.answers) : [];
          const weak = results.enough ? weakOf(results).map(({ driver }) => driver) : [];
          const { enough, answered, asked } = results;
          return {
            answer: { enough: enough ? 'YES' : 'NO', weak: weak.length },
            advance: {
              status: 'EVALUATED',
              set: { weak },
              voices,
              report: reportOf(head, results, at),
              feedback: voices.map((voice) => feedbackOf(head, voice, at)),
              deeds: [
                {
                  actor: 'evaluate-campaign',
                  act: 'campaign.evaluated',
                  facts: { asked, answered, enough, weak: weak.join(' ') },
                },
              ],
              outbox: voices.map(({ voice, number, texts }) =>
                eventOf(
                  undefined,
                  head,
                  at,
                  'feedback.received',
                  { voice, texts: texts.length, from: 'SURVEY' },
                  [number],
                ),
              ),
            },
          };
        },
      );
      if (answer.weak > 0) await openImprovements(desk, head);
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What the campaign asked and was answered, and what that comes to. */
async function foundIn(
  desk: EvaluateDesk,
  head: CampaignHead,
  { surveying, definition, version }: Terms,
  at: string,
): Promise<{ readonly wave: Wave; readonly results: SurveyResults }> {
  const { caseId, campaign, naming, strata, launchedAt: from = at } = head;
  if (strata === undefined) throw new TypeError(`Campaign ${caseId} has no strata.`);
  const [wave, earlier, complaints] = await Promise.all([
    waveOf(desk, head),
    desk.past.campaigns(campaign, head.openedAt, MOST_WAVES),
    desk.past.complaints(from, at),
  ]);
  const reports = await Promise.all(earlier.map((one) => desk.cases.report(one.caseId)));
  const before = reports
    .filter((report) => report?.state === 'CLOSED')
    .map((report) => JSON.parse(report?.report ?? 'null') as SurveyResults);
  const [latest] = earlier;
  const last = naming === 'NAMED' && latest !== undefined ? await waveOf(desk, latest) : undefined;
  const results = resultsOf(
    {
      ...wave,
      caseId,
      campaign,
      naming,
      definition,
      version,
      from,
      until: at,
      strata,
      // Oldest first.
      before: before.toReversed(),
      last,
      complaints,
    },
    surveying,
  );
  return { wave, results };
}

/** Whom a campaign asked, and what they answered. */
async function waveOf(desk: EvaluateDesk, head: CampaignHead): Promise<Wave> {
  const members = (await sampleDrawn(desk, head)).slice(0, head.launched ?? 0);
  const [invitations, answers] = await Promise.all([
    invitationsOf(desk, head, members),
    desk.answers.ofSurvey(head.caseId),
  ]);
  return { invitations: [...invitations.values()], answers };
}

/**
 * Everything that was written without a name, kind by kind; what was written with one is answered by its invitation. Nobody
 * reads the words of fewer than make a group: who took part is known, and the words of one alone were theirs.
 */
function voicesOf(
  { caseId }: CampaignHead,
  { definition, surveying }: Terms,
  answers: readonly SurveyAnswer[],
): CampaignVoice[] {
  const unnamed = answers.filter(
    ({ by, state, values }) => by === undefined && (state === 'SUBMITTED' || hasScore(definition, values)),
  );
  if (unnamed.length < surveying.leastInGroup) return [];
  const written = unnamed.map(({ values }) => wordsIn(definition, values)).filter((its) => its !== undefined);
  return Voice.options
    .flatMap((voice) =>
      portionsOf(
        written.filter((its) => its.voice === voice).map(({ text }) => text),
        LARGEST_PORTION,
      ).map((texts) => ({ voice, texts })),
    )
    .map((its, at): CampaignVoice => {
      const number = at + 1;
      return { caseId, sk: `VOICE#${String(number).padStart(4, '0')}`, v: 1, number, ...its };
    });
}

const reportOf = (
  { caseId, campaign }: CampaignHead,
  results: SurveyResults,
  at: string,
): SurveyReportRow => ({
  entry: entryOf(caseId),
  v: 1,
  state: 'OPEN',
  openedAt: at,
  caseId,
  campaign,
  report: JSON.stringify(results),
});

/** Has every weak driver improved: where one is improved already, this campaign is added to it. */
async function openImprovements(
  { cases, improvements }: EvaluateDesk,
  { caseId, campaign }: CampaignHead,
): Promise<void> {
  const report = await cases.report(caseId);
  const weak = weakOf(JSON.parse(report?.report ?? 'null') as SurveyResults);
  for (const { driver, before } of weak)
    await improvements.open({
      v: 1,
      source: 'DRIVER',
      key: `driver#${campaign}#${driver}`,
      originId: caseId,
      linked: [],
      before,
    });
}

/** What Lambda runs. */
export const handler = evaluateCampaign(evaluateWiring());
