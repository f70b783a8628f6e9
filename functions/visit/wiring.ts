/** Who provides what the steps of a visit need. */

import { CaseLetter } from '../../shared/contracts/complaint.ts';
import { BANK } from '../../shared/contracts/events.ts';
import { ImprovementRow } from '../../shared/contracts/improvement.ts';
import {
  AnyHead,
  type CaseSignal,
  ComplaintNote,
  CustomerConsent,
  CustomerDate,
  CustomerGrade,
  CustomerPlan,
  CustomerProfile,
  CustomerSignal,
  StaffLoad,
  StaffProfile,
  TaskRow,
  VisitBrief,
  VisitHead,
  VisitPromise,
  VisitTry,
} from '../../shared/contracts/items.ts';
import { addHandled, addOver, moved, rowsOf, unhandledSignals } from '../../shared/platform/case-moves.ts';
import { type Clock, clock } from '../../shared/platform/clock.ts';
import { addChanges, consentsOf } from '../../shared/platform/consents.ts';
import { wiredLedger } from '../../shared/platform/contact-ledger.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import type { Senders } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { type Condition, holds, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { visitPolicies } from './policies.ts';
import type {
  Advance,
  AnsweredDesk,
  BriefDesk,
  ContactDesk,
  CustomerBook,
  GreetingDesk,
  Intake,
  PlanChange,
  RecordDesk,
  SettleDesk,
  StaffBook,
  TakeUpDesk,
  TaskBook,
  VisitBook,
  VisitDesk,
} from './ports.ts';

/** Tables that only some steps write to. */
interface Beside {
  readonly tasks?: Table;
  readonly signals?: Table;
  readonly register?: Table;
}

const customersTable = (name: string) => new Table(name, 'customerId', 'sk');

/** What every step needs, as the environment names it. */
export function visitWiring(beside: Beside = {}): VisitDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const customers = customersTable(env.CUSTOMERS_TABLE);
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  return {
    clock,
    cases: new StoredVisits(clock, {
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION },
      customers,
      staff,
      ...beside,
    }),
    customers: storedCustomers(customers),
    staff: storedStaff(staff),
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, visitPolicies),
  };
}

/** Customers over their table. */
export const storedCustomers = (customers: Table): CustomerBook => ({
  find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
  file: async (customerId) => {
    const all = await customers.kindsOf(customerId);
    const [profile] = all(CustomerProfile, 'PROFILE');
    if (profile === undefined) return undefined;
    return {
      profile,
      consents: all(CustomerConsent, 'CONSENT#'),
      dates: all(CustomerDate, 'DATE#'),
      plans: all(CustomerPlan, 'PLAN#'),
      grade: all(CustomerGrade, 'GRADE')[0],
    };
  },
});

/** Staff over their table. */
export const storedStaff = (staff: Table): StaffBook => ({
  find: (staffId) => staff.get(StaffProfile, { staffId, sk: 'PROFILE' }),
  load: async (staffId, day) => (await staff.get(StaffLoad, { staffId, sk: `LOAD#${day}` }))?.visits ?? 0,
});

/** What a step needs that works on what people answered. */
export function answeredWiring(beside: Omit<Beside, 'tasks'> = {}): AnsweredDesk {
  const { TASKS_TABLE } = environment({ TASKS_TABLE: Setting });
  const tasks = new Table(TASKS_TABLE, 'taskId');
  return { ...visitWiring({ ...beside, tasks }), tasks: storedTasks(tasks) };
}

/** What the wait for a day needs: nothing but its own row. */
export function waitWiring(): Pick<AnsweredDesk, 'clock' | 'tasks'> {
  const { TASKS_TABLE } = environment({ TASKS_TABLE: Setting });
  return { clock, tasks: storedTasks(new Table(TASKS_TABLE, 'taskId')) };
}

/** What a step needs by which a customer is contacted, or is not after all. */
export const contactWiring = (beside: Omit<Beside, 'tasks'> = {}): ContactDesk =>
  withLedger(answeredWiring(beside));

/** What a greeting needs that goes by mail. */
export const greetingWiring = (): GreetingDesk => withLedger(visitWiring());

const withLedger = <Desk extends VisitDesk>(desk: Desk): Desk & Pick<ContactDesk, 'ledger'> => ({
  ...desk,
  ledger: wiredLedger(desk.policies),
});

/** What is read of a follow-up before somebody is given it. */
export function takeUpWiring(): TakeUpDesk {
  const env = environment({ CASES_TABLE: Setting, POLICIES_TABLE: Setting });
  return {
    clock,
    cases: storedReads(new Table(env.CASES_TABLE, 'caseId', 'sk')),
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, visitPolicies),
  };
}

/** What a step needs by which something is learnt of a customer. */
export const learningWiring = (): ContactDesk => contactWiring({ signals: signalsTable() });

