/** Incidents: what operations must look at, written the same way by everybody who finds one. */
import type { IncidentRow, OutboxEvent } from '../contracts/items.ts';
import type { Deed } from './audit.ts';
import { derivedId } from './ids.ts';
import { outboxEvent } from './outbox.ts';

/** What was found: an execution that ended otherwise than it should, or a row of the outbox that cannot be sent. */
export interface Finding {
  readonly of: { readonly execution: string } | { readonly outboxId: string };
  readonly caseId: string | undefined;
  /** Status of the execution or of the row, and the name of its error. */
  readonly status: string;
  readonly error: string | undefined;
  /** Id of the event that reported it. */
  readonly causeId?: string;
}

/** The rows of an incident. */
export interface Incident {
  readonly incidentId: string;
  readonly row: IncidentRow;
  readonly deed: Deed;
  readonly outbox: readonly OutboxEvent[];
}

/** The rows that a finding becomes; the same execution or row is the same incident, whoever finds it and when. */
export function incidentOf(
  { of, caseId, status, error, causeId }: Finding,
  at: string,
  actor: string,
): Incident {
  const incidentId = derivedId('I', 'execution' in of ? of.execution : of.outboxId);
  const facts = { incidentId, status, ...(error === undefined ? {} : { error }) };
  return {
    incidentId,
    row: { entry: `incident#${incidentId}`, v: 1, state: 'OPEN', openedAt: at, ...of, caseId, status, error },
    deed: { entityId: caseId ?? incidentId, actor, act: 'incident.opened', facts },
    outbox: [outboxEvent({ cause: [incidentId], at, name: 'incident.opened', caseId, causeId, facts })],
  };
}
