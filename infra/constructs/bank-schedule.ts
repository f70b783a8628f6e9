/** Schedules that invoke functions. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { BankFunction } from './bank-function.ts';
import { OURS } from './bank-keys.ts';
import { DeadLetters } from './dead-letters.ts';

/** What sets one schedule apart from another. */
export interface BankScheduleProps {
  readonly description: string;
  /** EventBridge Scheduler expression: `rate(1 minute)`, `cron(30 1 * * ? *)`. */
  readonly expression: string;
  /** IANA zone that a cron expression is read in. */
  readonly zone: string;
  readonly target: BankFunction;
}

/** The bank's schedules, in one group, with one role that may invoke their targets and nothing else. */
export class BankSchedules extends Construct {
  readonly deadLetters: DeadLetters;
  readonly #group: CfnScheduleGroup;
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: { readonly encryptionKey: IKey }) {
    super(scope, id);
    const stack = Stack.of(this);
    this.#group = new CfnScheduleGroup(this, 'Group', { name: OURS });
    this.deadLetters = new DeadLetters(this, 'Missed', {
      of: 'Schedules',
      encryptionKey: props.encryptionKey,
    });
    this.#role = new Role(this, 'Role', {
      description: 'Role of the schedules',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnEquals: { 'aws:SourceArn': this.#group.attrArn },
        },
      }),
    });
    for (const statement of this.deadLetters.sendStatements()) this.#role.addToPrincipalPolicy(statement);
  }

  /** Adds a schedule. */
  add(name: string, props: BankScheduleProps): void {
    this.#role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.target.functionArn] }),
    );
    new CfnSchedule(this, name, {
      name: `${OURS}-${name}`,
      groupName: this.#group.ref,
      description: props.description,
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: props.zone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: props.target.functionArn,
        roleArn: this.#role.roleArn,
        input: JSON.stringify({ schedule: name }),
        deadLetterConfig: { arn: this.deadLetters.queueArn },
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 600 },
      },
    });
  }
}
