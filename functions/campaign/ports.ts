/** What campaigns need of the world. */
import type { FeedbackRow, ImprovementWish } from '../../shared/contracts/improvement.ts';
import type { IncidentRow, OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import type {
  CampaignHead,
  CampaignMember,
  CampaignVoice,
  InvitationHead,
  InvitationWish,
  SurveyAnswer,
  SurveyReportRow,
} from '../../shared/contracts/survey.ts';
import type { AnsweredAdvance, AnsweringBook } from '../../shared/platform/answer-once.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { Key } from '../../shared/platform/secrets.ts';
import type { Frame } from './drawing.ts';

/** A step of a campaign: what becomes of its head, what is written beside it, what is recorded, and what is sent. */
export interface CampaignAdvance extends AnsweredAdvance<CampaignHead> {
  /** Voices as they are from now on. */
  readonly voices?: readonly CampaignVoice[];
  readonly report?: SurveyReportRow;
  readonly feedback?: readonly FeedbackRow[];
  readonly incident?: IncidentRow;
  /** Recorded of the campaign, in this order. */
  readonly deeds: readonly Omit<Deed, 'entityId'>[];
  readonly outbox: readonly OutboxRow[];
}

/** Campaigns, as they are begun and ended. */
export interface BeginningBook {
  find(caseId: string): Promise<CampaignHead | undefined>;
  /** Opens one; false where it was opened before. */
  open(head: CampaignHead, deed: Omit<Deed, 'entityId'>, outbox: readonly OutboxRow[]): Promise<boolean>;
  /** Has the waits of one hear that it is to end, once. */
  end(head: CampaignHead, actor: string, at: string): Promise<void>;
}

/** Campaigns, and who is asked by them. */
export interface CampaignBook extends AnsweringBook<CampaignHead, CampaignAdvance> {
  /** Everybody who was drawn, in the order in which they are asked. */
  members(caseId: string): Promise<CampaignMember[]>;
  /** Writes members over whatever stood in their places; how many of them count is said by the head. */
  writeMembers(members: readonly CampaignMember[]): Promise<void>;
  voices(caseId: string): Promise<CampaignVoice[]>;
  report(caseId: string): Promise<SurveyReportRow | undefined>;
}

/** Invitations of campaigns. */
export interface InvitationBook {
  /** The invitations of these numbers, in any order; of those that were not opened yet nothing. */
  find(caseIds: readonly string[]): Promise<InvitationHead[]>;
}

/** What every step needs. */
export interface CampaignDesk {
  readonly clock: Clock;
  readonly cases: CampaignBook;
  readonly tasks: { ofCase(caseId: string): Promise<TaskRow[]> };
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** What a step needs that draws customers. */
export interface DrawDesk extends CampaignDesk {
  readonly frame: Frame;
}

/** What launching needs. */
export interface InvitingDesk extends CampaignDesk {
  readonly invitations: {
    /** Has a customer asked; once, however often. */
    open(wish: InvitationWish): Promise<void>;
  };
}

/** What a step needs that looks at invitations. */
export interface InvitedDesk extends CampaignDesk {
  /** IANA zone in which the day of a case number is meant. */
  readonly zone: string;
  readonly invitations: InvitationBook;
}

/** What looking at the response needs: where it is low, more are drawn. */
export type ResponseDesk = DrawDesk & InvitedDesk;

/** What ending invitations needs. */
export interface EndingDesk extends InvitedDesk {
  readonly invitations: InvitationBook & {
    /** Tells an invitation that its campaign is over, once. */
    end(caseId: string, campaignId: string, at: string): Promise<void>;
  };
}

/** What evaluating a campaign needs. */
export interface EvaluateDesk extends InvitedDesk {
  readonly answers: { ofSurvey(surveyId: string): Promise<SurveyAnswer[]> };
  readonly past: {
    /** Earlier campaigns of the same name that have a report, the latest first. */
    campaigns(campaign: string, before: string, most: number): Promise<CampaignHead[]>;
    /** Customers of the complaints that were received between two moments. */
    complaints(from: string, until: string): Promise<{ readonly customerId: string }[]>;
  };
  readonly improvements: { open(wish: ImprovementWish): Promise<void> };
}

/** What beginning one needs. */
export interface RunCampaignDesk {
  readonly clock: Clock;
  readonly zone: string;
  readonly cases: BeginningBook;
  readonly policies: Pick<Policies, 'read'>;
  /** The key that seeds follow from. */
  readonly drawKey: () => Promise<Key>;
  readonly workflow: { nameOf(caseId: string): string; start(caseId: string): Promise<void> };
}
