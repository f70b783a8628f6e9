/** The functions, queues, workers and tables that a recorded case had around it. */
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../clock/clock.ts';
import { type JsonService, ServiceFault } from '../../gateway/service.ts';
import { openRecords, type Records } from '../../records/records.ts';
import type { InvokeTask, TaskReply } from '../integrations/lambda.ts';
import type { TaskServices } from '../integrations/services.ts';
import { isObject } from '../json.ts';
import type { Resource } from './cases.ts';

/** Calls Step Functions as a worker of the case would. */
type CallStates = (operation: string, input: Record<string, unknown>) => Promise<unknown>;

/** What surrounds one replayed case. */
export class World {
  readonly invoke: InvokeTask;
  readonly services: TaskServices;
  readonly #clock: Clock;
  readonly #resources: Resource[];
  readonly #queues = new Map<string, string[]>();
  readonly #records: Records;
  #callStates: CallStates | undefined;
  #ended = false;

  constructor(clock: Clock, resources: Resource[]) {
    this.#clock = clock;
    this.#resources = resources;
    this.#records = openRecords({ folder: ':memory:', clock });
    this.invoke = (name, payload) => this.#run(name, payload);
    this.services = { sqs: this.#sqs, dynamodb: this.#records.service };
    for (const resource of resources) {
      if (resource.kind === 'sqs-queue') this.#queues.set(resource.url, []);
      if (resource.kind === 'dynamodb-table') {
        this.#records.createTable({
          TableName: resource.name,
          KeySchema: [{ AttributeName: resource.partitionKey, KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: resource.partitionKey, AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        });
      }
    }
  }

  /** Lets the case's workers begin. */
  begin(callStates: CallStates): void {
    this.#callStates = callStates;
    for (const resource of this.#resources) {
      if (resource.kind === 'sqs-callback') this.#poll(resource);
    }
  }

  end(): void {
    this.#ended = true;
    this.#records.close();
  }

  async #run(name: string, payload: unknown): Promise<TaskReply> {
    const found = this.#resources.find(
      (resource) => resource.kind === 'lambda' && (resource.arn === name || resource.name === name),
    );
    if (found?.kind !== 'lambda') {
      return { ok: false, errorType: 'ResourceNotFoundException', errorMessage: name, unknownFunction: true };
    }
    if (found.delaySeconds > 0) await this.#sleep(found.delaySeconds);
    if (found.throws) {
      const { errorType, errorMessage, stackTrace } = found.throws;
      const document = JSON.stringify({ errorMessage, errorType, requestId: randomUUID(), stackTrace });
      return { ok: false, errorType, errorMessage, trace: stackTrace, document };
    }
    const { returns } = found;
    if (returns === undefined || returns === 'echo-event') return { ok: true, payload };
    if ('value' in returns) return { ok: true, payload: returns.value };
    if ('rawJson' in returns) return { ok: true, payload: JSON.parse(returns.rawJson) };
    return { ok: true, payload: returns.repeat.repeat(returns.count) };
  }

  readonly #sqs: JsonService = async (operation, input) => {
    const queue = this.#queues.get(String(input.QueueUrl));
    if (operation !== 'SendMessage') throw new Error(`The replay's queues do not know ${operation}`);
    if (!queue) throw new ServiceFault('QueueDoesNotExist', 'The specified queue does not exist.');
    const body = String(input.MessageBody);
    queue.push(body);
    // The test itself reads the token from the message, after the call that brought it has answered.
    for (const client of this.#resources) {
      if (client.kind === 'task-token-client') this.#after(1, () => this.#answer(client, body));
    }
    return { MD5OfMessageBody: createHash('md5').update(body).digest('hex'), MessageId: randomUUID() };
  };

  async #answer(client: Resource & { kind: 'task-token-client' }, body: string): Promise<void> {
    const taskToken = tokenIn(JSON.parse(body));
    for (const { op, times, output, error, cause } of client.perToken) {
      for (let time = 0; time < times; time++) {
        if (op === 'heartbeat') await this.#callStates?.('SendTaskHeartbeat', { taskToken });
        else if (op === 'failure') await this.#callStates?.('SendTaskFailure', { taskToken, error, cause });
        else {
          const text = output === 'the whole text of the queue message body' ? body : (output ?? '{}');
          await this.#callStates?.('SendTaskSuccess', { taskToken, output: text });
        }
      }
    }
  }

  #poll(worker: Resource & { kind: 'sqs-callback' }): void {
    this.#after(worker.pollEverySeconds, async () => {
      if (this.#ended) return;
      for (const body of this.#queues.get(worker.queueUrl)?.splice(0) ?? []) await this.#work(worker, body);
      this.#poll(worker);
    });
  }

  async #work(worker: Resource & { kind: 'sqs-callback' }, body: string): Promise<void> {
    const message = JSON.parse(body) as { TaskToken: string; Message?: unknown };
    const taskToken = message.TaskToken;
    const output = JSON.stringify(message.Message ?? null);
    if (worker.action === 'failure') {
      await this.#callStates?.('SendTaskFailure', { taskToken, error: worker.error, cause: worker.cause });
      return;
    }
    const succeed = async () => {
      await this.#callStates?.('SendTaskSuccess', { taskToken, output });
    };
    if (worker.action === 'success') return succeed();
    this.#after(worker.heartbeatAfterSeconds, async () => {
      await this.#callStates?.('SendTaskHeartbeat', { taskToken });
      await succeed();
    });
  }

  #after(seconds: number, work: () => Promise<void>): void {
    this.#clock.at(this.#clock.now() + seconds * 1000, () => {
      const rest = this.#clock.busy();
      void work().finally(rest);
    });
  }

  #sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.at(this.#clock.now() + seconds * 1000, resolve);
    });
  }
}

function tokenIn(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value.TaskToken === 'string') return value.TaskToken;
  for (const inner of Object.values(value)) {
    const found = tokenIn(inner);
    if (found) return found;
  }
  return undefined;
}
