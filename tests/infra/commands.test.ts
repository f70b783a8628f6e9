import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs Node in the root of the product. */
function node(...args: string[]) {
  // NODE_ENV of the test runner would make the CDK report in another way.
  const { NODE_ENV: _, ...env } = process.env;
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env });
}

describe('synth', () => {
  test('writes an assembly that the pinned CDK CLI reads, and says so in one line', () => {
    const out = temporaryFolder();
    const synth = node('infra/app.ts', '--out', out);
    expect(synth.stderr).toBe('');
    expect(synth.stdout).toMatch(
      /^Steward-Records, Steward-Care, Steward-Desk, Steward-Watch in \d+\.\d s\n$/,
    );
    const cli = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
    const listed = node(cli, 'ls', '--app', out, '--no-notices');
    expect(listed.stdout.split('\n').filter(Boolean)).toEqual([
      'Steward-Records',
      'Steward-Care',
      'Steward-Desk',
      'Steward-Watch',
    ]);
  }, 60_000);

  test('ends with code 1 and the wrong setting when settings are wrong, before anything is written', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'bank.json'), '{ "zone": "Asia/Peking" }');
    const out = join(folder, 'out');
    const synth = node('infra/app.ts', '--out', out, '--settings', join(folder, 'bank.json'));
    expect(synth.status).toBe(1);
    expect(synth.stderr).toContain('zone is "Asia/Peking"; it must be an IANA time zone');
    expect(synth.stderr).not.toContain('    at ');
    expect(existsSync(out)).toBe(false);
  });
});

describe('deploy', () => {
  test('ends with code 1 and its usage when it is called without a profile', () => {
    const deploy = node('infra/deploy.ts');
    expect(deploy.status).toBe(1);
    expect(deploy.stderr).toBe(
      'Name the AWS profile to deploy with: npm run deploy -- --profile NAME [--settings FILE] [--approve never|broadening|any-change]\n',
    );
  });
});
