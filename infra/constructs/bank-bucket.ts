/** An S3 bucket with what every bucket of the bank has. */
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { OURS } from './bank-keys.ts';
import { upperSnake } from './names.ts';

/** What sets one bucket apart from another. */
export interface BankBucketProps {
  /** Days after which what was put is gone. */
  readonly keptDays: number;
  readonly encryptionKey: IKey;
  /** Where it is written down who read and wrote what. */
  readonly accessLog: IBucket;
}

/**
 * A bucket: encrypted with our key, closed to the public, reached over TLS only, versioned so that nothing is lost to a
 * second file of the same name, forgetful after some days, and announcing to EventBridge what is put into it.
 */
export class BankBucket extends Bucket {
  /** Variable that tells a function the bucket's name, e.g. `IMPORTS_BUCKET`. */
  readonly variable: string;
  /** Name with pseudo parameters, as it stands in ARNs of other stacks. */
  readonly #name: string;

  constructor(scope: Construct, name: string, { keptDays, encryptionKey, accessLog }: BankBucketProps) {
    // Names of buckets are one namespace for all of AWS.
    const bucketName = `${OURS}-${name}`.toLowerCase().concat(`-${Aws.ACCOUNT_ID}-${Aws.REGION}`);
    super(scope, name, {
      bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [
        {
          expiration: Duration.days(keptDays),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      serverAccessLogsBucket: accessLog,
      serverAccessLogsPrefix: `${name}/`,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.#name = bucketName;
    this.variable = `${upperSnake(name)}_BUCKET`;
    const resource = this.node.defaultChild;
    if (!(resource instanceof CfnBucket)) throw new Error(`${name} has no CloudFormation bucket.`);
    // The property eventBridgeEnabled would deploy a function of the CDK's own to set what the template can say itself.
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }

  /** ARN of all objects whose keys begin with `prefix`, in words that are the same in every stack. */
  filesArn(prefix: string): string {
    const { partition } = Stack.of(this);
    return `arn:${partition}:s3:::${this.#name}/${prefix}*`;
  }

  /** The same as cdk-nag writes it. */
  filesPattern(prefix: string): string {
    return `arn:<AWS::Partition>:s3:::${this.#name}/${prefix}*`
      .replace(Aws.ACCOUNT_ID, '<AWS::AccountId>')
      .replace(Aws.REGION, '<AWS::Region>');
  }
}

/** A bucket for the access logs of others; S3 writes them with its own key only. */
export class AccessLog extends Bucket {
  constructor(scope: Construct, id: string, { keptDays }: { readonly keptDays: number }) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: [{ expiration: Duration.days(keptDays) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
