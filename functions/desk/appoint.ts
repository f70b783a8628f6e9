/** Finds who holds a task next, and until when; goes up the ladder where nobody is to be found. */
import * as z from 'zod';
import type { Level, Role } from '../../shared/contracts/codes.ts';
import { Line, Tier } from '../../shared/contracts/codes.ts';
import type { CaseHead, CustomerProfile, StaffProfile, TaskRow } from '../../shared/contracts/items.ts';
import type { CaseState, TaskTurn } from '../../shared/contracts/steps.ts';
import { CaseUnknown, CustomerUnknown, PolicyUnknown } from '../../shared/faults/faults.ts';
import type { Escalation } from '../../shared/policy/escalation.ts';
import { rolesAt } from '../../shared/policy/escalation.ts';
import type { Seat } from '../../shared/policy/service-map.ts';
import { customerClockOf, lineOf, seatOf } from '../../shared/policy/service-map.ts';
import { calendarTermOf, deadlineOf } from '../../shared/policy/term.ts';
import type { WorkingTime } from '../../shared/policy/working-time.ts';
import type { CaseBook, CustomerBook, NewHolder, PolicyReader, StaffBook, TaskBook } from './ports.ts';
import { type Assignment, assigneeOf, type Colleague, isAbsent, seatOrder } from './rules/assignment.ts';
import { type Allowance, allowanceOf, checkpointsOf } from './rules/ladder.ts';

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
  readonly seat: Seat;
  readonly tier: Tier;
  readonly line: Line;
  readonly dedicatedId: string | undefined;
  readonly escalation: Escalation;
  readonly calendar: WorkingTime;
  readonly expiryDays: number;
  /** Versions, for the task row to keep. */
  readonly versions: Record<string, number>;
}

/** What terms follow from: the state machine's word where it has one, else what the records say. */
export interface TermsOf {
  readonly caseId: string;
  readonly clock: string;
  readonly case?: CaseState;
  readonly versions: Readonly<Record<string, number>>;
}

