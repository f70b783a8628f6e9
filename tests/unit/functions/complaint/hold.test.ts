import { afterAll, beforeEach, expect, test } from 'vitest';
import { clock } from '../../../../shared/platform/clock.ts';
import { bookOf } from '../../../../shared/platform/contact-ledger.ts';
import { addHoldsUnmoved, HOLDS_UNMOVED, holdMoves } from '../../../../shared/platform/holds.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { Transaction } from '../../../../shared/platform/transaction.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, head } = story;
const register = (await import('../../../../functions/complaint/register.ts')).handler;
const setClocks = (await import('../../../../functions/complaint/set-clocks.ts')).handler;
const close = (await import('../../../../functions/complaint/close.ts')).handler;

beforeEach(() => story.reset());
afterAll(() => aws.close());

const holds = async () => (await bookOf(new Table('Customers', 'customerId', 'sk'), 'C1')).holds;
const closeWith = (outcome: string) => close(story.input('Close', [], { outcome }));

test('a complaint holds other contacts back from its registration on, before anybody knows how grave it is', async () => {
  expect(await holds()).toEqual([]);
  await register(story.input('Register', ['complaint.received']));
  await register(story.input('Register', ['complaint.received']));
  expect(await holds()).toMatchObject([{ caseId: 'K1', openedAt: head.openedAt }]);
  expect((await holds())[0]).not.toHaveProperty('severity');
});

test('triage says how grave it is, and closing from when the rest after it counts', async () => {
  await register(story.input('Register', []));
  await aws.put('Cases', { ...(await story.headNow()), status: 'ACKNOWLEDGED' });
  const found = {
    class: 'COMPLAINT',
    severity: 'S1',
    emotion: 'ANGRY',
    vulnerable: 'NO',
    business: 'B03',
    cause: 'C01',
  };
  await setClocks(story.input('Set clocks', ['complaint.triaged'], found));
  expect(await holds()).toMatchObject([{ severity: 'S1' }]);
  expect((await holds())[0]).not.toHaveProperty('closedAt');
  const { closedAt } = (await closeWith('REJECTED')) as { closedAt: string };
  expect(await holds()).toMatchObject([{ severity: 'S1', openedAt: head.openedAt, closedAt }]);
});

test('every change of what is held back is counted, so that a write can depend on there being none', async () => {
  const customers = new Table('Customers', 'customerId', 'sk');
  expect(await holdMoves(customers, 'C1')).toBe(0);
  await register(story.input('Register', ['complaint.received']));
  await register(story.input('Register', ['complaint.received']));
  expect(await holdMoves(customers, 'C1')).toBe(1);
  await closeWith('REJECTED');
  expect(await holdMoves(customers, 'C1')).toBe(2);
  const written = (moves: number) =>
    addHoldsUnmoved(new Transaction(clock), customers, 'C1', moves)
      .put(customers, { customerId: 'C1', sk: 'SCORE' })
      .commit();
  await expect(written(1)).rejects.toMatchObject({ conditions: [HOLDS_UNMOVED] });
  await written(2);
});

test('what was no complaint holds nothing up once it is answered', async () => {
  await register(story.input('Register', []));
  await closeWith('PRAISE_ANSWERED');
  expect(await holds()).toEqual([]);
});

test('another complaint of the same customer holds on when this one is closed', async () => {
  await aws.put('Customers', {
    customerId: 'C1',
    sk: 'HOLD#complaint#K2',
    v: 1,
    caseId: 'K2',
    severity: 'S2',
    openedAt: head.openedAt,
  });
  await register(story.input('Register', []));
  await closeWith('MANUAL_TAKEOVER');
  expect((await holds()).map(({ caseId, closedAt }) => [caseId, closedAt !== undefined])).toEqual([
    ['K1', true],
    ['K2', false],
  ]);
});
