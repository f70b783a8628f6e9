/** The bank's tables as CreateTable takes them: the keys and indexes of the stack, each index with what it carries. */
import type { BankTableProps } from '../../infra/constructs/bank-table.ts';
import { type TableName, tables } from '../../infra/stacks/tables.ts';

type Shape = Omit<BankTableProps, 'encryptionKey'>;

const shapes: Readonly<Record<TableName, Shape>> = tables;

export type { TableName } from '../../infra/stacks/tables.ts';

/** Names of all tables. */
export const tableNames = Object.keys(tables) as TableName[];

/** Attributes of the key of a table: partition, and sort where there is one. */
export const keyOf = (name: TableName): Shape['key'] => shapes[name].key;

/** Input of CreateTable for one of them. */
export function tableInput(name: TableName): object {
  const { key, indexes = {} } = shapes[name];
  const attributes = new Set([key, ...Object.values(indexes).map((index) => index.key)].flat());
  const GlobalSecondaryIndexes = Object.entries(indexes).map(([IndexName, index]) => ({
    IndexName,
    KeySchema: schemaOf(index.key),
    Projection: projectionOf(index.carries),
  }));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: schemaOf(key),
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
  };
}

const schemaOf = (key: Shape['key']) =>
  key.flatMap((AttributeName, at) =>
    AttributeName === undefined ? [] : [{ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }],
  );

function projectionOf(carries: readonly string[] | 'everything' = []) {
  if (carries === 'everything') return { ProjectionType: 'ALL' };
  return carries.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: carries };
}
