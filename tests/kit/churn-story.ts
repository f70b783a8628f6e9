/** Alerts as they are played in tests: what their functions answer and their people do when nothing is special. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/churn-response/storyboard.asl.json'),
  'utf8',
);

const until = '2026-03-03T01:30:00.000Z';

/** The word on an alert, where it may be acted on. */
export const go = { ruling: 'GO', stage: 'START' };

/** A wait for a complaint. */
export const held = { ruling: 'HOLD', stage: 'START', until, complaintId: 'K-1' };

/** A person looks at it. */
export const byPerson = { arm: 'TREAT', route: 'PERSON', assessBy: until, assessLevel: 1 };

/** The customer may be spoken with now. */
export const now = { ruling: 'NOW', channel: 'phone', winBackBy: '2026-03-16T09:00:00.000Z' };

/** The steps that a playbook gives, one after another, and then nothing but to watch. */
export const steps = (...kinds: string[]) => [
  ...kinds.map((what, at) => ({ what, number: at + 1 })),
  { what: 'NONE' },
];

/** What the watch finds: it goes on, and then it is clear. */
export const watched = [
  { stands: 'WAIT', until },
  { stands: 'CLEAR', ending: 'RETAINED' },
];

export const usualChurnAnswers = {
  lockCustomer: [{ customerId: 'C-1', tier: 'vip', line: 'high-end', ownerId: 'S-rm', policies: {} }],
  weighAlert: [go],
  releaseAlert: [go],
  assignArm: [byPerson],
  sendCare: [{ ruling: 'SENT' }],
  recordAssessment: [{}],
  selectPlaybook: [{}],
  takeStep: steps('CONTACT'),
  prepareOffer: [{ offer: 'fee-waiver', approvalLevel: 0, coSign: 'NO' }],
  weighRetention: [now],
  recordStep: [{ ruling: 'NEXT' }],
  feedBack: [{}],
  pauseMarketing: [{}],
  measure: watched,
  closeAlert: [{ outcome: 'RETAINED', closedAt: '2026-05-31T01:30:00.000Z' }],
  waitUntil: [{ taskId: 'W-1', way: 'WAIT', waitSeconds: 86_400 }],
} satisfies Script['functions'];

const assessed = { verdict: 'CONFIRM', churnCause: 'PRICE', playbook: '' };

/** What somebody finds about an alert. */
export const finds = (verdict: string, by = 'S-rm') => answered({ ...assessed, verdict }, by);

/** How a talk went. */
export const talk = (outcome: string) => answered({ outcome }, 'S-rm');

export const usualChurnPeople = {
  'Hold for complaint': ['silent'],
  'Wait to care': ['silent'],
  'Wait to contact': ['silent'],
  Watch: ['silent'],
  'Assess alert': [finds('CONFIRM')],
  'Ask expert': [finds('CONFIRM', 'S-expert')],
  'Approve offer': [answered({ verdict: 'APPROVE' }, 'S-expert')],
  'Co-sign offer': [answered({ verdict: 'APPROVE' }, 'S-compliance')],
  'Contact customer': [talk('UNDECIDED')],
  'Win back': [answered({ wonBack: 'GONE' }, 'S-rm')],
  'Fix service': [answered({ fixed: 'DONE' }, 'S-agent')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays an alert that goes its usual way but for what the script says. */
export const churn = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'A20260302-0001', round: 1 },
    ...script,
    functions: { ...usualChurnAnswers, ...script.functions },
    people: { ...usualChurnPeople, ...script.people },
  });
