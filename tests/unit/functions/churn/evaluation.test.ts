import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { judgedOf, monthOver, seenAlertOf, spanOf } from '../../../../functions/churn/rules/evaluating.ts';
import { peaksWith } from '../../../../functions/churn/rules/peaks.ts';
import type { AlertMeasure } from '../../../../shared/contracts/alert-rows.ts';
import type { AlertHead } from '../../../../shared/contracts/churn.ts';
import { EvaluationHead } from '../../../../shared/contracts/churn-evaluation.ts';
import { type PolicyRow, TaskRow } from '../../../../shared/contracts/items.ts';
import { alerting1 } from '../../../../shared/policy/alerting.ts';
import { Thresholds, thresholds1 } from '../../../../shared/policy/thresholds.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
const { handler: run } = await import('../../../../functions/churn/run-evaluation.ts');
const { handler: evaluate } = await import('../../../../functions/churn/evaluate-warnings.ts');
const { handler: settle } = await import('../../../../functions/churn/settle-thresholds.ts');
const { pageOf } = await import('../../../../functions/churn/report.ts');

type Fields = Record<string, unknown>;

/** Thursday, 2 July 2026, 05:00 in Shanghai: the schedule of the month. */
const NOW = '2026-07-01T21:00:00.000Z';
const MONTH = '2026-02';
const CASE = 'E202602';
const EXECUTION = `arn:aws:states:us-east-1:000000000000:execution:WarningEvaluation:evaluation-${CASE}-r1`;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const begin = async (request: Fields = { schedule: 'EvaluateWarnings' }) => (await run(request)) as Fields;
const input = (step: string, caseId = CASE): Fields => ({
  v: 1,
  step,
  execution: EXECUTION.replace(CASE, caseId),
  entered: NOW,
  case: { v: 1, caseId, round: 1 },
  emits: [],
});
const evaluated = async (caseId = CASE) => (await evaluate(input('Evaluate warnings', caseId))) as Fields;
const settled = async (caseId = CASE) => (await settle(input('Settle thresholds', caseId))) as Fields;
const headOf = async (caseId = CASE) =>
  EvaluationHead.parse((await aws.items('Cases')).find((row) => row.caseId === caseId && row.sk === 'HEAD'));
const reportNow = async () => {
  const { report } = (await run({ report: MONTH })) as { report?: string };
  return report === undefined ? undefined : (JSON.parse(report) as Fields);
};
const thresholdsInForce = async () => {
  const rows = (await aws.items('Policies')) as PolicyRow[];
  const live = rows.find(({ name, sk }) => name === 'thresholds' && sk === 'LIVE')?.version;
  const pack = rows.find(
    ({ name, sk, version }) => name === 'thresholds' && sk !== 'LIVE' && version === live,
  )?.pack;
  return pack === undefined ? undefined : Thresholds.parse(JSON.parse(pack));
};

const alert = (number: number, its: Partial<AlertHead> = {}): AlertHead => ({
  caseId: `A${number}`,
  sk: 'HEAD',
  v: 1,
  kind: 'alert',
  customerId: `C${number}`,
  status: 'CLOSED',
  outcome: 'RETAINED',
  band: 'medium',
  score: 0.45,
  reasons: [],
  model: 1,
  tier: 'potential',
  round: 1,
  openedAt: '2026-02-10T00:00:00.000Z',
  execution: 'x',
  arm: 'TREAT',
  armWhy: 'drawn',
  ...its,
});

/** A customer who was scored in the month, and who left afterwards, or did not. */
async function scored(
  number: number,
  probability: number,
  left: boolean,
  leftOn = '2026-02-25',
): Promise<void> {
  const customerId = `C${number}`;
  await aws.put('Customers', {
    customerId,
    sk: 'SCORE',
    v: 1,
    peaks: [
      { month: MONTH, tier: 'potential', probability },
      { month: '2026-06', tier: 'potential', probability },
    ],
    scoreShard: `S#${number % 8}`,
    scoreKey: `2026-07-05T00:00:00.000Z#${customerId}`,
  });
  if (!left) return;
  const openedAt = `${leftOn}T00:00:00.000Z`;
  await aws.put('Register', {
    entry: `left#${customerId}#${leftOn}`,
    v: 1,
    state: 'LEFT',
    openedAt,
    customerId,
  });
}

