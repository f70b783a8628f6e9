import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { askedBy } from '../../../../functions/campaign/report.ts';
import { resultsOf } from '../../../../functions/campaign/rules/results.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { campaignOf, rating, showing } from './rules/survey-story.ts';

const aws = await smallAws();
const { handler: show } = await import('../../../../functions/campaign/show-reports.ts');

const Q1 = 'Q20260115-0123456789';
const Q2 = 'Q20260415-0123456789';

beforeEach(async () => {
  await aws.clear();
  await campaign(Q1, '2026-01-14T22:00:00.000Z', 'CLOSED');
  await campaign(Q2, '2026-04-15T01:00:00.000Z', 'OPEN');
});
afterAll(() => aws.close());

/** A campaign whose report is published, or only evaluated. */
async function campaign(caseId: string, openedAt: string, state: 'OPEN' | 'CLOSED'): Promise<void> {
  const published = state === 'CLOSED';
  await aws.put('Cases', {
    caseId,
    sk: 'HEAD',
    v: 1,
    kind: 'campaign',
    customerId: 'BANK',
    status: published ? 'CLOSED' : 'EVALUATED',
    ...(published && { outcome: 'PUBLISHED' }),
    campaign: 'relationship',
    definition: 'relationship',
    naming: 'NAMED',
    launched: 12,
    openedAt,
    round: 1,
    execution: 'x',
  });
  const results = resultsOf(campaignOf([{ count: 12, values: rating({ overall: 4 }) }], { caseId }), showing);
  await aws.put('Register', {
    entry: `survey#${caseId}`,
    v: 1,
    state,
    openedAt,
    caseId,
    campaign: 'relationship',
    report: JSON.stringify(results),
  });
}

const ask = (query: Record<string, string> = {}, headers: Record<string, string> = {}, httpMethod = 'GET') =>
  show({ httpMethod, headers, queryStringParameters: query, body: null });

describe('R072 R223 what campaigns have found', () => {
  test('is listed, the newest first, by the day in the zone of the bank', async () => {
    expect(JSON.parse((await ask()).body)).toMatchObject({
      campaigns: [
        { caseId: Q2, day: '2026-04-15' },
        { caseId: Q1, day: '2026-01-15', outcome: 'PUBLISHED' },
      ],
    });
    const { body } = await ask({}, { accept: 'text/html', 'accept-language': 'en' });
    expect(body).toContain(`href="survey?id=${Q1}"`);
    expect(body).not.toContain(`href="survey?id=${Q2}"`);
  });

  test('is a page for browsers, JSON for programs, CSV for spreadsheets', async () => {
    const page = await ask({ id: Q1 }, { accept: 'text/html', 'accept-language': 'en' });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain('Survey relationship of 2026-01-15');
    expect(JSON.parse((await ask({ id: Q1 })).body)).toMatchObject({ caseId: Q1, answered: 12 });
    const csv = await ask({ id: Q1, as: 'csv' });
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${Q1}.csv"`,
      'x-content-type-options': 'nosniff',
    });
    expect(csv.body).toContain('"measure","csat","mean",12,4,4,4,');
  });

  test('is not shown before it is published, nor what there is not', async () => {
    for (const id of [Q2, 'Q20991231-0000000000']) expect((await ask({ id })).statusCode).toBe(404);
  });

  test.each([
    [{ id: '../x' }, 400],
    [{ as: 'csv' }, 400],
    [{ id: Q1, as: 'pdf' }, 400],
    [{ id: Q1, other: '1' }, 400],
  ])('%j is refused with %i', async (query, status) => {
    expect((await ask(query)).statusCode).toBe(status);
  });

  test('is only read', async () => {
    const before = await Promise.all(['Cases', 'Register', 'Audit'].map((name) => aws.items(name)));
    await ask({ id: Q1 });
    expect((await ask({ id: Q1 }, {}, 'POST')).statusCode).toBe(405);
    expect(await Promise.all(['Cases', 'Register', 'Audit'].map((name) => aws.items(name)))).toEqual(before);
  });
});

describe('npm run survey:report', () => {
  test('asks as a browser would, and the function answers', async () => {
    const request = askedBy(['--id', Q1, '--as', 'html', '--language', 'en']);
    expect((await show(request)).body).toContain('<html lang="en">');
    expect((await show(askedBy([]))).body).toContain(Q1);
  });

  test.each([
    ['--as pdf', /json, html or csv/],
    ['--as csv', /needs --id/],
    ['--language fr', /zh-CN or en/],
    ['--ids Q1', /the switches are/],
  ])('%s is told what would be right', (words, message) => {
    expect(() => askedBy(words.split(' '))).toThrow(message);
  });
});
