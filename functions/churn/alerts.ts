/** Command: the alerts that are held back for want of room, and what a night's scoring found. */
import * as z from 'zod';
import type { ScoringRun } from '../../shared/contracts/scores.ts';
import { command, readOptions, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { askFunction, failure, unreached } from '../../shared/platform/operator.ts';
import type { HeldAlert } from './scoring-ports.ts';

/** How the command is used. */
export const USAGE = `npm run alerts -- --held [--manager ID] | --night DAY [--json] [where]

  --held           alerts that are held back, the one that saves most first
  --manager ID     only those that wait for this manager, e.g. S04
  --night DAY      what the scoring of a night found, e.g. 2026-03-02
  --json           one line of JSON

where:
  --endpoint URL   another endpoint than AWS's, e.g. http://127.0.0.1:4510

  --help           print this`;

const OPTIONS = {
  held: { type: 'boolean', default: false },
  manager: { type: 'string' },
  night: { type: 'string' },
  json: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
} as const;

/** What is asked of the function. */
export const askedBy = (words: readonly string[]): object => asked(readOptions(words, OPTIONS));

function asked({ held, manager, night }: Values<typeof OPTIONS>): object {
  if (held === (night !== undefined)) throw new WrongUse('Say either --held or --night DAY.');
  if (night === undefined) return { held: true, ...(manager !== undefined && { manager }) };
  if (manager !== undefined) throw new WrongUse('--manager says nothing with --night.');
  if (!z.iso.date().safeParse(night).success)
    throw new WrongUse(`--night is '${night}'; it must be a day such as 2026-03-02.`);
  return { run: night };
}

/** The list in lines. */
export function printedList(held: readonly HeldAlert[], raised: Readonly<Record<string, number>>): string {
  if (held.length === 0) return 'Nothing is held back.';
  const lines = held.map(
    ({ customerId, band, savedValue, since, for: whose }) =>
      `${customerId.padEnd(12)}  ${band.padEnd(6)}  ${String(savedValue).padStart(9)} yuan  for ${whose.padEnd(10)}  since ${since.slice(0, 10)}`,
  );
  const loads = Object.entries(raised).map(([whose, count]) => `${whose}: ${count}`);
  return [...lines, `Held back: ${held.length}. Raised this week: ${loads.join(', ')}.`].join('\n');
}

/** A night in lines. */
export function printedNight({
  day,
  scored,
  failed,
  raised,
  held,
  bands,
  missing,
  leftOut,
}: ScoringRun): string {
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `  ${name.padEnd(20)} ${count}`);
  return [
    `Scoring of ${day}: ${scored} customers, ${failed} of them not; ${raised} alerts raised, ${held} held back.`,
    'Bands:',
    ...counts(bands),
    'Not known of how many customers:',
    ...counts(missing),
    'Rows left out by cleaning:',
    ...counts(leftOut),
  ].join('\n');
}

const FUNCTION = 'Steward-RankAlerts';

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    const request = asked(values);
    const { failed, payload } = await askFunction(FUNCTION, request, values.endpoint).catch((fault) => {
      throw unreached(fault, values.endpoint);
    });
    if (failed) throw failure(FUNCTION, payload);
    if (values.json) console.log(JSON.stringify(payload));
    else if (values.held) {
      const { held, raised } = payload as { held: HeldAlert[]; raised: Record<string, number> };
      console.log(printedList(held, raised));
    } else {
      const { run } = payload as { run?: ScoringRun };
      if (run === undefined) throw new WrongUse(`No customer was scored in the night of ${values.night}.`);
      console.log(printedNight(run));
    }
  },
});
