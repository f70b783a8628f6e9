import { describe, expect, test } from 'vitest';
import { answered, fault } from '../kit/complaint-story.ts';
import { doneBy, improvement, measured } from '../kit/improvement-story.ts';
import { MONDAY, type Played } from '../kit/play.ts';

const DAY = 86_400;

/** How often each state was entered. */
const times = (played: Played, state: string): number =>
  played.visited.filter((name) => name === state).length;

const payloadOf = (played: Played, part: string, step?: string) =>
  played.calls.find((call) => call.part === part && (step === undefined || call.payload.step === step))
    ?.payload;

describe('R224 R225 R226 R227 an improvement', () => {
  test('is diagnosed and planned, carried out until the day of the plan, and measured two months later', async () => {
    const played = await improvement();
    expect(played.status).toBe('SUCCEEDED');
    expect(played.visited.filter((name) => !name.startsWith('Prepare') && !name.endsWith('?'))).toEqual([
      'Take up improvement',
      'Plan improvement',
      'Keep plan',
      'Carry out improvement',
      'Keep what was done',
      'Wait for the measure',
      'Measure effect',
      'Close improvement',
    ]);
    expect(payloadOf(played, 'prepareTask', 'Carry out improvement')).toMatchObject({
      form: 'improvement-done',
      due: doneBy,
    });
    expect(played.seconds).toBeGreaterThanOrEqual(60 * DAY);
    expect(payloadOf(played, 'closeImprovement')).toMatchObject({ emits: ['improvement.closed'] });
  });

  test('R254 that did not work is planned anew, and measured anew', async () => {
    const played = await improvement({
      functions: { measureImprovement: [measured('NOT_EFFECTIVE', 'YES'), measured('EFFECTIVE')] },
    });
    expect([times(played, 'Plan improvement'), times(played, 'Measure effect')]).toEqual([2, 2]);
  });

  test('that did not work as often as the policy allows is closed', async () => {
    const played = await improvement({ functions: { measureImprovement: [measured('NOT_EFFECTIVE')] } });
    expect([times(played, 'Plan improvement'), played.status]).toEqual([1, 'SUCCEEDED']);
  });

  test('hears of a campaign that measured it, and does not wait any longer', async () => {
    const played = await improvement({
      people: { 'Wait for the measure': [{ after: 60, signal: 'MEASURED' }] },
    });
    expect(played.visited).toContain('Measure effect');
    expect(played.seconds).toBeLessThan(10 * DAY);
  });

  test('whose figure is not there yet waits on', async () => {
    const played = await improvement({
      functions: { measureImprovement: [measured('LATER'), measured('UNMEASURED')] },
    });
    const waits = played.calls.filter(({ part }) => part === 'waitUntil').map(({ at }) => at);
    expect(waits).toHaveLength(2);
    expect((waits[1] ?? 0) - (waits[0] ?? MONDAY)).toBeGreaterThanOrEqual(60 * DAY * 1_000);
  });

  test('that nothing is done about needs nobody to carry it out', async () => {
    const played = await improvement({ functions: { planImprovement: [{ plan: 'DISCARD' }] } });
    expect([played.status, times(played, 'Carry out improvement')]).toEqual(['SUCCEEDED', 0]);
  });

  test('that was not carried out is planned anew', async () => {
    const played = await improvement({
      functions: { recordImprovement: [{ next: 'PLAN' }, { next: 'CLOSE' }] },
    });
    expect([times(played, 'Plan improvement'), times(played, 'Wait for the measure')]).toEqual([2, 0]);
  });

  test('that nobody plans is taken over by operations, who can end it', async () => {
    const played = await improvement({
      people: {
        'Plan improvement': ['silent'],
        'Take over by hand': [answered({ way: 'COMPLETE' }, 'S-operations')],
      },
      nudges: { 'Plan improvement': [{ way: 'EXHAUSTED' }] },
    });
    expect([played.status, times(played, 'Close improvement')]).toEqual(['SUCCEEDED', 1]);
  });

  test('a measure that fails is tried again when operations say so', async () => {
    const played = await improvement({ failing: { 'Measure effect': fault('ItemWrong') } });
    expect([played.status, times(played, 'Measure effect')]).toEqual(['SUCCEEDED', 2]);
  });
});
