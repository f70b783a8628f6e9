import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const decision = readFileSync(resolve(root, 'infra/decisions/0010-links.md'), 'utf8');

/** The rows of its table: a link, its guard, and the tests that hold it. */
const links = decision
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('tests/'))
  .map((line) => {
    const [link = '', guard = '', held = ''] = line.slice(2, -2).split(' | ');
    return { link, guard, held };
  });

test('every link between the workflows has a guard, and tests that hold it', () => {
  expect(links.length).toBeGreaterThan(15);
  for (const { link, guard, held } of links) {
    expect(guard, link).not.toBe('');
    const named = [...held.matchAll(/`(tests\/[^`]+)`: (.+?)(?=; `tests\/|$)/g)];
    expect(named.length, link).toBeGreaterThan(0);
    for (const [, file = '', title = ''] of named) {
      expect(existsSync(resolve(root, file)), file).toBe(true);
      expect(readFileSync(resolve(root, file), 'utf8'), `${file}: ${title}`).toContain(title);
    }
  }
});
