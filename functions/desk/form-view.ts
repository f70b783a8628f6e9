/** The form of an open task, as it is shown first and after something was to be mended. */
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import { type CaseFilePorts, fileOf, reasonsIn } from './case-file.ts';
import type { DoorPorts } from './door.ts';
import { cookieOf, csrfFor, type Visit } from './door.ts';
import { isForm } from './pages/fields.ts';
import { type FormView, formPage } from './pages/pages.ts';
import { isOfCustomer } from './rules/holder.ts';

/** What is shown beside the bare form. */
export type Mending = Partial<Pick<FormView, 'typed' | 'flaws' | 'codeWrong' | 'submitAgain'>>;

/** Shows the form; reads the case, changes nothing. */
export async function formReply(
  { cases, tasks, staff, house }: CaseFilePorts & Pick<DoorPorts, 'house'>,
  request: PageRequest,
  visit: Visit,
  status: number,
  mending: Mending = {},
): Promise<PageReply> {
  const { task, segment, links, reader } = visit;
  const { caseId, form, dueAt, dueTrace, codeNumber, wrongCodes } = task;
  if (!isForm(form)) throw new Error(`There is no form ${form}.`);
  const { language } = reader;
  const file = await cases.file(caseId);
  const [note] = file?.notes ?? [];
  const cookie = cookieOf(request, visit, house.base);
  const csrf = csrfFor(visit, cookie.value);
  const html = formPage(reader, {
    form,
    caseId,
    // What the bank keeps for itself is not for the customer, who is asked about the letter they have.
    ...(isOfCustomer(task)
      ? { letter: file?.letters.filter(({ kind }) => kind === 'decision').at(-1)?.parts }
      : {
          channel: note?.channel,
          customer: file?.head.customerId,
          subject: note?.subject,
          text: note?.text,
          ...(file !== undefined && { file: await fileOf({ tasks, staff }, file, language) }),
        }),
    dueAt,
    dueWhy: reasonsIn(dueTrace, language),
    csrf,
    typed: {},
    flaws: {},
    ...mending,
    ...(wrongCodes >= links.wrongCodes && {
      codeVoid:
        codeNumber < links.mostCodes
          ? { action: `${segment}/code`, csrf, unticked: false }
          : ('none' as const),
    }),
  });
  return { status, html, cookies: cookie.set };
}
