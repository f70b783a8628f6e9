/** Surveys: what is asked, who is asked, what they answered, and what a campaign of them found. */
import * as z from 'zod';
import { NOBODY } from './churn-evaluation.ts';
import { ContactChannel, Id, Instant, Language, Stage, Tier } from './codes.ts';
import { SurveyTopic } from './contact.ts';
import { Head } from './head.ts';

/** What a question is about (R017, R018): the four dimensions of the handbook, expectation, and what the standard measures need. */
export const Dimension = z.enum([
  'attitude',
  'efficiency',
  'quality',
  'price',
  'expectation',
  'overall',
  'effort',
  'recommend',
  'resolved',
  'reason',
  'voice',
]);
export type Dimension = z.infer<typeof Dimension>;

/** The dimensions that drive satisfaction: what results are split by, and what is improved. */
export const Driver = Dimension.extract(['attitude', 'efficiency', 'quality', 'price', 'expectation']);
export type Driver = z.infer<typeof Driver>;

/** A text in every language of the bank. */
export const Wording = z.record(Language, z.string().min(1));
export type Wording = z.infer<typeof Wording>;

/** Name of a question within its survey; answers are kept under it. */
export const QuestionId = z.string().regex(/^[a-z][a-z-]{0,31}$/, 'a code such as attitude');

const Asked = { id: QuestionId, dimension: Dimension, wording: Wording, required: z.boolean() };

/** A question: a rating from 1 (worst) to 5 (best; of effort: very easy), a recommendation 0 to 10, yes or no, a choice, a text. */
export const Question = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('RATING'), ...Asked, low: Wording, high: Wording }),
  z.strictObject({ kind: z.literal('NPS'), ...Asked, low: Wording, high: Wording }),
  z.strictObject({ kind: z.literal('YES_NO'), ...Asked }),
  z.strictObject({
    kind: z.literal('CHOICE'),
    ...Asked,
    options: z.array(z.strictObject({ code: Id, wording: Wording })).min(2),
  }),
  z.strictObject({ kind: z.literal('TEXT'), ...Asked }),
]);
export type Question = z.infer<typeof Question>;

/** A survey: what it is about and what it asks, in this order. Its versions are those of the policy `surveys`. */
export const SurveyDefinition = z.strictObject({
  id: Id,
  about: SurveyTopic,
  title: Wording,
  intro: Wording,
  questions: z.array(Question).min(1),
});
export type SurveyDefinition = z.infer<typeof SurveyDefinition>;

/** Whether an answer is kept with the name of who gave it, or so that nobody can find out (R025, R028). */
export const Naming = z.enum(['NAMED', 'ANONYMOUS']);
export type Naming = z.infer<typeof Naming>;

/** What a text is (R116): each of them is answered. */
export const Voice = z.enum(['PRAISE', 'CRITICISM', 'SUGGESTION']);
export type Voice = z.infer<typeof Voice>;

/** What somebody answered, by question: numbers of ratings, codes of choices, YES or NO, texts as they were typed. */
export const AnswerValues = z.record(QuestionId, z.union([z.number(), z.string()]));
export type AnswerValues = z.infer<typeof AnswerValues>;

/** What a named answer says, as far as it was asked. */
export const SurveyScores = z.object({
  csat: z.number().int().min(1).max(5).optional(),
  nps: z.number().int().min(0).max(10).optional(),
  ces: z.number().int().min(1).max(5).optional(),
  resolved: z.enum(['YES', 'NO']).optional(),
  wantsContact: z.enum(['YES', 'NO']).optional(),
  /** Whether something was written. */
  voice: Voice.optional(),
  /** Why a customer has left, as a code of the survey. */
  reason: Id.optional(),
});
export type SurveyScores = z.infer<typeof SurveyScores>;

/**
 * Answers: `surveyId`, `answerKey`. A named answer has the number of its invitation as its key, and says whose it is. An
 * anonymous one has a key that is derived from the link alone, and nothing else: neither who, nor when, nor of which group.
 */
export const SurveyAnswer = z.object({
  surveyId: Id,
  answerKey: z.string().min(1).max(128),
  v: z.literal(1),
  /** PARTIAL: kept on the way; counts where the survey ends before it is submitted and a score is among it. */
  state: z.enum(['PARTIAL', 'SUBMITTED']),
  definition: Id,
  /** Version of the policy `surveys` that was asked by. */
  version: z.number().int().min(1),
  values: AnswerValues,
  mode: z.enum(['WEB', 'PHONE']),
  /** Of named answers only. */
  by: z
    .object({
      customerId: Id,
      caseId: Id,
      at: Instant,
      tier: Tier,
      stage: Stage,
      branch: Id,
      managerId: Id.optional(),
      ratedId: Id.optional(),
    })
    .optional(),
});
export type SurveyAnswer = z.infer<typeof SurveyAnswer>;

