import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { surveyComplaintId } from '../../../../shared/platform/ids.ts';
import { CASE, MONDAY, onDay, sent, surveyUnderWay } from './story.ts';

const story = await surveyUnderWay();
const { aws } = story;
const weigh = (await import('../../../../functions/survey/weigh-call.ts')).handler;
const takeInInterview = (await import('../../../../functions/survey/take-in-interview.ts')).handler;
const score = (await import('../../../../functions/survey/score-answer.ts')).handler;
const takeInRecovery = (await import('../../../../functions/survey/take-in-recovery.ts')).handler;
const settle = (await import('../../../../functions/survey/settle-request.ts')).handler;

const toScore = () => story.input('Score', {}, { emits: ['survey.answered', 'survey.scored-low'] });
const names = async () => (await story.sent()).events.map(({ name }) => name).sort();
const invoked = (name: string) =>
  aws.invocations
    .filter(({ functionName }) => functionName === `Steward-${name}`)
    .map(({ payload }) => payload);

/** Runs a step twice, and sees that the second time writes nothing. */
async function twice<Answer>(step: () => Promise<Answer>): Promise<Answer> {
  const answer = await step();
  const before = await story.everything();
  expect(await step()).toEqual(answer);
  expect(await story.everything()).toEqual(before);
  return answer;
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset({ ...sent, status: 'ANSWERED' });
  await story.closed('2026-03-01T00:00:00.000Z');
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R129 R148 R251 Score', () => {
  test('what is good is thanked for, and is a signal of the customer', async () => {
    await story.answers({ overall: 5, resolved: 'YES' });
    expect(await twice(() => score(toScore()))).toEqual({
      outcome: 'COMPLETED',
      next: 'CLOSE',
      call: 'RECOVERY',
    });
    expect(await story.headNow()).toMatchObject({ status: 'SCORED', band: 'HIGH', scores: { csat: 5 } });
    expect(await aws.items('Signals')).toMatchObject([
      { customerId: 'C1', from: 'survey', what: 'SATISFACTION', value: 5, caseId: CASE },
    ]);
    expect(await story.row('Customers', 'SCORE')).toMatchObject({ markedAt: MONDAY });
    expect(await names()).toEqual(['survey.answered']);
    expect((await story.sent()).mails).toMatchObject([{ template: 'survey-thanks' }]);
    expect(invoked('OpenFeedback')).toEqual([]);
  });

  test('what is low has somebody turn to the customer', async () => {
    await story.answers({ overall: 2, resolved: 'YES' });
    expect(await score(toScore())).toMatchObject({ next: 'RECOVER' });
    expect(await names()).toEqual(['survey.answered', 'survey.scored-low']);
  });

  test('R233 who does not want to be contacted is not; who does is, however satisfied', async () => {
    await story.answers({ overall: 1, resolved: 'YES', 'wants-contact': 'NO' });
    expect(await score(toScore())).toMatchObject({ next: 'CLOSE' });
    await story.reset({ ...sent, status: 'ANSWERED' });
    await story.answers({ overall: 5, resolved: 'YES', 'wants-contact': 'YES' });
    expect(await score(toScore())).toMatchObject({ next: 'RECOVER' });
  });

  test('what is kept counts where a score is among it, and else not', async () => {
    await story.answers({ overall: 3 }, { state: 'PARTIAL' });
    expect(await score(toScore())).toMatchObject({ outcome: 'PARTIAL' });
    await story.reset({ ...sent, status: 'ANSWERED' });
    await story.answers({ 'wants-contact': 'NO' }, { state: 'PARTIAL' });
    expect(await score(toScore())).toMatchObject({ outcome: 'NO_RESPONSE' });
    expect(await names()).toEqual([]);
  });

  test('what was written has an answer of its own, and stands with the case; once, however often it is scored', async () => {
    await story.answers({ overall: 3, voice: 'SUGGESTION', text: 'Longer hours on Fridays, please.' });
    await twice(() => score(toScore()));
    const [wish, again] = invoked('OpenFeedback');
    expect(wish).toEqual({
      v: 1,
      voice: 'SUGGESTION',
      from: 'SURVEY',
      originId: CASE,
      customerId: 'C1',
      text: 'Longer hours on Fridays, please.',
      ratedId: 'S9',
    });
    expect(again).toEqual(wish);
    expect(await story.row('Cases', 'NOTE#0000')).toMatchObject({ channel: 'survey' });
    const told = JSON.stringify([await aws.items('Outbox'), await aws.items('Audit')]);
    expect(told).not.toContain('Fridays');
  });

  test('why somebody has left is made better', async () => {
    await story.reset({ ...sent, status: 'ANSWERED', definition: 'exit', cause: 'LOSS', causeId: 'A1' });
    await story.answers({ overall: 3, reason: 'PRICE' });
    await score(toScore());
    expect(invoked('OpenImprovement')).toEqual([
      { v: 1, source: 'EXIT', key: 'exit#PRICE', originId: CASE, linked: [] },
    ]);
  });

  test('of an anonymous answer nothing is known: no score, no signal, nobody turns to anybody', async () => {
    await story.reset({ ...sent, status: 'ANSWERED', naming: 'ANONYMOUS', participation: 'SUBMITTED' });
    await aws.put('Answers', {
      surveyId: 'complaint-2026-03',
      answerKey: 'nobody-knows',
      v: 1,
      state: 'SUBMITTED',
      definition: 'complaint',
      version: 1,
      values: { overall: 1, text: 'Nobody listened to me.' },
      mode: 'WEB',
    });
    expect(await twice(() => score(toScore()))).toMatchObject({ outcome: 'COMPLETED', next: 'CLOSE' });
    expect(await names()).toEqual(['survey.answered']);
    const { events } = await story.sent();
    expect(Object.keys(events[0]?.detail.facts ?? {}).sort()).toEqual([
      'cause',
      'definition',
      'naming',
      'surveyId',
    ]);
    expect(await aws.items('Signals')).toEqual([]);
    expect(aws.invocations.filter(({ functionName }) => functionName !== 'Steward-Deliver')).toEqual([]);
  });
});

