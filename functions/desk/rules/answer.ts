/** What a person's submission says: an answer that the form accepts, or what is to be mended. */
import type * as z from 'zod';
import { axisOf, type FormName, forms, type OnlyIf, onlyIfOf } from '../../../shared/contracts/forms.ts';
import type { Decision } from '../../../shared/contracts/steps.ts';
import { isKnown } from '../../../shared/policy/taxonomy.ts';

/** Why a field is not accepted. */
export type Flaw =
  | 'choose'
  | 'whole-yuan'
  | 'too-short'
  | 'too-long'
  | 'needed'
  /** Filled in although another answer says that it does not matter. */
  | 'only-if'
  | 'not-accepted'
  | 'code-form';

/** Flaws by field. */
export type Flaws = Readonly<Record<string, Flaw>>;

/** A submission that the form accepts. */
export interface Answer {
  readonly form: FormName;
  /** The fields as the schema took them, JSON with sorted keys: the same answer is the same text. */
  readonly text: string;
  /** The codes that the state machine gets; free text is not among them. */
  readonly decision: Decision;
}

/** The answer in a submission, or the flaws of its fields. */
export function answerOf(
  form: FormName,
  submitted: Readonly<Record<string, string | undefined>>,
): { readonly answer: Answer } | { readonly flaws: Flaws } {
  const { schema, codes } = forms[form];
  const fields = Object.keys(schema.shape);
  // Browsers send line breaks of a text area as CRLF; a script may not. The answer is the same.
  const typed = Object.fromEntries(fields.map((field) => [field, lines(submitted[field] ?? '')]));
  const idle = fields.flatMap((field) => {
    const onlyIf = onlyIfOf(form, field);
    return onlyIf !== undefined && isIdle(field, onlyIf, typed) ? [[field, onlyIf.none] as const] : [];
  });
  const filled = idle.filter(([field, none]) => !['', none].includes(typed[field]?.trim() ?? ''));
  const parsed = schema.safeParse({ ...typed, ...Object.fromEntries(idle) });
  if (!parsed.success || filled.length > 0) {
    const flaws: Record<string, Flaw> = Object.fromEntries(filled.map(([field]) => [field, 'only-if']));
    for (const issue of parsed.error?.issues ?? []) {
      const field = String(issue.path[0]);
      flaws[field] ??= axisOf(form, field) === undefined ? flawOf(issue) : 'choose';
    }
    return { flaws };
  }
  const unknown = Object.entries(parsed.data).filter(([field, value]) => {
    const axis = axisOf(form, field);
    return axis !== undefined && !isKnown(String(value), axis);
  });
  if (unknown.length > 0) return { flaws: Object.fromEntries(unknown.map(([field]) => [field, 'choose'])) };
  const entries = Object.entries(parsed.data).sort(([a], [b]) => (a < b ? -1 : 1));
  const decision = Object.fromEntries(
    entries.filter(([field]) => (codes as readonly string[]).includes(field)),
  );
  return { answer: { form, text: JSON.stringify(Object.fromEntries(entries)), decision } };
}

/** Whether a field does not matter with what was chosen; as long as nothing is chosen nobody is asked to fill it in. */
const isIdle = (name: string, { field, is }: OnlyIf, typed: Readonly<Record<string, string>>): boolean =>
  typed[field] === '' ? typed[name] === '' : !is.includes(typed[field] ?? '');

const lines = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n');

function flawOf(issue: z.core.$ZodIssue): Flaw {
  const { code } = issue;
  // Of several fields only the answers together show that one of them is needed.
  if (code === 'custom' && issue.params?.flaw === 'needed') return 'needed';
  if (code === 'invalid_value') return 'choose';
  if (code === 'invalid_union') return 'whole-yuan';
  if (code === 'too_small') return 'too-short';
  return code === 'too_big' ? 'too-long' : 'not-accepted';
}

/** The six digits that were typed, also in full width or with spaces; undefined where they are not six digits. */
export function codeTyped(typed: string | undefined): string | undefined {
  const digits = (typed ?? '').normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
