/** Random sequences of calls, played to this room and to another DynamoDB, whose answers must be the same. */

import fc from 'fast-check';
import { type JsonService, ServiceFault } from '../gateway/service.ts';
import { type AttributeValue, addNumbers, compare, type Item } from './values.ts';

/** One request; tables are named by their place in TABLES and get a fresh name per run. */
export interface Call {
  operation: string;
  input: Record<string, unknown>;
}

/** Which other DynamoDB is the measure; each has faults of its own that the sequences keep clear of. */
export type Oracle = 'dynalite' | 'DynamoDB Local';

/** The tables of every run, as CreateTable inputs without their names. */
const TABLES = {
  pairs: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'g', AttributeType: 'S' },
      { AttributeName: 'h', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'everything',
        KeySchema: [
          { AttributeName: 'g', KeyType: 'HASH' },
          { AttributeName: 'h', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: 'keysOnly',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'someMore',
        KeySchema: [
          { AttributeName: 'sk', KeyType: 'HASH' },
          { AttributeName: 'g', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n', 'm'] },
      },
    ],
  },
  numbers: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
  },
} as const;

const S = (value: string): AttributeValue => ({ S: value });
const N = (value: string): AttributeValue => ({ N: value });

// Beyond the basic plane, UTF-8 order and the order of JavaScript strings differ.
const words = fc.constantFrom('a', 'ab', 'B', 'é', '汉字', '￮', '😀', 'z#1', 'z#2', '~');
const digits = fc.constantFrom(
  '0',
  '1',
  '-1',
  '2',
  '10',
  '-10',
  '1.5',
  '-1.50',
  '99',
  '100',
  '1e3',
  '0.001',
  '-0.02',
);
const partition = fc.constantFrom('p', 'q', '汉');
const bytes = fc.constantFrom('AA==', '/w==', '/wD/', 'YWI=', 'AP8=');

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  words.map(S),
  digits.map(N),
  bytes.map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true }),
);
const unique = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(arbitrary, { minLength: 1, maxLength: 3 });
const set: fc.Arbitrary<AttributeValue> = fc.oneof(
  unique(words).map((SS) => ({ SS })),
  unique(fc.constantFrom('1', '2', '3.5', '-4', '100')).map((NS) => ({ NS })),
  unique(bytes).map((BS) => ({ BS })),
);
const document: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc
    .array(
      fc.oneof(
        scalar,
        fc.array(scalar, { maxLength: 2 }).map((L) => ({ L })),
      ),
      { maxLength: 4 },
    )
    .map((L) => ({ L })),
  fc
    .dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(
        scalar,
        set,
        fc.array(scalar, { maxLength: 2 }).map((L) => ({ L })),
      ),
      { maxKeys: 3 },
    )
    .map((M) => ({ M: { ...M } })),
);
const value = fc.oneof({ weight: 4, arbitrary: scalar }, set, document);

/** An item's attributes beside its key; each mostly of its own type, so that operations often succeed. */
const attributes: fc.Arbitrary<Item> = fc
  .record(
    {
      n: fc.oneof({ weight: 5, arbitrary: digits.map(N) }, value),
      s: fc.oneof({ weight: 5, arbitrary: words.map(S) }, value),
      l: fc.oneof({ weight: 5, arbitrary: fc.array(scalar, { maxLength: 4 }).map((L) => ({ L })) }, value),
      m: fc.oneof({ weight: 5, arbitrary: document }, value),
      ss: fc.oneof({ weight: 5, arbitrary: unique(words).map((SS) => ({ SS })) }, value),
      ns: fc.oneof(
        { weight: 5, arbitrary: unique(fc.constantFrom('1', '2', '3.5', '-4')).map((NS) => ({ NS })) },
        value,
      ),
      x: value,
      g: fc.oneof({ weight: 9, arbitrary: partition.map(S) }, value),
      h: fc.oneof({ weight: 9, arbitrary: digits.map(N) }, value),
    },
    { requiredKeys: [] },
  )
  .map((record) => ({ ...record }));

