import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRecords, type Records } from '../../../../../infra/local/records/records.ts';
import type { AttributeValue, Item } from '../../../../../infra/local/records/values.ts';
import { CASES, type Call, callOf, caseRecords, faultOf, key, N, S } from './kit.ts';

let call: Call;
let records: Records;
beforeEach(() => {
  ({ call, records } = caseRecords());
});
afterEach(() => records.close());

const put = (item: Item, more = {}) => call('PutItem', { Item: item, ...more });
const got = async (item: Item) => (await call('GetItem', { Key: item })).Item;

describe('tables', () => {
  test('a table is described with its keys, indexes and contents', async () => {
    await put({ ...key('K1'), note: S('ab') });
    const { Table } = await call('DescribeTable', {});
    expect(Table).toMatchObject({
      TableName: 'Cases',
      TableStatus: 'ACTIVE',
      ItemCount: 1,
      TableSizeBytes: 'caseIdK1skHEADnoteab'.length,
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/Cases',
      KeySchema: CASES.KeySchema,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
  });

  test('tables are listed by name, page by page', async () => {
    for (const TableName of ['Audit', 'Tasks']) await call('CreateTable', { ...CASES, TableName });
    expect(await call('ListTables', { Limit: 2 })).toEqual({
      TableNames: ['Audit', 'Cases'],
      LastEvaluatedTableName: 'Cases',
    });
    expect(await call('ListTables', { ExclusiveStartTableName: 'Cases' })).toEqual({ TableNames: ['Tasks'] });
  });

  test('a table that is there cannot be created again', async () => {
    const fault = await faultOf(call('CreateTable', CASES));
    expect(fault).toMatchObject({ code: 'ResourceInUseException', message: 'Table already exists: Cases' });
  });

  test('a deleted table takes its items along', async () => {
    await put(key('K1'));
    await call('DeleteTable', {});
    expect(await faultOf(call('GetItem', { Key: key('K1') }))).toMatchObject({
      code: 'ResourceNotFoundException',
    });
    await call('CreateTable', CASES);
    expect(await got(key('K1'))).toBeUndefined();
  });

  test('a protected table cannot be deleted', async () => {
    await call('CreateTable', { ...CASES, TableName: 'Audit', DeletionProtectionEnabled: true });
    const fault = await faultOf(call('DeleteTable', { TableName: 'Audit' }));
    expect(fault.message).toContain('protected against deletion');
  });

  test.each(['LocalSecondaryIndexes', 'StreamSpecification', 'OnDemandThroughput'])(
    'a table with %s is refused by name',
    async (member) => {
      const fault = await faultOf(call('CreateTable', { ...CASES, TableName: 'Other', [member]: [{}] }));
      expect(fault.message).toContain(member);
    },
  );
});

describe('createTable of the runtime', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'records-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const reopened = (input: object, clock = caseRecords().clock): { here: Records; on: Call } => {
    const here = openRecords({ folder, clock });
    here.createTable(input);
    return { here, on: callOf(here) };
  };

  test('keeps what is there, and fills an index that is new', async () => {
    const {
      GlobalSecondaryIndexes: [, ...others],
      ...rest
    } = CASES;
    const first = reopened({ ...rest, GlobalSecondaryIndexes: others });
    await first.on('PutItem', { Item: { ...key('K1'), owner: S('A'), due: N(1) } });
    first.here.close();

    const second = reopened(CASES);
    const found = await second.on('Query', {
      IndexName: 'byOwner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': S('A') },
    });
    expect(found.Items).toEqual([{ ...key('K1'), owner: S('A'), due: N(1) }]);
    second.here.close();
  });

  test('drops an index that is gone', async () => {
    reopened(CASES).here.close();
    const { here, on } = reopened({
      ...CASES,
      GlobalSecondaryIndexes: CASES.GlobalSecondaryIndexes.slice(0, 2),
    });
    const fault = await faultOf(on('Scan', { IndexName: 'ownerNotes' }));
    expect(fault.message).toBe('The table does not have the specified index: ownerNotes');
    here.close();
  });

  test('refuses another key for a table that is there', () => {
    reopened(CASES).here.close();
    const here = openRecords({ folder, clock: caseRecords().clock });
    const [hash] = CASES.KeySchema;
    expect(() => here.createTable({ ...CASES, KeySchema: [hash] })).toThrow(
      'Table Cases has the key caseId (HASH S), sk (RANGE S) and cannot get the key caseId (HASH S)',
    );
    here.close();
  });
});

