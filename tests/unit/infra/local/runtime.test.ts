// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of CloudFormation

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UnsupportedAssembly } from '../../../../infra/local/assembly/assembly.ts';
import { openClockBook } from '../../../../infra/local/clock/clock-book.ts';
import { eraseFolder } from '../../../../infra/local/data-folder.ts';
import { FolderInUse } from '../../../../infra/local/folder-lock.ts';
import type { Runtime } from '../../../../infra/local/runtime.ts';
import { MONDAY_MORNING, testPlace } from '../../../kit/runtime.ts';

const DAY = 86_400_000;

/** Keeps what it is given under its id, with the time; fails on demand; as a page it says what it was asked. */
const HANDLER = `
  import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
  const client = new DynamoDBClient();
  export const handler = async (event) => {
    if (event.resource) return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: event.pathParameters.word };
    const { id = 'scheduled', fail } = event.detail ?? event;
    if (fail) throw new Error('as asked');
    const at = new Date().toISOString();
    await client.send(new PutItemCommand({ TableName: process.env.NOTES_TABLE, Item: { id: { S: id }, at: { S: at }, base: { S: process.env.BASE_URL } } }));
    return { id, at };
  };`;

let assembly: string;

beforeAll(async () => {
  assembly = mkdtempSync(join(tmpdir(), 'steward-small-'));
  mkdirSync(join(assembly, 'asset.keep'));
  await build({
    stdin: { contents: HANDLER, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    outfile: join(assembly, 'asset.keep', 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const destinations = { d: { objectKey: 'keep.zip' } };
  const files = { keep: { source: { path: 'asset.keep', packaging: 'zip' }, destinations } };
  writeFileSync(join(assembly, 'assets.json'), JSON.stringify({ files }));
  writeFileSync(
    join(assembly, 'manifest.json'),
    JSON.stringify({
      artifacts: {
        assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
        Small: { type: 'aws:cloudformation:stack', properties: { templateFile: 'small.json' } },
      },
    }),
  );
  writeTemplate(WAITING);
});

afterAll(() => rmSync(assembly, { recursive: true }));

/** Waits two days, then has its input kept. */
const WAITING = {
  QueryLanguage: 'JSONata',
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 2 * 86_400, Next: 'Keep' },
    Keep: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${keep}', Payload: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      End: true,
    },
  },
};

function writeTemplate(definition: object): void {
  const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const role = 'arn:aws:iam::000000000000:role/any';
  const permission = (Principal: string) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: { Action: 'lambda:InvokeFunction', FunctionName: arnOf('Keep'), Principal },
  });
  const api = { RestApiId: { Ref: 'Api' } };
  const uri = [
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
    arnOf('Keep'),
    '/invocations',
  ];
  const Resources = {
    Notes: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'Notes',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'Dead' } },
    Key: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'Small/Key', GenerateSecretString: { PasswordLength: 64 } },
    },
    Keep: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'Keep',
        Code: { S3Bucket: 'b', S3Key: 'keep.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: role,
        Timeout: 30,
        MemorySize: 256,
        Environment: { Variables: { NOTES_TABLE: { Ref: 'Notes' }, BASE_URL: { Ref: 'BaseUrl' } } },
      },
    },
    KeepConfig: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Keep' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: arnOf('Dead') } },
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'Small' } },
    FromBank: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: [{ prefix: 'bank.' }] },
        Targets: [{ Id: 'keep', Arn: arnOf('Keep') }],
      },
    },
    Ended: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.states'], detail: { status: ['SUCCEEDED'] } },
        Targets: [
          {
            Id: 'keep',
            Arn: arnOf('Keep'),
            InputTransformer: {
              InputPathsMap: { name: '$.detail.name' },
              InputTemplate: '{"id":"ended <name>"}',
            },
          },
        ],
      },
    },
    ByRules: permission('events.amazonaws.com'),
    Often: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: arnOf('Keep'), RoleArn: role, Input: '{"id":"swept"}' },
      },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'Waiting',
        RoleArn: role,
        Definition: definition,
        DefinitionSubstitutions: { keep: arnOf('Keep') },
      },
    },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Small' } },
    Word: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ...api, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: '{word}' },
    },
    Get: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        ...api,
        ResourceId: { Ref: 'Word' },
        HttpMethod: 'GET',
        AuthorizationType: 'NONE',
        Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: { 'Fn::Join': ['', uri] } },
      },
    },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: api },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: { ...api, StageName: 'live', DeploymentId: { Ref: 'Deployment' } },
    },
    ByApi: permission('apigateway.amazonaws.com'),
  };
  const Parameters = { BaseUrl: { Type: 'String' } };
  writeFileSync(join(assembly, 'small.json'), JSON.stringify({ Parameters, Resources }));
}

const settings = (runtime: Runtime) => ({
  endpoint: runtime.addresses.aws,
  region: runtime.model.region,
  credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
});

async function note(runtime: Runtime, id: string): Promise<Record<string, string | undefined> | undefined> {
  const client = new DynamoDBClient(settings(runtime));
  const { Item } = await client.send(new GetItemCommand({ TableName: 'Notes', Key: { id: { S: id } } }));
  return Item && Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, value.S]));
}

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Waiting';

