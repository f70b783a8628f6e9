/** Gives tasks to somebody else without their holders' doing: of who is away, of who has left, of who never began. */
import type { TaskRow } from '../../shared/contracts/items.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { appointAfter, Bench, type BenchPorts, type Onward, termsOfGiven } from './appoint.ts';
import { passedOn } from './passed-on.ts';
import type { PolicyReader, SendNow } from './ports.ts';
import { isAbsent } from './rules/assignment.ts';
import { isOfCustomer } from './rules/holder.ts';

/** What moving tasks needs of the world. */
export interface MovePorts extends BenchPorts {
  readonly policies: PolicyReader;
  readonly clock: Clock;
  readonly sendNow: SendNow;
}

/** To whom a task went, or would go; without `to` nobody suitable is left, and it stays where it is. */
export interface Move {
  readonly taskId: string;
  readonly caseId: string;
  readonly form: string;
  readonly to: string | undefined;
  readonly why: readonly string[];
}

/** Why tasks move, by whom that is written down, and whether it is only looked at what would happen. */
export interface Moving {
  readonly onward: Onward;
  readonly actor: string;
  readonly dryRun?: boolean;
}

/**
 * Moves one task. Undefined where it has moved on in the meantime: then its row says what is true. The bench counts what
 * everybody is given from one task to the next, so that a dry run names the same people as the move after it.
 */
export async function moveTask(
  ports: MovePorts,
  task: TaskRow,
  { onward, actor, dryRun = false }: Moving,
  bench: Bench,
): Promise<Move | undefined> {
  const { taskId, caseId, form, generation, assigneeId } = task;
  const moved = { taskId, caseId, form };
  const now = ports.clock.now();
  const terms = isOfCustomer(task) ? undefined : await termsOfGiven(ports, task);
  const holder = terms && (await appointAfter(ports, terms, task, onward, now, bench));
  if (holder === undefined) return { ...moved, to: undefined, why: [] };
  const { assigneeId: to, why } = holder;
  if (dryRun) return { ...moved, to, why };
  const passed = {
    ...holder,
    passing: { generation, by: assigneeId, to, at: instantOf(now), way: onward.way },
  };
  const consequences = passedOn(task, passed, actor);
  if (!(await ports.tasks.move(task, passed, consequences))) return undefined;
  await ports.sendNow(consequences.outbox);
  return { ...moved, to, why };
}

/** Most tasks of one person that are moved in one go; a person holds a tenth of that. */
export const MOST_TASKS = 500;

/** Moves the open tasks of a person who is away today; of anybody else it moves none. */
export async function moveAbsent(ports: MovePorts, staffId: string, actor: string): Promise<Move[]> {
  return (await presenceOf(ports, staffId)) === 'away' ? moveAll(ports, staffId, 'ABSENT', actor) : [];
}

/** Moves the open tasks of a person who works here no more; of anybody else it moves none. */
export async function moveLeft(ports: MovePorts, staffId: string, actor: string): Promise<Move[]> {
  return (await ports.staff.find(staffId))?.active === false ? moveAll(ports, staffId, 'LEFT', actor) : [];
}

async function moveAll(
  ports: MovePorts,
  staffId: string,
  way: 'ABSENT' | 'LEFT',
  actor: string,
): Promise<Move[]> {
  const bench = new Bench(ports, ports.clock.now());
  const moves: Move[] = [];
  for (const task of await ports.tasks.heldBy(staffId, MOST_TASKS)) {
    const move = await moveTask(ports, task, { onward: { way }, actor }, bench);
    if (move?.to !== undefined) moves.push(move);
  }
  return moves;
}

/**
 * Gives back to a person who is not away after all what moved because they were, as far as nobody has begun with it; of
 * anybody who is away it gives back nothing.
 */
export async function giveBack(ports: MovePorts, staffId: string, actor: string): Promise<Move[]> {
  if ((await presenceOf(ports, staffId)) !== 'there') return [];
  const bench = new Bench(ports, ports.clock.now());
  const moves: Move[] = [];
  for (const task of await ports.tasks.unopened(WHENEVER, MOST_TASKS)) {
    const last = task.passed?.at(-1);
    if (last?.way !== 'ABSENT' || last.by !== staffId || last.to !== task.assigneeId) continue;
    const move = await moveTask(ports, task, { onward: { way: 'BACK', to: staffId }, actor }, bench);
    if (move?.to !== undefined) moves.push(move);
  }
  return moves;
}

/** After every moment at which a task could go on. */
const WHENEVER = '9999';

async function presenceOf({ staff, clock }: MovePorts, staffId: string): Promise<'away' | 'there' | 'gone'> {
  const profile = await staff.find(staffId);
  if (profile === undefined) return 'gone';
  if (isAbsent({ profile, absences: await staff.absences(staffId) }, clock.now())) return 'away';
  return profile.active ? 'there' : 'gone';
}
