import './environment.ts';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffProfile, TaskRow } from '../../../../shared/contracts/items.ts';
import { TaskTurned } from '../../../../shared/contracts/steps.ts';
import type { ProxyReply } from '../../../../shared/platform/page.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  colleague,
  EXECUTION,
  furnish,
  MONDAY,
  prepared,
  printedIn,
  request,
  staff,
  titleOf,
  turn,
} from './bench.ts';

let bench: Bench;
let functions: ReturnType<Bench['fresh']>;

const reason = 'The customer is a relative of mine.';
const handBack = { way: 'HAND_BACK', to: '', reason };
const reassign = (to: string) => ({ way: 'REASSIGN', to, reason });

/** Three of the first level, so that there is always somebody to whom a task can go. */
const people: readonly StaffProfile[] = [...staff, colleague('A3', { language: 'zh-CN' })];

beforeEach(async () => {
  bench = new Bench();
  await furnish(bench, { staff: people });
  functions = bench.fresh();
});
afterEach(() => bench.close());

/** A task, and its holder with the form for passing it on before them. */
async function held(its: Record<string, unknown> = {}) {
  const task = await prepared(bench, its);
  return { task, ...(await atPage()) };
}

/** The person whom the last mail reached, with the form for passing the task on before them. */
async function atPage() {
  const { segment, code } = printedIn(bench.mails.at(-1));
  const browser = new Browser(functions, segment);
  const page = await browser.openPass();
  return { browser, code, page };
}

const said = (reply: ProxyReply) => [reply.statusCode, titleOf(reply)];
const choicesIn = ({ body }: ProxyReply) =>
  [...body.matchAll(/<option value="([^"]*)"/g)].map(([, value]) => value);
const othersThan = ({ assigneeId }: TaskRow) => ['A1', 'A2', 'A3'].filter((id) => id !== assigneeId);
const nudge = async (taskId: string) =>
  TaskTurned.parse(await functions.prepare(turn({ turn: 'nudge', taskId })));

describe('the form for passing a task on', () => {
  test('chooses nothing beforehand, asks for reason and code, and offers those whom the rules accept', async () => {
    const { task, page } = await held();
    expect(said(page)).toEqual([200, 'Hand back or reassign a task']);
    expect(page.body).not.toMatch(/\s(checked|selected)/);
    expect(choicesIn(page)).toEqual(['', ...othersThan(task)]);
    expect(page.body).toMatch(/<textarea id="reason" name="reason" required minlength="5" maxlength="500"/);
    expect(page.body).toMatch(/<input class="code"[^>]* required/);
  });

  test('offers nobody who is recused, away, full, inactive, of another line or level, or had it before', async () => {
    const today = '2026-03-02';
    for (const person of [
      colleague('B1', { active: false }),
      colleague('B2', { lines: ['corporate'] }),
      colleague('B3', { level: 2 }),
      colleague('B4'),
      colleague('B5', { capacity: 1 }),
      colleague('B6'),
    ])
      await bench.put('Staff', { ...person });
    await bench.put('Staff', { staffId: 'B4', sk: `ABSENCE#${today}`, v: 1, from: today, until: today });
    const it = turn().case;
    const { task } = await held({ recuse: ['recused'], case: { ...it, recused: ['B6'] } });
    await bench.put('Tasks', { ...task, taskId: 'T-OTHER', assigneeId: 'B5', openFor: 'B5' });
    const [former = ''] = othersThan(task);
    await bench.put('Tasks', { ...(await bench.task(task.taskId)), heldBy: [former] });
    const { segment } = printedIn(bench.mails.at(-1));
    const page = await new Browser(functions, segment).openPass();
    expect(choicesIn(page)).toEqual(['', ...othersThan(task).filter((id) => id !== former)]);
  });

  test('is not there for what only the customer can answer', async () => {
    await prepared(bench, {
      step: 'Await customer',
      form: 'customer-word',
      clock: 'customer-word',
      holder: 'customer',
    });
    const { segment, code } = printedIn(bench.mails.at(-1));
    const browser = new Browser(functions, segment);
    expect((await browser.open()).body).not.toContain('/pass');
    expect((await browser.openPass()).statusCode).toBe(404);
    expect((await browser.passOn({ ...handBack, code })).statusCode).toBe(404);
  });

  test('changes nothing by being looked at', async () => {
    const { task, browser } = await held();
    const before = await bench.task(task.taskId);
    bench.calls.length = 0;
    await browser.openPass();
    await functions.showPass(request('HEAD', browser.segment, { below: 'pass' }));
    expect(bench.calls.filter((call) => !/^(GetItem|BatchGetItem|Query|GetSecretValue)$/.test(call))).toEqual(
      [],
    );
    expect(await bench.task(task.taskId)).toEqual(before);
  });
});