/** Why somebody is asked. */
export const InvitationCause = z.enum(['CAMPAIGN', 'COMPLAINT', 'VISIT', 'LOSS', 'REMEASURE', 'BANK']);
export type InvitationCause = z.infer<typeof InvitationCause>;

/**
 * What has a customer asked by a survey, once for one cause; what `survey/open-invitation` is invoked with. The same customer,
 * definition and cause again is the same invitation.
 */
export const InvitationWish = z.strictObject({
  v: z.literal(1),
  customerId: Id,
  definition: Id,
  naming: Naming,
  cause: InvitationCause,
  causeId: Id,
  /** When the customer is to be asked; at once where that is over. */
  askAt: Instant,
  ratedId: Id.optional(),
  /** Of the policy `surveys`; the one in force where absent. All whom a campaign asks are asked by the same. */
  version: z.number().int().min(1).optional(),
});
export type InvitationWish = z.infer<typeof InvitationWish>;

/** How an invitation ends (R247). */
export const InvitationOutcome = z.enum([
  'COMPLETED',
  'PARTIAL',
  'NO_RESPONSE',
  'OPTED_OUT',
  'UNDELIVERABLE',
  'NOT_INVITED',
  'CANCELLED',
  'MANUAL_TAKEOVER',
]);
export type InvitationOutcome = z.infer<typeof InvitationOutcome>;

/** What a score calls for. */
export const SurveyBand = z.enum(['LOW', 'MID', 'HIGH']);
export type SurveyBand = z.infer<typeof SurveyBand>;

/** What became of a customer who was not satisfied. */
export const RecoveryResult = z.enum([
  'CONTACTED_FIXED',
  'COMPLAINT',
  'SERVICE_REQUEST',
  'NO_CONTACT_WANTED',
  'UNREACHABLE',
]);
export type RecoveryResult = z.infer<typeof RecoveryResult>;

/** Cases: `caseId`, sk `HEAD` of an invitation; the same indexes as those of a complaint. */
export const InvitationHead = Head.extend({
  kind: z.literal('survey'),
  status: z.enum(['OPENED', 'INVITED', 'ANSWERED', 'SCORED', 'RECOVERED', 'CLOSED']),
  outcome: InvitationOutcome.optional(),
  /** Under which answers are kept: the campaign, or definition and month. */
  surveyId: Id,
  definition: Id,
  /** Version of the policy `surveys` by which it is asked: of its campaign, else from the invitation on. */
  version: z.number().int().min(1).optional(),
  about: SurveyTopic,
  naming: Naming,
  cause: InvitationCause,
  /** The complaint, visit, alert, invitation or campaign behind it. */
  causeId: Id,
  /** When it is to be asked. */
  askAt: Instant,
  /** Of the staff who is rated by it: never acts on it. */
  ratedId: Id.optional(),
  stage: Stage.optional(),
  branch: Id.optional(),
  managerId: Id.optional(),
  invitedAt: Instant.optional(),
  /** Until when it can be answered. */
  expiresAt: Instant.optional(),
  /** Mails that reminded of it. */
  reminders: z.number().int().min(0).optional(),
  /** Contact that was reserved and not yet used, and weighings so far, so that each reserves one of its own. */
  contactId: Id.optional(),
  channel: ContactChannel.optional(),
  weighings: z.number().int().min(1).optional(),
  deferrals: z.number().int().min(0).optional(),
  /** Entry of the state for which a step acted last, and what it answered, JSON: a retry answers the same. */
  answeredFor: z.string().optional(),
  answered: z.string().optional(),
  /** How far the customer came: that they took part is known, of an anonymous survey what they said is not. */
  participation: z.enum(['PARTIAL', 'SUBMITTED']).optional(),
  participatedAt: Instant.optional(),
  /** Of named answers. */
  scores: SurveyScores.optional(),
  band: SurveyBand.optional(),
  /** What ended it before it was answered. */
  stopped: z.enum(['OPTED_OUT', 'BOUNCED', 'COMPLAINT', 'ENDED']).optional(),
  recovery: RecoveryResult.optional(),
  /** Complaint that was opened or reopened for it. */
  complaintId: Id.optional(),
});
export type InvitationHead = z.infer<typeof InvitationHead>;

