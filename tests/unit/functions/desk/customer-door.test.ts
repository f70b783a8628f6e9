import './environment.ts';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { customerMessage } from '../../../../functions/desk/customer-message.ts';
import * as wiring from '../../../../functions/desk/customer-wiring.ts';
import { messageIn } from '../../../../functions/desk/rules/message.ts';
import { showCase } from '../../../../functions/desk/show-case.ts';
import { showLetter } from '../../../../functions/desk/show-letter.ts';
import { ServiceFault } from '../../../../infra/local/gateway/service.ts';
import { CaseDoor } from '../../../../shared/contracts/items.ts';
import { outboxMail } from '../../../../shared/platform/outbox.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { workingTime1 } from '../../../../shared/policy/calendar.ts';
import { complaintPack1 } from '../../../../shared/policy/complaint-pack.ts';
import { termOf } from '../../../../shared/policy/term.ts';
import { Bench, customer, MONDAY } from './bench.ts';

const caseId = 'K20260302-ABCDEFGHJK';
const openedAt = new Date(MONDAY).toISOString();
const { dueAt } = termOf({ startsAt: openedAt, extensions: [] }, complaintPack1, workingTime1);

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.put('Customers', { ...customer, language: 'en' });
  await bench.put('Cases', head({}));
  await bench.put('Cases', {
    caseId,
    sk: 'NOTE#0000',
    v: 1,
    channel: 'web',
    externalId: 'W1',
    submittedAt: openedAt,
    text: 'SECRET WORDS of the customer',
  });
});
afterEach(() => bench.close());

const head = (changes: Record<string, unknown>) => ({
  caseId,
  sk: 'HEAD',
  v: 1,
  kind: 'complaint',
  customerId: customer.customerId,
  status: 'ACKNOWLEDGED',
  round: 1,
  openedAt,
  dueAt,
  execution: 'arn:execution',
  ...changes,
});

/** Has the acknowledgement mailed; gives link and code as they stand in it. */
async function acknowledged(cause = 1): Promise<{ segment: string; code: string; text: string }> {
  const row = outboxMail({
    cause: [caseId, cause],
    at: new Date().toISOString(),
    template: 'acknowledgement',
    to: { kind: 'customer', id: customer.customerId },
    caseId,
    facts: { promisedAt: dueAt },
  });
  await bench.put('Outbox', { ...row });
  await bench.fresh().mail({ outboxIds: [row.outboxId] });
  const text = bench.mails.at(-1)?.text ?? '';
  const segment = /https:\/\/care\.bank\.example\/c\/(\S+)/.exec(text)?.[1] ?? '';
  return { segment, code: /Six digits: (\d{6})/.exec(text)?.[1] ?? '', text };
}

const eventOf = (segment: string, more: Record<string, unknown> = {}) => ({
  httpMethod: 'GET',
  headers: { host: 'care.bank.example' },
  pathParameters: { link: segment },
  queryStringParameters: null,
  body: null,
  ...more,
});
const get = (segment: string) => showCase(wiring.showCaseWorld())(eventOf(segment));
const fields = { what: 'FACTS', text: 'I have found the receipt of it.' };