describe('a task that is handed back', () => {
  test('goes to the next suitable person of the same level, who is mailed who passed it on and why', async () => {
    const { task, browser, code } = await held();
    const reply = await browser.passOn({ ...handBack, code });
    expect(said(reply)).toEqual([200, 'The task has been passed on']);
    const row = await bench.task(task.taskId);
    expect(othersThan(task)).toContain(row.assigneeId);
    expect(row).toMatchObject({
      state: 'OPEN',
      level: 1,
      generation: 2,
      heldBy: [task.assigneeId],
      dueAt: task.dueAt,
    });
    expect(row.passed).toMatchObject([
      { generation: 1, by: task.assigneeId, to: row.assigneeId, way: 'HAND_BACK', reason },
    ]);
    expect(reply.body).toContain(`Person ${row.assigneeId}`);
    await bench.drain(functions);
    const mail = bench.mails.at(-1);
    expect(mail?.to).toEqual([`${row.assigneeId.toLowerCase()}@bank.example`]);
    expect(mail?.text).toContain(reason);
    expect(mail?.text).toContain(`Person ${task.assigneeId}`);
    expect(mail?.subject).not.toContain('relative');
    const theirs = printedIn(mail);
    const answering = new Browser(functions, theirs.segment);
    await answering.open();
    expect((await answering.submit({ ...ANSWER, code: theirs.code })).statusCode).toBe(200);
  });

  test('is on record with who, to whom and a hash of the reason, and on the bus; the reason is in neither', async () => {
    const { task, browser, code } = await held();
    await browser.passOn({ ...handBack, code });
    const { assigneeId: to } = await bench.task(task.taskId);
    const deed = (await bench.deeds(CASE)).at(-1);
    expect(deed).toMatchObject({
      act: 'task.handed-back',
      actor: task.assigneeId,
      facts: { from: task.assigneeId, to, generation: 2, dueAt: task.dueAt, reasonLength: reason.length },
    });
    expect(JSON.stringify(deed)).not.toContain('relative');
    await bench.drain(functions);
    const event = bench.events.find(({ DetailType }) => DetailType === 'task.reassigned');
    expect(JSON.parse(event?.Detail ?? '{}')).toMatchObject({ facts: { way: 'HAND_BACK', generation: 2 } });
    expect(event?.Detail).not.toContain('relative');
  });

  test('goes up where the level has nobody left, and stays where nobody is left at all', async () => {
    let { task, browser, code } = await held({
      step: 'Triage',
      of: ['agent'],
      clock: 'triage',
      form: 'triage',
    });
    const went: string[] = [];
    for (let hop = 0; hop < 8; hop++) {
      const reply = await browser.passOn({ ...handBack, code });
      if (reply.statusCode !== 200) {
        expect(reply.statusCode).toBe(409);
        expect(reply.body).toContain('the task is still yours');
        break;
      }
      await bench.drain(functions);
      ({ browser, code } = await atPage());
      went.push((await bench.task(task.taskId)).assigneeId);
    }
    task = await bench.task(task.taskId);
    // Agents were asked for; then the other role of that level, then the levels above.
    expect(went.slice(2)).toEqual(['RM1', 'E1', 'H1', 'G1']);
    expect(new Set(went).size).toBe(went.length);
    expect(task).toMatchObject({ state: 'OPEN', assigneeId: 'G1', level: 4 });
  });

  test('by compliance stays with compliance, and by a vip customer’s manager with the managers', async () => {
    for (const person of [
      colleague('X1', { role: 'compliance', level: 3 }),
      colleague('X2', { role: 'compliance', level: 3 }),
      colleague('RM2', { role: 'rm' }),
    ])
      await bench.put('Staff', { ...person });
    const coSign = await held({
      step: 'Co-sign',
      form: 'approval',
      clock: 'approval',
      level: 3,
      of: ['compliance'],
    });
    expect(choicesIn(coSign.page)).toEqual(['', coSign.task.assigneeId === 'X1' ? 'X2' : 'X1']);
    await coSign.browser.passOn({ ...handBack, code: coSign.code });
    expect((await bench.task(coSign.task.taskId)).assigneeId).toMatch(/^X/);
    await furnish(bench, { staff: people, customer: { tier: 'vip', managerId: 'RM1' } });
    const it = { ...turn().case, tier: 'vip', line: 'high-end' };
    const own = await held({ case: it, entered: new Date(MONDAY + 1_000).toISOString() });
    expect(own.task.assigneeId).toBe('RM1');
    await own.browser.passOn({ ...handBack, code: own.code });
    expect((await bench.task(own.task.taskId)).assigneeId).toBe('RM2');
  });

  test('is never given to whoever proposed what is to be approved, however often it is passed on', async () => {
    await bench.put('Staff', { ...colleague('E2', { role: 'expert', level: 2 }) });
    await bench.put('Staff', { ...colleague('E3', { role: 'expert', level: 2 }) });
    const it = turn().case;
    const approval = {
      step: 'Approve',
      form: 'approval',
      clock: 'approval',
      recuse: ['recused', 'proposerId'],
    };
    let { task, browser, code } = await held({
      ...approval,
      case: { ...it, recused: ['E1'], proposerId: 'E2' },
    });
    expect(task.assigneeId).toBe('E3');
    for (const to of ['E1', 'E2']) {
      const reply = await browser.passOn({ ...reassign(to), code });
      expect(reply.statusCode).toBe(409);
      expect(reply.body).toContain('cannot take it');
    }
    await browser.passOn({ ...handBack, code });
    await bench.drain(functions);
    task = await bench.task(task.taskId);
    expect(task).toMatchObject({ assigneeId: 'H1', recused: ['E1', 'E2'], generation: 2 });
  });
});

