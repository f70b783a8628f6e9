import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuditRecord } from '../../../../shared/contracts/items.ts';
import { firstBrokenAudit } from '../../../../shared/platform/audit.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { customer } from './bank.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/accept-event.ts');
const { customerId } = customer;

const NOW = '2026-03-09T01:30:00.000Z';
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW) });
  await aws.clear();
  await aws.put('Customers', customer);
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

let number = 0;
const change = (detail: Record<string, unknown>) => ({
  id: 'e1',
  source: 'bank.crm',
  'detail-type': 'customer.changed',
  detail: {
    v: 1,
    channel: 'api',
    externalId: `CRM-${++number}`,
    customerId,
    submittedAt: '2026-03-02T01:30:00.000Z',
    ...detail,
  },
});
const row = async (sk: string) => (await aws.items('Customers')).find((item) => item.sk === sk);
const audit = async () =>
  (await aws.items('Audit')).map((item) => AuditRecord.parse(item)).sort((a, b) => (a.sk < b.sk ? -1 : 1));
const events = async () => (await aws.items('Outbox')).map(({ name }) => name);

const given = { purpose: 'care', channel: 'mail', state: 'GIVEN' };

describe('R026 what the bank changes of a customer', () => {
  test('is written once: profile, marks, consents and dates, with records that hold no personal data', async () => {
    const event = change({
      changed: { phone: '+86 21 5555 0199', name: 'Canary Name', doNotContact: true },
      consents: [given],
      dates: [{ kind: 'birthday', date: { calendar: 'LUNAR', month: 8, day: 15 } }],
    });
    expect(await handler(event)).toMatchObject({ way: 'ACCEPTED', caseId: expect.stringMatching(/^H/) });
    expect(await row('PROFILE')).toMatchObject({
      name: 'Canary Name',
      doNotContact: true,
      email: customer.email,
    });
    expect(await row('CONSENT#care#mail')).toMatchObject({ state: 'GIVEN', from: 'bank' });
    expect(await row('DATE#birthday')).toMatchObject({ date: { calendar: 'LUNAR', month: 8, day: 15 } });
    expect(await events()).toEqual(['consent.changed']);
    const before = [await aws.items('Customers'), await aws.items('Audit'), await aws.items('Outbox')];
    expect(await handler({ ...event, id: 'another-delivery' })).toMatchObject({ way: 'DUPLICATE' });
    expect([await aws.items('Customers'), await aws.items('Audit'), await aws.items('Outbox')]).toEqual(
      before,
    );
    const records = await audit();
    expect(records.map(({ act, entityId }) => [act, entityId])).toEqual([
      ['consent.changed', customerId],
      ['customer.changed', customerId],
    ]);
    expect(records[1]?.facts).toMatchObject({ fields: 'doNotContact,name,phone', doNotContact: true });
    expect(firstBrokenAudit(records)).toBeUndefined();
    expect(JSON.stringify([records, await aws.items('Outbox')])).not.toMatch(/Canary|5555/);
  });

  test('R028 a yes that was taken back is the last word, and one that was said before it changes nothing', async () => {
    await handler(change({ submittedAt: '2026-03-02T01:00:00.000Z', consents: [given] }));
    const withdrawn = { ...given, state: 'WITHDRAWN' };
    await handler(change({ submittedAt: '2026-03-05T01:00:00.000Z', consents: [withdrawn] }));
    await handler(change({ submittedAt: '2026-03-03T01:00:00.000Z', consents: [given] }));
    expect(await row('CONSENT#care#mail')).toMatchObject({
      state: 'WITHDRAWN',
      at: '2026-03-05T01:00:00.000Z',
    });
    expect(await events()).toEqual(['consent.changed', 'consent.changed']);
  });

  test('R028 a word from the future counts from when it came, so that the next one is not older', async () => {
    const withdrawn = { ...given, state: 'WITHDRAWN' };
    await handler(change({ submittedAt: '2099-01-01T00:00:00.000Z', consents: [given] }));
    expect(await row('CONSENT#care#mail')).toMatchObject({ state: 'GIVEN', at: NOW });
    vi.setSystemTime('2026-03-09T01:31:00.000Z');
    await handler(change({ submittedAt: '2026-03-09T01:30:30.000Z', consents: [withdrawn] }));
    expect(await row('CONSENT#care#mail')).toMatchObject({ state: 'WITHDRAWN' });
  });

  test.each([
    ['of somebody who is no customer', { customerId: 'C404', consents: [given] }, 'UNKNOWN_CUSTOMER'],
    ['that changes nothing', {}, 'WRONG_FIELD'],
    ['with a consent to what needs none', { consents: [{ ...given, purpose: 'service' }] }, 'WRONG_FIELD'],
    [
      'with a day that no month has',
      { dates: [{ kind: 'birthday', date: { calendar: 'SOLAR', month: 2, day: 30 } }] },
      'WRONG_FIELD',
    ],
  ])('is held %s', async (_, detail, code) => {
    expect(await handler(change(detail))).toMatchObject({ way: 'QUARANTINED', code });
    expect(await aws.items('Customers')).toHaveLength(1);
  });
});

describe('R048 R126 greetings after a change', () => {
  const replanned = () =>
    aws.invocations.filter(({ functionName }) => functionName === 'Steward-PlanCustomers');

  test.each([
    ['a birthday', { dates: [{ kind: 'birthday', date: { calendar: 'SOLAR', month: 8, day: 15 } }] }],
    ['a consent to care', { consents: [given] }],
    ['another address', { changed: { email: 'new@example.com' } }],
    ['a death', { changed: { deceased: true } }],
  ])('are planned anew at once after %s, for a second delivery too', async (_, detail) => {
    const event = change(detail);
    await handler(event);
    expect(replanned()).toMatchObject([{ type: 'Event', payload: { customerIds: [customerId] } }]);
    // Whoever took the first one in may have failed before it asked for the plan.
    expect(await handler(event)).toMatchObject({ way: 'DUPLICATE' });
    expect(replanned()).toHaveLength(2);
  });

  test.each([
    ['a name', { changed: { name: 'Another Name' } }],
    ['a consent to surveys', { consents: [{ ...given, purpose: 'survey' }] }],
  ])('stay as they are after %s', async (_, detail) => {
    await handler(change(detail));
    expect(replanned()).toEqual([]);
  });
});
