/** The three customer-managed keys, and everything that their policies say. */
import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/** What a key protects. */
export type Purpose = 'records' | 'secrets' | 'operations';

/** Prefix of the names of all queues, functions, rules and log groups of this app. */
export const OURS = 'Steward';

/**
 * Keys by purpose. Services that act for us are named here with the account and the resources they may act for;
 * other stacks get the keys through `of`, which cannot widen a policy.
 */
export class BankKeys extends Construct {
  readonly #keys: Readonly<Record<Purpose, Key>>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#keys = {
      records: this.#key('records', 'Customers, staff, cases, tasks and audit in DynamoDB'),
      secrets: this.#key('secrets', 'Keys of links and codes in Secrets Manager'),
      operations: this.#key('operations', 'Events, queues, executions, logs and alarms'),
    };
    const stack = Stack.of(this);
    const { account, region } = stack;
    const arn = (service: string, resource: string) =>
      stack.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    const bus = arn('events', `event-bus/${OURS}`);
    this.#admit('events.amazonaws.com', ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'], {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': [bus, arn('events', `rule/${OURS}*`)] },
    });
    this.#admit('cloudwatch.amazonaws.com', ['kms:GenerateDataKey', 'kms:Decrypt'], {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': arn('cloudwatch', `alarm:${OURS}*`) },
    });
    // Three uses for which AWS documents the encryption context instead of the source. It names account and
    // resource as well; the account of the source counts wherever it is sent along.
    const sent = { StringEqualsIfExists: { 'aws:SourceAccount': account } };
    const cryptography = ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
    this.#admit('events.amazonaws.com', cryptography, {
      ...sent,
      StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': bus },
    });
    this.#admit(`logs.${region}.${Aws.URL_SUFFIX}`, [...cryptography, 'kms:Encrypt'], {
      ...sent,
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', `log-group:*${OURS}*`) },
    });
    this.#admit('delivery.logs.amazonaws.com', ['kms:Decrypt'], {
      ...sent,
      StringEquals: { 'kms:EncryptionContext:SourceArn': arn('logs', '*') },
    });
    // Creating an archive or a log group looks the key up before there is anything to name.
    this.#admit('events.amazonaws.com', ['kms:DescribeKey'], sent);
    this.#admit(`logs.${region}.${Aws.URL_SUFFIX}`, ['kms:DescribeKey'], sent);
  }

  /** The key of a purpose, for use in the stack of `scope`. */
  of(purpose: Purpose, scope: Construct): IKey {
    const key = this.#keys[purpose];
    if (Stack.of(scope) === Stack.of(this)) return key;
    const root = Stack.of(scope);
    const id = `${purpose}-key`;
    return (root.node.tryFindChild(id) as IKey | undefined) ?? Key.fromKeyArn(root, id, key.keyArn);
  }

  #key(purpose: Purpose, description: string): Key {
    return new Key(this, purpose, {
      alias: `alias/steward/${purpose}`,
      description: `Steward: ${description}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  #admit(principal: string, actions: string[], conditions: Record<string, Record<string, unknown>>): void {
    this.#keys.operations.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(principal)],
        actions,
        resources: ['*'],
        conditions,
      }),
    );
  }
}
