/** Starts of visits against the token bucket of Step Functions, in simulated time. */
import { RuntimeClock } from '../../infra/local/clock/clock.ts';
import { PassingWorkflowFault } from '../../shared/faults/faults.ts';
import { SHARDS } from '../../shared/platform/ids.ts';
import { planner1 } from '../../shared/policy/planner.ts';
import { DAY, inputOf } from './planner-store.ts';

/** StartExecution of standard workflows, as AWS publishes it for its larger regions; read there, not in our policy. */
export const PUBLISHED = {
  burst: 1_300,
  perSecond: 300,
  page: 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
} as const;

/** How long a call of StartExecution takes, and how long from one batch to the next: ours [D], not AWS's. */
export interface Delays {
  readonly startMs: number;
  readonly batchMs: number;
}

/** What became of so many starts. */
export interface Shaped {
  readonly starts: number;
  /** Starts that Step Functions would have refused. */
  readonly refused: number;
  /** From the first start to the last one that was taken, and the least that the bucket allows for as many. */
  readonly seconds: number;
  readonly idealSeconds: number;
  readonly ratio: number;
}

/** Seconds in which a bucket that is full at first takes so many starts, and not sooner. */
const idealSeconds = (starts: number): number => Math.max(0, starts - PUBLISHED.burst) / PUBLISHED.perSecond;

/** Starts so many visits with the planner's own handler; `pace` is the policy that it keeps. */
export async function started(
  starts: number,
  { startMs, batchMs }: Delays,
  pace: (typeof planner1)['starts'] = planner1.starts,
): Promise<Shaped> {
  const { startVisits, Batch } = await import('../../functions/visit/start-visits.ts');
  const clock = new RuntimeClock({ mode: 'fast-forward', start: Date.parse(`${DAY}T00:00:00.000Z`) });
  const began = clock.now();
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.at(clock.now() + ms, resolve));
  const bucket = { tokens: PUBLISHED.burst as number, at: began };
  let taken = 0;
  let refused = 0;
  let last = began;
  const rows = Array.from({ length: starts }, (_, at) => ({
    customerId: `C${at}`,
    sk: 'PLAN#CHECKUP' as const,
    kind: 'CHECKUP' as const,
    day: DAY,
    channel: 'phone' as const,
    planKey: `${DAY}#C${String(at).padStart(8, '0')}#CHECKUP`,
  }));
  const shards = Map.groupBy(rows.entries(), ([at]) => `V#${at % SHARDS}`);
  const handler = startVisits({
    clock: { now: () => new Date(clock.now()), pause },
    plans: {
      due: async (shard, after, _, most) =>
        (shards.get(shard) ?? [])
          .map(([, row]) => row)
          .filter(({ planKey }) => planKey > after)
          .slice(0, most),
      start: async () => true,
      write: async () => false,
    },
    runs: {
      find: async () => undefined,
      write: async () => {},
      isStopped: async () => false,
      stop: async () => {},
    },
    policies: {
      read: async () => ({ version: 1, pack: { ...planner1, starts: pace } }),
    } as never,
    executions: {
      nameOf: (caseId) => caseId,
      async start() {
        const now = clock.now();
        bucket.tokens = Math.min(
          PUBLISHED.burst,
          bucket.tokens + ((now - bucket.at) / 1_000) * PUBLISHED.perSecond,
        );
        bucket.at = now;
        const full = bucket.tokens >= 1;
        if (full) {
          bucket.tokens -= 1;
          taken += 1;
          last = now;
        } else refused += 1;
        if (startMs > 0) await pause(startMs);
        if (!full) throw new PassingWorkflowFault('Step Functions could not answer: ThrottlingException.');
      },
    },
  });
  let state: Record<string, unknown> = { until: DAY };
  for (;;) {
    const batch = Batch.parse(await handler(inputOf(state), { getRemainingTimeInMillis: () => 300_000 }));
    if (batch.planCursor === 'END') break;
    state = { ...state, ...batch };
    if (batchMs > 0) await pause(batchMs);
  }
  const seconds = (last - began) / 1_000;
  const ideal = idealSeconds(taken);
  return {
    starts,
    refused,
    seconds: Math.round(seconds * 1_000) / 1_000,
    idealSeconds: Math.round(ideal * 1_000) / 1_000,
    ratio: Math.round((seconds / ideal) * 10_000) / 10_000,
  };
}
