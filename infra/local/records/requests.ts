/** Checks each request the way DynamoDB does, before any table is looked at. */

import { ServiceFault } from '../gateway/service.ts';
import type { CapacityDetail } from './capacity.ts';
import {
  type Condition,
  checked,
  type KeyCondition,
  type Parsed,
  type TypeMap,
  validateAttributeValue,
  validateExpressionParams,
  validateExpressions,
  validationOf,
} from './dynalite.ts';
import type { CreateTableRequest } from './tables.ts';
import { type AttributeValue, type Item, itemSize, typeOf, validationFault } from './values.ts';

interface Costed {
  ReturnConsumedCapacity?: CapacityDetail;
}

/** What all writes of one item share. */
export interface Write extends Parsed {
  TableName: string;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE';
}
export interface Put extends Write {
  Item: Item;
}
export interface KeyedWrite extends Write {
  Key: Item;
}
export type PutItem = Put & Costed & { ReturnValues?: 'ALL_OLD' | 'NONE' };
export type DeleteItem = KeyedWrite & Costed & { ReturnValues?: 'ALL_OLD' | 'NONE' };
export type UpdateItem = KeyedWrite &
  Costed & { ReturnValues?: 'ALL_OLD' | 'NONE' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW' };

/** One read of one item. */
export interface Get extends Parsed {
  TableName: string;
  Key: Item;
}
export type GetItem = Get & Costed & { ConsistentRead?: boolean };

interface Walking extends Parsed, Costed {
  TableName: string;
  IndexName?: string;
  Select?: 'ALL_ATTRIBUTES' | 'ALL_PROJECTED_ATTRIBUTES' | 'SPECIFIC_ATTRIBUTES' | 'COUNT';
  ProjectionExpression?: string;
  ConsistentRead?: boolean;
  Limit?: number;
  ExclusiveStartKey?: Item;
}
export interface Query extends Walking {
  KeyConditions: Record<string, KeyCondition>;
  ScanIndexForward?: boolean;
}
export interface Scan extends Walking {
  Segment?: number;
  TotalSegments?: number;
}

export interface BatchGetItem extends Costed {
  RequestItems: Record<string, Parsed & { Keys: Item[]; ConsistentRead?: boolean }>;
}
export interface BatchWriteItem extends Costed {
  RequestItems: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;
}

/** One action of a TransactWriteItems request: exactly one member is set. */
export interface TransactWriteItem {
  Put?: Put;
  Update?: KeyedWrite;
  Delete?: KeyedWrite;
  ConditionCheck?: KeyedWrite;
}
export interface TransactWriteItems extends Costed {
  TransactItems: TransactWriteItem[];
  ClientRequestToken?: string;
}
export interface TransactGetItems extends Costed {
  TransactItems: { Get: Get }[];
}

export interface TimeToLiveSpecification {
  AttributeName: string;
  Enabled: boolean;
}

/** The largest item, in bytes. */
export const LARGEST_ITEM = 400 * 1024;

/** The largest sum of items in one transaction, in bytes. */
export const LARGEST_TRANSACTION = 4 * 1024 * 1024;

const LARGEST_EXPRESSION = 4096;

/** Parameters from before expressions existed, and what takes their place. */
const LEGACY: Record<string, string> = {
  AttributesToGet: 'ProjectionExpression',
  AttributeUpdates: 'UpdateExpression',
  ConditionalOperator: 'ConditionExpression or FilterExpression',
  Expected: 'ConditionExpression',
  KeyConditions: 'KeyConditionExpression',
  QueryFilter: 'FilterExpression',
  ScanFilter: 'FilterExpression',
};

function refuseLegacy(input: unknown): void {
  // What is no structure at all is refused by the check of types that follows.
  if (typeof input !== 'object' || input === null) return;
  for (const [name, instead] of Object.entries(LEGACY)) {
    if (Object.hasOwn(input, name)) {
      throw validationFault(
        `${name} is a legacy parameter that the embedded runtime does not support; use ${instead}.`,
      );
    }
  }
}

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];

