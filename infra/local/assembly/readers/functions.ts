/** Lambda functions, and who may call them. */
import * as z from 'zod';
import { number, passedOver, reader } from '../reading.ts';

/** `AWS::Lambda::Function`. */
export const lambdaFunction = reader(
  z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject(
      { S3Bucket: z.string(), S3Key: z.string() },
      'Code must be an asset folder (S3Bucket, S3Key)',
    ),
    Handler: z.string(),
    Runtime: z.enum(
      ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'],
      'the runtime runs nodejs20.x, nodejs22.x and nodejs24.x',
    ),
    Role: z.string(),
    MemorySize: number.default(128),
    Timeout: number.default(3),
    Environment: z
      .strictObject({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
      .optional(),
    ReservedConcurrentExecutions: number.optional(),
    LoggingConfig: z
      .strictObject({
        LogGroup: z.string().optional(),
        ...passedOver('LogFormat', 'ApplicationLogLevel', 'SystemLogLevel'),
      })
      .optional(),
    DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
    PackageType: z.literal('Zip').optional(),
    ...passedOver(
      'Architectures',
      'Description',
      'KmsKeyArn',
      'Tags',
      'TracingConfig',
      'RecursiveLoop',
      'EphemeralStorage',
    ),
  }),
  ({ origin, name, arn, properties, draft, asset }) => {
    draft.model.functions.push({
      ...origin,
      name,
      arn: arn(),
      folder: asset(properties.Code.S3Key),
      handler: properties.Handler,
      runtime: properties.Runtime,
      memoryMb: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      environment: properties.Environment?.Variables ?? {},
      ...(properties.ReservedConcurrentExecutions === undefined
        ? {}
        : { concurrency: properties.ReservedConcurrentExecutions }),
      ...(properties.LoggingConfig?.LogGroup ? { logGroup: properties.LoggingConfig.LogGroup } : {}),
      roleArn: properties.Role,
      qualifiers: [],
      async: {
        retries: 2,
        longestAge: 21_600,
        ...(properties.DeadLetterConfig ? { deadLetter: properties.DeadLetterConfig.TargetArn } : {}),
      },
    });
  },
);

const Destination = z.strictObject({ Destination: z.string() });

/** `AWS::Lambda::EventInvokeConfig`. */
export const eventInvokeConfig = reader(
  z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.string(),
    MaximumRetryAttempts: number.default(2),
    MaximumEventAgeInSeconds: number.default(21_600),
    DestinationConfig: z
      .strictObject({ OnFailure: Destination.optional(), OnSuccess: Destination.optional() })
      .optional(),
  }),
  ({ properties, draft }) => {
    const { OnFailure, OnSuccess } = properties.DestinationConfig ?? {};
    draft.invokeConfigs.set(properties.FunctionName.replace(/^.*:function:/, ''), {
      retries: properties.MaximumRetryAttempts,
      longestAge: properties.MaximumEventAgeInSeconds,
      ...(OnFailure ? { onFailure: OnFailure.Destination } : {}),
      ...(OnSuccess ? { onSuccess: OnSuccess.Destination } : {}),
    });
  },
);

/** `AWS::Lambda::Permission`. */
export const permission = reader(
  z.strictObject({
    Action: z.literal('lambda:InvokeFunction'),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
  ({ origin, properties, draft }) => {
    draft.model.permissions.push({
      ...origin,
      functionArn: properties.FunctionName,
      principal: properties.Principal,
      ...(properties.SourceArn ? { sourceArn: properties.SourceArn } : {}),
      ...(properties.SourceAccount ? { sourceAccount: properties.SourceAccount } : {}),
    });
  },
);

/** `AWS::Lambda::Version`. */
export const version = reader(
  z.strictObject({ FunctionName: z.string(), ...passedOver('Description', 'CodeSha256', 'RuntimePolicy') }),
  ({ properties, draft }) => {
    draft.qualifiers.push({ functionArn: properties.FunctionName, qualifier: '1' });
  },
);

/** `AWS::Lambda::Alias`. */
export const alias = reader(
  z.strictObject({
    FunctionName: z.string(),
    FunctionVersion: z.string(),
    Name: z.string(),
    ...passedOver('Description', 'ProvisionedConcurrencyConfig'),
  }),
  ({ properties, draft }) => {
    draft.qualifiers.push({ functionArn: properties.FunctionName, qualifier: properties.Name });
  },
);
