/** Starts the embedded runtime for a journey test: on a virtual clock, in a folder of its own, on free ports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { bootRuntime, type Runtime, type RuntimeOptions } from '../../infra/local/runtime.ts';

/** Monday, 2 March 2026, 09:30 in Shanghai: a working day that no holiday is near. */
export const MONDAY_MORNING = Date.parse('2026-03-02T01:30:00.000Z');

/** A data folder, and every runtime that was started in it. */
export interface TestPlace {
  folder: string;
  /** Starts the runtime; after `close()` it can be started again and goes on where it was. */
  boot(options?: Partial<RuntimeOptions>): Promise<Runtime>;
  /** Ends what runs and removes the folder. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a place for runtimes of one test: `await using place = testPlace()`. */
export function testPlace(): TestPlace {
  const folder = mkdtempSync(join(tmpdir(), 'steward-journey-'));
  const running: Runtime[] = [];
  return {
    folder,
    async boot(options = {}) {
      const runtime = await bootRuntime({
        assembly: options.assembly ?? synthesized(),
        folder,
        clock: { simulatedFrom: MONDAY_MORNING },
        anyPorts: true,
        ...options,
      });
      running.push(runtime);
      return runtime;
    },
    async [Symbol.asyncDispose]() {
      for (const runtime of running) await runtime.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Folder of the assembly that the global setup has synthesized. */
export function synthesized(): string {
  const folder = inject('assembly');
  if (folder === undefined) {
    throw new Error('There is no synthesized assembly: STEWARD_SKIP_SYNTH is set; run without it.');
  }
  return folder;
}
