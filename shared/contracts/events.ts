/** Events on the bus: what the bank's systems send in, and what Steward tells them. */
import * as z from 'zod';
import { Channel, Id, Instant, Language } from './codes.ts';

/** `source` of every event that Steward itself puts on the bus. */
export const STEWARD = 'steward';

/** Prefix of `source` of the events that the bank's systems put on the bus. */
export const BANK = 'bank.';

/** Largest text field that is kept, in bytes of UTF-8; longer ones are refused with TEXT_TOO_LARGE. */
export const LARGEST_TEXT = 100_000;

/** Whether every surrogate in a text has its pair: others cannot be stored as UTF-8 without being changed. */
const wellFormed = (text: string): boolean => text.isWellFormed();

/** Free text that came from a person. */
export const Text = z
  .string()
  .min(1)
  .refine(wellFormed, { error: 'well-formed Unicode' })
  .refine((text) => new TextEncoder().encode(text).length <= LARGEST_TEXT, {
    message: `at most ${LARGEST_TEXT} bytes of UTF-8`,
    params: { code: 'TEXT_TOO_LARGE' },
  });

/** A customer complains: the first event of a complaint case (R016, R079, R240). */
export const ComplaintSubmitted = z.strictObject({
  v: z.literal(1),
  channel: Channel,
  /** Id of the message in its own channel; with the channel it is the business key. */
  externalId: Id,
  customerId: Id,
  submittedAt: Instant,
  /** Language the customer wrote in; the customer's own setting counts where it is absent. */
  language: Language.optional(),
  subject: z.string().min(1).max(200).refine(wellFormed, { error: 'well-formed Unicode' }).optional(),
  text: Text,
});
export type ComplaintSubmitted = z.infer<typeof ComplaintSubmitted>;

/** Inbound event types by `detail-type`; anything else is quarantined as UNKNOWN_TYPE. */
export const inbound = {
  'complaint.submitted': ComplaintSubmitted,
} as const;
export type InboundType = keyof typeof inbound;

/** Names of the events that Steward emits; each carries ids and codes only. */
export const OutboundName = z.enum([
  'complaint.received',
  'complaint.acknowledged',
  'complaint.closed',
  'task.created',
  'task.reminded',
  'task.escalated',
  'task.decided',
  'task.expired',
  'incident.opened',
  'intake.rejected',
]);
export type OutboundName = z.infer<typeof OutboundName>;

/** Detail of every outbound event: ids, codes, dates and amounts; no names, contact data or text. */
export const Outbound = z.object({
  v: z.literal(1),
  id: Id,
  at: Instant,
  caseId: Id.optional(),
  customerId: Id.optional(),
  taskId: Id.optional(),
  /** Id of what caused this event: a bus event, a task, an execution. */
  causeId: z.string().optional(),
  /** Further codes, dates and amounts of this event. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type Outbound = z.infer<typeof Outbound>;
