/** The time of a task whose end was given: by a promise, or by a day after which it has no point. */
import type { Escalation } from '../../../shared/policy/escalation.ts';
import { addWorkingTime, type WorkingTime, workingTimeBetween } from '../../../shared/policy/working-time.ts';

/** Until when a task is to be answered, where no clock says it. */
export interface Given {
  readonly now: string;
  readonly until: string;
  readonly escalation: Pick<Escalation, 'remindAt' | 'remindFromMinutes'>;
  readonly calendar: WorkingTime;
}

/** When such a task is due, when its holder is first looked after, and how much working time that is. */
export function givenTime({ now, until, escalation, calendar }: Given): {
  readonly dueAt: string;
  readonly checkpointAt: string;
  readonly minutes: number;
} {
  const minutes = workingTimeBetween(now, until, calendar);
  const [first] = escalation.remindAt;
  const reminds = first !== undefined && minutes >= escalation.remindFromMinutes;
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
