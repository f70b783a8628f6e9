import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../../shared/contracts/items.ts';
import { auditAfter } from '../../../../shared/platform/audit.ts';
import { workingTime1 } from '../../../../shared/policy/calendar.ts';
import { complaintPack1 } from '../../../../shared/policy/complaint-pack.ts';
import { termOf } from '../../../../shared/policy/term.ts';
import { complaint } from '../../../kit/complaint-story.ts';
import { goldenOf } from '../../../kit/history.ts';
import { smallAws, stillClock } from '../../shared/platform/small-aws.ts';
import { head, task } from './rows.ts';

const aws = await smallAws();
const { lookAtCase } = await import('../../../../functions/watch/look-at-case.ts');
const { roomWiring } = await import('../../../../functions/watch/case-wiring.ts');
const handler = lookAtCase({ ...roomWiring(), clock: stillClock('2026-03-02T04:00:00.000Z') });

const ARN = 'arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:complaint-K1-r1';
const MONDAY = '2026-03-02T01:30:00.000Z';
const { dueAt } = termOf({ startsAt: MONDAY, extensions: [] }, complaintPack1, workingTime1);

/** A name, an address and words of a customer, as rows that are read have them. */
const PERSONAL = ['王小明', 'wang@example.com', '一派胡言'];

/** What a complaint went through until somebody investigates it. */
let investigating: readonly Record<string, unknown>[];

const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
  handler({
    httpMethod: 'GET',
    path: '/ops/case',
    headers,
    pathParameters: null,
    queryStringParameters: query,
  });
const asJson = async (query: Record<string, string>) => JSON.parse((await get(query)).body);
const asPage = async (query: Record<string, string>, language = 'en') =>
  (await get(query, { accept: 'text/html', 'accept-language': language })).body;

const started = (name: string, status: string, events = investigating) =>
  aws.executions.set(name, { name, input: '{}', status, definition: goldenOf('complaint-handling'), events });

beforeAll(async () => {
  const { events } = await complaint({ people: { Investigate: ['silent'] } });
  const at = events.findIndex(
    ({ stateEnteredEventDetails: entered }) =>
      (entered as { name?: string } | undefined)?.name === 'Investigate',
  );
  investigating = events.slice(0, at + 1);
});

beforeEach(async () => {
  await aws.clear();
  await aws.put('Cases', head({ execution: ARN, tier: 'mass', dueAt, status: 'CLOCKED' }));
  await aws.put('Cases', { caseId: 'K1', sk: 'NOTE#0000', v: 1, text: PERSONAL[2] });
  await aws.put('Cases', {
    caseId: 'K1',
    sk: 'SIGNAL#N1',
    v: 1,
    signalId: 'N1',
    at: '2026-03-02T03:00:00.000Z',
    kind: 'SUPPLEMENTED',
  });
  await aws.put(
    'Tasks',
    task({
      step: 'Investigate',
      level: 1,
      openFor: 'S1',
      openShard: 'O#1',
      served: { tier: 'mass', line: 'ordinary', severity: 'S3' },
      policies: { 'service-map': 1, escalation: 1, 'working-time': 1 },
      contact: { name: PERSONAL[0], email: PERSONAL[1] },
      draft: { by: 'S1', at: MONDAY, fields: { reason: PERSONAL[2] } },
    }),
  );
  await aws.put('Outbox', {
    outboxId: 'M1',
    v: 1,
    kind: 'mail',
    state: 'SENT',
    urgency: 3,
    createdAt: '2026-03-02T01:31:00.000Z',
    sentAt: '2026-03-02T01:31:05.000Z',
    attempts: 1,
    template: 'task',
    to: { kind: 'staff', id: 'S1' },
    caseId: 'K1',
    facts: {},
  });
  const signal = {
    outboxId: 'N1',
    v: 1,
    kind: 'signal',
    state: 'SENT',
    urgency: 1,
    attempts: 1,
    signal: 'SUPPLEMENTED',
  };
  await aws.put('Outbox', { ...signal, createdAt: '2026-03-02T03:00:00.000Z', caseId: 'K1' });
  for (const [contactId, caseId] of [
    ['Q1', 'K1'],
    ['Q2', 'V1'],
  ]) {
    await aws.put('Contacts', {
      customerId: 'C1',
      sk: `CONTACT#2026-03-02T01:40:00.000Z#${contactId}`,
      v: 1,
      contactId,
      caseId,
      at: '2026-03-02T01:40:00.000Z',
      class: 'complaint-service',
      channel: 'mail',
      purpose: 'service',
      state: 'SENT',
      sentAt: '2026-03-02T01:41:00.000Z',
      trace: '[]',
      policy: 1,
    });
  }
  await trail([
    ['case.registered', '2026-03-02T01:30:30.000Z'],
    ['task.created', '2026-03-02T01:31:00.000Z'],
  ]);
});
afterAll(() => aws.close());

