/** A letter that no mail could bring, as it is told in tests. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered, byHand } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/letter-by-hand/storyboard.asl.json'),
  'utf8',
);

/** What the event of a decision that was refused starts. */
export const decisionFailed = {
  v: 1,
  caseId: 'K1',
  round: 1,
  outboxId: 'M-1',
  template: 'decision',
  letter: 2,
};

/** What `Take up letter` finds of a letter that is still to be told. */
export const takenUp = {
  toTell: 'YES',
  tier: 'mass',
  line: 'ordinary',
  severity: 'S2',
  recused: ['S-respondent', 'S-superior'],
  policies: {},
  number: 2,
};

/** An agent tells it, and operations try again. */
export const usualLetterPeople = {
  'Acknowledge by hand': [answered(byHand, 'S-agent')],
  'Tell by hand': [answered(byHand, 'S-agent')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays a decision that reached nobody by mail, but for what the script says. */
export const letterByHand = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: decisionFailed,
    ...script,
    functions: { takeUpLetter: [takenUp], ...script.functions },
    people: { ...usualLetterPeople, ...script.people },
  });
