/** Plans of a customer, from what is kept of them: what the story writes at its end, and what the nightly plan reads. */
import { ContactChannel, type VisitKind, type VisitOutcome } from '../../shared/contracts/codes.ts';
import type { CustomerPlan, VisitHead } from '../../shared/contracts/items.ts';
import { shardKey } from '../../shared/platform/ids.ts';
import type { Cadence } from '../../shared/policy/cadence.ts';
import { dayAfter, dayIn, monthsAfter } from '../../shared/policy/days.ts';
import {
  type Calendars,
  greetingsOf,
  nextVisitOf,
  type PlanLine,
  type PlannedContact,
  type PlannedCustomer,
  planOf,
} from '../../shared/policy/plan.ts';
import type { Planner } from '../../shared/policy/planner.ts';
import { channels } from './channels/channels.ts';
import type { CustomerFile, PlanChange, VisitDesk } from './ports.ts';
import { daysAround } from './rules/place.ts';

/** Prefix of the shards of `byPlan`. */
export const PLANNED = 'V';

/** Months within which the next greeting and the next maturity are looked for: the longest lunar year is less. */
const MONTHS_AHEAD = 14;

/** The policies that plans are made by. */
export interface PlanPolicies {
  readonly cadence: Cadence;
  readonly planner: Planner;
  readonly calendars: Calendars;
}

/** The policies in the versions that a case keeps; those in force where it keeps none. */
export async function planPolicies(
  { policies }: { readonly policies: Pick<VisitDesk['policies'], 'read'> },
  versions: VisitHead['policies'] = {},
): Promise<PlanPolicies> {
  const [cadence, planner, workingTime, dates] = await Promise.all([
    policies.read('cadence', versions.cadence),
    policies.read('planner', versions.planner),
    policies.read('working-time', versions['working-time']),
    policies.read('dates', versions.dates),
  ]);
  return {
    cadence: cadence.pack,
    planner: planner.pack,
    calendars: { workingTime: workingTime.pack, dates: dates.pack },
  };
}

/** What a plan depends on, of a customer as the records have them. */
export function plannedCustomer(
  { profile, consents, dates, plans }: CustomerFile,
  { wish, last = lastOf(plans) }: { readonly wish?: string; readonly last?: Last } = {},
): PlannedCustomer {
  const { customerId, type, tier, stage, zone, preferredChannel, since, deceased, minor, doNotContact } =
    profile;
  return {
    customerId,
    type,
    tier,
    stage,
    zone,
    allowed: ContactChannel.options.filter(
      (channel) =>
        channels[channel].reaches(profile) &&
        consents.some(
          (word) => word.purpose === 'care' && word.channel === channel && word.state === 'GIVEN',
        ),
    ),
    ...(preferredChannel !== undefined && { preferredChannel }),
    ...(since !== undefined && { since }),
    ...(last.last !== undefined && { last: last.last }),
    ...(last.lastInPerson !== undefined && { lastInPerson: last.lastInPerson }),
    ...(wish !== undefined && { wish }),
    dates: dates.map(({ kind, date }) => ({ kind, date })),
    ...(deceased !== undefined && { deceased }),
    ...(minor !== undefined && { minor }),
    ...(doNotContact !== undefined && { doNotContact }),
  };
}

/** What is remembered of the contacts before. */
type Last = Pick<CustomerPlan, 'last' | 'lastInPerson'>;

const rowOf = (plans: readonly CustomerPlan[], kind: VisitKind): CustomerPlan | undefined =>
  plans.find(({ sk }) => sk === `PLAN#${kind}`);

const lastOf = (plans: readonly CustomerPlan[]): Last => {
  const { last, lastInPerson } = rowOf(plans, 'CHECKUP') ?? {};
  return { ...(last && { last }), ...(lastInPerson && { lastInPerson }) };
};

