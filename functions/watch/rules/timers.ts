/** What happens to a case, and when, if nobody acts: reckoned by the rules by which it will happen. */
import type { Level } from '../../../shared/contracts/codes.ts';
import type { CaseHead, TaskRow } from '../../../shared/contracts/items.ts';
import { type Clocked, checkpointsOf, nextCheckpoint, timeOfHolder } from '../../../shared/policy/ladder.ts';

/** Something that will happen at a moment, or is overdue and happens next. */
export interface Timer {
  readonly at: string;
  readonly what: /** The holder, or the customer, is reminded. */
    | 'remind'
    /** The task goes to the next level at which somebody is to be found. */
    | 'climb'
    /** A task that was given on goes on again, its holder having given no sign of having begun. */
    | 'return'
    /** Nobody is left, or the task has no point any more: the story goes on without an answer. */
    | 'exhaust'
    /** The silence of the customer counts as an answer. */
    | 'silent'
    /** A wait is over. */
    | 'go-on'
    /** The statutory date comes near, and staff are told. */
    | 'warn'
    /** The statutory date. */
    | 'statutory';
  readonly taskId?: string;
  readonly step?: string;
  /** Of a reminder its number, of a climb the level that it leads to. */
  readonly nth?: number;
  readonly level?: Level;
}

/** Turns that are looked at before a ladder counts as one without an end. */
const MOST_TURNS = 200;

/** What a task leads to by itself. `clocked` is absent where the row does not say by which policies it was given. */
export function timersOf(
  task: TaskRow,
  {
    now,
    clocked,
    mustBy,
  }: { readonly now: string; readonly clocked: Clocked | undefined; readonly mustBy: boolean },
): Timer[] {
  const { taskId, step, holder, checkpointAt, dueAt } = task;
  const of = { taskId, step };
  switch (holder) {
    case 'nobody':
      return [{ at: dueAt, what: 'go-on', ...of }];
    case 'customer':
      return [
        ...(checkpointAt < dueAt ? [{ at: checkpointAt, what: 'remind', nth: 1, ...of } as const] : []),
        { at: dueAt, what: 'silent', ...of },
      ];
    default: {
      const ladder =
        clocked === undefined
          ? [{ at: checkpointAt, what: 'remind' } as const]
          : turnsOf(task, clocked, now, mustBy);
      const { returns, returnAt } = task;
      return [
        ...(returns !== undefined && returnAt !== undefined
          ? [{ at: returnAt, what: 'return', ...of } as const]
          : []),
        ...ladder.map((timer) => ({ ...timer, ...of })),
      ];
    }
  }
}

/** Reminders and climbs up to the end of the ladder, as if each level had somebody with the hours of the bank. */
function turnsOf(task: TaskRow, clocked: Clocked, now: string, mustBy: boolean): Timer[] {
  const { escalation } = clocked;
  const timers: Timer[] = [];
  let standing: Pick<
    TaskRow,
    'assignedAt' | 'checkpointAt' | 'dueAt' | 'level' | 'rounds' | 'generation' | 'minutes' | 'branch'
  > = task;
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const { checkpointAt, rounds, generation } = standing;
    // What is overdue happens at the next look; everything after it counts from there.
    const at = checkpointAt < now ? now : checkpointAt;
    const turn = nextCheckpoint(standing, timeOfHolder(standing, clocked), escalation.mostRounds, at);
    if (turn.kind === 'exhaust' || (mustBy && at >= task.dueAt)) return [...timers, { at, what: 'exhaust' }];
    if (turn.kind === 'remind') {
      timers.push({ at, what: 'remind', nth: turn.remindersSent });
      standing = { ...standing, checkpointAt: turn.checkpointAt, rounds: rounds + 1 };
    } else if (turn.kind === 'climb') {
      const level = (standing.level + 1) as Level;
      timers.push({ at, what: 'climb', level });
      const next = { level, generation: generation + 1, rounds: rounds + 1, assignedAt: at };
      const checkpoints = checkpointsOf(at, timeOfHolder(next, clocked));
      const [first = at] = checkpoints;
      standing = { ...next, checkpointAt: first, dueAt: checkpoints.at(-1) ?? first };
    }
  }
  throw new RangeError(`The ladder of task ${task.taskId} has no end within ${MOST_TURNS} turns.`);
}

/** The statutory date of a complaint whose decision is still owed, and when staff are told that it comes near. */
export function statutoryOf(
  head: Pick<CaseHead, 'dueAt' | 'decidedAt' | 'closedAt'>,
  looks: readonly string[],
): Timer[] {
  const { dueAt, decidedAt, closedAt } = head;
  if (dueAt === undefined || decidedAt !== undefined || closedAt !== undefined) return [];
  return [
    ...looks.filter((at) => at < dueAt).map((at) => ({ at, what: 'warn' }) as const),
    { at: dueAt, what: 'statutory' },
  ];
}
