/** The AWS endpoint of the runtime: one HTTP door that speaks the wire protocols of the services behind it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import type { Clock } from '../clock/clock.ts';
import { BodyTooLarge, readBody } from './body.ts';
import { isLoopbackHost } from './loopback.ts';
import {
  type JsonService,
  ServiceFault,
  type StreamReply,
  type StreamService,
  type WireReply,
  type WireService,
} from './service.ts';

/** Largest request body; DynamoDB's batch writes of 16 MB are the largest that AWS takes. */
const LARGEST_BODY = 16 * 1024 * 1024;

/** Form of a SigV4 header; group 1 is the service of the credential scope. */
const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=[^\s,/]+\/\d{8}\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$/;

/** A service that is found by the prefix of `X-Amz-Target`. */
export interface TargetedService {
  call: JsonService;
  /** Put before error codes, as the service itself does; the SDKs strip it. */
  errorPrefix?: string;
  /** Operations that wait on the clock themselves: while one of them runs, time may pass. */
  patient?: readonly string[];
}

/** The services behind the gateway. */
export interface GatewayServices {
  /** By the part of `X-Amz-Target` before the dot, e.g. `DynamoDB_20120810`. */
  targets: Readonly<Record<string, TargetedService>>;
  /** By the first segment of the path, e.g. `2015-03-31` for Lambda. */
  paths: Readonly<Record<string, WireService>>;
  /** By the service of the credential scope, for form bodies, e.g. `ses`. */
  forms: Readonly<Record<string, WireService>>;
  /** By the service of the credential scope, for bodies that are too large to hold, e.g. `s3`. */
  streams?: Readonly<Record<string, StreamService>>;
}

/** Whether an Authorization header has the form of SigV4; the signature itself is not checked. */
export function isSigned(authorization: string | undefined): boolean {
  return authorization !== undefined && SIGNED.test(authorization);
}

/**
 * Answers AWS requests. A request must be signed in form and addressed to this machine: no web page can send
 * an Authorization header here without asking first, and nobody answers its question.
 */
export function gatewayListener(
  services: GatewayServices,
  clock: Clock,
  report: (fault: unknown, what: string) => void = () => {},
): RequestListener {
  return (request, response) => {
    void answer(services, clock, report, request, response);
  };
}

async function answer(
  services: GatewayServices,
  clock: Clock,
  report: (fault: unknown, what: string) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const done = clock.busy();
  const requestId = randomUUID();
  try {
    const stream = own(services.streams ?? {}, scopeOf(request) ?? '');
    if (stream && isLoopbackHost(request.headers.host)) {
      await sendStream(request, response, await stream(streamed(request)));
      return;
    }
    const { reply, what, fault } = await route(services, request, requestId, done);
    if (fault) report(fault, what);
    send(response, requestId, reply);
  } catch (fault) {
    if (!request.complete) return;
    report(fault, `${request.method} ${request.url}`);
    send(response, requestId, jsonFault(new ServiceFault('InternalServerError', 'The runtime failed.', 500)));
  } finally {
    done();
  }
}

/** The service in the credential scope of a signed request. */
const scopeOf = ({ headers }: IncomingMessage): string | undefined =>
  SIGNED.exec(headers.authorization ?? '')?.[1];

function streamed(request: IncomingMessage) {
  // As sent: a URL would be normalized, and `a/../b` is a key like any other.
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: request,
  };
}

interface Routed {
  reply: WireReply;
  what: string;
  /** Set when the fault is the runtime's own and not an answer of the service. */
  fault?: unknown;
}

async function route(
  services: GatewayServices,
  request: IncomingMessage,
  requestId: string,
  done: () => void,
): Promise<Routed> {
  const { headers } = request;
  const url = new URL(request.url ?? '/', 'http://runtime');
  const what = String(headers['x-amz-target'] ?? `${request.method} ${url.pathname}`);
  if (!isLoopbackHost(headers.host)) {
    const message = `The runtime answers on loopback only; Host was ${headers.host ?? 'absent'}.`;
    return { what, reply: jsonFault(new ServiceFault('AccessDeniedException', message, 403)) };
  }
  const scope = scopeOf(request);
  if (scope === undefined) {
    const message =
      'The request is not signed with AWS4-HMAC-SHA256; any key will do, but an SDK must sign it.';
    return { what, reply: jsonFault(new ServiceFault('MissingAuthenticationTokenException', message, 403)) };
  }
  let body: Buffer;
  try {
    body = await readBody(request, LARGEST_BODY);
  } catch (cause) {
    if (!(cause instanceof BodyTooLarge)) throw cause;
    const fault = new ServiceFault('RequestEntityTooLargeException', cause.message, 413);
    return {
      what,
      reply: { ...jsonFault(fault), headers: { ...jsonFault(fault).headers, connection: 'close' } },
    };
  }

  const target = headers['x-amz-target'];
  if (typeof target === 'string')
    return { ...(await callTargeted(services, target, headers, body, done)), what };
  const wire = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body,
  };
  const byPath = own(services.paths, url.pathname.split('/')[1] ?? '');
  if (byPath) return { what, reply: await byPath(wire) };
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const byForm = own(services.forms, scope);
    if (byForm) return { what, reply: await byForm(wire) };
    const action = new URLSearchParams(body.toString('utf8')).get('Action');
    const message = `The runtime does not offer ${scope}:${action}; of the form services it has ${Object.keys(services.forms).join(', ')}.`;
    return { what, reply: queryFault('InvalidAction', message, requestId) };
  }
  const message = `The runtime does not offer ${scope}: ${request.method} ${url.pathname}.`;
  return { what, reply: jsonFault(new ServiceFault('UnknownOperationException', message, 404)) };
}