const pairKey: fc.Arbitrary<Item> = fc
  .record({ pk: partition.map(S), sk: words.map(S) })
  .map((record) => ({ ...record }));

/** Keys that are not: too few, too many, of the wrong type, empty. */
const wrongKey: fc.Arbitrary<Item> = fc.constantFrom<Item[]>(
  { pk: S('p') },
  { pk: S('p'), sk: S('a'), x: S('a') },
  { pk: S('p'), sk: N('1') },
  { pk: S('p'), other: S('1') },
);
const anyPairKey = fc.oneof({ weight: 20, arbitrary: pairKey }, wrongKey);

/** A piece of an expression with the values it needs, in the order of its placeholders `?`. */
interface Piece {
  text: string;
  values: AttributeValue[];
}

const path = fc.constantFrom(
  'n',
  's',
  'l',
  'm',
  'ss',
  'ns',
  'x',
  'g',
  'h',
  'l[0]',
  'l[1]',
  'l[7]',
  'm.a',
  'm.b[0]',
  'pk',
);

function conditionOn(paths: fc.Arbitrary<string>, oracle: Oracle): fc.Arbitrary<Piece> {
  // dynalite compares lists and maps by reference, and orders strings by UTF-16 units.
  const operand = oracle === 'dynalite' ? fc.oneof({ weight: 3, arbitrary: scalar }, set) : value;
  const orderable =
    oracle === 'dynalite'
      ? fc.oneof(
          fc.constantFrom('a', 'ab', 'é', 'z#1').map(S),
          digits.map(N),
          bytes.map((B) => ({ B })),
        )
      : fc.oneof(
          words.map(S),
          digits.map(N),
          bytes.map((B) => ({ B })),
        );
  const comparison = fc.constantFrom('<', '<=', '>', '>=');
  const leaf: fc.Arbitrary<Piece> = fc.oneof(
    fc
      .tuple(paths, fc.constantFrom('=', '<>'), operand)
      .map(([p, op, v]) => ({ text: `${p} ${op} ?`, values: [v] })),
    fc.tuple(paths, comparison, orderable).map(([p, op, v]) => ({ text: `${p} ${op} ?`, values: [v] })),
    fc
      .tuple(paths, fc.constantFrom('a', 'ab', 'é').map(S), fc.constantFrom('z#1', '￮').map(S))
      .map(([p, low, high]) => ({ text: `${p} BETWEEN ? AND ?`, values: [low, high] })),
    fc.tuple(paths, operand, operand).map(([p, a, b]) => ({ text: `${p} IN (?, ?)`, values: [a, b] })),
    paths.map((p) => ({ text: `attribute_exists(${p})`, values: [] })),
    paths.map((p) => ({ text: `attribute_not_exists(${p})`, values: [] })),
    fc
      .tuple(paths, fc.constantFrom('S', 'N', 'L', 'M', 'SS', 'BOOL', 'NULL'))
      .map(([p, t]) => ({ text: `attribute_type(${p}, ?)`, values: [S(t)] })),
    fc.tuple(paths, words).map(([p, w]) => ({ text: `begins_with(${p}, ?)`, values: [S(w)] })),
    fc.tuple(paths, scalar).map(([p, v]) => ({ text: `contains(${p}, ?)`, values: [v] })),
    fc
      .tuple(paths, comparison, fc.constantFrom('0', '1', '2'))
      .map(([p, op, n]) => ({ text: `size(${p}) ${op} ?`, values: [N(n)] })),
  );
  return fc.oneof(
    { weight: 6, arbitrary: leaf },
    leaf.map((a) => ({ text: `NOT ${a.text}`, values: a.values })),
    fc
      .tuple(leaf, fc.constantFrom('AND', 'OR'), leaf)
      .map(([a, op, b]) => ({ text: `${a.text} ${op} ${b.text}`, values: [...a.values, ...b.values] })),
  );
}

