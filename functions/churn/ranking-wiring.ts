/** Who provides what releasing and listing alerts that are held back needs. */
import * as z from 'zod';
import { AlertLoad, ScoringRun, WaitingAlert } from '../../shared/contracts/scores.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { shardKeys } from '../../shared/platform/ids.ts';
import { Table } from '../../shared/platform/table.ts';
import { workingTimePolicy } from '../../shared/policy/packs.ts';
import { loadEntryOf } from './rules/budget.ts';
import { WAITING } from './rules/waiting.ts';
import type { RankingDesk } from './scoring-ports.ts';
import { raisingWiring } from './scoring-wiring.ts';

/** What the index of held alerts tells. */
const Waiting = z.object({ customerId: z.string(), waitingKey: z.string(), waiting: WaitingAlert });

/** What releasing and listing held alerts needs. */
export function rankingWiring(): RankingDesk {
  const env = environment({ CUSTOMERS_TABLE: Setting, REGISTER_TABLE: Setting });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const register = new Table(env.REGISTER_TABLE, 'entry');
  return {
    ...raisingWiring({ 'working-time': workingTimePolicy }),
    held: async () => {
      const shards = await Promise.all(
        shardKeys(WAITING).map((shard) =>
          customers.query(Waiting, { index: 'byWaiting', of: ['waitingShard', shard] }),
        ),
      );
      return shards
        .flat()
        .sort((a, b) => (a.waitingKey < b.waitingKey ? -1 : 1))
        .map(({ customerId, waiting }) => ({ customerId, ...waiting }));
    },
    load: (staffId, week) => register.get(AlertLoad, { entry: loadEntryOf(staffId, week) }),
    run: (day) => register.get(ScoringRun, { entry: `scoring#${day}` }),
  };
}
