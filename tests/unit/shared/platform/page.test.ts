import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PageRefused } from '../../../../shared/faults/faults.ts';
import {
  escaped,
  languageOf,
  type PageReply,
  type PageRequest,
  page,
} from '../../../../shared/platform/page.ts';

const CANARY = 'Zhang San 13800138000';
const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  const keep = (text: unknown): boolean => {
    written.push(String(text));
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation(keep);
});
afterEach(() => vi.restoreAllMocks());

/** https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html, REST proxy event */
const event = (change: Record<string, unknown> = {}) => ({
  resource: '/t/{link}',
  path: '/t/abc',
  httpMethod: 'GET',
  headers: null,
  multiValueHeaders: null,
  queryStringParameters: null,
  pathParameters: { link: 'abc' },
  stageVariables: null,
  requestContext: { requestId: 'q1', stage: 'prod' },
  body: null,
  isBase64Encoded: false,
  ...change,
});
const form = (body: string, change: Record<string, unknown> = {}) =>
  event({
    httpMethod: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
    ...change,
  });

async function seenBy(given: unknown): Promise<PageRequest> {
  let seen: PageRequest | undefined;
  const reply = await page(async (request) => {
    seen = request;
    return { status: 200 };
  })(given);
  if (seen === undefined) throw new Error(`refused with ${reply.statusCode}`);
  return seen;
}
const statusOf = async (given: unknown) => (await page(async () => ({ status: 200 }))(given)).statusCode;

/** ASVS 3.4; TRIALS S13. */
const protecting = {
  'content-security-policy': expect.stringMatching(
    /^default-src 'none'; style-src 'nonce-[A-Za-z0-9_-]{22}'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'$/,
  ),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
};

describe('S13 the protecting headers', () => {
  const replies: [string, () => Promise<PageReply>, unknown][] = [
    ['a page', async () => ({ status: 200, html: '<p>' }), event()],
    ['JSON', async () => ({ status: 200, json: {} }), event()],
    ['a redirect', async () => ({ status: 303, headers: { Location: './x' } }), event()],
    ['a refusal', () => Promise.reject(new PageRefused(404, 'UNKNOWN')), event()],
    ['a failure', () => Promise.reject(new Error('x')), event()],
    ['no request at all', async () => ({ status: 200 }), null],
    [
      'a page that tries to weaken them',
      async () => ({ status: 200, headers: { 'Content-Security-Policy': '*', 'cache-control': 'public' } }),
      event(),
    ],
  ];
  test.each(replies)('go with %s', async (_, answer, given) => {
    const { headers } = await page(answer)(given);
    expect(headers).toMatchObject(protecting);
    expect(Object.keys(headers).every((name) => name === name.toLowerCase())).toBe(true);
  });

  test('have a new nonce each time, the one that the page is given', async () => {
    const handler = page(async ({ nonce }) => ({ status: 200, html: nonce }));
    const [one, other] = [await handler(event()), await handler(event())];
    expect(one.body).not.toBe(other.body);
    expect(one.headers['content-security-policy']).toContain(`'nonce-${one.body}'`);
  });
});

