/** Reads resources of a template into the model: one closed schema per type, so that nothing is ignored unsaid. */
import * as z from 'zod';
import { nameOf, type Resource, refOf } from './identities.ts';
import type { AssemblyModel, GatewayResponseModel, Origin, Throttle } from './model.ts';

/** What the readers of all resources fill: the model, and what only makes sense once everything was read. */
export interface Draft {
  model: AssemblyModel;
  /** Asynchronous settings, by function name. */
  invokeConfigs: Map<string, { retries: number; longestAge: number; onFailure?: string; onSuccess?: string }>;
  /** Function ARN, and the version number or alias name that means it. */
  qualifiers: { functionArn: string; qualifier: string }[];
  policies: { name: string; document: Record<string, unknown>; roles: string[] }[];
  api: {
    resources: { id: string; parentId: string; part: string; apiId: string }[];
    methods: MethodDraft[];
    stages: { apiId: string; name: string; settings: z.infer<typeof MethodSetting>[]; origin: Origin }[];
    validators: Map<string, boolean>;
    responses: { apiId: string; type: string; response: GatewayResponseModel }[];
  };
}

/** A method before its path is known. */
export interface MethodDraft {
  origin: Origin;
  apiId: string;
  resourceId: string;
  method: string;
  authorization: 'NONE' | 'AWS_IAM';
  functionArn: string;
  timeoutMs: number;
  parameters: string[];
  validatorId?: string;
  hasRole: boolean;
}

/** What a reader is told. */
interface Reading<T> {
  origin: Origin;
  name: string;
  arn: (attribute?: string) => string;
  ref: string;
  properties: T;
  draft: Draft;
  /** Folder or file of an asset, by bucket key. */
  asset: (key: string) => string;
  readText: (path: string) => string;
}

/** How one type is read. */
export type ResourceReader = (
  resource: Resource,
  properties: Record<string, unknown>,
  at: ReadingPlace,
) => void;

/** What all readers need. */
export interface ReadingPlace {
  draft: Draft;
  asset: (key: string) => string;
  readText: (path: string) => string;
  attribute: (resource: Resource, attribute: string) => string;
}

/** Properties that have no meaning on one machine and are passed over knowingly. */
function passedOver<const Names extends string>(...names: Names[]) {
  return Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as Record<
    Names,
    z.ZodOptional<z.ZodUnknown>
  >;
}

/** Templates hold numbers and booleans as such or as text. */
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const document = z.record(z.string(), z.unknown());
const textOrList = z.union([z.string(), z.array(z.string())]);

function reader<T extends z.ZodType>(
  schema: T,
  take: (reading: Reading<z.infer<T>>) => void,
): ResourceReader {
  return (resource, properties, { draft, asset, readText, attribute }) => {
    const origin = { stack: resource.stack, logicalId: resource.logicalId };
    const parsed = schema.safeParse(properties);
    if (!parsed.success) throw new Error(parsed.error.issues.map(explain).join('; '));
    take({
      origin,
      name: nameOf(resource),
      arn: (name = 'Arn') => attribute(resource, name),
      ref: refOf(resource),
      properties: parsed.data,
      draft,
      asset,
      readText,
    });
  };
}

