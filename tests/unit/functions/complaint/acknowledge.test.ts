import { afterAll, beforeEach, expect, test } from 'vitest';
import { OutboxRow } from '../../../../shared/contracts/items.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, head } = story;
const { handler } = await import('../../../../functions/complaint/acknowledge.ts');
const input = story.input('Acknowledge', ['complaint.acknowledged']);
const dueAt = '2026-10-10T15:59:59.999Z';

beforeEach(async () => {
  await story.reset();
  await aws.put('Cases', { ...head, status: 'REGISTERED', dueAt });
});
afterAll(() => aws.close());

test('the customer gets one mail with the date of the answer, and the bank an event', async () => {
  expect(await handler(input)).toEqual({ reachedBy: 'mail' });
  const [mail, ...others] = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    template: 'acknowledgement',
    to: { kind: 'customer', id: 'C1' },
    caseId: 'K1',
    facts: { promisedAt: dueAt },
    events: [{ name: 'complaint.acknowledged', detail: { facts: { by: 'mail' } } }],
  });
  expect(aws.invocations).toEqual([
    { functionName: 'Steward-SendMail', type: 'Event', payload: { outboxIds: [mail?.outboxId] } },
  ]);
  expect(await story.headNow()).toMatchObject({ status: 'ACKNOWLEDGED' });
});

test('a step that is tried again mails nothing again', async () => {
  await handler(input);
  const before = await aws.items('Outbox');
  expect(await handler({ ...input, entered: '2026-09-26T00:00:00.000Z' })).toEqual({
    reachedBy: 'mail',
  });
  expect(await aws.items('Outbox')).toEqual(before);
});

test('a customer without an address gets no mail, and the case says so', async () => {
  const { email: _, ...unreachable } = customer;
  await aws.put('Customers', unreachable);
  expect(await handler(input)).toEqual({ reachedBy: 'nobody' });
  expect((await aws.items('Outbox')).map(({ kind }) => kind)).toEqual(['event']);
  expect((await aws.items('Audit'))[0]).toMatchObject({ act: 'case.acknowledged', facts: { by: 'nobody' } });
});

test('R016 an address that was refused for good is none, until there is another one', async () => {
  const refused = { ...customer, mailRefused: { address: customer.email, at: '2026-09-24T00:00:00.000Z' } };
  await aws.put('Customers', refused);
  expect(await handler(input)).toEqual({ reachedBy: 'nobody' });
  expect((await story.sent()).mails).toEqual([]);
  await aws.put('Cases', { ...head, status: 'REGISTERED', dueAt });
  await aws.put('Customers', { ...refused, email: 'wang.fang@example.com' });
  expect(await handler({ ...input, case: { ...input.case, round: 2 } })).toEqual({ reachedBy: 'mail' });
});

test('R016 an address that is refused after the mail was written changes nothing of what the step says', async () => {
  await handler(input);
  await aws.put('Customers', {
    ...customer,
    mailRefused: { address: customer.email, at: '2026-09-26T00:00:00.000Z' },
  });
  expect(await handler(input)).toEqual({ reachedBy: 'mail' });
});

test('a case that was not registered cannot be acknowledged', async () => {
  await aws.put('Cases', head);
  await expect(handler(input)).rejects.toThrow('Case K1 is RECEIVED; this step needs REGISTERED.');
});
