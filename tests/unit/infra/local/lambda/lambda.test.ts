import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { gatewayListener } from '../../../../../infra/local/gateway/gateway.ts';
import { type Door, openDoor } from '../../../../../infra/local/gateway/loopback.ts';
import { lambdaApi } from '../../../../../infra/local/lambda/api.ts';
import { functionReference } from '../../../../../infra/local/lambda/function-name.ts';
import { type FunctionSpec, type Lambda, openLambda } from '../../../../../infra/local/lambda/lambda.ts';

const START = Date.parse('2026-03-02T01:30:00.000Z');
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:';

let root: string;
let clock: RuntimeClock;
let door: Door;
let lambda: Lambda;
let client: LambdaClient;
let handedOn: { arn: string; body: unknown; attributes?: Record<string, string> }[];
let reported: unknown[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'steward-lambda-'));
  door = await openDoor(0, false);
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  open();
  door.answer((request, response) =>
    gatewayListener({ targets: {}, paths: { '2015-03-31': lambdaApi(lambda) }, forms: {} }, clock)(
      request,
      response,
    ),
  );
  client = new LambdaClient({
    endpoint: door.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
  });
});

afterEach(async () => {
  await lambda.close();
  await door.close();
  clock.stop();
  rmSync(root, { recursive: true });
});

function open(): void {
  [handedOn, reported] = [[], []];
  lambda = openLambda({
    folder: root,
    clock,
    endpoint: door.url,
    account: '000000000000',
    region: 'us-east-1',
    handOn: async (arn, body, attributes) =>
      void handedOn.push({ arn, body, ...(attributes ? { attributes } : {}) }),
    report: (fault) => reported.push(fault),
  });
}