function explain(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}`;
  return `the runtime does not support ${issue.keys.map((key) => (path ? `${path}.${key}` : key)).join(', ')}`;
}

const KeySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const TimeToLive = z.strictObject({ AttributeName: z.string().optional(), Enabled: boolean });
const Projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const GlobalIndexes = z.array(
  z
    .strictObject({
      IndexName: z.string(),
      KeySchema,
      Projection,
      ...passedOver(
        'ContributorInsightsSpecification',
        'OnDemandThroughput',
        'WarmThroughput',
        'WriteOnDemandThroughputSettings',
      ),
    })
    .transform(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
);
const TableShape = {
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema,
  GlobalSecondaryIndexes: GlobalIndexes.optional(),
  BillingMode: z.literal('PAY_PER_REQUEST', 'tables are on demand here: BillingMode must be PAY_PER_REQUEST'),
  TimeToLiveSpecification: TimeToLive.optional(),
  ...passedOver('SSESpecification', 'WarmThroughput'),
};

const table = reader(
  z.strictObject({
    ...TableShape,
    ...passedOver(
      'DeletionProtectionEnabled',
      'PointInTimeRecoverySpecification',
      'Tags',
      'TableClass',
      'ContributorInsightsSpecification',
      'OnDemandThroughput',
      'ResourcePolicy',
    ),
  }),
  takeTable,
);

const globalTable = reader(
  z.strictObject({
    ...TableShape,
    Replicas: z.array(document).max(1, 'one replica: there is one place here'),
    ...passedOver('WriteOnDemandThroughputSettings'),
  }),
  takeTable,
);

function takeTable({
  origin,
  name,
  arn,
  properties,
  draft,
}: Reading<z.infer<z.ZodObject<typeof TableShape>>>): void {
  const {
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
    BillingMode,
    TimeToLiveSpecification: ttl,
  } = properties;
  draft.model.tables.push({
    ...origin,
    name,
    arn: arn(),
    create: {
      TableName: name,
      AttributeDefinitions,
      KeySchema,
      BillingMode,
      ...(GlobalSecondaryIndexes?.length ? { GlobalSecondaryIndexes } : {}),
    },
    ...(ttl?.Enabled && ttl.AttributeName ? { timeToLiveAttribute: ttl.AttributeName } : {}),
  });
}

const lambdaFunction = reader(
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

const eventInvokeConfig = reader(
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

const permission = reader(
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

const version = reader(
  z.strictObject({ FunctionName: z.string(), ...passedOver('Description', 'CodeSha256', 'RuntimePolicy') }),
  ({ properties, draft }) => {
    draft.qualifiers.push({ functionArn: properties.FunctionName, qualifier: '1' });
  },
);

const alias = reader(
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

const stateMachine = reader(
  z.strictObject({
    StateMachineName: z.string().optional(),
    StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
    RoleArn: z.string(),
    Definition: document.optional(),
    DefinitionString: z.string().optional(),
    DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
    DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    ...passedOver('EncryptionConfiguration', 'LoggingConfiguration', 'TracingConfiguration', 'Tags'),
  }),
  ({ origin, name, arn, properties, draft, asset, readText }) => {
    const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
    const text =
      DefinitionString ??
      (Definition ? JSON.stringify(Definition) : undefined) ??
      (DefinitionS3Location ? readText(asset(DefinitionS3Location.Key)) : undefined);
    if (text === undefined) throw new Error('it needs Definition, DefinitionString or DefinitionS3Location');
    const definition = text.replace(/\$\{([A-Za-z0-9_-]+)\}/g, (whole, key: string) =>
      key in DefinitionSubstitutions
        ? JSON.stringify(String(DefinitionSubstitutions[key])).slice(1, -1)
        : whole,
    );
    draft.model.machines.push({
      ...origin,
      name,
      arn: arn(),
      type: properties.StateMachineType,
      roleArn: properties.RoleArn,
      definition,
    });
  },
);

const eventBus = reader(
  z.strictObject({
    Name: z.string(),
    // Events that AWS cannot encrypt go to the bus's own queue; here nothing is encrypted.
    ...passedOver('Description', 'DeadLetterConfig', 'KmsKeyIdentifier', 'LogConfig', 'Tags'),
  }),
  ({ origin, name, arn, draft }) => {
    draft.model.buses.push({ ...origin, name, arn: arn() });
  },
);

const rule = reader(
  z
    .strictObject({
      Name: z.string().optional(),
      EventBusName: z.string().default('default'),
      EventPattern: document.optional(),
      ScheduleExpression: z.string().optional(),
      State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
      Targets: z.array(document).default([]),
      ...passedOver('Description', 'Tags'),
    })
    .refine(({ EventPattern, ScheduleExpression }) => EventPattern ?? ScheduleExpression, {
      message: 'a rule needs EventPattern or ScheduleExpression',
    }),
  ({ origin, name, arn, properties, draft }) => {
    draft.model.rules.push({
      ...origin,
      name,
      arn: arn(),
      busName: properties.EventBusName.replace(/^.*event-bus\//, ''),
      enabled: properties.State === 'ENABLED',
      targets: properties.Targets,
      ...(properties.EventPattern ? { pattern: properties.EventPattern } : {}),
      ...(properties.ScheduleExpression ? { schedule: properties.ScheduleExpression } : {}),
    });
  },
);

const archive = reader(
  z.strictObject({
    ArchiveName: z.string().optional(),
    SourceArn: z.string(),
    EventPattern: document.optional(),
    RetentionDays: number.default(0),
    ...passedOver('Description', 'KmsKeyIdentifier'),
  }),
  ({ origin, name, properties, draft }) => {
    draft.model.archives.push({
      ...origin,
      name,
      busName: properties.SourceArn.replace(/^.*event-bus\//, ''),
      retentionDays: properties.RetentionDays,
      ...(properties.EventPattern ? { pattern: properties.EventPattern } : {}),
    });
  },
);

const schedule = reader(
  z.strictObject({
    Name: z.string().optional(),
    GroupName: z.string().default('default'),
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: z.string().optional(),
    StartDate: z.iso.datetime({ offset: true }).optional(),
    EndDate: z.iso.datetime({ offset: true }).optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    FlexibleTimeWindow: z.strictObject({
      Mode: z.enum(['OFF', 'FLEXIBLE']),
      MaximumWindowInMinutes: number.optional(),
    }),
    Target: z.strictObject({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string().optional(),
      DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
      RetryPolicy: z
        .strictObject({
          MaximumEventAgeInSeconds: number.optional(),
          MaximumRetryAttempts: number.optional(),
        })
        .optional(),
    }),
    ...passedOver('Description', 'KmsKeyArn'),
  }),
  ({ origin, name, properties, draft }) => {
    const { Target, FlexibleTimeWindow: window } = properties;
    const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: attempts } = Target.RetryPolicy ?? {};
    draft.model.schedules.push({
      ...origin,
      name,
      group: properties.GroupName,
      expression: properties.ScheduleExpression,
      enabled: properties.State === 'ENABLED',
      flexibleMinutes: window.Mode === 'FLEXIBLE' ? (window.MaximumWindowInMinutes ?? 0) : 0,
      ...(properties.ScheduleExpressionTimezone ? { zone: properties.ScheduleExpressionTimezone } : {}),
      ...(properties.StartDate ? { start: Date.parse(properties.StartDate) } : {}),
      ...(properties.EndDate ? { end: Date.parse(properties.EndDate) } : {}),
      target: {
        arn: Target.Arn,
        roleArn: Target.RoleArn,
        ...(Target.Input === undefined ? {} : { input: Target.Input }),
        ...(Target.DeadLetterConfig ? { deadLetterArn: Target.DeadLetterConfig.Arn } : {}),
        ...(Target.RetryPolicy
          ? {
              retry: {
                ...(age === undefined ? {} : { maximumEventAgeInSeconds: age }),
                ...(attempts === undefined ? {} : { maximumRetryAttempts: attempts }),
              },
            }
          : {}),
      },
    });
  },
);

const queue = reader(
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

const secret = reader(
  z
    .strictObject({
      Name: z.string().optional(),
      Description: z.string().optional(),
      GenerateSecretString: document.optional(),
      SecretString: z.string().optional(),
      ...passedOver('KmsKeyId', 'ReplicaRegions', 'Tags'),
    })
    .refine(
      ({ GenerateSecretString, SecretString }) =>
        (GenerateSecretString === undefined) !== (SecretString === undefined),
      {
        message: 'a secret needs GenerateSecretString or SecretString, and not both',
      },
    ),
  ({ origin, name, ref, properties, draft }) => {
    const { GenerateSecretString: generate, SecretString: secretString, Description } = properties;
    draft.model.secrets.push({
      ...origin,
      name,
      arn: ref,
      ...(Description ? { description: Description } : {}),
      first: generate ? { generate } : { secretString: secretString ?? '' },
    });
  },
);

const role = reader(
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

const policy = reader(
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

const queuePolicy = reader(
  z.strictObject({ PolicyDocument: document, Queues: textOrList }),
  ({ origin, properties, draft }) => {
    for (const queue of [properties.Queues].flat()) {
      draft.model.resourcePolicies.push({ ...origin, of: queue, document: properties.PolicyDocument });
    }
  },
);

const busPolicy = reader(
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

const key = reader(
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

const restApi = reader(
  z.strictObject({
    Name: z.string(),
    BinaryMediaTypes: z.array(z.string()).default([]),
    ...passedOver(
      'Description',
      'DisableExecuteApiEndpoint',
      'EndpointConfiguration',
      'MinimumCompressionSize',
      'Policy',
      'Tags',
      'SecurityPolicy',
      'EndpointAccessMode',
    ),
  }),
  ({ origin, ref, properties, draft }) => {
    draft.model.apis.push({
      ...origin,
      id: ref,
      name: properties.Name,
      stage: '',
      routes: [],
      binaryMediaTypes: properties.BinaryMediaTypes,
      gatewayResponses: {},
    });
  },
);

const apiResource = reader(
  z.strictObject({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() }),
  ({ ref, properties, draft }) => {
    draft.api.resources.push({
      id: ref,
      parentId: properties.ParentId,
      part: properties.PathPart,
      apiId: properties.RestApiId,
    });
  },
);

const INTEGRATION_URI =
  /^arn:aws:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;

const apiMethod = reader(
  z.strictObject({
    RestApiId: z.string(),
    ResourceId: z.string(),
    HttpMethod: z.string(),
    AuthorizationType: z.enum(['NONE', 'AWS_IAM'], 'the runtime has NONE and AWS_IAM'),
    ApiKeyRequired: z.literal(false).optional(),
    RequestParameters: z.record(z.string(), boolean).default({}),
    RequestValidatorId: z.string().optional(),
    Integration: z.strictObject({
      Type: z.literal('AWS_PROXY', 'the runtime has AWS_PROXY integrations only'),
      Uri: z.string().regex(INTEGRATION_URI, 'the Uri must be that of a Lambda function'),
      IntegrationHttpMethod: z.literal('POST'),
      TimeoutInMillis: number.default(29_000),
      Credentials: z.string().optional(),
      ...passedOver('ConnectionType', 'PassthroughBehavior'),
    }),
    ...passedOver('OperationName'),
  }),
  ({ origin, properties, draft }) => {
    const { Integration, RequestParameters } = properties;
    draft.api.methods.push({
      origin,
      apiId: properties.RestApiId,
      resourceId: properties.ResourceId,
      method: properties.HttpMethod,
      authorization: properties.AuthorizationType,
      functionArn: INTEGRATION_URI.exec(Integration.Uri)?.[1] ?? '',
      timeoutMs: Integration.TimeoutInMillis,
      parameters: Object.keys(RequestParameters)
        .filter((parameter) => RequestParameters[parameter])
        .map((parameter) => parameter.replace(/^method\.request\./, '')),
      ...(properties.RequestValidatorId ? { validatorId: properties.RequestValidatorId } : {}),
      hasRole: Integration.Credentials !== undefined,
    });
  },
);

const MethodSetting = z.strictObject({
  HttpMethod: z.string(),
  ResourcePath: z.string(),
  ThrottlingBurstLimit: number.optional(),
  ThrottlingRateLimit: number.optional(),
  CachingEnabled: z.literal(false).optional(),
  ...passedOver(
    'DataTraceEnabled',
    'LoggingLevel',
    'MetricsEnabled',
    'CacheDataEncrypted',
    'CacheTtlInSeconds',
  ),
});

const apiStage = reader(
  z.strictObject({
    RestApiId: z.string(),
    StageName: z.string(),
    DeploymentId: z.string(),
    MethodSettings: z.array(MethodSetting).default([]),
    ...passedOver('AccessLogSetting', 'ClientCertificateId', 'Description', 'Tags', 'TracingEnabled'),
  }),
  ({ origin, properties, draft }) => {
    draft.api.stages.push({
      apiId: properties.RestApiId,
      name: properties.StageName,
      settings: properties.MethodSettings,
      origin,
    });
  },
);

const apiDeployment = reader(
  z.strictObject({ RestApiId: z.string(), ...passedOver('Description') }),
  () => {},
);

const requestValidator = reader(
  z.strictObject({
    RestApiId: z.string(),
    Name: z.string().optional(),
    ValidateRequestParameters: boolean.default(false),
    // Without a model, and models are refused, there is nothing to validate a body against.
    ...passedOver('ValidateRequestBody'),
  }),
  ({ ref, properties, draft }) => {
    draft.api.validators.set(ref, properties.ValidateRequestParameters);
  },
);

/** Variables that templates of gateway responses may use here. */
const TEMPLATE_VARIABLES = new Set([
  '$context.error.message',
  '$context.error.messageString',
  '$context.error.responseType',
  '$context.requestId',
]);

const gatewayResponse = reader(
  z.strictObject({
    RestApiId: z.string(),
    ResponseType: z.string(),
    StatusCode: number.optional(),
    ResponseParameters: z
      .record(
        z
          .string()
          .regex(
            /^gatewayresponse\.header\.[A-Za-z0-9-]+$/,
            'only headers can be set: gatewayresponse.header.<name>',
          ),
        z.string().regex(/^'[^\r\n]*'$/, "only fixed values can be set, in quotes: 'value'"),
      )
      .default({}),
    ResponseTemplates: z.strictObject({ 'application/json': z.string() }).optional(),
  }),
  ({ properties, draft }) => {
    const template = properties.ResponseTemplates?.['application/json'];
    const variables = template?.match(/\$(?:context|stageVariables|input|util)[A-Za-z0-9_.]*/g) ?? [];
    const unknown = variables.find((variable) => !TEMPLATE_VARIABLES.has(variable));
    if (unknown) throw new Error(`the variable ${unknown} is not supported in ResponseTemplates`);
    draft.api.responses.push({
      apiId: properties.RestApiId,
      type: properties.ResponseType,
      response: {
        ...(properties.StatusCode === undefined ? {} : { status: properties.StatusCode }),
        headers: Object.fromEntries(
          Object.entries(properties.ResponseParameters).map(([name, value]) => [
            name.replace('gatewayresponse.header.', ''),
            value.slice(1, -1),
          ]),
        ),
        ...(template === undefined ? {} : { template }),
      },
    });
  },
);

/** How each type that has a meaning on one machine is read. */
export const READERS: Readonly<Record<string, ResourceReader>> = {
  'AWS::ApiGateway::Deployment': apiDeployment,
  'AWS::ApiGateway::GatewayResponse': gatewayResponse,
  'AWS::ApiGateway::Method': apiMethod,
  'AWS::ApiGateway::RequestValidator': requestValidator,
  'AWS::ApiGateway::Resource': apiResource,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': apiStage,
  'AWS::DynamoDB::GlobalTable': globalTable,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Archive': archive,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::EventBusPolicy': busPolicy,
  'AWS::Events::Rule': rule,
  'AWS::IAM::ManagedPolicy': policy,
  'AWS::IAM::Policy': policy,
  'AWS::IAM::Role': role,
  'AWS::KMS::Key': key,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Lambda::Version': version,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::Scheduler::Schedule': schedule,
  'AWS::SecretsManager::Secret': secret,
  'AWS::StepFunctions::StateMachine': stateMachine,
};

/** Types that have no meaning on one machine, with why. */
export const PASSED_OVER: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Account': 'the role with which API Gateway writes its logs',
  'AWS::ApiGateway::BasePathMapping': 'pages are at the root of their port here',
  'AWS::ApiGateway::DomainName': 'the address of the pages is given to the template here',
  'AWS::CDK::Metadata': 'which constructs were used',
  'AWS::CloudWatch::Alarm': 'nobody is on call here',
  'AWS::CloudWatch::CompositeAlarm': 'nobody is on call here',
  'AWS::CloudWatch::Dashboard': 'there are no metrics here',
  'AWS::KMS::Alias': 'nothing is encrypted here',
  'AWS::Logs::LogGroup': 'logs are files in the data folder',
  'AWS::Logs::MetricFilter': 'there are no metrics here',
  'AWS::Logs::QueryDefinition': 'logs are files in the data folder',
  'AWS::Logs::ResourcePolicy': 'logs are files in the data folder',
  'AWS::Route53::RecordSet': 'the address of the pages is given to the template here',
  'AWS::SES::ConfigurationSet': 'the mailbox takes every mail',
  'AWS::SES::EmailIdentity': 'the mailbox takes every mail',
  'AWS::SNS::Subscription': 'only alarms are published, and nobody is on call here',
  'AWS::SNS::Topic': 'only alarms are published, and nobody is on call here',
  'AWS::SNS::TopicPolicy': 'only alarms are published, and nobody is on call here',
  'AWS::Scheduler::ScheduleGroup': 'a name that schedules share',
  'AWS::WAFv2::WebACL': 'nothing but this machine reaches the pages here',
  'AWS::WAFv2::WebACLAssociation': 'nothing but this machine reaches the pages here',
};

/** The limits of a method: its own setting, else that of its stage, else those of an AWS account. */
export function throttleOf(
  settings: z.infer<typeof MethodSetting>[],
  path: string,
  method: string,
): Throttle {
  const throttle = { rate: 10_000, burst: 5_000 };
  // From the widest to the narrowest, so that the narrowest is what stays.
  for (const [wantedPath, wantedMethod] of [
    ['*', '*'],
    [path, '*'],
    [path, method],
  ]) {
    for (const setting of settings) {
      const settingPath =
        setting.ResourcePath === '/*' ? '*' : setting.ResourcePath.slice(1).replaceAll('~1', '/');
      if (settingPath !== wantedPath || setting.HttpMethod !== wantedMethod) continue;
      throttle.rate = setting.ThrottlingRateLimit ?? throttle.rate;
      throttle.burst = setting.ThrottlingBurstLimit ?? throttle.burst;
    }
  }
  return throttle;
}