async function callTargeted(
  services: GatewayServices,
  target: string,
  headers: IncomingMessage['headers'],
  body: Buffer,
  done: () => void,
): Promise<{ reply: WireReply; fault?: unknown }> {
  const type = headers['content-type'] ?? '';
  const contentType = /^application\/x-amz-json-1\.[01]$/.exec(type)?.[0];
  if (!contentType) {
    const message = `The runtime takes application/x-amz-json-1.0 and 1.1 for ${target}, not ${type || 'no content type'}.`;
    return { reply: jsonFault(new ServiceFault('UnsupportedMediaTypeException', message, 415)) };
  }
  const [prefix = '', operation = ''] = target.split('.');
  const service = own(services.targets, prefix);
  if (!service || operation === '') {
    const message = `The runtime does not offer ${target}; it has ${Object.keys(services.targets).join(', ')}.`;
    return { reply: jsonFault(new ServiceFault('UnknownOperationException', message), contentType) };
  }
  let input: unknown;
  try {
    input = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch (cause) {
    const message = `The body of ${target} is not JSON: ${(cause as Error).message}`;
    return { reply: jsonFault(new ServiceFault('SerializationException', message), contentType) };
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const message = `The body of ${target} must be a JSON object.`;
    return { reply: jsonFault(new ServiceFault('SerializationException', message), contentType) };
  }
  if (service.patient?.includes(operation)) done();
  try {
    const output = await service.call(operation, input as Record<string, unknown>);
    return { reply: { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(output) } };
  } catch (fault) {
    if (fault instanceof ServiceFault) return { reply: jsonFault(fault, contentType, service.errorPrefix) };
    const own = new ServiceFault('InternalServerError', `The runtime failed in ${target}; see its log.`, 500);
    return { reply: jsonFault(own, contentType, service.errorPrefix), fault };
  }
}

/** What a request names must be there by itself: `constructor` is in every object. */
function own<T>(all: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined;
}

/** An error in the shape of the AWS JSON protocols. */
function jsonFault(
  fault: ServiceFault,
  contentType = 'application/x-amz-json-1.0',
  prefix = '',
): WireReply & { headers: Record<string, string> } {
  return {
    status: fault.status,
    headers: { 'content-type': contentType, 'x-amzn-errortype': fault.code },
    body: JSON.stringify({ __type: `${prefix}${fault.code}`, message: fault.message, ...fault.fields }),
  };
}

function queryFault(code: string, message: string, requestId: string): WireReply {
  const text = (value: string) => value.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return {
    status: 400,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${text(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: StreamReply,
): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  // What a refused request still brings is thrown away and not waited for.
  const early = !request.complete;
  if (early) request.resume();
  response.writeHead(status, { ...headers, ...(early ? { connection: 'close' } : {}) });
  if (!(body instanceof Readable)) {
    response.end(body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch (fault) {
    // The caller has what it wanted, or has gone: that is no fault of the runtime.
    if ((fault as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw fault;
  }
}

function send(response: ServerResponse, requestId: string, reply: WireReply): void {
  if (response.headersSent || response.destroyed) return;
  // Kept as text: Node writes head and text to the socket in one piece, and a buffer in two.
  const body = reply.body ?? '';
  // An SDK holds the date of an answer against its own, which in a handler is simulated and elsewhere is not, and tries
  // every refusal again after which the two have moved apart. No signature is checked here, so nobody needs it.
  response.sendDate = false;
  response.writeHead(reply.status, {
    'x-amzn-requestid': requestId,
    'x-amz-crc32': String(crc32(body)),
    'content-length': Buffer.byteLength(body),
    ...reply.headers,
  });
  response.end(body);
}
