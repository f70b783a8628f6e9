/** A survey campaign as it is played in tests. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { answered } from './complaint-story.ts';
import { type Played, play, type Script } from './play.ts';

const golden = readFileSync(
  resolve(import.meta.dirname, '../../workflows/survey-campaign/storyboard.asl.json'),
  'utf8',
);

/** Half-time and end of the campaign that is played. */
export const half = '2026-03-16T01:30:00.000Z';
export const end = '2026-03-30T01:30:00.000Z';

/** What the lint says of a survey that is well written, and of one that is not. */
export const sound = { sound: 'YES', approval: 'NEEDED', policies: {} };
export const flawed = { sound: 'NO', approval: 'NEEDED', policies: {} };

/** Somebody approves the sample, somebody answers what was written, and operations try again. */
export const usualCampaignPeople = {
  'Approve sample': [answered({ verdict: 'APPROVE' }, 'S-head')],
  'Answer voices': [answered({ answered: 'THANKS', improves: 'NO' }, 'S-desk')],
  'Take over by hand': [answered({ way: 'RETRY' }, 'S-operations')],
} satisfies Script['people'];

/** Plays a campaign of two batches in which nobody writes anything, but for what the script says. */
export const campaign = (script: Script = {}): Promise<Played> =>
  play(golden, {
    input: { v: 1, caseId: 'Q20260302-0123456789', round: 1 },
    ...script,
    functions: {
      lintSurvey: [sound],
      drawSample: [{ members: 40 }],
      inviteMembers: [
        { launchCursor: '25', until: half },
        { launchCursor: 'END', until: half },
      ],
      weighResponse: [{ topUp: 'NO', until: end }],
      endInvitations: [{ endCursor: 'END' }],
      evaluateCampaign: [{ enough: 'YES', weak: 0 }],
      answerVoices: [{ voice: 'NONE', number: 0 }],
      closeCampaign: [{ outcome: 'PUBLISHED' }],
      waitUntil: [{ taskId: 'W-1', way: 'WAIT', waitSeconds: 86_400 }],
      ...script.functions,
    },
    people: { ...usualCampaignPeople, ...script.people },
  });
