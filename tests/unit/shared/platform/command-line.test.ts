import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readOptions, WrongUse, wholeNumber } from '../../../../shared/platform/command-line.ts';

const options = { json: { type: 'boolean', default: false }, cases: { type: 'string' } } as const;

test('switches are read as they were given', () => {
  expect({ ...readOptions(['--json', '--cases', 'here'], options) }).toEqual({ json: true, cases: 'here' });
  expect({ ...readOptions([], options) }).toEqual({ json: false });
});

test.each([
  [['--bogus'], "Unknown option '--bogus'; the switches are --json, --cases, --help."],
  [['-x'], "Unknown option '-x'; the switches are --json, --cases, --help."],
  [['stray'], "Unexpected argument 'stray'"],
  [['--cases'], "Option '--cases <value>' argument missing; the switches are --json, --cases, --help."],
  [['--json=yes'], "Option '--json' does not take an argument; the switches are --json, --cases, --help."],
  [['--cases', '--json'], "Option '--cases' argument is ambiguous"],
])('%j is refused in one line that names the right switches', (words, what) => {
  expect(() => readOptions(words, options)).toThrow(WrongUse);
  expect(() => readOptions(words, options)).toThrow(what);
  expect(() => readOptions(words, options)).toThrow(/^[^\n]*--json, --cases, --help\.$/);
});

test.each(['', '-1', '1.5', '1e3', '0', '11', 'x', ' 5'])('%j is no whole number from 1 to 10', (value) => {
  expect(() => wholeNumber('--runs', value, 1, 10)).toThrow(
    `--runs is '${value}'; it must be a whole number from 1 to 10.`,
  );
});

describe('A module that holds a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-command-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const library = fileURLToPath(new URL('../../../../shared/platform/command-line.ts', import.meta.url));
  const script = join(folder, 'own.mjs');
  writeFileSync(
    script,
    `import { command } from ${JSON.stringify(library)};
    await command(import.meta, { usage: 'own', options: {}, run: () => console.log('ran') });`,
  );
  const importing = join(folder, 'importing.mjs');
  writeFileSync(importing, "import './own.mjs'; console.log('imported');");
  const link = join(folder, 'link.mjs');
  symlinkSync(script, link);
  const said = (...words: string[]) =>
    spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' }).stdout;

  test('runs it when Node was started with it, by any name of the file', () => {
    expect([said(script), said('own.mjs'), said(link)]).toEqual(['ran\n', 'ran\n', 'ran\n']);
  });

  test('does not when another module imports it', () => {
    expect(said(importing)).toBe('imported\n');
    expect(said('--input-type=module', '-e', "await import('./own.mjs'); console.log('imported')")).toBe(
      'imported\n',
    );
  });
});