function clauseOf(oracle: Oracle): fc.Arbitrary<{ verb: string; piece: Piece }> {
  const target = fc.constantFrom(
    'n',
    's',
    'l',
    'm',
    'x',
    'g',
    'h',
    'l[0]',
    'l[1]',
    'l[7]',
    'm.a',
    'm.z',
    'm.b[0]',
    'new',
  );
  const of = (verb: string, arbitrary: fc.Arbitrary<Piece>) => arbitrary.map((piece) => ({ verb, piece }));
  const removable = oracle === 'dynalite' ? fc.constantFrom('n', 's', 'x', 'm.a', 'g', 'l[0]') : target;
  return fc.oneof(
    of(
      'SET',
      fc.tuple(target, value).map(([p, v]) => ({ text: `${p} = ?`, values: [v] })),
    ),
    of(
      'SET',
      fc.tuple(target, path).map(([p, q]) => ({ text: `${p} = ${q}`, values: [] })),
    ),
    of(
      'SET',
      fc
        .tuple(digits, fc.constantFrom('+', '-'))
        .map(([n, op]) => ({ text: `n = n ${op} ?`, values: [N(n)] })),
    ),
    of(
      'SET',
      fc
        .tuple(target, digits)
        .map(([p, n]) => ({ text: `${p} = if_not_exists(n, ?) + ?`, values: [N(n), N('1')] })),
    ),
    of(
      'SET',
      scalar.map((v) => ({
        text: 'l = list_append(if_not_exists(l, ?), ?)',
        values: [{ L: [] }, { L: [v] }],
      })),
    ),
    of(
      'REMOVE',
      removable.map((p) => ({ text: p, values: [] })),
    ),
    of(
      'ADD',
      fc
        .tuple(fc.constantFrom('n', 'new', 'x', 'm.a'), digits)
        .map(([p, n]) => ({ text: `${p} ?`, values: [N(n)] })),
    ),
    of(
      'ADD',
      unique(words).map((SS) => ({ text: 'ss ?', values: [{ SS }] })),
    ),
    of(
      'DELETE',
      unique(words).map((SS) => ({ text: 'ss ?', values: [{ SS }] })),
    ),
  );
}

function updateOf(oracle: Oracle): fc.Arbitrary<Piece> {
  return fc
    .array(clauseOf(oracle), { minLength: 1, maxLength: oracle === 'dynalite' ? 1 : 3 })
    .map((clauses) => {
      const verbs = [...new Set(clauses.map(({ verb }) => verb))];
      const ordered = verbs.map((verb) =>
        clauses.filter((clause) => clause.verb === verb).map(({ piece }) => piece),
      );
      return {
        text: verbs.map((verb, i) => `${verb} ${ordered[i]?.map(({ text }) => text).join(', ')}`).join(' '),
        values: ordered.flat().flatMap(({ values }) => values),
      };
    });
}

/** The members of a request for its expressions, with numbered placeholders. */
function expressions(pieces: Record<string, Piece | undefined>): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const values: Item = {};
  let count = 0;
  for (const [name, piece] of Object.entries(pieces)) {
    if (!piece) continue;
    const queue = [...piece.values];
    members[name] = piece.text.replace(/\?/g, () => {
      const placeholder = `:v${count++}`;
      const next = queue.shift();
      if (next) values[placeholder] = next;
      return placeholder;
    });
  }
  return count > 0 ? { ...members, ExpressionAttributeValues: values } : members;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Requests of one kind each, weighted as a test needs them. */
