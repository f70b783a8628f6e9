/** Which type of resource is read by whom, and which are passed over. */

import {
  apiDeployment,
  apiMethod,
  apiResource,
  apiStage,
  gatewayResponse,
  requestValidator,
  restApi,
} from './readers/api.ts';
import { bucket } from './readers/buckets.ts';
import { archive, eventBus, rule, schedule } from './readers/events.ts';
import { alias, eventInvokeConfig, lambdaFunction, permission, version } from './readers/functions.ts';
import { stateMachine } from './readers/machines.ts';
import { queue } from './readers/queues.ts';
import { bucketPolicy, busPolicy, key, policy, queuePolicy, role } from './readers/rights.ts';
import { secret } from './readers/secrets.ts';
import { globalTable, table } from './readers/tables.ts';
import type { ResourceReader } from './reading.ts';

/** How each type that has a meaning on one machine is read. */
export const READERS: Readonly<Record<string, ResourceReader>> = {
  'AWS::ApiGateway::Deployment': apiDeployment,
  'AWS::ApiGateway::GatewayResponse': gatewayResponse,
  'AWS::ApiGateway::Method': apiMethod,
  'AWS::ApiGateway::RequestValidator': requestValidator,
  'AWS::ApiGateway::Resource': apiResource,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': apiStage,
  'AWS::DynamoDB::GlobalTable': globalTable,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Archive': archive,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::EventBusPolicy': busPolicy,
  'AWS::Events::Rule': rule,
  'AWS::IAM::ManagedPolicy': policy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::Version': version,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::SecretsManager::Secret': secret,
  'AWS::StepFunctions::StateMachine': stateMachine,
};

/** Types that have no meaning on one machine, with why. */
export const PASSED_OVER: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': 'the role with which API Gateway writes its logs',
  'AWS::ApiGateway::BasePathMapping': 'pages are at the root of their port here',
  'AWS::ApiGateway::DomainName': 'the address of the pages is given to the template here',
  'AWS::ApiGateway::Model': 'it is published only: a method that has its body checked against one is refused',
  'AWS::CDK::Metadata': 'which constructs were used',
  'AWS::CloudWatch::Alarm': 'nobody is on call here',
  'AWS::CloudWatch::CompositeAlarm': 'nobody is on call here',
  'AWS::CloudWatch::Dashboard': 'there are no metrics here',
  'AWS::KMS::Alias': 'nothing is encrypted here',
  'AWS::Logs::LogGroup': 'logs are files in the data folder',
  'AWS::Logs::MetricFilter': 'there are no metrics here',
  'AWS::Logs::QueryDefinition': 'logs are files in the data folder',
  'AWS::Logs::ResourcePolicy': 'logs are files in the data folder',
  'AWS::Route53::RecordSet': 'the address of the pages is given to the template here',
  'AWS::SES::ConfigurationSet': 'the mailbox takes every mail',
  'AWS::SES::EmailIdentity': 'the mailbox takes every mail',
  'AWS::SNS::Subscription': 'only alarms are published, and nobody is on call here',
  'AWS::SNS::Topic': 'only alarms are published, and nobody is on call here',
  'AWS::SNS::TopicPolicy': 'only alarms are published, and nobody is on call here',
  'AWS::Scheduler::ScheduleGroup': 'a name that schedules share',
  'AWS::WAFv2::WebACL': 'nothing but this machine reaches the pages here',
  'AWS::WAFv2::WebACLAssociation': 'nothing but this machine reaches the pages here',
};
