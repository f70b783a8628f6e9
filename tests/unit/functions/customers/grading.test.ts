import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GradeRow } from '../../../../shared/contracts/imports.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { serviceFault, smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Steward-GradeCustomers');
const { handler: importFile } = await import('../../../../functions/customers/import-file.ts');
const { handler: grade } = await import('../../../../functions/customers/grade-customers.ts');
const { handler: override } = await import('../../../../functions/customers/override-tier.ts');

const START = Date.parse('2026-03-02T01:30:00.000Z');
const HOUR = 3_600_000;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await aws.clear();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

type Fields = Record<string, unknown>;

const importing = async (name: string, ...lines: string[]) =>
  importFile(await aws.putFile(`incoming/${name}`, `${lines.join('\n')}\n`));
const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);
const night = async (remaining?: number): Promise<Fields> => {
  later(HOUR);
  const context = remaining === undefined ? {} : { getRemainingTimeInMillis: () => remaining };
  return (await grade({ schedule: 'GradeCustomers' }, context)) as Fields;
};
const rowOf = async (customerId: string, sk: string): Promise<Fields> => {
  const found = (await aws.items('Customers')).find((one) => one.customerId === customerId && one.sk === sk);
  if (found === undefined) throw new Error(`There is no ${customerId} ${sk}.`);
  return found;
};
const gradeOf = async (customerId: string) => GradeRow.parse(await rowOf(customerId, 'GRADE'));
const tierOf = async (customerId: string) => (await rowOf(customerId, 'PROFILE')).tier;
const changes = async () =>
  (await aws.items('Outbox'))
    .filter(({ name }) => name === 'customer.tier-changed')
    .map(({ detail }) => detail as Fields);

const HEADER = 'customerId,name,type,riskClass,branch,asOf,balance,credit,contribution,potential';
const RICH = (id: string, asOf = '2026-03-01') =>
  `${id},x,personal,compliant,B1,${asOf},900000,prime,30000,90`;
const POOR = (id: string, asOf: string) => `${id},x,personal,compliant,B1,${asOf},100,risk,0,0`;
const MOVES = (id: string) => [
  'transactionId,customerId,amount,at',
  ...Array.from(
    { length: 70 },
    (_, at) => `${id}-${at},${id},100,2026-02-${String(1 + (at % 28)).padStart(2, '0')}`,
  ),
];