export function callFor(oracle: Oracle): fc.Arbitrary<Call> {
  const local = oracle === 'DynamoDB Local';
  const condition = maybe(conditionOn(path, oracle));
  const costed = local ? { ReturnConsumedCapacity: 'INDEXES' } : {};
  const onFailure = local ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } : {};
  const onTable = { TableName: 'pairs', ...costed };
  const call = (operation: string, input: Record<string, unknown>): Call => ({ operation, input });

  const item = fc.tuple(pairKey, attributes).map(([key, rest]) => ({ ...rest, ...key }));
  const put = fc.tuple(item, condition, fc.constantFrom('NONE', 'ALL_OLD')).map(([Item, c, ReturnValues]) =>
    call('PutItem', {
      ...onTable,
      ...onFailure,
      Item,
      ReturnValues,
      ...expressions({ ConditionExpression: c }),
    }),
  );
  const update = fc
    .tuple(
      anyPairKey,
      updateOf(oracle),
      condition,
      // DynamoDB Local answers UPDATED_* with whole attributes where AWS answers the updated paths alone.
      local
        ? fc.constantFrom('NONE', 'ALL_OLD', 'ALL_NEW')
        : fc.constantFrom('NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'),
    )
    .map(([Key, u, c, ReturnValues]) =>
      call('UpdateItem', {
        ...onTable,
        ...onFailure,
        Key,
        ReturnValues,
        ...expressions({ UpdateExpression: u, ConditionExpression: c }),
      }),
    );
  const remove = fc
    .tuple(anyPairKey, condition, fc.constantFrom('NONE', 'ALL_OLD'))
    .map(([Key, c, ReturnValues]) =>
      call('DeleteItem', {
        ...onTable,
        ...onFailure,
        Key,
        ReturnValues,
        ...expressions({ ConditionExpression: c }),
      }),
    );
  const projection = fc.constantFrom('n, s', 'l[1], l[0], m.a', 'pk, m.b[0], l[7]', 'x');
  const get = fc
    .tuple(anyPairKey, maybe(projection), fc.boolean())
    .map(([Key, p, ConsistentRead]) =>
      call('GetItem', { ...onTable, Key, ConsistentRead, ...(p ? { ProjectionExpression: p } : {}) }),
    );

  const wide = maybe(conditionOn(fc.constantFrom('n', 's', 'l', 'x', 'm.a'), oracle));
  const narrow = maybe(conditionOn(fc.constant('n'), oracle));
  const sortKey = fc.oneof(
    fc.constant<Piece>({ text: '', values: [] }),
    fc
      .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), words)
      .map(([op, w]) => ({ text: ` AND sk ${op} ?`, values: [S(w)] })),
    words.map((w) => ({ text: ' AND begins_with(sk, ?)', values: [S(w)] })),
    fc.tuple(fc.constantFrom('a', 'ab'), fc.constantFrom('汉字', '😀')).map(([a, b]) => ({
      text: ' AND sk BETWEEN ? AND ?',
      values: [S(a), S(b)],
    })),
  );
  const indexSort = fc.oneof(
    fc.constant<Piece>({ text: '', values: [] }),
    fc
      .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), digits)
      .map(([op, n]) => ({ text: ` AND h ${op} ?`, values: [N(n)] })),
  );
  const walking = fc.record({
    Limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    Select: fc.constantFrom(undefined, 'COUNT'),
    ScanIndexForward: fc.boolean(),
  });
  const keyed = (key: string, hash: string, sort: Piece): Piece => ({
    text: `${key} = ?${sort.text}`,
    values: [S(hash), ...sort.values],
  });
  const queryTable = fc.tuple(partition, sortKey, wide, walking).map(([p, sort, filter, rest]) =>
    call('Query', {
      ...onTable,
      ...rest,
      ...expressions({ KeyConditionExpression: keyed('pk', p, sort), FilterExpression: filter }),
    }),
  );
  const queryIndex = fc
    .tuple(
      fc.oneof(
        fc
          .tuple(fc.constant('everything'), partition, indexSort, wide)
          .map(([i, p, s, f]) => ({ i, key: keyed('g', p, s), f })),
        fc
          .tuple(fc.constant('keysOnly'), partition)
          .map(([i, p]) => ({ i, key: keyed('g', p, { text: '', values: [] }), f: undefined })),
        fc
          .tuple(fc.constant('someMore'), words, narrow)
          .map(([i, w, f]) => ({ i, key: keyed('sk', w, { text: '', values: [] }), f })),
      ),
      walking,
    )
    .map(([{ i, key, f }, rest]) =>
      call('Query', {
        ...onTable,
        ...rest,
        IndexName: i,
        ...expressions({ KeyConditionExpression: key, FilterExpression: f }),
      }),
    );
  const scan = fc
    .tuple(fc.constantFrom(undefined, 'everything', 'keysOnly', 'someMore'), narrow, walking)
    .map(([IndexName, filter, { Limit, Select }]) =>
      call('Scan', {
        ...onTable,
        IndexName,
        Limit,
        Select,
        // DynamoDB Local filters such a Scan by attributes that the index does not hold.
        ...expressions({ FilterExpression: IndexName === 'keysOnly' ? undefined : filter }),
      }),
    );
  const numbered = fc.record({ id: partition.map(S), at: digits.map(N) }).map((record) => ({ ...record }));
  const putNumbered = numbered.map((Item) => call('PutItem', { TableName: 'numbers', Item }));
  const queryNumbered = fc
    .tuple(partition, fc.constantFrom('<', '<=', '>', '>=', '='), digits, fc.boolean())
    .map(([p, op, n, ScanIndexForward]) =>
      call('Query', {
        TableName: 'numbers',
        ScanIndexForward,
        ...expressions({ KeyConditionExpression: { text: `id = ? AND #at ${op} ?`, values: [S(p), N(n)] } }),
        ExpressionAttributeNames: { '#at': 'at' },
      }),
    );
  const batchGet = fc
    .array(anyPairKey, { minLength: 1, maxLength: 4 })
    .map((Keys) => call('BatchGetItem', { RequestItems: { pairs: { Keys } } }));
  const batchWrite = fc
    .array(
      fc.oneof(
        item.map((Item) => ({ PutRequest: { Item } })),
        pairKey.map((Key) => ({ DeleteRequest: { Key } })),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((writes) => call('BatchWriteItem', { RequestItems: { pairs: writes } }));
  const mistakes = fc.constantFrom(
    call('GetItem', { TableName: 'absent', Key: { pk: S('p'), sk: S('a') } }),
    call('PutItem', { ...onTable, Item: { pk: S('p'), sk: S('a'), x: N('1e200') } }),
    call('PutItem', { ...onTable, Item: { pk: S('p'), sk: S('a'), x: { NS: ['1', '1.0'] } } }),
    call('PutItem', { ...onTable, Item: { pk: S('p'), sk: S('a'), x: { SS: [] } } }),
    call('DeleteItem', { ...onTable, Key: { pk: S('p'), sk: S('a') }, ConditionExpression: 'n = ' }),
    call('DeleteItem', { ...onTable, Key: { pk: S('p'), sk: S('a') }, ConditionExpression: 'n = :v' }),
    call('UpdateItem', { ...onTable, Key: { pk: S('p'), sk: S('a') }, UpdateExpression: 'SET n = #n' }),
    call('UpdateItem', {
      ...onTable,
      Key: { pk: S('p'), sk: S('a') },
      UpdateExpression: 'SET sk = :v',
      ExpressionAttributeValues: { ':v': S('b') },
    }),
    call('UpdateItem', {
      ...onTable,
      Key: { pk: S('p'), sk: S('a') },
      UpdateExpression: 'SET n = :v, n = :v',
      ExpressionAttributeValues: { ':v': S('b') },
    }),
    call('Query', {
      ...onTable,
      KeyConditionExpression: 'pk = :v OR sk = :v',
      ExpressionAttributeValues: { ':v': S('b') },
    }),
    call('Query', {
      ...onTable,
      KeyConditionExpression: 'sk = :v',
      ExpressionAttributeValues: { ':v': S('b') },
    }),
    call('Query', {
      ...onTable,
      KeyConditionExpression: 'pk = :v',
      ExpressionAttributeValues: { ':v': N('1') },
    }),
    call('Scan', { ...onTable, IndexName: 'absent' }),
    // dynalite does not look at ConsistentRead of a Scan.
    call('Scan', { ...onTable, IndexName: 'keysOnly', ConsistentRead: local }),
  );

  const conditioned = (verb: string, input: Record<string, unknown>, c: Piece | undefined, u?: Piece) => ({
    [verb]: {
      TableName: 'pairs',
      ...onFailure,
      ...input,
      ...expressions({ UpdateExpression: u, ConditionExpression: c }),
    },
  });
  const action = fc.oneof(
    fc.tuple(item, condition).map(([Item, c]) => conditioned('Put', { Item }, c)),
    fc.tuple(pairKey, updateOf(oracle), condition).map(([Key, u, c]) => conditioned('Update', { Key }, c, u)),
    fc.tuple(pairKey, condition).map(([Key, c]) => conditioned('Delete', { Key }, c)),
    fc.tuple(pairKey, conditionOn(path, oracle)).map(([Key, c]) => conditioned('ConditionCheck', { Key }, c)),
  );
  const transactWrite = fc
    .array(action, { minLength: 1, maxLength: 4 })
    .map((TransactItems) => call('TransactWriteItems', { TransactItems }));
  const transactGet = fc.array(pairKey, { minLength: 1, maxLength: 4 }).map((keys) =>
    call('TransactGetItems', {
      TransactItems: keys.map((Key) => ({ Get: { TableName: 'pairs', Key } })),
    }),
  );

  return fc.oneof(
    { weight: 24, arbitrary: put },
    { weight: 24, arbitrary: update },
    { weight: 6, arbitrary: remove },
    { weight: 8, arbitrary: get },
    { weight: 8, arbitrary: queryTable },
    { weight: 10, arbitrary: queryIndex },
    { weight: 4, arbitrary: scan },
    { weight: 6, arbitrary: putNumbered },
    { weight: 4, arbitrary: queryNumbered },
    { weight: 3, arbitrary: batchGet },
    { weight: 3, arbitrary: batchWrite },
    { weight: 3, arbitrary: mistakes },
    ...(local
      ? [
          { weight: 12, arbitrary: transactWrite },
          { weight: 3, arbitrary: transactGet },
        ]
      : []),
  );
}

/** Speaks DynamoDB's JSON protocol to a server on this machine. */
export function clientOf(port: number): JsonService {
  return async (operation, input) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, ' +
          'SignedHeaders=host;x-amz-date, Signature=0',
      },
      body: JSON.stringify(input),
    });
    const { __type, message, Message, ...body } = (await response.json()) as Record<string, string>;
    if (response.ok) return body;
    throw new ServiceFault(
      (__type ?? '').replace(/^.*#/, ''),
      message ?? Message ?? '',
      response.status,
      body,
    );
  };
}

