/** `npm run cost`: what 1,000 complaints use and cost on AWS, measured on cases that the runtime plays. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, WrongUse, wholeNumber } from '../../../shared/platform/command-line.ts';
import { bootRuntime, type Runtime } from '../runtime.ts';
import { type Behaviours, escalated, straight } from './behaviours.ts';
import type { InputEvent } from './input/input.ts';
import { playRealInput, transitionsOf } from './real-input.ts';
import { importBank, sampleBank } from './story.ts';

/** List prices of us-east-1 in dollars, without free tiers, as read in November 2026. */
export const PRICES = {
  on: '2026-11',
  transition: 25e-6,
  request: 0.2e-6,
  /** Lambda on arm64. */
  gigabyteSecond: 13.3334e-6,
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  mail: 100e-6,
} as const;

/** What one case used on average. */
export interface Used {
  transitions: number;
  invocations: number;
  gigabyteSeconds: number;
  readUnits: number;
  writeUnits: number;
  mails: number;
}

/** What 1,000 cases of this kind cost, in dollars, by service. */
export function costOf(used: Used): Record<'workflow' | 'functions' | 'records' | 'mails', number> {
  const thousand = (one: number): number => one * 1_000;
  return {
    workflow: thousand(used.transitions * PRICES.transition),
    functions: thousand(used.invocations * PRICES.request + used.gigabyteSeconds * PRICES.gigabyteSecond),
    records: thousand(used.readUnits * PRICES.readUnit + used.writeUnits * PRICES.writeUnit),
    mails: thousand(used.mails * PRICES.mail),
  };
}

/** Transitions of the shortest story there could be, and of one that looks every quarter of an hour for a week. */
export const BASELINES = { floor: 7, polling: 3 * 7 * 24 * 4 } as const;

const MONDAY_MORNING = Date.parse('2026-03-02T01:30:00.000Z');

/** Complaints of customers in turn, all alike; of those whom mail reaches, for calls and letters are no cost of AWS. */
function complaints(count: number): InputEvent[] {
  const customers = sampleBank().customers.filter(({ email }) => email !== undefined);
  return Array.from({ length: count }, (_, at) => ({
    line: at + 1,
    source: 'bank.app',
    type: 'complaint.submitted',
    detail: {
      v: 1,
      channel: 'app',
      externalId: `COST-${at + 1}`,
      customerId: customers[at % customers.length]?.customerId,
      text: 'The yearly fee of my card was charged twice on the same day. Please refund one of them.',
    },
  }));
}

/** What everything together has used. */
type Total = Omit<Used, 'mails'>;

/**
 * Plays so many cases in a runtime of their own, and says what one of them used. What a bank without any case would
 * have used in as many days (imports, policies, sweeps) is played as well, and taken off.
 */
async function measure(assembly: string, cases: number, behaviours: Behaviours): Promise<Used> {
  const busy = await inRuntime(assembly, async (runtime, folder) => {
    const { closed, lost, open, perCase, virtualDays } = await playRealInput({
      runtime,
      folder,
      entries: complaints(cases),
      seed: 1,
      behaviours,
      print: () => {},
    });
    if (lost + open > 0) throw new Error(`${lost + open} of ${cases} cases did not close.`);
    if (Object.keys(closed).length === 0) throw new Error('No case was closed.');
    return { total: await totalOf(runtime), perCase, virtualDays };
  });
  const idle = await inRuntime(assembly, async (runtime) => {
    await importBank(runtime);
    await runtime.clock.advance(busy.virtualDays * 86_400_000);
    return await totalOf(runtime);
  });
  const { mails } = busy.perCase;
  const each = (name: keyof Total): number => (busy.total[name] - idle[name]) / cases;
  return {
    transitions: each('transitions'),
    invocations: each('invocations'),
    gigabyteSeconds: each('gigabyteSeconds'),
    readUnits: each('readUnits'),
    writeUnits: each('writeUnits'),
    mails,
  };
}

