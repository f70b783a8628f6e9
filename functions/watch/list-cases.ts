/** Handler of GET /ops/cases: the cases with their tasks, for operations. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import type { AnyHead } from '../../shared/contracts/items.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { page } from '../../shared/platform/page.ts';
import type { Trace } from '../../shared/policy/explain.ts';
import { promisedTermOf } from '../../shared/policy/term.ts';
import { casePage } from './case-page.ts';
import type { CaseListDesk } from './ports.ts';
import { caseLine } from './rules/case-lines.ts';
import { listWiring } from './wiring.ts';

/** What may be asked for. */
const Query = z.strictObject({
  kind: z.enum(['complaint', 'alert', 'visit', 'survey']).default('complaint'),
  most: z.coerce.number().int().min(1).max(200).default(50),
  /** Cases opened at or before this moment. */
  until: Instant.optional(),
});

/** Lists cases, newest first: a table for browsers, JSON for everybody else. */
export const listCases = (desk: CaseListDesk) =>
  page(async ({ method, query, headers, language, nonce }) => {
    if (method !== 'GET') throw new PageRefused(405, 'ONLY_GET');
    const asked = Query.safeParse({ ...query });
    if (!asked.success) throw new PageRefused(400, 'QUERY_UNCLEAR', { cause: asked.error });
    const { clock, list, zone } = desk;
    const { kind, most, until } = asked.data;
    const heads = await list.newest(kind, most, until);
    const now = instantOf(clock.now());
    const lines = await Promise.all(
      heads.map(async (head) =>
        caseLine(head, await list.tasksOf(head.caseId), now, await dueTraceOf(desk, head)),
      ),
    );
    return headers.accept?.includes('text/html') === true
      ? { status: 200, html: casePage(lines, language, zone, nonce) }
      : { status: 200, json: { cases: lines } };
  });

/** How the statutory date of a case came about: as its clock says, or as it was promised before there was one. */
async function dueTraceOf(
  { list, policies }: Pick<CaseListDesk, 'list' | 'policies'>,
  head: AnyHead,
): Promise<Trace | undefined> {
  if (head.kind === 'visit' || head.kind === 'alert' || head.dueAt === undefined) return undefined;
  const clock = await list.clockOf(head.caseId);
  if (clock !== undefined) {
    const { dueAt, trace } = clock;
    return dueAt === head.dueAt && trace !== undefined ? (JSON.parse(trace) as Trace) : undefined;
  }
  const [pack, calendar] = await Promise.all([
    policies.read('complaint-pack', head.policies?.['complaint-pack']),
    policies.read('working-time', head.policies?.['working-time']),
  ]);
  return promisedTermOf({ ...head, dueAt: head.dueAt }, pack.pack, calendar.pack)?.trace;
}

export const handler = listCases(listWiring());
