/** When a silent holder is reminded, when the task climbs, and when it is exhausted. */
import type { Level } from '../contracts/codes.ts';
import type { TaskRow } from '../contracts/items.ts';
import { hoursOf } from './calendar.ts';
import type { Escalation } from './escalation.ts';
import { addWorkingTime, type WorkingTime, workingTimeBetween } from './working-time.ts';

/** The time that one holder has. */
export interface Allowance {
  /** Minutes of working time. */
  readonly minutes: number;
  readonly remindAt: readonly number[];
  readonly calendar: WorkingTime;
}

/** What the time of a holder follows from: the whole clock of the task in minutes, and the hours of the bank. */
export interface Clocked {
  readonly minutes: number;
  readonly escalation: Escalation;
  readonly calendar: WorkingTime;
}

/** The time that the present holder of a task has, by the hours of their branch. */
export function timeOfHolder(
  { level, generation, branch, minutes }: Pick<TaskRow, 'level' | 'generation' | 'minutes' | 'branch'>,
  clocked: Clocked,
): Allowance {
  const calendar = branch === undefined ? clocked.calendar : hoursOf(branch, clocked.calendar);
  const usual = allowanceOf(clocked.minutes, { level, generation }, clocked.escalation, calendar);
  return minutes === undefined ? usual : { ...usual, minutes };
}

/** The time of a holder: the first one has the whole clock, who comes by climbing the share of their level. */
export function allowanceOf(
  clockMinutes: number,
  holder: { readonly level: Level; readonly generation: number },
  { remindAt, shareOfClock }: Escalation,
  calendar: WorkingTime,
): Allowance {
  const share = holder.generation === 1 ? 1 : shareOfClock[holder.level];
  return { minutes: clockMinutes * share, remindAt, calendar };
}

/**
 * The time of whoever a task is passed to by its holder. The clock is the task's: it goes on, so that passing a task on
 * wins no time. Only who would have less than policy gives to the last of those who come by climbing gets as much as they
 * have, for nobody can answer a case that they have not read.
 */
export function restOf(
  clockMinutes: number,
  { now, dueAt }: { readonly now: string; readonly dueAt: string },
  { remindAt, shareOfClock }: Escalation,
  calendar: WorkingTime,
): { readonly allowance: Allowance; readonly moves: boolean } {
  const left = workingTimeBetween(now, dueAt, calendar);
  const least = clockMinutes * Math.min(...Object.values(shareOfClock));
  return { allowance: { minutes: Math.max(left, least), remindAt, calendar }, moves: left < least };
}

/** When a holder is reminded, and as the last of these when the time is over. */
export function checkpointsOf(assignedAt: string, { minutes, remindAt, calendar }: Allowance): string[] {
  return [...remindAt, 1].map((share) => addWorkingTime(assignedAt, minutes * share, calendar));
}

/** What is to happen to a task that nobody has answered yet. */
export type Turn =
  | { readonly kind: 'wait' }
  | { readonly kind: 'remind'; readonly remindersSent: number; readonly checkpointAt: string }
  | { readonly kind: 'climb' }
  | { readonly kind: 'exhaust' };

/**
 * What is due now. A turn that comes late (the machine was down) reminds once for all the checkpoints that have passed,
 * and one that comes twice finds the next checkpoint in the future and waits.
 */
export function nextCheckpoint(
  task: Pick<TaskRow, 'assignedAt' | 'checkpointAt' | 'dueAt' | 'level' | 'rounds'>,
  allowance: Allowance,
  mostRounds: number,
  now: string,
): Turn {
  if (now < task.checkpointAt) return { kind: 'wait' };
  if (task.rounds >= mostRounds) return { kind: 'exhaust' };
  if (now >= task.dueAt) return { kind: task.level < 4 ? 'climb' : 'exhaust' };
  const checkpoints = checkpointsOf(task.assignedAt, allowance);
  const passed = checkpoints.filter((at) => at <= now).length;
  // Where the clock was changed under the task, its deadline still stands.
  return { kind: 'remind', remindersSent: passed, checkpointAt: checkpoints[passed] ?? task.dueAt };
}

/** The levels above this one, lowest first. */
export const levelsAbove = (level: Level): Level[] => ([2, 3, 4] as const).filter((above) => above > level);

/** The longest that a state machine can wait, in seconds. */
const LONGEST_WAIT = 99_999_999;

/** Whole seconds from now until then, never early, at least one. */
export function secondsUntil(instant: string, now: string): number {
  const seconds = Math.ceil((Date.parse(instant) - Date.parse(now)) / 1_000);
  return Math.min(Math.max(1, seconds), LONGEST_WAIT);
}
