import { request as httpRequest } from 'node:http';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { type GatewayServices, gatewayListener } from '../../../../../infra/local/gateway/gateway.ts';
import {
  type Door,
  isCrossSite,
  isLoopbackHost,
  openDoor,
} from '../../../../../infra/local/gateway/loopback.ts';
import {
  type JsonService,
  ServiceFault,
  type WireRequest,
} from '../../../../../infra/local/gateway/service.ts';

const SIGNATURE = `AWS4-HMAC-SHA256 Credential=LOCAL/20260302/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`;

let clock: RuntimeClock;
let door: Door;
let calls: { service: string; operation: string; input: Record<string, unknown> }[];
let wire: WireRequest[];
let answers: Record<string, object | ServiceFault | Error | Promise<object>>;
let reported: string[];

beforeEach(async () => {
  clock = new RuntimeClock({ mode: 'virtual', start: 0 });
  [calls, wire, answers, reported] = [[], [], {}, []];
  const service =
    (name: string): JsonService =>
    async (operation, input) => {
      calls.push({ service: name, operation, input });
      const answer =
        answers[operation] ?? new ServiceFault('UnknownOperationException', `${name} has no ${operation}.`);
      if (answer instanceof Error) throw answer;
      return answer;
    };
  const services: GatewayServices = {
    targets: {
      DynamoDB_20120810: { call: service('dynamodb'), errorPrefix: 'com.amazonaws.dynamodb.v20120810#' },
      AWSStepFunctions: { call: service('states') },
      AWSEvents: { call: service('events') },
      secretsmanager: { call: service('secrets') },
      AmazonSQS: { call: service('sqs'), errorPrefix: 'com.amazonaws.sqs#', patient: ['ReceiveMessage'] },
    },
    paths: {
      '2015-03-31': async (request) => {
        wire.push(request);
        return { status: 200, body: '{"from":"lambda"}' };
      },
    },
    forms: {
      ses: async (request) => {
        wire.push(request);
        const id = '<SendRawEmailResult><MessageId>m-1</MessageId></SendRawEmailResult>';
        return {
          status: 200,
          headers: { 'content-type': 'text/xml' },
          body: `<SendRawEmailResponse>${id}</SendRawEmailResponse>`,
        };
      },
    },
  };
  door = await openDoor(0, false);
  door.answer(gatewayListener(services, clock, (_fault, what) => reported.push(what)));
});

afterEach(async () => {
  await door.close();
  clock.stop();
});

const settings = () => ({
  endpoint: door.url,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
});

/** A request as anything but an SDK might make it; fetch would not let a test choose Host. */
function raw(options: {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const request = httpRequest(
        {
          host: '127.0.0.1',
          port: door.port,
          method: options.method ?? 'POST',
          path: options.path ?? '/',
          headers: options.headers ?? {},
          agent: false,
        },
        (response) => {
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          );
        },
      );
      request.on('error', reject);
      request.end(options.body ?? '{}');
    },
  );
}

const SIGNED_JSON = { authorization: SIGNATURE, 'content-type': 'application/x-amz-json-1.0' };

