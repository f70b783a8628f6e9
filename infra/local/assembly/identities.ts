/** Names, ids and ARNs of resources: what `Ref` and `Fn::GetAtt` mean for each type. */
import { createHash } from 'node:crypto';

/** What the identity of a resource is made from. */
export interface Resource {
  stack: string;
  logicalId: string;
  type: string;
  account: string;
  region: string;
  /** URL of the gateway, part of queue URLs. */
  endpoint: string;
  /** A property of the resource, resolved. */
  property(name: string): unknown;
}

/** What a type is called by and what can be asked of it. */
interface Identity {
  /** Property that holds the physical name; without one, or without a value, a name is made. */
  named?: string;
  longest?: number;
  ref: (resource: Resource, name: string) => string;
  attributes?: Record<string, (resource: Resource, name: string) => string>;
}

const arn = (service: string, path: (name: string, resource: Resource) => string, global = false) => {
  return (resource: Resource, name: string): string =>
    `arn:aws:${service}:${global ? '' : resource.region}:${resource.account}:${path(name, resource)}`;
};
const itsName = (_resource: Resource, name: string): string => name;
const itsId = (resource: Resource): string => digest(resource).slice(0, 10);
const text = (resource: Resource, property: string): string => String(resource.property(property) ?? '');

const tableArn = arn('dynamodb', (name) => `table/${name}`);
const functionArn = arn('lambda', (name) => `function:${name}`);
const machineArn = arn('states', (name) => `stateMachine:${name}`);
const queueArn = arn('sqs', (name) => name);
const queueUrl = ({ endpoint, account }: Resource, name: string) => `${endpoint}/${account}/${name}`;
const busArn = arn('events', (name) => `event-bus/${name}`);
const secretArn = arn('secretsmanager', (name) => `secret:${name}`);
const keyId = (resource: Resource) =>
  digest(resource).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
