/** A Lambda function of the bank: its defaults, and what it may do, said by binding. */
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { BankBucket } from './bank-bucket.ts';
import { type BankKeys, OURS } from './bank-keys.ts';
import type { BankTable } from './bank-table.ts';
import type { WorkflowRef } from './bank-workflow.ts';
import type { Bundles } from './bundle.ts';
import { DeadLetters, through } from './dead-letters.ts';
import { pascal, upperSnake } from './names.ts';

/** What functions of all stacks have in common. */
export interface Workshop {
  readonly bundles: Bundles;
  readonly keys: BankKeys;
  readonly logRetentionDays: number;
  /** Variables of every function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether `reserved` of a function counts; see settings. */
  readonly reserveConcurrency: boolean;
}

/** What sets one function apart from another. */
export interface BankFunctionProps {
  readonly workshop: Workshop;
  /** One sentence on what the function does; shown in the AWS console. */
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds; 15 unless said otherwise. */
  readonly timeout?: number;
  /** MiB; 512 unless said otherwise. */
  readonly memory?: number;
  /** Most copies at a time, set aside from the account's pool. */
  readonly reserved?: number;
  /** True when it is invoked asynchronously: tried three times, then kept in a dead-letter queue. */
  readonly async?: boolean;
  /** True when it invokes itself for the next part of its work. */
  readonly continues?: boolean;
  /** True when its events hold a task link, which is a bearer secret: no tracing. */
  readonly seesLinks?: boolean;
}

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:ConditionCheckItem'];
const APPEND = ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem', 'dynamodb:Query'];

/** A function, named after its file; each binding method sets the variable and the least grant in one call. */
export class BankFunction extends LambdaFunction {
  /** Where failed asynchronous invocations are kept. */
  readonly deadLetters: DeadLetters | undefined;
  /** Its name as text, by which functions of other stacks know it. */
  readonly known: string;
  readonly #keys: BankKeys;
  readonly #tables = new Set<string>();

