/** The parts of dynalite (which ships no types) that this room uses as a library: validations and parsers. */

import { createRequire } from 'node:module';
import { ServiceFault } from '../gateway/service.ts';
import type { AttributeValue, Item } from './values.ts';

/** A document path of an expression: attribute names and list positions. */
export type Path = (string | number)[];

/** An operand of a parsed expression: a path, a literal, or a function call. */
export type Operand = Path | AttributeValue | Call;

/** A function or arithmetic operator with its operands. */
export interface Call {
  type: 'function' | 'add' | 'subtract';
  name?: string;
  args: Operand[];
}

/** A node of a parsed condition. */
export interface Condition {
  type: string;
  name?: string;
  args: (Condition | Operand)[];
}

/** A parsed condition or filter, with the attributes that its paths start at. */
export interface ParsedCondition {
  expression: Condition;
  nestedPaths: Record<string, true>;
  pathHeads: Record<string, true>;
}

/** One clause of a parsed update. */
export interface UpdateSection {
  type: 'set' | 'remove' | 'add' | 'delete';
  path: Path;
  val: Operand;
  attrType?: string;
}

/** A parsed update expression. */
export interface ParsedUpdate {
  sections: UpdateSection[];
  paths: Path[];
  nestedPaths: Record<string, true>;
}

/** A parsed projection expression. */
export interface ParsedProjection {
  paths: Path[];
  nestedPaths: Record<string, true>;
}

/** One condition on a key attribute, as dynalite converts a KeyConditionExpression. */
export interface KeyCondition {
  ComparisonOperator: 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH';
  AttributeValueList: AttributeValue[];
}

/** What `validateExpressions` leaves in a request beside what the caller sent. */
export interface Parsed {
  _condition?: ParsedCondition;
  _filter?: ParsedCondition;
  _updates?: ParsedUpdate;
  _projection?: ParsedProjection;
}

/** An attribute definition, key schema and index in the wire form of CreateTable. */
export interface KeySchemaElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

export interface AttributeDefinition {
  AttributeName: string;
  AttributeType: 'S' | 'N' | 'B';
}
export interface IndexDefinition {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
  ProvisionedThroughput?: object;
}
export interface TableDefinition {
  TableName: string;
  KeySchema: KeySchemaElement[];
  AttributeDefinitions: AttributeDefinition[];
  GlobalSecondaryIndexes?: IndexDefinition[];
}

/** The declarative constraints that dynalite keeps per member of a request. */
export type TypeMap = Record<string, unknown>;

interface DynaliteError {
  statusCode: number;
  body: { __type: string; message?: string; Message?: string };
}

type Invalid = DynaliteError | null | undefined;

interface Validations {
  checkTypes(data: object, types: TypeMap): Record<string, unknown>;
  checkValidations(
    data: object,
    types: TypeMap,
    custom: ((data: never, store: object) => string | undefined) | undefined,
    store: object,
  ): void;
  validateAttributeValue(value: AttributeValue): string | undefined;
  validateExpressionParams(data: object, expressions: string[], others: string[]): string | undefined;
  validateExpressions(data: object): string | undefined;
}
interface Db {
  validateKey(key: Item, table: TableDefinition, keySchema?: KeySchemaElement[]): Invalid;
  validateItem(item: Item, table: TableDefinition): Invalid;
  validateUpdates(legacy: undefined, updates: ParsedUpdate | undefined, table: TableDefinition): Invalid;
  validateKeyPaths(nestedPaths: Record<string, true> | undefined, table: TableDefinition): Invalid;
}

interface OperationValidation {
  types: TypeMap;
  custom?: (data: never, store: object) => string | undefined;
}

const require = createRequire(import.meta.url);
const validations: Validations = require('dynalite/validations/index.js');
const db: Db = require('dynalite/db/index.js');

/** dynalite's constraints of one operation, e.g. `putItem`. */
export const validationOf = (operation: string): OperationValidation =>
  require(`dynalite/validations/${operation}.js`);

/** The items' size is measured by this room in UTF-8 bytes; dynalite would count UTF-16 units. */
const ANY_SIZE = { options: { maxItemSize: Number.POSITIVE_INFINITY } };

const isDynaliteError = (error: unknown): error is DynaliteError =>
  typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error;

const asFault = ({ statusCode, body }: DynaliteError): ServiceFault =>
  new ServiceFault(body.__type.replace(/^.*#/, ''), body.message ?? body.Message ?? '', statusCode);

/** Throws what dynalite found wrong, if anything, as the fault that AWS would answer. */
export function refuse(invalid: Invalid): void {
  if (invalid) throw asFault(invalid);
}

/** Where a request holds a null, as a dotted path. */
function pathOfNull(value: object): string | undefined {
  for (const [name, member] of Object.entries(value)) {
    if (member === null) return name;
    const below = typeof member === 'object' ? pathOfNull(member) : undefined;
    if (below !== undefined) return `${name}.${below}`;
  }
  return undefined;
}

/** Checks a request against an operation's types and constraints; answers a copy without unknown members. */
export function checked(input: object, { types, custom }: OperationValidation): Record<string, unknown> {
  try {
    const data = validations.checkTypes({ ...input }, types);
    validations.checkValidations(data, types, custom, ANY_SIZE);
    return data;
  } catch (error) {
    if (isDynaliteError(error)) throw asFault(error);
    // dynalite stumbles over a null inside a map or list.
    const empty = error instanceof TypeError && pathOfNull(input);
    if (!empty) throw error;
    throw new ServiceFault(
      'SerializationException',
      `The request has null at ${empty}, where a value is expected.`,
    );
  }
}

export const { validateAttributeValue, validateExpressionParams, validateExpressions } = validations;
export const { validateKey, validateItem, validateUpdates, validateKeyPaths } = db;
