import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CASE, MONDAY, onDay, sent, surveyUnderWay } from './story.ts';

const story = await surveyUnderWay();
const { aws } = story;
const takeUp = (await import('../../../../functions/survey/take-up-invitation.ts')).handler;
const invite = (await import('../../../../functions/survey/send-invitation.ts')).handler;
const look = (await import('../../../../functions/survey/look-at-invitation.ts')).handler;
const remind = (await import('../../../../functions/survey/remind-customer.ts')).handler;
const close = (await import('../../../../functions/survey/close-invitation.ts')).handler;

const toInvite = (entered = MONDAY) => story.input('Invite', {}, { entered, emits: ['survey.invited'] });
const toLook = (until = onDay(3), entered = MONDAY) => story.input('Look', { until }, { entered });
const toRemind = (entered = MONDAY) => story.input('Remind', {}, { entered });

/** Does something when the step that runs writes for the first time, before what it writes arrives. */
function inBetween(act: () => Promise<void>): void {
  let done = false;
  aws.before.TransactWriteItems = async (input) => {
    const written = JSON.stringify(input);
    // Not the reservation of the contact, which is a transaction of its own.
    if (done || !written.includes('"HEAD"')) return;
    done = true;
    await act();
  };
}

const at = (days: number) => vi.setSystemTime(new Date(onDay(days)));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

test('Take up invitation says who is asked and when, and keeps the versions of all policies', async () => {
  const taken = await takeUp(story.input('Take up invitation'));
  expect(taken).toMatchObject({
    customerId: 'C1',
    tier: 'vip',
    line: 'high-end',
    ownerId: 'S1',
    ratedId: 'S9',
    until: MONDAY,
    policies: { surveying: 1, surveys: 1, 'contact-rules': 1 },
  });
  const before = await story.everything();
  expect(await takeUp(story.input('Take up invitation'))).toEqual(taken);
  expect(await story.everything()).toEqual(before);
});

describe('R127 Invite', () => {
  test('has the customer asked, once, and says when to look for an answer', async () => {
    expect(await invite(toInvite())).toEqual({ ruling: 'SENT', until: onDay(3) });
    expect(await story.headNow()).toMatchObject({
      status: 'INVITED',
      invitedAt: MONDAY,
      expiresAt: onDay(14),
      version: 1,
    });
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([
      { template: 'survey-invitation', to: { id: 'C1' }, contactId: expect.any(String) },
    ]);
    expect(events.map(({ name }) => name)).toEqual(['survey.invited']);
    const before = await story.everything();
    await invite(toInvite());
    expect(await story.everything()).toEqual(before);
  });

  test.each([
    ['no consent', () => story.consents('survey', 'mail', 'WITHDRAWN'), 'consent-withdrawn'],
    ['an open complaint', () => story.complains(), 'complaint-open'],
    ['no address', () => story.reset({}, { email: undefined }), 'no-address'],
    ['a deceased customer', () => story.reset({}, { deceased: true }), 'deceased'],
    ['the end of the campaign', () => story.signalled('ENDED'), 'ended'],
  ])('does not ask with %s', async (_, prepare, reason) => {
    await prepare();
    expect(await invite(toInvite())).toMatchObject({ ruling: 'NOT', outcome: 'NOT_INVITED', reason });
    expect((await story.sent()).mails).toEqual([]);
    expect(await story.contacts()).not.toContain('RESERVED');
  });

  test('one survey about an event in 30 days: the next waits as long as it has a point, and is not asked then', async () => {
    await invite(toInvite());
    const other = { ...(await story.headNow()), status: 'OPENED', moves: 7, answeredFor: undefined } as const;
    await story.aws.put('Cases', { ...other, causeId: 'K3' });
    expect(await invite(toInvite(onDay(1)))).toMatchObject({ ruling: 'NOT', reason: 'too-late' });
  });

  test('waits for the morning, twice, and not a third time', async () => {
    for (const deferrals of [0, 1, 2]) {
      await story.reset({ deferrals });
      vi.setSystemTime(new Date('2026-03-02T14:00:00.000Z'));
      const ruled = await invite(toInvite());
      if (deferrals < 2) expect(ruled).toEqual({ ruling: 'LATER', until: '2026-03-03T01:00:00.000Z' });
      else expect(ruled).toMatchObject({ ruling: 'NOT', reason: 'deferred-too-often' });
    }
  });

  test.each([
    ['a complaint', () => story.complains(), 'complaint-open'],
    ['a taken-back consent', () => story.consents('survey', 'mail', 'WITHDRAWN'), 'consent-withdrawn'],
  ])('%s between the word of the arbiter and the mail keeps the mail back', async (_, act, reason) => {
    inBetween(act);
    expect(await invite(toInvite())).toMatchObject({ ruling: 'NOT', reason });
    expect((await story.sent()).mails).toEqual([]);
    expect(await story.contacts()).not.toContain('RESERVED');
  });
});

