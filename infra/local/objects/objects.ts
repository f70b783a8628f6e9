/** S3 on one machine: buckets of the assembly, every version a file in the data folder, each change announced. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { StreamService } from '../gateway/service.ts';
import { inTransaction, openStore } from '../store/store.ts';
import { objectsApi } from './api.ts';

/** When objects of a bucket go by themselves. */
export interface LifecycleRule {
  prefix: string;
  /** Days after which the current version goes. */
  expirationDays?: number;
  /** Days after which a version goes that is not current any more. */
  noncurrentDays?: number;
}

/** A bucket as the assembly defines it. */
export interface BucketDefinition {
  name: string;
  versioned: boolean;
  /** Whether its events go to EventBridge. */
  announces: boolean;
  lifecycle: readonly LifecycleRule[];
}

/** An event of a bucket, for the default bus. */
export interface ObjectEvent {
  source: 'aws.s3';
  detailType: string;
  detail: Record<string, unknown>;
  resources: string[];
}

/** One version of an object, or the marker that it was deleted. */
export interface ObjectVersion {
  seq: number;
  bucket: string;
  key: string;
  version: string;
  marker: boolean;
  size: number;
  etag: string;
  /** Headers that were given with it and are given back. */
  headers: Record<string, string>;
  /** By name, in base64. */
  checksums: Record<string, string>;
  /** Epoch ms. */
  at: number;
  /** Path of its content. */
  path: string;
}

/** What is known of a new version once its content is on disk. */
export type NewVersion = Pick<ObjectVersion, 'key' | 'size' | 'etag' | 'headers' | 'checksums'> & {
  /** Name of its file, as `draft` gave it. */
  file: string;
};

/** A page of a listing. */
export interface Listing {
  versions: ObjectVersion[];
  /** What the keys have in common up to the delimiter, in their order among the keys. */
  prefixes: string[];
  /** Where the next page begins, if there is one: after this. */
  last?: string;
}

/** Who asked for a change, as events tell it. */
export interface Cause {
  requestId: string;
  reason: 'PutObject' | 'DeleteObject' | 'Lifecycle Expiration';
}

/** The objects as the API sees them. */
export interface ObjectStore {
  bucket(name: string): BucketDefinition | undefined;
  /** The current version, a delete marker too, or the one that is named. */
  find(bucket: string, key: string, version?: string): ObjectVersion | undefined;
  list(bucket: string, page: { prefix: string; delimiter: string; after: string; most: number }): Listing;
  /** A new file for content that is on its way. */
  draft(): { file: string; path: string };
  discard(file: string): void;
  keep(bucket: BucketDefinition, version: NewVersion, cause: Cause): ObjectVersion;
  /** Deletes a version for good, or puts a marker on a versioned object; gives what was written or removed. */
  remove(
    bucket: BucketDefinition,
    key: string,
    version: string | undefined,
    cause: Cause,
  ): ObjectVersion | undefined;
}

