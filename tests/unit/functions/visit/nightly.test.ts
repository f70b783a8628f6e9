import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CustomerPlan, PlanRun, VisitHead } from '../../../../shared/contracts/items.ts';
import { visitIdOf } from '../../../../shared/platform/ids.ts';
import { planner1 } from '../../../../shared/policy/planner.ts';
import { serviceFault, stillClock } from '../../shared/platform/small-aws.ts';
import { customer, MONDAY, visitUnderWay } from './story.ts';

const story = await visitUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/visit/plan-wiring.ts');
const { planKeyOf } = await import('../../../../functions/visit/planning.ts');
const { openPlan } = await import('../../../../functions/visit/open-plan.ts');
const { startVisits, Batch } = await import('../../../../functions/visit/start-visits.ts');
const { closePlan } = await import('../../../../functions/visit/close-plan.ts');
const { runPlan } = await import('../../../../functions/visit/run-plan.ts');
const { planCustomers } = await import('../../../../functions/visit/plan-customers.ts');
const { hearComplaint } = await import('../../../../functions/visit/hear-complaint.ts');

/** In the night of Monday, 2 March 2026, at 01:00 in Shanghai. */
const NIGHT = '2026-03-01T17:00:00.000Z';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NIGHT) });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const input = (step: string, state: Record<string, unknown> = {}, round = 1) => ({
  v: 1,
  step,
  execution: 'arn:aws:states:us-east-1:000000000000:execution:DailyPlan:plan-P20260302-r1',
  entered: NIGHT,
  case: { v: 1, caseId: 'P20260302', round, ...state },
  emits: [],
});

/** What a batch is called with, by Lambda. */
const lambda = (remaining = 60_000) => ({ getRemainingTimeInMillis: () => remaining });

type StartDesk = ReturnType<typeof wiring.startWiring>;

/** A desk whose planner has other numbers, and whose clock stands still unless it is waited on. */
function deskWith(planner: Partial<typeof planner1> = {}, desk: Partial<StartDesk> = {}): StartDesk {
  const wired = wiring.startWiring();
  const policies = {
    ...wired.policies,
    read: async (name: string) =>
      name === 'planner'
        ? { version: 1, pack: { ...planner1, ...planner } }
        : wired.policies.read(name as 'cadence'),
  } as StartDesk['policies'];
  return { ...wired, policies, ...desk };
}

const plan = (customerId: string, day = '2026-03-04', its: Partial<CustomerPlan> = {}): CustomerPlan => ({
  customerId,
  sk: 'PLAN#CHECKUP',
  v: 1,
  kind: 'CHECKUP',
  day,
  channel: 'phone',
  ...planKeyOf(customerId, 'CHECKUP', day),
  ...its,
});

const putPlans = (plans: readonly CustomerPlan[]) =>
  Promise.all(plans.map((one) => aws.put('Customers', one)));
const customers = (count: number): string[] => Array.from({ length: count }, (_, at) => `C${at + 100}`);
const heads = async (): Promise<VisitHead[]> =>
  (await aws.items('Cases')).map((item) => VisitHead.parse(item));

const oneBatch = async (desk: StartDesk, state: object = {}, remaining?: number) =>
  Batch.parse(
    await startVisits(desk)(input('Start visits', { until: '2026-03-05', ...state }), lambda(remaining)),
  );

/** Runs batches as the state machine does, until the last one. */
async function allBatches(desk: StartDesk, state: object = {}) {
  let last = await oneBatch(desk, state);
  for (let batches = 1; last.planCursor !== 'END'; batches++) {
    if (batches > 500) throw new Error('The batches never came to an end.');
    last = await oneBatch(desk, last);
  }
  return last;
}

