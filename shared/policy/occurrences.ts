/** On which days important dates fall. */
import type { ImportantDate } from '../contracts/customer.ts';
import type { Dates } from './important-dates.ts';
import { solarDayOf } from './lunar.ts';

/** The days, YYYY-MM-DD, from one to another, both included, on which a festival or a date of a customer falls. */
export function occurrencesOf(
  what: string | ImportantDate,
  from: string,
  until: string,
  pack: Dates,
): string[] {
  const date = typeof what === 'string' ? festivalDate(what, pack) : what;
  // A lunar year ends in the following one of the common calendar.
  const first = Number(from.slice(0, 4)) - (date.calendar === 'LUNAR' ? 1 : 0);
  const last = Number(until.slice(0, 4));
  const days: string[] = [];
  for (let year = first; year <= last; year++) {
    if (!comesIn(year, date)) continue;
    const day = date.calendar === 'LUNAR' ? solarDayOf(year, date) : solarDay(year, date, pack);
    if (from <= day && day <= until) days.push(day);
  }
  return days;
}

/** What comes once comes in its year; what comes every year is kept from the year after it began. */
const comesIn = (year: number, { year: began, once }: ImportantDate): boolean =>
  began === undefined || (once === true ? year === began : year > began);

function festivalDate(kind: string, { festivals }: Dates): ImportantDate {
  const festival = festivals.find((one) => one.kind === kind);
  if (festival === undefined)
    throw new RangeError(
      `A festival must be one of ${festivals.map((one) => one.kind).join(', ')}, not ${kind}.`,
    );
  return festival.date;
}

function solarDay(year: number, { month, day }: ImportantDate, { leapDay }: Dates): string {
  if (month === 2 && day === 29 && !isLeapYear(year))
    return leapDay === 'FEB_28' ? `${year}-02-28` : `${year}-03-01`;
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
