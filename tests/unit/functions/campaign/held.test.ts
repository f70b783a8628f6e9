import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { campaignIdOf } from '../../../../shared/platform/ids.ts';
import { surveying1 } from '../../../../shared/policy/surveying.ts';
import { CASE, END, HALF, input, MORNING, surveyedBank } from './bank.ts';

const bank = await surveyedBank();
const { aws, invite, weigh, endInvitations, evaluate, voices, close } = bank;
const { drawnFrom, launched, invited, invitationIdOf } = bank;

const now = (at: string) => vi.setSystemTime(Date.parse(at));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(MORNING) });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('the launch', () => {
  test('asks batch by batch, each an hour of work after the one before', async () => {
    await drawnFrom(0, 0, 120);
    const { members = 0 } = await bank.head();
    expect(await invite(input('Launch'))).toMatchObject({ launchCursor: '25', until: HALF });
    await launched();
    const wishes = bank.asked('Steward-OpenInvitation');
    expect(wishes).toHaveLength(members);
    expect(new Set(wishes.map(({ customerId }) => customerId)).size).toBe(members);
    expect(wishes).toContainEqual({
      v: 1,
      customerId: (await bank.members())[0]?.customerId,
      definition: 'relationship',
      naming: 'NAMED',
      cause: 'CAMPAIGN',
      causeId: CASE,
      askAt: MORNING,
      // Answers without a name keep it: one that differed would be a group of its own.
      version: 1,
    });
    expect(wishes.filter(({ askAt }) => askAt === MORNING)).toHaveLength(surveying1.batch.size);
    expect(
      wishes
        .map(({ askAt }) => String(askAt))
        .toSorted()
        .at(-1),
    ).toBe('2026-01-15T03:00:00.000Z');
    expect(await bank.head()).toMatchObject({
      status: 'LAUNCHED',
      launchedAt: MORNING,
      halfAt: HALF,
      endsAt: END,
    });
  });

  test('a batch that is tried again asks nobody again, and one that died asks for the same times', async () => {
    await drawnFrom(0, 0, 60);
    await invite(input('Launch'));
    await invite(input('Launch'));
    expect(bank.asked('Steward-OpenInvitation')).toHaveLength(25);
    const before = await bank.members();
    // The next batch dies after it has asked, and is entered again the day after by hand.
    aws.before.TransactWriteItems = () => {
      throw new Error('the end of the process');
    };
    const second = input('Launch', {}, { entered: '2026-01-15T01:00:01.000Z' });
    await expect(invite(second)).rejects.toThrow();
    delete aws.before.TransactWriteItems;
    const asked = (await bank.members()).map(({ askAt }) => askAt);
    now('2026-01-16T06:00:00.000Z');
    await invite(input('Launch', {}, { entered: '2026-01-16T06:00:00.000Z' }));
    expect((await bank.members()).map(({ askAt }) => askAt)).toEqual(asked);
    expect(before.filter(({ askAt }) => askAt !== undefined)).toHaveLength(25);
  });
});

describe('R086 half-time', () => {
  test('draws on where few have answered, behind the same lots, and asks only those', async () => {
    await drawnFrom(0, 0, 1_200);
    await launched();
    const before = await bank.members();
    await invited(10);
    now(HALF);
    const answer = await weigh(input('Weigh response', {}, { entered: HALF }));
    expect(answer).toEqual({ topUp: 'YES', until: END });
    const after = await bank.members();
    const { members = 0, toppedUp = 0, strata } = await bank.head();
    expect(after.slice(0, before.length)).toEqual(before);
    // 89 answers are wanted, 10 have come: of so many that 30 % of them are the other 79.
    expect([strata?.mass.wanted, toppedUp, members]).toEqual([89, 264, before.length + 264]);
    expect(new Set(after.map(({ customerId }) => customerId)).size).toBe(members);
    aws.invocations.length = 0;
    expect(await launched('Launch more', HALF)).toMatchObject({ until: END });
    const wishes = bank.asked('Steward-OpenInvitation');
    expect(wishes.map(({ customerId }) => String(customerId)).toSorted()).toEqual(
      after
        .slice(before.length)
        .map(({ customerId }) => customerId)
        .toSorted(),
    );
    expect(wishes.filter(({ askAt }) => askAt === HALF)).toHaveLength(25);
  });

  test('a retry draws no more, and enough answers draw none', async () => {
    await drawnFrom(0, 0, 300);
    await launched();
    await invited(40);
    const once = await weigh(input('Weigh response'));
    expect(once).toEqual({ topUp: 'NO', until: END });
    expect(await weigh(input('Weigh response'))).toEqual(once);
    expect((await bank.head()).toppedUp).toBeUndefined();
    expect(await bank.deeds('campaign.half-time')).toMatchObject([{ facts: { mass: '40 of 73' } }]);
  });
});

