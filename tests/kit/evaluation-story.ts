/** The evaluation of a month as it is played in tests. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/warning-evaluation/storyboard.asl.json'),
  'utf8',
);

/** Two people agree, and operations try again. */
export const usualEvaluationPeople = {
  'Review thresholds': [answered({ verdict: 'APPROVE' }, 'S-analyst')],
  'Approve thresholds': [answered({ verdict: 'APPROVE' }, 'S-expert')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays an evaluation that proposes other thresholds, but for what the script says. */
export const evaluation = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'E202602', round: 1 },
    ...script,
    functions: {
      evaluateWarnings: [{ proposes: 'YES' }],
      settleThresholds: [{ outcome: 'CHANGED' }],
      ...script.functions,
    },
    people: { ...usualEvaluationPeople, ...script.people },
  });
