/** Times as Step Functions reads and writes them. */

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-](\d{2})(?::?(\d{2}))?)$/i;

/** Epoch milliseconds of an ISO-8601 date-time with offset; undefined when it is not one or names no real time. */
export function parseTimestamp(text: string): number | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as number[];
  const at = new Date(0);
  at.setUTCFullYear(year as number, (month as number) - 1, day);
  at.setUTCHours(hour as number, minute, second, Number((match[7] ?? '').padEnd(3, '0').slice(0, 3)));
  // A field out of its range would have been carried over into the next one.
  const real =
    at.getUTCMonth() === (month as number) - 1 &&
    at.getUTCDate() === day &&
    at.getUTCHours() === hour &&
    at.getUTCMinutes() === minute &&
    at.getUTCSeconds() === second;
  const offsetHours = Number(match[9] ?? 0);
  const offsetMinutes = Number(match[10] ?? 0);
  if (!real || offsetHours > 18 || offsetMinutes > 59) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * 60_000;
  return at.getTime() - ((match[8] as string).startsWith('-') ? -offset : offset);
}

/** A time as context objects and task results have it. */
export function timestamp(millis: number): string {
  return new Date(millis).toISOString();
}
