import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Language } from '../../../../shared/contracts/codes.ts';
import type { CustomerProfile } from '../../../../shared/contracts/items.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Steward-GradeCustomers');
const { handler: show } = await import('../../../../functions/customers/show-tier.ts');
const { handler: importFile } = await import('../../../../functions/customers/import-file.ts');
const { handler: grade } = await import('../../../../functions/customers/grade-customers.ts');
const { handler: override } = await import('../../../../functions/customers/override-tier.ts');
const { tierPage } = await import('../../../../functions/customers/pages/tier-page.ts');

const START = Date.parse('2026-03-02T01:30:00.000Z');
const HOUR = 3_600_000;
const HEADER = 'customerId,name,type,riskClass,branch,asOf,balance,credit,contribution,potential';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await aws.clear();
  await aws.put('Staff', {
    staffId: 'S05',
    sk: 'PROFILE',
    v: 1,
    name: 'Li Na CANARY',
    email: 'li.na@bank.example',
    language: 'en',
    role: 'rm',
    level: 1,
    lines: ['ordinary'],
    branch: 'B1',
    capacity: 8,
    zone: 'Asia/Shanghai',
    active: true,
  });
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const delivered = async (name: string, ...rows: string[]) => {
  await importFile(await aws.putFile(`incoming/customers-${name}.csv`, `${[HEADER, ...rows].join('\n')}\n`));
  const transactions = ['transactionId,customerId,amount,at', 'T1,C1,100,2026-02-03'].join('\n');
  await importFile(await aws.putFile(`incoming/transactions-${name}.csv`, `${transactions}\n`));
  vi.setSystemTime(Date.now() + HOUR);
  await grade({}, {});
};
const rich = (asOf: string) => `C1,Wang Fang CANARY,personal,compliant,B1,${asOf},900000,prime,30000,90`;
const poor = (asOf: string) => `C1,Wang Fang CANARY,personal,compliant,B1,${asOf},100000,general,2000,50`;
const ask = (query: Record<string, string>, headers: Record<string, string> = {}, httpMethod = 'GET') =>
  show({ httpMethod, path: '/ops/tier', headers, queryStringParameters: query, body: null });
const told = async (language = 'en') =>
  JSON.parse((await ask({ customer: 'C1' }, { 'accept-language': language })).body);

describe('R030, R036, R120 why a customer has their tier', () => {
  test('is told by method, figures and thresholds', async () => {
    await delivered('a', rich('2026-03-01'));
    const view = await told();
    expect(view).toMatchObject({
      customerId: 'C1',
      tier: 'vip',
      byFigures: 'vip',
      asOf: '2026-03-01',
      policy: 1,
    });
    expect(view).not.toHaveProperty('setElsewhere');
    const why = view.why.join('\n');
    expect(why).toMatch(/graded by composite score; the figures are of 2026-03-01/);
    expect(why).toMatch(/Average balance: 900,000, which is 36 of 40 points/);
    expect(why).toMatch(/The threshold of VIP, 60, is reached/);
  });

  test('names the hysteresis while low figures have not yet cost the tier', async () => {
    await delivered('a', rich('2026-03-01'));
    await delivered('b', poor('2026-03-02'));
    const view = await told();
    expect(view).toMatchObject({ tier: 'vip', byFigures: 'vip' });
    expect(view.why.join('\n')).toMatch(/the least to keep VIP: on 1 of 3 grading days/);
  });

  test('names whoever set it against the figures, until when, and why', async () => {
    await delivered('a', poor('2026-03-01'));
    await override(
      {
        customerId: 'C1',
        tier: 'vip',
        by: 'S05',
        until: '2026-06-01T00:00:00.000Z',
        reason: 'Runs a large firm.',
      },
      {},
    );
    const view = await told();
    expect(view).toMatchObject({
      tier: 'vip',
      byFigures: 'mass',
      override: { by: 'S05', until: '2026-06-01T00:00:00.000Z', reason: 'Runs a large firm.' },
      nextLook: '2026-06-01T00:00:00.000Z',
    });
    expect(view.why.at(-1) + view.why.at(-2)).toMatch(/S05/);
  });

  test('says so where something else has set the tier since, and where nobody was graded', async () => {
    await delivered('a', rich('2026-03-01'));
    const profile = (await aws.items('Customers')).find(({ sk }) => sk === 'PROFILE');
    await aws.put('Customers', { ...profile, tier: 'potential' });
    expect(await told()).toMatchObject({ tier: 'potential', byFigures: 'vip', setElsewhere: true });
    await aws.clear();
    await aws.put('Customers', { ...(profile as CustomerProfile), tier: 'mass' });
    expect(await told()).toEqual({ customerId: 'C1', tier: 'mass', stage: 'new', why: [] });
  });

  test.each([
    [{}, 'GET', 400],
    [{ customer: 'C1', manager: 'S05' }, 'GET', 400],
    [{ customer: 'C404' }, 'GET', 404],
    [{ customer: 'C1' }, 'POST', 405],
  ])('%j by %s is refused with %i', async (query, method, status) => {
    expect((await ask(query as Record<string, string>, {}, method)).statusCode).toBe(status);
  });

  test('R025 is a page without names, in the reader’s language, which changes nothing', async () => {
    await delivered('a', rich('2026-03-01'));
    const everything = () => Promise.all(['Customers', 'Audit', 'Outbox'].map((table) => aws.items(table)));
    const before = await everything();
    for (const [language, title] of [
      ['zh-CN', 'C1 的客户级别'],
      ['en', 'Tier of C1'],
    ] as const) {
      const { body, headers } = await ask(
        { customer: 'C1' },
        { accept: 'text/html', 'accept-language': language },
      );
      expect(headers['content-type']).toContain('text/html');
      expect(body).toContain(`<html lang="${language}"`);
      expect(body).toContain(title);
      expect(body).not.toMatch(/CANARY|<script/);
    }
    expect(await everything()).toEqual(before);
  });
});

const framing = (language: Language) => ({
  language,
  bank: { 'zh-CN': '示例银行', en: 'Example Bank' },
  nonce: 'abc',
});

describe.each(Language.options)('in %s', (language) => {
  test('the page is as it was reviewed, without a script', async () => {
    await delivered('a', rich('2026-03-01'));
    await delivered('b', poor('2026-03-02'));
    await override(
      {
        customerId: 'C1',
        tier: 'vip',
        by: 'S05',
        until: '2026-06-01T00:00:00.000Z',
        reason: '<script>alert(1)</script> Runs a large firm.',
      },
      {},
    );
    const page = tierPage(framing(language), 'Asia/Shanghai', await told(language));
    await expect(page).toMatchFileSnapshot(`../../../golden/pages/tier.${language}.html`);
    expect(page).not.toContain('<script');
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(30 * 1024);
  });
});
