// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of CloudFormation
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAssembly, UnsupportedAssembly } from '../../../../../infra/local/assembly/assembly.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-assembly-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

type Resources = Record<string, { Type: string; Properties?: object; [key: string]: unknown }>;

/** Writes an assembly of these stacks, each with one asset folder `code.zip`, as `cdk synth` would. */
function write(
  stacks: Record<string, { Resources: Resources; [section: string]: unknown }>,
  environment = 'aws://unknown-account/unknown-region',
) {
  mkdirSync(join(folder, 'asset.code'), { recursive: true });
  writeFileSync(join(folder, 'asset.code', 'index.mjs'), '');
  writeFileSync(join(folder, 'machine.json'), '{"StartAt":"${first}","Comment":"${kept}"}');
  const artifacts: Record<string, object> = {};
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template));
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment,
      properties: { templateFile: `${name}.template.json` },
    };
  }
  const files = {
    code: {
      source: { path: 'asset.code', packaging: 'zip' },
      destinations: { d: { objectKey: 'code.zip' } },
    },
    machine: {
      source: { path: 'machine.json', packaging: 'file' },
      destinations: { d: { objectKey: 'machine.json' } },
    },
    packed: {
      source: { path: 'packed.zip', packaging: 'file' },
      destinations: { d: { objectKey: 'packed.zip' } },
    },
  };
  writeFileSync(join(folder, 'assets.json'), JSON.stringify({ files }));
  artifacts.assets = { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
}

const read = (parameters: Record<string, string> = {}) =>
  readAssembly({ folder, endpoint: 'http://127.0.0.1:4510', parameters });

/** Reads an assembly of one stack. */
function readOne(Resources: Resources, sections: object = {}, parameters: Record<string, string> = {}) {
  write({ Care: { Resources, ...sections } });
  return read(parameters);
}

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (fault) {
    if (fault instanceof UnsupportedAssembly) return fault.problems;
    throw fault;
  }
  return [];
}

const CODE = { S3Bucket: 'assets', S3Key: 'code.zip' };
const FUNCTION = {
  Code: CODE,
  Handler: 'index.handler',
  Runtime: 'nodejs24.x',
  Role: 'arn:aws:iam::000000000000:role/r',
};
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** A function whose environment holds the values to be resolved. */
const lambda = (Variables: object, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { ...FUNCTION, FunctionName: 'F', Environment: { Variables }, ...more },
});

const resolved = (Variables: object, more: Resources = {}, sections: object = {}, parameters = {}) =>
  readOne({ F: lambda(Variables), ...more }, sections, parameters).functions[0]?.environment;