/** Opens the page and posts its form, as the customer's browser would. */
async function send(
  { segment, code }: { segment: string; code: string },
  its: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<ProxyReply> {
  const page = await get(segment);
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const cookie = page.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? '';
  const post = eventOf(segment, {
    httpMethod: 'POST',
    headers: {
      host: 'care.bank.example',
      'content-type': 'application/x-www-form-urlencoded',
      cookie,
      ...headers,
    },
    body: new URLSearchParams({ csrf, code, ...fields, ...its }).toString(),
  });
  return customerMessage(world())(post);
}

const handed: Record<string, unknown>[] = [];
beforeEach(() => {
  handed.length = 0;
});
const world = () => ({
  ...wiring.customerMessageWorld(),
  handOver: async (event: Record<string, unknown>) => {
    handed.push(event);
  },
});

describe('the acknowledgement', () => {
  test('R074 tells number, team, date, rights, and how to add facts or withdraw', async () => {
    const { text, segment, code } = await acknowledged();
    expect(text).toContain(caseId);
    expect(text).toMatch(/customer care team/);
    expect(text).toMatch(/reply by .*2026/);
    expect(text).toMatch(/withdraw/);
    expect(text).toMatch(/review/);
    expect(segment).toMatch(/^v1\./);
    expect(code).toMatch(/^\d{6}$/);
    const [row] = (await bench.items('Cases')).filter(({ sk }) => sk === 'DOOR#0001');
    const door = CaseDoor.parse(row);
    expect(JSON.stringify(door)).not.toContain(code);
    expect(JSON.stringify(door)).not.toContain(segment.split('.')[5]);
  });

  test('sent again, and after each key was rotated, prints the same link fields and the same code', async () => {
    const first = await acknowledged();
    await bench.rotate('SenderKey');
    const again = await acknowledged(2);
    expect(again).toMatchObject({ segment: first.segment, code: first.code });
    await bench.rotate('LinkKey');
    vi.setSystemTime(Date.now() + 10 * 60_000);
    const later = await acknowledged(3);
    expect(later.code).toBe(first.code);
    expect((await get(later.segment)).statusCode).toBe(200);
    expect((await get(first.segment)).statusCode).toBe(200);
  });
});

test('S5 an acknowledgement to another address takes the link and the code of the one before out of use', async () => {
  const old = await acknowledged();
  await bench.put('Customers', { ...customer, language: 'en', email: 'elsewhere@customer.example' });
  const fresh = await acknowledged(2);
  expect([fresh.segment === old.segment, fresh.code === old.code]).toEqual([false, false]);
  expect([(await get(old.segment)).statusCode, (await get(fresh.segment)).statusCode]).toEqual([404, 200]);
  expect((await send({ ...fresh, code: old.code })).statusCode).not.toBe(200);
  expect((await send(fresh)).statusCode).toBe(200);
});

describe('C9 the page of a case', () => {
  test('says how it stands, why the date is what it is, and nothing that anybody wrote; it changes nothing', async () => {
    const { segment } = await acknowledged();
    const before = JSON.stringify(await bench.items('Cases'));
    const { statusCode, body } = await get(segment);
    expect(statusCode).toBe(200);
    expect(body).toContain('CN-2020');
    expect(body).toContain(`datetime="${dueAt}"`);
    expect(body).not.toMatch(/SECRET|<script| checked|zhang/i);
    expect(Buffer.byteLength(body)).toBeLessThan(30 * 1024);
    expect(JSON.stringify(await bench.items('Cases'))).toBe(before);
  });

  test('gives no reason for a date that does not follow from the rules as they are known', async () => {
    const { segment } = await acknowledged();
    await bench.put('Cases', head({ dueAt: '2026-03-20T15:59:59.999Z' }));
    const { body } = await get(segment);
    expect(body).toContain('2026-03-20T15:59:59.999Z');
    expect(body).not.toContain('CN-2020');
  });

  test('of a case that is closed says so and has no form', async () => {
    const link = await acknowledged();
    await bench.put('Cases', head({ status: 'CLOSED', outcome: 'REJECTED', closedAt: openedAt }));
    const { body } = await get(link.segment);
    expect(body).toContain('We did not find it justified');
    expect(body).not.toContain('<form');
  });

  test('opens neither with a bent link, nor with one about another case, nor as a task; always with the same 404', async () => {
    const { segment } = await acknowledged();
    const bent = [
      `${segment.slice(0, -1)}${segment.endsWith('A') ? 'B' : 'A'}`,
      segment.replace(caseId, 'K20260302-OTHERCASE1'),
      segment.replace('.1.', '.2.'),
      'v1',
      '',
    ];
    const bodies = await Promise.all(bent.map(async (each) => get(each)));
    expect(bodies.map(({ statusCode }) => statusCode)).toEqual(bent.map(() => 404));
    expect(new Set(bodies.map(({ body }) => body)).size).toBe(1);
    const asTask = (await bench.fresh().show(eventOf(segment))) as ProxyReply;
    expect(asTask.statusCode).toBe(404);
  });

  test('reads no row before the MAC of the link holds', async () => {
    const { segment } = await acknowledged();
    bench.calls.length = 0;
    await get(`${segment.slice(0, -4)}AAAA`);
    expect(bench.calls.filter((call) => /GetItem|Query/.test(call))).toEqual([]);
  });

  test('is over when the link has expired, and dead when its key is revoked', async () => {
    const { segment } = await acknowledged();
    await bench.revoke(segment.split('.')[1] ?? '');
    expect((await get(segment)).statusCode).toBe(404);
    await bench.put('Policies', { name: 'links', sk: 'LIVE', v: 1, version: 1 });
    vi.setSystemTime(MONDAY + 91 * 86_400_000);
    expect((await get(segment)).statusCode).toBe(410);
  });
});

describe('C10 a message of the customer', () => {
  test.each([
    ['FACTS', 'complaint.facts-submitted'],
    ['WITHDRAW', 'complaint.withdrawal-submitted'],
  ])('%s is handed to intake as %s, and the same one has the same receipt', async (what, type) => {
    const link = await acknowledged();
    const first = await send(link, { what });
    expect(first.statusCode).toBe(200);
    expect(handed).toMatchObject([
      { 'detail-type': type, detail: { caseId, customerId: customer.customerId, channel: 'web' } },
    ]);
    const second = await send(link, { what });
    const receipt = ({ body }: ProxyReply) => /<dd>(D[0-9A-Z]{16})<\/dd>/.exec(body)?.[1];
    expect(receipt(first)).toBeDefined();
    expect(receipt(second)).toBe(receipt(first));
    expect(new Set(handed.map(({ detail }) => (detail as { externalId: string }).externalId)).size).toBe(1);
  });

  test.each([
    ['no choice', { what: '' }, 'what-error'],
    ['a choice that is none', { what: 'PAY' }, 'what-error'],
    ['too few words', { text: 'short' }, 'text-error'],
    ['no code', { code: '' }, 'code-error'],
  ])('with %s is not taken', async (_, its, flaw) => {
    const reply = await send(await acknowledged(), its);
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain(`id="${flaw}"`);
    expect(handed).toEqual([]);
  });

  test('S7 five wrong codes put the code to rest, also the right one, until a day has passed', async () => {
    const link = await acknowledged();
    const wrong = link.code === '000000' ? '000001' : '000000';
    for (let tries = 0; tries < 5; tries++) expect((await send(link, { code: wrong })).statusCode).toBe(422);
    expect((await send(link)).statusCode).toBe(422);
    expect(handed).toEqual([]);
    expect((await bench.deeds(caseId)).map(({ act }) => act)).toEqual(['case.code-rests']);
    vi.setSystemTime(Date.now() + 24 * 3_600_000);
    expect((await send(link)).statusCode).toBe(200);
  });

  test('S6 out of another page than ours does nothing', async () => {
    const link = await acknowledged();
    const strange = [
      await send(link, { csrf: 'x' }),
      await send(link, {}, { 'sec-fetch-site': 'cross-site' }),
      await send(link, {}, { cookie: '' }),
    ];
    expect(strange.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403]);
    expect(handed).toEqual([]);
  });

  test('to a case that has closed meanwhile is told so; one that was taken before still has its receipt', async () => {
    const link = await acknowledged();
    const page = await get(link.segment);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const cookie = page.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? '';
    const post = (its: Record<string, string>) =>
      customerMessage(world())(
        eventOf(link.segment, {
          httpMethod: 'POST',
          headers: { host: 'care.bank.example', 'content-type': 'application/x-www-form-urlencoded', cookie },
          body: new URLSearchParams({ csrf, code: link.code, ...fields, ...its }).toString(),
        }),
      );
    await post({ what: 'WITHDRAW' });
    const { detail } = handed[0] as { detail: { externalId: string } };
    await bench.put('Cases', {
      caseId,
      sk: 'NOTE#0001',
      v: 1,
      channel: 'web',
      externalId: detail.externalId,
      submittedAt: openedAt,
      receivedAt: openedAt,
      brings: 'WITHDRAWN',
      text: fields.text,
    });
    await bench.put('Cases', head({ status: 'CLOSED', outcome: 'WITHDRAWN', closedAt: openedAt }));
    expect((await post({ what: 'WITHDRAW' })).body).toContain(detail.externalId);
    const other = await post({ text: 'Something else that came too late.' });
    expect(other.statusCode).toBe(409);
    expect(other.body).toContain('It was withdrawn as you asked');
    expect(handed).toHaveLength(1);
  });
});

