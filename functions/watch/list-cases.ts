/** Handler of GET /ops/cases: the cases with their tasks, for operations. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { page } from '../../shared/platform/page.ts';
import { casePage } from './case-page.ts';
import type { CaseList } from './ports.ts';
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
export const listCases = (clock: Clock, list: CaseList, zone: string) =>
  page(async ({ method, query, headers, language, nonce }) => {
    if (method !== 'GET') throw new PageRefused(405, 'ONLY_GET');
    const asked = Query.safeParse({ ...query });
    if (!asked.success) throw new PageRefused(400, 'QUERY_UNCLEAR', { cause: asked.error });
    const { kind, most, until } = asked.data;
    const heads = await list.newest(kind, most, until);
    const now = instantOf(clock.now());
    const lines = await Promise.all(
      heads.map(async (head) => caseLine(head, await list.tasksOf(head.caseId), now)),
    );
    return headers.accept?.includes('text/html') === true
      ? { status: 200, html: casePage(lines, language, zone, nonce) }
      : { status: 200, json: { cases: lines } };
  });

const { clock, list, zone } = listWiring();

export const handler = listCases(clock, list, zone);