describe('values of a template', () => {
  test('parameters come from outside, else from their default', () => {
    const Parameters = {
      BaseUrl: { Type: 'String', Default: 'https://care.bank.example' },
      Zone: { Type: 'String', Default: 'Asia/Shanghai' },
      Many: { Type: 'CommaDelimitedList', Default: 'a, b' },
    };
    const values = { A: { Ref: 'BaseUrl' }, B: { Ref: 'Zone' }, C: { 'Fn::Select': [1, { Ref: 'Many' }] } };
    expect(resolved(values, {}, { Parameters }, { BaseUrl: 'http://127.0.0.1:4511', Unknown: 'x' })).toEqual({
      A: 'http://127.0.0.1:4511',
      B: 'Asia/Shanghai',
      C: 'b',
    });
  });

  test('pseudo parameters are those of the place', () => {
    const names = ['AccountId', 'Region', 'Partition', 'URLSuffix', 'StackName'];
    const values = Object.fromEntries(names.map((name) => [name, { Ref: `AWS::${name}` }]));
    expect(resolved(values)).toEqual({
      AccountId: '000000000000',
      Region: 'us-east-1',
      Partition: 'aws',
      URLSuffix: 'amazonaws.com',
      StackName: 'Care',
    });
  });

  test('the region is the one that the assembly was synthesized for', () => {
    write({ Care: { Resources: { F: lambda({}) } } }, 'aws://111122223333/ap-southeast-1');
    expect(read()).toMatchObject({ region: 'ap-southeast-1', account: '000000000000' });
  });

  test('Join, Sub, Select, Split, FindInMap, Base64 and If', () => {
    const values = {
      Join: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] },
      Sub: { 'Fn::Sub': '${AWS::AccountId}/${T}/${T.Arn}/${!Literal}' },
      SubOwn: { 'Fn::Sub': ['${x}-${T}', { x: { 'Fn::Join': ['', ['1', '2']] } }] },
      Split: { 'Fn::Select': [2, { 'Fn::Split': ['/', 'a/b/c'] }] },
      Map: { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] },
      Base64: { 'Fn::Base64': 'hi' },
      If: { 'Fn::If': ['IsTest', 'yes', { Ref: 'Nobody' }] },
      Left: { 'Fn::If': ['IsTest', { Ref: 'AWS::NoValue' }, 'never'] },
    };
    const sections = {
      Mappings: { Sizes: { 'us-east-1': { small: 's' } } },
      Conditions: {
        IsTest: {
          'Fn::And': [
            { 'Fn::Not': [{ Condition: 'IsLive' }] },
            { 'Fn::Or': [{ Condition: 'IsLive' }, { 'Fn::Equals': ['a', 'a'] }] },
          ],
        },
        IsLive: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'elsewhere'] },
      },
    };
    expect(resolved(values, { T: TABLE }, sections)).toEqual({
      Join: 'a-us-east-1',
      Sub: '000000000000/Care-T/arn:aws:dynamodb:us-east-1:000000000000:table/Care-T/${Literal}',
      SubOwn: '12-Care-T',
      Split: 'c',
      Map: 's',
      Base64: 'aGk=',
      If: 'yes',
    });
  });

  test('a stack imports what another exports, whichever stands first', () => {
    write({
      Care: { Resources: { F: lambda({ TABLE: { 'Fn::ImportValue': 'Records:Table' } }) } },
      Records: {
        Resources: { T: { ...TABLE, Properties: { ...TABLE.Properties, TableName: 'Cases' } } },
        Outputs: {
          Out: {
            Value: { Ref: 'T' },
            Export: { Name: { 'Fn::Join': [':', [{ Ref: 'AWS::StackName' }, 'Table']] } },
          },
        },
      },
    });
    const model = read();
    expect(model.functions[0]?.environment.TABLE).toBe('Cases');
    expect(model.outputs.Records).toEqual({ Out: 'Cases' });
  });

  test('a condition leaves out a resource; a policy statement may have a key of that name', () => {
    const model = readOne(
      {
        F: lambda({}),
        Gone: { ...TABLE, Condition: 'Never' },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            PolicyName: 'p',
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: {
              Statement: [{ Effect: 'Allow', Condition: { StringEquals: { a: { Ref: 'AWS::Region' } } } }],
            },
          },
        },
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
      },
      { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    );
    expect(model.tables).toEqual([]);
    expect(model.roles[0]?.policies).toEqual([
      {
        name: 'p',
        document: { Statement: [{ Effect: 'Allow', Condition: { StringEquals: { a: 'us-east-1' } } }] },
      },
    ]);
  });

  test.each([
    ['an unknown function', { 'Fn::GetAZs': '' }, 'Fn::GetAZs is not supported'],
    ['a missing resource', { Ref: 'Lost' }, 'no resource or parameter Lost'],
    ['a missing export', { 'Fn::ImportValue': 'Other:X' }, 'no stack exports Other:X'],
    [
      'an attribute that is not known',
      { 'Fn::GetAtt': ['T', 'StreamArn'] },
      'AWS::DynamoDB::Table has no attribute StreamArn',
    ],
    ['a dynamic reference', '{{resolve:ssm:x}}', '{{resolve:ssm:x}} is not supported'],
    ['a parameter without value', { Ref: 'Must' }, 'Must has no default'],
    ['a parameter out of SSM', { Ref: 'Boot' }, 'AWS::SSM::Parameter::Value<String>'],
    ['an index too far', { 'Fn::Select': [3, ['a']] }, 'nothing at 3'],
    ['a map that is not there', { 'Fn::FindInMap': ['M', 'a', 'b'] }, 'nothing at M.a.b'],
  ])('%s is refused by resource and name', (_what, value, message) => {
    const Parameters = {
      Must: { Type: 'String' },
      Boot: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
    };
    const [problem, ...others] = problemsOf(() => resolved({ A: value }, { T: TABLE }, { Parameters }));
    expect(problem).toContain('Care/F (AWS::Lambda::Function)');
    expect(problem).toContain(message);
    expect(others).toEqual([]);
  });

  test('a circle of references is an error and not an endless loop', () => {
    const Outputs = { Out: { Value: { 'Fn::ImportValue': 'Care:Out' }, Export: { Name: 'Care:Out' } } };
    const named = (other: string) => ({
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: { 'Fn::Join': ['', ['x', { 'Fn::GetAtt': [other, 'QueueName'] }]] } },
    });
    expect(problemsOf(() => readOne({ A: named('B'), B: named('A') }))[0]).toContain('refers to itself');
    expect(problemsOf(() => readOne({ F: lambda({}) }, { Outputs }))[0]).toContain('refers to itself');
  });
});

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  },
};

