import { afterAll, beforeEach, expect, test } from 'vitest';
import { CaseHead, OutboxRow } from '../../../../shared/contracts/items.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, head } = story;
const { handler } = await import('../../../../functions/complaint/close.ts');
const input = (state: Record<string, unknown>) => story.input('Close', ['complaint.closed'], state);

beforeEach(async () => {
  await story.reset();
  await aws.put('Cases', {
    ...head,
    status: 'ACKNOWLEDGED',
    openedAt: new Date(Date.now() - 36e5).toISOString(),
  });
});
afterAll(() => aws.close());

test('the case closes with the outcome of the form, leaves the index of open cases, and the customer is told', async () => {
  const answer = await handler(input({ outcome: 'RESOLVED_PARTLY' }));
  expect(answer).toEqual({ outcome: 'RESOLVED_PARTLY', closedAt: expect.any(String), days: 1 });
  const closed = CaseHead.parse(await story.headNow());
  expect(closed).toMatchObject({ status: 'CLOSED', outcome: 'RESOLVED_PARTLY' });
  expect(closed).not.toHaveProperty('statusShard');
  const rows = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
  expect(rows).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'mail',
        template: 'decision',
        to: { kind: 'customer', id: 'C1' },
        facts: { outcome: 'RESOLVED_PARTLY' },
      }),
      expect.objectContaining({
        kind: 'event',
        name: 'complaint.closed',
        detail: expect.objectContaining({
          caseId: 'K1',
          facts: { outcome: 'RESOLVED_PARTLY', days: 1, onTime: true },
        }),
      }),
    ]),
  );
});

test.each([
  ['COMPLETE', undefined, 'MANUAL_TAKEOVER'],
  ['CANCEL', undefined, 'CANCELLED'],
  ['CANCEL', 'REJECTED', 'CANCELLED'],
  ['RETRY', 'REJECTED', 'REJECTED'],
])('a takeover that says %s after a decision %s closes with %s', async (way, outcome, closed) => {
  expect(await handler(input({ way, ...(outcome === undefined ? {} : { outcome }) }))).toMatchObject({
    outcome: closed,
  });
});

test('a takeover can close a case that was never registered', async () => {
  await aws.put('Cases', head);
  expect(await handler(input({ way: 'CANCEL' }))).toMatchObject({ outcome: 'CANCELLED' });
});

test('a step that is tried again answers what the row says and tells the customer nothing again', async () => {
  const first = await handler(input({ outcome: 'REJECTED' }));
  const before = [await aws.items('Outbox'), await aws.items('Audit')];
  expect(await handler(input({ outcome: 'RESOLVED_UPHELD' }))).toEqual(first);
  expect([await aws.items('Outbox'), await aws.items('Audit')]).toEqual(before);
});

test('a case that is late is closed as late', async () => {
  await aws.put('Cases', {
    ...head,
    status: 'ACKNOWLEDGED',
    dueAt: '2026-09-26T00:00:00.000Z',
    openedAt: '2026-09-25T02:00:00.000Z',
  });
  await handler(input({ outcome: 'REJECTED' }));
  const event = (await aws.items('Outbox')).find(({ kind }) => kind === 'event') as {
    detail: { facts: object };
  };
  expect(event.detail.facts).toMatchObject({ onTime: false });
});

test.each([[{}], [{ outcome: 'WHATEVER' }], [{ way: 'RETRY' }]])(
  'a state such as %j has no outcome, and nothing is written',
  async (state) => {
    await expect(handler(input(state))).rejects.toMatchObject({ name: 'OutcomeMissing', passing: false });
    expect(await story.headNow()).toMatchObject({ status: 'ACKNOWLEDGED' });
  },
);

test('a customer without an address is recorded as told by nobody', async () => {
  const { email: _, ...unreachable } = customer;
  await aws.put('Customers', unreachable);
  await handler(input({ outcome: 'REJECTED' }));
  expect((await aws.items('Outbox')).map(({ kind }) => kind)).toEqual(['event']);
  expect((await aws.items('Audit'))[0]).toMatchObject({ act: 'case.closed', facts: { by: 'nobody' } });
});