describe('single items', () => {
  test('a put answers what it replaces, and an item comes back as it was put', async () => {
    const item = {
      ...key('K1'),
      text: S('投诉'),
      amount: N('1.50'),
      flag: { BOOL: false },
      none: { NULL: true },
      bytes: { B: 'AAEC' },
      set: { SS: ['a', 'b'] },
      list: { L: [N(1), { M: { deep: S('x') } }] },
    };
    expect(await put(item)).toEqual({});
    expect(await got(key('K1'))).toEqual({ ...item, amount: N('1.5') });
    const { Attributes } = await put(key('K1'), { ReturnValues: 'ALL_OLD' });
    expect(Attributes).toEqual({ ...item, amount: N('1.5') });
  });

  test('a failed condition changes nothing and shows the item only when asked', async () => {
    await put({ ...key('K1'), state: S('OPEN') });
    const condition = { ConditionExpression: 'attribute_not_exists(caseId)' };
    expect(await faultOf(put(key('K1'), condition))).toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      fields: {},
    });
    const shown = await faultOf(
      put(key('K1'), { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    );
    expect(shown.fields).toEqual({ Item: { ...key('K1'), state: S('OPEN') } });
    expect(await got(key('K1'))).toHaveProperty('state');
  });

  test.each([
    ['ALL_OLD', { n: N(1), s: S('a') }],
    ['UPDATED_OLD', { n: N(1) }],
    ['ALL_NEW', { n: N(2), s: S('a'), t: S('b') }],
    ['UPDATED_NEW', { n: N(2), t: S('b') }],
  ])('an update answers %s', async (ReturnValues, expected) => {
    await put({ ...key('K1'), n: N(1), s: S('a') });
    const { Attributes } = await call('UpdateItem', {
      Key: key('K1'),
      UpdateExpression: 'SET n = n + :one, t = :t',
      ExpressionAttributeValues: { ':one': N(1), ':t': S('b') },
      ReturnValues,
    });
    const whole = ReturnValues.startsWith('ALL') ? key('K1') : {};
    expect(Attributes).toEqual({ ...whole, ...expected });
  });

  // Where dynalite differs from AWS; each as DynamoDB Local answers it.
  test.each<[string, AttributeValue, string, AttributeValue]>([
    ['list positions are those before the update', list(0, 1, 2, 3), 'REMOVE x[0], x[1]', list(2, 3)],
    [
      'positions past the end append in their order',
      list(0),
      'SET x[9] = :nine, x[5] = :five',
      list(0, 5, 9),
    ],
    [
      'SET and REMOVE on one list',
      list(0, 1, 2),
      'REMOVE x[0] SET x[1] = :nine, x[3] = :five',
      list(9, 2, 5),
    ],
  ])('%s', async (_, before, UpdateExpression, after) => {
    await put({ ...key('K1'), x: before });
    const values = Object.entries({ ':nine': N(9), ':five': N(5) }).filter(([name]) =>
      UpdateExpression.includes(name),
    );
    await call('UpdateItem', {
      Key: key('K1'),
      UpdateExpression,
      ...(values.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(values) } : {}),
    });
    expect((await got(key('K1')))?.x).toEqual(after);
  });

  test('a copied map is a copy of what was there before the update', async () => {
    await put({ ...key('K1'), x: { M: { y: N(1) } } });
    await call('UpdateItem', {
      Key: key('K1'),
      UpdateExpression: 'SET z = x, x.y = :five',
      ExpressionAttributeValues: { ':five': N(5) },
    });
    expect(await got(key('K1'))).toMatchObject({ x: { M: { y: N(5) } }, z: { M: { y: N(1) } } });
  });

  test('documents can be compared in a condition', async () => {
    await put({ ...key('K1'), m: { M: { a: { L: [N(1)] } } } });
    const ExpressionAttributeValues = { ':m': { M: { a: { L: [N('1.0')] } } } };
    expect(await put(key('K1'), { ConditionExpression: 'm = :m', ExpressionAttributeValues })).toEqual({});
  });

  test('an attribute named like a method of objects is just an attribute', async () => {
    await put(key('K1'));
    const check = {
      ConditionExpression: 'attribute_not_exists(#c)',
      ExpressionAttributeNames: { '#c': 'constructor' },
    };
    expect(await put(key('K1'), check)).toEqual({});
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items
  test('an item may hold 400 KB of UTF-8 and not a byte more', async () => {
    const room = 400 * 1024 - 'caseIdK1skHEADnote'.length;
    const text = '汉'.repeat(Math.floor(room / 3)) + 'x'.repeat(room % 3);
    await put({ ...key('K1'), note: S(text) });
    expect((await faultOf(put({ ...key('K1'), note: S(`${text}x`) }))).message).toBe(
      'Item size has exceeded the maximum allowed size',
    );
    const grown = call('UpdateItem', {
      Key: key('K1'),
      UpdateExpression: 'SET x = :x',
      ExpressionAttributeValues: { ':x': S('x') },
    });
    expect((await faultOf(grown)).message).toBe('Item size to update has exceeded the maximum allowed size');
  });

  test('a number may have 38 digits and not one more', async () => {
    await put({ ...key('K1'), n: N('1'.repeat(38)) });
    expect((await faultOf(put({ ...key('K1'), n: N('1'.repeat(39)) }))).message).toContain(
      '38 significant digits',
    );
  });

  test.each<[string, Item, string]>([
    ['an empty key', { caseId: S(''), sk: S('HEAD') }, 'cannot contain an empty string value. Key: caseId'],
    [
      'a key of the wrong type',
      { caseId: N(1), sk: S('HEAD') },
      'Type mismatch for key caseId expected: S actual: N',
    ],
    ['a key that is missing', { caseId: S('K1') }, 'Missing the key sk in the item'],
    ['an index key of the wrong type', { ...key('K1'), owner: N(1) }, 'Type mismatch for Index Key owner'],
    ['an empty index key', { ...key('K1'), owner: S('') }, 'IndexName: byOwner, IndexKey: owner'],
    ['an empty set', { ...key('K1'), x: { SS: [] } }, 'An string set  may not be empty'],
    ['a sort key over 1024 bytes', key('K1', '汉'.repeat(342)), 'has exceeded the size limit of 1024 bytes'],
  ])('%s is refused', async (_, item, message) => {
    expect(await faultOf(put(item))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });
});

describe('expressions', () => {
  test.each([
    [
      'an unused value',
      { ConditionExpression: 'attribute_exists(sk)', ExpressionAttributeValues: { ':v': N(1) } },
      'unused in expressions: keys: {:v}',
    ],
    ['an undefined value', { ConditionExpression: 'x = :v' }, 'is not defined; attribute value: :v'],
    ['a reserved word', { ConditionExpression: 'attribute_exists(owner)' }, 'reserved keyword: owner'],
    [
      'an order of lists',
      { ConditionExpression: 'x < :v', ExpressionAttributeValues: { ':v': { L: [] } } },
      'operator or function: <, operand type: L',
    ],
    ['more than 4096 bytes', { ConditionExpression: `${'a'.repeat(4100)} = x` }, 'expression size: 4104'],
  ])('%s is refused', async (_, members, message) => {
    expect((await faultOf(put(key('K1'), members))).message).toContain(message);
  });

  test.each(['Expected', 'ConditionalOperator'])(
    'the legacy parameter %s is refused by name',
    async (member) => {
      expect((await faultOf(put(key('K1'), { [member]: {} }))).message).toContain(
        `${member} is a legacy parameter`,
      );
    },
  );
});

describe('Query', () => {
  const byCase = (more = {}) =>
    call('Query', {
      KeyConditionExpression: 'caseId = :c',
      ExpressionAttributeValues: { ':c': S('K1') },
      ...more,
    });
  const sorted = (items: Item[] | undefined) => items?.map(({ sk }) => sk?.S);

  test('answers a partition in the order of UTF-8 bytes, or the reverse', async () => {
    for (const sk of ['😀', 'a', '\uffee', 'Z', 'ab', 'é']) await put(key('K1', sk));
    await put(key('K2', 'elsewhere'));
    const rising = ['Z', 'a', 'ab', 'é', '\uffee', '😀'];
    expect(sorted((await byCase()).Items)).toEqual(rising);
    expect(sorted((await byCase({ ScanIndexForward: false })).Items)).toEqual(rising.toReversed());
  });

  test.each([
    ['sk > :a', { ':a': 'CLOCK#1' }, ['CLOCK#2', 'HEAD', 'NOTE#1']],
    ['begins_with(sk, :a)', { ':a': 'CLOCK#' }, ['CLOCK#1', 'CLOCK#2']],
    ['sk BETWEEN :a AND :b', { ':a': 'CLOCK#2', ':b': 'HEAD' }, ['CLOCK#2', 'HEAD']],
    [':a <= sk', { ':a': 'HEAD' }, ['HEAD', 'NOTE#1']],
  ])('keeps to %s', async (condition, values, expected) => {
    for (const sk of ['NOTE#1', 'CLOCK#2', 'HEAD', 'CLOCK#1']) await put(key('K1', sk));
    const found = await byCase({
      KeyConditionExpression: `caseId = :c AND ${condition}`,
      ExpressionAttributeValues: {
        ':c': S('K1'),
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, S(value)])),
      },
    });
    expect(sorted(found.Items)).toEqual(expected);
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
  test('stops at a megabyte before it filters, and goes on from the last key', async () => {
    const note = S('x'.repeat(300_000));
    for (const n of [1, 2, 3, 4, 5, 6]) await put({ ...key('K1', `NOTE#${n}`), note, n: N(n) });
    const filter = { FilterExpression: 'n = :n', ExpressionAttributeValues: { ':c': S('K1'), ':n': N(6) } };
    const first = await byCase(filter);
    expect(first).toMatchObject({ Count: 0, ScannedCount: 4, LastEvaluatedKey: key('K1', 'NOTE#4') });
    const second = await byCase({ ...filter, ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second).toMatchObject({ Count: 1, ScannedCount: 2 });
    expect(second).not.toHaveProperty('LastEvaluatedKey');
  });

  test('a limit counts what is read, and Select COUNT answers no items', async () => {
    for (const n of [1, 2, 3]) await put({ ...key('K1', `NOTE#${n}`), n: N(n) });
    expect(await byCase({ Limit: 2, Select: 'COUNT' })).toEqual({
      Count: 2,
      ScannedCount: 2,
      LastEvaluatedKey: key('K1', 'NOTE#2'),
    });
  });

  test('an index holds only items with its whole key, sorted by number, each as far as it projects', async () => {
    const of = (caseId: string, due: number) => ({
      ...key(caseId),
      owner: S('A'),
      due: N(due),
      note: S(caseId),
      x: N(1),
    });
    for (const item of [of('K1', 10), of('K2', 9), of('K3', -1)]) await put(item);
    await put({ ...key('K4'), owner: S('A') });
    await put(key('K5'));
    const byOwner = async (IndexName: string) =>
      (
        await call('Query', {
          IndexName,
          KeyConditionExpression: '#o = :o',
          ExpressionAttributeNames: { '#o': 'owner' },
          ExpressionAttributeValues: { ':o': S('A') },
        })
      ).Items ?? [];
    expect(await byOwner('byOwner')).toEqual([of('K3', -1), of('K2', 9), of('K1', 10)]);
    expect(await byOwner('ownerKeys')).toContainEqual({ ...key('K2'), owner: S('A') });
    expect(await byOwner('ownerNotes')).toContainEqual({ ...key('K2'), owner: S('A'), note: S('K2') });
    expect(await byOwner('ownerKeys')).toHaveLength(4);

    await call('UpdateItem', { Key: key('K2'), UpdateExpression: 'REMOVE due' });
    await call('DeleteItem', { Key: key('K3') });
    expect(await byOwner('byOwner')).toEqual([of('K1', 10)]);
  });

  test.each([
    [
      'ProjectionExpression',
      { ProjectionExpression: 'x' },
      'Global secondary index ownerKeys does not project [x]',
    ],
    [
      'FilterExpression',
      { FilterExpression: 'attribute_exists(x)' },
      'does not project one or more filter attributes: [x]',
    ],
    ['Select', { Select: 'ALL_ATTRIBUTES' }, 'because its projection type is not ALL'],
    [
      'ConsistentRead',
      { ConsistentRead: true },
      'Consistent reads are not supported on global secondary indexes',
    ],
  ])('an index refuses what it cannot answer in %s', async (_, members, message) => {
    const refused = call('Query', {
      IndexName: 'ownerKeys',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': S('A') },
      ...members,
    });
    expect((await faultOf(refused)).message).toContain(message);
  });

  test('pages of an index whose entries share one key miss nothing', async () => {
    const ids = Array.from({ length: 9 }, (_, i) => `K${i}`);
    for (const id of ids) await put({ ...key(id), owner: S('A'), due: N(1) });
    for (const ScanIndexForward of [true, false]) {
      const seen: (string | undefined)[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await call('Query', {
          IndexName: 'byOwner',
          KeyConditionExpression: '#o = :o',
          ExpressionAttributeNames: { '#o': 'owner' },
          ExpressionAttributeValues: { ':o': S('A') },
          ScanIndexForward,
          Limit: 2,
          ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
        });
        seen.push(...(page.Items ?? []).map(({ caseId }) => caseId?.S));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      expect(seen.toSorted()).toEqual(ids);
    }
  });
});

describe('Scan', () => {
  test('segments share the items out without overlap', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `K${i}`);
    for (const id of ids) await put(key(id));
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) => call('Scan', { Segment, TotalSegments: 3 })),
    );
    const seen = segments.map(({ Items = [] }) => Items.map(({ caseId }) => caseId?.S));
    expect(seen.flat().toSorted()).toEqual(ids.toSorted());
    expect(seen.every((part) => part.length > 0)).toBe(true);
  });

  test('is in no order that code could lean on, and the same every time', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `K${String(i).padStart(2, '0')}`);
    for (const id of ids) await put(key(id));
    const scanned = async () => (await call('Scan', {})).Items?.map(({ caseId }) => caseId?.S);
    expect(await scanned()).not.toEqual(ids);
    expect(await scanned()).toEqual(await scanned());
  });
});

