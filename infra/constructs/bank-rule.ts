/** An EventBridge rule that brings matching events to one function. */
import { Duration } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { BankFunction } from './bank-function.ts';
import { OURS } from './bank-keys.ts';
import { DeadLetters } from './dead-letters.ts';

/** What sets one rule apart from another. */
export interface BankRuleProps {
  readonly description: string;
  /** The account's default bus, unless said otherwise. */
  readonly bus?: IEventBus;
  readonly pattern: EventPattern;
  readonly target: BankFunction;
  readonly encryptionKey: IKey;
}

/** A rule: delivery is tried for a day, and what still fails is kept in a dead-letter queue. */
export class BankRule extends Construct {
  readonly rule: Rule;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, name: string, props: BankRuleProps) {
    super(scope, name);
    const { target } = props;
    this.deadLetters = new DeadLetters(this, 'Undelivered', {
      of: `${name}-Rule`,
      encryptionKey: props.encryptionKey,
    });
    this.rule = new Rule(this, 'Rule', {
      ruleName: `${OURS}-${name}`,
      description: props.description,
      ...(props.bus === undefined ? {} : { eventBus: props.bus }),
      eventPattern: props.pattern,
      targets: [
        {
          bind: () => ({
            arn: target.functionArn,
            deadLetterConfig: { arn: this.deadLetters.queueArn },
            retryPolicy: {
              maximumEventAgeInSeconds: Duration.hours(24).toSeconds(),
              maximumRetryAttempts: 185,
            },
          }),
        },
      ],
    });
    target.calledBy(`${name}Rule`, 'events.amazonaws.com', this.rule.ruleArn);
    this.deadLetters.acceptFrom(this.rule.ruleArn);
  }
}
