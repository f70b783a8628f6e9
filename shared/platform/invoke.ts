/** Asynchronous invocation of another function. */
import { CallRefused, PassingInvokeFault } from '../faults/faults.ts';
import { backOff, clock } from './clock.ts';
import { functionName } from './env.ts';
import { signedPost, urlOf } from './signed-post.ts';

/** Calls before the invocation counts as failed. */
const MOST_CALLS = 3;

/** Pause before the second call, in milliseconds; it doubles. */
const FIRST_PAUSE = 50;

/** Hands a payload to a function and does not wait for its answer. */
export type Invoke = (functionName: string, payload: unknown) => Promise<void>;

/** Invokes a function, by name or ARN, with InvocationType Event. */
export const invokeAsync: Invoke = async (functionName, payload) => {
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const url = await urlOf('lambda', path);
  const headers = { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' };
  const body = JSON.stringify(payload);
  let cause: unknown;
  for (let call = 1; call <= MOST_CALLS; call++) {
    if (call > 1) await backOff(clock, call, FIRST_PAUSE);
    let answer: Response;
    try {
      answer = await signedPost('lambda', url, headers, body);
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

/** Has the function that runs go on with the rest in another run of its own. */
export const goOnWith = (payload: unknown): Promise<void> => invokeAsync(functionName() ?? '', payload);