describe('C14 a closed case', () => {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const closed = (changes: Record<string, unknown> = {}) =>
    head({
      status: 'CLOSED',
      outcome: 'RESOLVED_UPHELD',
      class: 'COMPLAINT',
      severity: 'S3',
      closedAt: ago(3),
      ...changes,
    });
  const dispute = { what: 'DISPUTE', text: 'The fee has not come back to my account.' };
  const detailOf = (at: number) => (handed[at] as { detail: Record<string, unknown> }).detail;

  test('can be disputed by the link of its mail within the window, and not withdrawn', async () => {
    const link = await acknowledged();
    await bench.put('Cases', closed());
    const { body } = await get(link.segment);
    expect(body).toContain('value="DISPUTE"');
    expect(body).not.toContain('value="WITHDRAW"');
    expect(body).toMatch(/looked at once more until .* 2026|looked at once more until .* 20\d\d/);
    expect((await send(link, { what: 'WITHDRAW' })).statusCode).toBe(422);
    expect((await send(link, dispute)).statusCode).toBe(200);
    expect(handed).toMatchObject([
      { 'detail-type': 'complaint.facts-submitted', detail: { caseId, disputed: true, text: dispute.text } },
    ]);
  });

  test('takes new facts as well, which dispute nothing', async () => {
    const link = await acknowledged();
    await bench.put('Cases', closed());
    await send(link);
    expect(detailOf(0)).not.toHaveProperty('disputed');
  });

  test.each([
    ['after the window', { closedAt: ago(90) }],
    ['that was no complaint', { class: 'PRAISE', outcome: 'PRAISE_ANSWERED' }],
    ['whose customer was told who else can be asked', { round: 3, outsideAt: ago(1) }],
  ])('%s has no form, and takes nothing', async (_, changes) => {
    const link = await acknowledged();
    await bench.put('Cases', closed(changes));
    expect((await get(link.segment)).body).not.toContain('<form');
    expect((await send(link, dispute)).statusCode).toBe(403);
    expect(handed).toEqual([]);
  });

  test('the same words twice are one message, also after they had the case opened again; in the next round they may be said again', async () => {
    const link = await acknowledged();
    await bench.put('Cases', closed());
    await send(link, dispute);
    await bench.put('Cases', {
      caseId,
      sk: 'NOTE#0001',
      v: 1,
      channel: 'web',
      externalId: detailOf(0).externalId,
      submittedAt: ago(2),
      receivedAt: ago(2),
      brings: 'SUPPLEMENTED',
      text: dispute.text,
    });
    expect((await send(link, dispute)).body).toContain(detailOf(0).externalId);
    const reopened = { round: 2, reopenedAt: ago(2) };
    await bench.put('Cases', head({ ...reopened, status: 'CLOCKED', class: 'COMPLAINT', severity: 'S3' }));
    expect((await send(link, dispute)).body).toContain(detailOf(0).externalId);
    expect(handed).toHaveLength(1);
    await bench.put('Cases', closed({ ...reopened, closedAt: ago(1) }));
    await send(link, dispute);
    expect(handed).toHaveLength(2);
    expect(detailOf(1).externalId).not.toBe(detailOf(0).externalId);
  });

  test('one that is opened again has a link that lasts until there is an answer, and the code of before', async () => {
    const first = await acknowledged();
    const reopenedMail = async (dueAt: string, cause: number) => {
      const row = outboxMail({
        cause: [caseId, cause],
        at: new Date().toISOString(),
        template: 'reopened',
        to: { kind: 'customer', id: customer.customerId },
        caseId,
        facts: { dueAt },
      });
      await bench.put('Outbox', { ...row });
      await bench.fresh().mail({ outboxIds: [row.outboxId] });
      return /https:\/\/care\.bank\.example\/c\/(\S+)/.exec(bench.mails.at(-1)?.text ?? '')?.[1] ?? '';
    };
    await bench.put('Cases', head({ round: 2, status: 'CLOCKED', class: 'COMPLAINT', severity: 'S3' }));
    expect(await reopenedMail(ago(-10), 1)).toBe(first.segment);
    const door = (await bench.items('Cases')).find(({ sk }) => sk === 'DOOR#0001');
    await bench.put('Cases', { ...door, linkExpiry: Math.floor(Date.parse(ago(-5)) / 1_000) });
    const second = await reopenedMail(ago(-10), 2);
    const renewed = CaseDoor.parse((await bench.items('Cases')).find(({ sk }) => sk === 'DOOR#0001'));
    expect(renewed.linkExpiry * 1_000).toBeGreaterThan(Date.parse(ago(-10)));
    expect(renewed.codeHash).toBe(door?.codeHash);
    expect((await get(second)).statusCode).toBe(200);
    expect(await reopenedMail(ago(-10), 3)).toBe(second);
  });
});

