/** The form by which a task is passed on, as it is shown first and after something was to be mended. */
import { PageRefused } from '../../shared/faults/faults.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import { colleaguesFor, type Terms, termsOfGiven } from './appoint.ts';
import { cookieOf, csrfFor, type DoorPorts, type Visit } from './door.ts';
import { voidCode } from './form-view.ts';
import { isForm } from './pages/fields.ts';
import { type PassView, passPage } from './pages/pass-page.ts';
import { isOfCustomer } from './rules/holder.ts';

/** The terms of a task that its holder may pass on; refuses what only the customer can answer as if it were not there. */
export async function termsToPass(ports: DoorPorts, { task }: Visit): Promise<Terms> {
  const terms = isOfCustomer(task) ? undefined : await termsOfGiven(ports, task);
  if (terms === undefined) throw new PageRefused(404, 'NOT_FOUND');
  return terms;
}

/** What is shown beside the bare form. */
export type PassMending = Partial<
  Pick<PassView, 'typed' | 'flaws' | 'codeFlaws' | 'codeWrong' | 'submitAgain'>
>;

/** Shows the form with whoever could take the task over now; changes nothing. */
export async function passReply(
  ports: DoorPorts,
  request: PageRequest,
  visit: Visit,
  status: number,
  mending: PassMending = {},
): Promise<PageReply> {
  const { task, reader, segment } = visit;
  const { form, caseId, dueAt } = task;
  if (!isForm(form)) throw new Error(`There is no form ${form}.`);
  const terms = await termsToPass(ports, visit);
  const colleagues = await colleaguesFor(ports, terms, task, ports.clock.now());
  const cookie = cookieOf(request, visit, ports.house.base);
  const csrf = csrfFor(visit, cookie.value);
  const html = passPage(reader, {
    form,
    caseId,
    dueAt,
    colleagues,
    csrf,
    typed: {},
    flaws: {},
    ...mending,
    codeVoid: voidCode(visit, csrf, 'below'),
    back: `../${segment}`,
  });
  return { status, html, cookies: cookie.set };
}
