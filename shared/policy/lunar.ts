/** The Chinese lunar calendar, from 1900 to 2100: months and their lengths, and on which day a lunar day falls. */
import chineseDays from 'chinese-days';
import { dayAfter } from './days.ts';

/** The lunar years that are known. */
export const LUNAR_YEARS = { first: 1900, last: 2100 } as const;

/** The first day of the first of them. */
const FIRST_DAY = '1900-01-31';

/** A month of a lunar year; a leap month has the number of the month that it follows. */
export interface LunarMonth {
  readonly month: number;
  readonly leap: boolean;
  readonly first: string;
  readonly days: number;
}

/**
 * Months whose length chinese-days 1.5.7 has wrong, by year and month: by its table the months of 23 July 1933, 16 July and
 * 13 September 1996 and 30 April 2060 begin a day beside the new moon in Beijing. With this every day is where lunar-go
 * 1.4.6 has it, which reckons the new moons themselves; a test compares them.
 */
const corrected: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  1933: { 'leap 5': 30, '6': 29 },
  1996: { '5': 30, '6': 29, '7': 30, '8': 29 },
  2060: { '3': 29, '4': 30 },
};

/** Of chinese-days only lengths and leap months are asked: its conversions depend on the zone of the machine. */
function yearFrom(first: string, year: number): LunarMonth[] {
  const { leapMonth, days: leapDays } = chineseDays.getYearLeapMonth(year);
  const months: LunarMonth[] = [];
  let at = first;
  const add = (month: number, leap: boolean, table: number): void => {
    const days = corrected[year]?.[leap ? `leap ${month}` : `${month}`] ?? table;
    months.push({ month, leap, first: at, days });
    at = dayAfter(at, days);
  };
  for (let month = 1; month <= 12; month++) {
    add(month, false, chineseDays.monthDays(year, month));
    if (month === leapMonth) add(month, true, leapDays);
  }
  return months;
}

/** The months of all years, reckoned once: a planner asks for them often. */
let known: ReadonlyMap<number, readonly LunarMonth[]> | undefined;

function allYears(): ReadonlyMap<number, readonly LunarMonth[]> {
  const years = new Map<number, readonly LunarMonth[]>();
  let first: string = FIRST_DAY;
  for (let year: number = LUNAR_YEARS.first; year <= LUNAR_YEARS.last; year++) {
    const months = yearFrom(first, year);
    years.set(year, months);
    first = dayAfter(
      first,
      months.reduce((sum, { days }) => sum + days, 0),
    );
  }
  return years;
}

/** The months of the lunar year that begins in this year of the common calendar. */
export function lunarMonthsOf(year: number): readonly LunarMonth[] {
  known ??= allYears();
  const months = known.get(year);
  if (months === undefined)
    throw new RangeError(
      `Lunar years are known from ${LUNAR_YEARS.first} to ${LUNAR_YEARS.last}, not ${year}.`,
    );
  return months;
}

/**
 * The day, YYYY-MM-DD, on which a lunar day falls. Where the year lacks it, it is kept as near as can be: a leap month’s in
 * the month of the same number, the 30th of a short month on the 29th.
 */
export function solarDayOf(
  year: number,
  { month, day, leapMonth = false }: { month: number; day: number; leapMonth?: boolean },
): string {
  const months = lunarMonthsOf(year);
  const of =
    months.find((one) => one.month === month && one.leap === leapMonth) ??
    months.find((one) => one.month === month);
  if (of === undefined) throw new RangeError(`A lunar year has the months 1 to 12, not ${month}.`);
  return dayAfter(of.first, Math.min(day, of.days) - 1);
}
