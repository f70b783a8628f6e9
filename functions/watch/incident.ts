/** An execution ended and its case did not: one incident, and nobody works on its tasks any more. */
import { instantOf } from '../../shared/platform/clock.ts';
import { type Finding, incidentOf } from '../../shared/platform/incidents.ts';
import { log } from '../../shared/platform/telemetry.ts';
import type { IncidentDesk } from './ports.ts';

/** An execution that ended otherwise than it should. */
export interface Ended extends Omit<Finding, 'of'> {
  readonly execution: string;
}

/** Opens one incident an execution, however often and by whomever its end is found, and cancels its open tasks. */
export async function incidentOfExecution(
  desk: IncidentDesk,
  { execution, ...ended }: Ended,
  actor: string,
): Promise<{ incidentId: string; opened: boolean; cancelled: number }> {
  const { caseId, status, error } = ended;
  const found = incidentOf({ of: { execution }, ...ended }, instantOf(desk.clock.now()), actor);
  const { incidentId } = found;
  const opened = await desk.incidents.open(found);
  log.error('incident opened', { incidentId, caseId, status, error, opened });
  const cancelled = caseId === undefined ? 0 : await cancelTasks(desk, caseId, execution, actor);
  return { incidentId, opened, cancelled };
}

/** Cancels the open tasks of an execution; those of another round of the case go on. */
async function cancelTasks(
  { tasks }: IncidentDesk,
  caseId: string,
  execution: string,
  actor: string,
): Promise<number> {
  const left = (await tasks.openOf(caseId)).filter((task) => task.execution === execution);
  let cancelled = 0;
  for (const { taskId, generation } of left) {
    const facts = { taskId, generation, reason: 'execution-ended' };
    const deed = { entityId: caseId, actor, act: 'task.cancelled', facts };
    if (await tasks.cancel({ taskId, generation }, deed)) cancelled++;
  }
  return cancelled;
}
