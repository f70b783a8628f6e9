/** Finds who holds a task next, and until when; goes up the ladder where nobody is to be found. */
import * as z from 'zod';
import type { Level, Role } from '../../shared/contracts/codes.ts';
import { Line, Tier } from '../../shared/contracts/codes.ts';
import { Severity } from '../../shared/contracts/complaint.ts';
import type { AnyHead, CustomerProfile, StaffProfile, TaskRow } from '../../shared/contracts/items.ts';
import type { CaseState, TaskTurn } from '../../shared/contracts/steps.ts';
import type { MovedWay, PassWay } from '../../shared/contracts/task-pages.ts';
import { CaseUnknown, CustomerUnknown, PolicyUnknown } from '../../shared/faults/faults.ts';
import { hasOwnTimes, hoursOf } from '../../shared/policy/calendar.ts';
import { dayAfter, dayIn, endOfDay } from '../../shared/policy/days.ts';
import type { Escalation } from '../../shared/policy/escalation.ts';
import { rolesAt } from '../../shared/policy/escalation.ts';
import {
  type Allowance,
  type Clocked,
  checkpointsOf,
  levelsAbove,
  restOf,
  timeOfHolder,
} from '../../shared/policy/ladder.ts';
import type { Gravity, Seat } from '../../shared/policy/service-map.ts';
import { customerClockOf, gravityOf, lineOf, seatOfTask } from '../../shared/policy/service-map.ts';
import { calendarTermOf, deadlineOf } from '../../shared/policy/term.ts';
import { addWorkingTime, type WorkingTime } from '../../shared/policy/working-time.ts';
import type { CaseBook, CustomerBook, NewHolder, PolicyReader, StaffBook, TaskBook } from './ports.ts';
import {
  type Assignment,
  assigneeOf,
  type Colleague,
  freeOf,
  isAbsent,
  isFullness,
  seatOrder,
  standInAt,
  standInFor,
  todayOf,
  type Vacancy,
} from './rules/assignment.ts';
import { type MaskedContact, maskedContact } from './rules/mask.ts';

/** What finding somebody needs of the world: nothing of the customer. */
export interface BenchPorts {
  readonly staff: StaffBook;
  readonly tasks: TaskBook;
}

/** What an appointment needs of the world. */
export interface AppointPorts {
  readonly cases: CaseBook;
  readonly customers: CustomerBook;
  readonly staff: StaffBook;
  readonly tasks: TaskBook;
  readonly policies: PolicyReader;
}

/** How many of a seat are looked at closely at a time: their absences and open tasks are reads of their own. */
const LOOKED_AT_ONCE = 8;

/** The policies of a task in the versions that its case keeps, and its place in the service map. */
export interface Terms {
  /** With the time that the severity leaves it. */
  readonly seat: Seat;
  readonly tier: Tier;
  readonly line: Line;
  /** Undefined before triage, and where there is nothing to triage. */
  readonly gravity: Gravity | undefined;
  readonly dedicatedId: string | undefined;
  readonly escalation: Escalation;
  /** Of the bank; whoever holds the task keeps the hours of their branch. */
  readonly calendar: WorkingTime;
  readonly expiryDays: number;
  /** Versions, for the task row to keep. */
  readonly versions: Record<string, number>;
  /** The customer as the pages may show them; undefined where the terms were read without them. */
  readonly contact: MaskedContact | undefined;
}

/** What terms follow from: the state machine's word where it has one, else what the records say. */
export interface TermsOf {
  readonly caseId: string;
  readonly clock: string;
  readonly case?: CaseState;
  /** By what the task was given, where that was done already and no state machine is asking. */
  readonly served?: TaskRow['served'];
  readonly versions: Readonly<Record<string, number>>;
}

