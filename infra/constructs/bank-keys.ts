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
    this.#admit('events.amazonaws.com', ['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'], {
      service: 'events',
      resources: [`event-bus/${OURS}`, `archive/${OURS}*`, `rule/${OURS}*`],
    });
    this.#admit('cloudwatch.amazonaws.com', ['kms:GenerateDataKey', 'kms:Decrypt'], {
      service: 'cloudwatch',
      resources: [`alarm:${OURS}*`],
    });
    // Log delivery of Step Functions decrypts what the execution role has encrypted for it.
    this.#admit('delivery.logs.amazonaws.com', ['kms:Decrypt'], { service: 'logs', resources: ['*'] });
    const { partition, region, account } = Stack.of(this);
    this.#keys.operations.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(`logs.${region}.${Aws.URL_SUFFIX}`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*${OURS}*`,
          },
        },
      }),
    );
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

  #admit(
    principal: string,
    actions: string[],
    { service, resources }: { service: string; resources: string[] },
  ): void {
    const stack = Stack.of(this);
    this.#keys.operations.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(principal)],
        actions,
        resources: ['*'],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: {
            'aws:SourceArn': resources.map((resource) =>
              stack.formatArn({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
            ),
          },
        },
      }),
    );
  }
}
