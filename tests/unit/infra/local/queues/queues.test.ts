import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { md5OfAttributes, openQueues, type Queues } from '../../../../../infra/local/queues/queues.ts';

const START = Date.parse('2026-03-02T01:30:00Z');
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';

let folder: string;
let clock: RuntimeClock;
let queues: Queues;
let QueueUrl: string;
let arn: string;

const open = () =>
  openQueues({
    folder,
    clock,
    account: '000000000000',
    region: 'us-east-1',
    endpoint: () => 'http://127.0.0.1:4566',
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'queues-'));
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  queues = open();
  ({ url: QueueUrl, arn } = queues.createQueue({ name: 'tasks', attributes: { VisibilityTimeout: 60 } }));
});

afterEach(() => {
  queues.close();
  rmSync(folder, { recursive: true });
});

interface Received {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  MD5OfMessageAttributes?: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, object>;
}
const call = (operation: string, input: object = {}) => queues.service(operation, { QueueUrl, ...input });
const send = (MessageBody: string, more: object = {}) => call('SendMessage', { MessageBody, ...more });
const receive = async (more: object = {}) =>
  ((await call('ReceiveMessage', more)) as { Messages?: Received[] }).Messages ?? [];
const attributes = async (...AttributeNames: string[]) =>
  ((await call('GetQueueAttributes', { AttributeNames })) as { Attributes: Record<string, string> })
    .Attributes;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
