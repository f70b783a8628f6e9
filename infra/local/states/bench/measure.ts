/** Measures one engine at one number of executions at once, in a process of its own so that its memory is its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateMachine } from 'aws-local-stepfunctions';
import { isMain } from '../../../../shared/platform/command-line.ts';
import { RuntimeClock } from '../../clock/clock.ts';
import { openStates } from '../states.ts';
import { FUNCTIONS, INPUT, JSONATA, JSONPATH, STATES } from './machines.ts';

/** What is run: this runtime on disk or in memory, or the peer it is compared with. */
export const ENGINES = ['durable', 'in memory', 'aws-local-stepfunctions'] as const;
export type EngineName = (typeof ENGINES)[number];

/** One measurement. */
export interface Measurement {
  engine: EngineName;
  atOnce: number;
  executions: number;
  executionsPerSecond: number;
  statesPerSecond: number;
  peakMegabytes: number;
}

/** Executions before the measurement, so that the code is compiled. */
const WARM_UP = 300;

/** Runs one execution to its end. */
type RunOne = (number: number) => Promise<void>;

/** Measures an engine. */
export async function measure(engine: EngineName, atOnce: number, executions: number): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  try {
    const { run, close } =
      engine === 'aws-local-stepfunctions' ? peer() : runtime(engine === 'durable' ? folder : ':memory:');
    await runMany(run, -WARM_UP, WARM_UP, Math.min(atOnce, WARM_UP));
    const from = process.hrtime.bigint();
    await runMany(run, 0, executions, atOnce);
    const seconds = Number(process.hrtime.bigint() - from) / 1e9;
    close();
    return {
      engine,
      atOnce,
      executions,
      executionsPerSecond: Math.round(executions / seconds),
      statesPerSecond: Math.round((executions * STATES) / seconds),
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runMany(run: RunOne, from: number, count: number, atOnce: number): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < from + count) await run(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function runtime(folder: string): { run: RunOne; close: () => void } {
  const ends = new Map<string, (status: string) => void>();
  const states = openStates({
    folder,
    clock: new RuntimeClock({ mode: 'real' }),
    account: '000000000000',
    region: 'us-east-1',
    invoke: async (arn, payload) => ({ ok: true, payload: handler(arn)(payload as Record<string, unknown>) }),
    onStatusChange: ({ name, status }) => {
      if (status !== 'RUNNING') ends.get(name)?.(status);
    },
  });
  const { stateMachineArn } = states.createStateMachine({
    name: 'Bench',
    definition: JSON.stringify(JSONATA),
  });
  const input = JSON.stringify(INPUT);
  const run: RunOne = async (number) => {
    const name = `complaint-${number}`;
    const ended = new Promise<string>((resolve) => ends.set(name, resolve));
    await states.service('StartExecution', { stateMachineArn, name, input });
    const status = await ended;
    ends.delete(name);
    if (status !== 'SUCCEEDED') throw new Error(`Execution ${name} ended ${status}`);
  };
  return { run, close: () => states.close() };
}

function handler(arn: string): (input: Record<string, unknown>) => object {
  const found = FUNCTIONS[arn.slice(arn.lastIndexOf(':') + 1)];
  if (!found) throw new Error(`The benchmark has no function ${arn}`);
  return found;
}

function peer(): { run: RunOne; close: () => void } {
  const machine = new StateMachine(JSONPATH as never);
  const taskResourceLocalHandlers: Record<string, (input: never) => Promise<never>> = Object.fromEntries(
    Object.entries(JSONPATH.States).flatMap(([name, state]) =>
      'Resource' in state ? [[name, async (input: never) => handler(state.Resource)(input) as never]] : [],
    ),
  );
  const run: RunOne = async () => {
    await machine.run(INPUT, { overrides: { taskResourceLocalHandlers: taskResourceLocalHandlers as never } })
      .result;
  };
  return { run, close: () => {} };
}

if (isMain(import.meta)) {
  const [engine, atOnce, executions] = process.argv.slice(2);
  console.log(JSON.stringify(await measure(engine as EngineName, Number(atOnce), Number(executions))));
}
