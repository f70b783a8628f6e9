/** A task that goes to somebody else: its record, the mail to whoever has it now, and the event. */
import { createHash } from 'node:crypto';
import type { Passing, TaskRow } from '../../shared/contracts/items.ts';
import { type Pass, PassWay } from '../../shared/contracts/task-pages.ts';
import { outboxEvent, outboxMail } from '../../shared/platform/outbox.ts';
import type { Consequences, PassedHolder } from './ports.ts';

/** A passing by the holder's own hand. */
export type PassedByHand = Passing & Pick<Pass, 'way' | 'reason'>;

/** Whether a task went on by its holder's own hand. */
export const isByHand = (passing: Passing): passing is PassedByHand =>
  passing.reason !== undefined && PassWay.safeParse(passing.way).success;

const acts: Readonly<Record<Passing['way'], string>> = {
  HAND_BACK: 'task.handed-back',
  REASSIGN: 'task.reassigned',
  ABSENT: 'task.moved',
  LEFT: 'task.moved',
  UNOPENED: 'task.returned',
  BACK: 'task.moved',
};

/** What goes with a passing; the reason of a person stays in the row, and the record has its hash. */
export function passedOn(
  task: TaskRow,
  { assigneeId: to, level, dueAt, why, passing }: PassedHolder,
  actor: string,
): Consequences {
  const { taskId, caseId, step, assigneeId: from } = task;
  const { way, reason, at } = passing;
  const generation = task.generation + 1;
  const cause = [taskId, generation];
  return {
    deed: {
      entityId: caseId,
      actor,
      act: acts[way],
      facts: {
        taskId,
        step,
        generation,
        from,
        to,
        level,
        dueAt,
        why: why.join(' '),
        ...(reason === undefined
          ? { way }
          : {
              reasonLength: reason.length,
              reasonHash: createHash('sha256').update(reason).digest('hex'),
            }),
      },
    },
    outbox: [
      outboxMail({
        cause,
        at,
        template: 'reassigned',
        to: { kind: 'staff', id: to },
        caseId,
        taskId,
        generation,
        codeNumber: 1,
      }),
      outboxEvent({
        cause,
        at,
        name: 'task.reassigned',
        caseId,
        taskId,
        facts: { way, level, generation, dueAt },
      }),
    ],
  };
}
