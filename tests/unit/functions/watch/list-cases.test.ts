import { afterAll, beforeEach, expect, test } from 'vitest';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { head, task } from './rows.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/watch/list-cases.ts');

const get = (query: Record<string, string> | null = null, headers: Record<string, string> = {}) =>
  handler({
    httpMethod: 'GET',
    path: '/ops/cases',
    headers,
    pathParameters: null,
    queryStringParameters: query,
    body: null,
    isBase64Encoded: false,
  });
const casesIn = (body: string) => (JSON.parse(body) as { cases: Record<string, unknown>[] }).cases;

beforeEach(async () => {
  await aws.clear();
  await aws.put('Cases', head({ caseId: 'K1', tier: 'vip', dueAt: '2026-03-17T15:59:59.999Z' }));
  await aws.put(
    'Cases',
    head({
      caseId: 'K2',
      openedAt: '2026-03-03T01:30:00.000Z',
      status: 'CLOSED',
      outcome: 'REJECTED',
      closedAt: '2026-03-04T01:30:00.000Z',
      dueAt: '2026-03-18T15:59:59.999Z',
    }),
  );
  await aws.put('Tasks', task({ taskId: 'T2', createdAt: '2026-03-02T02:00:00.000Z' }));
  await aws.put('Tasks', task({ taskId: 'T1', state: 'EXPIRED' }));
});
afterAll(() => aws.close());

test('cases come newest first, each with its tasks, oldest first', async () => {
  const { statusCode, headers, body } = await get();
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  expect(casesIn(body)).toMatchObject([
    { caseId: 'K2', status: 'CLOSED', outcome: 'REJECTED', overdue: false, tasks: [] },
    {
      caseId: 'K1',
      tier: 'vip',
      overdue: true,
      tasks: [
        { taskId: 'T1', state: 'EXPIRED' },
        { taskId: 'T2', assigneeId: 'S1' },
      ],
    },
  ]);
});

test('a list can be shorter, older, or of another kind', async () => {
  expect(casesIn((await get({ most: '1' })).body).map(({ caseId }) => caseId)).toEqual(['K2']);
  expect(
    casesIn((await get({ until: '2026-03-02T12:00:00.000Z' })).body).map(({ caseId }) => caseId),
  ).toEqual(['K1']);
  expect(casesIn((await get({ kind: 'visit' })).body)).toEqual([]);
});

test.each<Record<string, string>>([
  { most: '0' },
  { most: '999' },
  { kind: 'secret' },
  { until: 'yesterday' },
  { other: '1' },
])('a question such as %j is refused', async (query) => {
  expect((await get(query)).statusCode).toBe(400);
});

test.each([
  ['en', 'Cases', 'overdue', 'ACKNOWLEDGED'],
  ['zh-CN', '案件列表', '已逾期', '已受理'],
])(
  'a browser gets a table in %s, with dates in the bank’s zone',
  async (language, title, overdue, status) => {
    const { headers, body } = await get(null, { Accept: 'text/html,*/*', 'Accept-Language': language });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain(`<html lang="${language}">`);
    for (const words of [title, overdue, status, 'K1', 'K2', 'C1']) expect(body).toContain(words);
    expect(body.match(/<tr>/g)).toHaveLength(3);
    const nonce = /style-src 'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1];
    expect(body).toContain(`<style nonce="${nonce}">`);
  },
);

test('what stands in a record is text on the page, never markup', async () => {
  await aws.put(
    'Tasks',
    task({ taskId: 'T3', step: '<img src=x onerror=alert(1)>', createdAt: '2026-03-02T03:00:00.000Z' }),
  );
  const { body } = await get(null, { accept: 'text/html' });
  expect(body).not.toContain('<img');
  expect(body).toContain('&#60;img');
});

test('an empty list says so, and another method is refused', async () => {
  await aws.clear();
  expect((await get(null, { accept: 'text/html' })).body).toContain('There is no case yet.');
  expect((await handler({ httpMethod: 'POST', path: '/ops/cases' })).statusCode).toBe(405);
});