/** A month in which too many alerts were wrong: 80 alerts, of which 8 came true, a tenth of them only watched. */
async function aWrongMonth(): Promise<void> {
  for (let at = 0; at < 80; at++) {
    const control = at % 2 === 0;
    const lost = at < 8;
    const outcome = control ? (lost ? 'CONTROL_LOST' : 'CONTROL_RETAINED') : lost ? 'LOST' : 'RETAINED';
    await aws.put('Cases', alert(at, { arm: control ? 'CONTROL' : 'TREAT', outcome }));
    await scored(at, 0.4 + at / 1_000, lost);
  }
  for (let at = 80; at < 200; at++) await scored(at, 0.05, at < 120);
  await colleagues();
}

/** A manager, an analyst, and two experts. */
async function colleagues(): Promise<void> {
  for (const [staffId, role] of [
    ['S1', 'rm'],
    ['S21', 'analyst'],
    ['S31', 'expert'],
    ['S32', 'expert'],
  ] as const) {
    await aws.put('Staff', {
      staffId,
      sk: 'PROFILE',
      v: 1,
      name: 'x',
      email: 'x@bank.example',
      language: 'en',
      role,
      level: 2,
      lines: ['ordinary'],
      branch: 'B1',
      capacity: 8,
      zone: 'Asia/Shanghai',
      active: true,
    });
  }
}

/** Both have answered. */
async function answered(
  review: string,
  approval?: string,
  [reviewer, approver]: readonly [string, string] = ['S21', 'S31'],
): Promise<void> {
  const given: [string, string | undefined, string][] = [
    ['threshold-review', review, reviewer],
    ['threshold-approval', approval, approver],
  ];
  for (const [clock, verdict, by] of given) {
    if (verdict === undefined) continue;
    await aws.put(
      'Tasks',
      TaskRow.parse({
        taskId: `T-${clock}`,
        v: 1,
        caseId: CASE,
        step: clock,
        form: 'thresholds',
        clock,
        state: 'DECIDED',
        assigneeId: by,
        level: 2,
        generation: 1,
        why: [],
        heldBy: [],
        createdAt: NOW,
        dueAt: NOW,
        assignedAt: NOW,
        checkpointAt: NOW,
        remindersSent: 0,
        rounds: 0,
        linkExpiry: 1_900_000_000,
        codeNumber: 1,
        wrongCodes: 0,
        execution: EXECUTION,
        policies: {},
        decision: { verdict },
        decidedBy: by,
        decidedAt: NOW,
      }),
    );
  }
}

describe('R204 the monthly schedule', () => {
  test('begins the latest month that is over, once however often it fires', async () => {
    expect(await begin()).toEqual({ caseId: CASE });
    expect(await begin()).toEqual({ caseId: CASE });
    expect(await headOf()).toMatchObject({ month: MONTH, status: 'OPENED', customerId: 'BANK' });
    expect([...aws.executions.keys()]).toEqual([`evaluation-${CASE}-r1`]);
  });

  test.each([
    ['2026-07-02', '2026-02'],
    ['2026-06-05', '2026-01'],
    ['2026-06-06', '2026-02'],
  ])('on %s the alerts of %s are over', (day, month) => {
    expect(monthOver(day, alerting1)).toBe(month);
    // Whoever was warned of on the last day has had all of their time, and data a week to say so.
    const { until } = spanOf(month, alerting1);
    expect(Date.parse(day) - Date.parse(until)).toBeGreaterThanOrEqual(6 * 86_400_000);
  });
});

