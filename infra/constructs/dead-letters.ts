/** A queue for what could not be delivered or done, kept until a person has looked at it. */
import { Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { OURS } from './bank-keys.ts';

/** A dead-letter queue: encrypted with our key, reached over TLS only, kept for the fourteen days SQS allows. */
export class DeadLetters extends Queue {
  constructor(scope: Construct, id: string, props: { readonly of: string; readonly encryptionKey: IKey }) {
    super(scope, id, {
      queueName: `${OURS}-${props.of}-Failed`,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      this,
      'SQS3',
      'This queue is itself the dead-letter queue: a person reads it, and an alarm tells when it is not empty.',
    );
  }

  /** Lets EventBridge put what the rule `ruleArn` could not deliver into this queue. */
  acceptFrom(ruleArn: string): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': ruleArn },
        },
      }),
    );
  }

  /** What a role needs to send to this queue. */
  sendStatements(): PolicyStatement[] {
    const key = this.encryptionMasterKey;
    return [
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queueArn] }),
      ...(key === undefined
        ? []
        : [
            new PolicyStatement({
              actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
              resources: [key.keyArn],
              conditions: through(this, 'sqs'),
            }),
          ]),
    ];
  }
}

/** Condition under which a key may be used: only by the named service on the caller's behalf. */
export function through(scope: Construct, service: string): Record<string, Record<string, string>> {
  const { region, urlSuffix } = Stack.of(scope);
  return { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } };
}
