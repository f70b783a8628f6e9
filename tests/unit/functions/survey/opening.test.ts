import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { armChance } from '../../../../shared/platform/ids.ts';
import { surveying1 } from '../../../../shared/policy/surveying.ts';
import { surveys1 } from '../../../../shared/policy/surveys.ts';
import { CASE, MONDAY, sent, surveyUnderWay } from './story.ts';

const story = await surveyUnderWay();
const { aws } = story;
const hear = (await import('../../../../functions/survey/hear-for-surveys.ts')).handler;
const invite = (await import('../../../../functions/survey/send-invitation.ts')).handler;
const open = (await import('../../../../functions/survey/open-invitation.ts')).handler;

const event = (
  type: string,
  caseId: string,
  facts: Record<string, unknown>,
  its: Record<string, unknown> = {},
) => ({
  'detail-type': type,
  detail: { id: `V-${caseId}`, at: MONDAY, caseId, customerId: 'C1', facts, ...its },
});
const closed = (outcome: string, its: Record<string, unknown> = {}) =>
  event('complaint.closed', 'K1', { outcome }, its);
const visited = (caseId: string, kind = 'CHECKUP') => event('visit.completed', caseId, { kind });

/** Invitations beside the one that every test begins with. */
const opened = async () =>
  (await aws.items('Cases')).filter(({ kind, caseId }) => kind === 'survey' && caseId !== CASE);
const told = async () => (await story.sent()).signals.map(({ caseId, signal }) => [caseId, signal]);

/** Numbers of visits after which the customer is asked, and after which they are not. */
const visits = Array.from({ length: 200 }, (_, at) => `V20260302-${at}`);
const drawn = (caseId: string) => armChance(`visit-survey#${caseId}`, 'C1') < surveying1.after.visitShare;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset({ ...sent });
  await story.closed(MONDAY);
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R013 R086 who is asked', () => {
  test('a day after a complaint, about who handled it last; once, however often and in whatever order it is heard', async () => {
    await story.answered('handling', { outcome: 'REJECTED', reason: 'Nothing was wrong with the fee.' });
    const [task] = await aws.items('Tasks');
    await aws.put('Tasks', { ...task, caseId: 'K1', decidedBy: 'S7' });
    for (const heard of [closed('REJECTED'), closed('REJECTED'), event('complaint.received', 'K1', {})])
      await hear(heard);
    await hear(closed('REJECTED'));
    const invitations = await opened();
    expect(invitations).toMatchObject([
      {
        definition: 'complaint',
        naming: 'NAMED',
        cause: 'COMPLAINT',
        causeId: 'K1',
        askAt: '2026-03-03T02:30:00.000Z',
        ratedId: 'S7',
        surveyId: 'complaint-2026-03',
        status: 'OPENED',
      },
    ]);
    expect([...aws.executions.keys()]).toEqual([`survey-${invitations[0]?.caseId}-r1`]);
  });

  test.each(['WITHDRAWN', 'SUGGESTION_ANSWERED', 'PRAISE_ANSWERED', 'ENQUIRY_ANSWERED', 'CANCELLED'])(
    'nobody after a complaint that ended as %s',
    async (outcome) => {
      expect(await hear(closed(outcome))).toEqual({ opened: 'NOT_WANTED', told: 0 });
      expect(await opened()).toEqual([]);
    },
  );

  test('after a share of the visits, drawn by the visit itself: the same ones however often', async () => {
    for (const caseId of visits.slice(0, 20)) await hear(visited(caseId));
    const causes = (await opened()).map(({ causeId }) => causeId).sort();
    expect(causes).toEqual(visits.slice(0, 20).filter(drawn).sort());
    for (const caseId of visits.slice(0, 20).toReversed()) await hear(visited(caseId));
    expect(await opened()).toHaveLength(causes.length);
    const share = visits.filter(drawn).length / visits.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  test('a greeting is not asked about', async () => {
    const caseId = visits.find(drawn) ?? '';
    expect(await hear(visited(caseId, 'GREETING'))).toMatchObject({ opened: 'NOT_WANTED' });
    expect(await hear(visited(caseId))).toMatchObject({ opened: 'OPENED' });
  });

  test('who is lost is asked why, three days later; who is kept is not', async () => {
    expect(await hear(event('churn.closed', 'A1', { label: 'RETAINED' }))).toMatchObject({
      opened: 'NOT_WANTED',
    });
    await hear(event('churn.closed', 'A1', { label: 'LOST' }));
    expect(await opened()).toMatchObject([
      { definition: 'exit', cause: 'LOSS', askAt: '2026-03-05T02:30:00.000Z' },
    ]);
  });

  test('nobody whom the bank does not know', async () => {
    expect(await hear(closed('REJECTED', { customerId: 'C404' }))).toEqual({ opened: 'NOBODY', told: 0 });
  });
});