describe('a queue', () => {
  test('gives a message back with its digests', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'complaint' } };
    expect(await send('hello', { MessageAttributes })).toEqual({
      MessageId: expect.any(String),
      MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592',
      MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
    });
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({
      Body: 'hello',
      MD5OfBody: '5d41402abc4b2a76b9719d911017c592',
      MessageAttributes,
      Attributes: {
        SentTimestamp: String(START),
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: String(START),
      },
    });
  });

  // Values of the npm package aws-md5-of-message-attributes, which are those of the service.
  test.each([
    [
      { attribName1: { DataType: 'String', StringValue: 'attribValue 1' } },
      '19e27d4e946b072f3f58da80d94fd778',
    ],
    [
      {
        customNumberTypeAttrib: {
          DataType: 'Number.float',
          StringValue: '4563442423554324324264524243.32543234',
        },
      },
      '9fe1b90bbd9965bdf77bac517c7d2495',
    ],
    [
      {
        binaryAttribute: {
          DataType: 'Binary',
          BinaryValue: Buffer.from('Hello binary world!').toString('base64'),
        },
      },
      '31a92b15d92f8db860eda32aceb656c3',
    ],
    [
      {
        attribName1: { DataType: 'String', StringValue: 'attribValue 1' },
        customNumberTypeAttrib: {
          DataType: 'Number.float',
          StringValue: '4563442423554324324264524243.32543234',
        },
        binaryAttribute: {
          DataType: 'Binary',
          BinaryValue: Buffer.from('Hello binary world!').toString('base64'),
        },
      },
      'c932db14a896c663f83c260297d594ff',
    ],
  ])('digests attributes as SQS does (%#)', (given, digest) => {
    expect(md5OfAttributes(given)).toBe(digest);
  });

  test('hides a received message until its visibility timeout is over', async () => {
    await send('one');
    const [first] = await receive();
    expect(await receive()).toEqual([]);
    await clock.advance(59_999);
    expect(await receive()).toEqual([]);
    await clock.advance(1);
    const [again] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(again).toMatchObject({
      MessageId: first?.MessageId,
      Attributes: { ApproximateReceiveCount: '2' },
    });
    expect(again?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  test('lets a receiver shorten and lengthen the time', async () => {
    await send('one');
    const [message] = await receive({ VisibilityTimeout: 10 });
    await call('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 100 });
    await clock.advance(99_000);
    expect(await receive()).toEqual([]);
    await call('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 });
    expect(await receive()).toHaveLength(1);
    await clock.advance(60_000);
    await expect(
      call('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
    ).rejects.toMatchObject({ code: 'MessageNotInflight' });
  });

  test('deletes by receipt handle, also twice', async () => {
    await send('one');
    const [message] = await receive();
    await call('DeleteMessage', { ReceiptHandle: message?.ReceiptHandle });
    await call('DeleteMessage', { ReceiptHandle: message?.ReceiptHandle });
    await clock.advance(3_600_000);
    expect(await receive()).toEqual([]);
  });

  test('gives up to ten messages in order, and only the attributes that are asked for', async () => {
    for (let n = 0; n < 12; n++) {
      await send(`m${n}`, {
        MessageAttributes: {
          'a.x': { DataType: 'String', StringValue: 'x' },
          b: { DataType: 'Number', StringValue: '1' },
        },
      });
    }
    const some = await receive({ MaxNumberOfMessages: 10, MessageAttributeNames: ['a.*'] });
    expect(some.map(({ Body }) => Body)).toEqual(Array.from({ length: 10 }, (_, n) => `m${n}`));
    expect(Object.keys(some[0]?.MessageAttributes ?? {})).toEqual(['a.x']);
    expect(some[0]?.MD5OfMessageAttributes).toBe(
      md5OfAttributes({ 'a.x': { DataType: 'String', StringValue: 'x' } }),
    );
  });

  test('delays a message, and counts what is there', async () => {
    await send('later', { DelaySeconds: 30 });
    await send('now');
    await receive();
    expect(await attributes('All')).toMatchObject({
      QueueArn: arn,
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      VisibilityTimeout: '60',
      MessageRetentionPeriod: '345600',
    });
    await clock.advance(30_000);
    expect((await receive()).map(({ Body }) => Body)).toEqual(['later']);
  });

  test('waits for a message as long as it is asked to, on the clock', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    clock.at(START + 5_000, () => queues.send(arn, 'at last'));
    await clock.advance(6_000);
    expect((await waiting).map(({ Body }) => Body)).toEqual(['at last']);
    const empty = receive({ WaitTimeSeconds: 10 });
    await clock.advance(10_000);
    expect(await empty).toEqual([]);
  });

  test('keeps messages for its retention period', async () => {
    await send('old');
    await clock.advance(345_600_000);
    expect(await receive()).toEqual([]);
    expect(await attributes('ApproximateNumberOfMessages')).toEqual({ ApproximateNumberOfMessages: '0' });
  });

  test('passes a message on to its dead-letter queue after too many receives', async () => {
    queues.createQueue({ name: 'dead' });
    queues.createQueue({
      name: 'tasks',
      attributes: { VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: DEAD, maxReceiveCount: 2 } },
    });
    await send('poison', { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } });
    for (let n = 0; n < 2; n++) {
      expect(await receive()).toHaveLength(1);
      await clock.advance(1_000);
    }
    expect(await receive()).toEqual([]);
    expect(queues.messages(DEAD)).toMatchObject([
      { body: 'poison', attributes: { a: { StringValue: 'b' } }, sentAt: START, receiveCount: 0 },
    ]);
  });

  test('survives the process', async () => {
    await send('kept');
    const [message] = await receive();
    queues.close();
    queues = open();
    queues.createQueue({ name: 'tasks', attributes: { VisibilityTimeout: 60 } });
    expect(await receive()).toEqual([]);
    await clock.advance(60_000);
    expect(await receive()).toMatchObject([{ MessageId: message?.MessageId, Body: 'kept' }]);
  });

  test('is found by name, listed by prefix, and purged', async () => {
    queues.createQueue({ name: 'other' });
    expect(QueueUrl).toBe('http://127.0.0.1:4566/000000000000/tasks');
    expect(await queues.service('GetQueueUrl', { QueueName: 'tasks' })).toEqual({ QueueUrl });
    expect(await queues.service('ListQueues', { QueueNamePrefix: 'ta' })).toEqual({ QueueUrls: [QueueUrl] });
    expect(await queues.service('ListQueues', { QueueNamePrefix: 'zz' })).toEqual({});
    await send('gone');
    await call('PurgeQueue');
    expect(queues.messages(arn)).toEqual([]);
  });
});

describe('a queue refuses by name', () => {
  test.each<[string, () => Promise<unknown>, object]>([
    [
      'an unknown queue',
      () => queues.service('SendMessage', { QueueUrl: 'http://x/0/none', MessageBody: 'x' }),
      { code: 'QueueDoesNotExist' },
    ],
    ['no body', () => call('SendMessage'), { code: 'MissingParameter' }],
    ['a group', () => send('x', { MessageGroupId: 'g' }), { message: expect.stringContaining('FIFO') }],
    [
      'too large a message',
      () => send('诉'.repeat(90_000)),
      { message: expect.stringContaining('262144 bytes') },
    ],
    [
      'eleven messages at once',
      () => receive({ MaxNumberOfMessages: 11 }),
      { message: expect.stringContaining('MaxNumberOfMessages') },
    ],
    [
      'too long a wait',
      () => receive({ WaitTimeSeconds: 21 }),
      { message: expect.stringContaining('WaitTimeSeconds') },
    ],
    [
      'an attribute without a value',
      () => send('x', { MessageAttributes: { a: { DataType: 'String' } } }),
      { message: expect.stringContaining("'a'") },
    ],
    [
      'an attribute of an unknown type',
      () => send('x', { MessageAttributes: { a: { DataType: 'Date', StringValue: '1' } } }),
      { message: expect.stringContaining("'Date'") },
    ],
    [
      'eleven attributes',
      () =>
        send('x', {
          MessageAttributes: Object.fromEntries(
            Array.from({ length: 11 }, (_, n) => [`a${n}`, { DataType: 'String', StringValue: 'x' }]),
          ),
        }),
      { message: expect.stringContaining('[11]') },
    ],
    [
      'an unknown queue attribute',
      () => call('GetQueueAttributes', { AttributeNames: ['Colour'] }),
      { code: 'InvalidAttributeName' },
    ],
    [
      'an operation that is not here',
      () => call('SendMessageBatch'),
      { code: 'UnknownOperationException', message: expect.stringContaining('SendMessageBatch') },
    ],
  ])('%s', async (_, run, fault) => {
    await expect(run()).rejects.toMatchObject(fault);
  });

  test('a definition that it cannot obey', () => {
    expect(() => queues.createQueue({ name: 'a.fifo' })).toThrow(/FIFO/);
    expect(() => queues.createQueue({ name: 'a', attributes: { FifoQueue: true } })).toThrow(/FIFO/);
    expect(() => queues.createQueue({ name: 'a', attributes: { Colour: 'red' } })).toThrow(
      /Colour of queue a/,
    );
    expect(() => queues.createQueue({ name: 'a', attributes: { VisibilityTimeout: 50_000 } })).toThrow(
      /VisibilityTimeout of queue a/,
    );
    expect(() => queues.createQueue({ name: 'a', attributes: { RedrivePolicy: '{}' } })).toThrow(
      /deadLetterTargetArn/,
    );
  });
});
