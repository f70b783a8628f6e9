import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TaskTurned } from '../../../../shared/contracts/steps.ts';
import {
  ANSWER,
  Bench,
  Browser,
  CASE,
  colleague,
  EXECUTION,
  furnish,
  printedIn,
  staff,
  titleOf,
  turn,
} from './bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const prepare = async (its: Record<string, unknown> = {}) =>
  TaskTurned.parse(await bench.fresh().prepare(turn(its)));

/** Lets nobody answer until the task has no more checkpoints; gives what happened at each, with the local time. */
async function silence(taskId: string) {
  const seen: { at: string; way: string; level: number; acts: string[] }[] = [];
  for (let round = 0; round < 40; round++) {
    const task = await bench.task(taskId);
    if (task.state !== 'OPEN') return seen;
    bench.setTime(task.checkpointAt);
    const before = (await bench.deeds(CASE)).length;
    const { way } = await prepare({ turn: 'nudge', taskId });
    await bench.drain();
    const acts = (await bench.deeds(CASE)).slice(before).map(({ act }) => act);
    seen.push({ at: new Date().toISOString(), way, level: task.level, acts });
  }
  throw new Error('The task never came to an end.');
}

describe('a task that nobody answers', () => {
  test('R267 is reminded at 50, 75 and 90 % of the working time, climbs L1 to L4, and is exhausted', async () => {
    await furnish(bench);
    const { taskId, waitSeconds } = await prepare();
    await bench.drain();
    // 7 working days for the mass tier; half of them end on Thursday at 13:30 in Shanghai.
    expect(waitSeconds).toBe((Date.parse('2026-03-05T05:30:00.000Z') - Date.now()) / 1_000);
    expect((await bench.task(taskId)).dueAt).toBe('2026-03-11T01:30:00.000Z');
    const seen = await silence(taskId);
    await bench.drain();
    expect(seen.map(({ level, way, acts }) => [level, way, ...acts])).toEqual([
      ...[1, 2, 3].flatMap((level) => [
        ...Array(3).fill([level, 'WAIT', 'task.reminded']),
        [level, 'WAIT', 'task.escalated'],
      ]),
      ...Array(3).fill([4, 'WAIT', 'task.reminded']),
      [4, 'EXHAUSTED', 'task.expired'],
    ]);
    expect(seen.slice(0, 4).map(({ at }) => at)).toEqual([
      '2026-03-05T05:30:00.000Z',
      '2026-03-09T03:30:00.000Z',
      '2026-03-10T03:54:00.000Z',
      '2026-03-11T01:30:00.000Z',
    ]);
    const { state, heldBy, generation, assigneeId, openFor, openShard } = await bench.task(taskId);
    expect([state, generation, assigneeId, openFor, openShard]).toEqual([
      'EXPIRED',
      4,
      'G1',
      undefined,
      undefined,
    ]);
    expect(heldBy.slice(1)).toEqual(['E1', 'H1']);
    // One mail to begin with, three reminders a level, one to each who comes by climbing.
    expect(bench.mails).toHaveLength(1 + 4 * 3 + 3);
    const segments = bench.mails.map((mail) => printedIn(mail).segment);
    expect(new Set(segments).size).toBe(4);
    const page = await new Browser(bench.fresh(), segments.at(-1) ?? '').open();
    expect([page.statusCode, titleOf(page)]).toEqual([410, 'The time for this task is over']);
  });

  test('who comes by climbing has a share of the clock, and finds who had it before in the mail', async () => {
    await furnish(bench);
    const { taskId } = await prepare();
    bench.setTime((await bench.task(taskId)).dueAt);
    const first = (await bench.task(taskId)).assigneeId;
    await prepare({ turn: 'nudge', taskId });
    await bench.drain();
    const task = await bench.task(taskId);
    expect(task).toMatchObject({
      assigneeId: 'E1',
      level: 2,
      generation: 2,
      heldBy: [first],
      remindersSent: 0,
    });
    // Half of 7 working days, from Wednesday 9:30.
    expect(task.dueAt).toBe('2026-03-16T05:30:00.000Z');
    expect(bench.mails.at(-1)?.text).toContain(`Was with: Person ${first}`);
    // The first mail was overtaken before it was sent.
    expect(
      (await bench.outbox()).find((row) => row.kind === 'mail' && row.template === 'task'),
    ).toMatchObject({ state: 'SENT', fault: 'Superseded' });
  });

  test('is exhausted after so many rounds as policy allows, whatever level it has reached', async () => {
    await furnish(bench);
    const { escalation1 } = await import('../../../../shared/policy/escalation.ts');
    await bench.put('Policies', {
      name: 'escalation',
      sk: 'V#000002',
      v: 1,
      version: 2,
      pack: JSON.stringify({ ...escalation1, mostRounds: 2 }),
    });
    await bench.put('Policies', { name: 'escalation', sk: 'LIVE', v: 1, version: 2 });
    const { taskId } = await prepare();
    expect((await silence(taskId)).map(({ way }) => way)).toEqual(['WAIT', 'WAIT', 'EXHAUSTED']);
    expect((await bench.task(taskId)).policies.escalation).toBe(2);
  });

  test('keeps the versions of the policies with which its case started', async () => {
    await furnish(bench);
    const { escalation1 } = await import('../../../../shared/policy/escalation.ts');
    await bench.put('Policies', {
      name: 'escalation',
      sk: 'V#000002',
      v: 1,
      version: 2,
      pack: JSON.stringify({ ...escalation1, remindAt: [] }),
    });
    await bench.put('Policies', { name: 'escalation', sk: 'LIVE', v: 1, version: 2 });
    const { taskId } = await prepare({
      case: { v: 1, caseId: CASE, round: 1, tier: 'mass', line: 'ordinary', policies: { escalation: 1 } },
    });
    expect((await silence(taskId)).filter(({ acts }) => acts[0] === 'task.reminded')).toHaveLength(12);
  });
});

