/** GetItem, BatchGetItem, Query and Scan. */

import { Consumption, readUnits, type Usage } from './capacity.ts';
import {
  type KeyCondition,
  type ParsedProjection,
  refuse,
  validateItem,
  validateKey,
  validateKeyPaths,
} from './dynalite.ts';
import { meets, projected } from './expressions.ts';
import type { BatchGetItem, Get, GetItem, Query, Scan } from './requests.ts';
import type { Bound, Store, StoredItem, Walk } from './store.ts';
import {
  BUCKETS,
  bucketPrefix,
  hashBytes,
  type Index,
  type KeyAttribute,
  type Keys,
  positionIn,
  positionOf,
  rangeBytes,
  type Table,
  viewOf,
} from './tables.ts';
import { type AttributeValue, type Item, itemSize, validationFault } from './values.ts';
import { tableOf } from './writes.ts';

/** Most bytes of items that one Query or Scan reads, and that one batch answers. */
const PAGE = 1024 * 1024;
const BATCH = 16 * PAGE;

/** Reads one item by its key, whole. */
export function readOne(store: Store, get: Get): StoredItem | undefined {
  const table = tableOf(store, get.TableName);
  refuse(validateKey(get.Key, table.record.definition));
  refuse(validateKeyPaths(get._projection?.nestedPaths, table.record.definition));
  return store.get(table, positionOf(table, get.Key));
}

/** The part of an item that a request asked for. */
export const pick = (projection: ParsedProjection | undefined, item: Item): Item =>
  projection ? projected(projection.paths, item) : item;

const INVALID_START = 'The provided starting key is invalid';

/** The operations that read. */
export class Reads {
  readonly #store: Store;
  readonly #usage: Map<string, Usage>;

  constructor(store: Store, usage: Map<string, Usage>) {
    this.#store = store;
    this.#usage = usage;
  }