describe('R196 R197 R198 R199 the evaluation of a month', () => {
  test('says that it is too little, and proposes nothing, of a bank without alerts', async () => {
    await begin();
    expect(await evaluated()).toEqual({ proposes: 'NO' });
    expect(await reportNow()).toMatchObject({
      month: MONTH,
      effect: { alerts: 0, accuracy: { few: true, of: 0, least: alerting1.evaluation.leastAlerts } },
      proposals: {},
    });
  });

  test('holds alerts against who left by data, and proposes higher thresholds where too many were wrong', async () => {
    await aWrongMonth();
    await begin();
    expect(await evaluated()).toEqual({ proposes: 'YES' });
    const report = await reportNow();
    expect(report).toMatchObject({
      effect: {
        alerts: 80,
        accuracy: { few: false, of: 80, value: { value: 0.1 } },
        // 48 left, and 8 of them were warned of.
        recall: { few: false, of: 48, value: { value: 8 / 48 } },
        lead: { few: true },
        ranking: { few: false },
      },
      capacity: { managers: 1, most: alerting1.budget.perManagerWeek },
    });
    const head = await headOf();
    expect(head).toMatchObject({ status: 'EVALUATED', basedOn: 1, capacity: { managers: 1 } });
    expect(head.proposal?.potential.medium).toBeGreaterThan(thresholds1.bands.potential.medium);
    expect(head.proposal?.potential.medium).toBeLessThanOrEqual(
      thresholds1.bands.potential.medium + alerting1.evaluation.mostChange + 1e-9,
    );
  });

  test('R198 holds who left in the month against all who had been warned of in time, and nobody else', async () => {
    await aWrongMonth();
    // Warned of in January, and left in February; and one who left in April, of whom March has to tell.
    await aws.put('Cases', alert(300, { openedAt: '2026-01-20T00:00:00.000Z' }));
    await scored(300, 0.5, true);
    await scored(301, 0.5, true, '2026-04-20');
    await begin();
    await evaluated();
    expect(await reportNow()).toMatchObject({
      effect: {
        alerts: 80,
        recall: { few: false, of: 49, value: { value: 9 / 49 } },
        coverage: { few: false, of: 49, value: 80 / 49 },
      },
    });
  });

  test('R204 tells whoever is asked about thresholds where contact makes things worse', async () => {
    await aWrongMonth();
    for (let at = 1; at < 80; at += 2) {
      await aws.put('Cases', alert(at, { outcome: 'LOST' }));
      if (at > 8) await scored(at, 0.4, true);
    }
    await begin();
    await evaluated();
    const { warnings, present } = await headOf();
    expect(warnings).toEqual([
      { band: 'medium', warning: 'WORSE' },
      { band: 'all', warning: 'WORSE' },
    ]);
    expect(present).toEqual(thresholds1.bands);
  });

  test('moves the thresholds of a tier by the alerts of that tier alone', async () => {
    await aWrongMonth();
    await begin();
    await evaluated();
    expect((await headOf()).proposal?.mass).toEqual(thresholds1.bands.mass);
  });

  test('draws no picture of probabilities from customers who are too few', async () => {
    for (let at = 0; at < 20; at++) await scored(at, 0.4, at < 10);
    await begin();
    await evaluated();
    expect(await reportNow()).toMatchObject({ calibration: [] });
  });

  test.each(['2026-03', '2026-07'])(
    'is not made of %s, of whose alerts it is not known yet what became of them',
    async (month) => {
      await expect(run({ month })).rejects.toMatchObject({
        name: 'InputRefused',
        message: expect.stringContaining('2026-02 or before'),
      });
      expect(await aws.items('Cases')).toEqual([]);
    },
  );

  test('is made once: a retry answers what the first attempt found', async () => {
    await aWrongMonth();
    await begin();
    const first = await evaluated();
    const before = [await aws.items('Cases'), await aws.items('Register'), await aws.items('Audit')];
    expect(await evaluated()).toEqual(first);
    expect([await aws.items('Cases'), await aws.items('Register'), await aws.items('Audit')]).toEqual(before);
  });

  test.each(['zh-CN', 'en'] as const)('is shown as a page in %s', async (language) => {
    await aWrongMonth();
    await begin();
    await evaluated();
    const page = pageOf(JSON.stringify(await reportNow()), language);
    expect(page).toContain(`<html lang="${language}"`);
    expect(page).toContain('<svg');
    expect(page).not.toContain('<script');
  });
});

