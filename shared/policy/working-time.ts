/** Working time of the bank: hours, weekends, public holidays and make-up workdays, in the bank's own zone. */
import chineseDays from 'chinese-days';
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import type { WorkingTime } from './calendar.ts';

export type { WorkingTime } from './calendar.ts';

/** Days that are looked at before a calendar counts as one that never opens. */
const MOST_DAYS = 3_660;

const MINUTE = 60_000;

/** Whether the bank works on a day, YYYY-MM-DD. */
export function isWorkingDay(day: string, calendar: WorkingTime): boolean {
  if (calendar.open.includes(day)) return true;
  if (calendar.closed.includes(day)) return false;
  const announced =
    calendar.holidays === 'chinese' && day <= calendar.holidaysKnownUntil ? announcement(day) : undefined;
  if (announced !== undefined) return announced === 'worked';
  const weekday = new Date(`${day}T12:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/**
 * What was announced for a day, if anything. Only this is asked of chinese-days, and with a bare date: it turns its own
 * dates and ours into the machine's zone alike, so they meet in every zone, but west of Greenwich under the name and the
 * weekday of the day before.
 */
function announcement(day: string): 'worked' | 'free' | undefined {
  const { work, name } = chineseDays.getDayDetail(day);
  // Days of the table are named `English,中文,days`; all others have the name of a weekday.
  if (!name.includes(',')) return undefined;
  return work ? 'worked' : 'free';
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

/** The last moment of the calendar day that is so many days after the day of `start`; that day itself not counted. */
export function endOfDayAfter(start: string, days: number, zone: string): string {
  const next = PlainDate.addDays(dateIn(epochOf(start), zone), days + 1);
  return instantAt(epochAt(next, '00:00', zone) - 1);
}

/** Opening and closing of each span of each working day, from the day of a moment on. */
function* spansFrom(from: number, calendar: WorkingTime): Generator<[opens: number, closes: number]> {
  const first = dateIn(from, calendar.zone);
  for (let after = 0; after < MOST_DAYS; after++) {
    const date = after === 0 ? first : PlainDate.addDays(first, after);
    if (!isWorkingDay(PlainDate.toString(date), calendar)) continue;
    for (const span of calendar.hours) {
      yield [epochAt(date, span.from, calendar.zone), epochAt(date, span.until, calendar.zone)];
    }
  }
}

function dateIn(epoch: number, zone: string): PlainDate.Record {
  return ZonedDateTime.toPlainDate(Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(epoch), zone));
}

/** A time of day in a zone; one that a clock change skips is the moment of the change, as `compatible` has it. */
function epochAt(date: PlainDate.Record, time: string, zone: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const local = PlainDateTime.create(date.year, date.month, date.day, hour, minute);
  return ZonedDateTime.toInstant(PlainDateTime.toZonedDateTime(local, zone)).epochMilliseconds;
}

function epochOf(instant: string): number {
  const epoch = Date.parse(instant);
  if (Number.isNaN(epoch))
    throw new RangeError(`Expected an instant such as 2026-03-02T01:30:00.000Z, not ${instant}.`);
  return epoch;
}

const instantAt = (epoch: number): string => new Date(epoch).toISOString();
