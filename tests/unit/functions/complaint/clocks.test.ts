import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CaseClock, CaseLetter, WatchInput } from '../../../../shared/contracts/complaint.ts';
import { serviceFault } from '../../shared/platform/small-aws.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, head, manager, note } = story;
const setClocks = (await import('../../../../functions/complaint/set-clocks.ts')).handler;
const extend = (await import('../../../../functions/complaint/extend.ts')).handler;
const takeInFacts = (await import('../../../../functions/complaint/take-in-facts.ts')).handler;

const found = {
  class: 'COMPLAINT',
  severity: 'S3',
  emotion: 'UPSET',
  vulnerable: 'YES',
  business: 'B03',
  cause: 'C04',
};
const toClock = story.input('Set clocks', ['complaint.triaged'], found);
const toExtend = (moreTime: string) => story.input('Extend', ['complaint.extended'], { moreTime });
const facts = story.input('Take in new facts', ['complaint.supplemented']);
const approval = { verdict: 'APPROVE', reason: 'The shop abroad has to answer first.' };

/** Received on 25 September 2026; STANDARDS, golden case of the CN pack. */
const SIMPLE = '2026-10-10T15:59:59.999Z';
const COMPLEX = '2026-10-25T15:59:59.999Z';
const SPECIAL = '2026-11-24T15:59:59.999Z';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-09-25T03:00:00.000Z') });
  await story.reset();
  await aws.put('Cases', { ...head, status: 'ACKNOWLEDGED', dueAt: SIMPLE, ownerId: 'S1' });
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const clockNow = async (number: number) => CaseClock.parse(await story.rowNow(`CLOCK#000${number}`));
const watched = () =>
  [...aws.executions.values()].map(({ name, input }) => ({
    name,
    input: WatchInput.parse(JSON.parse(input)),
  }));

