/** Churn alerts: the codes of bands, causes, arms and labels, and the head of an alert. */
import * as z from 'zod';
import { ContactChannel, Id, Instant, RiskClass, Stage } from './codes.ts';
import { Head } from './head.ts';

/** How likely a customer is to leave, by the thresholds of their tier (R096, R186). */
export const Band = z.enum(['low', 'medium', 'high']);
export type Band = z.infer<typeof Band>;

/** Why a customer thinks of leaving, as whoever spoke with them found (R178). */
export const ChurnCause = z.enum([
  'PRICE',
  'SERVICE',
  'COMPLAINT',
  'COMPETITOR',
  'RELOCATION',
  'LIFE_EVENT',
  'PRODUCT_GAP',
  'DIGITAL',
  'UNKNOWN',
]);
export type ChurnCause = z.infer<typeof ChurnCause>;

/** Whether an alert is acted on, or only watched so that the effect of acting can be measured (R199). */
export const Arm = z.enum(['TREAT', 'CONTROL']);
export type Arm = z.infer<typeof Arm>;

/** How an alert ends (R195): every one of them with exactly one of these. */
export const ChurnLabel = z.enum([
  'RETAINED',
  'PARTLY',
  'LOST',
  'FALSE_ALARM',
  'RECOVERED_BY_COMPLAINT',
  'SUPPRESSED',
  'CONTROL_RETAINED',
  'CONTROL_LOST',
  'UNKNOWN',
]);
export type ChurnLabel = z.infer<typeof ChurnLabel>;

/** How the workflow of an alert ends: with its label, or joined to the alert that was open already. */
export const ChurnOutcome = z.enum([...ChurnLabel.options, 'MERGED']);
export type ChurnOutcome = z.infer<typeof ChurnOutcome>;

/** One reason behind a score: the indicator, what it was, how much it added (log-odds), and the rows it was read from. */
export const ScoreReason = z.object({
  indicator: z.string().max(64),
  value: z.union([z.string(), z.number()]),
  adds: z.number(),
  /** Keys of the rows of Signals or Customers, newest first. */
  rows: z.array(z.string().max(200)).max(10),
});
export type ScoreReason = z.infer<typeof ScoreReason>;

/** Cases: `caseId`, sk `HEAD` of an alert; the same indexes as those of a complaint. */
export const AlertHead = Head.extend({
  kind: z.literal('alert'),
  status: z.enum(['RAISED', 'LOCKED', 'HELD', 'ASSESSED', 'TREATED', 'WATCHED', 'CLOSED']),
  outcome: ChurnOutcome.optional(),
  band: Band,
  /** Probability of leaving within 90 days, 0 to 1. */
  score: z.number().min(0).max(1),
  reasons: z.array(ScoreReason).max(10),
  /** Version of the model that scored; 0 where a model of the bank's own did. */
  model: z.number().int().min(0),
  /** When the customer was found at risk again while the alert was open, the last time. */
  raisedAgainAt: Instant.optional(),
  /** The alert to which this one was joined. */
  mergedInto: Id.optional(),
  stage: Stage.optional(),
  riskClass: RiskClass.optional(),
  arm: Arm.optional(),
  cause: ChurnCause.optional(),
  /** Why it has the arm that it has, as a code. */
  armWhy: z.string().max(64).optional(),
  /** The complaint for which it is held, until when at most, and one whose hold ran out. */
  heldFor: Id.optional(),
  heldUntil: Instant.optional(),
  heldOut: Id.optional(),
  /** The playbook that is run, and who chose it: the policy, or one of the staff. */
  playbook: z.string().max(64).optional(),
  chosenBy: Id.optional(),
  /** The band on which somebody acted last, and whether a higher one was looked at after that. */
  actedBand: Band.optional(),
  reassessed: z.enum(['YES', 'NO']).optional(),
  /** Channel of the contact that was reserved, and its id, until it is used or released. */
  channel: ContactChannel.optional(),
  contactId: Id.optional(),
  /** Weighings of contacts so far, so that each reserves one of its own; and times that automatic care was put off. */
  weighings: z.number().int().min(1).optional(),
  deferrals: z.number().int().min(0).optional(),
  /** Entry of the state for which a step acted last, and what it answered, JSON: a retry answers the same. */
  answeredFor: z.string().optional(),
  answered: z.string().optional(),
  /** The task on which a step acted last: a step that is tried again finds it here. */
  actedOn: Id.optional(),
  /** Complaint that was found while the alert was worked on. */
  complaintId: Id.optional(),
  /** Whole yuan that its offers have cost. */
  cost: z.number().int().min(0).optional(),
  /** How it ends, as the step found that ends it. */
  ending: ChurnLabel.optional(),
});
export type AlertHead = z.infer<typeof AlertHead>;