describe('a task that is given to a colleague', () => {
  test('is theirs, and says so to whoever opens the old link', async () => {
    const { task, browser, code } = await held();
    const [to = ''] = othersThan(task);
    expect(said(await browser.passOn({ ...reassign(to), code }))).toEqual([
      200,
      'The task has been passed on',
    ]);
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: to, generation: 2, level: 1 });
    expect((await bench.deeds(CASE)).at(-1)).toMatchObject({ act: 'task.reassigned', facts: { to } });
    for (const reply of [await browser.open(), await browser.openPass(), await browser.openFile()]) {
      expect(said(reply)).toEqual([410, 'This task has been passed on']);
      expect(reply.body).toContain(`Person ${to}`);
    }
    expect(said(await browser.submit({ ...ANSWER, code }))).toEqual([410, 'This task has been passed on']);
  });

  test.each([
    ['of another level', 'E1'],
    ['who holds it', 'self'],
    ['who is unknown', 'Z9'],
    ['of operations', 'O1'],
  ])('is refused for somebody %s', async (_who, to) => {
    const { task, browser, code } = await held();
    const reply = await browser.passOn({ ...reassign(to === 'self' ? task.assigneeId : to), code });
    expect(reply.statusCode).toBe(409);
    expect(reply.body).toContain('id="to-error"');
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: task.assigneeId, generation: 1 });
  });
});