describe('resources', () => {
  test('a table, plain or global, becomes the input of CreateTable', () => {
    const properties = {
      ...TABLE.Properties,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      SSESpecification: { SSEEnabled: true },
    };
    const model = readOne({
      One: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { ...properties, TableName: 'One', DeletionProtectionEnabled: true },
      },
      Two: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: { ...properties, TableName: 'Two', Replicas: [{ Region: 'us-east-1' }] },
      },
    });
    const { TimeToLiveSpecification: _ttl, SSESpecification: _sse, ...create } = properties;
    expect(model.tables).toMatchObject([
      { name: 'One', timeToLiveAttribute: 'expiresAt', create: { TableName: 'One', ...create } },
      { name: 'Two', timeToLiveAttribute: 'expiresAt', create: { TableName: 'Two', ...create } },
    ]);
    expect(Object.keys(model.tables[0]?.create ?? {})).not.toContain('SSESpecification');
  });

  test('a function has its asset folder, its limits, and its asynchronous settings', () => {
    const model = readOne({
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', MessageRetentionPeriod: 60 } },
      F: lambda(
        { A: 'a', N: 3 },
        {
          MemorySize: 512,
          Timeout: '15',
          ReservedConcurrentExecutions: 1,
          LoggingConfig: { LogGroup: { Ref: 'Log' } },
        },
      ),
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/F' } },
      Bare: {
        Type: 'AWS::Lambda::Function',
        Properties: { ...FUNCTION, DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
      },
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'F' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 1,
          MaximumEventAgeInSeconds: 60,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
        },
      },
      Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } } },
      Alias: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'live',
          FunctionName: { Ref: 'F' },
          FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        },
      },
    });
    const queue = 'arn:aws:sqs:us-east-1:000000000000:dead';
    expect(model.functions).toMatchObject([
      {
        name: 'F',
        arn: `${ARN}F`,
        folder: join(folder, 'asset.code'),
        environment: { A: 'a', N: '3' },
        memoryMb: 512,
        timeoutSeconds: 15,
        concurrency: 1,
        logGroup: '/aws/lambda/F',
        async: { retries: 1, longestAge: 60, onFailure: queue },
        qualifiers: ['1', 'live'],
      },
      {
        name: 'Care-Bare',
        memoryMb: 128,
        timeoutSeconds: 3,
        async: { retries: 2, longestAge: 21_600, deadLetter: queue },
      },
    ]);
    expect(model.queues).toMatchObject([{ name: 'dead', attributes: { MessageRetentionPeriod: 60 } }]);
    expect(model.passedOver).toEqual({ 'AWS::Logs::LogGroup': 1 });
  });

  test('a state machine has its definition as text, wherever the template has it from', () => {
    const machine = (more: object) => ({
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { RoleArn: 'arn:role', ...more },
    });
    const model = readOne({
      F: lambda({}),
      Text: machine({
        DefinitionString: { 'Fn::Join': ['', ['{"x":"', { 'Fn::GetAtt': ['F', 'Arn'] }, '"}']] },
      }),
      Whole: machine({ Definition: { x: { 'Fn::GetAtt': ['F', 'Arn'] } } }),
      File: machine({
        DefinitionS3Location: { Bucket: 'b', Key: 'machine.json' },
        DefinitionSubstitutions: { first: 'A "b"' },
        StateMachineName: 'Filed',
      }),
    });
    expect(
      model.machines.map(({ name, arn, definition }) => [
        name,
        arn.split(':').at(-1),
        JSON.parse(definition),
      ]),
    ).toEqual([
      ['Care-Text', 'Care-Text', { x: `${ARN}F` }],
      ['Care-Whole', 'Care-Whole', { x: `${ARN}F` }],
      ['Filed', 'Filed', { StartAt: 'A "b"', Comment: '${kept}' }],
    ]);
  });

  test('names that are made stay within the limit of their type and apart from each other', () => {
    const model = readOne({
      [`${'Long'.repeat(20)}A`]: { Type: 'AWS::Lambda::Function', Properties: FUNCTION },
      [`${'Long'.repeat(20)}B`]: { Type: 'AWS::Lambda::Function', Properties: FUNCTION },
    });
    const names = model.functions.map(({ name }) => name);
    expect(names.map(({ length }) => length)).toEqual([64, 64]);
    expect(new Set(names).size).toBe(2);
  });

  test('schedules and archives', () => {
    const model = readOne({
      F: lambda({}),
      Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'Care' } },
      Archive: {
        Type: 'AWS::Events::Archive',
        Properties: {
          SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] },
          RetentionDays: 30,
          EventPattern: { source: ['x'] },
        },
      },
      Daily: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'Daily',
          ScheduleExpression: 'cron(30 1 * * ? *)',
          ScheduleExpressionTimezone: 'Asia/Shanghai',
          FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
          StartDate: '2026-03-02T00:00:00.000Z',
          Target: {
            Arn: { 'Fn::GetAtt': ['F', 'Arn'] },
            RoleArn: 'arn:role',
            Input: '{}',
            DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
            RetryPolicy: { MaximumRetryAttempts: 3 },
          },
        },
      },
    });
    expect(model.schedules).toMatchObject([
      {
        name: 'Daily',
        group: 'default',
        zone: 'Asia/Shanghai',
        flexibleMinutes: 5,
        start: Date.parse('2026-03-02'),
        target: { arn: `${ARN}F`, input: '{}', retry: { maximumRetryAttempts: 3 } },
      },
    ]);
    expect(model.archives).toMatchObject([
      { busName: 'Care', retentionDays: 30, pattern: { source: ['x'] } },
    ]);
    expect(model.buses).toMatchObject([
      { name: 'Care', arn: 'arn:aws:events:us-east-1:000000000000:event-bus/Care' },
    ]);
  });
});

