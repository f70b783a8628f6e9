/** Invitations to surveys as they are played in tests: what their functions answer and their people do when nothing is special. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/survey-invitation/storyboard.asl.json'),
  'utf8',
);

const until = '2026-03-05T01:30:00.000Z';

/** The customer may be asked, or called, at another time. */
export const later = { ruling: 'LATER', until };

/** What a look finds when it is time to remind, and then an answer. */
export const remindedOnce = [{ found: 'REMIND' }, { found: 'ANSWERED' }];

/** Nobody has answered until the end, and the customer is one whom the bank calls then. */
export const called = [{ found: 'CALL', call: 'INTERVIEW', outcome: 'NO_RESPONSE' }];

/** An answer after which somebody turns to the customer. */
export const low = { outcome: 'COMPLETED', next: 'RECOVER', call: 'RECOVERY' };

export const usualSurveyAnswers = {
  takeUpInvitation: [
    {
      customerId: 'C-1',
      tier: 'vip',
      line: 'high-end',
      ownerId: 'S-rm',
      ratedId: 'S-rated',
      naming: 'NAMED',
      until,
      policies: {},
    },
  ],
  sendInvitation: [{ ruling: 'SENT', until }],
  lookAtInvitation: [{ found: 'ANSWERED' }],
  remindCustomer: [{ reminded: 'YES', until }],
  weighCall: [{ ruling: 'NOW' }],
  takeInInterview: [{ found: 'ANSWERED' }],
  scoreAnswer: [{ outcome: 'COMPLETED', next: 'CLOSE', call: 'RECOVERY' }],
  takeInRecovery: [{ recovery: 'CONTACTED_FIXED' }],
  settleRequest: [{ by: 'mail' }],
  closeInvitation: [{ outcome: 'COMPLETED', closedAt: '2026-03-19T01:30:00.000Z' }],
  waitUntil: [{ taskId: 'W-1', way: 'WAIT', waitSeconds: 86_400 }],
} satisfies Script['functions'];

/** What became of a customer who was not satisfied. */
export const recovered = (recovery: string) => answered({ recovery }, 'S-other');

export const usualSurveyPeople = {
  'Wait to ask': ['silent'],
  'Await answer': ['silent'],
  'Wait to call': ['silent'],
  'Wait to recover': ['silent'],
  Interview: [answered({ reached: 'SPOKEN' }, 'S-agent')],
  Recover: [recovered('CONTACTED_FIXED')],
  'Serve request': [answered({ done: 'DONE' }, 'S-agent')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays an invitation that goes its usual way but for what the script says. */
export const survey = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'S20260302-0001', round: 1 },
    ...script,
    functions: { ...usualSurveyAnswers, ...script.functions },
    people: { ...usualSurveyPeople, ...script.people },
  });
