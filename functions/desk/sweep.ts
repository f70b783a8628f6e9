/** Comes back to what was left: unsent rows, refused mails, and tasks that nobody waits for any more. */
import * as z from 'zod';
import type { OutboxMail, OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import { Fault } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import type { Sweep } from '../../shared/policy/sweep.ts';
import { termsOf } from './appoint.ts';
import { type ClimbPorts, climb } from './climb.ts';
import type { ExecutionWatch, OutboxBook, Standing } from './ports.ts';
import { sweepWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface SweepPorts extends ClimbPorts {
  readonly outbox: OutboxBook;
  readonly watch: ExecutionWatch;
}

/** What one sweep did. */
export const Swept = z.object({
  /** Rows that were handed to their senders again. */
  handedOver: z.number(),
  /** Rows that were given up after too many attempts. */
  givenUp: z.number(),
  /** Tasks passed up because their mail was refused. */
  passedUp: z.number(),
  /** Tasks whose execution has ended. */
  orphans: z.number(),
  /** Tasks that their execution should have nudged long ago. */
  overdue: z.number(),
});
export type Swept = z.infer<typeof Swept>;

const ACTOR = 'sweep';

/** Rows that one invocation of a sender is given: as many as it can surely send in its time. */
const ROWS_AT_ONCE = 20;

/** One sweep; each part goes on where another one fails. */
export const sweep = (ports: SweepPorts) =>
  step(
    z.unknown(),
    Swept,
    async () => {
      const { pack: limits } = await ports.policies.read('sweep');
      const swept: Swept = { handedOver: 0, givenUp: 0, passedUp: 0, orphans: 0, overdue: 0 };
      const parts = [sendUnsent, passUpRefused, closeOrphans];
      const faults: unknown[] = [];
      for (const part of parts) {
        try {
          await part(ports, limits, swept);
        } catch (error) {
          log.error('part of the sweep failed', { part: part.name, ...traceOf(error) });
          faults.push(error);
        }
      }
      log.info('swept', { swept });
      const [first] = faults;
      if (first !== undefined) throw first;
      return swept;
    },
    { name: ACTOR },
  );

/** Hands rows to their senders again, the most urgent first; after too many attempts a row is given up. */
async function sendUnsent(
  { outbox, clock, sendNow }: SweepPorts,
  limits: Sweep,
  swept: Swept,
): Promise<void> {
  const rows = await outbox.pending(secondsAgo(clock.now(), limits.unsentAfterSeconds), limits.mostRows);
  const tired = rows.filter(({ attempts }) => attempts >= limits.mostAttempts);
  for (const row of tired) {
    await outbox.failed(row, 'GivenUp', {
      entityId: entityOf(row),
      actor: ACTOR,
      act: 'outbox.given-up',
      facts: { outboxId: row.outboxId, kind: row.kind, attempts: row.attempts, fault: row.fault ?? '' },
    });
  }
  swept.givenUp = tired.length;
  const fresh = rows.filter((row) => !tired.includes(row));
  // Mails and the rest have senders of their own: a batch of one kind keeps the order of urgency within it.
  for (const kind of [
    fresh.filter((row) => row.kind === 'mail'),
    fresh.filter((row) => row.kind !== 'mail'),
  ]) {
    for (let at = 0; at < kind.length; at += ROWS_AT_ONCE) await sendNow(kind.slice(at, at + ROWS_AT_ONCE));
  }
  swept.handedOver = fresh.length;
}

/** What the audit files a row under: its case, else its task, else itself. */
function entityOf(row: OutboxRow): string {
  if (row.kind === 'mail' || row.kind === 'signal') return row.caseId;
  if (row.kind === 'callback') return row.taskId;
  return typeof row.detail.caseId === 'string' ? row.detail.caseId : row.outboxId;
}

/** Passes up tasks whose mail the mail service refused for good: their holder will never know of them. */
async function passUpRefused(ports: SweepPorts, limits: Sweep, swept: Swept): Promise<void> {
  for (const mail of await ports.outbox.undeliverable(limits.mostRows)) {
    try {
      if (await passUp(ports, mail)) swept.passedUp++;
      await ports.outbox.settle(mail);
    } catch (error) {
      // The mail stays undeliverable, and the next sweep comes back to it.
      log.error('task not passed up', { outboxId: mail.outboxId, ...traceOf(error) });
      if (error instanceof Fault && error.passing) throw error;
    }
  }
}

async function passUp(ports: SweepPorts, { taskId, generation }: OutboxMail): Promise<boolean> {
  const task = taskId === undefined ? undefined : await ports.tasks.find(taskId);
  if (task?.state !== 'OPEN' || task.generation !== generation) return false;
  const terms = await termsOf(ports, { caseId: task.caseId, clock: task.clock, versions: task.policies });
  return climb(ports, task, terms, { actor: ACTOR, reason: 'mail-refused' });
}

/** Executions that one sweep looks at; Step Functions takes some 15 such questions a second of an account. */
const MOST_QUESTIONS = 600;

/** Questions that are open at a time. */
const AT_ONCE = 10;

/**
 * Takes back tasks whose execution has ended: their links then say so, instead of taking an answer nobody hears. Those
 * whose checkpoint has passed or comes next are looked at first; with more open tasks than one sweep can ask for, the
 * others are looked at before their next checkpoint.
 */
async function closeOrphans({ tasks, watch, clock }: SweepPorts, limits: Sweep, swept: Swept): Promise<void> {
  const longAgo = secondsAgo(clock.now(), limits.orphanAfterSeconds);
  const waiting = await tasks.waiting(MOST_QUESTIONS);
  const executions = [...new Set(waiting.map(({ execution }) => execution))];
  const standings = new Map<string, Standing>();
  for (let at = 0; at < executions.length; at += AT_ONCE) {
    const asked = executions.slice(at, at + AT_ONCE);
    const answers = await Promise.all(asked.map((execution) => watch.standingOf(execution)));
    for (const [index, execution] of asked.entries())
      standings.set(execution, answers[index] ?? 'unheard-of');
  }
  for (const task of waiting) {
    const standing = standings.get(task.execution);
    const late = task.checkpointAt < longAgo;
    // What Step Functions says may lag: an execution that it has not heard of yet is believed in for a while.
    const ended = standing === 'ended' || (standing === 'unheard-of' && late);
    if (!ended && late) swept.overdue++;
    if (ended && (await cancel(tasks, task))) swept.orphans++;
  }
}

const cancel = (tasks: SweepPorts['tasks'], task: TaskRow): Promise<boolean> =>
  tasks.close(task, 'CANCELLED', {
    deed: {
      entityId: task.caseId,
      actor: ACTOR,
      act: 'task.cancelled',
      facts: { taskId: task.taskId, generation: task.generation, reason: 'execution-ended' },
    },
    outbox: [],
  });

const secondsAgo = (now: Date, seconds: number): string =>
  instantOf(new Date(now.getTime() - seconds * 1_000));

/** What Lambda runs. */
export const handler = sweep(sweepWorld());
