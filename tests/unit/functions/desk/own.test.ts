import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changePreferences } from '../../../../functions/desk/change-preferences.ts';
import * as wiring from '../../../../functions/desk/own-wiring.ts';
import { ownIdOf, readOwnId } from '../../../../functions/desk/rules/own-link.ts';
import { showContact } from '../../../../functions/desk/show-contact.ts';
import { showPreferences } from '../../../../functions/desk/show-preferences.ts';
import { unsubscribe } from '../../../../functions/desk/unsubscribe.ts';
import { ContactChannel, ContactPurpose } from '../../../../shared/contracts/codes.ts';
import type { MailTemplate } from '../../../../shared/contracts/items.ts';
import { outboxMail } from '../../../../shared/platform/outbox.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { links1 } from '../../../../shared/policy/links.ts';
import { Bench, CASE, customer, furnish, request, titleOf } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await furnish(bench, { customer: { name: 'Canary Name' } });
  await consent('GIVEN');
});
afterEach(() => bench.close());

const consent = (state: 'GIVEN' | 'WITHDRAWN') =>
  bench.put('Customers', {
    customerId: 'C1',
    sk: 'CONSENT#care#mail',
    v: 1,
    purpose: 'care',
    channel: 'mail',
    state,
    at: '2026-01-05T02:00:00.000Z',
    from: 'bank',
  });

/** The pages, as fresh processes have them. */
const pages = () => ({
  preferences: showPreferences(wiring.showPreferencesWorld()),
  change: changePreferences(wiring.changePreferencesWorld()),
  unsubscribe: unsubscribe(wiring.unsubscribeWorld()),
  contact: showContact(wiring.showContactWorld()),
});

/** Has a mail sent; gives it with what it prints of the customer's own pages. */
async function mailed(template: MailTemplate, cause = 1) {
  const row = outboxMail({
    cause: [cause],
    at: new Date().toISOString(),
    template,
    to: { kind: 'customer', id: 'C1' },
    caseId: CASE,
    facts: template === 'greeting' ? { topic: 'birthday' } : {},
  });
  await bench.put('Outbox', row);
  await bench.fresh().mail({ outboxIds: [row.outboxId] });
  const mail = bench.mails.at(-1);
  if (mail === undefined) throw new Error('No mail was sent.');
  const linkIn = (path: string) =>
    new RegExp(`https://care\\.bank\\.example/${path}/(\\S+)`).exec(mail.text ?? '')?.[1];
  const headerOf = (name: string) =>
    mail.headers.find((its) => its.name.toLowerCase() === name.toLowerCase())?.value;
  return {
    mail,
    headerOf,
    why: linkIn('w') ?? '',
    preferences: linkIn('p') ?? '',
    code: /enter (\d{6})/.exec(mail.text ?? '')?.[1] ?? '',
    oneClick: /\/u\/([^>]+)>/.exec(headerOf('List-Unsubscribe') ?? '')?.[1] ?? '',
  };
}

const words = async () =>
  (await bench.items('Customers'))
    .filter(({ sk }) => String(sk).startsWith('CONSENT#'))
    .map(({ sk, state, from }) => `${sk} ${state} ${from}`)
    .sort();

const events = async () => (await bench.outbox()).flatMap((row) => (row.kind === 'event' ? [row.name] : []));

/** A browser on the page of preferences. */
async function opened(segment: string) {
  const reply = await pages().preferences(request('GET', segment));
  const cookie = reply.multiValueHeaders?.['set-cookie']?.[0]?.split(';')[0] ?? '';
  const csrf = /name="csrf" value="([^"]+)"/.exec(reply.body)?.[1] ?? '';
  const submit = (form: Record<string, string>): Promise<ProxyReply> =>
    pages().change(request('POST', segment, { cookie, form: { csrf, ...form } }));
  return { reply, submit };
}

const post = (segment: string, body: string, type = 'application/x-www-form-urlencoded') =>
  pages().unsubscribe(request('POST', segment, { body, headers: { 'Content-Type': type } }));

const ONE_CLICK = 'List-Unsubscribe=One-Click';

