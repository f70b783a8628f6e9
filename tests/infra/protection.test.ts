import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { pascal } from '../../infra/constructs/names.ts';
import { ComplaintSubmitted } from '../../shared/contracts/events.ts';
import { protectingHeaders } from '../../shared/platform/page.ts';
import { type Assembly, type Resource, shortName, synthesize } from './assembly.ts';

/** An index as the template has it. */
interface IndexProperties {
  IndexName: string;
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
}

let assembly: Assembly;
beforeAll(async () => {
  assembly = await synthesize({ alarmEmail: 'duty@bank.test' });
});

/** Values of variables that are references in the template and must have a form. */
const LIKELY: Readonly<Record<string, string>> = { BASE_URL: 'https://care.bank.test' };

/** URL of the bundle that a function runs. */
function entryOf(functionName: string): string {
  const entry = [...assembly.bundles.sizes.keys()].find(
    (each) => pascal(each.split('/').at(-1) ?? '') === functionName,
  );
  if (entry === undefined) throw new Error(`No handler is bundled for ${functionName}.`);
  return pathToFileURL(join(assembly.bundles.folderOf(entry), 'index.mjs')).href;
}

const name = (value: unknown): string => JSON.stringify(value) ?? '';

describe('records', () => {
  test('every table is on demand, encrypted with our key, recoverable, protected and kept', () => {
    const tables = assembly.all('AWS::DynamoDB::Table');
    expect(tables.map(({ Properties }) => shortName(Properties.TableName)).sort()).toEqual([
      'Answers',
      'Audit',
      'Cases',
      'Contacts',
      'Customers',
      'Intake',
      'Outbox',
      'Policies',
      'Register',
      'Signals',
      'Staff',
      'TaskTokens',
      'Tasks',
    ]);
    for (const { Properties, DeletionPolicy, UpdateReplacePolicy } of tables) {
      expect({ ...Properties, DeletionPolicy, UpdateReplacePolicy }, Properties.TableName).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: {
          SSEEnabled: true,
          SSEType: 'KMS',
          KMSMasterKeyId: { 'Fn::GetAtt': [expect.stringContaining('records'), 'Arn'] },
        },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      });
    }
  });

  test('every key is a string, and no index carries what changes: a change would cost a write in each of them', () => {
    for (const { Properties } of assembly.all('AWS::DynamoDB::Table')) {
      expect(
        Properties.AttributeDefinitions.every(
          (each: { AttributeType: string }) => each.AttributeType === 'S',
        ),
      ).toBe(true);
    }
    const carried = assembly
      .all('AWS::DynamoDB::Table')
      .flatMap(({ Properties }) =>
        (Properties.GlobalSecondaryIndexes ?? []).map(
          ({ IndexName, Projection: { ProjectionType, NonKeyAttributes = [] } }: IndexProperties) =>
            `${Properties.TableName} ${IndexName} ${ProjectionType} ${NonKeyAttributes.join(' ')}`.trim(),
        ),
      );
    expect(carried.filter((each) => !each.endsWith(' KEYS_ONLY')).sort()).toEqual([
      'Steward-Cases byOpening INCLUDE execution',
      'Steward-Customers byPlan INCLUDE kind day channel mustBy topic',
      // What is carried changes only with the key, which every look at a customer changes.
      'Steward-Customers byScore INCLUDE peaks',
      'Steward-Customers byWaiting INCLUDE waiting',
      'Steward-Intake byState INCLUDE reason',
      // Imported once a day at most, and looked up by role for every task.
      'Steward-Staff byRole ALL',
      'Steward-Tasks byCase INCLUDE step execution',
      'Steward-Tasks byCheckpoint INCLUDE caseId generation execution',
    ]);
  });

  test('only signals expire by themselves', () => {
    const expiring = assembly
      .all('AWS::DynamoDB::Table')
      .filter(({ Properties }) => Properties.TimeToLiveSpecification);
    expect(expiring.map(({ Properties }) => Properties.TableName)).toEqual(['Steward-Signals']);
  });

  test('R026 the bucket of imports is encrypted with our key, closed, versioned, forgetful, and tells of what is put', () => {
    const [imports, ...others] = assembly
      .all('AWS::S3::Bucket')
      .filter(({ Properties }) => Properties.NotificationConfiguration !== undefined);
    expect(others).toEqual([]);
    const { Properties, DeletionPolicy } = imports as Resource;
    expect(DeletionPolicy).toBe('Retain');
    const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule.BucketKeyEnabled).toBe(true);
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
    expect(name(rule.ServerSideEncryptionByDefault.KMSMasterKeyID)).toContain('records');
    expect(Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(Properties.LifecycleConfiguration.Rules).toMatchObject([
      { Status: 'Enabled', ExpirationInDays: 30, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    ]);
  });

  test('R026 no bucket is open to the public or reached without TLS, and every one says who read it', () => {
    const policies = assembly.all('AWS::S3::BucketPolicy');
    for (const { id, Properties } of assembly.all('AWS::S3::Bucket')) {
      expect(Properties.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const denials = policies
        .filter((policy) => policy.Properties.Bucket.Ref === id)
        .flatMap((policy) => policy.Properties.PolicyDocument.Statement)
        .filter(({ Effect }) => Effect === 'Deny');
      expect(denials, id).toMatchObject([
        { Action: 's3:*', Principal: { AWS: '*' }, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Action: 's3:*', Principal: { AWS: '*' }, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
      ]);
    }
    const unlogged = assembly
      .all('AWS::S3::Bucket')
      .filter(({ Properties }) => Properties.LoggingConfiguration === undefined);
    expect(unlogged.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['AccessLog']);
  });

  test('every key rotates and outlives its stack', () => {
    const keys = assembly.all('AWS::KMS::Key');
    expect(keys).toHaveLength(3);
    for (const key of keys) {
      expect(key.Properties.EnableKeyRotation).toBe(true);
      expect(key.DeletionPolicy).toBe('Retain');
    }
  });

  test('the three secrets are made by AWS, 64 letters and digits, under a key of ours', () => {
    const secrets = assembly.all('AWS::SecretsManager::Secret');
    expect(secrets.map(({ Properties }) => Properties.Name)).toEqual([
      'Steward/LinkKey',
      'Steward/SenderKey',
      'Steward/DrawKey',
    ]);
    for (const { Properties } of secrets) {
      expect(Properties.GenerateSecretString).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
      expect(name(Properties.KmsKeyId)).toContain('secrets');
    }
  });
});

describe('functions', () => {
  test('every function runs Node 24 on arm64 and writes to its own encrypted log group, which forgets in time', () => {
    const logs = new Map(assembly.all('AWS::Logs::LogGroup').map((log) => [`${log.stack}/${log.id}`, log]));
    for (const { stack, Properties } of assembly.all('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const log = logs.get(`${stack}/${Properties.LoggingConfig.LogGroup.Ref}`);
      expect(log?.Properties.LogGroupName).toBe(`/aws/lambda/${Properties.FunctionName}`);
    }
  });

  test('the README says how many executions are set aside, and the quota that this needs', () => {
    const aside = assembly
      .all('AWS::Lambda::Function')
      .reduce((sum, { Properties }) => sum + (Properties.ReservedConcurrentExecutions ?? 0), 0);
    // AWS leaves at least 100 unreserved: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    const readme = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`sets ${aside} concurrent executions aside`);
    expect(readme).toContain(`needs a quota of ${aside + 100} or more`);
  });

  test('every log group has a retention and our key', () => {
    for (const { Properties } of assembly.all('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays, Properties.LogGroupName).toBe(1096);
      expect(Properties.KmsKeyId, Properties.LogGroupName).toBeDefined();
    }
  });

  test('whatever is invoked asynchronously is tried again and then kept in a dead-letter queue', () => {
    const targets = new Set<string>();
    for (const rule of assembly.all('AWS::Events::Rule')) {
      for (const target of rule.Properties.Targets) targets.add(name(target.Arn));
    }
    for (const { Properties } of assembly.all('AWS::Scheduler::Schedule'))
      targets.add(name(Properties.Target.Arn));
    const byRuleOrSchedule = assembly
      .all('AWS::Lambda::Function')
      .filter(({ id }) => [...targets].some((target) => target.includes(id)))
      .map(({ Properties }) => shortName(Properties.FunctionName));
    const byOthers = assembly
      .all('AWS::Lambda::Function')
      .flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables))
      .flatMap((variable) => /^(\w+)_FUNCTION$/.exec(variable)?.[1] ?? [])
      .map((words) =>
        words.toLowerCase().replace(/(^|_)(\w)/g, (_all, _line, letter) => letter.toUpperCase()),
      );
    const async = new Set([...byRuleOrSchedule, ...byOthers]);
    expect([...async].sort()).toEqual([
      'AcceptEvent',
      'Deliver',
      'GradeCustomers',
      'HearComplaint',
      'HearEvent',
      'HearForSurveys',
      'ImportFile',
      'MoveTasks',
      'OpenFeedback',
      'OpenImprovement',
      'OpenIncident',
      'OpenInvitation',
      'PlanCustomers',
      'RankAlerts',
      'Reconcile',
      'ReleaseHolds',
      'Reopen',
      'RunCampaign',
      'RunEvaluation',
      'RunPlan',
      'ScoreCustomers',
      'SeedPolicies',
      'SendMail',
      'SignalCase',
      'Sweep',
      'TellAlerts',
      'TellByHand',
      'TellImprovements',
      'WatchClusters',
    ]);
    const configured = assembly.all('AWS::Lambda::EventInvokeConfig').map(({ Properties }) => Properties);
    for (const each of async) {
      const { id } = assembly.function(each);
      const config = configured.find(({ FunctionName }) => FunctionName.Ref === id);
      expect(config, each).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
      expect(name(config.DestinationConfig.OnFailure.Destination), each).toContain(`${each}Failed`);
    }
  });

  test('functions that see task links are not traced; all others are', () => {
    const untraced = assembly
      .all('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.TracingConfig?.Mode !== 'Active')
      .map(({ Properties }) => shortName(Properties.FunctionName));
    expect(untraced.sort()).toEqual([
      'AnswerSurvey',
      'AnswerTask',
      'ChangePreferences',
      'CustomerMessage',
      'KeepDraft',
      'MailNewCode',
      'PassTask',
      'RevealCustomer',
      'SendMail',
      'ShowCase',
      'ShowContact',
      'ShowFile',
      'ShowPass',
      'ShowPreferences',
      'ShowSurvey',
      'ShowTask',
      'Unsubscribe',
    ]);
  });

  test('no environment holds a key, only where it is', () => {
    const told = assembly
      .all('AWS::Lambda::Function')
      .flatMap(({ Properties }) => Object.entries(Properties.Environment.Variables))
      .filter(([variable]) => /SECRET|KEY|TOKEN(?!S_TABLE)/.test(variable));
    expect(told.length).toBeGreaterThan(0);
    for (const [variable, value] of told) {
      expect(variable).toMatch(/_SECRET$/);
      expect(name(value)).toContain('Fn::ImportValue');
    }
  });
});

describe('environments', () => {
  test('every handler finds all it asks for in the environment that its template gives', () => {
    const worlds = assembly.all('AWS::Lambda::Function').map(({ Properties }) => ({
      name: shortName(Properties.FunctionName),
      module: entryOf(shortName(Properties.FunctionName)),
      variables: Object.fromEntries(
        Object.entries(Properties.Environment.Variables as Record<string, unknown>).map(([key, value]) => [
          key,
          typeof value === 'string' ? value : (LIKELY[key] ?? `some-${key.toLowerCase()}`),
        ]),
      ),
    }));
    // One after the other in one fresh process, each with its own environment and no other.
    const script = `
      for (const { name, module, variables } of ${JSON.stringify(worlds)}) {
        process.env = { AWS_REGION: 'us-east-1', AWS_LAMBDA_FUNCTION_NAME: name, ...variables };
        const loaded = await import(module).catch((error) => error);
        console.log(name, typeof loaded.handler === 'function' ? 'loads' : loaded);
      }`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n').sort()).toEqual(worlds.map(({ name }) => `${name} loads`).sort());
  });
});

describe('what a function is given', () => {
  test('no function is told of a table, function, machine, bus or secret that its code does not ask for', () => {
    for (const { Properties } of assembly.all('AWS::Lambda::Function')) {
      const functionName = shortName(Properties.FunctionName);
      const code = readFileSync(new URL(entryOf(functionName)), 'utf8');
      const idle = Object.keys(Properties.Environment.Variables).filter(
        (variable) =>
          /_(TABLE|FUNCTION|ARN|SECRET)$|^(BUS_NAME|MAIL_FROM|BASE_URL|BANK_NAME_\w+)$/.test(variable) &&
          !code.includes(variable),
      );
      expect(idle, functionName).toEqual([]);
    }
  });
});

describe('events', () => {
  test('every rule delivers to a function with retries and a dead-letter queue', () => {
    const rules = assembly.all('AWS::Events::Rule');
    expect(rules.map(({ Properties }) => Properties.Name).sort()).toEqual([
      'Steward-AbsenceChanged',
      'Steward-CampaignsHeard',
      'Steward-ComplaintsCounted',
      'Steward-ComplaintsHeard',
      'Steward-ComplaintsHeardByAlerts',
      'Steward-ContactFailed',
      'Steward-CustomersHeard',
      'Steward-ExecutionEnded',
      'Steward-FilePut',
      'Steward-FromBank',
      'Steward-ReopenRequested',
      'Steward-SurveyMailFailed',
      'Steward-SurveysHeard',
      'Steward-SurveysRefused',
      'Steward-TierChanged',
    ]);
    for (const { Properties } of rules) {
      for (const target of Properties.Targets) {
        expect(target.DeadLetterConfig.Arn).toBeDefined();
        expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
      }
    }
  });

  test('the rule for the bank takes every event of its systems, whatever the type', () => {
    const [fromBank] = assembly
      .all('AWS::Events::Rule')
      .filter(({ Properties }) => Properties.Name === 'Steward-FromBank');
    expect(fromBank?.Properties.EventPattern).toEqual({ source: [{ prefix: 'bank.' }] });
  });

  test('only what Steward itself emitted is archived, for the rest may hold personal data', () => {
    const archives = assembly.all('AWS::Events::Archive');
    expect(archives.map(({ Properties }) => Properties.EventPattern)).toEqual([{ source: ['steward'] }]);
  });

  test('every queue is encrypted, kept for fourteen days and reached over TLS only', () => {
    const policies = assembly.all('AWS::SQS::QueuePolicy').map(name);
    for (const { id, Properties } of assembly.all('AWS::SQS::Queue')) {
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
      expect(Properties.KmsMasterKeyId).toBeDefined();
      expect(policies.some((policy) => policy.includes(id) && policy.includes('aws:SecureTransport'))).toBe(
        true,
      );
    }
  });

  test('an alarm tells of every queue that is not empty, and goes to the duty address', () => {
    const alarms = assembly.all('AWS::CloudWatch::Alarm');
    const watched = alarms.filter(
      ({ Properties }) => Properties.MetricName === 'ApproximateNumberOfMessagesVisible',
    );
    expect(watched).toHaveLength(assembly.all('AWS::SQS::Queue').length);
    expect(alarms.every(({ Properties }) => Properties.AlarmActions.length === 1)).toBe(true);
    expect(assembly.all('AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint)).toEqual([
      'duty@bank.test',
    ]);
  });
});

describe('state machines', () => {
  test('every machine is Standard, encrypted and traced, and logs errors without data', () => {
    for (const { Properties } of assembly.all('AWS::StepFunctions::StateMachine')) {
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
        EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY' },
      });
    }
  });

  /** The function that a resource of a statement names, in the stack of the machine or in another; no version of it. */
  const invokedId = (target: unknown): string => {
    const { 'Fn::GetAtt': here, 'Fn::ImportValue': there = '' } = target as {
      readonly 'Fn::GetAtt'?: readonly string[];
      readonly 'Fn::ImportValue'?: string;
    };
    const found =
      here === undefined
        ? /^Steward-Steps:ExportsOutputFnGetAtt(\w+)[0-9A-F]{8}Arn[0-9A-F]{8}$/.exec(there)?.[1]
        : here[1] === 'Arn' && here[0]?.replace(/[0-9A-F]{8}$/, '');
    return found || JSON.stringify(target);
  };

  test('a machine may invoke the functions of its cast, and no versions or aliases beside them', () => {
    const invoked = (name: string): string[] => {
      const machine = assembly
        .all('AWS::StepFunctions::StateMachine')
        .find(({ Properties }) => Properties.StateMachineName === name);
      return assembly
        .statementsOf(machine?.stack ?? '', machine?.Properties.RoleArn['Fn::GetAtt'][0])
        .filter(({ Action }) => Action === 'lambda:InvokeFunction')
        .flatMap(({ Resource }) => [Resource].flat())
        .map(invokedId)
        .sort();
    };
    expect(invoked('ComplaintHandling')).toEqual([
      'Acknowledge',
      'AnswerFeedback',
      'Close',
      'Extend',
      'HoldTask',
      'NotifyDecision',
      'PrepareTask',
      'Register',
      'SetClocks',
      'TakeInFacts',
      'WeighProposal',
    ]);
    expect(invoked('LetterByHand')).toEqual(['HoldTask', 'PrepareTask', 'TakeUpLetter']);
    expect(invoked('DeadlineWatch')).toEqual(['WatchDeadline']);
    expect(invoked('DailyPlan')).toEqual(['ClosePlan', 'OpenPlan', 'StartVisits']);
    expect(invoked('FollowUpVisit')).toEqual([
      'AgreeOnDate',
      'BuildBrief',
      'CloseVisit',
      'FindAnotherTime',
      'HoldTask',
      'MarkUnreachable',
      'OpenVisit',
      'PlanNextVisit',
      'PrepareTask',
      'RecordOutcome',
      'RespectRefusal',
      'SendGreeting',
      'SettleFollowUp',
      'TakeInContact',
      'TakeUp',
      'WaitForDay',
      'WeighContact',
    ]);
    expect(invoked('SurveyInvitation')).toEqual([
      'CloseInvitation',
      'HoldTask',
      'LookAtInvitation',
      'PrepareTask',
      'RemindCustomer',
      'ScoreAnswer',
      'SendInvitation',
      'SettleRequest',
      'TakeInInterview',
      'TakeInRecovery',
      'TakeUpInvitation',
      'WaitForDay',
      'WeighCall',
    ]);
    expect(invoked('SurveyCampaign')).toEqual([
      'AnswerVoices',
      'CloseCampaign',
      'DrawSample',
      'EndInvitations',
      'EvaluateCampaign',
      'HoldTask',
      'InviteMembers',
      'LintSurvey',
      'PrepareTask',
      'WaitForDay',
      'WeighResponse',
    ]);
    expect(invoked('FeedbackReply')).toEqual([
      'CloseFeedback',
      'HoldTask',
      'PrepareTask',
      'SendReply',
      'TakeUpFeedback',
    ]);
    expect(invoked('Improvement')).toEqual([
      'CloseImprovement',
      'HoldTask',
      'MeasureImprovement',
      'PlanImprovement',
      'PrepareTask',
      'RecordImprovement',
      'TakeUpImprovement',
      'WaitForDay',
    ]);
  });

  test('an incident is opened for every machine whose execution fails', () => {
    const machines = assembly.all('AWS::StepFunctions::StateMachine');
    const rule = assembly
      .all('AWS::Events::Rule')
      .find(({ Properties }) => Properties.EventPattern?.source?.includes('aws.states'));
    const covered = JSON.stringify(rule?.Properties.EventPattern.detail.stateMachineArn);
    expect(machines.length).toBe(11);
    for (const { Properties } of machines)
      expect(covered).toContain(`:stateMachine:${Properties.StateMachineName}`);
  });
});