describe('Score: "not resolved" about a complaint', () => {
  test('asks to have it looked at once more, once; nobody else turns to the customer, and what was written goes with it', async () => {
    await story.answers({ overall: 1, resolved: 'NO', voice: 'CRITICISM', text: 'The fee is still there.' });
    expect(await twice(() => score(toScore()))).toMatchObject({ next: 'CLOSE' });
    const { events } = await story.sent();
    expect(events.filter(({ name }) => name === 'complaint.reopen-requested')).toMatchObject([
      { detail: { caseId: 'K1', customerId: 'C1', facts: { why: 'SURVEY', invitation: CASE } } },
    ]);
    expect((await story.headNow()).complaintId).toBe('K1');
    expect(invoked('OpenFeedback')).toEqual([]);
  });

  test.each([
    ['after the window', () => story.closed('2025-12-01T00:00:00.000Z')],
    ['where it is open again anyway', () => story.closed('2026-03-01T00:00:00.000Z', { status: 'CLOCKED' })],
  ])('%s somebody turns to the customer instead', async (_, prepare) => {
    await prepare();
    await story.answers({ overall: 1, resolved: 'NO' });
    expect(await score(toScore())).toMatchObject({ next: 'RECOVER' });
    expect(await names()).not.toContain('complaint.reopen-requested');
  });
});

describe('R057 R246 the interview', () => {
  const interview = {
    reached: 'SPOKEN',
    overall: '2',
    effort: '',
    recommend: '',
    resolved: 'YES',
    attitude: '4',
    efficiency: '',
    quality: '',
    price: '',
    expectation: '',
    voice: 'CRITICISM',
    text: 'It took two weeks.',
    wantsContact: '',
  };

  beforeEach(() => story.reset({ ...sent, stopped: 'ENDED' }));

  test('is reserved by the contact rules, and what was said is the answer', async () => {
    expect(await weigh(story.input('Weigh interview', { call: 'INTERVIEW' }))).toEqual({ ruling: 'NOW' });
    expect(await story.contacts()).toEqual(['RESERVED']);
    await story.answered('interview', interview);
    expect(await twice(() => takeInInterview(story.input('Take in interview')))).toEqual({
      found: 'ANSWERED',
    });
    expect(await story.row('Answers', CASE)).toMatchObject({
      state: 'SUBMITTED',
      mode: 'PHONE',
      values: { overall: 2, resolved: 'YES', attitude: 4, voice: 'CRITICISM', text: 'It took two weeks.' },
      by: { customerId: 'C1', caseId: CASE, tier: 'vip', branch: 'B1', ratedId: 'S9' },
    });
    expect(await story.headNow()).toMatchObject({
      status: 'ANSWERED',
      participation: 'SUBMITTED',
      scores: { csat: 2, resolved: 'YES', voice: 'CRITICISM' },
    });
    expect(await story.contacts()).toEqual(['SENT']);
  });

  test.each([
    ['NOT_REACHED', 'RELEASED'],
    ['REFUSED', 'SENT'],
  ])('who is %s has not answered', async (reached, contact) => {
    await weigh(story.input('Weigh interview', { call: 'INTERVIEW' }));
    const none = Object.fromEntries(Object.keys(interview).map((field) => [field, '']));
    await story.answered('interview', { ...none, reached });
    expect(await takeInInterview(story.input('Take in interview'))).toEqual({
      found: 'OVER',
      outcome: 'NO_RESPONSE',
    });
    expect(await story.contacts()).toEqual([contact]);
    expect(await aws.items('Answers')).toEqual([]);
  });

  test.each([
    ['who has no telephone', () => story.reset({ ...sent }, { phone: undefined }), 'NO_RESPONSE'],
    [
      'who does not want surveys by telephone',
      () => story.consents('survey', 'phone', 'WITHDRAWN'),
      'NO_RESPONSE',
    ],
    ['who opted out while somebody was to call', () => story.signalled('OPTED_OUT'), 'OPTED_OUT'],
    ['who complains', () => story.complains(), 'NO_RESPONSE'],
  ])('%s is not called', async (_, prepare, outcome) => {
    await prepare();
    expect(await weigh(story.input('Weigh interview', { call: 'INTERVIEW' }))).toMatchObject({
      ruling: 'NOT',
      outcome,
    });
  });
});