/** The running S3. */
export interface Objects {
  service: StreamService;
  createBucket(bucket: BucketDefinition): void;
  /** Announces what an earlier process did not come to; call when the rules are there. */
  resume(): void;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    version TEXT NOT NULL,
    marker INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    headers TEXT NOT NULL,
    checksums TEXT NOT NULL,
    at INTEGER NOT NULL,
    file TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS versions_key ON versions (bucket, key, seq);
  CREATE TABLE IF NOT EXISTS announcements (seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL) STRICT;
`;

const DAY = 86_400_000;

/** No key with a given beginning comes after that beginning and this. */
const LAST_CHARACTER = '\u{10ffff}';

/** How often objects are looked through for what their lifecycle ends, in ms of the clock. */
const LIFECYCLE_EVERY = DAY / 24;

type Row = Omit<ObjectVersion, 'marker' | 'headers' | 'checksums' | 'path'> & {
  marker: number;
  headers: string;
  checksums: string;
  file: string;
};

/** Opens the objects of a data folder. */
export function openObjects(options: {
  folder: string;
  clock: Clock;
  account: string;
  announce: (event: ObjectEvent) => void;
  /** Hears of an announcement that failed; it is made again with the next one. */
  report: (fault: unknown, what: string) => void;
}): Objects {
  const { clock, account, announce, report } = options;
  const store = openStore(options.folder, 'objects', SCHEMA);
  const files = join(options.folder, 'objects');
  mkdirSync(files, { recursive: true, mode: 0o700 });
  const buckets = new Map<string, BucketDefinition>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  const CURRENT =
    'seq = (SELECT max(seq) FROM versions AS other WHERE other.bucket = versions.bucket AND other.key = versions.key)';
  const current = store.prepare(`SELECT * FROM versions WHERE bucket = ? AND key = ? AND ${CURRENT}`);
  const named = store.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND version = ?');
  const allOf = store.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? ORDER BY seq DESC');
  const following = store.prepare(
    `SELECT * FROM versions WHERE bucket = ? AND key > ? AND key >= ? AND marker = 0 AND ${CURRENT} ORDER BY key LIMIT 1`,
  );
  const insert = store.prepare(
    'INSERT INTO versions (bucket, key, version, marker, size, etag, headers, checksums, at, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *',
  );
  const forget = store.prepare('DELETE FROM versions WHERE seq = ?');
  const note = store.prepare('INSERT INTO announcements (event) VALUES (?)');

  const fromRow = (row: unknown): ObjectVersion | undefined => {
    if (row === undefined) return undefined;
    const { marker, headers, checksums, file, ...rest } = row as Row;
    return {
      ...rest,
      marker: marker === 1,
      headers: JSON.parse(headers),
      checksums: JSON.parse(checksums),
      path: join(files, file),
    };
  };
  const rowsOf = (bucket: string, key: string) =>
    allOf.all(bucket, key).map((row) => fromRow(row) as ObjectVersion);

  /** Drops versions from the store; their files follow once that is certain. */
  const drop = (versions: readonly ObjectVersion[]): void => {
    for (const { seq } of versions) forget.run(seq);
  };
  const unlink = (versions: readonly ObjectVersion[]): void => {
    for (const { marker, path } of versions) if (!marker) rmSync(path, { force: true });
  };

  const write = (
    bucket: BucketDefinition,
    { key, size, etag, headers, checksums, file }: NewVersion,
    marker: boolean,
  ): ObjectVersion => {
    const version = bucket.versioned ? randomBytes(24).toString('base64url') : 'null';
    const row = insert.get(
      bucket.name,
      key,
      version,
      marker ? 1 : 0,
      size,
      etag,
      JSON.stringify(headers),
      JSON.stringify(checksums),
      clock.now(),
      file,
    );
    return fromRow(row) as ObjectVersion;
  };

  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
  const tell = (
    bucket: BucketDefinition,
    { key, size, etag, version, seq }: ObjectVersion,
    detailType: 'Object Created' | 'Object Deleted',
    { requestId, reason }: Cause,
    deletion?: 'Permanently Deleted' | 'Delete Marker Created',
  ): void => {
    if (!bucket.announces) return;
    const event: ObjectEvent = {
      source: 'aws.s3',
      detailType,
      resources: [`arn:aws:s3:::${bucket.name}`],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object: {
          key,
          ...(detailType === 'Object Created' ? { size } : {}),
          ...(deletion === 'Delete Marker Created' ? {} : { etag }),
          ...(bucket.versioned ? { 'version-id': version } : {}),
          sequencer: seq.toString(16).toUpperCase().padStart(18, '0'),
        },
        'request-id': requestId,
        requester: reason === 'Lifecycle Expiration' ? 's3.amazonaws.com' : account,
        ...(reason === 'Lifecycle Expiration' ? {} : { 'source-ip-address': '127.0.0.1' }),
        reason,
        ...(deletion === undefined ? {} : { 'deletion-type': deletion }),
      },
    };
    note.run(JSON.stringify(event));
  };

  /** Hands announcements on, and forgets them once the bus has them: a kill in between announces twice, as S3 may. */
  const announceAll = (): void => {
    const rows = store.prepare('SELECT seq, event FROM announcements ORDER BY seq').all();
    for (const { seq, event } of rows as { seq: number; event: string }[]) {
      try {
        announce(JSON.parse(event) as ObjectEvent);
      } catch (fault) {
        // What was kept stays kept, whatever becomes of its event.
        report(fault, 'announcement of an object');
        return;
      }
      store.prepare('DELETE FROM announcements WHERE seq = ?').run(seq);
    }
  };

  const remove: ObjectStore['remove'] = (bucket, key, version, cause) => {
    const gone: ObjectVersion[] = [];
    const done = inTransaction(store, () => {
      if (version === undefined && bucket.versioned) {
        const file = '';
        const marker = write(bucket, { key, size: 0, etag: '', headers: {}, checksums: {}, file }, true);
        tell(bucket, marker, 'Object Deleted', cause, 'Delete Marker Created');
        return marker;
      }
      const found = fromRow(
        version === undefined ? current.get(bucket.name, key) : named.get(bucket.name, key, version),
      );
      if (found === undefined) return undefined;
      drop([found]);
      gone.push(found);
      tell(bucket, found, 'Object Deleted', cause, 'Permanently Deleted');
      return found;
    });
    unlink(gone);
    announceAll();
    return done;
  };

  /** Ends what the lifecycle of its bucket ends: days are counted up to the next midnight UTC, as S3 does. */
  const expire = (): void => {
    const now = clock.now();
    if (now - lookedAt < LIFECYCLE_EVERY) return;
    lookedAt = now;
    const over = (at: number, days: number | undefined) =>
      days !== undefined && now >= Math.ceil((at + days * DAY) / DAY) * DAY;
    for (const bucket of buckets.values()) {
      for (const rule of bucket.lifecycle) {
        const keys = store
          .prepare('SELECT DISTINCT key FROM versions WHERE bucket = ? AND substr(key, 1, length(?)) = ?')
          .all(bucket.name, rule.prefix, rule.prefix) as { key: string }[];
        for (const { key } of keys) {
          const [newest, ...former] = rowsOf(bucket.name, key);
          const cause: Cause = { requestId: randomUUID(), reason: 'Lifecycle Expiration' };
          let since = newest?.at ?? 0;
          for (const version of former) {
            if (over(since, rule.noncurrentDays)) remove(bucket, key, version.version, cause);
            since = version.at;
          }
          if (newest && !newest.marker && over(newest.at, rule.expirationDays))
            remove(bucket, key, undefined, cause);
          // A marker over nothing says nothing.
          const [last, ...others] = rowsOf(bucket.name, key);
          if (last?.marker && others.length === 0) drop([last]);
        }
      }
    }
  };

  const objects: ObjectStore = {
    bucket: (name) => buckets.get(name),
    find(bucket, key, version) {
      expire();
      return fromRow(version === undefined ? current.get(bucket, key) : named.get(bucket, key, version));
    },
    list(bucket, { prefix, delimiter, after, most }) {
      expire();
      const listing: Listing = { versions: [], prefixes: [] };
      let from = after;
      for (let entries = 0; ; entries++) {
        const version = fromRow(following.get(bucket, from, prefix));
        if (version === undefined || !version.key.startsWith(prefix)) return listing;
        if (entries === most) return { ...listing, last: from };
        const end = delimiter === '' ? -1 : version.key.indexOf(delimiter, prefix.length);
        if (end < 0) {
          listing.versions.push(version);
          from = version.key;
        } else {
          const common = version.key.slice(0, end + delimiter.length);
          listing.prefixes.push(common);
          from = common + LAST_CHARACTER;
        }
      }
    },
    draft() {
      const file = randomUUID();
      return { file, path: join(files, file) };
    },
    discard: (file) => rmSync(join(files, file), { force: true }),
    keep(bucket, given, cause) {
      const replaced = bucket.versioned ? [] : rowsOf(bucket.name, given.key);
      const kept = inTransaction(store, () => {
        drop(replaced);
        const version = write(bucket, given, false);
        tell(bucket, version, 'Object Created', cause);
        return version;
      });
      unlink(replaced);
      announceAll();
      return kept;
    },
    remove,
  };

  return {
    service: objectsApi(objects),
    createBucket: (bucket) => void buckets.set(bucket.name, bucket),
    resume() {
      const known = new Set(
        store
          .prepare('SELECT file FROM versions')
          .all()
          .map(({ file }) => String(file)),
      );
      // What was on its way when the process ended was never answered for.
      for (const file of readdirSync(files)) if (!known.has(file)) rmSync(join(files, file), { force: true });
      announceAll();
      expire();
    },
    close: () => store.close(),
  };
}
