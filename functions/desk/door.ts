/** Who may come in by a link: the same door for all pages of a task. */
import type { FormName } from '../../shared/contracts/forms.ts';
import type { StaffProfile, TaskRow } from '../../shared/contracts/items.ts';
import type { Decision } from '../../shared/contracts/steps.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import {
  cookieOf as browserCookieOf,
  cookieIn,
  mayBeFromOurSite,
  same,
} from '../../shared/platform/browser.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { foundComplaintId } from '../../shared/platform/ids.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import type { Key } from '../../shared/platform/secrets.ts';
import type { Links } from '../../shared/policy/links.ts';
import { isForm } from './pages/fields.ts';
import { type AnswerRecord, type Notice, noticePage, type Reader } from './pages/pages.ts';
import type { KeyRing, PolicyReader, StaffBook, TaskBook } from './ports.ts';
import { isOfCustomer } from './rules/holder.ts';
import { type LinkFields, readLink } from './rules/link.ts';
import { csrfOf, kidOfHash, nonceHashOf, openLink } from './seals.ts';
import type { BankNames } from './words.ts';

/** What the door needs of the world. */
export interface DoorPorts {
  readonly tasks: TaskBook;
  readonly staff: StaffBook;
  readonly policies: PolicyReader;
  readonly linkKeys: KeyRing;
  readonly clock: Clock;
  readonly house: {
    readonly base: string;
    readonly bank: BankNames;
    /** Zone of the bank, for readers who have none of their own. */
    readonly zone: string;
  };
}

/** Somebody with a genuine link. */
export interface Visit {
  readonly segment: string;
  readonly fields: LinkFields;
  /** The link key that signed it. */
  readonly key: Key;
  readonly task: TaskRow;
  /** Whom the link was mailed to. */
  readonly visitorId: string | undefined;
  readonly visitor: StaffProfile | undefined;
  readonly reader: Reader;
  readonly links: Links;
}

/**
 * Lets a request in, or refuses it with one and the same 404: without the form of a link, with an unknown or revoked
 * key, a wrong MAC, an unknown task, or a nonce or an expiry that the mail sender never made. No row is read before the MAC holds.
 */
export async function enter(ports: DoorPorts, request: PageRequest): Promise<Visit> {
  const { tasks, staff, policies, linkKeys, house } = ports;
  const segment = request.params.link ?? '';
  const read = readLink(segment);
  const key = read === undefined ? undefined : await linkKeys.find(read.fields.kid);
  const fields = openLink(segment, key === undefined ? [] : [key]);
  if (fields === undefined || key === undefined) throw notFound();
  // Read at every visit: whoever revokes a key means every link that it signed, from this moment on.
  const { pack: links } = await policies.readNow('links');
  if (links.revokedKids.includes(fields.kid)) throw notFound();
  const task = await tasks.find(fields.taskId);
  if (task === undefined || fields.generation > task.generation) throw notFound();
  if (!(await wasMailed(ports, fields, task))) throw notFound();
  const visitorId =
    fields.generation === task.generation ? task.assigneeId : task.heldBy[fields.generation - 1];
  const ofCustomer = isOfCustomer(task);
  const visitor = visitorId === undefined || ofCustomer ? undefined : await staff.find(visitorId);
  const { language, zone } = task.reader ?? visitor ?? { language: request.language, zone: house.zone };
  const reader: Reader = {
    language,
    zone,
    bank: house.bank,
    nonce: request.nonce,
  };
  return { segment, fields, key, task, visitorId, visitor, reader, links };
}

/**
 * Whether the mail sender made this link: for the present holder now, or before its key was rotated away, and then with
 * the expiry that the row says; or for one of those who have held the task before.
 */
async function wasMailed({ linkKeys }: DoorPorts, fields: LinkFields, task: TaskRow): Promise<boolean> {
  const present = fields.generation === task.generation;
  if (present && fields.expiry !== task.linkExpiry) return false;
  const hashes = present
    ? [task.nonceHash, task.formerNonceHash]
    : [task.heldHashes?.[fields.generation - 1]];
  for (const hash of hashes) {
    if (hash !== undefined && hash !== '' && (await isHashOf(linkKeys, hash, fields))) return true;
  }
  return false;
}

async function isHashOf(
  linkKeys: KeyRing,
  hash: string,
  { taskId, generation, nonce }: LinkFields,
): Promise<boolean> {
  const key = await linkKeys.find(kidOfHash(hash));
  return key !== undefined && same(hash, nonceHashOf(key, taskId, generation, nonce));
}

const notFound = (): PageRefused => new PageRefused(404, 'NOT_FOUND');

