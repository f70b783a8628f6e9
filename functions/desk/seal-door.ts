/** Makes the link and the code by which a customer comes to a case; only the mail sender has the keys for both. */
import type { CaseDoor, CustomerProfile } from '../../shared/contracts/items.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import type { DoorBook } from './door-book.ts';
import type { KeyRing, PolicyReader } from './ports.ts';
import { customerLinkOf } from './rules/customer-link.ts';
import { addressHashOf, codeHashOf, codeOf, generationFor, linkMac, nonceHashOf, nonceOf } from './seals.ts';

/** What sealing a door needs of the world. */
export interface SealDoorPorts {
  readonly doors: DoorBook;
  readonly policies: PolicyReader;
  readonly linkKeys: KeyRing;
  readonly senderKeys: KeyRing;
  readonly clock: Clock;
  readonly house: { readonly base: string };
}

const DAY = 24 * 60 * 60;

/** Times the row is sealed anew because it moved while we sealed it. */
const MOST_SEALS = 3;

/**
 * Link and code of a case, after their hashes are in its row: the same in every mail about the case, and after keys were
 * rotated once. Where the sender key is gone a new link and code take over, and the old link says so; a link that would not
 * last until `until` is made anew. Undefined where the row kept moving.
 */
export async function sealedDoor(
  ports: SealDoorPorts,
  caseId: string,
  customer: CustomerProfile,
  until?: string,
): Promise<{ readonly link: string; readonly code: string } | undefined> {
  const { doors, policies, linkKeys, senderKeys, clock, house } = ports;
  const { customerId, language, zone } = customer;
  const { pack: links } = await policies.readNow('links');
  const linkKey = await linkKeys.current(links.revokedKids);
  for (let attempt = 1; attempt <= MOST_SEALS; attempt++) {
    const before = await doors.find(caseId);
    const kept = before === undefined ? undefined : await senderKeys.find(before.senderKid);
    const senderKey = kept ?? (await senderKeys.current());
    const addressHash = addressHashOf(senderKey, caseId, customer.email ?? '');
    // Where the key is gone so is the nonce, and what the hash was made with.
    const generation = generationFor(before && (kept ? before : { ...before, addressHash }), addressHash);
    const codeNumber = before?.codeNumber ?? 1;
    const nonce = nonceOf(senderKey, { taskId: caseId, generation, assigneeId: customerId });
    const code = codeOf(senderKey, caseId, generation, codeNumber);
    const door: CaseDoor = {
      caseId,
      sk: 'DOOR#0001',
      v: 1,
      customerId,
      language,
      zone,
      line: lineOf(customer),
      generation,
      linkExpiry: lasts(before, until)
        ? before.linkExpiry
        : Math.floor(clock.now().getTime() / 1_000) + links.expiryDays * DAY,
      codeNumber,
      wrongCodes: before?.wrongCodes ?? 0,
      wrongAt: before?.wrongAt,
      nonceHash: nonceHashOf(linkKey, caseId, generation, nonce),
      codeHash: codeHashOf(linkKey, caseId, generation, codeNumber, code),
      formerNonceHash:
        before !== undefined && kept === undefined ? before.nonceHash : before?.formerNonceHash,
      senderKid: senderKey.kid,
      addressHash,
    };
    const inPlace =
      before?.nonceHash === door.nonceHash &&
      before.codeHash === door.codeHash &&
      before.linkExpiry === door.linkExpiry &&
      before.addressHash === addressHash;
    if (inPlace || (await doors.seal(before, door))) {
      const fields = { kid: linkKey.kid, taskId: caseId, generation, expiry: door.linkExpiry, nonce };
      return { link: customerLinkOf(house.base, fields, linkMac(linkKey, fields)), code };
    }
  }
  return undefined;
}

/** Whether there is a link already, and it works until then. */
const lasts = (door: CaseDoor | undefined, until: string | undefined): door is CaseDoor =>
  door !== undefined && (until === undefined || door.linkExpiry * 1_000 >= Date.parse(until));
