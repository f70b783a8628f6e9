/** Scores of churn: the row a customer is scored on, what holds an alert back, and how many a manager was given. */
import * as z from 'zod';
import { Band, ScoreReason } from './churn.ts';
import { Id, Instant, Tier } from './codes.ts';

/** An alert that waits until its manager has room for it; never dropped, only raised or no longer due. */
export const WaitingAlert = z.object({
  band: Band,
  /** Yuan a year that acting on it is expected to save: what the budget ranks by. */
  savedValue: z.number().min(0),
  since: Instant,
  /** Whose budget it waits for: a manager, or `branch-<id>` where the customer has none. */
  for: Id,
});
export type WaitingAlert = z.infer<typeof WaitingAlert>;

/** What somebody or some model says of a customer, as an alert is raised with it. */
export const Assessment = z.object({
  /** Probability of leaving within 90 days, 0 to 1. */
  score: z.number().min(0).max(1),
  reasons: z.array(ScoreReason).max(10),
  /** Version of the policy `churn-model`; 0 where a model of the bank's own scored. */
  model: z.number().int().min(0),
});
export type Assessment = z.infer<typeof Assessment>;

/** The last alert that was raised for a customer. */
export const RaisedAlert = z.object({ caseId: Id, band: Band, at: Instant });
export type RaisedAlert = z.infer<typeof RaisedAlert>;

/** The highest score of a customer in a month, by our own model: what is known of them before it is known who leaves. */
export const ScorePeak = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  tier: Tier,
  probability: z.number().min(0).max(1),
});
export type ScorePeak = z.infer<typeof ScorePeak>;

/**
 * Customers: `customerId`, sk `SCORE`: how likely a customer is to leave, and why. Sparse indexes `byScore` (scoreShard,
 * scoreKey), so that a night reads who is due and nobody else, and `byWaiting` (waitingShard, waitingKey): alerts that are
 * held back, those that save most first.
 */
export const ScoreRow = z.object({
  customerId: Id,
  sk: z.literal('SCORE'),
  v: z.literal(1),
  /** Absent until somebody has looked. */
  assessed: Assessment.optional(),
  /** Absent below the lowest threshold. */
  band: Band.optional(),
  /** Indicators of which nothing was known. */
  missing: z.array(z.string().max(64)).optional(),
  scoredAt: Instant.optional(),
  /** Of the last months, oldest first; the index `byScore` carries them. */
  peaks: z.array(ScorePeak).max(12).optional(),
  /** Versions of the policies that reckoned it. */
  policies: z.record(z.string(), z.number().int().min(1)).optional(),
  /** The day on which the customer left, by data; absent while they are here. */
  leftOn: z.iso.date().optional(),
  alerted: RaisedAlert.optional(),
  waiting: WaitingAlert.optional(),
  /** With what it will be raised. */
  waitingWith: Assessment.optional(),
  /** `W#<0..7>` and what it saves, turned so that the most comes first; absent where nothing waits. */
  waitingShard: z.string().optional(),
  waitingKey: z.string().optional(),
  /** `S#<0..7>` and `<instant>#<customerId>`: from when the customer is to be looked at again. */
  scoreShard: z.string().optional(),
  scoreKey: z.string().optional(),
  /** When something new of the customer was written last. */
  markedAt: Instant.optional(),
  /** Rises with every change, so that nothing which comes while a customer is scored is missed. */
  moves: z.number().int().min(1).optional(),
});
export type ScoreRow = z.infer<typeof ScoreRow>;

/**
 * Register: `entry` `alert-load#<staffId or branch-<id>>#<week>`: alerts that call for a person, as many as were raised in a week.
 * Not beside the staff: who scores customers has no business writing there.
 */
export const AlertLoad = z.object({
  entry: z.string().startsWith('alert-load#'),
  v: z.literal(1),
  staffId: Id,
  /** Monday of the week. */
  week: z.iso.date(),
  raised: z.number().int().min(0),
});
export type AlertLoad = z.infer<typeof AlertLoad>;

/** Register: `entry` `left#<customerId>#<day>`; index `byState` (state, openedAt): a customer who left, by data; for evaluation. */
export const LeftRow = z.object({
  entry: z.string().startsWith('left#'),
  v: z.literal(1),
  state: z.literal('LEFT'),
  /** The beginning of the day on which they left, UTC. */
  openedAt: Instant,
  customerId: Id,
});
export type LeftRow = z.infer<typeof LeftRow>;

const Count = z.number().int().min(0);

/** Register: `entry` `scoring#<day>`: what a night's scoring found, over all its parts. */
export const ScoringRun = z.object({
  entry: z.string().startsWith('scoring#'),
  v: z.literal(1),
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  closedAt: Instant.optional(),
  day: z.iso.date(),
  /** Customers that were scored, and those of them that could not be. */
  scored: Count,
  failed: Count,
  /** Alerts raised, and held back for want of room. */
  raised: Count,
  held: Count,
  bands: z.record(Band, Count),
  /** Customers of whom an indicator could not be told, by indicator. */
  missing: z.record(z.string(), Count),
  /** Rows that cleaning left out, by why. */
  leftOut: z.record(z.string(), Count),
  moves: z.number().int().min(1),
});
export type ScoringRun = z.infer<typeof ScoringRun>;
