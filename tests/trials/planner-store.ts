/** A bank of many customers in the embedded records, and the real planner on them, over the wire. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CustomerPlan, CustomerProfile } from '../../shared/contracts/items.ts';
import { shardKey } from '../../shared/platform/ids.ts';
import { cadence1 } from '../../shared/policy/cadence.ts';
import { workingTime1 } from '../../shared/policy/calendar.ts';
import { dayAfter } from '../../shared/policy/days.ts';
import { nextVisitOf } from '../../shared/policy/plan.ts';
import { planner1 } from '../../shared/policy/planner.ts';
import { fillTable, measureOf, onTheWire, type Stored } from './wire.ts';

/** The day that is planned, the last one that it looks at, and the share of customers who are due by then. */
export const DAY = '2026-03-02';
const UNTIL = '2026-03-05';
export const DUE_PERCENT = 3;

/** Visits that are really started, to see what one costs. */
const STARTED = 300;

/** What finding everything that is due has cost. */
export interface Reading {
  readonly due: number;
  readonly readUnits: number;
  readonly ms: number;
}

/** What starting visits has cost, whoever found them. */
export interface Starting {
  readonly visits: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly ms: number;
}

/** A number of customers, and what a day's plan costs for them. */
export interface Size {
  readonly customers: number;
  readonly fillMs: number;
  /** Size of what is stored of them, in DynamoDB's measure. */
  readonly bytes: number;
  readonly index: Reading;
  readonly scan: Reading;
  readonly starting: Starting;
}

const environment = {
  VISIT_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:FollowUpVisit',
};

/** Plans the same day for banks of these sizes, one after the other. */
export const measured = (sizes: readonly number[]): Promise<Size[]> =>
  onTheWire(environment, async (open) => {
    const found: Size[] = [];
    for (const customers of sizes) {
      found.push(
        await open(
          (folder) => fill(folder, customers),
          async (records, filled) => {
            const measure = measureOf(records);
            const planner = await thePlanner();
            // The first calls of a process load and compile what the others find ready.
            await planner.finds();
            return {
              customers,
              ...filled,
              index: await measure(planner.finds),
              scan: await measure(scanned),
              starting: await measure(planner.starts),
            };
          },
        ),
      );
    }
    return found;
  });

/** The handler of `Start visits` with its own ports; only executions are not started, and nothing holds it back. */
async function thePlanner() {
  const { startWiring } = await import('../../functions/visit/plan-wiring.ts');
  const { startVisits, Batch } = await import('../../functions/visit/start-visits.ts');
  const own = startWiring();
  const deskWith = (rowsPerBatch: number, plans: Partial<typeof own.plans>): typeof own => ({
    ...own,
    executions: { ...own.executions, start: async () => {} },
    plans: {
      due: own.plans.due.bind(own.plans),
      start: own.plans.start.bind(own.plans),
      write: never,
      ...plans,
    },
    policies: {
      ...own.policies,
      read: async () => ({
        version: 1,
        pack: { ...planner1, rowsPerBatch, starts: { burst: 100_000, perSecond: 100_000 } },
      }),
    } as unknown as typeof own.policies,
  });
  /** Batch after batch, as the state machine calls them, until the last one or until so many were started. */
  const batches = async (desk: typeof own, most: number): Promise<number> => {
    let state: Record<string, unknown> = { until: UNTIL };
    for (;;) {
      const batch = Batch.parse(
        await startVisits(desk)(inputOf(state), { getRemainingTimeInMillis: () => 300_000 }),
      );
      if (batch.planCursor === 'END' || batch.started >= most) return batch.started;
      state = { ...state, ...batch };
    }
  };
  return {
    /** Finds all that is due, and leaves it as it is, so that the scan finds the same. */
    finds: async () => ({
      due: await batches(
        deskWith(planner1.rowsPerBatch, { start: async () => true }),
        Number.POSITIVE_INFINITY,
      ),
    }),
    starts: async () => ({ visits: await batches(deskWith(100, {}), STARTED) }),
  };
}

const never = (): never => {
  throw new Error('Starting visits plans none.');
};

/** What the state machine sends to `Start visits`. */
export const inputOf = (state: Record<string, unknown>) => ({
  v: 1,
  step: 'Start visits',
  execution: 'arn:aws:states:us-east-1:000000000000:execution:DailyPlan:plan-P20260302-r1',
  entered: `${DAY}T00:00:00.000Z`,
  case: { v: 1, caseId: 'P20260302', round: 1, ...state },
  emits: [],
});

/** The same by reading the whole table, as a planner without the index would have to. */
async function scanned(): Promise<{ due: number }> {
  const { documents } = await import('../../shared/platform/table.ts');
  let due = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents().send(
      new ScanCommand({
        TableName: 'Customers',
        FilterExpression: 'planKey <= :until',
        ExpressionAttributeValues: { ':until': `${UNTIL}#~` },
        ExclusiveStartKey: from,
      }),
    );
    due += page.Items?.length ?? 0;
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return { due };
}

/** Writes customers with their profile and their next check-up. */
const fill = (folder: string, customers: number) =>
  fillTable(
    folder,
    'Customers',
    Array.from({ length: customers }, (_, at) => `C${String(at).padStart(8, '0')}`),
    (id, at) => rowsOf(id, at, customers),
  );

/** A profile, and a plan with the reasons that the cadence gives; both checked once against their schemas. */
const [profile, plan] = ((): [Stored, Stored] => {
  const customerId = 'C00000000';
  const its = { customerId, type: 'personal', tier: 'mass', stage: 'mature', zone: 'Asia/Shanghai' } as const;
  const next = nextVisitOf(
    { ...its, allowed: ['phone', 'mail'], last: { day: '2025-03-04', outcome: 'COMPLETED' }, dates: [] },
    DAY,
    cadence1,
    { workingTime: workingTime1 },
  );
  const stored = (row: object) => marshall(row) as Stored;
  return [
    stored(
      CustomerProfile.parse({
        ...its,
        sk: 'PROFILE',
        v: 1,
        name: '王小明',
        email: `${customerId}@mail.example`,
        phone: '+86 138 0013 8000',
        language: 'zh-CN',
        riskClass: 'compliant',
        managerId: 'S000',
        branch: 'B001',
        since: '2019-05-01',
        preferredChannel: 'phone',
        preferredDaypart: 'MORNING',
      }),
    ),
    stored(
      CustomerPlan.parse({
        customerId,
        sk: 'PLAN#CHECKUP',
        v: 1,
        kind: 'CHECKUP',
        day: DAY,
        channel: 'phone',
        why: JSON.stringify(next?.why),
        planShard: 'V#0',
        planKey: `${DAY}#${customerId}#CHECKUP`,
        last: { day: '2025-03-04', outcome: 'COMPLETED' },
      }),
    ),
  ];
})();

/** The rows of one customer; so many of a hundred are due on a day that the plan looks at, the others within a year. */
function rowsOf(id: string, at: number, customers: number): Stored[] {
  const customerId = { S: id };
  const day =
    at % 100 < DUE_PERCENT
      ? dayAfter(DAY, Math.floor((at * 4) / customers))
      : dayAfter(UNTIL, 1 + Math.floor((at * 360) / customers));
  const manager = `S${String(Math.floor(at / 1_000)).padStart(3, '0')}`;
  return [
    { ...profile, customerId, email: { S: `${id}@mail.example` }, managerId: { S: manager } },
    {
      ...plan,
      customerId,
      day: { S: day },
      planShard: { S: shardKey('V', id) },
      planKey: { S: `${day}#${id}#CHECKUP` },
    },
  ];
}
