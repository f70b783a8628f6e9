/** What operations cost, in DynamoDB's read and write units. */

import { equalItems, type Item, itemSize } from './values.ts';

/** Read units of so many bytes; a read that finds nothing costs as much as the smallest item. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);

/** Write units of so many bytes. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** Read and write units consumed on a table and its indexes. */
export interface Usage {
  readUnits: number;
  writeUnits: number;
}

/** An item on one side of a write, as an index stores it. */
export interface IndexImage {
  /** Where the entry stands in the index. */
  position: string;
  item: Item;
}

/**
 * Write units that one index costs for one write; the amount depends on what changes in the index.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
export function indexWriteUnits(before: IndexImage | undefined, after: IndexImage | undefined): number {
  if (before && after && before.position === after.position) {
    if (equalItems(before.item, after.item)) return 0;
    return writeUnits(Math.max(itemSize(before.item), itemSize(after.item)));
  }
  const cost = (image: IndexImage | undefined): number => (image ? writeUnits(itemSize(image.item)) : 0);
  return cost(before) + cost(after);
}

/** How much detail of the cost a caller asked for. */
export type CapacityDetail = 'NONE' | 'TOTAL' | 'INDEXES' | undefined;

interface TableCost {
  table: number;
  indexes: Map<string, number>;
}

/** Adds up the cost of one request, table by table. */
export class Consumption {
  readonly #kind: keyof Usage;
  readonly #tables = new Map<string, TableCost>();

  constructor(kind: keyof Usage) {
    this.#kind = kind;
  }

  #of(table: string): TableCost {
    const found = this.#tables.get(table) ?? { table: 0, indexes: new Map() };
    this.#tables.set(table, found);
    return found;
  }

  onTable(table: string, units: number): void {
    this.#of(table).table += units;
  }

  onIndex(table: string, index: string, units: number): void {
    const { indexes } = this.#of(table);
    if (units > 0) indexes.set(index, (indexes.get(index) ?? 0) + units);
  }

  #total({ table, indexes }: TableCost): number {
    return [...indexes.values()].reduce((sum, units) => sum + units, table);
  }

  /** Adds this request's cost to the counters of its tables. */
  countIn(usage: Map<string, Usage>): void {
    for (const [name, cost] of this.#tables) {
      const counted = usage.get(name) ?? { readUnits: 0, writeUnits: 0 };
      counted[this.#kind] += this.#total(cost);
      usage.set(name, counted);
    }
  }

  /** The ConsumedCapacity of every table touched; transactions name the kind of unit beside the total. */
  answer(detail: CapacityDetail, { transactional = false } = {}): object[] | undefined {
    if (detail !== 'TOTAL' && detail !== 'INDEXES') return undefined;
    const member = this.#kind === 'readUnits' ? 'ReadCapacityUnits' : 'WriteCapacityUnits';
    const units = (amount: number): object => ({
      CapacityUnits: amount,
      ...(transactional ? { [member]: amount } : {}),
    });
    return [...this.#tables].map(([name, cost]) => ({
      TableName: name,
      ...units(this.#total(cost)),
      ...(detail === 'INDEXES' ? { Table: units(cost.table) } : {}),
      ...(detail === 'INDEXES' && cost.indexes.size > 0
        ? {
            GlobalSecondaryIndexes: Object.fromEntries(
              [...cost.indexes].map(([index, amount]) => [index, { CapacityUnits: amount }]),
            ),
          }
        : {}),
    }));
  }
}