describe('R272 whoever works at a branch with times of its own', () => {
  /** The branch B2 is open in the afternoon, and not on Tuesday. */
  const keepsItsHours = async () => {
    const { workingTime1 } = await import('../../../../shared/policy/calendar.ts');
    const branches = { B2: { hours: [{ from: '13:00', until: '17:00' }], closed: ['2026-03-03'] } };
    await bench.put('Policies', {
      name: 'working-time',
      sk: 'V#000002',
      v: 1,
      version: 2,
      pack: JSON.stringify({ ...workingTime1, branches }),
    });
    await bench.put('Policies', { name: 'working-time', sk: 'LIVE', v: 1, version: 2 });
  };
  const away = colleague('A1', { branch: 'B2' });
  const triage = { step: 'Triage', form: 'triage', clock: 'triage' };

  test.each([
    ['of it', 'B2', 'Working hours of branch B2 are 13:00–17:00.', '2026-03-02T09:00:00.000Z'],
    ['of another branch', 'B1', 'Working hours are 09:00–17:00.', '2026-03-02T05:30:00.000Z'],
  ])('has the time of a task in the hours %s, and reads so', async (_, branch, words, dueAt) => {
    await furnish(bench, { staff: [{ ...away, branch }] });
    await keepsItsHours();
    const { taskId } = await prepare(triage);
    expect(await bench.task(taskId)).toMatchObject({ dueAt, branch });
    await bench.drain();
    const { body } = await new Browser(bench.fresh(), printedIn(bench.mails[0]).segment).open();
    expect(body).toContain(words);
  });

  test('is reminded in those hours, and who comes by climbing has their own', async () => {
    await furnish(bench, { staff: [away, colleague('E1', { role: 'expert', level: 2 })] });
    await keepsItsHours();
    const { taskId } = await prepare(triage);
    const seen: string[] = [];
    while ((await bench.task(taskId)).level === 1) {
      bench.setTime((await bench.task(taskId)).checkpointAt);
      seen.push(new Date().toISOString());
      await prepare({ ...triage, turn: 'nudge', taskId });
    }
    // Half of the afternoon, three quarters, nine tenths, and its end.
    expect(seen.map((at) => at.slice(11, 16))).toEqual(['07:00', '08:00', '08:36', '09:00']);
    // Two hours of Tuesday morning.
    expect(await bench.task(taskId)).toMatchObject({ branch: 'B1', dueAt: '2026-03-03T03:00:00.000Z' });
  });

  test('has in those hours what is left of a task that comes to them', async () => {
    await furnish(bench, { staff: [colleague('A2')] });
    await keepsItsHours();
    const { taskId } = await prepare({ ...triage, clock: 'first-contact' });
    await bench.drain();
    await bench.put('Staff', { ...away });
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(bench.fresh(), segment);
    await browser.openPass();
    const reply = await browser.passOn({
      way: 'HAND_BACK',
      to: '',
      reason: 'I do not know this product at all.',
      code,
    });
    expect(reply.statusCode).toBe(200);
    // Due on Tuesday at 9:30, when B2 is closed: of the eight hours its afternoon is left.
    expect(await bench.task(taskId)).toMatchObject({
      assigneeId: 'A1',
      branch: 'B2',
      dueAt: '2026-03-03T01:30:00.000Z',
      minutes: 240,
      checkpointAt: '2026-03-02T07:00:00.000Z',
    });
  });

  test('is reminded in those hours of what was promised, too', async () => {
    await furnish(bench, { staff: [away] });
    await keepsItsHours();
    const { taskId } = await prepare({ ...triage, due: '2026-03-02T09:00:00.000Z' });
    expect(await bench.task(taskId)).toMatchObject({
      dueAt: '2026-03-02T09:00:00.000Z',
      minutes: 240,
      checkpointAt: '2026-03-02T07:00:00.000Z',
    });
  });

  test('has enough to do on a day by the day on which the task would be due there', async () => {
    await furnish(bench, { staff: [away, colleague('A2')] });
    await keepsItsHours();
    const { escalation1 } = await import('../../../../shared/policy/escalation.ts');
    await bench.put('Policies', {
      name: 'escalation',
      sk: 'V#000002',
      v: 1,
      version: 2,
      pack: JSON.stringify({ ...escalation1, tasksPerDay: 1 }),
    });
    await bench.put('Policies', { name: 'escalation', sk: 'LIVE', v: 1, version: 2 });
    // Eight hours end on Tuesday, but for A1 on Wednesday, where another task is due already.
    await bench.put('Tasks', { taskId: 'T-OTHER', openFor: 'A1', dueAt: '2026-03-04T06:00:00.000Z' });
    for (const taskId of ['T-2', 'T-3'])
      await bench.put('Tasks', { taskId, openFor: 'A2', dueAt: '2026-03-20T06:00:00.000Z' });
    const { assigneeId, why } = await bench.task(
      (await prepare({ ...triage, clock: 'first-contact' })).taskId,
    );
    expect([assigneeId, why]).toEqual(['A2', expect.arrayContaining(['full-that-day:A1'])]);
  });
});

