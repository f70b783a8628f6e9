/** Plans contacts: when a customer is visited next, how, and what the next months bring; and why. */
import type {
  ContactChannel,
  CustomerType,
  Daypart,
  Stage,
  Tier,
  VisitKind,
  VisitOutcome,
} from '../contracts/codes.ts';
import type { DateKind, ImportantDate } from '../contracts/customer.ts';
import { type Cadence, rhythmOf, workingDaysAfterTry } from './cadence.ts';
import { dayAfter, dayIn, daysBetween, endOfDay, epochAt, monthsAfter } from './days.ts';
import type { Dates } from './important-dates.ts';
import { occurrencesOf } from './occurrences.ts';
import { isWorkingDay, type WorkingTime, workingDayAfter } from './working-time.ts';

/** What a plan depends on. */
export interface PlannedCustomer {
  readonly customerId: string;
  readonly type: CustomerType;
  readonly tier: Tier;
  readonly stage: Stage;
  /** IANA zone of the customer: a birthday is over when it is over there. */
  readonly zone: string;
  /** Channels for which the customer has consented to care. */
  readonly allowed: readonly ContactChannel[];
  readonly preferredChannel?: ContactChannel;
  /** The day on which the relationship began, if that is known. */
  readonly since?: string;
  /** The day of the last visit or other completed contact, and how a visit ended. */
  readonly last?: { readonly day: string; readonly outcome: VisitOutcome };
  /** The last day on which the customer was met in person. */
  readonly lastInPerson?: string;
  /** The day on which the customer wants to hear from the bank next. */
  readonly wish?: string;
  readonly dates: readonly { readonly kind: DateKind; readonly date: ImportantDate }[];
  /** Festivals of one faith or culture that the customer wants to be greeted on. */
  readonly festivals?: readonly string[];
  readonly deceased?: boolean;
  readonly minor?: boolean;
  readonly doNotContact?: boolean;
}

/** One step on the way to a planned contact, from codes, days and numbers alone. */
export type PlanLine =
  | {
      readonly step: 'rhythm';
      readonly type: CustomerType;
      readonly tier: Tier;
      readonly stage: Stage;
      readonly days: number;
    }
  | { readonly step: 'last'; readonly day: string; readonly outcome: VisitOutcome }
  | { readonly step: 'since'; readonly day: string }
  | { readonly step: 'never' }
  | { readonly step: 'longer'; readonly outcome: VisitOutcome; readonly times: number }
  | { readonly step: 'spread'; readonly days: number }
  | { readonly step: 'overdue'; readonly since: string }
  | { readonly step: 'wish'; readonly day: string }
  | { readonly step: 'working-day'; readonly instead: string }
  | { readonly step: 'in-person'; readonly days: number; readonly last?: string }
  | { readonly step: 'channel'; readonly channel: ContactChannel; readonly preferred: boolean }
  | { readonly step: 'date'; readonly what: string; readonly day: string }
  | { readonly step: 'lead'; readonly days: number }
  | { readonly step: 'free-day'; readonly day: string };

/** A contact that is planned for a day. */
export interface PlannedContact {
  readonly day: string;
  readonly kind: VisitKind;
  readonly channel: ContactChannel;
  /** Kind of the date, or festival, that it is about. */
  readonly topic?: string;
  /** The last moment at which it has a point. */
  readonly mustBy?: string;
  readonly why: readonly PlanLine[];
}

/** Calendars that a plan needs: when the bank works, and which festivals there are. */
export interface Calendars {
  readonly workingTime: WorkingTime;
  readonly dates: Dates;
}

/** Channels by which a person makes a contact. */
const byHand: readonly ContactChannel[] = ['phone', 'in-person', 'video', 'wechat', 'sms'];

/** Whether nobody may plan anything for a customer. */
const barred = ({ deceased, minor, doNotContact }: PlannedCustomer): boolean =>
  deceased === true || minor === true || doNotContact === true;

