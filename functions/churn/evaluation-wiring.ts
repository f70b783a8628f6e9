/** Who provides what evaluating alerts and changing thresholds needs. */
import * as z from 'zod';
import { AlertMeasure } from '../../shared/contracts/alert-rows.ts';
import { AlertHead } from '../../shared/contracts/churn.ts';
import { EvaluationHead, EvaluationRow } from '../../shared/contracts/churn-evaluation.ts';
import { Zone } from '../../shared/contracts/codes.ts';
import { type PolicyRow, StaffProfile, TaskRow } from '../../shared/contracts/items.ts';
import { ScorePeak } from '../../shared/contracts/scores.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { type Clock, clock, instantOf } from '../../shared/platform/clock.ts';
import { SCORE_MARKS } from '../../shared/platform/due-score.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionArn, startExecution } from '../../shared/platform/executions.ts';
import { shardKeys } from '../../shared/platform/ids.ts';
import { outboxEvent, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { Policies, versionKey } from '../../shared/platform/policies.ts';
import { equals, holds, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import {
  alertingPolicy,
  churnModelPolicy,
  playbooksPolicy,
  thresholdsPolicy,
} from '../../shared/policy/packs.ts';
import type { EvaluationBook, EvaluationDesk, RunEvaluationDesk } from './evaluation-ports.ts';

const ACTOR = 'evaluation';

/** What the steps of an evaluation need. */
export function evaluationWiring(): EvaluationDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    REGISTER_TABLE: Setting,
    TASKS_TABLE: Setting,
  });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  const register = new Table(env.REGISTER_TABLE, 'entry');
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  return {
    ...shared(),
    staff: { find: (staffId) => staff.get(StaffProfile, { staffId, sk: 'PROFILE' }) },
    tasks: { ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }) },
    happened: {
      alerts: async (from, before) => {
        const heads = await cases.behind(Opened, {
          index: 'byKind',
          of: ['kind', 'alert'],
          sort: { attribute: 'openedAt', from, until: before },
        });
        return heads.filter(({ openedAt }) => openedAt < before);
      },
      measures: (caseId) =>
        cases.query(AlertMeasure, {
          of: ['caseId', caseId],
          sort: { attribute: 'sk', startsWith: 'MEASURE#' },
        }),
      leavers: async (from, before) => {
        const left = await register.query(Left, {
          index: 'byState',
          of: ['state', 'LEFT'],
          sort: { attribute: 'openedAt', from, until: before },
        });
        return left.map(({ entry, openedAt }) => ({
          customerId: entry.split('#')[1] ?? '',
          leftAt: openedAt,
        }));
      },
      scored: async (month) => {
        const shards = await Promise.all(
          shardKeys(SCORE_MARKS.prefix).map((shard) =>
            customers.query(Peaks, { index: SCORE_MARKS.index, of: [SCORE_MARKS.shard, shard] }),
          ),
        );
        return shards.flat().flatMap(({ customerId, peaks = [] }) => {
          const until = peaks.findIndex((one) => one.month === month);
          return until < 0 ? [] : [{ customerId, peaks: peaks.slice(0, until + 1) }];
        });
      },
      managers: async () => {
        const all = await staff.query(StaffProfile, { index: 'byRole', of: ['role', 'rm'] });
        return all.filter(({ active }) => active).length;
      },
    },
  };
}

const Opened = AlertHead;

/** What the index of the register tells of somebody who left. */
const Left = z.object({ entry: z.string(), openedAt: z.string() });

/** What the index of scores carries. */
const Peaks = z.object({ customerId: z.string(), peaks: z.array(ScorePeak).optional() });

/** What beginning an evaluation needs. */
export function runEvaluationWiring(): RunEvaluationDesk {
  const { EVALUATION_MACHINE_ARN: machine } = environment({ EVALUATION_MACHINE_ARN: Setting });
  const execution = (caseId: string) => ({ kind: 'evaluation', caseId, round: 1 });
  return {
    ...shared(),
    workflow: {
      nameOf: (caseId) => executionArn(machine, execution(caseId)),
      start: (caseId) => startExecution(machine, execution(caseId)),
    },
  };
}

function shared() {
  const env = environment({
    CASES_TABLE: Setting,
    REGISTER_TABLE: Setting,
    POLICIES_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
    BANK_ZONE: Zone,
  });
  const policies = new Table(env.POLICIES_TABLE, 'name', 'sk');
  return {
    clock,
    zone: env.BANK_ZONE,
    policies: new Policies(policies, clock, {
      alerting: alertingPolicy,
      'churn-model': churnModelPolicy,
      playbooks: playbooksPolicy,
      thresholds: thresholdsPolicy,
    }),
    evaluations: storedEvaluations(clock, {
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
      register: new Table(env.REGISTER_TABLE, 'entry'),
      policies,
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { deliver: env.DELIVER_FUNCTION },
    }),
  };
}

