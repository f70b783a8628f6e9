/** The register of what is to be made better, and of what customers said that is answered (R116, R218, R224 to R227, R244). */
import * as z from 'zod';
import { NOBODY } from './churn-evaluation.ts';
import { Id, Instant } from './codes.ts';
import { TaxonomyCode } from './complaint.ts';
import { Head } from './head.ts';
import { Voice } from './survey.ts';

/** Where the wish to improve comes from: a suggestion, a product that is missing, a weak driver, a cluster of complaints, leavers. */
export const ImprovementSource = z.enum(['SUGGESTION', 'PRODUCT', 'DRIVER', 'CLUSTER', 'EXIT']);
export type ImprovementSource = z.infer<typeof ImprovementSource>;

/** How an improvement ends; effective only by data. */
export const ImprovementOutcome = z.enum([
  'EFFECTIVE',
  'NOT_EFFECTIVE',
  'UNMEASURED',
  'DISCARDED',
  'MANUAL_TAKEOVER',
]);
export type ImprovementOutcome = z.infer<typeof ImprovementOutcome>;

/** A figure before or after: a mean of scores with its spread, or a number of events in so many days. */
export const MeasuredFigure = z.object({
  what: z.enum(['MEAN', 'EVENTS']),
  value: z.number(),
  /** Answers behind a mean, or days behind a number of events. */
  n: z.number().min(0),
  /** Standard error of a mean. */
  error: z.number().min(0).optional(),
  from: Instant,
  until: Instant,
});
export type MeasuredFigure = z.infer<typeof MeasuredFigure>;

/** Register: `entry` `improvement#<id>`: something to be made better; its words stay with the case. */
export const ImprovementRow = z.object({
  entry: z.string().startsWith('improvement#'),
  v: z.literal(1),
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  /** The case it comes from. */
  caseId: Id,
  /** Absent where nobody has classified it, such as a suggestion from a visit. */
  business: TaxonomyCode.optional(),
  cause: TaxonomyCode.optional(),
  /** Absent in entries of before it was kept. */
  source: ImprovementSource.optional(),
  /**
   * What it is about, the same for the same thing: `driver#<campaign>#<driver>`, `cluster#<business>#<cause>#<branch>`,
   * `exit#<reason>`, `product#<cause>`.
   */
  key: z.string().max(200).optional(),
  ownerId: Id.optional(),
  dueAt: Instant.optional(),
  outcome: ImprovementOutcome.optional(),
  closedAt: Instant.optional(),
});
export type ImprovementRow = z.infer<typeof ImprovementRow>;

/** Register: `entry` `improving#<key>`: the improvement that is open about this, so that there is one at a time. */
export const ImprovingRow = z.object({
  entry: z.string().startsWith('improving#'),
  v: z.literal(1),
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  caseId: Id,
});
export type ImprovingRow = z.infer<typeof ImprovingRow>;

/**
 * Register: `entry` `cluster#<cause>#<business>#<branch>`: the complaints of one code in one branch, by the day on which each was
 * opened, as far back as clusters are looked for; kept by functions/complaint/watch-clusters.ts.
 */
export const ClusterRow = z.object({
  entry: z.string().startsWith('cluster#'),
  v: z.literal(1),
  /** Oldest first. */
  cases: z.array(z.object({ caseId: Id, at: Instant })),
  /** Rises with every change, so that no two of them write over each other. */
  moves: z.number().int().min(1),
});
export type ClusterRow = z.infer<typeof ClusterRow>;

/** Register: `entry` `clusters`: since when complaints are counted by code and branch. */
export const ClustersSince = z.object({ entry: z.literal('clusters'), v: z.literal(1), since: Instant });
export type ClustersSince = z.infer<typeof ClustersSince>;

