/** Handler: scores, every night, the customers of whom something is new or has been quiet for long, and acts on it. */
import * as z from 'zod';
import { ScoringUnfinished } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { WalkCursor, walked } from '../../shared/platform/due-walk.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { act } from './raise-alert.ts';
import { added, noBands, type RunPart } from './rules/run.ts';
import { type Scored, scoreCustomer } from './score-customer.ts';
import type { NightDesk } from './scoring-ports.ts';
import { nightWiring } from './scoring-wiring.ts';

/** What the schedule sends, or the run before this one: where to go on. */
export const ScoringRequest = z.object({ cursor: WalkCursor.optional() });

const Count = z.int().min(0);

/** What a run did; `goesOn` says that another one does the rest. */
export const ScoringAnswer = z.strictObject({
  scored: Count,
  raised: Count,
  held: Count,
  goesOn: z.boolean(),
});
export type ScoringAnswer = z.infer<typeof ScoringAnswer>;

/** Customers that are scored at a time. */
const AT_A_TIME = 32;

/**
 * Scores whoever is due, shard by shard; for the rest of a long night it invokes itself. Alerts that call for a person wait
 * until all are ranked in the morning, so that the first customer of the index has no more right to a manager than the last.
 */
export const scoreCustomers = (desk: NightDesk) =>
  step(ScoringRequest, ScoringAnswer, async ({ cursor }, { remaining }): Promise<ScoringAnswer> => {
    const now = instantOf(desk.clock.now());
    const tally = new Tally();
    const { left, failed } = await walked({
      from: cursor,
      atATime: AT_A_TIME,
      due: (at) => desk.due(at, now),
      work: async ({ customerId }) => {
        const done = await act(desk, () => scoreCustomer(desk, customerId), { atOnce: false });
        if (done === undefined) return desk.unmark(customerId);
        const { scored, acted } = done;
        tally.note(scored, acted);
        if (scored.leftOn !== undefined) await desk.left(customerId, scored.leftOn);
      },
      remaining,
    });
    const part = { ...tally.part, failed: failed.length, closed: left === undefined };
    await desk.count(dayIn(now, desk.zone), part);
    if (left !== undefined) await desk.goOn(left);
    const { scored, raised, held } = part;
    log.info('scored', { scored, raised, held, failed: failed.length });
    const [first] = failed;
    // Last of all, so that an alarm tells of it when all others are done.
    if (first !== undefined) throw new ScoringUnfinished(failed.length, first);
    return { scored, raised, held, goesOn: left !== undefined };
  });

/** Counts what was found. */
class Tally {
  part: Omit<RunPart, 'failed' | 'closed'> = {
    scored: 0,
    raised: 0,
    held: 0,
    bands: noBands,
    missing: {},
    leftOut: {},
  };

  note({ band, missing, leftOut }: Scored, acted: string): void {
    const { scored, raised, held, ...counts } = this.part;
    this.part = {
      scored: scored + 1,
      raised: raised + (acted === 'RAISED' ? 1 : 0),
      held: held + (acted === 'HELD' ? 1 : 0),
      bands: band === undefined ? counts.bands : { ...counts.bands, [band]: counts.bands[band] + 1 },
      missing: added(counts.missing, Object.fromEntries(missing.map((name) => [name, 1]))),
      leftOut: leftOut.reduce((sum, { why }) => added(sum, { [why]: 1 }), counts.leftOut),
    };
  }
}

export const handler = scoreCustomers(nightWiring());
