/** DynamoDB tables as the functions see them: items parsed by their schemas, conditions with names. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { mismatchesOf } from '../contracts/mismatch.ts';
import { ItemWrong, PassingStoreFault } from '../faults/faults.ts';
import { called, clientSettings } from './calls.ts';
import { backOff, clock } from './clock.ts';

/** A key or an item as the document client takes it. */
export type Item = Record<string, unknown>;

let client: DynamoDBDocumentClient | undefined;

/** The one document client of the process. */
export function documents(): DynamoDBDocumentClient {
  client ??= DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return client;
}

/** A condition with the name by which the caller learns that it did not hold. */
export interface Condition {
  readonly name: string;
  /** `#field` stands for the attribute `field`; `:value` for an entry of `values`. */
  readonly expression: string;
  readonly values?: Item;
}

/** A condition of one's own wording: `holds('fewer than 5 wrong codes', '#wrongCodes < :most', { most: 5 })`. */
export const holds = (name: string, expression: string, values: Item = {}): Condition => ({
  name,
  expression,
  values,
});

/** The condition that these attributes have these values. */
export function equals(name: string, fields: Item): Condition {
  const expression = Object.keys(fields)
    .map((field) => `#${field} = :${field}`)
    .join(' AND ');
  return { name, expression, values: fields };
}

/** What an update does to an item. */
export interface Change {
  readonly set?: Item;
  readonly add?: Record<string, number>;
  readonly remove?: readonly string[];
}

/** Which items a query reads, and in which order. */
export interface Reading {
  /** Index to read; the table itself if absent. */
  readonly index?: string;
  /** Partition key attribute and its value. */
  readonly of: readonly [attribute: string, value: string];
  /** Condition on the sort key. */
  readonly sort?:
    | { readonly attribute: string; readonly startsWith: string }
    | { readonly attribute: string; readonly from?: string; readonly until?: string };
  readonly newestFirst?: boolean;
  /** Reads no more items than this; everything if absent. */
  readonly most?: number;
}

/** Attribute names of an expression: `#field` stands for `field`. */
export function namesIn(...expressions: readonly (string | undefined)[]): Record<string, string> {
  const names: Record<string, string> = {};
  for (const expression of expressions) {
    for (const [placeholder, name] of expression?.matchAll(/#([A-Za-z0-9_]+)/g) ?? []) {
      if (name !== undefined) names[placeholder] = name;
    }
  }
  return names;
}

/** Values of an expression: `:field` stands for the entry `field`; undefined where there is none. */
export function valuesIn(values: Item): Item | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? undefined
    : Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value]));
}

