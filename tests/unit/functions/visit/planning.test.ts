import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CustomerPlan } from '../../../../shared/contracts/items.ts';
import { planner1 } from '../../../../shared/policy/planner.ts';
import { CASE, customer, MONDAY, started, visitUnderWay } from './story.ts';

const story = await visitUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/visit/wiring.ts');
const { planNextVisit } = await import('../../../../functions/visit/plan-next-visit.ts');
const { closeVisit } = await import('../../../../functions/visit/close-visit.ts');
const { weighContact } = await import('../../../../functions/visit/weigh-contact.ts');
const planNext = planNextVisit(wiring.contactWiring());
const close = closeVisit(wiring.contactWiring());
const weigh = weighContact(wiring.contactWiring());

const ended = (ending: string, more: Record<string, unknown> = {}) =>
  story.input('Plan next visit', [], { ending, ...more });
const planNow = async (kind = 'CHECKUP') => CustomerPlan.parse(await story.row('Customers', `PLAN#${kind}`));
const days = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / 86_400_000;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset({ status: 'RECORDED' });
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R046, R124, R127 Plan next visit', () => {
  test('places the next one by the cadence, from this contact, and in the index of what is due', async () => {
    await planNext(ended('COMPLETED'));
    const plan = await planNow();
    expect(plan).toMatchObject({ kind: 'CHECKUP', last: { day: '2026-03-02', outcome: 'COMPLETED' } });
    expect(days('2026-03-02', plan.day)).toBeGreaterThan(70);
    expect(days('2026-03-02', plan.day)).toBeLessThanOrEqual(90);
    expect(plan.planKey).toBe(`${plan.day}#C1#CHECKUP`);
    expect(plan.planShard).toMatch(/^V#[0-7]$/);
    expect(plan.caseId).toBeUndefined();
    expect(JSON.parse(plan.why ?? '')).toContainEqual({
      step: 'last',
      day: '2026-03-02',
      outcome: 'COMPLETED',
    });
    expect(await story.headNow()).toMatchObject({ status: 'FOLLOWED' });
  });

  test('tried again, it plans nothing more', async () => {
    await planNext(ended('COMPLETED'));
    const before = await story.everything();
    await planNext(ended('COMPLETED'));
    expect(await story.everything()).toEqual(before);
  });

  test('after a refusal it takes longer, and a wish of the customer counts before the cadence', async () => {
    await planNext(ended('REFUSED'));
    expect(days('2026-03-02', (await planNow()).day)).toBeGreaterThan(140);
    await story.reset({ status: 'RECORDED', wish: '2026-03-19' });
    await planNext(ended('COMPLETED'));
    expect((await planNow()).day).toBe('2026-03-19');
  });

  test('a visit that came to nothing because of another contact is planned from that contact', async () => {
    await aws.put('Customers', { ...started, last: { day: '2026-02-27', outcome: 'COMPLETED' } });
    await planNext(ended('SKIPPED', { ruling: 'RECENT' }));
    expect(await planNow()).toMatchObject({ last: { day: '2026-02-27', outcome: 'COMPLETED' } });
  });

  test('after a visit for another reason the next check-up starts from it', async () => {
    const { caseId: _, ...planned } = {
      ...started,
      day: '2026-03-09',
      planShard: 'V#1',
      planKey: '2026-03-09#C1#CHECKUP',
    };
    await story.reset({ status: 'RECORDED', visitKind: 'REQUESTED' });
    await aws.put('Customers', planned);
    await planNext(ended('COMPLETED', { kind: 'REQUESTED' }));
    expect(days('2026-03-02', (await planNow()).day)).toBeGreaterThan(70);
  });

  test('a check-up that is under way elsewhere is not planned a second time; it only learns of this contact', async () => {
    await story.reset({ status: 'RECORDED', visitKind: 'REQUESTED' });
    await aws.put('Customers', { ...started, caseId: 'V20260301-OTHER' });
    await planNext(ended('COMPLETED', { kind: 'REQUESTED' }));
    const plan = await planNow();
    expect(plan).toMatchObject({
      caseId: 'V20260301-OTHER',
      last: { day: '2026-03-02', outcome: 'COMPLETED' },
    });
    expect(plan.planKey).toBeUndefined();
  });

  test('R048 after a greeting comes the next day of the customer, in order', async () => {
    await story.reset({ status: 'RECORDED', visitKind: 'GREETING', topic: 'birthday', channel: 'mail' });
    const date = { calendar: 'SOLAR', month: 3, day: 2 };
    await aws.put('Customers', {
      customerId: 'C1',
      sk: 'DATE#birthday',
      v: 1,
      kind: 'birthday',
      date,
      from: 'import',
      at: MONDAY,
    });
    await planNext(ended('CARE_SENT', { kind: 'GREETING' }));
    expect(await planNow('GREETING')).toMatchObject({
      topic: 'dragon-boat',
      day: '2026-06-19',
      channel: 'mail',
    });
    expect((await planNow()).caseId).toBe(CASE);
  });

  test('R047 what matures is visited once before, however early that visit was', async () => {
    const maturity = (id: string, day: number) => ({
      customerId: 'C1',
      sk: `DATE#maturity#${id}`,
      v: 1,
      kind: 'maturity',
      date: { calendar: 'SOLAR', year: 2026, month: 3, day, once: true },
      from: 'import',
      at: MONDAY,
    });
    const made = { status: 'RECORDED', visitKind: 'MATURITY', mustBy: '2026-03-12T15:59:59.999Z' } as const;
    await story.reset(made);
    await aws.put('Customers', maturity('A', 12));
    await planNext(ended('COMPLETED', { kind: 'MATURITY' }));
    expect(await story.row('Customers', 'PLAN#MATURITY')).toBeUndefined();

    await story.reset(made);
    await aws.put('Customers', maturity('A', 12));
    await aws.put('Customers', maturity('B', 20));
    await planNext(ended('COMPLETED', { kind: 'MATURITY' }));
    expect(await planNow('MATURITY')).toMatchObject({ mustBy: '2026-03-20T15:59:59.999Z' });
  });

  test('who has consented to nothing is not planned, and not forgotten either', async () => {
    for (const channel of ['phone', 'mail', 'wechat'] as const)
      await story.consents('care', channel, 'WITHDRAWN');
    await planNext(ended('SUPPRESSED'));
    const plan = await planNow();
    expect(plan.planKey).toBeUndefined();
    expect(plan).toMatchObject({ last: { outcome: 'SUPPRESSED' } });
  });
});

