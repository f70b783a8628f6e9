import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RestApiModel, RouteModel } from '../../../../../infra/local/assembly/model.ts';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { type Door, openDoor } from '../../../../../infra/local/gateway/loopback.ts';
import { operatorListener } from '../../../../../infra/local/http/operator.ts';
import { proxyAnswer } from '../../../../../infra/local/http/proxy-event.ts';
import { LARGEST_HEADERS, restApiListener } from '../../../../../infra/local/http/rest-api.ts';
import { routeMatcher } from '../../../../../infra/local/http/routes.ts';
import { tokenBucket } from '../../../../../infra/local/http/token-bucket.ts';
import type { LambdaReply } from '../../../../../infra/local/lambda/invoke.ts';

const START = Date.parse('2026-03-02T01:30:00.000Z');
const SIGNATURE = `AWS4-HMAC-SHA256 Credential=LOCAL/20260302/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'a'.repeat(64)}`;

function route(method: string, path: string, more: Partial<RouteModel> = {}): RouteModel {
  return {
    resourceId: `r${path}`,
    path,
    method,
    authorization: 'NONE',
    functionArn: `arn:${method}:${path}`,
    timeoutMs: 29_000,
    throttle: { rate: 1_000, burst: 1_000 },
    required: [],
    ...more,
  };
}

