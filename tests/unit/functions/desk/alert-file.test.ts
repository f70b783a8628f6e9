import { describe, expect, test } from 'vitest';
import { alertEntries } from '../../../../functions/desk/alert-file.ts';
import type { AlertHead } from '../../../../shared/contracts/churn.ts';

const head: AlertHead = {
  caseId: 'A20260302-1',
  sk: 'HEAD',
  v: 1,
  kind: 'alert',
  customerId: 'C1001',
  status: 'LOCKED',
  band: 'high',
  score: 0.834,
  reasons: [
    { indicator: 'balanceRatio90', value: 0.3149, adds: 2, rows: [] },
    { indicator: 'salaryStopped', value: 1, adds: 1, rows: [] },
    { indicator: 'stage', value: 'at-risk', adds: 1, rows: [] },
    { indicator: 'ofTheirOwn', value: 'x7', adds: 0, rows: [] },
  ],
  model: 1,
  round: 1,
  openedAt: '2026-03-02T01:30:00.000Z',
  execution: 'alert-A20260302-1-r1',
  arm: 'TREAT',
};

describe('R178 the history of an alert', () => {
  test.each([
    ['zh-CN', '83%', '0.31', '是', '有流失倾向'],
    ['en', '83%', '0.31', 'yes', 'at risk'],
  ] as const)('in %s says why it was raised as a person reads it', (language, ...wanted) => {
    const [raised] = alertEntries(head, {}, language);
    const words = raised?.said.map(({ words }) => words) ?? [];
    for (const value of wanted) expect(words).toContain(value);
    // What the bank's own model calls something stands as it came; everything else has a name of its own.
    expect(raised?.said.map(({ label }) => label)).toContain('ofTheirOwn');
    expect(raised?.said.filter(({ label }) => label === '')).toEqual([]);
  });

  test('names the playbook once, and each step with its offer and end', () => {
    const step = {
      caseId: head.caseId,
      sk: 'STEP#0001',
      v: 1,
      number: 1,
      what: 'OFFER',
      state: 'ENDED',
      outcome: 'ACCEPTED',
      offer: 'fee-waiver',
      cost: 200,
      plannedAt: '2026-03-02T02:00:00.000Z',
      endedAt: '2026-03-03T02:00:00.000Z',
    } as never;
    const entries = alertEntries({ ...head, playbook: 'OFFER' }, { steps: [step] }, 'en');
    expect(entries.map(({ what }) => what)).toEqual([
      'Churn alert',
      'Playbook: Make an offer',
      'Make an offer',
    ]);
    expect(entries[2]?.said.map(({ label }) => label)).toEqual(['Offer', 'Cost', 'Outcome']);
  });
});
