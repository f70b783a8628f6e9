/** Objects in S3 as the functions see them: one version, read piece by piece. */
import { CallRefused, ObjectGone, PassingStoreFault } from '../faults/faults.ts';
import { backOff, clock } from './clock.ts';
import { configuredEndpoint, signedGet, urlOf } from './signed-post.ts';

/** Calls before a read counts as failed. */
const MOST_CALLS = 3;

/** Pause before the second call, in milliseconds; it doubles. */
const FIRST_PAUSE = 100;

/** A piece that takes longer has failed, in milliseconds. */
const LONGEST_READ = 30_000;

/** Bytes that are read at a time. */
const PIECE = 2 * 1024 * 1024;

/** One version of an object. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  /** Absent where the bucket has no versions. */
  readonly versionId?: string | undefined;
  /** Bytes. */
  readonly size: number;
}

/** The bytes of an object, in pieces; a piece that fails on its way is asked for again. */
export async function* bytesOf(object: ObjectRef): AsyncGenerator<Buffer> {
  const url = await urlOfObject(object);
  for (let from = 0; from < object.size; from += PIECE) {
    yield await piece(object, url, from, Math.min(from + PIECE, object.size) - 1);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
async function piece({ key }: ObjectRef, url: URL, from: number, until: number): Promise<Buffer> {
  let cause: unknown;
  for (let call = 1; call <= MOST_CALLS; call++) {
    if (call > 1) await backOff(clock, call, FIRST_PAUSE);
    try {
      const answer = await signedGet('s3', url, { range: `bytes=${from}-${until}` }, LONGEST_READ);
      if (answer.ok) {
        const bytes = Buffer.from(await answer.arrayBuffer());
        if (bytes.length === until - from + 1) return bytes;
        cause = new Error(`${bytes.length} bytes`);
        continue;
      }
      await answer.body?.cancel();
      // Who may not list a bucket is told 403 of what is not there.
      if (answer.status === 404 || answer.status === 403) throw new ObjectGone(answer.status);
      if (answer.status < 500 && answer.status !== 429) throw new CallRefused('S3', `HTTP ${answer.status}`);
      cause = new Error(`HTTP ${answer.status}`);
    } catch (error) {
      if (error instanceof ObjectGone || error instanceof CallRefused) throw error;
      cause = error;
    }
  }
  throw new PassingStoreFault(`S3 could not give a piece of an object (key of ${key.length} characters).`, {
    cause,
  });
}

/** Path-style at an endpoint that was configured, the bucket's own host in AWS. */
async function urlOfObject({ bucket, key, versionId }: ObjectRef): Promise<URL> {
  const path = key.split('/').map(escaped).join('/');
  const url =
    configuredEndpoint('s3') === undefined ? await urlOf('s3', '/') : await urlOf('s3', `/${bucket}/${path}`);
  if (configuredEndpoint('s3') === undefined) {
    url.hostname = `${bucket}.${url.hostname}`;
    url.pathname = `/${path}`;
  }
  if (versionId !== undefined) url.searchParams.set('versionId', versionId);
  return url;
}

/** Percent-encoding as SigV4 has it: everything but letters, digits and `-._~`. */
const escaped = (part: string): string =>
  encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
