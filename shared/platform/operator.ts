/** What the commands of operations share: where they go, how a function is asked, and why nobody was reached. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CannotBeDone, WrongUse } from './command-line.ts';

/** Settings of an SDK client for AWS, or for the endpoint that was named. */
export function clientAt(endpoint: string | undefined) {
  if (endpoint === undefined) return {};
  const signsItself = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined;
  return {
    endpoint,
    region: process.env.AWS_REGION ?? 'us-east-1',
    // An endpoint that was named by hand need not know AWS's credentials.
    ...(signsItself ? {} : { credentials: { accessKeyId: 'none', secretAccessKey: 'none' } }),
  };
}

/** What a function answered. */
export interface Answered {
  readonly failed: boolean;
  readonly payload: unknown;
}

/** Invokes a function and waits for its answer. */
export async function askFunction(
  functionName: string,
  request: unknown,
  endpoint: string | undefined,
): Promise<Answered> {
  const lambda = new LambdaClient(clientAt(endpoint));
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) });
  const { FunctionError, Payload } = await lambda.send(command);
  return { failed: FunctionError !== undefined, payload: JSON.parse(new TextDecoder().decode(Payload)) };
}

/** Why a function failed that was reached: what it refuses was asked wrongly, anything else is a fault of ours. */
export function failure(functionName: string, payload: unknown): Error {
  const { errorType, errorMessage } = payload as Record<string, string | undefined>;
  if (errorType === 'InputRefused') return new WrongUse(errorMessage ?? errorType);
  return new Error(`${functionName} failed: ${errorType}: ${errorMessage}`);
}

/** Why nobody was reached, in words that say what to do. */
export function unreached(fault: unknown, endpoint: string | undefined): Error {
  const { name, message, cause } = fault as Error;
  const place = endpoint ?? process.env.AWS_ENDPOINT_URL;
  if (/Region is missing/.test(message)) {
    return new WrongUse(
      'No region is set; set AWS_REGION, or name a runtime with --endpoint http://127.0.0.1:4510.',
      { cause: fault },
    );
  }
  if (name === 'CredentialsProviderError') {
    return new WrongUse('No credentials are set; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret.', {
      cause: fault,
    });
  }
  const { code = name } = (cause ?? fault) as { code?: string };
  const local = place !== undefined && /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])/.test(place);
  const advice = local
    ? ' Start the runtime with npm start, or name another address with --endpoint URL.'
    : '';
  return new CannotBeDone(`${place ?? 'AWS'} gave no answer (${message || code}).${advice}`, {
    cause: fault,
  });
}