/** What the brief of a visit is built from. */
export function briefWiring(): BriefDesk {
  const signals = signalsTable();
  return {
    ...answeredWiring(),
    signals: {
      newest: async (customerId, what) => {
        const found = await signals.query(CustomerSignal, {
          of: ['customerId', customerId],
          sort: { attribute: 'sk', startsWith: 'SIGNAL#' },
          newestFirst: true,
        });
        return found.find((signal) => signal.what === what);
      },
    },
  };
}

/** What recording a visit needs: a contact was made, a complaint may be handed over, an entry in the register opened. */
export function recordWiring(): RecordDesk {
  const env = environment({ REGISTER_TABLE: Setting, OPEN_FEEDBACK_FUNCTION: Setting });
  const register = new Table(env.REGISTER_TABLE, 'entry');
  return {
    ...contactWiring({ signals: signalsTable(), register }),
    ...handingOver(),
    feedback: { open: (wish) => invokeAsync(env.OPEN_FEEDBACK_FUNCTION, wish) },
  };
}

/** What settling a follow-up needs. */
export const settleWiring = (): SettleDesk => ({
  ...answeredWiring({ signals: signalsTable() }),
  ...handingOver(),
});

function handingOver(): Pick<SettleDesk, 'intake' | 'zone'> {
  const env = environment({ ACCEPT_EVENT_FUNCTION: Setting, BANK_ZONE: Zone });
  return { intake: intakeOf(env.ACCEPT_EVENT_FUNCTION), zone: env.BANK_ZONE };
}

function signalsTable(): Table {
  const { SIGNALS_TABLE } = environment({ SIGNALS_TABLE: Setting });
  return new Table(SIGNALS_TABLE, 'customerId', 'sk');
}

/** Intake as every system of the bank uses it: an event, whose complaint is known by its channel and task. */
const intakeOf = (acceptEvent: string): Intake => ({
  submit: (eventId, detail) =>
    invokeAsync(acceptEvent, {
      version: '0',
      id: eventId,
      source: `${BANK}visit`,
      'detail-type': 'complaint.submitted',
      detail,
    }),
});

const storedTasks = (tasks: Table): TaskBook => ({
  find: (taskId) => tasks.get(TaskRow, { taskId }),
  ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),
  wait: async (row) => {
    if (await tasks.putIfAbsent(TaskRow.parse(row))) return row;
    return (await tasks.get(TaskRow, { taskId: row.taskId })) ?? row;
  },
});

interface Stored extends Beside {
  readonly cases: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
  readonly customers: Table;
  readonly staff: Table;
}

class StoredVisits implements VisitBook {
  readonly #clock: Clock;
  readonly #its: Stored;

  constructor(clock: Clock, its: Stored) {
    this.#clock = clock;
    this.#its = its;
  }

