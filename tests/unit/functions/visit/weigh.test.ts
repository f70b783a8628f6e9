import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CASE, head, MONDAY, started, visitUnderWay } from './story.ts';

const story = await visitUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/visit/wiring.ts');
const { openVisit } = await import('../../../../functions/visit/open-visit.ts');
const { weighContact } = await import('../../../../functions/visit/weigh-contact.ts');
const { waitForDay } = await import('../../../../functions/visit/wait-for-day.ts');
const { sendGreeting } = await import('../../../../functions/visit/send-greeting.ts');
const open = openVisit(wiring.visitWiring());
const weigh = weighContact(wiring.contactWiring());
const wait = waitForDay(wiring.waitWiring());
const greet = sendGreeting(wiring.contactWiring());

const toWeigh = (entered = MONDAY) => story.input('Weigh contact', [], {}, entered);
const hold = (severity: string, closedAt?: string) =>
  aws.put('Customers', {
    customerId: 'C1',
    sk: 'HOLD#complaint#K1',
    v: 1,
    caseId: 'K1',
    severity,
    openedAt: '2026-02-01T00:00:00.000Z',
    ...(closedAt && { closedAt }),
  });

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('Open visit', () => {
  test('grades the visit, finds whose customer it is, and keeps the versions of all policies', async () => {
    const { status: _, tier: __, ownerId: ___, policies: ____, ...planned } = head;
    await aws.put('Cases', { ...planned, status: 'PLANNED' });
    const opened = await open(story.input('Open visit'));
    expect(opened).toMatchObject({
      customerId: 'C1',
      kind: 'CHECKUP',
      tier: 'potential',
      line: 'ordinary',
      ownerId: 'S1',
      policies: { cadence: 1, planner: 1, 'contact-rules': 1 },
    });
    expect(await story.headNow()).toMatchObject({ status: 'WAITING', tier: 'potential', ownerId: 'S1' });
    const before = await story.everything();
    expect(await open(story.input('Open visit'))).toEqual(opened);
    expect(await story.everything()).toEqual(before);
  });
});

describe('R027, R111, R127 Weigh contact', () => {
  test('reserves the contact where the rules let it be now, and says how', async () => {
    expect(await weigh(toWeigh())).toMatchObject({
      ruling: 'NOW',
      by: 'TASK',
      channel: 'phone',
      daypart: 'MORNING',
      tier: 'potential',
      ownerId: 'S1',
    });
    expect(await story.contacts()).toEqual(['RESERVED']);
    expect(await story.headNow()).toMatchObject({ status: 'WAITING', channel: 'phone', weighings: 1 });
    expect((await story.headNow()).contactId).toMatch(/^N/);
  });

  test('tried again, it answers the same and reserves nothing more', async () => {
    const answer = await weigh(toWeigh());
    const before = await story.everything();
    expect(await weigh(toWeigh())).toEqual(answer);
    expect(await story.everything()).toEqual(before);
  });

  test('R5 dies after the reservation: the next attempt takes the same one', async () => {
    let dies = true;
    aws.before.TransactWriteItems = (input) => {
      const writes = JSON.stringify(input);
      if (dies && writes.includes(CASE) && writes.includes('visit.weighed')) throw new Error('it dies here');
    };
    await expect(weigh(toWeigh())).rejects.toThrow();
    dies = false;
    expect(await story.contacts()).toEqual(['RESERVED']);
    await weigh(toWeigh());
    expect(await story.contacts()).toEqual(['RESERVED']);
  });

  test('weighed anew it gives back what was reserved, and reserves again', async () => {
    await weigh(toWeigh());
    expect(await weigh(toWeigh('2026-03-02T03:00:00.000Z'))).toMatchObject({ ruling: 'NOW' });
    expect(await story.contacts()).toEqual(['RELEASED', 'RESERVED']);
    expect(await story.headNow()).toMatchObject({ weighings: 2 });
  });

  test('in the night it is put off until the morning of the customer’s own zone, three times at most', async () => {
    vi.setSystemTime(new Date('2026-03-02T14:00:00.000Z'));
    const night = '2026-03-02T14:00:00.000Z';
    expect(await weigh(toWeigh(night))).toMatchObject({
      ruling: 'LATER',
      until: '2026-03-03T01:00:00.000Z',
      reason: 'deferred',
    });
    expect((await story.sent()).events.map(({ name }) => name)).toEqual(['contact.deferred']);
    await aws.put('Cases', { ...(await story.headNow()), deferrals: 3 });
    expect(await weigh(toWeigh('2026-03-02T14:05:00.000Z'))).toMatchObject({
      ruling: 'NOT',
      ending: 'SKIPPED',
      reason: 'deferred-too-often',
    });
  });

  test('P3 without consent by this channel another one is taken, and without any the visit is suppressed', async () => {
    await story.consents('care', 'phone', 'WITHDRAWN');
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'NOW', channel: 'wechat' });
    await story.reset();
    for (const channel of ['phone', 'wechat', 'sms'] as const)
      await story.consents('care', channel, 'WITHDRAWN');
    expect(await weigh(toWeigh())).toMatchObject({
      ruling: 'NOT',
      ending: 'SUPPRESSED',
      reason: 'consent-withdrawn',
    });
    expect((await story.sent()).events.map(({ name }) => name)).toContain('contact.suppressed');
    expect((await story.headNow()).contactId).toBeUndefined();
  });

  test('while a severe complaint is open there is no visit, and none for two weeks after', async () => {
    await hold('S1');
    expect(await weigh(toWeigh())).toMatchObject({
      ruling: 'NOT',
      ending: 'SUPPRESSED',
      reason: 'complaint-open',
    });
    await story.reset();
    await hold('S2', '2026-02-27T00:00:00.000Z');
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'LATER', until: '2026-03-13T01:00:00.000Z' });
  });

  test('what has happened since it was started is looked at first: a contact in between makes it superfluous', async () => {
    await aws.put('Customers', { ...started, last: { day: '2026-03-01', outcome: 'COMPLETED' } });
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'RECENT', ending: 'SKIPPED' });
    expect(await story.contacts()).toEqual([]);
  });

  test('a new manager and a new tier count from now on', async () => {
    await aws.put('Customers', {
      ...(await story.row('Customers', 'PROFILE')),
      tier: 'vip',
      managerId: 'S2',
    });
    await aws.put('Staff', { ...(await story.row('Staff', 'PROFILE')), staffId: 'S2' });
    expect(await weigh(toWeigh())).toMatchObject({ tier: 'vip', line: 'high-end', ownerId: 'S2' });
    expect(await story.headNow()).toMatchObject({ tier: 'vip', ownerId: 'S2' });
  });

  test('R127 signals that brought the story here are handled, and waits that led here are over', async () => {
    await wait(story.input('Wait for the day', [], { until: '2026-03-05T00:00:00.000Z' }));
    const signal = {
      caseId: CASE,
      sk: 'SIGNAL#S1',
      v: 1,
      signalId: 'S1',
      at: MONDAY,
      kind: 'COMPLAINT_OPENED',
    };
    await aws.put('Cases', signal);
    await weigh(toWeigh());
    expect(await story.row('Cases', 'SIGNAL#S1')).toMatchObject({ handledAt: MONDAY });
    expect((await aws.items('Tasks')).map(({ state }) => state)).toEqual(['EXPIRED']);
  });

  test('some days before its own a visit may begin, and a customer who is gone is left alone', async () => {
    await aws.put('Cases', { ...head, plannedDay: '2026-03-12' });
    expect(await weigh(toWeigh())).toMatchObject({
      ruling: 'LATER',
      until: '2026-03-08T16:00:00.000Z',
      reason: 'not-yet',
    });
    await story.reset({ customerId: 'C9' });
    expect(await weigh(toWeigh())).toMatchObject({
      ruling: 'NOT',
      ending: 'SUPPRESSED',
      reason: 'customer-gone',
    });
  });
});

