/** The only place that reads the machine's time; everything else is handed a clock. */

/** Gives the present moment. */
export interface Clock {
  now(): Date;
  /** Resolves after so many milliseconds. */
  pause(milliseconds: number): Promise<void>;
}

/** The clock of the process: in AWS the machine's, on the embedded runtime the simulated one. */
export const clock: Clock = {
  now: () => new Date(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Pauses before attempt 2 and later: at random, so that contenders part, and up to twice as long each time. `first` and `most`
 * are milliseconds; the second attempt waits up to twice the first.
 */
export const backOff = (
  clock: Clock,
  attempt: number,
  first: number,
  most = Number.POSITIVE_INFINITY,
): Promise<void> => clock.pause(Math.random() * Math.min(most, first * 2 ** (attempt - 1)));

/** A moment as records and events write it: UTC, ISO 8601 with milliseconds. */
export const instantOf = (date: Date): string => date.toISOString();

/** Formatters by zone: making one takes a hundred times as long as using it. */
const days = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in a zone, `YYYYMMDD`. */
export function dayOf(date: Date, zone: string): string {
  let format = days.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    days.set(zone, format);
  }
  return format.format(date).replaceAll('-', '');
}
