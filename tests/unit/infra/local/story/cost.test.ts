import { expect, test } from 'vitest';
import { BASELINES, costOf, PRICES } from '../../../../../infra/local/story/cost.ts';

test('what 1,000 cases cost follows from what one uses, at list prices', () => {
  // https://aws.amazon.com/step-functions/pricing/, /lambda/pricing/, /dynamodb/pricing/on-demand/, /ses/pricing/
  expect(
    costOf({
      transitions: 36,
      invocations: 100,
      gigabyteSeconds: 3,
      readUnits: 80,
      writeUnits: 160,
      mails: 10,
    }),
  ).toEqual({
    workflow: expect.closeTo(0.9, 9),
    functions: expect.closeTo(0.02 + 0.0400002, 9),
    records: expect.closeTo(0.01 + 0.1, 9),
    mails: expect.closeTo(1, 9),
  });
  expect(BASELINES.floor * PRICES.transition * 1_000).toBeCloseTo(0.175, 9);
});
