/** The statutory term of a complaint. */
import * as z from 'zod';
import { Zone } from '../contracts/codes.ts';

/** Until when a complaint must be decided and the customer told. */
export const ComplaintTerms = z.strictObject({
  /** Calendar days from receipt, the day of receipt not counted. */
  decideWithinDays: z.number().int().min(1).max(366),
  /** IANA zone in which the days are meant. */
  zone: Zone,
  sources: z.record(z.string(), z.string()),
});
export type ComplaintTerms = z.infer<typeof ComplaintTerms>;

/** Version 1: complaints whose facts are clear and whose dispute is simple. */
export const complaintTerms1: ComplaintTerms = {
  decideWithinDays: 15,
  zone: 'Asia/Shanghai',
  sources: {
    decideWithinDays: 'CBIRC Order 2020 No. 3, in force 2020-03-01: 15 days from receipt (calendar days)',
    zone: '[D]',
    'counting from the next day': 'PRC Civil Code, unconfirmed; a bank’s counsel has the last word',
  },
};
