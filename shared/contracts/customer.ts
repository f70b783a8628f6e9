/** What is known of a customer besides the profile: important dates, and the figures and the state of their grade. */
import * as z from 'zod';
import { CreditGrade, CustomerType, Id, Instant, Stage, Tier } from './codes.ts';

/** Days of a customer that the bank may think of (R048, R126). */
export const DateKind = z.enum(['birthday', 'founding-day', 'joined', 'maturity']);
export type DateKind = z.infer<typeof DateKind>;

/** A day of the year, by the solar or the lunar calendar; with a year and `once` it is that one day. */
export const ImportantDate = z
  .strictObject({
    calendar: z.enum(['SOLAR', 'LUNAR']),
    month: z.number().int().min(1).max(12),
    day: z.number().int().min(1).max(31),
    /** Of a lunar day: in the leap month of this number. */
    leapMonth: z.boolean().optional(),
    /** The year it began, or the only one; not needed to greet somebody. */
    year: z.number().int().min(1900).max(2100).optional(),
    /** Comes only in its year. */
    once: z.boolean().optional(),
  })
  .refine(({ calendar, leapMonth }) => calendar === 'LUNAR' || leapMonth !== true, {
    error: 'a leap month only in the lunar calendar',
    path: ['leapMonth'],
  })
  .refine(({ once, year }) => once !== true || year !== undefined, {
    error: 'the year of a day that comes once',
    path: ['year'],
  })
  .refine(({ calendar, month, day }) => day <= (calendar === 'LUNAR' ? 30 : (longest[month - 1] ?? 0)), {
    error: 'a day that the month has',
    path: ['day'],
  });
export type ImportantDate = z.infer<typeof ImportantDate>;

/** Days of the months of a leap year. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whole yuan. */
const Yuan = z.number().min(0).max(1e15);

/**
 * Figures by which a customer is graded (R030 to R036, R120). There is no field for age, sex or occupation: a customer’s
 * worth to the bank is not to be guessed from them (R042).
 */
export const GradeFigures = z.strictObject({
  /** The day up to which they count. */
  asOf: z.iso.date(),
  /** Average of all balances in yuan. */
  balance: Yuan.optional(),
  /** Yuan moved in the last 90 days. */
  volume: Yuan.optional(),
  /** Transactions in the last 90 days. */
  activity: z.number().int().min(0).optional(),
  credit: CreditGrade.optional(),
  /** Yuan that the bank earned by the customer in the last 365 days. */
  contribution: z.number().min(-1e15).max(1e15).optional(),
  /** How much the customer may grow, 0 to 100, by the bank's own reckoning. */
  potential: z.number().min(0).max(100).optional(),
});
export type GradeFigures = z.infer<typeof GradeFigures>;

/** The tier that the figures give, and for how many grading days in a row they have been too low for it. */
export const Graded = z.strictObject({
  tier: Tier,
  /** The last day on which the figures were looked at. */
  on: z.iso.date().optional(),
  /** By tier: grading days in a row clearly below its threshold. */
  below: z.strictObject({ vip: z.number().int().min(0), potential: z.number().int().min(0) }),
});
export type Graded = z.infer<typeof Graded>;

/** A person's word against the figures; it ends by itself. */
export const GradeOverride = z.strictObject({
  tier: Tier,
  by: Id,
  until: Instant,
  reason: z.string().min(1).max(2_000),
});
export type GradeOverride = z.infer<typeof GradeOverride>;

/** What a customer's grade stood at before it was looked at again. */
export const GradeStanding = z.strictObject({
  type: CustomerType,
  stage: Stage,
  /** The day on which the relationship began, if that is known. */
  since: z.iso.date().optional(),
  graded: Graded,
  override: GradeOverride.optional(),
});
export type GradeStanding = z.infer<typeof GradeStanding>;
