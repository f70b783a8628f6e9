/** The statutory term as registration reads it. */
import * as z from 'zod';
import { Zone } from '../contracts/codes.ts';
import { complaintPack1 } from './complaint-pack.ts';

/** Until when a complaint must be decided and the customer told. */
export const ComplaintTerms = z.strictObject({
  /** Calendar days from receipt, the day of receipt not counted. */
  decideWithinDays: z.number().int().min(1).max(366),
  /** IANA zone in which the days are meant. */
  zone: Zone,
  sources: z.record(z.string(), z.string()),
});
export type ComplaintTerms = z.infer<typeof ComplaintTerms>;

/** Version 1: the first term of the pack CN-2020. */
export const complaintTerms1: ComplaintTerms = {
  decideWithinDays: complaintPack1.clocks.decideWithinDays,
  zone: complaintPack1.zone,
  sources: {
    decideWithinDays: complaintPack1.sources.clocks ?? '',
    zone: complaintPack1.sources.zone ?? '',
  },
};