interface Stored {
  readonly cases: Table;
  readonly register: Table;
  readonly policies: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

/** Name of the condition that nobody has moved an evaluation since it was read. */
const UNMOVED = 'the evaluation has not moved';

const unmoved = ({ moves, status }: EvaluationHead) =>
  moves === undefined
    ? holds(UNMOVED, 'attribute_not_exists(#moves) AND #status = :status', { status })
    : equals(UNMOVED, { moves, status });

const storedEvaluations = (
  own: Clock,
  { cases, register, policies, outbox, audit, senders }: Stored,
): EvaluationBook => {
  /** The conditions that did not hold; undefined where it was written. */
  const failing = async (transaction: Transaction): Promise<ConditionFailed | undefined> => {
    try {
      await sendNow(await transaction.commit(), senders);
      return undefined;
    } catch (error) {
      if (error instanceof ConditionFailed) return error;
      throw error;
    }
  };
  const committed = async (transaction: Transaction): Promise<boolean> =>
    (await failing(transaction)) === undefined;
  return {
    find: (caseId) => cases.get(EvaluationHead, { caseId, sk: 'HEAD' }),
    report: async (caseId) => (await register.get(EvaluationRow, { entry: `evaluation#${caseId}` }))?.report,
    open: (head, actor) =>
      committed(
        new Transaction(own).putNew(cases, EvaluationHead.parse(head), `${head.caseId} is new`).audit(audit, {
          entityId: head.caseId,
          actor,
          act: 'evaluation.opened',
          facts: { month: head.month ?? '', proposed: JSON.stringify(head.proposal ?? {}) },
        }),
      ),
    evaluated: (head, found, report) => {
      const { caseId, openedAt, moves = 0 } = head;
      const transaction = new Transaction(own)
        .update(
          cases,
          { caseId, sk: 'HEAD' },
          { set: { ...found, status: 'EVALUATED', moves: moves + 1 } },
          unmoved(head),
        )
        .audit(audit, {
          entityId: caseId,
          actor: ACTOR,
          act: 'evaluation.made',
          facts: { proposed: JSON.stringify(found.proposal ?? {}) },
        });
      if (report !== undefined) {
        const row: EvaluationRow = {
          entry: `evaluation#${caseId}`,
          v: 1,
          state: 'OPEN',
          openedAt,
          caseId,
          report: JSON.stringify(report),
        };
        transaction.put(register, row);
      }
      return committed(transaction);
    },
    settled: async (head, outcome, approved) => {
      const { caseId, moves = 0, basedOn = 1 } = head;
      const closedAt = instantOf(own.now());
      const transaction = new Transaction(own)
        .update(
          cases,
          { caseId, sk: 'HEAD' },
          { set: { status: 'CLOSED', outcome, closedAt, moves: moves + 1 }, remove: ['openShard'] },
          unmoved(head),
        )
        .audit(audit, { entityId: caseId, actor: ACTOR, act: 'evaluation.closed', facts: { outcome } });
      if (approved !== undefined) {
        const name = 'thresholds';
        const version = basedOn + 1;
        const row: PolicyRow = {
          name,
          sk: versionKey(version),
          v: 1,
          version,
          effectiveFrom: closedAt,
          pack: JSON.stringify(approved.pack),
        };
        const facts = { name, version };
        transaction
          .putNew(policies, row, IN_FORCE)
          .upsert(
            policies,
            { name, sk: 'LIVE' },
            { set: { v: 1, version } },
            holds(IN_FORCE, 'attribute_not_exists(#version) OR #version = :basedOn', { basedOn }),
          )
          .audit(audit, { entityId: `policy-${name}`, actor: approved.by, act: 'policy.activated', facts })
          .outbox(
            outbox,
            outboxEvent({ cause: [name, version], at: closedAt, name: 'policy.activated', caseId, facts }),
          );
      }
      const failed = await failing(transaction);
      if (failed === undefined) return 'SETTLED';
      return failed.includes(UNMOVED) ? 'MOVED' : 'OUTDATED';
    },
  };
};

/** Name of the condition that nobody has put other thresholds in force since these were proposed. */
const IN_FORCE = 'the thresholds on which the proposal is based are in force';
