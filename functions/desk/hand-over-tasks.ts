/** Handler for operations: hands over everything that a leaver has open, or says what would go to whom. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { StaffUnknown } from '../../shared/faults/faults.ts';
import { type StepContext, step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { Bench } from './appoint.ts';
import { MOST_TASKS, type Move, type MovePorts, moveTask } from './move.ts';
import type { LeaverBook } from './ports.ts';
import { handOverWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface HandOverPorts extends MovePorts {
  readonly leavers: LeaverBook;
}

/** Who leaves, and whether it is only looked at what would happen. */
export const HandOver = z.strictObject({ staffId: Id, dryRun: z.boolean().default(false) });
export type HandOver = z.infer<typeof HandOver>;

/** To whom each task went or would go; without `to` nobody suitable is left, and the ladder has it. */
export const HandedOver = z.strictObject({
  staffId: Id,
  dryRun: z.boolean(),
  tasks: z.array(
    z.strictObject({
      taskId: Id,
      caseId: Id,
      form: z.string(),
      to: Id.optional(),
      why: z.array(z.string()),
    }),
  ),
  /** How many there was no time for, at least. */
  left: z.number().int().min(0),
});
export type HandedOver = z.infer<typeof HandedOver>;

/** Name under which it appears in the audit trail. */
const ACTOR = 'hand-over-tasks';

/** Time that is kept for the answer, in milliseconds. */
const RESERVE = 15_000;

/**
 * First the person gets nothing more, then task after task goes to somebody else. Whoever asks again after a stop goes on
 * with what is left: what was moved is not the leaver's any more.
 */
export const handOverTasks = (ports: HandOverPorts) =>
  step(
    HandOver,
    HandedOver,
    async ({ staffId, dryRun }, context): Promise<HandedOver> => {
      if ((await ports.staff.find(staffId)) === undefined) throw new StaffUnknown(staffId);
      if (!dryRun) await ports.leavers.leave(staffId, ACTOR);
      const { moves, left } = await handOver(ports, { staffId, dryRun }, context);
      const stuck = moves.filter(({ to }) => to === undefined).length;
      log.info('tasks of a leaver', { staffId, dryRun, tasks: moves.length, stuck, left });
      return {
        staffId,
        dryRun,
        tasks: moves.map(({ to, why, ...task }) => ({
          ...task,
          ...(to !== undefined && { to }),
          why: [...why],
        })),
        left,
      };
    },
    { name: ACTOR },
  );

async function handOver(
  ports: HandOverPorts,
  { staffId, dryRun }: HandOver,
  context: StepContext,
): Promise<{ moves: Move[]; left: number }> {
  const bench = new Bench(ports, ports.clock.now());
  const moves: Move[] = [];
  const tasks = await ports.tasks.heldBy(staffId, MOST_TASKS);
  for (const [at, task] of tasks.entries()) {
    if (context.remaining() < RESERVE) return { moves, left: tasks.length - at };
    const move = await moveTask(ports, task, { onward: { way: 'LEFT' }, actor: ACTOR, dryRun }, bench);
    if (move !== undefined) moves.push(move);
  }
  // Where as many were read as can be, there may be more.
  return { moves, left: tasks.length < MOST_TASKS ? 0 : 1 };
}

/** What Lambda runs. */
export const handler = handOverTasks(handOverWorld());
