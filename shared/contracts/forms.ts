/** The forms that people fill: zod is the only definition; pages, checks and types follow from it. */
import * as z from 'zod';

/** Largest free text in a form, in characters. */
const LONGEST_ANSWER = 4_000;

const Reason = z.string().trim().min(10).max(LONGEST_ANSWER);

/** Answer of the owner of a complaint: what was found, and what the customer is told. */
export const Handling = z.strictObject({
  outcome: z.enum(['RESOLVED_UPHELD', 'RESOLVED_PARTLY', 'REJECTED']),
  reason: Reason,
});
export type Handling = z.infer<typeof Handling>;

/** Answer of operations when a step failed or nobody acted: which way the case goes on. */
export const Takeover = z.strictObject({
  way: z.enum(['RETRY', 'COMPLETE', 'CANCEL']),
  reason: Reason,
});
export type Takeover = z.infer<typeof Takeover>;

/** Forms by name; the fields in `codes` go to the state machine, the rest stays in the records. */
export const forms = {
  handling: { schema: Handling, codes: ['outcome'] },
  takeover: { schema: Takeover, codes: ['way'] },
} as const;
export type FormName = keyof typeof forms;