describe('what is to be mended', () => {
  test.each([
    ['no way', { way: '', to: '', reason }, 'way-0-error'],
    ['no reason', { ...handBack, reason: '  a  ' }, 'reason-error'],
    ['too long a reason', { ...handBack, reason: 'x'.repeat(501) }, 'reason-error'],
    ['a colleague without a name', reassign(''), 'to-error'],
    ['a colleague for a task that is handed back', { ...handBack, to: 'A1' }, 'to-error'],
  ])(
    '%s is shown beside its field, with what was typed, and nothing is counted',
    async (_what, fields, id) => {
      const { task, browser } = await held();
      const reply = await browser.passOn({ ...fields, code: '12' });
      expect(reply.statusCode).toBe(422);
      for (const wrong of [id, 'code-error']) expect(reply.body).toContain(`id="${wrong}"`);
      expect(reply.body).toContain(`${fields.reason}</textarea>`);
      for (const [, of] of reply.body.matchAll(/<a href="#([^"]+)"/g))
        expect(reply.body).toContain(`id="${of}"`);
      expect(await bench.task(task.taskId)).toMatchObject({ generation: 1, wrongCodes: 0 });
    },
  );

  test('wrong codes count as those of an answer do, and void the code for both', async () => {
    const { task, browser, code } = await held();
    const wrong = code === '000000' ? '000001' : '000000';
    for (let at = 0; at < 5; at++) {
      expect((await browser.passOn({ ...handBack, code: wrong })).statusCode).toBe(422);
    }
    const locked = await browser.passOn({ ...handBack, code });
    expect(locked.statusCode).toBe(422);
    expect(locked.body).toMatch(/<form method="post" action="code"/);
    expect((await browser.submit({ ...ANSWER, code })).statusCode).toBe(422);
    expect(await bench.task(task.taskId)).toMatchObject({ generation: 1, wrongCodes: 5 });
    expect((await bench.deeds(CASE)).at(-1)).toMatchObject({ act: 'task.code-voided', actor: 'pass-task' });
  });

  test('a post that did not come out of our form does nothing', async () => {
    const { task, browser, code } = await held();
    const event = browser.eventBelow('pass', { ...handBack, code, csrf: 'x' });
    expect((await functions.pass(event)).statusCode).toBe(403);
    expect(await bench.task(task.taskId)).toMatchObject({ generation: 1 });
  });
});