interface Fault {
  fault: string;
  message: string;
  fields: unknown;
}
type Outcome = { answer: Record<string, unknown> } | Fault;

async function outcomeOf(service: JsonService, { operation, input }: Call): Promise<Outcome> {
  try {
    return { answer: { ...(await service(operation, structuredClone(input))) } };
  } catch (error) {
    if (error instanceof ServiceFault)
      return { fault: error.code, message: error.message, fields: error.fields };
    throw error;
  }
}

/** Follows a Query or Scan to its end, so that pages that break at other places compare all the same. */
async function walkedToTheEnd(service: JsonService, call: Call): Promise<Outcome> {
  const items: Item[] = [];
  let count = 0;
  let start: unknown;
  do {
    const input = start ? { ...call.input, ExclusiveStartKey: start } : call.input;
    const outcome = await outcomeOf(service, { operation: call.operation, input });
    if ('fault' in outcome) return outcome;
    items.push(...((outcome.answer.Items as Item[] | undefined) ?? []));
    count += Number(outcome.answer.Count);
    start = outcome.answer.LastEvaluatedKey;
  } while (start);
  return { answer: { Count: count, ...(call.input.Select ? {} : { Items: ordered(items, call) }) } };
}

/** Where DynamoDB leaves the order open (a Scan, equal keys in an index, a batch), the text decides. */
function ordered(items: Item[], { operation, input }: Call): Item[] {
  const byText = (a: Item, b: Item): number => (text(a) < text(b) ? -1 : 1);
  if (operation === 'Scan' || input.IndexName === 'keysOnly') return items.toSorted(byText);
  if (operation !== 'Query' || !input.IndexName) return items;
  const sortKey = input.IndexName === 'everything' ? 'h' : 'g';
  const direction = input.ScanIndexForward === false ? -1 : 1;
  const byKey = (a: Item, b: Item): number => direction * (compare(a[sortKey] ?? {}, b[sortKey] ?? {}) ?? 0);
  const misplaced = items.find((item, i) => i > 0 && byKey(items[i - 1] ?? {}, item) > 0);
  if (misplaced) throw new Error(`An index answered this item out of order: ${text(misplaced)}`);
  return items.toSorted((a, b) => byKey(a, b) || byText(a, b));
}

