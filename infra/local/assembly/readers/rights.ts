/** Roles and policies, of buses, queues, buckets and keys too. */
import * as z from 'zod';
import { document, passedOver, reader, textOrList } from '../reading.ts';

/** `AWS::IAM::Role`. */
export const role = reader(
  z.strictObject({
    RoleName: z.string().optional(),
    AssumeRolePolicyDocument: document,
    ManagedPolicyArns: z.array(z.string()).default([]),
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).default([]),
    ...passedOver('Description', 'MaxSessionDuration', 'Path', 'PermissionsBoundary', 'Tags'),
  }),
  ({ origin, name, arn, properties, draft }) => {
    draft.model.roles.push({
      ...origin,
      name,
      arn: arn(),
      trust: properties.AssumeRolePolicyDocument,
      managedPolicies: properties.ManagedPolicyArns,
      policies: properties.Policies.map(({ PolicyName, PolicyDocument }) => ({
        name: PolicyName,
        document: PolicyDocument,
      })),
    });
  },
);

/** `AWS::IAM::ManagedPolicy`, `AWS::IAM::Policy`. */
export const policy = reader(
  z.strictObject({
    PolicyName: z.string().optional(),
    ManagedPolicyName: z.string().optional(),
    PolicyDocument: document,
    Roles: z.array(z.string()).default([]),
    ...passedOver('Description', 'Path'),
  }),
  ({ name, properties, draft }) => {
    draft.policies.push({
      name: properties.PolicyName ?? name,
      document: properties.PolicyDocument,
      roles: properties.Roles,
    });
  },
);

/** `AWS::SQS::QueuePolicy`. */
export const queuePolicy = reader(
  z.strictObject({ PolicyDocument: document, Queues: textOrList }),
  ({ origin, properties, draft }) => {
    for (const queue of [properties.Queues].flat()) {
      draft.model.resourcePolicies.push({ ...origin, of: queue, document: properties.PolicyDocument });
    }
  },
);

/** `AWS::S3::BucketPolicy`. */
export const bucketPolicy = reader(
  z.strictObject({ PolicyDocument: document, Bucket: z.string() }),
  ({ origin, properties, draft }) => {
    draft.model.resourcePolicies.push({
      ...origin,
      of: properties.Bucket,
      document: properties.PolicyDocument,
    });
  },
);

/** `AWS::Events::EventBusPolicy`. */
export const busPolicy = reader(
  z.strictObject({
    EventBusName: z.string().default('default'),
    StatementId: z.string(),
    Statement: document,
  }),
  ({ origin, properties, draft }) => {
    draft.model.resourcePolicies.push({
      ...origin,
      of: properties.EventBusName,
      document: { Version: '2012-10-17', Statement: [properties.Statement] },
    });
  },
);

/** `AWS::KMS::Key`. */
export const key = reader(
  z.strictObject({
    KeyPolicy: document.optional(),
    ...passedOver(
      'Description',
      'Enabled',
      'EnableKeyRotation',
      'KeySpec',
      'KeyUsage',
      'MultiRegion',
      'PendingWindowInDays',
      'RotationPeriodInDays',
      'Tags',
    ),
  }),
  ({ origin, arn, properties, draft }) => {
    if (properties.KeyPolicy)
      draft.model.resourcePolicies.push({ ...origin, of: arn(), document: properties.KeyPolicy });
  },
);
