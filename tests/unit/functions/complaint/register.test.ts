import { afterAll, beforeEach, expect, test } from 'vitest';
import { complaintPolicyNames } from '../../../../functions/complaint/policies.ts';
import { CaseHead, OutboxRow } from '../../../../shared/contracts/items.ts';
import { serviceFault } from '../../shared/platform/small-aws.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, manager, head, note } = story;
const { handler } = await import('../../../../functions/complaint/register.ts');
const input = story.input('Register', ['complaint.received']);
const policies = Object.fromEntries(complaintPolicyNames.map((name) => [name, 1]));

beforeEach(() => story.reset());
afterAll(() => aws.close());

test('the case is graded, gets its owner, its statutory date and the policies it starts with', async () => {
  expect(await handler(input)).toEqual({
    customerId: 'C1',
    tier: 'vip',
    line: 'high-end',
    ownerId: 'S1',
    recused: [],
    policies,
  });
  expect(CaseHead.parse(await story.headNow())).toMatchObject({
    status: 'REGISTERED',
    tier: 'vip',
    ownerId: 'S1',
    policies,
    // 15 calendar days, the day of receipt not counted: STANDARDS, CN-2020.
    dueAt: '2026-10-10T15:59:59.999Z',
    openShard: 'C#1',
  });
});

test('the event that the storyboard wants is written with the case and handed over at once', async () => {
  await handler(input);
  const [row, ...others] = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    kind: 'event',
    name: 'complaint.received',
    detail: {
      caseId: 'K1',
      customerId: 'C1',
      causeId: input.execution,
      facts: { channel: 'app', tier: 'vip', line: 'high-end' },
    },
  });
  expect(aws.invocations).toEqual([
    { functionName: 'Steward-Deliver', type: 'Event', payload: { outboxIds: [row?.outboxId] } },
  ]);
});

test('a step that is tried again, even from a takeover later on, answers the same and writes nothing', async () => {
  const first = await handler(input);
  await aws.put('Customers', { ...customer, tier: 'mass' });
  const before = [await aws.items('Cases'), await aws.items('Outbox'), await aws.items('Audit')];
  expect(await handler({ ...input, entered: '2026-09-26T00:00:00.000Z' })).toEqual(first);
  expect([await aws.items('Cases'), await aws.items('Outbox'), await aws.items('Audit')]).toEqual(before);
});

test('two attempts at the same time register the case once and answer the same', async () => {
  const [one, other] = await Promise.all([handler(input), handler(input)]);
  expect(one).toEqual(other);
  expect(await aws.items('Audit')).toHaveLength(1);
  expect(await aws.items('Outbox')).toHaveLength(1);
});

test('a manager who has left is not the owner, and without one there is none', async () => {
  await aws.put('Staff', { ...manager, active: false });
  expect(await handler(input)).not.toHaveProperty('ownerId');
  await story.reset();
  const { managerId: _, ...unmanaged } = customer;
  await aws.put('Customers', { ...unmanaged, tier: 'mass' });
  const answer = await handler(input);
  expect(answer).toMatchObject({ tier: 'mass', line: 'ordinary' });
  expect(answer).not.toHaveProperty('ownerId');
});

test('who is complained about and their superior are recused, and neither owns the case', async () => {
  await aws.put('Cases', { ...note, respondentId: 'S7' });
  await aws.put('Staff', { ...manager, staffId: 'S7', superiorId: 'S1' });
  const answer = await handler(input);
  expect(answer).toMatchObject({ recused: ['S7', 'S1'] });
  expect(answer).not.toHaveProperty('ownerId');
});

test('a respondent whom the bank does not know is recused all the same', async () => {
  await aws.put('Cases', { ...note, respondentId: 'S404' });
  expect(await handler(input)).toMatchObject({ recused: ['S404'] });
});

test('new facts that came before this step have moved the beginning of the term', async () => {
  await aws.put('Cases', { ...head, termFrom: '2026-09-28T02:00:00.000Z' });
  await handler(input);
  expect(await story.headNow()).toMatchObject({ dueAt: '2026-10-13T15:59:59.999Z' });
});

test('a channel whose clock is ahead does not lengthen the term', async () => {
  await aws.put('Cases', { ...note, submittedAt: '2027-01-01T00:00:00.000Z' });
  await handler(input);
  expect(await story.headNow()).toMatchObject({ dueAt: '2026-10-10T15:59:59.999Z' });
});

test('a case keeps the version of a policy that was in force when it began', async () => {
  await aws.put('Policies', { name: 'escalation', sk: 'LIVE', v: 1, version: 3 });
  const { handler: fresh } = await freshHandler();
  expect(await fresh(input)).toMatchObject({ policies: { escalation: 3, taxonomy: 1 } });
});

async function freshHandler() {
  const { vi } = await import('vitest');
  vi.resetModules();
  return import('../../../../functions/complaint/register.ts');
}

test('nothing personal is in answer, events or audit', async () => {
  const answer = await handler(input);
  expect(JSON.stringify([answer, await aws.items('Outbox'), await aws.items('Audit')])).not.toContain(
    'CANARY',
  );
});

test('a case or a customer that does not exist, and a wrong input, are lasting faults with names', async () => {
  await expect(handler({ ...input, case: { v: 1, caseId: 'K404', round: 1 } })).rejects.toMatchObject({
    name: 'CaseUnknown',
  });
  await aws.put('Cases', { ...head, customerId: 'C404' });
  await expect(handler(input)).rejects.toMatchObject({ name: 'CustomerUnknown', passing: false });
  await expect(handler({ ...input, emits: ['complaint.invented'] })).rejects.toMatchObject({
    name: 'InputRefused',
  });
});

test('a sender that cannot be reached does not fail the step: the sweep sends the row', async () => {
  aws.before.Invoke = () => {
    throw serviceFault('TooManyRequestsException', 429);
  };
  await expect(handler(input)).resolves.toMatchObject({ customerId: 'C1' });
  expect((await aws.items('Outbox'))[0]).toMatchObject({
    state: 'UNSENT',
    pendingShard: expect.stringMatching(/^P#[0-7]$/),
  });
});