describe('batches', () => {
  test('a batch writes and reads several items', async () => {
    await put(key('K0'));
    const writes = [
      { PutRequest: { Item: { ...key('K1'), n: N(1) } } },
      { DeleteRequest: { Key: key('K0') } },
    ];
    expect(await call('BatchWriteItem', { RequestItems: { Cases: writes } })).toEqual({
      UnprocessedItems: {},
    });
    const { Responses } = await call('BatchGetItem', {
      RequestItems: { Cases: { Keys: [key('K0'), key('K1')], ProjectionExpression: 'n' } },
    });
    expect(Responses).toEqual({ Cases: [{ n: N(1) }] });
  });

  test.each<[string, number, string]>([
    ['BatchWriteItem', 26, 'length less than or equal to 25'],
    ['BatchGetItem', 101, 'length less than or equal to 100'],
  ])('%s refuses %i items', async (operation, count, message) => {
    const keys = Array.from({ length: count }, (_, i) => key(`K${i}`));
    const Cases =
      operation === 'BatchGetItem' ? { Keys: keys } : keys.map((Key) => ({ DeleteRequest: { Key } }));
    expect((await faultOf(call(operation, { RequestItems: { Cases } }))).message).toContain(message);
  });

  test('a batch with one wrong item writes none', async () => {
    const writes = [{ PutRequest: { Item: key('K1') } }, { PutRequest: { Item: { caseId: S('K2') } } }];
    await faultOf(call('BatchWriteItem', { RequestItems: { Cases: writes } }));
    expect(await got(key('K1'))).toBeUndefined();
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
describe('capacity', () => {
  const INDEXES = { ReturnConsumedCapacity: 'INDEXES' };

  test('a write costs by the larger item, and what changes in each index', async () => {
    const item = { ...key('K1'), owner: S('A'), due: N(1), note: S('x'.repeat(2000)) };
    expect((await put(item, INDEXES)).ConsumedCapacity).toEqual({
      TableName: 'Cases',
      CapacityUnits: 2 + 2 + 1 + 2,
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: {
        byOwner: { CapacityUnits: 2 },
        ownerKeys: { CapacityUnits: 1 },
        ownerNotes: { CapacityUnits: 2 },
      },
    });
    const moved = await put({ ...key('K1'), owner: S('A'), due: N(2) }, INDEXES);
    expect(moved.ConsumedCapacity).toMatchObject({
      Table: { CapacityUnits: 2 },
      GlobalSecondaryIndexes: { byOwner: { CapacityUnits: 3 }, ownerNotes: { CapacityUnits: 2 } },
    });
    const untouched = await put({ ...key('K1'), owner: S('A'), due: N(2) }, INDEXES);
    expect(untouched.ConsumedCapacity).toMatchObject({ CapacityUnits: 1 });
  });

  test('a read costs by four kilobytes, half when it need not be consistent, and something even for nothing', async () => {
    await put({ ...key('K1'), note: S('x'.repeat(5000)) });
    const units = async (more: object) =>
      (await call('GetItem', { Key: key('K1'), ReturnConsumedCapacity: 'TOTAL', ...more })).ConsumedCapacity;
    expect(await units({})).toEqual({ TableName: 'Cases', CapacityUnits: 1 });
    expect(await units({ ConsistentRead: true })).toEqual({ TableName: 'Cases', CapacityUnits: 2 });
    expect(await units({ Key: key('K2') })).toEqual({ TableName: 'Cases', CapacityUnits: 0.5 });
  });

  test('a query costs by the sum of what it read, on the index it read', async () => {
    for (const n of [1, 2, 3])
      await put({ ...key(`K${n}`), owner: S('A'), due: N(n), note: S('x'.repeat(3000)) });
    const { ConsumedCapacity } = await call('Query', {
      IndexName: 'byOwner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': S('A') },
      ...INDEXES,
    });
    expect(ConsumedCapacity).toEqual({
      TableName: 'Cases',
      CapacityUnits: 1.5,
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { byOwner: { CapacityUnits: 1.5 } },
    });
  });

  test('the counters add up what every table has cost, failed conditions included', async () => {
    expect(records.usage()).toEqual({});
    await put(key('K1'));
    await faultOf(put(key('K1'), { ConditionExpression: 'attribute_not_exists(sk)' }));
    await got(key('K1'));
    await call('BatchGetItem', {
      RequestItems: { Cases: { Keys: [key('K1'), key('K2')], ConsistentRead: true } },
    });
    expect(records.usage()).toEqual({ Cases: { readUnits: 2.5, writeUnits: 2 } });
  });
});

test.each<[string, Record<string, unknown>]>([
  ['GetItem', { Key: 'K1' }],
  ['PutItem', { Item: [] }],
  ['PutItem', { Item: { ...key('K1'), x: null } }],
  ['BatchGetItem', { RequestItems: { Cases: null } }],
  ['BatchWriteItem', { RequestItems: 'Cases' }],
  ['TransactWriteItems', { TransactItems: [null, 'x'] }],
  ['Query', { KeyConditionExpression: 1 }],
  ['CreateTable', { KeySchema: {} }],
])('a malformed %s is refused, not a failure of the runtime', async (operation, input) => {
  expect(['SerializationException', 'ValidationException']).toContain(
    (await faultOf(call(operation, input))).code,
  );
});

test('an operation that is not there is refused by name', async () => {
  expect(await faultOf(call('ExecuteStatement', {}))).toMatchObject({
    code: 'UnknownOperationException',
    message: expect.stringContaining("DynamoDB's ExecuteStatement is not supported"),
  });
});

function list(...numbers: number[]): AttributeValue {
  return { L: numbers.map(N) };
}