describe('the nightly grading', () => {
  test('R036 R120 grades by figures and transactions together, says why, and tells it', async () => {
    await importing('customers-a.csv', HEADER, RICH('C1'));
    await importing('transactions-a.csv', ...MOVES('C1'));
    expect(await night()).toEqual({ looked: 1, changed: 1, goesOn: false });
    expect(await tierOf('C1')).toBe('vip');
    const { why, graded, policy, gradeShard } = await gradeOf('C1');
    expect(graded).toMatchObject({ tier: 'vip', on: '2026-03-01' });
    expect(JSON.parse(why ?? '')).toContainEqual({
      step: 'part',
      part: 'activity',
      value: 70,
      points: 15,
      weight: 15,
    });
    expect({ policy, gradeShard }).toEqual({ policy: 1, gradeShard: undefined });
    expect(await changes()).toMatchObject([
      { customerId: 'C1', facts: { from: 'mass', to: 'vip', cause: 'figures', policy: 1 } },
    ]);
    const trail = (await aws.items('Audit')).filter(({ entityId }) => entityId === 'C1');
    expect(trail).toMatchObject([{ act: 'customer.tier-changed', actor: 'grading' }]);
    expect(firstBrokenAudit(trail as never)).toBeUndefined();
  });

  test('looks at nobody of whom nothing is new', async () => {
    await importing('customers-a.csv', HEADER, RICH('C1'));
    await importing('customers-b.csv', 'customerId,name,type,riskClass,branch', 'C2,y,personal,compliant,B1');
    expect(await night()).toMatchObject({ looked: 1 });
    aws.calls.length = 0;
    expect(await night()).toEqual({ looked: 0, changed: 0, goesOn: false });
    // One look at each of the eight shards of the index, and no table.
    expect(aws.calls).toEqual(Array(8).fill('Query'));
    await importing('customers-c.csv', HEADER, RICH('C1'));
    expect(await night()).toMatchObject({ looked: 0 });
  });

  test('a tier is lost only after so many days of low figures; the same day counts once', async () => {
    await importing('customers-a.csv', HEADER, RICH('C1'));
    await importing('transactions-a.csv', ...MOVES('C1'));
    await night();
    const tiers: unknown[] = [];
    for (const day of ['2026-03-03', '2026-03-03', '2026-03-04', '2026-03-05']) {
      await importing('customers-b.csv', HEADER, POOR('C1', day));
      await night();
      tiers.push(await tierOf('C1'));
    }
    expect(tiers).toEqual(['vip', 'vip', 'vip', 'mass']);
  });

  test('what comes in while a customer is graded is not missed', async () => {
    await importing('customers-a.csv', HEADER, RICH('C1'));
    await importing('transactions-a.csv', ...MOVES('C1').slice(0, 2));
    later(HOUR);
    let raced = false;
    aws.before.TransactWriteItems = async () => {
      if (raced) return;
      raced = true;
      await importing('transactions-b.csv', ...MOVES('C1'));
    };
    aws.before.UpdateItem = aws.before.TransactWriteItems;
    await grade({});
    expect(raced).toBe(true);
    const { why } = await gradeOf('C1');
    expect(JSON.parse(why ?? '')).toContainEqual(expect.objectContaining({ part: 'activity', value: 70 }));
  });

  test('is not held back by files that come just before every night, and looks once more at what they brought', async () => {
    await importing('customers-a.csv', HEADER, RICH('C1'));
    await importing('transactions-a.csv', ...MOVES('C1'));
    later(5 * 60_000);
    expect(await grade({})).toMatchObject({ looked: 1, changed: 1 });
    expect(await night()).toMatchObject({ looked: 1, changed: 0 });
    expect(await night()).toMatchObject({ looked: 0 });
  });

  test('time alone makes a relationship grow up', async () => {
    await importing(
      'customers-a.csv',
      'customerId,name,type,riskClass,branch,since',
      'C1,x,personal,compliant,B1,2026-03-01',
    );
    await night();
    expect(await rowOf('C1', 'PROFILE')).toMatchObject({ stage: 'new' });
    expect(await gradeOf('C1')).toMatchObject({ gradeKey: '2026-08-28T00:00:00.000Z#C1' });
    vi.setSystemTime(Date.parse('2026-08-27T16:15:00.000Z'));
    expect(await grade({})).toMatchObject({ looked: 0 });
    vi.setSystemTime(Date.parse('2026-08-28T16:15:00.000Z'));
    expect(await grade({})).toMatchObject({ looked: 1, changed: 0 });
    expect(await rowOf('C1', 'PROFILE')).toMatchObject({ stage: 'growing' });
    expect(await gradeOf('C1')).toMatchObject({ gradeKey: '2028-02-29T00:00:00.000Z#C1' });
  });

  test('a long night goes on in further invocations, and nobody is graded twice or left out', async () => {
    const ids = Array.from({ length: 400 }, (_, at) => `C${at}`);
    await importing('customers-a.csv', HEADER, ...ids.map((id) => RICH(id)));
    aws.invocations.length = 0;
    const runs = [await night(59_000)];
    for (let next = aws.invocations.pop(); next !== undefined; next = aws.invocations.pop()) {
      if (next.functionName !== 'Steward-GradeCustomers') continue;
      runs.push((await grade(next.payload, { getRemainingTimeInMillis: () => 59_000 })) as Fields);
    }
    expect(runs.length).toBeGreaterThan(4);
    expect(runs.reduce((sum, { looked }) => sum + Number(looked), 0)).toBe(400);
    expect(await night()).toMatchObject({ looked: 0 });
  });

  test('somebody who cannot be graded holds nobody up, and stays for the next night', async () => {
    await importing('customers-a.csv', HEADER, RICH('C1'), RICH('C2'), RICH('C3'));
    aws.before.UpdateItem = (input) => {
      const { customerId } = input.Key as { customerId?: { S: string } };
      if (customerId?.S === 'C2') throw serviceFault('ValidationException');
    };
    await expect(night()).rejects.toMatchObject({
      name: 'GradingUnfinished',
      message: expect.stringMatching(/^1 .*C2/),
    });
    delete aws.before.UpdateItem;
    expect(await night()).toMatchObject({ looked: 1 });
  });

  test('figures that lag too far behind the transactions are not taken for as new', async () => {
    await importing('customers-a.csv', HEADER, RICH('C1', '2025-12-01'));
    await importing('transactions-a.csv', ...MOVES('C1'));
    await night();
    expect(JSON.parse((await gradeOf('C1')).why ?? '')).toContainEqual({
      step: 'missing',
      figures: ['balance', 'credit', 'contribution', 'potential'],
    });
    expect(await tierOf('C1')).toBe('mass');
  });
});