describe('buckets', () => {
  test('are read with versions, lifecycle and events, as the CDK writes them', () => {
    const model = readOne({
      Imports: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: { 'Fn::Join': ['-', ['imports', { Ref: 'AWS::AccountId' }]] },
          BucketEncryption: { ServerSideEncryptionConfiguration: [] },
          LifecycleConfiguration: {
            Rules: [
              {
                Status: 'Enabled',
                Prefix: 'incoming/',
                ExpirationInDays: 30,
                NoncurrentVersionExpiration: { NoncurrentDays: 1 },
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
              },
              { Status: 'Disabled', ExpirationInDays: 1 },
            ],
          },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          VersioningConfiguration: { Status: 'Enabled' },
        },
      },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Imports' }, PolicyDocument: { Statement: [] } },
      },
      Plain: { Type: 'AWS::S3::Bucket' },
    });
    expect(model.buckets).toMatchObject([
      {
        name: 'imports-000000000000',
        arn: 'arn:aws:s3:::imports-000000000000',
        versioned: true,
        announces: true,
        lifecycle: [{ prefix: 'incoming/', expirationDays: 30, noncurrentDays: 1 }],
      },
      { name: 'care-plain', versioned: false, announces: false, lifecycle: [] },
    ]);
    expect(model.resourcePolicies).toMatchObject([{ of: 'imports-000000000000' }]);
  });
});

