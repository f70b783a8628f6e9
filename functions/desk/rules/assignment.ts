/** Who gets a task: the dedicated manager first, then whoever of the seat is there, free and least busy. */
import type { Line } from '../../../shared/contracts/codes.ts';
import type { StaffAbsence, StaffProfile } from '../../../shared/contracts/items.ts';
import { absenceOn, standInOf } from '../../../shared/policy/absence.ts';

/** A member of staff as the choice sees them. */
export interface Colleague {
  readonly profile: StaffProfile;
  readonly absences: readonly StaffAbsence[];
  /** Open tasks that the person holds now. */
  readonly openTasks: number;
}

/** Everything that the choice depends on. */
export interface Vacancy {
  /** Ids of those who sit where the task belongs, in the order in which they are asked. */
  readonly seat: readonly string[];
  /** The customer's own manager, where the service map says that they come first. */
  readonly dedicatedId?: string;
  /** Must not act on this case. */
  readonly recused: ReadonlySet<string>;
  /** Held the task before and let it lapse. */
  readonly heldBy: ReadonlySet<string>;
  /** Everybody who may come up: the seat, the manager, and their substitutes. */
  readonly colleagues: ReadonlyMap<string, Colleague>;
  /** Longest chain of substitutes that is followed. */
  readonly mostSubstitutes: number;
  /** Whether somebody who stands in may have the task at all: an absence names whom it likes, and gives nobody a right. */
  readonly mayStandIn: (profile: StaffProfile) => boolean;
  /** Have as much to do as a person may have on the day on which the task is due. */
  readonly fullThatDay?: ReadonlySet<string>;
  /** Set where everybody is full: then the least busy gets more than they should have. */
  readonly beyondCapacity?: boolean;
  readonly now: Date;
}

/** Who gets the task, and why; without `staffId` nobody suitable was found. */
export interface Assignment {
  readonly staffId: string | undefined;
  readonly why: readonly string[];
}

/** Most reasons that are written down, so that a large seat cannot fill a row. */
const MOST_REASONS = 24;

/** Chooses the holder of a task. */
export function assigneeOf(vacancy: Vacancy): Assignment {
  const passedOver: string[] = [];
  const chosen =
    (vacancy.dedicatedId === undefined ? undefined : dedicated(vacancy.dedicatedId, vacancy, passedOver)) ??
    leastBusy(vacancy, passedOver) ??
    substituteOfSeat(vacancy, passedOver);
  const reasons = [...new Set(passedOver)].slice(0, MOST_REASONS);
  return chosen === undefined
    ? { staffId: undefined, why: reasons }
    : { staffId: chosen.staffId, why: [...chosen.why, ...reasons] };
}

interface Chosen {
  readonly staffId: string;
  readonly why: readonly string[];
}

function dedicated(id: string, vacancy: Vacancy, passedOver: string[]): Chosen | undefined {
  const obstacle = obstacleOf(id, vacancy);
  if (obstacle === undefined) return { staffId: id, why: ['dedicated-manager'] };
  passedOver.push(`${obstacle}:${id}`);
  if (obstacle !== 'absent') return undefined;
  const substitute = substituteOf(id, vacancy, passedOver);
  return substitute === undefined
    ? undefined
    : { staffId: substitute, why: ['dedicated-manager', `substitute-of:${id}`] };
}

function leastBusy({ seat, ...rest }: Vacancy, passedOver: string[]): Chosen | undefined {
  const vacancy = { seat, ...rest };
  const free: Colleague[] = [];
  for (const id of seat) {
    const obstacle = obstacleOf(id, vacancy);
    const colleague = vacancy.colleagues.get(id);
    if (obstacle === undefined && colleague !== undefined) free.push(colleague);
    else passedOver.push(`${obstacle}:${id}`);
  }
  // `toSorted` is stable: among equally busy ones the order of the seat decides.
  const [first] = free.toSorted((a, b) => a.openTasks - b.openTasks);
  return first === undefined
    ? undefined
    : { staffId: first.profile.staffId, why: [rest.beyondCapacity ? 'beyond-capacity' : 'least-busy'] };
}

function substituteOfSeat(vacancy: Vacancy, passedOver: string[]): Chosen | undefined {
  for (const id of vacancy.seat) {
    if (obstacleOf(id, vacancy) !== 'absent') continue;
    const staffId = substituteOf(id, vacancy, passedOver);
    if (staffId !== undefined) return { staffId, why: [`substitute-of:${id}`] };
  }
  return undefined;
}

