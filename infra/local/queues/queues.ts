/** SQS: standard queues with visibility timeouts on the clock, digests, message attributes and redrive. */
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { type JsonService, ServiceFault } from '../gateway/service.ts';
import { inTransaction, openStore } from '../store/store.ts';

/** A message attribute as the JSON protocol carries it. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  /** Base64. */
  BinaryValue?: string;
}

/** A queue as the assembly defines it; attribute names are those of SetQueueAttributes and of the template. */
export interface QueueDefinition {
  name: string;
  attributes?: Record<string, unknown>;
}

/** A message that is kept, as an operator sees it. */
export interface KeptMessage {
  id: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
  sentAt: number;
  receiveCount: number;
}

/** The running queues. */
export interface Queues {
  service: JsonService;
  /** Makes a queue, or takes over the changed attributes of a known one; answers its ARN and URL. */
  createQueue(queue: QueueDefinition): { arn: string; url: string };
  /** Puts a message on a queue from inside the runtime; string attributes only. */
  send(queueArn: string, body: string, attributes?: Record<string, string>): void;
  /** What a queue holds, oldest first, without receiving it. */
  messages(queueArn: string): KeptMessage[];
  close(): void;
}

interface Queue {
  name: string;
  arn: string;
  visibilityTimeout: number;
  retention: number;
  delay: number;
  waitTime: number;
  largest: number;
  redrive?: { deadLetterArn: string; maxReceiveCount: number };
  createdAt: number;
}

