/** Cases as operations see them: ids, codes and dates; no name, address or text. */
import type { AnyHead, TaskRow } from '../../../shared/contracts/items.ts';

/** A task in the list. */
export interface TaskLine {
  readonly taskId: string;
  readonly step: string;
  readonly state: string;
  readonly assigneeId: string;
  readonly level: number;
  readonly dueAt: string;
  readonly remindersSent: number;
  readonly decidedAt?: string;
}

/** A case in the list. */
export interface CaseLine {
  readonly caseId: string;
  readonly kind: string;
  readonly customerId: string;
  readonly status: string;
  readonly outcome?: string;
  readonly tier?: string;
  readonly ownerId?: string;
  readonly openedAt: string;
  readonly dueAt?: string;
  readonly closedAt?: string;
  readonly overdue: boolean;
  readonly execution: string;
  readonly tasks: readonly TaskLine[];
}

/** A case with its tasks, oldest task first; `overdue` says that its statutory date has passed without a decision. */
export function caseLine(head: AnyHead, tasks: readonly TaskRow[], now: string): CaseLine {
  const { caseId, kind, customerId, status, outcome, tier, ownerId, openedAt, dueAt, closedAt, execution } =
    head;
  return {
    caseId,
    kind,
    customerId,
    status,
    outcome,
    tier,
    ownerId,
    openedAt,
    dueAt,
    closedAt,
    overdue: dueAt !== undefined && (closedAt ?? now) > dueAt,
    execution,
    tasks: tasks.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).map(taskLine),
  };
}

function taskLine({
  taskId,
  step,
  state,
  assigneeId,
  level,
  dueAt,
  remindersSent,
  decidedAt,
}: TaskRow): TaskLine {
  return { taskId, step, state, assigneeId, level, dueAt, remindersSent, decidedAt };
}
