/** The time of a task whose end was given: by a promise, or by a day after which it has no point. */
import { addWorkingTime, type WorkingTime, workingTimeBetween } from '../../../shared/policy/working-time.ts';

/** Until when a task is to be answered, where no clock says it. */
export interface Given {
  readonly now: string;
  readonly until: string;
  /** Shares of the time after which its holder is reminded. */
  readonly remindAt: readonly number[];
  readonly calendar: WorkingTime;
}

/** Minutes of working time below which nobody is reminded: the mail of the task is reminder enough. */
const WORTH_A_REMINDER = 120;

/** When such a task is due, when its holder is first looked after, and how much working time that is. */
export function givenTime({ now, until, remindAt, calendar }: Given): {
  readonly dueAt: string;
  readonly checkpointAt: string;
  readonly minutes: number;
} {
  const minutes = workingTimeBetween(now, until, calendar);
  const [first] = remindAt;
  const reminds = first !== undefined && minutes >= WORTH_A_REMINDER;
  return {
    dueAt: until,
    checkpointAt: reminds ? addWorkingTime(now, minutes * first, calendar) : until,
    minutes,
  };
}

/** The day that was promised, or the end of so much working time where that day is over or too near. */
export const promisedTime = (now: string, due: string, least: number, calendar: WorkingTime): string => {
  const earliest = addWorkingTime(now, least, calendar);
  return due < earliest ? earliest : due;
};