/** Reads the terms of a task. */
export async function termsOf(
  { cases, customers, policies }: AppointPorts,
  { caseId, clock, case: known, served, versions }: TermsOf,
): Promise<Terms> {
  const head = await cases.find(caseId);
  if (head === undefined) throw new CaseUnknown(caseId);
  const customer = await customers.find(head.customerId);
  const tier = Tier.safeParse(known?.tier).data ?? head.tier ?? customer?.tier ?? 'mass';
  // Where the story does not say it: a case that failed before it was registered.
  const line = Line.safeParse(known?.line).data ?? lineOf({ type: customer?.type ?? 'personal', tier });
  const severity = Severity.safeParse(known?.severity).data ?? served?.severity;
  const terms = await termsFor({ policies }, { clock, tier, line, severity }, versions);
  return {
    ...terms,
    // The dedicated manager owns the case of a vip customer, and visits and keeps whoever is theirs; others approve and help.
    dedicatedId:
      (tier === 'vip' || head.kind !== 'complaint') && terms.seat.role === 'rm'
        ? dedicatedOf(head, customer)
        : undefined,
    contact: customer && maskedContact(customer),
  };
}

/** The terms of a task that was given already, read without the customer; undefined where its row does not say by which. */
export const termsOfGiven = async (
  { policies }: Pick<AppointPorts, 'policies'>,
  { clock, served, policies: versions }: TaskRow,
): Promise<Terms | undefined> => served && termsFor({ policies }, { clock, ...served }, versions);

async function termsFor(
  { policies }: Pick<AppointPorts, 'policies'>,
  { clock, tier, line, severity }: { readonly clock: string } & NonNullable<TaskRow['served']>,
  versions: Readonly<Record<string, number>>,
): Promise<Terms> {
  const [map, escalation, calendar, links] = await Promise.all([
    policies.read('service-map', versions['service-map']),
    policies.read('escalation', versions.escalation),
    policies.read('working-time', versions['working-time']),
    policies.read('links'),
  ]);
  const seat = seatOfTask(map.pack, clock, { tier, line, severity });
  if (seat === undefined)
    throw new PolicyUnknown(`service-map, clock ${clock}, ${tier}, ${line}`, map.version);
  return {
    seat,
    tier,
    line,
    gravity: gravityOf(map.pack, severity),
    dedicatedId: undefined,
    contact: undefined,
    escalation: escalation.pack,
    calendar: calendar.pack,
    expiryDays: links.pack.expiryDays,
    versions: {
      'service-map': map.version,
      escalation: escalation.version,
      'working-time': calendar.version,
    },
  };
}

/** The terms of a question to the customer of a case, and the customer. */
export async function customerTermsOf(
  { cases, customers, policies }: Pick<AppointPorts, 'cases' | 'customers' | 'policies'>,
  { case: { caseId, policies: kept }, clock }: Pick<TaskTurn, 'case' | 'clock'>,
  now: Date,
) {
  const head = await cases.find(caseId);
  if (head === undefined) throw new CaseUnknown(caseId);
  const customer = await customers.find(head.customerId);
  if (customer === undefined) throw new CustomerUnknown(head.customerId);
  const versions = Versions.safeParse(kept).data ?? {};
  const [map, calendar, links] = await Promise.all([
    policies.read('service-map', versions['service-map']),
    policies.read('working-time', versions['working-time']),
    policies.read('links'),
  ]);
  const its = customerClockOf(map.pack, clock);
  if (its === undefined) throw new PolicyUnknown(`service-map, customer clock ${clock}`, map.version);
  const assignedAt = now.toISOString();
  const { zone } = calendar.pack;
  const { dueAt, trace } = calendarTermOf({ startsAt: assignedAt, days: its.days }, zone);
  const { dueAt: checkpointAt } = calendarTermOf({ startsAt: assignedAt, days: its.remindAfterDays }, zone);
  return {
    customer,
    assignedAt,
    dueAt,
    dueTrace: JSON.stringify(trace),
    checkpointAt,
    linkExpiry: expiryOf(now, dueAt, links.pack.expiryDays),
    policies: { 'service-map': map.version, 'working-time': calendar.version },
  };
}

/** The versions of policies that a case keeps, as the story carries them. */
export const Versions = z.record(z.string(), z.number().int().min(1));

const dedicatedOf = (
  head: Pick<AnyHead, 'ownerId'>,
  customer: CustomerProfile | undefined,
): string | undefined => customer?.managerId ?? head.ownerId;

