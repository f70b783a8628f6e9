import { describe, expect, test } from 'vitest';
import { printedTruth, truthFound } from './churn-truth.ts';
import { measuredEffect, TRUTH, upliftOf } from './churn-truth-bank.ts';

describe('R199 what acting on alerts changes, in banks of which it is declared', () => {
  test('the true uplift is that of the bands whose arm is drawn, by their weight', () => {
    const { low, medium } = TRUTH;
    expect(upliftOf('low', 0.25)).toBeCloseTo(low.leaves * 0.25 * low.reached, 12);
    const weighed = low.weight * upliftOf('low', 0.25) + medium.weight * upliftOf('medium', 0.25);
    expect(upliftOf('all', 0.25)).toBeCloseTo(weighed / (low.weight + medium.weight), 12);
    expect(upliftOf('all', 0)).toBe(0);
  });

  test('19 of 20 intervals hold it', () => {
    const found = truthFound({ seeds: 20, effect: 0.25, alerts: 4_000 });
    expect(found.covered).toBeGreaterThanOrEqual(19);
    expect(found.trials.every(({ control }) => control > 250 && control < 400)).toBe(true);
    expect(printedTruth(found)).toContain(`${found.covered} of 20 intervals hold the truth`);
  }, 60_000);

  test('they do not hold another one: a bank whose truth is half as large is told from it', () => {
    const { trials } = truthFound({ seeds: 20, effect: 0.8, alerts: 4_000 });
    const half = upliftOf('all', 0.4);
    expect(trials.filter(({ low, high }) => low <= half && half <= high).length).toBeLessThan(10);
  }, 60_000);

  test('the middle of the estimates is the truth, so that nothing is left out on one side', () => {
    const { trials, truth } = truthFound({ seeds: 20, effect: 0.5, alerts: 4_000 });
    const mean = trials.reduce((sum, { uplift }) => sum + uplift, 0) / trials.length;
    expect(Math.abs(mean - truth)).toBeLessThan(0.02);
  }, 60_000);

  test('nothing is drawn from a band in which nobody is only watched', () => {
    const high = measuredEffect({ seed: 1, effect: 0.25, alerts: 1_000 }).find(({ band }) => band === 'high');
    expect(high).toMatchObject({ treated: { of: 0 }, control: { of: 0 }, uplift: { few: true } });
  });

  test('too few alerts are said to be too few', () => {
    expect(() => truthFound({ seeds: 1, effect: 0.25, alerts: 100 })).toThrow('--alerts must be more');
  });
});