describe('R049 R068 a grave complaint', () => {
  const graded = (severity: string) => ({
    case: { v: 1, caseId: CASE, round: 1, tier: 'mass', line: 'ordinary', severity, policies: {} },
  });

  test.each([
    ['S1', '2026-03-05T05:30:00.000Z'],
    ['S2', '2026-03-09T03:30:00.000Z'],
    ['S3', '2026-03-11T01:30:00.000Z'],
    ['S4', '2026-03-11T01:30:00.000Z'],
  ])('of severity %s has its share of the 7 working days of its tier', async (severity, dueAt) => {
    await furnish(bench);
    expect(await bench.task((await prepare(graded(severity))).taskId)).toMatchObject({
      dueAt,
      served: { tier: 'mass', line: 'ordinary', severity },
    });
  });

  test('is reminded, and climbs, within that share', async () => {
    await furnish(bench);
    const { taskId } = await prepare(graded('S1'));
    const seen: string[] = [];
    while ((await bench.task(taskId)).level < 3) {
      bench.setTime((await bench.task(taskId)).checkpointAt);
      seen.push(new Date().toISOString());
      await prepare({ ...graded('S1'), turn: 'nudge', taskId });
    }
    expect(seen).toEqual([
      '2026-03-03T07:30:00.000Z',
      '2026-03-04T06:30:00.000Z',
      '2026-03-05T02:42:00.000Z',
      '2026-03-05T05:30:00.000Z',
      // The second level has half of what is half already: 14 hours.
      '2026-03-06T04:30:00.000Z',
      '2026-03-06T08:00:00.000Z',
      '2026-03-09T02:06:00.000Z',
      '2026-03-09T03:30:00.000Z',
    ]);
  });

  test('keeps that share where the sweep passes it up', async () => {
    await furnish(bench);
    bench.refuseMail = () => 'MessageRejected';
    const { taskId } = await prepare(graded('S1'));
    await bench.drain();
    bench.refuseMail = () => undefined;
    bench.setTime(Date.now() + 60_000);
    await bench.run(bench.fresh().sweep, {});
    // 14 hours from Monday, 9:31.
    expect(await bench.task(taskId)).toMatchObject({ level: 2, dueAt: '2026-03-03T07:31:00.000Z' });
  });

  test.each([
    ['en', 'Its severity is S1, which has 50% of the usual time.'],
    ['zh-CN', '严重程度为一级（S1），时限为通常的 50%。'],
  ] as const)('says on the page of the task why it has that much, in %s', async (language, words) => {
    await furnish(bench, { staff: [colleague('A1', { language })] });
    await prepare(graded('S1'));
    await bench.drain();
    const { body } = await new Browser(bench.fresh(), printedIn(bench.mails[0]).segment).open();
    expect(body).toContain(words);
  });

  test('has the whole time as long as nobody has found how grave it is', async () => {
    await furnish(bench);
    const { dueAt, served, dueTrace } = await bench.task((await prepare()).taskId);
    expect(dueAt).toBe('2026-03-11T01:30:00.000Z');
    expect(served).toEqual({ tier: 'mass', line: 'ordinary' });
    expect(dueTrace).not.toContain('"severity"');
  });
});

