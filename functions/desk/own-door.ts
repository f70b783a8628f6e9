/** Who may come to a customer's own pages: the same door for preferences, for ending them, and for the reason of a contact. */
import type { OwnDoor } from '../../shared/contracts/own-door.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { cookieIn, mayBeFromOurSite, same } from '../../shared/platform/browser.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import type { Key } from '../../shared/platform/secrets.ts';
import type { Links } from '../../shared/policy/links.ts';
import type { OwnDoors } from './own-book.ts';
import { ownNoticePage } from './pages/own-page.ts';
import type { Reader } from './pages/pages.ts';
import type { KeyRing, PolicyReader } from './ports.ts';
import { type LinkFields, readLink } from './rules/link.ts';
import { besideOwn, type OwnLink, ownIdOf, readOwnId } from './rules/own-link.ts';
import { csrfOf, kidOfHash, linkMac, nonceHashOf, openLink } from './seals.ts';
import type { BankNames } from './words.ts';

/** What the door needs of the world. */
export interface OwnDoorPorts {
  readonly ownDoors: Pick<OwnDoors, 'find'>;
  readonly policies: PolicyReader;
  readonly linkKeys: KeyRing;
  readonly clock: Clock;
  readonly house: { readonly base: string; readonly bank: BankNames };
}

/** A customer with a genuine link to one of their own pages. */
export interface OwnVisit<Link extends OwnLink = OwnLink> {
  readonly segment: string;
  readonly fields: LinkFields;
  readonly key: Key;
  readonly link: Link;
  readonly door: OwnDoor;
  readonly reader: Reader;
  readonly links: Links;
  /** Set where the link was genuine and has expired. */
  readonly shut?: PageReply;
}

/** A link to one of the pages. */
export type LinkTo<To extends OwnLink['to']> = Extract<OwnLink, { to: To }>;

const notFound = (): PageRefused => new PageRefused(404, 'NOT_FOUND');

/** Lets a request in by a link to one of these pages, or refuses it with one and the same 404; no row is read before the MAC holds. */
export async function enterOwn<To extends OwnLink['to']>(
  { ownDoors, policies, linkKeys, clock, house }: OwnDoorPorts,
  request: PageRequest,
  to: readonly To[],
): Promise<OwnVisit<LinkTo<To>>> {
  const segment = request.params.link ?? '';
  const read = readLink(segment);
  const key = read === undefined ? undefined : await linkKeys.find(read.fields.kid);
  const fields = openLink(segment, key === undefined ? [] : [key]);
  if (fields === undefined || key === undefined) throw notFound();
  const link = readOwnId(fields.taskId);
  if (link === undefined || !isOneOf(link, to)) throw notFound();
  const { pack: links } = await policies.readNow('links');
  if (links.revokedKids.includes(fields.kid)) throw notFound();
  const door = await ownDoors.find(link.doorId);
  if (door === undefined || fields.generation !== door.generation) throw notFound();
  const hashes = [door.nonceHash, ...(door.formerNonceHash === undefined ? [] : [door.formerNonceHash])];
  const mailed = await Promise.all(hashes.map((hash) => isHashOf(linkKeys, hash, link.doorId, fields)));
  if (!mailed.includes(true)) throw notFound();
  const { language, zone } = door;
  const reader: Reader = { language, zone, bank: house.bank, nonce: request.nonce };
  const over = clock.now().getTime() >= fields.expiry * 1_000;
  return {
    segment,
    fields,
    key,
    link,
    door,
    reader,
    links,
    ...(over && { shut: { status: 410, html: ownNoticePage(reader, 'linkExpired') } }),
  };
}

const isOneOf = <To extends OwnLink['to']>(link: OwnLink, to: readonly To[]): link is LinkTo<To> =>
  (to as readonly string[]).includes(link.to);

/** The nonce is that of the door: it proves that the mail sender made a link for this customer, the MAC says to what. */
async function isHashOf(
  linkKeys: KeyRing,
  hash: string,
  doorId: string,
  { generation, nonce }: LinkFields,
): Promise<boolean> {
  const key = await linkKeys.find(kidOfHash(hash));
  return key !== undefined && same(hash, nonceHashOf(key, doorId, generation, nonce));
}

/** The relative address of preferences, for whoever came in by another of the customer's own links. */
export function preferencesBeside({ fields, key, link: { doorId } }: OwnVisit): string {
  const its = { ...fields, taskId: ownIdOf({ to: 'preferences', doorId }) };
  return besideOwn(its, linkMac(key, its));
}

/** Whether a post came out of a form of ours, in the browser that was given it. */
export function isFromOurOwnForm(request: PageRequest, { key, fields }: OwnVisit): boolean {
  const cookie = cookieIn(request);
  if (cookie === undefined || !mayBeFromOurSite(request)) return false;
  return same(request.form.csrf ?? '', csrfOf(key, cookie, fields));
}