describe('R188 R202 thresholds that are proposed', () => {
  const inForce = async () => {
    await aWrongMonth();
    await begin();
    await evaluated();
  };

  test('come into force when both have agreed, with who did, and are told of', async () => {
    await inForce();
    await answered('APPROVE', 'APPROVE');
    expect(await settled()).toEqual({ outcome: 'CHANGED' });
    const { proposal } = await headOf();
    const now = await thresholdsInForce();
    expect(now?.bands).toEqual(proposal);
    expect(now?.sources.bands).toContain('S21 S31');
    expect((await aws.items('Outbox')).map(({ name }) => name)).toEqual(['policy.activated']);
    expect((await aws.items('Audit')).filter(({ act }) => act === 'policy.activated')).toMatchObject([
      { actor: 'S21 S31', facts: { name: 'thresholds', version: 2 } },
    ]);
    expect(await settled()).toEqual({ outcome: 'CHANGED' });
    const { status, openShard } = await headOf();
    expect([status, openShard]).toEqual(['CLOSED', undefined]);
  });

  test.each<[review: string, approval: string | undefined, outcome: string]>([
    ['REFUSE', undefined, 'REFUSED'],
    ['APPROVE', 'REFUSE', 'REFUSED'],
    ['APPROVE', undefined, 'MANUAL_TAKEOVER'],
  ])('%s and %s change nothing', async (review, approval, outcome) => {
    await inForce();
    await answered(review, approval);
    expect(await settled()).toEqual({ outcome });
    expect(await thresholdsInForce()).toBeUndefined();
  });

  test('do not write over others that somebody has put in force since, and their case ends', async () => {
    await inForce();
    await answered('APPROVE', 'APPROVE');
    await aws.put('Policies', { name: 'thresholds', sk: 'LIVE', v: 1, version: 7 });
    expect(await settled()).toEqual({ outcome: 'OUTDATED' });
    expect(await headOf()).toMatchObject({ status: 'CLOSED', outcome: 'OUTDATED' });
    expect(await aws.items('Policies')).toMatchObject([{ sk: 'LIVE', version: 7 }]);
    expect(await aws.items('Outbox')).toEqual([]);
  });

  test.each([
    ['by one person twice', ['S31', 'S31']],
    ['by whom nobody knows', ['S21', 'S99']],
    ['by an analyst in the place of an expert', ['S31', 'S21']],
    ['by a relationship manager', ['S1', 'S31']],
    ['by who proposed them', ['S21', 'S32']],
  ] as const)('R065 what was agreed to %s comes not into force', async (_, by) => {
    await inForce();
    await aws.put('Cases', { ...(await headOf()), proposerId: 'S32' });
    await answered('APPROVE', 'APPROVE', by);
    expect(await settled()).toEqual({ outcome: 'UNSIGNED' });
    expect(await thresholdsInForce()).toBeUndefined();
  });

  test('by somebody of operations go the same way, with what they mean for those who must act', async () => {
    await aWrongMonth();
    // Whom the alerts of February are about had one already; 40 others would be warned of for the first time.
    for (let at = 200; at < 240; at++) {
      await aws.put('Customers', {
        customerId: `C${at}`,
        sk: 'SCORE',
        v: 1,
        peaks: [{ month: '2026-06', tier: 'potential', probability: 0.4 }],
        scoreShard: `S#${at % 8}`,
        scoreKey: `2026-07-05T00:00:00.000Z#C${at}`,
      });
    }
    const propose = { low: 0.1, medium: 0.3, high: 0.5 };
    const { caseId } = (await begin({ propose, tier: 'potential', by: 'S41' })) as { caseId: string };
    expect(await begin({ propose, tier: 'potential', by: 'S41' })).toEqual({ caseId });
    expect(await evaluated(caseId)).toEqual({ proposes: 'YES', proposerId: 'S41' });
    const head = await headOf(caseId);
    expect(head.proposal).toEqual({ ...thresholds1.bands, potential: propose });
    expect(head.capacity).toMatchObject({ managers: 1, most: alerting1.budget.perManagerWeek });
    expect(head.capacity?.forPeople).toBeCloseTo(40 / (30 / 7), 6);
  });

  test.each([
    { low: 0.5, medium: 0.3, high: 0.6 },
    { low: 0, medium: 0.3, high: 0.6 },
  ])('of %j are refused', async (propose) => {
    await expect(run({ propose, tier: 'vip', by: 'S41' })).rejects.toMatchObject({ name: 'InputRefused' });
  });
});