/** Cases: `caseId`, sk `HEAD` of an improvement that is carried out and measured; the same indexes as those of a complaint. */
export const ImprovementHead = Head.extend({
  kind: z.literal('improvement'),
  customerId: z.literal(NOBODY),
  status: z.enum(['OPENED', 'PLANNED', 'CARRIED_OUT', 'MEASURED', 'CLOSED']),
  outcome: ImprovementOutcome.optional(),
  source: ImprovementSource,
  key: z.string().max(200),
  /** The campaign, complaint or alert that showed it, and cases that belong to it. */
  originId: Id,
  linked: z.array(Id).max(50),
  before: MeasuredFigure.optional(),
  after: MeasuredFigure.optional(),
  /** Difference after minus before with its 95 % interval, of a mean; the ratio of rates, of events. */
  effect: z.object({ value: z.number(), low: z.number(), high: z.number() }).optional(),
  /** When it is to be carried out, and when it is measured. */
  doneBy: Instant.optional(),
  measureAt: Instant.optional(),
  /** When it was carried out, and until when a figure of after that is waited for. */
  carriedOutAt: Instant.optional(),
  measureBy: Instant.optional(),
  /** Plans so far: one that did not work is planned anew, so many times. */
  attempts: z.number().int().min(1).optional(),
  /** How it ends, as the step found that ends it. */
  ending: ImprovementOutcome.optional(),
  answeredFor: z.string().optional(),
  answered: z.string().optional(),
});
export type ImprovementHead = z.infer<typeof ImprovementHead>;

/** Where something that a customer said was heard. */
export const FeedbackFrom = z.enum(['SURVEY', 'TRIAGE', 'VISIT']);
export type FeedbackFrom = z.infer<typeof FeedbackFrom>;

/** Register: `entry` `feedback#<id>`: praise, criticism or a suggestion, and how it was answered. */
export const FeedbackRow = z.object({
  entry: z.string().startsWith('feedback#'),
  v: z.literal(1),
  /** OPEN until it is answered. */
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  voice: Voice,
  from: FeedbackFrom,
  /** The complaint case, visit, invitation, or for anonymous answers the campaign, in which it was said. */
  caseId: Id,
  /** How it was answered: to the customer, or to all readers of the report where nobody knows who said it. */
  answered: z.enum(['THANKS', 'APOLOGY']).optional(),
  answeredTo: z.enum(['CUSTOMER', 'PUBLIC']).optional(),
  answeredAt: Instant.optional(),
  /** What is improved for it, if anything. */
  improvement: z.string().optional(),
});
export type FeedbackRow = z.infer<typeof FeedbackRow>;

/** Cases: `caseId`, sk `HEAD` of something said that is answered by a person; the same indexes as those of a complaint. */
export const FeedbackHead = Head.extend({
  kind: z.literal('feedback'),
  status: z.enum(['OPENED', 'ANSWERED', 'CLOSED']),
  outcome: z.enum(['ANSWERED', 'MANUAL_TAKEOVER']).optional(),
  voice: Voice,
  from: FeedbackFrom,
  /** The case in which it was said. */
  originId: Id,
  /** Of the staff whom it is about: does not answer it. */
  ratedId: Id.optional(),
  answeredFor: z.string().optional(),
  answered: z.string().optional(),
});
export type FeedbackHead = z.infer<typeof FeedbackHead>;

/** Cases: `caseId`, sk `VOICE#1`: what the customer said, as it was said. */
export const FeedbackVoice = z.object({
  caseId: Id,
  sk: z.literal('VOICE#1'),
  v: z.literal(1),
  text: z.string().min(1),
  /** The answer, as the customer reads it. */
  reply: z.string().optional(),
});
export type FeedbackVoice = z.infer<typeof FeedbackVoice>;

/** What opens an improvement, or is added to the one that is open about the same; what `improvement/open-improvement` is invoked with. */
export const ImprovementWish = z.strictObject({
  v: z.literal(1),
  source: ImprovementSource,
  key: z.string().max(200),
  originId: Id,
  linked: z.array(Id).max(50),
  business: TaxonomyCode.optional(),
  cause: TaxonomyCode.optional(),
  before: MeasuredFigure.optional(),
});
export type ImprovementWish = z.infer<typeof ImprovementWish>;

/** What has something that was said answered by a person; what `feedback/open-feedback` is invoked with. */
export const FeedbackWish = z.strictObject({
  v: z.literal(1),
  voice: Voice,
  from: FeedbackFrom,
  originId: Id,
  customerId: Id,
  text: z.string().min(1),
  ratedId: Id.optional(),
});
export type FeedbackWish = z.infer<typeof FeedbackWish>;
