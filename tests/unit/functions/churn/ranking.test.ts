import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callsForPerson, roomFor, savedValueOf, weekOf } from '../../../../functions/churn/rules/budget.ts';
import { AlertLoad } from '../../../../shared/contracts/scores.ts';
import { alerting1 } from '../../../../shared/policy/alerting.ts';
import { playbooks1 } from '../../../../shared/policy/playbooks.ts';
import { NIGHT, scoredBank } from './bank.ts';

const bank = await scoredBank();
const { aws } = bank;
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Steward-ScoreCustomers');
const { handler: score } = await import('../../../../functions/churn/score-customers.ts');
const { handler: rank } = await import('../../../../functions/churn/rank-alerts.ts');
const { handler: hear } = await import('../../../../functions/churn/hear-event.ts');

type Fields = Record<string, unknown>;

const DAY = 86_400_000;
const { perManagerWeek } = alerting1.budget;
const mediumRoom = roomFor('medium', alerting1);

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NIGHT) });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const night = async () => (await score({ schedule: 'ScoreCustomers' })) as Fields;
/** The morning of a day: Monday unless said otherwise. */
const morning = async (daysLater = 0): Promise<Fields> => {
  vi.setSystemTime(Date.parse(NIGHT) + 5.5 * 3_600_000 + daysLater * DAY);
  return (await rank({ schedule: 'RankAlerts' })) as Fields;
};
interface Line {
  readonly customerId: string;
  readonly savedValue: number;
  readonly for: string;
}
const held = async (manager?: string) =>
  (await rank({ held: true, ...(manager !== undefined && { manager }) })) as {
    held: Line[];
    raised: Record<string, number>;
  };
const raisedFor = async () => (await bank.alerts()).map(({ customerId }) => customerId).sort();
const events = (detailType: string, customerId: string, more: Fields = {}) => ({
  'detail-type': detailType,
  detail: { id: `E-${detailType}-${customerId}`, at: NIGHT, customerId, ...more },
});

/** So many customers of one manager who may leave; each is worth more than the one before. */
async function leavers(count: number, its: Parameters<typeof bank.customer>[1] = {}): Promise<void> {
  for (let at = 1; at <= count; at++) {
    const id = `C${String(at).padStart(2, '0')}`;
    // Never ten times what they have later: that would be somebody who has left.
    await bank.customer(id, its, at * 90_000);
    await bank.wavers(id);
  }
}

describe('R184 the budget of a manager’s alerts', () => {
  test('at night whatever calls for a person waits, and is listed with what it saves', async () => {
    await leavers(3);
    expect(await night()).toMatchObject({ scored: 3, raised: 0, held: 3 });
    const list = await held();
    expect(list.held.map(({ customerId }) => customerId)).toEqual(['C03', 'C02', 'C01']);
    expect(list.held[0]?.savedValue).toBeGreaterThan(list.held[1]?.savedValue ?? Number.NaN);
    expect(list.raised).toEqual({ S1: 0 });
    expect((await held('S2')).held).toEqual([]);
  });

  test('in the morning those that save most are raised, as far as there is room; the others wait on', async () => {
    await leavers(perManagerWeek + 3);
    await night();
    expect(await morning()).toEqual({ raised: mediumRoom, held: perManagerWeek + 3 - mediumRoom });
    const expected = Array.from(
      { length: mediumRoom },
      (_, at) => `C${String(perManagerWeek + 3 - at).padStart(2, '0')}`,
    );
    expect(await raisedFor()).toEqual(expected.sort());
    expect((await held()).raised).toEqual({ S1: mediumRoom });
    expect(await morning(1)).toMatchObject({ raised: 0 });
    const [load] = (await aws.items('Register'))
      .filter(({ entry }) => String(entry).startsWith('alert-load#'))
      .map((row) => AlertLoad.parse(row));
    expect(load).toMatchObject({ staffId: 'S1', week: '2026-03-02', raised: mediumRoom });
  });

  test('the next week has room again, and in the end nothing was dropped', async () => {
    const all = perManagerWeek + 3;
    await leavers(all);
    await night();
    for (const week of [0, 1, 2]) await morning(7 * week);
    expect((await bank.alerts()).length).toBe(all);
    expect((await held()).held).toEqual([]);
    expect(new Set(await raisedFor()).size).toBe(all);
  });

  test('on a day without work nothing is raised', async () => {
    await leavers(1);
    await night();
    expect(await morning(5)).toEqual({ raised: 0, held: 1 });
  });

  test('each manager has a week of their own, and so has the branch of customers without one', async () => {
    await leavers(2);
    await bank.customer('D1', { managerId: 'S2' });
    await bank.wavers('D1');
    await bank.customer('D2', { managerId: undefined });
    await bank.wavers('D2');
    await night();
    expect(new Set((await held()).held.map(({ for: whose }) => whose))).toEqual(
      new Set(['S1', 'S2', 'branch-B1']),
    );
    expect(await morning()).toEqual({ raised: 4, held: 0 });
  });

  test('what needs no person takes no place', async () => {
    await leavers(2, { tier: 'mass' });
    expect(await night()).toMatchObject({ raised: 2, held: 0 });
    expect(await aws.items('Staff')).toEqual([]);
  });

  test('two mornings at once raise no more than there is room, and nobody twice', async () => {
    await leavers(perManagerWeek + 3);
    await night();
    await Promise.all([morning(), morning(), morning()]);
    expect((await raisedFor()).length).toBe(mediumRoom);
    expect(new Set(await raisedFor()).size).toBe(mediumRoom);
  });

  test('one that is no longer due waits no longer, and that is put on record', async () => {
    await leavers(1);
    await night();
    await bank.balanceFalls('C01', 1);
    vi.setSystemTime(Date.now() + DAY);
    await bank.mark('C01', new Date(Date.now() - 3_600_000).toISOString());
    await night();
    expect((await held()).held).toEqual([]);
    expect(await bank.deeds('churn.held-alert-lapsed')).toMatchObject([
      { entityId: 'C01', facts: { band: 'medium' } },
    ]);
  });

  test('of a customer who cools down by then waits on', async () => {
    await leavers(1);
    await night();
    const until = new Date(Date.now() + 3 * DAY).toISOString();
    await aws.put('Customers', { customerId: 'C01', sk: 'COOL#alert', v: 1, until, caseId: 'A1' });
    expect(await morning()).toEqual({ raised: 0, held: 1 });
    expect(await morning(4)).toEqual({ raised: 1, held: 0 });
  });
});