/** Who is wanted. */
export interface Wanted {
  readonly taskId: string;
  readonly generation: number;
  readonly levels: readonly Level[];
  /** Roles that the storyboard asks for at the first level; empty: as the service map says. */
  readonly of: readonly Role[];
  readonly recused: ReadonlySet<string>;
  readonly heldBy: readonly string[];
  /** Of those who held it before: who may have it again. */
  readonly again?: ReadonlySet<string>;
  /** Set where it stays on the first of the levels: the roles asked for come first there too. */
  readonly stays?: boolean;
  /** When the task is due, where that does not follow from its clock and the level on which it is given. */
  readonly dueAt?: string | undefined;
}

/** A new holder with everything that follows from it, or the reasons why there is none. */
export type Appointment =
  | { readonly holder: NewHolder; readonly why: readonly string[] }
  | { readonly holder: undefined; readonly why: readonly string[] };

/** Appoints the first suitable person on the given levels, lowest first. */
export async function appoint(
  ports: AppointPorts,
  terms: Terms,
  wanted: Wanted,
  now: Date,
): Promise<Appointment> {
  const bench = new Bench(ports, now);
  const found = await find(ports, terms, wanted, now, bench);
  const { staffId, level, why } = found;
  if (staffId === undefined) return { holder: undefined, why };
  const branch = await bench.branchOf(staffId);
  const allowance = allowanceAt(terms, level, wanted.generation, branch);
  const time = timeOf(terms, allowance, branch, now);
  const byStandingIn = why.some((reason) => reason.startsWith('substitute-of:'));
  return {
    why,
    holder: {
      assigneeId: staffId,
      level,
      why: [...why],
      heldBy: [...wanted.heldBy],
      branch,
      ...time,
      ...(byStandingIn && returnOf(terms, allowance, now)),
    },
  };
}

/** The calendar of whoever works at a branch; the bank's where the branch is not known. */
export const calendarOf = ({ calendar }: Pick<Terms, 'calendar'>, branch: string | undefined): WorkingTime =>
  branch === undefined ? calendar : hoursOf(branch, calendar);

const allowanceAt = (terms: Terms, level: Level, generation: number, branch: string | undefined): Allowance =>
  timeOfHolder({ level, generation, branch }, clockedOf(terms));

const clockedOf = ({ seat: { minutes }, escalation, calendar }: Terms): Clocked => ({
  minutes,
  escalation,
  calendar,
});

/** When a task that was given on goes on again, unless its new holder begins. */
function returnOf(
  { escalation: { returnAfter } }: Terms,
  { minutes, calendar }: Allowance,
  now: Date,
): Pick<NewHolder, 'returnAt' | 'returns'> {
  if (returnAfter === undefined) return {};
  const returnAt = addWorkingTime(now.toISOString(), minutes * returnAfter, calendar);
  return { returnAt, returns: 'R' };
}

/** Somebody suitable on one of the levels, or why there is nobody. */
type Found =
  | { readonly staffId: string; readonly level: Level; readonly why: readonly string[] }
  | { readonly staffId: undefined; readonly level?: undefined; readonly why: readonly string[] };

/** Looks on the levels, lowest first; where everybody suitable is full, the least busy of the lowest level gets it all the same. */
async function find(
  ports: BenchPorts,
  terms: Terms,
  wanted: Wanted,
  now: Date,
  bench: Bench,
): Promise<Found> {
  const why: string[] = [];
  for (const beyondCapacity of [false, true]) {
    for (const level of wanted.levels) {
      const found = await onLevel(ports, terms, wanted, { level, beyondCapacity, bench, now });
      if (found.staffId !== undefined) {
        const reasons = [...new Set([...found.why, ...why])].slice(0, MOST_REASONS);
        return { staffId: found.staffId, level, why: reasons };
      }
      if (!beyondCapacity) why.push(...found.why, `nobody-at-level:${level}`);
    }
    if (!why.some(isFullness)) break;
  }
  return { staffId: undefined, why: why.slice(0, MOST_REASONS) };
}

/** The dates of a holder whose time begins now. */
function timeOf(terms: Terms, allowance: Allowance, branch: string | undefined, now: Date) {
  const { tier, line, gravity, expiryDays } = terms;
  const assignedAt = now.toISOString();
  const { minutes, calendar } = allowance;
  const own = branch !== undefined && hasOwnTimes(branch, terms.calendar) ? branch : undefined;
  const { dueAt, trace } = deadlineOf(
    { startsAt: assignedAt, minutes, served: { tier, line }, gravity, branch: own },
    calendar,
  );
  return {
    assignedAt,
    dueAt,
    dueTrace: JSON.stringify(trace),
    checkpointAt: checkpointsOf(assignedAt, allowance)[0] ?? dueAt,
    linkExpiry: expiryOf(now, dueAt, expiryDays),
  };
}

