/** `npm start`: boots the runtime, plays a first complaint, and stays up. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnsupportedAssembly } from './assembly/assembly.ts';
import { machineNow, realMs } from './clock/machine.ts';
import { DOORS, type DoorName, eraseFolder } from './data-folder.ts';
import { type Flags, readFlags, WrongFlags } from './flags.ts';
import { FolderInUse } from './folder-lock.ts';
import { PortTaken } from './gateway/loopback.ts';
import { bootRuntime, type Runtime } from './runtime.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The story begins this long ago, so that it is over when simulated time arrives at the machine's. */
const STORY_LEAD_MS = 21 * 86_400_000;

const WORDS: Record<DoorName, string> = {
  aws: 'AWS endpoint',
  pages: 'pages of mailed links',
  mailbox: 'mailbox',
  operator: 'case list',
};

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2), ROOT);
  const stopped = new Promise<'stopped'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('stopped'));
  });
  if (flags.fresh) eraseFolder(flags.data);
  const runtime = await bootRuntime({
    assembly: flags.assembly,
    folder: flags.data,
    clock: flags.play ? { simulatedFrom: machineNow() - STORY_LEAD_MS } : 'real',
    ...(flags.port === undefined ? {} : { port: flags.port }),
  });
  const bootMs = Math.round(realMs());
  print(
    `Steward is up after ${(bootMs / 1_000).toFixed(1)} s; its data is in ${relative(process.cwd(), flags.data) || '.'}.`,
  );
  for (const name of DOORS) print(`  ${WORDS[name].padEnd(22)} ${runtime.addresses[name]}`);
  try {
    const story = await Promise.race([live(runtime, flags), stopped]);
    if (story !== 'stopped' && !flags.exit) {
      print('Ctrl-C ends it; the next start goes on where it was.');
      await stopped;
    }
    await runtime.close();
    if (flags.json) {
      const { addresses, usage } = runtime;
      print(
        JSON.stringify({
          ok: true,
          bootMs,
          addresses,
          story: story === 'stopped' ? null : story,
          usage: usage(),
        }),
      );
    }
  } finally {
    await runtime.close();
  }
}

/** Plays the story where there is one to play, and brings simulated time to the machine's; answers the story's outcome. */
async function live(runtime: Runtime, { play, seed }: Flags): Promise<unknown> {
  const { clock } = runtime;
  if (clock.mode === 'real') return null;
  let outcome: unknown = null;
  if (play) {
    const { playFirstComplaint } = await import('./story/story.ts');
    outcome = await playFirstComplaint({ runtime, print, seed });
  }
  await clock.catchUp();
  return outcome;
}

try {
  await main();
  // Whatever of a story was cut short by Ctrl-C must not keep the process.
  process.exit(0);
} catch (fault) {
  const plain = [WrongFlags, FolderInUse, UnsupportedAssembly, PortTaken].some(
    (kind) => fault instanceof kind,
  );
  process.stderr.write(`${plain ? (fault as Error).message : (fault as Error).stack}\n`);
  process.exit(fault instanceof WrongFlags ? 2 : 1);
}
