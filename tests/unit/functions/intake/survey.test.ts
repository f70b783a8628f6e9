import { afterAll, beforeEach, expect, test } from 'vitest';
import { examples } from '../../../../functions/intake/examples.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { customer } from './bank.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/intake/accept-event.ts');

beforeEach(async () => {
  await aws.clear();
  await aws.put('Customers', customer);
});
afterAll(() => aws.close());

type Fields = Record<string, unknown>;

const told = async (detail: Fields = {}, envelope: Fields = {}) => {
  const { valid } = examples['survey.requested-by-bank'];
  const event = { ...valid, detail: { ...(valid.detail as object), ...detail }, ...envelope };
  return (await handler(event)) as Fields;
};
const wishes = () =>
  aws.invocations
    .filter(({ functionName }) => functionName === 'Steward-OpenInvitation')
    .map(({ payload }) => payload as Fields);

test('R086 a system of the bank has a customer asked', async () => {
  const answer = await told();
  expect(answer).toMatchObject({ way: 'ACCEPTED', caseId: expect.stringMatching(/^S\d{8}-/) });
  expect(wishes()).toEqual([
    {
      v: 1,
      customerId: 'C1001',
      definition: 'visit',
      naming: 'NAMED',
      cause: 'BANK',
      causeId: 'COUNTER-2026-03-02-17',
      askAt: expect.any(String),
      ratedId: 'S04',
    },
  ]);
});

test('told many times, at once and later, it is one wish: the same one each time', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => told({}, { id: `again-${at}` })));
  expect(answers.filter(({ way }) => way === 'ACCEPTED')).toHaveLength(1);
  expect(new Set(answers.map(({ caseId }) => caseId)).size).toBe(1);
  expect(new Set(wishes().map((wish) => JSON.stringify(wish))).size).toBe(1);
});

test('the same thing is asked about once, whatever the message is called; another thing is another survey', async () => {
  const first = await told();
  expect(await told({ externalId: 'QUEUE-2', channel: 'app' })).toEqual({ ...first, way: 'DUPLICATE' });
  expect(await told({ externalId: 'QUEUE-3', about: 'COUNTER-18' })).toMatchObject({ way: 'ACCEPTED' });
  expect(new Set(wishes().map(({ causeId }) => causeId))).toEqual(
    new Set(['COUNTER-2026-03-02-17', 'COUNTER-18']),
  );
});

test('of somebody whom nobody knows it is held', async () => {
  expect(await told({ customerId: 'C404' })).toMatchObject({ way: 'QUARANTINED', code: 'UNKNOWN_CUSTOMER' });
  expect(wishes()).toEqual([]);
});