test('an event on the bus runs the handler of its rule, which finds every service through its SDK', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ assembly });
  for (const address of Object.values(runtime.addresses)) expect(new URL(address).hostname).toBe('127.0.0.1');
  const put = { EventBusName: 'Small', Source: 'bank.crm', DetailType: 'x', Detail: '{"id":"first"}' };
  await new EventBridgeClient(settings(runtime)).send(new PutEventsCommand({ Entries: [put] }));
  await runtime.clock.advance(0);
  expect(await note(runtime, 'first')).toEqual({
    id: 'first',
    at: '2026-03-02T01:30:00.000Z',
    base: runtime.addresses.pages,
  });
  expect(runtime.usage()).toMatchObject({ faults: 0, records: { Notes: { writeUnits: 2 } } });
});

test('pages, mailbox, secrets and dead letters are at their addresses', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ assembly });
  expect(await (await fetch(`${runtime.addresses.pages}/hello`)).text()).toBe('hello');
  expect((await fetch(`${runtime.addresses.pages}/not/there`)).status).toBe(403);
  expect(await (await fetch(runtime.addresses.operator)).text()).toContain(runtime.addresses.mailbox);

  const Data = Buffer.from(
    'From: care@bank.example\r\nTo: li@bank.example\r\nSubject: Hello\r\n\r\nhttp://x/',
  );
  await new SESClient(settings(runtime)).send(new SendRawEmailCommand({ RawMessage: { Data } }));
  expect(runtime.mail.list().map(({ subject }) => subject)).toEqual(['Hello']);
  expect(await (await fetch(runtime.addresses.mailbox)).text()).toContain('Hello');

  const [secret] = runtime.model.secrets;
  const { SecretString } = await new SecretsManagerClient(settings(runtime)).send(
    new GetSecretValueCommand({ SecretId: secret?.arn }),
  );
  expect(SecretString).toHaveLength(64);

  await new LambdaClient(settings(runtime)).send(
    new InvokeCommand({ FunctionName: 'Keep', InvocationType: 'Event', Payload: '{"fail":true}' }),
  );
  await runtime.clock.advance(2 * 60_000);
  const queue = { QueueUrl: `${runtime.addresses.aws}/000000000000/Dead` };
  const { Messages } = await new SQSClient(settings(runtime)).send(new ReceiveMessageCommand(queue));
  expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    requestPayload: { fail: true },
  });
});

test('what waits when the runtime ends goes on at the next start, at the same addresses and in the same time', async () => {
  await using place = testPlace();
  const first = await place.boot({ assembly });
  expect(first.fresh).toBe(true);
  const started = await new SFNClient(settings(first)).send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: '{"id":"kept"}' }),
  );
  await first.clock.advance(DAY);
  await first.close();

  const second = await place.boot({ assembly, clock: 'real' });
  expect([second.fresh, second.addresses, second.clock.now()]).toEqual([
    false,
    first.addresses,
    MONDAY_MORNING + DAY,
  ]);
  expect(await note(second, 'kept')).toBeUndefined();
  await second.clock.advance(DAY);
  const ended = await new SFNClient(settings(second)).send(
    new DescribeExecutionCommand({ executionArn: started.executionArn }),
  );
  expect([ended.status, JSON.parse(ended.output ?? '{}')]).toEqual([
    'SUCCEEDED',
    { id: 'kept', at: '2026-03-04T01:30:00.000Z' },
  ]);
  // The rule on status changes has heard of it.
  expect(await note(second, 'ended one')).toBeDefined();
});

test('schedules fire once an hour at most while time is simulated', async () => {
  await using place = testPlace();
  const runtime = await place.boot({ assembly });
  await runtime.clock.advance(10 * 3_600_000);
  const { invocations = 0 } = runtime.usage().functions.Keep ?? {};
  expect(invocations).toBeGreaterThanOrEqual(10);
  expect(invocations).toBeLessThanOrEqual(11);
});

test('a data folder serves one runtime at a time, and is not erased under it', async () => {
  await using place = testPlace();
  const first = await place.boot({ assembly });
  await expect(place.boot({ assembly })).rejects.toThrow(FolderInUse);
  await expect(place.boot({ assembly })).rejects.toThrow(`in use by process ${process.pid}`);
  expect(() => eraseFolder(place.folder)).toThrow(FolderInUse);
  await first.close();
  eraseFolder(place.folder);
  expect((await place.boot({ assembly })).fresh).toBe(true);
});

test('a folder that the runtime did not make is not erased', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-foreign-'));
  try {
    writeFileSync(join(folder, 'letters.txt'), '');
    expect(() => eraseFolder(folder)).toThrow('is not a data folder of the runtime');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a machine that cannot run is refused at start by its logical id, and nothing stays behind', async () => {
  await using place = testPlace();
  writeTemplate({ ...WAITING, QueryLanguage: 'JSONPath' });
  try {
    const refused = place.boot({ assembly });
    await expect(refused).rejects.toThrow(UnsupportedAssembly);
    await expect(refused).rejects.toThrow('Small/Machine:');
  } finally {
    writeTemplate(WAITING);
  }
  const runtime = await place.boot({ assembly });
  expect(runtime.model.machines).toHaveLength(1);
});

test('time does not go back: neither when it becomes real nor in a folder of a later date', async () => {
  await using place = testPlace();
  const early = await place.boot({ assembly, clock: { simulatedFrom: Date.now() - 1_000 } });
  await early.clock.advance(DAY);
  await expect(early.clock.catchUp()).rejects.toThrow('ahead of the machine');
  await early.close();

  const book = openClockBook(place.folder);
  book.note(Date.now() + DAY, 'real');
  book.close();
  await expect(place.boot({ assembly })).rejects.toThrow('set the clock right, or begin anew with --fresh');
});