/** Deploys a bundle with this source. */
function deploy(name: string, source: string, spec: Partial<FunctionSpec> = {}): string {
  const folder = join(root, 'assets', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.mjs'), source);
  lambda.addFunction({
    name,
    arn: ARN + name,
    folder,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    memoryMb: 128,
    timeoutSeconds: 30,
    environment: {},
    qualifiers: [],
    async: { retries: 2, longestAge: 21_600 },
    ...spec,
  });
  return name;
}

const text = (payload: Uint8Array | undefined): unknown =>
  JSON.parse(Buffer.from(payload ?? []).toString('utf8'));

describe('a handler', () => {
  test('gets event and context, the environment of its template and nothing of this process', async () => {
    process.env.OF_THIS_PROCESS = 'visible';
    deploy(
      'Echo',
      `export const handler = async (event, context) => ({ event, table: process.env.CASES_TABLE, mine: process.env.OF_THIS_PROCESS,
        region: process.env.AWS_REGION, endpoint: process.env.AWS_ENDPOINT_URL, handler: process.env._HANDLER, name: process.env.AWS_LAMBDA_FUNCTION_NAME,
        remaining: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn, id: context.awsRequestId, memory: context.memoryLimitInMB });`,
      { environment: { CASES_TABLE: 'Cases' } },
    );
    const reply = await lambda.invoke('Echo', { amount: 3 });
    delete process.env.OF_THIS_PROCESS;
    expect(reply).toMatchObject({
      ok: true,
      payload: {
        event: { amount: 3 },
        table: 'Cases',
        region: 'us-east-1',
        endpoint: door.url,
        handler: 'index.handler',
        name: 'Echo',
        arn: `${ARN}Echo`,
        memory: '128',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    const payload = (reply as { payload: Record<string, unknown> }).payload;
    expect(payload.mine).toBeUndefined();
    expect(payload.remaining).toBeGreaterThan(20_000);
  });

  test('reads the clock of the runtime in every way of asking for the date', async () => {
    deploy(
      'Dates',
      `const loadedAt = Date.now();
       class Later extends Date { constructor(...all) { super(...all); } }
       export const handler = async () => ({ loadedAt, now: Date.now(), fresh: new Date().toISOString(), text: Date(), later: new Later().getTime(),
         given: new Date('2020-02-29T00:00:00Z').getTime(), parts: new Date(2020, 1, 29).getDate(), instance: new Date() instanceof Date,
         same: new Date().constructor === Date, utc: Date.UTC(2020, 0, 1), name: Date.name, length: Date.length, bad: Number.isNaN(new Date(undefined).getTime()) });`,
    );
    const expected = {
      given: Date.parse('2020-02-29T00:00:00Z'),
      parts: 29,
      instance: true,
      same: true,
      utc: Date.UTC(2020, 0, 1),
      name: 'Date',
      length: 7,
      bad: true,
      loadedAt: START,
    };
    const at = (now: number) => ({
      ...expected,
      now,
      fresh: new Date(now).toISOString(),
      text: new Date(now).toString(),
      later: now,
    });
    expect(await lambda.invoke('Dates', {})).toEqual({ ok: true, payload: at(START) });
    await clock.advance(90 * 86_400_000);
    expect(await lambda.invoke('Dates', {})).toEqual({ ok: true, payload: at(START + 90 * 86_400_000) });
    clock.becomeReal();
    const real = (await lambda.invoke('Dates', {})) as { payload: { now: number } };
    expect(Math.abs(real.payload.now - Date.now())).toBeLessThan(5_000);
  });

  test('keeps its module state from one invocation to the next, one at a time', async () => {
    deploy(
      'Counter',
      'let n = 0; export const handler = async () => { const mine = ++n; await new Promise((r) => setTimeout(r, 5)); return [mine, n]; };',
      { concurrency: 1 },
    );
    const replies = await Promise.all([1, 2, 3].map(() => lambda.invoke('Counter', {})));
    expect(replies.map((reply) => reply.ok && reply.payload)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(lambda.usage().Counter).toMatchObject({ invocations: 3, errors: 0, coldStarts: 1 });
    expect(lambda.usage().Counter?.billedMs).toBeGreaterThanOrEqual(15);
  });

  test('runs beside itself when called twice at once, up to a few workers, and queues the rest', async () => {
    deploy(
      'Slow',
      'export const handler = async () => { await new Promise((r) => setTimeout(r, 30)); return 1; };',
    );
    const replies = await Promise.all(Array.from({ length: 12 }, () => lambda.invoke('Slow', {})));
    expect(replies.every((reply) => reply.ok)).toBe(true);
    expect(lambda.usage().Slow?.coldStarts).toBeGreaterThan(1);
    expect(lambda.usage().Slow?.coldStarts).toBeLessThanOrEqual(4);
  });

  test('that answers nothing answers null, and CommonJS is as good', async () => {
    deploy('Nothing', 'export const handler = async () => {};');
    expect(await lambda.invoke('Nothing', {})).toEqual({ ok: true, payload: null });
    const folder = join(root, 'assets', 'Common');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'main.cjs'), 'exports.run = async () => "common";');
    deploy('Common', '', { handler: 'main.run' });
    expect(await lambda.invoke('Common', {})).toEqual({ ok: true, payload: 'common' });
  });

  test('is found by name, ARN, partial ARN and the qualifiers it has; else it is said to be unknown', async () => {
    deploy('Found', 'export const handler = async () => 1;', { qualifiers: ['live', '3'] });
    for (const name of [
      'Found',
      `${ARN}Found`,
      `${ARN}Found:live`,
      'Found:3',
      'Found:$LATEST',
      '000000000000:function:Found',
    ]) {
      expect(await lambda.invoke(name, {}), name).toMatchObject({ ok: true });
    }
    for (const name of ['Lost', `${ARN}Lost`, 'Found:old', 'no good name']) {
      expect(await lambda.invoke(name, {}), name).toMatchObject({
        ok: false,
        errorType: 'Lambda.ResourceNotFoundException',
        unknownFunction: true,
      });
    }
    expect(functionReference('a/b')).toBeUndefined();
  });
});

// Shapes: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
describe('an error of a handler is reported as Lambda does', () => {
  test('an Error by its name, message and trace', async () => {
    deploy(
      'Throws',
      `class Refused extends Error { name = 'UnknownCustomer'; } export const handler = async () => { throw new Refused('C-1 is unknown'); };`,
    );
    const reply = await lambda.invoke('Throws', {});
    expect(reply).toMatchObject({ ok: false, errorType: 'UnknownCustomer', errorMessage: 'C-1 is unknown' });
    expect(!reply.ok && reply.trace?.[0]).toContain('C-1 is unknown');
    expect(lambda.usage().Throws).toMatchObject({ invocations: 1, errors: 1 });
  });

  test('a thrown value that is no Error by its type', async () => {
    deploy('Raw', 'export const handler = async () => { throw "just text"; };');
    expect(await lambda.invoke('Raw', {})).toEqual({
      ok: false,
      errorType: 'string',
      errorMessage: 'just text',
      trace: [],
    });
  });

  test('a time-out, after which a fresh worker serves', async () => {
    deploy(
      'Hangs',
      'let n = 0; export const handler = async (event) => { n++; if (event.hang) for (;;); return n; };',
      { timeoutSeconds: 0.3 },
    );
    expect(await lambda.invoke('Hangs', {})).toEqual({ ok: true, payload: 1 });
    expect(await lambda.invoke('Hangs', { hang: true })).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.30 seconds$/,
      ),
    });
    expect(await lambda.invoke('Hangs', {})).toEqual({ ok: true, payload: 1 });
  });

  test.each([
    ['exits', 'export const handler = async () => process.exit(3);', 'Runtime.ExitError', 'exit status 3'],
    [
      'leaves a rejection alone',
      'export const handler = () => { Promise.reject(new Error("forgotten")); return new Promise(() => {}); };',
      'Runtime.UnhandledPromiseRejection',
      'Error: forgotten',
    ],
    [
      'throws outside of its promise',
      'export const handler = () => new Promise(() => setTimeout(() => { throw new TypeError("late"); }, 1));',
      'TypeError',
      'late',
    ],
    [
      'uses up its memory',
      'const all = []; export const handler = async () => { for (;;) all.push(new Array(1e6).fill({})); };',
      'Runtime.ExitError',
      'signal: killed',
    ],
    ['fails to load', 'throw new RangeError("at load"); export const handler = 1;', 'RangeError', 'at load'],
    [
      'is not exported',
      'export const other = 1;',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    ['is not JavaScript', 'export const handler = async (', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
  ])('one that %s', async (what, source, errorType, errorMessage) => {
    const name = deploy(`F-${what.replaceAll(' ', '-')}`, source, { memoryMb: 64 });
    expect(await lambda.invoke(name, {})).toMatchObject({
      ok: false,
      errorType,
      errorMessage: expect.stringContaining(errorMessage),
    });
  });

  test('a handler file that is not there', async () => {
    deploy('Missing', '', { handler: 'elsewhere.handler' });
    expect(await lambda.invoke('Missing', {})).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Cannot find module 'elsewhere'"),
    });
  });

  test('an answer above 6 MB', async () => {
    deploy('Big', 'export const handler = async () => "x".repeat(6291455);');
    expect(await lambda.invoke('Big', {})).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });
});

