import { expect, test } from 'vitest';
import { printed } from './scoring.ts';
import { measured } from './scoring-store.ts';

test('R142 R164 a night scores everybody of whom something is new, at the cost of their own rows, and then nobody', {
  timeout: 120_000,
}, async () => {
  const found = await measured(300);
  const { night, quiet } = found;
  expect(night).toMatchObject({ scored: 300, parts: 1 });
  expect(night.raised + night.held).toBeGreaterThan(10);
  expect(night.raised + night.held).toBeLessThan(100);
  // Five rows of the customer, and what they did: by far not the table.
  expect(night.readUnits / night.scored).toBeLessThan(12);
  expect(quiet).toMatchObject({ scored: 0, raised: 0, held: 0 });
  // A look at each of the eight shards of the index, and the entry of the night.
  expect(quiet.readUnits).toBeLessThan(10);
  expect(printed(found)).toContain('| everybody is new | 300 |');
});
