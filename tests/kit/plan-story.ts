/** The nightly plan as it is played in tests. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/daily-plan/storyboard.asl.json'),
  'utf8',
);

/** Plays a night of two batches, but for what the script says. */
export const plan = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'P20260302', round: 1 },
    ...script,
    functions: {
      openPlan: [{ day: '2026-03-02', until: '2026-03-05', started: 0 }],
      startVisits: [
        { planCursor: '3:2026-03-04#C1#CHECKUP', started: 500, stopped: 'NO' },
        { planCursor: 'END', started: 612, stopped: 'NO' },
      ],
      closePlan: [{}],
      ...script.functions,
    },
  });
