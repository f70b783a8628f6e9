/** Reads cases of several partitions of an index as one list, newest first. */
import type { CaseEntry } from './ports.ts';
import { order, type Place } from './rules/filter.ts';

/** Entries that are read of a partition at a time, at first. */
const AT_ONCE = 100;

/** Entries of one partition, newest first, at or before a moment. */
export type Entries = (partition: string, most: number, until?: string) => Promise<CaseEntry[]>;

/** The cases of all partitions in one order, after a place. */
export async function* newestOf(
  read: Entries,
  partitions: readonly string[],
  { until, after }: { readonly until?: string | undefined; readonly after?: Place | undefined },
): AsyncGenerator<CaseEntry> {
  const from = after?.openedAt ?? until;
  const streams = partitions.map((partition) => inOrder(read, partition, from));
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let first: number | undefined;
    for (const [at, { done, value }] of heads.entries()) {
      const best = first === undefined ? undefined : heads[first]?.value;
      if (!done && value && (!best || order(value, best) < 0)) first = at;
    }
    if (first === undefined) return;
    const entry = heads[first]?.value;
    const next = await streams[first]?.next();
    if (next !== undefined) heads[first] = next;
    if (entry && (after === undefined || order(after, entry) < 0)) yield entry;
  }
}

/** One partition in the order of the list; what was opened in one moment is read whole, for an index has no order within it. */
async function* inOrder(
  read: Entries,
  partition: string,
  from: string | undefined,
): AsyncGenerator<CaseEntry, undefined> {
  let until = from;
  for (let most = AT_ONCE; ; ) {
    const entries = await read(partition, most, until);
    const last = entries.at(-1)?.openedAt;
    const isEnd = entries.length < most;
    const complete = isEnd ? entries : entries.filter(({ openedAt }) => openedAt !== last);
    yield* complete.toSorted(order);
    if (isEnd) return;
    until = last;
    if (complete.length === 0) most *= 2;
  }
}
