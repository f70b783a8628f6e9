/** What both senders are asked and what they report; apart from them, because a handler's file wires its own world. */
import * as z from 'zod';

/** Which rows are to be sent. */
export const OutboxIds = z.object({ outboxIds: z.array(z.string().min(1)).max(1_000) });

/**
 * What became of them: sent, still pending, given up, put off or kept back by the contact rules; the others were not this
 * function's, or not unsent any more.
 */
export const SendReport = z.object({
  sent: z.number(),
  pending: z.number(),
  failed: z.number(),
  deferred: z.number().optional(),
  suppressed: z.number().optional(),
});
export type SendReport = z.infer<typeof SendReport>;