/** Writes records of the case, each with the hash of the one before. */
async function trail(acts: readonly (readonly [act: string, at: string])[]): Promise<void> {
  let last: AuditRecord | undefined;
  for (const [act, at] of acts) {
    last = auditAfter(last, { entityId: 'K1', actor: 'register', act, facts: { taskId: 'T1' } }, at);
    await aws.put('Audit', last);
  }
}

describe('R098 R221 R222 a case that somebody investigates', () => {
  beforeEach(() => {
    started('complaint-K1-r1', 'RUNNING');
  });

  test('is told with its head, its path and where it is', async () => {
    const found = await asJson({ id: 'K1' });
    expect(found).toMatchObject({
      case: { caseId: 'K1', kind: 'complaint', status: 'CLOCKED', holders: ['S1'], still: false },
      round: 1,
      execution: { arn: ARN, status: 'RUNNING', present: ['Investigate'], whole: true },
    });
    const scenes = found.execution.path.map(({ scene }: { scene: string }) => scene);
    expect(scenes[0]).toBe('Register');
    expect(scenes.at(-1)).toBe('Investigate');
  });

  test('R070 says what comes if nobody acts, soonest first, up to the statutory date', async () => {
    const { timers } = await asJson({ id: 'K1' });
    const whats = timers.map(({ what }: { what: string }) => what);
    expect(new Set(whats)).toEqual(new Set(['remind', 'climb', 'exhaust', 'warn', 'statutory']));
    const moments = timers.map(({ at }: { at: string }) => at);
    expect(moments).toEqual(moments.toSorted());
    expect(timers.find(({ what }: { what: string }) => what === 'statutory')?.at).toBe(dueAt);
  });

  test('has what happened in one order, whatever kept it; of contacts only its own, of the outbox only mails', async () => {
    const { timeline, mails, contacts } = await asJson({ id: 'K1' });
    expect(timeline.map(({ of, at }: { of: string; at: string }) => [of, at.slice(11, 19)])).toEqual([
      ['audit', '01:30:30'],
      ['audit', '01:31:00'],
      ['mail', '01:31:05'],
      ['contact', '01:41:00'],
      ['signal', '03:00:00'],
    ]);
    expect(mails).toHaveLength(1);
    expect(contacts.map(({ contactId }: { contactId: string }) => contactId)).toEqual(['Q1']);
  });

  test('tells nothing of a person but numbers', async () => {
    for (const body of [
      (await get({ id: 'K1' })).body,
      await asPage({ id: 'K1' }),
      await asPage({ id: 'K1' }, 'zh-CN'),
    ])
      for (const personal of PERSONAL) expect(body).not.toContain(personal);
  });

  test('says that its audit trail holds, and which record does not fit where one was changed', async () => {
    expect((await asJson({ id: 'K1' })).audit).toEqual({ records: 2 });
    const [, second] = (await aws.items('Audit')).toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
    await aws.put('Audit', { ...second, actor: 'somebody else' });
    expect((await asJson({ id: 'K1' })).audit).toEqual({ records: 2, broken: 'E#00000002' });
    expect(await asPage({ id: 'K1' })).toContain('The chain is broken: record E#00000002');
    // A field that is none any more does not hide it.
    await aws.put('Audit', { ...second, facts: 'gone' });
    expect((await asJson({ id: 'K1' })).audit).toEqual({ records: 2, broken: 'E#00000002' });
  });

  test.each([
    ['en', 'If nobody acts', 'Investigate', 'to level 2', 'statutory date', 'Where it is'],
    ['zh-CN', '若无人办理', '调查核实', '上报至第 2 级', '法定期限', '进行到哪里'],
  ])('is drawn on a page in %s, without script', async (language, ...said) => {
    const { headers, body } = await get({ id: 'K1' }, { accept: 'text/html', 'accept-language': language });
    for (const words of said) expect(body).toContain(words);
    expect(body).toContain('<g class="now" id="now">');
    expect(body.match(/<g class="taken">/g)?.length).toBeGreaterThan(3);
    expect(body).not.toContain('<script');
    const nonce = /style-src 'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1];
    for (const [, own] of body.matchAll(/<style nonce="([^"]+)">/g)) expect(own).toBe(nonce);
    expect(body.match(/<style/g)).toHaveLength(2);
  });

  test('is drawn near, or whole with all ways of its definition', async () => {
    const [near, whole] = [await asPage({ id: 'K1' }), await asPage({ id: 'K1', view: 'whole' })];
    expect(near).not.toContain('Co-sign');
    expect(whole).toContain('Co-sign');
    expect(near).toContain('href="case?id=K1&amp;view=whole#picture"');
  });
});