describe('Wait for the day', () => {
  test('writes a row that nobody holds and that is in no list of work, once', async () => {
    const input = story.input('Wait for the day', [], { until: '2026-03-05T02:30:00.000Z' });
    expect(await wait(input)).toMatchObject({ way: 'WAIT', waitSeconds: 3 * 86_400 });
    const [row] = await aws.items('Tasks');
    expect(row).toMatchObject({
      form: 'pause',
      holder: 'nobody',
      state: 'OPEN',
      dueAt: '2026-03-05T02:30:00.000Z',
    });
    expect(row).not.toHaveProperty('openFor');
    expect(row).not.toHaveProperty('openShard');
    vi.setSystemTime(new Date('2026-03-05T02:00:00.000Z'));
    expect(await wait(input)).toMatchObject({ waitSeconds: 1_800 });
    expect(await aws.items('Tasks')).toHaveLength(1);
  });
});

describe('R048, R215 Send greeting', () => {
  const birthday = {
    visitKind: 'GREETING',
    topic: 'birthday',
    channel: 'mail',
    mustBy: '2026-03-02T15:59:59.999Z',
  } as const;
  const toGreet = story.input('Send greeting', ['care.sent'], { kind: 'GREETING' });

  test('goes by mail on its day, by the contact that was reserved for it, once', async () => {
    await story.reset(birthday);
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'NOW', by: 'MAIL', channel: 'mail' });
    expect(await greet(toGreet)).toEqual({ ending: 'CARE_SENT' });
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([
      { template: 'greeting', to: { kind: 'customer', id: 'C1' }, facts: { topic: 'birthday' } },
    ]);
    expect(mails[0]?.contactId).toMatch(/^N/);
    expect(events.map(({ name }) => name)).toEqual(['care.sent']);
    const before = await story.everything();
    expect(await greet(toGreet)).toEqual({ ending: 'CARE_SENT' });
    expect(await story.everything()).toEqual(before);
  });

  test('is missed when its day is over, and never sent late', async () => {
    await story.reset(birthday);
    await weigh(toWeigh());
    vi.setSystemTime(new Date('2026-03-02T16:00:00.000Z'));
    expect(await greet(toGreet)).toEqual({ ending: 'MISSED' });
    expect((await story.sent()).mails).toEqual([]);
    expect(await story.contacts()).toEqual(['RELEASED']);
    await story.reset(birthday);
    expect(await weigh(toWeigh('2026-03-02T16:00:00.000Z'))).toMatchObject({
      ruling: 'NOT',
      ending: 'MISSED',
    });
  });

  test('waits for its day', async () => {
    await story.reset({ ...birthday, plannedDay: '2026-03-04', mustBy: '2026-03-04T15:59:59.999Z' });
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'LATER', until: '2026-03-03T16:00:00.000Z' });
  });

  test('R126 never goes while a severe complaint is open', async () => {
    await story.reset(birthday);
    await hold('S2');
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'NOT', ending: 'SUPPRESSED' });
  });
});