async function inRuntime<Found>(
  assembly: string,
  play: (runtime: Runtime, folder: string) => Promise<Found>,
): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-cost-'));
  const runtime = await bootRuntime({
    assembly,
    folder,
    clock: { simulatedFrom: MONDAY_MORNING },
    anyPorts: true,
    simulatedScheduleMs: () => 12 * 3_600_000,
  });
  try {
    return await play(runtime, folder);
  } finally {
    await runtime.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Functions by time as it was on this machine and memory as the template gives it, tables by units. */
async function totalOf(runtime: Runtime): Promise<Total> {
  const { functions, records } = runtime.usage();
  const transitions = await transitionsOf(runtime);
  const total: Total = { transitions, invocations: 0, gigabyteSeconds: 0, readUnits: 0, writeUnits: 0 };
  for (const [name, { invocations, billedMs }] of Object.entries(functions)) {
    total.invocations += invocations;
    total.gigabyteSeconds += (billedMs / 1_000) * (runtime.lambda.find(name).memoryMb / 1_024);
  }
  for (const { readUnits, writeUnits } of Object.values(records)) {
    total.readUnits += readUnits;
    total.writeUnits += writeUnits;
  }
  return total;
}

const dollars = (amount: number): string => `$${amount.toFixed(3)}`;

function print(measured: Readonly<Record<string, Used>>): void {
  const line = (cells: string[]) =>
    console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(26) : cell.padStart(13))).join(''));
  line(['per case', ...Object.keys(measured)]);
  const names = [
    'transitions',
    'invocations',
    'gigabyteSeconds',
    'readUnits',
    'writeUnits',
    'mails',
  ] as const;
  for (const name of names) line([name, ...Object.values(measured).map((used) => used[name].toFixed(1))]);
  console.log('');
  line([`per 1,000, us-east-1 ${PRICES.on}`, ...Object.keys(measured)]);
  const costs = Object.values(measured).map(costOf);
  for (const name of ['workflow', 'functions', 'records', 'mails'] as const) {
    line([name, ...costs.map((cost) => dollars(cost[name]))]);
  }
  const sum = (cost: ReturnType<typeof costOf>) => cost.workflow + cost.functions + cost.records;
  line(['all but mails', ...costs.map((cost) => dollars(sum(cost)))]);
  const workflowOf = (transitions: number) => dollars(transitions * PRICES.transition * 1_000);
  console.log(`
workflow alone, beside: floor of ${BASELINES.floor} transitions ${workflowOf(BASELINES.floor)}; polling every 15 minutes for a week ${workflowOf(BASELINES.polling)}
Lambda time is this machine's. What a bank without cases uses in as many days is taken off.`);
}

await command(import.meta, {
  usage: `npm run cost -- [--cases N] [--json]
  --cases N       cases of each kind that are played (12)
  --assembly DIR  synthesized assembly (cdk.out)
  --json          print one line of JSON
  --help          print this`,
  options: {
    cases: { type: 'string', default: '12' },
    assembly: { type: 'string', default: fileURLToPath(new URL('../../../cdk.out', import.meta.url)) },
    json: { type: 'boolean', default: false },
  },
  async run({ cases, assembly, json }) {
    const count = wholeNumber('--cases', cases, 1, 1_000);
    if (!existsSync(join(assembly, 'manifest.json'))) {
      throw new WrongUse(
        `--assembly is '${assembly}', which holds no manifest.json; run \`npm run synth\` first.`,
      );
    }
    const played = {
      straight: await measure(assembly, count, straight),
      escalated: await measure(assembly, count, escalated),
    };
    if (json) {
      const kinds = Object.entries(played).map(([name, used]) => [name, { used, cost: costOf(used) }]);
      console.log(JSON.stringify({ prices: PRICES, baselines: BASELINES, ...Object.fromEntries(kinds) }));
    } else print(played);
  },
});
