/** An improvement as it is played in tests. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/improvement/storyboard.asl.json'),
  'utf8',
);

/** When the plan was to be carried out, and from when on it is measured. */
export const doneBy = '2026-04-10T15:59:59.999Z';
export const measureAt = '2026-05-30T02:00:00.000Z';

/** A head of a line plans and carries out, and operations try again. */
export const usualImprovementPeople = {
  'Plan improvement': [answered({ way: 'PLAN', doneBy: '2026-04-10' }, 'S-head')],
  'Carry out improvement': [answered({ done: 'YES' }, 'S-head')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Something was measured, and is planned anew or not. */
export const measured = (verdict: string, again = 'NO') => ({ verdict, again, until: measureAt });

/** Plays an improvement that works at the first try, but for what the script says. */
export const improvement = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'I-1', round: 1 },
    ...script,
    functions: {
      takeUpImprovement: [{ source: 'DRIVER', policies: {} }],
      planImprovement: [{ plan: 'PLAN', doneBy }],
      recordImprovement: [{ next: 'MEASURE', until: measureAt }],
      measureImprovement: [measured('EFFECTIVE')],
      closeImprovement: [{ outcome: 'EFFECTIVE' }],
      waitUntil: [{ taskId: 'W-1', way: 'WAIT', waitSeconds: 60 * 86_400 }],
      ...script.functions,
    },
    people: { ...usualImprovementPeople, ...script.people },
  });