describe('a mail to a customer', () => {
  test('has at its foot why it came; one that nobody needs can be ended at one click', async () => {
    const greeting = await mailed('greeting');
    expect(greeting.headerOf('List-Unsubscribe')).toMatch(/^<https:\/\/care\.bank\.example\/u\/v1\.\S+>$/);
    expect(greeting.headerOf('List-Unsubscribe-Post')).toBe(ONE_CLICK);
    expect([greeting.why, greeting.preferences, greeting.code].every((part) => part !== '')).toBe(true);
    const notice = await mailed('acknowledgement');
    expect(notice.headerOf('List-Unsubscribe')).toBeUndefined();
    expect(notice.why).not.toBe('');
    // Two codes in one mail would be taken for one another.
    expect([notice.preferences, notice.code]).toEqual(['', '']);
  });

  test('names its customer by a drawn id, never by number or name, and prints the same when it is sent again', async () => {
    const first = await mailed('greeting');
    for (const segment of [first.why, first.preferences, first.oneClick]) {
      expect(segment).toMatch(/^v1\.[^.]+\.P[0-9A-Z]{16}/);
      expect(segment).not.toMatch(/\bC1\b/);
    }
    const again = await mailed('visit-confirmation', 2);
    expect([again.preferences, again.code]).toEqual([first.preferences, first.code]);
    await bench.rotate('SenderKey');
    expect((await mailed('visit-confirmation', 3)).code).toBe(first.code);
  });
});

describe('the page of preferences', () => {
  test('R027 shows purposes by channels as they stand, changes nothing, and says nothing of who it is', async () => {
    const { preferences } = await mailed('greeting');
    const before = await bench.items('Customers');
    const { reply } = await opened(preferences);
    expect(reply.statusCode).toBe(200);
    expect(reply.body.match(/type="checkbox"/g)).toHaveLength(18);
    expect(reply.body.match(/ checked/g)).toHaveLength(1);
    expect(reply.body).toContain('name="care.mail" value="yes" checked');
    expect(reply.body).not.toContain('Canary');
    expect(reply.body).not.toContain('<script');
    expect(await bench.items('Customers')).toEqual(before);
  });

  test('R027 R028 takes yes, no, way and time of day, once, with record and event', async () => {
    const { preferences, code } = await mailed('greeting');
    const { submit } = await opened(preferences);
    const form = { 'survey.sms': 'yes', preferredChannel: 'wechat', preferredDaypart: 'MORNING', code };
    expect((await submit(form)).statusCode).toBe(200);
    const after = ['CONSENT#care#mail WITHDRAWN customer', 'CONSENT#survey#sms GIVEN customer'];
    expect(await words()).toEqual(after);
    const profile = (await bench.items('Customers')).find(({ sk }) => sk === 'PROFILE');
    expect(profile).toMatchObject({ preferredChannel: 'wechat', preferredDaypart: 'MORNING' });
    expect((await events()).filter((name) => name === 'consent.changed')).toHaveLength(2);
    expect((await bench.deeds('C1')).map(({ act }) => act)).toEqual([
      'consent.changed',
      'consent.changed',
      'customer.wishes-changed',
    ]);
    const records = await bench.items('Customers');
    expect((await submit(form)).statusCode).toBe(200);
    expect(await bench.items('Customers')).toEqual(records);
    expect(await bench.deeds('C1')).toHaveLength(3);
    // What was wished can be taken back.
    await submit({ ...form, preferredChannel: '' });
    expect((await bench.items('Customers')).find(({ sk }) => sk === 'PROFILE')).not.toHaveProperty(
      'preferredChannel',
    );
  });

  test.each<[string, Record<string, string>, number]>([
    ['without a code', { code: '' }, 422],
    ['with a wrong code', { code: '000000' }, 422],
    ['with a way that is none', { preferredChannel: 'pigeon' }, 422],
    ['out of another page', { csrf: 'x' }, 403],
  ])('changes nothing %s', async (_, its, status) => {
    const { preferences, code } = await mailed('greeting');
    const { submit } = await opened(preferences);
    const typed = its.code === '000000' && code === '000000' ? '000001' : its.code;
    const reply = await submit({
      'marketing.mail': 'yes',
      code,
      ...its,
      ...(typed !== undefined && { code: typed }),
    });
    expect(reply.statusCode).toBe(status);
    expect(await words()).toEqual(['CONSENT#care#mail GIVEN bank']);
  });

  test('S7 five wrong codes put the code to rest, also the right one, until a day has passed', async () => {
    const { preferences, code } = await mailed('greeting');
    const { submit } = await opened(preferences);
    const wrong = code === '111111' ? '222222' : '111111';
    for (let guess = 0; guess < links1.wrongCodes; guess++) await submit({ code: wrong });
    expect((await submit({ code })).statusCode).toBe(422);
    expect((await bench.deeds('C1')).map(({ act }) => act)).toEqual(['customer.code-rests']);
    bench.pass((links1.customerCodeRestsHours + 1) * 3_600_000);
    expect((await submit({ code })).statusCode).toBe(200);
  });
});