describe('pages', () => {
  const stage = () => {
    const [found] = assembly.all('AWS::ApiGateway::Stage');
    if (found === undefined) throw new Error('There is no stage.');
    return found.Properties;
  };

  test('the access log names the route and never the path, for the path is the link', () => {
    const fields = Object.values(JSON.parse(stage().AccessLogSetting.Format) as Record<string, string>);
    expect(fields).toContain('$context.resourcePath');
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
    const telling =
      /\$context\.(path|protocol|customDomain|extendedRequestId|error\.message|identity\.userAgent)/;
    expect(fields.filter((field) => telling.test(field) || !field.startsWith('$context.'))).toEqual([]);
  });

  test('there is no execution log, no trace and no sample of a request', () => {
    expect(stage().TracingEnabled).toBe(false);
    for (const method of stage().MethodSettings) {
      expect(method.LoggingLevel ?? 'OFF').toBe('OFF');
      expect(method.DataTraceEnabled ?? false).toBe(false);
    }
    const [acl] = assembly.all('AWS::WAFv2::WebACL');
    expect(name(acl?.Properties)).not.toContain('"SampledRequestsEnabled":true');
    expect(assembly.resources.some(({ Type }) => Type === 'AWS::WAFv2::LoggingConfiguration')).toBe(false);
  });

  test('the stage and every writing route are throttled, and the firewall stands before the stage', () => {
    const settings: { HttpMethod: string; ResourcePath: string; ThrottlingRateLimit?: number }[] =
      stage().MethodSettings;
    const limit = (method: string, path: string) =>
      settings.find((each) => each.HttpMethod === method && each.ResourcePath === path)?.ThrottlingRateLimit;
    expect(limit('*', '/*')).toBe(100);
    expect(limit('POST', '/~1t~1{link}')).toBe(25);
    expect(limit('POST', '/~1t~1{link}~1code')).toBe(25);
    expect(limit('POST', '/~1t~1{link}~1draft')).toBe(50);
    expect(limit('POST', '/~1t~1{link}~1pass')).toBe(25);
    expect(limit('POST', '/~1t~1{link}~1reveal')).toBe(25);
    expect(limit('POST', '/~1c~1{link}')).toBe(25);
    expect(limit('POST', '/~1p~1{link}')).toBe(25);
    expect(limit('POST', '/~1u~1{link}')).toBe(25);
    expect(limit('POST', '/~1s~1{link}')).toBe(25);
    expect(limit('POST', '/~1complain')).toBe(25);
    expect(limit('POST', '/~1staff~1complaint')).toBe(25);
    expect(limit('POST', '/~1api~1complaints')).toBe(25);
    const [acl] = assembly.all('AWS::WAFv2::WebACL');
    expect(acl?.Properties.Rules[0].Statement.RateBasedStatement).toMatchObject({
      AggregateKeyType: 'IP',
      Limit: 1000,
    });
    // Whatever is open to everybody takes the forms of twenty addresses at their most.
    const forms = acl?.Properties.Rules[1].Statement.RateBasedStatement;
    expect(forms).toMatchObject({
      AggregateKeyType: 'IP',
      Limit: 300,
      ScopeDownStatement: {
        AndStatement: {
          Statements: [
            { ByteMatchStatement: { FieldToMatch: { Method: {} }, SearchString: 'POST' } },
            { NotStatement: { Statement: { ByteMatchStatement: { SearchString: '/api/complaints' } } } },
          ],
        },
      },
    });
    const slowest = Math.min(
      ...settings.flatMap(({ HttpMethod, ThrottlingRateLimit = Infinity }) =>
        HttpMethod === 'POST' ? [ThrottlingRateLimit] : [],
      ),
    );
    expect(slowest).toBeGreaterThanOrEqual((20 * forms.Limit) / forms.EvaluationWindowSec);
    const [association] = assembly.all('AWS::WAFv2::WebACLAssociation');
    expect(name(association?.Properties.ResourceArn)).toContain('/stages/');
  });

  test('whatever is not for customers or holders of a link needs an AWS signature', () => {
    const resources = new Map(
      assembly.all('AWS::ApiGateway::Resource').map(({ id, Properties }) => [id, Properties]),
    );
    const pathOf = (id: string | undefined): string => {
      const resource = id === undefined ? undefined : resources.get(id);
      return resource === undefined ? '' : `${pathOf(resource.ParentId.Ref)}/${resource.PathPart}`;
    };
    const methods = assembly.all('AWS::ApiGateway::Method').map(({ Properties }) => ({
      route: `${Properties.HttpMethod} ${pathOf(Properties.ResourceId.Ref)}`,
      authorization: Properties.AuthorizationType,
    }));
    expect(methods.sort((a, b) => a.route.localeCompare(b.route))).toEqual([
      { route: 'GET /c/{link}', authorization: 'NONE' },
      { route: 'GET /complain', authorization: 'NONE' },
      { route: 'GET /ops/case', authorization: 'AWS_IAM' },
      { route: 'GET /ops/cases', authorization: 'AWS_IAM' },
      { route: 'GET /ops/plan', authorization: 'AWS_IAM' },
      { route: 'GET /ops/survey', authorization: 'AWS_IAM' },
      { route: 'GET /ops/surveys', authorization: 'AWS_IAM' },
      { route: 'GET /ops/tier', authorization: 'AWS_IAM' },
      { route: 'GET /p/{link}', authorization: 'NONE' },
      { route: 'GET /s/{link}', authorization: 'NONE' },
      { route: 'GET /staff/complaint', authorization: 'AWS_IAM' },
      { route: 'GET /staff/letter/{caseId}/{number}', authorization: 'AWS_IAM' },
      { route: 'GET /t/{link}', authorization: 'NONE' },
      { route: 'GET /t/{link}/file', authorization: 'NONE' },
      { route: 'GET /t/{link}/pass', authorization: 'NONE' },
      { route: 'GET /u/{link}', authorization: 'NONE' },
      { route: 'GET /w/{link}', authorization: 'NONE' },
      { route: 'HEAD /c/{link}', authorization: 'NONE' },
      { route: 'HEAD /p/{link}', authorization: 'NONE' },
      { route: 'HEAD /s/{link}', authorization: 'NONE' },
      { route: 'HEAD /t/{link}', authorization: 'NONE' },
      { route: 'HEAD /t/{link}/file', authorization: 'NONE' },
      { route: 'HEAD /t/{link}/pass', authorization: 'NONE' },
      { route: 'HEAD /u/{link}', authorization: 'NONE' },
      { route: 'HEAD /w/{link}', authorization: 'NONE' },
      { route: 'POST /api/complaints', authorization: 'AWS_IAM' },
      { route: 'POST /c/{link}', authorization: 'NONE' },
      { route: 'POST /complain', authorization: 'NONE' },
      { route: 'POST /p/{link}', authorization: 'NONE' },
      { route: 'POST /s/{link}', authorization: 'NONE' },
      { route: 'POST /staff/complaint', authorization: 'AWS_IAM' },
      { route: 'POST /t/{link}', authorization: 'NONE' },
      { route: 'POST /t/{link}/code', authorization: 'NONE' },
      { route: 'POST /t/{link}/draft', authorization: 'NONE' },
      { route: 'POST /t/{link}/pass', authorization: 'NONE' },
      { route: 'POST /t/{link}/reveal', authorization: 'NONE' },
      { route: 'POST /u/{link}', authorization: 'NONE' },
    ]);
  });

  test('R240 the schema of a complaint is published with its route, and refuses nothing by itself', () => {
    const [model] = assembly.all('AWS::ApiGateway::Model');
    expect(model?.Properties.Schema).toEqual(
      z.toJSONSchema(ComplaintSubmitted, { io: 'input', target: 'draft-4' }),
    );
    const withModels = assembly
      .all('AWS::ApiGateway::Method')
      .filter(({ Properties }) => Properties.RequestModels !== undefined);
    expect(withModels.map(({ Properties }) => Properties.HttpMethod)).toEqual(['POST']);
    expect(withModels[0]?.Properties.RequestModels).toEqual({ 'application/json': { Ref: model?.id } });
    // With a validator the gateway would refuse with 400 what intake keeps in quarantine, with its reason.
    expect(withModels[0]?.Properties).not.toHaveProperty('RequestValidatorId');
  });

  test('what API Gateway answers itself carries the headers of our pages and nothing of the request', () => {
    const { 'content-security-policy': policy = '', ...others } = protectingHeaders('none');
    const withoutStyle = policy.replace(/ style-src [^;]+;/, '');
    for (const { Properties } of assembly.all('AWS::ApiGateway::GatewayResponse')) {
      const sent = Object.fromEntries(
        Object.entries(Properties.ResponseParameters as Record<string, string>).map(([key, value]) => [
          key.replace('gatewayresponse.header.', '').toLowerCase(),
          value.slice(1, -1),
        ]),
      );
      expect(sent).toMatchObject({ ...others, 'content-security-policy': withoutStyle });
      expect(name(Properties.ResponseTemplates)).not.toContain('$');
    }
  });

  test('the API speaks TLS 1.2 or later only', () => {
    const [api] = assembly.all('AWS::ApiGateway::RestApi');
    expect(api?.Properties).toMatchObject({
      SecurityPolicy: expect.stringMatching(/TLS13_1_2/),
      EndpointAccessMode: 'STRICT',
    });
  });
});
