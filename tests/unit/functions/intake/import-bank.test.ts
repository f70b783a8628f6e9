import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { AuditRecord } from '../../../../shared/contracts/items.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { CANARY, customer } from './bank.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/import-bank.ts');
const { handler: accept } = await import('../../../../functions/intake/accept-event.ts');

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
  expect(await aws.items('Customers')).toEqual(expect.arrayContaining([expect.objectContaining(customer)]));
  expect(await aws.items('Staff')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ ...staffRow, sk: 'PROFILE', v: 1 }),
      expect.objectContaining({ ...absenceRow, sk: 'ABSENCE#2026-03-02', v: 1 }),
    ]),
  );
});

test('a repeated import writes nothing, a changed row is written', async () => {
  const rows = { customers: [customerRow], staff: [staffRow], absences: [absenceRow] };
  await handler(rows);
  aws.calls.length = 0;
  expect(await handler(rows)).toEqual({ imported: 0, unchanged: 3, refused: [] });
  expect(aws.calls).not.toContain('PutItem');
  expect(aws.calls).not.toContain('UpdateItem');
  expect(await handler({ ...rows, staff: [{ ...staffRow, capacity: 9 }] })).toEqual({
    imported: 1,
    unchanged: 2,
    refused: [],
  });
});

test('S10 what is news of the staff has a record that names its fields, and who has left is told of', async () => {
  const deeds = async () =>
    (await aws.items('Audit')).map((item) => AuditRecord.parse(item)).sort((a, b) => (a.sk < b.sk ? -1 : 1));
  await handler({ staff: [staffRow] });
  await handler({ staff: [staffRow] });
  await handler({ staff: [{ ...staffRow, email: 'canary@elsewhere.example', level: 3 }] });
  await handler({ staff: [{ ...staffRow, email: 'canary@elsewhere.example', level: 3, active: false }] });
  expect((await deeds()).map(({ act, actor, entityId, facts }) => [act, actor, entityId, facts])).toEqual([
    [
      'staff.added',
      'import-bank',
      'S1',
      expect.objectContaining({ fields: expect.stringContaining('email'), role: 'rm', level: 1 }),
    ],
    ['staff.changed', 'import-bank', 'S1', { fields: 'email,level', level: 3 }],
    ['staff.changed', 'import-bank', 'S1', { fields: 'active', active: false }],
  ]);
  expect(firstBrokenAudit(await deeds())).toBeUndefined();
  expect(JSON.stringify(await deeds())).not.toMatch(/canary|Li Na/);
  expect(await aws.items('Outbox')).toMatchObject([
    { name: 'staff.left', detail: { facts: { staffId: 'S1' } } },
  ]);
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
  expect(await aws.items('Customers')).toEqual([expect.objectContaining(customer)]);
});

describe('R022 R151 R172 what was learnt since outlives the same delivery', () => {
  const profileOf = async () => (await aws.items('Customers')).find(({ sk }) => sk === 'PROFILE');
  const changed = (its: Record<string, unknown>, externalId = 'CRM-1') =>
    accept({
      id: 'e1',
      source: 'bank.crm',
      'detail-type': 'customer.changed',
      detail: {
        v: 1,
        channel: 'api',
        externalId,
        customerId: customer.customerId,
        submittedAt: '2026-03-02T01:30:00.000Z',
        changed: its,
      },
    });

  test('stage, zone, language and number out of customer.changed', async () => {
    const delivered = { ...customerRow, phone: '021 5555 0100' };
    await handler({ customers: [delivered] });
    const learnt = { stage: 'at-risk', zone: 'Europe/London', language: 'en', phone: '+44 20 7946 0000' };
    expect(await changed(learnt)).toMatchObject({ way: 'ACCEPTED' });
    expect(await handler({ customers: [delivered] })).toMatchObject({ imported: 0, unchanged: 1 });
    expect(await profileOf()).toMatchObject(learnt);
  });

  test('but what the bank now delivers otherwise is news, and what it leaves out stays', async () => {
    await handler({ customers: [{ ...customerRow, phone: '021 5555 0100' }] });
    await changed({ stage: 'at-risk', zone: 'Europe/London' });
    expect(await handler({ customers: [{ ...customerRow, zone: 'Asia/Tokyo' }] })).toMatchObject({
      imported: 1,
    });
    expect(await profileOf()).toMatchObject({
      zone: 'Asia/Tokyo',
      stage: 'at-risk',
      phone: '021 5555 0100',
      email: customer.email,
    });
    expect(await handler({ customers: [{ ...customerRow, zone: 'Asia/Tokyo' }] })).toMatchObject({
      imported: 0,
    });
  });

  const grade = { customerId: customer.customerId, sk: 'GRADE', v: 1, moves: 1 };
  const graded = { tier: 'potential', below: { vip: 0, potential: 0 } };
  test.each([
    ['of figures', { figures: { asOf: '2026-03-01', balance: 1 }, graded }],
    [
      'of a person',
      { graded, override: { tier: 'potential', by: 'S1', until: '2999-01-01T00:00:00.000Z', reason: 'x' } },
    ],
  ])('R030 R036 a tier %s is not undone by a delivery, even a new one', async (_, its) => {
    await handler({ customers: [{ ...customerRow, tier: 'vip' }] });
    await aws.put('Customers', { ...grade, ...its });
    await aws.put('Customers', { ...(await profileOf()), tier: 'potential' });
    expect(await handler({ customers: [{ ...customerRow, tier: 'mass' }] })).toMatchObject({ imported: 0 });
    expect(await profileOf()).toMatchObject({ tier: 'potential' });
  });

  test('a word that is over counts no more', async () => {
    await handler({ customers: [{ ...customerRow, tier: 'vip' }] });
    const override = { tier: 'vip', by: 'S1', until: '2020-01-01T00:00:00.000Z', reason: 'x' };
    await aws.put('Customers', { ...grade, graded, override });
    expect(await handler({ customers: [{ ...customerRow, tier: 'mass' }] })).toMatchObject({ imported: 1 });
    expect(await profileOf()).toMatchObject({ tier: 'mass' });
  });

  test('a leaver stays away, and an absence that was taken back or entered here stands', async () => {
    const rows = { staff: [staffRow], absences: [absenceRow] };
    await handler(rows);
    const [profile, absence] = ['PROFILE', 'ABSENCE#2026-03-02'].map((sk) => ({ staffId: 'S1', sk }));
    const stored = async (key: object | undefined) =>
      (await aws.items('Staff')).find(({ sk }) => sk === (key as { sk: string }).sk) ?? {};
    await aws.put('Staff', { ...(await stored(profile)), active: false });
    await aws.put('Staff', { ...(await stored(absence)), cancelled: true });
    expect(await handler(rows)).toMatchObject({ imported: 0, unchanged: 2 });
    expect(await stored(profile)).toMatchObject({ active: false });
    expect(await stored(absence)).toMatchObject({ cancelled: true });
    const longer = { ...absenceRow, until: '2026-03-09' };
    expect(await handler({ absences: [longer] })).toMatchObject({ imported: 1 });
    expect(await stored(absence)).not.toHaveProperty('cancelled');
    await aws.put('Staff', { ...absenceRow, sk: 'ABSENCE#2026-03-02', v: 1, enteredBy: 'S1' });
    expect(await handler({ absences: [longer] })).toMatchObject({ imported: 0 });
    expect(await stored(absence)).toMatchObject({ until: absenceRow.until });
  });
});

test('anything but lists of rows is refused', async () => {
  await expect(handler({ customer: [] })).rejects.toMatchObject({ name: 'InputRefused' });
});
