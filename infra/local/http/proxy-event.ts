/** The event that API Gateway sends to a function of a Lambda proxy integration, and the answer it takes. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { RestApiModel } from '../assembly/model.ts';
import type { RouteMatch } from './routes.ts';

/** What an event is made of. */
export interface ProxyRequest {
  api: RestApiModel;
  account: string;
  requestId: string;
  /** Epoch ms. */
  at: number;
  request: IncomingMessage;
  url: URL;
  match: RouteMatch;
  body: Buffer;
  /** Whether the caller counts as signed in by IAM. */
  signed: boolean;
}

/** Makes the event of payload format 1.0; throws URIError if the path cannot be decoded. */
export function proxyEvent({
  api,
  account,
  requestId,
  at,
  request,
  url,
  match,
  body,
  signed,
}: ProxyRequest): object {
  const { route, parameters } = match;
  const many = multiValueHeaders(request.rawHeaders);
  for (const [name, value] of [
    ['X-Forwarded-For', '127.0.0.1'],
    ['X-Forwarded-Port', url.port],
    ['X-Forwarded-Proto', 'http'],
  ] as const) {
    // What a caller forwards about itself is not believed.
    for (const sent of Object.keys(many)) if (sent.toLowerCase() === name.toLowerCase()) delete many[sent];
    many[name] = [value];
  }
  const query = noPrototype();
  for (const [name, value] of url.searchParams) query[name] = [...(query[name] ?? []), value];
  const binary = isBinary(api.binaryMediaTypes, String(request.headers['content-type'] ?? ''));
  const path = decodeURIComponent(url.pathname);
  return {
    resource: route.path,
    path,
    httpMethod: request.method,
    headers: lastOf(many),
    multiValueHeaders: many,
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(
      Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]),
      ),
    ),
    stageVariables: null,
    requestContext: {
      accountId: account,
      apiId: api.id,
      domainName: url.host,
      domainPrefix: url.hostname.split('.')[0],
      extendedRequestId: requestId,
      httpMethod: request.method,
      identity: {
        accessKey: signed ? 'LOCAL' : null,
        accountId: signed ? account : null,
        caller: signed ? 'operator' : null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '127.0.0.1',
        user: signed ? 'operator' : null,
        userAgent: request.headers['user-agent'] ?? null,
        userArn: signed ? `arn:aws:iam::${account}:user/operator` : null,
      },
      path,
      protocol: `HTTP/${request.httpVersion}`,
      requestId,
      requestTime: requestTime(at),
      requestTimeEpoch: at,
      resourceId: route.resourceId,
      resourcePath: route.path,
      stage: api.stage,
    },
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: body.length > 0 && binary,
  };
}

/** A function's answer as it goes out. */
export interface ProxyAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** Headers that belong to the connection and not to the answer. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** Reads what a function answered; undefined if it is not what API Gateway takes, which makes a 502. */
export function proxyAnswer(
  payload: unknown,
  binaryMediaTypes: string[],
  accept: string,
): ProxyAnswer | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = payload as Record<
    string,
    unknown
  >;
  const status = Number(statusCode);
  if (statusCode === null || !Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const out: Record<string, string[]> = {};
  for (const [name, values] of [...entriesOf(headers), ...entriesOf(multiValueHeaders)]) {
    const lower = name.toLowerCase();
    if (OF_THE_CONNECTION.has(lower)) continue;
    const known = out[lower] ?? [];
    out[lower] = [
      ...known,
      ...[values]
        .flat()
        .map(String)
        .filter((value) => !known.includes(value)),
    ];
  }
  out['content-type'] ??= ['application/json'];
  const text = body ?? '';
  const asBytes = isBase64Encoded === true && isBinary(binaryMediaTypes, accept.split(',')[0]?.trim() ?? '');
  return { status, headers: out, body: Buffer.from(text, asBytes ? 'base64' : 'utf8') };
}

function entriesOf(headers: unknown): [string, unknown][] {
  return typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
}

function isBinary(types: string[], type: string): boolean {
  const bare = type.split(';')[0]?.trim().toLowerCase() ?? '';
  return types.some((wanted) => wanted === '*/*' || wanted.toLowerCase() === bare);
}

function multiValueHeaders(raw: string[]): Record<string, string[]> {
  const many = noPrototype();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string;
    many[name] = [...(many[name] ?? []), raw[index + 1] as string];
  }
  return many;
}

/** For names that a caller chooses: `__proto__` is one like any other. */
function noPrototype(): Record<string, string[]> {
  return Object.create(null) as Record<string, string[]>;
}

function lastOf(many: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(many).map(([name, values]) => [name, values.at(-1) ?? '']));
}

function orNull<T extends object>(value: T): T | null {
  return Object.keys(value).length === 0 ? null : value;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `02/Mar/2026:01:30:00 +0000`. */
function requestTime(at: number): string {
  const [year, month, day, time] = new Date(at).toISOString().split(/[-T.]/);
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
