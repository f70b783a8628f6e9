/** Cases as operations see them: ids, codes and dates; no name, address or text. */
import type { AnyHead, TaskRow } from '../../../shared/contracts/items.ts';
import type { Trace } from '../../../shared/policy/explain.ts';

/** A task in the list. */
export interface TaskLine {
  readonly taskId: string;
  readonly step: string;
  readonly state: string;
  readonly assigneeId: string;
  readonly level: number;
  readonly dueAt: string;
  /** How that date came about; absent where it was given, not reckoned. */
  readonly dueTrace?: Trace;
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
  readonly dueTrace?: Trace | undefined;
  readonly closedAt?: string;
  readonly overdue: boolean;
  readonly execution: string;
  readonly tasks: readonly TaskLine[];
}

/**
 * A case with its tasks, oldest task first; `overdue` says that its statutory date has passed without a decision, or
 * before the case was closed without one.
 */
export function caseLine(
  head: AnyHead,
  tasks: readonly TaskRow[],
  now: string,
  dueTrace?: Trace | undefined,
): CaseLine {
  const { caseId, kind, customerId, status, outcome, tier, ownerId, openedAt, dueAt, closedAt, execution } =
    head;
  const decidedAt = 'decidedAt' in head ? head.decidedAt : undefined;
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
    dueTrace,
    closedAt,
    overdue: dueAt !== undefined && (decidedAt ?? closedAt ?? now) > dueAt,
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
  dueTrace,
  remindersSent,
  decidedAt,
}: TaskRow): TaskLine {
  return {
    taskId,
    step,
    state,
    assigneeId,
    level,
    dueAt,
    ...(dueTrace !== undefined && { dueTrace: JSON.parse(dueTrace) as Trace }),
    remindersSent,
    decidedAt,
  };
}