describe('Set clocks', () => {
  test('keeps what triage found and sets the statutory term from receipt', async () => {
    expect(await setClocks(toClock)).toEqual({ dueAt: SIMPLE, ownerId: 'S1', recused: [] });
    expect(await story.headNow()).toMatchObject({ status: 'CLOCKED', dueAt: SIMPLE, ...found });
    expect(await clockNow(1)).toMatchObject({
      number: 1,
      why: 'receipt',
      startsAt: note.submittedAt,
      dueAt: SIMPLE,
      extensions: [],
    });
    const { mails, events } = await story.sent();
    expect(mails).toEqual([]);
    expect(events).toMatchObject([
      { name: 'complaint.triaged', detail: { facts: { class: 'COMPLAINT', severity: 'S3', dueAt: SIMPLE } } },
    ]);
  });

  test('has the clock watched five and two days before, and on the day', async () => {
    await setClocks(toClock);
    expect(watched()).toEqual([
      {
        name: 'watch-K1-c1',
        input: {
          v: 1,
          caseId: 'K1',
          clock: 1,
          wakeAts: ['2026-10-05T15:59:59.999Z', '2026-10-08T15:59:59.999Z', SIMPLE],
        },
      },
    ]);
  });

  test('tried again, it writes nothing again and asks for the same watch', async () => {
    const first = await setClocks(toClock);
    const before = await story.everything();
    vi.setSystemTime('2026-10-06T03:00:00.000Z');
    expect(await setClocks(toClock)).toEqual(first);
    expect(await story.everything()).toEqual(before);
    expect(watched()).toHaveLength(1);
  });

  test('a watch that could not be started is started by the next attempt', async () => {
    aws.before.StartExecution = () => {
      throw serviceFault('ThrottlingException');
    };
    await expect(setClocks(toClock)).rejects.toMatchObject({ name: 'PassingWorkflowFault', passing: true });
    expect(await story.headNow()).toMatchObject({ status: 'CLOCKED' });
    delete aws.before.StartExecution;
    await setClocks(toClock);
    expect(watched()).toHaveLength(1);
  });

  test('names who must not act: the respondent and their superior', async () => {
    await aws.put('Cases', { ...note, respondentId: 'S7' });
    await aws.put('Staff', { ...manager, staffId: 'S7', superiorId: 'S8' });
    expect(await setClocks(toClock)).toMatchObject({ recused: ['S7', 'S8'] });
  });

  test('R134 and everybody who stands above them, to the top; superiors that go in a circle end it', async () => {
    await aws.put('Cases', { ...note, respondentId: 'S7' });
    await aws.put('Staff', { ...manager, staffId: 'S7', superiorId: 'S8' });
    await aws.put('Staff', { ...manager, staffId: 'S8', superiorId: 'S9' });
    await aws.put('Staff', { ...manager, staffId: 'S9', superiorId: 'S7' });
    expect(await setClocks(toClock)).toMatchObject({ recused: ['S7', 'S8', 'S9'] });
  });

  test('R134 whom only triage could tell by a number acts no more, and owns the case no more', async () => {
    await aws.put('Staff', { ...manager, superiorId: 'S8' });
    const named = story.input('Set clocks', ['complaint.triaged'], { ...found, respondentId: 'S1' });
    const answer = await setClocks(named);
    expect(answer).toEqual({ dueAt: SIMPLE, recused: ['S1', 'S8'] });
    const head = await story.headNow();
    expect(head).toMatchObject({ status: 'CLOCKED', respondentId: 'S1' });
    expect(head).not.toHaveProperty('ownerId');
    expect(await setClocks(named)).toEqual(answer);
    expect(await aws.items('Audit')).toMatchObject([{ facts: { recused: 'S1 S8' } }]);
  });

  test('keeps that a regulator handed it on; a triage that is older than the question says that none did', async () => {
    await setClocks(story.input('Set clocks', [], { ...found, regulatorReferred: 'YES' }));
    expect(await story.headNow()).toMatchObject({ regulatorReferred: 'YES' });
    await story.reset();
    await aws.put('Cases', { ...head, status: 'ACKNOWLEDGED' });
    await setClocks(toClock);
    expect(await story.headNow()).toMatchObject({ regulatorReferred: 'NO' });
  });

  test('whom the customer named stays recused beside whom triage found', async () => {
    await aws.put('Cases', { ...note, respondentId: 'S7' });
    const named = story.input('Set clocks', [], { ...found, respondentId: 'S9' });
    expect(await setClocks(named)).toMatchObject({ recused: ['S7', 'S9'] });
  });

  test('a triage that names nobody, or that is older than the question, recuses nobody', async () => {
    expect(await setClocks(story.input('Set clocks', [], { ...found, respondentId: '' }))).toMatchObject({
      recused: [],
    });
    expect(await story.headNow()).not.toHaveProperty('respondentId');
  });

  test('without the codes of triage it says which is missing', async () => {
    const { severity: _, ...rest } = found;
    await expect(setClocks(story.input('Set clocks', [], rest))).rejects.toThrow('$case.severity');
    expect(await story.headNow()).toMatchObject({ status: 'ACKNOWLEDGED' });
  });

  test('runs from new facts where they came before it', async () => {
    await story.signal('SUPPLEMENTED', '2026-09-28T02:00:00.000Z');
    expect(await takeInFacts(facts)).toEqual({ reachedBy: 'mail', word: 'NONE' });
    expect(await story.headNow()).toMatchObject({ status: 'ACKNOWLEDGED' });
    expect(watched()).toEqual([]);
    expect(await setClocks(toClock)).toMatchObject({ dueAt: '2026-10-13T15:59:59.999Z' });
    expect(await clockNow(1)).toMatchObject({ why: 'new-facts', startsAt: '2026-09-28T02:00:00.000Z' });
  });

  test('R235 a letter about facts that came before it says why the promised date has moved', async () => {
    const { email: _, ...unreachable } = customer;
    await aws.put('Customers', unreachable);
    await story.signal('SUPPLEMENTED', '2026-09-28T02:00:00.000Z');
    await takeInFacts(facts);
    const { parts } = CaseLetter.parse(await story.rowNow('LETTER#0001'));
    expect(parts.dates).toMatch(/2026年10月13日.*收到新材料的时间：2026-09-28.* 15 个自然日/s);
  });
});

