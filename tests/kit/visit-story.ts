/** Follow-up visits as they are played in tests: what their functions answer and their people do when nothing is special. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/follow-up-visit/storyboard.asl.json'),
  'utf8',
);

/** May be visited now, by a person. */
export const now = { ruling: 'NOW', by: 'TASK', channel: 'phone', greetBy: '2026-03-02T12:00:00.000Z' };

/** One thing that is left to be done after a visit. */
export const service = { what: 'SERVICE', number: 1 };

export const usualVisitAnswers = {
  openVisit: [{ customerId: 'C-1', kind: 'CHECKUP', tier: 'vip', line: 'high-end', policies: {} }],
  weighContact: [now],
  waitForDay: [{ taskId: 'W-1', way: 'WAIT', waitSeconds: 86_400 }],
  sendGreeting: [{ ending: 'CARE_SENT' }],
  buildBrief: [{}],
  findAnotherTime: [{ again: 'YES' }, { again: 'NO' }],
  agreeOnDate: [{ again: 'YES' }],
  takeInContact: [{ contact: 'MENDED' }],
  respectRefusal: [{ ending: 'REFUSED' }],
  markUnreachable: [{ ending: 'UNREACHABLE' }],
  recordOutcome: [{ ending: 'COMPLETED', followUps: [] }],
  takeUp: [{ promisedBy: '2026-03-06T09:00:00.000Z', ...service }],
  settleFollowUp: [{}],
  planNextVisit: [{}],
  closeVisit: [{ outcome: 'COMPLETED' }],
} satisfies Script['functions'];

const reached = { outcome: 'REACHED', satisfaction: '4', problem: 'NO', when: '' };

/** An outcome of a visit as the form gives it. */
export const came = (outcome: string) => answered({ ...reached, outcome }, 'S-rm');

export const usualVisitPeople = {
  'Wait for the day': ['silent'],
  Greet: [answered({ outcome: 'REACHED' }, 'S-rm')],
  Visit: [came('REACHED')],
  'Repair contact': [answered({ found: 'FOUND' }, 'S-agent')],
  'Serve request': [answered({ done: 'DONE' }, 'S-agent')],
  'Put right': [answered({ recovery: 'MENDED' }, 'S-expert')],
  'Keep promise': [answered({ kept: 'YES' }, 'S-rm')],
  'Follow up by hand': [answered({ way: 'RETRY' }, 'S-operations')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays a visit that goes its usual way but for what the script says. */
export const visit = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'V20260302-0001', round: 1 },
    ...script,
    functions: { ...usualVisitAnswers, ...script.functions },
    people: { ...usualVisitPeople, ...script.people },
  });
