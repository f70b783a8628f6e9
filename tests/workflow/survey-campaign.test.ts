import { describe, expect, test } from 'vitest';
import { campaign, end, flawed, half, sound } from '../kit/campaign-story.ts';
import { answered, fault } from '../kit/complaint-story.ts';
import type { Played } from '../kit/play.ts';

/** What each call of a part was told of the case under a name. */
const told = ({ calls }: Played, part: string, field: string) =>
  calls
    .filter((call) => call.part === part)
    .map(({ payload }) => (payload.case as Record<string, unknown>)[field]);

describe('R013 R086 R128 R247 a survey campaign', () => {
  test('draws, has the sample approved, asks batch by batch, and publishes after its time', async () => {
    const played = await campaign();
    expect([played.status, played.output]).toEqual([
      'SUCCEEDED',
      { caseId: 'Q20260302-0123456789', outcome: 'PUBLISHED' },
    ]);
    expect(played.visited.filter((state) => !/^Prepare|\?$/.test(state))).toEqual([
      'Load and lint',
      'Draw sample',
      'Approve sample',
      'Launch',
      'Launch',
      'Wait for half-time',
      'Weigh response',
      'Wait for the end',
      'Close invitations',
      'Evaluate campaign',
      'Take up voices',
      'Close campaign',
    ]);
  });

  test('waits first for its half and then for its end, each as long as its own step says', async () => {
    const played = await campaign();
    expect(told(played, 'waitUntil', 'until')).toEqual([half, end]);
  });

  test('R128 a survey that is not written as it should be asks nobody', async () => {
    const played = await campaign({
      functions: { lintSurvey: [flawed], closeCampaign: [{ outcome: 'CANCELLED' }] },
    });
    expect(played.visited).not.toContain('Draw sample');
    expect(played.output).toMatchObject({ outcome: 'CANCELLED' });
  });

  test('nobody is asked where the sample is refused', async () => {
    const played = await campaign({
      people: { 'Approve sample': [answered({ verdict: 'REFUSE' }, 'S-head')] },
      functions: { closeCampaign: [{ outcome: 'CANCELLED' }] },
    });
    expect(played.visited).not.toContain('Launch');
    expect(told(played, 'closeCampaign', 'verdict')).toEqual(['REFUSE']);
  });

  test('needs no approval where the policy asks for none', async () => {
    const played = await campaign({
      functions: { lintSurvey: [{ ...sound, approval: 'NOT_NEEDED' }] },
    });
    expect(played.calls.some(({ part }) => part === 'prepareTask')).toBe(false);
    expect(played.visited).toContain('Launch');
  });

  test('a bank without customers has nothing approved, and nobody to wait for', async () => {
    const played = await campaign({
      functions: { drawSample: [{ members: 0 }], closeCampaign: [{ outcome: 'TOO_FEW' }] },
    });
    expect(played.visited).toEqual([
      'Load and lint',
      'May it be asked?',
      'Draw sample',
      'Who approves?',
      'Close campaign',
    ]);
  });

  test('asks more once where few have answered by half-time', async () => {
    const played = await campaign({
      functions: {
        weighResponse: [{ topUp: 'YES', until: end }],
        inviteMembers: [
          { launchCursor: 'END', until: half },
          { launchCursor: '50', until: end },
          { launchCursor: 'END', until: end },
        ],
      },
    });
    expect(played.visited.filter((state) => state === 'Launch more')).toHaveLength(2);
    expect(played.visited.filter((state) => state === 'Weigh response')).toHaveLength(1);
    expect(told(played, 'waitUntil', 'until')).toEqual([half, end]);
  });

  test.each(['Wait for half-time', 'Wait for the end'])(
    'that is ended during %s is evaluated by what was answered',
    async (wait) => {
      const played = await campaign({ people: { [wait]: [{ after: 60, signal: 'ENDED' }] } });
      const after = played.visited.slice(played.visited.indexOf(wait));
      expect(after.filter((state) => !/\?$/.test(state)).slice(0, 3)).toEqual([
        wait,
        'Close invitations',
        'Evaluate campaign',
      ]);
      expect(played.output).toMatchObject({ outcome: 'PUBLISHED' });
    },
  );

  test('R116 everything that was written is answered kind by kind before it is published', async () => {
    const played = await campaign({
      functions: {
        answerVoices: [
          { voice: 'PRAISE', number: 1 },
          { voice: 'CRITICISM', number: 2 },
          { voice: 'NONE', number: 0 },
        ],
      },
    });
    expect(played.visited.filter((state) => state === 'Answer voices')).toHaveLength(2);
    const turns = played.calls.filter(({ part }) => part === 'prepareTask').slice(1);
    expect(turns.map(({ payload }) => [payload.form, (payload.case as { number: number }).number])).toEqual([
      ['feedback-reply', 1],
      ['feedback-reply', 2],
    ]);
  });

  test('R116 of too few answers as well what was written is answered', async () => {
    const played = await campaign({
      functions: {
        evaluateCampaign: [{ enough: 'NO', weak: 0 }],
        answerVoices: [
          { voice: 'SUGGESTION', number: 1 },
          { voice: 'NONE', number: 0 },
        ],
        closeCampaign: [{ outcome: 'TOO_FEW' }],
      },
    });
    expect(played.visited).toContain('Answer voices');
    expect(told(played, 'closeCampaign', 'enough')).toEqual(['NO']);
    expect(played.output).toMatchObject({ outcome: 'TOO_FEW' });
  });

  test('a step that fails for good is run again when operations say so, or the campaign is ended by hand', async () => {
    const again = await campaign({ failing: { 'Draw sample': fault('SampleChanged') } });
    expect([again.status, again.visited.filter((state) => state === 'Draw sample').length]).toEqual([
      'SUCCEEDED',
      2,
    ]);
    const ended = await campaign({
      failing: { 'Draw sample': fault('SampleChanged') },
      people: { 'Take over by hand': [answered({ way: 'COMPLETE' }, 'S-operations')] },
    });
    expect(told(ended, 'closeCampaign', 'way')).toEqual(['COMPLETE']);
    expect(ended.visited).not.toContain('Launch');
  });
});
