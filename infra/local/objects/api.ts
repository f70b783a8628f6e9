/**
 * S3's REST protocol, path-style, as far as the product uses it: PutObject, GetObject, HeadObject, ListObjectsV2 and
 * DeleteObject. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import {
  ServiceFault,
  type StreamReply,
  type StreamRequest,
  type StreamService,
} from '../gateway/service.ts';
import { CHECKSUMS, type ChecksumName, type Digest, digest } from './checksums.ts';
import { unchunked } from './chunked.ts';
import type { BucketDefinition, ObjectStore, ObjectVersion } from './objects.ts';

/** Limits of https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html and of user metadata. */
const LARGEST_PUT = 5 * 1024 ** 3;
const LONGEST_KEY = 1_024;
const LARGEST_METADATA = 2_048;
const MOST_KEYS = 1_000;

/** Headers that are kept with an object and come back with it. */
const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

/** What a request may ask for that means nothing on one machine; whatever else begins with `x-amz-` is refused by name. */
const WITHOUT_MEANING = new Set([
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-expected-bucket-owner',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
]);

interface Asked {
  request: StreamRequest;
  requestId: string;
  bucket: BucketDefinition;
  key: string;
}

/** Speaks S3 for the objects of a store. */
export function objectsApi(objects: ObjectStore): StreamService {
  return async (request) => {
    const requestId = randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();
    const reply = await answer(objects, request, requestId).catch((fault: unknown) => {
      if (!(fault instanceof ServiceFault)) throw fault;
      return errorReply(fault, request, requestId);
    });
    return { ...reply, headers: { 'x-amz-request-id': requestId, server: 'AmazonS3', ...reply.headers } };
  };
}

