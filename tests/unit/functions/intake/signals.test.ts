import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { examples } from '../../../../functions/intake/examples.ts';
import type { InboundType } from '../../../../shared/contracts/events.ts';
import { CustomerSignal, OutboxRow } from '../../../../shared/contracts/items.ts';
import { ScoreRow } from '../../../../shared/contracts/scores.ts';
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

const told = async (type: InboundType, detail: Fields = {}, envelope: Fields = {}) => {
  const { valid } = examples[type];
  return (await handler({
    ...valid,
    detail: { ...(valid.detail as object), ...detail },
    ...envelope,
  })) as Fields;
};
const signals = async () => (await aws.items('Signals')).map((item) => CustomerSignal.parse(item));
const score = async () =>
  ScoreRow.parse((await aws.items('Customers')).find(({ sk }) => sk === 'SCORE') ?? {});

describe('R141 R147 what the bank observes of a customer', () => {
  test('is kept with where it comes from, marks the customer, and is told without its value', async () => {
    const answer = await told('signal.observed');
    expect(answer).toMatchObject({ way: 'ACCEPTED' });
    expect(await signals()).toMatchObject([
      {
        customerId: 'C1001',
        at: '2026-03-02T01:29:30.000Z',
        from: 'bank',
        what: 'PRODUCT_CLOSED',
        value: 'time-deposit',
        eventId: examples['signal.observed'].valid.id,
        outsideId: 'api#CORE-2026-004711',
        expiresAt: Date.parse('2027-04-06T01:29:30.000Z') / 1_000,
      },
    ]);
    const { scoreShard, scoreKey, moves } = await score();
    expect(scoreShard).toMatch(/^S#[0-7]$/);
    expect([scoreKey?.endsWith('#C1001'), moves]).toEqual([true, 1]);
    const [row] = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
    expect(row).toMatchObject({
      kind: 'event',
      name: 'signal.recorded',
      detail: { customerId: 'C1001', facts: { what: 'PRODUCT_CLOSED', signalId: answer.caseId } },
    });
    expect(JSON.stringify(row)).not.toContain('time-deposit');
  });

  test('told many times, at once and later, is one signal', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => told('signal.observed', {}, { id: `again-${at}` })),
    );
    expect(answers.filter(({ way }) => way === 'ACCEPTED')).toHaveLength(1);
    expect(await told('signal.observed', { value: 'fund' })).toMatchObject({ way: 'DUPLICATE' });
    expect(await signals()).toHaveLength(1);
  });

  test('of the future is taken for what is true now: the last word counts', async () => {
    await told('signal.observed', { observedAt: '2099-01-01T00:00:00.000Z' });
    const [signal] = await signals();
    expect(signal?.at.slice(0, 4)).not.toBe('2099');
  });

  test.each<[what: string, detail: Fields]>([
    ['a balance in words', { what: 'BALANCE', value: 'much' }],
    ['a satisfaction of six', { what: 'SATISFACTION', value: 6 }],
    ['a product without its code', { what: 'PRODUCT_OPENED', value: undefined }],
    ['a salary with an amount', { what: 'SALARY_ARRIVED', value: 20_000 }],
    ['what only Steward learns', { what: 'COMPLAINT_CLOSED', value: 'REJECTED' }],
  ])('%s is held', async (_, detail) => {
    expect(await told('signal.observed', detail)).toMatchObject({
      way: 'QUARANTINED',
      code: 'WRONG_FIELD',
    });
    expect(await signals()).toEqual([]);
  });

  test('of somebody whom nobody knows is held', async () => {
    expect(await told('signal.observed', { customerId: 'C404' })).toMatchObject({
      way: 'QUARANTINED',
      code: 'UNKNOWN_CUSTOMER',
    });
  });
});

describe('an alert of a model of the bank’s own', () => {
  test('is a signal with its model, its score and its reasons, once', async () => {
    expect(await told('churn.alert-submitted')).toMatchObject({ way: 'ACCEPTED' });
    expect(await told('churn.alert-submitted', {}, { id: 'again' })).toMatchObject({ way: 'DUPLICATE' });
    expect(await signals()).toMatchObject([
      {
        what: 'ALERT_SUBMITTED',
        value: 0.64,
        model: 'retail-attrition-7',
        reasons: [{ code: 'balance-falls', value: -0.4 }],
      },
    ]);
  });

  test('with a score that is no probability is held', async () => {
    expect(await told('churn.alert-submitted', { score: 64 })).toMatchObject({
      way: 'QUARANTINED',
      field: 'detail.score',
    });
  });
});
