/** `npm run trial:task`: attacks on the mailed task, each beside a baseline in the same run. */
import { resolve } from 'node:path';
import { command, WrongUse, wholeNumber } from '../../shared/platform/command-line.ts';
import { forgedPart } from './forged.ts';
import { oldLinksPart } from './old-links.ts';
import { type Armed, arm } from './people.ts';
import { type Held, openPlace, staffFor } from './place.ts';
import { PLANTS, type Plant, planted } from './plants.ts';
import { racePart, type TimeOut } from './race.ts';
import { replayPart } from './replay.ts';
import { brokenOf, type Part, part, tableOf, voidOf } from './report.ts';
import { scannersPart } from './scanners.ts';

/** How large a trial is. */
export interface TrialSize {
  /** Links that scanners get. */
  readonly links: number;
  readonly forged: number;
  /** Answers that are replayed, and tasks that get two different ones. */
  readonly answers: number;
  /** How often each answer is sent at once. */
  readonly fold: number;
  /** Complaints that are left alone until they are forgotten, and as many about a member of staff. */
  readonly left: number;
}

/** What a trial found. */
export interface Verdict {
  readonly parts: readonly Part[];
  readonly broken: readonly string[];
  readonly void: readonly string[];
}

/** Parts of the trial, by their names. */
export const PARTS = ['scanners', 'forged', 'replays', 'old-links', 'races'] as const;
export type PartName = (typeof PARTS)[number];

/** Links whose pages are opened beforehand, for forgers who have read a mailbox. */
const MAILBOXES_READ = 100;

/** What of the trial is run, and how. */
interface TrialChoice {
  readonly plant?: Plant;
  readonly seed?: number;
  readonly parts?: readonly PartName[];
  /** Time-outs that an answer races against; all of them where absent. */
  readonly timeOuts?: readonly TimeOut[];
}

/** Runs the trial on an assembly, or some `parts` of it; `plant` puts a bug into a copy of the assembly first. */
export async function trial(
  assembly: string,
  size: TrialSize,
  { plant, seed = 1, parts = PARTS, timeOuts }: TrialChoice = {},
): Promise<Verdict> {
  const copy = plant === undefined ? undefined : await planted(assembly, plant);
  const folder = copy?.folder ?? assembly;
  const runs = (name: PartName) => parts.includes(name);
  try {
    const found: Part[] = [];
    if (runs('scanners') || runs('forged') || runs('replays'))
      found.push(...(await attacks(folder, size, seed, runs)));
    if (runs('old-links')) found.push(await part('old links', () => oldLinksPart(folder, size.left)));
    if (runs('races'))
      found.push(await part('an answer and a time-out at once', () => racePart(folder, timeOuts)));
    return { parts: found, broken: brokenOf(found), void: voidOf(found) };
  } finally {
    copy?.remove();
  }
}

/** The parts that attack the same links one after the other. */
async function attacks(
  assembly: string,
  size: TrialSize,
  seed: number,
  runs: (name: PartName) => boolean,
): Promise<Part[]> {
  const tasks = Math.max(size.links, size.answers * 2);
  const place = await openPlace(assembly, staffFor(tasks));
  const armed = async (links: readonly Held[]): Promise<Armed[]> => {
    const all: Armed[] = [];
    for (const link of links) all.push(await arm(place, link));
    return all;
  };
  try {
    await place.complaints(tasks);
    const links = await place.links();
    const found: Part[] = [];
    if (runs('scanners')) {
      const taskLinks = links.slice(0, size.links).map(({ path, taskId }) => ({ path, key: taskId }));
      const doors = (await place.doors()).slice(0, size.links);
      const caseLinks = doors.map(({ path, caseId }) => ({ path, key: caseId }));
      found.push(
        await part('scanners', () =>
          scannersPart(
            place,
            [
              { of: 'links of tasks', links: taskLinks },
              { of: 'links of customers', links: caseLinks },
            ],
            seed,
          ),
        ),
      );
    }
    if (runs('forged')) {
      found.push(
        await part('forged links', async () =>
          forgedPart(place, await armed(links.slice(0, MAILBOXES_READ)), size.forged, seed),
        ),
      );
    }
    if (runs('replays')) {
      // Those whose links were scanned and forged answer now: the attacks were to leave that as it was.
      found.push(
        await part('replayed answers', async () => {
          const same = await armed(links.slice(0, size.answers));
          const different = await armed(links.slice(size.answers, size.answers * 2));
          return replayPart(place, { same, different }, size.fold);
        }),
      );
    }
    return found;
  } finally {
    await place.close();
  }
}

await command(import.meta, {
  usage: `npm run trial:task -- [--links N] [--forged N] [--answers N] [--fold N] [--left N] [--seed N] [--plant NAME] [--assembly DIR] [--json]
  --links N       links that each scanner gets (300)
  --forged N      forged links (20000)
  --answers N     answers that are replayed, and tasks that get two different ones (50)
  --fold N        how often each answer is sent at once (200)
  --left N        complaints that are left alone and escalate, and as many about a member of staff (5)
  --seed N        draws other forged links (1)
  --plant NAME    plants a bug that must turn the run red: ${PLANTS.join(', ')}
  --assembly DIR  the synthesized app (cdk.out)
  --json          print one line of JSON
  --help          print this
Ends with 1 where an invariant is broken, or an attack never fired.`,
  options: {
    links: { type: 'string', default: '300' },
    forged: { type: 'string', default: '20000' },
    answers: { type: 'string', default: '50' },
    fold: { type: 'string', default: '200' },
    left: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    plant: { type: 'string' },
    assembly: { type: 'string', default: 'cdk.out' },
    json: { type: 'boolean', default: false },
  },
  async run({ plant, assembly, json, ...sizes }) {
    const number = (flag: Exclude<keyof typeof sizes, 'help'>, most: number) =>
      wholeNumber(`--${flag}`, sizes[flag], 1, most);
    const bug = PLANTS.find((name) => name === plant);
    if (plant !== undefined && bug === undefined) {
      throw new WrongUse(`--plant is '${plant}'; it must be one of ${PLANTS.join(', ')}.`);
    }
    const verdict = await trial(
      resolve(assembly),
      {
        links: number('links', 2_000),
        forged: number('forged', 1_000_000),
        answers: number('answers', 1_000),
        fold: number('fold', 1_000),
        left: number('left', 200),
      },
      { seed: number('seed', 2 ** 31), ...(bug !== undefined && { plant: bug }) },
    );
    if (json) console.log(JSON.stringify(verdict));
    else {
      console.log(tableOf(verdict.parts));
      for (const line of verdict.void) console.log(`VOID    ${line}`);
      for (const line of verdict.broken) console.log(`BROKEN  ${line}`);
      if (verdict.void.length + verdict.broken.length === 0) console.log('Every invariant holds.');
    }
    if (verdict.void.length + verdict.broken.length > 0) process.exitCode = 1;
  },
});
