/** On which day a visit is placed, where the wanted one is full. */
import { type WorkingTime, workingDayAfter } from '../../../shared/policy/working-time.ts';

/** Days that are looked at around the wanted one, in the order in which they are tried: earlier before later. */
export function daysAround(wanted: string, earliest: string, reach: number, calendar: WorkingTime): string[] {
  const days = [wanted];
  for (let step = 1; step <= reach; step++) {
    const before = workingDayAfter(wanted, -step, calendar);
    if (before >= earliest) days.push(before);
    days.push(workingDayAfter(wanted, step, calendar));
  }
  return days;
}