describe('R129 R233 R269 the recovery', () => {
  const recovering = { ...sent, status: 'SCORED', band: 'LOW', participation: 'SUBMITTED' } as const;
  const said = 'The customer was told the fee comes back, and it did not.';
  const recover = async (recovery: string) => {
    await story.answered('survey-recovery', { recovery, reason: said });
    return twice(() => takeInRecovery(story.input('Take in recovery')));
  };

  beforeEach(async () => {
    await story.reset(recovering);
    await weigh(story.input('Weigh recovery', { call: 'RECOVERY' }));
  });

  test('in the night it waits for the morning, and a mark keeps everybody away', async () => {
    await story.reset(recovering);
    vi.setSystemTime(new Date('2026-03-02T14:00:00.000Z'));
    const input = () => story.input('Weigh recovery', { call: 'RECOVERY' });
    expect(await weigh(input())).toEqual({ ruling: 'LATER', until: '2026-03-03T01:00:00.000Z' });
    await story.reset(recovering, { doNotContact: true });
    expect(await weigh(input())).toEqual({ ruling: 'NOT', reason: 'do-not-contact' });
  });

  test('what was put right is asked about once more after 30 days, by the same wish however often', async () => {
    await recover('CONTACTED_FIXED');
    const wish = {
      v: 1,
      customerId: 'C1',
      definition: 'remeasure',
      naming: 'NAMED',
      cause: 'REMEASURE',
      causeId: CASE,
      askAt: '2026-04-01T02:31:00.000Z',
      ratedId: 'S9',
    };
    expect(invoked('OpenInvitation')).toEqual([wish, wish]);
    expect(await story.contacts()).toEqual(['SENT']);
    expect(await aws.items('Signals')).toMatchObject([{ what: 'RECOVERY', value: 'CONTACTED_FIXED' }]);
  });

  test('of what was asked once more nobody asks again', async () => {
    await story.reset({ ...recovering, cause: 'REMEASURE', causeId: 'S1' });
    await recover('CONTACTED_FIXED');
    expect(invoked('OpenInvitation')).toEqual([]);
  });

  test('a complaint goes to intake under the number of the invitation: one, however often', async () => {
    await story.reset({ ...recovering, cause: 'VISIT', causeId: 'V1' });
    const taken = (await recover('COMPLAINT')) as { complaintId: string };
    const submitted = '2026-03-02T02:31:00.000Z';
    expect(taken.complaintId).toBe(surveyComplaintId(CASE, submitted, 'Asia/Shanghai'));
    const event = {
      source: 'bank.survey',
      'detail-type': 'complaint.submitted',
      detail: {
        channel: 'survey',
        externalId: CASE,
        customerId: 'C1',
        submittedAt: submitted,
        text: said,
        respondentId: 'S9',
      },
    };
    expect(invoked('AcceptEvent')).toMatchObject([event, event]);
    expect(await names()).toEqual([]);
  });

  test('a complaint about a complaint that can be opened again asks for that, and opens no other', async () => {
    await story.closed('2026-03-01T00:00:00.000Z');
    expect(await recover('COMPLAINT')).toEqual({ recovery: 'COMPLAINT', complaintId: 'K1' });
    expect(await names()).toEqual(['complaint.reopen-requested']);
    expect(invoked('AcceptEvent')).toEqual([]);
  });

  test('who was not reached was not disturbed', async () => {
    await recover('UNREACHABLE');
    expect(await story.contacts()).toEqual(['RELEASED']);
  });

  test('what the customer asked for has its answer sealed and mailed', async () => {
    await recover('SERVICE_REQUEST');
    await story.answered('service', { done: 'DONE', reply: 'Your new card is on its way to you.' });
    expect(await twice(() => settle(story.input('Settle request')))).toEqual({ by: 'mail' });
    expect(await story.row('Cases', 'LETTER#0001')).toMatchObject({
      kind: 'service',
      parts: { reply: 'Your new card is on its way to you.' },
    });
    expect((await story.sent()).mails).toMatchObject([{ template: 'service-reply', facts: { letter: 1 } }]);
  });
});

test('nothing of an answer is told in events, records of deeds, or state', async () => {
  await story.answers({
    overall: 1,
    resolved: 'YES',
    voice: 'CRITICISM',
    text: 'CANARY rude at the counter',
  });
  const answer = await score(toScore());
  const told = JSON.stringify([await aws.items('Outbox'), await aws.items('Audit'), answer, onDay(0)]);
  expect(told).not.toContain('CANARY');
});
