import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Rescored } from '../../../../functions/churn/ports.ts';
import { alertUnderWay, CASE, MONDAY, onDay } from './story.ts';

const story = await alertUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/churn/wiring.ts');
const { Locked, lockCustomer } = await import('../../../../functions/churn/lock-customer.ts');
const { weighAlert } = await import('../../../../functions/churn/weigh-alert.ts');
const { releaseAlert } = await import('../../../../functions/churn/release-alert.ts');
const { tellAlerts } = await import('../../../../functions/churn/tell-alerts.ts');
const lock = lockCustomer(wiring.lockWiring());
const weigh = weighAlert(wiring.careWiring());
const tell = tellAlerts(wiring.tellWiring());

/** The score that the customer has when they are looked at again. */
let rescored: Rescored | undefined;
const release = releaseAlert({ ...wiring.rescoreWiring(), scorer: { rescore: async () => rescored } });

const at = (moment: string) => vi.setSystemTime(new Date(moment));
const toLock = (caseId = CASE) => {
  const input = story.input('Lock customer');
  return { ...input, case: { ...input.case, caseId } };
};
const toWeigh = (entered = MONDAY) => story.input('Weigh alert', {}, { entered });
const toRelease = (entered = MONDAY) => story.input('Release alert', {}, { entered });
const heldFor = { status: 'HELD' as const, heldFor: 'K1', heldUntil: '2026-03-27T00:00:00.000Z' };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  rescored = { score: 0.5, band: 'medium' };
  await story.reset();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R170 R184 Lock customer', () => {
  beforeEach(async () => {
    await story.reset({ status: 'RAISED' });
    await aws.put('Customers', { customerId: 'C1', sk: 'LOCK#alert', v: 1, at: MONDAY });
  });

  test('takes the lock, notes whose customer it is, and keeps the versions of all policies; twice it does so once', async () => {
    const locked = await lock(toLock());
    expect(locked).toMatchObject({
      customerId: 'C1',
      tier: 'potential',
      line: 'ordinary',
      ownerId: 'S1',
      policies: { playbooks: 1, 'contact-rules': 1, alerting: 1 },
    });
    expect(await story.headNow()).toMatchObject({ status: 'LOCKED', stage: 'at-risk' });
    expect(await story.row('Customers', 'LOCK#alert')).toMatchObject({ caseId: CASE });
    const before = await story.everything();
    expect(await lock(toLock())).toEqual(locked);
    expect(await story.everything()).toEqual(before);
  });

  test('a second alert raises the band of the open one, adds its reasons, tells it, and ends', async () => {
    const raised = await story.headNow();
    await lock(toLock());
    const reasons = [
      { indicator: 'salaryStopped', value: 'YES', adds: 1.2, rows: [] },
      { indicator: 'balanceRatio90', value: 0.2, adds: 1.1, rows: [] },
    ];
    await aws.put('Cases', { ...raised, caseId: 'A2', band: 'high', score: 0.8, reasons });
    expect(await lock(toLock('A2'))).toMatchObject({ outcome: 'MERGED' });
    expect(await story.headNow('A2')).toMatchObject({
      status: 'CLOSED',
      outcome: 'MERGED',
      mergedInto: CASE,
    });
    const open = await story.headNow();
    expect(open).toMatchObject({ status: 'LOCKED', band: 'high', score: 0.8, raisedAgainAt: MONDAY });
    expect(open.reasons.map(({ indicator, value }) => [indicator, value])).toEqual([
      ['salaryStopped', 'YES'],
      ['balanceRatio90', 0.2],
    ]);
    const { signals, events } = await story.sent();
    expect(signals).toMatchObject([{ caseId: CASE, signal: 'UPDATED' }]);
    expect(events.map(({ name }) => name)).toEqual(['churn.merged']);
    expect(await story.row('Customers', 'LOCK#alert')).toMatchObject({ caseId: CASE });
  });

  test('one that was raised while the alert before it was closing ends as part of that: its customer has some rest', async () => {
    const until = '2026-05-01T00:00:00.000Z';
    await aws.put('Customers', { customerId: 'C1', sk: 'COOL#alert', v: 1, until, caseId: 'A0' });
    expect(await lock(toLock())).toMatchObject({ outcome: 'MERGED' });
    expect(await story.headNow()).toMatchObject({ status: 'CLOSED', outcome: 'MERGED', mergedInto: 'A0' });
    expect((await story.row('Customers', 'LOCK#alert'))?.caseId).toBe(undefined);
    const { signals, events } = await story.sent();
    expect(signals).toEqual([]);
    expect(events.map(({ name }) => name)).toEqual(['churn.merged']);
  });

  test('a lower band changes nothing of the open one but that it was seen again', async () => {
    await aws.put('Cases', { ...(await story.headNow()), status: 'LOCKED', band: 'high', score: 0.9 });
    await aws.put('Customers', { customerId: 'C1', sk: 'LOCK#alert', v: 1, caseId: CASE, at: MONDAY });
    await aws.put('Cases', {
      ...(await story.headNow()),
      caseId: 'A2',
      status: 'RAISED',
      band: 'low',
      score: 0.2,
    });
    await lock(toLock('A2'));
    expect(await story.headNow()).toMatchObject({ band: 'high', score: 0.9 });
  });

  test('two alerts of one moment: one holds the lock, the other is joined to it', async () => {
    await aws.put('Cases', { ...(await story.headNow()), caseId: 'A2' });
    const both = await Promise.all([lock(toLock()), lock(toLock('A2'))]);
    expect(both.filter((one) => Locked.parse(one).outcome === 'MERGED')).toHaveLength(1);
    const heads = await Promise.all([story.headNow(), story.headNow('A2')]);
    expect(heads.map(({ status }) => status).sort()).toEqual(['CLOSED', 'LOCKED']);
  });
});

