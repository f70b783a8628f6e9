import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DURABLE_MACHINES, functionsThatAnswer } from './durable-machines.ts';
import { type Ended, START, type Stage, stage, types } from './play.ts';

const script = fileURLToPath(new URL('./killed-process.ts', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-states-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Told {
  ready?: boolean;
  acknowledged?: number;
  calls?: { name: string; payload: unknown }[];
}

/** Runs the process until `enough` says so of what it has told, and kills it there and then. */
async function killedWhen(what: string, enough: (told: Told) => boolean): Promise<Told[]> {
  const child = spawn(process.execPath, [script, folder, what], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const told: Told[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as Told;
    told.push(said);
    if (enough(said)) child.kill('SIGKILL');
  }
  await exited;
  return told;
}

/** The execution of a machine, both of the same name. */
const arn = (name: string, execution = name) =>
  `arn:aws:states:us-east-1:000000000000:execution:${name}:${execution}`;

async function ends(on: Stage, name: string, execution = name): Promise<Ended> {
  const ended = await on.ended(arn(name, execution));
  // Whatever happened in between, the history is one unbroken list.
  expect(ended.events.map(({ id }) => id)).toEqual(ended.events.map((_, index) => index + 1));
  return ended;
}

test('after SIGKILL every execution ends as it would have, at the time it would have', async () => {
  const told = await killedWhen('phases', ({ ready }) => ready === true);
  const before = told.at(-1)?.calls ?? [];
  const tokenOf = (name: string) =>
    before.flatMap(({ name: called, payload }) =>
      called === name && typeof payload === 'object' && payload !== null && 'taskToken' in payload
        ? [payload.taskToken as string]
        : [],
    )[0];

  const on = stage({ folder, mode: 'virtual', start: START + 20_000, functions: functionsThatAnswer });
  on.states.resume();
  expect(await ends(on, 'Calling')).toMatchObject({
    status: 'SUCCEEDED',
    output: { answered: { n: 1 } },
    seconds: 20,
  });

  // The call that nobody knows the fate of was made again with the same token, which still works.
  const token = tokenOf('hangs');
  expect(on.calls).toContainEqual({ name: 'hangs', payload: { taskToken: token } });
  await on.call('SendTaskSuccess', { taskToken: token, output: '"late"' });
  expect((await ends(on, 'HangingHold')).output).toBe('late');

  // A task that was submitted is not called again; its old token is still waited for.
  expect(on.calls.map(({ name }) => name)).not.toContain('hold');
  await on.call('SendTaskSuccess', { taskToken: tokenOf('hold'), output: '{"way":"DECIDED"}' });
  expect((await ends(on, 'Holding')).output).toEqual(['variable', { way: 'DECIDED' }]);

  await on.clock.advance(1_000_000);
  expect(await ends(on, 'Waiting')).toMatchObject({ status: 'SUCCEEDED', seconds: 100 });
  expect(await ends(on, 'Iterating')).toMatchObject({ output: [30, 5, 60], seconds: 60 });
  expect(await ends(on, 'Retrying')).toMatchObject({ output: 'mended', seconds: 200 });
  expect(await ends(on, 'Parent')).toMatchObject({ status: 'SUCCEEDED', output: { n: 2 }, seconds: 100 });
  expect(await ends(on, 'Bounded')).toMatchObject({ status: 'TIMED_OUT', seconds: 300 });
  on.states.close();
});

test('what is overdue when the runtime comes back happens at once', async () => {
  await killedWhen('phases', ({ ready }) => ready === true);
  const on = stage({
    folder,
    mode: 'fast-forward',
    start: START + 400_000,
    functions: { ...functionsThatAnswer, hangs: () => new Promise(() => {}) },
  });
  on.states.resume();
  expect(await ends(on, 'Waiting')).toMatchObject({ status: 'SUCCEEDED', seconds: 400 });
  expect(await ends(on, 'TimingOut')).toMatchObject({ error: 'States.Timeout', seconds: 400 });
  expect(await ends(on, 'Bounded')).toMatchObject({ status: 'TIMED_OUT', seconds: 400 });
  on.states.close();
});

test.each([3, 40, 150])(
  'killed while starting, after %i acknowledged executions, it has lost none of them',
  async (count) => {
    const told = await killedWhen('flood', ({ acknowledged = 0 }) => acknowledged >= count);
    const on = stage({ folder, functions: functionsThatAnswer });
    on.states.resume();
    const acknowledged = told.flatMap(({ acknowledged: number }) => (number === undefined ? [] : [number]));
    expect(acknowledged.length).toBeGreaterThanOrEqual(count);
    for (const number of acknowledged) {
      const { status, output, events } = await ends(on, 'Quick', `quick-${number}`);
      expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: true });
      expect(types(events).filter((type) => type === 'LambdaFunctionSucceeded')).toHaveLength(1);
    }
    on.states.close();
  },
);

test('nothing is called before what led to the call is on disk', async () => {
  const seen: (string | undefined)[] = [];
  const on = stage({
    folder,
    functions: {
      echo: async () => {
        // A second look at the same file sees only what has been committed.
        const reader = stage({ folder, mode: 'virtual' });
        seen.push((await reader.history(arn('Quick', 'run'))).at(-1)?.type);
        reader.states.close();
        return { n: 1 };
      },
    },
  });
  await on.create('Quick', DURABLE_MACHINES.Quick ?? {});
  await on.ended(await on.start('Quick', { n: 1 }, 'run'));
  on.states.close();
  expect(seen).toEqual(['LambdaFunctionStarted']);
});