test('what a handler prints goes to its log file and not to this terminal', async () => {
  deploy(
    'Prints',
    'console.log("at load"); export const handler = async () => { console.log("seen", { a: 1 }); console.error("trouble"); process.stdout.write("raw\\n"); };',
  );
  await lambda.invoke('Prints', {});
  await lambda.close();
  const log = readFileSync(join(root, 'logs', 'Prints.log'), 'utf8');
  expect(
    log.split('\n').map((line) => line.replace(/[0-9a-f-]{36}/, 'ID').replace(/\d+\.\d\d ms.*/, 'N')),
  ).toEqual([
    'at load',
    'START RequestId: ID Version: $LATEST',
    'seen { a: 1 }',
    'trouble',
    'raw',
    'END RequestId: ID',
    'REPORT RequestId: ID Duration: N',
    '',
  ]);
});

test('simulated time stands still while a handler runs and while it waits for a worker', async () => {
  deploy(
    'Slow',
    'export const handler = async () => { await new Promise((r) => setTimeout(r, 20)); return Date.now(); };',
    { concurrency: 1 },
  );
  const replies = Promise.all([lambda.invoke('Slow', {}), lambda.invoke('Slow', {})]);
  await clock.advance(1_000);
  expect((await replies).map((reply) => reply.ok && reply.payload)).toEqual([START, START]);
});

