/** Days: transactions and ratings of a customer as sums of a day, each counted once however often it is delivered. */
import type { RatingDay, TransactionDay } from '../../../shared/contracts/imports.ts';
import type { Rating, Transaction } from './rows.ts';

/** Something with an id of its own, that is counted on a day. */
interface Counted {
  readonly id: string;
}

/** Bytes of an id's print. */
const PRINT = 8;

/** Most ids that one day holds, so that its item stays below DynamoDB's 400 KB. */
export const MOST_IN_A_DAY = 45_000;

/** What a delivery adds to a day. */
export interface Added<Day, Row> {
  /** The day with it; undefined if it adds nothing. */
  readonly day: Day | undefined;
  readonly fresh: readonly Row[];
}

/** Adds transactions to a day of a customer. */
export function withTransactions(
  day: TransactionDay | undefined,
  rows: readonly Transaction[],
  empty: Omit<TransactionDay, 'count' | 'moved' | 'came' | 'went'>,
  printOf: (id: string) => Uint8Array,
): Added<TransactionDay, Transaction> {
  const { fresh, ids } = freshOf(day?.ids ?? empty.ids, rows, printOf);
  if (fresh.length === 0) return { day: undefined, fresh };
  const sum = (way?: 'IN' | 'OUT') =>
    fresh
      .filter((row) => way === undefined || row.direction === way)
      .reduce((total, row) => total + row.cents, 0);
  const before = day ?? { ...empty, count: 0, moved: 0, came: 0, went: 0 };
  return {
    fresh,
    day: {
      ...before,
      ids,
      count: before.count + fresh.length,
      moved: before.moved + sum(),
      came: before.came + sum('IN'),
      went: before.went + sum('OUT'),
      moves: (day?.moves ?? 0) + 1,
    },
  };
}

/** Adds ratings to a day of a customer. */
export function withRatings(
  day: RatingDay | undefined,
  rows: readonly Rating[],
  empty: Omit<RatingDay, 'count' | 'sum' | 'lowest'>,
  printOf: (id: string) => Uint8Array,
): Added<RatingDay, Rating> {
  const { fresh, ids } = freshOf(day?.ids ?? empty.ids, rows, printOf);
  if (fresh.length === 0) return { day: undefined, fresh };
  const before = day ?? { ...empty, count: 0, sum: 0, lowest: 5 };
  return {
    fresh,
    day: {
      ...before,
      ids,
      count: before.count + fresh.length,
      sum: before.sum + fresh.reduce((total, { score }) => total + score, 0),
      lowest: Math.min(before.lowest, ...fresh.map(({ score }) => score)),
      moves: (day?.moves ?? 0) + 1,
    },
  };
}

/** The rows that were not counted before, and all prints in their order. */
function freshOf<Row extends Counted>(
  ids: Uint8Array,
  rows: readonly Row[],
  printOf: (id: string) => Uint8Array,
): { fresh: Row[]; ids: Uint8Array<ArrayBuffer> } {
  const prints = new Map<string, Uint8Array>();
  for (let at = 0; at + PRINT <= ids.length; at += PRINT) {
    const print = ids.slice(at, at + PRINT);
    prints.set(print.join(), print);
  }
  const fresh = rows.filter(({ id }) => {
    const print = printOf(id).slice(0, PRINT);
    if (prints.has(print.join())) return false;
    prints.set(print.join(), print);
    return true;
  });
  const sorted = [...prints.values()].sort(inOrder);
  const joined = new Uint8Array(sorted.length * PRINT);
  for (const [at, print] of sorted.entries()) joined.set(print, at * PRINT);
  return { fresh, ids: joined };
}

function inOrder(one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < PRINT; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Yuan moved and transactions made on these days. */
export function movementOf(days: readonly TransactionDay[]): { volume: number; activity: number } {
  return {
    volume: days.reduce((sum, { moved }) => sum + moved, 0) / 100,
    activity: days.reduce((sum, { count }) => sum + count, 0),
  };
}