describe('R011, R046, R124 Start visits', () => {
  test('starts whatever is due up to the last day, and nothing after it', async () => {
    await putPlans([
      plan('C1', '2026-02-27'),
      plan('C2', '2026-03-05'),
      plan('C3', '2026-03-06'),
      plan('C4', '2026-03-03', {
        channel: 'in-person',
        topic: 'deposit',
        mustBy: '2026-03-03T10:00:00.000Z',
      }),
    ]);
    const { started, stopped } = await allBatches(deskWith());
    expect([started, stopped]).toEqual([3, 'NO']);
    expect((await heads()).map(({ customerId }) => customerId).sort()).toEqual(['C1', 'C2', 'C4']);
    const head = (await heads()).find(({ customerId }) => customerId === 'C4');
    expect(head).toMatchObject({
      status: 'PLANNED',
      visitKind: 'CHECKUP',
      plannedDay: '2026-03-03',
      channel: 'in-person',
      topic: 'deposit',
      mustBy: '2026-03-03T10:00:00.000Z',
      caseId: visitIdOf('C4', 'CHECKUP', '2026-03-03'),
    });
    expect([...aws.executions.keys()].sort()).toEqual(
      (await heads()).map(({ caseId }) => `visit-${caseId}-r1`).sort(),
    );
    const row = CustomerPlan.parse((await aws.items('Customers')).find((one) => one.customerId === 'C4'));
    expect([row.caseId, row.planKey, row.planShard]).toEqual([head?.caseId, undefined, undefined]);
    const left = (await aws.items('Customers')).find((one) => one.customerId === 'C3');
    expect(left).toMatchObject({ planKey: '2026-03-06#C3#CHECKUP' });
  });

  test('a batch that runs twice, or two at once, start nothing a second time', async () => {
    await putPlans(customers(30).map((id) => plan(id)));
    const desk = deskWith();
    const runs = await Promise.all([allBatches(desk), allBatches(desk)]);
    expect(runs.reduce((sum, { started }) => sum + started, 0)).toBe(30);
    await allBatches(desk);
    expect(await heads()).toHaveLength(30);
    expect(aws.executions.size).toBe(30);
    const audit = await aws.items('Audit');
    expect(audit.filter(({ sk }) => sk !== 'LAST')).toHaveLength(30);
  });

  test('a process that dies after any of its calls leaves nothing that is not taken up by the next one', async () => {
    for (let call = 1; call <= 7; call++) {
      await aws.clear();
      await putPlans(customers(3).map((id) => plan(id)));
      let calls = 0;
      const dies = () => {
        if (++calls >= call) throw serviceFault('InternalServerError', 500);
      };
      aws.before.TransactWriteItems = dies;
      aws.before.StartExecution = dies;
      await allBatches(deskWith()).catch(() => undefined);
      delete aws.before.TransactWriteItems;
      delete aws.before.StartExecution;
      await allBatches(deskWith());
      // What stands in the records without an execution is left to the reconciliation, which starts it late.
      const due = (await aws.items('Customers')).filter(({ planKey }) => planKey !== undefined);
      expect(due, `call ${call}`).toEqual([]);
      expect(await heads(), `call ${call}`).toHaveLength(3);
      expect((await heads()).every(({ status }) => status === 'PLANNED')).toBe(true);
    }
  }, 60_000);

  test('a plan that moved since it was read is not started', async () => {
    await putPlans([plan('C1')]);
    let moved = false;
    aws.before.TransactWriteItems = async () => {
      if (!moved) await putPlans([plan('C1', '2026-04-01')]);
      moved = true;
    };
    expect((await allBatches(deskWith())).started).toBe(0);
    expect(await heads()).toEqual([]);
  });

  test('starts no faster than Step Functions takes them', async () => {
    const starts = { burst: 10, perSecond: 5 };
    await putPlans(customers(60).map((id) => plan(id)));
    const still = stillClock(NIGHT);
    const clock = { ...still, pause: async (ms: number) => still.move(ms) };
    const at: number[] = [];
    const wired = wiring.startWiring();
    const executions = {
      ...wired.executions,
      start: async () => {
        at.push(clock.now().getTime() - Date.parse(NIGHT));
      },
    };
    await allBatches(deskWith({ starts, rowsPerBatch: 7 }, { clock, executions }));
    expect(at).toHaveLength(60);
    for (const [before, moment] of at.sort((a, b) => a - b).entries())
      expect(before + 1).toBeLessThanOrEqual(starts.burst + (moment / 1_000) * starts.perSecond);
    expect(at.at(-1)).toBeGreaterThanOrEqual(((60 - 10) / 5) * 1_000 - 1);
    expect(at.at(-1)).toBeLessThan(12_000);
  });

  test('goes on from where it was where its time runs out', async () => {
    await putPlans(customers(40).map((id) => plan(id)));
    const desk = deskWith();
    const first = await oneBatch(desk, {}, 1_000);
    expect(first).toMatchObject({ started: 0, planCursor: '0:' });
    const { started } = await allBatches(desk, first);
    expect(started).toBe(40);
  });

  test('has no more than a batch in its hands, in the order of the days', async () => {
    const days = ['2026-03-05', '2026-03-03', '2026-03-04'];
    const ids = customers(200).filter((id) => planKeyOf(id, 'CHECKUP', '').planShard === 'V#0');
    await putPlans(ids.map((id, at) => plan(id, days[at % 3])));
    const first = await oneBatch(deskWith({ rowsPerBatch: 5 }));
    expect(first.started).toBe(5);
    expect((await heads()).every(({ plannedDay }) => plannedDay === '2026-03-03')).toBe(true);
    expect(first.planCursor).toMatch(/^0:2026-03-03#/);
  });
});

describe('R124 the night', () => {
  const run = (wanted: object) => runPlan(wiring.runWiring())(wanted, lambda());
  const registered = async (entry: string) =>
    (await aws.items('Register')).find((row) => row.entry === entry);

  test('starts the plan of its day, once however often the schedule fires', async () => {
    expect(await run({ schedule: 'nightly' })).toEqual({ way: 'STARTED', day: '2026-03-02', round: 1 });
    await run({ schedule: 'nightly' });
    expect([...aws.executions.keys()]).toEqual(['plan-P20260302-r1']);
  });

  test('opens with the last day that it looks at: three working days ahead', async () => {
    const open = openPlan(wiring.planWiring());
    expect(await open(input('Open the plan'), lambda())).toEqual({
      day: '2026-03-02',
      until: '2026-03-05',
      started: 0,
    });
    expect(PlanRun.parse(await registered('plan#2026-03-02'))).toMatchObject({ state: 'OPEN', round: 1 });
  });

  test('that is stopped starts nothing, and is taken up again without a double start', async () => {
    const desk = deskWith({ rowsPerBatch: 4 });
    await putPlans(customers(40).map((id) => plan(id)));
    await openPlan(wiring.planWiring())(input('Open the plan'), lambda());
    const first = await oneBatch(desk);
    expect(await run({ stop: true })).toMatchObject({ way: 'STOPPED' });
    const stopped = await oneBatch(desk, first);
    expect(stopped).toMatchObject({ stopped: 'YES', planCursor: 'END', started: first.started });
    await closePlan(wiring.planWiring())(
      input('Close the plan', { day: '2026-03-02', ...stopped }),
      lambda(),
    );
    expect(await registered('plan#2026-03-02')).toMatchObject({ state: 'OPEN', started: first.started });
    expect(await run({ schedule: 'nightly' })).toMatchObject({ way: 'HELD' });
    expect(aws.executions.size).toBe(first.started);

    expect(await run({ resume: true })).toMatchObject({ way: 'STARTED', round: 2 });
    expect(aws.executions.has('plan-P20260302-r2')).toBe(true);
    await openPlan(wiring.planWiring())(input('Open the plan', {}, 2), lambda());
    const rest = await allBatches(desk);
    const closing = input('Close the plan', { day: '2026-03-02', ...rest }, 2);
    for (let attempt = 0; attempt < 2; attempt++) await closePlan(wiring.planWiring())(closing, lambda());
    expect(first.started + rest.started).toBe(40);
    expect(await heads()).toHaveLength(40);
    const ended = await registered('plan#2026-03-02');
    expect(ended).toMatchObject({ state: 'CLOSED', round: 2 });
  });
});

describe('R003, R046 customers without a plan', () => {
  const newcomer = async (customerId: string, its: Record<string, unknown> = {}) => {
    await aws.put('Customers', { ...customer, customerId, ...its });
    await aws.put('Customers', {
      customerId,
      sk: 'CONSENT#care#phone',
      v: 1,
      purpose: 'care',
      channel: 'phone',
      state: 'GIVEN',
      at: NIGHT,
      from: 'customer',
    });
  };
  const planned = planCustomers(wiring.firstPlanWiring());
  const plansOf = async () =>
    (await aws.items('Customers')).filter(({ sk }) => String(sk).startsWith('PLAN#'));

  test('get one, on days of their manager with room', async () => {
    const ids = customers(20);
    for (const id of ids) await newcomer(id);
    expect(await planned({ customerIds: ids }, lambda())).toMatchObject({ customers: 20 });
    const plans = (await plansOf()).map((row) => CustomerPlan.parse(row));
    const checkups = plans.filter(({ kind }) => kind === 'CHECKUP');
    expect(checkups).toHaveLength(20);
    const loads = (await aws.items('Staff')).filter(({ sk }) => String(sk).startsWith('LOAD#'));
    expect(loads.reduce((sum, { visits }) => sum + Number(visits), 0)).toBe(
      plans.filter(({ givenTo }) => givenTo !== undefined).length,
    );
    expect(Math.max(...loads.map(({ visits }) => Number(visits)))).toBeLessThanOrEqual(planner1.visitsPerDay);
  });

  test('planned again have the same plans', async () => {
    await newcomer('C9');
    await planned({ customerIds: ['C9', 'C9'] }, lambda());
    const before = await story.everything();
    expect(await planned({ customerIds: ['C9'] }, lambda())).toEqual({ customers: 1, plans: 0 });
    expect(await story.everything()).toEqual(before);
  });

  const consentTo = (channel: string, state: string) => ({
    customerId: 'C9',
    sk: `CONSENT#care#${channel}`,
    v: 1,
    purpose: 'care',
    channel,
    state,
    at: NIGHT,
    from: 'bank',
  });
  const birthday = (month: number, day: number) => ({
    customerId: 'C9',
    sk: 'DATE#birthday',
    v: 1,
    kind: 'birthday',
    date: { calendar: 'SOLAR', month, day },
    from: 'bank',
    at: NIGHT,
  });
  const planRow = async (kind: string) => (await plansOf()).find(({ sk }) => sk === `PLAN#${kind}`);

  test('R048 R126 have greetings planned anew when a date or a consent moves them; check-ups keep their day', async () => {
    await newcomer('C9', { email: 'c9@example.com' });
    await aws.put('Customers', consentTo('mail', 'GIVEN'));
    await aws.put('Customers', birthday(3, 20));
    await planned({ customerIds: ['C9'] }, lambda());
    const checkup = await planRow('CHECKUP');
    expect(await planRow('GREETING')).toMatchObject({ topic: 'birthday', day: '2026-03-20' });

    await aws.put('Customers', birthday(3, 12));
    expect(await planned({ customerIds: ['C9'] }, lambda())).toEqual({ customers: 1, plans: 1 });
    expect(await planRow('GREETING')).toMatchObject({
      day: '2026-03-12',
      planKey: '2026-03-12#C9#GREETING',
    });
    expect(await planRow('CHECKUP')).toEqual(checkup);

    // Nobody is greeted by mail who has taken that consent back: the row leaves the index, and comes back with the next yes.
    await aws.put('Customers', consentTo('mail', 'WITHDRAWN'));
    await aws.put('Customers', consentTo('phone', 'WITHDRAWN'));
    await planned({ customerIds: ['C9'] }, lambda());
    expect(await planRow('GREETING')).not.toHaveProperty('planKey');
    await aws.put('Customers', consentTo('mail', 'GIVEN'));
    await planned({ customerIds: ['C9'] }, lambda());
    expect(await planRow('GREETING')).toMatchObject({ planKey: '2026-03-12#C9#GREETING' });
  });

  describe('R003 another tier', () => {
    const changed = { 'detail-type': 'customer.tier-changed', detail: { customerId: 'C9', id: 'E1' } };
    const grade = (tier: string) => newcomer('C9', { tier, since: '2026-02-20' });

    test('has a check-up planned anew by its rhythm, once however often the event comes', async () => {
      await grade('mass');
      await planned({ customerIds: ['C9'] }, lambda());
      const before = await planRow('CHECKUP');
      await grade('vip');
      expect(await planned(changed, lambda())).toEqual({ customers: 1, plans: 1 });
      const after = await planRow('CHECKUP');
      expect(String(after?.day) < String(before?.day)).toBe(true);
      expect(String(after?.why)).toContain('"tier":"vip"');
      const all = await story.everything();
      expect(await planned(changed, lambda())).toEqual({ customers: 1, plans: 0 });
      expect(await story.everything()).toEqual(all);
    });

    test('and back again: what the record says counts, in whatever order the events come', async () => {
      await grade('mass');
      await planned({ customerIds: ['C9'] }, lambda());
      const before = await planRow('CHECKUP');
      await grade('vip');
      await grade('mass');
      for (const _ of [1, 2]) expect(await planned(changed, lambda())).toEqual({ customers: 1, plans: 0 });
      expect(await planRow('CHECKUP')).toEqual(before);
    });

    test('leaves a visit that is under way, and a day that the customer wanted', async () => {
      await grade('mass');
      await planned({ customerIds: ['C9'] }, lambda());
      const { planShard: _, planKey: __, ...row } = (await planRow('CHECKUP')) ?? {};
      await grade('vip');
      await aws.put('Customers', { ...row, caseId: 'V1' });
      expect(await planned(changed, lambda())).toEqual({ customers: 1, plans: 0 });
      const wish = JSON.stringify([{ step: 'wish', day: row.day }]);
      await aws.put('Customers', { ...row, planShard: _, planKey: __, why: wish });
      expect(await planned(changed, lambda())).toEqual({ customers: 1, plans: 0 });
    });
  });

  test('R126 a greeting that is under way is left to its visit', async () => {
    await newcomer('C9', { email: 'c9@example.com' });
    await aws.put('Customers', consentTo('mail', 'GIVEN'));
    await aws.put('Customers', birthday(3, 4));
    await planned({ customerIds: ['C9'] }, lambda());
    await allBatches(deskWith());
    const underWay = await planRow('GREETING');
    expect(underWay).toMatchObject({ caseId: expect.any(String) });
    await aws.put('Customers', birthday(3, 20));
    await planned({ customerIds: ['C9'] }, lambda());
    expect(await planRow('GREETING')).toEqual(underWay);
  });

  test('who has consented to nothing, is deceased or is not known gets none', async () => {
    await newcomer('C1', { deceased: true });
    await aws.put('Customers', { ...customer, customerId: 'C2' });
    await planned({ customerIds: ['C1', 'C2', 'C3'] }, lambda());
    expect(await plansOf()).toEqual([]);
  });
});

describe('R047, R115 what is heard of complaints', () => {
  const hear = hearComplaint(wiring.hearWiring());
  const event = (name: string, facts: Record<string, string>, at = MONDAY) => ({
    'detail-type': name,
    detail: { id: 'E1', at, caseId: 'K1', customerId: 'C1', facts },
  });
  beforeEach(async () => {
    vi.setSystemTime(new Date(MONDAY));
    await story.reset();
  });

  test('a severe one reaches the open visit of its customer, once', async () => {
    for (const severity of ['S1', 'S2']) {
      await story.reset();
      const triaged = event('complaint.triaged', { severity, type: 'T01' });
      expect(await hear(triaged, lambda())).toEqual({ interrupted: 1, planned: 'NO' });
      await hear(triaged, lambda());
      const signals = (await aws.items('Outbox')).filter(({ kind }) => kind === 'signal');
      expect(signals).toHaveLength(1);
      expect(signals[0]).toMatchObject({ signal: 'COMPLAINT_OPENED' });
      expect(aws.invocations.map(({ functionName }) => functionName)).toEqual(['Steward-SignalCase']);
    }
  });

  test('C14 and once more where it is opened again', async () => {
    const reopened = { ...event('complaint.reopened', { severity: 'S1' }) };
    const again = { ...reopened, detail: { ...reopened.detail, id: 'E2' } };
    await hear(event('complaint.triaged', { severity: 'S1' }), lambda());
    for (const _ of [1, 2]) expect(await hear(again, lambda())).toMatchObject({ interrupted: 1 });
    expect((await aws.items('Outbox')).filter(({ kind }) => kind === 'signal')).toHaveLength(2);
  });

  test('a lesser one, and one whose customer has no open visit, interrupts nothing', async () => {
    expect(await hear(event('complaint.triaged', { severity: 'S3' }), lambda())).toMatchObject({
      interrupted: 0,
    });
    await story.reset({ status: 'CLOSED' });
    expect(await hear(event('complaint.triaged', { severity: 'S1' }), lambda())).toMatchObject({
      interrupted: 0,
    });
    expect(await aws.items('Outbox')).toEqual([]);
  });

  test('R115 fourteen days after it was closed its customer is called, on a working day, planned once', async () => {
    const closed = event('complaint.closed', { outcome: 'RESOLVED_UPHELD' });
    expect(await hear(closed, lambda())).toEqual({ interrupted: 0, planned: 'YES' });
    const row = CustomerPlan.parse(await story.row('Customers', 'PLAN#COMPLAINT_FOLLOWUP'));
    expect(row).toMatchObject({
      day: '2026-03-16',
      channel: 'phone',
      planKey: '2026-03-16#C1#COMPLAINT_FOLLOWUP',
    });
    const before = await story.everything();
    expect(await hear(closed, lambda())).toMatchObject({ planned: 'NO' });
    expect(await story.everything()).toEqual(before);
    // Heard again after its call was started.
    const { planKey: _, planShard: __, ...underWay } = row;
    await aws.put('Customers', { ...underWay, caseId: 'V1' });
    expect(await hear(closed, lambda())).toMatchObject({ planned: 'NO' });
  });

  test('nobody is called after a complaint that was taken back', async () => {
    expect(await hear(event('complaint.closed', { outcome: 'WITHDRAWN' }), lambda())).toMatchObject({
      planned: 'NO',
    });
  });
});
