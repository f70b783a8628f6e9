/** Boots the runtime over an assembly that is there, plays a first complaint, and stays up. */
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMain, WrongUse } from '../../shared/platform/command-line.ts';
import { UnsupportedAssembly } from './assembly/assembly.ts';
import { machineNow, realMs } from './clock/machine.ts';
import { DOORS, type DoorName, eraseFolder } from './data-folder.ts';
import { checkFolders, type Flags, HELP, readFlags } from './flags.ts';
import { FolderInUse } from './folder-lock.ts';
import { PortTaken } from './gateway/loopback.ts';
import { seededRandom } from './random.ts';
import { bootRuntime, type Runtime } from './runtime.ts';
import type { Proved } from './story/accounts.ts';
import { refused } from './story/gone.ts';
import type { readEvents } from './story/input/input.ts';
import type { TownSummary } from './story/play-town.ts';
import type { Summary } from './story/real-input.ts';
import type { StorySummary } from './story/story.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The first complaint takes a few working days, more where holidays lie between; so long before the rest it is over. */
const STORY_LEAD = 14 * DAY;

/** Real input takes months of simulated time. */
const INPUT_LEAD = 210 * DAY;

/** Operations hold the campaigns of a play, so that they fall within it whatever day it is. */
const BY_HAND = /Campaign/;

/** Days between two firings in the months of the town, where they are not three. */
const PACES: readonly (readonly [RegExp, number])[] = [
  // A visit is started some days before it is due.
  [/DailyPlan/, 2],
  [/GradeCustomers|RankAlerts/, 7],
  [/ScoreCustomers|Reconcile|ReleaseHolds/, 14],
  [/SeedPolicies/, 30],
];

/**
 * Least time between two firings of a schedule: while the story is told, while input is played, in the months of the town, and
 * while time only has to catch up. What is done each night is done often enough that nothing comes too late for it; the nets
 * below it find little in a runtime that loses nothing.
 */
const PACE = {
  story: (schedule: string) => (BY_HAND.test(schedule) ? Number.POSITIVE_INFINITY : 6 * HOUR),
  input: (schedule: string) => (BY_HAND.test(schedule) ? Number.POSITIVE_INFINITY : DAY),
  town: (schedule: string) =>
    BY_HAND.test(schedule)
      ? Number.POSITIVE_INFINITY
      : DAY * (PACES.find(([those]) => those.test(schedule))?.[1] ?? 3),
  catchUp: () => 12 * HOUR,
};

/** People who look at their mailboxes at the same time act together, as in a bank; nothing that is counted follows from their order. */
const AT_ONCE = 8;

const WORDS: Record<DoorName, string> = {
  aws: 'AWS endpoint',
  pages: 'pages of mailed links',
  mailbox: 'mailbox',
  operator: 'case list',
};

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function run(flags: Flags, from: number): Promise<void> {
  const stopped = new Promise<'stopped'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('stopped'));
  });
  const entries = flags.events === undefined ? undefined : await eventsOf(flags.events);
  if (flags.fresh) eraseFolder(flags.data);
  const simulated = entries ? INPUT_LEAD : flags.play ? STORY_LEAD + flags.days * DAY : undefined;
  const pace: Pace = { of: PACE.story };
  const runtime = await bootRuntime({
    assembly: flags.assembly ?? join(ROOT, 'cdk.out'),
    folder: flags.data,
    random: seededRandom(flags.seed),
    // Months are to give the same counts each time, and what is read is among them.
    ...(simulated && { mostWorkers: 1, atOnce: AT_ONCE, refuseMail: refused }),
    simulatedScheduleMs: (schedule) => pace.of(schedule),
    clock: simulated ? { simulatedFrom: mondayMorning(machineNow() - simulated) } : 'real',
    ...(flags.port === undefined ? {} : { port: flags.port }),
  });
  const bootMs = Math.round(realMs() - from);
  print(
    `Steward is up after ${(bootMs / 1_000).toFixed(1)} s; its data is in ${relative(process.cwd(), flags.data) || '.'}.`,
  );
  for (const name of DOORS) print(`  ${WORDS[name].padEnd(22)} ${runtime.addresses[name]}`);
  try {
    const lived = await Promise.race([live(runtime, flags, pace, entries), stopped]);
    if (lived !== 'stopped' && !flags.exit) {
      if (lived) for (const name of DOORS) print(`  ${WORDS[name].padEnd(22)} ${runtime.addresses[name]}`);
      print('Ctrl-C ends it; the next start goes on where it was.');
      await stopped;
    }
    const { addresses } = runtime;
    const usage = runtime.usage();
    await runtime.close();
    const story = lived === 'stopped' ? null : (lived ?? null);
    if (story !== null && leftOver(story) > 0) process.exitCode = 1;
    if (flags.json) {
      const seconds = Number(((realMs() - from) / 1_000).toFixed(1));
      print(JSON.stringify({ ...(story ?? { story: null }), bootMs, seconds, addresses, usage }));
    }
  } finally {
    await runtime.close();
  }
}

