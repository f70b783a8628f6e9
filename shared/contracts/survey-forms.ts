/** Forms of staff about surveys, improvements and what customers said. */
import * as z from 'zod';
import { RecoveryResult, Voice } from './survey.ts';
import { MaybeDay } from './visit.ts';

/** Largest free text in a form, in characters. */
const LONGEST = 4_000;

/** A text that says something. */
const Words = z.string().trim().min(10).max(LONGEST);

/** A text that may be left out. */
const MaybeWords = z.string().trim().max(1_000);

const MaybeRating = z.enum(['', '1', '2', '3', '4', '5']);
const YesNo = z.enum(['YES', 'NO']);
const MaybeYesNo = z.enum(['', 'YES', 'NO']);

/** A survey asked by telephone (R057, R246): whoever calls enters what the customer says. */
export const Interview = z.strictObject({
  reached: z.enum(['SPOKEN', 'NOT_REACHED', 'REFUSED']),
  overall: MaybeRating,
  effort: MaybeRating,
  recommend: z.enum(['', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']),
  resolved: MaybeYesNo,
  attitude: MaybeRating,
  efficiency: MaybeRating,
  quality: MaybeRating,
  price: MaybeRating,
  expectation: MaybeRating,
  voice: z.enum(['', ...Voice.options]),
  text: MaybeWords,
  wantsContact: MaybeYesNo,
});
export type Interview = z.infer<typeof Interview>;

/** What became of a customer who was not satisfied (R129, R148, R251). */
export const SurveyRecovery = z.strictObject({
  recovery: RecoveryResult,
  /** What was said and done; of a complaint what the customer complains about, of a request what they want. */
  reason: Words,
});
export type SurveyRecovery = z.infer<typeof SurveyRecovery>;

/** How an improvement is to be brought about (R224, R225): why it is as it is, what is done, and by when. */
export const ImprovementPlan = z.strictObject({
  way: z.enum(['PLAN', 'DISCARD']),
  /** Why it is as it is; of what is discarded why nothing can be done. */
  reason: Words,
  measure: MaybeWords,
  doneBy: MaybeDay,
});
export type ImprovementPlan = z.infer<typeof ImprovementPlan>;

/** Whether an improvement was carried out (R226). */
export const ImprovementDone = z.strictObject({ done: YesNo, reason: Words });
export type ImprovementDone = z.infer<typeof ImprovementDone>;

/** The answer to praise, criticism or a suggestion: thanks or an apology, and what will improve. */
export const FeedbackReply = z.strictObject({
  answered: z.enum(['THANKS', 'APOLOGY']),
  reply: Words,
  improves: YesNo,
  /** What will improve, in words that the customer reads. */
  improvement: MaybeWords,
});
export type FeedbackReply = z.infer<typeof FeedbackReply>;
