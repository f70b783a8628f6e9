/** A small AWS on loopback for tests: real SDK calls over HTTP to the records store, and scripted neighbours. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { RuntimeClock } from '../../../../infra/local/clock/clock.ts';
import { gatewayListener } from '../../../../infra/local/gateway/gateway.ts';
import { ServiceFault } from '../../../../infra/local/gateway/service.ts';
import { type ObjectEvent, openObjects } from '../../../../infra/local/objects/objects.ts';
import { openRecords } from '../../../../infra/local/records/records.ts';
import { keyOf, tableInput, tableNames } from '../../../kit/table-input.ts';

type Fields = Record<string, unknown>;

/** An invocation of another function that was asked for. */
export interface Invocation {
  readonly functionName: string;
  readonly type: string;
  readonly payload: unknown;
}

/** An execution that was started. */
export interface Started {
  readonly name: string;
  readonly input: string;
  /** How it stands; RUNNING if absent. */
  readonly status?: string;
  readonly error?: string;
  /** The definition that it runs, and what it went through, as Step Functions tells it. */
  readonly definition?: string;
  readonly events?: readonly Fields[];
}

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:ComplaintHandling';

/** What the functions find in their environment. */
const environment: Record<string, string> = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_REGION: 'us-east-1',
  AWS_LAMBDA_LOG_LEVEL: 'FATAL',
  POWERTOOLS_METRICS_DISABLED: 'true',
  COMPLAINT_MACHINE_ARN: MACHINE,
  DEADLINE_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'DeadlineWatch'),
  VISIT_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'FollowUpVisit'),
  PLAN_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'DailyPlan'),
  ALERT_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'ChurnAlertResponse'),
  CAMPAIGN_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'SurveyCampaign'),
  SURVEY_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'SurveyInvitation'),
  EVALUATION_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'WarningEvaluation'),
  FEEDBACK_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'FeedbackReply'),
  IMPROVEMENT_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'Improvement'),
  LETTER_MACHINE_ARN: MACHINE.replace('ComplaintHandling', 'LetterByHand'),
  SEND_MAIL_FUNCTION: 'Steward-SendMail',
  DELIVER_FUNCTION: 'Steward-Deliver',
  SIGNAL_CASE_FUNCTION: 'Steward-SignalCase',
  ACCEPT_EVENT_FUNCTION: 'Steward-AcceptEvent',
  PLAN_CUSTOMERS_FUNCTION: 'Steward-PlanCustomers',
  OPEN_FEEDBACK_FUNCTION: 'Steward-OpenFeedback',
  OPEN_IMPROVEMENT_FUNCTION: 'Steward-OpenImprovement',
  OPEN_INVITATION_FUNCTION: 'Steward-OpenInvitation',
  IMPORTS_BUCKET: 'imports',
  BASE_URL: 'https://care.bank.example',
  BANK_NAME_ZH: '示例银行',
  BANK_NAME_EN: 'Example Bank',
  BANK_ZONE: 'Asia/Shanghai',
  ...Object.fromEntries(
    tableNames.map((name) => [`${name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toUpperCase()}_TABLE`, name]),
  ),
};