  find(caseId: string): Promise<VisitHead | undefined> {
    return storedReads(this.#its.cases).find(caseId);
  }

  tries(caseId: string): Promise<VisitTry[]> {
    return this.#its.cases.query(VisitTry, rowsOf(caseId, 'TRY#'));
  }

  promises(caseId: string): Promise<VisitPromise[]> {
    return storedReads(this.#its.cases).promises(caseId);
  }

  note(caseId: string): Promise<ComplaintNote | undefined> {
    return this.#its.cases.get(ComplaintNote, { caseId, sk: 'NOTE#0000' });
  }

  async lastLetter(caseId: string): Promise<number> {
    const last = { newestFirst: true, most: 1 } as const;
    const [letter] = await this.#its.cases.query(CaseLetter, { ...rowsOf(caseId, 'LETTER#'), ...last });
    return letter?.number ?? 0;
  }

  signals(caseId: string): Promise<CaseSignal[]> {
    return unhandledSignals(this.#its.cases, caseId);
  }

  ofCustomer(customerId: string, most: number): Promise<AnyHead[]> {
    return this.#its.cases.behind(AnyHead, {
      index: 'byCustomer',
      of: ['customerId', customerId],
      newestFirst: true,
      most,
    });
  }

  async advance(head: VisitHead, advance: Advance, at: string): Promise<boolean> {
    const transaction = this.#transactionOf(head, advance, at);
    const { customers, audit, outbox, senders } = this.#its;
    const { words, deed } = advance;
    if (words !== undefined) {
      const { customerId } = head;
      const kept = await consentsOf(customers, customerId);
      const change = { customerId, words, from: 'staff', actor: deed.actor, way: 'visit' } as const;
      addChanges(transaction, { customers, audit, outbox }, kept, change, at);
    }
    return moved(transaction, senders, head.caseId);
  }

  #transactionOf(head: VisitHead, advance: Advance, at: string): Transaction {
    const { caseId, customerId } = head;
    const { cases, outbox, audit, customers, staff } = this.#its;
    const { status, set, unset = [], deed } = advance;
    const fields = { ...set, status, moves: (head.moves ?? 0) + 1 };
    // Only open cases are in the index by opening.
    const change =
      status === 'CLOSED'
        ? { set: fields, remove: [...unset, 'openShard'] }
        : { set: { ...fields, openShard: shardKey(OPEN_CASES, caseId) }, remove: [...unset] };
    const transaction = new Transaction(this.#clock)
      .update(cases, { caseId, sk: 'HEAD' }, change, isAsRead(head))
      .audit(audit, { entityId: caseId, ...deed })
      .outbox(outbox, ...advance.outbox);
    const { tried, brief, settled, letter, improvement, corrected } = advance;
    if (tried !== undefined) transaction.putNew(cases, VisitTry.parse(tried), `${tried.sk} is new`);
    if (brief !== undefined) transaction.put(cases, VisitBrief.parse(brief));
    for (const promise of advance.promises ?? [])
      transaction.putNew(cases, VisitPromise.parse(promise), `${promise.sk} is new`);
    if (settled !== undefined) transaction.put(cases, VisitPromise.parse(settled));
    if (letter !== undefined)
      transaction.putNew(cases, CaseLetter.parse(letter), `${letter.sk} is not sealed yet`);
    for (const signal of advance.signals ?? [])
      transaction.put(this.#beside('signals'), CustomerSignal.parse(signal));
    if (improvement !== undefined)
      transaction.putNew(
        this.#beside('register'),
        ImprovementRow.parse(improvement),
        'the improvement is new',
      );
    if (corrected !== undefined)
      transaction.update(customers, { customerId, sk: 'PROFILE' }, { set: { ...corrected } });
    for (const plan of advance.plans ?? []) writePlan(transaction, { customers, staff }, plan);
    const { over = [] } = advance;
    if (over.length > 0) addOver(transaction, this.#beside('tasks'), over);
    addHandled(transaction, cases, caseId, advance.handled ?? [], at);
    return transaction;
  }

  #beside(table: keyof Beside): Table {
    const found = this.#its[table];
    if (found === undefined) throw new Error(`This function was not given the table of ${table}.`);
    return found;
  }
}

/** What is only read of a visit. */
const storedReads = (cases: Table): TakeUpDesk['cases'] => ({
  find: (caseId) => cases.get(VisitHead, { caseId, sk: 'HEAD' }),
  promises: (caseId) => cases.query(VisitPromise, rowsOf(caseId, 'PROMISE#')),
});

/** Puts a plan in the place of the one that was read, and moves the load of its manager with it. */
export function writePlan(
  transaction: Transaction,
  { customers, staff }: { readonly customers: Table; readonly staff: Table },
  { plan, before, mostADay }: PlanChange,
): void {
  transaction.put(customers, CustomerPlan.parse(plan), planAsRead(plan.sk, before));
  const [was, is] = [loadOf(before), loadOf(plan)];
  if (was?.staffId === is?.staffId && was?.day === is?.day) return;
  if (was !== undefined) {
    const { staffId, day } = was;
    transaction.update(staff, { staffId, sk: `LOAD#${day}` }, { add: { visits: -1 } });
  }
  if (is !== undefined) {
    const { staffId, day } = is;
    transaction.upsert(
      staff,
      { staffId, sk: `LOAD#${day}` },
      { set: { v: 1, day }, add: { visits: 1 } },
      holds(`${day} has room`, 'attribute_not_exists(#visits) OR #visits < :mostADay', { mostADay }),
    );
  }
}

/** The day of a manager on which a plan counts, as long as it was not started. */
const loadOf = (plan: CustomerPlan | undefined) =>
  plan?.givenTo === undefined || plan.planKey === undefined
    ? undefined
    : { staffId: plan.givenTo, day: plan.day };

/** The condition that nobody has started or moved a plan since it was read. */
export function planAsRead(sk: string, before: CustomerPlan | undefined): Condition {
  if (before === undefined) return holds(`${sk} is new`, 'attribute_not_exists(#sk)');
  const { planKey, caseId } = before;
  return holds(
    `${sk} is as it was read`,
    [
      planKey === undefined ? 'attribute_not_exists(#planKey)' : '#planKey = :planKey',
      caseId === undefined ? 'attribute_not_exists(#caseId)' : '#caseId = :caseId',
    ].join(' AND '),
    { planKey, caseId },
  );
}

function isAsRead({ status, moves }: VisitHead): Condition {
  const unmoved = moves === undefined ? 'attribute_not_exists(#moves)' : '#moves = :moves';
  return holds(`the visit is ${status} as it was read`, `#status = :status AND ${unmoved}`, {
    status,
    moves,
  });
}