async function answer(objects: ObjectStore, request: StreamRequest, requestId: string): Promise<StreamReply> {
  const { method, query } = request;
  const { bucket: name, key } = addressOf(request.path);
  const bucket = objects.bucket(name);
  if (name === '') throw unsupported(`${method} /`);
  if (bucket === undefined) {
    throw new ServiceFault('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
  }
  const asked = { request, requestId, bucket, key };
  if (key === '') {
    if (method === 'HEAD') return { status: 200 };
    if (method === 'GET' && query.get('list-type') === '2') return list(objects, asked);
    throw unsupported(`${method} of a bucket${[...query.keys()].map((part) => ` ?${part}`).join('')}`);
  }
  const operation = OPERATIONS[method];
  if (operation === undefined) throw unsupported(`${method} of an object`);
  const parameter = [...query.keys()].find((each) => !operation.parameters.includes(each));
  if (parameter !== undefined) throw unsupported(`${method} of an object with ${parameter}`);
  const header = Object.keys(request.headers).find(
    (each) => each.startsWith('x-amz-') && !WITHOUT_MEANING.has(each) && !operation.headers.test(each),
  );
  if (header !== undefined) throw unsupported(`the header ${header}`);
  return operation.run(objects, asked);
}

interface Operation {
  parameters: readonly string[];
  headers: RegExp;
  run: (objects: ObjectStore, asked: Asked) => Promise<StreamReply> | StreamReply;
}

const READING: Operation = {
  parameters: ['versionId', 'x-id'],
  headers: /^x-amz-(checksum-mode|content-sha256)$/,
  run: (objects, asked) => read(objects, asked),
};

const OPERATIONS: Readonly<Record<string, Operation>> = {
  PUT: {
    parameters: ['x-id'],
    headers:
      /^x-amz-(meta-.+|content-sha256|decoded-content-length|trailer|sdk-checksum-algorithm|checksum-(crc32|crc32c|crc64nvme|sha1|sha256|type|algorithm))$/,
    run: (objects, asked) => put(objects, asked),
  },
  GET: READING,
  HEAD: READING,
  DELETE: {
    parameters: ['versionId', 'x-id'],
    headers: /^x-amz-content-sha256$/,
    run: (objects, asked) => remove(objects, asked),
  },
};

async function put(objects: ObjectStore, { request, requestId, bucket, key }: Asked): Promise<StreamReply> {
  const { headers } = request;
  if (Buffer.byteLength(key) > LONGEST_KEY) {
    throw new ServiceFault('KeyTooLongError', 'Your key is too long', 400, {
      Size: String(Buffer.byteLength(key)),
      MaxSizeAllowed: String(LONGEST_KEY),
    });
  }
  const kept = keptHeaders(headers);
  const requireUnchanged = () => {
    const before = objects.find(bucket.name, key);
    requireMatch(headers, before?.marker ? undefined : before, 'PUT');
  };
  requireUnchanged();
  const chunked = /^STREAMING-/.test(String(headers['x-amz-content-sha256'] ?? ''));
  const length = sizeOf(headers, chunked);
  const { file, path } = objects.draft();
  try {
    const trailers = new Map<string, string>();
    const body = request.body as AsyncIterable<Buffer>;
    const content = chunked ? unchunked(body, trailers) : body;
    const sums = new Map<string, Digest>();
    for (const name of wantedChecksums(headers)) sums.set(name, digest(name));
    const written = await writeDown(path, content, length, [...sums.values()]);
    const checksums = Object.fromEntries([...sums].map(([name, sum]) => [name, sum.value()]));
    for (const [name, sum] of Object.entries(checksums)) {
      const header = `x-amz-checksum-${name}`;
      const said = trailers.get(header) ?? headers[header];
      if (said !== undefined && said !== sum) {
        throw new ServiceFault(
          'BadDigest',
          `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
        );
      }
    }
    requireDigests(headers, written);
    // Others may have written while the body came in.
    requireUnchanged();
    const version = objects.keep(
      bucket,
      { key, size: written.size, etag: written.md5, headers: kept, checksums, file },
      { requestId, reason: 'PutObject' },
    );
    return {
      status: 200,
      headers: { etag: `"${version.etag}"`, ...versionHeader(bucket, version), ...sumHeaders(version) },
    };
  } catch (fault) {
    objects.discard(file);
    throw fault;
  }
}

interface Written {
  size: number;
  /** In hex. */
  md5: string;
  sha256: string;
}

/** Writes the content to its file and waits until it is on the disk. */
async function writeDown(
  path: string,
  content: AsyncIterable<Buffer>,
  length: number,
  sums: readonly Digest[],
): Promise<Written> {
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  let size = 0;
  const file: FileHandle = await open(path, 'wx', 0o600);
  try {
    for await (const bytes of content) {
      size += bytes.length;
      if (size > length) break;
      md5.update(bytes);
      sha256.update(bytes);
      for (const sum of sums) sum.update(bytes);
      await file.write(bytes);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  if (size !== length) {
    throw new ServiceFault(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header.',
    );
  }
  return { size, md5: md5.digest('hex'), sha256: sha256.digest('hex') };
}

function sizeOf(headers: IncomingHttpHeaders, chunked: boolean): number {
  const said = chunked ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  if (said === undefined || !/^\d+$/.test(String(said))) {
    throw new ServiceFault('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  const length = Number(said);
  if (length <= LARGEST_PUT) return length;
  throw new ServiceFault('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
    ProposedSize: String(length),
    MaxSizeAllowed: String(LARGEST_PUT),
  });
}

/** The checksums to work out: those that came or are to come; CRC-64/NVME where there is none, as S3 does since 2024. */
function wantedChecksums(headers: IncomingHttpHeaders): ChecksumName[] {
  const trailer = String(headers['x-amz-trailer'] ?? '').toLowerCase();
  const wanted = CHECKSUMS.filter(
    (name) => headers[`x-amz-checksum-${name}`] !== undefined || trailer.includes(`x-amz-checksum-${name}`),
  );
  return wanted.length > 0 ? wanted : ['crc64nvme'];
}

function requireDigests(headers: IncomingHttpHeaders, { md5, sha256 }: Written): void {
  const said = headers['content-md5'];
  if (said !== undefined && Buffer.from(String(said), 'base64').toString('hex') !== md5) {
    throw new ServiceFault('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const signed = String(headers['x-amz-content-sha256'] ?? '');
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== sha256) {
    throw new ServiceFault(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadata = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = String(value);
    if (name.startsWith('x-amz-meta-')) {
      metadata += name.length - 'x-amz-meta-'.length + Buffer.byteLength(text);
      kept[name] = text;
    } else if (name === 'content-encoding') {
      const codings = text.split(',').map((coding) => coding.trim());
      const own = codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(',');
      if (own !== '') kept[name] = own;
    } else if (KEPT.includes(name)) kept[name] = text;
  }
  if (metadata <= LARGEST_METADATA) return kept;
  throw new ServiceFault(
    'MetadataTooLarge',
    'Your metadata headers exceed the maximum allowed metadata size',
    400,
    {
      Size: String(metadata),
      MaxSizeAllowed: String(LARGEST_METADATA),
    },
  );
}

function read(objects: ObjectStore, { request, bucket, key }: Asked): StreamReply {
  const { headers, query, method } = request;
  const wanted = query.get('versionId') ?? undefined;
  const found = objects.find(bucket.name, key, wanted);
  if (found === undefined) {
    throw wanted === undefined
      ? new ServiceFault('NoSuchKey', 'The specified key does not exist.', 404, { Key: key })
      : new ServiceFault('NoSuchVersion', 'The specified version does not exist.', 404, {
          Key: key,
          VersionId: wanted,
        });
  }
  if (found.marker) {
    const fault =
      wanted === undefined
        ? new ServiceFault('NoSuchKey', 'The specified key does not exist.', 404, { Key: key })
        : new ServiceFault(
            'MethodNotAllowed',
            'The specified method is not allowed against this resource.',
            405,
          );
    const reply = errorReply(fault, request, '');
    return {
      ...reply,
      headers: { ...reply.headers, 'x-amz-delete-marker': 'true', ...versionHeader(bucket, found) },
    };
  }
  const common: Record<string, string> = {
    ...found.headers,
    etag: `"${found.etag}"`,
    'last-modified': new Date(found.at).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(bucket, found),
  };
  if (!requireMatch(headers, found, 'GET')) return { status: 304, headers: common };
  const part = rangeOf(String(headers.range ?? ''), found.size);
  const { from, until } = part ?? { from: 0, until: found.size - 1 };
  const length = until - from + 1;
  const sums = part === undefined && headers['x-amz-checksum-mode'] === 'ENABLED' ? sumHeaders(found) : {};
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      ...common,
      ...sums,
      'content-length': String(length),
      ...(part === undefined ? {} : { 'content-range': `bytes ${from}-${until}/${found.size}` }),
    },
    ...(method === 'HEAD' || length === 0
      ? {}
      : { body: createReadStream(found.path, { start: from, end: until }) }),
  };
}

/** The bytes that are asked for, as RFC 9110 has it; undefined for all of them, also where the header makes no sense. */
function rangeOf(header: string, size: number): { from: number; until: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const until = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < from) return undefined;
  if (from <= until) return { from, until };
  throw new ServiceFault('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: header,
    ActualObjectSize: String(size),
  });
}

/** Holds the request's conditions; false where the caller has this version already. */
function requireMatch(
  headers: IncomingHttpHeaders,
  found: ObjectVersion | undefined,
  method: 'PUT' | 'GET',
): boolean {
  const failed = (condition: string) =>
    new ServiceFault(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
      {
        Condition: condition,
      },
    );
  const matches = (list: string) =>
    found !== undefined &&
    list.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\/|"/g, '') === found.etag);
  const [match, noneMatch] = [headers['if-match'], headers['if-none-match']];
  if (match !== undefined && !matches(match)) {
    if (method === 'PUT' && found === undefined)
      throw new ServiceFault('NoSuchKey', 'The specified key does not exist.', 404);
    throw failed('If-Match');
  }
  if (noneMatch !== undefined && matches(noneMatch)) {
    if (method === 'PUT') throw failed('If-None-Match');
    return false;
  }
  if (method === 'PUT' || found === undefined) return true;
  const second = Math.floor(found.at / 1_000) * 1_000;
  const unmodified = headers['if-unmodified-since'];
  if (match === undefined && unmodified !== undefined && second > Date.parse(unmodified))
    throw failed('If-Unmodified-Since');
  const modified = headers['if-modified-since'];
  return !(noneMatch === undefined && modified !== undefined && second <= Date.parse(modified));
}

function remove(objects: ObjectStore, { request, requestId, bucket, key }: Asked): StreamReply {
  const version = request.query.get('versionId') ?? undefined;
  const gone = objects.remove(bucket, key, version, { requestId, reason: 'DeleteObject' });
  return {
    status: 204,
    headers:
      gone === undefined
        ? {}
        : { ...(gone.marker ? { 'x-amz-delete-marker': 'true' } : {}), ...versionHeader(bucket, gone) },
  };
}

const LISTING = [
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'start-after',
  'continuation-token',
  'encoding-type',
  'fetch-owner',
  'x-id',
];

function list(objects: ObjectStore, { request, bucket }: Asked): StreamReply {
  const { query } = request;
  const parameter = [...query.keys()].find((each) => !LISTING.includes(each));
  if (parameter !== undefined) throw unsupported(`ListObjectsV2 with ${parameter}`);
  const said = query.get('max-keys') ?? String(MOST_KEYS);
  if (!/^\d+$/.test(said))
    throw invalid('Provided max-keys not an integer or within integer range', 'max-keys', said);
  const most = Math.min(Number(said), MOST_KEYS);
  const token = query.get('continuation-token');
  const [prefix, delimiter, startAfter] = ['prefix', 'delimiter', 'start-after'].map(
    (name) => query.get(name) ?? '',
  ) as [string, string, string];
  const encoding = query.get('encoding-type');
  if (encoding !== null && encoding !== 'url')
    throw invalid('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  const after = token === null ? startAfter : fromToken(token);
  const page =
    most === 0
      ? { versions: [], prefixes: [] }
      : objects.list(bucket.name, { prefix, delimiter, after, most });
  const written = (text: string) =>
    encoding === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
  const { last } = page as { last?: string };
  const body = [
    element('Name', bucket.name),
    element('Prefix', written(prefix)),
    ...(delimiter === '' ? [] : [element('Delimiter', written(delimiter))]),
    ...(startAfter === '' ? [] : [element('StartAfter', written(startAfter))]),
    ...(token === null ? [] : [element('ContinuationToken', token)]),
    ...(last === undefined ? [] : [element('NextContinuationToken', toToken(last))]),
    element('KeyCount', String(page.versions.length + page.prefixes.length)),
    element('MaxKeys', String(most)),
    ...(encoding === null ? [] : [element('EncodingType', encoding)]),
    element('IsTruncated', String(last !== undefined)),
    ...page.versions.map(
      ({ key, at, etag, size }) =>
        `<Contents>${element('Key', written(key))}${element('LastModified', new Date(at).toISOString())}${element('ETag', `"${etag}"`)}${element('Size', String(size))}${element('StorageClass', 'STANDARD')}</Contents>`,
    ),
    ...page.prefixes.map(
      (common) => `<CommonPrefixes>${element('Prefix', written(common))}</CommonPrefixes>`,
    ),
  ].join('');
  return xml(
    200,
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${body}</ListBucketResult>`,
  );
}

const toToken = (last: string): string => Buffer.from(last).toString('base64url');

function fromToken(token: string): string {
  const last = Buffer.from(token, 'base64url').toString('utf8');
  if (toToken(last) === token) return last;
  throw invalid('The continuation token provided is incorrect', 'continuation-token', token);
}

const versionHeader = (bucket: BucketDefinition, { version }: ObjectVersion): Record<string, string> =>
  bucket.versioned ? { 'x-amz-version-id': version } : {};

const sumHeaders = ({ checksums }: ObjectVersion): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(checksums).map(([name, sum]) => [`x-amz-checksum-${name}`, sum])),
  'x-amz-checksum-type': 'FULL_OBJECT',
});

/** Bucket and key of a path-style address. */
function addressOf(path: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return { bucket, key: decodeURIComponent(key) };
  } catch {
    throw new ServiceFault('InvalidURI', "Couldn't parse the specified URI.");
  }
}

const unsupported = (what: string) =>
  new ServiceFault(
    'NotImplemented',
    `The runtime does not offer ${what}; of S3 it has PutObject, GetObject, HeadObject, ListObjectsV2 and DeleteObject.`,
    501,
  );

const invalid = (message: string, name: string, value: string) =>
  new ServiceFault('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });

function errorReply(
  { code, message, status, fields }: ServiceFault,
  request: StreamRequest,
  requestId: string,
): StreamReply {
  // An answer to HEAD has no body; what was wrong is in its status alone.
  if (request.method === 'HEAD') return { status, headers: {} };
  const elements = Object.entries({
    Code: code,
    Message: message,
    ...fields,
    Resource: request.path,
    RequestId: requestId,
  });
  return xml(
    status,
    `<Error>${elements.map(([name, value]) => element(name, String(value))).join('')}</Error>`,
  );
}

const xml = (status: number, body: string): StreamReply => {
  const text = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
  return {
    status,
    headers: { 'content-type': 'application/xml', 'content-length': String(text.length) },
    body: text,
  };
};

const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

/** Also what XML 1.0 does not allow unescaped, such as a line break that a parser would change. */
const escaped = (text: string): string =>
  text.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