describe('Weigh alert', () => {
  test('lets an alert go on whose customer may be contacted by some way, and reserves nothing', async () => {
    expect(await weigh(toWeigh())).toEqual({ ruling: 'GO', stage: 'START' });
    expect(await story.contacts()).toEqual([]);
  });

  test('a playbook that is under way goes on as one, and what was reserved for it is given back', async () => {
    const { contactId } = await wiring.careWiring().ledger.reserve({
      customerId: 'C1',
      class: 'retention',
      channel: 'phone',
      purpose: 'care',
      cause: 'a talk',
    });
    await aws.put('Cases', {
      ...(await story.headNow()),
      status: 'TREATED',
      playbook: 'CARE',
      contactId: contactId ?? '',
    });
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'GO', stage: 'PLAYBOOK' });
    expect(await story.contacts()).toEqual(['RELEASED']);
    expect((await story.headNow()).contactId).toBeUndefined();
  });

  test.each([
    ['deceased', { deceased: true }],
    ['do-not-contact', { doNotContact: true }],
  ] as const)('R027 ends as SUPPRESSED where the customer is marked %s', async (reason, marks) => {
    await story.reset({}, marks);
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'END', ending: 'SUPPRESSED', reason });
  });

  test('R027 and where they have agreed to no way at all', async () => {
    for (const channel of ['phone', 'mail'] as const) await story.consents('care', channel, 'WITHDRAWN');
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'END', reason: 'consent-withdrawn' });
  });

  test('R149 waits for an open complaint until its date and 7 days, and tells whoever handles it', async () => {
    await story.complains();
    expect(await weigh(toWeigh())).toMatchObject({
      ruling: 'HOLD',
      until: '2026-03-27T00:00:00.000Z',
      complaintId: 'K1',
    });
    expect(await story.headNow()).toMatchObject(heldFor);
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([{ template: 'retention-risk', to: { id: 'S1' }, caseId: 'K1' }]);
    expect(events.map(({ name }) => name)).toEqual(['churn.held']);
    const told = (await aws.items('Audit')).filter(({ entityId }) => entityId === 'K1');
    expect(told).toMatchObject([{ act: 'case.retention-risk', facts: { alert: CASE } }]);
  });

  test('one without a date yet is waited for 22 days, and never past the end of the alert', async () => {
    await story.complains('K1', { dueAt: null });
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'HOLD', until: onDay(22) });
    await story.reset();
    await story.complains('K1', { dueAt: null });
    at(onDay(110));
    expect(await weigh(toWeigh(onDay(110)))).toMatchObject({ ruling: 'HOLD', until: onDay(118) });
  });

  test('a complaint that turned out to be none, or is closed, holds nothing up', async () => {
    await story.complains('K1', { closedAt: '2026-02-28T00:00:00.000Z' });
    expect(await weigh(toWeigh())).toMatchObject({ ruling: 'GO' });
  });
});