/** DynamoDB Local answers sums with zeros at their end, and numbers inside documents as they were written. */
const plainNumber = (number: string): string => {
  if (/^-?\d+e\d+$/.test(number)) return String(Number(number));
  return /^-?[\d.]+$/.test(number) ? addNumbers(number, '0') : number;
};

/** One text for each value, whatever the order of members of a set or of attributes. */
function text(value: unknown): string {
  return JSON.stringify(value, (name, member) => {
    if (['SS', 'NS', 'BS'].includes(name) && Array.isArray(member)) {
      return member.map((entry) => (name === 'NS' ? plainNumber(entry) : entry)).toSorted();
    }
    if (name === 'N' && typeof member === 'string') return plainNumber(member);
    if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Differences of an oracle from AWS, or of one text from another, that a comparison passes over. */
export type Tolerance = (call: Call, ours: Outcome, theirs: Outcome) => boolean;

const isFault = (outcome: Outcome, name: string): outcome is Fault =>
  'fault' in outcome && outcome.fault === name;

interface Consumed {
  CapacityUnits: number;
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits: number }>;
}

/** Takes off what DynamoDB Local charges when an item swaps one half of an index key for the other. */
function withoutHalfKeys(answer: Record<string, unknown>): Record<string, unknown> {
  const consumed = answer.ConsumedCapacity as Consumed | undefined;
  const { everything, ...others } = consumed?.GlobalSecondaryIndexes ?? {};
  if (!consumed || !everything) return answer;
  const { GlobalSecondaryIndexes: _, ...rest } = consumed;
  return {
    ...answer,
    ConsumedCapacity: {
      ...rest,
      CapacityUnits: consumed.CapacityUnits - everything.CapacityUnits,
      ...(Object.keys(others).length > 0 ? { GlobalSecondaryIndexes: others } : {}),
    },
  };
}

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

const MISTYPED = 'Type mismatch for Index Key';

/** Whether two cancellations agree on codes and items; an index key of the wrong type may come after a condition. */
function sameReasons(ours: Fault, theirs: Fault): boolean {
  const [mine, other] = [ours, theirs].map(
    ({ fields }) => (fields as { CancellationReasons: Reason[] }).CancellationReasons,
  ) as [Reason[], Reason[]];
  return mine.every(({ Code, Message, Item }, i) => {
    const reason = other[i];
    if (Message?.includes(MISTYPED) && reason?.Code === 'ConditionalCheckFailed') return true;
    return text({ Code, Item }) === text({ Code: reason?.Code, Item: reason?.Item });
  });
}

/**
 * Where DynamoDB Local is known to answer otherwise than AWS: it has its own words for what it refuses (AWS's
 * are compared with dynalite, which was written against AWS), reports an action's validation error for the whole
 * transaction instead of as a cancellation reason, and looks for repeated items and for index keys of the wrong
 * type only after the conditions.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html#API_TransactWriteItems_Errors
 */
export const toleratedOfDynamoDBLocal: Tolerance = (_call, ours, theirs) => {
  const [invalid, cancelled, absent] = [
    'ValidationException',
    'TransactionCanceledException',
    'ResourceNotFoundException',
  ] as const;
  if ('answer' in ours && 'answer' in theirs)
    return text(ours.answer) === text(withoutHalfKeys(theirs.answer));
  if (isFault(theirs, absent)) return isFault(ours, absent);
  if (isFault(theirs, invalid)) {
    return isFault(ours, invalid) || (isFault(ours, cancelled) && ours.message.includes('ValidationError'));
  }
  if (isFault(theirs, 'ConditionalCheckFailedException')) {
    return isFault(ours, invalid) && ours.message.includes(MISTYPED);
  }
  if (!isFault(theirs, cancelled)) return false;
  if (isFault(ours, cancelled)) return sameReasons(ours, theirs);
  return isFault(ours, invalid) && ours.message.includes('multiple operations on one item');
};

/** Plays a sequence to both services, in tables of their own, and throws on the first difference. */
export async function compareRuns(
  ours: JsonService,
  theirs: JsonService,
  calls: Call[],
  run: string,
  tolerates: Tolerance,
): Promise<void> {
  const rename = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (name, member) => {
      if (name === 'TableName') return `${run}-${member}`;
      if (name !== 'RequestItems') return member;
      return Object.fromEntries(Object.entries(member).map(([table, rest]) => [`${run}-${table}`, rest]));
    });
  for (const service of [ours, theirs]) {
    for (const [name, table] of Object.entries(TABLES)) {
      await service('CreateTable', structuredClone({ TableName: `${run}-${name}`, ...table }));
      await untilActive(service, `${run}-${name}`);
    }
  }
  for (const call of calls) {
    const named: Call = { operation: call.operation, input: rename(call.input) as Record<string, unknown> };
    const play = ['Query', 'Scan'].includes(call.operation) ? walkedToTheEnd : outcomeOf;
    const [a, b] = [await play(ours, named), await play(theirs, named)];
    if ('answer' in a && 'answer' in b) for (const { answer } of [a, b]) sortBatch(answer);
    if (text(a) !== text(b) && !tolerates(named, a, b)) {
      throw new Error(`${text(named)}\n  ours:   ${text(a)}\n  theirs: ${text(b)}`);
    }
  }
  for (const service of [ours, theirs]) {
    for (const name of Object.keys(TABLES)) await service('DeleteTable', { TableName: `${run}-${name}` });
  }
}

function sortBatch(answer: Record<string, unknown>): void {
  const { Attributes: attributes, Responses: responses } = answer;
  if (attributes && Object.keys(attributes).length === 0) delete answer.Attributes;
  if (!responses || Array.isArray(responses)) return;
  for (const items of Object.values(responses as Record<string, Item[]>)) {
    items.sort((a, b) => (text(a) < text(b) ? -1 : 1));
  }
}

async function untilActive(service: JsonService, table: string): Promise<void> {
  for (;;) {
    const { Table } = (await service('DescribeTable', { TableName: table })) as {
      Table: { TableStatus: string };
    };
    if (Table.TableStatus === 'ACTIVE') return;
  }
}
