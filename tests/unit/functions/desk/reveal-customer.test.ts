import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RevealPurpose } from '../../../../shared/contracts/task-pages.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { Bench, Browser, CASE, furnish, prepared, printedIn, request, titleOf } from './bench.ts';

let bench: Bench;
let functions: ReturnType<Bench['fresh']>;
let taskId: string;
let browser: Browser;
let code: string;

const NAME = '王芳';
const PHONE = '13812345678';
const MAIL = 'wang.fang@mail.example';
const CARD = '6222 0202 0000 1234567';
const TEXT = `卡 ${CARD} 被吞，请打 ${PHONE} 或写信到 ${MAIL}。`;

const said = (reply: ProxyReply) => [reply.statusCode, titleOf(reply)];
const wrong = () => (code === '000000' ? '000001' : '000000');

async function open(text: string): Promise<void> {
  bench = new Bench();
  await furnish(bench, { customer: { name: NAME, phone: PHONE, email: MAIL }, text });
  functions = bench.fresh();
  ({ taskId } = await prepared(bench));
  let segment: string;
  ({ segment, code } = printedIn(bench.mails[0]));
  browser = new Browser(functions, segment);
  await browser.open();
}

beforeEach(() => open(TEXT));
afterEach(() => bench.close());

describe('before anybody asks', () => {
  test('every page shows the customer masked, and what they said without their numbers', async () => {
    for (const { body } of [await browser.open(), await browser.openFile(), await browser.openPass()]) {
      for (const secret of [NAME, PHONE, MAIL, CARD, '0202']) expect(body).not.toContain(secret);
    }
    const { body } = await browser.open();
    for (const shown of ['C1', '王*', '138****5678', 'w***@…', '被吞']) expect(body).toContain(shown);
  });

  test('what colleagues and the customer wrote since is masked as well', async () => {
    await bench.put('Cases', {
      caseId: CASE,
      sk: 'NOTE#0001',
      v: 1,
      channel: 'web',
      externalId: 'W2',
      submittedAt: '2026-03-02T03:00:00.000Z',
      brings: 'SUPPLEMENTED',
      text: `My other number is ${PHONE}.`,
    });
    for (const { body } of [await browser.open(), await browser.openFile()]) {
      expect(body).toContain('My other number is 138****5678.');
      expect(body).not.toContain(PHONE);
    }
  });

  test('no row that a page reads holds more than the masks', async () => {
    const { contact } = await bench.task(taskId);
    expect(contact).toEqual({ name: '王*', phone: '138****5678', email: 'w***@…' });
  });
});

