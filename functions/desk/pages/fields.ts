/** The fields of a form as a page shows them; they follow from the form's schema. */
import * as z from 'zod';
import { type FormName, forms } from '../../../shared/contracts/forms.ts';

/** One field: a choice of codes, or free text with its limits. */
export type Field =
  | { readonly name: string; readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly name: string; readonly kind: 'text'; readonly least: number; readonly most: number };

/** The fields of a form in their order. */
export function fieldsOf(form: FormName): Field[] {
  return Object.entries(forms[form].schema.shape).map(([name, type]) => fieldOf(name, type));
}

function fieldOf(name: string, type: z.ZodType): Field {
  if (type instanceof z.ZodEnum) return { name, kind: 'choice', options: type.options.map(String) };
  if (type instanceof z.ZodString) {
    return { name, kind: 'text', least: type.minLength ?? 0, most: type.maxLength ?? 4_000 };
  }
  throw new TypeError(`Field ${name} is neither a choice nor a text; the page has no control for it.`);
}

/** Whether a task's form is one that the desk knows. */
export const isForm = (name: string): name is FormName => Object.hasOwn(forms, name);
