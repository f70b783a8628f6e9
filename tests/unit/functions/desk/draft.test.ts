import './environment.ts';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import { log } from '../../../../shared/platform/telemetry.ts';
import { ANSWER, Bench, Browser, CASE, furnish, prepared, printedIn, titleOf, turn } from './bench.ts';

let bench: Bench;
let functions: ReturnType<Bench['fresh']>;
let taskId: string;
let browser: Browser;
let code: string;

const typed = { outcome: 'REJECTED', reason: 'Not yet <finished>' };
const said = (reply: ProxyReply) => [reply.statusCode, titleOf(reply)];

beforeEach(async () => {
  bench = new Bench();
  await furnish(bench);
  functions = bench.fresh();
  ({ taskId } = await prepared(bench));
  let segment: string;
  ({ segment, code } = printedIn(bench.mails[0]));
  browser = new Browser(functions, segment);
  await browser.open();
});
afterEach(() => bench.close());

const wrong = () => (code === '000000' ? '000001' : '000000');

describe('a draft', () => {
  test('is kept with who and when, without asking whether an answer may look so', async () => {
    const reply = await browser.saveDraft({ ...typed, reason: 'short', code });
    expect(said(reply)).toEqual([200, 'Your draft has been saved']);
    const { draft, state, assigneeId } = await bench.task(taskId);
    expect(draft).toEqual({
      by: assigneeId,
      at: new Date().toISOString(),
      fields: { outcome: 'REJECTED', reason: 'short' },
    });
    expect(state).toBe('OPEN');
  });

  test('fills the form when the link is opened again, and says whose it is; the code is still asked for', async () => {
    await browser.saveDraft({ ...typed, code });
    const page = await new Browser(bench.fresh(), browser.segment).open();
    expect(page.body).toContain('Not yet &lt;finished&gt;</textarea>');
    expect(page.body).toContain('value="REJECTED" required checked');
    expect(page.body).toMatch(/Draft of Person A\d, saved Mon 2 Mar 2026, 09:30/);
    expect(page.body).toMatch(/name="code"[^>]* required[^>]* value=""/);
    // Submitting the form as it stands does nothing: the code is in no draft.
    expect((await browser.submit({ ...typed })).statusCode).toBe(422);
    expect((await bench.task(taskId)).state).toBe('OPEN');
  });

  test('is written over by the next one, and what was emptied is empty', async () => {
    await browser.saveDraft({ ...typed, code });
    await browser.saveDraft({ outcome: '', reason: 'Second', code });
    expect((await bench.task(taskId)).draft?.fields).toEqual({ reason: 'Second' });
  });

  test('goes with the task when it climbs, labelled with whose it is, and is gone once it is answered', async () => {
    await browser.saveDraft({ ...typed, code });
    const { assigneeId, dueAt } = await bench.task(taskId);
    bench.setTime(dueAt);
    await functions.prepare(turn({ turn: 'nudge', taskId }));
    await bench.drain(functions);
    const theirs = printedIn(bench.mails.at(-1));
    const next = new Browser(functions, theirs.segment);
    expect((await next.open()).body).toContain(`Draft of Person ${assigneeId}`);
    await next.submit({ ...ANSWER, code: theirs.code });
    expect(await bench.task(taskId)).toMatchObject({ state: 'DECIDED' });
    expect((await bench.task(taskId)).draft).toBeUndefined();
  });

  test('needs the right code, and wrong ones count as those of an answer do', async () => {
    await browser.saveDraft({ ...typed, code });
    for (const bad of ['', '12', 'abcdef']) {
      const reply = await browser.saveDraft({ reason: 'Overwritten', code: bad });
      expect(reply.statusCode).toBe(422);
      expect(reply.body).toContain('Overwritten</textarea>');
    }
    for (let at = 0; at < 5; at++) {
      expect((await browser.saveDraft({ reason: 'Overwritten', code: wrong() })).statusCode).toBe(422);
    }
    expect((await browser.saveDraft({ reason: 'Overwritten', code })).statusCode).toBe(422);
    expect(await bench.task(taskId)).toMatchObject({ wrongCodes: 5, draft: { fields: typed } });
  });

  test('needs our form', async () => {
    const event = browser.eventBelow('draft', { ...typed, code, csrf: 'x' });
    expect(said(await functions.draft(event))).toEqual([403, 'We cannot tell where this came from']);
    expect((await bench.task(taskId)).draft).toBeUndefined();
  });

  test('that came out of an older window of the same link comes back with what was typed, to be saved again', async () => {
    const event = browser.eventBelow('draft', { ...typed, code, csrf: 'A'.repeat(43) });
    const reply = await functions.draft({
      ...event,
      headers: { ...event.headers, 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(reply.statusCode).toBe(403);
    expect(reply.body).toContain('Not yet &lt;finished&gt;</textarea>');
    expect(reply.body).toContain(`<form method="post" action="../${browser.segment}"`);
    expect(reply.body).toContain('formaction="draft"');
  });

  test('is refused where a text is longer than any answer may be, and kept to the last character where it is not', async () => {
    const most = '投'.repeat(4_000);
    expect((await browser.saveDraft({ reason: most, code })).statusCode).toBe(200);
    const reply = await browser.saveDraft({ reason: `${most}诉`, code });
    expect(reply.statusCode).toBe(422);
    expect(reply.body).toContain('Write at most 4000 characters.');
    expect((await bench.task(taskId)).draft?.fields.reason).toBe(most);
  });

  test('holds the fields of the form and nothing else that was sent', async () => {
    await browser.saveDraft({ ...typed, outcome: 'SOMETHING', state: 'DECIDED', code });
    expect((await bench.task(taskId)).draft?.fields).toEqual({ reason: typed.reason });
  });

  test('after the answer says that it was not saved', async () => {
    await browser.submit({ ...ANSWER, code });
    expect(said(await browser.saveDraft({ ...typed, code }))).toEqual([
      409,
      'This task has another answer already',
    ]);
    expect((await bench.task(taskId)).draft).toBeUndefined();
  });

  test('stands in no record, no event, no mail and no log', async () => {
    const logged = vi.spyOn(log, 'info');
    const before = (await bench.deeds(CASE)).length;
    const rows = (await bench.outbox()).length;
    await browser.saveDraft({ ...typed, reason: 'CANARY text', code });
    await bench.drain(functions);
    expect(await bench.deeds(CASE)).toHaveLength(before);
    expect(await bench.outbox()).toHaveLength(rows);
    expect(JSON.stringify(logged.mock.calls)).not.toContain('CANARY');
    expect(JSON.stringify(await bench.items('Audit'))).not.toContain('CANARY');
  });

  test('of a customer is kept as well, and names nobody', async () => {
    await prepared(bench, {
      step: 'Await customer',
      form: 'customer-word',
      clock: 'customer-word',
      holder: 'customer',
      entered: new Date(Date.now() + 1).toISOString(),
    });
    const theirs = printedIn(bench.mails.at(-1));
    const customer = new Browser(functions, theirs.segment);
    await customer.open();
    await customer.saveDraft({ text: 'Perhaps', code: theirs.code });
    const page = await customer.open();
    expect(page.body).toContain('Perhaps</textarea>');
    expect(page.body).toContain('Draft, saved');
    expect(page.body).not.toContain('C1');
  });
});
