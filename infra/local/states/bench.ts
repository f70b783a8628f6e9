/**
 * Measures the runtime's Step Functions: executions and states a second and peak memory, sequentially, 100 and
 * 10,000 at once, on disk and in memory, beside aws-local-stepfunctions. `--json` prints one line.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { command } from '../../../shared/platform/command-line.ts';
import { ENGINES, type Measurement } from './bench/measure.ts';

/** How many run at once, and how many in all. */
const LOADS = [
  { atOnce: 1, executions: 3_000 },
  { atOnce: 100, executions: 10_000 },
  { atOnce: 10_000, executions: 10_000 },
];

const script = fileURLToPath(new URL('./bench/measure.ts', import.meta.url));

function bench(json: boolean): void {
  const measured: Measurement[] = [];
  if (!json) console.log(line(['engine', 'at once', 'executions', 'executions/s', 'states/s', 'peak MB']));
  for (const engine of ENGINES) {
    for (const { atOnce, executions } of LOADS) {
      const output = execFileSync(process.execPath, [script, engine, String(atOnce), String(executions)]);
      const result = JSON.parse(output.toString()) as Measurement;
      measured.push(result);
      if (json) continue;
      const { executionsPerSecond, statesPerSecond, peakMegabytes } = result;
      console.log(line([engine, atOnce, executions, executionsPerSecond, statesPerSecond, peakMegabytes]));
    }
  }
  if (json) console.log(JSON.stringify({ measured }));
}

function line(cells: (string | number)[]): string {
  return cells
    .map((cell, index) => (index === 0 ? String(cell).padEnd(26) : String(cell).padStart(13)))
    .join('');
}

await command(import.meta, {
  usage: `npm run bench:runtime -- [--json]
  --json  print one line of JSON
  --help  print this`,
  options: { json: { type: 'boolean', default: false } },
  run: ({ json }) => bench(json),
});
