/** Lambda's REST API, as far as the runtime offers it: Invoke. */
import { ServiceFault, type WireReply, type WireRequest, type WireService } from '../gateway/service.ts';
import { LARGEST_EVENT, LARGEST_PAYLOAD, type Lambda } from './lambda.ts';

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Speaks Lambda's REST protocol for the functions of `lambda`. */
export function lambdaApi(lambda: Lambda): WireService {
  return async (request) => {
    try {
      return await invoke(lambda, request);
    } catch (fault) {
      if (!(fault instanceof ServiceFault)) throw fault;
      return {
        status: fault.status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': fault.code },
        body: JSON.stringify({
          Type: 'User',
          message: fault.message,
          Message: fault.message,
          ...fault.fields,
        }),
      };
    }
  };
}

async function invoke(
  lambda: Lambda,
  { method, path, query, headers, body }: WireRequest,
): Promise<WireReply> {
  const name = INVOKE.exec(path)?.[1];
  if (name === undefined || method !== 'POST') {
    const message = `The runtime offers Invoke of Lambda, not ${method} ${path}.`;
    throw new ServiceFault('UnknownOperationException', message, 404);
  }
  const qualifier = query.get('Qualifier');
  const spec = lambda.find(decoded(name) + (qualifier ? `:${qualifier}` : ''));
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event' && type !== 'DryRun') {
    const message = `InvocationType must be RequestResponse, Event or DryRun, not ${type}.`;
    throw new ServiceFault('InvalidParameterValueException', message);
  }
  const largest = type === 'Event' ? LARGEST_EVENT : LARGEST_PAYLOAD;
  if (body.length > largest) {
    const message = `${body.length} byte payload is too large for the ${type} invocation type (limit ${largest} bytes)`;
    throw new ServiceFault('RequestTooLargeException', message, 413);
  }
  const payload = body.length === 0 ? '{}' : body.toString('utf8');
  try {
    JSON.parse(payload);
  } catch (cause) {
    const message = `Could not parse request body into json: ${(cause as Error).message}`;
    throw new ServiceFault('InvalidRequestContentException', message);
  }
  if (spec.concurrency === 0) {
    throw new ServiceFault('TooManyRequestsException', 'Rate Exceeded.', 429, {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  }
  if (type === 'DryRun') return { status: 204 };
  if (type === 'Event') {
    return { status: 202, headers: { 'x-amzn-requestid': lambda.accept(spec, payload) } };
  }
  const { requestId, reply, logTail } = await lambda.invokeText(spec, payload);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
      ...(headers['x-amz-log-type'] === 'Tail'
        ? { 'x-amz-log-result': Buffer.from(logTail).toString('base64') }
        : {}),
      ...(reply.ok ? {} : { 'x-amz-function-error': 'Unhandled' }),
    },
    body: JSON.stringify(
      reply.ok
        ? reply.payload
        : { errorType: reply.errorType, errorMessage: reply.errorMessage, trace: reply.trace ?? [] },
    ),
  };
}

/** A name that cannot be decoded is the name of nothing. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
