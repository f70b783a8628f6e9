/** Handler of `Wait for the day`: says until when, and writes the row that signals can end. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { StepInput, TaskTurned } from '../../shared/contracts/steps.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import type { AnsweredDesk } from './ports.ts';
import { waitWiring } from './wiring.ts';

/** The longest that a state machine can wait, in seconds. */
const LONGEST_WAIT = 99_999_999;

/** Name under which the row of a wait stands among the tasks; no form of that name is ever shown. */
export const PAUSE = 'pause';

/** Writes the row of the wait, once: nobody holds it, it is in no index of work, and only a signal closes it. */
export const waitForDay = ({ clock, tasks }: Pick<AnsweredDesk, 'clock' | 'tasks'>) =>
  step(
    StepInput,
    TaskTurned,
    async (input): Promise<TaskTurned> => {
      const { until } = storyOf(input, z.object({ until: Instant }));
      const { caseId } = input.case;
      const at = instantOf(clock.now());
      const taskId = derivedId('T', input.execution, input.step, input.entered);
      const row: TaskRow = await tasks.wait({
        taskId,
        v: 1,
        caseId,
        step: input.step,
        form: PAUSE,
        clock: PAUSE,
        state: 'OPEN',
        holder: 'nobody',
        assigneeId: 'nobody',
        level: 1,
        generation: 1,
        why: [],
        heldBy: [],
        createdAt: at,
        dueAt: until,
        assignedAt: at,
        checkpointAt: until,
        remindersSent: 0,
        rounds: 0,
        linkExpiry: 0,
        codeNumber: 1,
        wrongCodes: 0,
        execution: input.execution,
        policies: {},
      });
      const seconds = Math.ceil((Date.parse(row.dueAt) - Date.parse(at)) / 1_000);
      return { taskId, way: 'WAIT', waitSeconds: Math.min(Math.max(1, seconds), LONGEST_WAIT) };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = waitForDay(waitWiring());
