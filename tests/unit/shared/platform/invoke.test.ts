import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { invokeAsync } from '../../../../shared/platform/invoke.ts';
import { serviceFault, smallAws } from './small-aws.ts';

const aws = await smallAws();

beforeEach(() => aws.clear());
afterEach(() => vi.unstubAllGlobals());
afterAll(() => aws.close());

test('a function is invoked by name or ARN, without waiting for its answer', async () => {
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Steward-SendMail';
  await invokeAsync('Steward-SendMail', { outboxIds: ['M1'] });
  await invokeAsync(arn, { outboxIds: ['M2'] });
  expect(aws.invocations).toEqual([
    { functionName: 'Steward-SendMail', type: 'Event', payload: { outboxIds: ['M1'] } },
    { functionName: arn, type: 'Event', payload: { outboxIds: ['M2'] } },
  ]);
});

test('a function that is busy is tried again; one that stays so is a passing fault', async () => {
  let busy = 2;
  aws.before.Invoke = () => {
    if (busy-- > 0) throw serviceFault('TooManyRequestsException', 429);
  };
  await invokeAsync('Steward-SendMail', {});
  expect(aws.invocations).toHaveLength(1);
  busy = 99;
  await expect(invokeAsync('Steward-SendMail', {})).rejects.toMatchObject({
    name: 'PassingInvokeFault',
    passing: true,
  });
});

test('a function that does not exist is a lasting fault at once', async () => {
  aws.before.Invoke = () => {
    throw serviceFault('ResourceNotFoundException', 404);
  };
  await expect(invokeAsync('Steward-Nobody', {})).rejects.toThrow(
    'Lambda refused the call: ResourceNotFoundException for Steward-Nobody.',
  );
  expect(aws.calls.filter((call) => call === 'Invoke')).toHaveLength(1);
});

test.each([
  ['us-east-1', 'https://lambda.us-east-1.amazonaws.com'],
  ['cn-north-1', 'https://lambda.cn-north-1.amazonaws.com.cn'],
])('without an endpoint of its own the request goes to the Lambda of %s', async (region, origin) => {
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
  vi.stubEnv('AWS_REGION', region);
  vi.resetModules();
  const fetched = vi.fn<typeof fetch>(async () => new Response(null, { status: 202 }));
  vi.stubGlobal('fetch', fetched);
  const fresh = await import('../../../../shared/platform/invoke.ts');
  await fresh.invokeAsync('F', {});
  vi.unstubAllEnvs();
  expect(String(fetched.mock.calls[0]?.[0])).toBe(`${origin}/2015-03-31/functions/F/invocations`);
});

test('the request is the one that the SDK’s own Lambda client sends', async () => {
  const seen: { url: string | undefined; body: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ url: request.url, body, headers: request.headers });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', endpoint);
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T01:30:00Z') });
  const functionName = 'arn:aws:lambda:us-east-1:000000000000:function:F';
  await invokeAsync(functionName, { outboxIds: ['投1'] });
  const lambda = new LambdaClient({ endpoint, region: 'us-east-1' });
  await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: '{"outboxIds":["投1"]}',
    }),
  );
  vi.useRealTimers();
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  const [ours, theirs] = seen;
  expect(ours?.url).toBe(theirs?.url);
  expect(ours?.body).toBe(theirs?.body);
  for (const header of ['x-amz-date', 'x-amz-content-sha256', 'x-amz-invocation-type', 'host']) {
    expect([header, ours?.headers[header]]).toEqual([header, theirs?.headers[header]]);
  }
  // The signatures differ, for the SDK signs further headers of its own; the scope is the same.
  const scope = /Credential=([^,]+),/;
  expect(scope.exec(ours?.headers.authorization ?? '')?.[1]).toBe(
    scope.exec(theirs?.headers.authorization ?? '')?.[1],
  );
});
