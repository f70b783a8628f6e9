/** The fields of a form as a page shows them; they follow from the form's schema. */
import * as z from 'zod';
import { Amount, MaybeStaffNumber } from '../../../shared/contracts/complaint.ts';
import { axisOf, type FormName, forms } from '../../../shared/contracts/forms.ts';
import { MaybeDay, MaybeEmail, MaybeMoment, MaybePhone } from '../../../shared/contracts/visit.ts';
import { codesOf } from '../../../shared/policy/taxonomy.ts';

/** What a line that may be left out holds, as browsers name it. */
export type LineKind = 'date' | 'datetime-local' | 'tel' | 'email' | 'text';

/**
 * One field: a choice of codes, a code of the taxonomy, whole yuan, a day or an address, or free text with its limits
 * (least 0: may be left out).
 */
export type Field =
  | {
      readonly name: string;
      readonly kind: 'choice';
      readonly options: readonly string[];
      /** Set where it may be left open. */
      readonly open?: true;
    }
  | { readonly name: string; readonly kind: 'line'; readonly holds: LineKind }
  | { readonly name: string; readonly kind: 'taxonomy'; readonly options: readonly string[] }
  | { readonly name: string; readonly kind: 'amount' }
  | { readonly name: string; readonly kind: 'text'; readonly least: number; readonly most: number };

/** The fields of a form in their order. */
export function fieldsOf(form: FormName): Field[] {
  return Object.entries(forms[form].schema.shape).map(([name, type]) => {
    const axis = axisOf(form, name);
    return axis === undefined ? fieldOf(name, type) : { name, kind: 'taxonomy', options: codesOf(axis) };
  });
}

function fieldOf(name: string, type: z.ZodType): Field {
  if (type === Amount) return { name, kind: 'amount' };
  const holds = lines.get(type);
  if (holds !== undefined) return { name, kind: 'line', holds };
  if (type instanceof z.ZodEnum) {
    const options = type.options.map(String);
    const chosen = options.filter((option) => option !== '');
    return { name, kind: 'choice', options: chosen, ...(chosen.length < options.length && { open: true }) };
  }
  if (type instanceof z.ZodString) {
    return { name, kind: 'text', least: type.minLength ?? 0, most: type.maxLength ?? 4_000 };
  }
  throw new TypeError(
    `Field ${name} is neither a choice, an amount, a line nor a text; the page has no control for it.`,
  );
}

const lines: ReadonlyMap<z.ZodType, LineKind> = new Map<z.ZodType, LineKind>([
  [MaybeDay, 'date'],
  [MaybeMoment, 'datetime-local'],
  [MaybePhone, 'tel'],
  [MaybeEmail, 'email'],
  [MaybeStaffNumber, 'text'],
]);

/** Whether a task's form is one that the desk knows. */
export const isForm = (name: string): name is FormName => Object.hasOwn(forms, name);