describe('S3 one passing', () => {
  test('posted many times at once is written and mailed once, and everybody gets the same receipt', async () => {
    const { task, browser, code } = await held();
    const event = browser.eventBelow('pass', { ...handBack, code });
    const replies = await Promise.all(Array.from({ length: 40 }, () => functions.pass(event)));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual(Array(40).fill(200));
    expect(new Set(replies.map(({ body }) => body.replace(/nonce="[^"]+"/g, ''))).size).toBe(1);
    expect((await bench.deeds(CASE)).filter(({ act }) => act === 'task.handed-back')).toHaveLength(1);
    expect(
      (await bench.outbox()).filter((row) => row.kind === 'mail' && row.template === 'reassigned'),
    ).toHaveLength(1);
    expect(await bench.task(task.taskId)).toMatchObject({ generation: 2 });
    // Also later, once the next one has answered.
    await bench.drain(functions);
    const theirs = printedIn(bench.mails.at(-1));
    const next = new Browser(functions, theirs.segment);
    await next.open();
    await next.submit({ ...ANSWER, code: theirs.code });
    expect((await functions.pass(event)).statusCode).toBe(200);
    const other = await browser.passOn({ ...handBack, reason: 'Something else.', code });
    expect(said(other)).toEqual([410, 'Somebody else has answered this task']);
  });

  test('gets its receipt also where the store wrote it and did not say so', async () => {
    const { browser, code } = await held();
    const event = browser.eventBelow('pass', { ...handBack, code });
    expect((await bench.run(functions.pass, event, { at: 1, when: 'after' })).died).toBe(true);
    expect(said(await functions.pass(event))).toEqual([200, 'The task has been passed on']);
    expect((await bench.deeds(CASE)).filter(({ act }) => act === 'task.handed-back')).toHaveLength(1);
  });

  test.each(['before', 'after'] as const)(
    'survives the death of its function %s each call with an effect',
    async (when) => {
      const { task, browser, code } = await held();
      const event = browser.eventBelow('pass', { ...handBack, code });
      let deaths = 0;
      for (let at = 1; ; at++) {
        const run = await bench.run<ProxyReply>(bench.fresh().pass, event, { at, when });
        if (!run.died) break;
        deaths++;
        await bench.bury();
      }
      expect(deaths).toBeGreaterThan(0);
      functions = bench.fresh();
      expect(said(await functions.pass(event))).toEqual([200, 'The task has been passed on']);
      // Whoever died between writing and handing over leaves the mail to the sweep.
      bench.pass(120_000);
      await functions.sweep({});
      await bench.drain(functions);
      const row = await bench.task(task.taskId);
      expect(row).toMatchObject({ generation: 2, heldBy: [task.assigneeId] });
      const mailed = bench.mails.filter(
        ({ to }) => to.join() === `${row.assigneeId.toLowerCase()}@bank.example`,
      );
      expect(new Set(mailed.map((mail) => printedIn(mail).segment)).size).toBe(1);
      expect((await bench.deeds(CASE)).filter(({ act }) => act === 'task.handed-back')).toHaveLength(1);
    },
  );

  test.each([
    ['task.handed-back', 'task.decided'],
    ['task.decided', 'task.handed-back'],
  ])('and an answer at the same moment: %s comes first, and counts', async (first, second) => {
    const { task, browser, code } = await held();
    bench.meet(first, second);
    const [passed, answered] = await Promise.all([
      functions.pass(browser.eventBelow('pass', { ...handBack, code })),
      functions.answer(browser.event({ ...ANSWER, code })),
    ]);
    const row = await bench.task(task.taskId);
    if (first === 'task.decided') {
      expect(row).toMatchObject({ state: 'DECIDED', generation: 1 });
      expect([answered.statusCode, passed.statusCode]).toEqual([200, 409]);
    } else {
      expect(row).toMatchObject({ state: 'OPEN', generation: 2 });
      expect([answered.statusCode, passed.statusCode]).toEqual([410, 200]);
    }
  });
});

describe('the clock of a task that is passed on', () => {
  test('goes on: the date stands, and the next holder is reminded in what is left', async () => {
    const { task, browser, code } = await held();
    bench.setTime((Date.parse(task.assignedAt) + Date.parse(task.checkpointAt)) / 2);
    await browser.passOn({ ...handBack, code });
    const row = await bench.task(task.taskId);
    expect(row).toMatchObject({ dueAt: task.dueAt, dueTrace: task.dueTrace, remindersSent: 0 });
    expect(row.checkpointAt > task.checkpointAt).toBe(true);
    await bench.drain(functions);
    bench.setTime(row.checkpointAt);
    expect((await nudge(task.taskId)).way).toBe('WAIT');
    await bench.drain(functions);
    const reminded = await bench.task(task.taskId);
    expect(reminded.remindersSent).toBe(1);
    expect(bench.mails.at(-1)?.to).toEqual([`${row.assigneeId.toLowerCase()}@bank.example`]);
    bench.setTime(task.dueAt);
    await nudge(task.taskId);
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: 'E1', level: 2, generation: 3 });
    expect((await bench.task(task.taskId)).minutes).toBeUndefined();
  });

  test('moves only so far that whoever takes over has as much as those who come last by climbing', async () => {
    const { task, browser, code } = await held();
    bench.setTime(Date.parse(task.dueAt) - 60_000);
    await browser.passOn({ ...handBack, code });
    const row = await bench.task(task.taskId);
    // The clock of an investigation for the mass is seven days of eight hours; the last of a ladder have a quarter.
    expect(row.minutes).toBe((7 * 8 * 60) / 4);
    expect(row.dueAt > task.dueAt).toBe(true);
    expect(row.dueTrace).not.toBe(task.dueTrace);
    expect((await bench.deeds(CASE)).at(-1)?.facts.dueAt).toBe(row.dueAt);
  });

  test('is what the waiting state finds when its own time is over', async () => {
    const { task, browser, code } = await held();
    await functions.hold({ v: 1, taskId: task.taskId, caseId: CASE, execution: EXECUTION, token: 't1' });
    bench.setTime(Date.parse(task.checkpointAt) - 60_000);
    await browser.passOn({ ...handBack, code });
    await bench.drain(functions);
    expect(bench.woken).toEqual([]);
    bench.setTime(task.checkpointAt);
    const { checkpointAt } = await bench.task(task.taskId);
    const { way, waitSeconds } = await nudge(task.taskId);
    expect([way, waitSeconds]).toEqual(['WAIT', Math.ceil((Date.parse(checkpointAt) - Date.now()) / 1_000)]);
    const theirs = printedIn(bench.mails.at(-1));
    const next = new Browser(functions, theirs.segment);
    await next.open();
    await next.submit({ ...ANSWER, code: theirs.code });
    await bench.drain(functions);
    expect(bench.woken).toMatchObject([
      { token: 't1', output: { way: 'DECIDED', by: (await bench.task(task.taskId)).assigneeId } },
    ]);
  });
});

describe('the ladder after a task was passed on', () => {
  /** Lets the present holder fall silent until somebody else has the task, or nobody. */
  async function lapse(taskId: string): Promise<TaskRow> {
    bench.setTime((await bench.task(taskId)).dueAt);
    await nudge(taskId);
    await bench.drain(functions);
    return bench.task(taskId);
  }

  test('goes past whoever passed it on', async () => {
    const { task, browser, code } = await held();
    await browser.passOn({ ...handBack, code });
    await bench.drain(functions);
    expect(await lapse(task.taskId)).toMatchObject({ assigneeId: 'E1', level: 2 });
  });

  test('comes back to them where nobody else is left, but not to who let it lapse, and then ends', async () => {
    await bench.close();
    bench = new Bench();
    await furnish(bench, { staff: [colleague('A1'), colleague('A2')] });
    functions = bench.fresh();
    const { task, browser, code } = await held();
    await browser.passOn({ ...handBack, code });
    await bench.drain(functions);
    const second = await bench.task(task.taskId);
    expect(second.assigneeId).not.toBe(task.assigneeId);
    const third = await lapse(task.taskId);
    expect(third).toMatchObject({ state: 'OPEN', assigneeId: task.assigneeId, generation: 3 });
    // The first one's first link says who has it now: they themselves, by another mail.
    expect(said(await browser.open())).toEqual([410, 'This task has been passed on']);
    expect(await lapse(task.taskId)).toMatchObject({ state: 'EXPIRED' });
  });

  test('passes a task on whose new holder no mail reaches', async () => {
    const { task, browser, code } = await held();
    bench.refuseMail = () => 'MessageRejected';
    await browser.passOn({ ...handBack, code });
    await bench.drain(functions);
    bench.refuseMail = () => undefined;
    await functions.sweep({});
    await bench.drain(functions);
    expect(await bench.task(task.taskId)).toMatchObject({ assigneeId: 'E1', level: 2 });
  });
});

test('numbers in the reason are masked in the mail, for mails are read by others', async () => {
  const { browser, code } = await held();
  await browser.passOn({ ...handBack, reason: 'Please call 13812345678.', code });
  await bench.drain(functions);
  expect(bench.mails.at(-1)?.text).toContain('Please call 138****5678.');
});

test('a row of before this was built is not passed on, and its page does not offer it', async () => {
  const { served: _, ...old } = await prepared(bench);
  await bench.put('Tasks', old);
  const { segment } = printedIn(bench.mails.at(-1));
  const browser = new Browser(functions, segment);
  expect((await browser.open()).body).not.toContain('/pass');
  expect((await browser.openPass()).statusCode).toBe(404);
});
