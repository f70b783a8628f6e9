/** Thresholds: from which probability of leaving on a customer is warned of, by tier and band. */
import * as z from 'zod';
import { Band } from '../contracts/churn.ts';
import { BandThresholds } from '../contracts/churn-evaluation.ts';
import { Tier } from '../contracts/codes.ts';

export { BandThresholds } from '../contracts/churn-evaluation.ts';

/** Thresholds by tier; a version is approved by an analyst and an expert before it counts (R188). */
export const Thresholds = z.strictObject({
  bands: z.record(Tier, BandThresholds),
  sources: z.record(z.string(), z.string()),
});
export type Thresholds = z.infer<typeof Thresholds>;

/** The band of a probability; undefined below the lowest threshold. */
export const bandOf = ({ bands }: Thresholds, tier: Tier, probability: number): Band | undefined =>
  Band.options.toReversed().find((band) => probability >= bands[tier][band]);

/** Whether a band is above another one. */
export const isAbove = (band: Band, other: Band): boolean =>
  Band.options.indexOf(band) > Band.options.indexOf(other);

/** Version 1: customers of more value are warned of earlier. */
export const thresholds1: Thresholds = {
  bands: {
    vip: { low: 0.15, medium: 0.3, high: 0.5 },
    potential: { low: 0.2, medium: 0.4, high: 0.6 },
    mass: { low: 0.3, medium: 0.5, high: 0.7 },
  },
  sources: {
    bands: 'handbook R143, R171: by kind of customer; the numbers are [D] until a bank has history',
  },
};
