import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outboxMail } from '../../../../shared/platform/outbox.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  colleague,
  customer,
  furnish,
  prepared,
  printedIn,
  staff,
  turn,
} from './bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

/** Writes and sends a mail to the customer. */
async function tell(template: 'acknowledgement' | 'decision', facts: Record<string, string>) {
  const row = outboxMail({
    cause: [template, JSON.stringify(facts)],
    at: new Date().toISOString(),
    template,
    to: { kind: 'customer', id: 'C1' },
    caseId: CASE,
    facts,
  });
  await bench.put('Outbox', row);
  await bench.fresh().mail({ outboxIds: [row.outboxId] });
  return bench.mails.at(-1);
}

describe('a customer', () => {
  test('is told that the complaint arrived and until when there is an answer, in their own language and zone', async () => {
    await furnish(bench, { customer: { language: 'zh-CN', zone: 'Asia/Shanghai' } });
    const mail = await tell('acknowledgement', { promisedAt: '2026-03-17T15:59:59.999Z' });
    expect(mail?.to).toEqual([customer.email]);
    expect(mail?.subject).toBe(`[${CASE}] 我们已收到您的投诉`);
    expect(mail?.text).toContain('2026年3月17日');
    expect(mail?.text).toContain('23:59');
  });

  test('reads in the decision what the owner wrote for them', async () => {
    await furnish(bench);
    const task = await prepared(bench);
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(bench.fresh(), segment);
    await browser.open();
    await browser.submit({ ...ANSWER, code });
    expect((await bench.task(task.taskId)).state).toBe('DECIDED');
    const mail = await tell('decision', { outcome: 'RESOLVED_UPHELD' });
    expect(mail?.text).toContain(ANSWER.reason);
    expect(mail?.html).toContain(ANSWER.reason);
    expect(mail?.subject).not.toContain(ANSWER.reason.slice(0, 5));
  });

  test('reads nothing of what operations wrote when they ended the case', async () => {
    await furnish(bench);
    await prepared(bench, {
      step: 'Take over by hand',
      form: 'takeover',
      clock: 'incident',
      of: ['operations'],
    });
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(bench.fresh(), segment);
    await browser.open();
    await browser.submit({ way: 'CANCEL', reason: 'An internal remark about the case.', code });
    const mail = await tell('decision', { outcome: 'CANCELLED' });
    expect(mail?.text).not.toContain('internal remark');
    expect(mail?.text).not.toContain('What we found');
  });

  test('is not addressed by name, for mail is read by others', async () => {
    await furnish(bench, { customer: { name: 'Canary Name' } });
    for (const template of ['acknowledgement', 'decision'] as const) {
      const mail = await tell(template, {});
      expect(mail?.raw.toString()).not.toContain('Canary');
      expect(`${mail?.subject}${mail?.text}${mail?.html}`).not.toContain('Canary');
    }
  });
});

describe('a member of staff', () => {
  test('S9 finds nothing of the customer in the mail: neither name nor address nor what they said', async () => {
    await furnish(bench, {
      customer: { name: 'Canary Name', email: 'canary@customer.example' },
      text: 'canary text',
    });
    const task = await prepared(bench);
    bench.setTime(task.checkpointAt);
    await bench.fresh().prepare(turn({ turn: 'nudge', taskId: task.taskId }));
    await bench.drain();
    expect(bench.mails).toHaveLength(2);
    for (const { subject, text, html, raw } of bench.mails) {
      expect(`${subject}${text}${html}${raw}`.toLowerCase()).not.toContain('canary');
      expect(subject).not.toContain('Person');
    }
  });

  test('is written to in their own language and zone', async () => {
    const person = colleague('A9', { language: 'zh-CN', zone: 'Europe/London' });
    await furnish(bench, { staff: [...staff.filter(({ role }) => role !== 'agent'), person] });
    const task = await prepared(bench);
    expect(task.dueAt).toBe('2026-03-11T01:30:00.000Z');
    expect(bench.mails[0]?.subject).toBe(`[${CASE}] 处理投诉，请于 2026年3月11日 周三 01:30 (UTC+0) 前处理`);
  });

  test('gets the reminder in the thread of the first mail, and its new holder a thread of their own', async () => {
    await furnish(bench);
    const task = await prepared(bench);
    for (const at of [task.checkpointAt, task.dueAt]) {
      bench.setTime(at);
      await bench.fresh().prepare(turn({ turn: 'nudge', taskId: task.taskId }));
      await bench.drain();
    }
    const header = (name: string) =>
      bench.mails.map(({ headers }) => headers.find((its) => its.name.toLowerCase() === name)?.value);
    const first = `<${task.taskId}.1@bank.example>`;
    expect(header('references')).toEqual([first, first, `<${task.taskId}.2@bank.example>`]);
    expect(new Set(header('message-id')).size).toBe(3);
  });
});

test('a mail that comes to its turn after the answer is not sent any more', async () => {
  await furnish(bench);
  const task = await prepared(bench);
  const { segment, code } = printedIn(bench.mails[0]);
  const browser = new Browser(bench.fresh(), segment);
  await browser.open();
  bench.setTime(task.checkpointAt);
  await bench.fresh().prepare(turn({ turn: 'nudge', taskId: task.taskId }));
  await browser.submit({ ...ANSWER, code });
  await bench.drain();
  expect(bench.mails).toHaveLength(1);
  const reminder = (await bench.outbox()).find((row) => row.kind === 'mail' && row.template === 'reminder');
  expect(reminder).toMatchObject({ state: 'SENT', fault: 'Superseded' });
});

test('the hashes are in the row before the mail leaves', async () => {
  await furnish(bench);
  const { prepare, mail } = bench.fresh();
  await prepare(turn());
  const outboxIds = bench.handedOver.flatMap((its) => its.outboxIds);
  const run = await bench.run(mail, { outboxIds }, { at: 3, when: 'before' });
  expect([run.died, bench.calls.at(-1)]).toEqual([true, 'SendRawEmail']);
  expect(bench.mails).toEqual([]);
  const [task] = await bench.tasksOf(CASE);
  expect(task?.nonceHash).toMatch(/^[0-9a-f]{8}\.[A-Za-z0-9_-]{43}$/);
  expect(task?.codeHash).toMatch(/^[0-9a-f]{8}\.[A-Za-z0-9_-]{43}$/);
});
