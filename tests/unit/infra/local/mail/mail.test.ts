import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSendQuotaCommand, SESClient, SendEmailCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { type Mail, type MailRoom, openMail } from '../../../../../infra/local/mail/mail.ts';

const START = Date.parse('2026-03-02T01:30:00Z');

let folder: string;
let clock: RuntimeClock;
let room: MailRoom;
let pages: Server;
let base: string;
let ses: SESClient;
let gateway: Server;
let refuse: Parameters<typeof openMail>[0]['refuse'];

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const open = () =>
  openMail({ folder, clock, zone: 'Asia/Shanghai', refuse: (outgoing) => refuse?.(outgoing) });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mail-'));
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  refuse = undefined;
  room = open();
  pages = createServer((request, response) => room.pages(request, response));
  base = await listen(pages);
  gateway = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const reply = await room.handle(Buffer.concat(chunks));
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  ses = new SESClient({
    endpoint: await listen(gateway),
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});

afterEach(() => {
  ses.destroy();
  for (const server of [pages, gateway]) {
    server.closeAllConnections();
    server.close();
  }
  room.close();
  rmSync(folder, { recursive: true });
});

const raw = (over: object = {}): Promise<Buffer> =>
  new MailComposer({
    from: 'Steward <care@bank.example>',
    to: 'Li Na <li.na@bank.example>',
    subject: '[K1] 处理投诉',
    text: 'Code: 123456\n\nOpen: https://care.bank.example/t/v1.abc?x=1&y=2.\n',
    html: '<p>Code: <b>123456</b></p><script>alert(1)</script><a href="https://care.bank.example/t/v1.abc">open</a>',
    headers: { 'List-Unsubscribe': '<https://x.example/u>' },
    ...over,
  })
    .compile()
    .build();
