/** Working time of the bank: hours, weekends, public holidays and make-up workdays, in the bank's own zone. */
import chineseDays from 'chinese-days';
import type { WorkingTime } from './calendar.ts';
import { dayAfter, dayIn, epochAt, epochOf, weekdayOf } from './days.ts';

export type { WorkingTime } from './calendar.ts';

/** Days that are looked at before a calendar counts as one that never opens. */
const MOST_DAYS = 3_660;

const MINUTE = 60_000;

/** Whether the bank works on a day, YYYY-MM-DD. */
export function isWorkingDay(day: string, calendar: WorkingTime): boolean {
  if (calendar.open.includes(day)) return true;
  if (calendar.closed.includes(day)) return false;
  const announced = announcementOf(day, calendar);
  if (announced !== undefined) return announced === 'worked';
  return !isWeekend(day);
}

/** Whether a day is a Saturday or a Sunday. */
const isWeekend = (day: string): boolean => weekdayOf(day) === 0 || weekdayOf(day) === 6;

/** Whether the calendar knows the holidays of a day; a working day beyond that is a guess by the weekday. */
export const isKnownDay = (day: string, calendar: WorkingTime): boolean =>
  calendar.holidays === 'none' || day <= calendar.holidaysKnownUntil;

/**
 * What was announced for a day, if anything: `free` for a public holiday, weekends within it included, `worked` for a
 * make-up workday. Only this is asked of chinese-days, and with a bare date: it turns its own dates and ours into the
 * machine's zone alike, so they meet in every zone, but west of Greenwich under the name and the weekday of the day before.
 */
export function announcementOf(day: string, calendar: WorkingTime): 'worked' | 'free' | undefined {
  if (calendar.holidays === 'none' || !isKnownDay(day, calendar)) return undefined;
  const { work, name } = chineseDays.getDayDetail(day);
  // Days of the table are named `English,中文,days`; all others have the name of a weekday.
  if (!name.includes(',')) return undefined;
  return work ? 'worked' : 'free';
}

/** The working day so many working days after a day, or before it if there are fewer than none; with none that day or the next working day. */
export function workingDayAfter(day: string, days: number, calendar: WorkingTime): string {
  const step = days < 0 ? -1 : 1;
  let left = Math.abs(days);
  let at = days === 0 ? day : dayAfter(day, step);
  for (let looked = 0; looked < MOST_DAYS; looked++, at = dayAfter(at, step)) {
    if (isWorkingDay(at, calendar) && --left <= 0) return at;
  }
  throw new RangeError(`No ${days} working days within ${MOST_DAYS} days of ${day}.`);
}

/** The earliest moment by which so many minutes of working time have passed since `start`. */
export function addWorkingTime(start: string, minutes: number, calendar: WorkingTime): string {
  if (!(minutes >= 0)) throw new RangeError(`Working time to add must be 0 minutes or more, not ${minutes}.`);
  const from = epochOf(start);
  let left = Math.round(minutes * MINUTE);
  if (left === 0) return instantAt(from);
  for (const [opens, closes] of spansFrom(from, calendar)) {
    const begins = Math.max(opens, from);
    const there = Math.max(0, closes - begins);
    if (left <= there) return instantAt(begins + left);
    left -= there;
  }
  throw new RangeError(`No ${minutes} minutes of working time within ${MOST_DAYS} days of ${start}.`);
}

/** Minutes of working time between two moments; 0 if `end` is not after `start`. */
export function workingTimeBetween(start: string, end: string, calendar: WorkingTime): number {
  const from = epochOf(start);
  const until = epochOf(end);
  let passed = 0;
  for (const [opens, closes] of spansFrom(from, calendar)) {
    if (opens >= until) break;
    passed += Math.max(0, Math.min(closes, until) - Math.max(opens, from));
  }
  return passed / MINUTE;
}

/** Opening and closing of each span of each working day, from the day of a moment on. */
function* spansFrom(from: number, calendar: WorkingTime): Generator<[opens: number, closes: number]> {
  let day = dayIn(instantAt(from), calendar.zone);
  for (let after = 0; after < MOST_DAYS; after++, day = dayAfter(day, 1)) {
    if (!isWorkingDay(day, calendar)) continue;
    for (const span of calendar.hours) {
      yield [epochAt(day, span.from, calendar.zone), epochAt(day, span.until, calendar.zone)];
    }
  }
}

const instantAt = (epoch: number): string => new Date(epoch).toISOString();
