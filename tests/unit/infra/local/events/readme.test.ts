import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../../..');

test.each(['events', 'mail'])('what the README of %s ticks is held by tests of those names', (room) => {
  const readme = readFileSync(resolve(ROOT, 'infra/local', room, 'README.md'), 'utf8');
  const folder = resolve(ROOT, 'tests/unit/infra/local', room);
  const tests = readdirSync(folder)
    .filter((file) => file !== 'readme.test.ts')
    .map((file) => readFileSync(resolve(folder, file), 'utf8'))
    .join('\n');
  const ticked = readme.split('\n').filter((line) => line.startsWith('- [x]'));
  expect(ticked.length).toBeGreaterThan(5);
  for (const line of ticked) {
    // The names of tests stand behind the last colon that is followed by code.
    const names = line.slice(line.lastIndexOf(': `')).match(/`[^`]+`/g) ?? [];
    expect([line, names.length > 0]).toEqual([line, true]);
    for (const name of names) expect(tests).toContain(`'${name.slice(1, -1)}'`);
  }
});
