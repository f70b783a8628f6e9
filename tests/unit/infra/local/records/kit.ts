import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { ServiceFault } from '../../../../../infra/local/gateway/service.ts';
import { openRecords, type Records } from '../../../../../infra/local/records/records.ts';

import type { AttributeValue, Item } from '../../../../../infra/local/records/values.ts';

export const S = (value: string): AttributeValue => ({ S: value });
export const N = (value: number | string): AttributeValue => ({ N: String(value) });

/** Items beside the head in each transaction of the crash test: so many that a kill falls into the middle. */
export const NOTES = 40;

/** A table with a sort key and three indexes, one for each projection. */
export const CASES = {
  TableName: 'Cases',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'caseId', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'due', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'caseId', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'due', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'ownerKeys',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: 'ownerNotes',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
    },
  ],
};

export const key = (caseId: string, sk = 'HEAD'): Item => ({ caseId: S(caseId), sk: S(sk) });

type Answer = Record<string, unknown> & {
  Item?: Item;
  Items?: Item[];
  Attributes?: Item;
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: Item;
  ConsumedCapacity?: unknown;
};

/** Records in memory on a virtual clock, with the table Cases. */
export function caseRecords(): { records: Records; clock: RuntimeClock; call: Call } {
  const clock = new RuntimeClock({ mode: 'virtual', start: Date.UTC(2026, 2, 2, 9) });
  const records = openRecords({ folder: ':memory:', clock });
  records.createTable(CASES);
  return { records, clock, call: callOf(records) };
}

export type Call = (operation: string, input: Record<string, unknown>) => Promise<Answer>;

/** Calls an operation on the table Cases, unless the input names another. */
export const callOf =
  (records: Records): Call =>
  async (operation, input) => {
    const tableless = [
      'BatchGetItem',
      'BatchWriteItem',
      'ListTables',
      'TransactWriteItems',
      'TransactGetItems',
    ];
    const named = tableless.includes(operation) ? input : { TableName: 'Cases', ...input };
    return { ...(await records.service(operation, named)) };
  };

/** The fault that a call is refused with. */
export async function faultOf(call: Promise<unknown>): Promise<ServiceFault> {
  try {
    const answer = await call;
    throw new Error(`Expected a fault, but the call answered ${JSON.stringify(answer)}.`);
  } catch (error) {
    if (error instanceof ServiceFault) return error;
    throw error;
  }
}
