import { expect, test } from 'vitest';
import { retryAt } from '../../../../../functions/desk/rules/retry.ts';

const MONDAY = '2026-03-02T01:30:00.000Z';

test('what fails is tried again after a minute, then after twice as long each time, at most a quarter of an hour', () => {
  // The sweep takes a row a minute after the time in its place.
  const pauses = [1, 2, 3, 4, 5, 6].map(
    (attempts) => (Date.parse(retryAt(attempts, MONDAY)) - Date.parse(MONDAY)) / 60_000 + 1,
  );
  expect(pauses).toEqual([1, 2, 4, 8, 15, 15]);
});
