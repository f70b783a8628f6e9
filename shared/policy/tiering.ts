/** Tiers: how a customer's worth to the bank is reckoned, when a tier changes, and why. */
import * as z from 'zod';
import { CreditGrade, CustomerType, type Stage, type Tier } from '../contracts/codes.ts';
import type { Graded, GradeFigures, GradeOverride, GradeStanding } from '../contracts/customer.ts';
import { epochOf } from './days.ts';

/** The methods of the handbook (R033 to R036). */
export const GradeMethod = z.enum(['balance', 'volume', 'credit', 'composite']);
export type GradeMethod = z.infer<typeof GradeMethod>;

/** Figures of which the composite score is made up. */
export const GradePart = z.enum(['balance', 'activity', 'credit', 'contribution', 'potential']);
export type GradePart = z.infer<typeof GradePart>;

/** What a customer needs for a tier; below both it is `mass`. */
const Thresholds = z
  .strictObject({ vip: z.number().gt(0), potential: z.number().gt(0) })
  .refine(({ vip, potential }) => potential < vip, { error: 'a threshold of vip above that of potential' });

const Points = z.number().min(0).max(100);

/** Method, thresholds, and how tightly they hold. */
export const Tiering = z.strictObject({
  method: GradeMethod,
  /** Average balance in yuan. */
  balance: z.record(CustomerType, Thresholds),
  /** Yuan moved in 90 days. */
  volume: z.record(CustomerType, Thresholds),
  /** Points of a credit grade. */
  credit: Thresholds,
  creditPoints: z.record(CreditGrade, Points),
  /** Points out of 100: each part brings its share of its weight, all of it from `full` on. */
  composite: z.strictObject({
    thresholds: Thresholds,
    weights: z
      .record(GradePart, z.number().min(0).max(100))
      .refine((weights) => Object.values(weights).reduce((sum, weight) => sum + weight, 0) === 100, {
        error: 'weights that add up to 100',
      }),
    full: z.record(CustomerType, z.record(GradePart.exclude(['credit', 'potential']), z.number().gt(0))),
  }),
  /** Share of a threshold by which figures must be below it before they count as too low. */
  margin: z.number().min(0).lt(1),
  /** Grading days in a row with figures that low after which a customer loses the tier. */
  daysBelow: z.number().int().min(1).max(366),
  /** Days after which figures are too old to grade anybody by. */
  figuresKeepDays: z.number().int().min(1).max(366),
  /** Longest time for which a person's word stands against the figures. */
  longestOverrideDays: z.number().int().min(1).max(366),
  /** Days from the beginning of a relationship in which it is new, and in which it is new or growing. */
  stages: z
    .strictObject({ newDays: z.number().int().min(1), growingDays: z.number().int().min(1) })
    .refine(({ newDays, growingDays }) => newDays < growingDays, { error: 'newDays below growingDays' }),
  sources: z.record(z.string(), z.string()),
});
export type Tiering = z.infer<typeof Tiering>;

/** A tier that a customer can lose. */
type Earned = Exclude<Tier, 'mass'>;

const earned: readonly Earned[] = ['vip', 'potential'];

const heights: Readonly<Record<Tier, number>> = { vip: 2, potential: 1, mass: 0 };

type Figure = GradeMethod | GradePart;

/** One step on the way to a tier, from codes, days and numbers alone. */
export type GradeLine =
  | {
      readonly step: 'method';
      readonly method: GradeMethod;
      readonly type: CustomerType;
      readonly asOf: string;
    }
  /** One part of the composite score, `points` of at most `weight`. */
  | {
      readonly step: 'part';
      readonly part: GradePart;
      readonly value: number | CreditGrade;
      readonly points: number;
      readonly weight: number;
    }
  | { readonly step: 'value'; readonly method: GradeMethod; readonly value: number }
  /** `below`: grading days in a row clearly below, of the `days` after which the tier is lost. */
  | {
      readonly step: 'threshold';
      readonly tier: Earned;
      readonly threshold: number;
      readonly floor: number;
      readonly stands: 'REACHED' | 'KEPT_BY_MARGIN' | 'KEPT_FOR_NOW' | 'LOST' | 'NOT_REACHED';
      readonly below: number;
      readonly days: number;
    }
  | { readonly step: 'no-figures' }
  | { readonly step: 'missing'; readonly figures: readonly Figure[] }
  | { readonly step: 'too-old'; readonly asOf: string; readonly days: number }
  | { readonly step: 'older-than-graded'; readonly asOf: string; readonly on: string }
  | { readonly step: 'graded'; readonly tier: Tier; readonly before: Tier }
  | { readonly step: 'override'; readonly tier: Tier; readonly by: string; readonly until: string }
  | { readonly step: 'override-over'; readonly tier: Tier; readonly until: string }
  | { readonly step: 'stage'; readonly stage: Stage; readonly before: Stage; readonly days: number };

