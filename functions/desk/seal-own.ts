/** Makes the links to a customer's own pages, and the code that changes preferences; only the mail sender can. */
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import type { OwnDoor } from '../../shared/contracts/own-door.ts';
import type { OwnDoorMaker } from './own-book.ts';
import type { KeyRing, PolicyReader } from './ports.ts';
import { type OwnLink, ownIdOf, ownLinkOf } from './rules/own-link.ts';
import { addressHashOf, codeHashOf, codeOf, generationFor, linkMac, nonceHashOf, nonceOf } from './seals.ts';

/** What sealing needs of the world. */
export interface SealOwnPorts {
  readonly ownDoors: OwnDoorMaker;
  readonly policies: PolicyReader;
  readonly linkKeys: KeyRing;
  readonly senderKeys: KeyRing;
  readonly house: { readonly base: string };
}

/** What a mail prints of a customer's own pages. */
export interface OwnWays {
  /** Address of one of them. */
  linkTo(link: Unlocated<OwnLink>): string;
  readonly code: string;
}

type Unlocated<Link> = Link extends OwnLink ? Omit<Link, 'doorId'> : never;

const DAY = 24 * 60 * 60;

/** Times the row is sealed anew because it moved while we sealed it. */
const MOST_SEALS = 3;

/**
 * The ways of a customer to their own pages, after their hashes are in the row. `mailedAt` is when the mail was demanded:
 * its links work from then on for so many days, and are the same however often it is sent. Undefined where the row kept
 * moving.
 */
export async function sealedOwn(
  { ownDoors, policies, linkKeys, senderKeys, house }: SealOwnPorts,
  { customerId: ownerId, language, zone, email = '' }: CustomerProfile,
  mailedAt: string,
): Promise<OwnWays | undefined> {
  const { pack: links } = await policies.readNow('links');
  const linkKey = await linkKeys.current(links.revokedKids);
  const doorId = await ownDoors.idFor(ownerId);
  const expiry = Math.floor(Date.parse(mailedAt) / 1_000) + links.ownLinkDays * DAY;
  for (let attempt = 1; attempt <= MOST_SEALS; attempt++) {
    const before = await ownDoors.find(doorId);
    const kept = before === undefined ? undefined : await senderKeys.find(before.senderKid);
    const senderKey = kept ?? (await senderKeys.current());
    const { codeNumber = 1 } = before ?? {};
    const addressHash = addressHashOf(senderKey, doorId, email);
    // Where the key is gone so is the nonce, and what the hash was made with.
    const generation = generationFor(before && (kept ? before : { ...before, addressHash }), addressHash);
    const nonce = nonceOf(senderKey, { taskId: doorId, generation, assigneeId: ownerId });
    const code = codeOf(senderKey, doorId, generation, codeNumber);
    const door: OwnDoor = {
      customerId: doorId,
      sk: 'OWN',
      v: 1,
      ownerId,
      language,
      zone,
      generation,
      codeNumber,
      wrongCodes: before?.wrongCodes ?? 0,
      wrongAt: before?.wrongAt,
      nonceHash: nonceHashOf(linkKey, doorId, generation, nonce),
      codeHash: codeHashOf(linkKey, doorId, generation, codeNumber, code),
      formerNonceHash:
        before !== undefined && kept === undefined ? before.nonceHash : before?.formerNonceHash,
      senderKid: senderKey.kid,
      addressHash,
    };
    const inPlace =
      before?.nonceHash === door.nonceHash &&
      before.codeHash === door.codeHash &&
      before.addressHash === addressHash &&
      before.language === language &&
      before.zone === zone;
    if (inPlace || (await ownDoors.seal(before, door))) {
      const linkTo = (link: Unlocated<OwnLink>): string => {
        const taskId = ownIdOf({ ...link, doorId } as OwnLink);
        const fields = { kid: linkKey.kid, taskId, generation, expiry, nonce };
        return ownLinkOf(house.base, link.to, fields, linkMac(linkKey, fields));
      };
      return { linkTo, code };
    }
  }
  return undefined;
}
