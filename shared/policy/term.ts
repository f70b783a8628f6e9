/** Reckons dates, and says how: the statutory term, deadlines in working time, and terms in calendar days. */
import type { Line, Tier } from '../contracts/codes.ts';
import type { ComplaintPack, Extension } from './complaint-pack.ts';
import { dayAfter, dayIn, endOfDay } from './days.ts';
import type { Trace, TraceLine } from './explain.ts';
import type { Gravity } from './service-map.ts';
import {
  addWorkingTime,
  announcementOf,
  isKnownDay,
  isWorkingDay,
  type WorkingTime,
} from './working-time.ts';

/** A date, and the way to it. */
export interface Dated {
  readonly dueAt: string;
  readonly trace: Trace;
}

/** Days that are looked at before a calendar counts as one that never opens. */
const MOST_DAYS = 3_660;

/** When the bank had a matter; a channel whose clock is ahead must not lengthen the term. */
export const receiptOf = ({ submittedAt, openedAt }: { submittedAt: string; openedAt: string }): string =>
  Date.parse(submittedAt) < Date.parse(openedAt) ? submittedAt : openedAt;

/** Until when a complaint must be decided and the customer told: the last moment of the last day, and how it comes about. */
export function termOf(
  {
    startsAt,
    extensions,
    by = 'receipt',
  }: { startsAt: string; extensions: readonly Extension[]; by?: 'receipt' | 'new-facts' | 'reopened' },
  pack: ComplaintPack,
  calendar: WorkingTime,
): Dated {
  const { id, zone, dayKind, counting, clocks, extensionChain } = pack;
  const granted = extensions.map((extension, at) => {
    const link = extensionChain[at];
    if (link?.extension !== extension)
      throw new RangeError(
        `Extension ${at + 1} must be ${link?.extension ?? 'none'} by ${id}, not ${extension}.`,
      );
    return link;
  });
  const first = firstDay(dayIn(startsAt, zone), counting);
  const trace: TraceLine[] = [
    { step: 'starts', by, at: startsAt, zone },
    { step: 'counts-from', day: first, counting },
    { step: 'term', pack: id, days: clocks.decideWithinDays, dayKind },
    ...granted.map(
      ({ extension, termDays: days }): TraceLine => ({
        step: 'extended',
        pack: id,
        extension,
        days,
        dayKind,
      }),
    ),
  ];
  const counted = nthDay(first, granted.at(-1)?.termDays ?? clocks.decideWithinDays, dayKind, calendar);
  trace.push({ step: 'last-day', day: counted });
  const last = rolled(counted, pack, calendar);
  if (last !== counted && pack.lastDay !== 'STANDS')
    trace.push({ step: 'rolled', from: counted, to: last, lastDay: pack.lastDay });
  const asksTheCalendar = dayKind === 'BUSINESS' || pack.lastDay !== 'STANDS';
  if (asksTheCalendar) trace.push(...unknownOn(last, calendar));
  const dueAt = endOfDay(last, zone);
  trace.push({ step: 'due', at: dueAt, zone });
  return { dueAt, trace };
}

/**
 * The term that a case promises before anybody has set its clock: from receipt, or from new facts that came that early.
 * Undefined where that is not the date which was promised.
 */
export function promisedTermOf(
  {
    openedAt,
    termFrom = openedAt,
    dueAt,
  }: { readonly openedAt: string; readonly termFrom?: string | undefined; readonly dueAt: string },
  pack: ComplaintPack,
  calendar: WorkingTime,
): Dated | undefined {
  // Nothing is received after its case is opened but what comes later.
  const by = termFrom > openedAt ? 'new-facts' : 'receipt';
  const term = termOf({ startsAt: termFrom, extensions: [], by }, pack, calendar);
  return term.dueAt === dueAt ? term : undefined;
}

/** What a term becomes when something happens that starts it anew; undefined if the pack knows no such rule. */
export function restartOf(
  extensions: readonly Extension[],
  { on, receivedAt }: { on: ComplaintPack['restartRules'][number]['on']; receivedAt: string },
  { restartRules }: Pick<ComplaintPack, 'restartRules'>,
): { startsAt: string; extensions: Extension[] } | undefined {
  const rule = restartRules.find((restart) => restart.on === on);
  if (rule === undefined) return undefined;
  return { startsAt: receivedAt, extensions: rule.extensions === 'KEPT' ? [...extensions] : [] };
}

