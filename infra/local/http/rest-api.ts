/** API Gateway: a REST API of the assembly, each request an event to the function behind its route. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import type { RestApiModel } from '../assembly/model.ts';
import type { Clock } from '../clock/clock.ts';
import { afterRealMs } from '../clock/machine.ts';
import { BodyTooLarge, readBody } from '../gateway/body.ts';
import { isSigned } from '../gateway/gateway.ts';
import { isCrossSite, isLoopbackHost } from '../gateway/loopback.ts';
import type { InvokeLambda, LambdaReply } from '../lambda/invoke.ts';
import { type GatewayResponseType, gatewayAnswer } from './gateway-responses.ts';
import { proxyAnswer, proxyEvent } from './proxy-event.ts';
import { routeMatcher } from './routes.ts';
import { tokenBucket } from './token-bucket.ts';

/** Largest request body, in bytes. */
const LARGEST_BODY = 10 * 1024 * 1024;

/** Largest request line and headers together, in bytes. */
export const LARGEST_HEADERS = 10_240;

/**
 * Through which door a request came: on the public one, methods with AWS_IAM need a signed request; on the
 * operator's, whoever sits at this machine counts as signed in.
 */
export type Entrance = 'public' | 'operator';

/** Answers the requests of one REST API at an entrance. */
export function restApiListener(options: {
  api: RestApiModel;
  account: string;
  entrance: Entrance;
  clock: Clock;
  invoke: InvokeLambda;
  /** Hears why an answer was a 5XX. */
  report: (fault: unknown, what: string) => void;
}): RequestListener {
  const { api, clock, entrance } = options;
  const find = routeMatcher(api.routes);
  const buckets = new Map(api.routes.map((route) => [route, tokenBucket(route.throttle, clock)]));

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const refuse = (type: GatewayResponseType, message?: string) => {
      const { status, headers, body } = gatewayAnswer(api.gatewayResponses, type, requestId, message);
      send(response, requestId, status, headers, Buffer.from(body));
    };
    if (!isLoopbackHost(request.headers.host)) {
      const text = 'This address answers to its own machine only, by the name localhost or 127.0.0.1.';
      send(response, requestId, 403, { 'content-type': 'text/plain' }, Buffer.from(text));
      return;
    }
    const signed = entrance === 'operator' ? !isCrossSite(request) : isSigned(request.headers.authorization);
    if (!request.url?.startsWith('/')) return refuse('DEFAULT_4XX');
    // Put together as text: a path that begins with two slashes must not pass for a host.
    const url = new URL(`http://${request.headers.host}${request.url}`);
    const match = find(request.method ?? 'GET', url.pathname);
    if (!match || (match.route.authorization === 'AWS_IAM' && !signed))
      return refuse('MISSING_AUTHENTICATION_TOKEN');
    const { route } = match;
    if (!buckets.get(route)?.()) return refuse('THROTTLED');
    const missing = route.required.filter((parameter) => !isPresent(parameter, request, url));
    if (missing.length > 0) {
      const names = missing.map((parameter) => parameter.replace(/^\w+\./, '')).join(', ');
      return refuse('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${names}]`);
    }

    let event: object;
    try {
      const body = await readBody(request, LARGEST_BODY);
      const { account } = options;
      event = proxyEvent({ api, account, requestId, at: clock.now(), request, url, match, body, signed });
    } catch (fault) {
      if (fault instanceof BodyTooLarge) {
        response.setHeader('connection', 'close');
        return refuse('REQUEST_TOO_LARGE');
      }
      if (fault instanceof URIError) return refuse('DEFAULT_4XX');
      throw fault;
    }
    const what = `${route.method} ${route.path}`;
    const reply = await within(route.timeoutMs, options.invoke(route.functionArn, event));
    if (!reply) {
      options.report(new Error(`no answer within ${route.timeoutMs} ms`), what);
      return refuse('INTEGRATION_TIMEOUT');
    }
    const accepted = reply.ok
      ? proxyAnswer(reply.payload, api.binaryMediaTypes, String(request.headers.accept ?? ''))
      : undefined;
    if (!accepted) {
      const why = reply.ok
        ? 'the answer is not that of a Lambda proxy integration'
        : `${reply.errorType}: ${reply.errorMessage}`;
      options.report(new Error(why), what);
      return refuse('INTEGRATION_FAILURE');
    }
    try {
      send(response, requestId, accepted.status, accepted.headers, accepted.body);
    } catch (fault) {
      // A header that HTTP does not allow.
      options.report(fault, what);
      refuse('INTEGRATION_FAILURE');
    }
  };

  return (request, response) => {
    const done = clock.busy();
    answer(request, response)
      .catch((fault: unknown) => {
        if (!request.complete) return;
        options.report(fault, `${request.method} of ${api.name}`);
        const { status, headers, body } = gatewayAnswer(api.gatewayResponses, 'INTEGRATION_FAILURE', '-');
        send(response, '-', status, headers, Buffer.from(body));
      })
      .finally(done);
  };
}

/** The answer of a function, or undefined once its time is up; the function itself runs on. */
async function within(ms: number, reply: Promise<LambdaReply>): Promise<LambdaReply | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const stop = afterRealMs(ms, () => resolve(undefined));
  try {
    return await Promise.race([reply, late]);
  } finally {
    stop();
  }
}

function isPresent(parameter: string, request: IncomingMessage, url: URL): boolean {
  const [place, ...rest] = parameter.split('.');
  const name = rest.join('.');
  if (place === 'querystring') return url.searchParams.get(name) !== null;
  if (place === 'header') return request.headers[name.toLowerCase()] !== undefined;
  // A route only matches when its path parameters are there.
  return place === 'path';
}

function send(
  response: ServerResponse,
  requestId: string,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Buffer,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'x-amzn-requestid': requestId, ...headers, 'content-length': body.length });
  response.end(body);
}
