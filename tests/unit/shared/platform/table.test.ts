import { afterAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { equals, holds, Table } from '../../../../shared/platform/table.ts';
import { serviceFault, smallAws } from './small-aws.ts';

const aws = await smallAws();
const cases = new Table('Cases', 'caseId', 'sk');
const outbox = new Table('Outbox', 'outboxId');
const Row = z.object({ caseId: z.string(), sk: z.string(), n: z.number() });

beforeEach(() => aws.clear());
afterAll(() => aws.close());

test('an item comes back as its schema has it; one that is not there is undefined', async () => {
  await aws.put('Cases', { caseId: 'K1', sk: 'HEAD', n: 1, more: true });
  expect(await cases.get(Row, { caseId: 'K1', sk: 'HEAD' })).toEqual({ caseId: 'K1', sk: 'HEAD', n: 1 });
  expect(await cases.get(Row, { caseId: 'K2', sk: 'HEAD' })).toBeUndefined();
});

test('an item that does not match its schema is a fault that names key and field, not the value', async () => {
  await aws.put('Cases', { caseId: 'K1', sk: 'HEAD', n: 'CANARY' });
  await expect(cases.get(Row, { caseId: 'K1', sk: 'HEAD' })).rejects.toMatchObject({
    name: 'ItemWrong',
    passing: false,
    message: 'Item K1/HEAD of Cases does not match its schema: n: expected number.',
  });
});

test('an item is put once; the second says that it was there', async () => {
  const first = { outboxId: 'M1', n: 1 };
  expect(await outbox.putIfAbsent(first)).toBe(true);
  expect(await outbox.putIfAbsent({ outboxId: 'M1', n: 2 })).toBe(false);
  expect(await aws.items('Outbox')).toEqual([first]);
});

test('a query reads all pages, in order, and no more than it is asked for', async () => {
  const filler = 'x'.repeat(100_000);
  for (let n = 0; n < 25; n++)
    await aws.put('Cases', { caseId: 'K1', sk: `NOTE#${String(n).padStart(4, '0')}`, n, filler });
  await aws.put('Cases', { caseId: 'K1', sk: 'HEAD', n: -1 });
  const of = ['caseId', 'K1'] as const;
  const numbers = async (reading: object) => (await cases.query(Row, { of, ...reading })).map(({ n }) => n);
  const all = Array.from({ length: 25 }, (_, n) => n);
  expect(await numbers({ sort: { attribute: 'sk', startsWith: 'NOTE#' } })).toEqual(all);
  expect(aws.calls.filter((call) => call === 'Query').length).toBeGreaterThan(1);
  expect(
    await numbers({ newestFirst: true, most: 3, sort: { attribute: 'sk', startsWith: 'NOTE#' } }),
  ).toEqual([24, 23, 22]);
  expect(await numbers({ sort: { attribute: 'sk', from: 'NOTE#0023' } })).toEqual([23, 24]);
  expect(await numbers({ sort: { attribute: 'sk', until: 'NOTE#0001' } })).toEqual([-1, 0, 1]);
  expect(await numbers({ sort: { attribute: 'sk', from: 'NOTE#0003', until: 'NOTE#0004' } })).toEqual([3, 4]);
  expect(await numbers({})).toEqual([-1, ...all]);
});

test('an index is read by its own key, and gives no more than it carries', async () => {
  await aws.put('Cases', { caseId: 'K1', sk: 'HEAD', n: 1, kind: 'complaint', openedAt: '2026-03-02' });
  await aws.put('Cases', { caseId: 'K2', sk: 'HEAD', n: 2, kind: 'visit', openedAt: '2026-03-02' });
  const found = await cases.query(z.looseObject({}), { index: 'byKind', of: ['kind', 'visit'] });
  expect(found).toEqual([{ caseId: 'K2', sk: 'HEAD', kind: 'visit', openedAt: '2026-03-02' }]);
});

test('the items behind an index come whole, in its order, and as few as asked for', async () => {
  for (let n = 0; n < 120; n++) {
    const openedAt = `2026-03-02T${String(119 - n).padStart(3, '0')}`;
    await aws.put('Cases', { caseId: `K${n}`, sk: 'HEAD', n, kind: 'visit', openedAt });
  }
  const of = ['kind', 'visit'] as const;
  const all = await cases.behind(Row, { index: 'byKind', of });
  expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 120 }, (_, at) => 119 - at));
  const newest = await cases.behind(Row, { index: 'byKind', of, newestFirst: true, most: 2 });
  expect(newest).toEqual([
    { caseId: 'K0', sk: 'HEAD', n: 0 },
    { caseId: 'K1', sk: 'HEAD', n: 1 },
  ]);
});

test('items are given in the order of their keys; what is not there is left out', async () => {
  for (const n of [1, 2]) await aws.put('Cases', { caseId: `K${n}`, sk: 'HEAD', n });
  const keys = ['K2', 'K3', 'K1'].map((caseId) => ({ caseId, sk: 'HEAD', more: 'of an index' }));
  expect((await cases.getMany(Row, keys)).map(({ caseId }) => caseId)).toEqual(['K2', 'K1']);
  expect(await cases.getMany(Row, [])).toEqual([]);
});

test('every call that fails is a named fault', async () => {
  const fail = () => {
    throw serviceFault('InternalServerError', 500);
  };
  Object.assign(aws.before, { GetItem: fail, PutItem: fail, Query: fail });
  const store = { name: 'PassingStoreFault' };
  await expect(cases.get(Row, { caseId: 'K1', sk: 'HEAD' })).rejects.toMatchObject(store);
  await expect(cases.query(Row, { of: ['caseId', 'K1'] })).rejects.toMatchObject(store);
  await expect(outbox.put({ outboxId: 'M1' })).rejects.toMatchObject(store);
  await expect(outbox.putIfAbsent({ outboxId: 'M1' })).rejects.toMatchObject(store);
});

test('many items come in one go, however much of a batch DynamoDB leaves over', async () => {
  const filler = 'x'.repeat(350_000);
  const keys = Array.from({ length: 120 }, (_, n) => ({ caseId: `K${n}`, sk: 'HEAD' }));
  for (const [n, key] of keys.entries()) if (n % 2 === 0) await aws.put('Cases', { ...key, n, filler });
  const items = await cases.getManyRaw(keys);
  expect(items.map(({ n }) => Number(n)).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, half) => half * 2),
  );
  // 16 MB is the most that one answer holds, and 50 items a page are more.
  expect(aws.calls.filter((call) => call === 'BatchGetItem').length).toBeGreaterThan(2);
  expect(await cases.getManyRaw([])).toEqual([]);
});

test('an item is changed under a condition, or made; whoever was too late is told', async () => {
  const key = { caseId: 'K1', sk: 'HEAD' };
  const isNew = holds('the item is new', 'attribute_not_exists(#caseId)');
  expect(await cases.update(key, { set: { n: 1 }, add: { moves: 1 } }, isNew)).toBe(true);
  expect(await cases.update(key, { set: { n: 2 } }, isNew)).toBe(false);
  expect(await cases.update(key, { add: { moves: 1 }, remove: ['n'] }, equals('as read', { n: 1 }))).toBe(
    true,
  );
  expect(await aws.items('Cases')).toEqual([{ ...key, moves: 2 }]);
});