const send = async (over: object = {}, input: object = {}) => {
  const { MessageId } = await ses.send(
    new SendRawEmailCommand({ RawMessage: { Data: await raw(over) }, ...input }),
  );
  return MessageId ?? '';
};
const page = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(base + path, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

// https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html and API_SendEmail.html
describe('SES through the SDK', () => {
  test('keeps a raw mail exactly as it was sent and reads it', async () => {
    const heard: Mail[] = [];
    room.onMail((mail) => heard.push(mail));
    const data = await raw();
    const { MessageId: id = '' } = await ses.send(new SendRawEmailCommand({ RawMessage: { Data: data } }));
    const mail = await room.get(id);
    expect(mail?.raw.equals(data)).toBe(true);
    expect(mail).toMatchObject({
      id,
      sentAt: START,
      from: { name: 'Steward', address: 'care@bank.example' },
      to: ['li.na@bank.example'],
      subject: '[K1] 处理投诉',
      text: expect.stringContaining('Code: 123456'),
      html: expect.stringContaining('<b>123456</b>'),
    });
    expect(mail?.headers).toContainEqual({ name: 'List-Unsubscribe', value: '<https://x.example/u>' });
    expect(heard).toEqual([mail]);
  });

  test('sends to the destinations of the request rather than to those of the headers', async () => {
    const id = await send({ cc: 'cc@bank.example' }, { Destinations: ['only@bank.example'] });
    expect((await room.get(id))?.to).toEqual(['only@bank.example']);
    const other = await send({ cc: 'cc@bank.example' });
    expect((await room.get(other))?.to).toEqual(['li.na@bank.example', 'cc@bank.example']);
  });

  test('composes what SendEmail asks for', async () => {
    const { MessageId: id = '' } = await ses.send(
      new SendEmailCommand({
        Source: 'care@bank.example',
        Destination: { ToAddresses: ['a@customers.example'], BccAddresses: ['hidden@bank.example'] },
        Message: {
          Subject: { Data: 'Größe & 投诉' },
          Body: { Text: { Data: 'plain' }, Html: { Data: '<i>rich</i>' } },
        },
        ReplyToAddresses: ['reply@bank.example'],
      }),
    );
    const mail = await room.get(id);
    expect(mail).toMatchObject({
      subject: 'Größe & 投诉',
      html: expect.stringContaining('<i>rich</i>'),
      to: ['a@customers.example', 'hidden@bank.example'],
    });
    expect(mail?.text.trim()).toBe('plain');
    expect(mail?.raw.toString()).not.toContain('hidden@bank.example');
  });

  test('answers the quota with what was sent in the last 24 hours', async () => {
    await send();
    await clock.advance(86_400_000);
    await send();
    await send();
    expect(await ses.send(new GetSendQuotaCommand({}))).toMatchObject({
      SentLast24Hours: 2,
      MaxSendRate: 14,
    });
  });

  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    ['no recipient', () => send({ to: undefined }), 'InvalidParameterValue', /'To'/],
    ['no sender', () => send({ from: undefined }), 'InvalidParameterValue', /'From'/],
    [
      'an address without a domain',
      () => send({}, { Destinations: ['li.na'] }),
      'InvalidParameterValue',
      /final '@domain'/,
    ],
    [
      'an address of two words',
      () => send({}, { Destinations: ['li na@bank.example'] }),
      'InvalidParameterValue',
      /Illegal address/,
    ],
    [
      'a local part beyond ASCII',
      () => send({}, { Destinations: ['李娜@bank.example'] }),
      'InvalidParameterValue',
      /non-ASCII/,
    ],
    [
      '51 recipients',
      () => send({}, { Destinations: Array.from({ length: 51 }, (_, n) => `r${n}@bank.example`) }),
      'InvalidParameterValue',
      /exceeds 50/,
    ],
    [
      'more than 10 MB',
      () => send({ text: 'x'.repeat(10_600_000) }),
      'InvalidParameterValue',
      /more than 10485760 bytes/,
    ],
  ])('refuses %s as SES does, and keeps nothing', async (_, run, name, message) => {
    await expect(run()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(room.count()).toBe(0);
  });

  test('refuses what a trial wants refused', async () => {
    refuse = ({ recipients }) =>
      recipients.includes('li.na@bank.example')
        ? { code: 'MessageRejected', message: 'Address is on the suppression list.' }
        : undefined;
    await expect(send()).rejects.toMatchObject({ name: 'MessageRejected' });
    await expect(send({ to: 'other@bank.example' })).resolves.toBeTruthy();
  });

  test('refuses another action by name', async () => {
    const reply = await room.handle('Action=SendBulkTemplatedEmail&Version=2010-12-01');
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('<Code>InvalidAction</Code>');
    expect(reply.body).toContain('SendBulkTemplatedEmail');
  });

  test('escapes what it repeats in an error', async () => {
    const reply = await room.handle(`Action=${encodeURIComponent('<x>&')}`);
    expect(reply.body).not.toContain('<x>');
  });

  test('mails outlive the process', async () => {
    const id = await send();
    room.close();
    room = open();
    expect(await room.get(id)).toMatchObject({ subject: '[K1] 处理投诉' });
  });
});