test('a case whose execution is not known any more is told by its records', async () => {
  const found = await asJson({ id: 'K1' });
  expect(found.execution).toEqual({ arn: ARN });
  expect(found.timers.length).toBeGreaterThan(0);
  expect(await asPage({ id: 'K1' })).toContain('its history is no longer kept');
});

test('of a case that was opened again each round can be told, the latest unless another is asked for', async () => {
  await aws.put('Cases', head({ execution: ARN.replace('-r1', '-r2'), round: 2 }));
  started('complaint-K1-r1', 'SUCCEEDED');
  started('complaint-K1-r2', 'RUNNING');
  expect((await asJson({ id: 'K1' })).execution.arn).toMatch(/-r2$/);
  const first = await asJson({ id: 'K1', round: '1' });
  expect(first.execution).toMatchObject({ arn: ARN, status: 'SUCCEEDED', present: [] });
  expect(await asPage({ id: 'K1' })).toContain('<a href="case?id=K1&amp;round=1">1</a>');
  expect((await get({ id: 'K1', round: '3' })).statusCode).toBe(404);
});

test('what stands in a record or in a definition is text on the page, never markup', async () => {
  const markup = '<img src=x onerror=alert(1)>';
  const definition = JSON.stringify({ StartAt: markup, States: { [markup]: { Type: 'Succeed' } } });
  const entered = {
    id: 1,
    previousEventId: 0,
    timestamp: 0,
    type: 'SucceedStateEntered',
    stateEnteredEventDetails: { name: markup },
  };
  aws.executions.set('complaint-K1-r1', {
    name: 'complaint-K1-r1',
    input: '{}',
    definition,
    events: [entered],
  });
  await aws.put('Tasks', task({ step: markup }));
  const body = await asPage({ id: 'K1' });
  expect(body).not.toContain('<img');
  expect(body).toContain('&lt;img');
});

test.each([
  [{}],
  [{ id: '../K1' }],
  [{ id: 'K1', view: 'all' }],
  [{ id: 'K1', round: '0' }],
  [{ id: 'K1', x: '1' }],
])('a question such as %j is refused', async (query) => {
  expect((await get(query as Record<string, string>)).statusCode).toBe(400);
});

test('a number that no case has is not there, and nothing but reading is done here', async () => {
  expect((await get({ id: 'K9' })).statusCode).toBe(404);
  expect((await handler({ httpMethod: 'POST', path: '/ops/case' })).statusCode).toBe(405);
  const writing = aws.calls.filter((call) => /^(Put|Update|Delete|Transact|Start|Send|Stop)/.test(call));
  expect(writing).toEqual([]);
});
