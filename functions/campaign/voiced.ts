/** What customers wrote without their names, as it stands in the register of feedback. */
import type { FeedbackRow } from '../../shared/contracts/improvement.ts';
import type { CampaignHead, CampaignVoice } from '../../shared/contracts/survey.ts';
import { derivedId } from '../../shared/platform/ids.ts';

/** The entry in the register of feedback for the voices of one kind. */
export const feedbackOf = (
  { caseId, endsAt }: CampaignHead,
  { voice, number }: Pick<CampaignVoice, 'voice' | 'number'>,
  at: string,
): FeedbackRow => ({
  entry: `feedback#${derivedId('F', caseId, number)}`,
  v: 1,
  state: 'OPEN',
  openedAt: endsAt ?? at,
  voice,
  from: 'SURVEY',
  caseId,
});
