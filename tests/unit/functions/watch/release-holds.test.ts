import { afterAll, beforeEach, expect, test } from 'vitest';
import type { CustomerHold } from '../../../../shared/contracts/items.ts';
import { clock } from '../../../../shared/platform/clock.ts';
import { addHold } from '../../../../shared/platform/holds.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { Transaction } from '../../../../shared/platform/transaction.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { head } from './rows.ts';

const aws = await smallAws();
const { handler: releaseHolds } = await import('../../../../functions/watch/release-holds.ts');

const OPENED = '2026-03-02T01:30:00.000Z';
const CLOSED = '2026-03-09T01:30:00.000Z';

const customers = new Table(process.env.CUSTOMERS_TABLE ?? '', 'customerId', 'sk');
/** What a complaint of the customer C1 keeps back, as the steps of a complaint write it. */
const held = (caseId: string, its: Partial<CustomerHold> = {}) =>
  addHold(new Transaction(clock), customers, {
    customerId: 'C1',
    sk: `HOLD#complaint#${caseId}`,
    v: 1,
    caseId,
    severity: 'S2',
    openedAt: OPENED,
    ...its,
  }).commit();
const closed = (caseId: string) =>
  aws.put('Cases', head({ caseId, status: 'CLOSED', outcome: 'REJECTED', closedAt: CLOSED }));
const row = async (sk: string) => (await aws.items('Customers')).find((one) => one.sk === sk);
const hold = (caseId: string) => row(`HOLD#complaint#${caseId}`);

beforeEach(() => aws.clear());
afterAll(() => aws.close());

test('whose complaint is over, or is not there, holds no more; of one that is open it holds on', async () => {
  await aws.put('Cases', head({ caseId: 'K1' }));
  await closed('K2');
  for (const caseId of ['K1', 'K2', 'K3']) await held(caseId);
  expect(await releaseHolds({})).toEqual({ holding: 3, released: 2 });
  expect(await hold('K1')).not.toHaveProperty('closedAt');
  expect(await hold('K2')).toMatchObject({ closedAt: CLOSED, severity: 'S2' });
  expect(await hold('K3')).toHaveProperty('closedAt');
  // Whoever wrote a mail by what was held back a moment ago finds that it has changed.
  expect(await row('COUNT#holds')).toMatchObject({ moves: 5 });
  expect(
    (await aws.items('Audit')).map(({ entityId, act, facts }) => [entityId, act, facts]).sort(),
  ).toMatchObject([
    ['K2', 'hold.released', { customerId: 'C1', found: 'CLOSED' }],
    ['K3', 'hold.released', { customerId: 'C1', found: 'MISSING' }],
  ]);
  expect(await releaseHolds({})).toEqual({ holding: 1, released: 0 });
});

test('of a complaint that ended, or was none, nobody looks', async () => {
  await held('K1', { closedAt: CLOSED });
  await held('K2', { liftedAt: CLOSED });
  expect(await releaseHolds({})).toEqual({ holding: 0, released: 0 });
});

test('of one that is opened again in this very moment it holds on', async () => {
  await closed('K1');
  await held('K1');
  aws.before.TransactWriteItems = async () => {
    delete aws.before.TransactWriteItems;
    await aws.put('Cases', head({ caseId: 'K1', status: 'CLOCKED', round: 2 }));
  };
  expect(await releaseHolds({})).toEqual({ holding: 1, released: 0 });
  expect(await hold('K1')).not.toHaveProperty('closedAt');
});