describe('the SDK clients of the product', () => {
  test('DynamoDB: input and binary come as on the wire, the answer is parsed', async () => {
    answers.GetItem = { Item: { id: { S: '1' }, blob: { B: 'aGk=' } } };
    const client = new DynamoDBClient(settings());
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'T', Key: { blob: { B: Buffer.from('hi') } } }),
    );
    expect(calls).toEqual([
      { service: 'dynamodb', operation: 'GetItem', input: { TableName: 'T', Key: { blob: { B: 'aGk=' } } } },
    ]);
    expect(Buffer.from(Item?.blob?.B ?? []).toString()).toBe('hi');
  });

  test('DynamoDB: a fault keeps its name, message and further fields', async () => {
    answers.PutItem = new ServiceFault(
      'ConditionalCheckFailedException',
      'The conditional request failed',
      400,
      { Item: { id: { S: '1' } } },
    );
    const sent = new DynamoDBClient(settings()).send(
      new PutItemCommand({ TableName: 'T', Item: { id: { S: '1' } } }),
    );
    await expect(sent).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { id: { S: '1' } },
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  test('Step Functions: timestamps as epoch seconds become dates', async () => {
    answers.StartExecution = { executionArn: 'arn:x', startDate: 1_772_415_000.25 };
    const reply = await new SFNClient(settings()).send(
      new StartExecutionCommand({ stateMachineArn: 'arn:m', input: '{}' }),
    );
    expect(reply.startDate?.toISOString()).toBe('2026-03-02T01:30:00.250Z');
    answers.DescribeExecution = new ServiceFault('ExecutionDoesNotExist', 'Execution Does Not Exist: arn:x');
    await expect(
      new SFNClient(settings()).send(new DescribeExecutionCommand({ executionArn: 'arn:x' })),
    ).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  test('EventBridge, Secrets Manager and SQS', async () => {
    answers.PutEvents = { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] };
    answers.GetSecretValue = {
      ARN: 'arn:s',
      SecretString: 'quiet',
      VersionId: 'v',
      VersionStages: ['AWSCURRENT'],
    };
    answers.SendMessage = { MessageId: 'm', MD5OfMessageBody: '900150983cd24fb0d6963f7d28e17f72' };
    const events = await new EventBridgeClient(settings()).send(
      new PutEventsCommand({ Entries: [{ Source: 'bank.crm', DetailType: 'x', Detail: '{}' }] }),
    );
    const secret = await new SecretsManagerClient(settings()).send(
      new GetSecretValueCommand({ SecretId: 's' }),
    );
    const sent = await new SQSClient(settings()).send(
      new SendMessageCommand({ QueueUrl: `${door.url}/000000000000/q`, MessageBody: 'abc' }),
    );
    expect([events.Entries?.[0]?.EventId, secret.SecretString, sent.MessageId]).toEqual([
      'e-1',
      'quiet',
      'm',
    ]);
    expect(calls.map(({ service }) => service)).toEqual(['events', 'secrets', 'sqs']);
  });

  test('Lambda goes by path, SES by form body and credential scope', async () => {
    const invoked = await new LambdaClient(settings()).send(
      new InvokeCommand({
        FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:F',
        Payload: '{"a":1}',
      }),
    );
    expect(Buffer.from(invoked.Payload ?? []).toString()).toBe('{"from":"lambda"}');
    expect(decodeURIComponent(wire[0]?.path ?? '')).toBe(
      '/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:F/invocations',
    );
    const mailed = await new SESClient(settings()).send(
      new SendRawEmailCommand({ RawMessage: { Data: Buffer.from('From: a') } }),
    );
    expect(mailed.MessageId).toBe('m-1');
    expect(new URLSearchParams(wire[1]?.body.toString()).get('Action')).toBe('SendRawEmail');
  });
});

describe('what the gateway refuses', () => {
  test('an unknown service or operation is named', async () => {
    const unknown = await raw({ headers: { ...SIGNED_JSON, 'x-amz-target': 'Kinesis_20131202.PutRecord' } });
    expect([unknown.status, JSON.parse(unknown.body)]).toEqual([
      400,
      { __type: 'UnknownOperationException', message: expect.stringContaining('Kinesis_20131202.PutRecord') },
    ]);
    const path = await raw({
      method: 'GET',
      path: '/some-bucket',
      headers: { authorization: SIGNATURE },
      body: '',
    });
    expect([path.status, path.body]).toEqual([404, expect.stringContaining('GET /some-bucket')]);
    const form = await raw({
      headers: {
        authorization: SIGNATURE.replace('/dynamodb/', '/sns/'),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=Publish',
    });
    expect(form.body).toContain('sns:Publish');
    const inherited = await raw({ headers: { ...SIGNED_JSON, 'x-amz-target': 'constructor.assign' } });
    expect(JSON.parse(inherited.body).__type).toBe('UnknownOperationException');
    const noOperation = await raw({ headers: { ...SIGNED_JSON, 'x-amz-target': 'DynamoDB_20120810' } });
    expect(JSON.parse(noOperation.body).__type).toBe('UnknownOperationException');
  });

  test.each([
    ['no signature', { authorization: '' }],
    ['a bearer token', { authorization: 'Bearer x' }],
    ['a signature without its parts', { authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
  ])('a request with %s', async (_what, headers) => {
    const reply = await raw({
      headers: { ...SIGNED_JSON, 'x-amz-target': 'DynamoDB_20120810.GetItem', ...headers },
    });
    expect([reply.status, JSON.parse(reply.body).__type]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
    expect(calls).toEqual([]);
  });

  test('a request to a name that was re-bound to this machine', async () => {
    const reply = await raw({
      headers: { ...SIGNED_JSON, host: 'evil.example:4510', 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    });
    expect([reply.status, reply.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    expect(reply.body).toContain('evil.example');
    expect(calls).toEqual([]);
  });

  test('the preflight request of a web page', async () => {
    const reply = await raw({
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-headers': 'authorization' },
      body: '',
    });
    expect(reply.status).toBe(403);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each(['not json', '[]', '"text"', 'null'])('the body %s', async (body) => {
    const reply = await raw({
      headers: { ...SIGNED_JSON, 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      body,
    });
    expect([reply.status, JSON.parse(reply.body).__type]).toEqual([400, 'SerializationException']);
  });

  test('another protocol than the two JSON ones', async () => {
    const reply = await raw({
      headers: { ...SIGNED_JSON, 'content-type': 'application/cbor', 'x-amz-target': 'AWSEvents.PutEvents' },
    });
    expect([reply.status, reply.body]).toEqual([415, expect.stringContaining('application/cbor')]);
  });

  test('a body over 16 MB, announced or not', async () => {
    const headers = { ...SIGNED_JSON, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const body = Buffer.alloc(16 * 1024 * 1024 + 1, 32);
    const announced = await raw({ headers: { ...headers, 'content-length': String(body.length) }, body });
    const chunked = await raw({ headers: { ...headers, 'transfer-encoding': 'chunked' }, body });
    expect([announced.status, chunked.status]).toEqual([413, 413]);
    expect(calls).toEqual([]);
  });
});

test('a fault of the runtime itself is a 500 without its details, and is reported', async () => {
  answers.GetItem = new Error('secret detail');
  const reply = await raw({ headers: { ...SIGNED_JSON, 'x-amz-target': 'DynamoDB_20120810.GetItem' } });
  expect(reply.status).toBe(500);
  expect(reply.body).not.toContain('secret detail');
  expect(reported).toEqual(['DynamoDB_20120810.GetItem']);
});

test('no answer has a date: by one an SDK would take simulated time for a wrong clock, and ask again what was refused', async () => {
  answers.GetItem = {};
  const response = await fetch(door.url, {
    method: 'POST',
    headers: {
      authorization: SIGNATURE,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
    },
    body: '{}',
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('date')).toBeNull();
});

test('the answer has the content type of the question', async () => {
  answers.PutEvents = { FailedEntryCount: 0 };
  for (const type of ['application/x-amz-json-1.0', 'application/x-amz-json-1.1']) {
    const reply = await raw({
      headers: { ...SIGNED_JSON, 'content-type': type, 'x-amz-target': 'AWSEvents.PutEvents' },
    });
    expect(reply.headers['content-type']).toBe(type);
  }
});

describe('time', () => {
  const slow = (operation: string) => {
    const { promise, resolve } = Promise.withResolvers<object>();
    answers[operation] = promise;
    return () => resolve({});
  };

  test('stands still while a request is answered', async () => {
    const finish = slow('GetItem');
    const reply = raw({ headers: { ...SIGNED_JSON, 'x-amz-target': 'DynamoDB_20120810.GetItem' } });
    await expect.poll(() => calls.length).toBe(1);
    let moved = false;
    const advance = clock.advance(1_000).then(() => {
      moved = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(moved).toBe(false);
    finish();
    await Promise.all([reply, advance]);
    expect(moved).toBe(true);
  });

  test('passes while an operation waits on the clock itself', async () => {
    const finish = slow('ReceiveMessage');
    clock.at(20_000, finish);
    const received = new SQSClient(settings()).send(
      new ReceiveMessageCommand({ QueueUrl: 'q', WaitTimeSeconds: 20 }),
    );
    await expect.poll(() => calls.length).toBe(1);
    await clock.advance(20_000);
    await received;
  });
});

describe('doors', () => {
  test.each([
    ['127.0.0.1:4510', true],
    ['LOCALHOST:1', true],
    ['[::1]:4510', true],
    ['localhost', true],
    ['localhost:65535', true],
    ['localhost:65536', false],
    ['127.0.0.1:99999', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example:80', false],
    ['evil.example', false],
    ['127.0.0.1:4510@evil.example', false],
    ['', false],
    [undefined, false],
  ])('Host %s is this machine: %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected);
  });

  test('a page of another origin is told apart from our own', () => {
    const own = { host: '127.0.0.1:4513' };
    expect(isCrossSite({ headers: own })).toBe(false);
    expect(
      isCrossSite({ headers: { ...own, origin: 'http://127.0.0.1:4513', 'sec-fetch-site': 'same-origin' } }),
    ).toBe(false);
    expect(isCrossSite({ headers: { ...own, 'sec-fetch-site': 'cross-site' } })).toBe(true);
    expect(isCrossSite({ headers: { ...own, origin: 'null' } })).toBe(true);
    expect(isCrossSite({ headers: { ...own, origin: 'null', 'sec-fetch-site': 'cross-site' } })).toBe(true);
    expect(isCrossSite({ headers: { ...own, origin: 'null', 'sec-fetch-site': 'same-origin' } })).toBe(false);
    expect(isCrossSite({ headers: { ...own, origin: 'http://127.0.0.1:9999' } })).toBe(true);
  });

  test('a taken port gives way to the next one, unless it was asked for', async () => {
    const next = await openDoor(door.port, true);
    expect(next.port).toBeGreaterThan(door.port);
    await next.close();
    await expect(openDoor(door.port, false)).rejects.toThrow(`127.0.0.1:${door.port} (EADDRINUSE)`);
  });

  test('requests that come before there is an answerer wait for it', async () => {
    const early = await openDoor(0, false);
    const reply = fetch(early.url);
    await new Promise((resolve) => setTimeout(resolve, 20));
    early.answer((_request, response) => response.end('here now'));
    expect(await (await reply).text()).toBe('here now');
    await early.close();
  });
});