describe('what is read of an alert', () => {
  const measure = (standing: AlertMeasure['standing']) => [
    {
      caseId: 'A1',
      sk: 'MEASURE#060',
      v: 1,
      day: 60,
      at: '2026-04-11T00:00:00.000Z',
      standing,
    } as AlertMeasure,
  ];

  test('who left by data counts first, then what the watch measured', () => {
    const leaver = { customerId: 'C1', leftAt: '2026-03-20T00:00:00.000Z' };
    const early = { customerId: 'C1', leftAt: '2026-02-01T00:00:00.000Z' };
    const lost = alert(1, { outcome: 'LOST' });
    expect(seenAlertOf(lost, measure('LOST'), [leaver])?.leftAt).toBe(leaver.leftAt);
    expect(seenAlertOf(lost, measure('LOST'), [early])?.leftAt).toBe('2026-04-11T00:00:00.000Z');
    expect(seenAlertOf(alert(1), measure('KEPT'), [])?.leftAt).toBeUndefined();
  });

  test('one that is open or was joined to another is none', () => {
    for (const outcome of [undefined, 'MERGED'] as const)
      expect(seenAlertOf(alert(1, { outcome }), [], [])).toBeUndefined();
  });

  test('R196 of whom nobody might contact it was foretold all the same', () => {
    const leaver = { customerId: 'C1', leftAt: '2026-03-20T00:00:00.000Z' };
    const { outcome: _, arm: __, armWhy: ___, ...undealt } = alert(1);
    expect(seenAlertOf({ ...undealt, outcome: 'SUPPRESSED' }, [], [leaver])).toMatchObject({
      label: 'SUPPRESSED',
      leftAt: leaver.leftAt,
    });
  });

  test('who had left before the month is no evidence of who leaves, whatever they were scored until data said so', () => {
    const peak = (customerId: string) => ({
      customerId,
      peaks: [{ month: MONTH, tier: 'mass' as const, probability: 0.9 }],
    });
    const judged = judgedOf(
      ['GONE', 'LEAVES', 'STAYS', 'RETURNED'].map(peak),
      [
        { customerId: 'GONE', leftAt: '2026-01-10T00:00:00.000Z' },
        { customerId: 'LEAVES', leftAt: '2026-02-10T00:00:00.000Z' },
        { customerId: 'RETURNED', leftAt: '2026-01-10T00:00:00.000Z' },
        { customerId: 'RETURNED', leftAt: '2026-04-10T00:00:00.000Z' },
      ],
      '2026-02-01',
    );
    expect(judged.map(({ customerId, left }) => [customerId, left])).toEqual([
      ['LEAVES', true],
      ['STAYS', false],
      ['RETURNED', true],
    ]);
  });

  test('an arm that was not drawn by chance says nothing of the other', () => {
    expect(seenAlertOf(alert(1, { armWhy: 'vip-high' }), [], [])?.drawn).toBeUndefined();
    expect(seenAlertOf(alert(1), [], [])?.drawn).toBe('TREAT');
  });

  test('of a month the highest score is kept, of the last eight months', () => {
    const peak = (month: string, probability: number) => ({ month, tier: 'vip' as const, probability });
    const one = peaksWith(undefined, peak('2026-01', 0.2));
    expect(peaksWith(one, peak('2026-01', 0.1))).toEqual(one);
    expect(peaksWith(one, peak('2026-01', 0.3))).toEqual([peak('2026-01', 0.3)]);
    const all = Array.from({ length: 12 }, (_, at) => peak(`2026-${String(at + 1).padStart(2, '0')}`, 0.1));
    const kept = all.reduce<ReturnType<typeof peaksWith>>((some, next) => peaksWith(some, next), []);
    expect(kept.map(({ month }) => month)).toEqual(all.slice(4).map(({ month }) => month));
  });
});
