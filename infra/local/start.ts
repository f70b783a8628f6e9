/** `npm start`: refuses wrong flags first, then has the app synthesized where no assembly is given, and runs it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { realMs } from './clock/machine.ts';
import { flagsOrEnd, runAndEnd } from './main.ts';

const flags = flagsOrEnd(process.argv.slice(2));
if (flags.assembly === undefined) {
  // A process of its own: nothing of the app's sources is ever loaded into the runtime.
  const synth = fileURLToPath(new URL('../app.ts', import.meta.url));
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { status, signal } = spawnSync(process.execPath, [synth], { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(signal === 'SIGINT' ? 0 : (status ?? 1));
}
await runAndEnd(flags, realMs());
