import { describe, expect, test } from 'vitest';
import { answered, fault } from '../kit/complaint-story.ts';
import { evaluation } from '../kit/evaluation-story.ts';

/** The tasks that people were given, in their order. */
const tasksIn = (visited: readonly string[]) =>
  visited.filter((state) => ['Review thresholds', 'Approve thresholds'].includes(state));

describe('R188 R202 R204 the monthly evaluation', () => {
  test('asks nobody where the thresholds are as they should be', async () => {
    const played = await evaluation({
      functions: { evaluateWarnings: [{ proposes: 'NO' }], settleThresholds: [{ outcome: 'UNCHANGED' }] },
    });
    expect([played.status, tasksIn(played.visited)]).toEqual(['SUCCEEDED', []]);
    expect(played.output).toMatchObject({ caseId: 'E202602', outcome: 'UNCHANGED' });
  });

  test('asks two people, and the second is neither the first nor whoever proposed it', async () => {
    const played = await evaluation({
      functions: { evaluateWarnings: [{ proposes: 'YES', proposerId: 'S-proposer' }] },
    });
    expect(tasksIn(played.visited)).toEqual(['Review thresholds', 'Approve thresholds']);
    const turns = played.calls.filter(({ part }) => part === 'prepareTask').map(({ payload }) => payload);
    expect(turns.map(({ recuse }) => recuse)).toEqual([['proposerId'], ['proposerId', 'reviewerId']]);
    expect(turns[1]?.case).toMatchObject({ proposerId: 'S-proposer', reviewerId: 'S-analyst' });
  });

  test('whoever reviews and refuses ends it: nobody approves', async () => {
    const played = await evaluation({
      people: { 'Review thresholds': [answered({ verdict: 'REFUSE' }, 'S-analyst')] },
      functions: { settleThresholds: [{ outcome: 'REFUSED' }] },
    });
    expect(tasksIn(played.visited)).toEqual(['Review thresholds']);
    expect(played.output).toMatchObject({ outcome: 'REFUSED' });
  });

  test('nobody answers: operations end it, and the thresholds stay', async () => {
    const played = await evaluation({
      people: {
        'Approve thresholds': ['silent'],
        'Take over by hand': [answered({ way: 'COMPLETE' }, 'S-operations')],
      },
      nudges: { 'Approve thresholds': [{ way: 'EXHAUSTED' }] },
      functions: { settleThresholds: [{ outcome: 'MANUAL_TAKEOVER' }] },
    });
    expect([played.status, played.visited.includes('Take over by hand')]).toEqual(['SUCCEEDED', true]);
  });

  test('a step that fails for good is run again when operations say so', async () => {
    const played = await evaluation({ failing: { 'Evaluate warnings': fault('ItemWrong') } });
    expect(played.visited).toContain('Take over by hand');
  });
});
