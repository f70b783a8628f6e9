/** Where a campaign stands, and how its steps answer: once, however often they are tried. */

import type { StepInput } from '../../shared/contracts/steps.ts';
import type { CampaignHead, CampaignMember } from '../../shared/contracts/survey.ts';
import { SampleChanged } from '../../shared/faults/faults.ts';
import * as once from '../../shared/platform/answer-once.ts';
import { sampleOf } from './drawing.ts';
import type { CampaignAdvance, CampaignDesk } from './ports.ts';

/** Statuses in which a campaign is not over. */
export const openStatuses = [
  'OPENED',
  'DRAWN',
  'LAUNCHED',
  'EVALUATED',
] as const satisfies readonly CampaignHead['status'][];

/** Moves a campaign on by what a step finds, once an entry of its state; gives the answer, and the campaign as it is then. */
export const answerOnce = <Answer extends object>(
  desk: Pick<CampaignDesk, 'cases' | 'clock' | 'tasks'>,
  input: StepInput,
  beginning: once.Beginning<CampaignHead>,
  find: (head: CampaignHead, at: string) => Promise<once.FoundAnswer<Answer, CampaignAdvance>>,
): Promise<{ readonly answer: Answer; readonly head: CampaignHead }> =>
  once.answerOnce<Answer, CampaignHead, CampaignAdvance>(desk, input, beginning, find);

/** The sample of a campaign as it was drawn; throws SampleChanged where the rows are others than those that were. */
export async function sampleDrawn(
  { cases }: Pick<CampaignDesk, 'cases'>,
  { caseId, members = 0, sample }: CampaignHead,
): Promise<CampaignMember[]> {
  // What stands behind them was written by a draw that ended before it counted.
  const drawn = (await cases.members(caseId)).slice(0, members);
  if (sampleOf(drawn) !== sample) throw new SampleChanged(caseId);
  return drawn;
}
