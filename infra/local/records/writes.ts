/** PutItem, UpdateItem, DeleteItem and BatchWriteItem. */

import { ServiceFault } from '../gateway/service.ts';
import { Consumption, type IndexImage, indexWriteUnits, type Usage, writeUnits } from './capacity.ts';
import { refuse, validateItem, validateKey, validateKeyPaths, validateUpdates } from './dynalite.ts';
import { meets, projected, updated } from './expressions.ts';
import {
  type BatchWriteItem,
  type DeleteItem,
  type KeyedWrite,
  LARGEST_ITEM,
  type Put,
  type PutItem,
  type UpdateItem,
  type Write,
} from './requests.ts';
import type { Store } from './store.ts';
import {
  type Index,
  type Position,
  positionIn,
  positionOf,
  type Table,
  tableNotFound,
  viewOf,
} from './tables.ts';
import { type Item, itemSize, validationFault } from './values.ts';

/** A write that has been checked against its table and the item as it is, and only needs to be carried out. */
export interface Change {
  table: Table;
  position: Position;
  before: Item | undefined;
  /** The item afterwards; undefined if the write deletes it, `before` itself if it only checks. */
  after: Item | undefined;
  /** The larger of the two items in bytes. */
  size: number;
}

/** Thrown when a condition does not hold; carries the item that stood against it, if there is one. */
export class ConditionFailed extends Error {
  readonly before: Item | undefined;
  readonly size: number;

  constructor(before: Item | undefined, size: number) {
    super('The conditional request failed');
    this.name = 'ConditionFailed';
    this.before = before;
    this.size = size;
  }
}

/** The table that an operation on items names. */
export function tableOf(store: Store, name: string): Table {
  const table = store.table(name);
  if (!table) throw tableNotFound();
  return table;
}

/** An index key may be absent, but if it is there it must be able to stand in the index. */
function checkIndexKeys(
  table: Table,
  item: Item,
  reason: string,
  naming: (index: Index, key: string) => string,
): void {
  for (const index of table.indexes) {
    for (const key of [index.hash, index.range]) {
      const value = key && item[key.name]?.[key.type];
      if (value === '' && key) {
        const kind = key.type === 'B' ? 'binary' : 'string';
        throw validationFault(
          `One or more parameter values are not valid. ${reason} ` +
            `The AttributeValue for a key attribute cannot contain an empty ${kind} value.${naming(index, key.name)}`,
        );
      }
    }
    positionIn(index, item);
  }
}

function checkCondition(write: Write, before: Item | undefined, size: number): void {
  if (write._condition && !meets(write._condition.expression, before ?? {}))
    throw new ConditionFailed(before, size);
}

/** Checks a put and works out what it changes. */
export function planPut(store: Store, put: Put): Change {
  const table = tableOf(store, put.TableName);
  const item = put.Item;
  refuse(validateItem(item, table.record.definition));
  checkIndexKeys(
    table,
    item,
    'A value specified for a secondary index key is not supported.',
    (index, key) => ` IndexName: ${index.name}, IndexKey: ${key}`,
  );
  refuse(validateKeyPaths(put._condition?.nestedPaths, table.record.definition));
  const position = positionOf(table, item);
  const before = store.get(table, position);
  checkCondition(put, before?.item, before?.size ?? 0);
  return {
    table,
    position,
    before: before?.item,
    after: item,
    size: Math.max(itemSize(item), before?.size ?? 0),
  };
}

function planKeyed(store: Store, write: KeyedWrite): Change {
  const table = tableOf(store, write.TableName);
  refuse(validateKey(write.Key, table.record.definition));
  refuse(validateUpdates(undefined, write._updates, table.record.definition));
  refuse(validateKeyPaths(write._condition?.nestedPaths, table.record.definition));
  const position = positionOf(table, write.Key);
  const before = store.get(table, position);
  checkCondition(write, before?.item, before?.size ?? 0);
  return { table, position, before: before?.item, after: before?.item, size: before?.size ?? 0 };
}

/** Checks a condition on an item without changing it. */
export const planCheck = planKeyed;

/** Checks a delete and works out what it changes. */
export const planDelete = (store: Store, write: KeyedWrite): Change => ({
  ...planKeyed(store, write),
  after: undefined,
});

/** Checks an update and works out what it changes. */
export function planUpdate(store: Store, write: KeyedWrite): Change {
  const change = planKeyed(store, write);
  const { table, before } = change;
  const start = before ?? write.Key;
  const after = write._updates ? updated(write._updates, start) : start;
  for (const index of table.indexes) {
    for (const key of [index.hash, index.range]) {
      const value = key && after[key.name];
      if (key && value && value[key.type] === undefined) {
        throw validationFault(
          'The update expression attempted to update the secondary index key to unsupported type',
        );
      }
    }
  }
  checkIndexKeys(
    table,
    after,
    'The update expression attempted to update a secondary index key to a value that is not supported.',
    () => '',
  );
  const size = itemSize(after);
  if (size > LARGEST_ITEM) throw validationFault('Item size to update has exceeded the maximum allowed size');
  return { ...change, after, size: Math.max(size, change.size) };
}