/** How a task goes to somebody else: to whom its holder chooses, or to whoever is next, whatever the reason. */
export type Onward =
  | { readonly way: Exclude<PassWay | MovedWay, 'REASSIGN' | 'BACK'> }
  | { readonly way: 'REASSIGN' | 'BACK'; readonly to: string };

/** The first word of the reasons of whoever has it next. */
const passedBy: Readonly<Record<Onward['way'], string>> = {
  HAND_BACK: 'handed-back-by',
  REASSIGN: 'reassigned-by',
  ABSENT: 'moved-as-absent',
  LEFT: 'moved-as-left',
  UNOPENED: 'returned-unopened-by',
  BACK: 'given-back-by',
};

/** Who gets a task that goes on to somebody else, with the rest of its time; undefined where nobody suitable is left. */
export async function appointAfter(
  ports: BenchPorts,
  terms: Terms,
  task: TaskRow,
  onward: Onward,
  now: Date,
  /** Of several tasks that are given on together: who they are given to counts from one to the next. */
  bench = new Bench(ports, now),
): Promise<(NewHolder & { readonly minutes: number }) | undefined> {
  const { level, assigneeId } = task;
  const heldBy = [...task.heldBy, assigneeId];
  const wanted: Wanted = {
    taskId: task.taskId,
    generation: task.generation + 1,
    levels: [level, ...levelsAbove(level)],
    of: task.of ?? [],
    recused: new Set(task.recused),
    heldBy,
    stays: true,
    dueAt: task.dueAt,
  };
  const found: Found =
    onward.way === 'BACK'
      ? { staffId: onward.to, level, why: [] }
      : onward.way === 'REASSIGN'
        ? await chosen(ports, terms, task, onward.to, now, bench)
        : ((await standIn(terms, task, onward, wanted, bench)) ??
          (await find(ports, terms, wanted, now, bench)));
  if (found.staffId === undefined) return undefined;
  const { seat, escalation, expiryDays } = terms;
  const assignedAt = now.toISOString();
  const branch = await bench.branchOf(found.staffId);
  const times = { now: assignedAt, dueAt: task.dueAt };
  const rest = restOf(seat.minutes, times, escalation, calendarOf(terms, branch));
  const fresh = timeOf(terms, rest.allowance, branch, now);
  const { dueAt, dueTrace } = rest.moves ? fresh : task;
  bench.gives(found.staffId, dueAt);
  return {
    ...fresh,
    ...returnOf(terms, rest.allowance, now),
    dueAt,
    dueTrace,
    linkExpiry: expiryOf(now, dueAt, expiryDays),
    minutes: rest.allowance.minutes,
    assigneeId: found.staffId,
    level: found.level,
    branch,
    heldBy,
    why: [`${passedBy[onward.way]}:${assigneeId}`, ...found.why].slice(0, MOST_REASONS),
  };
}

/** Whoever stands in for a holder who is away or has left: they come before all others of the seat. */
async function standIn(
  terms: Terms,
  { level, assigneeId }: TaskRow,
  { way }: Onward,
  { of, recused, heldBy, dueAt }: Wanted,
  bench: Bench,
): Promise<Found | undefined> {
  if (way !== 'ABSENT' && way !== 'LEFT') return undefined;
  const { mostSubstitutes, tasksPerDay } = terms.escalation;
  await bench.follow(assigneeId, mostSubstitutes);
  const { staffId, why } = await bench.choose(
    {
      seat: [],
      recused,
      heldBy: new Set(heldBy),
      mostSubstitutes,
      mayStandIn: mayStandInAt(terms, of, level),
    },
    { dueAt: () => dueAt, most: tasksPerDay },
    (vacancy) => standInFor(assigneeId, vacancy),
  );
  return staffId === undefined ? undefined : { staffId, level, why };
}