/** Reads the terms of a task. */
export async function termsOf(
  { cases, customers, policies }: AppointPorts,
  { caseId, clock, case: known, versions }: TermsOf,
): Promise<Terms> {
  const head = await cases.find(caseId);
  if (head === undefined) throw new CaseUnknown(caseId);
  const customer = await customers.find(head.customerId);
  const tier = Tier.safeParse(known?.tier).data ?? head.tier ?? customer?.tier ?? 'mass';
  // Where the story does not say it: a case that failed before it was registered.
  const line = Line.safeParse(known?.line).data ?? lineOf({ type: customer?.type ?? 'personal', tier });
  const [map, escalation, calendar, links] = await Promise.all([
    policies.read('service-map', versions['service-map']),
    policies.read('escalation', versions.escalation),
    policies.read('working-time', versions['working-time']),
    policies.read('links'),
  ]);
  const seat = seatOf(map.pack, clock, tier, line);
  if (seat === undefined)
    throw new PolicyUnknown(`service-map, clock ${clock}, ${tier}, ${line}`, map.version);
  return {
    seat,
    tier,
    line,
    // The dedicated manager owns the case of a vip customer; whoever approves or helps is somebody else.
    dedicatedId: tier === 'vip' && seat.role === 'rm' ? dedicatedOf(head, customer) : undefined,
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

const dedicatedOf = (head: CaseHead, customer: CustomerProfile | undefined): string | undefined =>
  customer?.managerId ?? head.ownerId;

/** Who is wanted. */
export interface Wanted {
  readonly taskId: string;
  readonly generation: number;
  readonly levels: readonly Level[];
  /** Roles that the storyboard asks for at the first level; empty: as the service map says. */
  readonly of: readonly Role[];
  readonly recused: ReadonlySet<string>;
  readonly heldBy: readonly string[];
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
  const { escalation, calendar, seat } = terms;
  const why: string[] = [];
  for (const level of wanted.levels) {
    const found = await onLevel(ports, terms, wanted, level, now);
    if (found.staffId === undefined) {
      why.push(...found.why, `nobody-at-level:${level}`);
      continue;
    }
    const assignedAt = now.toISOString();
    const allowance = allowanceOf(
      seat.minutes,
      { level, generation: wanted.generation },
      escalation,
      calendar,
    );
    const checkpoints = checkpointsOf(assignedAt, allowance);
    const { dueAt, trace } = deadlineOf(
      { startsAt: assignedAt, minutes: allowance.minutes, served: { tier: terms.tier, line: terms.line } },
      calendar,
    );
    const reasons = [...found.why, ...why].slice(0, MOST_REASONS);
    return {
      why: reasons,
      holder: {
        assigneeId: found.staffId,
        level,
        why: reasons,
        heldBy: [...wanted.heldBy],
        assignedAt,
        dueAt,
        dueTrace: JSON.stringify(trace),
        checkpointAt: checkpoints[0] ?? dueAt,
        linkExpiry: expiryOf(now, dueAt, terms.expiryDays),
      },
    };
  }
  return { holder: undefined, why: why.slice(0, MOST_REASONS) };
}

/** A link lives as long as policy says, and never dies before its own deadline. */
const expiryOf = (now: Date, dueAt: string, days: number): number =>
  Math.floor(Math.max(now.getTime() + days * 86_400_000, Date.parse(dueAt)) / 1_000);

/** Most reasons that a row keeps. */
const MOST_REASONS = 40;

async function onLevel(
  ports: AppointPorts,
  { seat, line, dedicatedId, escalation }: Terms,
  { taskId, of, levels, recused, heldBy }: Wanted,
  level: Level,
  now: Date,
): Promise<Assignment> {
  const first = level === levels[0] && heldBy.length === 0;
  const ladderOf = of[0] ?? seat.role;
  const climbing = rolesAt(escalation, ladderOf, level);
  const roles = !first
    ? // Those who were asked for may sit further up than the seat of the clock.
      heldBy.length > 0
      ? climbing
      : [...new Set([...of, ...climbing])]
    : of.length > 0
      ? of
      : rolesFrom(seat, escalation, level);
  const bench = new Bench(ports, now);
  const why: string[] = [];
  const choose = async (
    ids: readonly string[],
    dedicated: string | undefined,
  ): Promise<string | undefined> => {
    await bench.invite([...ids, ...(dedicated === undefined ? [] : [dedicated])], escalation.mostSubstitutes);
    const chosen = assigneeOf({
      seat: ids,
      dedicatedId: dedicated,
      recused,
      heldBy: new Set(heldBy),
      colleagues: bench.colleagues,
      mostSubstitutes: escalation.mostSubstitutes,
      now,
    });
    why.unshift(...chosen.why);
    return chosen.staffId;
  };

  if (first && of.length === 0 && dedicatedId !== undefined) {
    const staffId = await choose([], dedicatedId);
    if (staffId !== undefined) return { staffId, why };
  }
  for (const role of roles) {
    const inRole = (await ports.staff.inRole(role)).filter((colleague) => colleague.level === level);
    // Operations and the general manager serve all lines.
    const order = seatOrder(taskId, inRole, role === 'operations' || role === 'gm' ? undefined : line);
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

/** Those who may come up, with what is known of them. */
class Bench {
  readonly colleagues = new Map<string, Colleague>();
  readonly #ports: AppointPorts;
  readonly #now: Date;
  readonly #profiles = new Map<string, StaffProfile>();

  constructor(ports: AppointPorts, now: Date) {
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
      const { substituteId } = colleague?.profile ?? {};
      return colleague && substituteId !== undefined && isAbsent(colleague, this.#now) ? [substituteId] : [];
    });
    const unknown = substitutes.filter((id) => !this.colleagues.has(id));
    if (unknown.length > 0) await this.invite(unknown, depth - 1);
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

/** The time that the present holder of a task has. */
export const allowanceOfHolder = (task: Pick<TaskRow, 'level' | 'generation'>, terms: Terms): Allowance =>
  allowanceOf(terms.seat.minutes, task, terms.escalation, terms.calendar);
