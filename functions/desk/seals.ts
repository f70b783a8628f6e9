/**
 * The cryptography of links: which key makes what, and how it is checked.
 *
 * The link key is held by the pages and the mail sender, the sender key by the mail sender alone. A nonce and a code
 * come from the sender key, so whoever steals the link key can sign links but not invent their nonces; the row keeps
 * hashes of both under a key derived from the link key, so whoever steals the table can neither sign nor guess.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { same } from '../../shared/platform/browser.ts';
import type { Key } from '../../shared/platform/secrets.ts';
import { type LinkFields, readLink, signedPart } from './rules/link.ts';

/** Who holds a task: what a nonce is made for. */
export interface Holding {
  readonly taskId: string;
  readonly generation: number;
  readonly assigneeId: string;
}

type Purpose = 'link' | 'nonce' | 'code' | 'nonce-hash' | 'code-hash' | 'address' | 'csrf' | 'answer';

/** Each purpose has a key of its own, derived from the secret, so that no output of one serves as another. */
function macOf(key: Key, purpose: Purpose, ...fields: readonly (string | number)[]): Buffer {
  const derived = createHmac('sha256', key.value).update(`steward/desk/v1/${purpose}`).digest();
  return createHmac('sha256', derived).update(JSON.stringify(fields)).digest();
}

/** MAC of a link, 43 characters. */
export const linkMac = (key: Key, fields: LinkFields): string => linkMacOf(key, signedPart(fields));

const linkMacOf = (key: Key, signed: string): string => macOf(key, 'link', signed).toString('base64url');

const nobodysKey: Key = { kid: '', value: randomBytes(32).toString('hex') };
const nothingSigned = signedPart({
  kid: '00000000',
  taskId: 'T0000000000000000',
  generation: 1,
  expiry: 1_000_000_000,
  nonce: 'A'.repeat(22),
});

/**
 * What a link says, if one of the keys signed it. Whatever is wrong with it, the same work is done: one MAC and one
 * comparison, so that neither the answer nor its time tells which part was wrong.
 */
export function openLink(segment: string, keys: readonly Key[]): LinkFields | undefined {
  const read = readLink(segment);
  const key = keys.find(({ kid }) => kid === read?.fields.kid);
  const expected = linkMacOf(key ?? nobodysKey, read?.signed ?? nothingSigned);
  const genuine = same(expected, read?.mac ?? '-'.repeat(43));
  return read && key && genuine ? read.fields : undefined;
}

/** The nonce of one holder's link, the same in every mail of that generation. */
export const nonceOf = (senderKey: Key, { taskId, generation, assigneeId }: Holding): string =>
  macOf(senderKey, 'nonce', taskId, generation, assigneeId).subarray(0, 16).toString('base64url');

/** The six digits printed in a mail. */
export function codeOf(senderKey: Key, taskId: string, generation: number, codeNumber: number): string {
  const drawn = macOf(senderKey, 'code', taskId, generation, codeNumber).readUIntBE(0, 6);
  return String(drawn % 1_000_000).padStart(6, '0');
}

/** What the row of a customer's door keeps of the address that its links were mailed to: enough to see that it is another one. */
export const addressHashOf = (senderKey: Key, doorId: string, address: string): string =>
  macOf(senderKey, 'address', doorId, address.toLowerCase()).subarray(0, 16).toString('base64url');

/**
 * The generation of a customer's door for the mail that is made now: a new one once the address is another, so that link and
 * code in the mailbox of before open nothing from then on. A row that was sealed before addresses were kept goes on.
 */
export function generationFor(
  before: { readonly generation: number; readonly addressHash?: string | undefined } | undefined,
  addressHash: string,
): number {
  if (before === undefined) return 1;
  const moved = before.addressHash !== undefined && before.addressHash !== addressHash;
  return before.generation + (moved ? 1 : 0);
}

/** What the row keeps of a nonce: `<kid>.<hash>`, where the kid says which link key made the hash. */
export const nonceHashOf = (linkKey: Key, taskId: string, generation: number, nonce: string): string =>
  `${linkKey.kid}.${macOf(linkKey, 'nonce-hash', taskId, generation, nonce).toString('base64url')}`;

/** What the row keeps of a code, in the same form. */
export const codeHashOf = (
  linkKey: Key,
  taskId: string,
  generation: number,
  codeNumber: number,
  code: string,
): string =>
  `${linkKey.kid}.${macOf(linkKey, 'code-hash', taskId, generation, codeNumber, code).toString('base64url')}`;

/** Which link key made a kept hash. */
export const kidOfHash = (hash: string): string => hash.slice(0, hash.indexOf('.'));

/** Proof in a form that it was given to the browser that holds this cookie, for this link. */
export const csrfOf = (linkKey: Key, cookie: string, { taskId, generation }: LinkFields): string =>
  macOf(linkKey, 'csrf', cookie, taskId, generation).toString('base64url');

/**
 * The key under which an anonymous answer is kept: out of the nonce, which stands in the link alone. Whoever has all tables, and
 * the link key besides, can make it for nobody; with a link it is the same whenever the keys were rotated.
 */
export const answerKeyOf = (nonce: string, caseId: string): string =>
  macOf({ kid: '', value: nonce }, 'answer', caseId).toString('base64url');
