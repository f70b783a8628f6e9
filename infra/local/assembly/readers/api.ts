/** REST APIs: resources, methods, stages and what they answer themselves. */
import * as z from 'zod';
import type { Throttle } from '../model.ts';
import { boolean, number, passedOver, reader } from '../reading.ts';

/** `AWS::ApiGateway::RestApi`. */
export const restApi = reader(
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

/** `AWS::ApiGateway::Resource`. */
export const apiResource = reader(
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

/** `AWS::ApiGateway::Method`. */
export const apiMethod = reader(
  z.strictObject({
    RestApiId: z.string(),
    ResourceId: z.string(),
    HttpMethod: z.string(),
    AuthorizationType: z.enum(['NONE', 'AWS_IAM'], 'the runtime has NONE and AWS_IAM'),
    ApiKeyRequired: z.literal(false).optional(),
    RequestParameters: z.record(z.string(), boolean).default({}),
    RequestValidatorId: z.string().optional(),
    RequestModels: z.record(z.string(), z.string()).optional(),
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
    const { Integration, RequestModels, RequestParameters } = properties;
    if (RequestModels !== undefined && properties.RequestValidatorId !== undefined)
      throw new Error('RequestModels beside a validator: the runtime checks no bodies');
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

/** A setting of a stage for some of its methods. */
export const MethodSetting = z.strictObject({
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
export type MethodSetting = z.infer<typeof MethodSetting>;

/** `AWS::ApiGateway::Stage`. */
export const apiStage = reader(
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

/** `AWS::ApiGateway::Deployment`. */
export const apiDeployment = reader(
  z.strictObject({ RestApiId: z.string(), ...passedOver('Description') }),
  () => {},
);

/** `AWS::ApiGateway::RequestValidator`. */
export const requestValidator = reader(
  z.strictObject({
    RestApiId: z.string(),
    Name: z.string().optional(),
    ValidateRequestParameters: boolean.default(false),
    // Without a model, and beside a validator models are refused, there is nothing to validate a body against.
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

/** `AWS::ApiGateway::GatewayResponse`. */
export const gatewayResponse = reader(
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

/** The limits of a method: its own setting, else that of its stage, else those of an AWS account. */
export function throttleOf(settings: MethodSetting[], path: string, method: string): Throttle {
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