describe('the end', () => {
  test('tells those invitations that are open, once each, and hears what ended it', async () => {
    await drawnFrom(0, 0, 60);
    await launched();
    await invited(10);
    await aws.put('Cases', { caseId: CASE, sk: 'SIGNAL#1', v: 1, signalId: '1', kind: 'ENDED', at: HALF });
    expect(await endInvitations(input('Close invitations'))).toEqual({ endCursor: 'END' });
    await endInvitations(input('Close invitations', { endCursor: 'END' }));
    await endInvitations(input('Close invitations', {}, { entered: END }));
    const told = await bank.signals();
    expect(told).toHaveLength(20);
    expect(new Set(told.map(({ signal }) => signal))).toEqual(new Set(['ENDED']));
    const closed = (await bank.members()).slice(0, 10).map((member) => invitationIdOf(member));
    expect(told.filter(({ caseId }) => closed.includes(String(caseId)))).toEqual([]);
    expect((await aws.items('Cases')).find(({ sk }) => sk === 'SIGNAL#1')).toHaveProperty('handledAt');
  });

  test('goes on batch by batch', async () => {
    await drawnFrom(0, 0, 800);
    await launched();
    expect(await endInvitations(input('Close invitations'))).toEqual({ endCursor: '200' });
    const next = input('Close invitations', { endCursor: '200' }, { entered: END });
    expect(await endInvitations(next)).toEqual({ endCursor: 'END' });
  });
});

/** Everybody who was asked answers alike. */
async function allAnswer(overall: number, price: number): Promise<void> {
  for (const member of await bank.members()) {
    const caseId = invitationIdOf(member);
    const { customerId, tier } = member;
    await bank.answer({
      answerKey: caseId,
      values: { overall, price, attitude: 4 + (member.sk.endsWith('1') ? 1 : 0) },
      by: { customerId, caseId, at: HALF, tier, stage: 'mature', branch: 'B1' },
    });
  }
}

describe('R218 R248 what it found', () => {
  test('stands in the register, and every weak driver is improved', async () => {
    await drawnFrom(0, 0, 60);
    await launched();
    await invited(30);
    await allAnswer(4, 2);
    now(END);
    expect(await evaluate(input('Evaluate campaign'))).toEqual({ enough: 'YES', weak: 1 });
    expect(bank.asked('Steward-OpenImprovement')).toMatchObject([
      {
        source: 'DRIVER',
        key: 'driver#relationship#price',
        originId: CASE,
        before: { what: 'MEAN', value: 2 },
      },
    ]);
    const [report] = await aws.items('Register');
    expect(report).toMatchObject({ entry: `survey#${CASE}`, state: 'OPEN', campaign: 'relationship' });
    expect(JSON.parse(String(report?.report))).toMatchObject({ asked: 30, answered: 30, enough: true });
    // A retry has the same improvement opened: there is one of a key at a time.
    await evaluate(input('Evaluate campaign'));
    const keys = bank.asked('Steward-OpenImprovement').map(({ key }) => key);
    expect(new Set(keys).size).toBe(1);
    expect(
      await close(input('Close campaign', { enough: 'YES' }, { emits: ['survey.campaign-closed'] })),
    ).toEqual({
      outcome: 'PUBLISHED',
    });
    expect((await aws.items('Register'))[0]).toMatchObject({ state: 'CLOSED', publishedAt: END });
    expect(await bank.events('survey.campaign-closed')).toMatchObject([
      { caseId: CASE, facts: { outcome: 'PUBLISHED', weak: 1 } },
    ]);
  });

  test('is held against the wave before, question by question', async () => {
    await drawnFrom(0, 0, 60);
    await launched();
    await invited(30);
    await allAnswer(2, 4);
    now(END);
    await evaluate(input('Evaluate campaign'));
    await close(input('Close campaign', { enough: 'YES' }));
    // Three months later the same customers are asked again.
    const next = campaignIdOf('relationship', '2026-04-15');
    now('2026-04-15T01:00:00.000Z');
    await bank.run({ schedule: 'Campaigns' });
    const own = { caseId: next, entered: '2026-04-15T01:00:00.000Z' };
    await bank.lint(input('Load and lint', {}, own));
    await bank.draw(input('Draw sample', {}, own));
    await invite(input('Launch', {}, own));
    for (const [at, member] of (await bank.members(next)).entries()) {
      const { customerId, tier } = member;
      if (at >= 20) break;
      const of = { customerId, tier, stage: 'mature', branch: 'B1' } as const;
      const caseId = invitationIdOf(member, next);
      await bank.invitation({ ...of, caseId, causeId: next, surveyId: next, participation: 'SUBMITTED' });
      const by = { ...of, caseId, at: END };
      await bank.answer({ surveyId: next, answerKey: caseId, values: { overall: 4 + (at % 2) }, by });
    }
    now('2026-05-13T01:00:00.000Z');
    await evaluate(input('Evaluate campaign', {}, own));
    const rows = await aws.items('Register');
    const report = JSON.parse(String(rows.find(({ entry }) => entry === `survey#${next}`)?.report));
    const overall = report.questions.find(({ id }: { id: string }) => id === 'overall');
    expect(overall.trend.map(({ caseId }: { caseId: string }) => caseId)).toEqual([CASE, next]);
    expect(overall.change.value).toBeGreaterThan(2);
  });

  test('too few answers are no result', async () => {
    await drawnFrom(0, 0, 60);
    await launched();
    await invited(0);
    expect(await evaluate(input('Evaluate campaign'))).toEqual({ enough: 'NO', weak: 0 });
    expect(bank.asked('Steward-OpenImprovement')).toEqual([]);
    expect(await close(input('Close campaign', { enough: 'NO' }))).toEqual({ outcome: 'TOO_FEW' });
  });

  test('operations end it by hand, and whoever refuses the sample cancels it', async () => {
    await drawnFrom(0, 0, 60);
    expect(await close(input('Close campaign', { verdict: 'REFUSE' }))).toEqual({ outcome: 'CANCELLED' });
    expect(await bank.head()).toMatchObject({ outcome: 'CANCELLED', cancelledFor: 'REFUSED' });
    await aws.clear();
    await drawnFrom(0, 0, 60);
    expect(await close(input('Close campaign', { way: 'CANCEL' }))).toEqual({ outcome: 'MANUAL_TAKEOVER' });
    expect(await bank.head()).not.toHaveProperty('openShard');
  });
});

