import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { measuredOf } from '../../../../functions/churn/rules/indicators.ts';
import { scoreOf } from '../../../../functions/churn/rules/score.ts';
import { ScoringRun } from '../../../../shared/contracts/scores.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { alerting1 } from '../../../../shared/policy/alerting.ts';
import { churnModel1 } from '../../../../shared/policy/churn-model.ts';
import { serviceFault } from '../../shared/platform/small-aws.ts';
import { NIGHT, scoredBank } from './bank.ts';

const bank = await scoredBank();
const { aws } = bank;
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Steward-ScoreCustomers');
const { handler } = await import('../../../../functions/churn/score-customers.ts');

type Fields = Record<string, unknown>;

const DAY = 86_400_000;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NIGHT) });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const night = async (cursor?: unknown, remaining?: number): Promise<Fields> =>
  (await handler(
    { schedule: 'ScoreCustomers', ...(cursor !== undefined && { cursor }) },
    remaining === undefined ? {} : { getRemainingTimeInMillis: () => remaining },
  )) as Fields;

describe('R142 R164 R174 the nightly scoring', () => {
  test('R170 R184 raises an alert with its reasons and the rows behind them, and starts its workflow', async () => {
    await bank.customer('C1', { tier: 'mass' });
    await bank.leaves('C1');
    expect(await night()).toEqual({ scored: 1, raised: 1, held: 0, goesOn: false });
    const [alert] = await bank.alerts();
    expect(alert).toMatchObject({
      customerId: 'C1',
      status: 'RAISED',
      band: 'medium',
      model: 1,
      ownerId: 'S1',
      tier: 'mass',
      stage: 'mature',
      riskClass: 'compliant',
      openedAt: NIGHT,
    });
    expect(alert?.openShard).toMatch(/^C#[0-7]$/);
    const [first] = alert?.reasons ?? [];
    expect(first).toEqual({
      indicator: 'balanceRatio90',
      value: 0.1,
      adds: 2.2,
      rows: [2, 50, 80].map((ago) => `DAY#holdings#${bank.day(ago)}`),
    });
    expect(alert?.reasons.map(({ indicator }) => indicator)).toEqual([
      'balanceRatio90',
      'salaryStopped',
      'productsClosed180',
    ]);
    const known = new Set((await aws.items('Signals')).map(({ sk }) => sk));
    for (const { rows } of alert?.reasons ?? []) expect(rows.filter((row) => !known.has(row))).toEqual([]);
    const caseId = alert?.caseId;
    expect([...aws.executions.values()]).toEqual([
      { name: `alert-${caseId}-r1`, input: JSON.stringify({ v: 1, caseId, round: 1 }) },
    ]);
    expect(alert?.execution).toContain(`:execution:ChurnAlertResponse:alert-${caseId}-r1`);
    expect(await bank.events('churn.alerted')).toMatchObject([
      { caseId, customerId: 'C1', facts: { band: 'medium', tier: 'mass', model: 1 } },
    ]);
    const trail = (await aws.items('Audit')).filter(({ entityId }) => entityId === caseId);
    expect(trail).toMatchObject([{ act: 'churn.alerted', actor: 'scoring' }]);
    expect(firstBrokenAudit(trail as never)).toBeUndefined();
  });

  test('R164 gives exactly the score of the rule, to the last bit', async () => {
    await bank.customer('C1');
    await bank.leaves('C1');
    await night();
    const { assessed } = await bank.scoreOf('C1');
    const { row } = measuredOf(
      {
        at: NIGHT,
        today: '2026-03-02',
        profile: { tier: 'potential', stage: 'mature', since: '2015-03-02' },
        figures: { asOf: bank.day(200), balance: 100_000 },
        transactions: [],
        ratings: [],
        holdings: (await aws.items('Signals')).filter(({ sk }) => String(sk).startsWith('DAY#')) as never,
        signals: (await aws.items('Signals')).filter(({ sk }) => String(sk).startsWith('SIGNAL#')) as never,
        rateGap: 0,
      },
      alerting1,
    );
    expect(assessed?.score).toBe(scoreOf(churnModel1.model, row).probability);
  });

  test('reads the index of marks and no table, and scores nobody of whom nothing is new', async () => {
    await bank.customer('C1');
    await bank.customer('C2');
    expect(await night()).toMatchObject({ scored: 2 });
    later(DAY);
    aws.calls.length = 0;
    expect(await night()).toMatchObject({ scored: 0 });
    // One look at each of the eight shards, and the entry of the night.
    expect(aws.calls.filter((call) => call === 'Query')).toHaveLength(8);
    expect(aws.calls.filter((call) => call !== 'Query')).toEqual(['GetItem', 'PutItem']);
  });

  test('looks again after a week of silence, for silence is a sign as well', async () => {
    await bank.customer('C1', { tier: 'mass' });
    const at = `${bank.day(20)}T04:00:00.000Z`;
    await bank.signal('C1', 'CHANNEL_USED', at, { value: 'app' });
    await night();
    const before = (await bank.scoreOf('C1')).assessed?.score ?? 1;
    later(6 * DAY);
    expect(await night()).toMatchObject({ scored: 0 });
    later(7 * DAY);
    expect(await night()).toMatchObject({ scored: 1 });
    expect((await bank.scoreOf('C1')).assessed?.score).toBeGreaterThan(before);
  });

  test('a customer who was marked a moment ago is looked at once more, for rows may still be on their way', async () => {
    await bank.customer('C1');
    await bank.mark('C1', new Date(Date.parse(NIGHT) - 60_000).toISOString());
    expect(await night()).toMatchObject({ scored: 1 });
    later(DAY);
    expect(await night()).toMatchObject({ scored: 1 });
    later(DAY);
    expect(await night()).toMatchObject({ scored: 0 });
  });

  test('goes on in an invocation of its own where time runs short, and nobody is scored twice', async () => {
    for (let at = 0; at < 30; at++) await bank.customer(`C${at}`);
    let scored = 0;
    let cursor: unknown;
    for (let part = 1; part <= 20; part++) {
      const answer = await night(cursor, 1_000);
      scored += Number(answer.scored);
      if (answer.goesOn === false) break;
      const { payload } = aws.invocations.findLast(
        ({ functionName }) => functionName === 'Steward-ScoreCustomers',
      ) ?? { payload: {} };
      ({ cursor } = payload as { cursor?: unknown });
    }
    expect(scored).toBe(30);
    const run = ScoringRun.parse((await aws.items('Register'))[0]);
    expect(run).toMatchObject({ day: '2026-03-02', state: 'CLOSED', scored: 30, failed: 0 });
  });

  test('a customer who cannot be scored holds nobody up, is told of at the end, and stays due', async () => {
    for (const id of ['C1', 'C2', 'C3']) await bank.customer(id);
    await aws.put('Signals', { customerId: 'C2', sk: 'DAY#holdings#2026-02-28', v: 1, balance: 'much' });
    await expect(night()).rejects.toMatchObject({
      name: 'ScoringUnfinished',
      message: expect.stringContaining('C2'),
    });
    expect((await bank.scoreOf('C1')).scoredAt).toBe(NIGHT);
    expect((await bank.scoreOf('C3')).scoredAt).toBe(NIGHT);
    expect((await bank.scoreOf('C2')).scoreKey).toContain('C2');
    expect(ScoringRun.parse((await aws.items('Register'))[0])).toMatchObject({ scored: 2, failed: 1 });
  });

  test('a mark that names nobody goes away', async () => {
    await bank.mark('C404');
    expect(await night()).toMatchObject({ scored: 0 });
    expect((await bank.scoreOf('C404')).scoreShard).toBeUndefined();
  });

  test('whatever comes while a customer is scored is not missed: the score is made anew', async () => {
    await bank.customer('C1', { tier: 'mass' });
    let hit = false;
    aws.before.UpdateItem = async () => {
      if (hit) return;
      hit = true;
      await bank.leaves('C1');
      delete aws.before.UpdateItem;
      await bank.mark('C1', NIGHT);
    };
    expect(await night()).toMatchObject({ scored: 1, raised: 1 });
  });

  test('R180 the entry of the night says what was not known and what was left out', async () => {
    await bank.customer('C1');
    await bank.customer('C2', { since: undefined });
    await bank.signal('C1', 'SATISFACTION', undefined, { value: 9 });
    await bank.signal('C2', 'UNREACHABLE', '2026-03-09T00:00:00.000Z');
    await night();
    expect(ScoringRun.parse((await aws.items('Register'))[0])).toMatchObject({
      missing: { tenureDays: 1, satisfactionLast: 2, salaryStopped: 2 },
      leftOut: { UNFIT: 1, FUTURE: 1 },
    });
  });

  test('an execution that could not be started leaves the alert to the reconciliation', async () => {
    await bank.customer('C1', { tier: 'mass' });
    await bank.leaves('C1');
    aws.before.StartExecution = () => {
      throw serviceFault('ServiceUnavailable', 503);
    };
    expect(await night()).toMatchObject({ raised: 1 });
    expect(await bank.alerts()).toMatchObject([{ status: 'RAISED' }]);
  });

  test('R196 a customer who has left, by data, is put down once, for the evaluation', async () => {
    await bank.customer('C1');
    const at = '2026-03-01T00:00:00.000Z';
    for (const [ago, balance] of [
      [200, 90_000],
      [150, 80_000],
      [70, 1_000],
    ] as const) {
      const sk = `DAY#holdings#${bank.day(ago)}`;
      await aws.put('Signals', { customerId: 'C1', sk, v: 1, day: bank.day(ago), balance, at, expiresAt: 1 });
    }
    await night();
    later(8 * DAY);
    await night();
    const left = (await aws.items('Register')).filter(({ state }) => state === 'LEFT');
    expect(left).toEqual([
      {
        entry: `left#C1#${bank.day(70)}`,
        v: 1,
        state: 'LEFT',
        openedAt: `${bank.day(70)}T00:00:00.000Z`,
        customerId: 'C1',
      },
    ]);
    expect((await bank.scoreOf('C1')).leftOn).toBe(bank.day(70));
  });

  test('nobody is warned of a customer who has left already, however the score stands', async () => {
    await bank.customer('C1', { stage: 'leaving' });
    const at = '2026-03-01T00:00:00.000Z';
    const had = async (ago: number, balance: number) => {
      const sk = `DAY#holdings#${bank.day(ago)}`;
      await aws.put('Signals', { customerId: 'C1', sk, v: 1, day: bank.day(ago), balance, at, expiresAt: 1 });
    };
    await had(200, 90_000);
    await had(70, 1_000);
    expect(await night()).toMatchObject({ scored: 1, raised: 0, held: 0 });
    expect(await bank.scoreOf('C1')).toMatchObject({ leftOn: bank.day(70), band: 'low' });
    // Nor does a score of theirs speak for or against the model.
    expect((await bank.scoreOf('C1')).peaks).toBeUndefined();
    // Whoever comes back may leave again.
    await had(10, 80_000);
    await bank.signal('C1', 'SALARY_STOPPED', `${bank.day(1)}T04:00:00.000Z`);
    later(8 * DAY);
    expect(await night()).toMatchObject({ scored: 1, raised: 0, held: 1 });
  });

  test('nobody is warned of a customer who has died', async () => {
    await bank.customer('C1', { tier: 'mass', deceased: true });
    await bank.leaves('C1');
    expect(await night()).toMatchObject({ scored: 1, raised: 0 });
  });
});

describe('R170 one alert at a time', () => {
  const open = (caseId?: string) =>
    aws.put('Customers', { customerId: 'C1', sk: 'LOCK#alert', v: 1, caseId, at: NIGHT });
  const again = async (): Promise<Fields> => {
    later(2 * DAY);
    await bank.mark('C1', new Date(Date.now() - DAY).toISOString());
    return night();
  };

  beforeEach(async () => {
    await bank.customer('C1', { tier: 'mass' });
    await bank.leaves('C1');
    await night();
  });

  test('while one is open, the same band raises no other', async () => {
    await open('A1');
    expect(await again()).toMatchObject({ scored: 1, raised: 0 });
  });

  test('while one is open, a higher band does: the workflow joins it to the open one', async () => {
    await open('A1');
    await bank.signal('C1', 'PRODUCT_CLOSED', '2026-02-20T00:00:00.000Z', { value: 'fund', signalId: 'G2' });
    await bank.signal('C1', 'COMPLAINT_RECEIVED', undefined, { caseId: 'K1' });
    await bank.signal('C1', 'COMPLAINT_BREACHED', undefined, { caseId: 'K1' });
    expect(await again()).toMatchObject({ raised: 1 });
    expect((await bank.alerts()).map(({ band }) => band).sort()).toEqual(['high', 'medium']);
  });

  test('one that was raised a moment ago counts as open, before it has locked its customer', async () => {
    later(60_000);
    await bank.mark('C1', new Date(Date.parse(NIGHT) - DAY).toISOString());
    expect(await night()).toMatchObject({ scored: 1, raised: 0 });
  });

  test('after it was closed none is raised until the cool-down is over', async () => {
    await open();
    const until = new Date(Date.parse(NIGHT) + 10 * DAY).toISOString();
    await aws.put('Customers', { customerId: 'C1', sk: 'COOL#alert', v: 1, until, caseId: 'A1' });
    expect(await again()).toMatchObject({ scored: 1, raised: 0 });
    later(9 * DAY);
    await bank.leaves('C1');
    expect(await again()).toMatchObject({ raised: 1 });
  });
});