async function chosen(
  ports: BenchPorts,
  terms: Terms,
  task: TaskRow,
  to: string,
  now: Date,
  bench: Bench,
): Promise<Found> {
  const person = await ports.staff.find(to);
  if (person !== undefined) bench.know([person]);
  const colleagues =
    person === undefined ? [] : await suitable(ports, terms, task, [person], { most: 1, now });
  return colleagues.length > 0
    ? { staffId: to, level: task.level, why: ['chosen-by-holder'] }
    : { staffId: undefined, why: [`unsuitable:${to}`] };
}

/** Most colleagues that a holder can choose from, and most that are looked at to find them. */
const MOST_CHOICES = { shown: 30, looked: 120 };

/** Whom the holder of a task may give it to: the holder's own role, level and line, by the rules of an appointment. */
export async function colleaguesFor(
  ports: BenchPorts,
  terms: Terms,
  task: TaskRow,
  now: Date,
): Promise<StaffProfile[]> {
  const holder = await ports.staff.find(task.assigneeId);
  const people: StaffProfile[] = [];
  for (const role of rolesOfHolder(terms, task, holder)) people.push(...(await ports.staff.inRole(role)));
  // People know those of their own branch best.
  const near = ({ branch }: StaffProfile) => (branch === holder?.branch ? 0 : 1);
  const nearest = people.toSorted((a, b) => near(a) - near(b)).slice(0, MOST_CHOICES.looked);
  const found = await suitable(ports, terms, task, nearest, { most: MOST_CHOICES.shown, now });
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The role of the holder where it may have the task at all, else those that may. */
function rolesOfHolder(
  terms: Terms,
  { of = [], level }: TaskRow,
  holder: StaffProfile | undefined,
): readonly Role[] {
  const roles = rolesStaying(terms, of, level);
  return holder !== undefined && roles.includes(holder.role) ? [holder.role] : roles;
}

async function suitable(
  ports: BenchPorts,
  terms: Terms,
  task: TaskRow,
  people: readonly StaffProfile[],
  { most, now }: { readonly most: number; readonly now: Date },
): Promise<StaffProfile[]> {
  const roles = rolesStaying(terms, task.of ?? [], task.level);
  const fitting = people.filter(
    ({ role, level, lines }) =>
      roles.includes(role) && level === task.level && (servesAll(role) || lines.includes(terms.line)),
  );
  const bench = new Bench(ports, now);
  bench.know(fitting);
  const found: StaffProfile[] = [];
  for (let at = 0; at < fitting.length && found.length < most; at += LOOKED_AT_ONCE) {
    const some = fitting.slice(at, at + LOOKED_AT_ONCE);
    const ids = some.map(({ staffId }) => staffId);
    await bench.invite(ids, 0);
    const free = new Set(
      freeOf({
        seat: ids,
        recused: new Set(task.recused),
        heldBy: new Set([...task.heldBy, task.assigneeId]),
        colleagues: bench.colleagues,
        mostSubstitutes: 0,
        mayStandIn: () => false,
        now,
      }),
    );
    found.push(...some.filter(({ staffId }) => free.has(staffId)));
  }
  return found.slice(0, most);
}

/** Roles that may hold a task on the level on which it is, best first. */
function rolesStaying({ seat, escalation }: Terms, of: readonly Role[], level: Level): readonly Role[] {
  const [first] = of;
  return first === undefined
    ? rolesFrom(seat, escalation, level)
    : [...new Set([...of, ...rolesAt(escalation, first, level)])];
}

/** Whether somebody may stand in on a level: their role has a place there or further up, by their own level, and serves the line. */
const mayStandInAt =
  (terms: Terms, of: readonly Role[], level: Level) =>
  ({ role, level: own, lines }: StaffProfile): boolean =>
    own >= level &&
    rolesStaying(terms, of, own).includes(role) &&
    (servesAll(role) || lines.includes(terms.line));

/** Operations and the general manager serve all lines. */
const servesAll = (role: Role): boolean => role === 'operations' || role === 'gm';

/** A link lives as long as policy says, and never dies before its own deadline. */
const expiryOf = (now: Date, dueAt: string, days: number): number =>
  Math.floor(Math.max(now.getTime() + days * 86_400_000, Date.parse(dueAt)) / 1_000);

/** Most reasons that a row keeps. */
const MOST_REASONS = 40;

/** On which level somebody is looked for, and how closely what they have to do already is looked at. */
interface Look {
  readonly level: Level;
  readonly beyondCapacity: boolean;
  readonly bench: Bench;
  readonly now: Date;
}

async function onLevel(
  ports: BenchPorts,
  terms: Terms,
  wanted: Wanted,
  { level, beyondCapacity, bench, now }: Look,
): Promise<Assignment> {
  const { taskId, of, levels, recused, heldBy, again = new Set(), stays = false } = wanted;
  const { seat, line, dedicatedId, escalation } = terms;
  const first = level === levels[0] && heldBy.length === 0;
  const ladderOf = of[0] ?? seat.role;
  const climbing = rolesAt(escalation, ladderOf, level);
  const roles =
    stays && level === levels[0]
      ? rolesStaying(terms, of, level)
      : !first
        ? // Those who were asked for may sit further up than the seat of the clock.
          heldBy.length > 0
          ? climbing
          : [...new Set([...of, ...climbing])]
        : of.length > 0
          ? of
          : rolesFrom(seat, escalation, level);
  const dueAt = ({ branch }: StaffProfile): string =>
    wanted.dueAt ?? timeOf(terms, allowanceAt(terms, level, wanted.generation, branch), branch, now).dueAt;
  const why: string[] = [];
  const choose = async (
    ids: readonly string[],
    dedicated: string | undefined,
  ): Promise<string | undefined> => {
    await bench.invite([...ids, ...(dedicated === undefined ? [] : [dedicated])], escalation.mostSubstitutes);
    const chosen = await bench.choose(
      {
        seat: ids,
        ...(dedicated !== undefined && { dedicatedId: dedicated }),
        recused,
        heldBy: new Set(heldBy.filter((id) => !again.has(id))),
        mostSubstitutes: escalation.mostSubstitutes,
        mayStandIn: mayStandInAt(terms, of, level),
        beyondCapacity,
      },
      { dueAt, most: escalation.tasksPerDay },
      assigneeOf,
    );
    why.unshift(...chosen.why);
    return chosen.staffId;
  };

  if (first && of.length === 0 && dedicatedId !== undefined) {
    const staffId = await choose([], dedicatedId);
    if (staffId !== undefined) return { staffId, why };
  }
  for (const role of roles) {
    const inRole = (await ports.staff.inRole(role)).filter((colleague) => colleague.level === level);
    const order = seatOrder(taskId, inRole, servesAll(role) ? undefined : line);
    bench.know(inRole);
    for (let at = 0; at < order.length; at += LOOKED_AT_ONCE) {
      const staffId = await choose(order.slice(at, at + LOOKED_AT_ONCE), undefined);
      if (staffId !== undefined) return { staffId, why };
    }
  }
  return { staffId: undefined, why };
}

/** At the seat's own level its role comes first, then the others of that rung. */
const rolesFrom = (seat: Seat, escalation: Escalation, level: Level): readonly Role[] =>
  level === seat.level
    ? [seat.role, ...rolesAt(escalation, seat.role, level).filter((role) => role !== seat.role)]
    : rolesAt(escalation, seat.role, level);

/** Those who may come up, with what is known of them, and what they are given from this bench. */
export class Bench {
  readonly colleagues = new Map<string, Colleague>();
  /** What each has to do by a day, as far as it was asked for. */
  readonly #loads = new Map<string, number>();
  readonly #ports: BenchPorts;
  readonly #now: Date;
  readonly #profiles = new Map<string, StaffProfile>();

  constructor(ports: BenchPorts, now: Date) {
    this.#ports = ports;
    this.#now = now;
  }

  /** Takes profiles that were read already. */
  know(profiles: readonly StaffProfile[]): void {
    for (const profile of profiles) this.#profiles.set(profile.staffId, profile);
  }

  /** Looks at these people, and at the substitutes of those who are away. */
  async invite(ids: readonly string[], depth: number): Promise<void> {
    const asked = ids.filter((id) => !this.colleagues.has(id));
    await Promise.all(asked.map((id) => this.#look(id)));
    if (depth === 0) return;
    const substitutes = ids.flatMap((id) => {
      const colleague = this.colleagues.get(id);
      const substituteId = standInAt(colleague, this.#now);
      return colleague && substituteId !== undefined && isAbsent(colleague, this.#now) ? [substituteId] : [];
    });
    const unknown = substitutes.filter((id) => !this.colleagues.has(id));
    if (unknown.length > 0) await this.invite(unknown, depth - 1);
  }

  /** Looks at a person who holds a task no more, and at those who stand in for them. */
  async follow(id: string, depth: number): Promise<void> {
    await this.invite([id], 0);
    const standIn = standInAt(this.colleagues.get(id), this.#now);
    if (standIn !== undefined && depth > 0) await this.invite([standIn], depth - 1);
  }

  /** Makes a choice, and makes it anew where whoever was chosen has enough to do on the day on which the task is due. */
  async choose(
    asked: Omit<Vacancy, 'colleagues' | 'fullThatDay' | 'now'>,
    {
      dueAt,
      most,
    }: {
      readonly dueAt: (holder: StaffProfile) => string | undefined;
      readonly most: number | undefined;
    },
    choice: (vacancy: Vacancy) => Assignment,
  ): Promise<Assignment> {
    const fullThatDay = new Set<string>();
    for (;;) {
      const chosen = choice({ ...asked, colleagues: this.colleagues, fullThatDay, now: this.#now });
      const { staffId } = chosen;
      if (staffId === undefined || asked.beyondCapacity) return chosen;
      const profile = this.colleagues.get(staffId)?.profile;
      const by = profile && dueAt(profile);
      if (profile === undefined || by === undefined || most === undefined) return chosen;
      // Only who was chosen is looked at: of all others it does not matter how their day is.
      if ((await this.#loadBy(profile, by, most)) < most) return chosen;
      fullThatDay.add(staffId);
    }
  }

  /** Where a person works; undefined where nobody knows them. */
  async branchOf(id: string): Promise<string | undefined> {
    const known = this.colleagues.get(id)?.profile ?? this.#profiles.get(id);
    return (known ?? (await this.#ports.staff.find(id)))?.branch;
  }

  /** Counts what a person is given now, so that the next choice from this bench knows of it. */
  gives(id: string, dueAt: string): void {
    const colleague = this.colleagues.get(id);
    if (colleague === undefined) return;
    this.colleagues.set(id, { ...colleague, openTasks: colleague.openTasks + 1 });
    const key = loadKey(colleague.profile, dueAt);
    const load = this.#loads.get(key);
    if (load !== undefined) this.#loads.set(key, load + 1);
  }

  /** Tasks that a person has due on the day of this moment, and visits that are planned for it and are no tasks yet. */
  async #loadBy(profile: StaffProfile, dueAt: string, most: number): Promise<number> {
    const key = loadKey(profile, dueAt);
    const known = this.#loads.get(key);
    if (known !== undefined) return known;
    const day = dayIn(dueAt, profile.zone);
    const [tasks, visits] = await Promise.all([
      this.#ports.tasks.dueOf(profile.staffId, dayOf(day, profile.zone), most),
      day > todayOf(profile, this.#now) ? this.#ports.staff.visitsOn(profile.staffId, day) : 0,
    ]);
    this.#loads.set(key, tasks + visits);
    return tasks + visits;
  }

  async #look(id: string): Promise<void> {
    const profile = this.#profiles.get(id) ?? (await this.#ports.staff.find(id));
    if (profile === undefined) return;
    const [absences, openTasks] = await Promise.all([
      this.#ports.staff.absences(id),
      this.#ports.tasks.openOf(id, profile.capacity),
    ]);
    this.colleagues.set(id, { profile, absences, openTasks });
  }
}

/** The first and the last moment of a day in a zone. */
const dayOf = (day: string, zone: string) => ({
  from: new Date(Date.parse(endOfDay(dayAfter(day, -1), zone)) + 1).toISOString(),
  until: endOfDay(day, zone),
});

const loadKey = ({ staffId, zone }: StaffProfile, dueAt: string): string =>
  `${staffId} ${dayIn(dueAt, zone)}`;

/** The time that the present holder of a task has. */
export const allowanceOfHolder = (
  task: Pick<TaskRow, 'level' | 'generation' | 'minutes' | 'branch'>,
  terms: Terms,
): Allowance => timeOfHolder(task, clockedOf(terms));
