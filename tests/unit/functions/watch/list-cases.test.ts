import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { workingTime1 } from '../../../../shared/policy/calendar.ts';
import { complaintPack1 } from '../../../../shared/policy/complaint-pack.ts';
import { deadlineOf, termOf } from '../../../../shared/policy/term.ts';
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

describe('why a case is due when it is', () => {
  const extended = termOf(
    { startsAt: '2026-03-02T01:30:00.000Z', extensions: ['COMPLEX'] },
    complaintPack1,
    workingTime1,
  );
  const clock = (number: number, dueAt: string, trace?: string) => ({
    caseId: 'K1',
    sk: `CLOCK#000${number}`,
    v: 1,
    number,
    startsAt: '2026-03-02T01:30:00.000Z',
    extensions: number === 1 ? [] : ['COMPLEX'],
    why: number === 1 ? 'receipt' : 'extension',
    dueAt,
    setAt: '2026-03-02T02:00:00.000Z',
    ...(trace !== undefined && { trace }),
  });
  const traceOf = async (caseId: string) =>
    casesIn((await get()).body).find((line) => line.caseId === caseId)?.dueTrace;

  test('is what was promised, as long as no clock is set', async () => {
    const promised = termOf(
      { startsAt: '2026-03-02T01:30:00.000Z', extensions: [] },
      complaintPack1,
      workingTime1,
    );
    expect(await traceOf('K1')).toEqual(promised.trace);
  });

  test('is from new facts where those moved the date that early', async () => {
    const dueAt = '2026-03-19T15:59:59.999Z';
    await aws.put('Cases', head({ caseId: 'K1', dueAt, termFrom: '2026-03-04T01:00:00.000Z' }));
    expect(await traceOf('K1')).toMatchObject([
      { step: 'starts', by: 'new-facts', at: '2026-03-04T01:00:00.000Z' },
      {},
      {},
      {},
      { step: 'due', at: dueAt },
    ]);
  });

  test('is what the last of its clocks says', async () => {
    await aws.put('Cases', head({ caseId: 'K1', dueAt: extended.dueAt }));
    await aws.put('Cases', clock(1, '2026-03-17T15:59:59.999Z', '[]'));
    await aws.put('Cases', clock(2, extended.dueAt, JSON.stringify(extended.trace)));
    expect(await traceOf('K1')).toEqual(extended.trace);
  });

  test('is not told where the steps would lead to another date', async () => {
    await aws.put('Cases', head({ caseId: 'K1', dueAt: '2026-03-16T15:59:59.999Z' }));
    expect(await traceOf('K1')).toBeUndefined();
    await aws.put('Cases', clock(1, '2026-03-17T15:59:59.999Z', '[]'));
    expect(await traceOf('K1')).toBeUndefined();
  });

  test.each([
    ['en', 'Why this date', 'CN-2020 gives 15 calendar days.', 'It is for mass customers'],
    ['zh-CN', '为什么是这个日期', 'CN-2020 规定的期限为 15 个自然日。', '适用于大众客户'],
  ])('stands on the page in %s, and so does that of an open task', async (language, why, term, served) => {
    const startsAt = '2026-03-02T01:31:00.000Z';
    const { dueAt, trace } = deadlineOf(
      { startsAt, minutes: 60, served: { tier: 'mass', line: 'ordinary' } },
      workingTime1,
    );
    const dueTrace = JSON.stringify(trace);
    await aws.put('Tasks', task({ taskId: 'T2', dueAt, dueTrace }));
    await aws.put(
      'Tasks',
      task({ taskId: 'T1', state: 'DECIDED', decidedAt: startsAt, dueAt, dueTrace: dueTrace }),
    );
    const { body } = await get(null, { Accept: 'text/html', 'Accept-Language': language });
    for (const words of [`<summary>${why}</summary>`, term, served]) expect(body).toContain(words);
    // The dates of two cases and of the open task; when something was decided needs no reason.
    expect(body.match(/<details>/g)).toHaveLength(3);
  });
});

test.each<[what: string, its: Record<string, unknown>, overdue: boolean]>([
  ['decided in time and closed later', { decidedAt: '2026-03-17T01:00:00.000Z', status: 'CLOSED' }, false],
  ['decided in time and still waiting', { decidedAt: '2026-03-17T01:00:00.000Z', status: 'NOTIFIED' }, false],
  ['decided too late', { decidedAt: '2026-03-18T01:00:00.000Z', status: 'CLOSED' }, true],
  ['closed too late without a decision', { status: 'CLOSED' }, true],
  ['closed in time without a decision', { status: 'CLOSED', closedAt: '2026-03-17T01:00:00.000Z' }, false],
])('a case that was %s is overdue or is not', async (_, its, overdue) => {
  const closedAt = its.status === 'CLOSED' ? { closedAt: '2026-03-25T01:00:00.000Z' } : {};
  await aws.put('Cases', head({ caseId: 'K1', dueAt: '2026-03-17T15:59:59.999Z', ...closedAt, ...its }));
  expect(casesIn((await get()).body).find(({ caseId }) => caseId === 'K1')?.overdue).toBe(overdue);
});

test('a list can be shorter, older, or of another kind', async () => {
  expect(casesIn((await get({ most: '1' })).body).map(({ caseId }) => caseId)).toEqual(['K2']);
  expect(
    casesIn((await get({ until: '2026-03-02T12:00:00.000Z' })).body).map(({ caseId }) => caseId),
  ).toEqual(['K1']);
  expect(casesIn((await get({ kind: 'visit' })).body)).toEqual([]);
});

