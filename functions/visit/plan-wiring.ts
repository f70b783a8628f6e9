/** Who provides what the nightly plan needs. */
import { AnyHead, CustomerProfile, PlanRun, PlanStop, VisitHead } from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { type Clock, clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionArn, startExecution, startOnce } from '../../shared/platform/executions.ts';
import { outboxSignal, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { holds, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import {
  DuePlan,
  type FirstPlanDesk,
  type HearDesk,
  type PlanBook,
  type PlanDesk,
  type RunBook,
  type RunDesk,
  type ShowPlanDesk,
  type StartDesk,
} from './plan-ports.ts';
import { visitPolicies } from './policies.ts';
import type { PlanChange } from './ports.ts';
import { storedCustomers, storedStaff, writePlan } from './wiring.ts';

/** What the steps of the nightly plan need. */
export function planWiring(): PlanDesk {
  const env = environment({ REGISTER_TABLE: Setting, POLICIES_TABLE: Setting });
  return {
    clock,
    runs: storedRuns(new Table(env.REGISTER_TABLE, 'entry')),
    policies: policiesOf(env.POLICIES_TABLE),
  };
}

/** What running the nightly plan needs. */
export function runWiring(): RunDesk {
  const { PLAN_MACHINE_ARN: machine } = environment({ PLAN_MACHINE_ARN: Setting });
  return {
    ...planWiring(),
    workflow: {
      start: (day, round) => {
        const caseId = `P${day.replaceAll('-', '')}`;
        return startOnce(machine, `plan-${caseId}-r${round}`, { v: 1, caseId, round });
      },
    },
  };
}

/** What starting visits needs. */
export function startWiring(): StartDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    AUDIT_TABLE: Setting,
    VISIT_MACHINE_ARN: Setting,
  });
  const machine = env.VISIT_MACHINE_ARN;
  const execution = (caseId: string) => ({ kind: 'visit', caseId, round: 1 });
  return {
    ...planWiring(),
    plans: new StoredPlans(clock, {
      customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
      staff: new Table(env.STAFF_TABLE, 'staffId', 'sk'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
    }),
    executions: {
      nameOf: (caseId) => executionArn(machine, execution(caseId)),
      start: (caseId) => startExecution(machine, execution(caseId)),
    },
  };
}

/** What planning customers needs for whom there is no plan yet. */
export function firstPlanWiring(): FirstPlanDesk {
  const env = environment({
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
  });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    clock,
    customers: storedCustomers(customers),
    staff: storedStaff(staff),
    plans: new StoredPlans(clock, { customers, staff, audit }),
    policies: policiesOf(env.POLICIES_TABLE),
  };
}

/** What hearing of a complaint needs. */
export function hearWiring(): HearDesk {
  const env = environment({ CASES_TABLE: Setting, OUTBOX_TABLE: Setting, SIGNAL_CASE_FUNCTION: Setting });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  return {
    ...firstPlanWiring(),
    signals: {
      interrupt: async (customerId, cause, at) => {
        const found = await cases.behind(AnyHead, {
          index: 'byCustomer',
          of: ['customerId', customerId],
          newestFirst: true,
          most: MOST_CASES,
        });
        const open = found.filter(({ kind, status }) => kind === 'visit' && status !== 'CLOSED');
        for (const { caseId } of open) {
          const signal = outboxSignal({ caseId, signal: 'COMPLAINT_OPENED', outsideId: cause, at });
          const transaction = new Transaction(clock).outbox(outbox, signal);
          // The same complaint, heard of again: its signal is on its way, or was heard.
          if (await committed(transaction)) await sendNow([signal], { signal: env.SIGNAL_CASE_FUNCTION });
        }
        return open.length;
      },
    },
  };
}

/** Cases of a customer among which an open visit is looked for. */
const MOST_CASES = 30;

/** What showing the plan of a manager needs: nothing with which anything could be changed. */
export function showPlanWiring(): ShowPlanDesk {
  const env = environment({
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    POLICIES_TABLE: Setting,
    BANK_NAME_ZH: Setting,
    BANK_NAME_EN: Setting,
  });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  return {
    clock,
    customers: {
      file: storedCustomers(customers).file,
      ofManager: async (managerId) => {
        const found = await customers.query(CustomerProfile.pick({ customerId: true }), {
          index: 'byManager',
          of: ['managerId', managerId],
        });
        return found.map(({ customerId }) => customerId);
      },
    },
    staff: storedStaff(new Table(env.STAFF_TABLE, 'staffId', 'sk')),
    policies: policiesOf(env.POLICIES_TABLE),
    bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN },
  };
}

const policiesOf = (name: string): Policies =>
  new Policies(new Table(name, 'name', 'sk'), clock, visitPolicies);

const storedRuns = (register: Table): RunBook => ({
  find: (day) => register.get(PlanRun, { entry: `plan#${day}` }),
  write: (run) => register.put(PlanRun.parse(run)),
  isStopped: async () => (await register.get(PlanStop, { entry: 'plan-stop' }))?.state === 'OPEN',
  stop: (stopped, at) =>
    register.put({
      entry: 'plan-stop',
      v: 1,
      state: stopped ? 'OPEN' : 'CLOSED',
      openedAt: at,
    } satisfies PlanStop),
});

interface PlanTables {
  readonly customers: Table;
  readonly staff: Table;
  readonly audit: Table;
  /** Where visits are opened; whoever only plans has none. */
  readonly cases?: Table;
}

class StoredPlans implements PlanBook {
  readonly #clock: Clock;
  readonly #its: PlanTables;

  constructor(clock: Clock, its: PlanTables) {
    this.#clock = clock;
    this.#its = its;
  }

  due(shard: string, after: string, until: string, most: number): Promise<DuePlan[]> {
    return this.#its.customers.query(DuePlan, {
      index: 'byPlan',
      of: ['planShard', shard],
      // The key behind the last one: no key of ours goes on with a blank.
      sort: { attribute: 'planKey', from: `${after} `, until },
      most,
    });
  }

  start(plan: DuePlan, head: VisitHead): Promise<boolean> {
    const { cases, customers, audit } = this.#its;
    if (cases === undefined) throw new Error('This function was not given the table of cases.');
    const { customerId, sk } = plan;
    const { caseId, visitKind, plannedDay } = head;
    const transaction = new Transaction(this.#clock)
      .update(
        customers,
        { customerId, sk },
        { set: { caseId }, remove: ['planShard', 'planKey'] },
        holds(`${sk} is due as it was read`, '#planKey = :planKey', { planKey: plan.planKey }),
      )
      .putNew(cases, VisitHead.parse(head), `${caseId} is new`)
      .audit(audit, {
        entityId: caseId,
        actor: 'start-visits',
        act: 'visit.started',
        facts: { kind: visitKind, day: plannedDay },
      });
    return committed(transaction);
  }

  write(customerId: string, changes: readonly PlanChange[]): Promise<boolean> {
    const { customers, staff, audit } = this.#its;
    const transaction = new Transaction(this.#clock).audit(audit, {
      entityId: customerId,
      actor: 'plan-customers',
      act: 'customer.planned',
      facts: Object.fromEntries(changes.map(({ plan: { kind, day } }) => [kind, day])),
    });
    for (const change of changes) writePlan(transaction, { customers, staff }, change);
    return committed(transaction);
  }
}

/** Commits; false if a condition did not hold. */
async function committed(transaction: Transaction): Promise<boolean> {
  try {
    await transaction.commit();
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