/** Update expression of a change; its values have names of their own, apart from those of the condition. */
export function changeOf({ set = {}, add = {}, remove = [] }: Change): { expression: string; values: Item } {
  const values: Item = {};
  const clauses: string[] = [];
  const sets = Object.entries(set).filter(([, value]) => value !== undefined);
  for (const [field, value] of [...sets, ...Object.entries(add)]) values[`new_${field}`] = value;
  if (sets.length > 0) clauses.push(`SET ${sets.map(([field]) => `#${field} = :new_${field}`).join(', ')}`);
  if (remove.length > 0) clauses.push(`REMOVE ${remove.map((field) => `#${field}`).join(', ')}`);
  const added = Object.keys(add);
  if (added.length > 0) clauses.push(`ADD ${added.map((field) => `#${field} :new_${field}`).join(', ')}`);
  return { expression: clauses.join(' '), values };
}

/** Most items that DynamoDB gives in one call. */
const MOST_ITEMS = 100;

/** Longest pause before what a batch left over is asked for again, in milliseconds; it doubles. */
const FIRST_PAUSE = 50;

/** Calls for what a batch left over, before the read counts as failed. */
const MOST_BATCHES = 8;

/** An item of a partition with several kinds of rows. */
const Sorted = z.looseObject({ sk: z.string() });

/** Gives the rows of one kind, in the order of their keys. */
export type KindsOfRows = <S extends z.ZodType>(Schema: S, start: string) => z.output<S>[];

/** One table, known by its name and the attributes of its key. */
export class Table {
  readonly name: string;
  readonly hash: string;
  readonly key: readonly string[];

  constructor(name: string, hash: string, range?: string) {
    this.name = name;
    this.hash = hash;
    this.key = range === undefined ? [hash] : [hash, range];
  }

  /** The item with this key as it is now; undefined if there is none. */
  async get<S extends z.ZodType>(Schema: S, key: Record<string, string>): Promise<z.output<S> | undefined> {
    const item = await this.getRaw(key);
    return item === undefined ? undefined : this.parse(Schema, item);
  }

  /** The item with this key as it is stored, whatever it is. */
  async getRaw(key: Record<string, string>): Promise<Item | undefined> {
    const command = new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true });
    const { Item } = await called('DynamoDB', () => documents().send(command));
    return Item;
  }

  /** The items with these keys as they are stored, in any order; keys without an item give none. */
  async getManyRaw(keys: readonly Record<string, string>[]): Promise<Item[]> {
    const pages = Array.from({ length: Math.ceil(keys.length / MOST_ITEMS) }, (_, page) =>
      keys.slice(page * MOST_ITEMS, (page + 1) * MOST_ITEMS),
    );
    return (await Promise.all(pages.map((page) => this.#batch(page)))).flat();
  }

  /** The items with these keys as they are now, in this order; keys without an item give none. */
  async getMany<S extends z.ZodType>(Schema: S, keys: readonly Item[]): Promise<z.output<S>[]> {
    const own = keys.map((key) => Object.fromEntries(this.key.map((name) => [name, String(key[name])])));
    const found = new Map((await this.getManyRaw(own)).map((item) => [this.keyOf(item), item]));
    return keys.flatMap((key) => {
      const item = found.get(this.keyOf(key));
      return item === undefined ? [] : [this.parse(Schema, item)];
    });
  }

  /**
   * The whole items behind the entries of an index that carries little more than keys: as they are now, in the order of
   * the index. An entry may be older than its item, so what was asked of the index may not hold of the item any more.
   */
  async behind<S extends z.ZodType>(
    Schema: S,
    reading: Reading & { readonly index: string },
  ): Promise<z.output<S>[]> {
    const entries: Item[] = [];
    for await (const entry of this.#pages(reading)) {
      entries.push(entry);
      if (reading.most !== undefined && entries.length >= reading.most) break;
    }
    return this.getMany(Schema, entries);
  }

  /** The items of a partition, all pages of it; of an index what the index already knows. */
  async query<S extends z.ZodType>(Schema: S, reading: Reading): Promise<z.output<S>[]> {
    const items: z.output<S>[] = [];
    for await (const item of this.#pages(reading)) {
      items.push(this.parse(Schema, item));
      if (reading.most !== undefined && items.length >= reading.most) break;
    }
    return items;
  }

  /** All items of one partition, read at once: gives those whose sort key `sk` begins so, as their schema has them. */
  async kindsOf(value: string): Promise<KindsOfRows> {
    const items = await this.query(Sorted, { of: [this.hash, value] });
    return (Schema, start) =>
      items.filter(({ sk }) => sk.startsWith(start)).map((item) => this.parse(Schema, item));
  }

  /** Writes an item unless there is one with its key already; says whether it did. */
  async putIfAbsent(item: Item): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.name,
      Item: item,
      ConditionExpression: `attribute_not_exists(#${this.hash})`,
      ExpressionAttributeNames: { [`#${this.hash}`]: this.hash },
    });
    return called('DynamoDB', async () => {
      try {
        await documents().send(command);
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    });
  }

  /** Writes an item, whether or not there is one with its key. */
  async put(item: Item): Promise<void> {
    await called('DynamoDB', () => documents().send(new PutCommand({ TableName: this.name, Item: item })));
  }

  /**
   * Changes an item, or makes it, if the condition holds; says whether it did. A change that was made, of which no
   * answer came, and which the SDK then sends again says no: only for conditions after which the caller is well served
   * by looking at the item once more. A transaction knows its own repetition, and costs twice as much.
   */
  async update(key: Record<string, string>, change: Change, condition?: Condition): Promise<boolean> {
    const { expression, values } = changeOf(change);
    const command = new UpdateCommand({
      TableName: this.name,
      Key: key,
      UpdateExpression: expression,
      ConditionExpression: condition?.expression,
      ExpressionAttributeNames: namesIn(expression, condition?.expression),
      ExpressionAttributeValues: valuesIn({ ...condition?.values, ...values }),
    });
    return called('DynamoDB', async () => {
      try {
        await documents().send(command);
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    });
  }

  /** An item as its schema has it; an item that does not match is a fault that names key and field, not the value. */
  parse<S extends z.ZodType>(Schema: S, item: Item): z.output<S> {
    const parsed = Schema.safeParse(item);
    if (parsed.success) return parsed.data;
    throw new ItemWrong(this.name, this.keyOf(item), mismatchesOf(parsed.error), { cause: parsed.error });
  }

  /** The key of an item in one word, for faults and the log. */
  keyOf(item: Item): string {
    return this.key.map((attribute) => String(item[attribute])).join('/');
  }

  async #batch(keys: readonly Record<string, string>[]): Promise<Item[]> {
    const items: Item[] = [];
    let left: readonly Record<string, unknown>[] = keys;
    for (let call = 1; left.length > 0; call++) {
      if (call > MOST_BATCHES) throw new PassingStoreFault(`${left.length} items of a batch were not read.`);
      if (call > 1) await backOff(clock, call, FIRST_PAUSE);
      const command = new BatchGetCommand({
        RequestItems: { [this.name]: { Keys: [...left], ConsistentRead: true } },
      });
      const { Responses, UnprocessedKeys } = await called('DynamoDB', () => documents().send(command));
      items.push(...(Responses?.[this.name] ?? []));
      left = UnprocessedKeys?.[this.name]?.Keys ?? [];
    }
    return items;
  }

  async *#pages({ index, of: [attribute, value], sort, newestFirst, most }: Reading): AsyncGenerator<Item> {
    const sorted = sort === undefined ? undefined : sortExpression(sort);
    const expression = [`#${attribute} = :${attribute}`, ...(sorted ? [sorted.expression] : [])].join(
      ' AND ',
    );
    let from: Item | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.name,
        IndexName: index,
        KeyConditionExpression: expression,
        ExpressionAttributeNames: namesIn(expression),
        ExpressionAttributeValues: valuesIn({ [attribute]: value, ...sorted?.values }),
        // Indexes are only ever read eventually consistent: DynamoDB refuses the flag there.
        ConsistentRead: index === undefined ? true : undefined,
        ScanIndexForward: newestFirst !== true,
        Limit: most,
        ExclusiveStartKey: from,
      });
      const page = await called('DynamoDB', () => documents().send(command));
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }
}

function sortExpression(sort: NonNullable<Reading['sort']>): { expression: string; values: Item } {
  const name = `#${sort.attribute}`;
  if ('startsWith' in sort) {
    return { expression: `begins_with(${name}, :start)`, values: { start: sort.startsWith } };
  }
  const { from, until } = sort;
  if (from !== undefined && until !== undefined) {
    return { expression: `${name} BETWEEN :from AND :until`, values: { from, until } };
  }
  if (until !== undefined) return { expression: `${name} <= :until`, values: { until } };
  return { expression: `${name} >= :from`, values: { from: from ?? '\u0000' } };
}
