import { afterAll, beforeEach, expect, test } from 'vitest';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { CANARY, customer } from './bank.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/import-bank.ts');

beforeEach(() => aws.clear());
afterAll(() => aws.close());

const { sk: _sk, v: _v, ...customerRow } = customer;
const staffRow = {
  staffId: 'S1',
  name: 'Li Na',
  email: 'li.na@bank.example',
  language: 'en',
  role: 'rm',
  level: 1,
  lines: ['high-end'],
  branch: 'B1',
  capacity: 8,
  zone: 'Asia/Shanghai',
  active: true,
};
const absenceRow = { staffId: 'S1', from: '2026-03-02', until: '2026-03-06' };

test('customers, staff and absences go in, with or without the fields of our own keys', async () => {
  const rows = {
    customers: [customerRow, { ...customer, customerId: 'C2' }],
    staff: [staffRow],
    absences: [absenceRow],
  };
  expect(await handler(rows)).toEqual({ imported: 4, unchanged: 0, refused: [] });
  expect(await aws.items('Customers')).toEqual(expect.arrayContaining([customer]));
  expect(await aws.items('Staff')).toEqual(
    expect.arrayContaining([
      { ...staffRow, sk: 'PROFILE', v: 1 },
      { ...absenceRow, sk: 'ABSENCE#2026-03-02', v: 1 },
    ]),
  );
});

test('a repeated import writes nothing, a changed row is written', async () => {
  const rows = { customers: [customerRow], staff: [staffRow], absences: [absenceRow] };
  await handler(rows);
  aws.calls.length = 0;
  expect(await handler(rows)).toEqual({ imported: 0, unchanged: 3, refused: [] });
  expect(aws.calls).not.toContain('PutItem');
  expect(await handler({ ...rows, staff: [{ ...staffRow, capacity: 9 }] })).toEqual({
    imported: 1,
    unchanged: 2,
    refused: [],
  });
});

test('a row that is wrong is named by its place and field, without what it holds; the others go in', async () => {
  const answer = await handler({
    customers: [customerRow, { ...customerRow, customerId: 'C2', tier: CANARY, zone: CANARY }, CANARY],
    staff: [{ ...staffRow, [CANARY]: 1 }],
    absences: [{ ...absenceRow, until: '2026-03-01' }],
  });
  expect(answer).toEqual({
    imported: 1,
    unchanged: 0,
    refused: [
      { row: 'customers[1]', field: 'tier', expected: 'one of vip, potential, mass' },
      { row: 'customers[1]', field: 'zone', expected: 'an IANA time zone such as Asia/Shanghai' },
      { row: 'customers[2]', field: 'it', expected: 'object' },
      { row: 'staff[0]', field: 'it', expected: 'no further fields' },
      { row: 'absences[0]', field: 'until', expected: 'a day not before `from`' },
    ],
  });
});

test('a stored row that does not match its schema any more is replaced', async () => {
  await aws.put('Customers', { ...customer, tier: 'gold' });
  expect(await handler({ customers: [customerRow] })).toMatchObject({ imported: 1 });
  expect(await aws.items('Customers')).toEqual([customer]);
});

test('anything but lists of rows is refused', async () => {
  await expect(handler({ customer: [] })).rejects.toMatchObject({ name: 'InputRefused' });
});
