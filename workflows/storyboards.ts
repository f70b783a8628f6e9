import { churnResponse } from './churn-response/storyboard.ts';
import { complaintHandling } from './complaint-handling/storyboard.ts';
import { dailyPlan } from './daily-plan/storyboard.ts';
import { deadlineWatch } from './deadline-watch/storyboard.ts';
import { feedbackReply } from './feedback-reply/storyboard.ts';
import { followUpVisit } from './follow-up-visit/storyboard.ts';
import { improvement } from './improvement/storyboard.ts';
import type { Told } from './kit/golden.ts';
import { letterByHand } from './letter-by-hand/storyboard.ts';
import { surveyCampaign } from './survey-campaign/storyboard.ts';
import { surveyInvitation } from './survey-invitation/storyboard.ts';
import { warningEvaluation } from './warning-evaluation/storyboard.ts';

/** Every storyboard of the product: its folder here, and the name of its state machine. */
export const storyboards: readonly Told[] = [
  { folder: 'complaint-handling', machine: 'ComplaintHandling', tell: complaintHandling },
  { folder: 'deadline-watch', machine: 'DeadlineWatch', tell: deadlineWatch },
  { folder: 'daily-plan', machine: 'DailyPlan', tell: dailyPlan },
  { folder: 'follow-up-visit', machine: 'FollowUpVisit', tell: followUpVisit },
  { folder: 'warning-evaluation', machine: 'WarningEvaluation', tell: warningEvaluation },
  { folder: 'feedback-reply', machine: 'FeedbackReply', tell: feedbackReply },
  { folder: 'letter-by-hand', machine: 'LetterByHand', tell: letterByHand },
  { folder: 'improvement', machine: 'Improvement', tell: improvement },
  { folder: 'survey-campaign', machine: 'SurveyCampaign', tell: surveyCampaign },
  { folder: 'survey-invitation', machine: 'SurveyInvitation', tell: surveyInvitation },
  { folder: 'churn-response', machine: 'ChurnAlertResponse', tell: churnResponse },
];