describe('what ends an invitation', () => {
  test('a complaint and a taken-back consent are told to every open invitation, once each', async () => {
    const optOut = {
      'detail-type': 'consent.changed',
      detail: {
        id: 'V-1',
        at: MONDAY,
        customerId: 'C1',
        facts: { purpose: 'survey', channel: 'mail', state: 'WITHDRAWN' },
      },
    };
    const complaint = event('complaint.received', 'K2', {});
    for (const heard of [optOut, complaint, complaint, optOut])
      expect(await hear(heard)).toEqual({ opened: 'NOT_WANTED', told: 1 });
    expect((await told()).sort()).toEqual([
      [CASE, 'COMPLAINT_OPENED'],
      [CASE, 'OPTED_OUT'],
    ]);
  });

  test('a complaint that is opened again is told as well, once a round, also where its first round was told', async () => {
    const round = (number: number) => event('complaint.reopened', 'K2', {}, { id: `V-K2-r${number}` });
    for (const heard of [event('complaint.received', 'K2', {}), round(2), round(3), round(2), round(3)])
      expect(await hear(heard)).toEqual({ opened: 'NOT_WANTED', told: 1 });
    expect(await told()).toEqual(Array(3).fill([CASE, 'COMPLAINT_OPENED']));
  });

  test.each([
    [{ purpose: 'care', channel: 'mail', state: 'WITHDRAWN' }],
    [{ purpose: 'survey', channel: 'phone', state: 'WITHDRAWN' }],
    [{ purpose: 'survey', channel: 'mail', state: 'GIVEN' }],
  ])('%o ends nothing', async (facts) => {
    await hear({
      'detail-type': 'consent.changed',
      detail: { id: 'V-1', at: MONDAY, customerId: 'C1', facts },
    });
    expect(await told()).toEqual([]);
  });

  test('an invitation that is over is not told', async () => {
    await story.reset({ status: 'CLOSED', outcome: 'COMPLETED', closedAt: MONDAY });
    expect(await hear(event('complaint.received', 'K2', {}))).toMatchObject({ told: 0 });
  });

  test('a mail that reached nobody is told to its invitation, once', async () => {
    const failed = event('contact.failed', CASE, { outboxId: 'M1', template: 'survey-invitation' });
    await hear(failed);
    await hear(failed);
    expect(await told()).toEqual([[CASE, 'BOUNCED']]);
  });
});

describe('Open invitation', () => {
  const wish = {
    v: 1,
    customerId: 'C1',
    definition: 'relationship',
    naming: 'ANONYMOUS',
    cause: 'CAMPAIGN',
    causeId: 'Q20260302-1',
    askAt: MONDAY,
  };

  test('answers of a campaign are kept under the campaign, and one customer is asked once in it', async () => {
    const first = await open(wish);
    expect(first).toMatchObject({ opened: 'OPENED' });
    expect(await open(wish)).toEqual({ ...(first as object), opened: 'KNOWN' });
    expect(await opened()).toMatchObject([
      { surveyId: 'Q20260302-1', naming: 'ANONYMOUS', about: 'relationship' },
    ]);
  });

  test('R025 R028 everybody of a campaign is asked by the version of the campaign, whatever is in force then', async () => {
    const { caseId } = (await open({ ...wish, version: 1 })) as { caseId: string };
    expect(await story.headNow(caseId)).toMatchObject({ version: 1 });
    await story.reset({ version: 1, naming: 'ANONYMOUS', policies: { surveys: 2 } });
    const row = { name: 'surveys', v: 1, version: 2, effectiveFrom: '2025-01-01T00:00:00.000Z' };
    await aws.put('Policies', { ...row, sk: 'V#000002', pack: JSON.stringify(surveys1) });
    expect(await invite(story.input('Invite', {}, { emits: ['survey.invited'] }))).toMatchObject({
      ruling: 'SENT',
    });
    expect(await story.headNow()).toMatchObject({ status: 'INVITED', version: 1 });
  });

  test('an execution that was not started is started by the next attempt, and none behind an invitation that went on', async () => {
    aws.before.StartExecution = () => {
      throw new Error('down');
    };
    await expect(open(wish)).rejects.toThrow();
    delete aws.before.StartExecution;
    const { caseId } = (await open(wish)) as { caseId: string };
    expect([...aws.executions.keys()]).toEqual([`survey-${caseId}-r1`]);
  });

  test('a survey that there is not is refused by its name', async () => {
    await expect(open({ ...wish, definition: 'weather' })).rejects.toThrow('weather');
  });
});
