/** Handler of `Start visits`: one batch of what is due, as fast as Step Functions takes starts and no faster. */
import * as z from 'zod';
import type { VisitHead } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { OPEN_CASES, SHARDS, shardKey, visitIdOf } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import type { DuePlan, StartDesk } from './plan-ports.ts';
import { startWiring } from './plan-wiring.ts';
import { PLANNED } from './planning.ts';
import { type Bucket, filled, taken, untilNext } from './rules/bucket.ts';

/** What a batch answers: where the next one begins, how many were started, and what is left in the bucket. */
export const Batch = z.strictObject({
  /** `<shard>:<last key>`; END after the last batch. */
  planCursor: z.string(),
  started: z.number().int().min(0),
  stopped: z.enum(['YES', 'NO']),
  bucket: z.strictObject({ tokens: z.number(), at: z.number() }),
});
export type Batch = z.infer<typeof Batch>;

/** What a batch finds. */
const Found = z.object({
  until: z.iso.date(),
  planCursor: z.string().default('0:'),
  started: z.number().int().min(0).default(0),
  bucket: Batch.shape.bucket.optional(),
});

/** Visits that are started at the same time. */
const AT_ONCE = 20;

/** Time that is left to a batch when it stops to begin another wave, in milliseconds. */
const ENOUGH_TIME = 5_000;

/** The last of all keys of a day. */
const END_OF_DAY = '#~';

/**
 * Starts what is due in one shard after another. A row leaves the index in the transaction that writes its visit, so a batch
 * that is run again, or taken up again on another day, finds only what was not started.
 */
export const startVisits = (desk: StartDesk) =>
  step(StepInput, Batch, async (input, { remaining }): Promise<Batch> => {
    const { until, planCursor, started: before, bucket } = storyOf(input, Found);
    const { pack: planner } = await desk.policies.read('planner');
    const { clock } = desk;
    let pace: Bucket = bucket ?? { tokens: planner.starts.burst, at: clock.now().getTime() };
    let started = before;
    let [shard, after] = parted(planCursor);
    const answer = (planCursor: string, stopped: Batch['stopped']): Batch => ({
      planCursor,
      started,
      stopped,
      bucket: pace,
    });
    if (await desk.runs.isStopped()) return answer('END', 'YES');
    // Most nights hold little: a batch goes on from shard to shard until it has read as much as one may.
    for (let room = planner.rowsPerBatch; ; ) {
      const rows = await desk.plans.due(`${PLANNED}#${shard}`, after, `${until}${END_OF_DAY}`, room);
      const isWhole = rows.length < room;
      room -= rows.length;
      for (let at = 0; at < rows.length; ) {
        if (remaining() < ENOUGH_TIME) return answer(`${shard}:${after}`, 'NO');
        pace = filled(pace, clock.now().getTime(), planner.starts);
        const wave = taken(pace, Math.min(AT_ONCE, rows.length - at));
        if (wave.got === 0) {
          await clock.pause(untilNext(pace, planner.starts));
          continue;
        }
        pace = wave.bucket;
        const some = rows.slice(at, at + wave.got);
        const done = await Promise.all(some.map((plan) => startOne(desk, plan)));
        started += done.filter(Boolean).length;
        at += wave.got;
        after = some.at(-1)?.planKey ?? after;
      }
      if (!isWhole) return answer(`${shard}:${after}`, 'NO');
      shard += 1;
      after = '';
      if (shard >= SHARDS) return answer('END', 'NO');
    }
  });

/** Starts one visit: head and plan in one transaction, then its execution; whoever came first has started it. */
async function startOne(desk: StartDesk, plan: DuePlan): Promise<boolean> {
  const { customerId, kind, day } = plan;
  const caseId = visitIdOf(customerId, kind, day);
  const started = await desk.plans.start(plan, headOf(desk, caseId, plan));
  if (!started) return false;
  try {
    await desk.executions.start(caseId);
  } catch (error) {
    // The visit stands in the records: whoever reconciles them with Step Functions starts it late.
    log.warn('left to the reconciliation', { caseId, ...traceOf(error) });
  }
  return true;
}

function headOf({ clock, executions }: StartDesk, caseId: string, plan: DuePlan): VisitHead {
  const { customerId, kind, day, channel, mustBy, topic } = plan;
  return {
    caseId,
    sk: 'HEAD',
    v: 1,
    kind: 'visit',
    customerId,
    status: 'PLANNED',
    visitKind: kind,
    plannedDay: day,
    channel,
    ...(mustBy !== undefined && { mustBy }),
    ...(topic !== undefined && { topic }),
    round: 1,
    openedAt: instantOf(clock.now()),
    openShard: shardKey(OPEN_CASES, caseId),
    execution: executions.nameOf(caseId),
  };
}

/** Shard and last key of a cursor. */
function parted(cursor: string): [shard: number, after: string] {
  const colon = cursor.indexOf(':');
  return [Number(cursor.slice(0, colon)), cursor.slice(colon + 1)];
}

/** What Lambda runs. */
export const handler = startVisits(startWiring());
