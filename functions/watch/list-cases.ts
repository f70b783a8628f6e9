/** Handler of GET /ops/cases: the cases with their tasks, for operations. */
import { PageRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { page } from '../../shared/platform/page.ts';
import { listWiring } from './case-wiring.ts';
import { dueTraceOf } from './due-trace.ts';
import { newestOf } from './newest-cases.ts';
import { casesPage } from './pages/cases-page.ts';
import type { CaseEntry, CaseListDesk } from './ports.ts';
import { type CaseLine, caseLine } from './rules/case-lines.ts';
import { CaseQuery, fitsHead, fitsLine, order, placeText } from './rules/filter.ts';

/** Cases that are looked at for one page, at most: what asks for few of many goes on with the next page. */
const MOST_LOOKED_AT = 1_000;

/** Cases whose heads and tasks are read at the same time. */
const AT_ONCE = 25;

/** Lists cases, newest first: a page for browsers, JSON for everybody else. */
export const listCases = (desk: CaseListDesk) =>
  page(
    async ({ method, query, headers, language, nonce }) => {
      if (method !== 'GET') throw new PageRefused(405, 'ONLY_GET');
      const asked = CaseQuery.safeParse({ ...query });
      if (!asked.success) throw new PageRefused(400, 'QUERY_UNCLEAR', { cause: asked.error });
      const found = await linesOf(desk, asked.data);
      const { bank, zone } = desk;
      return headers.accept?.includes('text/html') === true
        ? {
            status: 200,
            html: casesPage({ language, bank, nonce, zone }, { ...found, query: asked.data }),
          }
        : { status: 200, json: found };
    },
    { name: 'list-cases' },
  );

/** A page of the list, and where the next one begins. */
export interface Found {
  readonly cases: readonly CaseLine[];
  /** When the list was made. */
  readonly at: string;
  /** Absent where there is nothing more. */
  readonly next?: string;
}

async function linesOf(desk: CaseListDesk, query: CaseQuery): Promise<Found> {
  const { clock, list } = desk;
  const at = instantOf(clock.now());
  const cases: CaseLine[] = [];
  let lookedAt = 0;
  let last: CaseEntry | undefined;
  const found = (more: boolean): Found => {
    const shown = cases.slice(0, query.most);
    const end = cases.length > query.most ? shown.at(-1) : more ? last : undefined;
    return { cases: shown, at, ...(end !== undefined && { next: placeText(end) }) };
  };
  for await (const batch of batchesOf(entriesOf(desk, query), Math.min(AT_ONCE, query.most))) {
    if (cases.length >= query.most || lookedAt >= MOST_LOOKED_AT) return found(true);
    const heads = await list.heads(batch.map(({ caseId }) => caseId));
    const lines = await Promise.all(
      heads
        .filter((head) => fitsHead(head, query))
        .map(async (head) =>
          caseLine(
            head,
            await list.tasksOf(head.caseId),
            at,
            await dueTraceOf(desk, head, () => list.clockOf(head.caseId)),
          ),
        ),
    );
    cases.push(...lines.filter((line) => fitsLine(line, query, at)));
    lookedAt += batch.length;
    last = batch.at(-1);
  }
  return found(false);
}

async function* batchesOf(entries: AsyncIterable<CaseEntry>, size: number): AsyncGenerator<CaseEntry[]> {
  let batch: CaseEntry[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The entries of an index that has what is asked for, and as little else as may be. */
async function* entriesOf({ list }: CaseListDesk, query: CaseQuery): AsyncGenerator<CaseEntry> {
  const { holder, kind, status, after } = query;
  if (holder !== undefined) {
    const held = (await list.heldBy(holder)).toSorted(order);
    for (const entry of held) if (after === undefined || order(after, entry) < 0) yield entry;
    return;
  }
  const { read, partitions } = list.index({ kind, isOpen: status === 'OPEN' });
  yield* newestOf(read, partitions, query);
}

export const handler = listCases(listWiring());
