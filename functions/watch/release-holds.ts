/**
 * Handler: looks for what complaints keep back from their customers although they are over. A hold is written with its case and
 * ends with it, so there is none as long as both tables are of the same moment; after one of them was restored, there may be.
 */
import * as z from 'zod';
import { HOLDING } from '../../shared/platform/holds.ts';
import { shardKeys } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import type { HoldDesk } from './ports.ts';
import { holdWiring } from './wiring.ts';

/** What one run found and did. */
export const ReleasedHolds = z.strictObject({
  /** Holds of customers that were looked at. */
  holding: z.number().int().min(0),
  /** Those whose complaint is over, or is not there: they hold no more. */
  released: z.number().int().min(0),
});
export type ReleasedHolds = z.infer<typeof ReleasedHolds>;

const ACTOR = 'release-holds';

/** One run over all that is held; a hold whose complaint moves under its hands is left to the next one. */
export const releaseHolds = ({ holds }: HoldDesk) =>
  step(
    z.unknown(),
    ReleasedHolds,
    async (): Promise<ReleasedHolds> => {
      const done: ReleasedHolds = { holding: 0, released: 0 };
      for (const shard of shardKeys(HOLDING)) {
        for (const hold of await holds.inShard(shard)) {
          done.holding++;
          const { caseId, customerId } = hold;
          const head = await holds.complaint(caseId);
          if (head !== undefined && head.status !== 'CLOSED') continue;
          const found = head?.status ?? 'MISSING';
          const deed = { entityId: caseId, actor: ACTOR, act: 'hold.released', facts: { customerId, found } };
          if (!(await holds.release(hold, head, deed))) continue;
          log.warn('hold released whose complaint is over', { caseId, found });
          done.released++;
        }
      }
      return done;
    },
    { name: ACTOR },
  );

/** What Lambda runs. */
export const handler = releaseHolds(holdWiring());
