/** A task passes to somebody further up, or is exhausted: what the nudge and the sweep have in common. */
import type { OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { outboxEvent, outboxMail } from '../../shared/platform/outbox.ts';
import { levelsAbove } from '../../shared/policy/ladder.ts';
import { type Appointment, type AppointPorts, appoint, type Terms, type Wanted } from './appoint.ts';
import type { SendNow } from './ports.ts';

/** What a climb needs of the world. */
export interface ClimbPorts extends AppointPorts {
  readonly sendNow: SendNow;
  readonly clock: Clock;
}

/** Who makes a task climb, and why: `not-answered`, or `mail-refused`. */
export interface ClimbCause {
  readonly actor: string;
  readonly reason: string;
}

/**
 * Gives an open task to the next level at which somebody suitable is found, and expires it where there is none. False
 * where the task has moved on in the meantime: then its row says what is true.
 */
export async function climb(
  ports: ClimbPorts,
  task: TaskRow,
  terms: Terms,
  cause: ClimbCause,
): Promise<boolean> {
  const { tasks, clock, sendNow } = ports;
  const { taskId, caseId, assigneeId } = task;
  const now = clock.now();
  const at = instantOf(now);
  const generation = task.generation + 1;
  const wanted = {
    taskId,
    generation,
    levels: levelsAbove(task.level),
    of: task.of ?? [],
    recused: new Set(task.recused),
    heldBy: [...task.heldBy, assigneeId],
  };
  const above = await appoint(ports, terms, wanted, now);
  const { holder, why } =
    above.holder === undefined ? await again(ports, terms, task, wanted, above, now) : above;
  if (holder === undefined) return expire(ports, task, { ...cause, why });
  const outbox: OutboxRow[] = [
    outboxMail({
      cause: [taskId, generation],
      at,
      template: 'escalated',
      to: { kind: 'staff', id: holder.assigneeId },
      caseId,
      taskId,
      generation,
      codeNumber: 1,
    }),
    outboxEvent({
      cause: [taskId, generation],
      at,
      name: 'task.escalated',
      caseId,
      taskId,
      facts: { level: holder.level, generation, reason: cause.reason },
    }),
  ];
  const climbed = await tasks.climb(
    task,
    { ...holder, why: [`escalated-from:${assigneeId}`, ...holder.why] },
    {
      deed: {
        entityId: caseId,
        actor: cause.actor,
        act: 'task.escalated',
        facts: {
          taskId,
          generation,
          reason: cause.reason,
          from: assigneeId,
          to: holder.assigneeId,
          level: holder.level,
          why: why.join(' '),
        },
      },
      outbox,
    },
  );
  if (climbed) await sendNow(outbox);
  return climbed;
}

/** Where nobody else is left, those from whom it only ever went on are asked again; who let it lapse or never began is not. */
async function again(
  ports: ClimbPorts,
  terms: Terms,
  { level, passed = [] }: TaskRow,
  wanted: Wanted,
  nobody: Appointment,
  now: Date,
): Promise<Appointment> {
  const { levels, heldBy } = wanted;
  const times = (ids: readonly string[], id: string) => ids.filter((one) => one === id).length;
  const by = passed.filter(({ way }) => way !== 'UNOPENED').map((passing) => passing.by);
  const passers = new Set(by.filter((id) => times(by, id) === times(heldBy, id)));
  if (passers.size === 0) return nobody;
  return appoint(ports, terms, { ...wanted, levels: [level, ...levels], again: passers, stays: true }, now);
}

/** Expires an open task that nobody is left for; false where it has moved on in the meantime. */
export async function expire(
  { tasks, clock, sendNow }: Pick<ClimbPorts, 'tasks' | 'clock' | 'sendNow'>,
  task: TaskRow,
  { actor, reason, why }: ClimbCause & { readonly why: readonly string[] },
): Promise<boolean> {
  const { taskId, caseId, generation, rounds } = task;
  const at = instantOf(clock.now());
  const outbox = [
    outboxEvent({ cause: [taskId], at, name: 'task.expired', caseId, taskId, facts: { generation, reason } }),
  ];
  const expired = await tasks.close(task, 'EXPIRED', {
    deed: {
      entityId: caseId,
      actor,
      act: 'task.expired',
      facts: { taskId, generation, rounds, reason, why: why.join(' ') },
    },
    outbox,
  });
  if (expired) await sendNow(outbox);
  return expired;
}
