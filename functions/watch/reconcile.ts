/**
 * Handler: holds open cases and open tasks against what Step Functions says of their executions. The rule on status
 * changes does the same at once, but EventBridge delivers those events on a best effort only, and an execution that was
 * never started changes no status: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-states.html
 */
import * as z from 'zod';
import type { AnyHead } from '../../shared/contracts/items.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { OPEN_CASES, shardKeys } from '../../shared/platform/ids.ts';
import { incidentOf } from '../../shared/platform/incidents.ts';
import { step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import type { Sweep } from '../../shared/policy/sweep.ts';
import { incidentOfExecution } from './incident.ts';
import type { OpenCase, ReconcileDesk, Standing, WaitingTask } from './ports.ts';
import { errorNameOf } from './rules/incident-of.ts';
import { reconcileWiring } from './wiring.ts';

/** What one run found and did. */
export const Reconciled = z.strictObject({
  /** Executions that were asked after. */
  asked: z.number(),
  /** Cases whose execution was started late. */
  started: z.number(),
  /** Incidents opened. */
  incidents: z.number(),
  /** Open tasks taken back because their execution has ended. */
  orphans: z.number(),
  /** Tasks that their execution should have nudged long ago. */
  overdue: z.number(),
});
export type Reconciled = z.infer<typeof Reconciled>;

const ACTOR = 'reconcile';

/**
 * Executions that one run asks after, half of them for tasks and half for cases; Step Functions takes some 15 such
 * questions a second of an account: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const MOST_QUESTIONS = 600;

/** Questions that are open at a time. */
const AT_ONCE = 10;

/** Executions in these go on: one that waits for its redrive does as well. */
const GOES_ON = ['RUNNING', 'PENDING_REDRIVE'];

/** One run; each part goes on where the other one fails. */
export const reconcile = (desk: ReconcileDesk) =>
  step(
    z.unknown(),
    Reconciled,
    async () => {
      const { pack: limits } = await desk.policies.read('sweep');
      const done: Reconciled = { asked: 0, started: 0, incidents: 0, orphans: 0, overdue: 0 };
      const faults: unknown[] = [];
      for (const part of [lookAfterCases, lookAfterTasks]) {
        try {
          await part(desk, limits, done);
        } catch (error) {
          log.error('part of the reconciliation failed', { part: part.name, ...traceOf(error) });
          faults.push(error);
        }
      }
      log.info('reconciled', { done });
      const [first] = faults;
      if (first !== undefined) throw first;
      return done;
    },
    { name: ACTOR },
  );

/** Statuses of a case whose execution may not have been started yet. */
const unstarted: readonly AnyHead['status'][] = ['RECEIVED', 'PLANNED', 'RAISED', 'OPENED'];

/** Whether nobody may have started the execution of a case yet: it has done nothing so far, or nothing since it was opened again. */
const mayBeUnstarted = ({ status, ...head }: AnyHead): boolean =>
  unstarted.includes(status) || (head.kind === 'complaint' && head.round > 1 && status === 'CLOCKED');

/**
 * Open cases, those that have been open longest first. With more of them than one run asks after, each run begins at
 * another shard, so that every shard has its turn.
 */
async function lookAfterCases(desk: ReconcileDesk, limits: Sweep, done: Reconciled): Promise<void> {
  const now = desk.clock.now();
  const shards = shardKeys(OPEN_CASES);
  const first = Math.floor(now.getTime() / 60_000) % shards.length;
  const young = secondsAgo(now, limits.unstartedAfterSeconds);
  const open: OpenCase[] = [];
  for (const shard of [...shards.slice(first), ...shards.slice(0, first)]) {
    const room = MOST_QUESTIONS / 2 - open.length;
    if (room <= 0) break;
    const found = await desk.cases.longestOpen(shard, room);
    // Whoever has just received a case is still about to start it.
    open.push(...found.filter(({ openedAt }) => openedAt < young));
  }
  const standings = await standingsOf(
    desk,
    open.map(({ execution }) => execution),
    done,
  );
  for (const { caseId, execution } of open) {
    const standing = standings.get(execution);
    if (standing !== undefined && GOES_ON.includes(standing.status)) continue;
    // The index may lag: what the case itself says, read after its execution had ended, is true.
    const head = await desk.cases.find(caseId);
    if (head === undefined || head.status === 'CLOSED' || head.execution !== execution) continue;
    if (standing === undefined && mayBeUnstarted(head)) {
      await startLate(desk, head);
      done.started++;
    } else if (await report(desk, head, standing)) done.incidents++;
  }
}

async function startLate({ executions, cases }: ReconcileDesk, head: AnyHead): Promise<void> {
  const { caseId, execution } = head;
  await executions.start(head);
  log.warn('execution started late', { caseId });
  await cases.startedLate({ entityId: caseId, actor: ACTOR, act: 'case.started-late', facts: { execution } });
}

/** Opens the incident of a case whose execution ended without closing it. */
async function report(
  desk: ReconcileDesk,
  { caseId, execution }: AnyHead,
  standing: Standing | undefined,
): Promise<boolean> {
  const status = standing?.status ?? 'MISSING';
  const error = errorNameOf(standing?.error);
  const { incidentId } = incidentOf({ of: { execution }, caseId, status, error }, '', ACTOR);
  // Known since an earlier run, or reported by the rule on status changes.
  if (await desk.incidents.has(incidentId)) return false;
  return (await incidentOfExecution(desk, { execution, caseId, status, error }, ACTOR)).opened;
}

/**
 * Takes back tasks whose execution has ended: their links then say so, instead of taking an answer nobody hears. Those
 * whose checkpoint has passed or comes next are looked at first; with more open tasks than one run can ask for, the
 * others are looked at before their next checkpoint.
 */
async function lookAfterTasks(desk: ReconcileDesk, limits: Sweep, done: Reconciled): Promise<void> {
  const longAgo = secondsAgo(desk.clock.now(), limits.orphanAfterSeconds);
  const waiting = await desk.tasks.waiting(MOST_QUESTIONS / 2);
  const standings = await standingsOf(
    desk,
    waiting.map(({ execution }) => execution),
    done,
  );
  for (const task of waiting) {
    const standing = standings.get(task.execution);
    const late = task.checkpointAt < longAgo;
    // What Step Functions says may lag: an execution that it has not heard of yet is believed in for a while.
    const ended = standing === undefined ? late : !GOES_ON.includes(standing.status);
    if (!ended && late) done.overdue++;
    if (ended && (await takeBack(desk, task))) done.orphans++;
  }
}

const takeBack = ({ tasks }: ReconcileDesk, { taskId, caseId, generation }: WaitingTask): Promise<boolean> =>
  tasks.cancel(
    { taskId, generation },
    {
      entityId: caseId,
      actor: ACTOR,
      act: 'task.cancelled',
      facts: { taskId, generation, reason: 'execution-ended' },
    },
  );

async function standingsOf(
  { executions }: ReconcileDesk,
  asked: readonly string[],
  done: Reconciled,
): Promise<Map<string, Standing | undefined>> {
  const each = [...new Set(asked)];
  const standings = new Map<string, Standing | undefined>();
  for (let at = 0; at < each.length; at += AT_ONCE) {
    const some = each.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map((execution) => executions.standingOf(execution)));
    for (const [index, execution] of some.entries()) standings.set(execution, answers[index]);
  }
  done.asked += each.length;
  return standings;
}

const secondsAgo = (now: Date, seconds: number): string =>
  instantOf(new Date(now.getTime() - seconds * 1_000));

export const handler = reconcile(reconcileWiring());
