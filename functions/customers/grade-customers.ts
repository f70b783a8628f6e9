/** Handler: grades, every night, the customers of whom something is new, and no others. */
import * as z from 'zod';
import { GradingUnfinished } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { WalkCursor, walked } from '../../shared/platform/due-walk.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { grade } from './grade.ts';
import type { GradeWorld } from './grade-ports.ts';
import { gradeWiring } from './grade-wiring.ts';

/** What the schedule sends, or the run before this one: where to go on. */
export const GradingRequest = z.object({ cursor: WalkCursor.optional() });

const Count = z.int().min(0);

/** What a run did; `goesOn` says that another one does the rest. */
export const GradingAnswer = z.strictObject({
  looked: Count,
  /** Tiers that changed. */
  changed: Count,
  goesOn: z.boolean(),
});
export type GradingAnswer = z.infer<typeof GradingAnswer>;

/** Customers that are graded at a time. */
const AT_A_TIME = 16;

/** Grades whoever is due, shard by shard; for the rest of a long night it invokes itself. */
export const gradeCustomers = (world: GradeWorld) =>
  step(GradingRequest, GradingAnswer, async ({ cursor }, { remaining }): Promise<GradingAnswer> => {
    const now = instantOf(world.clock.now());
    let looked = 0;
    let changed = 0;
    const { left, failed } = await walked({
      from: cursor,
      atATime: AT_A_TIME,
      due: (at) => world.grades.due(at, now),
      work: async ({ customerId }) => {
        const { before, tier } = await grade(world, customerId);
        looked++;
        if (tier !== before) changed++;
      },
      remaining,
    });
    if (left !== undefined) await world.goOn(left);
    const done = { looked, changed, goesOn: left !== undefined };
    log.info('graded', { ...done, failed: failed.length });
    const [first] = failed;
    // Last of all, so that an alarm tells of it when all others are done.
    if (first !== undefined) throw new GradingUnfinished(failed.length, first);
    return done;
  });

export const handler = gradeCustomers(gradeWiring());
