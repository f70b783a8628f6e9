import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../../..');
const desk = resolve(root, 'functions/desk');
const readme = readFileSync(resolve(desk, 'README.md'), 'utf8');
/** What all tests of a name say together: two rooms may have a test of the same name. */
const tests = new Map<string, string>();
for (const path of globSync('tests/**/*.test.ts', { cwd: root })) {
  const text = readFileSync(resolve(root, path), 'utf8');
  tests.set(basename(path), `${tests.get(basename(path)) ?? ''}${text}`);
}

test('every answer of the threat model names tests that there are, by their titles', () => {
  const model = readme.slice(readme.indexOf('## Threat model'), readme.indexOf('## What it does not stop'));
  const rows = model.split('\n').filter((line) => line.startsWith('| ') && !/^\| (---|what may)/.test(line));
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const proof = row.split(' | ').at(-1) ?? '';
    const named = [...proof.matchAll(/`([a-z-]+\.test\.ts)`|"([^"]+)"/g)];
    expect(
      named.some(([, , title]) => title !== undefined),
      row,
    ).toBe(true);
    let file = '';
    for (const [, path, title] of named) {
      if (path !== undefined) file = path;
      else expect(tests.get(file), `${file}: ${title}`).toContain(`'${title}'`);
    }
  }
});

test('every file that it sends its reader to is there', () => {
  const table = readme.slice(0, readme.indexOf('## Threat model'));
  const named = [...table.matchAll(/(?<!\[)`([a-z-]+(?:\/[a-z-]+)*(?:\.ts|\/))`/g)].map(
    ([, path = '']) => path,
  );
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(8);
  for (const path of [...named, ...links]) expect(existsSync(resolve(desk, path)), path).toBe(true);
});