describe('Look', () => {
  beforeEach(() => story.reset(sent));

  test('an answer counts whatever else happened', async () => {
    await story.answers({ overall: 2 });
    for (const kind of ['COMPLAINT_OPENED', 'OPTED_OUT', 'ENDED'] as const) await story.signalled(kind);
    expect(await look(toLook())).toEqual({ found: 'ANSWERED' });
    expect((await story.headNow()).stopped).toBeUndefined();
  });

  test.each([
    ['COMPLAINT_OPENED', 'COMPLAINT', 'CANCELLED'],
    ['OPTED_OUT', 'OPTED_OUT', 'OPTED_OUT'],
    ['BOUNCED', 'BOUNCED', 'UNDELIVERABLE'],
    ['ENDED', 'ENDED', 'NO_RESPONSE'],
  ] as const)('%s ends it, and from then on it takes no answer', async (kind, stopped, outcome) => {
    await story.signalled(kind);
    expect(await look(toLook())).toEqual({ found: 'OVER', outcome });
    expect((await story.headNow()).stopped).toBe(stopped);
    const events = (await story.sent()).events.map(({ name }) => name);
    expect(events).toEqual(kind === 'OPTED_OUT' ? ['survey.opted-out'] : []);
  });

  test('before its time it waits; at its time it reminds', async () => {
    expect(await look(toLook())).toEqual({ found: 'WAIT' });
    at(3);
    expect(await look(toLook(onDay(3), onDay(3)))).toEqual({ found: 'REMIND' });
  });

  test('at the end a vip customer is called, others are not, and of what was kept nobody is called', async () => {
    const over = toLook(onDay(14), onDay(14));
    for (const [changes, found] of [
      [{}, { found: 'CALL', call: 'INTERVIEW', outcome: 'NO_RESPONSE' }],
      [{ tier: 'mass' }, { found: 'OVER', outcome: 'NO_RESPONSE' }],
      [{ naming: 'ANONYMOUS' }, { found: 'OVER', outcome: 'NO_RESPONSE' }],
      [{ participation: 'PARTIAL' }, { found: 'ANSWERED' }],
    ] as const) {
      await story.reset({ ...sent, ...changes });
      at(14);
      expect(await look(over)).toEqual(found);
      expect((await story.headNow()).stopped).toBe('ENDED');
    }
  });

  test('an answer that comes while it is found over is found instead', async () => {
    at(14);
    inBetween(() => story.answers({ overall: 4 }));
    expect(await look(toLook(onDay(14), onDay(14)))).toEqual({ found: 'ANSWERED' });
  });

  test('a signal that comes while it looks is not handled by that look', async () => {
    inBetween(() => story.signalled('OPTED_OUT'));
    await look(toLook());
    expect((await story.row('Cases', 'SIGNAL#SIG-OPTED_OUT'))?.handledAt).toBeUndefined();
    expect(await look(toLook(onDay(3), onDay(1)))).toEqual({ found: 'OVER', outcome: 'OPTED_OUT' });
  });
});

