import { spawn, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
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

/** The environment without what names an account of AWS: a command that is tried here must reach none. */
const nowhere = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));

/** Runs one of our commands while others run beside it. */
async function run(...args: string[]): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const env = { ...nowhere, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('exit', resolve)),
  ]);
  return { status, stdout, stderr };
}

describe('synth', () => {
  test('writes an assembly that the pinned CDK CLI reads, and says so in one line', () => {
    const out = temporaryFolder();
    const synth = node('infra/app.ts', '--out', out);
    expect(synth.stderr).toBe('');
    expect(synth.stdout).toMatch(
      /^Steward-Records, Steward-Steps, Steward-Care, Steward-Desk, Steward-Watch in \d+\.\d s\n$/,
    );
    const cli = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
    const listed = node(cli, 'ls', '--app', out, '--no-notices');
    expect(listed.stdout.split('\n').filter(Boolean)).toEqual([
      'Steward-Records',
      'Steward-Steps',
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
  test('ends with code 2 and its usage when it is called without a profile', () => {
    const deploy = node('infra/deploy.ts');
    expect(deploy.status).toBe(2);
    expect(deploy.stderr).toMatch(/^--profile is missing; name the AWS profile to deploy with\.\n/);
    expect(deploy.stderr).toContain('npm run deploy -- --profile NAME');
  });
});

describe('every command of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const own = Object.entries(scripts).flatMap(([name, script]) => {
    const file = /(?:^|&& )node (\S+\.ts)$/.exec(script)?.[1];
    return file === undefined ? [] : [[name, file] as const];
  });

  test('is one of ours or of a tool of the gate', () => {
    const others = Object.keys(scripts).filter((name) => !own.some(([known]) => known === name));
    expect(others.sort()).toEqual(['check', 'format', 'lint', 'test', 'types']);
  });

  test.each(own)(
    '%s refuses an unknown switch and a stray word in one line, and explains itself',
    async (name, file) => {
      const [switched, stray, help] = await Promise.all([
        run(file, '--bogus'),
        run(file, 'stray'),
        run(file, '--help'),
      ]);
      expect(switched).toMatchObject({ status: 2, stdout: '' });
      expect(switched.stderr).toMatch(
        /^Unknown option '--bogus'; the (only switch is|switches are --.*) --help\./,
      );
      expect(stray).toMatchObject({ status: 2, stdout: '' });
      // One command takes a word without a switch: the file that it imports.
      expect(stray.stderr).toMatch(
        name === 'import' ? /^There is no file stray\./ : /^Unexpected argument 'stray'/,
      );
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout).toContain('--help');
      for (const { stderr, stdout } of [switched, stray]) {
        expect(stderr).toContain(help.stdout.trim());
        expect(stderr + stdout).not.toMatch(/^ +at /m);
      }
    },
  );
});

test('no source asks Node for import.meta.main, which the oldest Node that is pinned does not know', () => {
  const files = globSync('{infra,functions,workflows,shared}/**/*.ts', { cwd: root });
  const asking = files.filter((file) =>
    /import\.meta\.main\b/.test(readFileSync(join(root, file), 'utf8').replace(/^\/\*\*.*$/gm, '')),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(asking).toEqual([]);
});