  getItem(request: GetItem): object {
    const found = readOne(this.#store, request);
    const consumption = new Consumption('readUnits');
    consumption.onTable(request.TableName, readUnits(found?.size ?? 0, request.ConsistentRead ?? false));
    consumption.countIn(this.#usage);
    const [consumed] = consumption.answer(request.ReturnConsumedCapacity) ?? [];
    return {
      ...(found ? { Item: pick(request._projection, found.item) } : {}),
      ...(consumed ? { ConsumedCapacity: consumed } : {}),
    };
  }

  batchGetItem(request: BatchGetItem): object {
    const consumption = new Consumption('readUnits');
    const responses: Record<string, Item[]> = {};
    const unprocessed: Record<string, object> = {};
    let bytes = 0;
    for (const [TableName, { Keys: keys, _projection, ConsistentRead = false, ...rest }] of Object.entries(
      request.RequestItems,
    )) {
      const table = tableOf(this.#store, TableName);
      const gets = keys.map((Key) => {
        refuse(validateKey(Key, table.record.definition));
        return { Key, position: positionOf(table, Key) };
      });
      refuse(validateKeyPaths(_projection?.nestedPaths, table.record.definition));
      // DynamoDB answers in no order; this one is stable, and not the order of the request.
      gets.sort((a, b) => Buffer.compare(a.position.hash, b.position.hash));
      const items: Item[] = [];
      const left: Item[] = [];
      for (const { Key, position } of gets) {
        const found = this.#store.get(table, position);
        if (bytes + (found?.size ?? 0) > BATCH) {
          left.push(Key);
          continue;
        }
        bytes += found?.size ?? 0;
        consumption.onTable(TableName, readUnits(found?.size ?? 0, ConsistentRead));
        if (found) items.push(pick(_projection, found.item));
      }
      responses[TableName] = items;
      if (left.length > 0) unprocessed[TableName] = { ...rest, ConsistentRead, Keys: left };
    }
    consumption.countIn(this.#usage);
    const consumed = consumption.answer(request.ReturnConsumedCapacity);
    return {
      Responses: responses,
      UnprocessedKeys: unprocessed,
      ...(consumed ? { ConsumedCapacity: consumed } : {}),
    };
  }

  query(request: Query): object {
    const table = tableOf(this.#store, request.TableName);
    const index = indexOf(table, request);
    const keys: Keys = index ?? table;
    const start = startOf(request, table, index, INVALID_START);
    const { hash, range } = boundsOf(request.KeyConditions, keys);
    if (request.ExclusiveStartKey) checkStart(request.ExclusiveStartKey, request.KeyConditions, keys);
    refuse(validateKeyPaths(request._projection?.nestedPaths, table.record.definition));
    for (const key of [keys.hash, keys.range]) {
      if (key && request._filter?.pathHeads[key.name]) {
        throw validationFault(
          `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key.name}`,
        );
      }
    }
    checkProjected(request, index);
    const unseen = Object.keys(request._filter?.pathHeads ?? {}).filter(
      (name) => index?.projects && !index.projects.has(name),
    );
    if (index && unseen.length > 0) {
      throw validationFault(
        `One or more parameter values were invalid: Secondary index ${index.name} ` +
          `does not project one or more filter attributes: [${unseen.join(', ')}]`,
      );
    }
    refuse(validateKeyPaths(request._filter?.nestedPaths, table.record.definition));
    return this.#page(request, table, index, {
      hash,
      ...range,
      after: start,
      backward: request.ScanIndexForward === false,
    });
  }

  scan(request: Scan): object {
    const table = tableOf(this.#store, request.TableName);
    const index = indexOf(table, request);
    const start = startOf(
      request,
      table,
      index,
      index ? INVALID_START : `${INVALID_START}: The provided key element does not match the schema`,
    );
    const segment = segmentOf(request);
    const startsIn = start && (start.entry ?? start.item).hash;
    if (
      startsIn &&
      segment &&
      (startsIn.compare(segment.from) < 0 || (segment.to && startsIn.compare(segment.to) >= 0))
    ) {
      throw validationFault(
        `${INVALID_START}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. ` +
          `TotalSegments: ${request.TotalSegments} Segment: ${request.Segment}`,
      );
    }
    refuse(validateKeyPaths(request._projection?.nestedPaths, table.record.definition));
    refuse(validateKeyPaths(request._filter?.nestedPaths, table.record.definition));
    checkProjected(request, index);
    return this.#page(request, table, index, { ...segment, after: start });
  }

  /** Reads until the limit or a megabyte is reached; the filter only picks from what has been read and paid. */
  #page(request: Query | Scan, table: Table, index: Index | undefined, walk: Walk): object {
    const { Limit: limit = Number.POSITIVE_INFINITY, _filter: filter } = request;
    const items: Item[] = [];
    let scanned = 0;
    let bytes = 0;
    let last: Item | undefined;
    for (const { item, size } of this.#store.walk(table, index, walk)) {
      const view = index ? viewOf(index, item) : item;
      scanned++;
      bytes += view === item ? size : itemSize(view);
      if (!filter || meets(filter.expression, view)) items.push(pick(request._projection, view));
      if (scanned >= limit || bytes >= PAGE) {
        last = item;
        break;
      }
    }
    const consumption = new Consumption('readUnits');
    const units = readUnits(bytes, request.ConsistentRead ?? false);
    consumption.onTable(table.name, index ? 0 : units);
    if (index) consumption.onIndex(table.name, index.name, units);
    consumption.countIn(this.#usage);
    const [consumed] = consumption.answer(request.ReturnConsumedCapacity) ?? [];
    return {
      ...(request.Select === 'COUNT' ? {} : { Items: items }),
      Count: items.length,
      ScannedCount: scanned,
      ...(last ? { LastEvaluatedKey: keyOf(last, table, index) } : {}),
      ...(consumed ? { ConsumedCapacity: consumed } : {}),
    };
  }
}

const namesOf = ({ hash, range }: Keys): string[] => (range ? [hash.name, range.name] : [hash.name]);

/** The attributes by which a page goes on: the table's key, and the index's if one is read. */
function keyOf(item: Item, table: Table, index: Index | undefined): Item {
  const names = new Set([...namesOf(table), ...(index ? namesOf(index) : [])]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

function indexOf(table: Table, { IndexName, ConsistentRead }: Query | Scan): Index | undefined {
  if (IndexName === undefined) return undefined;
  const index = table.indexes.find(({ name }) => name === IndexName);
  if (!index) throw validationFault(`The table does not have the specified index: ${IndexName}`);
  if (ConsistentRead) throw validationFault('Consistent reads are not supported on global secondary indexes');
  return index;
}

/** An index can only answer what it holds. */
function checkProjected({ Select, _projection }: Query | Scan, index: Index | undefined): void {
  if (!index?.projects) return;
  if (Select === 'ALL_ATTRIBUTES') {
    throw validationFault(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported ' +
        `for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const heads = new Set((_projection?.paths ?? []).map(([head]) => String(head)));
  const unseen = [...heads].filter((name) => !index.projects?.has(name));
  if (unseen.length > 0) {
    throw validationFault(
      `One or more parameter values were invalid: Global secondary index ${index.name} ` +
        `does not project [${unseen.join(', ')}]`,
    );
  }
}

/** The position that an ExclusiveStartKey names. */
function startOf(
  { ExclusiveStartKey: key }: Query | Scan,
  table: Table,
  index: Index | undefined,
  wrongSize: string,
): Walk['after'] {
  if (!key) return undefined;
  const names = new Set([...namesOf(table), ...(index ? namesOf(index) : [])]);
  if (Object.keys(key).length !== names.size) throw validationFault(wrongSize);
  if ([...names].some((name) => !key[name])) throw validationFault(INVALID_START);
  refuse(validateItem(key, table.record.definition));
  const entry = index && positionIn(index, key);
  return { item: positionOf(table, key), ...(entry ? { entry } : {}) };
}

/** A start key must lie inside what the query asks for. */
function checkStart(start: Item, conditions: Record<string, KeyCondition>, { hash, range }: Keys): void {
  const holds = ({ name }: KeyAttribute): boolean => {
    const value = start[name];
    const condition = conditions[name];
    return !condition || Boolean(value && satisfies(value, condition));
  };
  if (range && conditions[range.name]) {
    if (!holds(range)) {
      throw validationFault('The provided starting key does not match the range key predicate');
    }
    if (!holds(hash)) throw validationFault('The query can return at most one row and cannot be restarted');
  } else if (!holds(hash)) {
    throw validationFault(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
}

function satisfies(value: AttributeValue, { ComparisonOperator, AttributeValueList }: KeyCondition): boolean {
  const type = {
    BETWEEN: 'between',
    BEGINS_WITH: 'begins_with',
    EQ: '=',
    LT: '<',
    LE: '<=',
    GT: '>',
    GE: '>=',
  }[ComparisonOperator];
  const condition = ComparisonOperator === 'BEGINS_WITH' ? { type: 'function', name: type } : { type };
  return meets({ ...condition, args: [value, ...AttributeValueList] }, {});
}

/** The partition and the range of sort keys that the key conditions name. */
function boundsOf(
  conditions: Record<string, KeyCondition>,
  { hash, range }: Keys,
): { hash: Buffer; range: { low?: Bound; high?: Bound } } {
  const named = Object.keys(conditions).length;
  if (!range && named > 1) throw validationFault('Query key condition not supported');
  const values = (key: KeyAttribute): { condition: KeyCondition | undefined; values: AttributeValue[] } => {
    const condition = conditions[key.name];
    const list = condition?.AttributeValueList ?? [];
    if (list.some((value) => value[key.type] === undefined)) {
      throw validationFault(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    }
    if (list.some((value) => value[key.type] === '')) {
      throw validationFault(
        'One or more parameter values are not valid. The AttributeValue for a key attribute ' +
          `cannot contain an empty ${key.type === 'B' ? 'binary' : 'string'} value. Key: ${key.name}`,
      );
    }
    return { condition, values: list };
  };

  const {
    condition,
    values: [partition],
  } = values(hash);
  if (!condition || !partition) {
    throw validationFault(`Query condition missed key schema element: ${hash.name}`);
  }
  if (condition.ComparisonOperator !== 'EQ') throw validationFault('Query key condition not supported');
  const bucket = hashBytes(partition, hash.type);
  if (!range) return { hash: bucket, range: {} };
  const sort = values(range);
  if (!sort.condition) {
    if (named > 1) throw validationFault(`Query condition missed key schema element: ${range.name}`);
    return { hash: bucket, range: {} };
  }
  const [first, second] = sort.values.map((value) => rangeBytes(value, range.type));
  return { hash: bucket, range: first ? rangeBounds(sort.condition, first, second) : {} };
}

function rangeBounds(
  { ComparisonOperator }: KeyCondition,
  first: Buffer,
  second?: Buffer,
): { low?: Bound; high?: Bound } {
  const including = { bytes: first, inclusive: true };
  const excluding = { bytes: first, inclusive: false };
  switch (ComparisonOperator) {
    case 'EQ':
      return { low: including, high: including };
    case 'LT':
      return { high: excluding };
    case 'LE':
      return { high: including };
    case 'GT':
      return { low: excluding };
    case 'GE':
      return { low: including };
    case 'BETWEEN':
      return { low: including, high: { bytes: second ?? first, inclusive: true } };
    case 'BEGINS_WITH': {
      const beyond = afterPrefix(first);
      return { low: including, ...(beyond ? { high: { bytes: beyond, inclusive: false } } : {}) };
    }
  }
}

/** The first bytes that sort after everything with this prefix; none if the prefix is all 0xff. */
function afterPrefix(prefix: Buffer): Buffer | undefined {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length--;
  if (length === 0) return undefined;
  const beyond = Buffer.from(prefix.subarray(0, length));
  beyond[length - 1] = (beyond[length - 1] ?? 0) + 1;
  return beyond;
}

/** The buckets of one segment of a parallel Scan. */
function segmentOf({ Segment = 0, TotalSegments = 1 }: Scan): { from: Buffer; to?: Buffer } | undefined {
  if (TotalSegments === 1) return undefined;
  const first = (segment: number): number => Math.ceil((BUCKETS * segment) / TotalSegments);
  return {
    from: bucketPrefix(first(Segment)),
    ...(Segment + 1 < TotalSegments ? { to: bucketPrefix(first(Segment + 1)) } : {}),
  };
}