describe('R098 R220 R257 what is asked for', () => {
  const opened = (minute: number) => `2026-03-05T0${minute}:00:00.000Z`;
  const idsOf = async (query: Record<string, string>) =>
    casesIn((await get(query)).body).map(({ caseId }) => caseId);

  beforeEach(async () => {
    await aws.clear();
    const evaluation = { kind: 'evaluation', customerId: 'BANK', status: 'OPENED' };
    const others = [
      head({ caseId: 'K3', openedAt: opened(3), openShard: 'C#1' }),
      head({ caseId: 'K4', openedAt: opened(4), status: 'CLOSED', outcome: 'REJECTED', closedAt: opened(5) }),
      head({ ...evaluation, caseId: 'E5', openedAt: opened(5), openShard: 'C#5' }),
      head({ caseId: 'K6', openedAt: opened(5), openShard: 'C#2' }),
    ];
    for (const other of others) await aws.put('Cases', other);
    const future = '2999-01-01T00:00:00.000Z';
    const held = { caseId: 'K3', openFor: 'S1', openShard: 'O#1', assignedAt: opened(3), dueAt: opened(4) };
    await aws.put('Tasks', task({ ...held, taskId: 'T1' }));
    await aws.put(
      'Tasks',
      task({
        ...held,
        taskId: 'T2',
        caseId: 'K6',
        assigneeId: 'S2',
        openFor: 'S2',
        assignedAt: new Date().toISOString(),
        dueAt: future,
      }),
    );
  });

  test.each<[what: string, query: Record<string, string>, found: string[]]>([
    ['everything, newest first, and by number in one moment', {}, ['E5', 'K6', 'K4', 'K3']],
    ['one workflow', { kind: 'complaint' }, ['K6', 'K4', 'K3']],
    ['what is open, of all workflows', { status: 'OPEN' }, ['E5', 'K6', 'K3']],
    ['what is open of one', { status: 'OPEN', kind: 'evaluation' }, ['E5']],
    ['what is closed', { status: 'CLOSED' }, ['K4']],
    ['one status', { status: 'ACKNOWLEDGED' }, ['K6', 'K3']],
    ['one outcome', { status: 'REJECTED' }, ['K4']],
    ['what is late', { flag: 'LATE' }, ['K3']],
    ['what waits for nobody', { flag: 'STILL' }, ['E5']],
    ['what somebody has', { holder: 'S1' }, ['K3']],
    ['what somebody has of another workflow', { holder: 'S1', kind: 'visit' }, []],
    ['what has waited for a day', { waiting: '24' }, ['K3']],
    [
      'fields of the form that were left as they were',
      { kind: '', status: '', holder: '', waiting: '' },
      ['E5', 'K6', 'K4', 'K3'],
    ],
  ])('is %s', async (_, query, found) => {
    expect(await idsOf(query)).toEqual(found);
  });

  test('comes in pages that hold each case once, and the last one says so', async () => {
    const found: unknown[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const { body } = await get({ most: '1', ...(after !== undefined && { after }) });
      found.push(...casesIn(body).map(({ caseId }) => caseId));
      after = (JSON.parse(body) as { next?: string }).next;
      pages++;
    } while (after !== undefined);
    expect([found, pages]).toEqual([['E5', 'K6', 'K4', 'K3'], 4]);
  });

  test('stands in the form of the page again, and in the way to older cases', async () => {
    const query = { kind: 'complaint', flag: 'LATE', holder: 'S1', most: '1' };
    await aws.put('Tasks', task({ taskId: 'T9', caseId: 'K6', openFor: 'S1', openShard: 'O#1' }));
    const { body } = await get(query, { accept: 'text/html' });
    expect(body).toContain('<option value="complaint" selected>');
    expect(body).toContain('<option value="LATE" selected>');
    expect(body).toContain('value="S1"');
    expect(body).toMatch(/href="cases\?kind=complaint&(amp;|#38;)?flag=LATE&[^"]*after=/);
  });

  test('R070 R266 tells since when somebody has had a task, and who', async () => {
    const [line] = casesIn((await get({ holder: 'S1' })).body);
    expect(line).toMatchObject({ waitingSince: opened(3), holders: ['S1'], late: true, still: false });
  });
});

test.each<Record<string, string>>([
  { after: 'K1' },
  { flag: 'RED' },
  { waiting: '-1' },
  { status: 'open' },
  { most: '0' },
  { most: '999' },
  { kind: 'secret' },
  { until: 'yesterday' },
  { other: '1' },
])('a question such as %j is refused', async (query) => {
  expect((await get(query)).statusCode).toBe(400);
});

test.each([
  ['en', 'Cases', 'overdue', 'Acknowledged'],
  ['zh-CN', '案件列表', '已逾期', '已受理'],
])(
  'a browser gets a table in %s, with dates in the bank’s zone',
  async (language, title, overdue, status) => {
    const { headers, body } = await get(null, { Accept: 'text/html,*/*', 'Accept-Language': language });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain(`<html lang="${language}">`);
    for (const words of [title, overdue, status, 'K1', 'K2', 'C1']) expect(body).toContain(words);
    expect(body.match(/<tr>/g)).toHaveLength(3);
    expect(body).toContain('<a href="case?id=K1">K1</a>');
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
  expect(body).toContain('&lt;img');
});

test('an empty list says so, and another method is refused', async () => {
  await aws.clear();
  expect((await get(null, { accept: 'text/html' })).body).toContain('There is no such case.');
  expect((await handler({ httpMethod: 'POST', path: '/ops/cases' })).statusCode).toBe(405);
});
