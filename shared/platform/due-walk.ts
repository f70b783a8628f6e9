/** Nightly work on whoever is due: an index of marks is walked shard by shard, and what one run does not reach the next one does. */
import * as z from 'zod';
import { instantOf } from './clock.ts';
import { SHARDS, shardKey, shardKeys } from './ids.ts';
import { inParallel } from './parallel.ts';
import type { Table } from './table.ts';
import { log, traceOf } from './telemetry.ts';

/** Where a run goes on: the shard of the index, and the key after which. */
export const WalkCursor = z.strictObject({
  shard: z
    .int()
    .min(0)
    .max(SHARDS - 1),
  after: z.string().optional(),
});
export type WalkCursor = z.infer<typeof WalkCursor>;

/** A customer who is due, and the key of the mark that says so. */
export interface Due {
  readonly customerId: string;
  readonly key: string;
}

/** An index of marks: its name, its attributes, and what its shards begin with. */
export interface Marks {
  readonly index: string;
  readonly shard: string;
  readonly key: string;
  readonly prefix: string;
}

/** Attributes of a mark: from `at` on the customer is due. */
export const markFields = ({ shard, key, prefix }: Marks, customerId: string, at: string) => ({
  [shard]: shardKey(prefix, customerId),
  [key]: `${at}#${customerId}`,
});

/** Customers that are read from an index at a time. */
const PAGE = 100;

/** Customers of a shard who are due by `now`, a page of them, in the order of their keys. */
export async function dueOf(
  table: Table,
  { index, shard, key, prefix }: Marks,
  { shard: number, after }: WalkCursor,
  now: string,
): Promise<Due[]> {
  const Mark = z.object({ customerId: z.string(), [key]: z.string() });
  const found = await table.query(Mark, {
    index,
    of: [shard, shardKeys(prefix)[number] ?? ''],
    sort: {
      attribute: key,
      // Nothing comes between a key and the same one with one more character.
      from: after === undefined ? '0' : `${after}\u0000`,
      until: `${now}#\uffff`,
    },
    most: PAGE,
  });
  return found.map((mark) => ({ customerId: String(mark.customerId), key: String(mark[key]) }));
}

/** The longest run of a Lambda function, in milliseconds. */
const LONGEST_RUN = 900_000;

/**
 * From when on all rows are certainly written that a mark speaks of. The mark comes first, so that a run which ends in
 * between is looked at for nothing rather than never; who looks earlier than this looks once more.
 */
export const settledAt = (markedAt: string): string =>
  instantOf(new Date(Date.parse(markedAt) + LONGEST_RUN));

/** Time that is kept for the end of a run, in milliseconds. */
const RESERVE = 60_000;

/** What a walk is given. */
export interface Walk {
  readonly from: WalkCursor | undefined;
  /** Customers that are dealt with at a time. */
  readonly atATime: number;
  due(cursor: WalkCursor): Promise<readonly Due[]>;
  work(due: Due): Promise<void>;
  /** Milliseconds until the function is ended. */
  remaining(): number;
}

/**
 * Walks all shards. What is done leaves the index, so a run that was cut off is simply made again; a customer with whom it
 * fails holds nobody up, and stays in the index for the next night. `left` says where to go on, if time ran short.
 */
export async function walked({ from, atATime, due, work, remaining }: Walk): Promise<{
  readonly left: WalkCursor | undefined;
  readonly failed: readonly string[];
}> {
  const failed: string[] = [];
  const one = async (found: Due): Promise<void> => {
    try {
      await work(found);
    } catch (error) {
      log.error('not done', { customerId: found.customerId, ...traceOf(error) });
      failed.push(found.customerId);
    }
  };
  let cursor: WalkCursor = from ?? { shard: 0 };
  while (cursor.shard < SHARDS) {
    const page = await due(cursor);
    await inParallel(page, atATime, one);
    const last = page.at(-1);
    if (last === undefined) cursor = { shard: cursor.shard + 1 };
    else {
      cursor = { shard: cursor.shard, after: last.key };
      if (remaining() < RESERVE) return { left: cursor, failed };
    }
  }
  return { left: undefined, failed };
}
