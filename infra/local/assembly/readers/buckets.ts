/** Buckets. */
import * as z from 'zod';
import { boolean, number, passedOver, reader } from '../reading.ts';

const Rule = z.strictObject({
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().default(''),
  ExpirationInDays: number.optional(),
  NoncurrentVersionExpiration: z.strictObject({ NoncurrentDays: number }).optional(),
  // Uploads in parts are not offered here.
  ...passedOver('Id', 'AbortIncompleteMultipartUpload'),
});

/** `AWS::S3::Bucket`. */
export const bucket = reader(
  z.strictObject({
    BucketName: z.string().optional(),
    VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
    LifecycleConfiguration: z.strictObject({ Rules: z.array(Rule) }).optional(),
    NotificationConfiguration: z
      .strictObject({
        EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: boolean.default(true) }).optional(),
      })
      .optional(),
    // Nothing is encrypted here, nobody else reaches this machine, and rights are read and not enforced.
    ...passedOver(
      'BucketEncryption',
      'PublicAccessBlockConfiguration',
      'OwnershipControls',
      'LoggingConfiguration',
      'Tags',
    ),
  }),
  ({ origin, name, arn, properties, draft }) => {
    const { VersioningConfiguration, LifecycleConfiguration, NotificationConfiguration } = properties;
    if (VersioningConfiguration?.Status === 'Suspended') {
      throw new Error(
        'VersioningConfiguration.Status: the runtime has versioned buckets and unversioned ones',
      );
    }
    draft.model.buckets.push({
      ...origin,
      name,
      arn: arn(),
      versioned: VersioningConfiguration !== undefined,
      announces: NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
      lifecycle: (LifecycleConfiguration?.Rules ?? [])
        .filter(({ Status }) => Status === 'Enabled')
        .map(({ Prefix, ExpirationInDays, NoncurrentVersionExpiration }) => ({
          prefix: Prefix,
          ...(ExpirationInDays === undefined ? {} : { expirationDays: ExpirationInDays }),
          ...(NoncurrentVersionExpiration === undefined
            ? {}
            : { noncurrentDays: NoncurrentVersionExpiration.NoncurrentDays }),
        })),
    });
  },
);
