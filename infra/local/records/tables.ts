/** The catalog of tables: their definitions, keys and indexes, and how they are described. */

import { randomUUID } from 'node:crypto';
import { ServiceFault } from '../gateway/service.ts';
import type { IndexDefinition, KeySchemaElement, TableDefinition } from './dynalite.ts';
import { type AttributeValue, type Item, type KeyType, keyBytes, validationFault } from './values.ts';

/** A key attribute and its type. */
export interface KeyAttribute {
  name: string;
  type: KeyType;
}

/** The key of a table or index. */
export interface Keys {
  hash: KeyAttribute;
  range: KeyAttribute | undefined;
}

/** A global secondary index. */
export interface Index extends Keys {
  id: number;
  name: string;
  definition: IndexDefinition;
  /** Names of the attributes it holds; undefined if all. */
  projects: Set<string> | undefined;
}

/** What the catalog keeps of a table on disk. */
export interface TableRecord {
  definition: TableDefinition;
  tableId: string;
  createdAt: number;
  onDemand: boolean;
  throughput: { ReadCapacityUnits: number; WriteCapacityUnits: number };
  deletionProtected: boolean;
  ttlAttribute?: string;
  /** Numbers under which the entries of each index are stored. */
  indexIds: Record<string, number>;
}

/** A table as the operations use it. */
export interface Table extends Keys {
  id: number;
  name: string;
  record: TableRecord;
  indexes: Index[];
}

/** Where an item stands in its table, or an entry in an index: bytes that sort as DynamoDB sorts. */
export interface Position {
  hash: Buffer;
  range: Buffer;
}

function keysOf(schema: KeySchemaElement[], definition: TableDefinition): Keys {
  const [hash, range] = schema.map(({ AttributeName: name }) => {
    const found = definition.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
    if (!found)
      throw new Error(`Table ${definition.TableName} has the key ${name} without a definition of its type.`);
    return { name, type: found.AttributeType };
  });
  if (!hash) throw new Error(`Table ${definition.TableName} has an empty key schema.`);
  return { hash, range };
}

/** A table from what the catalog keeps of it. */
export function tableFrom(id: number, record: TableRecord): Table {
  const { definition } = record;
  const tableKeys = keysOf(definition.KeySchema, definition);
  const indexes = (definition.GlobalSecondaryIndexes ?? []).map((index): Index => {
    const keys = keysOf(index.KeySchema, definition);
    const indexId = record.indexIds[index.IndexName];
    if (indexId === undefined)
      throw new Error(`Index ${index.IndexName} of ${definition.TableName} has no number.`);
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
    const keyNames = [keys, tableKeys].flatMap(({ hash, range }) => [
      hash.name,
      ...(range ? [range.name] : []),
    ]);
    return {
      ...keys,
      id: indexId,
      name: index.IndexName,
      definition: index,
      projects: ProjectionType === 'ALL' ? undefined : new Set([...keyNames, ...NonKeyAttributes]),
    };
  });
  return { ...tableKeys, id, name: definition.TableName, record, indexes };
}

/** A new table's record from a checked CreateTable request. */
export function newRecord(request: CreateTableRequest, now: number): TableRecord {
  const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = request;
  return {
    definition: {
      TableName,
      KeySchema,
      AttributeDefinitions,
      ...(GlobalSecondaryIndexes ? { GlobalSecondaryIndexes } : {}),
    },
    tableId: randomUUID(),
    createdAt: now,
    onDemand: request.BillingMode === 'PAY_PER_REQUEST',
    throughput: request.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    deletionProtected: request.DeletionProtectionEnabled ?? false,
    indexIds: {},
  };
}

/** A CreateTable request after its checks. */
export interface CreateTableRequest extends TableDefinition {
  BillingMode?: 'PROVISIONED' | 'PAY_PER_REQUEST';
  ProvisionedThroughput?: TableRecord['throughput'];
  DeletionProtectionEnabled?: boolean;
}

/** Spreads partitions over three bytes, so that a Scan meets them in no order that code could lean on. */
function bucketOf(bytes: Buffer): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & 0xffffff;
}

