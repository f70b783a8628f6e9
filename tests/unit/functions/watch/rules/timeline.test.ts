import { describe, expect, test } from 'vitest';
import { timelineOf } from '../../../../../functions/watch/rules/timeline.ts';

const record = (act: string, at: string, facts: Record<string, string | number>) => ({
  entityId: 'Q1',
  sk: 'E#00000001',
  v: 1 as const,
  at,
  actor: 'draw-sample',
  act,
  facts,
  before: '',
  hash: '',
});

describe('the timeline of a case', () => {
  test('R247 of a draw says the digest and not the seed, by which its readers could reckon who is asked', () => {
    const audit = [
      record('campaign.drawn', '2026-01-15T01:02:00.000Z', { members: 2, seed: 'a'.repeat(64), sample: 'b' }),
      record('campaign.opened', '2026-01-15T01:00:00.000Z', { campaign: 'pulse', seed: 'a'.repeat(64) }),
    ];
    expect(timelineOf({ audit, mails: [], signals: [], contacts: [] })).toMatchObject([
      { act: 'campaign.opened', facts: { campaign: 'pulse' } },
      { act: 'campaign.drawn', facts: { members: 2, sample: 'b' } },
    ]);
    expect(JSON.stringify(timelineOf({ audit, mails: [], signals: [], contacts: [] }))).not.toContain('aaaa');
  });
});
