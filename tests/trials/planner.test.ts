import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bench, printed } from './planner.ts';

test('R013 R085 R124 a day is planned by the index, for a small share of what a scan costs, and started as fast as is taken', {
  timeout: 120_000,
}, async () => {
  const found = await bench([10_000]);
  const [size] = found.sizes;
  if (size === undefined) throw new Error('Nothing was measured.');
  const { index, scan, starting } = size;
  expect([index.due, scan.due]).toEqual([300, 300]);
  expect(scan.readUnits / index.readUnits).toBeGreaterThan(30);
  // Of what is due, not of the table: less than a unit for each visit, and one for the flag of each batch.
  expect(index.readUnits).toBeLessThan(index.due / 10);
  expect(starting.visits).toBe(300);
  expect(starting.writeUnits).toBeGreaterThan(starting.visits * 3);

  const [instant, slow, unshaped] = found.ways;
  for (const way of [instant, slow]) {
    expect(way).toMatchObject({ starts: 30_000, refused: 0 });
    expect(way?.ratio).toBeGreaterThanOrEqual(1);
    expect(way?.ratio).toBeLessThan(1.01);
  }
  // The bucket that they are measured against does refuse what comes too fast.
  expect(unshaped?.refused).toBeGreaterThan(1_000);
  expect(printed(found)).toContain('| 10,000 | 300 |');
});

test.each(['ten', '0', '1e6', '3000000'])('--customers %s is told what would be right', (customers) => {
  const script = fileURLToPath(new URL('planner.ts', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--customers', customers], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^--customers is '.*'; it must be a whole number from 1000 to 2000000\./);
});
