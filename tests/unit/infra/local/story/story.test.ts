/** The story against a small stand-in for the product, which sends mails and events as the product does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { type BusEvent, type Events, openEvents } from '../../../../../infra/local/events/events.ts';
import { type MailRoom, openMail } from '../../../../../infra/local/mail/mail.ts';
import { playFirstComplaint, sampleBank, type Telling } from '../../../../../infra/local/story/story.ts';

const START = Date.parse('2026-03-02T01:30:00Z');
const HOUR = 3_600_000;
const CASE = 'K20260302-TEST';
const MANAGER = 'su.wenjing@bank.example';
const LINE_HEAD = 'feng.yaqin@bank.example';

let folder: string;
let clock: RuntimeClock;
let mail: MailRoom;
let events: Events;
let server: Server;
let base: string;
let submitted: { externalId: string; customerId: string }[];
let imports: number;
let answered: { by: string; at: number }[];
let lines: string[];

/** Reminds after 20 h and climbs to the line head after 40 h; closes as soon as somebody answers. */
function standIn(event: BusEvent): void {
  if (event['detail-type'] !== 'complaint.submitted' || submitted.length > 1) return;
  void emit('complaint.received', { customerId: 'C1001' });
  void emit('complaint.acknowledged', {});
  void emit('task.created', { facts: { level: 1, dueAt: new Date(START + 40 * HOUR).toISOString() } });
  void send('shen.yuehua@customers.example', 'received');
  void send(MANAGER, 'task', 'm');
  clock.at(START + 20 * HOUR, () => {
    if (answered.length > 0) return;
    void emit('task.reminded', { facts: { reminder: 1 } });
    void send(MANAGER, 'reminder', 'm');
  });
  clock.at(START + 40 * HOUR, () => {
    if (answered.length > 0) return;
    void emit('task.escalated', { facts: { level: 3 } });
    void send(LINE_HEAD, 'passed up', 'h');
  });
}

const emit = (name: string, over: object) =>
  events.publish({
    busName: 'steward',
    source: 'steward',
    detailType: name,
    detail: { v: 1, id: name, at: new Date(clock.now()).toISOString(), caseId: CASE, ...over },
  });

const send = (to: string, subject: string, link?: string) =>
  mail.handle(
    new URLSearchParams({
      Action: 'SendEmail',
      Source: 'care@bank.example',
      'Destination.ToAddresses.member.1': to,
      'Message.Subject.Data': `[${CASE}] ${subject}`,
      'Message.Body.Text.Data': link ? `Six digits: 123456\n${base}/t/${link}\n` : 'Dear customer',
    }).toString(),
  );

function answerOnPage(by: string): void {
  answered.push({ by, at: clock.now() });
  emit('task.decided', { facts: { outcome: 'RESOLVED_UPHELD' } });
  emit('complaint.closed', { facts: { outcome: 'RESOLVED_UPHELD', onTime: true } });
  void send('shen.yuehua@customers.example', 'decision');
}

const openRooms = () => {
  mail = openMail({ folder, clock });
  events = openEvents({
    folder,
    clock,
    account: '0',
    region: 'us-east-1',
    deliver: async () => {},
    queues: { send: () => {} },
  });
  events.addBus('steward');
  events.addArchive({ name: 'Outbound', busName: 'steward', pattern: { source: ['steward'] } });
  events.onEvent((_, event) => standIn(event));
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'story-'));
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  submitted = [];
  imports = 0;
  answered = [];
  lines = [];
  openRooms();
  server = createServer(async (request, response) => {
    const done = clock.busy();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const json = (value: object) =>
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(value));
    const target = String(request.headers['x-amz-target'] ?? '');
    if (request.url?.startsWith('/2015-03-31/functions/Steward-ImportBank/')) {
      imports++;
      json({ imported: JSON.parse(body).customers.length, unchanged: 0, refused: [] });
    } else if (target.endsWith('PutEvents')) {
      submitted.push(JSON.parse(JSON.parse(body).Entries[0].Detail));
      json(await events.service('PutEvents', JSON.parse(body)));
    } else if (target.endsWith('ListStateMachines')) {
      json({
        stateMachines: [
          {
            name: 'ComplaintHandling',
            stateMachineArn: 'arn:aws:states:us-east-1:0:stateMachine:ComplaintHandling',
          },
        ],
      });
    } else if (target.endsWith('GetExecutionHistory')) {
      const { executionArn, nextToken } = JSON.parse(body);
      const name = nextToken ? 'Settled' : executionArn.split(':').at(-1);
      json({
        events: [{ id: 1, stateEnteredEventDetails: { name } }, { id: 2 }],
        ...(nextToken ? {} : { nextToken: 'more' }),
      });
    } else if (request.url?.startsWith('/t/')) {
      const by = request.url.endsWith('m') ? MANAGER : LINE_HEAD;
      if (request.method === 'POST') {
        if (new URLSearchParams(body).get('code') === '123456') answerOnPage(by);
        else response.statusCode = 422;
      }
      response.end(
        answered.length > 0
          ? '<h1>Recorded</h1>'
          : '<h1>Task</h1><form method="post"><input name="code"></form>',
      );
    } else response.writeHead(404).end();
    done();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  mail.close();
  events.close();
  rmSync(folder, { recursive: true });
});

