/** Complaint handling as it is played in tests: what its functions answer and its people do when nothing is special. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Decision } from '../../shared/contracts/steps.ts';
import { type Act, type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/complaint-handling/storyboard.asl.json'),
  'utf8',
);

export const HALF_AN_HOUR = 1_800;

/** An answer half an hour after the mail. */
export const answered = (decision: Decision, by = 'S-owner'): Act => ({ after: HALF_AN_HOUR, decision, by });

/** A fault with the name that a state machine matches. */
export const fault = (name: string): Error => Object.assign(new Error('ids only'), { name });

export const triaged = {
  class: 'COMPLAINT',
  severity: 'S3',
  emotion: 'UPSET',
  vulnerable: 'NO',
  regulatorReferred: 'NO',
  business: 'B03',
  cause: 'C01',
  respondentId: '',
};

export const usualAnswers = {
  register: [{ customerId: 'C-1', tier: 'mass', line: 'ordinary', recused: [], policies: {} }],
  acknowledge: [{ reachedBy: 'mail' }],
  answerFeedback: [{ reachedBy: 'mail' }],
  setClocks: [{ dueAt: '2026-03-24T16:00:00.000Z', ownerId: 'S-owner', recused: [] }],
  extend: [{ extended: 'YES', dueAt: '2026-04-24T16:00:00.000Z', reachedBy: 'mail' }],
  weighProposal: [{ approvalLevel: 2, coSign: 'NO', refusals: 0, letter: 'SOUND' }],
  notifyDecision: [{ reachedBy: 'mail' }],
} satisfies Script['functions'];

export const byHand = { told: 'PHONE' };
export const found = { cause: 'C01', moreTime: 'NONE' };
export const proposed = { outcome: 'RESOLVED_UPHELD', amount: 200 };

export const usualPeople = {
  'Acknowledge by hand': [answered(byHand, 'S-agent')],
  Triage: [answered(triaged, 'S-agent')],
  'Answer by hand': [answered(byHand, 'S-agent')],
  'First contact': [answered({ reached: 'SPOKEN', settledNow: 'NO' })],
  Investigate: [answered(found)],
  'Approve extension': [answered({ verdict: 'APPROVE' }, 'S-head')],
  'Extension by hand': [answered(byHand, 'S-agent')],
  Propose: [answered(proposed)],
  Approve: [answered({ verdict: 'APPROVE' }, 'S-expert')],
  'Co-sign': [answered({ verdict: 'APPROVE' }, 'S-compliance')],
  'Notify by hand': [answered(byHand, 'S-agent')],
  'Facts by hand': [answered(byHand, 'S-agent')],
  'End by hand': [answered(byHand, 'S-agent')],
  'Await customer': [answered({ word: 'ACCEPTED' }, 'C-1')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays a complaint that goes its usual way but for what the script says. */
export const complaint = (script: Script = {}): Promise<Played> =>
  play(golden, {
    ...script,
    functions: { ...usualAnswers, ...script.functions },
    people: { ...usualPeople, ...script.people },
  });
