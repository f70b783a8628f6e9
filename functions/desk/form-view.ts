/** The form of an open task, as it is shown first and after something was to be mended. */
import type { Language } from '../../shared/contracts/codes.ts';
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type { ComplaintNote } from '../../shared/contracts/items.ts';
import { isFromOurSite } from '../../shared/platform/browser.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { harmless } from '../../shared/platform/html.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import { type CaseFilePorts, decisionLetter, fileOf, reasonsIn, saidBeside } from './case-file.ts';
import type { DoorPorts } from './door.ts';
import { closedFor, cookieOf, csrfFor, notFromOurForm, type Visit } from './door.ts';
import { isForm } from './pages/fields.ts';
import type { ComplaintShown } from './pages/file.ts';
import { type FormView, formPage, type Paths } from './pages/pages.ts';
import { isOfCustomer } from './rules/holder.ts';
import { maskedText } from './rules/mask.ts';

/** What is shown beside the bare form. */
export type Mending = Partial<Pick<FormView, 'typed' | 'flaws' | 'codeWrong' | 'submitAgain'>>;

/** Where a page of a link stands: on the link itself, or below it. */
export type Standing = 'on-link' | 'below';

/** The other pages of a link as a page writes their addresses. */
export function pathsOf({ segment, task }: Visit, standing: Standing): Paths {
  const below = (name: string) => (standing === 'below' ? name : `${segment}/${name}`);
  return {
    ...(standing === 'below' && { answer: `../${segment}` }),
    draft: below('draft'),
    whole: below('file'),
    // Nobody but the customer can say what the customer thinks, and an old row does not say who else may have it.
    ...(!isOfCustomer(task) && task.served !== undefined && { pass: below('pass') }),
  };
}

/** How a new code can be asked for where the present one is void; undefined where it is not. */
export function voidCode(
  { task: { wrongCodes, codeNumber }, links, segment }: Visit,
  csrf: string,
  standing: Standing,
): FormView['codeVoid'] {
  if (wrongCodes < links.wrongCodes) return undefined;
  if (codeNumber >= links.mostCodes) return 'none';
  return { action: standing === 'below' ? 'code' : `${segment}/code`, csrf, unticked: false };
}

/** Shows the form; reads the case, changes nothing. What was typed is what was posted, else the draft that is kept. */
export async function formReply(
  { cases, tasks, staff, deeds, house, clock }: CaseFilePorts & Pick<DoorPorts, 'house' | 'clock'>,
  request: PageRequest,
  visit: Visit,
  status: number,
  { typed, ...mending }: Mending = {},
  standing: Standing = 'on-link',
): Promise<PageReply> {
  const { task, reader } = visit;
  const { caseId, form, dueAt, dueTrace, contact } = task;
  if (!isForm(form)) throw new Error(`There is no form ${form}.`);
  const { language } = reader;
  const file = await cases.file(caseId);
  const [note] = file?.notes ?? [];
  const cookie = cookieOf(request, visit, house.base);
  const csrf = csrfFor(visit, cookie.value);
  const draft = typed === undefined ? task.draft : undefined;
  const codeVoid = voidCode(visit, csrf, standing);
  const html = formPage(reader, {
    form,
    caseId,
    // What the bank keeps for itself is not for the customer, who is asked about the letter they have.
    ...(isOfCustomer(task)
      ? { letter: decisionLetter(file?.letters ?? [])?.parts }
      : {
          // What a system of the bank said when it asked for a visit stands in the brief.
          channel: file?.head.kind === 'visit' ? undefined : note?.channel,
          customer: file?.head.customerId,
          contact,
          text: note && file?.head.kind !== 'visit' ? masked(note, language) : undefined,
          brief:
            form === 'visit' && file?.brief ? { ...file.brief, readAt: instantOf(clock.now()) } : undefined,
          ...(form === 'by-hand' && file !== undefined && toTellIn(file.letters, task)),
          ...(file !== undefined && { file: await fileOf({ tasks, staff, deeds }, file, language, task) }),
        }),
    paths: pathsOf(visit, standing),
    dueAt,
    dueWhy: reasonsIn(dueTrace, language),
    csrf,
    typed: typed ?? draft?.fields ?? {},
    // A customer's page names nobody: whoever opens it wrote the draft.
    draft: draft && {
      by: isOfCustomer(task) ? undefined : (await staff.find(draft.by))?.name,
      at: draft.at,
    },
    flaws: {},
    ...mending,
    ...(codeVoid !== undefined && { codeVoid }),
  });
  return { status, html, cookies: cookie.set };
}

/** The letter that a by-hand task is about: the acknowledgement, which has the number 0; the one it bears; or the last. */
function toTellIn(letters: readonly CaseLetter[], { caseId, clock, item }: Visit['task']) {
  const sealed = item === undefined ? letters.at(-1) : letters.find(({ number }) => number === item);
  const letter = clock === 'acknowledge-by-hand' ? undefined : sealed;
  return { letter: letter?.parts, print: `/staff/letter/${caseId}/${letter?.number ?? 0}` };
}

/**
 * The answer to a post that did not come out of our form as it is now; nothing is done. Mail programs open links from
 * another site, where a strict cookie is not sent, so opening a link twice gives the browser a second cookie and makes the
 * first form stale: its person gets it again with what they typed. Only where the browser vouches for our own page, for
 * otherwise a stranger could fill in the form that is shown.
 */
export async function staleReply(
  ports: CaseFilePorts & DoorPorts,
  request: PageRequest,
  visit: Visit,
  standing: Standing,
): Promise<PageReply> {
  const stale = isFromOurSite(request) && (await closedFor(ports, visit)) === undefined;
  if (!stale) return notFromOurForm(visit, standing === 'below' ? `../${visit.segment}` : visit.segment);
  return formReply(ports, request, visit, 403, { typed: request.form, submitAgain: true }, standing);
}

const masked = (note: ComplaintNote, language: Language): ComplaintShown => ({
  ...(note.subject !== undefined && { subject: maskedText(harmless(note.subject)) }),
  text: maskedText(harmless(note.text)),
  beside: saidBeside(note, language),
});