describe('what cannot run here', () => {
  test('is refused by type and logical id, all of it at once', () => {
    const problems = problemsOf(() =>
      readOne({
        Folder: { Type: 'AWS::EFS::FileSystem' },
        Stream: { Type: 'AWS::Kinesis::Stream' },
        Stack: { Type: 'AWS::CloudFormation::Stack' },
        Custom: { Type: 'Custom::Thing' },
      }),
    );
    expect(problems).toEqual([
      'Care/Folder (AWS::EFS::FileSystem): the runtime does not support this type of resource',
      'Care/Stream (AWS::Kinesis::Stream): the runtime does not support this type of resource',
      'Care/Stack (AWS::CloudFormation::Stack): the runtime does not support this type of resource',
      'Care/Custom (Custom::Thing): the runtime does not support this type of resource',
    ]);
  });

  test.each([
    ['a property', lambda({}, { VpcConfig: {}, Layers: [] }), 'VpcConfig, Layers'],
    ['a nested property', lambda({}, { LoggingConfig: { Sink: 'x' } }), 'LoggingConfig.Sink'],
    ['code in the template', lambda({}, { Code: { ZipFile: 'x' } }), 'Code'],
    ['another language', lambda({}, { Runtime: 'python3.14' }), 'nodejs24.x'],
    ['a packed bundle', lambda({}, { Code: { ...CODE, S3Key: 'packed.zip' } }), 'must be a folder'],
    ['an asset that is not there', lambda({}, { Code: { ...CODE, S3Key: 'lost.zip' } }), 'no asset lost.zip'],
    [
      'a stream on a table',
      { ...TABLE, Properties: { ...TABLE.Properties, StreamSpecification: {} } },
      'StreamSpecification',
    ],
    [
      'provisioned capacity',
      { ...TABLE, Properties: { ...TABLE.Properties, BillingMode: 'PROVISIONED' } },
      'on demand',
    ],
    [
      'a bucket that notifies functions itself',
      { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { LambdaConfigurations: [] } } },
      'NotificationConfiguration.LambdaConfigurations',
    ],
    [
      'a bucket whose versions are suspended',
      { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Suspended' } } },
      'VersioningConfiguration.Status',
    ],
    ['a FIFO queue', { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } }, 'FifoQueue'],
    [
      'a machine without definition',
      { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'r' } },
      'DefinitionString',
    ],
    [
      'a rule without a cause',
      { Type: 'AWS::Events::Rule', Properties: {} },
      'EventPattern or ScheduleExpression',
    ],
    [
      'a secret without a value',
      { Type: 'AWS::SecretsManager::Secret', Properties: {} },
      'GenerateSecretString or SecretString',
    ],
  ])('%s', (_what, resource, message) => {
    const [problem, ...others] = problemsOf(() => readOne({ X: resource }));
    expect(problem).toContain('Care/X (');
    expect(problem).toContain(message);
    expect(others).toEqual([]);
  });

  test('an unknown section, a stage, a container image', () => {
    expect(problemsOf(() => readOne({}, { Transform: 'AWS::Serverless' }))).toEqual([
      'Care: the template section Transform is not supported.',
    ]);
    const artifacts = {
      Prod: { type: 'cdk:cloud-assembly' },
      A: { type: 'cdk:asset-manifest', properties: { file: 'a.json' } },
    };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ dockerImages: { x: {} } }));
    expect([...problemsOf(() => read())].sort()).toEqual([
      'A: container images are not supported',
      'Prod: stages are not supported',
    ]);
  });

  test('a folder without an assembly says what to do', () => {
    expect(() => read()).toThrow(/Cannot read .*manifest\.json .*run the synth script first/);
  });
});