const api: RestApiModel = {
  stack: 'Desk',
  logicalId: 'Api',
  id: 'abc123',
  name: 'Desk',
  stage: 'live',
  binaryMediaTypes: ['image/png'],
  routes: [
    route('GET', '/t/{link}'),
    route('POST', '/t/{link}'),
    route('GET', '/search', { required: ['querystring.q', 'header.X-Need'] }),
    route('GET', '/ops/cases', { authorization: 'AWS_IAM' }),
    route('GET', '/busy', { throttle: { rate: 1, burst: 2 } }),
    route('GET', '/late', { timeoutMs: 20 }),
    route('ANY', '/files/{proxy+}'),
  ],
  gatewayResponses: {
    DEFAULT_5XX: {
      headers: { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' },
      template: 'Later, please ($context.requestId).',
    },
    MISSING_AUTHENTICATION_TOKEN: {
      status: 404,
      headers: { 'X-Own': 'yes' },
      template: '{"m":$context.error.messageString}',
    },
  },
};

let clock: RuntimeClock;
let door: Door;
let operator: Door;
let events: { functionArn: string; event: Record<string, never> & { [key: string]: unknown } }[];
let answer: (event: object) => Promise<LambdaReply> | LambdaReply;
let reported: string[];

beforeEach(async () => {
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  [events, reported] = [[], []];
  answer = () => ({ ok: true, payload: { statusCode: 200, body: 'fine' } });
  const options = {
    api,
    account: '000000000000',
    clock,
    invoke: async (functionArn: string, event: unknown) => {
      events.push({ functionArn, event: event as never });
      return answer(event as object);
    },
    report: (fault: unknown, what: string) => void reported.push(`${what}: ${(fault as Error).message}`),
  };
  door = await openDoor(0, false, { maxHeaderSize: LARGEST_HEADERS });
  door.answer(restApiListener({ ...options, entrance: 'public' }));
  operator = await openDoor(0, false);
  const links = [{ href: 'http://127.0.0.1:4512/?a=1&b="2"', words: 'Mailbox <all>' }];
  operator.answer(
    operatorListener({ apis: [api], links, routes: restApiListener({ ...options, entrance: 'operator' }) }),
  );
});

afterEach(async () => {
  await door.close();
  await operator.close();
  clock.stop();
});

/** fetch would not let a test choose Host, and would tidy up paths. */
function raw(options: {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  port?: number;
}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const { method = 'GET', path, headers = {}, body, port = door.port } = options;
      const request = httpRequest(
        { host: '127.0.0.1', port, method, path, headers, agent: false },
        (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        },
      );
      request.on('error', reject);
      request.end(body);
    },
  );
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
describe('a request becomes the event of a Lambda proxy integration', () => {
  test('with route, decoded parameters, every value of headers and query, and the context', async () => {
    await fetch(`${door.url}/t/v1.k%20ey?lang=en&lang=zh-CN&x=%E4%BD%A0`, {
      headers: { 'X-Test': 'a', accept: 'text/html' },
    });
    expect(events).toMatchObject([
      {
        functionArn: 'arn:GET:/t/{link}',
        event: {
          resource: '/t/{link}',
          path: '/t/v1.k ey',
          httpMethod: 'GET',
          pathParameters: { link: 'v1.k ey' },
          queryStringParameters: { lang: 'zh-CN', x: '你' },
          multiValueQueryStringParameters: { lang: ['en', 'zh-CN'], x: ['你'] },
          stageVariables: null,
          body: null,
          isBase64Encoded: false,
          requestContext: {
            accountId: '000000000000',
            apiId: 'abc123',
            stage: 'live',
            httpMethod: 'GET',
            resourcePath: '/t/{link}',
            requestTimeEpoch: START,
            requestTime: '02/Mar/2026:01:30:00 +0000',
            identity: { sourceIp: '127.0.0.1', userArn: null },
          },
        },
      },
    ]);
    const headers = events[0]?.event.multiValueHeaders as unknown as Record<string, string[]>;
    expect(Object.entries(headers).filter(([name]) => name.toLowerCase() === 'x-test')).toEqual([
      [expect.any(String), ['a']],
    ]);
  });

  test('with the body as text, or as base64 where the API says that its type is binary', async () => {
    await fetch(`${door.url}/t/x`, {
      method: 'POST',
      body: 'way=yes&text=好',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await fetch(`${door.url}/t/x`, {
      method: 'POST',
      body: new Uint8Array([255, 0]),
      headers: { 'content-type': 'image/png' },
    });
    expect(events.map(({ event }) => [event.body, event.isBase64Encoded])).toEqual([
      ['way=yes&text=好', false],
      ['/wA=', true],
    ]);
  });

  test('whatever names a caller chooses', async () => {
    await fetch(`${door.url}/t/x?__proto__=1&constructor=2`, { headers: { __proto__x: '1' } });
    const query = events[0]?.event.queryStringParameters as unknown as object;
    expect(JSON.stringify(query)).toBe('{"__proto__":"1","constructor":"2"}');
    expect((await raw({ path: '/t/x', headers: JSON.parse('{"__proto__":"a"}') })).status).toBe(200);
  });

  test('without believing what a caller forwards about itself', async () => {
    await fetch(`${door.url}/t/x`, {
      headers: { 'x-forwarded-for': '10.0.0.1', 'X-Forwarded-Proto': 'https' },
    });
    const headers = events[0]?.event.headers as unknown as Record<string, string>;
    expect(Object.entries(headers).filter(([name]) => /forwarded-(for|proto)/i.test(name))).toEqual([
      ['X-Forwarded-For', '127.0.0.1'],
      ['X-Forwarded-Proto', 'http'],
    ]);
  });
});

describe('the answer of a function', () => {
  test('goes out with its status, its headers, and several cookies', async () => {
    answer = () => ({
      ok: true,
      payload: {
        statusCode: '303',
        headers: {
          Location: '/t/x',
          'X-One': 1,
          'set-cookie': 'a=1',
          connection: 'close',
          'content-length': '9999',
        },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2; HttpOnly'] },
        body: '',
      },
    });
    const reply = await raw({ path: '/t/x' });
    expect([
      reply.status,
      reply.headers.location,
      reply.headers['x-one'],
      reply.headers['set-cookie'],
    ]).toEqual([303, '/t/x', '1', ['a=1', 'b=2; HttpOnly']]);
    expect(reply.headers['content-length']).toBe('0');
  });

  test('to HEAD has no body', async () => {
    const reply = await raw({ method: 'HEAD', path: '/files/a' });
    expect([reply.status, reply.body, reply.headers['content-length']]).toEqual([200, '', '4']);
  });

  test('is decoded from base64 only for a caller who accepts a binary type', async () => {
    const payload = {
      statusCode: 200,
      isBase64Encoded: true,
      body: 'aGk=',
      headers: { 'content-type': 'image/png' },
    };
    expect(proxyAnswer(payload, ['image/png'], 'image/png,*/*')?.body.toString()).toBe('hi');
    expect(proxyAnswer(payload, ['image/png'], 'text/html')?.body.toString()).toBe('aGk=');
  });

  test.each([
    ['no object', 'text'],
    ['null', null],
    ['no status', { body: '' }],
    ['a status that is none', { statusCode: 99 }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that HTTP does not allow', { statusCode: 200, headers: { 'x-bad': 'a\r\nset-cookie: b=1' } }],
  ])('is a 502 in the words of the API if it is %s', async (_what, payload) => {
    answer = () => ({ ok: true, payload });
    const reply = await raw({ path: '/t/x' });
    expect([
      reply.status,
      reply.headers['cache-control'],
      reply.headers['content-type'],
      reply.headers['set-cookie'],
    ]).toEqual([502, 'no-store', 'text/plain', undefined]);
    expect(reply.body).toMatch(/^Later, please \([0-9a-f-]{36}\)\.$/);
    expect(reported).toHaveLength(1);
  });

  test('is a 502 if the function failed, and nothing of its error gets out', async () => {
    answer = () => ({ ok: false, errorType: 'Error', errorMessage: 'secret detail' });
    const reply = await raw({ path: '/t/x' });
    expect([reply.status, reply.body.includes('secret')]).toEqual([502, false]);
    expect(reported).toEqual(['GET /t/{link}: Error: secret detail']);
  });

  test('is a 504 if it takes longer than the integration allows', async () => {
    answer = () => new Promise(() => {});
    expect((await raw({ path: '/late' })).status).toBe(504);
  });
});

describe('API Gateway answers itself', () => {
  test('for a path or method that has no route, in the words of the template', async () => {
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['DELETE', '/t/x'],
      ['GET', '/'],
      ['OPTIONS', '/t/x'],
      ['GET', '/t/x/'],
      ['GET', '//t/x'],
    ] as const) {
      const reply = await raw({ method, path });
      expect([reply.status, reply.headers['x-own'], reply.body], path).toEqual([
        404,
        'yes',
        '{"m":"Missing Authentication Token"}',
      ]);
    }
    expect(events).toEqual([]);
  });

  test('429 once the bucket of a method is empty, until time has passed', async () => {
    const statuses = async () =>
      (await Promise.all([1, 2, 3].map(() => raw({ path: '/busy' })))).map(({ status }) => status).sort();
    expect(await statuses()).toEqual([200, 200, 429]);
    await clock.advance(1_000);
    expect(await statuses()).toEqual([200, 429, 429]);
  });

  test('413 for more than 10 MB, 431 for more than 10,240 bytes of headers', async () => {
    const large = await raw({ method: 'POST', path: '/t/x', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    const long = await raw({ path: '/t/x', headers: { 'x-long': 'x'.repeat(LARGEST_HEADERS) } });
    expect([large.status, long.status]).toEqual([413, 431]);
    expect(events).toEqual([]);
  });

  test('400 for a path that cannot be decoded and for missing parameters', async () => {
    expect((await raw({ path: '/t/%ff%zz' })).status).toBe(400);
    const missing = await raw({ path: '/search?p=1' });
    expect([missing.status, missing.body]).toEqual([
      400,
      '{"message":"Missing required request parameters: [q, X-Need]"}',
    ]);
    expect((await raw({ path: '/search?q=', headers: { 'x-need': '1' } })).status).toBe(200);
  });

  test('403 for a host name that is not this machine', async () => {
    expect((await raw({ path: '/t/x', headers: { host: 'care.evil.example' } })).status).toBe(403);
    expect(events).toEqual([]);
  });
});

describe('methods that ask for AWS_IAM', () => {
  test('are not there for an unsigned request on the public door', async () => {
    expect((await raw({ path: '/ops/cases' })).status).toBe(404);
    expect((await raw({ path: '/ops/cases', headers: { authorization: SIGNATURE } })).status).toBe(200);
    expect(events[0]?.event.requestContext).toMatchObject({
      identity: { userArn: 'arn:aws:iam::000000000000:user/operator' },
    });
  });

  test('are open on the operator door, but not to a page of another origin or a re-bound name', async () => {
    const { port } = operator;
    expect((await raw({ path: '/ops/cases', port })).status).toBe(200);
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { host: `evil.example:${port}` },
    ];
    for (const headers of foreign) {
      expect((await raw({ path: '/ops/cases', port, headers })).status).toBe(403);
    }
    expect(events).toHaveLength(1);
  });

  test('are linked from the index page, with what else there is', async () => {
    const reply = await raw({ path: '/', port: operator.port });
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('<a href="/ops/cases">/ops/cases</a>');
    expect(reply.body).toContain('Mailbox &#60;all&#62;');
    expect(reply.body).not.toContain('<all>');
    expect(reply.headers['content-security-policy']).toContain("default-src 'none'");
  });
});

test('time stands still while a page is made', async () => {
  const { promise, resolve } = Promise.withResolvers<LambdaReply>();
  answer = () => promise;
  const reply = raw({ path: '/t/x' });
  await expect.poll(() => events.length).toBe(1);
  let moved = false;
  const advance = clock.advance(1).then(() => {
    moved = true;
  });
  await new Promise((wait) => setTimeout(wait, 10));
  expect(moved).toBe(false);
  resolve({ ok: true, payload: { statusCode: 200 } });
  await Promise.all([reply, advance]);
});

test('a fixed segment goes before a parameter, that before a greedy one, a method before ANY', () => {
  const find = routeMatcher([
    route('ANY', '/{proxy+}'),
    route('GET', '/t/{link}'),
    route('GET', '/t/help'),
    route('ANY', '/t/{link}/code'),
    route('POST', '/t/{link}/code'),
    route('GET', '/'),
  ]);
  const found = (method: string, path: string) => {
    const match = find(method, path);
    return match && [match.route.method, match.route.path, match.parameters];
  };
  expect(found('GET', '/t/help')).toEqual(['GET', '/t/help', {}]);
  expect(found('GET', '/t/x')).toEqual(['GET', '/t/{link}', { link: 'x' }]);
  expect(found('POST', '/t/x/code')).toEqual(['POST', '/t/{link}/code', { link: 'x' }]);
  expect(found('GET', '/t/x/code')).toEqual(['ANY', '/t/{link}/code', { link: 'x' }]);
  expect(found('GET', '/a/b/c')).toEqual(['ANY', '/{proxy+}', { proxy: 'a/b/c' }]);
  expect(found('GET', '/')).toEqual(['GET', '/', {}]);
  expect(found('POST', '/t/help')).toBeUndefined();
});

test('a bucket never holds more than its burst, however long nobody came', () => {
  let now = 0;
  const take = tokenBucket({ rate: 10, burst: 3 }, { now: () => now });
  const taken = () => Array.from({ length: 5 }, take).filter(Boolean).length;
  expect(taken()).toBe(3);
  now = 100;
  expect(taken()).toBe(1);
  now = 3_600_000;
  expect(taken()).toBe(3);
});
