/** Imported files: what is expected of them, how their quality is reckoned, and how long what they say is kept. */
import * as z from 'zod';

const Share = z.number().min(0).max(1);

/** Limits of an import and the weights of its quality score. */
export const Imports = z.strictObject({
  /** An import stops once so many rows are held and they are at least this share of all: the file is not what it says. */
  stops: z.strictObject({ held: z.number().int().min(1), share: Share }),
  /** Shares of the four measures in the score; what cannot be measured leaves its share to the others. */
  weights: z
    .strictObject({ completeness: Share, validity: Share, uniqueness: Share, timeliness: Share })
    .refine((weights) => Math.abs(Object.values(weights).reduce((sum, one) => sum + one, 0) - 1) < 1e-9, {
      error: 'weights that add up to 1',
    }),
  /** Fields that ought to be filled beside those that must be, by kind of file. */
  expected: z.record(z.string(), z.array(z.string())),
  /** Days after which a row of a kind says too little of today. */
  freshDays: z.record(z.string(), z.number().int().min(1)),
  /** Days for which what customers did on a day is kept. */
  daysKept: z.number().int().min(90).max(3_650),
  sources: z.record(z.string(), z.string()),
});
export type Imports = z.infer<typeof Imports>;

/** Version 1. */
export const imports1: Imports = {
  stops: { held: 1_000, share: 0.5 },
  weights: { completeness: 0.25, validity: 0.25, uniqueness: 0.25, timeliness: 0.25 },
  expected: {
    customers: ['email', 'phone', 'managerId', 'since', 'balance', 'credit'],
    staff: ['email', 'superiorId', 'substituteId'],
    transactions: ['direction'],
    ratings: ['service'],
    holdings: ['balance', 'products'],
  },
  freshDays: { customers: 31, transactions: 31, ratings: 31, consents: 366, holdings: 31 },
  daysKept: 400,
  sources: {
    stops: '[D]',
    weights:
      'measures: DAMA UK, The Six Primary Dimensions for Data Quality Assessment (2013), of which accuracy and consistency cannot be measured on one file; the weights are [D]',
    expected: 'handbook R117, R120, R146; the list is [D]',
    freshDays: '[D]',
    daysKept: 'a year and the month before it, for the features of handbook R168, R169; the number is [D]',
  },
};
