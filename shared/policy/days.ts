/** Calendar days: which day a moment falls on in a zone, and when a day is over there. */
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';

/** The day, YYYY-MM-DD, on which a moment falls in a zone. */
export function dayIn(instant: string, zone: string): string {
  const local = Instant.toZonedDateTimeISO(Instant.fromEpochMilliseconds(epochOf(instant)), zone);
  return PlainDate.toString(ZonedDateTime.toPlainDate(local));
}

/** The day so many days after another one; before it, if there are fewer than none. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** The same day of a later month; the last one of that month where it is shorter. */
export function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Days from one day to another; fewer than none if the other is earlier. */
export const daysBetween = (from: string, until: string): number =>
  Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);

/** The last millisecond of a day in a zone. */
export function endOfDay(day: string, zone: string): string {
  return new Date(epochAt(dayAfter(day, 1), '00:00', zone) - 1).toISOString();
}

/** Weekday of a day, 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (day: string): number => new Date(`${day}T12:00Z`).getUTCDay();

/** Milliseconds of a time of day in a zone; one that a clock change skips is as much later as the clocks skip (`compatible`). */
export function epochAt(day: string, time: string, zone: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const local = PlainDateTime.create(year, month, date, hour, minute);
  return ZonedDateTime.toInstant(PlainDateTime.toZonedDateTime(local, zone)).epochMilliseconds;
}

/** Milliseconds of an instant; anything else is refused. */
export function epochOf(instant: string): number {
  const epoch = Date.parse(instant);
  if (Number.isNaN(epoch))
    throw new RangeError(`Expected an instant such as 2026-03-02T01:30:00.000Z, not ${instant}.`);
  return epoch;
}
