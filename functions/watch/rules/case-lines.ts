/** Cases as operations see them: ids, codes and dates; no name, address or text. */
import type { Tier } from '../../../shared/contracts/codes.ts';
import type { AnyHead, TaskRow } from '../../../shared/contracts/items.ts';
import type { Trace } from '../../../shared/policy/explain.ts';

/** A task in the list. */
export interface TaskLine {
  readonly taskId: string;
  readonly step: string;
  readonly state: string;
  readonly holder: NonNullable<TaskRow['holder']>;
  readonly assigneeId: string;
  readonly level: number;
  /** When its present holder got it. */
  readonly assignedAt: string;
  readonly dueAt: string;
  /** How that date came about; absent where it was given, not reckoned. */
  readonly dueTrace?: Trace;
  readonly remindersSent: number;
  readonly decidedAt?: string;
}

/** A case in the list. */
export interface CaseLine {
  readonly caseId: string;
  readonly kind: AnyHead['kind'];
  readonly customerId: string;
  readonly status: string;
  readonly outcome?: string;
  readonly tier?: Tier;
  readonly ownerId?: string;
  readonly openedAt: string;
  readonly dueAt?: string;
  readonly dueTrace?: Trace | undefined;
  readonly closedAt?: string;
  /** Its statutory date has passed without a decision, or before it was closed without one. */
  readonly overdue: boolean;
  /** Somebody has not answered in their time, or the statutory date is overdue. */
  readonly late: boolean;
  /** Since when the one who has waited longest has had a task of it; absent where it waits for nobody. */
  readonly waitingSince?: string;
  /** Who has tasks of it: staff ids, or the customer's number. */
  readonly holders: readonly string[];
  /** It is open, and neither a person nor a moment is awaited: it is between two steps, or does not go on. */
  readonly still: boolean;
  readonly execution: string;
  readonly tasks: readonly TaskLine[];
}

/** A case with its tasks, oldest task first. */
export function caseLine(
  head: AnyHead,
  tasks: readonly TaskRow[],
  now: string,
  dueTrace?: Trace | undefined,
): CaseLine {
  const { caseId, kind, customerId, status, outcome, tier, ownerId, openedAt, dueAt, closedAt, execution } =
    head;
  const decidedAt = 'decidedAt' in head ? head.decidedAt : undefined;
  const overdue = dueAt !== undefined && (decidedAt ?? closedAt ?? now) > dueAt;
  const waits = tasks.filter(({ state }) => state === 'OPEN');
  const held = waits.filter(({ holder }) => holder !== 'nobody');
  const since = held.map(({ assignedAt }) => assignedAt).toSorted()[0];
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
    overdue,
    late: overdue || held.some((task) => task.dueAt < now),
    ...(since !== undefined && { waitingSince: since }),
    holders: [...new Set(held.map(({ assigneeId }) => assigneeId))],
    still: closedAt === undefined && waits.length === 0,
    execution,
    tasks: tasks.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).map(taskLine),
  };
}

function taskLine({
  taskId,
  step,
  state,
  holder = 'staff',
  assigneeId,
  level,
  assignedAt,
  dueAt,
  dueTrace,
  remindersSent,
  decidedAt,
}: TaskRow): TaskLine {
  return {
    taskId,
    step,
    state,
    holder,
    assigneeId,
    level,
    assignedAt,
    dueAt,
    ...(dueTrace !== undefined && { dueTrace: JSON.parse(dueTrace) as Trace }),
    remindersSent,
    decidedAt,
  };
}