describe('who gets a task', () => {
  const absence = (staffId: string) => ({
    staffId,
    sk: 'ABSENCE#2026-03-01',
    v: 1 as const,
    from: '2026-03-01',
    until: '2026-03-31',
  });

  test('R273 the dedicated manager of a vip customer, and their substitute while they are away', async () => {
    const vip = { tier: 'vip', managerId: 'RM7' } as const;
    const managers = [
      colleague('RM7', { role: 'rm', level: 2, substituteId: 'RM8' }),
      colleague('RM8', { role: 'rm', level: 2 }),
    ];
    const its = { case: { v: 1, caseId: CASE, round: 1, tier: 'vip', line: 'high-end' } };
    await furnish(bench, { customer: vip, staff: [...staff, ...managers] });
    const first = await bench.task((await prepare(its)).taskId);
    expect([first.assigneeId, first.why]).toEqual(['RM7', ['dedicated-manager']]);
    await bench.put('Staff', absence('RM7'));
    const second = await bench.task(
      (await prepare({ ...its, entered: new Date(Date.now() + 1).toISOString() })).taskId,
    );
    expect([second.assigneeId, second.why]).toEqual([
      'RM8',
      ['dedicated-manager', 'substitute-of:RM7', 'absent:RM7'],
    ]);
  });

  test('not the recused, not the absent, not the full, not the inactive; the reasons are written down', async () => {
    await furnish(bench, {
      staff: [
        colleague('A1'),
        colleague('A2', { active: false }),
        colleague('A3', { capacity: 1 }),
        colleague('A4'),
        colleague('A5', { lines: ['corporate'] }),
        colleague('A6'),
      ],
      absences: [absence('A4')],
    });
    await bench.put('Tasks', { taskId: 'T-OTHER', openFor: 'A3', dueAt: '2026-03-09T00:00:00.000Z' });
    const { taskId } = await prepare({
      case: { v: 1, caseId: CASE, round: 1, tier: 'mass', line: 'ordinary', handlerId: 'A1' },
      recuse: ['handlerId'],
    });
    const { assigneeId, why, recused } = await bench.task(taskId);
    expect(assigneeId).toBe('A6');
    expect(why.slice(0, 1)).toEqual(['least-busy']);
    expect(why.slice(1).sort()).toEqual(['absent:A4', 'full:A3', 'inactive:A2', 'recused:A1']);
    expect(recused).toEqual(['A1']);
  });

  test('the level above at once where nobody of the first is to be had', async () => {
    await furnish(bench, { staff: staff.filter(({ level }) => level > 1), absences: [absence('E1')] });
    const { assigneeId, level, why } = await bench.task((await prepare()).taskId);
    expect([assigneeId, level]).toEqual(['H1', 3]);
    expect(why).toEqual(expect.arrayContaining(['nobody-at-level:1', 'absent:E1', 'nobody-at-level:2']));
  });

  test('nobody, where there is nobody: the story is told so, once, and goes on', async () => {
    await furnish(bench, { staff: [] });
    const { taskId, way, waitSeconds } = await prepare();
    expect([way, waitSeconds]).toEqual(['EXHAUSTED', 1]);
    await prepare();
    expect((await bench.deeds(CASE)).map(({ act }) => act)).toEqual(['task.unassignable']);
    // The story holds the token all the same, times out after a second, and asks again.
    const hold = { v: 1, taskId, caseId: CASE, execution: EXECUTION, token: 'token-1' };
    expect(await bench.fresh().hold(hold)).toEqual({ woken: false });
    expect(await prepare({ turn: 'nudge', taskId })).toMatchObject({ way: 'EXHAUSTED' });
    await bench.drain();
    expect(bench.events.map(({ DetailType }) => DetailType)).toEqual(['task.expired']);
  });

  test('operations for a takeover, and the open tasks of the execution are taken back', async () => {
    await furnish(bench);
    const handling = await prepare();
    await bench.drain();
    const { segment } = printedIn(bench.mails[0]);
    const takeover = await prepare({
      step: 'Take over by hand',
      form: 'takeover',
      clock: 'incident',
      of: ['operations'],
    });
    expect(await bench.task(takeover.taskId)).toMatchObject({ assigneeId: 'O1', of: ['operations'] });
    expect((await bench.task(handling.taskId)).state).toBe('CANCELLED');
    const page = await new Browser(bench.fresh(), segment).open();
    expect([page.statusCode, titleOf(page)]).toEqual([410, 'This task has been withdrawn']);
    expect(await prepare({ turn: 'nudge', taskId: handling.taskId })).toMatchObject({ way: 'INTERRUPTED' });
    await bench.drain();
    const theirs = printedIn(bench.mails.at(-1));
    const browser = new Browser(bench.fresh(), theirs.segment);
    expect(titleOf(await browser.open())).toBe('Take a case over');
    const reply = await browser.submit({
      way: 'RETRY',
      reason: 'The network was down; it is up again.',
      code: theirs.code,
    });
    expect(reply.statusCode).toBe(200);
    expect((await bench.task(takeover.taskId)).decision).toEqual({ way: 'RETRY' });
  });

  test('a step that is entered again makes a new task and takes the old one back; other cases are left alone', async () => {
    await furnish(bench);
    const first = await prepare();
    const other = await prepare({ step: 'Another step' });
    const again = await prepare({ entered: new Date(Date.now() + 1_000).toISOString() });
    expect(again.taskId).not.toBe(first.taskId);
    expect((await bench.task(first.taskId)).state).toBe('CANCELLED');
    expect((await bench.task(other.taskId)).state).toBe('OPEN');
    expect((await bench.task(again.taskId)).state).toBe('OPEN');
  });
});

