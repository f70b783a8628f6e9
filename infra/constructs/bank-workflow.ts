/** A state machine of the bank: Standard, traced, logged without data, encrypted, watched. */
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CustomerManagedEncryptionConfiguration,
  DefinitionBody,
  type IChainable,
  LogLevel,
  QueryLanguage,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Alert } from './alert.ts';
import type { BankKeys } from './bank-keys.ts';

/**
 * A workflow by name. Functions are bound to it by ARN text instead of a reference, because a function that wakes a
 * workflow is also called by it, and CloudFormation creates neither of two that refer to each other.
 */
export class WorkflowRef {
  readonly name: string;
  /** Variable that tells a function the machine's ARN, e.g. `COMPLAINT_MACHINE_ARN`. */
  readonly variable: string;
  readonly arn: string;
  /** All executions of this machine. */
  readonly executionArns: string;
  /** The same, as cdk-nag writes it. */
  readonly executionPattern: string;

  constructor(scope: Construct, name: string, variable: string) {
    this.name = name;
    this.variable = variable;
    const stack = Stack.of(scope);
    const part = (resource: string, resourceName: string) =>
      stack.formatArn({
        service: 'states',
        resource,
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    this.arn = part('stateMachine', name);
    this.executionArns = part('execution', `${name}:*`);
    const { account, region } = stack;
    const known = (value: string, token: string) => (value.startsWith('${Token[') ? token : value);
    this.executionPattern = `arn:<AWS::Partition>:states:${known(region, '<AWS::Region>')}:${known(account, '<AWS::AccountId>')}:execution:${name}:*`;
  }
}

/** What sets one workflow apart from another. */
export interface BankWorkflowProps {
  readonly ref: WorkflowRef;
  readonly description: string;
  /** Tells the story inside the scope it is given, so that two workflows may both have a state `Close`. */
  readonly story: (scope: Construct) => IChainable;
  readonly keys: BankKeys;
  readonly logRetentionDays: number;
}

/** A workflow: the story with its grants, a log of errors without execution data, a trace, and alarms. */
export class BankWorkflow extends Construct {
  readonly ref: WorkflowRef;
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: BankWorkflowProps) {
    super(scope, id);
    this.ref = props.ref;
    const operations = props.keys.of('operations', this);
    const stack = Stack.of(this);
    const role = new Role(this, 'Role', {
      description: `Role of the state machine ${props.ref.name}`,
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnEquals: { 'aws:SourceArn': props.ref.arn },
        },
      }),
    });
    // Under /aws/vendedlogs/ the log group needs no resource policy of its own, of which an account has only ten.
    const destination = new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/Steward-${props.ref.name}`,
      retention: props.logRetentionDays,
      encryptionKey: operations,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: props.ref.name,
      stateMachineType: StateMachineType.STANDARD,
      queryLanguage: QueryLanguage.JSONATA,
      comment: props.description,
      definitionBody: DefinitionBody.fromChainable(props.story(new Construct(this, 'Story'))),
      role,
      // Histories and logs are read by more people than records are: errors only, and never what was passed on.
      logs: { destination, level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: true,
      encryptionConfiguration: new CustomerManagedEncryptionConfiguration(operations, Duration.minutes(15)),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:DescribeKey'], resources: [operations.keyArn] }),
    );
    acknowledge(
      role,
      'IAM5[Resource::*]',
      'Log delivery (logs:CreateLogDelivery and its sisters) and X-Ray have no resource-level permissions; every other statement of this role names its functions and its key.',
    );
    acknowledge(
      this.machine,
      'SF1',
      'The log holds errors only. ALL would copy every state entry into CloudWatch for more readers than the execution history has; the history itself keeps every event.',
    );
  }

  /** What operations must hear about: an execution that failed, ran out of time, was aborted or could not start. */
  alerts(): Alert[] {
    const period = Duration.minutes(5);
    const alert = (id: string, metric: IMetric, description: string): Alert => ({
      id: `${this.ref.name}-${id}`,
      metric,
      threshold: 1,
      comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      missing: TreatMissingData.NOT_BREACHING,
      description,
    });
    const { name } = this.ref;
    return [
      alert(
        'Failed',
        this.machine.metricFailed({ period }),
        `An execution of ${name} failed; it has an incident.`,
      ),
      alert('TimedOut', this.machine.metricTimedOut({ period }), `An execution of ${name} ran out of time.`),
      alert(
        'Aborted',
        this.machine.metricAborted({ period }),
        `An execution of ${name} was aborted by hand.`,
      ),
      alert('Throttled', this.machine.metricThrottled({ period }), `Step Functions throttled ${name}.`),
    ];
  }
}
