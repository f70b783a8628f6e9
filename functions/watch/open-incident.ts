/** Handler: an execution failed all the same; operations must know, and nobody should work on its tasks any more. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import type { IncidentRow } from '../../shared/contracts/items.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { outboxEvent } from '../../shared/platform/outbox.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import type { IncidentDesk } from './ports.ts';
import { caseIdOf, errorNameOf, StatusChange } from './rules/incident-of.ts';
import { incidentWiring } from './wiring.ts';

/** The incident, and how many tasks were taken back. */
export const IncidentOpened = z.strictObject({
  incidentId: Id,
  opened: z.boolean(),
  cancelled: z.number().int().min(0),
});
export type IncidentOpened = z.infer<typeof IncidentOpened>;

const ACTOR = 'open-incident';

/** Opens one incident an execution, however often its end is reported, and cancels the tasks that it leaves behind. */
export const openIncident = (desk: IncidentDesk) =>
  step(StatusChange, IncidentOpened, async ({ id, detail }): Promise<IncidentOpened> => {
    const { executionArn: execution, status } = detail;
    const at = instantOf(desk.clock.now());
    const incidentId = derivedId('I', execution);
    const caseId = caseIdOf(detail);
    const error = errorNameOf(detail);
    const incident: IncidentRow = {
      entry: `incident#${incidentId}`,
      v: 1,
      state: 'OPEN',
      openedAt: at,
      execution,
      caseId,
      status,
      error,
    };
    const facts = { incidentId, status, ...(error === undefined ? {} : { error }) };
    const opened = await desk.incidents.open(
      incident,
      { entityId: caseId ?? incidentId, actor: ACTOR, act: 'incident.opened', facts },
      [outboxEvent({ cause: [incidentId], at, name: 'incident.opened', caseId, causeId: id, facts })],
    );
    log.error('incident opened', { incidentId, caseId, status, error, opened });
    return {
      incidentId,
      opened,
      cancelled: caseId === undefined ? 0 : await cancelTasks(desk, caseId, execution),
    };
  });

/** Cancels the open tasks of an execution; those of another round of the case go on. */
async function cancelTasks({ tasks }: IncidentDesk, caseId: string, execution: string): Promise<number> {
  const left = (await tasks.openOf(caseId)).filter((task) => task.execution === execution);
  let cancelled = 0;
  for (const task of left) {
    const { taskId, generation } = task;
    const facts = { taskId, generation, reason: 'execution-ended' };
    if (await tasks.cancel(task, { entityId: caseId, actor: ACTOR, act: 'task.cancelled', facts }))
      cancelled++;
  }
  return cancelled;
}

export const handler = openIncident(incidentWiring());
