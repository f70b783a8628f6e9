/** Queues. */
import * as z from 'zod';
import { document, number, passedOver, reader } from '../reading.ts';

/** `AWS::SQS::Queue`. */
export const queue = reader(
  z.strictObject({
    QueueName: z.string().optional(),
    DelaySeconds: number.optional(),
    MaximumMessageSize: number.optional(),
    MessageRetentionPeriod: number.optional(),
    ReceiveMessageWaitTimeSeconds: number.optional(),
    VisibilityTimeout: number.optional(),
    RedrivePolicy: document.optional(),
    ...passedOver(
      'KmsMasterKeyId',
      'KmsDataKeyReusePeriodSeconds',
      'SqsManagedSseEnabled',
      'Tags',
      'RedriveAllowPolicy',
    ),
  }),
  ({ origin, name, arn, properties, draft }) => {
    const names = [
      'DelaySeconds',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'ReceiveMessageWaitTimeSeconds',
      'VisibilityTimeout',
      'RedrivePolicy',
    ] as const;
    const attributes = Object.fromEntries(
      names.filter((key) => properties[key] !== undefined).map((key) => [key, properties[key]]),
    );
    draft.model.queues.push({ ...origin, name, arn: arn(), attributes });
  },
);