/** Who stands in for a person that can no longer hold a task, along the chain of their substitutes. */
export function standInFor(id: string, vacancy: Vacancy): Assignment {
  const passedOver: string[] = [];
  const staffId = substituteOf(id, vacancy, passedOver);
  const reasons = [...new Set(passedOver)].slice(0, MOST_REASONS);
  return { staffId, why: staffId === undefined ? reasons : [`substitute-of:${id}`, ...reasons] };
}

/** The first in a chain of substitutes who can act; the chain ends at a circle, and where it is too long. */
function substituteOf(id: string, vacancy: Vacancy, passedOver: string[]): string | undefined {
  const seen = new Set([id]);
  let next = standInAt(vacancy.colleagues.get(id), vacancy.now);
  for (let step = 0; step < vacancy.mostSubstitutes && next !== undefined && !seen.has(next); step++) {
    const obstacle = obstacleOfStandIn(next, vacancy);
    if (obstacle === undefined) return next;
    passedOver.push(`${obstacle}:${next}`);
    // Only somebody who is away has handed their work on; a recused or a busy person has not.
    if (obstacle !== 'absent') return undefined;
    seen.add(next);
    next = standInAt(vacancy.colleagues.get(next), vacancy.now);
  }
  return undefined;
}

/** Why a person cannot have the task; undefined if they can. */
export type Obstacle =
  | 'unknown'
  | 'inactive'
  | 'unfit'
  | 'recused'
  | 'held-before'
  | 'absent'
  | 'full'
  | 'full-that-day';

/** Whether somebody was passed over for nothing but what they have to do already. */
export const isFullness = (reason: string): boolean => /^full(-that-day)?:/.test(reason);

function obstacleOf(
  id: string,
  { colleagues, recused, heldBy, fullThatDay, beyondCapacity = false, now }: Vacancy,
): Obstacle | undefined {
  const colleague = colleagues.get(id);
  if (colleague === undefined) return 'unknown';
  if (!colleague.profile.active) return 'inactive';
  if (recused.has(id)) return 'recused';
  if (heldBy.has(id)) return 'held-before';
  if (isAbsent(colleague, now)) return 'absent';
  if (beyondCapacity) return undefined;
  if (colleague.openTasks >= colleague.profile.capacity) return 'full';
  return fullThatDay?.has(id) ? 'full-that-day' : undefined;
}

/** The same for who is nobody of the seat, but named to stand in for one. */
function obstacleOfStandIn(id: string, vacancy: Vacancy): Obstacle | undefined {
  const profile = vacancy.colleagues.get(id)?.profile;
  return profile?.active && !vacancy.mayStandIn(profile) ? 'unfit' : obstacleOf(id, vacancy);
}

/** Whether a person is away today, by the calendar of their own zone. */
export const isAbsent = (
  { profile, absences }: Pick<Colleague, 'profile' | 'absences'>,
  now: Date,
): boolean => absenceOn(absences, todayOf(profile, now)) !== undefined;

/** Who stands in for a person today: whom their absence names, else their usual substitute. */
export const standInAt = (
  colleague: Pick<Colleague, 'profile' | 'absences'> | undefined,
  now: Date,
): string | undefined =>
  colleague &&
  standInOf(
    { substituteId: colleague.profile.substituteId, absences: colleague.absences },
    todayOf(colleague.profile, now),
  );

/** The day that it is where a person works. */
export const todayOf = ({ zone }: Pick<StaffProfile, 'zone'>, now: Date): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);

/** Those of a seat to whom nothing stands in the way, in its order. */
export const freeOf = (vacancy: Vacancy): string[] =>
  vacancy.seat.filter((id) => obstacleOf(id, vacancy) === undefined);

/** Those of a seat who may come up at all, in an order that differs from task to task and is the same on a retry. */
export function seatOrder(taskId: string, staff: readonly StaffProfile[], line: Line | undefined): string[] {
  return staff
    .filter(({ lines }) => line === undefined || lines.includes(line))
    .map(({ staffId }) => ({ staffId, draw: drawOf(`${taskId}/${staffId}`) }))
    .sort((a, b) => a.draw - b.draw || (a.staffId < b.staffId ? -1 : 1))
    .map(({ staffId }) => staffId);
}

/** FNV-1a with the mixing of MurmurHash3 behind it, 32 bits: spreads tasks over people; nothing secret hangs on it. */
function drawOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
