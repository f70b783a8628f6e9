/** The forms that people fill: zod is the only definition; pages, checks and types follow from it. */
import * as z from 'zod';
import { Approval, ByHand, Findings, FirstContact, Proposal, Triage, Word } from './complaint.ts';
import { Contact, Greeting, PromiseKept, Recovery, Service, Visit } from './visit.ts';

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

/** A form: its schema, the fields that go to the state machine, and those that hold a code of the taxonomy, by axis. */
interface FormShape {
  readonly schema: z.ZodObject;
  readonly codes: readonly string[];
  readonly taxonomy?: Readonly<Record<string, 'A' | 'B' | 'C'>>;
}

/** Forms by name; the fields in `codes` go to the state machine, the rest stays in the records. */
export const forms = {
  handling: { schema: Handling, codes: ['outcome'] },
  takeover: { schema: Takeover, codes: ['way'] },
  triage: {
    schema: Triage,
    codes: ['class', 'severity', 'emotion', 'vulnerable', 'business', 'cause'],
    taxonomy: { business: 'B', cause: 'C' },
  },
  'first-contact': { schema: FirstContact, codes: ['reached', 'settledNow'] },
  findings: { schema: Findings, codes: ['cause', 'moreTime'], taxonomy: { cause: 'C' } },
  proposal: { schema: Proposal, codes: ['outcome', 'amount'] },
  approval: { schema: Approval, codes: ['verdict'] },
  'by-hand': { schema: ByHand, codes: ['told'] },
  'customer-word': { schema: Word, codes: ['word'] },
  visit: { schema: Visit, codes: ['outcome', 'when', 'satisfaction', 'problem'] },
  greeting: { schema: Greeting, codes: ['outcome'] },
  contact: { schema: Contact, codes: ['found'] },
  service: { schema: Service, codes: ['done'] },
  recovery: { schema: Recovery, codes: ['recovery'] },
  promise: { schema: PromiseKept, codes: ['kept'] },
} as const satisfies Readonly<Record<string, FormShape>>;
export type FormName = keyof typeof forms;

/** The axis of the taxonomy that a field of a form takes its codes from; undefined for every other field. */
export function axisOf(form: FormName, field: string): 'A' | 'B' | 'C' | undefined {
  const { taxonomy }: FormShape = forms[form];
  return taxonomy !== undefined && Object.hasOwn(taxonomy, field) ? taxonomy[field] : undefined;
}