describe('Release alert', () => {
  beforeEach(async () => {
    await story.reset(heldFor);
  });

  test('woken while the complaint is open, it waits on as long as before', async () => {
    await story.complains();
    expect(await release(toRelease())).toMatchObject({ ruling: 'HOLD', until: heldFor.heldUntil });
    expect((await story.sent()).events).toEqual([]);
  });

  test('a complaint that was only just handed over counts as open', async () => {
    expect(await release(toRelease())).toMatchObject({ ruling: 'HOLD' });
  });

  test('R253 the complaint is closed: the customer is scored anew, and the alert goes on with what they are now', async () => {
    await story.complains('K1', { closedAt: MONDAY });
    rescored = { score: 0.7, band: 'high' };
    expect(await release(toRelease())).toMatchObject({ ruling: 'GO', stage: 'START' });
    const head = await story.headNow();
    expect(head).toMatchObject({ status: 'LOCKED', band: 'high', score: 0.7 });
    expect(head.heldFor).toBeUndefined();
    expect((await story.sent()).events).toMatchObject([
      { name: 'churn.released', detail: { facts: { reason: 'complaint-closed' } } },
    ]);
  });

  test('below the threshold the complaint was all there was to it', async () => {
    await story.complains('K1', { closedAt: MONDAY });
    rescored = { score: 0.1, band: undefined };
    expect(await release(toRelease())).toMatchObject({ ruling: 'END', ending: 'RECOVERED_BY_COMPLAINT' });
  });

  test('who is no customer any more is not disturbed', async () => {
    await story.complains('K1', { closedAt: MONDAY });
    rescored = undefined;
    expect(await release(toRelease())).toMatchObject({ ruling: 'END', ending: 'SUPPRESSED' });
  });

  test('its time is over and the complaint is not: it goes on, and does not wait for that one again', async () => {
    await story.complains();
    at(heldFor.heldUntil);
    expect(await release(toRelease(heldFor.heldUntil))).toMatchObject({ ruling: 'GO', reason: 'timed-out' });
    expect(await story.headNow()).toMatchObject({ heldOut: 'K1' });
    expect(await weigh(toWeigh(onDay(26)))).toMatchObject({ ruling: 'GO' });
  });

  test('another complaint is waited for next', async () => {
    await story.complains('K1', { closedAt: MONDAY });
    await story.complains('K2', { dueAt: '2026-04-01T00:00:00.000Z' });
    expect(await release(toRelease())).toMatchObject({
      ruling: 'HOLD',
      complaintId: 'K2',
      until: '2026-04-08T00:00:00.000Z',
    });
    expect(await story.headNow()).toMatchObject({ status: 'HELD', heldFor: 'K2' });
  });

  test('what was signalled is acted on, so that it interrupts nobody any more', async () => {
    await story.complains('K1', { closedAt: MONDAY });
    await aws.put('Cases', {
      caseId: CASE,
      sk: 'SIGNAL#S1',
      v: 1,
      signalId: 'S1',
      at: MONDAY,
      kind: 'COMPLAINT_CLOSED',
    });
    await release(toRelease());
    expect(await story.row('Cases', 'SIGNAL#S1')).toMatchObject({ handledAt: MONDAY });
  });
});

describe('R149 news of complaints', () => {
  const event = (type: string, id = `E-${type}`) => ({
    'detail-type': type,
    detail: { id, at: MONDAY, caseId: 'K1', customerId: 'C1' },
  });

  test('reach the open alerts of the customer, once however often they are told', async () => {
    for (const _ of [1, 2]) expect(await tell(event('complaint.received'))).toEqual({ alerts: 1 });
    expect((await story.sent()).signals).toMatchObject([{ caseId: CASE, signal: 'COMPLAINT_OPENED' }]);
    await tell(event('complaint.closed'));
    expect((await story.sent()).signals).toHaveLength(2);
  });

  test('C14 of a complaint that is opened again as well, each round of it once, in whatever order they come', async () => {
    const news = [
      event('complaint.closed', 'E-r2-closed'),
      event('complaint.received'),
      event('complaint.reopened'),
      event('complaint.closed', 'E-r1-closed'),
    ];
    for (const one of [...news, ...news]) await tell(one);
    const { signals } = await story.sent();
    expect(signals.map(({ signal }) => signal).sort()).toEqual([
      'COMPLAINT_CLOSED',
      'COMPLAINT_CLOSED',
      'COMPLAINT_OPENED',
      'COMPLAINT_OPENED',
    ]);
  });

  test('and none that is closed', async () => {
    await story.reset({ status: 'CLOSED' });
    expect(await tell(event('complaint.closed'))).toEqual({ alerts: 0 });
    expect((await story.sent()).signals).toEqual([]);
  });
});
