/** Shows the holder of a task the customer's data and the words as they were said, once it is written down who asks and why. */
import { Reveal } from '../../shared/contracts/task-pages.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { type PageReply, type PageRequest, page } from '../../shared/platform/page.ts';
import { withCode, written } from './code-gate.ts';
import {
  closedFor,
  cookieOf,
  csrfFor,
  type DoorPorts,
  enter,
  isFromOurForm,
  notDone,
  notFromOurForm,
  type Visit,
} from './door.ts';
import { filePartsOf } from './file-parts.ts';
import { type Mending, voidCode } from './form-view.ts';
import { revealAgainPage, revealedPage } from './pages/file-page.ts';
import type { CaseBook, CaseDeeds, CustomerBook } from './ports.ts';
import { codeTyped } from './rules/answer.ts';
import { isOfCustomer } from './rules/holder.ts';
import { revealCustomerWorld } from './wiring.ts';

/** What this function needs of the world; of all pages behind a link it alone reads customers. */
export interface RevealCustomerPorts extends DoorPorts {
  readonly cases: CaseBook;
  readonly deeds: CaseDeeds;
  readonly customers: CustomerBook;
}

const ACTOR = 'reveal-customer';

/** What is shown, as the audit names it. */
const FIELDS = 'name phone email text';

/** POST of a link's `/reveal`. */
export const revealCustomer = (ports: RevealCustomerPorts) =>
  page(
    async (request): Promise<PageReply> => {
      const visit = await enter(ports, request);
      if (isOfCustomer(visit.task)) throw new PageRefused(404, 'NOT_FOUND');
      if (!isFromOurForm(request, visit)) return notFromOurForm(visit, `../${visit.segment}`);
      const { purpose, part } = request.form;
      const asked = Reveal.safeParse({ purpose, part });
      if (!asked.success) {
        const closed = await closedFor(ports, visit);
        if (closed !== undefined) return notDone(visit, closed);
        const noCode = codeTyped(request.form.code) === undefined;
        const flaws = { purpose: 'choose' as const, ...(noCode && { code: 'code-form' as const }) };
        return again(ports, request, visit, { flaws });
      }
      const passage = await withCode(ports, request, visit, ACTOR, (now) => shown(ports, now, asked.data));
      if (passage.kind === 'done') return passage.reply;
      if (passage.kind === 'closed') return notDone(passage.visit, passage.closed);
      return again(ports, request, passage.visit, passage.mending);
    },
    { name: ACTOR },
  );

/** Writes down who sees what and why, and only then reads it. */
async function shown(
  ports: RevealCustomerPorts,
  { task, links, reader, segment }: Visit,
  { purpose, part: wanted }: Reveal,
): Promise<PageReply | undefined> {
  const { taskId, caseId, step, generation, assigneeId } = task;
  const deed = {
    entityId: caseId,
    actor: assigneeId,
    act: 'customer.revealed',
    facts: { taskId, step, generation, purpose, fields: FIELDS, part: wanted },
  };
  if (!(await written(() => ports.tasks.recordReveal(task, links.wrongCodes, deed)))) return undefined;
  const head = await ports.cases.find(caseId);
  const customer = head && (await ports.customers.find(head.customerId));
  if (customer === undefined) throw new Error(`The customer of case ${caseId} is gone.`);
  const parts = await filePartsOf(ports, task, reader.language);
  const part = Math.min(wanted, parts.length);
  const { customerId, name, phone, email } = customer;
  const html = revealedPage(reader, {
    caseId,
    customerId,
    contact: { name, phone, email },
    part,
    parts: parts.length,
    entries: parts[part - 1] ?? [],
    back: `../${segment}`,
  });
  return { status: 200, html };
}

/** The question again, with what is to be mended. */
function again(
  { house }: RevealCustomerPorts,
  request: PageRequest,
  visit: Visit,
  { flaws = {}, codeWrong }: Pick<Mending, 'flaws' | 'codeWrong'>,
): PageReply {
  const cookie = cookieOf(request, visit, house.base);
  const csrf = csrfFor(visit, cookie.value);
  const part = Reveal.shape.part.safeParse(request.form.part).data ?? 1;
  const html = revealAgainPage(visit.reader, {
    caseId: visit.task.caseId,
    csrf,
    part,
    purpose: request.form.purpose,
    flaws,
    ...(codeWrong !== undefined && { codeWrong }),
    codeVoid: voidCode(visit, csrf, 'below'),
    back: `../${visit.segment}`,
  });
  return { status: 422, html, cookies: cookie.set };
}

/** What Lambda runs. */
export const handler = revealCustomer(revealCustomerWorld());