describe('the turn', () => {
  test('answers a retry with the same task, and mails nothing again', async () => {
    await furnish(bench);
    const first = await prepare();
    await bench.drain();
    expect(await prepare()).toEqual(first);
    await bench.drain();
    expect(bench.mails).toHaveLength(1);
  });

  test('made at once by two processes makes one task', async () => {
    await furnish(bench);
    const turns = await Promise.all(Array.from({ length: 8 }, () => prepare()));
    expect(new Set(turns.map(({ taskId }) => taskId)).size).toBe(1);
    await bench.drain();
    expect(await bench.tasksOf(CASE)).toHaveLength(1);
    expect(new Set(bench.mails.map((mail) => printedIn(mail).segment)).size).toBe(1);
  });

  test('finds the answer that was given while the mail was still on its way', async () => {
    await furnish(bench);
    const { taskId } = await prepare();
    await bench.drain();
    const { segment, code } = printedIn(bench.mails[0]);
    const browser = new Browser(bench.fresh(), segment);
    await browser.open();
    await browser.submit({ ...ANSWER, code });
    expect(await prepare()).toEqual({
      taskId,
      way: 'DECIDED',
      waitSeconds: 1,
      decision: { outcome: 'RESOLVED_UPHELD' },
      by: (await bench.task(taskId)).assigneeId,
    });
  });

  test('without a case, or with a clock that the service map has not, is a fault with a name', async () => {
    await furnish(bench);
    await expect(prepare({ clock: 'eternity' })).rejects.toMatchObject({ name: 'PolicyUnknown' });
    await expect(prepare({ case: { v: 1, caseId: 'K-NONE', round: 1 } })).rejects.toMatchObject({
      name: 'CaseUnknown',
    });
    await expect(prepare({ turn: 'nudge' })).rejects.toMatchObject({ name: 'InputRefused' });
  });
});
