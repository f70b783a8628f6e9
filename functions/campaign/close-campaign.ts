/** Handler of `Close campaign`: every campaign ends, with its report where there is one. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { type CampaignHead, CampaignOutcome } from '../../shared/contracts/survey.ts';
import { eventsOf } from '../../shared/platform/advance.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import type { CampaignAdvance, CampaignDesk } from './ports.ts';
import { answerOnce, openStatuses } from './statuses.ts';
import { reportingWiring } from './wiring.ts';

/** How it ended. */
export const Closed = z.strictObject({ outcome: CampaignOutcome });
export type Closed = z.infer<typeof Closed>;

/** What the story has heard by its end. */
const Heard = z.object({
  /** Of whoever approved the sample or did not. */
  verdict: z.enum(['APPROVE', 'REFUSE']).optional(),
  /** Of operations who took over. */
  way: z.string().optional(),
  enough: z.enum(['YES', 'NO']).optional(),
  members: z.number().optional(),
});
type Heard = z.infer<typeof Heard>;

/** Closes a campaign once; what was found is published with the replies to what was written. */
export const closeCampaign = (desk: CampaignDesk) =>
  step(
    StepInput,
    Closed,
    async (input): Promise<Closed> => {
      const heard = storyOf(input, Heard);
      const { answer } = await answerOnce<Closed>(
        desk,
        input,
        // A takeover may close a campaign at any point of its story.
        { from: openStatuses, hears: true },
        async (head, at) => {
          const outcome = outcomeOf(head, heard);
          const published = isTold(outcome) ? await publishedAt(desk, head, outcome, at) : {};
          const facts = {
            outcome,
            campaign: head.campaign,
            members: head.members ?? 0,
            launched: head.launched ?? 0,
            weak: head.weak?.length ?? 0,
          };
          return {
            answer: { outcome },
            advance: {
              status: 'CLOSED',
              set: {
                outcome,
                closedAt: at,
                ...(outcome === 'CANCELLED' && { cancelledFor: head.cancelledFor ?? 'REFUSED' }),
              },
              ...published,
              deeds: [{ actor: 'close-campaign', act: 'campaign.closed', facts }],
              outbox: eventsOf(input, head, at, facts),
            },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** How a campaign ends that has come this far. */
function outcomeOf(
  { cancelledFor }: CampaignHead,
  { verdict, way, enough, members }: Heard,
): CampaignOutcome {
  if (way === 'COMPLETE' || way === 'CANCEL') return 'MANUAL_TAKEOVER';
  if (cancelledFor !== undefined || verdict === 'REFUSE') return 'CANCELLED';
  return members === 0 || enough === 'NO' ? 'TOO_FEW' : 'PUBLISHED';
}

/** Whether whoever asks may read what became of it: of too few answers that they were, and the replies to what was written. */
const isTold = (outcome: CampaignOutcome): boolean => outcome === 'PUBLISHED' || outcome === 'TOO_FEW';

/** The report as it is published, with every reply to what was written without a name; none where nobody was asked. */
async function publishedAt(
  { cases }: Pick<CampaignDesk, 'cases'>,
  { caseId }: CampaignHead,
  outcome: CampaignOutcome,
  at: string,
): Promise<Pick<CampaignAdvance, 'report'>> {
  const [report, voices] = await Promise.all([cases.report(caseId), cases.voices(caseId)]);
  if (report === undefined) {
    if (outcome === 'PUBLISHED') throw new TypeError(`Campaign ${caseId} has no report to publish.`);
    return {};
  }
  const replies = voices.flatMap(({ voice, texts, reply }) =>
    reply === undefined ? [] : [{ voice, texts: texts.length, ...reply }],
  );
  return {
    report: {
      ...report,
      state: 'CLOSED',
      publishedAt: at,
      ...(replies.length > 0 && { replies }),
    },
  };
}

/** What Lambda runs. */
export const handler = closeCampaign(reportingWiring());