/** All steps on the way to a tier, in order. */
export type GradeTrace = readonly GradeLine[];

/** The tier that counts, what the figures alone give, and why. */
export interface Grade {
  readonly tier: Tier;
  /** The stage by the age of the relationship; absent where that is not known, or where somebody has found more. */
  readonly stage?: Stage;
  readonly graded: Graded;
  readonly why: GradeTrace;
}

const DAY = 86_400_000;

/**
 * Grades a customer. Figures that reach a threshold lift at once; a tier is lost only after so many grading days in a row
 * clearly below its threshold, so that nobody goes up and down with the weather. The same figures twice count once. Without
 * figures that can be used the present tier stays.
 */
export function gradeOf(
  figures: GradeFigures | undefined,
  present: GradeStanding,
  pack: Tiering,
  now: string,
): Grade {
  const why: GradeLine[] = [];
  const graded = gradedBy(figures, present, pack, now, why);
  why.push({ step: 'graded', tier: graded.tier, before: present.graded.tier });
  const stage = stageBy(present, pack, now, why);
  return { tier: overridden(graded.tier, present.override, now, why), ...(stage && { stage }), graded, why };
}

/** What is wrong with a person's word against the figures, if anything: it must end, and not too far from now. */
export function overrideFlaw(
  { until }: Pick<GradeOverride, 'until'>,
  { longestOverrideDays }: Tiering,
  now: string,
): 'PAST' | 'TOO_LONG' | undefined {
  const left = epochOf(until) - epochOf(now);
  if (left <= 0) return 'PAST';
  return left > longestOverrideDays * DAY ? 'TOO_LONG' : undefined;
}

function gradedBy(
  figures: GradeFigures | undefined,
  { type, graded }: GradeStanding,
  pack: Tiering,
  now: string,
  why: GradeLine[],
): Graded {
  if (figures === undefined) {
    why.push({ step: 'no-figures' });
    return graded;
  }
  const { asOf } = figures;
  if (epochOf(now) - Date.parse(asOf) > (pack.figuresKeepDays + 1) * DAY) {
    why.push({ step: 'too-old', asOf, days: pack.figuresKeepDays });
    return graded;
  }
  if (graded.on !== undefined && asOf < graded.on) {
    why.push({ step: 'older-than-graded', asOf, on: graded.on });
    return graded;
  }
  why.push({ step: 'method', method: pack.method, type, asOf });
  const value = gradedValue(figures, type, pack, why);
  if (value === undefined) return graded;
  why.push({ step: 'value', method: pack.method, value });

  const thresholds = thresholdsOf(type, pack);
  const again = asOf === graded.on;
  const below = { vip: 0, potential: 0 };
  let tier: Tier = 'mass';
  for (const aim of earned) {
    const threshold = thresholds[aim];
    const floor = round(threshold * (1 - pack.margin));
    const had = heights[graded.tier] >= heights[aim];
    const count = had && value < floor ? Math.max(1, graded.below[aim] + (again ? 0 : 1)) : 0;
    const stands = standsAt({ value, threshold, floor, had, lost: count >= pack.daysBelow });
    why.push({ step: 'threshold', tier: aim, threshold, floor, stands, below: count, days: pack.daysBelow });
    if (stands === 'LOST' || stands === 'NOT_REACHED') continue;
    below[aim] = count;
    if (heights[aim] > heights[tier]) tier = aim;
  }
  return { tier, on: asOf, below };
}

function standsAt({
  value,
  threshold,
  floor,
  had,
  lost,
}: {
  value: number;
  threshold: number;
  floor: number;
  had: boolean;
  lost: boolean;
}): Extract<GradeLine, { step: 'threshold' }>['stands'] {
  if (value >= threshold) return 'REACHED';
  if (!had) return 'NOT_REACHED';
  if (value >= floor) return 'KEPT_BY_MARGIN';
  return lost ? 'LOST' : 'KEPT_FOR_NOW';
}

