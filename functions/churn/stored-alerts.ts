/** Alerts over their tables: every move of one is one conditional transaction. */
import {
  AlertCoolDown,
  AlertMeasure,
  AlertStep,
  RetentionBudget,
} from '../../shared/contracts/alert-rows.ts';
import { AlertHead } from '../../shared/contracts/churn.ts';
import { ImprovementRow } from '../../shared/contracts/improvement.ts';
import { AnyHead, CustomerPause } from '../../shared/contracts/items.ts';
import { addHandled, addOver, moved, rowsOf, unhandledSignals } from '../../shared/platform/case-moves.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import type { Senders } from '../../shared/platform/outbox.ts';
import { type Condition, equals, holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { AlertAdvance, AlertBook, BudgetChange, HeadFields, LockChange } from './ports.ts';

/** What only some steps use beside. */
export interface Beside {
  readonly register?: Table;
  /** Who brings signals to cases. */
  readonly signalCase?: string;
}

interface Stored extends Beside {
  readonly cases: Table;
  readonly customers: Table;
  readonly tasks: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

/** Alerts over their tables. */
export const storedAlerts = (clock: Clock, its: Stored): AlertBook => ({
  find: (caseId) => its.cases.get(AlertHead, { caseId, sk: 'HEAD' }),
  anyCase: (caseId) => its.cases.get(AnyHead, { caseId, sk: 'HEAD' }),
  ofCustomer: (customerId, most) =>
    its.cases.behind(AnyHead, {
      index: 'byCustomer',
      of: ['customerId', customerId],
      newestFirst: true,
      most,
    }),
  steps: (caseId) => its.cases.query(AlertStep, rowsOf(caseId, 'STEP#')),
  measures: (caseId) => its.cases.query(AlertMeasure, rowsOf(caseId, 'MEASURE#')),
  signals: (caseId) => unhandledSignals(its.cases, caseId),
  taken: async (month) => {
    const budget = await registerOf(its).get(RetentionBudget, { entry: entryOf(month) });
    return budget?.taken ?? 0;
  },
  advance: (head, advance, at) => {
    const senders = { ...its.senders, ...(its.signalCase && { signal: its.signalCase }) };
    return moved(transactionOf(clock, its, head, advance, at), senders, head.caseId);
  },
});

const entryOf = (month: string): string => `retention-budget#${month}`;

function registerOf({ register }: Beside): Table {
  if (register === undefined) throw new Error('This function was not given the table of the register.');
  return register;
}

function transactionOf(
  clock: Clock,
  its: Stored,
  head: AlertHead,
  advance: AlertAdvance,
  at: string,
): Transaction {
  const { caseId, customerId } = head;
  const { cases, customers, audit, outbox, tasks } = its;
  const { status, set, unset = [], deed, also, steps = [], measure, pause, coolDown, lock } = advance;
  const transaction = new Transaction(clock)
    .update(cases, { caseId, sk: 'HEAD' }, movedBy(head, status, set, unset), isAsRead(head))
    .audit(audit, { entityId: caseId, ...deed })
    .outbox(outbox, ...advance.outbox);
  if (also !== undefined) transaction.audit(audit, also);
  // Nobody moves a step or a measure but with the head, whose condition guards them as well.
  for (const step of steps) transaction.put(cases, AlertStep.parse(step));
  if (measure !== undefined) transaction.putNew(cases, AlertMeasure.parse(measure), `${measure.sk} is new`);
  if (lock !== undefined) changeLock(transaction, customers, customerId, lock, at);
  if (coolDown !== undefined) transaction.put(customers, AlertCoolDown.parse(coolDown));
  if (pause !== undefined) transaction.put(customers, CustomerPause.parse(pause));
  for (const change of byMonth(advance.budget ?? [])) take(transaction, registerOf(its), change);
  if (advance.improvement !== undefined)
    transaction.putNew(registerOf(its), ImprovementRow.parse(advance.improvement), 'the improvement is new');
  if (advance.joined !== undefined) {
    const { head: other, set: fields, deed: told } = advance.joined;
    transaction
      .update(
        cases,
        { caseId: other.caseId, sk: 'HEAD' },
        movedBy(other, other.status, fields, []),
        isAsRead(other),
      )
      .audit(audit, told);
  }
  addOver(transaction, tasks, advance.over ?? []);
  addHandled(transaction, cases, caseId, advance.handled ?? [], at);
  return transaction;
}

/** Only open alerts are in the index by opening. */
function movedBy(
  head: AlertHead,
  status: AlertHead['status'],
  set: HeadFields,
  unset: readonly (keyof HeadFields)[],
) {
  const moved = { ...set, status, moves: (head.moves ?? 0) + 1 };
  const remove = [...new Set(unset)].filter((field) => set[field] === undefined);
  return status === 'CLOSED'
    ? { set: moved, remove: [...remove, 'openShard'] }
    : { set: { ...moved, openShard: shardKey(OPEN_CASES, head.caseId) }, remove };
}

/** Rows are never deleted: a lock that nobody holds names no alert. */
function changeLock(
  transaction: Transaction,
  customers: Table,
  customerId: string,
  { before, caseId }: LockChange,
  at: string,
): void {
  transaction.upsert(
    customers,
    { customerId, sk: 'LOCK#alert' },
    caseId === undefined ? { set: { v: 1, at }, remove: ['caseId'] } : { set: { v: 1, at, caseId } },
    before?.caseId === undefined
      ? holds('nobody holds the lock', 'attribute_not_exists(#caseId)')
      : equals('the lock is as it was read', { caseId: before.caseId }),
  );
}

/** One change a month: a transaction writes no row twice. */
const byMonth = (changes: readonly BudgetChange[]): BudgetChange[] =>
  [...Map.groupBy(changes, ({ month }) => month).values()].flatMap((some) => {
    const [first] = some;
    return first === undefined
      ? []
      : [{ ...first, amount: some.reduce((sum, { amount }) => sum + amount, 0) }];
  });

/** Takes of the budget of a month, all of it or nothing; what is given back always has room. */
function take(transaction: Transaction, register: Table, { month, amount, most }: BudgetChange): void {
  if (amount === 0) return;
  const room =
    amount < 0
      ? holds(`the budget of ${month} is there`, 'attribute_exists(#taken)')
      : holds(`the budget of ${month} has room`, 'attribute_not_exists(#taken) OR #taken <= :room', {
          room: most - amount,
        });
  transaction.upsert(register, { entry: entryOf(month) }, { set: { v: 1 }, add: { taken: amount } }, room);
}

function isAsRead({ status, moves }: AlertHead): Condition {
  const unmoved = moves === undefined ? 'attribute_not_exists(#moves)' : '#moves = :moves';
  return holds(`the alert is ${status} as it was read`, `#status = :status AND ${unmoved}`, {
    status,
    moves,
  });
}
