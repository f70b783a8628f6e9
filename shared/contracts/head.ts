/** What the head of a case has, whatever kind of case it is. */
import * as z from 'zod';
import { Id, Instant, Tier } from './codes.ts';

/** Cases: `caseId`, sk `HEAD`; indexes `byCustomer` (customerId, openedAt), `byOpening` (openShard, openedAt), `byKind` (kind, openedAt). */
export const Head = z.object({
  caseId: Id,
  sk: z.literal('HEAD'),
  v: z.literal(1),
  customerId: Id,
  ownerId: Id.optional(),
  tier: Tier.optional(),
  round: z.number().int().min(1),
  openedAt: Instant,
  dueAt: Instant.optional(),
  closedAt: Instant.optional(),
  /** `C#<0..7>`, only while the case is open: key of the sparse index `byOpening`. */
  openShard: z.string().optional(),
  /** Versions of the policies this case started with, by policy name. */
  policies: z.record(z.string(), z.number().int().min(1)).optional(),
  execution: z.string(),
  /** Rises with every step that changes the case, so that no two of them write over each other. */
  moves: z.number().int().min(1).optional(),
});