const thresholdsOf = (type: CustomerType, { method, balance, volume, credit, composite }: Tiering) =>
  ({ balance: balance[type], volume: volume[type], credit, composite: composite.thresholds })[method];

/** What the method makes of the figures; undefined if it lacks one. */
function gradedValue(
  figures: GradeFigures,
  type: CustomerType,
  pack: Tiering,
  why: GradeLine[],
): number | undefined {
  if (pack.method === 'composite') return scoreOf(figures, type, pack, why);
  const value =
    pack.method === 'credit' ? figures.credit && pack.creditPoints[figures.credit] : figures[pack.method];
  if (value === undefined) why.push({ step: 'missing', figures: [pack.method] });
  return value;
}

function scoreOf(
  figures: GradeFigures,
  type: CustomerType,
  { composite, creditPoints }: Tiering,
  why: GradeLine[],
): number | undefined {
  const { weights, full } = composite;
  const parts = GradePart.options.filter((part) => weights[part] > 0);
  const missing = parts.filter((part) => figures[part] === undefined);
  if (missing.length > 0) {
    why.push({ step: 'missing', figures: missing });
    return undefined;
  }
  let score = 0;
  for (const part of parts) {
    const value = figures[part] ?? 0;
    const share =
      typeof value === 'string'
        ? creditPoints[value] / 100
        : value / (part === 'potential' || part === 'credit' ? 100 : full[type][part]);
    const points = round(Math.min(1, Math.max(0, share)) * weights[part]);
    why.push({ step: 'part', part, value, points, weight: weights[part] });
    score += points;
  }
  return round(score);
}

/** Two decimals: what is shown is what was compared. */
const round = (value: number): number => Math.round(value * 100) / 100;

function overridden(tier: Tier, override: GradeOverride | undefined, now: string, why: GradeLine[]): Tier {
  if (override === undefined) return tier;
  const { tier: said, by, until } = override;
  if (epochOf(now) >= epochOf(until)) {
    why.push({ step: 'override-over', tier: said, until });
    return tier;
  }
  why.push({ step: 'override', tier: said, by, until });
  return said;
}

function stageBy(
  { stage, since }: GradeStanding,
  pack: Tiering,
  now: string,
  why: GradeLine[],
): Stage | undefined {
  // That a customer may leave is found by other signs than age, and taken back by whoever found it.
  if (since === undefined || stage === 'at-risk' || stage === 'leaving') return undefined;
  const days = Math.max(0, Math.floor((epochOf(now) - Date.parse(since)) / DAY));
  const { newDays, growingDays } = pack.stages;
  const found: Stage = days < newDays ? 'new' : days < growingDays ? 'growing' : 'mature';
  why.push({ step: 'stage', stage: found, before: stage, days });
  return found;
}

/** Version 1. */
export const tiering1: Tiering = {
  method: 'composite',
  balance: {
    personal: { vip: 500_000, potential: 50_000 },
    corporate: { vip: 10_000_000, potential: 1_000_000 },
  },
  volume: {
    personal: { vip: 1_000_000, potential: 100_000 },
    corporate: { vip: 50_000_000, potential: 5_000_000 },
  },
  credit: { vip: 100, potential: 50 },
  creditPoints: { prime: 100, general: 50, risk: 0 },
  composite: {
    thresholds: { vip: 60, potential: 30 },
    weights: { balance: 40, activity: 15, credit: 15, contribution: 20, potential: 10 },
    full: {
      personal: { balance: 1_000_000, activity: 60, contribution: 20_000 },
      corporate: { balance: 20_000_000, activity: 300, contribution: 500_000 },
    },
  },
  margin: 0.1,
  daysBelow: 3,
  figuresKeepDays: 45,
  longestOverrideDays: 180,
  stages: { newDays: 180, growingDays: 730 },
  sources: {
    method: 'handbook R036: composite score of assets, activity, credit and others',
    balance: 'handbook R029, R030, R033: by type, by assets; the numbers are [D]',
    volume: 'handbook R031, R034; the numbers are [D]',
    credit: 'handbook R032, R035: prime, general, risk; the points are [D]',
    creditPoints: '[D]',
    composite:
      'handbook R036, R120: assets, activity, credit, contribution, potential; weights and numbers are [D]',
    margin: '[D]',
    daysBelow: '[D]',
    figuresKeepDays: '[D]',
    longestOverrideDays: '[D]',
    stages: '[D]',
  },
};
