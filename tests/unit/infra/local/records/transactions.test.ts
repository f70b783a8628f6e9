import { beforeEach, describe, expect, test } from 'vitest';
import type { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import type { Records } from '../../../../../infra/local/records/records.ts';
import type { Item } from '../../../../../infra/local/records/values.ts';
import { type Call, caseRecords, faultOf, key, N, S } from './kit.ts';

let call: Call;
let clock: RuntimeClock;
let records: Records;
beforeEach(() => {
  ({ call, clock, records } = caseRecords());
});

const TableName = 'Cases';
const put = (item: Item, more = {}) => ({ Put: { TableName, Item: item, ...more } });
const write = (TransactItems: object[], more = {}) => call('TransactWriteItems', { TransactItems, ...more });
const exists = async (item: Item) => 'Item' in (await call('GetItem', { Key: item }));

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
describe('TransactWriteItems', () => {
  test('carries out puts, updates, deletes and checks together', async () => {
    await call('PutItem', { Item: key('gone') });
    await call('PutItem', { Item: { ...key('checked'), state: S('OPEN') } });
    const answer = await write([
      put({ ...key('new'), n: N(1) }),
      {
        Update: {
          TableName,
          Key: key('counted'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': N(1) },
        },
      },
      { Delete: { TableName, Key: key('gone') } },
      {
        ConditionCheck: {
          TableName,
          Key: key('checked'),
          ConditionExpression: '#s = :open',
          ExpressionAttributeNames: { '#s': 'state' },
          ExpressionAttributeValues: { ':open': S('OPEN') },
        },
      },
    ]);
    expect(answer).toEqual({});
    expect(
      await call('TransactGetItems', {
        TransactItems: ['new', 'counted', 'gone'].map((id) => ({
          Get: { TableName, Key: key(id), ProjectionExpression: 'n' },
        })),
      }),
    ).toEqual({ Responses: [{ Item: { n: N(1) } }, { Item: { n: N(1) } }, {}] });
  });

  test('one failed condition cancels all, with a reason for each action', async () => {
    await call('PutItem', { Item: { ...key('K1'), state: S('DECIDED') } });
    const guard = { ConditionExpression: 'attribute_not_exists(sk)' };
    const fault = await faultOf(
      write([put(key('K2')), put(key('K1'), { ...guard, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })]),
    );
    expect(fault).toMatchObject({
      code: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      fields: {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: { ...key('K1'), state: S('DECIDED') },
          },
        ],
      },
    });
    expect(await exists(key('K2'))).toBe(false);
  });

  test('an action that does not fit its item is a reason too', async () => {
    const update = {
      TableName,
      Key: key('K1'),
      UpdateExpression: 'SET a.b = :v',
      ExpressionAttributeValues: { ':v': N(1) },
    };
    const fault = await faultOf(write([put(key('K2')), { Update: update }, put({ caseId: S('K3') })]));
    expect(fault.fields).toEqual({
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ValidationError',
          Message: 'The document path provided in the update expression is invalid for update',
        },
        {
          Code: 'ValidationError',
          Message: 'One or more parameter values were invalid: Missing the key sk in the item',
        },
      ],
    });
  });

  test.each<[string, object[], string]>([
    ['no actions', [], 'Member must have length greater than or equal to 1'],
    [
      '101 actions',
      Array.from({ length: 101 }, (_, i) => put(key(`K${i}`))),
      'Member must have length less than or equal to 100',
    ],
    [
      'two kinds in one action',
      [{ ...put(key('K1')), Delete: { TableName, Key: key('K2') } }],
      'can only contain one of Check, Put, Update or Delete',
    ],
    ['an empty action', [{}], 'should contain Delete or Put or Update request'],
    [
      'one item twice',
      [put(key('K1')), { Delete: { TableName, Key: key('K1') } }],
      'cannot include multiple operations on one item',
    ],
    [
      'more than 4 MB',
      Array.from({ length: 11 }, (_, i) => put({ ...key(`K${i}`), x: S('x'.repeat(400_000)) })),
      'Transaction payload size cannot exceed 4MB',
    ],
    [
      'a check without a condition',
      [{ ConditionCheck: { TableName, Key: key('K1') } }],
      "'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
    ],
    [
      'an update without an expression',
      [{ Update: { TableName, Key: key('K1') } }],
      "'transactItems.1.member.update.updateExpression' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a broken expression',
      [put(key('K1'), { ConditionExpression: 'a = ' })],
      'Invalid ConditionExpression: Syntax error',
    ],
    [
      'an empty key',
      [put({ caseId: S(''), sk: S('a') })],
      'cannot contain an empty string value. Key: caseId',
    ],
  ])('%s is refused', async (_, actions, message) => {
    expect(await faultOf(write(actions))).toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  test('a table that is not there is found before anything is written', async () => {
    const fault = await faultOf(write([put(key('K1')), { Put: { TableName: 'Nowhere', Item: key('K2') } }]));
    expect(fault.code).toBe('ResourceNotFoundException');
    expect(await exists(key('K1'))).toBe(false);
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
describe('ClientRequestToken', () => {
  const addOne = {
    Update: {
      TableName,
      Key: key('K1'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': N(1) },
    },
  };
  const token = { ClientRequestToken: 'one' };
  const counted = async () => (await call('GetItem', { Key: key('K1') })).Item?.n;

  test('a repetition within ten minutes changes nothing', async () => {
    await write([addOne], token);
    await clock.advance(10 * 60 * 1000 - 1);
    await write([addOne], token);
    expect(await counted()).toEqual(N(1));
    await clock.advance(1);
    await write([addOne], token);
    expect(await counted()).toEqual(N(2));
  });

  test('the token cannot be used for something else', async () => {
    await write([addOne], token);
    expect(await faultOf(write([addOne, put(key('K2'))], token))).toMatchObject({
      code: 'IdempotentParameterMismatchException',
    });
    expect(await exists(key('K2'))).toBe(false);
  });

  test('a cancelled transaction may be tried again with its token', async () => {
    const guarded = put(key('K1'), { ConditionExpression: 'attribute_not_exists(sk)' });
    await call('PutItem', { Item: key('K1') });
    expect((await faultOf(write([guarded], token))).code).toBe('TransactionCanceledException');
    await call('DeleteItem', { Key: key('K1') });
    expect(await write([guarded], token)).toEqual({});
  });
});

describe('capacity of transactions', () => {
  const INDEXES = { ReturnConsumedCapacity: 'INDEXES' };

  test('the table is paid twice, an index once, a repetition as a read', async () => {
    const actions = [put({ ...key('K1'), owner: S('A'), note: S('x'.repeat(1500)) })];
    const first = await write(actions, { ...INDEXES, ClientRequestToken: 't' });
    expect(first.ConsumedCapacity).toEqual([
      {
        TableName: 'Cases',
        CapacityUnits: 4 + 1 + 2,
        WriteCapacityUnits: 4 + 1 + 2,
        Table: { CapacityUnits: 4, WriteCapacityUnits: 4 },
        GlobalSecondaryIndexes: { ownerKeys: { CapacityUnits: 1 }, ownerNotes: { CapacityUnits: 2 } },
      },
    ]);
    const second = await write(actions, { ReturnConsumedCapacity: 'TOTAL', ClientRequestToken: 't' });
    expect(second.ConsumedCapacity).toEqual([{ TableName: 'Cases', CapacityUnits: 2, ReadCapacityUnits: 2 }]);
    expect(records.usage()).toEqual({ Cases: { readUnits: 2, writeUnits: 7 } });
  });

  test('a check costs as much as a write, a read twice a consistent one', async () => {
    await write([
      { ConditionCheck: { TableName, Key: key('K1'), ConditionExpression: 'attribute_not_exists(sk)' } },
    ]);
    await call('TransactGetItems', { TransactItems: [{ Get: { TableName, Key: key('K1') } }] });
    expect(records.usage()).toEqual({ Cases: { readUnits: 2, writeUnits: 2 } });
  });
});

describe('TransactGetItems', () => {
  test('one item twice is refused', async () => {
    const get = { Get: { TableName, Key: key('K1') } };
    expect((await faultOf(call('TransactGetItems', { TransactItems: [get, get] }))).message).toBe(
      'Transaction request cannot include multiple operations on one item',
    );
  });
});
