/** Who may come to a case as its customer: the same door for both pages behind the link of the acknowledgement. */
import type { Message } from '../../shared/contracts/complaint.ts';
import type { CaseDoor } from '../../shared/contracts/items.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { cookieIn, cookieOf, mayBeFromOurSite, same } from '../../shared/platform/browser.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import type { Key } from '../../shared/platform/secrets.ts';
import { whyThisDate } from '../../shared/policy/explain.ts';
import type { Links } from '../../shared/policy/links.ts';
import { isReopenable, reopenableUntil } from '../../shared/policy/reopening.ts';
import { receiptOf, termOf } from '../../shared/policy/term.ts';
import type { CaseStory, DoorBook } from './door-book.ts';
import { type CaseView, casePage, doorNoticePage, type MessageForm } from './pages/case-page.ts';
import type { Reader } from './pages/pages.ts';
import type { KeyRing, PolicyReader } from './ports.ts';
import { type LinkFields, readLink } from './rules/link.ts';
import { csrfOf, kidOfHash, nonceHashOf, openLink } from './seals.ts';
import type { BankNames } from './words.ts';

/** What the door needs of the world. */
export interface CustomerDoorPorts {
  readonly doors: DoorBook;
  readonly policies: PolicyReader;
  readonly linkKeys: KeyRing;
  readonly clock: Clock;
  readonly house: { readonly base: string; readonly bank: BankNames };
}

/** A customer with a genuine link. */
export interface CustomerVisit {
  readonly segment: string;
  readonly fields: LinkFields;
  readonly key: Key;
  readonly door: CaseDoor;
  readonly reader: Reader;
  readonly links: Links;
}

const notFound = (): PageRefused => new PageRefused(404, 'NOT_FOUND');

/** Lets a request in, or refuses it with one and the same 404; no row is read before the MAC holds. */
export async function enterAsCustomer(
  { doors, policies, linkKeys, house }: CustomerDoorPorts,
  request: PageRequest,
): Promise<CustomerVisit> {
  const segment = request.params.link ?? '';
  const read = readLink(segment);
  const key = read === undefined ? undefined : await linkKeys.find(read.fields.kid);
  const fields = openLink(segment, key === undefined ? [] : [key]);
  if (fields === undefined || key === undefined) throw notFound();
  const { pack: links } = await policies.readNow('links');
  if (links.revokedKids.includes(fields.kid)) throw notFound();
  const door = await doors.find(fields.taskId);
  if (door === undefined || fields.generation !== door.generation || fields.expiry !== door.linkExpiry) {
    throw notFound();
  }
  const former = door.formerNonceHash;
  const mailed =
    (await isHashOf(linkKeys, door.nonceHash, fields)) ||
    (former !== undefined && (await isHashOf(linkKeys, former, fields)));
  if (!mailed) throw notFound();
  const { language, zone } = door;
  const reader: Reader = { language, zone, bank: house.bank, nonce: request.nonce };
  return { segment, fields, key, door, reader, links };
}

async function isHashOf(
  linkKeys: KeyRing,
  hash: string,
  { taskId, generation, nonce }: LinkFields,
): Promise<boolean> {
  const key = await linkKeys.find(kidOfHash(hash));
  return key !== undefined && same(hash, nonceHashOf(key, taskId, generation, nonce));
}

/** Why a genuine link shows nothing of the case; undefined where it does. */
export async function shutFor(
  { linkKeys, clock }: Pick<CustomerDoorPorts, 'linkKeys' | 'clock'>,
  { fields, door, reader }: CustomerVisit,
): Promise<PageReply | undefined> {
  if (clock.now().getTime() >= fields.expiry * 1_000) {
    return { status: 410, html: doorNoticePage(reader, door.caseId, 'linkExpired') };
  }
  if (await isHashOf(linkKeys, door.nonceHash, fields)) return undefined;
  return { status: 410, html: doorNoticePage(reader, door.caseId, 'linkReplaced') };
}

/** Everything about the case; a door without its case is a fault of ours. */
export async function storyOf(
  { doors }: Pick<CustomerDoorPorts, 'doors'>,
  { door: { caseId } }: CustomerVisit,
): Promise<CaseStory> {
  const story = await doors.story(caseId);
  if (story === undefined) throw new Error(`There is a door to the case ${caseId}, and no case.`);
  return story;
}