/** Opens it and points the environment of this process at it. */
export async function smallAws() {
  const clock = new RuntimeClock({ mode: 'real' });
  const records = openRecords({ folder: ':memory:', clock });
  for (const name of tableNames) records.createTable(tableInput(name));
  const files = mkdtempSync(join(tmpdir(), 'small-aws-'));
  const announced: ObjectEvent[] = [];
  const objects = openObjects({
    folder: files,
    clock,
    account: '000000000000',
    announce: (event) => announced.push(event),
    report: (fault) => {
      throw fault;
    },
  });
  objects.createBucket({ name: 'imports', versioned: true, announces: true, lifecycle: [] });
  const invocations: Invocation[] = [];
  const executions = new Map<string, Started>();
  const calls: string[] = [];
  /** Runs before an operation is carried out; what it throws is the answer. */
  const before: Record<string, ((input: Fields, call: number) => unknown) | undefined> = {};

  const hooked =
    (service: (operation: string, input: Fields) => Promise<object>) =>
    async (operation: string, input: Fields): Promise<object> => {
      calls.push(operation);
      await before[operation]?.(input, calls.filter((call) => call === operation).length);
      return service(operation, input);
    };

  async function states(operation: string, input: Fields): Promise<object> {
    if (operation === 'StartExecution') {
      const { name, input: given } = input as unknown as Started;
      const known = executions.get(name);
      if (known !== undefined && known.input !== given)
        throw new ServiceFault('ExecutionAlreadyExists', 'exists');
      executions.set(name, { name, input: given });
      return { executionArn: `${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`, startDate: 0 };
    }
    if (operation === 'DescribeExecution') {
      const known = executions.get(String(input.executionArn).split(':').at(-1) ?? '');
      if (known === undefined) throw new ServiceFault('ExecutionDoesNotExist', 'none');
      return {
        status: 'RUNNING',
        ...known,
        executionArn: input.executionArn,
        stateMachineArn: MACHINE,
        startDate: 0,
      };
    }
    if (operation === 'DescribeStateMachineForExecution' || operation === 'GetExecutionHistory') {
      const known = executions.get(String(input.executionArn).split(':').at(-1) ?? '');
      if (known === undefined) throw new ServiceFault('ExecutionDoesNotExist', 'none');
      const { definition = '{}', events = [] } = known;
      if (operation === 'DescribeStateMachineForExecution') return { definition };
      // Newest first, page by page: all that our own reading asks for.
      if (input.reverseOrder !== true) throw new ServiceFault('UnknownOperationException', 'oldest first');
      const from = Number(input.nextToken ?? 0);
      const until = from + Number(input.maxResults);
      return {
        events: events.toReversed().slice(from, until),
        ...(until < events.length && { nextToken: String(until) }),
      };
    }
    throw new ServiceFault('UnknownOperationException', operation);
  }

  const listener = gatewayListener(
    {
      targets: {
        DynamoDB_20120810: { call: hooked(records.service) },
        AWSStepFunctions: { call: hooked(states) },
      },
      paths: {
        '2015-03-31': async ({ path, headers, body }) => {
          calls.push('Invoke');
          try {
            await before.Invoke?.({}, calls.filter((call) => call === 'Invoke').length);
          } catch (error) {
            if (!(error instanceof ServiceFault)) throw error;
            return { status: error.status, headers: { 'x-amzn-errortype': error.code }, body: '{}' };
          }
          invocations.push({
            functionName: decodeURIComponent(path.split('/')[3] ?? ''),
            type: String(headers['x-amz-invocation-type']),
            payload: JSON.parse(body.toString('utf8')),
          });
          return { status: 202, body: '' };
        },
      },
      forms: {},
      streams: {
        s3: async (request) => {
          calls.push('GetObject');
          await before.GetObject?.({}, calls.filter((call) => call === 'GetObject').length);
          return objects.service(request);
        },
      },
    },
    clock,
  );
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(process.env, environment, { AWS_ENDPOINT_URL: endpoint });

  return {
    endpoint,
    invocations,
    executions,
    calls,
    before,
    /** Puts an object into the bucket of imports and gives its event, as EventBridge would deliver it. */
    async putFile(key: string, content: string | Buffer): Promise<Fields> {
      const body = Buffer.from(content);
      const { status } = await objects.service({
        method: 'PUT',
        path: `/imports/${key.split('/').map(encodeURIComponent).join('/')}`,
        query: new URLSearchParams(),
        headers: { 'content-length': String(body.length) },
        body: Readable.from([body]),
      });
      const event = announced.pop();
      if (status !== 200 || event === undefined) throw new Error(`${key} was not put: ${status}.`);
      const { detailType, ...rest } = event;
      return { version: '0', 'detail-type': detailType, ...rest };
    },
    /** All items of a table, as plain values. */
    async items(table: string): Promise<Fields[]> {
      const items: Fields[] = [];
      let ExclusiveStartKey: unknown;
      do {
        const page = (await records.service('Scan', {
          TableName: table,
          ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
        })) as { Items?: never[]; LastEvaluatedKey?: unknown };
        items.push(...(page.Items ?? []).map((item) => unmarshall(fromWire(item))));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return items;
    },
    async put(table: string, item: Fields): Promise<void> {
      await records.service('PutItem', {
        TableName: table,
        Item: toWire(marshall(item, { removeUndefinedValues: true })),
      });
    },
    /** Forgets everything that was stored, asked and scripted. */
    async clear(): Promise<void> {
      for (const name of tableNames) {
        for (const item of await this.items(name)) {
          const key = keyOf(name).map((attribute = '') => [attribute, item[attribute]]);
          const Key = marshall(Object.fromEntries(key));
          await records.service('DeleteItem', { TableName: name, Key });
        }
      }
      for (const operation of Object.keys(before)) delete before[operation];
      invocations.length = 0;
      calls.length = 0;
      executions.clear();
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      records.close();
      objects.close();
      rmSync(files, { recursive: true });
    },
  };
}

/** Binary values as the JSON protocol carries them, in base64, and back; only on the first level of an item. */
function toWire(item: Fields): Fields {
  return mapped(item, (bytes) => Buffer.from(bytes as Uint8Array).toString('base64'));
}

function fromWire(item: Fields): never {
  return mapped(item, (text) => Buffer.from(String(text), 'base64')) as never;
}

function mapped(item: Fields, change: (binary: unknown) => unknown): Fields {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      const { B: binary } = value as { B?: unknown };
      return [name, binary === undefined ? value : { B: change(binary) }];
    }),
  );
}

/** The fault that a service answers with. */
export const serviceFault = (code: string, status = 400): ServiceFault =>
  new ServiceFault(code, 'scripted', status);

/** A rather patient clock that stands still until it is moved. */
export function stillClock(start = '2026-03-02T01:30:00.000Z') {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    pause: async () => {},
    move: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}