describe('the mailbox in a browser', () => {
  test('lists mails newest first, and finds a recipient', async () => {
    await send();
    await clock.advance(60_000);
    await send({ to: 'shen@customers.example', subject: 'Second' });
    const { text } = await page('/', { 'accept-language': 'en' });
    expect(text.indexOf('Second')).toBeLessThan(text.indexOf('处理投诉'));
    expect(text).toContain('2 mails');
    expect(text).toContain('2 Mar 2026, 09:31');
    const found = (await page('/?to=SHEN')).text;
    expect(found).toContain('Second');
    expect(found).not.toContain('处理投诉');
    expect((await page('/?to=nobody', { 'accept-language': 'en' })).text).toContain('No mail has gone to');
  });

  test('turns pages when there are many mails', async () => {
    for (let n = 0; n < 53; n++) await send({ subject: `Number ${n}.` });
    const first = (await page('/')).text;
    expect(first.match(/<li>/g)).toHaveLength(50);
    const older = /href="(\/\?[^"]*before=[^"]*)"/.exec(first)?.[1]?.replaceAll('&#38;', '&') ?? '';
    const second = (await page(older)).text;
    expect(second.match(/<li>/g)).toHaveLength(3);
    expect(second).toContain('Number 0.');
  });

  test('shows one mail: parts, headers, source', async () => {
    const id = await send();
    const { text } = await page(`/mails/${id}`, { 'accept-language': 'en' });
    expect(text).toContain('As the reader sees it');
    expect(text).toContain(
      `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${id}/html"`,
    );
    expect(text).toContain('<a href="https://care.bank.example/t/v1.abc?x=1&#38;y=2"');
    expect(text).toContain('List-Unsubscribe');
    expect((await page(`/mails/${id}/raw`)).headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('speaks the language that the reader prefers', async () => {
    const heading = async (header: string) =>
      /<h1><a href="\/">([^<]*)/.exec((await page('/', { 'accept-language': header })).text)?.[1];
    expect(await heading('zh-CN,zh;q=0.9,en;q=0.8')).toBe('邮箱');
    expect(await heading('en-GB,en;q=0.9,zh;q=0.5')).toBe('Mailbox');
    expect(await heading('fr,zh;q=0.5')).toBe('邮箱');
    expect(await heading('fr')).toBe('Mailbox');
  });

  test('runs no script of a mail and loads nothing', async () => {
    const id = await send();
    const part = await page(`/mails/${id}/html`);
    expect(part.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox",
    );
    expect(part.text).toContain('<base target="_blank">');
    const frame = await page(`/mails/${id}`);
    expect(frame.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-src 'self'/,
    );
    for (const name of ['referrer-policy', 'x-content-type-options', 'cache-control'])
      expect(frame.headers.get(name)).toBeTruthy();
  });

  test('escapes everything that came with a mail', async () => {
    const evil = `"><script>alert(1)</script><img src=x onerror='y'>`;
    const id = await send({
      from: { name: evil, address: 'care@bank.example' },
      subject: evil,
      text: `${evil} https://x.example/"onclick="z`,
      html: '',
      headers: { 'X-Evil': evil },
    });
    for (const path of [
      '/',
      `/mails/${id}`,
      `/?to=${encodeURIComponent(evil)}`,
      `/mails/${encodeURIComponent(evil)}`,
    ]) {
      const { text } = await page(path);
      expect(text).not.toContain('<script');
      expect(text).not.toContain('<img');
      expect(text).not.toContain('"onclick');
    }
  });

  test('gives the same as JSON', async () => {
    const id = await send();
    const list = JSON.parse((await page('/api/mails?to=li.na@bank.example')).text);
    expect(list).toEqual([
      {
        id,
        sentAt: '2026-03-02T01:30:00.000Z',
        from: { name: 'Steward', address: 'care@bank.example' },
        to: ['li.na@bank.example'],
        subject: '[K1] 处理投诉',
      },
    ]);
    expect(JSON.parse((await page(`/api/mails/${id}`)).text)).toMatchObject({
      ...list[0],
      text: expect.stringContaining('123456'),
    });
    expect((await page('/api/mails/none')).status).toBe(404);
  });

  test('answers to loopback names only, and to reading only', async () => {
    const { port } = new URL(base);
    const status = (host: string, method = 'GET') =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ host: '127.0.0.1', port, method, headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status(`localhost:${port}`)).toBe(200);
    expect(await status('evil.example')).toBe(403);
    expect(await status(`localhost:${port}`, 'POST')).toBe(405);
    expect(await status(`localhost:${port}`, 'HEAD')).toBe(200);
    expect((await page('/nowhere')).status).toBe(404);
    expect((await page('/mails/%E0%A4%A/html')).status).toBe(404);
  });
});