/** The page of the case, with the form while the case is open. */
export async function casePageOf(
  ports: CustomerDoorPorts,
  request: PageRequest,
  visit: CustomerVisit,
  story: CaseStory,
  status: number,
  mending: Omit<MessageForm, 'csrf' | 'offers'> = { typed: {}, flaws: {} },
): Promise<PageReply> {
  const { segment, key, fields, reader, door } = visit;
  const cookie = cookieOf(request, ports.house.base, `/c/${segment}`);
  const { head, notes } = story;
  const offers = await offersOf(ports, story);
  const form = { csrf: csrfOf(key, cookie.value, fields), offers: offers.what, ...mending };
  const view: CaseView = {
    caseId: head.caseId,
    status: head.status,
    outcome: head.outcome,
    line: door.line,
    receivedAt: receivedAtOf(story),
    closedAt: head.closedAt,
    promised: head.status === 'CLOSED' ? undefined : await promiseOf(ports, story, reader),
    messages: notes.flatMap(({ brings, receivedAt }) =>
      brings === undefined || receivedAt === undefined ? [] : [{ brings, receivedAt }],
    ),
    reopenableUntil: offers.until,
    form: offers.what.length === 0 ? undefined : form,
  };
  return { status, html: casePage(reader, view), cookies: cookie.set };
}

/** What a customer can say to a case as it stands, and of a closed one until when. */
export async function offersOf(
  { policies, clock }: Pick<CustomerDoorPorts, 'policies' | 'clock'>,
  { head }: CaseStory,
): Promise<{ readonly what: readonly Message['what'][]; readonly until?: string }> {
  const { status, closedAt, policies: versions = {} } = head;
  if (status !== 'CLOSED' || closedAt === undefined) return { what: ['FACTS', 'WITHDRAW'] };
  const [surveying, law] = await Promise.all([
    policies.read('surveying'),
    policies.read('complaint-pack', versions['complaint-pack']),
  ]);
  const { review } = surveying.pack;
  const { zone } = law.pack;
  if (!isReopenable(head, instantOf(clock.now()), review, zone)) return { what: [] };
  return { what: ['DISPUTE', 'FACTS'], until: reopenableUntil(closedAt, review, zone) };
}

const receivedAtOf = ({ head: { openedAt }, notes: [first] }: CaseStory): string =>
  first === undefined ? openedAt : receiptOf({ submittedAt: first.submittedAt, openedAt });

/** Until when there is an answer, and why until then: shown only where it is the date that was promised. */
async function promiseOf(
  { policies }: Pick<CustomerDoorPorts, 'policies'>,
  story: CaseStory,
  { language }: Reader,
): Promise<CaseView['promised']> {
  const { head, clocks } = story;
  const clock = clocks.at(-1);
  const dueAt = clock?.dueAt ?? head.dueAt;
  if (dueAt === undefined) return undefined;
  const versions = head.policies ?? {};
  const { pack } = await policies.read('complaint-pack', versions['complaint-pack']);
  const { pack: calendar } = await policies.read('working-time', versions['working-time']);
  const startsAt = clock?.startsAt ?? receivedAtOf(story);
  const begins = clocks.find((each) => each.why !== 'extension' && each.startsAt === startsAt);
  const term = {
    startsAt,
    extensions: clock?.extensions ?? [],
    by: begins === undefined || begins.why === 'extension' ? 'receipt' : begins.why,
  } as const;
  const reckoned = termOf(term, pack, calendar);
  return { dueAt, why: reckoned.dueAt === dueAt ? whyThisDate(reckoned.trace, language) : [] };
}

/** Whether a post came out of a form of ours, in the browser that was given it. */
export function isFromOurCaseForm(request: PageRequest, { key, fields }: CustomerVisit): boolean {
  const cookie = cookieIn(request);
  if (cookie === undefined || !mayBeFromOurSite(request)) return false;
  return same(request.form.csrf ?? '', csrfOf(key, cookie, fields));
}