/** How a campaign ends. */
export const CampaignOutcome = z.enum(['PUBLISHED', 'CANCELLED', 'TOO_FEW', 'MANUAL_TAKEOVER']);
export type CampaignOutcome = z.infer<typeof CampaignOutcome>;

/** Of one tier: who could be asked, how many answers the margin wants, and how many were drawn. */
export const Stratum = z.object({
  population: z.number().int().min(0),
  wanted: z.number().int().min(0),
  drawn: z.number().int().min(0),
});
export type Stratum = z.infer<typeof Stratum>;

/** Cases: `caseId`, sk `HEAD` of a campaign; the same indexes as those of a complaint. */
export const CampaignHead = Head.extend({
  kind: z.literal('campaign'),
  customerId: z.literal(NOBODY),
  status: z.enum(['OPENED', 'DRAWN', 'LAUNCHED', 'EVALUATED', 'CLOSED']),
  outcome: CampaignOutcome.optional(),
  /** Name of the campaign in the policy `surveying`, e.g. `relationship`. */
  campaign: Id,
  definition: Id,
  version: z.number().int().min(1).optional(),
  naming: Naming,
  /** Who is drawn follows from it: drawn once, kept, and nobody can change it. */
  seed: z.string().min(16).optional(),
  strata: z.record(Tier, Stratum).optional(),
  /** Members of the sample, and how many of them were invited. */
  members: z.number().int().min(0).optional(),
  launched: z.number().int().min(0).optional(),
  launchedAt: Instant.optional(),
  halfAt: Instant.optional(),
  endsAt: Instant.optional(),
  /** Members that were drawn on top at half-time. */
  toppedUp: z.number().int().min(0).optional(),
  approverId: Id.optional(),
  /** SHA-256 of who was drawn, in their order: nobody adds to the sample or takes from it unseen. */
  sample: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Why nobody was asked, of a campaign that was cancelled. */
  cancelledFor: z.enum(['DEFINITION_FLAWED', 'REFUSED']).optional(),
  /** Entry of the state for which a step acted last, and what it answered, JSON: a retry answers the same. */
  answeredFor: z.string().optional(),
  answered: z.string().optional(),
  /** Drivers that were found weak. */
  weak: z.array(Driver).optional(),
});
export type CampaignHead = z.infer<typeof CampaignHead>;

/** Cases: `caseId` of a campaign, sk `MEMBER#<6 digits>`: one customer who was drawn, in the order in which they are invited. */
export const CampaignMember = z.object({
  caseId: Id,
  sk: z.string().regex(/^MEMBER#\d{6}$/),
  v: z.literal(1),
  customerId: Id,
  tier: Tier,
  /** When this customer is to be asked; from the launch on. */
  askAt: Instant.optional(),
});
export type CampaignMember = z.infer<typeof CampaignMember>;

/** What was answered, for all to read, to what customers said whom nobody knows. */
export const PublicReply = z.object({
  answered: z.enum(['THANKS', 'APOLOGY']),
  reply: z.string().min(1),
  /** What will improve for it, if anything. */
  improvement: z.string().optional(),
});
export type PublicReply = z.infer<typeof PublicReply>;

/** Cases: `caseId` of a campaign, sk `VOICE#<4 digits>`: what customers wrote of one kind without their names, or a part of it. */
export const CampaignVoice = z.object({
  caseId: Id,
  sk: z.string().regex(/^VOICE#\d{4}$/),
  v: z.literal(1),
  number: z.number().int().min(1),
  voice: Voice,
  /** In the order of the alphabet: that of their coming would tell who wrote them. */
  texts: z.array(z.string().min(1)).min(1),
  reply: PublicReply.optional(),
});
export type CampaignVoice = z.infer<typeof CampaignVoice>;

/** Register: `entry` `survey#<caseId>`: what a campaign found, JSON of functions/campaign/rules/report-shape.ts. */
export const SurveyReportRow = z.object({
  entry: z.string().startsWith('survey#'),
  v: z.literal(1),
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  caseId: Id,
  campaign: Id,
  report: z.string(),
  /** Replies to what was written without a name, once the report is published (state CLOSED). */
  replies: z.array(PublicReply.extend({ voice: Voice, texts: z.number().int().min(1) })).optional(),
  publishedAt: Instant.optional(),
});
export type SurveyReportRow = z.infer<typeof SurveyReportRow>;
