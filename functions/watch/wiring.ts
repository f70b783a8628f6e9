/** Who provides what the watch needs. */
import * as z from 'zod';
import { AnyHead, CaseHead, PolicyRow, TaskRow } from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { type Clock, clock, instantOf } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionStatus, startExecution } from '../../shared/platform/executions.ts';
import { addRelease, HOLD_KEY } from '../../shared/platform/holds.ts';
import { shardKeys } from '../../shared/platform/ids.ts';
import { sendNow } from '../../shared/platform/outbox.ts';
import { Policies, versionKey } from '../../shared/platform/policies.ts';
import { equals, holds, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { sweepPolicy } from '../../shared/policy/packs.ts';
import {
  type HoldDesk,
  type IncidentDesk,
  OpenCase,
  type PolicyShelf,
  type ReconcileDesk,
  WaitingTask,
} from './ports.ts';

/** What opening an incident needs. */
export function incidentWiring(): IncidentDesk {
  const env = environment({
    REGISTER_TABLE: Setting,
    TASKS_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
  });
  return incidentDesk(env);
}

function incidentDesk(env: {
  readonly REGISTER_TABLE: string;
  readonly TASKS_TABLE: string;
  readonly OUTBOX_TABLE: string;
  readonly AUDIT_TABLE: string;
  readonly DELIVER_FUNCTION: string;
}): IncidentDesk {
  const register = new Table(env.REGISTER_TABLE, 'entry');
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    clock,
    incidents: {
      has: async (incidentId) => (await register.getRaw({ entry: `incident#${incidentId}` })) !== undefined,
      open: async ({ row, deed, outbox: rows }) => {
        const transaction = new Transaction(clock)
          .putNew(register, row, 'the incident is new')
          .audit(audit, deed)
          .outbox(outbox, ...rows);
        return committed(transaction, env.DELIVER_FUNCTION);
      },
    },
    tasks: {
      openOf: async (caseId) => {
        const all = await tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] });
        return all.filter(({ state }) => state === 'OPEN');
      },
      cancel: ({ taskId, generation }, deed) => {
        const transaction = new Transaction(clock)
          .update(
            tasks,
            { taskId },
            { set: { state: 'CANCELLED' }, remove: ['openFor', 'openShard'] },
            equals('the task is open', { state: 'OPEN', generation }),
          )
          .audit(audit, deed);
        return committed(transaction, env.DELIVER_FUNCTION);
      },
    },
  };
}

/** Writes a transaction and has its rows sent; false if its conditions did not hold. */
async function committed(transaction: Transaction, deliver?: string): Promise<boolean> {
  try {
    const rows = await transaction.commit();
    if (deliver !== undefined) await sendNow(rows, { deliver });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}

/** What holding our records against Step Functions needs. */
export function reconcileWiring(): ReconcileDesk {
  const env = environment({
    REGISTER_TABLE: Setting,
    TASKS_TABLE: Setting,
    CASES_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
    COMPLAINT_MACHINE_ARN: Setting,
    VISIT_MACHINE_ARN: Setting,
    ALERT_MACHINE_ARN: Setting,
    SURVEY_MACHINE_ARN: Setting,
    CAMPAIGN_MACHINE_ARN: Setting,
    EVALUATION_MACHINE_ARN: Setting,
    IMPROVEMENT_MACHINE_ARN: Setting,
    FEEDBACK_MACHINE_ARN: Setting,
  });
  const desk = incidentDesk(env);
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  const machines: Partial<Record<AnyHead['kind'], string>> = {
    complaint: env.COMPLAINT_MACHINE_ARN,
    visit: env.VISIT_MACHINE_ARN,
    alert: env.ALERT_MACHINE_ARN,
    survey: env.SURVEY_MACHINE_ARN,
    campaign: env.CAMPAIGN_MACHINE_ARN,
    evaluation: env.EVALUATION_MACHINE_ARN,
    improvement: env.IMPROVEMENT_MACHINE_ARN,
    feedback: env.FEEDBACK_MACHINE_ARN,
  };
  return {
    ...desk,
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, { sweep: sweepPolicy }),
    tasks: {
      ...desk.tasks,
      waiting: async (most) => {
        const shards = await Promise.all(
          shardKeys('O').map((shard) =>
            tasks.query(WaitingTask, { index: 'byCheckpoint', of: ['openShard', shard], most }),
          ),
        );
        return shards
          .flat()
          .sort((a, b) => (a.checkpointAt < b.checkpointAt ? -1 : 1))
          .slice(0, most);
      },
    },
    cases: {
      longestOpen: (openShard, most) =>
        cases.query(OpenCase, { index: 'byOpening', of: ['openShard', openShard], most }),
      find: (caseId) => cases.get(AnyHead, { caseId, sk: 'HEAD' }),
      startedLate: async (deed) => {
        await new Transaction(clock).audit(audit, deed).commit();
      },
    },
    executions: {
      standingOf: executionStatus,
      start: ({ kind, caseId, round }) => {
        const machine = machines[kind];
        if (machine === undefined) throw new Error(`There is no workflow for cases of the kind ${kind}.`);
        return startExecution(machine, { kind, caseId, round });
      },
    },
  };
}

/** A hold as the index `byWaiting` has it. */
const HoldEntry = z.object({ customerId: z.string(), sk: z.string().startsWith(HOLD_KEY) });

/** What looking for holds that have outlived their complaint needs. */
export function holdWiring(): HoldDesk {
  const env = environment({ CASES_TABLE: Setting, CUSTOMERS_TABLE: Setting, AUDIT_TABLE: Setting });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    holds: {
      inShard: async (shard) => {
        const entries = await customers.query(HoldEntry, { index: 'byWaiting', of: ['waitingShard', shard] });
        return entries.map(({ customerId, sk }) => ({ customerId, sk, caseId: sk.slice(HOLD_KEY.length) }));
      },
      complaint: (caseId) => cases.get(CaseHead, { caseId, sk: 'HEAD' }),
      release: (hold, complaint, deed) => {
        const transaction = new Transaction(clock);
        addRelease(transaction, customers, hold, complaint?.closedAt ?? instantOf(clock.now()));
        // One that is opened again in this moment holds again.
        return committed(
          transaction
            .check(cases, { caseId: hold.caseId, sk: 'HEAD' }, stillOver(complaint))
            .audit(audit, deed),
        );
      },
    },
  };
}

const stillOver = (complaint: CaseHead | undefined) =>
  complaint === undefined
    ? holds('there is no such complaint', 'attribute_not_exists(#caseId)')
    : holds('the complaint is as it was read', '#status = :status AND #round = :round', {
        status: complaint.status,
        round: complaint.round,
      });

/** What seeding the policies needs. */
export function policyWiring(): { clock: Clock; shelf: PolicyShelf } {
  const env = environment({ POLICIES_TABLE: Setting });
  const policies = new Table(env.POLICIES_TABLE, 'name', 'sk');
  return {
    clock,
    shelf: {
      putVersion: ({ name, version, effectiveFrom, pack }) =>
        policies.putIfAbsent({
          name,
          sk: versionKey(version),
          v: 1,
          version,
          effectiveFrom,
          pack: JSON.stringify(pack),
        } satisfies PolicyRow),
      packOf: async (name, version) =>
        (await policies.get(PolicyRow, { name, sk: versionKey(version) }))?.pack,
      putLive: (name, version) =>
        policies.putIfAbsent({ name, sk: 'LIVE', v: 1, version } satisfies PolicyRow),
    },
  };
}
