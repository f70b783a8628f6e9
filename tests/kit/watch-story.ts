/** The deadline watch as it is played in tests. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MONDAY, type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/deadline-watch/storyboard.asl.json'),
  'utf8',
);

const DAY = 86_400_000;

/** The days on which it looks: five and two days before the date, and the date itself. */
export const wakeAts = [10, 13, 15].map((days) => new Date(MONDAY + days * DAY).toISOString());

/** Plays a watch that warns once and then finds the case decided, but for what the script says. */
export const watch = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'K20260302-0001', clock: 1, wakeAts },
    ...script,
    functions: {
      watchDeadline: [
        { watch: 'ON', wakeAts: wakeAts.slice(1) },
        { watch: 'OVER', wakeAts: [] },
      ],
      ...script.functions,
    },
  });
