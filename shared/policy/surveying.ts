/** How surveys are run: who is asked when, how often, how many, and what a result calls for. */
import * as z from 'zod';
import { Id, Tier } from '../contracts/codes.ts';
import { Naming } from '../contracts/survey.ts';

const Share = z.number().min(0).max(1);
const Days = z.number().int().min(1).max(366);

/** A campaign that comes back: in which months, on which day of them, and for how many days. */
export const CampaignPlan = z.strictObject({
  id: Id,
  definition: Id,
  naming: Naming,
  months: z.array(z.number().int().min(1).max(12)),
  dayOfMonth: z.number().int().min(1).max(28),
  days: Days,
  /** Whether somebody has to approve the sample before anybody is asked. */
  approval: z.enum(['NEEDED', 'NOT_NEEDED']),
});
export type CampaignPlan = z.infer<typeof CampaignPlan>;

/** Numbers of surveys. */
export const Surveying = z
  .strictObject({
    campaigns: z.array(CampaignPlan),
    sample: z.strictObject({
      /** Half width of the 95 % interval of a share, by tier; and the share of those asked who are thought to answer. */
      margin: z.record(Tier, z.number().gt(0).max(0.5)),
      expectedResponse: z.record(Tier, z.number().gt(0).max(1)),
      /** At most this share of a tier is asked in one campaign. */
      mostOfTier: Share,
    }),
    /** Invitations of a campaign go out in batches. */
    batch: z.strictObject({ size: z.number().int().min(1).max(500), everyMinutes: z.number().int().min(1) }),
    /** At half-time more are asked where fewer than this share of the wanted answers have come; once. */
    topUpBelow: Share,
    /** Fewer answers than this are no result. */
    leastAnswers: z.number().int().min(1),
    /** A group of fewer answers is not shown. */
    leastInGroup: z.number().int().min(2),
    after: z.strictObject({
      complaintHours: z.number().int().min(0),
      visitHours: z.number().int().min(0),
      lossHours: z.number().int().min(0),
      /** Share of visits after which the customer is asked. */
      visitShare: Share,
    }),
    /** Days after the invitation: reminders, and the end. */
    remindAfterDays: z.array(Days).max(2),
    endAfterDays: Days,
    mostDeferrals: z.number().int().min(0),
    /** Tiers that are called where they have not answered by the end. */
    callTiers: z.array(Tier),
    /** At or below: a low score. At or above: a high one. */
    low: z.strictObject({ csat: z.number(), nps: z.number(), ces: z.number() }),
    high: z.strictObject({ csat: z.number(), nps: z.number() }),
    remeasureAfterDays: Days,
    /** A complaint is opened again within so many days of its closing, and so many times. */
    review: z.strictObject({ days: Days, mostReopenings: z.number().int().min(0) }),
    /** A driver whose mean is below is weak, if the upper end of its interval is below too. */
    weakBelow: z.number().min(1).max(5),
    improvements: z.strictObject({
      /** Days for carrying out where the plan names none. */
      doneWithinDays: Days,
      /** Days after it was carried out that it is measured, and for which its figure is waited for; and plans that may fail. */
      measureAfterDays: Days,
      measureWithinDays: Days,
      mostAttempts: z.number().int().min(1),
    }),
    clusters: z.strictObject({
      /** So many cases of one code in one branch within the window at least, and more than chance would bring. */
      least: z.number().int().min(2),
      windowDays: Days,
      baselineDays: Days,
      /** Chance at which more of them is no chance any more. */
      chance: z.number().gt(0).lt(0.5),
    }),
    sources: z.record(z.string(), z.string()),
  })
  .refine(({ remindAfterDays: days, endAfterDays }) => days.every((day) => day < endAfterDays), {
    error: 'reminders before the end',
    path: ['remindAfterDays'],
  });
export type Surveying = z.infer<typeof Surveying>;

/** Version 1. */
export const surveying1: Surveying = {
  campaigns: [
    {
      id: 'relationship',
      definition: 'relationship',
      naming: 'NAMED',
      months: [1, 4, 7, 10],
      dayOfMonth: 15,
      days: 28,
      approval: 'NEEDED',
    },
    {
      id: 'pulse',
      definition: 'pulse',
      naming: 'ANONYMOUS',
      months: [3, 6, 9, 12],
      dayOfMonth: 5,
      days: 21,
      approval: 'NOT_NEEDED',
    },
  ],
  sample: {
    margin: { vip: 0.1, potential: 0.1, mass: 0.1 },
    expectedResponse: { vip: 0.5, potential: 0.4, mass: 0.3 },
    mostOfTier: 0.5,
  },
  batch: { size: 25, everyMinutes: 60 },
  topUpBelow: 0.4,
  leastAnswers: 10,
  leastInGroup: 5,
  after: { complaintHours: 24, visitHours: 24, lossHours: 72, visitShare: 0.3 },
  remindAfterDays: [3, 7],
  endAfterDays: 14,
  mostDeferrals: 2,
  callTiers: ['vip'],
  low: { csat: 2, nps: 6, ces: 2 },
  high: { csat: 4, nps: 9 },
  remeasureAfterDays: 30,
  review: { days: 60, mostReopenings: 2 },
  weakBelow: 3.5,
  improvements: { doneWithinDays: 30, measureAfterDays: 60, measureWithinDays: 200, mostAttempts: 2 },
  clusters: { least: 3, windowDays: 30, baselineDays: 180, chance: 0.01 },
  sources: {
    campaigns: '[D]; that satisfaction is asked regularly: handbook R013, R128, R247',
    sample: '[D]',
    batch: '[D]',
    topUpBelow: '[D]',
    leastAnswers: '[D]',
    leastInGroup: 'handbook R025, R028: nobody is recognized in a report; the number is [D]',
    after: '[D]; 24 hours after a complaint',
    remindAfterDays: '[D]',
    endAfterDays: '[D]',
    mostDeferrals: '[D]',
    callTiers: '[D]; telephone interviews: handbook R057, R246',
    low: '[D]; NPS 6 and below are detractors: Reichheld, "The One Number You Need to Grow", 2003',
    high: '[D]; NPS 9 and above are promoters: the same',
    remeasureAfterDays: '[D]',
    review: '[D]; the review of a decision: see complaint-pack',
    weakBelow: '[D]',
    improvements: '[D]; plan, carry out, evaluate: handbook R224 to R227',
    clusters: '[D]; root causes: handbook R242, R244',
  },
};
