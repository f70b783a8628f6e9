/** What a Task's Resource means: a Lambda function, or an API of a service and how to wait for it. */

/** How a Task waits: for the answer, for the job to end (`.sync`, `.sync:2`), or for a call back with its token. */
export type Pattern = 'request' | 'sync' | 'sync2' | 'token';

/** A Resource taken apart. */
export type Resource =
  | { kind: 'function'; arn: string }
  | { kind: 'service'; service: string; api: string; pattern: Pattern };

/** What the runtime knows of an integration before it is called. */
export interface IntegrationShape {
  patterns: Pattern[];
  required: string[];
  optional: string[];
  /** The service of the runtime that answers it; Lambda functions and executions are always there. */
  needs?: 'sqs' | 'events' | 'dynamodb';
}

const item = ['ReturnConsumedCapacity'];
const write = [
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
  'ReturnValues',
  'ReturnValuesOnConditionCheckFailure',
];

/** Every integration that can run here, by `service:api`. */
export const INTEGRATIONS: Readonly<Record<string, IntegrationShape>> = {
  'lambda:invoke': {
    patterns: ['request', 'token'],
    required: ['FunctionName'],
    optional: ['Payload', 'InvocationType', 'Qualifier', 'ClientContext', 'LogType'],
  },
  'states:startExecution': {
    patterns: ['request', 'sync', 'sync2', 'token'],
    required: ['StateMachineArn'],
    optional: ['Input', 'Name', 'TraceHeader'],
  },
  'sqs:sendMessage': {
    patterns: ['request', 'token'],
    required: ['QueueUrl', 'MessageBody'],
    optional: [
      'DelaySeconds',
      'MessageAttributes',
      'MessageDeduplicationId',
      'MessageGroupId',
      'MessageSystemAttributes',
    ],
    needs: 'sqs',
  },
  'events:putEvents': {
    patterns: ['request', 'token'],
    required: ['Entries'],
    optional: ['EndpointId'],
    needs: 'events',
  },
  'dynamodb:getItem': {
    patterns: ['request'],
    required: ['TableName', 'Key'],
    optional: [
      ...item,
      'AttributesToGet',
      'ConsistentRead',
      'ExpressionAttributeNames',
      'ProjectionExpression',
    ],
    needs: 'dynamodb',
  },
  'dynamodb:putItem': {
    patterns: ['request'],
    required: ['TableName', 'Item'],
    optional: write,
    needs: 'dynamodb',
  },
  'dynamodb:deleteItem': {
    patterns: ['request'],
    required: ['TableName', 'Key'],
    optional: write,
    needs: 'dynamodb',
  },
  'dynamodb:updateItem': {
    patterns: ['request'],
    required: ['TableName', 'Key'],
    optional: [...write, 'UpdateExpression'],
    needs: 'dynamodb',
  },
};

const SUFFIXES: Record<string, Pattern> = {
  '': 'request',
  '.sync': 'sync',
  '.sync:2': 'sync2',
  '.waitForTaskToken': 'token',
};
const SERVICE = /^arn:aws[a-z-]*:states:[a-z0-9-]*:[0-9]*:((?:aws-sdk:)?[a-z0-9-]+):([a-zA-Z]+)(.*)$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[a-zA-Z0-9-_]+(:[a-zA-Z0-9$_-]+)?$/;

/** Takes a Resource apart; undefined when it is neither a function nor a service's API. */
export function parseResource(resource: string): Resource | undefined {
  if (FUNCTION.test(resource)) return { kind: 'function', arn: resource };
  const [, service, api, suffix] = SERVICE.exec(resource) ?? [];
  const pattern = SUFFIXES[suffix ?? ''];
  if (!service || !api || !pattern || service === 'activity') return undefined;
  return { kind: 'service', service, api, pattern };
}
