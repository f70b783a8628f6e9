import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { gatewayListener } from '../../../../../infra/local/gateway/gateway.ts';
import { type Door, openDoor } from '../../../../../infra/local/gateway/loopback.ts';
import { type ObjectEvent, type Objects, openObjects } from '../../../../../infra/local/objects/objects.ts';

const START = Date.parse('2026-03-02T01:30:00.000Z');
const DAY = 86_400_000;
const SIGNATURE = `AWS4-HMAC-SHA256 Credential=LOCAL/20260302/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`;

let folder: string;
let clock: RuntimeClock;
let objects: Objects;
let door: Door;
let s3: S3Client;
let events: ObjectEvent[];
let onAnnounce: () => void;
let reported: string[];
let sent: IncomingHttpHeaders[];

function open() {
  objects = openObjects({
    folder,
    clock,
    account: '000000000000',
    announce: (event) => {
      onAnnounce();
      events.push(event);
    },
    report: (_fault, what) => reported.push(what),
  });
  objects.createBucket({
    name: 'files',
    versioned: true,
    announces: true,
    lifecycle: [{ prefix: 'incoming/', expirationDays: 3, noncurrentDays: 1 }],
  });
  objects.createBucket({ name: 'plain', versioned: false, announces: false, lifecycle: [] });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'objects-'));
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  [events, reported, sent, onAnnounce] = [[], [], [], () => {}];
  open();
  door = await openDoor(0, false);
  door.answer(
    gatewayListener(
      {
        targets: {},
        paths: {},
        forms: {},
        streams: {
          s3: (request) => {
            sent.push(request.headers);
            return objects.service(request);
          },
        },
      },
      clock,
      (fault) => {
        throw fault;
      },
    ),
  );
  s3 = new S3Client({
    endpoint: door.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  s3.destroy();
  await door.close();
  objects.close();
  clock.stop();
  rmSync(folder, { recursive: true });
});

const put = (Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: 'files', Key, Body, ...more }));
const get = async (Key: string, more: object = {}) => {
  const { Body, ...rest } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key, ...more }));
  return { text: await Body?.transformToString(), ...rest };
};
const list = (more: object = {}) => s3.send(new ListObjectsV2Command({ Bucket: 'files', ...more }));
const md5 = (text: string | Buffer) => `"${createHash('md5').update(text).digest('hex')}"`;

