import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytesOf, type ObjectRef } from '../../../../shared/platform/objects.ts';
import { serviceFault, smallAws } from './small-aws.ts';

const aws = await smallAws();

beforeEach(() => aws.clear());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});
afterAll(() => aws.close());

async function whole(object: ObjectRef): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for await (const piece of bytesOf(object)) pieces.push(piece);
  return pieces;
}

/** The object that an event tells of. */
async function put(key: string, content: string | Buffer): Promise<ObjectRef> {
  const event = await aws.putFile(key, content);
  const { object } = event.detail as { object: { size: number; 'version-id': string } };
  return { bucket: 'imports', key, versionId: object['version-id'], size: object.size };
}

describe('an object', () => {
  test('comes in pieces, in its order, of the version that is meant', async () => {
    const content = Buffer.alloc(5 * 1024 * 1024, 'line of text\n');
    const first = await put('incoming/客户 (三月)+1!*.csv', content);
    await put('incoming/客户 (三月)+1!*.csv', 'newer');
    const pieces = await whole(first);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  test('that is empty asks for nothing', async () => {
    const empty = await put('incoming/empty.csv', '');
    aws.calls.length = 0;
    expect(await whole(empty)).toEqual([]);
    expect(aws.calls).toEqual([]);
  });

  test('is asked for again where a piece fails; one that keeps failing is a passing fault', async () => {
    const object = await put('incoming/a.csv', 'hello');
    let failing = 2;
    aws.before.GetObject = () => {
      if (failing-- > 0) throw serviceFault('SlowDown', 503);
    };
    expect(String(Buffer.concat(await whole(object)))).toBe('hello');
    failing = 99;
    await expect(whole(object)).rejects.toMatchObject({ name: 'PassingStoreFault', passing: true });
  });

  test('that is gone is a lasting fault at once, and its key is not told', async () => {
    const object = await put('incoming/li-na.csv', 'hello');
    aws.calls.length = 0;
    const gone = whole({ ...object, versionId: 'none' });
    await expect(gone).rejects.toMatchObject({ name: 'ObjectGone', passing: false });
    await expect(gone).rejects.not.toThrow(/li-na/);
    expect(aws.calls).toEqual(['GetObject']);
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
test.each([
  ['us-east-1', 'https://imports.s3.us-east-1.amazonaws.com'],
  ['cn-north-1', 'https://imports.s3.cn-north-1.amazonaws.com.cn'],
])('without an endpoint of its own the request goes to the bucket’s host of %s', async (region, origin) => {
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
  vi.stubEnv('AWS_REGION', region);
  vi.resetModules();
  const fetched = vi.fn<typeof fetch>(async () => new Response('hello', { status: 206 }));
  vi.stubGlobal('fetch', fetched);
  const fresh = await import('../../../../shared/platform/objects.ts');
  const object = { bucket: 'imports', key: 'incoming/a b.csv', versionId: 'V1', size: 5 };
  for await (const piece of fresh.bytesOf(object)) expect(String(piece)).toBe('hello');
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect(String(url)).toBe(`${origin}/incoming/a%20b.csv?versionId=V1`);
  expect(new Headers(init?.headers).get('authorization')).toMatch(new RegExp(`/${region}/s3/aws4_request`));
});

test('the request is the one that the SDK’s own S3 client sends', async () => {
  const seen: IncomingMessage[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    response.writeHead(206, { 'content-length': 5 }).end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T01:30:00Z') });
  const object = { bucket: 'imports', key: "incoming/客户 (1)+2=3&4!*'~.csv", versionId: 'a_b-C.d', size: 5 };
  await whole(object);
  const s3 = new S3Client({ endpoint, region: 'us-east-1' });
  const { Body } = await s3.send(
    new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      VersionId: object.versionId,
      Range: 'bytes=0-4',
    }),
  );
  await Body?.transformToString();
  vi.useRealTimers();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  const [ours, theirs] = seen;
  // The SDK says the operation's name besides.
  expect(theirs?.url?.replace(/[?&]x-id=GetObject/, '')).toBe(ours?.url);
  for (const header of ['x-amz-date', 'x-amz-content-sha256', 'range', 'host']) {
    expect([header, ours?.headers[header]]).toEqual([header, theirs?.headers[header]]);
  }
  const scope = /Credential=([^,]+),/;
  expect(scope.exec(ours?.headers.authorization ?? '')?.[1]).toBe(
    scope.exec(theirs?.headers.authorization ?? '')?.[1],
  );
});
