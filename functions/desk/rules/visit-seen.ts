/** What the holder of one task of a visit sees of what was written down in another: no more than the task needs. */
import type { FormName } from '../../../shared/contracts/forms.ts';

const nothing: readonly string[] = [];

/** Fields of the record of a visit by the form of the task that is looked at; a task that is not named sees all of it. */
const seen: Readonly<Partial<Record<FormName, readonly string[]>>> = {
  service: ['serviceRequest'],
  contact: ['outcome'],
  recovery: ['satisfaction', 'needs', 'expectations', 'concerns'],
  greeting: nothing,
  takeover: ['outcome', 'when', 'satisfaction', 'problem'],
};

/** Whether a field of a visit's record is shown on the page of a task; of promises only the one that it is about. */
export function isSeen(
  field: string,
  { form, item }: { readonly form: string; readonly item?: number | undefined },
): boolean {
  if (form === 'promise') return field === `promise${item}` || field === `promise${item}Due`;
  const fields = Object.hasOwn(seen, form) ? seen[form as FormName] : undefined;
  return fields === undefined || fields.includes(field);
}