interface Row {
  id: string;
  queue: string;
  body: string;
  attributes: string;
  sent_at: number;
  visible_at: number;
  first_received_at: number | null;
  receive_count: number;
  receipt: string | null;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    first_received_at INTEGER,
    receive_count INTEGER NOT NULL DEFAULT 0,
    receipt TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_queue ON messages (queue, visible_at);
`;

/** Limits of https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const LARGEST_MESSAGE = 262_144;
const MOST_ATTRIBUTES = 10;
const MOST_AT_ONCE = 10;
const LONGEST_VISIBILITY = 43_200;

/** Attributes that change how a queue behaves here. */
const OBEYED = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MaximumMessageSize',
  'RedrivePolicy',
];
/** Attributes about encryption, permissions and naming, which mean nothing on one machine. */
const WITHOUT_MEANING = [
  'QueueName',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'Policy',
  'RedriveAllowPolicy',
  'Tags',
];

/** Opens the queues; `endpoint` is the address of the gateway, which queue URLs begin with. */
export function openQueues(options: {
  folder: string;
  clock: Clock;
  account: string;
  region: string;
  endpoint?: () => string;
}): Queues {
  const { clock, account, region } = options;
  const endpoint = options.endpoint ?? (() => 'http://127.0.0.1');
  const store = openStore(options.folder, 'queues', SCHEMA);
  const queues = new Map<string, Queue>();
  const waiting = new Map<string, Set<() => void>>();
  const cancels = new Set<() => void>();

  const urlOf = (name: string) => `${endpoint()}/${account}/${name}`;

  const queueOf = (name: string): Queue => {
    const queue = queues.get(name);
    if (!queue) throw new ServiceFault('QueueDoesNotExist', `The specified queue does not exist: ${name}.`);
    return queue;
  };

  const insert = store.prepare(
    'INSERT INTO messages (id, queue, body, attributes, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const expire = store.prepare('DELETE FROM messages WHERE queue = ? AND sent_at <= ?');

  const put = (
    queue: Queue,
    body: string,
    attributes: Record<string, MessageAttribute>,
    delay: number,
  ): string => {
    const id = randomUUID();
    const now = clock.now();
    insert.run(id, queue.name, body, JSON.stringify(attributes), now, now + delay * 1_000);
    for (const wake of waiting.get(queue.name) ?? []) wake();
    return id;
  };

  const sendMessage = (input: Record<string, unknown>): object => {
    const queue = queueOf(nameIn(input));
    const body = input.MessageBody;
    if (typeof body !== 'string' || body === '') {
      throw new ServiceFault('MissingParameter', 'The request must contain the parameter MessageBody.');
    }
    if (input.MessageGroupId !== undefined || input.MessageDeduplicationId !== undefined) {
      throw new ServiceFault(
        'InvalidParameterValue',
        'MessageGroupId and MessageDeduplicationId belong to FIFO queues, which are not supported here.',
      );
    }
    const attributes = (input.MessageAttributes ?? {}) as Record<string, MessageAttribute>;
    checkAttributes(attributes);
    const size = Buffer.byteLength(body) + attributeSize(attributes);
    if (size > queue.largest) {
      throw new ServiceFault(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${queue.largest} bytes.`,
      );
    }
    const id = put(
      queue,
      body,
      attributes,
      inRange(input.DelaySeconds ?? queue.delay, 'DelaySeconds', 0, 900),
    );
    const digest = md5OfAttributes(attributes);
    return { MessageId: id, MD5OfMessageBody: md5(body), ...(digest && { MD5OfMessageAttributes: digest }) };
  };

  const take = (queue: Queue, most: number, visibility: number): Row[] =>
    inTransaction(store, () => {
      const now = clock.now();
      expire.run(queue.name, now - queue.retention * 1_000);
      const taken: Row[] = [];
      const candidates = store
        .prepare('SELECT * FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY seq')
        .iterate(queue.name, now) as Iterable<unknown> as Iterable<Row>;
      const spent: string[] = [];
      for (const row of candidates) {
        if (taken.length === most) break;
        if (queue.redrive && row.receive_count >= queue.redrive.maxReceiveCount) spent.push(row.id);
        else taken.push(row);
      }
      if (queue.redrive) {
        const letterBox = queueOf(nameOfArn(queue.redrive.deadLetterArn));
        // As in AWS a message keeps its first sending time when it moves, so its retention does not begin anew.
        const move = store.prepare(
          'UPDATE messages SET queue = ?, receive_count = 0, first_received_at = NULL, visible_at = ?, receipt = NULL WHERE id = ?',
        );
        for (const id of spent) move.run(letterBox.name, now, id);
      }
      const mark = store.prepare(
        'UPDATE messages SET visible_at = ?, receive_count = ?, first_received_at = ?, receipt = ? WHERE id = ?',
      );
      return taken.map((row) => {
        const received = {
          ...row,
          receive_count: row.receive_count + 1,
          first_received_at: row.first_received_at ?? now,
          receipt: randomUUID(),
        };
        mark.run(
          now + visibility * 1_000,
          received.receive_count,
          received.first_received_at,
          received.receipt,
          row.id,
        );
        return received;
      });
    });

  /** Resolves as soon as a message may be there, or when the wait is over; simulated time goes on meanwhile. */
  const arrival = (queue: Queue, until: number): Promise<void> =>
    new Promise((resolve) => {
      const waiters = waiting.get(queue.name) ?? new Set();
      waiting.set(queue.name, waiters);
      const done = (): void => {
        waiters.delete(done);
        cancels.delete(done);
        cancel();
        resolve();
      };
      const next = store
        .prepare('SELECT min(visible_at) AS at FROM messages WHERE queue = ? AND visible_at > ?')
        .get(queue.name, clock.now());
      const cancel = clock.at(Math.min(until, Number(next?.at ?? until)), done);
      waiters.add(done);
      cancels.add(done);
    });

  const receiveMessage = async (input: Record<string, unknown>): Promise<object> => {
    const queue = queueOf(nameIn(input));
    const most = inRange(input.MaxNumberOfMessages ?? 1, 'MaxNumberOfMessages', 1, MOST_AT_ONCE);
    const visibility = inRange(
      input.VisibilityTimeout ?? queue.visibilityTimeout,
      'VisibilityTimeout',
      0,
      LONGEST_VISIBILITY,
    );
    const wait = inRange(input.WaitTimeSeconds ?? queue.waitTime, 'WaitTimeSeconds', 0, 20);
    const until = clock.now() + wait * 1_000;
    let rows = take(queue, most, visibility);
    while (rows.length === 0 && clock.now() < until) {
      await arrival(queue, until);
      rows = take(queue, most, visibility);
    }
    if (rows.length === 0) return {};
    const system = (input.MessageSystemAttributeNames ?? input.AttributeNames ?? []) as string[];
    const wanted = (input.MessageAttributeNames ?? []) as string[];
    return { Messages: rows.map((row) => asMessage(row, system, wanted, account)) };
  };

  /** The message that a receipt handle stands for; a handle outlives its visibility timeout. */
  const byReceipt = (queue: Queue, handle: unknown): Row | undefined => {
    if (typeof handle !== 'string' || handle === '') {
      throw new ServiceFault('MissingParameter', 'The request must contain the parameter ReceiptHandle.');
    }
    const row = store
      .prepare('SELECT * FROM messages WHERE queue = ? AND receipt = ?')
      .get(queue.name, handle);
    return row as unknown as Row | undefined;
  };

  const count = (queue: Queue): { visible: number; hidden: number; delayed: number } => {
    const row = store
      .prepare(
        `SELECT coalesce(sum(visible_at <= ?2), 0) AS visible,
           coalesce(sum(visible_at > ?2 AND receive_count > 0), 0) AS hidden,
           coalesce(sum(visible_at > ?2 AND receive_count = 0), 0) AS delayed
         FROM messages WHERE queue = ?1 AND sent_at > ?3`,
      )
      .get(queue.name, clock.now(), clock.now() - queue.retention * 1_000);
    return { visible: Number(row?.visible), hidden: Number(row?.hidden), delayed: Number(row?.delayed) };
  };

  const getQueueAttributes = (input: Record<string, unknown>): object => {
    const queue = queueOf(nameIn(input));
    const { visible, hidden, delayed } = count(queue);
    const all: Record<string, string> = {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(hidden),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      CreatedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
      VisibilityTimeout: String(queue.visibilityTimeout),
      MessageRetentionPeriod: String(queue.retention),
      DelaySeconds: String(queue.delay),
      ReceiveMessageWaitTimeSeconds: String(queue.waitTime),
      MaximumMessageSize: String(queue.largest),
      ...(queue.redrive && {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: queue.redrive.deadLetterArn,
          maxReceiveCount: queue.redrive.maxReceiveCount,
        }),
      }),
    };
    const names = (input.AttributeNames ?? []) as string[];
    const unknown = names.find((name) => name !== 'All' && !(name in all) && !OBEYED.includes(name));
    if (unknown) throw new ServiceFault('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const chosen = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
    return chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {};
  };

  const operations: Record<string, (input: Record<string, unknown>) => object | Promise<object>> = {
    SendMessage: sendMessage,
    ReceiveMessage: receiveMessage,
    DeleteMessage: (input) => {
      const row = byReceipt(queueOf(nameIn(input)), input.ReceiptHandle);
      if (row) store.prepare('DELETE FROM messages WHERE id = ?').run(row.id);
      return {};
    },
    ChangeMessageVisibility: (input) => {
      const row = byReceipt(queueOf(nameIn(input)), input.ReceiptHandle);
      const seconds = inRange(input.VisibilityTimeout, 'VisibilityTimeout', 0, LONGEST_VISIBILITY);
      if (!row || row.visible_at <= clock.now()) {
        throw new ServiceFault('MessageNotInflight', 'The specified message is not in flight.');
      }
      store
        .prepare('UPDATE messages SET visible_at = ? WHERE id = ?')
        .run(clock.now() + seconds * 1_000, row.id);
      return {};
    },
    GetQueueAttributes: getQueueAttributes,
    GetQueueUrl: (input) => ({ QueueUrl: urlOf(queueOf(String(input.QueueName)).name) }),
    ListQueues: (input) => {
      const names = [...queues.keys()].filter((name) => name.startsWith(String(input.QueueNamePrefix ?? '')));
      return names.length > 0 ? { QueueUrls: names.map(urlOf) } : {};
    },
    PurgeQueue: (input) => {
      store.prepare('DELETE FROM messages WHERE queue = ?').run(queueOf(nameIn(input)).name);
      return {};
    },
  };

  return {
    async service(operation, input) {
      const run = operations[operation];
      if (!run) {
        throw new ServiceFault(
          'UnknownOperationException',
          `SQS operation ${operation} is not supported here; these are: ${Object.keys(operations).join(', ')}.`,
        );
      }
      return run(input);
    },
    createQueue({ name, attributes = {} }) {
      if (name.endsWith('.fifo') || attributes.FifoQueue) {
        throw new ServiceFault(
          'InvalidAttributeValue',
          `Queue ${name} is a FIFO queue; only standard queues are supported here.`,
        );
      }
      const unknown = Object.keys(attributes).find(
        (key) => !OBEYED.includes(key) && !WITHOUT_MEANING.includes(key),
      );
      if (unknown)
        throw new ServiceFault(
          'InvalidAttributeName',
          `Attribute ${unknown} of queue ${name} is not supported here.`,
        );
      store.prepare('INSERT OR IGNORE INTO queues (name, created_at) VALUES (?, ?)').run(name, clock.now());
      const row = store.prepare('SELECT created_at FROM queues WHERE name = ?').get(name);
      const number = (key: string, otherwise: number, least: number, most: number) =>
        inRange(attributes[key] ?? otherwise, `${key} of queue ${name}`, least, most);
      const redrive = redriveOf(attributes.RedrivePolicy, name);
      const queue: Queue = {
        name,
        arn: `arn:aws:sqs:${region}:${account}:${name}`,
        visibilityTimeout: number('VisibilityTimeout', 30, 0, LONGEST_VISIBILITY),
        retention: number('MessageRetentionPeriod', 345_600, 60, 1_209_600),
        delay: number('DelaySeconds', 0, 0, 900),
        waitTime: number('ReceiveMessageWaitTimeSeconds', 0, 0, 20),
        largest: number('MaximumMessageSize', LARGEST_MESSAGE, 1_024, 1_048_576),
        createdAt: Number(row?.created_at),
        ...(redrive && { redrive }),
      };
      queues.set(name, queue);
      return { arn: queue.arn, url: urlOf(name) };
    },
    send(queueArn, body, attributes = {}) {
      const queue = queueOf(nameOfArn(queueArn));
      const typed = Object.entries(attributes).map(([key, value]) => [
        key,
        { DataType: 'String', StringValue: value },
      ]);
      put(queue, body, Object.fromEntries(typed), queue.delay);
    },
    messages(queueArn) {
      const queue = queueOf(nameOfArn(queueArn));
      expire.run(queue.name, clock.now() - queue.retention * 1_000);
      const rows = store
        .prepare('SELECT * FROM messages WHERE queue = ? ORDER BY seq')
        .all(queue.name) as unknown as Row[];
      return rows.map((row) => ({
        id: row.id,
        body: row.body,
        attributes: JSON.parse(row.attributes),
        sentAt: row.sent_at,
        receiveCount: row.receive_count,
      }));
    },
    close() {
      for (const cancel of cancels) cancel();
      store.close();
    },
  };
}