describe('Extend', () => {
  beforeEach(async () => {
    await setClocks(toClock);
    vi.setSystemTime('2026-10-01T03:00:00.000Z');
  });
  const approve = (level: 1 | 2 | 3 | 4, verdict = 'APPROVE') =>
    story.answered('approval', { ...approval, verdict }, { clock: 'extension', level, assigneeId: 'S3' });

  test('sets the next clock, has it watched, and tells the customer by letter', async () => {
    const taskId = await approve(3);
    expect(await extend(toExtend('COMPLEX'))).toEqual({ extended: 'YES', dueAt: COMPLEX, reachedBy: 'mail' });
    expect(await clockNow(2)).toMatchObject({
      why: 'extension',
      extensions: ['COMPLEX'],
      startsAt: note.submittedAt,
      dueAt: COMPLEX,
      approvedBy: 'S3',
      causeId: taskId,
    });
    expect(await story.headNow()).toMatchObject({ status: 'CLOCKED', dueAt: COMPLEX });
    expect(watched().map(({ name }) => name)).toEqual(['watch-K1-c1', 'watch-K1-c2']);
    const letter = CaseLetter.parse(await story.rowNow('LETTER#0001'));
    expect(letter).toMatchObject({
      kind: 'extension',
      parts: { dates: expect.stringMatching(/10月25日.*CN-2020.* 30 个自然日/s) },
    });
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([{ template: 'extension', facts: { letter: 1, dueAt: COMPLEX } }]);
    expect(events.filter(({ name }) => name === 'complaint.extended')).toMatchObject([
      { detail: { facts: { clock: 2, extension: 'COMPLEX', dueAt: COMPLEX } } },
    ]);
  });

  test('a second extension is a turn of its own: another clock, letter, mail and event', async () => {
    await approve(3);
    await extend(toExtend('COMPLEX'));
    await approve(4);
    expect(await extend(toExtend('SPECIAL'))).toMatchObject({ dueAt: SPECIAL });
    expect(await clockNow(3)).toMatchObject({ extensions: ['COMPLEX', 'SPECIAL'] });
    const { mails, events } = await story.sent();
    expect(mails.map(({ facts: { letter } }) => letter).sort()).toEqual([1, 2]);
    expect(events.filter(({ name }) => name === 'complaint.extended')).toHaveLength(2);
  });

  test('level 4 may grant the special extension at once, and with it the one before', async () => {
    await approve(4);
    expect(await extend(toExtend('SPECIAL'))).toMatchObject({ dueAt: SPECIAL });
    expect(await clockNow(2)).toMatchObject({ extensions: ['COMPLEX', 'SPECIAL'] });
  });

  test('tried again, it sets no further clock', async () => {
    await approve(3);
    const first = await extend(toExtend('COMPLEX'));
    const before = await story.everything();
    expect(await extend(toExtend('COMPLEX'))).toEqual(first);
    expect(await story.everything()).toEqual(before);
  });

  test('two attempts at the same time set one clock', async () => {
    await approve(3);
    const [one, other] = await Promise.all([extend(toExtend('COMPLEX')), extend(toExtend('COMPLEX'))]);
    expect(one).toEqual(other);
    expect(await story.rowNow('CLOCK#0003')).toBeUndefined();
    expect((await story.sent()).mails).toHaveLength(1);
  });

  test.each([
    ['COMPLEX', 2, 'APPROVE', 'COMPLEX takes level 3, and level 2 approved'],
    ['SPECIAL', 3, 'APPROVE', 'SPECIAL takes level 4, and level 3 approved'],
    ['COMPLEX', 3, 'REFUSE', 'says REFUSE'],
  ] as const)('%s, level %d, %s is refused by name', async (moreTime, level, verdict, why) => {
    await approve(level, verdict);
    await expect(extend(toExtend(moreTime))).rejects.toMatchObject({
      name: 'ExtensionRefused',
      message: expect.stringContaining(why),
    });
    expect(await story.rowNow('CLOCK#0002')).toBeUndefined();
  });

  test.each(['COMPLEX', 'SPECIAL'])(
    '%s once more is not extended, and the case says why; the story goes on',
    async (moreTime) => {
      await approve(4);
      expect(await extend(toExtend('SPECIAL'))).toMatchObject({ extended: 'YES', dueAt: SPECIAL });
      const { mails } = await story.sent();
      const taskId = await approve(4);
      expect(await extend(toExtend(moreTime))).toEqual({ extended: 'NO', dueAt: SPECIAL });
      expect(await story.headNow()).toMatchObject({
        dueAt: SPECIAL,
        notExtended: { taskId, why: 'GRANTED_BEFORE' },
      });
      expect((await story.sent()).mails).toEqual(mails);
      const before = await story.everything();
      expect(await extend(toExtend(moreTime))).toEqual({ extended: 'NO', dueAt: SPECIAL });
      expect(await story.everything()).toEqual(before);
    },
  );
});

