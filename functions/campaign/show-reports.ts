/** Handler of GET /ops/surveys and /ops/survey: the campaigns there were, and what each has found, for whoever acts on it. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import type { Framing } from '../../shared/platform/frame.ts';
import { type PageReply, page } from '../../shared/platform/page.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { listPage } from './pages/list-page.ts';
import { reportPage } from './pages/report-page.ts';
import { reportCsv } from './pages/report-rows.ts';
import { type ShowReportsDesk, showReportsWiring } from './report-wiring.ts';
import type { SurveyResults } from './rules/report-shape.ts';

/** What may be asked for: a campaign in a form, or without one the list of all. */
const Query = z.strictObject({ id: Id.optional(), as: z.enum(['html', 'json', 'csv']).optional() });

/** Campaigns that the list shows. */
const MOST_LISTED = 100;

/** Shows what is published, a page for browsers, JSON for everybody else, and CSV for spreadsheets; changes nothing. */
export const showReports = (desk: ShowReportsDesk) =>
  page(
    async ({ method, query, headers, language, nonce }) => {
      if (method !== 'GET') throw new PageRefused(405, 'ONLY_GET');
      const asked = Query.safeParse({ ...query });
      if (!asked.success) throw new PageRefused(400, 'QUERY_UNCLEAR', { cause: asked.error });
      const { id, as = headers.accept?.includes('text/html') === true ? 'html' : 'json' } = asked.data;
      const framing = { language, nonce, bank: desk.bank };
      return id === undefined ? listed(desk, framing, as) : reported(desk, framing, id, as);
    },
    { name: 'show-reports' },
  );

type As = 'html' | 'json' | 'csv';

async function listed(desk: ShowReportsDesk, framing: Framing, as: As): Promise<PageReply> {
  // A list has no columns of figures that a spreadsheet would be of use for.
  if (as === 'csv') throw new PageRefused(400, 'LIST_HAS_NO_CSV');
  const heads = await desk.campaigns.newest(MOST_LISTED);
  const campaigns = heads.map(({ caseId, campaign, naming, openedAt, outcome, launched = 0 }) => ({
    caseId,
    campaign,
    naming,
    day: dayIn(openedAt, desk.zone),
    launched,
    ...(outcome !== undefined && { outcome }),
  }));
  return as === 'html'
    ? { status: 200, html: listPage(framing, campaigns) }
    : { status: 200, json: { campaigns } };
}

async function reported(desk: ShowReportsDesk, framing: Framing, id: string, as: As): Promise<PageReply> {
  const row = await desk.campaigns.report(id);
  // What is not published yet is nobody’s business, and does not differ from what there is not.
  if (row === undefined || row.state !== 'CLOSED') throw new PageRefused(404, 'NOT_PUBLISHED');
  const results = JSON.parse(row.report) as SurveyResults;
  const { replies = [], publishedAt } = row;
  if (as === 'json') return { status: 200, json: { ...results, replies, publishedAt } };
  if (as === 'csv')
    return {
      status: 200,
      text: reportCsv(results, replies),
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${id}.csv"`,
      },
    };
  const [surveys, { pack: surveying }] = await Promise.all([
    desk.policies.read('surveys', results.version),
    desk.policies.read('surveying'),
  ]);
  const definition = surveys.pack.definitions[results.definition];
  if (definition === undefined) throw new PageRefused(404, 'SURVEY_UNKNOWN');
  const view = {
    results,
    definition,
    replies,
    leastInGroup: surveying.leastInGroup,
    leastAnswers: surveying.leastAnswers,
    weakBelow: surveying.weakBelow,
    dayOf: (at: string) => dayIn(at, desk.zone),
    others: { JSON: `survey?id=${id}&as=json`, CSV: `survey?id=${id}&as=csv` },
  };
  return { status: 200, html: reportPage(framing, view) };
}

/** What Lambda runs. */
export const handler = showReports(showReportsWiring());