/** Number of buckets over which partitions are spread. */
export const BUCKETS = 0x1000000;

/** The first bytes of every position in a bucket. */
export const bucketPrefix = (bucket: number): Buffer => {
  const prefix = Buffer.alloc(3);
  prefix.writeUIntBE(bucket, 0, 3);
  return prefix;
};

const LONGEST_HASH = 2048;
const LONGEST_RANGE = 1024;
const NO_BYTES = Buffer.alloc(0);

/** The bytes under which all items of one partition are stored. */
export function hashBytes(value: AttributeValue, type: KeyType): Buffer {
  const bytes = keyBytes(value[type] ?? '', type);
  if (bytes.length > LONGEST_HASH) {
    throw validationFault(
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    );
  }
  return Buffer.concat([bucketPrefix(bucketOf(bytes)), bytes]);
}

/** The bytes by which items of one partition are sorted. */
export function rangeBytes(value: AttributeValue, type: KeyType): Buffer {
  const bytes = keyBytes(value[type] ?? '', type);
  if (bytes.length > LONGEST_RANGE) {
    throw validationFault(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
  }
  return bytes;
}

/** The position of an item by these keys; undefined if the item lacks one, which keeps it out of an index. */
export function positionIn({ hash, range }: Keys, item: Item): Position | undefined {
  const hashValue = item[hash.name];
  const rangeValue = range && item[range.name];
  if (!hashValue || (range && !rangeValue)) return undefined;
  return {
    hash: hashBytes(hashValue, hash.type),
    range: range && rangeValue ? rangeBytes(rangeValue, range.type) : NO_BYTES,
  };
}

/** The position of an item whose key has been validated. */
export function positionOf(table: Table, key: Item): Position {
  const position = positionIn(table, key);
  if (!position) throw validationFault('The provided key element does not match the schema');
  return position;
}

/** The part of an item that an index holds. */
export function viewOf(index: Index, item: Item): Item {
  const { projects } = index;
  if (!projects) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => projects.has(name)));
}

/** Where the tables' ARNs say that they are. */
export interface Place {
  account: string;
  region: string;
}

/** The description of a table as DescribeTable answers it. */
export function describe(
  table: Table,
  status: 'ACTIVE' | 'DELETING',
  counted: { items: number; bytes: number },
  { account, region }: Place,
): object {
  const { record } = table;
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${table.name}`;
  const throughput = { NumberOfDecreasesToday: 0, ...record.throughput };
  return {
    ...record.definition,
    ...(record.definition.GlobalSecondaryIndexes
      ? {
          GlobalSecondaryIndexes: record.definition.GlobalSecondaryIndexes.map((index) => ({
            ...index,
            IndexArn: `${arn}/index/${index.IndexName}`,
            IndexStatus: status,
            ProvisionedThroughput: {
              NumberOfDecreasesToday: 0,
              ...(index.ProvisionedThroughput ?? record.throughput),
            },
          })),
        }
      : {}),
    TableArn: arn,
    TableId: record.tableId,
    TableStatus: status,
    CreationDateTime: record.createdAt / 1000,
    ProvisionedThroughput: throughput,
    ...(record.onDemand
      ? {
          BillingModeSummary: {
            BillingMode: 'PAY_PER_REQUEST',
            LastUpdateToPayPerRequestDateTime: record.createdAt / 1000,
          },
          TableThroughputModeSummary: { TableThroughputMode: 'PAY_PER_REQUEST' },
        }
      : {}),
    DeletionProtectionEnabled: record.deletionProtected,
    TableSizeBytes: counted.bytes,
    ItemCount: counted.items,
  };
}

/** The fault of an operation on items of a table that does not exist. */
export const tableNotFound = (): ServiceFault =>
  new ServiceFault('ResourceNotFoundException', 'Requested resource not found');

/** The fault of an operation on a table that does not exist. */
export const tableNotFoundByName = (name: string): ServiceFault =>
  new ServiceFault('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