describe('a person’s word', () => {
  const WORD = {
    customerId: 'C1',
    tier: 'vip',
    by: 'S1',
    until: '2026-04-01T00:00:00.000Z',
    reason: 'Her firm moves its payroll here.',
  };
  beforeEach(async () => {
    await importing('customers-a.csv', 'customerId,name,type,riskClass,branch', 'C1,x,personal,compliant,B1');
    await importing(
      'staff-a.csv',
      'staffId,name,email,role,level,lines,branch,capacity,active',
      'S1,Li,li@bank.example,line-head,3,ordinary,B1,8,yes',
      'S2,Xu,xu@bank.example,rm,1,ordinary,B1,8,no',
    );
  });

  test('G1 counts at once, is audited under their name without their reason, and ends by itself', async () => {
    expect(await override(WORD)).toEqual({
      customerId: 'C1',
      before: 'mass',
      tier: 'vip',
      until: WORD.until,
    });
    expect(await tierOf('C1')).toBe('vip');
    expect(await gradeOf('C1')).toMatchObject({
      override: { by: 'S1', reason: WORD.reason },
      gradeKey: `${WORD.until}#C1`,
    });
    const trail = (await aws.items('Audit')).filter(({ entityId }) => entityId === 'C1');
    expect(trail.map(({ act, actor }) => [act, actor])).toEqual([
      ['customer.tier-overridden', 'S1'],
      ['customer.tier-changed', 'S1'],
    ]);
    expect(JSON.stringify([trail, await changes()])).not.toContain(WORD.reason);
    vi.setSystemTime(Date.parse(WORD.until) - 1);
    expect(await grade({})).toMatchObject({ looked: 0 });
    vi.setSystemTime(Date.parse(WORD.until));
    expect(await grade({})).toEqual({ looked: 1, changed: 1, goesOn: false });
    expect(await tierOf('C1')).toBe('mass');
    const { override: left, gradeKey } = await gradeOf('C1');
    expect({ left, gradeKey }).toEqual({ left: undefined, gradeKey: undefined });
    expect((await changes()).map(({ facts }) => (facts as Fields).cause).sort()).toEqual([
      'override',
      'override-over',
    ]);
  });

  test('outlives new figures while it counts', async () => {
    await override({ ...WORD, tier: 'mass' });
    await importing('customers-b.csv', HEADER, RICH('C1'));
    await importing('transactions-a.csv', ...MOVES('C1'));
    await night();
    expect(await tierOf('C1')).toBe('mass');
    expect((await gradeOf('C1')).graded.tier).toBe('vip');
    expect(await override({ customerId: 'C1', by: 'S1', end: true })).toMatchObject({
      before: 'mass',
      tier: 'vip',
    });
    const trail = (await aws.items('Audit')).filter(({ entityId }) => entityId === 'C1');
    expect(trail.map(({ act }) => act)).toContain('customer.override-ended');
  });

  test('R036 outlives a tier that comes with a file', async () => {
    const tiered = 'customerId,name,type,riskClass,branch,tier';
    await importing('customers-b.csv', tiered, 'C2,y,personal,compliant,B1,mass');
    await override({ ...WORD, customerId: 'C2' });
    await importing('customers-c.csv', tiered, 'C2,y,personal,compliant,B1,potential');
    expect(await tierOf('C2')).toBe('vip');
    await override({ customerId: 'C2', by: 'S1', end: true });
    await importing('customers-d.csv', tiered, 'C2,y,personal,compliant,B1,potential');
    expect(await tierOf('C2')).toBe('potential');
  });

  test('must end, not too late, and be that of somebody who works here about somebody who is a customer', async () => {
    const refused = async (change: Fields, name: string, message?: string) =>
      expect(override({ ...WORD, ...change })).rejects.toMatchObject({
        name,
        ...(message && { message: expect.stringContaining(message) }),
      });
    await refused({ until: '2026-03-01T00:00:00.000Z' }, 'InputRefused', 'a time to come');
    await refused({ until: '2027-03-01T00:00:00.000Z' }, 'InputRefused', 'at most 180 days');
    await refused({ until: undefined }, 'InputRefused');
    await refused({ reason: '' }, 'InputRefused');
    await refused({ by: 'S2' }, 'StaffUnknown');
    await refused({ by: 'S9' }, 'StaffUnknown');
    await refused({ customerId: 'C9' }, 'CustomerUnknown');
    expect(await tierOf('C1')).toBe('mass');
  });
});