/** A request that no SDK would send. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body: string | Buffer = '',
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port: door.port, path, method, headers: { authorization: SIGNATURE, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html, API_GetObject.html
describe('an object', () => {
  test('comes back as it was put, with its ETag, version, type and metadata', async () => {
    const text = '客户编号,姓名\r\nC1,沈月华\r\n';
    const kept = await put('incoming/客户 1+2&3=4.csv', text, {
      ContentType: 'text/csv; charset=utf-8',
      Metadata: { source: 'core-banking' },
    });
    expect(kept).toMatchObject({
      ETag: md5(text),
      VersionId: expect.any(String),
      ChecksumType: 'FULL_OBJECT',
    });
    expect(await get('incoming/客户 1+2&3=4.csv', { ChecksumMode: 'ENABLED' })).toMatchObject({
      text,
      ETag: md5(text),
      ContentLength: Buffer.byteLength(text),
      ContentType: 'text/csv; charset=utf-8',
      Metadata: { source: 'core-banking' },
      VersionId: kept.VersionId,
      ChecksumCRC32: kept.ChecksumCRC32,
      LastModified: new Date(START),
    });
  });

  test('HeadObject says the same without the content', async () => {
    await put('a.csv', 'x'.repeat(1_000));
    const { ContentLength, ETag } = await s3.send(new HeadObjectCommand({ Bucket: 'files', Key: 'a.csv' }));
    expect({ ContentLength, ETag }).toEqual({ ContentLength: 1_000, ETag: md5('x'.repeat(1_000)) });
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'files', Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a stream of a large file goes up in chunks with its checksum behind it, and down again', async () => {
    const large = Buffer.alloc(20 * 1024 * 1024, 'customer,amount\n');
    const path = join(folder, 'large.csv');
    writeFileSync(path, large);
    const kept = await put('large.csv', createReadStream(path), { ContentLength: large.length });
    expect(kept.ETag).toBe(md5(large));
    expect(sent[0]).toMatchObject({
      'content-encoding': 'aws-chunked',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'x-amz-decoded-content-length': String(large.length),
    });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'large.csv' }));
    const back = Buffer.from((await Body?.transformToByteArray()) ?? []);
    expect(back.equals(large)).toBe(true);
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'is held against a %s checksum in a header',
    async (algorithm) => {
      // Check values of "123456789": https://reveng.sourceforge.io/crc-catalogue/all.htm
      const hash = (name: string) => createHash(name).update('123456789').digest('base64');
      const right = {
        CRC32: Buffer.from('cbf43926', 'hex').toString('base64'),
        CRC32C: Buffer.from('e3069283', 'hex').toString('base64'),
        CRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
        SHA1: hash('sha1'),
        SHA256: hash('sha256'),
      }[algorithm];
      await put('sum', '123456789', { [`Checksum${algorithm}`]: right });
      expect(await get('sum', { ChecksumMode: 'ENABLED' })).toMatchObject({
        [`Checksum${algorithm}`]: right,
      });
      await expect(put('sum', '123456780', { [`Checksum${algorithm}`]: right })).rejects.toMatchObject({
        name: 'BadDigest',
      });
      expect((await get('sum')).text).toBe('123456789');
    },
  );

  test('a chunked body whose trailer, framing or length is wrong leaves nothing behind', async () => {
    const headers = {
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '5',
      'x-amz-trailer': 'x-amz-checksum-crc32',
      'content-encoding': 'aws-chunked',
    };
    const send = (body: string, more = {}) => raw('PUT', '/files/chunked', { ...headers, ...more }, body);
    expect(await send('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n')).toMatchObject({
      status: 200,
    });
    for (const [body, code] of [
      ['5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 'BadDigest'],
      ['5\r\nhello!\r\n0\r\n\r\n', 'InvalidRequest'],
      ['five\r\nhello\r\n0\r\n\r\n', 'InvalidRequest'],
      ['5\r\nhello\r\n', 'IncompleteBody'],
      ['4\r\nhell\r\n0\r\n\r\n', 'IncompleteBody'],
      ['6\r\nhello!\r\n0\r\n\r\n', 'IncompleteBody'],
    ] as const) {
      const reply = await send(body);
      expect(reply.status, body).toBe(400);
      expect(reply.text, body).toContain(`<Code>${code}</Code>`);
    }
    const { ContentEncoding, text } = await get('chunked');
    expect({ ContentEncoding, text }).toEqual({ ContentEncoding: undefined, text: 'hello' });
    expect(readdirSync(join(folder, 'objects'))).toHaveLength(1);
  });

  test('a body that is not what Content-MD5 or the signature says is refused', async () => {
    await expect(put('a', 'hello', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    const reply = await raw('PUT', '/files/a', { 'x-amz-content-sha256': '0'.repeat(64) }, 'hello');
    expect(reply.text).toContain('<Code>XAmzContentSHA256Mismatch</Code>');
  });

  // https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
  test('parts of it can be read', async () => {
    await put('digits', '0123456789');
    expect(await get('digits', { Range: 'bytes=2-4' })).toMatchObject({
      text: '234',
      ContentRange: 'bytes 2-4/10',
      ContentLength: 3,
    });
    expect((await get('digits', { Range: 'bytes=8-' })).text).toBe('89');
    expect((await get('digits', { Range: 'bytes=-3' })).text).toBe('789');
    expect((await get('digits', { Range: 'bytes=7-100' })).text).toBe('789');
    await expect(get('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' });
    const nothing = await put('nothing', '');
    expect(nothing.ETag).toBe(md5(''));
    expect((await get('nothing')).text).toBe('');
  });

  test('conditions are held', async () => {
    const { ETag } = await put('a', 'one');
    await expect(put('a', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put('a', 'two', { IfMatch: '"other"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await put('a', 'two', { IfMatch: ETag });
    await put('new', 'one', { IfNoneMatch: '*' });
    await expect(get('a', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(get('a', { IfNoneMatch: md5('two') })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });

  test('what is asked for and not there is refused in the words of S3', async () => {
    await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchKey', Key: 'none' });
    await expect(get('none', { Bucket: 'nowhere' })).rejects.toMatchObject({
      name: 'NoSuchBucket',
      BucketName: 'nowhere',
    });
    await put('a', 'one');
    await expect(get('a', { VersionId: 'none' })).rejects.toMatchObject({ name: 'NoSuchVersion' });
    await expect(put('k'.repeat(1_025), '')).rejects.toMatchObject({ name: 'KeyTooLongError' });
    await expect(put('a', '', { Metadata: { a: 'x'.repeat(2_048) } })).rejects.toMatchObject({
      name: 'MetadataTooLarge',
    });
    await s3.send(new HeadBucketCommand({ Bucket: 'files' }));
  });

  test('what the runtime does not offer is refused by name', async () => {
    for (const [act, what] of [
      [() => s3.send(new ListBucketsCommand({})), 'GET /'],
      [() => put('a', 'x', { Tagging: 'a=b' }), 'x-amz-tagging'],
      [() => put('a', 'x', { ACL: 'public-read' }), 'x-amz-acl'],
    ] as const) {
      await expect(act()).rejects.toMatchObject({
        name: 'NotImplemented',
        message: expect.stringContaining(what),
      });
    }
    expect((await raw('POST', '/files/a?uploads')).text).toContain('<Code>NotImplemented</Code>');
    expect((await raw('GET', '/files?versions')).text).toContain('?versions');
  });

  test('a key is kept as it is sent, dots and slashes too', async () => {
    const reply = await raw('PUT', '/files/a/../b//c', { 'content-length': '1' }, 'x');
    expect(reply.status).toBe(200);
    expect((await list()).Contents?.map(({ Key }) => Key)).toEqual(['a/../b//c']);
  });

  test('a refusal reaches a caller that is still sending', async () => {
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'nowhere', Key: 'a', Body: Buffer.alloc(30_000_000) })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
describe('versions', () => {
  test('are all kept, and the newest is what one gets', async () => {
    const { VersionId } = await put('a', 'one');
    await put('a', 'two');
    expect((await get('a')).text).toBe('two');
    expect((await get('a', { VersionId })).text).toBe('one');
  });

  test('deleting puts a marker; without the marker the object is back', async () => {
    const { VersionId: first } = await put('a', 'one');
    const { DeleteMarker, VersionId } = await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'a' }));
    expect(DeleteMarker).toBe(true);
    await expect(get('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await get('a', { VersionId: first })).text).toBe('one');
    expect((await list()).KeyCount).toBe(0);
    await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'a', VersionId }));
    expect((await get('a')).text).toBe('one');
  });

  test('a bucket without versions keeps the last one only, and its file', async () => {
    for (const Body of ['one', 'two']) await put('a', Body, { Bucket: 'plain' });
    expect((await get('a', { Bucket: 'plain' })).text).toBe('two');
    expect(readdirSync(join(folder, 'objects'))).toHaveLength(1);
    await s3.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'a' }));
    await expect(get('a', { Bucket: 'plain' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(readdirSync(join(folder, 'objects'))).toEqual([]);
  });

  test('go by the days of the lifecycle, counted to the next midnight', async () => {
    await put('incoming/a', 'one');
    await put('elsewhere/a', 'one');
    await clock.advance(3 * DAY);
    // The third day ends at midnight UTC.
    expect((await get('incoming/a')).text).toBe('one');
    await clock.advance(DAY);
    await expect(get('incoming/a')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await get('elsewhere/a')).text).toBe('one');
    expect(readdirSync(join(folder, 'objects'))).toHaveLength(2);
    await clock.advance(2 * DAY);
    await list();
    expect(readdirSync(join(folder, 'objects'))).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({
      detailType: 'Object Deleted',
      detail: { reason: 'Lifecycle Expiration', 'deletion-type': 'Permanently Deleted' },
    });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
describe('a listing', () => {
  test('comes in pages, in the order of the bytes of the keys', async () => {
    const keys = ['Z', 'a', 'é', '客', '\u{1f600}'];
    for (const key of [...keys].reverse()) await put(key, key);
    const found: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ MaxKeys: 2, ContinuationToken });
      found.push(...(page.Contents ?? []).map(({ Key }) => Key));
      expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(found).toEqual(keys);
  });

  test('has prefixes in common up to a delimiter, each once, over the pages too', async () => {
    for (const key of ['in/a/1', 'in/a/2', 'in/b', 'in/c/1', 'out/a']) await put(key, 'x');
    const all = await list({ Prefix: 'in/', Delimiter: '/' });
    expect(all.CommonPrefixes).toEqual([{ Prefix: 'in/a/' }, { Prefix: 'in/c/' }]);
    expect(all.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['in/b', 1]]);
    const first = await list({ Prefix: 'in/', Delimiter: '/', MaxKeys: 1 });
    expect(first).toMatchObject({ KeyCount: 1, IsTruncated: true, CommonPrefixes: [{ Prefix: 'in/a/' }] });
    const rest = await list({
      Prefix: 'in/',
      Delimiter: '/',
      ContinuationToken: first.NextContinuationToken,
    });
    expect(rest).toMatchObject({ KeyCount: 2, IsTruncated: false, CommonPrefixes: [{ Prefix: 'in/c/' }] });
    expect((await list({ StartAfter: 'in/b' })).Contents?.map(({ Key }) => Key)).toEqual(['in/c/1', 'out/a']);
  });

  test('writes names so that XML can hold them', async () => {
    const key = 'a&b<c>"d\'\r\n\te';
    await put(key, 'x');
    expect((await list()).Contents?.[0]?.Key).toBe(key);
    expect((await list({ EncodingType: 'url' })).Contents?.[0]?.Key).toBe(encodeURIComponent(key));
    await expect(list({ ContinuationToken: 'wrong!' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
describe('events', () => {
  test('an object that was put is announced, in the shape that the guide shows', async () => {
    const { VersionId } = await put('incoming/客户.csv', 'hello');
    expect(events).toEqual([
      {
        source: 'aws.s3',
        detailType: 'Object Created',
        resources: ['arn:aws:s3:::files'],
        detail: {
          version: '0',
          bucket: { name: 'files' },
          object: {
            key: 'incoming/客户.csv',
            size: 5,
            etag: '5d41402abc4b2a76b9719d911017c592',
            'version-id': VersionId,
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
          'request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
          requester: '000000000000',
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    ]);
    await put('a', 'x', { Bucket: 'plain' });
    expect(events).toHaveLength(1);
  });

  test('so is one that was deleted', async () => {
    const { VersionId } = await put('a', 'x');
    await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'a' }));
    await s3.send(new DeleteObjectCommand({ Bucket: 'files', Key: 'a', VersionId }));
    expect(events.slice(1).map(({ detailType, detail }) => [detailType, detail['deletion-type']])).toEqual([
      ['Object Deleted', 'Delete Marker Created'],
      ['Object Deleted', 'Permanently Deleted'],
    ]);
  });

  test('what the process that kept an object could not announce, the next one does', async () => {
    onAnnounce = () => {
      throw new Error('killed');
    };
    await put('a', 'x');
    expect(reported).toEqual(['announcement of an object']);
    expect(events).toEqual([]);
    objects.close();
    onAnnounce = () => {};
    writeFileSync(join(folder, 'objects', 'half-an-upload'), 'x');
    open();
    objects.resume();
    expect(events.map(({ detail }) => detail.object)).toMatchObject([{ key: 'a', size: 1 }]);
    expect((await get('a')).text).toBe('x');
    expect(readdirSync(join(folder, 'objects'))).toHaveLength(1);
    objects.resume();
    expect(events).toHaveLength(1);
  });
});
