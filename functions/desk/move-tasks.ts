/**
 * Handler: somebody's absence has changed, or they have left; what they have open moves at once if they are not there, or
 * comes back if they are.
 */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { giveBack, type MovePorts, moveAbsent, moveLeft } from './move.ts';
import { moveTasksWorld } from './wiring.ts';

/** `staff.absence-changed` or `staff.left` as the bus delivers it. */
export const AbsenceChanged = z.object({
  'detail-type': z.enum(['staff.absence-changed', 'staff.left']),
  detail: z.object({ facts: z.object({ staffId: Id }) }),
});

/** How many tasks went to others, and how many came back. */
export const TasksMoved = z.strictObject({
  moved: z.number().int().min(0),
  givenBack: z.number().int().min(0),
});

/** Name under which it appears in the audit trail. */
const ACTOR = 'move-tasks';

/** An absence that begins later is left to the sweep of its first day; one that runs out brings nothing back. */
export const moveTasks = (ports: MovePorts) =>
  step(
    AbsenceChanged,
    TasksMoved,
    async ({
      detail: {
        facts: { staffId },
      },
    }) => {
      const moves = [
        ...(await moveAbsent(ports, staffId, ACTOR)),
        ...(await moveLeft(ports, staffId, ACTOR)),
      ];
      const back = await giveBack(ports, staffId, ACTOR);
      const counts = { moved: moves.length, givenBack: back.length };
      log.info('tasks moved as an absence changed', { staffId, ...counts });
      return counts;
    },
    { name: ACTOR },
  );

/** What Lambda runs. */
export const handler = moveTasks(moveTasksWorld());