/**
 * The digest of message attributes, over name, type, transport kind and value of each in order of their names:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(attributes: Record<string, MessageAttribute>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType, StringValue, BinaryValue } = attributes[name] as MessageAttribute;
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([StringValue === undefined ? 2 : 1]));
    add(StringValue === undefined ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue));
  }
  return hash.digest('hex');
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const nameOfArn = (arn: string): string => arn.split(':')[5] ?? arn;

function nameIn(input: Record<string, unknown>): string {
  const url = input.QueueUrl;
  if (typeof url !== 'string' || url === '') {
    throw new ServiceFault('MissingParameter', 'The request must contain the parameter QueueUrl.');
  }
  return url.slice(url.lastIndexOf('/') + 1);
}

function inRange(value: unknown, name: string, least: number, most: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new ServiceFault(
      'InvalidParameterValue',
      `Value ${value} for parameter ${name} is invalid. Reason: Must be an integer from ${least} to ${most}.`,
    );
  }
  return number;
}

function checkAttributes(attributes: Record<string, MessageAttribute>): void {
  const entries = Object.entries(attributes);
  if (entries.length > MOST_ATTRIBUTES) {
    throw new ServiceFault(
      'InvalidParameterValue',
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  }
  for (const [name, { DataType, StringValue, BinaryValue }] of entries) {
    if (!/^(String|Number|Binary)(\..+)?$/.test(DataType ?? '')) {
      throw new ServiceFault(
        'InvalidParameterValue',
        `The message attribute '${name}' has the type '${DataType}'; it must be String, Number or Binary.`,
      );
    }
    const isBinary = DataType.startsWith('Binary');
    if (
      (isBinary ? BinaryValue : StringValue) === undefined ||
      (isBinary ? StringValue : BinaryValue) !== undefined
    ) {
      throw new ServiceFault(
        'InvalidParameterValue',
        `The message attribute '${name}' with type '${DataType}' must use field '${isBinary ? 'Binary' : 'String'}'.`,
      );
    }
  }
}

function attributeSize(attributes: Record<string, MessageAttribute>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      (StringValue === undefined
        ? Buffer.byteLength(BinaryValue ?? '', 'base64')
        : Buffer.byteLength(StringValue)),
    0,
  );
}

function redriveOf(policy: unknown, queue: string): Queue['redrive'] {
  if (policy === undefined) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = (
    typeof policy === 'string' ? JSON.parse(policy) : policy
  ) as Record<string, unknown>;
  if (typeof deadLetterTargetArn !== 'string') {
    throw new ServiceFault(
      'InvalidParameterValue',
      `RedrivePolicy of queue ${queue} has no deadLetterTargetArn.`,
    );
  }
  return {
    deadLetterArn: deadLetterTargetArn,
    maxReceiveCount: inRange(maxReceiveCount, `maxReceiveCount of queue ${queue}`, 1, 1_000),
  };
}

function asMessage(row: Row, system: readonly string[], wanted: readonly string[], account: string): object {
  const systemAttributes: Record<string, string> = {
    SenderId: account,
    SentTimestamp: String(row.sent_at),
    ApproximateReceiveCount: String(row.receive_count),
    ApproximateFirstReceiveTimestamp: String(row.first_received_at),
  };
  const shown = Object.entries(systemAttributes).filter(
    ([name]) => system.includes('All') || system.includes(name),
  );
  const all = Object.entries(JSON.parse(row.attributes) as Record<string, MessageAttribute>);
  const chosen = Object.fromEntries(
    all.filter(([name]) =>
      wanted.some(
        (want) =>
          want === 'All' ||
          want === '.*' ||
          want === name ||
          (want.endsWith('.*') && name.startsWith(want.slice(0, -1))),
      ),
    ),
  );
  const digest = md5OfAttributes(chosen);
  return {
    MessageId: row.id,
    ReceiptHandle: row.receipt,
    Body: row.body,
    MD5OfBody: md5(row.body),
    ...(shown.length > 0 && { Attributes: Object.fromEntries(shown) }),
    ...(digest && { MessageAttributes: chosen, MD5OfMessageAttributes: digest }),
  };
}
