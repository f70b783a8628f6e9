/** The code of a customer: it rests after too many wrong ones, for nobody would mail them a new one. */
import { PageRefused } from '../../shared/faults/faults.ts';
import { same } from '../../shared/platform/browser.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import type { Links } from '../../shared/policy/links.ts';
import type { KeyRing } from './ports.ts';
import { codeHashOf, kidOfHash } from './seals.ts';

/** What a row keeps of a code. */
export interface CodedDoor {
  readonly generation: number;
  readonly codeNumber: number;
  readonly codeHash: string;
  readonly wrongCodes: number;
  readonly wrongAt?: string | undefined;
}

/** A code that was typed, and the door that it is to open. */
export interface TypedCode<Door extends CodedDoor> {
  /** What the code was made for: a case, or a customer's own pages. */
  readonly id: string;
  readonly code: string;
  readonly door: Door;
  readonly links: Links;
  reread(): Promise<Door | undefined>;
  /** Counts a wrong code; `last` is set for the one that puts the code to rest. False where another one was counted first. */
  count(door: Door, wrongCodes: number, at: string, last: boolean): Promise<boolean>;
}

const HOUR = 3_600_000;

/** Times the row is looked at anew because somebody else typed a wrong code at the same moment. */
const MOST_LOOKS = 15;

/** Whether the code is right; if not, how many tries are left, 0 while it rests. */
export async function triesLeft<Door extends CodedDoor>(
  { linkKeys, clock }: { readonly linkKeys: KeyRing; readonly clock: Clock },
  { id, code, door: first, links, reread, count }: TypedCode<Door>,
): Promise<'right' | number> {
  let door: Door | undefined = first;
  for (let look = 0; look < MOST_LOOKS && door !== undefined; look++) {
    const { generation, codeNumber, codeHash, wrongAt } = door;
    const now = clock.now();
    const rested =
      wrongAt !== undefined && now.getTime() - Date.parse(wrongAt) >= links.customerCodeRestsHours * HOUR;
    const wrongBefore = rested ? 0 : door.wrongCodes;
    if (wrongBefore >= links.wrongCodes) return 0;
    const key = await linkKeys.find(kidOfHash(codeHash));
    // The key that hashed it is gone: nothing that is typed can be right, and the next mail brings a new hash.
    if (key === undefined) return 0;
    if (same(codeHash, codeHashOf(key, id, generation, codeNumber, code))) return 'right';
    const wrongCodes = wrongBefore + 1;
    if (await count(door, wrongCodes, instantOf(now), wrongCodes >= links.wrongCodes))
      return links.wrongCodes - wrongCodes;
    door = await reread();
  }
  throw new PageRefused(503, 'BUSY');
}
