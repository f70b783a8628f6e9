/** Binds the callback token of a waiting state to its task, and wakes the state at once if there is something already. */
import * as z from 'zod';
import { TaskHold, type TaskWoken } from '../../shared/contracts/steps.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { signalToHear } from './interrupt.ts';
import type { CaseBook, Executions, TaskBook, TokenDrawer } from './ports.ts';
import { staffOnly } from './rules/holder.ts';
import { holdTaskWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface HoldTaskPorts {
  readonly tokens: TokenDrawer;
  readonly tasks: TaskBook;
  readonly cases: CaseBook;
  readonly executions: Executions;
  readonly clock: Clock;
}

/**
 * The token is bound before the row is read, and whoever decides a row looks for a token afterwards: whichever of the
 * two is later sees the other. A retry brings a new token, binds it in place of the old one, and mails nothing.
 */
export const holdTask = ({ tokens, tasks, cases, executions, clock }: HoldTaskPorts) =>
  step(
    TaskHold,
    z.object({ woken: z.boolean() }),
    async ({ taskId, caseId, execution, token }) => {
      await tokens.bind({ taskId, token, execution, boundAt: instantOf(clock.now()) });
      let task = await tasks.find(taskId);
      const signal = task?.state === 'OPEN' ? await signalToHear({ cases }, caseId, task) : undefined;
      if (task !== undefined && signal !== undefined) {
        const { generation } = task;
        const facts = { taskId, generation, signal: signal.kind, signalId: signal.signalId };
        const deed = { entityId: caseId, actor: 'hold-task', act: 'task.interrupted', facts };
        // No callback is written: the state is woken here, and a retry of it reads the row again.
        await tasks.close(task, 'INTERRUPTED', { deed, outbox: [] }, signal.kind);
        task = await tasks.find(taskId);
      }
      // Without a row the task was not opened: the state times out at once, and the nudge says why.
      if (task === undefined || task.state === 'OPEN') return { woken: false };
      const output: TaskWoken =
        task.state === 'DECIDED'
          ? { way: 'DECIDED', decision: task.decision, by: staffOnly(task, task.decidedBy) }
          : { way: 'INTERRUPTED', signal: task.signal };
      // An expired row is left to the time-out, whose nudge has the right word for it.
      if (task.state !== 'EXPIRED') await executions.wake(token, output);
      return { woken: task.state !== 'EXPIRED' };
    },
    { name: 'hold-task', ids: ({ taskId, caseId }) => ({ taskId, caseId }) },
  );

/** What Lambda runs. */
export const handler = holdTask(holdTaskWorld());
