import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ResourceNotFoundException,
  TransactionCanceledException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServiceFault } from '../../../../../infra/local/gateway/service.ts';
import type { Records } from '../../../../../infra/local/records/records.ts';
import { caseRecords } from './kit.ts';

let records: Records;
let server: Server;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  ({ records } = caseRecords());
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const [status, body] = await records
      .service(operation, JSON.parse(Buffer.concat(chunks).toString()))
      .then(
        (answer) => [200, answer],
        (error) => {
          if (!(error instanceof ServiceFault)) throw error;
          return [
            error.status,
            {
              __type: `com.amazonaws.dynamodb.v20120810#${error.code}`,
              message: error.message,
              ...error.fields,
            },
          ];
        },
      );
    response
      .writeHead(Number(status), { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  documents = DynamoDBDocumentClient.from(client);
});
afterAll(() => {
  client.destroy();
  server.close();
  records.close();
});

const TableName = 'Cases';

test('the SDK finds the table active', async () => {
  const { state } = await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
  expect(state).toBe('SUCCESS');
});

test('documents survive the way there and back', async () => {
  const item = {
    caseId: 'K1',
    sk: 'HEAD',
    amount: 12.5,
    tags: new Set(['a', 'b']),
    bytes: new Uint8Array([0, 1, 255]),
    nested: { list: [1, 'zwei', null, true, { deep: [] }], empty: '' },
  };
  await documents.send(new PutCommand({ TableName, Item: item }));
  const { Item } = await documents.send(new GetCommand({ TableName, Key: { caseId: 'K1', sk: 'HEAD' } }));
  expect(Item).toEqual(item);
});

test('the SDK knows the faults by their names and fields', async () => {
  const Key = { caseId: 'K2', sk: 'HEAD' };
  await documents.send(new PutCommand({ TableName, Item: { ...Key, state: 'DECIDED' } }));
  const guard = {
    ConditionExpression: '#s = :open',
    ExpressionAttributeNames: { '#s': 'state' },
    ExpressionAttributeValues: { ':open': 'OPEN' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  const updated = documents.send(
    new UpdateCommand({ TableName, Key, UpdateExpression: 'REMOVE x', ...guard }),
  );
  await expect(updated).rejects.toThrow(ConditionalCheckFailedException);
  await expect(updated).rejects.toMatchObject({ Item: { state: { S: 'DECIDED' } } });

  const transacted = documents.send(
    new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName, Item: { caseId: 'K3', sk: 'HEAD' } } },
        { ConditionCheck: { TableName, Key, ...guard } },
      ],
    }),
  );
  await expect(transacted).rejects.toThrow(TransactionCanceledException);
  await expect(transacted).rejects.toMatchObject({
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Item: { state: { S: 'DECIDED' } } },
    ],
  });

  await expect(documents.send(new GetCommand({ TableName: 'Nowhere', Key }))).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test('the SDK pages through an index', async () => {
  for (let i = 0; i < 7; i++) {
    await documents.send(
      new PutCommand({ TableName, Item: { caseId: `P${i}`, sk: 'HEAD', owner: 'A', due: -i } }),
    );
  }
  const pages = paginateQuery(
    { client: documents, pageSize: 3 },
    {
      TableName,
      IndexName: 'byOwner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': 'A' },
    },
  );
  const found: string[][] = [];
  for await (const { Items = [] } of pages) found.push(Items.map(({ caseId }) => caseId));
  expect(found).toEqual([['P6', 'P5', 'P4'], ['P3', 'P2', 'P1'], ['P0']]);
});
