import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { type MailRoom, openMail } from '../../../../../infra/local/mail/mail.ts';
import {
  answerByPage,
  type Behaviour,
  peopleAtWork,
  readTaskMail,
  type Visit,
} from '../../../../../infra/local/story/people.ts';

const START = Date.parse('2026-03-02T01:30:00Z');
const MINUTE = 60_000;
const ADDRESS = 'li.na@bank.example';

let clock: RuntimeClock;
let room: MailRoom;
let server: Server;
let base: string;
let posts: {
  at: number;
  body: Record<string, string>;
  cookie: string | undefined;
  origin: string | undefined;
}[];
let decided: boolean;

/** A page like those of the product: cookie-bound form, code checked, receipt behind a redirect, no form once decided. */
beforeEach(async () => {
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  room = openMail({ folder: ':memory:', clock });
  posts = [];
  decided = false;
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url !== '/t/v1.k.T7.1') return void response.writeHead(404).end('<h1>Not found</h1>');
    const form =
      '<h1>Task</h1><form method="post"><input type="hidden" name="csrf" value="c1"><input type="radio" name="outcome" value="A" required><textarea name="reason" required></textarea><input name="code"></form>';
    if (request.method === 'GET') {
      response.writeHead(200, {
        'content-type': 'text/html',
        'set-cookie': 'care=abc; Path=/t; HttpOnly; Secure',
      });
      return void response.end(decided ? '<h1>Recorded</h1><dl><dt>Receipt</dt><dd>R-1</dd></dl>' : form);
    }
    const body = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    posts.push({ at: clock.now(), body, cookie: request.headers.cookie, origin: request.headers.origin });
    if (body.code !== '123456') return void response.writeHead(422).end(form);
    decided = true;
    response.writeHead(303, { location: '/t/v1.k.T7.1' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  room.close();
});

const mailTask = (link = `${base}/t/v1.k.T7.1`, to = ADDRESS) =>
  room.handle(
    new URLSearchParams({
      Action: 'SendEmail',
      Source: 'care@bank.example',
      'Destination.ToAddresses.member.1': to,
      'Message.Subject.Data': '[K20260302-0001] Handle a complaint',
      'Message.Body.Text.Data': `Case: K20260302-0001\nSix digits: 123456\n\nOpen the task:\n${link}\n`,
    }).toString(),
  );

const work = async (behaviour: Behaviour, visits: Visit[], faults: Error[] = []) =>
  peopleAtWork({
    clock,
    mail: room,
    behaviourOf: (address) => (address === ADDRESS ? behaviour : undefined),
    wants: () => ({ outcome: 'A', reason: 'Looked into it.' }),
    opensAt: (_, mailedAt) => mailedAt + 30 * MINUTE,
    onVisit: (visit) => visits.push(visit),
    onFault: (fault) => faults.push(fault),
  });

describe('a task mail', () => {
  test('is read for its link and its six digits', () => {
    const text =
      'Case: K20260302-0001\r\nCase: 990011\r\nAmount: 123456 CNY\r\nSix digits: 004711\r\nhttps://care.bank.example/t/v1.k.123456.x\nBye 1234567';
    expect(readTaskMail({ text })).toEqual({
      link: 'https://care.bank.example/t/v1.k.123456.x',
      code: '004711',
    });
    expect(
      readTaskMail({ text: 'We have received your complaint. https://bank.example/help' }),
    ).toBeUndefined();
    expect(readTaskMail({ text: '六位数字：012345\nhttps://care.bank.example/t/v1.k' })?.code).toBe('012345');
    for (const text of ['', 'Case: 123456', 'The six digits: 123456 are old.', '案件编号：123456']) {
      expect(readTaskMail({ text: `${text}\nhttps://care.bank.example/t/v1.k` })?.code).toBeUndefined();
    }
  });
});

describe('answering by the page', () => {
  test('keeps the cookie and hidden fields, follows to the receipt, and reads it', async () => {
    const visit = await answerByPage(
      ADDRESS,
      { link: `${base}/t/v1.k.T7.1`, code: '123456' },
      { outcome: 'A', reason: 'Because.' },
    );
    expect(visit).toEqual({
      address: ADDRESS,
      door: 't',
      id: 'T7',
      result: 'answered',
      status: 200,
      title: 'Recorded',
      facts: [['Receipt', 'R-1']],
      wrongCodeRefused: false,
    });
    expect(posts).toEqual([
      {
        at: START,
        cookie: 'care=abc',
        origin: base,
        body: { csrf: 'c1', outcome: 'A', reason: 'Because.', code: '123456' },
      },
    ]);
  });

  test('with a wrong code first notices that it was refused', async () => {
    const visit = await answerByPage(
      ADDRESS,
      { link: `${base}/t/v1.k.T7.1`, code: '123456' },
      {},
      { wrongCodeFirst: true },
    );
    expect(visit).toMatchObject({ result: 'answered', wrongCodeRefused: true });
    expect(posts.map(({ body }) => body.code)).toEqual(['123457', '123456']);
  });

  test('with a wrong code only is refused', async () => {
    const visit = await answerByPage(ADDRESS, { link: `${base}/t/v1.k.T7.1`, code: '999999' }, {});
    expect(visit).toMatchObject({ result: 'refused', status: 422 });
  });

  test('leaves a page without a form alone', async () => {
    decided = true;
    expect(await answerByPage(ADDRESS, { link: `${base}/t/v1.k.T7.1`, code: '123456' }, {})).toMatchObject({
      result: 'nothing-to-do',
      title: 'Recorded',
    });
    expect(await answerByPage(ADDRESS, { link: `${base}/t/forged`, code: '1' }, {})).toMatchObject({
      result: 'nothing-to-do',
      status: 404,
    });
    expect(posts).toEqual([]);
  });
});

describe('people at work', () => {
  test('answer after their time, on the clock, when they are prompt', async () => {
    const visits: Visit[] = [];
    await work('prompt', visits);
    await mailTask();
    await clock.advance(29 * MINUTE);
    expect(visits).toEqual([]);
    await clock.advance(MINUTE);
    expect(visits).toMatchObject([{ result: 'answered' }]);
    expect(posts[0]?.at).toBe(START + 30 * MINUTE);
  });

  test('answer once they are reminded by the same link, when they are late', async () => {
    const visits: Visit[] = [];
    await work('late', visits);
    await mailTask();
    await clock.advance(600 * MINUTE);
    expect(visits).toEqual([]);
    await mailTask();
    await mailTask();
    await clock.advance(600 * MINUTE);
    expect(visits).toMatchObject([{ result: 'answered' }]);
  });

  test('never answer when they are silent, and mails to others or without a link mean nothing to them', async () => {
    const visits: Visit[] = [];
    await work('silent', visits);
    await mailTask();
    await mailTask();
    await mailTask(undefined, 'customer@customers.example');
    await clock.advance(6_000 * MINUTE);
    expect(visits).toEqual([]);
  });

  test('take up the mailbox after a restart and answer nothing twice', async () => {
    await mailTask();
    await clock.advance(60 * MINUTE);
    await mailTask();
    const first: Visit[] = [];
    const people = await work('late', first);
    await clock.advance(30 * MINUTE);
    expect(first).toMatchObject([{ result: 'answered' }]);
    people.stop();
    const second: Visit[] = [];
    await work('late', second);
    await clock.advance(60 * MINUTE);
    expect(second).toMatchObject([{ result: 'nothing-to-do' }]);
    expect(posts).toHaveLength(1);
  });

  test('stop when they are told to', async () => {
    const visits: Visit[] = [];
    const people = await work('prompt', visits);
    await mailTask();
    people.stop();
    await mailTask();
    await clock.advance(600 * MINUTE);
    expect(visits).toEqual([]);
  });

  test('say when a page cannot be reached, without its link', async () => {
    const faults: Error[] = [];
    await work('prompt', [], faults);
    await mailTask('http://127.0.0.1:1/t/v1.secret');
    await clock.advance(60 * MINUTE);
    expect(faults.map(({ message }) => message)).toEqual([expect.stringContaining('http://127.0.0.1:1/t/…')]);
    expect(faults[0]?.message).not.toContain('secret');
  });
});
