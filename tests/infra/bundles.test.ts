import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Bundles, bundleHandlers, findHandlers, heaviest } from '../../infra/constructs/bundle.ts';
import { temporaryFolder } from './folder.ts';

/** Writes files into a fresh folder. */
function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

describe('finding handlers', () => {
  test('a file of a room that exports a handler is one; what it is made of is not', () => {
    const functions = folderWith({
      'desk/show-task.ts': 'export const handler = 1;\n',
      'desk/ports.ts': '// export const handler\nexport const port = 1;\n',
      'desk/rules/link.ts': 'export const handler = 1;\n',
    });
    expect(findHandlers(functions)).toEqual(['desk/show-task']);
  });
});

describe('bundling', () => {
  test('each handler becomes a folder of its own that runs without anything around it', async () => {
    const functions = folderWith({
      'a/one.ts': "import { shared } from './shared.ts';\nexport const handler = () => shared(1);\n",
      'a/shared.ts': 'export const shared = (value: number): number => value + 1;\n',
      'b/two.ts': "import { basename } from 'node:path';\nexport const handler = () => basename('x/y');\n",
    });
    const to = folderWith({ 'stale/old/index.mjs': '' });
    const bundles = await bundleHandlers({ functions, to });
    expect([...bundles.sizes.keys()].sort()).toEqual(['a/one', 'b/two']);
    const one = await import(join(bundles.folderOf('a/one'), 'index.mjs'));
    const two = await import(join(bundles.folderOf('b/two'), 'index.mjs'));
    expect([one.handler(), two.handler()]).toEqual([2, 'y']);
  });

  test('a handler carries those shapes alone that it uses, and each as it was written', async () => {
    const folder = folderWith({
      'functions/a/one.ts':
        "import { Pair, used } from '../../shared/contracts/shapes.ts';\nexport const handler = () => [used(2), Pair.both];\n",
      'shared/contracts/shapes.ts': [
        'const made = (name: string, both: (of: number) => number) => { globalThis.performance.mark(name); return { name, both }; };',
        "export const Unused = made('the unused one', (of) => {\n  if (of > 1) return of;\n  return 1;\n});",
        "export const Twice = made('the hidden one', (of) => {\n  const twice = of * 2;\n  return twice;\n});",
        'export const Pair = { both: `text;\nexport const of = 1;\n` };',
        'export const used = (of: number): number => Twice.both(of);',
        'export type Unused = typeof Unused;',
        '',
      ].join('\n'),
    });
    const bundles = await bundleHandlers({ functions: join(folder, 'functions'), to: folderWith({}) });
    const file = join(bundles.folderOf('a/one'), 'index.mjs');
    expect((await import(file)).handler()).toEqual([4, 'text;\nexport const of = 1;\n']);
    const code = readFileSync(file, 'utf8');
    expect(code).toContain('the hidden one');
    expect(code).not.toContain('the unused one');
  });

  test('a handler that does not exist is named with the file that was looked for', async () => {
    const bundles = await bundleHandlers({ functions: folderWith({}), to: folderWith({}) });
    expect(() => bundles.folderOf('desk/show-task')).toThrow('functions/desk/show-task.ts must exist');
  });

  test('a handler that imports another one is refused, for loading it would wire both', async () => {
    const functions = folderWith({
      'a/one.ts': 'export const Schema = { of: 1 };\nexport const handler = 1;\n',
      'a/two.ts': "import { Schema } from './one.ts';\nexport const handler = Schema;\n",
    });
    await expect(bundleHandlers({ functions, to: folderWith({}) })).rejects.toThrow(
      /two\.ts imports the handler .*one\.ts/,
    );
  });

  test('a handler that no stack uses is refused', async () => {
    const functions = folderWith({
      'a/one.ts': 'export const handler = 1;\n',
      'a/two.ts': 'export const handler = 1;\n',
    });
    const bundles = await bundleHandlers({ functions, to: folderWith({}) });
    bundles.folderOf('a/one');
    expect(() => bundles.refuseUnused()).toThrow('functions/a/two.ts');
  });
});

describe('the handlers of the product', () => {
  let bundles: Bundles;
  beforeAll(async () => {
    const functions = fileURLToPath(new URL('../../functions', import.meta.url));
    bundles = await bundleHandlers({ functions, to: folderWith({}) });
  });

  test('none weighs more than it may', () => {
    expect(bundles.sizes.size).toBeGreaterThanOrEqual(17);
    const heavy = [...bundles.sizes].filter(([entry, bytes]) => bytes > heaviest(entry));
    expect(heavy).toEqual([]);
  });

  test('none carries a local name of its machine or a source map', () => {
    for (const entry of bundles.sizes.keys()) {
      const code = readFileSync(join(bundles.folderOf(entry), 'index.mjs'), 'utf8');
      expect(code.includes('sourceMappingURL'), entry).toBe(false);
      expect(code.includes(fileURLToPath(new URL('../../', import.meta.url))), entry).toBe(false);
    }
  });
});
