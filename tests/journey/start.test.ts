import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { synthesized } from '../kit/runtime.ts';

const MAIN = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));
const START = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));

let folder: string;
let started: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-start-'));
  started = [];
});

afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs what `npm start` runs, over the assembly that is synthesized already. */
function start(...flags: string[]) {
  const child = spawn(process.execPath, [MAIN, '--data', folder, '--assembly', synthesized(), ...flags]);
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    ended,
    output: () => output,
    says: (words: string) => expect.poll(() => output, { timeout: 60_000, interval: 20 }).toContain(words),
    /** The one machine-readable line at the end. */
    json: () => JSON.parse(output.trim().split('\n').at(-1) ?? ''),
  };
}

test('a start that is killed in the middle of the story is taken up by the next, which ends on Ctrl-C with code 0', async () => {
  const killed = start('--fresh', '--days', '0');
  await killed.says('Acknowledged');
  killed.child.kill('SIGKILL');
  await killed.ended;

  const next = start('--json', '--days', '0');
  await next.says('case list');
  const beside = start();
  expect(await beside.ended).toBe(1);
  expect(beside.output()).toContain(`is in use by process ${next.child.pid}`);

  await next.says('Ctrl-C ends it');
  const { pages, operator } =
    /(?<pages>http:\S+)\n.*mailbox.*\n.*case list\s+(?<operator>\S+)/.exec(next.output())?.groups ?? {};
  const { cases } = (await (
    await fetch(`${operator}/ops/cases?kind=complaint`, { headers: { accept: 'application/json' } })
  ).json()) as {
    cases: { caseId: string; status: string }[];
  };
  expect((await fetch(`${pages}/t/forged`)).status).toBe(404);
  next.child.kill('SIGINT');
  expect(await next.ended).toBe(0);

  const { bootMs, story, usage } = next.json();
  expect(cases).toMatchObject([{ caseId: story.caseId, status: 'CLOSED' }]);
  expect(story).toMatchObject({ outcome: 'RESOLVED_UPHELD', playedBefore: false });
  expect(story.events.filter((name: string) => name === 'complaint.received')).toHaveLength(1);
  expect(usage.faults).toBe(0);
  // The aim is 5 s on a machine that does nothing else; a test run is not alone.
  expect(bootMs).toBeLessThan(15_000);

  const last = start('--exit', '--json');
  expect(await last.ended).toBe(0);
  expect(last.json()).toMatchObject({ story: null, usage: { faults: 0 } });
}, 120_000);

test.each([
  [['--frehs'], "'--frehs'"],
  [['--assembly', '/nonexistent'], "--assembly is '/nonexistent', which holds no manifest.json"],
])('%j ends with code 2 and the list of right ones before anything is synthesized', async (flags, what) => {
  const wrong = spawnSync(process.execPath, [START, '--data', folder, ...flags], { encoding: 'utf8' });
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toContain(what);
  expect(wrong.stderr).toContain('--no-play');
  expect(wrong.stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(folder)).toEqual([]);
});