/**
 * The next visit of a customer, on `from` or later: at most as long after the last completed contact as the cadence has it,
 * some days earlier by a number that depends on the customer alone, and on a working day. None where the customer must not
 * be contacted or has consented to no channel.
 */
export function nextVisitOf(
  customer: PlannedCustomer,
  from: string,
  pack: Cadence,
  { workingTime }: Pick<Calendars, 'workingTime'>,
): PlannedContact | undefined {
  if (barred(customer)) return undefined;
  const why: PlanLine[] = [];
  const wanted = dueDayOf(customer, from, pack, why);
  const day = workingDayNear(wanted, from, workingTime, why);
  const channel = channelOn(day, customer, pack, why);
  return channel === undefined ? undefined : { day, kind: 'CHECKUP', channel, why };
}

/** All contacts of a customer in the next months, earliest first, as if every one of them took place on its day. */
export function planOf(
  customer: PlannedCustomer,
  from: string,
  months: number,
  pack: Cadence,
  calendars: Calendars,
): PlannedContact[] {
  if (barred(customer)) return [];
  const until = monthsAfter(from, months);
  return [
    ...visitsOf(customer, from, until, pack, calendars),
    ...greetingsOf(customer, from, until, pack, calendars),
  ].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** Visits from a day until before another one; a visit because something matures is a completed contact as well. */
function visitsOf(
  customer: PlannedCustomer,
  from: string,
  until: string,
  pack: Cadence,
  calendars: Calendars,
): PlannedContact[] {
  const visits: PlannedContact[] = [];
  const maturities = maturitiesOf(customer, from, until, pack, calendars);
  let known = customer;
  let earliest = from;
  for (;;) {
    const checkup = nextVisitOf(known, earliest, pack, calendars);
    if (checkup === undefined) return visits;
    const [maturity] = maturities;
    const matures = maturity !== undefined && maturity.day <= checkup.day;
    const next = matures ? maturityVisit(maturity, known, pack) : checkup;
    if (matures) maturities.shift();
    if (next === undefined || next.day >= until) return visits;
    visits.push(next);
    const { wish: _, ...rest } = known;
    known = {
      ...rest,
      last: { day: next.day, outcome: 'COMPLETED' },
      ...(next.channel === 'in-person' && { lastInPerson: next.day }),
    };
    earliest = dayAfter(next.day, 1);
  }
}

/** Something of a customer that matures, and the day on which they are visited before. */
interface Maturity {
  readonly day: string;
  readonly matures: string;
  readonly why: readonly PlanLine[];
}

function maturitiesOf(
  customer: PlannedCustomer,
  from: string,
  until: string,
  pack: Cadence,
  { workingTime, dates }: Calendars,
): Maturity[] {
  const lead = pack.maturityLeadDays;
  return (
    customer.dates
      .filter(({ kind }) => kind === 'maturity')
      .flatMap(({ date }) => occurrencesOf(date, from, dayAfter(until, lead), dates))
      .map((matures) => {
        const why: PlanLine[] = [
          { step: 'date', what: 'maturity', day: matures },
          { step: 'lead', days: lead },
        ];
        const early = dayAfter(matures, -lead);
        return { day: workingDayNear(early < from ? from : early, from, workingTime, why), matures, why };
      })
      .filter(({ day, matures }) => day <= matures)
      .sort((a, b) => (a.day < b.day ? -1 : 1))
      // What matures together is one visit.
      .filter(({ day }, at, all) => all[at - 1]?.day !== day)
  );
}

function maturityVisit(
  { day, matures, why: led }: Maturity,
  customer: PlannedCustomer,
  pack: Cadence,
): PlannedContact | undefined {
  const why = [...led];
  const channel = channelOn(day, customer, pack, why);
  if (channel === undefined) return undefined;
  const mustBy = endOfDay(matures, customer.zone);
  return { day, kind: 'MATURITY', channel, topic: 'maturity', mustBy, why };
}

/** Greetings from a day until before another one: each on its day, or not at all. */
export function greetingsOf(
  customer: PlannedCustomer,
  from: string,
  until: string,
  pack: Cadence,
  { workingTime, dates }: Calendars,
): PlannedContact[] {
  if (barred(customer)) return [];
  return pack.greetings
    .filter(({ types, by }) => types.includes(customer.type) && by[customer.tier] !== 'NONE')
    .flatMap(({ what, by }) =>
      daysToGreet(what, customer, from, dayAfter(until, -1), dates).flatMap((day): PlannedContact[] => {
        const why: PlanLine[] = [{ step: 'date', what, day }];
        const channel = greetingChannel(by[customer.tier] === 'TASK', day, customer, pack, workingTime, why);
        if (channel === undefined) return [];
        return [{ day, kind: 'GREETING', channel, topic: what, mustBy: endOfDay(day, customer.zone), why }];
      }),
    );
}

function daysToGreet(
  what: string,
  { dates: own, festivals: chosen = [] }: PlannedCustomer,
  from: string,
  until: string,
  dates: Dates,
): string[] {
  const festival = dates.festivals.find(({ kind }) => kind === what);
  if (festival !== undefined)
    return festival.chosenOnly && !chosen.includes(what) ? [] : occurrencesOf(what, from, until, dates);
  return own
    .filter(({ kind }) => kind === what)
    .flatMap(({ date }) => occurrencesOf(date, from, until, dates));
}

/** A person greets on a working day only; on others the greeting still comes on its day, by mail. */
function greetingChannel(
  byPerson: boolean,
  day: string,
  customer: PlannedCustomer,
  pack: Cadence,
  workingTime: WorkingTime,
  why: PlanLine[],
): ContactChannel | undefined {
  if (byPerson && isWorkingDay(day, workingTime)) {
    const allowed = customer.allowed.filter((channel) => byHand.includes(channel) && channel !== 'in-person');
    const channel = channelOf({ ...customer, allowed }, pack, why);
    if (channel !== undefined) return channel;
  } else if (byPerson) {
    why.push({ step: 'free-day', day });
  }
  return channelOf(
    { ...customer, allowed: customer.allowed.filter((channel) => channel === 'mail') },
    pack,
    why,
  );
}

/** The day on which the next visit is due, before working days are looked at. */
function dueDayOf(customer: PlannedCustomer, from: string, pack: Cadence, why: PlanLine[]): string {
  const { type, tier, stage, last, since, wish } = customer;
  if (wish !== undefined && wish >= from) {
    why.push({ step: 'wish', day: wish });
    return wish;
  }
  const rhythm = rhythmOf(pack, customer).days[stage];
  why.push({ step: 'rhythm', type, tier, stage, days: rhythm });
  const chance = chanceOf(`${customer.customerId}#${last?.day ?? since ?? ''}`);
  const basis = last?.day ?? since;
  if (basis === undefined) {
    // Customers of whom nothing is known come in by the thousand: they are spread over a whole round.
    const days = Math.floor(chance * rhythm);
    why.push({ step: 'never' }, { step: 'spread', days });
    return dayAfter(from, days);
  }
  const times = last === undefined ? 1 : pack.afterOutcome[last.outcome];
  why.push(last === undefined ? { step: 'since', day: basis } : { step: 'last', ...last });
  if (last !== undefined && times !== 1) why.push({ step: 'longer', outcome: last.outcome, times });
  const interval = Math.max(1, Math.round(rhythm * times));
  const latest = dayAfter(basis, interval);
  const room = Math.floor(interval * pack.jitterShare);
  const days = Math.floor(chance * (room + 1));
  if (latest < from) {
    why.push({ step: 'overdue', since: latest });
    if (days > 0) why.push({ step: 'spread', days });
    return dayAfter(from, days);
  }
  const due = dayAfter(latest, -days);
  const day = due < from ? from : due;
  if (day < latest) why.push({ step: 'spread', days: -daysBetween(day, latest) });
  return day;
}

/** The working day on or before a day; the one after it, if that would be before `from`. */
function workingDayNear(wanted: string, from: string, calendar: WorkingTime, why: PlanLine[]): string {
  if (isWorkingDay(wanted, calendar)) return wanted;
  why.push({ step: 'working-day', instead: wanted });
  const before = workingDayAfter(wanted, -1, calendar);
  return before >= from ? before : workingDayAfter(wanted, 1, calendar);
}

/** How a visit is made: in person, if the next one would be too late for that; otherwise as the customer likes it. */
function channelOn(
  day: string,
  customer: PlannedCustomer,
  pack: Cadence,
  why: PlanLine[],
): ContactChannel | undefined {
  const { inPersonEveryDays: every, days } = rhythmOf(pack, customer);
  const { lastInPerson: last } = customer;
  if (every !== undefined && customer.allowed.includes('in-person')) {
    const next = days[customer.stage];
    if (last === undefined || daysBetween(last, day) + next > every) {
      why.push({ step: 'in-person', days: every, ...(last !== undefined && { last }) });
      return 'in-person';
    }
  }
  return channelOf(customer, pack, why);
}

/** The channel that the customer prefers, or else the first of the cadence, among those that are allowed. */
function channelOf(customer: PlannedCustomer, pack: Cadence, why: PlanLine[]): ContactChannel | undefined {
  const { allowed, preferredChannel } = customer;
  const preferred = preferredChannel !== undefined && allowed.includes(preferredChannel);
  const channel = preferred
    ? preferredChannel
    : (rhythmOf(pack, customer).channels.find((one) => allowed.includes(one)) ?? allowed[0]);
  if (channel !== undefined) why.push({ step: 'channel', channel, preferred });
  return channel;
}

/** A try to reach a customer. */
export interface Tried {
  readonly at: string;
  readonly channel: ContactChannel;
  readonly daypart: Daypart;
}

/** The part of the bank’s day in which a moment falls; before the first one it is the first, after the last one the last. */
export function daypartOf(at: string, { dayparts }: Cadence, { zone }: WorkingTime): Daypart {
  const day = dayIn(at, zone);
  const begun = dayparts
    .filter(({ from }) => epochAt(day, from, zone) <= Date.parse(at))
    .sort((a, b) => (a.from < b.from ? 1 : -1));
  const earliest = [...dayparts].sort((a, b) => (a.from < b.from ? -1 : 1));
  return (begun[0] ?? earliest[0])?.daypart ?? 'MORNING';
}

/**
 * When and how to try next after nobody answered: some working days later, in another part of the day, and by another
 * channel if there is one. None once all tries are used up.
 */
export function nextTryOf(
  tried: readonly Tried[],
  allowed: readonly ContactChannel[],
  pack: Cadence,
  calendar: WorkingTime,
): Tried | undefined {
  const last = tried.at(-1);
  if (last === undefined || tried.length >= pack.tries) return undefined;
  const day = workingDayAfter(
    dayIn(last.at, calendar.zone),
    workingDaysAfterTry(pack, tried.length),
    calendar,
  );
  const part = leastTried(
    pack.dayparts.filter(({ daypart }) => daypart !== last.daypart),
    ({ daypart }) => tried.filter((one) => one.daypart === daypart).length,
  );
  const channels = allowed.filter((channel) => byHand.includes(channel) && channel !== 'in-person');
  const others = channels.filter((channel) => channel !== last.channel);
  const channel =
    leastTried(others, (one) => tried.filter((before) => before.channel === one).length) ?? last.channel;
  if (part === undefined) return undefined;
  return {
    at: new Date(epochAt(day, part.from, calendar.zone)).toISOString(),
    channel,
    daypart: part.daypart,
  };
}

/** The first of those that were tried least. */
function leastTried<T>(all: readonly T[], times: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (least, one) => (least === undefined || times(one) < times(least) ? one : least),
    undefined,
  );
}

/** A number from 0 to below 1 that depends on a text alone: FNV-1a, its bits mixed as MurmurHash3 ends. */
export function chanceOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
