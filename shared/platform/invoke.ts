/**
 * Asynchronous invocation of another function. The SDK's Lambda client would add 100 KB to every bundle for this one
 * call, because its schemas cannot be shaken out; the signature, the credentials and the endpoint are the SDK's own.
 */
import { SignatureV4 } from '@smithy/signature-v4';
import { CallRefused, PassingInvokeFault } from '../faults/faults.ts';
import { clock } from './clock.ts';
import { documents } from './table.ts';

/** Calls before the invocation counts as failed. */
const MOST_CALLS = 3;

/** Pause before the second call, in milliseconds; it doubles. */
const FIRST_PAUSE = 50;

/** A call that takes longer has failed, in milliseconds. */
const LONGEST_CALL = 5_000;

/** Hands a payload to a function and does not wait for its answer. */
export type Invoke = (functionName: string, payload: unknown) => Promise<void>;

/** Invokes a function, by name or ARN, with InvocationType Event. */
export const invokeAsync: Invoke = async (functionName, payload) => {
  const url = await urlOf(functionName);
  const body = JSON.stringify(payload);
  let cause: unknown;
  for (let call = 1; call <= MOST_CALLS; call++) {
    if (call > 1) await clock.pause(Math.random() * FIRST_PAUSE * 2 ** (call - 1));
    const headers = await signed(url, body);
    let answer: Response;
    try {
      answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(LONGEST_CALL) });
      await answer.body?.cancel();
    } catch (error) {
      cause = error;
      continue;
    }
    if (answer.status === 202) return;
    const code = answer.headers.get('x-amzn-errortype')?.split(':')[0] ?? `HTTP ${answer.status}`;
    if (answer.status < 500 && answer.status !== 429)
      throw new CallRefused('Lambda', `${code} for ${functionName}`);
    cause = new Error(code);
  }
  throw new PassingInvokeFault(`Lambda could not take the invocation of ${functionName}.`, { cause });
};

/** Where the function is invoked; https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function urlOf(functionName: string): Promise<URL> {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const configured = process.env.AWS_ENDPOINT_URL_LAMBDA ?? process.env.AWS_ENDPOINT_URL;
  if (configured !== undefined) return new URL(path, configured);
  const { config } = documents();
  const region = await config.region();
  // The SDK knows the domain of each partition: the same as DynamoDB's, but for the name of the service.
  const { url } = config.endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false });
  return new URL(path, url.origin.replace('//dynamodb.', '//lambda.'));
}

async function signed(url: URL, body: string): Promise<Record<string, string>> {
  const { credentials, region, sha256 } = documents().config;
  const signer = new SignatureV4({ service: 'lambda', credentials, region, sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: {},
    headers: { host: url.host, 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body,
  });
  const { host: _, ...others } = headers;
  return others;
}
