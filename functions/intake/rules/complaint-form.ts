/** What a submitted form says: a complaint that can be taken in, or what is to be mended. */
import * as z from 'zod';
import { Id } from '../../../shared/contracts/codes.ts';
import type { ComplaintSubmitted } from '../../../shared/contracts/events.ts';

/** Why a field is not accepted. */
export type Flaw = 'choose' | 'number-form' | 'unknown-customer' | 'too-short' | 'too-long' | 'group-form';

/** Limits of the texts, in characters: all of them at their longest, in Chinese, fit into one posted form. */
export const limits = {
  text: { least: 10, most: 5_000 },
  wish: { least: 0, most: 1_000 },
  respondent: { least: 0, most: 100 },
} as const;

/** Largest number of complainants that a form takes. */
export const LARGEST_GROUP = 100_000;

const text = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.string().trim().min(least).max(most);

const customersFields = z.strictObject({
  customerId: Id,
  forWhom: z.enum(['SELF', 'AGENT', 'HEIR']),
  text: text(limits.text),
  wish: text(limits.wish),
  respondent: text(limits.respondent),
  /** Nothing, or a number of complainants; one is nothing special. */
  groupSize: z
    .string()
    .regex(/^(|[1-9]\d{0,5})$/)
    .refine((size) => Number(size) <= LARGEST_GROUP),
});

const staffFields = z.strictObject({ channel: z.enum(['phone', 'branch']), ...customersFields.shape });

/** The forms: what a customer fills, and what staff fill at the telephone or the counter. */
export const forms = { customer: customersFields, staff: staffFields } as const;
export type FormName = keyof typeof forms;

/** Every field of a form, in the order in which the page shows them. */
export type FieldName = keyof z.output<typeof staffFields>;

/** Flaws by field. */
export type Flaws = Readonly<Partial<Record<FieldName, Flaw>>>;

/** What a complaint says, without who sends it, when, and under which id. */
export type Said = Pick<
  ComplaintSubmitted,
  'customerId' | 'text' | 'wish' | 'respondentId' | 'onBehalf' | 'groupSize' | 'facts'
> & { readonly channel: 'web' | 'phone' | 'branch' };

/** The complaint in a submission, or the flaws of its fields. */
export function saidIn(
  form: FormName,
  submitted: Readonly<Record<string, string | undefined>>,
): { readonly said: Said } | { readonly flaws: Flaws } {
  const schema: z.ZodObject = forms[form];
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, tidied(name, submitted[name] ?? '')]),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const flaws: Partial<Record<FieldName, Flaw>> = {};
    for (const { path, code } of parsed.error.issues) {
      const field = path[0] as FieldName;
      flaws[field] ??= flawOf(field, code);
    }
    return { flaws };
  }
  return { said: saidBy(parsed.data as Fields) };
}

/** Fields of either form; the customers' own has no channel, for it is one. */
type Fields = z.output<typeof customersFields> & { readonly channel?: Said['channel'] };

function saidBy({ channel = 'web', customerId, forWhom, text, wish, respondent, groupSize }: Fields): Said {
  // People write a name where they know no number; only a number can keep somebody away from the case by itself.
  const respondentId = /\d/.test(respondent) ? Id.safeParse(respondent).data : undefined;
  const named = respondent !== '' && respondentId === undefined;
  return {
    channel,
    customerId,
    text,
    ...(wish !== '' && { wish }),
    ...(respondentId !== undefined && { respondentId }),
    ...(forWhom !== 'SELF' && { onBehalf: forWhom }),
    ...(Number(groupSize) > 1 && { groupSize: Number(groupSize) }),
    ...(named && { facts: { respondent } }),
  };
}

/** Numbers may be typed in full width or with spaces; browsers send line breaks of a text area as CRLF. */
function tidied(name: string, typed: string): string {
  const text = typed.toWellFormed().replace(/\r\n?/g, '\n');
  return name === 'customerId' || name === 'groupSize' ? text.normalize('NFKC').replace(/\s/g, '') : text;
}

function flawOf(field: FieldName, code: string): Flaw {
  if (field === 'customerId') return 'number-form';
  if (field === 'groupSize') return 'group-form';
  if (code === 'invalid_value') return 'choose';
  return code === 'too_small' ? 'too-short' : 'too-long';
}