const UNORDERED = new Set(['BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']);
const ORDERING = new Set(['<', '<=', '>', '>=', 'between']);

/** A literal that has no order cannot stand beside `<`; dynalite's parser lets it. */
function refuseUnordered(expression: string, condition: Condition): void {
  for (const arg of condition.args) {
    if (Array.isArray(arg)) continue;
    if ('type' in arg) {
      refuseUnordered(expression, arg as Condition);
    } else if (ORDERING.has(condition.type) && UNORDERED.has(typeOf(arg))) {
      const operator = condition.type === 'between' ? 'BETWEEN' : condition.type;
      throw validationFault(
        `Invalid ${expression}: Incorrect operand type for operator or function; ` +
          `operator or function: ${operator}, operand type: ${typeOf(arg)}`,
      );
    }
  }
}

/** Limits on expressions and their values that dynalite does not know. */
function checkExpressions(input: object, data: Parsed): void {
  const members = input as Record<string, unknown>;
  for (const name of EXPRESSIONS) {
    const text = members[name];
    const size = typeof text === 'string' ? Buffer.byteLength(text) : 0;
    if (size > LARGEST_EXPRESSION) {
      throw validationFault(
        `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      );
    }
  }
  // Measuring the values refuses those that nest too deep.
  const values = (data as { ExpressionAttributeValues?: Item }).ExpressionAttributeValues;
  if (values) itemSize(values);
  if (data._condition) refuseUnordered('ConditionExpression', data._condition.expression);
  if (data._filter) refuseUnordered('FilterExpression', data._filter.expression);
}

type Custom = (data: never, store: object) => string | undefined;

/** Builds the check of one operation from dynalite's constraints, with members that dynalite lacks. */
function checkOf<T>(operation: string, extra: TypeMap = {}): (input: object) => T {
  const { types, custom } = validationOf(operation);
  const all = { types: { ...types, ...extra }, ...(custom ? { custom } : {}) };
  return (input) => {
    refuseLegacy(input);
    const data = checked(input, all);
    checkExpressions(input, data as Parsed);
    return data as T;
  };
}

const ON_FAILURE: TypeMap = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};

const sizeChecked = (item: Item): void => {
  if (itemSize(item) > LARGEST_ITEM) throw validationFault('Item size has exceeded the maximum allowed size');
};

const checkPut = checkOf<PutItem>('putItem', ON_FAILURE);
export const putItem = (input: object): PutItem => {
  const data = checkPut(input);
  sizeChecked(data.Item);
  return data;
};
export const updateItem = checkOf<UpdateItem>('updateItem', ON_FAILURE);
export const deleteItem = checkOf<DeleteItem>('deleteItem', ON_FAILURE);
export const getItem = checkOf<GetItem>('getItem');
export const listTables = checkOf<{ Limit?: number; ExclusiveStartTableName?: string }>('listTables');
export const describeTable = checkOf<{ TableName: string }>('describeTable');
export const deleteTable = checkOf<{ TableName: string }>('deleteTable');
export const describeTimeToLive = checkOf<{ TableName: string }>('describeTimeToLive');

/** The contradictions between Select and a projection. */
function checkSelect({ Select, ProjectionExpression, IndexName }: Walking): void {
  if (ProjectionExpression !== undefined && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES') {
    throw validationFault(
      `Cannot specify the ProjectionExpression when choosing to get ${Select === 'COUNT' ? 'only the Count' : Select}`,
    );
  }
  if (Select === 'SPECIFIC_ATTRIBUTES' && ProjectionExpression === undefined) {
    throw validationFault(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined) {
    throw validationFault('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
}

function walking<T extends Walking>(operation: string): (input: object) => T {
  const check = checkOf<T>(operation, { ConsistentRead: 'Boolean' });
  return (input) => {
    const data = check(input);
    checkSelect(data);
    return data;
  };
}
export const query = walking<Query>('query');
export const scan = walking<Scan>('scan');

const checkBatchGet = checkOf<BatchGetItem>('batchGetItem');
export const batchGetItem = (input: { RequestItems?: unknown }): BatchGetItem => {
  for (const request of Object.values(Object(input.RequestItems))) refuseLegacy(request);
  return checkBatchGet(input);
};

const MOST_BATCHED_WRITES = 25;
const checkBatchWrite = checkOf<BatchWriteItem>('batchWriteItem');
export const batchWriteItem = (input: object): BatchWriteItem => {
  const data = checkBatchWrite(input);
  const writes = Object.values(data.RequestItems).flat();
  if (writes.length > MOST_BATCHED_WRITES) {
    throw validationFault('Too many items requested for the BatchWriteItem call');
  }
  for (const { PutRequest } of writes) if (PutRequest) sizeChecked(PutRequest.Item);
  return data;
};

/** Members of CreateTable that change nothing here: encryption, tags, recovery and price class are AWS's matter. */
const IGNORED_OF_TABLE = new Set([
  'ContributorInsightsSpecification',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'TableClass',
  'Tags',
]);
const checkCreateTable = checkOf<CreateTableRequest>('createTable', { DeletionProtectionEnabled: 'Boolean' });
const KNOWN_OF_TABLE = new Set([
  ...Object.keys(validationOf('createTable').types),
  'DeletionProtectionEnabled',
]);
KNOWN_OF_TABLE.delete('LocalSecondaryIndexes');

export const createTable = (input: object): CreateTableRequest => {
  for (const [member, value] of Object.entries(input)) {
    if (value == null || KNOWN_OF_TABLE.has(member) || IGNORED_OF_TABLE.has(member)) continue;
    if (member === 'StreamSpecification' && (value as { StreamEnabled?: boolean }).StreamEnabled === false)
      continue;
    throw validationFault(`CreateTable with ${member} is not supported by the embedded runtime.`);
  }
  const data = checkCreateTable(input);
  for (const { IndexName, Projection } of data.GlobalSecondaryIndexes ?? []) {
    if (Projection.ProjectionType === 'INCLUDE' && !Projection.NonKeyAttributes) {
      throw validationFault(
        'One or more parameter values were invalid: ' +
          `ProjectionType is INCLUDE, but NonKeyAttributes is not specified (index ${IndexName})`,
      );
    }
  }
  return data;
};

const TABLE_NAME: TypeMap = {
  TableName: {
    type: 'String',
    notNull: true,
    regex: '[a-zA-Z0-9_.-]+',
    lengthGreaterThanOrEqual: 3,
    lengthLessThanOrEqual: 255,
  },
};

const UPDATE_TTL = {
  types: {
    ...TABLE_NAME,
    TimeToLiveSpecification: {
      type: 'FieldStruct<TimeToLiveSpecification>',
      notNull: true,
      children: {
        Enabled: { type: 'Boolean', notNull: true },
        AttributeName: {
          type: 'String',
          notNull: true,
          lengthGreaterThanOrEqual: 1,
          lengthLessThanOrEqual: 255,
        },
      },
    },
  },
};
export const updateTimeToLive = (
  input: object,
): { TableName: string; TimeToLiveSpecification: TimeToLiveSpecification } =>
  checked(input, UPDATE_TTL) as never;

// Transactions, which dynalite does not have.

const ATTRIBUTES = { type: 'Map<AttributeValue>', notNull: true, children: 'AttrStruct<ValueStruct>' };
const PLACEHOLDERS: TypeMap = {
  ExpressionAttributeNames: { type: 'Map<java.lang.String>', children: 'String' },
};
const CONDITION: TypeMap = {
  ...PLACEHOLDERS,
  ...ON_FAILURE,
  ConditionExpression: { type: 'String' },
  ExpressionAttributeValues: { type: 'Map<AttributeValue>', children: 'AttrStruct<ValueStruct>' },
};
const KEYED: TypeMap = { ...TABLE_NAME, Key: ATTRIBUTES };
const REQUIRED_EXPRESSION = { type: 'String', notNull: true };
const CAPACITY: TypeMap = {
  ReturnConsumedCapacity: { type: 'String', enum: ['INDEXES', 'TOTAL', 'NONE'] },
};
const MOST_ACTIONS = 100;

const actions = (name: string, children: TypeMap): TypeMap => ({
  TransactItems: {
    type: 'List',
    notNull: true,
    lengthGreaterThanOrEqual: 1,
    lengthLessThanOrEqual: MOST_ACTIONS,
    children: { type: `ValueStruct<${name}>`, children },
  },
});
const action = (name: string, children: TypeMap): object => ({ type: `FieldStruct<${name}>`, children });

const TRANSACT_WRITE = {
  types: {
    ...CAPACITY,
    ReturnItemCollectionMetrics: { type: 'String', enum: ['SIZE', 'NONE'] },
    ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
    ...actions('TransactWriteItem', {
      ConditionCheck: action('ConditionCheck', {
        ...KEYED,
        ...CONDITION,
        ConditionExpression: REQUIRED_EXPRESSION,
      }),
      Put: action('Put', { ...TABLE_NAME, ...CONDITION, Item: ATTRIBUTES }),
      Delete: action('Delete', { ...KEYED, ...CONDITION }),
      Update: action('Update', { ...KEYED, ...CONDITION, UpdateExpression: REQUIRED_EXPRESSION }),
    }),
  },
  custom: ((data: TransactWriteItems) => {
    for (const item of data.TransactItems) {
      const [only, second] = Object.values(item) as (Put & KeyedWrite)[];
      if (second) return 'TransactItems can only contain one of Check, Put, Update or Delete';
      if (!only)
        return 'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request';
      const wrong = wrongInAction(
        only,
        item.Update ? ['UpdateExpression', 'ConditionExpression'] : ['ConditionExpression'],
      );
      if (wrong) return wrong;
      checkExpressions(only, only);
      if (item.Put) sizeChecked(item.Put.Item);
    }
    return undefined;
  }) as Custom,
};

function wrongInAction(data: object, expressions: string[]): string | undefined {
  const { Item: item, Key: key } = data as { Item?: Item; Key?: Item };
  const misplaced = validateExpressionParams(data, expressions, []);
  if (misplaced) return misplaced;
  for (const value of Object.values<AttributeValue>(item ?? key ?? {})) {
    const wrong = validateAttributeValue(value);
    if (wrong) return wrong;
  }
  return validateExpressions(data);
}

/** What an action carries, in bytes: an item, or a key with the values of an update. */
const payloadOf = ({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): number => {
  const keyed = Update ?? Delete ?? ConditionCheck;
  const values = (keyed as { ExpressionAttributeValues?: Item } | undefined)?.ExpressionAttributeValues;
  return itemSize(Put?.Item ?? keyed?.Key ?? {}) + (Update && values ? itemSize(values) : 0);
};

export const transactWriteItems = (input: object): TransactWriteItems => {
  const data = checked(input, TRANSACT_WRITE) as unknown as TransactWriteItems;
  const payload = data.TransactItems.reduce((sum, item) => sum + payloadOf(item), 0);
  if (payload > LARGEST_TRANSACTION) {
    throw validationFault(`Transaction payload size cannot exceed 4MB. Payload Size: ${payload}`);
  }
  return data;
};

const TRANSACT_GET = {
  types: {
    ...CAPACITY,
    ...actions('TransactGetItem', {
      Get: {
        type: 'FieldStruct<Get>',
        notNull: true,
        children: { ...KEYED, ...PLACEHOLDERS, ProjectionExpression: { type: 'String' } },
      },
    }),
  },
  custom: ((data: TransactGetItems) => {
    for (const { Get } of data.TransactItems) {
      const wrong = wrongInAction(Get, ['ProjectionExpression']);
      if (wrong) return wrong;
      checkExpressions(Get, Get);
    }
    return undefined;
  }) as Custom,
};
export const transactGetItems = (input: object): TransactGetItems =>
  checked(input, TRANSACT_GET) as unknown as TransactGetItems;

/** The fault for an operation that this room does not have. */
export const unsupported = (operation: string, supported: string[]): ServiceFault =>
  new ServiceFault(
    'UnknownOperationException',
    `DynamoDB's ${operation} is not supported by the embedded runtime; supported are ${supported.join(', ')}.`,
  );