/** Carries a change out; the caller holds the commit. */
export function apply(store: Store, { table, position, before, after }: Change): void {
  if (after === before) return;
  if (after) store.put(table, position, before, after);
  else if (before) store.delete(table, position, before);
}

function imageIn(index: Index, item: Item | undefined): IndexImage | undefined {
  const position = item && positionIn(index, item);
  if (!item || !position) return undefined;
  const place = `${position.hash.toString('latin1')}\n${position.range.toString('latin1')}`;
  return { position: place, item: viewOf(index, item) };
}

/**
 * Adds up what a change costs on its table and indexes. A transaction pays the table twice but an index, which
 * is written afterwards, once; so measured against AWS at https://github.com/nubo-db/dynoxide (its issue 178).
 */
export function charge(consumption: Consumption, change: Change, { transactional = false } = {}): void {
  const { table, before, after, size } = change;
  consumption.onTable(table.name, writeUnits(size) * (transactional ? 2 : 1));
  if (before === after) return;
  for (const index of table.indexes) {
    const units = indexWriteUnits(imageIn(index, before), imageIn(index, after));
    consumption.onIndex(table.name, index.name, units);
  }
}

/** The operations that write. */
export class Writes {
  readonly #store: Store;
  readonly #usage: Map<string, Usage>;

  constructor(store: Store, usage: Map<string, Usage>) {
    this.#store = store;
    this.#usage = usage;
  }

  #carryOut<T extends Write>(write: T, plan: (store: Store, write: T) => Change): [Change, Consumption] {
    const consumption = new Consumption('writeUnits');
    try {
      const change = this.#store.atomically(() => {
        const planned = plan(this.#store, write);
        apply(this.#store, planned);
        return planned;
      });
      charge(consumption, change);
      return [change, consumption];
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      // A write whose condition fails is paid for all the same.
      consumption.onTable(write.TableName, writeUnits(error.size));
      const shown = write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && error.before;
      throw new ServiceFault(
        'ConditionalCheckFailedException',
        error.message,
        400,
        shown ? { Item: shown } : {},
      );
    } finally {
      consumption.countIn(this.#usage);
    }
  }

  putItem(request: PutItem): object {
    const [{ before }, cost] = this.#carryOut(request, planPut);
    return answer(cost, request, request.ReturnValues === 'ALL_OLD' ? before : undefined);
  }

  deleteItem(request: DeleteItem): object {
    const [{ before }, cost] = this.#carryOut(request, planDelete);
    return answer(cost, request, request.ReturnValues === 'ALL_OLD' ? before : undefined);
  }

  updateItem(request: UpdateItem): object {
    const [{ before, after }, cost] = this.#carryOut(request, planUpdate);
    const paths = request._updates?.paths ?? [];
    const attributes = {
      NONE: undefined,
      ALL_OLD: before,
      ALL_NEW: after,
      UPDATED_OLD: before && projected(paths, before),
      UPDATED_NEW: after && projected(paths, after),
    }[request.ReturnValues ?? 'NONE'];
    return answer(cost, request, attributes);
  }

  batchWriteItem(request: BatchWriteItem): object {
    const consumption = new Consumption('writeUnits');
    this.#store.atomically(() => {
      const seen = new Set<string>();
      const changes = Object.entries(request.RequestItems).flatMap(([TableName, writes]) =>
        writes.map(({ PutRequest, DeleteRequest }) => {
          const change = PutRequest
            ? batched(() => planPut(this.#store, { TableName, Item: PutRequest.Item }))
            : planDelete(this.#store, { TableName, Key: DeleteRequest?.Key ?? {} });
          const place = itemPlace(change);
          if (seen.has(place)) throw validationFault('Provided list of item keys contains duplicates');
          seen.add(place);
          return change;
        }),
      );
      for (const change of changes) {
        apply(this.#store, change);
        charge(consumption, change);
      }
    });
    consumption.countIn(this.#usage);
    const consumed = consumption.answer(request.ReturnConsumedCapacity);
    return { UnprocessedItems: {}, ...(consumed ? { ConsumedCapacity: consumed } : {}) };
  }
}

/** In a batch, AWS says less about a key that is missing or of the wrong type. */
function batched(plan: () => Change): Change {
  try {
    return plan();
  } catch (error) {
    if (error instanceof ServiceFault && /Missing the key|Type mismatch for key/.test(error.message)) {
      throw validationFault('The provided key element does not match the schema');
    }
    throw error;
  }
}

/** A name for the place of an item, to find two writes of the same item. */
export const itemPlace = ({ table, position }: Pick<Change, 'table' | 'position'>): string =>
  `${table.id}/${position.hash.toString('hex')}/${position.range.toString('hex')}`;

function answer(
  cost: Consumption,
  { ReturnConsumedCapacity }: Pick<PutItem, 'ReturnConsumedCapacity'>,
  attributes: Item | undefined,
): object {
  const [consumed] = cost.answer(ReturnConsumedCapacity) ?? [];
  return {
    ...(attributes && Object.keys(attributes).length > 0 ? { Attributes: attributes } : {}),
    ...(consumed ? { ConsumedCapacity: consumed } : {}),
  };
}