/**
 * When the deadline is looked at, ascending; the last look is the deadline itself. Looks that would have been before
 * `from` are left out.
 */
export function wakeAtsOf(
  dueAt: string,
  { zone, lookDaysBefore }: Pick<ComplaintPack, 'zone' | 'lookDaysBefore'>,
  from?: string,
): string[] {
  const last = dayIn(dueAt, zone);
  return lookDaysBefore
    .map((days) => (days === 0 ? dueAt : endOfDay(dayAfter(last, -days), zone)))
    .filter((at) => at === dueAt || from === undefined || Date.parse(at) > Date.parse(from));
}

/**
 * When so much working time is over, and how that comes about; `served` says whose clock it is, `gravity` why it has that
 * much, `branch` whose own calendar is reckoned with.
 */
export function deadlineOf(
  {
    startsAt,
    minutes,
    served,
    gravity,
    branch,
  }: {
    startsAt: string;
    minutes: number;
    served?: { readonly tier: Tier; readonly line: Line };
    gravity?: Gravity | undefined;
    branch?: string | undefined;
  },
  calendar: WorkingTime,
): Dated {
  const { zone, hours } = calendar;
  const dueAt = addWorkingTime(startsAt, minutes, calendar);
  const last = dayIn(dueAt, zone);
  const free: string[] = [];
  for (let day = dayIn(startsAt, zone); day < last; day = dayAfter(day, 1))
    if (!isWorkingDay(day, calendar)) free.push(day);
  return {
    dueAt,
    trace: [
      { step: 'starts', by: 'task', at: startsAt, zone },
      ...(served === undefined ? [] : [{ step: 'served', tier: served.tier, line: served.line } as const]),
      ...(gravity === undefined ? [] : [{ step: 'severity', ...gravity } as const]),
      { step: 'working-time', minutes },
      { step: 'hours', spans: hours, ...(branch !== undefined && { branch }) },
      ...(free.length === 0 ? [] : [{ step: 'free-days', days: free } as const]),
      ...unknownOn(last, calendar),
      { step: 'due', at: dueAt, zone },
    ],
  };
}

/** The last moment of a term in calendar days that the bank itself gives; the day on which it starts is not counted. */
export function calendarTermOf({ startsAt, days }: { startsAt: string; days: number }, zone: string): Dated {
  const day = dayIn(startsAt, zone);
  const last = dayAfter(day, days);
  const dueAt = endOfDay(last, zone);
  return {
    dueAt,
    trace: [
      { step: 'starts', by: 'notice', at: startsAt, zone },
      { step: 'counts-from', day: dayAfter(day, 1), counting: 'NEXT_DAY' },
      { step: 'term', pack: undefined, days, dayKind: 'CALENDAR' },
      { step: 'last-day', day: last },
      { step: 'due', at: dueAt, zone },
    ],
  };
}

const firstDay = (day: string, counting: ComplaintPack['counting']): string =>
  counting === 'NEXT_DAY' ? dayAfter(day, 1) : day;

/** The day on which a number of days that count is reached, from the first one on. */
function nthDay(
  first: string,
  days: number,
  dayKind: ComplaintPack['dayKind'],
  calendar: WorkingTime,
): string {
  if (dayKind === 'CALENDAR') return dayAfter(first, days - 1);
  let left = days;
  for (let after = 0; after < MOST_DAYS; after++) {
    const day = dayAfter(first, after);
    if (isWorkingDay(day, calendar) && --left === 0) return day;
  }
  throw new RangeError(`No ${days} working days within ${MOST_DAYS} days of ${first}.`);
}

/** Where a last day that is free ends up. */
function rolled(day: string, { lastDay }: ComplaintPack, calendar: WorkingTime): string {
  for (let after = 0; after < MOST_DAYS; after++) {
    const at = dayAfter(day, after);
    if (lastDay === 'STANDS') return at;
    if (lastDay === 'AFTER_HOLIDAY' ? announcementOf(at, calendar) !== 'free' : isWorkingDay(at, calendar))
      return at;
  }
  throw new RangeError(`No working day within ${MOST_DAYS} days of ${day}.`);
}

/** A warning, where the calendar cannot know the holidays up to a day. */
const unknownOn = (day: string, calendar: WorkingTime): TraceLine[] =>
  isKnownDay(day, calendar) ? [] : [{ step: 'unknown-holidays', knownUntil: calendar.holidaysKnownUntil }];
