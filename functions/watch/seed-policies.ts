/** Handler: sees to it that every policy has the versions which the code brings along, and says where the table has others. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { packs, policyNames } from '../../shared/policy/packs.ts';
import type { PolicyShelf } from './ports.ts';
import { policyWiring } from './wiring.ts';

/**
 * What was written, as `<name> v<n>`; which versions were put in force; and of which the table has another pack than the
 * code: one that the bank approved under that number, or one that was changed here after it had been seeded.
 */
export const Seeded = z.strictObject({
  written: z.array(z.string()),
  live: z.array(z.string()),
  differing: z.array(z.string()),
});
export type Seeded = z.infer<typeof Seeded>;

/** Writes what is missing; a version that is there, and whatever is in force, stays as it is. */
export const seedPolicies = (clock: Clock, shelf: PolicyShelf) =>
  step(z.unknown(), Seeded, async (): Promise<Seeded> => {
    const now = instantOf(clock.now());
    const written: string[] = [];
    const live: string[] = [];
    const differing: string[] = [];
    for (const name of policyNames) {
      let inForce = 0;
      for (const [at, { effectiveFrom, pack }] of packs[name].versions.entries()) {
        const version = at + 1;
        if (await shelf.putVersion({ name, version, effectiveFrom, pack }))
          written.push(`${name} v${version}`);
        else if (!isSame(await shelf.packOf(name, version), pack)) differing.push(`${name} v${version}`);
        if (effectiveFrom <= now) inForce = version;
      }
      if (inForce > 0 && (await shelf.putLive(name, inForce))) live.push(`${name} v${inForce}`);
    }
    if (differing.length > 0) log.warn('the table has other packs than the code', { differing });
    return { written, live, differing };
  });

/** Whether a pack is stored as the code has it; the order of its fields says nothing. */
const isSame = (stored: string | undefined, pack: unknown): boolean =>
  stored !== undefined && isDeepStrictEqual(JSON.parse(stored), JSON.parse(JSON.stringify(pack)));

const { clock, shelf } = policyWiring();

export const handler = seedPolicies(clock, shelf);
