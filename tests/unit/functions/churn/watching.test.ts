import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { alertUnderWay, CASE, MONDAY, onDay } from './story.ts';

const story = await alertUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/churn/wiring.ts');
const { measure } = await import('../../../../functions/churn/measure.ts');
const { closeAlert } = await import('../../../../functions/churn/close-alert.ts');
const look = measure(wiring.measureWiring());
const close = closeAlert(wiring.contactWiring());

const watched = { status: 'WATCHED', arm: 'TREAT', actedBand: 'medium' } as const;
const toClose = (state: Record<string, unknown> = {}) =>
  story.input('Close alert', state, { emits: ['churn.closed'] });

/** Looks so many days after the alert. */
function lookOn(day: number) {
  vi.setSystemTime(new Date(onDay(day)));
  return look(story.input('Measure', {}, { entered: onDay(day) }));
}

const before = { day: '2026-02-27', balance: 100_000, products: 3, count: 5 };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset(watched);
  await story.figures(before);
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R195 Measure', () => {
  test('30, 60 and 90 days after the alert, by what the customer has and does', async () => {
    expect(await lookOn(0)).toEqual({ stands: 'WAIT', until: onDay(30) });
    await story.figures({ day: '2026-03-30', balance: 95_000, products: 3, count: 4 });
    expect(await lookOn(30)).toEqual({ stands: 'WAIT', until: onDay(60) });
    await story.figures({ day: '2026-04-30', balance: 97_000, products: 3, count: 4 });
    expect(await lookOn(60)).toEqual({ stands: 'WAIT', until: onDay(90) });
    await story.figures({ day: '2026-05-30', balance: 60_000, products: 3, count: 4 });
    expect(await lookOn(90)).toEqual({ stands: 'CLEAR', ending: 'PARTLY' });
    const measures = (await aws.items('Cases')).filter(({ sk }) => String(sk).startsWith('MEASURE#'));
    expect(measures.map(({ day, standing, balanceKept }) => [day, standing, balanceKept])).toEqual([
      [30, 'KEPT', 0.95],
      [60, 'KEPT', 0.97],
      [90, 'PARTLY', 0.6],
    ]);
    expect(await story.headNow()).toMatchObject({ ending: 'PARTLY' });
  });

  test('tried again it measures no second time', async () => {
    await lookOn(30);
    const written = await story.everything();
    expect(await lookOn(30)).toEqual({ stands: 'WAIT', until: onDay(60) });
    expect(await story.everything()).toEqual(written);
  });

  test.each([
    ['TREAT', 'LOST', 'LOST'],
    ['CONTROL', 'CLEAR', 'CONTROL_LOST'],
  ] as const)('who is gone is gone, in the arm %s: %s', async (arm, stands, ending) => {
    await story.reset({ ...watched, arm });
    await story.figures(before, { day: '2026-03-30', balance: 0, products: 0 });
    expect(await lookOn(30)).toEqual({ stands, ending });
  });

  test('R199 who was only watched and stays is a CONTROL_RETAINED', async () => {
    await story.reset({ ...watched, arm: 'CONTROL' });
    await story.figures(before, { day: '2026-05-30', balance: 100_000, products: 3, count: 1 });
    expect(await lookOn(90)).toEqual({ stands: 'CLEAR', ending: 'CONTROL_RETAINED' });
  });

  test('without data nobody knows, and the alert says so', async () => {
    await story.reset(watched);
    expect(await lookOn(90)).toEqual({ stands: 'CLEAR', ending: 'UNKNOWN' });
  });

  test('a treatment that took longer is measured on the next day of the policy', async () => {
    await story.figures({ day: '2026-04-10', balance: 99_000, products: 3 });
    expect(await lookOn(47)).toEqual({ stands: 'WAIT', until: onDay(60) });
    await story.figures({ day: '2026-06-05', balance: 99_000, products: 3 });
    expect(await lookOn(100)).toEqual({ stands: 'CLEAR', ending: 'RETAINED' });
  });

  test('whose transactions were seen before, and are not any more for 60 days, is gone even without balances', async () => {
    await story.reset(watched);
    await story.figures({ day: '2026-02-27', count: 5 }, { day: '2026-03-20', count: 4 });
    expect(await lookOn(30)).toMatchObject({ stands: 'WAIT' });
    expect(await lookOn(90)).toEqual({ stands: 'LOST', ending: 'LOST' });
  });

  test('a higher band is looked at again, once', async () => {
    await story.reset({ ...watched, band: 'high', playbook: 'CARE' });
    expect(await lookOn(10)).toEqual({ stands: 'HIGHER' });
    expect(await story.headNow()).toMatchObject({ reassessed: 'YES' });
    expect((await story.headNow()).playbook).toBeUndefined();
    await aws.put('Cases', { ...(await story.headNow()), actedBand: 'low' });
    expect(await lookOn(11)).toMatchObject({ stands: 'WAIT' });
  });

  test('who is only watched is acted on from the high band on, and not before', async () => {
    await story.reset({ ...watched, arm: 'CONTROL', band: 'medium', actedBand: 'low' });
    expect(await lookOn(10)).toMatchObject({ stands: 'WAIT' });
    await story.reset({ ...watched, arm: 'CONTROL', band: 'high', actedBand: 'low' });
    expect(await lookOn(10)).toEqual({ stands: 'HIGHER' });
  });
});

describe('R170 R195 Close alert', () => {
  test('one label, the lock and the contact free, rest for the customer, and the event; twice it does so once', async () => {
    await story.reset({ ...watched, ending: 'RETAINED', cause: 'PRICE', cost: 120 });
    await story.step(1, 'CONTACT', { state: 'PLANNED' });
    vi.setSystemTime(new Date(onDay(90)));
    const closed = await close(toClose());
    expect(closed).toEqual({ outcome: 'RETAINED', closedAt: onDay(90) });
    const head = await story.headNow();
    expect(head).toMatchObject({ status: 'CLOSED', outcome: 'RETAINED' });
    expect(head.openShard).toBeUndefined();
    expect((await story.row('Customers', 'LOCK#alert'))?.caseId).toBeUndefined();
    expect(await story.row('Customers', 'COOL#alert')).toMatchObject({ until: onDay(150), caseId: CASE });
    expect(await story.steps()).toEqual(['1 CONTACT ENDED SKIPPED']);
    expect((await story.sent()).events).toMatchObject([
      {
        name: 'churn.closed',
        detail: {
          customerId: 'C1',
          facts: { label: 'RETAINED', band: 'medium', arm: 'TREAT', cause: 'PRICE', cost: 120, days: 90 },
        },
      },
    ]);
    const written = await story.everything();
    expect(await close(toClose())).toEqual(closed);
    expect(await story.everything()).toEqual(written);
  });

  test('one that operations end by hand has a label all the same', async () => {
    for (const [measured, outcome] of [
      [undefined, 'UNKNOWN'],
      ['KEPT', 'RETAINED'],
    ] as const) {
      await story.reset(watched);
      if (measured !== undefined) {
        await aws.put('Cases', {
          caseId: CASE,
          sk: 'MEASURE#030',
          v: 1,
          day: 30,
          at: onDay(30),
          standing: measured,
        });
      }
      expect(await close(toClose({ way: 'CANCEL' }))).toMatchObject({ outcome });
    }
  });

  test('a lock that another alert holds stays with it', async () => {
    await aws.put('Customers', { customerId: 'C1', sk: 'LOCK#alert', v: 1, caseId: 'A9', at: MONDAY });
    await close(toClose());
    expect(await story.row('Customers', 'LOCK#alert')).toMatchObject({ caseId: 'A9' });
  });
});
