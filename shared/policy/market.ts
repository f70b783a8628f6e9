/** The market: how much more others offer than the bank does (R150, R159). */
import * as z from 'zod';
import { Tier } from '../contracts/codes.ts';

/** What the market pulls with, as somebody who watches it reckons; a month's version replaces the one before. */
export const Market = z.strictObject({
  /** Percentage points by which the best offer of the place for a one-year deposit is above the bank's own, by tier. */
  rateGap: z.record(Tier, z.number().min(-20).max(20)),
  sources: z.record(z.string(), z.string()),
});
export type Market = z.infer<typeof Market>;

/** Version 1: nobody has looked at the market yet. */
export const market1: Market = {
  rateGap: { vip: 0, potential: 0, mass: 0 },
  sources: { rateGap: '[D]: 0 until the bank says otherwise' },
};
