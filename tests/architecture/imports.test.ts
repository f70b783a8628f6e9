import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let plot: string;

beforeAll(async () => {
  plot = await mkdtemp(join(tmpdir(), 'steward-imports-'));
  await copyFile(join(root, 'biome.json'), join(plot, 'biome.json'));
});

afterAll(() => rm(plot, { recursive: true }));

/** Lints a file with these lines as if it stood at `path`, and gives what Biome says of it. */
async function lint(path: string, source: string): Promise<string> {
  const file = join(plot, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, source);
  const words = ['lint', '--only=style/noRestrictedImports', '--colors=off', '--vcs-enabled=false', path];
  return promisify(execFile)(join(root, 'node_modules/.bin/biome'), words, { cwd: plot }).then(
    () => 'clean',
    (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
  );
}

const forbidden: [where: string, what: string][] = [
  ['functions/intake/planted.ts', '../complaint/register.ts'],
  ['functions/desk/planted.ts', '../../workflows/kit/kit.ts'],
  ['functions/desk/planted.ts', '@middy/core'],
  ['functions/desk/planted.ts', 'aws-cdk-lib/aws-lambda'],
  ['functions/desk/rules/planted.ts', '@aws-sdk/client-sfn'],
  ['functions/desk/rules/planted.ts', 'node:crypto'],
  ['functions/desk/rules/planted.ts', '../../../shared/platform/clock.ts'],
  ['functions/desk/rules/planted.ts', '../ports.ts'],
  ['workflows/complaint-handling/planted.ts', '../../functions/complaint/register.ts'],
  ['workflows/complaint-handling/planted.ts', '@aws-sdk/client-sfn'],
  ['workflows/complaint-handling/planted.ts', '../follow-up-visit/storyboard.ts'],
  ['shared/policy/planted.ts', '@aws-sdk/client-dynamodb'],
  ['shared/contracts/planted.ts', '../platform/clock.ts'],
  ['shared/platform/planted.ts', '../../functions/desk/ports.ts'],
  ['infra/stacks/planted.ts', '../../functions/desk/ports.ts'],
  ['infra/stacks/planted.ts', '../local/runtime.ts'],
  ['infra/local/states/planted.ts', '../../../shared/policy/packs.ts'],
  ['infra/local/states/planted.ts', '../../../shared/platform/table.ts'],
  ['infra/local/states/planted.ts', '../../stacks/care.ts'],
  ['infra/local/states/planted.ts', '../../../workflows/kit/kit.ts'],
];

test.each(forbidden)('a planted import in %s of %s is caught', async (where, what) => {
  const said = await lint(where, `import '${what}';\n`);
  expect(said).toContain('noRestrictedImports');
  expect(said).toContain(what);
});

const allowed: [where: string, what: string][] = [
  ['functions/intake/planted.ts', '../../shared/contracts/events.ts'],
  ['functions/intake/planted.ts', './rules/reason-of.ts'],
  ['functions/desk/rules/planted.ts', '../../../shared/policy/packs.ts'],
  ['functions/desk/rules/planted.ts', './checkpoint.ts'],
  ['workflows/complaint-handling/planted.ts', '../kit/storyboard.ts'],
  ['workflows/complaint-handling/planted.ts', 'aws-cdk-lib/aws-stepfunctions'],
  ['shared/platform/planted.ts', '@aws-sdk/client-dynamodb'],
  ['infra/stacks/planted.ts', '../../workflows/kit/kit.ts'],
  ['infra/local/states/planted.ts', '../../../shared/platform/clock.ts'],
];

test.each(allowed)('an import in %s of %s is let through', async (where, what) => {
  expect(await lint(where, `import '${what}';\n`)).toBe('clean');
});