describe('R003, R038, R260 capacity of a relationship manager', () => {
  const wanted = async (): Promise<string> => {
    await planNext(ended('COMPLETED'));
    const { day } = await planNow();
    await story.reset({ status: 'RECORDED' });
    return day;
  };
  const load = (day: string, visits: number) =>
    aws.put('Staff', { staffId: 'S1', sk: `LOAD#${day}`, v: 1, day, visits });

  test('a day with room takes the visit, and counts it', async () => {
    await planNext(ended('COMPLETED'));
    const { day, givenTo } = await planNow();
    expect(givenTo).toBe('S1');
    expect(await story.row('Staff', `LOAD#${day}`)).toMatchObject({ day, visits: 1 });
  });

  test('a full day passes it to the nearest one with room', async () => {
    const day = await wanted();
    await load(day, planner1.visitsPerDay);
    await planNext(ended('COMPLETED'));
    const plan = await planNow();
    expect(plan.day).not.toBe(day);
    expect(Math.abs(days(day, plan.day))).toBeLessThanOrEqual(4);
    expect(await story.row('Staff', `LOAD#${day}`)).toMatchObject({ visits: planner1.visitsPerDay });
  });

  test('a day that fills up while the plan is written is not overfilled', async () => {
    const day = await wanted();
    let filled = false;
    aws.before.TransactWriteItems = async (input) => {
      if (filled || !JSON.stringify(input).includes(`LOAD#${day}`)) return;
      filled = true;
      await load(day, planner1.visitsPerDay);
    };
    await planNext(ended('COMPLETED'));
    expect((await planNow()).day).not.toBe(day);
    expect(await story.row('Staff', `LOAD#${day}`)).toMatchObject({ visits: planner1.visitsPerDay });
  });

  test('a plan that moves gives its day back', async () => {
    await story.reset({ status: 'RECORDED', visitKind: 'REQUESTED' });
    const { caseId: _, ...planned } = {
      ...started,
      day: '2026-03-09',
      planShard: 'V#1',
      planKey: '2026-03-09#C1#CHECKUP',
      givenTo: 'S1',
    };
    await aws.put('Customers', planned);
    await load('2026-03-09', 2);
    await planNext(ended('COMPLETED', { kind: 'REQUESTED' }));
    expect(await story.row('Staff', 'LOAD#2026-03-09')).toMatchObject({ visits: 1 });
  });
});

describe('Close visit', () => {
  const toClose = (state: Record<string, unknown>) => story.input('Close visit', [], state);

  test.each([
    [{ ending: 'COMPLETED' }, 'COMPLETED'],
    [{ ending: 'UNREACHABLE' }, 'UNREACHABLE'],
    [{ kind: 'GREETING' }, 'MISSED'],
    [{ ending: 'COMPLETED', way: 'CANCEL' }, 'MANUAL_TAKEOVER'],
    [{ way: 'COMPLETE' }, 'MANUAL_TAKEOVER'],
  ])('%j is %s', async (state, outcome) => {
    await story.reset({ status: 'FOLLOWED' });
    expect(await close(toClose(state))).toEqual({ outcome, closedAt: MONDAY });
    const head = await story.headNow();
    expect(head).toMatchObject({ status: 'CLOSED', outcome, closedAt: MONDAY });
    expect(head.openShard).toBeUndefined();
    const before = await story.everything();
    expect(await close(toClose(state))).toEqual({ outcome, closedAt: MONDAY });
    expect(await story.everything()).toEqual(before);
  });

  test('nothing that was reserved is left behind, and a visit that was taken over is followed by a plan', async () => {
    await story.reset();
    await weigh(story.input('Weigh contact'));
    expect(await story.contacts()).toEqual(['RESERVED']);
    await close(toClose({ way: 'CANCEL' }));
    expect(await story.contacts()).toEqual(['RELEASED']);
    expect((await planNow()).planKey).toBeDefined();
  });

  test('a visit of which nothing says how it ended is not closed', async () => {
    await expect(close(toClose({}))).rejects.toThrow(`Case ${CASE} has no outcome`);
  });

  test('a customer who is gone leaves no plan', async () => {
    await story.reset({ status: 'RECORDED', customerId: 'C9' });
    await planNext(ended('SUPPRESSED'));
    expect((await aws.items('Customers')).some(({ customerId }) => customerId === 'C9')).toBe(false);
    expect(customer.customerId).toBe('C1');
  });
});