describe('R127 Remind', () => {
  beforeEach(async () => {
    await story.reset(sent);
    at(3);
  });

  test('reminds once, and says when to look next', async () => {
    expect(await remind(toRemind())).toEqual({ reminded: 'YES', until: onDay(7) });
    expect((await story.headNow()).reminders).toBe(1);
    const before = await story.everything();
    await remind(toRemind());
    expect(await story.everything()).toEqual(before);
    expect((await story.sent()).mails).toMatchObject([
      { template: 'survey-reminder', facts: { mustBy: onDay(14) } },
    ]);
  });

  test('at most twice, and after that the end is next', async () => {
    await remind(toRemind(onDay(3)));
    at(7);
    expect(await remind(toRemind(onDay(7)))).toEqual({ reminded: 'YES', until: onDay(14) });
    at(10);
    expect(await remind(toRemind(onDay(10)))).toMatchObject({ reminded: 'NO', reason: 'often-enough' });
    expect((await story.sent()).mails).toHaveLength(2);
  });

  test('as much time between two mails as before the first, however late that was', async () => {
    vi.setSystemTime(new Date(onDay(6)));
    expect(await remind(toRemind())).toEqual({ reminded: 'YES', until: onDay(9) });
  });

  test('in the night it waits for the morning', async () => {
    vi.setSystemTime(new Date('2026-03-05T14:00:00.000Z'));
    expect(await remind(toRemind())).toEqual({
      reminded: 'NO',
      reason: 'deferred',
      until: '2026-03-06T01:00:00.000Z',
    });
  });

  const against = [
    ['an answer', () => story.answers({ overall: 4 })],
    ['a complaint', () => story.complains()],
    ['a taken-back consent', () => story.consents('survey', 'mail', 'WITHDRAWN')],
    ['a mark', () => story.aws.put('Customers', { ...profileOf(), doNotContact: true })],
  ] as const;

  const profileOf = () => ({
    customerId: 'C1',
    sk: 'PROFILE',
    v: 1,
    name: 'Wang Fang CANARY',
    email: 'wang@example.com',
    language: 'zh-CN',
    type: 'personal',
    tier: 'vip',
    stage: 'mature',
    riskClass: 'compliant',
    branch: 'B1',
    zone: 'Asia/Shanghai',
  });

  test.each(against)('never after %s, wherever between reading and writing it comes', async (_, act) => {
    // Before anything is read, before each call to the records in turn, and after everything was written.
    await remind(toRemind());
    const calls = aws.calls.length;
    let reminded = 0;
    for (let moment = 0; moment <= calls; moment++) {
      await story.reset(sent);
      at(3);
      let seen = 0;
      let acted = false;
      let wrote = false;
      const step = async (input: Record<string, unknown>) => {
        const text = JSON.stringify(input);
        if (!acted && seen++ === moment) {
          acted = true;
          await act();
        }
        if (text.includes('survey-reminder') && !acted) wrote = true;
      };
      for (const operation of ['GetItem', 'Query', 'TransactWriteItems', 'PutItem', 'UpdateItem'])
        aws.before[operation] = step;
      await remind(toRemind());
      const mails = (await story.sent()).mails.length;
      if (mails > 0) reminded++;
      // The mail stands only where it was written before that came.
      expect(mails > 0, `call ${moment}`).toBe(wrote);
      expect((await story.contacts()).filter((state) => state === 'RESERVED')).toHaveLength(mails);
    }
    // Both happened: the test sees moments before the mail, and moments after it.
    expect(reminded).toBeGreaterThan(0);
    expect(reminded).toBeLessThan(calls);
  });
});

describe('Close invitation', () => {
  test('keeps the outcome that the steps found, and gives a reserved contact back', async () => {
    await invite(toInvite());
    const { mails } = await story.sent();
    await story.aws.put('Cases', { ...(await story.headNow()), contactId: mails[0]?.contactId });
    const input = story.input('Close invitation', { outcome: 'NO_RESPONSE' }, { emits: ['survey.closed'] });
    expect(await close(input)).toEqual({ outcome: 'NO_RESPONSE', closedAt: MONDAY });
    expect(await story.headNow()).toMatchObject({ caseId: CASE, status: 'CLOSED', outcome: 'NO_RESPONSE' });
    expect(await story.contacts()).toEqual(['RELEASED']);
    const before = await story.everything();
    await close(input);
    expect(await story.everything()).toEqual(before);
  });

  test('what somebody ended by hand was taken over', async () => {
    const taken = story.input('Close invitation', { outcome: 'NO_RESPONSE', way: 'COMPLETE' });
    expect(await close(taken)).toMatchObject({ outcome: 'MANUAL_TAKEOVER' });
  });
});