/** How a visit ended, for the plan of the next one. */
export interface Ended {
  readonly head: Pick<VisitHead, 'caseId' | 'visitKind' | 'channel' | 'plannedDay' | 'mustBy'>;
  readonly outcome: VisitOutcome;
  /** Set where the customer was contacted by something else in the meantime: that contact counts, not this visit. */
  readonly recent?: boolean;
  /** The day on which the customer wants to hear from the bank next. */
  readonly wish?: string;
}

/** The plans that follow a visit: the next one of its kind, and the next check-up where the customer was reached. */
export async function plansAfter(
  desk: Pick<VisitDesk, 'staff'>,
  file: CustomerFile,
  ended: Ended,
  at: string,
  its: PlanPolicies,
): Promise<PlanChange[]> {
  const { head, outcome } = ended;
  const { workingTime } = its.calendars;
  const today = dayIn(at, workingTime.zone);
  const counts = head.visitKind === 'CHECKUP' || (outcome === 'COMPLETED' && head.visitKind !== 'GREETING');
  const last: Last =
    counts && ended.recent !== true
      ? {
          ...lastOf(file.plans),
          last: { day: today, outcome },
          ...(outcome === 'COMPLETED' && head.channel === 'in-person' && { lastInPerson: today }),
        }
      : lastOf(file.plans);
  const customer = plannedCustomer(file, {
    last,
    ...(ended.wish !== undefined && ended.wish > today && { wish: ended.wish }),
  });
  const from = dayAfter(today, 1);
  const changes: PlanChange[] = [];
  if (counts) {
    const before = rowOf(file.plans, 'CHECKUP');
    const elsewhere = before?.caseId !== undefined && before.caseId !== head.caseId && !before.planKey;
    // A check-up that is under way plans the next one itself when it ends; it only has to know of this contact.
    if (elsewhere) changes.push({ plan: { ...before, ...last }, before, mostADay: its.planner.visitsPerDay });
    else {
      const next = nextVisitOf(customer, from, its.cadence, its.calendars);
      changes.push(...(await placed(desk, file, 'CHECKUP', next, last, from, its)));
    }
  }
  if (head.visitKind === 'GREETING' || head.visitKind === 'MATURITY') {
    // Of the day that has just been kept there is no second greeting, even where it was kept late; and before something matures
    // there is one visit, however long before.
    const kept =
      head.visitKind === 'MATURITY' && head.mustBy !== undefined
        ? dayIn(head.mustBy, file.profile.zone)
        : head.plannedDay;
    const after = kept >= today ? dayAfter(kept, 1) : from;
    const next = nextOfKind(head.visitKind, customer, after, its);
    changes.push(...(await placed(desk, file, head.visitKind, next, {}, from, its)));
  }
  return changes;
}

/**
 * The plans that a customer lacks, and the greetings and maturities that would fall otherwise by what is known today. A
 * check-up that is planned keeps its day as long as the customer keeps the tier, and what is under way plans its next one
 * itself.
 */
export async function plansByToday(
  desk: Pick<VisitDesk, 'staff'>,
  file: CustomerFile,
  at: string,
  its: PlanPolicies,
): Promise<PlanChange[]> {
  const from = dayAfter(dayIn(at, its.calendars.workingTime.zone), 1);
  const customer = plannedCustomer(file);
  const wanted: [VisitKind, PlannedContact | undefined][] = [
    ['CHECKUP', nextVisitOf(customer, from, its.cadence, its.calendars)],
    ['GREETING', nextOfKind('GREETING', customer, from, its)],
    ['MATURITY', nextOfKind('MATURITY', customer, from, its)],
  ];
  const changes: PlanChange[] = [];
  for (const [kind, next] of wanted) {
    const row = rowOf(file.plans, kind);
    const isPlanned = row?.planKey !== undefined;
    const isUnderWay = row?.caseId !== undefined && !isPlanned;
    const stays =
      kind === 'CHECKUP' ? row !== undefined && !isOfAnotherTier(row, customer) : stands(row, next);
    if (isUnderWay || (isPlanned ? stays : next === undefined)) continue;
    const last = kind === 'CHECKUP' ? lastOf(file.plans) : {};
    changes.push(...(await placed(desk, file, kind, next, last, from, its)));
  }
  return changes;
}