describe('who calls must be allowed to, as in AWS', () => {
  const rule = (target: object, more: object = {}) => ({
    Type: 'AWS::Events::Rule',
    Properties: { Name: 'R', EventPattern: { source: ['x'] }, Targets: [{ Id: 't', ...target }], ...more },
  });
  const toF = { Arn: { 'Fn::GetAtt': ['F', 'Arn'] } };
  const permission = (more: object = {}) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['F', 'Arn'] },
      Principal: 'events.amazonaws.com',
      ...more,
    },
  });
  const source = { SourceArn: { 'Fn::GetAtt': ['R', 'Arn'] } };

  test('a rule needs a permission of its function', () => {
    expect(problemsOf(() => readOne({ F: lambda({}), R: rule(toF) }))).toEqual([
      `Care/R: no AWS::Lambda::Permission lets events.amazonaws.com call ${ARN}F for arn:aws:events:us-east-1:000000000000:rule/R; AWS would refuse it`,
    ]);
    for (const allowed of [
      permission(source),
      permission(),
      permission({ FunctionName: { Ref: 'F' }, SourceAccount: { Ref: 'AWS::AccountId' } }),
    ]) {
      expect(problemsOf(() => readOne({ F: lambda({}), R: rule(toF), P: allowed }))).toEqual([]);
    }
    for (const other of [
      permission({ SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/Other' }),
      permission({ Principal: 'apigateway.amazonaws.com' }),
      permission({ SourceAccount: '111122223333' }),
      permission({ FunctionName: `${ARN}Other` }),
    ]) {
      expect(problemsOf(() => readOne({ F: lambda({}), R: rule(toF), P: other }))).toHaveLength(1);
    }
  });

  test('a rule on a bus of its own has the bus in its ARN', () => {
    const model = readOne({
      F: lambda({}),
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'Care' } },
      R: rule(toF, { EventBusName: { Ref: 'Bus' } }),
      P: permission(source),
    });
    expect(model.rules[0]).toMatchObject({
      busName: 'Care',
      arn: 'arn:aws:events:us-east-1:000000000000:rule/Care/R',
    });
  });

  test('targets, buses and dead-letter queues must be there', () => {
    const nowhere = 'arn:aws:sqs:us-east-1:000000000000:nowhere';
    expect(problemsOf(() => readOne({ R: rule({ Arn: nowhere }) }))).toEqual([
      `Care/R: the target ${nowhere} is not in this assembly`,
    ]);
    const problems = problemsOf(() =>
      readOne({
        F: lambda({}),
        P: permission(),
        R: rule({ ...toF, DeadLetterConfig: { Arn: nowhere } }, { EventBusName: 'lost' }),
      }),
    );
    expect(problems).toEqual([
      'Care/R: there is no event bus lost',
      `Care/R: the dead-letter target ${nowhere} is no queue of this assembly`,
    ]);
  });

  test('a state machine as target needs a role', () => {
    const machine = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { RoleArn: 'r', DefinitionString: '{}' },
    };
    const target = { Arn: { Ref: 'M' } };
    expect(problemsOf(() => readOne({ M: machine, R: rule(target) }))[0]).toContain('needs a RoleArn');
    expect(problemsOf(() => readOne({ M: machine, R: rule({ ...target, RoleArn: 'arn:role' }) }))).toEqual(
      [],
    );
  });
});

