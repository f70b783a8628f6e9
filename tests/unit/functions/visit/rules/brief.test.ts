import { describe, expect, test } from 'vitest';
import { agreedTo, briefOf, declared, type Known } from '../../../../../functions/visit/rules/brief.ts';
import { type ContactPurpose, VisitKind } from '../../../../../shared/contracts/codes.ts';
import { VisitBrief } from '../../../../../shared/contracts/items.ts';
import { CASE, customer, head, MONDAY, reached } from '../story.ts';

const known = (changes: Partial<Known> = {}, agreed: ContactPurpose[] = []): Known => ({
  head,
  at: MONDAY,
  daypart: 'MORNING',
  profile: { ...customer, since: '2019-05-01' },
  grade: {
    customerId: 'C1',
    sk: 'GRADE',
    v: 1,
    figures: { asOf: '2026-02-28', balance: 120_000, activity: 14, contribution: 900, credit: 'general' },
    graded: { tier: 'potential', below: { vip: 0, potential: 0 } },
  },
  open: [{ ...head, caseId: 'K1' }],
  last: {
    caseId: 'V1',
    at: '2025-12-02T03:00:00.000Z',
    said: { ...reached, needs: 'A loan for a flat', concerns: 'Long queues' },
  },
  promises: [
    { caseId: 'V1', sk: 'PROMISE#0001', v: 1, text: 'Send the brochure', dueDay: '2025-12-09', kept: 'YES' },
  ],
  satisfaction: {
    customerId: 'C1',
    sk: 'SIGNAL#x',
    v: 1,
    signalId: 'G1',
    at: '2025-12-02T03:00:00.000Z',
    from: 'visit',
    what: 'SATISFACTION',
    value: 4,
    caseId: 'V1',
    expiresAt: 1,
  },
  request: undefined,
  agreed: new Set(agreed),
  ...changes,
});
const names = (one: Known): string[] => briefOf(one).map(({ field }) => field);

describe('R044, R045, R112 the brief of a visit', () => {
  test('tells every field with where it is from, and how old it is where it ages', () => {
    const fields = briefOf(known({}, ['marketing']));
    expect(VisitBrief.parse({ caseId: CASE, sk: 'BRIEF#1', v: 1, builtAt: MONDAY, fields })).toBeDefined();
    for (const { field, source, asOf } of fields) {
      expect(source, field).toMatch(/^(plan|profile|customer|cases|visit|figures|consents)$/);
      if (source !== 'profile') expect(asOf, field).toBeDefined();
    }
    expect(Object.fromEntries(fields.map(({ field, value }) => [field, value]))).toMatchObject({
      kind: 'CHECKUP',
      channel: 'phone',
      daypart: 'MORNING',
      balance: 120_000,
      openCases: 'K1',
      satisfaction: 4,
      needs: 'A loan for a flat',
      promises: '2025-12-09 Send the brochure ✓',
      topics: 'service care marketing',
    });
  });

  test('R025, P1 a field that is not declared never appears, whatever is known', () => {
    const everything = known({}, ['marketing', 'survey']);
    for (const visitKind of VisitKind.options) {
      const told = names({ ...everything, head: { ...head, visitKind } });
      expect(Object.keys(declared)).toEqual(expect.arrayContaining(told));
    }
    const text = JSON.stringify(briefOf(everything));
    expect(text).not.toMatch(/CANARY|wang@|5555|general|900/);
  });

  test('P1 of the customer’s record nothing is even looked at but what is declared', () => {
    const read = new Set<string>();
    const watched = <T extends object>(of: T, name: string): T =>
      new Proxy(of, {
        get: (target, field) => {
          read.add(`${name}.${String(field)}`);
          return Reflect.get(target, field);
        },
      });
    const one = known({}, ['marketing', 'survey']);
    briefOf({ ...one, profile: watched(one.profile, 'profile') });
    expect([...read].sort()).toEqual(['profile.since', 'profile.stage', 'profile.tier']);
  });

  test('R027, R111 what serves offers is told only where the customer wants to hear of offers by this channel', () => {
    expect(names(known())).not.toContain('balance');
    expect(names(known())).not.toContain('activity');
    expect(names(known({}, ['survey']))).not.toContain('balance');
    expect(names(known({}, ['marketing']))).toEqual(expect.arrayContaining(['balance', 'activity']));
    const words = [
      { purpose: 'marketing', channel: 'mail', state: 'GIVEN' },
      { purpose: 'survey', channel: 'phone', state: 'WITHDRAWN' },
      { purpose: 'care', channel: 'phone', state: 'GIVEN' },
    ] as const;
    expect([...agreedTo(words, 'phone')]).toEqual(['care']);
  });

  test('R126 who is only greeted is not looked into', () => {
    const greeting = known({ head: { ...head, visitKind: 'GREETING', topic: 'birthday' } }, ['marketing']);
    expect(names(greeting).sort()).toEqual(['channel', 'daypart', 'kind', 'tier', 'topic', 'topics'].sort());
  });

  test('what is not known is left out', () => {
    const bare = known(
      { last: undefined, promises: [], satisfaction: undefined, grade: undefined, open: [] },
      ['marketing'],
    );
    expect(names(bare)).toEqual(['kind', 'channel', 'daypart', 'tier', 'stage', 'since', 'topics']);
  });
});
