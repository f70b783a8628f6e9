import { describe, expect, test } from 'vitest';
import { fault } from '../kit/complaint-story.ts';
import { plan } from '../kit/plan-story.ts';

describe('R124 the nightly plan', () => {
  test('goes on batch by batch from where the one before ended, until there is no more', async () => {
    const played = await plan();
    const batches = played.calls.filter(({ part }) => part === 'startVisits');
    expect(batches.map(({ payload }) => (payload.case as { planCursor?: string }).planCursor)).toEqual([
      undefined,
      '3:2026-03-04#C1#CHECKUP',
    ]);
    expect(played.status).toBe('SUCCEEDED');
    expect(played.output).toMatchObject({ day: '2026-03-02', started: 612, stopped: 'NO' });
  });

  test('asks nobody, and fails visibly where a batch cannot be done', async () => {
    const played = await plan({ failing: { 'Start visits': fault('ItemWrong') } });
    expect([played.status, played.error]).toEqual(['FAILED', 'PlanUnfinished']);
    expect(played.calls.some(({ part }) => part === 'prepareTask')).toBe(false);
  });

  test('that was stopped says so in what it gives', async () => {
    const stopped = { planCursor: 'END', started: 40, stopped: 'YES' };
    const played = await plan({ functions: { startVisits: [stopped] } });
    expect(played.output).toMatchObject({ started: 40, stopped: 'YES' });
  });
});
