import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { type Due, DueList } from '../../../../../infra/local/states/due-list.ts';

test('hands everything out in order of due time, together what is due together', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 }),
      async (times) => {
        const clock = new RuntimeClock({ mode: 'virtual', start: 0 });
        const groups: { at: number; due: Due[] }[] = [];
        const list = new DueList(
          clock,
          () => true,
          (due) => groups.push({ at: clock.now(), due }),
        );
        times.forEach((due, serial) => {
          list.add({ due, execution: 1, line: 0, serial });
        });
        await clock.advanceTo(100);
        for (const { at, due } of groups) expect(due.every((entry) => entry.due === at)).toBe(true);
        expect(groups.map(({ at }) => at)).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(groups.flatMap(({ due }) => due)).toHaveLength(times.length);
      },
    ),
    { numRuns: 50 },
  );
});

test('an earlier due time that is added later is woken first', async () => {
  const clock = new RuntimeClock({ mode: 'virtual', start: 0 });
  const seen: number[] = [];
  const list = new DueList(
    clock,
    () => true,
    (due) => seen.push(...due.map((entry) => entry.due)),
  );
  list.add({ due: 50, execution: 1, line: 0, serial: 1 });
  list.add({ due: 20, execution: 1, line: 0, serial: 2 });
  await clock.advanceTo(30);
  expect(seen).toEqual([20]);
  await clock.advanceTo(60);
  expect(seen).toEqual([20, 50]);
});

test('entries of closed executions are swept out instead of piling up', async () => {
  const clock = new RuntimeClock({ mode: 'virtual', start: 0 });
  let handed = 0;
  const list = new DueList(
    clock,
    (id) => id === 0,
    (due) => {
      handed += due.length;
    },
  );
  list.add({ due: 5, execution: 0, line: 0, serial: 0 });
  for (let id = 1; id <= 20_000; id++) list.add({ due: 10, execution: id, line: 0, serial: 0 });
  await clock.advanceTo(10);
  expect(handed).toBeLessThan(10_002);
  expect(handed).toBeGreaterThanOrEqual(1);
});