/** Whether a check-up was planned by the rhythm of another tier or type than its customer has now; a day of their own wish stays. */
function isOfAnotherTier({ why = '[]' }: CustomerPlan, { tier, type }: PlannedCustomer): boolean {
  const rhythm = (JSON.parse(why) as readonly PlanLine[]).find(({ step }) => step === 'rhythm');
  return rhythm?.step === 'rhythm' && (rhythm.tier !== tier || rhythm.type !== type);
}

/** Whether a plan is what would be planned today; its day may be another one where the wanted one was full. */
const stands = (row: CustomerPlan | undefined, next: PlannedContact | undefined): boolean =>
  row !== undefined &&
  next !== undefined &&
  row.why === JSON.stringify(next.why) &&
  row.channel === next.channel &&
  row.topic === next.topic &&
  row.mustBy === next.mustBy;

function nextOfKind(
  kind: 'GREETING' | 'MATURITY',
  customer: PlannedCustomer,
  from: string,
  { cadence, calendars }: PlanPolicies,
): PlannedContact | undefined {
  const contacts =
    kind === 'GREETING'
      ? greetingsOf(customer, from, monthsAfter(from, MONTHS_AHEAD), cadence, calendars)
      : planOf(customer, from, MONTHS_AHEAD, cadence, calendars);
  return contacts
    .filter((contact) => contact.kind === kind)
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .at(0);
}

/** The row of a plan, on a day that its manager has room for; nothing where neither a plan nor anything to remember is left. */
async function placed(
  { staff }: Pick<VisitDesk, 'staff'>,
  { profile, plans }: CustomerFile,
  kind: VisitKind,
  next: PlannedContact | undefined,
  last: Last,
  from: string,
  { planner, calendars }: PlanPolicies,
): Promise<PlanChange[]> {
  const before = rowOf(plans, kind);
  const mostADay = planner.visitsPerDay;
  if (next === undefined) {
    if (before === undefined) return [];
    const { planShard: _, planKey: __, givenTo: ___, caseId: ____, ...rest } = before;
    return [{ plan: { ...rest, ...last }, before, mostADay }];
  }
  const { customerId, managerId } = profile;
  const byPerson = channels[next.channel].carrier === 'TASK';
  // A birthday cannot be moved to a day with room; whatever has a last moment keeps its day.
  const movable = byPerson && managerId !== undefined && next.mustBy === undefined;
  const day = movable
    ? await dayWithRoom(staff, managerId, next.day, from, planner, calendars.workingTime)
    : next.day;
  const plan: CustomerPlan = {
    customerId,
    sk: `PLAN#${kind}`,
    v: 1,
    kind,
    day: day ?? next.day,
    channel: next.channel,
    ...(next.mustBy !== undefined && { mustBy: next.mustBy }),
    ...(next.topic !== undefined && { topic: next.topic }),
    why: JSON.stringify(next.why),
    ...planKeyOf(customerId, kind, day ?? next.day),
    ...(movable && day !== undefined && { givenTo: managerId }),
    ...last,
  };
  return [{ plan, before, mostADay }];
}

/** The keys by which the nightly plan finds a row. */
export const planKeyOf = (customerId: string, kind: VisitKind, day: string) => ({
  planShard: shardKey(PLANNED, customerId),
  planKey: `${day}#${customerId}#${kind}`,
});

/** Working days after the wanted one that are looked at where all around it are full. */
const FAR = 60;

async function dayWithRoom(
  staff: VisitDesk['staff'],
  managerId: string,
  wanted: string,
  from: string,
  { visitsPerDay, daysAround: reach }: Planner,
  calendar: Calendars['workingTime'],
): Promise<string | undefined> {
  const near = daysAround(wanted, from, reach, calendar);
  const later = daysAround(wanted, wanted, FAR, calendar).slice(reach);
  for (const day of new Set([...near, ...later])) {
    if ((await staff.load(managerId, day)) < visitsPerDay) return day;
  }
  return undefined;
}