describe('R025 R116 what was written without a name', () => {
  test('is answered where too few have answered to say anything of them: who asks reads the reply, and no figure', async () => {
    await drawnFrom(0, 0, 60);
    await aws.put('Cases', { ...(await bank.head()), naming: 'ANONYMOUS' });
    await launched();
    await invited(surveying1.leastInGroup);
    const values = { overall: 1, voice: 'CRITICISM', text: 'zzz the queue' } as const;
    for (let at = 0; at < surveying1.leastInGroup; at++)
      await bank.answer({ answerKey: `k${at}`, values: at === 0 ? values : { overall: 1 } });
    now(END);
    expect(await evaluate(input('Evaluate campaign'))).toEqual({ enough: 'NO', weak: 0 });
    expect(await voices(input('Take up voices'))).toEqual({ voice: 'CRITICISM', number: 1 });
    const reply = { answered: 'APOLOGY', reply: 'We are sorry.', improves: 'NO', improvement: '' };
    await bank.decided('feedback-reply', reply, 1);
    const second = input('Take up voices', { number: 1 }, { entered: '2026-02-12T02:00:00.000Z' });
    expect(await voices(second)).toEqual({ voice: 'NONE', number: 0 });
    expect(await close(input('Close campaign', { enough: 'NO' }))).toEqual({ outcome: 'TOO_FEW' });
    const register = await aws.items('Register');
    expect(register.find(({ entry }) => String(entry).startsWith('feedback#'))).toMatchObject({
      state: 'CLOSED',
      answeredTo: 'PUBLIC',
    });
    const report = register.find(({ entry }) => entry === `survey#${CASE}`);
    expect(report).toMatchObject({
      state: 'CLOSED',
      replies: [{ voice: 'CRITICISM', reply: 'We are sorry.' }],
    });
    const { questions } = JSON.parse(String(report?.report)) as {
      questions: { figure: { shown: boolean } }[];
    };
    expect(questions.filter(({ figure }) => figure.shown)).toEqual([]);
  });

  test('of fewer than make a group is read by nobody: who took part is known, and it would be theirs', async () => {
    await drawnFrom(0, 0, 60);
    await aws.put('Cases', { ...(await bank.head()), naming: 'ANONYMOUS' });
    await launched();
    await invited(surveying1.leastInGroup);
    const values = { overall: 1, voice: 'CRITICISM', text: 'zzz the queue' } as const;
    const by = { customerId: 'mass-1', at: HALF, tier: 'mass', stage: 'mature', branch: 'B1' } as const;
    for (let at = 1; at < surveying1.leastInGroup; at++) await bank.answer({ answerKey: `k${at}`, values });
    await bank.answer({ answerKey: 'S1', values, by: { ...by, caseId: 'S1' } });
    now(END);
    await evaluate(input('Evaluate campaign'));
    expect(await voices(input('Take up voices'))).toEqual({ voice: 'NONE', number: 0 });
    const written = [...(await aws.items('Cases')), ...(await aws.items('Register'))];
    expect(JSON.stringify(written)).not.toContain('zzz');
  });

  test('is answered kind by kind, for all to read, and says nothing of who wrote it or when', async () => {
    await drawnFrom(0, 0, 60);
    const head = await bank.head();
    await aws.put('Cases', { ...head, naming: 'ANONYMOUS' });
    await launched();
    await invited(20);
    for (const [at, [voice, text]] of (
      [
        ['SUGGESTION', 'zzz later branch hours'],
        ['PRAISE', 'friendly people'],
        ['SUGGESTION', 'an app for my phone'],
        ...Array.from({ length: 12 }, () => [undefined, undefined] as const),
      ] as const
    ).entries())
      await bank.answer({
        answerKey: `k${at}`,
        values: { overall: 4, ...(voice !== undefined && { voice, text }) },
      });
    // Somebody has begun to write and not gone on; somebody else wants to be contacted, and so gave their name.
    await bank.answer({ answerKey: 'begun', state: 'PARTIAL', values: { voice: 'PRAISE', text: 'begun' } });
    const by = {
      customerId: 'mass-1',
      caseId: 'S1',
      at: HALF,
      tier: 'mass',
      stage: 'mature',
      branch: 'B1',
    } as const;
    await bank.answer({ answerKey: 'S1', values: { overall: 4, voice: 'PRAISE', text: 'named' }, by });
    now(END);
    expect(await evaluate(input('Evaluate campaign'))).toMatchObject({ enough: 'YES' });
    const first = await voices(input('Take up voices'));
    expect(first).toEqual({ voice: 'PRAISE', number: 1 });
    expect(
      (await aws.items('Register')).filter(({ entry }) => String(entry).startsWith('feedback#')),
    ).toMatchObject([{ state: 'OPEN', from: 'SURVEY', caseId: CASE }, { state: 'OPEN' }]);
    const reply = { answered: 'THANKS', reply: 'We have told them.', improves: 'NO', improvement: '' };
    await bank.decided('feedback-reply', reply, 1);
    const second = input('Take up voices', { number: 1 }, { entered: '2026-02-12T02:00:00.000Z' });
    expect(await voices(second)).toEqual({ voice: 'SUGGESTION', number: 2 });
    expect(await voices(second)).toEqual({ voice: 'SUGGESTION', number: 2 });
    const better = { ...reply, improves: 'YES', improvement: 'Branches open longer from May on.' };
    await bank.decided('feedback-reply', better, 2);
    const third = input('Take up voices', { number: 2 }, { entered: '2026-02-12T03:00:00.000Z' });
    expect(await voices(third)).toEqual({ voice: 'NONE', number: 0 });
    await close(input('Close campaign', { enough: 'YES' }));
    const register = await aws.items('Register');
    expect(register.find(({ entry }) => entry === `survey#${CASE}`)?.replies).toEqual([
      { voice: 'PRAISE', texts: 1, answered: 'THANKS', reply: 'We have told them.' },
      {
        voice: 'SUGGESTION',
        texts: 2,
        answered: 'THANKS',
        reply: 'We have told them.',
        improvement: 'Branches open longer from May on.',
      },
    ]);
    for (const row of register.filter(({ entry }) => String(entry).startsWith('feedback#')))
      expect(row).toMatchObject({ state: 'CLOSED', answeredTo: 'PUBLIC', answeredAt: END });
    expect(await bank.events('feedback.answered')).toHaveLength(2);
    const kept = (await aws.items('Cases')).find(({ sk }) => sk === 'VOICE#0002');
    expect(Object.keys(kept ?? {}).toSorted()).toEqual([
      'caseId',
      'number',
      'reply',
      'sk',
      'texts',
      'v',
      'voice',
    ]);
    expect(kept?.texts).toEqual(['an app for my phone', 'zzz later branch hours']);
    const trail = JSON.stringify([await aws.items('Audit'), await aws.items('Outbox')]);
    for (const text of ['friendly', 'an app', 'zzz']) expect(trail).not.toContain(text);
  });

  test('what was written with a name is answered by the invitation, not here', async () => {
    await drawnFrom(0, 0, 60);
    await launched();
    await invited(30);
    const [member] = await bank.members();
    await bank.answer({
      answerKey: 'k',
      values: { overall: 4, voice: 'PRAISE', text: member?.customerId ?? '' },
    });
    await evaluate(input('Evaluate campaign'));
    expect(await voices(input('Take up voices'))).toEqual({ voice: 'NONE', number: 0 });
  });
});
