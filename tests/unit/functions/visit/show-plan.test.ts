import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { askedBy, printed } from '../../../../functions/visit/plan.ts';
import { WrongUse } from '../../../../shared/platform/command-line.ts';
import { customer, MONDAY, visitUnderWay } from './story.ts';

const story = await visitUnderWay();
const { aws } = story;
const { showPlanWiring } = await import('../../../../functions/visit/plan-wiring.ts');
const { showPlan } = await import('../../../../functions/visit/show-plan.ts');
const show = showPlan(showPlanWiring());

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset();
  await aws.put('Customers', {
    customerId: 'C1',
    sk: 'DATE#birthday',
    v: 1,
    kind: 'birthday',
    date: { calendar: 'SOLAR', month: 8, day: 5 },
    from: 'import',
    at: MONDAY,
  });
  await aws.put('Customers', { ...customer, customerId: 'C2', managerId: 'S9' });
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const ask = (query: Record<string, string>, headers: Record<string, string> = {}, httpMethod = 'GET') =>
  show({ httpMethod, path: '/ops/plan', headers, queryStringParameters: query, body: null });
const days = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 86_400_000;

interface Plan {
  readonly from: string;
  readonly until: string;
  readonly customers: number;
  readonly contacts: { day: string; customerId: string; kind: string; topic?: string; why: string[] }[];
}
const planOf = async (query: Record<string, string>, headers?: Record<string, string>): Promise<Plan> =>
  JSON.parse((await ask(query, headers)).body) as Plan;

describe('R046, R124 the next twelve months of a manager', () => {
  test('are those of the manager’s own customers, in the order of the days, each with its reasons', async () => {
    const { from, until, customers, contacts } = await planOf({ manager: 'S1' }, { 'accept-language': 'en' });
    expect([from, until, customers]).toEqual(['2026-03-03', '2027-03-02', 1]);
    expect(new Set(contacts.map(({ customerId }) => customerId))).toEqual(new Set(['C1']));
    expect(contacts.map(({ day }) => day)).toEqual(contacts.map(({ day }) => day).toSorted());
    for (const { why } of contacts) expect(why.length).toBeGreaterThan(0);
    const checkups = contacts.filter(({ kind }) => kind === 'CHECKUP');
    expect(checkups.length).toBeGreaterThanOrEqual(4);
    expect(contacts).toContainEqual(
      expect.objectContaining({ kind: 'GREETING', topic: 'birthday', day: '2026-08-05' }),
    );
  });

  test('change nothing, and say the same whenever they are asked for', async () => {
    const before = await story.everything();
    const once = await planOf({ manager: 'S1' });
    expect(await planOf({ manager: 'S1' })).toEqual(once);
    expect(await story.everything()).toEqual(before);
  });

  test('are fewer where fewer are asked for', async () => {
    const { from, until, contacts } = await planOf({ manager: 'S1', months: '3' });
    expect(days(from, until)).toBeLessThan(93);
    expect(contacts.every(({ day }) => day <= until)).toBe(true);
  });

  test.each([
    [{ manager: 'S7' }, 404],
    [{}, 400],
    [{ manager: 'S1', months: '99' }, 400],
    [{ manager: 'S1', customer: 'C1' }, 400],
  ])('%j is refused with %i', async (query, status) => {
    expect((await ask(query as Record<string, string>)).statusCode).toBe(status);
  });

  test('are only read', async () => {
    expect((await ask({ manager: 'S1' }, {}, 'POST')).statusCode).toBe(405);
  });

  test('R025 are a page without names, in the reader’s language', async () => {
    const pageIn = async (language: string) =>
      (await ask({ manager: 'S1' }, { accept: 'text/html', 'accept-language': language })).body;
    const [zh, en] = [await pageIn('zh-CN'), await pageIn('en')];
    expect(zh).toContain('<html lang="zh-CN"');
    expect(zh).toContain('S1 的回访计划');
    expect(en).toContain('Plan of S1');
    expect(en).toContain('2026-08 (');
    for (const page of [zh, en]) {
      expect(page).toContain('C1');
      expect(page).not.toMatch(/CANARY|wang@|5555/);
    }
  });
});

describe('npm run plan', () => {
  test('asks for the page of a manager as JSON', () => {
    expect(askedBy(['--manager', 'S04'])).toEqual({
      functionName: 'Steward-ShowPlan',
      request: {
        httpMethod: 'GET',
        headers: { accept: 'application/json', 'accept-language': 'en' },
        queryStringParameters: { manager: 'S04', months: '12' },
      },
    });
    expect(askedBy(['--manager', 'S04', '--months', '3', '--language', 'zh-CN']).request).toMatchObject({
      headers: { 'accept-language': 'zh-CN' },
      queryStringParameters: { months: '3' },
    });
  });

  test('stops the nightly plan, and takes it up again', () => {
    expect(askedBy(['--stop'])).toEqual({ functionName: 'Steward-RunPlan', request: { stop: true } });
    expect(askedBy(['--resume'])).toEqual({ functionName: 'Steward-RunPlan', request: { resume: true } });
  });

  test.each([
    [[], '--manager is missing'],
    [['--manager', 'S1', '--months', '25'], '1 to 24'],
    [['--manager', 'S1', '--months', '1.5'], '1 to 24'],
    [['--manager', 'S1', '--language', 'de'], 'zh-CN or en'],
    [['--stop', '--resume'], 'Only one'],
    [['--stop', '--manager', 'S1'], 'the whole plan'],
  ])('%j is told what is wrong with it', (words, what) => {
    expect(() => askedBy(words)).toThrow(WrongUse);
    expect(() => askedBy(words)).toThrow(what);
  });

  test('prints a month under its heading, a contact a line, its reasons below', () => {
    const contact = { day: '2026-03-09', customerId: 'C1', kind: 'CHECKUP', channel: 'phone' };
    const lines = printed({
      manager: 'S1',
      from: '2026-03-03',
      until: '2027-03-02',
      customers: 1,
      contacts: [
        { ...contact, why: ['Every 90 days.'] },
        { ...contact, day: '2026-08-05', kind: 'GREETING', channel: 'mail', topic: 'birthday', why: [] },
      ],
    });
    expect(lines).toMatchInlineSnapshot(`
      "Plan of S1, 2026-03-03 to 2027-03-02, contacts: 2, customers: 1

      2026-03  (1)
        2026-03-09  C1            CHECKUP             phone
                    Every 90 days.

      2026-08  (1)
        2026-08-05  C1            GREETING            mail       birthday"
    `);
  });

  test('has nothing to print but the heading where nothing is planned', () => {
    const nothing = { manager: 'S1', from: '2026-03-03', until: '2027-03-02', customers: 0, contacts: [] };
    expect(printed(nothing)).toBe('Plan of S1, 2026-03-03 to 2027-03-02, contacts: 0, customers: 0');
  });
});
