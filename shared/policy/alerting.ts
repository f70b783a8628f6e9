/** Alerting: how often customers are scored, how many alerts a manager bears, and how their effect is measured. */
import * as z from 'zod';
import { Band } from '../contracts/churn.ts';
import { BandThresholds } from '../contracts/churn-evaluation.ts';
import { Tier } from '../contracts/codes.ts';

const Days = z.number().int().min(1).max(3_660);
const Share = z.number().min(0).max(1);

/** Scoring, budget and evaluation. */
export const Alerting = z.strictObject({
  /** Days after which a customer is scored again though nothing new came: silence is a sign as well. */
  rescoreDays: Days,
  /** Days after the last salary from which on it counts as stopped, where nobody said so. */
  salaryLateDays: Days,
  /** Ratios beyond this are taken for this: one outlier must not speak for itself. */
  mostRatio: z.number().min(1).max(1_000),
  /** Yuan below which a balance or a volume says nothing about change. */
  leastBase: z.number().min(0),
  /** Alerts that call for a person. */
  budget: z.strictObject({
    /** Alerts a week that one relationship manager is given, at most. */
    perManagerWeek: z.number().int().min(1).max(1_000),
    /** Share of it that only alerts of the high band may take. */
    highShare: Share,
  }),
  /** What an alert is expected to save: probability × share × yearly value of the customer. */
  saved: z.strictObject({
    /** Share of those who would leave that acting keeps, by band. */
    share: z.record(Band, Share),
    /** Yuan a year that a yuan of balance earns, where the customer's contribution is not known. */
    marginOfBalance: Share,
  }),
  /** When a customer counts as having left. */
  left: z.strictObject({
    /** Share of the balance at the alert that is left, at most. */
    balanceRatio: Share,
    /** Days without any transaction or use of a channel, at least. */
    quietDays: Days,
    /** Days after an alert within which leaving counts as foretold. */
    withinDays: Days,
  }),
  /** Monthly evaluation. */
  evaluation: z.strictObject({
    /** Alerts, and customers of an arm, below which no figure is drawn from them. */
    leastAlerts: z.number().int().min(1),
    leastArm: z.number().int().min(1),
    /** Days after the last one on which an alert can be right, until data say whether it was. */
    graceDays: Days,
    /** Days that an alert should come before the customer leaves. */
    leadDays: Days,
    /** Most by which one month changes a threshold, as a probability. */
    mostChange: Share,
    /** Share of alerts that should have been right: below it thresholds rise, above it they fall. */
    targetPrecision: Share,
    /** Share of leavers that should have been warned of. */
    targetRecall: Share,
    /** Share of customers that leave within 90 days in the industry, by tier. */
    industryLossRate: z.record(Tier, Share),
    /** Thresholds that go with these rates: what a bank of the industry would begin with. */
    industryThreshold: z.record(Tier, BandThresholds),
    /** The loss rate from which on a band begins, by band, where history is long enough. */
    bandLossRate: z.record(Band, Share),
  }),
  sources: z.record(z.string(), z.string()),
});
export type Alerting = z.infer<typeof Alerting>;

/** Version 1. */
export const alerting1: Alerting = {
  rescoreDays: 7,
  salaryLateDays: 45,
  mostRatio: 10,
  leastBase: 1_000,
  budget: { perManagerWeek: 7, highShare: 0.25 },
  saved: { share: { low: 0.05, medium: 0.15, high: 0.25 }, marginOfBalance: 0.015 },
  left: { balanceRatio: 0.1, quietDays: 60, withinDays: 90 },
  evaluation: {
    leastAlerts: 30,
    leastArm: 30,
    graceDays: 7,
    leadDays: 14,
    mostChange: 0.05,
    targetPrecision: 0.4,
    targetRecall: 0.6,
    industryLossRate: { vip: 0.03, potential: 0.05, mass: 0.08 },
    industryThreshold: {
      vip: { low: 0.15, medium: 0.3, high: 0.5 },
      potential: { low: 0.2, medium: 0.4, high: 0.6 },
      mass: { low: 0.3, medium: 0.5, high: 0.7 },
    },
    bandLossRate: { low: 0.1, medium: 0.3, high: 0.5 },
  },
  sources: {
    rescoreDays: '[D]',
    salaryLateDays: '[D]',
    mostRatio: '[D]',
    leastBase: '[D]',
    budget: 'handbook R184: warnings that somebody can act on; the numbers are [D]',
    saved: '[D]',
    left: '[D]',
    evaluation:
      'handbook R186 to R189, R196 to R199: what is measured; graceDays, leadDays, limits, targets, reference rates and thresholds are [D]',
  },
};
