/** Handler: somebody's absence has changed; what they have open moves at once, if they are away already. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { type MovePorts, moveAbsent } from './move.ts';
import { moveTasksWorld } from './wiring.ts';

/** `staff.absence-changed` as the bus delivers it. */
export const AbsenceChanged = z.object({
  'detail-type': z.literal('staff.absence-changed'),
  detail: z.object({ facts: z.object({ staffId: Id }) }),
});

/** How many tasks were moved. */
export const TasksMoved = z.strictObject({ moved: z.number().int().min(0) });

/** Name under which it appears in the audit trail. */
const ACTOR = 'move-tasks';

/** An absence that begins later is left to the sweep of its first day; the end of one moves nothing back. */
export const moveTasks = (ports: MovePorts) =>
  step(
    AbsenceChanged,
    TasksMoved,
    async ({
      detail: {
        facts: { staffId },
      },
    }) => {
      const moves = await moveAbsent(ports, staffId, ACTOR);
      log.info('tasks of an absent person moved', { staffId, moved: moves.length });
      return { moved: moves.length };
    },
    { name: ACTOR },
  );

/** What Lambda runs. */
export const handler = moveTasks(moveTasksWorld());
