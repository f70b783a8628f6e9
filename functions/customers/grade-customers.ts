/** Handler: grades, every night, the customers of whom something is new, and no others. */
import * as z from 'zod';
import { GradingUnfinished } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { SHARDS } from '../../shared/platform/ids.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import { type StepContext, step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import { grade, type Looked } from './grade.ts';
import type { Due, GradeCursor, GradeWorld } from './grade-ports.ts';
import { gradeWiring } from './grade-wiring.ts';

/** What the schedule sends, or the run before this one: where to go on. */
export const GradingRequest = z.object({
  cursor: z
    .strictObject({
      shard: z
        .int()
        .min(0)
        .max(SHARDS - 1),
      after: z.string().optional(),
    })
    .optional(),
});

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

/** Time that is kept for the end of a run, in milliseconds. */
const RESERVE = 60_000;

/**
 * Grades whoever is due, shard by shard. What is done leaves the index, so a run that was cut off is simply made again; a
 * customer who cannot be graded holds nobody up, and stays in the index for the next night.
 */
export const gradeCustomers = (world: GradeWorld) =>
  step(GradingRequest, GradingAnswer, async ({ cursor }, context): Promise<GradingAnswer> => {
    const run = new Run(world, context);
    const first = cursor ?? { shard: 0 };
    for (let shard = first.shard; shard < SHARDS; shard++) {
      const left = await run.shard(shard === first.shard ? first : { shard });
      if (left !== undefined) {
        await world.goOn(left);
        return run.answer(true);
      }
    }
    return run.answer(false);
  });

class Run {
  readonly #world: GradeWorld;
  readonly #context: StepContext;
  readonly #now: string;
  #looked = 0;
  #changed = 0;
  readonly #failed: string[] = [];

  constructor(world: GradeWorld, context: StepContext) {
    this.#world = world;
    this.#context = context;
    this.#now = instantOf(world.clock.now());
  }

  /** Grades the due customers of a shard; where time runs short, says where to go on. */
  async shard(from: GradeCursor): Promise<GradeCursor | undefined> {
    for (let cursor = from; ; ) {
      const page = await this.#world.grades.due(cursor, this.#now);
      await inParallel(page, AT_A_TIME, (due) => this.#grade(due));
      const last = page.at(-1);
      if (last === undefined) return undefined;
      cursor = { shard: cursor.shard, after: last.gradeKey };
      if (this.#context.remaining() < RESERVE) return cursor;
    }
  }

  async #grade({ customerId }: Due): Promise<void> {
    try {
      const { before, tier }: Looked = await grade(this.#world, customerId);
      this.#looked++;
      if (tier !== before) this.#changed++;
    } catch (error) {
      log.error('not graded', { customerId, ...traceOf(error) });
      this.#failed.push(customerId);
    }
  }

  answer(goesOn: boolean): GradingAnswer {
    const done = { looked: this.#looked, changed: this.#changed, goesOn };
    log.info('graded', { ...done, failed: this.#failed.length });
    const [first] = this.#failed;
    // Last of all, so that an alarm tells of it when all others are done.
    if (first !== undefined) throw new GradingUnfinished(this.#failed.length, first);
    return done;
  }
}

export const handler = gradeCustomers(gradeWiring());
