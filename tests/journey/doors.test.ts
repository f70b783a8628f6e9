import { expect, test } from 'vitest';
import type { Runtime } from '../../infra/local/runtime.ts';
import { sampleBank } from '../kit/bank.ts';
import { testPlace } from '../kit/runtime.ts';

const HOUR = 3_600_000;
const CUSTOMER = 'shen.yuehua@customers.example';

/** Asks over HTTP, while simulated time stands still. */
async function ask(runtime: Runtime, url: string, init: RequestInit = {}): Promise<Response> {
  const done = runtime.clock.busy();
  try {
    return await fetch(url, { redirect: 'manual', ...init });
  } finally {
    done();
  }
}

/** Opens a form and posts it filled, as a browser would: its hidden fields and its cookie come with it. */
async function fill(runtime: Runtime, url: string, fields: Record<string, string>): Promise<string> {
  const page = await ask(runtime, url, { headers: { 'accept-language': 'en' } });
  const body = await page.text();
  expect(page.status, body).toBe(200);
  const hidden = [...body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value],
  );
  const answer = await ask(runtime, url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'accept-language': 'en',
      cookie: page.headers.get('set-cookie')?.split(';')[0] ?? '',
      'sec-fetch-site': 'same-origin',
    },
    body: new URLSearchParams([...hidden, ...Object.entries(fields)]),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return text;
}

const said = {
  customerId: 'C1001',
  forWhom: 'SELF',
  text: 'The yearly fee was charged twice.',
  wish: '',
  respondent: '',
  groupSize: '',
};

test('R235 R236 R238 R240 a complaint comes in by every door, each as one case of its channel', async () => {
  await using place = testPlace();
  const runtime = await place.boot();
  const bank = await sampleBank(runtime);
  const { pages, operator } = runtime.addresses;

  await bank.put('complaint.submitted', bank.complaint('APP-1'));
  await fill(runtime, `${pages}/complain`, said);
  const receipt = await fill(runtime, `${operator}/staff/complaint`, { ...said, channel: 'branch' });
  const body = JSON.stringify({ ...bank.complaint('API-1'), channel: 'api' });
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const first = await ask(runtime, `${operator}/api/complaints`, post);
  const again = await ask(runtime, `${operator}/api/complaints`, post);
  expect([first.status, again.status]).toEqual([202, 200]);
  const { caseId } = (await first.json()) as { caseId: string };
  // Without a signature the doors of the bank's own people are not there.
  expect((await ask(runtime, `${pages}/api/complaints`, post)).status).toBe(404);
  expect((await ask(runtime, `${pages}/staff/complaint`)).status).toBe(404);
  await runtime.clock.advance(HOUR);

  const cases = await bank.items('Cases');
  const channels = cases.filter(({ sk }) => sk === 'NOTE#0000').map(({ channel }) => channel);
  expect(channels.sort()).toEqual(['api', 'app', 'branch', 'web']);
  expect(cases.filter(({ sk }) => sk === 'HEAD').map((head) => head.caseId)).toContain(caseId);
  expect(receipt).toMatch(/<strong>K\d{8}-[0-9A-Z]{10}<\/strong>/);
  const mails = (await bank.mails()).filter(({ to }) => to[0] === CUSTOMER);
  expect(mails).toHaveLength(4);
  const letter = await ask(runtime, `${operator}/staff/letter/${caseId}/0`);
  expect([letter.status, await letter.text()]).toEqual([200, expect.stringContaining(caseId)]);
  const seen = (await bank.items('Audit')).filter(({ act }) => act === 'customer.letter-shown');
  expect(seen).toMatchObject([
    { entityId: caseId, facts: { letter: 0, by: expect.stringContaining('operator') } },
  ]);
});

test('C9 C10 by the link of the acknowledgement a customer follows the case, adds facts and withdraws it', async () => {
  await using place = testPlace();
  const runtime = await place.boot();
  const bank = await sampleBank(runtime);
  await bank.put('complaint.submitted', bank.complaint('APP-2', { language: 'en' }));
  await runtime.clock.advance(HOUR);

  const [mail] = (await bank.mails()).filter(({ to }) => to[0] === CUSTOMER);
  const link = /https?:\/\/\S+\/c\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  const code = /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
  expect([link, code]).toEqual([expect.stringContaining(runtime.addresses.pages), expect.any(String)]);

  const facts = { what: 'FACTS', text: 'I have found the receipt of the first payment.', code };
  await fill(runtime, link, facts);
  await fill(runtime, link, facts);
  await runtime.clock.advance(HOUR);
  const rows = async (start: string) =>
    (await bank.items('Cases')).filter(({ sk }) => String(sk).startsWith(start));
  expect((await rows('NOTE#')).map(({ sk }) => sk).sort()).toEqual(['NOTE#0000', 'NOTE#0001']);
  expect((await rows('SIGNAL#')).map(({ kind }) => kind)).toEqual(['SUPPLEMENTED']);

  await fill(runtime, link, { what: 'WITHDRAW', text: 'The branch has settled it already.', code });
  await runtime.clock.advance(HOUR);
  expect((await rows('SIGNAL#')).map(({ kind }) => kind).sort()).toEqual(['SUPPLEMENTED', 'WITHDRAWN']);
  expect(await rows('HEAD')).toMatchObject([{ status: 'CLOSED', outcome: 'WITHDRAWN', messages: 2 }]);
  const page = await ask(runtime, link);
  expect(await page.text()).not.toContain('<form');
});

test('a withdrawal on the bus about the case of somebody else is held, and the case goes on', async () => {
  await using place = testPlace();
  const runtime = await place.boot();
  const bank = await sampleBank(runtime);
  await bank.put('complaint.submitted', bank.complaint('APP-3'));
  await runtime.clock.advance(HOUR);
  const [head] = (await bank.items('Cases')).filter(({ sk }) => sk === 'HEAD');
  const { text: _, ...about } = bank.complaint('APP-4', { caseId: head?.caseId });
  await bank.put('complaint.withdrawal-submitted', { ...about, customerId: 'C1002' });
  await runtime.clock.advance(HOUR);
  const held = (await bank.items('Intake')).filter(({ state }) => state === 'HELD');
  expect(held).toMatchObject([{ reason: { code: 'UNKNOWN_CASE', field: 'detail.caseId' } }]);
  expect((await bank.items('Cases')).filter(({ sk }) => String(sk).startsWith('SIGNAL#'))).toEqual([]);
});
