/** Handler of the nightly schedule, and of operations who stop the plan and take it up again. */
import * as z from 'zod';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { RunDesk } from './plan-ports.ts';
import { runWiring } from './plan-wiring.ts';

/** The schedule, or what operations want. */
export const Wanted = z.union([
  z.object({ schedule: z.string() }),
  z.strictObject({ stop: z.literal(true) }),
  z.strictObject({ resume: z.literal(true) }),
]);

/** What is to happen now. */
export const Ran = z.strictObject({
  way: z.enum(['STARTED', 'STOPPED', 'HELD']),
  day: z.iso.date(),
  round: z.number().int().min(0),
});
export type Ran = z.infer<typeof Ran>;

/**
 * Starts the plan of the day, once however often the schedule fires; while it is stopped, no night starts one. Taken up
 * again, a plan goes on in a round of its own: what was started before is in no index any more.
 */
export const runPlan = ({ clock, runs, policies, workflow }: RunDesk) =>
  step(
    Wanted,
    Ran,
    async (wanted): Promise<Ran> => {
      const { pack: calendar } = await policies.read('working-time');
      const at = instantOf(clock.now());
      const day = dayIn(at, calendar.zone);
      const round = (await runs.find(day))?.round ?? 0;
      if ('stop' in wanted) {
        await runs.stop(true, at);
        return { way: 'STOPPED', day, round };
      }
      if ('resume' in wanted) await runs.stop(false, at);
      else if (await runs.isStopped()) return { way: 'HELD', day, round };
      const next = 'resume' in wanted ? round + 1 : 1;
      await workflow.start(day, next);
      return { way: 'STARTED', day, round: next };
    },
    { name: 'run-plan' },
  );

/** What Lambda runs. */
export const handler = runPlan(runWiring());