describe('a REST API', () => {
  const api = (path: Resources, permissionArn = '/live/GET/t/*'): Resources => ({
    F: lambda({}),
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Desk' } },
    T: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: {
        RestApiId: { Ref: 'Api' },
        ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
        PathPart: 't',
      },
    },
    Link: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { RestApiId: { Ref: 'Api' }, ParentId: { Ref: 'T' }, PathPart: '{link}' },
    },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' } } },
    Stage: {
      Type: 'AWS::ApiGateway::Stage',
      Properties: {
        RestApiId: { Ref: 'Api' },
        StageName: 'live',
        DeploymentId: { Ref: 'Deployment' },
        MethodSettings: [
          {
            HttpMethod: 'GET',
            ResourcePath: '/~1t~1{link}',
            ThrottlingRateLimit: 5,
            ThrottlingBurstLimit: 10,
          },
          { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
        ],
      },
    },
    Get: method('GET', 'Link'),
    P: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['F', 'Arn'] },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          'Fn::Join': [
            '',
            ['arn:aws:execute-api:us-east-1:', { Ref: 'AWS::AccountId' }, ':', { Ref: 'Api' }, permissionArn],
          ],
        },
      },
    },
    ...path,
  });
  const method = (HttpMethod: string, resource: string, more: object = {}, integration: object = {}) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' },
      ResourceId: { Ref: resource },
      HttpMethod,
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: {
          'Fn::Join': [
            '',
            [
              'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
              { 'Fn::GetAtt': ['F', 'Arn'] },
              '/invocations',
            ],
          ],
        },
        ...integration,
      },
      ...more,
    },
  });

  test('has its routes with path, function, limits and required parameters', () => {
    const model = readOne(
      api(
        {
          Post: method(
            'POST',
            'T',
            {
              AuthorizationType: 'AWS_IAM',
              RequestValidatorId: { Ref: 'V' },
              RequestParameters: {
                'method.request.querystring.q': true,
                'method.request.querystring.r': false,
              },
            },
            { TimeoutInMillis: 20_000 },
          ),
          V: {
            Type: 'AWS::ApiGateway::RequestValidator',
            Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestParameters: true },
          },
        },
        '/*',
      ),
    );
    expect(model.apis).toMatchObject([
      {
        name: 'Desk',
        stage: 'live',
        routes: [
          {
            method: 'GET',
            path: '/t/{link}',
            authorization: 'NONE',
            functionArn: `${ARN}F`,
            timeoutMs: 29_000,
            throttle: { rate: 5, burst: 10 },
            required: [],
          },
          {
            method: 'POST',
            path: '/t',
            authorization: 'AWS_IAM',
            timeoutMs: 20_000,
            throttle: { rate: 100, burst: 200 },
            required: ['querystring.q'],
          },
        ],
      },
    ]);
  });

  test('needs a permission for each method and path', () => {
    expect(problemsOf(() => readOne(api({})))).toEqual([]);
    expect(problemsOf(() => readOne(api({}, '/live/POST/t/*')))[0]).toContain(
      `Care/Api: no AWS::Lambda::Permission lets apigateway.amazonaws.com call ${ARN}F for GET /t/{link}`,
    );
    expect(problemsOf(() => readOne(api({}, '/other/GET/t/*')))).toHaveLength(1);
  });

  test('has gateway responses with fixed headers and known variables only', () => {
    const response = (more: object) => ({
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: { RestApiId: { Ref: 'Api' }, ResponseType: 'DEFAULT_4XX', ...more },
    });
    const good = response({
      StatusCode: '404',
      ResponseParameters: { 'gatewayresponse.header.X-A': "'it's fixed'" },
      ResponseTemplates: { 'application/json': '{"m":$context.error.messageString}' },
    });
    expect(readOne(api({ G: good })).apis[0]?.gatewayResponses).toEqual({
      DEFAULT_4XX: {
        status: 404,
        headers: { 'X-A': "it's fixed" },
        template: '{"m":$context.error.messageString}',
      },
    });
    for (const bad of [
      { ResponseParameters: { 'gatewayresponse.header.X-A': 'method.request.header.Origin' } },
      { ResponseTemplates: { 'application/json': '$context.identity.sourceIp' } },
      { ResponseTemplates: { 'text/html': '' } },
    ]) {
      expect(problemsOf(() => readOne(api({ G: response(bad) })))).toHaveLength(1);
    }
  });

  test.each([
    ['an integration that is no Lambda proxy', method('GET', 'T', {}, { Type: 'MOCK' }), 'AWS_PROXY'],
    ['another authorizer', method('GET', 'T', { AuthorizationType: 'COGNITO_USER_POOLS' }), 'AWS_IAM'],
    ['API keys', method('GET', 'T', { ApiKeyRequired: true }), 'ApiKeyRequired'],
    [
      'a model that bodies are checked against',
      method('GET', 'T', { RequestModels: { 'application/json': 'M' }, RequestValidatorId: 'V' }),
      'RequestModels',
    ],
  ])('with %s is refused', (_what, resource, message) => {
    const [problem] = problemsOf(() => readOne(api({ X: resource })));
    expect(problem).toContain('Care/X (AWS::ApiGateway::Method)');
    expect(problem).toContain(message);
  });

  test('a model that is only published is read', () => {
    const published = method('GET', 'T', { RequestModels: { 'application/json': 'M' } });
    expect(problemsOf(() => readOne(api({ X: published }))).join()).not.toContain('RequestModels');
  });

  test('without a stage is refused', () => {
    const { Stage: _stage, ...rest } = api({});
    expect(problemsOf(() => readOne(rest))[0]).toContain('it must have one stage');
  });
});