test('S5 once mails go to another address, link and code in the old mailbox open nothing; the new ones do', async () => {
  const old = await mailed('greeting');
  expect((await opened(old.preferences)).reply.statusCode).toBe(200);
  // Far enough apart for the contact rules.
  bench.pass(60 * 86_400_000);
  await bench.put('Customers', { ...customer, email: 'ZHANG@customer.example' });
  expect((await mailed('greeting', 2)).code).toBe(old.code);
  bench.pass(60 * 86_400_000);
  await bench.put('Customers', { ...customer, email: 'elsewhere@customer.example' });
  const fresh = await mailed('greeting', 3);
  expect(bench.mails.at(-1)?.to).toEqual(['elsewhere@customer.example']);
  expect((await opened(fresh.preferences)).reply.statusCode).toBe(200);
  expect((await opened(old.preferences)).reply.statusCode).toBe(404);
  expect((await post(old.oneClick, ONE_CLICK)).statusCode).toBe(404);
  const { submit } = await opened(fresh.preferences);
  expect((await submit({ code: old.code })).statusCode).toBe(422);
});

describe('one click', () => {
  test('RFC 8058 takes back this purpose by this channel, without cookie or code, however often it is pressed', async () => {
    const { oneClick } = await mailed('greeting');
    const first = await post(oneClick, ONE_CLICK);
    expect([first.statusCode, first.multiValueHeaders]).toEqual([200, undefined]);
    expect(first.body).toContain('Greetings and care');
    expect(first.body.length).toBeLessThan(120);
    expect(await words()).toEqual(['CONSENT#care#mail WITHDRAWN customer']);
    const multipart =
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    expect((await post(oneClick, multipart, 'multipart/form-data; boundary=b')).statusCode).toBe(200);
    expect((await events()).filter((name) => name === 'consent.changed')).toHaveLength(1);
    expect(await bench.deeds('C1')).toMatchObject([
      {
        act: 'consent.changed',
        facts: { purpose: 'care', channel: 'mail', state: 'WITHDRAWN', way: 'one-click' },
      },
    ]);
    // What was on its way is not sent any more.
    await expect(mailed('greeting', 2)).resolves.toMatchObject({ mail: bench.mails[0] });
    expect(bench.mails).toHaveLength(1);
  });

  test('R028 counts also where a system of the bank has dated its word into the future', async () => {
    const { oneClick } = await mailed('greeting');
    const at = '2099-01-01T00:00:00.000Z';
    const consent = { purpose: 'care', channel: 'mail', state: 'GIVEN', at, from: 'bank' };
    await bench.put('Customers', { customerId: 'C1', sk: 'CONSENT#care#mail', v: 1, ...consent });
    expect((await post(oneClick, ONE_CLICK)).statusCode).toBe(200);
    expect(await words()).toEqual(['CONSENT#care#mail WITHDRAWN customer']);
    expect((await events()).filter((name) => name === 'consent.changed')).toHaveLength(1);
  });

  test('works for a mail that is older than its links, and not for whatever presses every link', async () => {
    const { oneClick } = await mailed('greeting');
    // Nor for a long body, which no mail program posts: to look for one field in it could take as long as its sender likes.
    const long = `${'&List-Unsubscribe\na'.repeat(150)}&${ONE_CLICK}`;
    for (const body of ['', 'a=b', 'x=List-Unsubscribe', long])
      expect((await post(oneClick, body)).statusCode).toBe(400);
    expect(await words()).toEqual(['CONSENT#care#mail GIVEN bank']);
    bench.pass((links1.ownLinkDays + 1) * 86_400_000);
    expect((await post(oneClick, ONE_CLICK)).statusCode).toBe(200);
    expect(await words()).toEqual(['CONSENT#care#mail WITHDRAWN customer']);
  });

  test('a mail program without a button shows one in the browser, which does the same', async () => {
    const { oneClick } = await mailed('greeting');
    const page = await pages().preferences(request('GET', oneClick));
    expect([page.statusCode, page.multiValueHeaders]).toEqual([200, undefined]);
    expect(page.body).toContain('<input type="hidden" name="List-Unsubscribe" value="One-Click">');
    expect(await words()).toEqual(['CONSENT#care#mail GIVEN bank']);
  });
});

