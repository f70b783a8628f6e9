import { describe, expect, test } from 'vitest';
import { chanceOf, clusterIn, limitOf } from '../../../../../functions/complaint/rules/cluster.ts';
import { surveying1 } from '../../../../../shared/policy/surveying.ts';

const { clusters: policy } = surveying1;
const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const day = (days: number): string => new Date(START + days * DAY).toISOString();
const casesOn = (...days: number[]) => days.map((each, at) => ({ caseId: `K${at}`, at: day(each) }));

/** The upper tail of the binomial distribution, summed term by term. */
function tail(least: number, n: number, p: number): number {
  let sum = 0;
  for (let k = least; k <= n; k++) {
    let term = p ** k * (1 - p) ** (n - k);
    for (let i = 1; i <= k; i++) term *= (n - k + i) / i;
    sum += term;
  }
  return sum;
}

describe('R242 the chance of so many complaints in a window', () => {
  test.each([
    [3, 0],
    [3, 4],
    [5, 4],
    [9, 20],
    [1, 0],
  ])('%i after %i in six times as long is the binomial tail', (inWindow, before) => {
    const given = { inWindow, before, windowDays: 30, baselineDays: 180 };
    expect(chanceOf(given)).toBeCloseTo(tail(inWindow, inWindow + before, 1 / 7), 10);
  });

  test('a history that is too short makes nothing stand out, however many they are', () => {
    expect(chanceOf({ inWindow: 50, before: 0, windowDays: 30, baselineDays: 0 })).toBe(1);
    expect(limitOf({ before: 0, windowDays: 30, baselineDays: 0 }, policy)).toBe(Number.POSITIVE_INFINITY);
  });

  test('the limit is the least number that is beyond chance, and rises with the baseline', () => {
    let last = 0;
    for (const before of [0, 1, 3, 6, 12, 30]) {
      const given = { before, windowDays: 30, baselineDays: 180 };
      const limit = limitOf(given, policy);
      expect(limit).toBeGreaterThanOrEqual(Math.max(last, policy.least));
      expect(chanceOf({ ...given, inWindow: limit })).toBeLessThan(policy.chance);
      if (limit > policy.least)
        expect(chanceOf({ ...given, inWindow: limit - 1 })).toBeGreaterThanOrEqual(policy.chance);
      last = limit;
    }
  });
});

describe('R244 C13 a cluster', () => {
  test('three in a month after none in half a year are one; two are not', () => {
    const found = clusterIn({ cases: casesOn(200, 205, 210) }, day(0), policy);
    expect(found).toMatchObject({ caseIds: ['K0', 'K1', 'K2'], from: day(180), until: day(210), limit: 3 });
    expect(clusterIn({ cases: casesOn(200, 210) }, day(0), policy)).toBeUndefined();
  });

  test('three in a month where three a month are usual are none', () => {
    const usual = Array.from({ length: 21 }, (_, at) => at * 10 + 1);
    expect(clusterIn({ cases: casesOn(...usual) }, day(0), policy)).toBeUndefined();
  });

  test('the same three say nothing while nobody has counted for long', () => {
    expect(clusterIn({ cases: casesOn(200, 205, 210) }, day(190), policy)).toBeUndefined();
  });

  test('it is the same in whatever order they were heard of', () => {
    const cases = casesOn(200, 205, 210, 100);
    const one = clusterIn({ cases }, day(0), policy);
    const other = clusterIn({ cases: cases.toReversed() }, day(0), policy);
    expect(new Set(other?.caseIds)).toEqual(new Set(one?.caseIds));
    expect([other?.from, other?.until]).toEqual([one?.from, one?.until]);
  });
});