describe('the customer’s data', () => {
  test.each(RevealPurpose.options)(
    'is shown for the purpose %s, once it is on record who asked',
    async (purpose) => {
      const page = await browser.openFile();
      expect(page.body).not.toMatch(/\schecked/);
      const reply = await browser.reveal({ purpose, part: '1', code });
      expect(said(reply)).toEqual([200, 'The customer’s data']);
      for (const shown of ['C1', NAME, PHONE, MAIL, TEXT]) expect(reply.body).toContain(shown);
      expect(reply.headers['cache-control']).toBe('no-store');
      const { assigneeId, reveals } = await bench.task(taskId);
      expect(reveals).toBe(1);
      const deed = (await bench.deeds(CASE)).at(-1);
      expect(deed).toMatchObject({
        act: 'customer.revealed',
        actor: assigneeId,
        facts: { taskId, generation: 1, purpose, fields: 'name phone email text', part: 1 },
      });
      for (const secret of [NAME, PHONE, MAIL]) expect(JSON.stringify(deed)).not.toContain(secret);
    },
  );

  test('is not even read before that is written', async () => {
    const order: string[] = [];
    bench.around = async (input, act) => {
      const text = JSON.stringify(input);
      if (text.includes('customer.revealed')) order.push('recorded');
      if (text.includes('"TableName":"Customers"')) order.push('read');
      return act();
    };
    await browser.reveal({ purpose: 'CALL', part: '1', code });
    expect(order).toEqual(['recorded', 'read']);
  });

  test('is recorded anew each time that it is shown', async () => {
    for (let at = 0; at < 3; at++) await browser.reveal({ purpose: 'CALL', part: '1', code });
    expect((await bench.deeds(CASE)).filter(({ act }) => act === 'customer.revealed')).toHaveLength(3);
    expect((await bench.task(taskId)).reveals).toBe(3);
  });

  test.each([
    ['without a purpose', { purpose: '' }, 'purpose-error'],
    ['for a purpose of their own', { purpose: 'CURIOSITY' }, 'purpose-error'],
    ['without a code', { code: '' }, 'code-error'],
  ])('is not shown %s, and the page says what is missing', async (_what, fields, id) => {
    const reply = await browser.reveal({ purpose: 'CALL', part: '1', code, ...fields });
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain(`id="${id}"`);
    expect(reply.body).not.toContain(PHONE);
    expect((await bench.deeds(CASE)).map(({ act }) => act)).not.toContain('customer.revealed');
    for (const [, of] of reply.body.matchAll(/<a href="#([^"]+)"/g))
      expect(reply.body).toContain(`id="${of}"`);
  });

  test('is not shown for a wrong code, which counts as one of an answer does, nor for a void one', async () => {
    for (let at = 0; at < 5; at++) {
      const reply = await browser.reveal({ purpose: 'CALL', part: '1', code: wrong() });
      expect(reply.statusCode).toBe(422);
      expect(reply.body).not.toContain(PHONE);
    }
    const locked = await browser.reveal({ purpose: 'CALL', part: '1', code });
    expect(locked.statusCode).toBe(422);
    expect(locked.body).toContain('id="code-void"');
    expect(await bench.task(taskId)).toMatchObject({ wrongCodes: 5 });
    expect((await bench.deeds(CASE)).at(-1)).toMatchObject({
      act: 'task.code-voided',
      actor: 'reveal-customer',
    });
  });

  test('is not shown to a post that did not come out of our form, nor once the task is no longer theirs', async () => {
    const event = browser.eventBelow('reveal', { purpose: 'CALL', part: '1', code });
    const strange = browser.eventBelow('reveal', { purpose: 'CALL', part: '1', code, csrf: 'x' });
    expect((await functions.reveal(strange)).statusCode).toBe(403);
    await browser.passOn({ way: 'HAND_BACK', to: '', reason: 'On leave.', code });
    const reply = await functions.reveal(event);
    expect(said(reply)).toEqual([410, 'This task has been passed on']);
    expect(reply.body).not.toContain(PHONE);
    expect((await bench.deeds(CASE)).map(({ act }) => act)).not.toContain('customer.revealed');
  });

  test('is nothing that a customer can ask for on the page of their own task', async () => {
    await prepared(bench, {
      step: 'Await customer',
      form: 'customer-word',
      clock: 'customer-word',
      holder: 'customer',
      entered: new Date(Date.now() + 1).toISOString(),
    });
    const theirs = printedIn(bench.mails.at(-1));
    const customer = new Browser(functions, theirs.segment);
    const page = await customer.open();
    expect(page.body).not.toContain('#reveal');
    expect((await customer.openFile()).body).not.toContain('action="reveal"');
    expect((await customer.reveal({ purpose: 'CALL', part: '1', code: theirs.code })).statusCode).toBe(404);
  });
});

describe('the whole file', () => {
  const LONG = `${'甲'.repeat(7_000)}卡 ${CARD}。${'乙'.repeat(12_000)}终`;

  test('is shown in parts that leave nothing out, each below 30 KB, whatever part is asked for', async () => {
    await bench.close();
    await open(LONG);
    const [, all = ''] = /Part 1 of (\d+)/.exec((await browser.openFile()).body) ?? [];
    expect(Number(all)).toBeGreaterThan(2);
    let text = '';
    for (let part = 1; part <= Number(all); part++) {
      const { body, statusCode } = await browser.openFile(String(part));
      expect(statusCode).toBe(200);
      expect(Buffer.byteLength(body)).toBeLessThan(30_000);
      expect(body.includes('The next part')).toBe(part < Number(all));
      text += [...body.matchAll(/<dd class="said"[^>]*>([^<]*)</g)].map(([, words]) => words).join('');
    }
    expect(text).toBe(LONG.replace('6222 0202 0000 1234567', '**** **** **** ***4567'));
    for (const odd of ['0', '-1', 'x', '99999', '1e9', '']) {
      expect((await browser.openFile(odd)).statusCode).toBe(200);
    }
  });

  test('is shown as it was said part by part, the same words in the same part', async () => {
    await bench.close();
    await open(LONG);
    const wordsOf = ({ body }: ProxyReply) =>
      [...body.matchAll(/<dd class="said"[^>]*>([^<]*)</g)].map(([, words = '']) => words);
    const masked = wordsOf(await browser.openFile('2'));
    const reply = await browser.reveal({ purpose: 'WRITE', part: '2', code });
    expect(reply.body).toContain(CARD);
    expect(wordsOf(reply).map(({ length }) => length)).toEqual(masked.map(({ length }) => length));
    expect(Buffer.byteLength(reply.body)).toBeLessThan(30_000);
    expect((await bench.deeds(CASE)).at(-1)?.facts).toMatchObject({ purpose: 'WRITE', part: 2 });
  });

  test('changes nothing by being looked at', async () => {
    const before = await bench.task(taskId);
    bench.calls.length = 0;
    await browser.openFile();
    await functions.file(request('HEAD', browser.segment, { below: 'file' }));
    expect(bench.calls.filter((call) => !/^(GetItem|BatchGetItem|Query|GetSecretValue)$/.test(call))).toEqual(
      [],
    );
    expect(await bench.task(taskId)).toEqual(before);
  });
});