describe('a request', () => {
  test('is seen with its parameters, headers by lower-case name, cookies and language', async () => {
    const given = event({
      headers: {
        Cookie: 'csrf=abc; other="x=1"; csrf=second',
        'Accept-Language': 'zh-Hans-CN;q=0.8, en;q=0.5',
        Host: 'h',
      },
      queryStringParameters: { a: '1' },
    });
    expect(await seenBy(given)).toMatchObject({
      method: 'GET',
      params: { link: 'abc' },
      query: { a: '1' },
      headers: { host: 'h' },
      cookies: { csrf: 'abc', other: '"x=1"' },
      language: 'zh-CN',
      form: {},
    });
  });

  test('that posts a form is seen with its fields, plain or in base64', async () => {
    const body = 'outcome=REJECTED&reason=%E6%8A%95+a%0D%0Ab&empty=';
    const fields = { outcome: 'REJECTED', reason: '投 a\r\nb', empty: '' };
    expect({ ...(await seenBy(form(body))).form }).toEqual(fields);
    const packed = form(Buffer.from(body).toString('base64'), { isBase64Encoded: true });
    expect({ ...(await seenBy(packed)).form }).toEqual(fields);
  });

  test('has no field, parameter or cookie that nobody sent', async () => {
    const {
      form: fields,
      cookies,
      query,
    } = await seenBy(
      form('__proto__=x&constructor=y', {
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: '__proto__=z' },
      }),
    );
    expect(fields.toString).toBeUndefined();
    expect(cookies.hasOwnProperty).toBeUndefined();
    expect(query.constructor).toBeUndefined();
    expect(fields.constructor).toBe('y');
    expect(({} as { x?: string }).x).toBeUndefined();
  });

  test.each([
    ['another content type', form('{}', { headers: { 'content-type': 'application/json' } }), 415],
    ['no content type', form('a=1', { headers: {} }), 415],
    ['a field twice', form('a=1&a=2'), 400],
    ['too many fields', form(Array.from({ length: 51 }, (_, at) => `f${at}=1`).join('&')), 400],
    ['a body that is too long', form(`a=${'x'.repeat(128 * 1024)}`), 413],
    ['a body that is too long in bytes', form(`a=${'投'.repeat(44_000)}`), 413],
    [
      'a body that is too long in base64',
      form(Buffer.alloc(129 * 1024, 'x').toString('base64'), { isBase64Encoded: true }),
      413,
    ],
    ['no method', { path: '/' }, 400],
  ])('with %s is refused', async (_, given, status) => {
    expect(await statusOf(given)).toBe(status);
  });

  test('of HEAD is answered like GET, without the body', async () => {
    const handler = page(async ({ method }) => ({ status: 200, html: method }));
    const [get, head] = [await handler(event()), await handler(event({ httpMethod: 'HEAD' }))];
    expect(get.body).toBe('GET');
    expect(head).toMatchObject({
      statusCode: 200,
      body: '',
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
  });

  test('of any kind gets an answer: no input makes the frame throw', async () => {
    const fields = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant(null)));
    const any = fc.oneof(
      fc.anything(),
      fc.record({
        httpMethod: fc.constantFrom('GET', 'POST', 'HEAD', 'X'),
        path: fc.string(),
        headers: fields,
        queryStringParameters: fields,
        pathParameters: fields,
        body: fc.string({ unit: 'binary' }),
        isBase64Encoded: fc.boolean(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(any, async (given) => {
        expect([200, 400, 413, 415]).toContain(await statusOf(given));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a refusal', () => {
  test.each([
    ['en', 'There is nothing here.'],
    ['zh-CN,zh;q=0.9', '此处没有内容。'],
  ])('speaks the language that the browser prefers (%s)', async (language, words) => {
    const handler = page(() => Promise.reject(new PageRefused(404, 'UNKNOWN')));
    const { statusCode, body } = await handler(event({ headers: { 'Accept-Language': language } }));
    expect(statusCode).toBe(404);
    expect(body).toContain(words);
  });

  test('of something unforeseen is 500 and says nothing of it, neither on the page nor in the log', async () => {
    const handler = page(() => Promise.reject(new Error(CANARY)));
    const reply = await handler(event({ path: `/t/${CANARY}`, pathParameters: { link: CANARY } }));
    expect(reply.statusCode).toBe(500);
    expect(JSON.stringify(reply)).not.toContain(CANARY);
    expect(written.join('\n')).not.toContain(CANARY);
    expect(written.join('\n')).toContain('FAILED');
  });
});

test('several cookies are set one by one', async () => {
  const reply = await page(async () => ({ status: 200, cookies: ['a=1; HttpOnly', 'b=2'] }))(event());
  expect(reply.multiValueHeaders).toEqual({ 'set-cookie': ['a=1; HttpOnly', 'b=2'] });
});

test('an option that does not exist is an error at start', () => {
  expect(() => page(async () => ({ status: 200 }), { cache: true } as never)).toThrow(/cache/);
});

test('S11 escaped text holds nothing that ends a tag or an attribute', () => {
  expect(escaped(`<a href="x" on='y'>&\``)).toBe('&#60;a href=&#34;x&#34; on=&#39;y&#39;&#62;&#38;&#96;');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escaped(text)).not.toMatch(/[<>"'`]|&(?!#\d+;)/);
    }),
  );
});

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh', 'zh-CN'],
  ['zh-TW,en;q=0.8', 'zh-CN'],
  ['fr, zh;q=0.3, en;q=0.9', 'en'],
  ['zh;q=0, en;q=0.1', 'en'],
  ['en-GB;q=0.5, zh-CN;q=0.5', 'en'],
  ['zhuang', 'en'],
  ['de', 'en'],
])('a browser that asks for %j gets %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
