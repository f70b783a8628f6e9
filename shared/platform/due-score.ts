/** Marks the customers who are to be scored: the nightly job reads an index of these marks and not the table. */
import { type Marks, markFields } from './due-walk.ts';
import { type Condition, equals, holds, type Item, type Table } from './table.ts';
import type { Transaction } from './transaction.ts';

/** The index `byScore`. */
export const SCORE_MARKS: Marks = {
  index: 'byScore',
  shard: 'scoreShard',
  key: 'scoreKey',
  prefix: 'S',
};

/** Attributes of the index: from `at` on a customer is to be scored. */
export const scoreDue = (customerId: string, at: string) => markFields(SCORE_MARKS, customerId, at);

const markOf = (customerId: string, at: string) => ({
  key: { customerId, sk: 'SCORE' },
  change: { set: { v: 1, ...scoreDue(customerId, at), markedAt: at }, add: { moves: 1 } },
});

/** Has a customer scored, whoever else writes at the same moment: the row of a score is made where there is none. */
export async function dueScore(customers: Table, customerId: string, at: string): Promise<void> {
  const { key, change } = markOf(customerId, at);
  await customers.update(key, change);
}

/** The same in a transaction with what is new of the customer. */
export function addDueScore(
  transaction: Transaction,
  customers: Table,
  customerId: string,
  at: string,
): Transaction {
  const { key, change } = markOf(customerId, at);
  const always = holds(
    'a score may be marked at any time',
    'attribute_exists(#customerId) OR attribute_not_exists(#customerId)',
  );
  return transaction.upsert(customers, key, change, always);
}

/** The condition that nobody has changed a score since it was read. */
export const scoreUnmoved = (score: Item | undefined): Condition =>
  score?.moves === undefined
    ? holds('the score has not moved', 'attribute_not_exists(#moves)')
    : equals('the score has not moved', { moves: score.moves });
