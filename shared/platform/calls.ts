/** How all AWS clients are called, and what their errors mean to us. */
import {
  CallRefused,
  Fault,
  PassingBusFault,
  PassingInvokeFault,
  PassingMailFault,
  PassingSecretFault,
  PassingStoreFault,
  PassingWorkflowFault,
} from '../faults/faults.ts';

/** Settings of every client: a call that hangs fails while the function still has time to say so. */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/** Services that the functions call. */
export type ServiceName =
  | 'DynamoDB'
  | 'Step Functions'
  | 'SES'
  | 'EventBridge'
  | 'Secrets Manager'
  | 'Lambda';

const passing: Record<ServiceName, new (message: string, options?: ErrorOptions) => Fault> = {
  DynamoDB: PassingStoreFault,
  'Step Functions': PassingWorkflowFault,
  SES: PassingMailFault,
  EventBridge: PassingBusFault,
  'Secrets Manager': PassingSecretFault,
  Lambda: PassingInvokeFault,
};

/** Codes below 500 that pass by themselves: throttles, and contention over an item. */
const passingCodes = new Set([
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingError',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'InternalServerError',
  'InternalServiceError',
  'ServiceUnavailable',
  'RequestTimeout',
  'RequestTimeoutException',
  'KMSThrottlingException',
  'KmsThrottlingException',
]);

/** Codes of a connection that failed before any answer came. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'TimeoutError',
]);

interface AwsError {
  readonly name: string;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: unknown;
}

/** Whether the same call may succeed later: throttled, failed on the other side, or never answered. */
export function passes(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code, $metadata, $retryable } = error as AwsError;
  if (passingCodes.has(name) || connectionCodes.has(name)) return true;
  if (typeof code === 'string' && connectionCodes.has(code)) return true;
  const status = $metadata?.httpStatusCode;
  return (status !== undefined && (status >= 500 || status === 429)) || Boolean($retryable);
}

/** The fault that an error of a service is to us; faults of our own stay as they are. */
export function faultOf(error: unknown, service: ServiceName): Fault {
  if (error instanceof Fault) return error;
  const code = error instanceof Error ? error.name : typeof error;
  if (passes(error)) return new passing[service](`${service} could not answer: ${code}.`, { cause: error });
  return new CallRefused(service, code, { cause: error });
}

/** Runs a call and turns its error into a fault. */
export async function called<T>(service: ServiceName, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw faultOf(error, service);
  }
}
