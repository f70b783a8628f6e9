import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newestOf } from '../../../../functions/watch/newest-cases.ts';
import { order, type Place } from '../../../../functions/watch/rules/filter.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString();

/** An index as DynamoDB has it: newest first, and in no order among those of one moment. */
const indexOf = (all: readonly (Place & { partition: string })[]) => {
  let read = 0;
  return {
    reads: () => read,
    entries: async (partition: string, most: number, until?: string) => {
      read++;
      return all
        .filter((entry) => entry.partition === partition && (until === undefined || entry.openedAt <= until))
        .toSorted((a, b) =>
          a.openedAt > b.openedAt ? -1 : a.openedAt < b.openedAt ? 1 : b.caseId.localeCompare(a.caseId),
        )
        .slice(0, most)
        .map(({ caseId, openedAt }) => ({ caseId, openedAt }));
    },
  };
};

const cases = fc.array(
  fc.record({ partition: fc.constantFrom('a', 'b', 'c'), minute: fc.integer({ min: 0, max: 12 }) }),
  { maxLength: 400 },
);

test('pages of any size hold every case once, in one order, however many were opened in one moment', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.integer({ min: 1, max: 150 }), async (drawn, size) => {
      const all = drawn.map(({ partition, minute }, number) => ({
        partition,
        openedAt: at(minute),
        caseId: `K${String(number).padStart(3, '0')}`,
      }));
      const { entries } = indexOf(all);
      const found: Place[] = [];
      let after: Place | undefined;
      for (;;) {
        const page: Place[] = [];
        for await (const entry of newestOf(entries, ['a', 'b', 'c'], { after })) {
          page.push(entry);
          if (page.length >= size) break;
        }
        found.push(...page);
        after = page.at(-1);
        if (page.length < size) break;
      }
      expect(found).toEqual(all.map(({ openedAt, caseId }) => ({ openedAt, caseId })).toSorted(order));
    }),
    { numRuns: 50 },
  );
});

test('a page reads no more of an index than it shows, by and large', async () => {
  const all = Array.from({ length: 5_000 }, (_, number) => ({
    partition: 'a',
    openedAt: at(number),
    caseId: `K${number}`,
  }));
  const index = indexOf(all);
  let shown = 0;
  for await (const _ of newestOf(index.entries, ['a'], {})) if (++shown >= 150) break;
  expect(index.reads()).toBe(2);
});

test('it begins with what was opened at a moment or before', async () => {
  const all = [1, 2, 3].map((minute) => ({ partition: 'a', openedAt: at(minute), caseId: `K${minute}` }));
  const found: string[] = [];
  for await (const { caseId } of newestOf(indexOf(all).entries, ['a'], { until: at(2) })) found.push(caseId);
  expect(found).toEqual(['K2', 'K1']);
});