describe('R142 R149 R253 what our own events tell', () => {
  test('of a complaint is a signal with its case, once, and the customer is scored at once', async () => {
    await bank.customer('C1', { tier: 'mass' });
    const received = events('complaint.received', 'C1', { caseId: 'K1' });
    expect(await hear(received)).toEqual({ acted: 'BELOW' });
    await hear(received);
    await hear(events('complaint.closed', 'C1', { caseId: 'K1', facts: { outcome: 'REJECTED', days: 4 } }));
    const signals = (await aws.items('Signals')).map(({ from, what, caseId, value }) => ({
      from,
      what,
      caseId,
      value,
    }));
    expect(signals).toHaveLength(2);
    expect(signals).toContainEqual({ from: 'complaint', what: 'COMPLAINT_RECEIVED', caseId: 'K1' });
    expect(signals).toContainEqual({
      from: 'complaint',
      what: 'COMPLAINT_CLOSED',
      caseId: 'K1',
      value: 'REJECTED',
    });
    expect((await bank.scoreOf('C1')).scoredAt).toBe(NIGHT);
  });

  test('of somebody whom nobody knows is nothing', async () => {
    expect(await hear(events('visit.unreachable', 'C404'))).toEqual({ acted: 'NOBODY' });
  });

  test('raises a high band at once while there is room, also where the other bands have none', async () => {
    await leavers(perManagerWeek);
    await night();
    await morning();
    expect((await bank.alerts()).length).toBe(mediumRoom);
    for (let at = 1; at <= 3; at++) {
      await bank.customer(`H${at}`);
      await bank.leaves(`H${at}`);
    }
    const said = [];
    for (const id of ['H1', 'H2', 'H3']) said.push(await hear(events('visit.completed', id)));
    const free = perManagerWeek - mediumRoom;
    expect(said.map((answer) => (answer as Fields).acted)).toEqual(
      ['H1', 'H2', 'H3'].map((_, at) => (at < free ? 'RAISED' : 'HELD')),
    );
  });

  test('an alert of the bank’s own model is raised the same way, with its reasons and model 0', async () => {
    await bank.customer('C1', { tier: 'mass' });
    const sk = await bank.signal('C1', 'ALERT_SUBMITTED', NIGHT, {
      value: 0.55,
      model: 'retail-7',
      reasons: [{ code: 'balance-falls', value: -0.4 }],
    });
    const facts = { signalId: 'GALERT_SUBMITTED', what: 'ALERT_SUBMITTED', signalAt: NIGHT };
    expect(await hear(events('signal.recorded', 'C1', { facts }))).toEqual({ acted: 'RAISED' });
    expect(await bank.alerts()).toMatchObject([
      {
        band: 'medium',
        score: 0.55,
        model: 0,
        reasons: [{ indicator: 'balance-falls', value: -0.4, adds: 0, rows: [sk] }],
      },
    ]);
  });

  test('and where it waits for room, our own lower score does not send it away', async () => {
    await bank.customer('C1');
    const more = { value: 0.45, model: 'retail-7', reasons: [] };
    await bank.signal('C1', 'ALERT_SUBMITTED', NIGHT, more);
    const facts = { signalId: 'GALERT_SUBMITTED', what: 'ALERT_SUBMITTED', signalAt: NIGHT };
    expect(await hear(events('signal.recorded', 'C1', { facts }))).toEqual({ acted: 'HELD' });
    vi.setSystemTime(Date.now() + 8 * DAY);
    expect(await night()).toMatchObject({ scored: 1 });
    expect((await held()).held).toMatchObject([{ customerId: 'C1', band: 'medium' }]);
    await morning(8);
    expect(await bank.alerts()).toMatchObject([{ score: 0.45, model: 0 }]);
  });

  test('what it once said counts once: brought again after the alert and its rest are over, it warns of nobody', async () => {
    await bank.customer('C1', { tier: 'mass' });
    await bank.signal('C1', 'ALERT_SUBMITTED', NIGHT, { value: 0.55, model: 'retail-7', reasons: [] });
    const facts = { signalId: 'GALERT_SUBMITTED', what: 'ALERT_SUBMITTED', signalAt: NIGHT };
    const said = events('signal.recorded', 'C1', { facts });
    expect(await hear(said)).toEqual({ acted: 'RAISED' });
    vi.setSystemTime(Date.now() + 120 * DAY);
    expect(await hear(said)).toEqual({ acted: 'BELOW' });
    expect(await bank.alerts()).toHaveLength(1);
  });

  test('what it said while the customer was left in peace does not count afterwards either', async () => {
    await bank.customer('C1', { tier: 'mass' });
    const until = new Date(Date.parse(NIGHT) + DAY).toISOString();
    await aws.put('Customers', { customerId: 'C1', sk: 'COOL#alert', v: 1, until, caseId: 'A1' });
    await bank.signal('C1', 'ALERT_SUBMITTED', NIGHT, { value: 0.55, model: 'retail-7', reasons: [] });
    const facts = { signalId: 'GALERT_SUBMITTED', what: 'ALERT_SUBMITTED', signalAt: NIGHT };
    vi.setSystemTime(Date.now() + 2 * DAY);
    expect(await hear(events('signal.recorded', 'C1', { facts }))).toEqual({ acted: 'BELOW' });
  });

  test('a signal whose value cannot be is refused by name', async () => {
    await expect(hear({ 'detail-type': 'complaint.received', detail: { id: 'E1' } })).rejects.toMatchObject({
      name: 'InputRefused',
    });
  });
});

