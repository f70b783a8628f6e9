/** The form of an open task, as it is shown first and after something was to be mended. */
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import type { DoorPorts } from './door.ts';
import { cookieOf, csrfFor, type Visit } from './door.ts';
import { isForm } from './pages/fields.ts';
import { type FormView, formPage } from './pages/pages.ts';
import type { CaseBook } from './ports.ts';
import { isOfCustomer } from './rules/holder.ts';

/** What is shown beside the bare form. */
export type Mending = Partial<Pick<FormView, 'typed' | 'flaws' | 'codeWrong' | 'submitAgain'>>;

/** Shows the form; reads the case, changes nothing. */
export async function formReply(
  { cases, house }: { readonly cases: CaseBook } & Pick<DoorPorts, 'house'>,
  request: PageRequest,
  visit: Visit,
  status: number,
  mending: Mending = {},
): Promise<PageReply> {
  const { task, segment, links, reader } = visit;
  const { caseId, form, dueAt, codeNumber, wrongCodes } = task;
  if (!isForm(form)) throw new Error(`There is no form ${form}.`);
  const [head, note] = await Promise.all([cases.find(caseId), cases.note(caseId)]);
  const cookie = cookieOf(request, visit, house.base);
  const csrf = csrfFor(visit, cookie.value);
  const html = formPage(reader, {
    form,
    caseId,
    ...(!isOfCustomer(task) && {
      channel: note?.channel,
      customer: head?.customerId,
      subject: note?.subject,
      text: note?.text,
    }),
    dueAt,
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
