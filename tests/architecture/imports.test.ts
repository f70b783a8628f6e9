import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

const forbidden: [where: string, what: string][] = [
  ['functions/intake/planted.ts', '../complaint/register.ts'],
  ['functions/customers/planted.ts', '../desk/sending.ts'],
  ['functions/visit/planted.ts', '../customers/ports.ts'],
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
  ['workflows/kit/planted.ts', '../../shared/platform/table.ts'],
  ['workflows/complaint-handling/planted.ts', '../../shared/platform/command-line.ts'],
  ['infra/local/states/planted.ts', '../../stacks/care.ts'],
  ['infra/local/states/planted.ts', '../../../workflows/kit/kit.ts'],
];

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
  ['infra/local/states/planted.ts', '../../../shared/platform/command-line.ts'],
  ['workflows/kit/planted.ts', '../../shared/platform/command-line.ts'],
];

let plot: string;
/** What Biome says of each file that it does not let through, by its path. */
let said: ReadonlyMap<string, string>;

/** A path of its own for each import, in the same folder. */
const planted = (where: string, list: string, at: number): string =>
  where.replace('planted', `${list}-${at}`);

beforeAll(async () => {
  plot = await mkdtemp(join(tmpdir(), 'steward-imports-'));
  await copyFile(join(root, 'biome.json'), join(plot, 'biome.json'));
  const files = [
    ...forbidden.map(([where, what], at) => [planted(where, 'forbidden', at), what] as const),
    ...allowed.map(([where, what], at) => [planted(where, 'allowed', at), what] as const),
  ];
  for (const [path, what] of files) {
    await mkdir(dirname(join(plot, path)), { recursive: true });
    await writeFile(join(plot, path), `import '${what}';\n`);
  }
  said = await lint();
});

afterAll(() => rm(plot, { recursive: true }));

/** Lints all planted files in one run. */
async function lint(): Promise<Map<string, string>> {
  const words = ['lint', '--only=style/noRestrictedImports', '--colors=off', '--vcs-enabled=false'];
  const output = await promisify(execFile)(
    join(root, 'node_modules/.bin/biome'),
    [...words, '--max-diagnostics=none', '.'],
    { cwd: plot, maxBuffer: 16 * 1024 * 1024 },
  ).then(
    () => '',
    (error: { stdout: string; stderr: string }) => `${error.stdout}${error.stderr}`,
  );
  const reports = output.split(/^(?=\S+\.ts:\d+:\d+ )/m).filter((report) => /^\S+\.ts:/.test(report));
  return new Map(reports.map((report) => [report.slice(0, report.indexOf(':')), report]));
}

test.each(forbidden.map(([where, what], at) => [where, what, at] as const))(
  'a planted import in %s of %s is caught',
  (where, what, at) => {
    const report = said.get(planted(where, 'forbidden', at));
    expect(report).toContain('noRestrictedImports');
    expect(report).toContain(what);
  },
);

test.each(allowed.map(([where, what], at) => [where, what, at] as const))(
  'an import in %s of %s is let through',
  (where, _, at) => {
    expect(said.get(planted(where, 'allowed', at))).toBeUndefined();
  },
);

test('no other planted file is spoken of', () => {
  expect(said.size).toBe(forbidden.length);
});
