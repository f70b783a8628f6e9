/** Handler: an execution failed all the same; operations must know, and nobody should work on its tasks any more. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { step } from '../../shared/platform/step.ts';
import { incidentOfExecution } from './incident.ts';
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

/** Opens the incident that the end of an execution is, once however often it is reported. */
export const openIncident = (desk: IncidentDesk) =>
  step(
    StatusChange,
    IncidentOpened,
    ({ id, detail }): Promise<IncidentOpened> =>
      incidentOfExecution(
        desk,
        {
          execution: detail.executionArn,
          caseId: caseIdOf(detail),
          status: detail.status,
          error: errorNameOf(detail.error),
          causeId: id,
        },
        'open-incident',
      ),
  );

export const handler = openIncident(incidentWiring());