describe('why did you contact me', () => {
  test('says when, what for and the words of the rules, and leads to the preferences', async () => {
    const { why, preferences } = await mailed('greeting');
    const reply = await pages().contact(request('GET', why));
    expect(reply.statusCode).toBe(200);
    expect(reply.body).toContain('<time datetime="2026-03-02T01:30:00.000Z">');
    expect(reply.body).toContain('This is a greeting.');
    expect(reply.body).toContain('You agreed to contact by e-mail for greetings and care');
    const back = /href="\.\.\/p\/([^"]+)"/.exec(reply.body)?.[1] ?? '';
    expect(back.split('.').slice(0, -1)).toEqual(preferences.split('.').slice(0, -1));
    expect((await opened(back)).reply.statusCode).toBe(200);
  });

  test('in the language of the customer', async () => {
    await bench.put('Customers', { ...customer, language: 'zh-CN' });
    const { why } = await mailed('acknowledgement');
    const reply = await pages().contact(request('GET', why));
    expect(titleOf(reply)).toBe('我们为什么联系您');
    expect(reply.body).toContain('lang="zh-CN"');
  });
});

describe('a link', () => {
  test('opens its own page and no other, and nothing when it is bent, expired or revoked', async () => {
    const { why, preferences, oneClick } = await mailed('greeting');
    const { preferences: show, contact, change, unsubscribe: end } = pages();
    const bent = `${why.slice(0, -1)}${why.endsWith('A') ? 'B' : 'A'}`;
    const refused = await Promise.all([
      contact(request('GET', preferences)),
      contact(request('GET', oneClick)),
      contact(request('GET', bent)),
      show(request('GET', why)),
      change(request('POST', oneClick, { form: {} })),
      end(request('POST', preferences, { body: ONE_CLICK })),
      end(request('POST', why, { body: ONE_CLICK })),
      bench.fresh().show(request('GET', preferences)),
    ]);
    expect(refused.map(({ statusCode }) => statusCode)).toEqual(refused.map(() => 404));
    expect((await post(oneClick.replace('_care_', '_survey_'), ONE_CLICK)).statusCode).toBe(404);
    bench.pass((links1.ownLinkDays + 1) * 86_400_000);
    expect((await pages().contact(request('GET', why))).statusCode).toBe(410);
    await bench.revoke(why.split('.')[1] ?? '');
    expect((await pages().contact(request('GET', why))).statusCode).toBe(404);
    expect((await post(oneClick, ONE_CLICK)).statusCode).toBe(404);
  });

  test('every id of a page is read as what it was made of, and is no id of a task or a case', () => {
    const doorId = 'P0123456789ABCDEF';
    for (const purpose of ContactPurpose.options) {
      for (const channel of ContactChannel.options) {
        const link = { to: 'unsubscribe', doorId, purpose, channel } as const;
        expect(readOwnId(ownIdOf(link))).toEqual(link);
      }
    }
    for (const link of [
      { to: 'preferences', doorId },
      { to: 'contact', doorId, contactId: 'N0123456789ABCDEF' },
      { to: 'survey', doorId, caseId: 'S20260302-ABCDEFGHJK' },
    ] as const) {
      expect(readOwnId(ownIdOf(link))).toEqual(link);
    }
    for (const id of [
      'T0123456789ABCDEF',
      CASE,
      `${doorId}_`,
      `${doorId}_care`,
      `${doorId}_care_pigeon`,
      `${doorId}_${CASE}`,
    ]) {
      expect(readOwnId(id)).toBeUndefined();
    }
  });
});