describe('the arithmetic of the budget', () => {
  test.each([
    ['2026-03-02', '2026-03-02'],
    ['2026-03-08', '2026-03-02'],
    ['2026-03-09', '2026-03-09'],
    ['2026-01-01', '2025-12-29'],
  ])('the week of %s begins on %s', (day, monday) => {
    expect(weekOf(day)).toBe(monday);
  });

  test('saved is probability times the share that is kept times what the customer earns the bank', () => {
    const figures = { asOf: '2026-03-01', balance: 1_000_000 };
    const share = alerting1.saved.share.high;
    expect(savedValueOf({ probability: 0.5, band: 'high', figures }, alerting1)).toBe(0.5 * share * 15_000);
    const told = { ...figures, contribution: 40_000 };
    expect(savedValueOf({ probability: 0.5, band: 'high', figures: told }, alerting1)).toBe(
      0.5 * share * 40_000,
    );
    const loss = { ...figures, contribution: -5 };
    expect(savedValueOf({ probability: 0.5, band: 'high', figures: loss }, alerting1)).toBe(0);
    expect(savedValueOf({ probability: 0.5, band: 'high', figures: undefined }, alerting1)).toBe(0);
  });

  test('R203 low bands and the mass go without a person, as the playbooks say', () => {
    expect(callsForPerson(playbooks1, 'vip', 'low')).toBe(playbooks1.route.vip.low === 'PERSON');
    expect(callsForPerson(playbooks1, 'vip', 'high')).toBe(true);
    expect(callsForPerson(playbooks1, 'mass', 'medium')).toBe(false);
  });
});
