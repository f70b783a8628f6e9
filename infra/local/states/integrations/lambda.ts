/** Lambda functions as tasks: by their ARN, and by `lambda:invoke`. */
import type { LambdaReply } from '../../lambda/invoke.ts';
import { isObject, type Json } from '../json.ts';
import { type Call, type CallOutcome, sdkMetadata } from './integration.ts';

/** A reply whose error document may be given as the function's runtime wrote it, whatever its language. */
export type TaskReply = LambdaReply & { document?: string };

/** Calls a function; as the runtime's own `InvokeLambda`, which fits. */
export type InvokeTask = (functionArnOrName: string, payload: unknown) => Promise<TaskReply>;

/** Runs a task whose Resource is the function itself: arguments in, payload out. */
export async function callFunction(invoke: InvokeTask, arn: string, call: Call): Promise<CallOutcome> {
  const reply = await invoke(arn, call.arguments);
  return reply.ok ? { ok: true, output: asJson(reply.payload) } : failure(arn, reply, call);
}

/** Runs a task by `lambda:invoke`: the payload comes wrapped in the answer of the Invoke API. */
export async function invokeFunction(invoke: InvokeTask, call: Call): Promise<CallOutcome> {
  const { FunctionName: name, Payload: payload } = isObject(call.arguments) ? call.arguments : {};
  if (typeof name !== 'string' || name === '') {
    return {
      ok: false,
      error: 'States.Runtime',
      cause: `The argument FunctionName of lambda:invoke must be a function's name or ARN but was: ${JSON.stringify(name)}`,
    };
  }
  const reply = await invoke(name, payload ?? {});
  if (!reply.ok) return failure(name, reply, call);
  const output = asJson(reply.payload);
  const headers = { 'Content-Type': 'application/json', 'X-Amz-Executed-Version': '$LATEST' };
  return {
    ok: true,
    output: {
      ExecutedVersion: '$LATEST',
      Payload: output,
      ...sdkMetadata(call.requestId, headers),
      StatusCode: 200,
    },
  };
}

function failure(name: string, reply: TaskReply & { ok: false }, call: Call): CallOutcome {
  if (reply.unknownFunction) {
    const arn = name.startsWith('arn:')
      ? name
      : `arn:aws:lambda:${call.region}:${call.account}:function:${name}`;
    return {
      ok: false,
      error: 'Lambda.ResourceNotFoundException',
      cause:
        `Function not found: ${arn}:$LATEST (Service: AWSLambda; Status Code: 404; ` +
        `Error Code: ResourceNotFoundException; Request ID: ${call.requestId}; Proxy: null)`,
    };
  }
  const { errorType, errorMessage, trace = [] } = reply;
  return {
    ok: false,
    error: errorType,
    cause: reply.document ?? JSON.stringify({ errorType, errorMessage, trace }),
  };
}

/** A handler that returns nothing answers null. */
function asJson(payload: unknown): Json {
  return payload === undefined ? null : (payload as Json);
}
