/** What complaints keep back from their customer, with a count of its changes on which others can make a write conditional. */
import { CustomerHold, HoldCount } from '../contracts/items.ts';
import { shardKey } from './ids.ts';
import { type Condition, equals, holds, type Table } from './table.ts';
import type { Transaction } from './transaction.ts';

/** Sort key of the count: outside the rows of the holds themselves. */
const COUNT = 'COUNT#holds';

/** Condition that no complaint has changed what it keeps back since the count was read. */
export const HOLDS_UNMOVED = 'no complaint held anything back in between';

/** Prefix of the shards of the index `byWaiting` in which holds stand while their complaint is open. */
export const HOLDING = 'H';

/** What the sort key of a hold begins with; the number of its complaint follows. */
export const HOLD_KEY = 'HOLD#complaint#';

/** Writes what a complaint keeps back, and counts the change. */
export function addHold(transaction: Transaction, customers: Table, hold: CustomerHold): Transaction {
  const { customerId, caseId, openedAt, closedAt, liftedAt } = hold;
  const isOpen = closedAt === undefined && liftedAt === undefined;
  const waiting = isOpen ? { waitingShard: shardKey(HOLDING, caseId), waitingKey: openedAt } : {};
  return counted(
    transaction.put(customers, CustomerHold.parse({ ...hold, ...waiting })),
    customers,
    customerId,
  );
}

/** Ends a hold whose complaint was over at a moment, as long as it still holds, and counts the change. */
export const addRelease = (
  transaction: Transaction,
  customers: Table,
  { customerId, sk }: Pick<CustomerHold, 'customerId' | 'sk'>,
  closedAt: string,
): Transaction =>
  counted(
    transaction.update(
      customers,
      { customerId, sk },
      { set: { closedAt }, remove: ['waitingShard', 'waitingKey'] },
      holds('it still holds', 'attribute_not_exists(#closedAt) AND attribute_not_exists(#liftedAt)'),
    ),
    customers,
    customerId,
  );

function counted(transaction: Transaction, customers: Table, customerId: string): Transaction {
  const always = holds(
    'a hold may change at any time',
    'attribute_exists(#customerId) OR attribute_not_exists(#customerId)',
  );
  return transaction.upsert(
    customers,
    { customerId, sk: COUNT },
    { set: { v: 1 }, add: { moves: 1 } },
    always,
  );
}

/** How often holds of a customer have changed: read it before what is decided by them. */
export async function holdMoves(customers: Table, customerId: string): Promise<number> {
  return (await customers.get(HoldCount, { customerId, sk: COUNT }))?.moves ?? 0;
}

/** Adds to a transaction the condition that holds of a customer are as they were when they were counted. */
export const addHoldsUnmoved = (
  transaction: Transaction,
  customers: Table,
  customerId: string,
  moves: number,
): Transaction => transaction.check(customers, { customerId, sk: COUNT }, unmoved(moves));

const unmoved = (moves: number): Condition =>
  moves === 0 ? holds(HOLDS_UNMOVED, 'attribute_not_exists(#moves)') : equals(HOLDS_UNMOVED, { moves });