describe('the Invoke API', () => {
  test('answers a synchronous call with payload, version and the end of the log', async () => {
    deploy(
      'Echo',
      'export const handler = async (event) => { console.log("heard", event.word); return event; };',
    );
    const reply = await client.send(
      new InvokeCommand({ FunctionName: `${ARN}Echo`, Payload: '{"word":"你好"}', LogType: 'Tail' }),
    );
    expect([reply.StatusCode, reply.ExecutedVersion, reply.FunctionError, text(reply.Payload)]).toEqual([
      200,
      '$LATEST',
      undefined,
      { word: '你好' },
    ]);
    expect(Buffer.from(reply.LogResult ?? '', 'base64').toString('utf8')).toContain('heard 你好');
  });

  test('tells an error of the function apart from an error of the call', async () => {
    deploy('Throws', 'export const handler = async () => { throw new RangeError("too far"); };');
    const reply = await client.send(new InvokeCommand({ FunctionName: 'Throws' }));
    expect([reply.StatusCode, reply.FunctionError]).toEqual([200, 'Unhandled']);
    expect(text(reply.Payload)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    await expect(client.send(new InvokeCommand({ FunctionName: 'Lost' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${ARN}Lost`,
    });
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'Throws', Payload: '{' })),
    ).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
  });

  test('DryRun runs nothing, and reserved concurrency 0 refuses everything', async () => {
    deploy('Dry', 'export const handler = async () => 1;');
    expect(
      (await client.send(new InvokeCommand({ FunctionName: 'Dry', InvocationType: 'DryRun' }))).StatusCode,
    ).toBe(204);
    expect(lambda.usage().Dry?.invocations).toBe(0);
    deploy('Shut', 'export const handler = async () => 1;', { concurrency: 0 });
    await expect(client.send(new InvokeCommand({ FunctionName: 'Shut' }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
    });
  });

  test('limits payloads to 6 MB, events to 1 MB', async () => {
    deploy('Size', 'export const handler = async (event) => event.length;');
    const sized = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
    expect(
      text(
        (await client.send(new InvokeCommand({ FunctionName: 'Size', Payload: sized(6_291_456) }))).Payload,
      ),
    ).toBe(6_291_454);
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'Size', Payload: sized(6_291_457) })),
    ).rejects.toMatchObject({ name: 'RequestTooLargeException' });
    expect(
      (
        await client.send(
          new InvokeCommand({ FunctionName: 'Size', InvocationType: 'Event', Payload: sized(1_048_576) }),
        )
      ).StatusCode,
    ).toBe(202);
    await expect(
      client.send(
        new InvokeCommand({ FunctionName: 'Size', InvocationType: 'Event', Payload: sized(1_048_577) }),
      ),
    ).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
describe('an asynchronous invocation', () => {
  const FAILS = `import { appendFileSync } from 'node:fs';
    export const handler = async (event) => { appendFileSync(event.file, new Date().toISOString() + '\\n'); if (event.fail) throw new Error('not yet'); };`;
  const file = () => join(root, 'seen.txt');
  const seen = () => readFileSync(file(), 'utf8').trim().split('\n');

  async function accept(name: string, event: object): Promise<string> {
    const reply = await client.send(
      new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: JSON.stringify(event) }),
    );
    expect(reply.StatusCode).toBe(202);
    return reply.$metadata.requestId ?? '';
  }

  test('runs once if it succeeds', async () => {
    deploy('Works', FAILS);
    await accept('Works', { file: file() });
    await clock.advance(3_600_000);
    expect(seen()).toEqual(['2026-03-02T01:30:00.000Z']);
    expect(handedOn).toEqual([]);
  });

  test('is tried again after one and after two minutes, then handed on in the shape of Lambda', async () => {
    deploy('Fails', FAILS, {
      async: { retries: 2, longestAge: 21_600, onFailure: 'arn:aws:sqs:us-east-1:000000000000:dead' },
    });
    const event = { file: file(), fail: true };
    const requestId = await accept('Fails', event);
    await clock.advance(3_600_000);
    expect(seen()).toEqual([
      '2026-03-02T01:30:00.000Z',
      '2026-03-02T01:31:00.000Z',
      '2026-03-02T01:33:00.000Z',
    ]);
    expect(handedOn).toEqual([
      {
        arn: 'arn:aws:sqs:us-east-1:000000000000:dead',
        body: {
          version: '1.0',
          timestamp: '2026-03-02T01:33:00.000Z',
          requestContext: {
            requestId,
            functionArn: `${ARN}Fails:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: 3,
          },
          requestPayload: event,
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorType: 'Error', errorMessage: 'not yet', trace: expect.any(Array) },
        },
      },
    ]);
  });

  test('without retries goes at once to the dead letter queue, bare, with the error as attributes', async () => {
    deploy('Fails', FAILS, { async: { retries: 0, longestAge: 21_600, deadLetter: 'arn:queue' } });
    const event = { file: file(), fail: true };
    const requestId = await accept('Fails', event);
    await clock.advance(0);
    expect(handedOn).toEqual([
      {
        arn: 'arn:queue',
        body: event,
        attributes: { RequestID: requestId, ErrorCode: '200', ErrorMessage: 'not yet' },
      },
    ]);
  });

  test('is given up when it would be too old', async () => {
    deploy('Fails', FAILS, { async: { retries: 2, longestAge: 100, onFailure: 'arn:queue' } });
    await accept('Fails', { file: file(), fail: true });
    await clock.advance(3_600_000);
    expect(seen()).toHaveLength(2);
    expect(handedOn).toMatchObject([
      { body: { requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 2 } } },
    ]);
  });

  test('tells the destination of successes, if there is one', async () => {
    deploy('Works', 'export const handler = async () => ({ done: true });', {
      async: { retries: 2, longestAge: 21_600, onSuccess: 'arn:bus' },
    });
    await accept('Works', {});
    await clock.advance(0);
    expect(handedOn).toMatchObject([
      { arn: 'arn:bus', body: { requestContext: { condition: 'Success' }, responsePayload: { done: true } } },
    ]);
  });

  test('survives the end of the process, with its attempts counted and its time kept', async () => {
    deploy('Fails', FAILS, { async: { retries: 2, longestAge: 21_600, onFailure: 'arn:queue' } });
    await accept('Fails', { file: file(), fail: true });
    await clock.advance(30_000);
    await lambda.close();
    expect(handedOn).toEqual([]);

    open();
    deploy('Fails', FAILS, { async: { retries: 2, longestAge: 21_600, onFailure: 'arn:queue' } });
    lambda.resume();
    await clock.advance(3_600_000);
    expect(seen()).toEqual([
      '2026-03-02T01:30:00.000Z',
      '2026-03-02T01:31:00.000Z',
      '2026-03-02T01:33:00.000Z',
    ]);
    expect(handedOn).toHaveLength(1);
  });

  test('that was running when the runtime ended is run again by the next', async () => {
    deploy(
      'Stuck',
      `${FAILS} export const stuck = async (event) => { await handler(event); await new Promise((r) => setTimeout(r, event.ms)); };`,
      { handler: 'index.stuck' },
    );
    await accept('Stuck', { file: file(), ms: 60_000 });
    await expect.poll(() => lambda.usage().Stuck?.coldStarts).toBe(1);
    await expect.poll(seen).toHaveLength(1);
    await lambda.close();

    open();
    deploy('Stuck', FAILS);
    lambda.resume();
    await clock.advance(0);
    expect(seen()).toHaveLength(2);
    expect(reported).toEqual([]);
  });
});