test('the words of a message are the same however a browser breaks its lines', () => {
  expect(messageIn({ what: 'FACTS', text: 'one line\r\nand another' })).toEqual({
    message: { what: 'FACTS', text: 'one line\nand another' },
  });
});

describe('R240 a letter for customers without mail', () => {
  const userArn = 'arn:aws:sts::000000000000:assumed-role/Counter/li.na';
  const letter = (number: string, id = caseId, identity: Record<string, unknown> = { userArn }) =>
    showLetter(wiring.showLetterWorld())(
      eventOf('', { pathParameters: { caseId: id, number }, requestContext: { identity } }),
    );

  test('is the acknowledgement in the customer’s language, without any link', async () => {
    const { statusCode, body } = await letter('0');
    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>We have received your complaint</h1>');
    expect(body).toContain(customer.name);
    expect(body).toMatch(/reply by .*2026/);
    expect(body).not.toMatch(/\/c\/|SECRET/);
  });

  test.each([
    ['en', 'CN-2020 gives 15 calendar days.'],
    ['zh-CN', 'CN-2020 规定的期限为 15 个自然日。'],
  ])('says in %s why there is an answer by then, unless another date counts now', async (language, why) => {
    await bench.put('Customers', { ...customer, language });
    expect((await letter('0')).body).toContain(why);
    await bench.put('Cases', head({ dueAt: '2026-04-30T15:59:59.999Z' }));
    const { body } = await letter('0');
    expect(body).toMatch(/reply by .*2026|2026.*前答复您/);
    expect(body).not.toContain(why);
  });

  test('is a sealed letter part by part, in the language it was sealed in', async () => {
    await bench.put('Cases', {
      caseId,
      sk: 'LETTER#0001',
      v: 1,
      number: 1,
      kind: 'decision',
      language: 'zh-CN',
      parts: { rights: '您可以申请核查。', findings: '查明<b>两笔</b>费用。' },
      sealedAt: openedAt,
    });
    const { body } = await letter('1');
    expect(body).toContain('<html lang="zh-CN">');
    expect(body.indexOf('两笔')).toBeLessThan(body.indexOf('申请核查'));
    expect(body).not.toContain('<b>');
  });

  test.each([
    ['9', caseId],
    ['x', caseId],
    ['-1', caseId],
    ['0', 'K20260302-NOSUCHCASE'],
    ['0', '../etc'],
  ])('that is not there (%s of %s) is nowhere', async (number, id) => {
    expect((await letter(number, id)).statusCode).toBe(404);
    expect(await bench.items('Audit')).toEqual([]);
  });

  test('is written down with who sees it, each time', async () => {
    await letter('0');
    await letter('0');
    const deed = {
      actor: 'show-letter',
      act: 'customer.letter-shown',
      facts: { letter: 0, by: userArn, fields: 'name text' },
    };
    expect(await bench.deeds(caseId)).toMatchObject([deed, deed]);
  });

  test('is shown to nobody without a name, and the customer is not read where nothing can be written down', async () => {
    expect((await letter('0', caseId, { userArn: null })).statusCode).toBe(403);
    bench.calls.length = 0;
    bench.refuse = (operation) =>
      operation === 'TransactWriteItems' || operation === 'PutItem'
        ? new ServiceFault('AccessDeniedException', 'no audit')
        : undefined;
    const customerRead = vi.fn();
    bench.around = (input, act) => {
      if (input.TableName === 'Customers') customerRead();
      return act();
    };
    const { statusCode, body } = await letter('0');
    expect(statusCode).toBe(500);
    expect(body).not.toContain(customer.name);
    expect(customerRead).not.toHaveBeenCalled();
    expect(await bench.items('Audit')).toEqual([]);
  });
});
