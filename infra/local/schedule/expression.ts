/**
 * Schedule expressions of EventBridge rules and of EventBridge Scheduler: rate, cron and at, as in
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html.
 */
import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';
import { ServiceFault } from '../gateway/service.ts';

/** When a schedule fires. */
export interface Timetable {
  kind: 'rate' | 'cron' | 'at';
  /** The first moment after `moment` (both epoch ms) at which it fires; `anchor` is when the schedule began. */
  next(moment: number, anchor: number): number | undefined;
}

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The six fields of an AWS cron expression, in their order. */
const FIELDS = [
  { name: 'minutes', least: 0, most: 59, special: /^$/ },
  { name: 'hours', least: 0, most: 23, special: /^$/ },
  { name: 'day-of-month', least: 1, most: 31, special: /^(L|LW|\d{1,2}W)$/ },
  { name: 'month', least: 1, most: 12, special: /^$/, names: MONTHS },
  { name: 'day-of-week', least: 1, most: 7, special: /^(L|[1-7]L|[1-7]#[1-5])$/, names: DAYS },
  { name: 'year', least: 1970, most: 2199, special: /^$/ },
] as const;

/** Reads an expression; whatever is not supported is refused by name. `zone` is an IANA time zone. */
export function parseExpression(expression: string, zone = 'UTC'): Timetable {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  checkZone(zone, expression);
  if (kind === 'rate') return rate(inside, expression);
  if (kind === 'cron') return cron(inside, expression, zone);
  if (kind === 'at') return at(inside, expression, zone);
  return refuse(expression, 'it must be rate(…), cron(…) or at(…)');
}

function refuse(expression: string, reason: string): never {
  throw new ServiceFault('ValidationException', `Schedule expression ${expression} is not valid: ${reason}.`);
}

function checkZone(zone: string, expression: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    refuse(expression, `its time zone "${zone}" is not an IANA time zone`);
  }
}

/** A day of a rate is always 24 hours, whatever the clocks of a time zone do. */
function rate(inside: string, expression: string): Timetable {
  const [, value = '', unit = '', plural] = /^(\d+)\s+(minute|hour|day)(s?)$/.exec(inside.trim()) ?? [];
  const every = Number(value) * (UNITS[unit] ?? Number.NaN);
  if (!(every > 0))
    return refuse(expression, 'a rate is a positive whole number and minute(s), hour(s) or day(s)');
  if ((value === '1') === (plural === 's')) {
    return refuse(expression, `the unit of ${value} is ${value === '1' ? `"${unit}"` : `"${unit}s"`}`);
  }
  return {
    kind: 'rate',
    next: (moment, anchor) => anchor + Math.max(0, Math.floor((moment - anchor) / every) + 1) * every,
  };
}

/**
 * Wall-clock times are computed by croner in UTC and then put into the zone, because AWS skips a time that a
 * zone's clocks skip and fires once at a time that they show twice, which croner's own rules do not do.
 */
function cron(inside: string, expression: string, zone: string): Timetable {
  const timetable = new Cron(cronerPattern(inside, expression), {
    timezone: 'UTC',
    mode: '7-part',
    alternativeWeekdays: true,
    paused: true,
  });
  return {
    kind: 'cron',
    next(moment) {
      let wall: Date | null = new Date(
        Temporal.Instant.fromEpochMilliseconds(moment)
          .toZonedDateTimeISO(zone)
          .toPlainDateTime()
          .toZonedDateTime('UTC').epochMilliseconds,
      );
      for (;;) {
        wall = timetable.nextRun(wall);
        if (!wall) return undefined;
        const due = instantOf(wall.toISOString().slice(0, 19), zone);
        // In the hour that is shown twice the wall clock is behind: its times have already fired.
        if (due !== undefined && due > moment) return due;
      }
    },
  };
}

/** The moment at which a zone's clocks first show `wall`; undefined if they skip it. */
function instantOf(wall: string, zone: string): number | undefined {
  const plain = Temporal.PlainDateTime.from(wall);
  const zoned = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return zoned.toPlainDateTime().equals(plain) ? zoned.epochMilliseconds : undefined;
}

/** Translates AWS's six fields into croner's seven. */
function cronerPattern(inside: string, expression: string): string {
  const fields = inside.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return refuse(
      expression,
      `it has ${fields.length} fields and needs ${FIELDS.length}: ${FIELDS.map(({ name }) => name).join(' ')}`,
    );
  }
  if ((fields[2] === '?') === (fields[4] === '?')) {
    return refuse(expression, 'exactly one of day-of-month and day-of-week must be ?');
  }
  const translated = FIELDS.map((field, index) =>
    translate((fields[index] as string).toUpperCase(), field, expression),
  );
  return `0 ${translated.join(' ')}`;
}

function translate(text: string, field: (typeof FIELDS)[number], expression: string): string {
  const days = field.name === 'day-of-month' || field.name === 'day-of-week';
  if (text === '?') return days ? '*' : refuse(expression, `? is not possible in ${field.name}`);
  if (text.includes('#') && text.includes(',')) {
    return refuse(expression, `with # the field ${field.name} can hold one expression only`);
  }
  return text
    .split(',')
    .map((part) => {
      const named = 'names' in field ? numbered(part, field.names) : part;
      if (field.special.test(named)) return named === 'L' && field.name === 'day-of-week' ? '7' : named;
      return range(named, field, expression);
    })
    .join(',');
}

/** Month and day names as numbers, JAN and SUN being 1. */
function numbered(part: string, names: readonly string[]): string {
  return part.replace(/[A-Z]{3}/g, (name) => {
    const index = names.indexOf(name);
    return index < 0 ? name : String(index + 1);
  });
}

/** `*`, `5`, `1-5`, `0/15`, and ranges over the end such as `20-2`, which croner does not know. */
function range(part: string, field: (typeof FIELDS)[number], expression: string): string {
  const [, whole, from, to, step] = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
  if (whole === undefined && from === undefined) {
    return refuse(expression, `"${part}" is not supported in ${field.name}`);
  }
  const by = step === undefined ? 1 : Number(step);
  const low = whole ? field.least : Number(from);
  const high = whole || (to === undefined && step !== undefined) ? field.most : Number(to ?? from);
  const outside = [low, high].find((value) => value < field.least || value > field.most);
  if (outside !== undefined || by < 1) {
    return refuse(expression, `"${part}" is outside ${field.name}, ${field.least} to ${field.most}`);
  }
  if (whole && by === 1) return '*';
  if (low <= high) return spread(low, high, by).join(',');
  if (field.name === 'year') return refuse(expression, `"${part}" runs backwards`);
  const size = field.most - field.least + 1;
  return spread(low, high + size, by)
    .map((value) => (value > field.most ? value - size : value))
    .join(',');
}

function spread(low: number, high: number, by: number): number[] {
  return Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, index) => low + index * by);
}

function at(inside: string, expression: string, zone: string): Timetable {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside)) {
    return refuse(expression, 'the time is written yyyy-mm-ddThh:mm:ss');
  }
  let due: number | undefined;
  try {
    due = instantOf(inside, zone);
  } catch {
    return refuse(expression, `${inside} is not a date and time`);
  }
  if (due === undefined) return refuse(expression, `the clocks of ${zone} skip that time`);
  const once = due;
  return { kind: 'at', next: (moment) => (once > moment ? once : undefined) };
}
