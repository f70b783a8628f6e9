/**
 * `npm run trial:kill`: plays real input undisturbed, then again with a runtime that is killed in the middle several
 * times, and compares how the cases ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { command, WrongUse, wholeNumber } from '../../shared/platform/command-line.ts';

const MAIN = fileURLToPath(new URL('../../infra/local/main.ts', import.meta.url));

/** What is compared: how every matter ended. */
export interface Ending {
  received: number;
  quarantined: number;
  duplicates: number;
  closed: Record<string, number>;
  open: number;
  lost: number;
}

/** What the trial found. */
export interface Killed {
  undisturbed: Ending;
  disturbed: Ending;
  /** Mails that had left at each kill, and matters that had not ended by then. */
  kills: { mails: number; open: number }[];
}

/** What is played, and how often it is killed. */
export interface Trial {
  assembly: string;
  events: string;
  seed: number;
  kills: number;
}

/** Plays the input twice, once undisturbed, and gives both endings. */
export async function killTrial({ assembly, events, seed, kills }: Trial): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-kill-'));
  const play = (data: string): ChildProcess =>
    spawn(
      process.execPath,
      [
        MAIN,
        '--events',
        events,
        '--exit',
        '--json',
        '--seed',
        String(seed),
        '--assembly',
        assembly,
        '--data',
        data,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
  try {
    const calm = join(folder, 'calm');
    const undisturbed = await endingOf(play(calm));
    const total = countIn(calm, 'mails.sqlite', 'SELECT count(*) AS n FROM mails');
    const rough = join(folder, 'rough');
    const met: Killed['kills'] = [];
    for (let kill = 1; kill <= kills; kill++) {
      const at = Math.round((total * kill) / (kills + 1));
      met.push(await killAt(play(rough), rough, at));
    }
    return { undisturbed, disturbed: await endingOf(play(rough)), kills: met };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The summary in the last line that a run prints. */
async function endingOf(child: ChildProcess): Promise<Ending> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The run has no output.');
  const [out, errors, code] = await Promise.all([
    text(stdout),
    text(stderr),
    new Promise<number | null>((resolve) => child.on('exit', resolve)),
  ]);
  if (code !== 0) throw new Error(`A run ended with ${code}: ${errors}`);
  const { received, quarantined, duplicates, closed, open, lost } = JSON.parse(
    out.trim().split('\n').at(-1) ?? '',
  ) as Ending;
  return { received, quarantined, duplicates, closed: sorted(closed), open, lost };
}

const sorted = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort());

/** Kills a run as soon as so many mails have left. */
async function killAt(child: ChildProcess, data: string, mails: number): Promise<Killed['kills'][number]> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The run has no output.');
  stdout.resume();
  const errors = text(stderr);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const left = () => countIn(data, 'mails.sqlite', 'SELECT count(*) AS n FROM mails');
  while (left() < mails) {
    if (child.exitCode !== null) throw new Error(`A run ended before it was killed: ${await errors}`);
    await pause(5);
  }
  child.kill('SIGKILL');
  await ended;
  return {
    mails: left(),
    open: countIn(data, 'states.sqlite', "SELECT count(*) AS n FROM executions WHERE status = 'RUNNING'"),
  };
}

/** A count in a file that another process may be writing; 0 while there is none. */
function countIn(data: string, file: string, question: string): number {
  const path = join(data, file);
  if (!existsSync(path)) return 0;
  const store = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(store.prepare(question).get()?.n);
  } catch {
    return 0;
  } finally {
    store.close();
  }
}

await command(import.meta, {
  usage: `npm run trial:kill -- --events FILE [--kills N] [--seed N] [--assembly DIR]
  --events FILE   inbound events, as \`npm start -- --events\` takes them
  --kills N       times the runtime is killed (5)
  --seed N        seed of what is drawn (1)
  --assembly DIR  synthesized assembly (cdk.out)
  --help          print this
ends with 1 if anything ended otherwise than undisturbed`,
  options: {
    events: { type: 'string' },
    kills: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    assembly: { type: 'string', default: fileURLToPath(new URL('../../cdk.out', import.meta.url)) },
  },
  async run({ events, kills, seed, assembly }) {
    if (events === undefined) throw new WrongUse('--events is missing; name the file of inbound events.');
    const found = await killTrial({
      assembly,
      events,
      seed: wholeNumber('--seed', seed, 0, 2 ** 32 - 1),
      kills: wholeNumber('--kills', kills, 1, 50),
    });
    for (const { mails, open } of found.kills)
      console.log(`killed after ${mails} mails with ${open} executions open`);
    console.log(`undisturbed  ${JSON.stringify(found.undisturbed)}`);
    console.log(`killed       ${JSON.stringify(found.disturbed)}`);
    if (JSON.stringify(found.undisturbed) !== JSON.stringify(found.disturbed)) process.exitCode = 1;
  },
});
