/** Prints what each bundle weighs and how long it takes to import: `npm run sizes [-- --json]`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { command } from '../shared/platform/command-line.ts';
import { bundleHandlers, heaviest } from './constructs/bundle.ts';

/** What was measured of one bundle. */
export interface Measured {
  readonly entry: string;
  readonly bytes: number;
  /** Median of the times that Node took to import it in a fresh process. */
  readonly importMilliseconds: number;
}

/** Handlers import settings of the world when they are loaded; these let them be loaded without one. */
const WORLD = { AWS_REGION: 'us-east-1', AWS_LAMBDA_FUNCTION_NAME: 'measured' };

/** Imports a module in a fresh process, `times` over, and gives the median of the milliseconds. */
function importTime(file: string, times = 5): number {
  const script = `const from = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}).catch((error) => { if (error.name !== 'SettingWrong') throw error; }); console.log(performance.now() - from);`;
  const taken = Array.from({ length: times }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, ...WORLD },
    });
    if (status !== 0) throw new Error(`${file} cannot be imported: ${stderr}`);
    return Number(stdout.trim().split('\n').at(-1));
  }).sort((a, b) => a - b);
  return taken[Math.floor(taken.length / 2)] ?? Number.NaN;
}

async function weigh(json: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-sizes-'));
  try {
    const functions = fileURLToPath(new URL('../functions', import.meta.url));
    const bundles = await bundleHandlers({ functions, to: folder });
    const measured: Measured[] = [...bundles.sizes].map(([entry, bytes]) => ({
      entry,
      bytes,
      importMilliseconds: Math.round(importTime(join(bundles.folderOf(entry), 'index.mjs'))),
    }));
    measured.sort((a, b) => b.bytes - a.bytes);
    if (json) {
      console.log(JSON.stringify(measured));
    } else {
      for (const { entry, bytes, importMilliseconds } of measured) {
        console.log(
          `${entry.padEnd(28)} ${(bytes / 1024).toFixed(0).padStart(5)} KB ${String(importMilliseconds).padStart(6)} ms`,
        );
      }
    }
    for (const { entry, bytes } of measured) {
      if (bytes <= heaviest(entry)) continue;
      console.error(`${entry} weighs ${bytes} bytes; it may weigh ${heaviest(entry)}.`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await command(import.meta, {
  usage: `npm run sizes -- [--json]
  --json  print one line of JSON
  --help  print this`,
  options: { json: { type: 'boolean', default: false } },
  run: ({ json }) => weigh(json),
});
