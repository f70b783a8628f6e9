/** `npm run bench:records`: operations a second in this process, durable, beside dynalite over HTTP. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, wholeNumber } from '../../../shared/platform/command-line.ts';
import { RuntimeClock } from '../clock/clock.ts';
import type { JsonService } from '../gateway/service.ts';
import { clientOf } from './differential.ts';
import { openRecords } from './records.ts';

const table = {
  TableName: 'Tasks',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'taskId', AttributeType: 'S' },
    { AttributeName: 'openFor', AttributeType: 'S' },
    { AttributeName: 'dueAt', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'taskId', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byAssignee',
      KeySchema: [
        { AttributeName: 'openFor', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};
const item = (i: number): object => ({
  taskId: { S: `task-${i}` },
  openFor: { S: `staff-${i % 50}` },
  dueAt: { S: `2026-03-${String((i % 28) + 1).padStart(2, '0')}T09:00:00Z` },
  state: { S: 'OPEN' },
  generation: { N: '1' },
  facts: { M: { summary: { S: '投诉：柜台等候时间过长。'.repeat(20) }, tags: { SS: ['branch', 'queue'] } } },
});

/** One kind of work, and how many operations it does for `i`. */
type Work = (service: JsonService, i: number) => Promise<unknown>;
const works: Record<string, { work: Work; transactions?: true }> = {
  PutItem: {
    work: (service, i) => service('PutItem', { TableName: 'Tasks', Item: item(i) }),
  },
  GetItem: {
    work: (service, i) => service('GetItem', { TableName: 'Tasks', Key: { taskId: { S: `task-${i}` } } }),
  },
  'UpdateItem with a condition': {
    work: (service, i) =>
      service('UpdateItem', {
        TableName: 'Tasks',
        Key: { taskId: { S: `task-${i}` } },
        UpdateExpression: 'SET #state = :decided, generation = generation + :one',
        ConditionExpression: '#state = :open',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':decided': { S: 'DECIDED' },
          ':open': { S: 'OPEN' },
          ':one': { N: '1' },
        },
      }),
  },
  'Query of an index, 10 items': {
    work: (service, i) =>
      service('Query', {
        TableName: 'Tasks',
        IndexName: 'byAssignee',
        KeyConditionExpression: 'openFor = :staff',
        ExpressionAttributeValues: { ':staff': { S: `staff-${i % 50}` } },
        Limit: 10,
      }),
  },
  'TransactWriteItems, 3 actions': {
    transactions: true,
    work: (service, i) =>
      service('TransactWriteItems', {
        TransactItems: [
          {
            Update: {
              TableName: 'Tasks',
              Key: { taskId: { S: `task-${i}` } },
              UpdateExpression: 'SET generation = generation + :one',
              ConditionExpression: 'attribute_exists(taskId)',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
          { Put: { TableName: 'Tasks', Item: { taskId: { S: `audit-${i}` } } } },
          { Put: { TableName: 'Tasks', Item: { taskId: { S: `outbox-${i}` } } } },
        ],
      }),
  },
};

async function perSecond(service: JsonService, work: Work, count: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) await work(service, i);
  return Math.round((count * 1000) / (performance.now() - start));
}

async function bench(count: number, json: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'records-bench-'));
  const records = openRecords({ folder, clock: new RuntimeClock({ mode: 'real' }) });
  const dynalite: Server = createRequire(import.meta.url)('dynalite')({ createTableMs: 0 });
  await new Promise<void>((resolve) => dynalite.listen(0, '127.0.0.1', resolve));
  const other = clientOf((dynalite.address() as AddressInfo).port);
  try {
    for (const service of [records.service, other]) await service('CreateTable', structuredClone(table));
    await other('ListTables', {});
    const results: Record<string, { ours: number; dynalite: number | undefined }> = {};
    for (const [name, { work, transactions }] of Object.entries(works)) {
      results[name] = {
        ours: await perSecond(records.service, work, count),
        dynalite: transactions ? undefined : await perSecond(other, work, count),
      };
    }
    if (json) console.log(JSON.stringify(results));
    else {
      console.log(`operations a second, ${count} of each, one after the other`);
      for (const [name, { ours, dynalite: theirs }] of Object.entries(results)) {
        const shown = theirs === undefined ? 'has none' : String(theirs);
        console.log(
          `${name.padEnd(32)}${String(ours).padStart(8)} here, durable ${shown.padStart(10)} dynalite over HTTP`,
        );
      }
    }
  } finally {
    records.close();
    dynalite.close();
    rmSync(folder, { recursive: true });
  }
}

await command(import.meta, {
  usage: `npm run bench:records -- [--items N] [--json]
  --items N  operations of each kind (2000)
  --json     print one line of JSON
  --help     print this`,
  options: { items: { type: 'string', default: '2000' }, json: { type: 'boolean', default: false } },
  run: ({ items, json }) => bench(wholeNumber('--items', items, 1, 1_000_000), json),
});