  constructor(scope: Construct, entry: string, props: BankFunctionProps) {
    const { workshop } = props;
    const name = pascal(entry.split('/').at(-1) ?? entry);
    const functionName = `${OURS}-${name}`;
    const operations = workshop.keys.of('operations', scope);
    const logGroup = new LogGroup(scope, `${name}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: workshop.logRetentionDays,
      encryptionKey: operations,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(scope, `${name}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Role of the function ${functionName}`,
    });
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const deadLetters = props.async
      ? new DeadLetters(scope, `${name}Failed`, { of: name, encryptionKey: operations })
      : undefined;
    super(scope, name, {
      functionName,
      description: props.description,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      code: Code.fromAsset(workshop.bundles.folderOf(entry)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(props.timeout ?? 15),
      memorySize: props.memory ?? 512,
      environment: {
        ...workshop.environment,
        ...props.environment,
      },
      // Lambda ends what looks like a loop after 16 rounds, unless it is told that there is an end to it.
      ...(props.continues ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      ...(props.reserved !== undefined && workshop.reserveConcurrency
        ? { reservedConcurrentExecutions: props.reserved }
        : {}),
      ...(deadLetters === undefined
        ? {}
        : {
            retryAttempts: 2,
            maxEventAge: Duration.hours(6),
            onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
          }),
    });
    this.#keys = workshop.keys;
    this.known = functionName;
    this.deadLetters = deadLetters;
    for (const statement of deadLetters?.sendStatements() ?? []) this.#may(statement);
    if (props.continues) {
      // By its name: a policy that refers to the function which needs the policy would be a circle.
      const itself = arnOf(this, functionName);
      this.#may(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [itself] }));
    }
    if (!props.seesLinks) this.#trace(name, role);
  }

  /** May get many items of a table in one call; the table is bound besides. */
  getsMany(...tables: BankTable[]): this {
    this.#may(
      new PolicyStatement({
        actions: ['dynamodb:BatchGetItem'],
        resources: tables.map((table) => table.tableArn),
      }),
    );
    return this;
  }

  /** May read the objects of a bucket whose keys begin with `prefix`. */
  readsFiles(bucket: BankBucket, prefix: string): this {
    this.addEnvironment(bucket.variable, bucket.bucketName);
    this.#may(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [bucket.filesArn(prefix)],
      }),
    );
    acknowledge(
      this.#role(),
      `IAM5[Resource::${bucket.filesPattern(prefix)}]`,
      'Files get their names from whoever puts them: all files below one prefix of this one bucket, of no other.',
    );
    this.#may(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.#keys.of('records', this).keyArn],
        conditions: through(this, 's3'),
      }),
    );
    return this;
  }

  /** May read items of a table, and query the indexes that are named. */
  reads(table: BankTable, ...indexes: string[]): this {
    return this.#bind(table, READ, indexes, ['kms:Decrypt']);
  }

  /** May read, write and condition on items of a table, and query the indexes that are named; never delete. */
  writes(table: BankTable, ...indexes: string[]): this {
    return this.#bind(table, [...READ, ...WRITE], indexes, [
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
    ]);
  }

  /** May make its own writes elsewhere depend on items of a table, which is bound besides. */
  checks(table: BankTable): this {
    this.#may(new PolicyStatement({ actions: ['dynamodb:ConditionCheckItem'], resources: [table.tableArn] }));
    return this;
  }

  /** May put items into a table and learn nothing of what is in it. */
  writesOnly(table: BankTable): this {
    this.#name(table);
    this.#may(
      new PolicyStatement({
        actions: ['dynamodb:PutItem'],
        resources: [table.tableArn],
        conditions: { StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } },
      }),
    );
    return this.#unlock(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']);
  }

  /** May read what the audit says of an entity, record after record. */
  retraces(table: BankTable): this {
    return this.#bind(table, ['dynamodb:Query'], [], ['kms:Decrypt']);
  }

  /** May add records to the audit and read where its chain ends; never change or delete one. */
  appends(table: BankTable): this {
    return this.#bind(table, APPEND, [], ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']);
  }

  /** May read a secret; `variable` holds its ARN. */
  opens(secret: ISecret, variable: string): this {
    this.addEnvironment(variable, secret.secretArn);
    this.#may(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
    );
    this.#may(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.#keys.of('secrets', this).keyArn],
        conditions: through(this, 'secretsmanager'),
      }),
    );
    return this;
  }

  /** May invoke other functions; their names are in `<NAME>_FUNCTION`. */
  invokes(...others: BankFunction[]): this {
    const isHere = (other: BankFunction) => Stack.of(other) === Stack.of(this);
    for (const other of others)
      this.addEnvironment(
        `${upperSnake(other.node.id)}_FUNCTION`,
        isHere(other) ? other.functionName : other.known,
      );
    this.#may(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        // In another stack by its name: that stack may call this function, and of two stacks only one can refer to the other.
        resources: others.map((other) => (isHere(other) ? other.functionArn : arnOf(this, other.known))),
      }),
    );
    return this;
  }

  /** May start executions of a workflow and look at them. */
  starts(workflow: WorkflowRef): this {
    this.#may(new PolicyStatement({ actions: ['states:StartExecution'], resources: [workflow.arn] }));
    this.addEnvironment(workflow.variable, workflow.arn);
    return this.inspects(workflow);
  }

  /** May look at executions of a workflow. */
  inspects(workflow: WorkflowRef): this {
    this.#may(
      new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [workflow.executionArns] }),
    );
    acknowledge(
      this.#role(),
      `IAM5[Resource::${workflow.executionPattern}]`,
      'DescribeExecution takes the ARN of an execution, and those are made while the app runs: all executions of this one state machine, of no other.',
    );
    return this.#unlockStates(workflow, ['kms:Decrypt']);
  }

  /** May read what executions of these workflows went through, and the definitions that they run. */
  reviews(...workflows: WorkflowRef[]): this {
    this.#may(
      new PolicyStatement({
        actions: [
          'states:DescribeExecution',
          'states:DescribeStateMachineForExecution',
          'states:GetExecutionHistory',
        ],
        resources: workflows.map(({ executionArns }) => executionArns),
      }),
    );
    for (const { executionPattern } of workflows) {
      acknowledge(
        this.#role(),
        `IAM5[Resource::${executionPattern}]`,
        'What is read of an execution is asked for by its ARN, and those are made while the app runs: all executions of this state machine of ours.',
      );
    }
    this.#may(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [this.#keys.of('operations', this).keyArn],
        conditions: {
          StringEquals: {
            'kms:EncryptionContext:aws:states:stateMachineArn': workflows.map(({ arn }) => arn),
          },
        },
      }),
    );
    return this;
  }

  /** May tell a waiting state of a workflow that its task is done. */
  wakes(workflow: WorkflowRef): this {
    this.#may(new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: [workflow.arn] }));
    return this.#unlockStates(workflow, ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** May put events on a bus, under our own source name only. */
  publishes(bus: IEventBus, source: string): this {
    this.addEnvironment('BUS_NAME', bus.eventBusName);
    this.#may(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        conditions: { StringEquals: { 'events:source': source } },
      }),
    );
    return this;
  }

  /** May send mails from one address of one verified identity. */
  mailsFrom(address: string, identity: string): this {
    this.addEnvironment('MAIL_FROM', address);
    this.#may(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [
          Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: identity }),
        ],
        conditions: { StringEquals: { 'ses:FromAddress': address } },
      }),
    );
    return this;
  }

  /** Lets a service call this function on behalf of one of its resources, and of no other. */
  calledBy(id: string, service: string, sourceArn: string): this {
    this.addPermission(id, {
      principal: new ServicePrincipal(service),
      sourceArn,
      sourceAccount: Stack.of(this).account,
    });
    return this;
  }

  #bind(table: BankTable, actions: string[], indexes: string[], keyUse: string[]): this {
    this.#name(table);
    this.#may(new PolicyStatement({ actions, resources: [table.tableArn] }));
    if (indexes.length > 0) {
      this.#may(
        new PolicyStatement({
          actions: ['dynamodb:Query'],
          resources: indexes.map((index) => table.indexArn(index)),
        }),
      );
    }
    return this.#unlock(keyUse);
  }

  #name(table: BankTable): void {
    if (this.#tables.has(table.variable)) {
      throw new Error(
        `${this.node.id} is bound to ${table.node.id} twice; one binding says all it may do there.`,
      );
    }
    this.#tables.add(table.variable);
    this.addEnvironment(table.variable, table.tableName);
  }

  #unlock(actions: string[]): this {
    this.#may(
      new PolicyStatement({
        actions,
        resources: [this.#keys.of('records', this).keyArn],
        conditions: through(this, 'dynamodb'),
      }),
    );
    return this;
  }

  #unlockStates(workflow: WorkflowRef, actions: string[]): this {
    this.#may(
      new PolicyStatement({
        actions,
        resources: [this.#keys.of('operations', this).keyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': workflow.arn } },
      }),
    );
    return this;
  }

  #trace(name: string, role: Role): void {
    const policy = new Policy(this, 'Tracing', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
          resources: ['*'],
        }),
      ],
    });
    acknowledge(
      policy,
      'IAM5[Resource::*]',
      'X-Ray has no resource-level permissions for writing segments; this policy holds nothing but that.',
    );
    const resource = this.node.defaultChild;
    if (!(resource instanceof CfnFunction))
      throw new Error(`${name} has no CloudFormation function to trace.`);
    resource.tracingConfig = { mode: 'Active' };
  }

  #may(statement: PolicyStatement): void {
    this.addToRolePolicy(statement);
  }

  #role(): Role {
    if (!(this.role instanceof Role)) throw new Error(`${this.node.id} has no role of its own.`);
    return this.role;
  }
}

/** ARN of a function of ours by its name. */
const arnOf = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
