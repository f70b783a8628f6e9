/** The evaluation of alerts, and the change of thresholds that may come of it. */
import * as z from 'zod';
import { Band } from './churn.ts';
import { Id, Instant, Tier } from './codes.ts';
import { Head } from './head.ts';

/** The least probability of each band, 0 to 1. */
export const BandThresholds = z
  .strictObject({
    low: z.number().gt(0).lt(1),
    medium: z.number().gt(0).lt(1),
    high: z.number().gt(0).lt(1),
  })
  .refine(({ low, medium, high }) => low < medium && medium < high, {
    error: 'thresholds that rise from low to high',
  });
export type BandThresholds = z.infer<typeof BandThresholds>;

/**
 * How an evaluation ends: nothing was proposed; what was proposed is in force; somebody refused it; other thresholds have come
 * into force since; those who agreed were not two who may; or operations ended it.
 */
export const EvaluationOutcome = z.enum([
  'UNCHANGED',
  'CHANGED',
  'REFUSED',
  'OUTDATED',
  'UNSIGNED',
  'MANUAL_TAKEOVER',
]);
export type EvaluationOutcome = z.infer<typeof EvaluationOutcome>;

/** `customerId` of a case that is about nobody in particular; no customer has it. */
export const NOBODY = 'BANK';

/** Thresholds by tier. */
export const ProposedBands = z.record(Tier, BandThresholds);
export type ProposedBands = z.infer<typeof ProposedBands>;

/** Cases: `caseId`, sk `HEAD` of an evaluation; the same indexes as those of a complaint. */
export const EvaluationHead = Head.extend({
  kind: z.literal('evaluation'),
  customerId: z.literal(NOBODY),
  status: z.enum(['OPENED', 'EVALUATED', 'CLOSED']),
  outcome: EvaluationOutcome.optional(),
  /** The month whose alerts it is about; absent where somebody only proposes thresholds. */
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
  /** What is proposed, against which version, and by whom, if not by the evaluation. */
  proposal: ProposedBands.optional(),
  basedOn: z.number().int().min(1).optional(),
  proposerId: Id.optional(),
  /** What the proposal would replace. */
  present: ProposedBands.optional(),
  /** Bands in which more of those who were contacted left than of those who were not; worse beyond chance, or perhaps. */
  warnings: z
    .array(z.object({ band: z.enum([...Band.options, 'all']), warning: z.enum(['WORSE', 'PERHAPS_WORSE']) }))
    .optional(),
  /** What the proposal means for those who must act: managers, alerts a week for them, and how many they bear. */
  capacity: z
    .object({ managers: z.number().int().min(0), forPeople: z.number().min(0), most: z.number().min(0) })
    .optional(),
});
export type EvaluationHead = z.infer<typeof EvaluationHead>;

/** Register: `entry` `evaluation#<caseId>`: what an evaluation found, JSON of functions/churn/pages/evaluation-page.ts. */
export const EvaluationRow = z.object({
  entry: z.string().startsWith('evaluation#'),
  v: z.literal(1),
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  caseId: Id,
  report: z.string(),
});
export type EvaluationRow = z.infer<typeof EvaluationRow>;