const stage = () => ({
  addresses: { aws: base },
  model: { region: 'us-east-1', buses: [{ name: 'steward' }] },
  clock,
  mail,
  events,
});

const play = (over: Partial<Telling> = {}) =>
  playFirstComplaint({
    runtime: stage(),
    print: (line) => lines.push(line),
    color: false,
    language: 'en',
    ...over,
  });
/** The words of each line of the timeline. */
const told = () => lines.flatMap((line) => /^ {4}[\d: ]{5} {2}\S (.+)$/.exec(line)?.[1]?.trim() ?? []);

describe('the first complaint', () => {
  test('is told from submission to closing, with a reminder because people are late', async () => {
    const summary = await play();
    expect(summary).toEqual({
      caseId: CASE,
      customerId: 'C1001',
      outcome: 'RESOLVED_UPHELD',
      playedBefore: false,
      mails: { customer: 2, staff: 2 },
      reminders: 1,
      escalations: 0,
      events: [
        'complaint.received',
        'complaint.acknowledged',
        'task.created',
        'task.reminded',
        'task.decided',
        'complaint.closed',
      ],
      states: ['complaint-K20260302-TEST-r1', 'Settled'],
      virtualDays: expect.closeTo(0.85, 1),
      wallSeconds: expect.any(Number),
    });
    expect(answered).toMatchObject([{ by: MANAGER }]);
    expect(imports).toBe(1);
    expect(lines.find((line) => line.includes('Mon'))).toContain('2 Mar 2026');
    expect(told().map((line) => line.split(/\s{2,}|: /)[0])).toEqual([
      'Submitted',
      'Received',
      'Acknowledged',
      'Task',
      'mail to',
      'mail to',
      'Reminded',
      'mail to',
      'page',
      'Answered',
      'Closed',
      'mail to',
    ]);
    expect(lines.join('\n')).toContain('due Wed 4 Mar, 01:30');
    expect(lines.join('\n')).toContain('苏文静 (rm)');
  });

  test('climbs when the holder is silent', async () => {
    const summary = await play({ behaviourOf: ({ level }) => (level === 1 ? 'silent' : 'prompt') });
    expect(summary).toMatchObject({ reminders: 1, escalations: 1, mails: { customer: 2, staff: 3 } });
    expect(answered).toMatchObject([{ by: LINE_HEAD }]);
  });

  test('notices that a wrong code was refused', async () => {
    await play({ behaviourOf: () => 'wrong-code-first' });
    expect(lines.join('\n')).toContain('enters a wrong code, is told so');
  });

  test('people take from ten minutes to an hour from a mail to its page, as the seed has it', async () => {
    await play({ seed: 7 });
    const [first] = answered;
    const reminded = 20 * HOUR + START;
    expect(first?.at).toBeGreaterThanOrEqual(reminded + HOUR / 6);
    expect(first?.at).toBeLessThanOrEqual(reminded + HOUR);
  });

  test('goes on after the process has ended in the middle, without a second complaint or answer', async () => {
    // A killed process does nothing more: its clock stands still for ever once the reminder is told.
    const killed = clock;
    const ended = new Promise<void>((resolve) => {
      const frozen = {
        mode: 'virtual',
        now: () => killed.now(),
        at: killed.at.bind(killed),
        busy: killed.busy.bind(killed),
        async advance(ms: number) {
          if (!lines.some((line) => line.includes('Reminded'))) return killed.advance(ms);
          resolve();
          return new Promise<void>(() => {});
        },
      };
      void play({ runtime: { ...stage(), clock: frozen } });
    });
    await ended;
    clock = new RuntimeClock({ mode: 'virtual', start: killed.now() });
    mail.close();
    events.close();
    openRooms();
    lines = [];
    const summary = await play();
    expect(summary).toMatchObject({
      playedBefore: false,
      outcome: 'RESOLVED_UPHELD',
      reminders: 1,
      mails: { customer: 2 },
    });
    expect(submitted).toHaveLength(1);
    expect(answered).toHaveLength(1);
    expect(lines[1]).toContain('goes on where it was');
  });

  test('is not played twice', async () => {
    const first = await play();
    lines = [];
    const second = await play();
    expect(second).toEqual({
      ...first,
      playedBefore: true,
      virtualDays: expect.any(Number),
      wallSeconds: expect.any(Number),
    });
    expect(submitted).toHaveLength(1);
    expect(lines.join('\n')).toContain('played to its end before');
  });

  test('says what it heard last when it never ends', async () => {
    await expect(play({ behaviourOf: () => 'silent' })).rejects.toThrow(
      /not been closed in 60 days; last: mail to .*passed up/,
    );
  });

  test('is told in Chinese, and in colours on a terminal', async () => {
    await play({ language: 'zh-CN', color: true });
    const text = lines.join('\n');
    expect(text).toContain('第一件投诉');
    expect(text).toContain('提醒');
    expect(text).toContain('\u001b[1m');
  });

  test('cannot be played in real time', async () => {
    clock.becomeReal();
    await expect(play()).rejects.toThrow(/only while time is simulated/);
    clock.stop();
  });

  test('never submits the same complaint under another id', async () => {
    await play();
    expect(submitted).toMatchObject([{ externalId: 'story-first-complaint', customerId: 'C1001' }]);
    expect(sampleBank().customers.map(({ customerId }) => customerId)).toContain('C1001');
  });
});