const keyArn = (resource: Resource) => arn('kms', () => `key/${keyId(resource)}`)(resource, '');
const bucketArn = (_resource: Resource, name: string) => `arn:aws:s3:::${name}`;
const topicArn = arn('sns', (name) => name);
const ruleArn = arn('events', (name, resource) => {
  const bus = text(resource, 'EventBusName').replace(/^.*event-bus\//, '');
  return bus === '' || bus === 'default' ? `rule/${name}` : `rule/${bus}/${name}`;
});
/** `FunctionName` of a version or alias may be a name or an ARN. */
const ofFunction = (resource: Resource): string => {
  const of = text(resource, 'FunctionName');
  return of.startsWith('arn:') ? of : functionArn(resource, of);
};
const versionArn = (resource: Resource) => `${ofFunction(resource)}:1`;
const aliasArn = (resource: Resource, name: string) => `${ofFunction(resource)}:${name}`;

const IDENTITIES: Record<string, Identity> = {
  'AWS::ApiGateway::Deployment': { ref: itsId, attributes: { DeploymentId: itsId } },
  'AWS::ApiGateway::DomainName': {
    named: 'DomainName',
    ref: itsName,
    attributes: {
      RegionalDomainName: (resource, name) => `${itsId(resource)}.${name}`,
      RegionalHostedZoneId: itsId,
    },
  },
  'AWS::ApiGateway::Model': { named: 'Name', ref: itsName },
  'AWS::ApiGateway::RequestValidator': { ref: itsId, attributes: { RequestValidatorId: itsId } },
  'AWS::ApiGateway::Resource': { ref: itsId, attributes: { ResourceId: itsId } },
  'AWS::ApiGateway::RestApi': {
    ref: itsId,
    attributes: { RestApiId: itsId, RootResourceId: (resource) => digest(resource).slice(10, 20) },
  },
  'AWS::ApiGateway::Stage': { named: 'StageName', ref: itsName },
  'AWS::CloudWatch::Alarm': {
    named: 'AlarmName',
    ref: itsName,
    attributes: { Arn: arn('cloudwatch', (name) => `alarm:${name}`) },
  },
  'AWS::DynamoDB::GlobalTable': { named: 'TableName', ref: itsName, attributes: { Arn: tableArn } },
  'AWS::DynamoDB::Table': { named: 'TableName', ref: itsName, attributes: { Arn: tableArn } },
  'AWS::Events::Archive': {
    named: 'ArchiveName',
    longest: 48,
    ref: itsName,
    attributes: { Arn: arn('events', (name) => `archive/${name}`) },
  },
  'AWS::Events::EventBus': { named: 'Name', ref: itsName, attributes: { Arn: busArn, Name: itsName } },
  'AWS::Events::Rule': { named: 'Name', longest: 64, ref: itsName, attributes: { Arn: ruleArn } },
  'AWS::IAM::ManagedPolicy': {
    named: 'ManagedPolicyName',
    ref: arn('iam', (name) => `policy/${name}`, true),
    attributes: { PolicyArn: arn('iam', (name) => `policy/${name}`, true) },
  },
  'AWS::IAM::Role': {
    named: 'RoleName',
    longest: 64,
    ref: itsName,
    attributes: { Arn: arn('iam', (name) => `role/${name}`, true), RoleId: itsId },
  },
  'AWS::KMS::Alias': { named: 'AliasName', ref: itsName },
  'AWS::KMS::Key': { ref: keyId, attributes: { Arn: keyArn, KeyId: keyId } },
  'AWS::Lambda::Alias': { named: 'Name', ref: aliasArn, attributes: { AliasArn: aliasArn } },
  'AWS::Lambda::Function': {
    named: 'FunctionName',
    longest: 64,
    ref: itsName,
    attributes: { Arn: functionArn },
  },
  'AWS::Lambda::Version': {
    ref: versionArn,
    attributes: { FunctionArn: versionArn, Version: () => '1' },
  },
  'AWS::Logs::LogGroup': {
    named: 'LogGroupName',
    ref: itsName,
    attributes: { Arn: arn('logs', (name) => `log-group:${name}:*`) },
  },
  'AWS::S3::Bucket': {
    named: 'BucketName',
    longest: 63,
    ref: itsName,
    attributes: {
      Arn: bucketArn,
      DomainName: (_resource, name) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ region }, name) => `${name}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::SNS::Topic': {
    named: 'TopicName',
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: itsName },
  },
  'AWS::SQS::Queue': {
    named: 'QueueName',
    longest: 80,
    ref: queueUrl,
    attributes: { Arn: queueArn, QueueName: itsName, QueueUrl: queueUrl },
  },
  'AWS::Scheduler::Schedule': {
    named: 'Name',
    longest: 64,
    ref: itsName,
    attributes: {
      Arn: arn(
        'scheduler',
        (name, resource) => `schedule/${text(resource, 'GroupName') || 'default'}/${name}`,
      ),
    },
  },
  'AWS::Scheduler::ScheduleGroup': {
    named: 'Name',
    longest: 64,
    ref: itsName,
    attributes: { Arn: arn('scheduler', (name) => `schedule-group/${name}`) },
  },
  'AWS::SecretsManager::Secret': { named: 'Name', ref: secretArn, attributes: { Id: secretArn } },
  'AWS::StepFunctions::StateMachine': {
    named: 'StateMachineName',
    longest: 80,
    ref: machineArn,
    attributes: { Arn: machineArn, Name: itsName, StateMachineRevisionId: () => 'INITIAL' },
  },
  'AWS::WAFv2::WebACL': {
    named: 'Name',
    ref: (resource, name) => `${name}|${keyId(resource)}|${text(resource, 'Scope')}`,
    attributes: {
      Arn: arn('wafv2', (name, resource) => `regional/webacl/${name}/${keyId(resource)}`),
      Id: keyId,
    },
  },
};

/** The physical name of a resource: the one the template gives it, or one made of stack and logical id. */
export function nameOf(resource: Resource): string {
  const { named, longest = 128 } = IDENTITIES[resource.type] ?? {};
  const given = named === undefined ? undefined : resource.property(named);
  if (typeof given === 'string' && given !== '') return given;
  const joined = `${resource.stack}-${resource.logicalId}`;
  // A bucket's name is part of a host name.
  const made = resource.type === 'AWS::S3::Bucket' ? joined.toLowerCase() : joined;
  return made.length <= longest ? made : `${made.slice(0, longest - 13)}-${digest(resource).slice(0, 12)}`;
}

/** What `Ref` gives for a resource. */
export function refOf(resource: Resource): string {
  return (IDENTITIES[resource.type]?.ref ?? itsName)(resource, nameOf(resource));
}

/** What `Fn::GetAtt` gives for a resource; undefined if the runtime does not know that attribute of its type. */
export function attributeOf(resource: Resource, attribute: string): string | undefined {
  return IDENTITIES[resource.type]?.attributes?.[attribute]?.(resource, nameOf(resource));
}

/** An id that is the same in every run: in AWS it would be drawn. */
function digest({ stack, logicalId }: Resource): string {
  return createHash('sha256').update(`${stack}/${logicalId}`).digest('hex');
}