/** Why there is no form, and with which status that is said. */
export interface Closed {
  readonly status: number;
  readonly notice: Notice;
}

/** Why a genuine link opens no form; undefined where it does. */
export async function closedFor(
  { staff, linkKeys, clock, house }: Pick<DoorPorts, 'staff' | 'linkKeys' | 'clock' | 'house'>,
  { fields, task, visitor }: Visit,
): Promise<Closed | undefined> {
  if (clock.now().getTime() >= fields.expiry * 1_000) return { status: 410, notice: { kind: 'linkExpired' } };
  const nameOf = async (id: string | undefined) =>
    id === undefined ? undefined : (await staff.find(id))?.name;
  const passedOn = fields.generation < task.generation;
  switch (task.state) {
    case 'DECIDED': {
      const record = answerRecordOf(task, await nameOf(task.decidedBy), house.zone);
      if (passedOn) return { status: 410, notice: { kind: 'decidedElsewhere', record } };
      return { status: 200, notice: { kind: 'receipt', record } };
    }
    case 'EXPIRED':
      return { status: 410, notice: { kind: 'tooLate' } };
    case 'INTERRUPTED':
    case 'CANCELLED':
      return { status: 410, notice: { kind: 'interrupted' } };
    case 'OPEN':
      if (passedOn) {
        return { status: 410, notice: { kind: 'reassigned', holder: await nameOf(task.assigneeId) } };
      }
      if (task.nonceHash === undefined || !(await isHashOf(linkKeys, task.nonceHash, fields))) {
        return { status: 410, notice: { kind: 'linkReplaced' } };
      }
      // Whoever has left still has the mail: neither it nor the digits in it open anything for them.
      if (!isOfCustomer(task) && !visitor?.active) return { status: 410, notice: { kind: 'notOnStaff' } };
      return undefined;
  }
}

/** An answer as it may be shown. */
export function answerRecordOf(
  { taskId, form, decision, decidedAt, answerHash }: TaskRow,
  decidedBy: string | undefined,
  /** Zone of the bank. */
  zone: string,
): AnswerRecord {
  if (!isForm(form) || decision === undefined || decidedAt === undefined || answerHash === undefined) {
    throw new Error(`A decided task of the form ${form} lacks its decision, its moment, or its hash.`);
  }
  return {
    form,
    decision,
    decidedAt,
    decidedBy,
    receiptNumber: answerHash.slice(0, 12).toUpperCase(),
    ...(opensComplaint(form, decision) && { complaintId: foundComplaintId(taskId, decidedAt, zone) }),
  };
}

/** Whether an answer opens a complaint: one that was found at a visit, while its follow-up was put right, or behind an alert. */
const opensComplaint = (form: FormName, { problem, recovery, verdict, outcome }: Decision): boolean =>
  (form === 'visit' && problem === 'YES') ||
  (form === 'recovery' && recovery === 'COMPLAINT') ||
  ((form === 'assessment' || form === 'expertise') && verdict === 'COMPLAINT_FOUND') ||
  (form === 'retention' && outcome === 'COMPLAINT');

/** A page that says how things stand. */
export const noticeReply = (
  { reader, task }: Pick<Visit, 'reader' | 'task'>,
  { status, notice }: Closed,
  back?: string,
): PageReply => ({ status, html: noticePage(reader, task.caseId, notice, back) });

/** Why nothing came of a post: where the visitor has answered the task already, what was asked is something else. */
export const notDone = (visit: Visit, closed: Closed, back?: string): PageReply =>
  closed.notice.kind === 'receipt'
    ? noticeReply(visit, { status: 409, notice: { kind: 'conflict', record: closed.notice.record } }, back)
    : noticeReply(visit, closed, back);

/** The cookie that the visitor's browser has, or a fresh one with the header that sets it. */
export const cookieOf = (request: PageRequest, { segment }: Visit, base: string) =>
  browserCookieOf(request, base, `/t/${segment}`);

/** What a form must carry beside that cookie. */
export const csrfFor = ({ key, fields }: Visit, cookie: string): string => csrfOf(key, cookie, fields);

/** Whether a post came out of a form of ours, in the browser that was given it. */
export function isFromOurForm(request: PageRequest, visit: Visit): boolean {
  const cookie = cookieIn(request);
  if (cookie === undefined || !mayBeFromOurSite(request)) return false;
  return same(request.form.csrf ?? '', csrfFor(visit, cookie));
}

/** The answer to a post that did not come out of our form: nothing was done. */
export const notFromOurForm = (visit: Visit, back: string): PageReply =>
  noticeReply(visit, { status: 403, notice: { kind: 'notFromThisPage' } }, back);