/** Cases of a play that did not come to their end, and what does not hold of them: the process ends with code 1 then. */
const leftOver = ({ open = 0, lost = 0, forgotten = 0, invariants }: LeftOver): number =>
  open + lost + forgotten + (invariants?.broken ?? 0);

interface LeftOver {
  readonly open?: number;
  readonly lost?: number;
  readonly forgotten?: number;
  readonly invariants?: Proved['invariants'];
}

/** Fills a new data folder with the sample bank, plays the story where time is simulated, and lets time become real. */
async function live(
  runtime: Runtime,
  { play, seed, data, exit, days, customers, truth, tell }: Flags,
  pace: Pace,
  entries: Entries | undefined,
): Promise<Told | undefined> {
  const { importBank, playFirstComplaint } = await import('./story/story.ts');
  if (runtime.clock.mode === 'real') {
    if (entries)
      throw new WrongUse('--events needs a data folder in simulated time; begin anew with --fresh.');
    if (runtime.fresh) await importBank(runtime);
    return undefined;
  }
  if (entries) {
    const { playRealInput } = await import('./story/real-input.ts');
    pace.of = PACE.input;
    const summary = await playRealInput({ runtime, folder: data, entries, seed, print });
    // Whoever leaves at once needs no present time: the next start goes on from where this one stood.
    if (!exit) await runtime.clock.catchUp();
    return summary;
  }
  const story = play ? await playFirstComplaint({ runtime, print, seed }) : undefined;
  let town: TownSummary | undefined;
  if (play && days > 0) {
    const [{ playTown }, { printedTruth }] = await Promise.all([
      import('./story/play-town.ts'),
      import('./story/truth.ts'),
    ]);
    print('');
    pace.of = PACE.town;
    town = await playTown({
      runtime,
      folder: data,
      seed,
      print,
      days,
      tell,
      ...(customers !== undefined && { customers }),
    });
    if (truth) for (const line of printedTruth(town.truth)) print(line);
  }
  pace.of = PACE.catchUp;
  if (!exit) await runtime.clock.catchUp();
  return { story: story ?? null, ...town };
}

/** How often schedules fire at present. */
interface Pace {
  of: (schedule: string) => number;
}

/** What came of what was played. */
type Told = Summary | ({ story: StorySummary | null } & Partial<TownSummary>);

type Entries = ReturnType<typeof readEvents>;

/** Reads the events before anything is erased or started for them. */
async function eventsOf(file: string): Promise<Entries> {
  const [{ readEvents }, { sampleBank }] = await Promise.all([
    import('./story/input/input.ts'),
    import('./story/story.ts'),
  ]);
  return readEvents(
    file,
    sampleBank().customers.map(({ customerId }) => customerId),
  );
}

/** The last Monday before a time, half past nine in Shanghai (01:30 UTC). */
function mondayMorning(before: number): number {
  const midnight = Math.floor(before / DAY) * DAY;
  const sinceMonday = (new Date(midnight).getUTCDay() + 6) % 7;
  return midnight - sinceMonday * DAY + 1.5 * HOUR;
}

/** Reads and checks the command line; ends the process where it is wrong, or asks for help only. */
export function flagsOrEnd(words: readonly string[]): Flags {
  try {
    const flags = readFlags(words, ROOT);
    if (flags.help) {
      print(HELP);
      process.exit(0);
    }
    checkFolders(flags);
    return flags;
  } catch (fault) {
    return endBy(fault);
  }
}

function endBy(fault: unknown): never {
  if (fault instanceof WrongUse) {
    process.stderr.write(`${fault.message}\n\n${HELP}\n`);
    process.exit(2);
  }
  const plain = [FolderInUse, UnsupportedAssembly, PortTaken].some((kind) => fault instanceof kind);
  process.stderr.write(`${plain ? (fault as Error).message : (fault as Error).stack}\n`);
  process.exit(1);
}

/** Runs until it is stopped, and ends the process; `from` is the machine's time that its own is counted from. */
export async function runAndEnd(flags: Flags, from = 0): Promise<never> {
  try {
    await run(flags, from);
    // Whatever of a story was cut short by Ctrl-C must not keep the process.
    process.exit();
  } catch (fault) {
    return endBy(fault);
  }
}

if (isMain(import.meta)) await runAndEnd(flagsOrEnd(process.argv.slice(2)));