describe('Take in new facts', () => {
  const RECEIVED = '2026-10-02T02:00:00.000Z';
  const RESTARTED = '2026-10-17T15:59:59.999Z';
  beforeEach(async () => {
    await setClocks(toClock);
    vi.setSystemTime('2026-10-02T02:00:01.000Z');
    await story.signal('SUPPLEMENTED', RECEIVED);
  });

  test('starts the term anew from their receipt and tells the customer the new date', async () => {
    expect(await takeInFacts(facts)).toEqual({ dueAt: RESTARTED, reachedBy: 'mail', word: 'NONE' });
    expect(await clockNow(2)).toMatchObject({ why: 'new-facts', startsAt: RECEIVED, dueAt: RESTARTED });
    expect(await story.headNow()).toMatchObject({ status: 'CLOCKED', dueAt: RESTARTED });
    expect(watched().map(({ name }) => name)).toEqual(['watch-K1-c1', 'watch-K1-c2']);
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([{ template: 'facts-received', facts: { dueAt: RESTARTED } }]);
    expect(events.map(({ name }) => name).sort()).toEqual(['complaint.supplemented', 'complaint.triaged']);
  });

  test('marks all of them handled, and leaves a withdrawal alone', async () => {
    await story.signal('SUPPLEMENTED', '2026-10-02T01:00:00.000Z', 'S-EARLIER');
    await story.signal('WITHDRAWN', '2026-10-02T01:30:00.000Z');
    await takeInFacts(facts);
    expect(await story.rowNow('SIGNAL#S-SUPPLEMENTED')).toHaveProperty('handledAt');
    expect(await story.rowNow('SIGNAL#S-EARLIER')).toHaveProperty('handledAt');
    expect(await story.rowNow('SIGNAL#S-WITHDRAWN')).not.toHaveProperty('handledAt');
    expect(await clockNow(2)).toMatchObject({ startsAt: RECEIVED });
  });

  test('opens a decision again that was told already', async () => {
    await aws.put('Cases', { ...(await story.headNow()), status: 'NOTIFIED', decidedAt: RECEIVED });
    await takeInFacts(facts);
    expect(await story.headNow()).toMatchObject({ status: 'CLOCKED' });
    expect(await story.headNow()).not.toHaveProperty('decidedAt');
  });

  test('tried again, it writes nothing again and answers the same', async () => {
    const first = await takeInFacts(facts);
    const before = await story.everything();
    expect(await takeInFacts(facts)).toEqual(first);
    expect(await story.everything()).toEqual(before);
  });

  test('more facts later start it once more, with a mail of their own', async () => {
    await takeInFacts(facts);
    vi.setSystemTime('2026-10-05T02:00:01.000Z');
    await story.signal('SUPPLEMENTED', '2026-10-05T02:00:00.000Z', 'S-LATER');
    expect(await takeInFacts(facts)).toMatchObject({ dueAt: '2026-10-20T15:59:59.999Z' });
    expect((await story.sent()).mails).toHaveLength(2);
  });

  test('R016 a mail repeats the letter that is sealed, so that it can be told otherwise where it reaches nobody', async () => {
    await takeInFacts(facts);
    expect(await story.rowNow('LETTER#0001')).toMatchObject({ kind: 'facts', number: 1 });
    const [mail] = (await story.sent()).mails;
    expect(mail?.facts).toMatchObject({ letter: 1 });
  });

  test('R235 a customer without an address is told by nobody yet, and has a letter with the new date', async () => {
    const { email: _, ...unreachable } = customer;
    await aws.put('Customers', unreachable);
    const first = await takeInFacts(facts);
    expect(first).toMatchObject({ reachedBy: 'nobody', dueAt: '2026-10-17T15:59:59.999Z' });
    expect((await story.sent()).mails).toEqual([]);
    // Whoever tells them prints it or reads it out.
    const { kind, parts } = CaseLetter.parse(await story.rowNow('LETTER#0001'));
    expect(kind).toBe('facts');
    expect(parts.dates).toMatch(/2026年10月17日.*收到新材料的时间.*CN-2020.* 15 个自然日/s);
    const before = await story.everything();
    expect(await takeInFacts(facts)).toEqual(first);
    expect(await story.everything()).toEqual(before);
  });

  test('a case that is over takes in nothing', async () => {
    await aws.put('Cases', { ...(await story.headNow()), status: 'CLOSED' });
    await expect(takeInFacts(facts)).rejects.toMatchObject({ name: 'StatusUnexpected' });
  });
});
