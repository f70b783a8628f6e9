import { describe, expect, test } from 'vitest';
import type { Evaluated, SurveyResults } from '../../../../../functions/campaign/rules/report-shape.ts';
import { resultsOf, weakOf } from '../../../../../functions/campaign/rules/results.ts';
import { campaignOf, questionOf, rating, relationship, type Some, showing } from './survey-story.ts';

const resultsIn = (some: readonly Some[], its: Partial<Evaluated> = {}): SurveyResults =>
  resultsOf(campaignOf(some, its), showing);

const satisfied = rating({ overall: 5 });
const unsatisfied = rating({ overall: 1 });

const questionIn = ({ questions }: SurveyResults, id: string) => questions.find((one) => one.id === id);

describe('R248 results of a campaign', () => {
  test('distribution, mean and response rate are those of the answers, with their intervals', () => {
    const results = resultsIn([
      { count: 10, values: satisfied },
      { count: 10, values: unsatisfied },
      { count: 30 },
    ]);
    expect(results).toMatchObject({ asked: 50, answered: 20, partial: 0, enough: true });
    expect(results.response.all).toMatchObject({ shown: true, of: 50, value: { value: 0.4 } });
    // Wilson: 20 of 50.
    expect(results.response.all.shown && results.response.all.value.low).toBeCloseTo(0.2761, 4);
    expect(results.measures.csat).toMatchObject({ shown: true, of: 20, value: { value: 3, effective: 20 } });
    // s = 2 × √(20/19), t = 2.093.
    const { csat } = results.measures;
    expect(csat.shown && csat.value.high - csat.value.value).toBeCloseTo(
      (2.0930241 * 2 * Math.sqrt(20 / 19)) / Math.sqrt(20),
      5,
    );
    expect(results.measures.satisfied).toMatchObject({ shown: true, value: { value: 0.5 } });
    const overall = questionIn(results, questionOf('overall'));
    expect(overall?.distribution).toEqual({
      shown: true,
      of: 20,
      value: [1, 2, 3, 4, 5].map((code) => ({
        code: String(code),
        count: code === 1 || code === 5 ? 10 : 0,
      })),
    });
  });

  test('NPS is promoters less detractors', () => {
    const nps = questionOf('recommend', 'NPS');
    const results = resultsIn([
      { count: 10, values: { [nps]: 9 } },
      { count: 5, values: { [nps]: 7 } },
      { count: 5, values: { [nps]: 6 } },
    ]);
    expect(results.measures.nps).toMatchObject({ shown: true, of: 20, value: { value: 25 } });
  });

  test('R025 R028 of a few without a name among those who gave theirs nothing can be taken away from a figure', () => {
    const answersOf = (unnamed: number) =>
      resultsIn(
        [
          { count: 20, values: rating({ overall: 5, price: 5 }), named: true },
          { count: unnamed, values: rating({ overall: 1, price: 1 }) },
        ],
        { naming: 'ANONYMOUS' },
      );
    const shownIn = ({ measures, questions, drivers }: SurveyResults) =>
      [
        ...Object.values(measures),
        ...questions.flatMap(({ distribution, figure }) => [distribution, figure]),
        ...drivers.flatMap(({ mean, importance }) => [mean, importance]),
      ].filter(({ shown }) => shown).length;
    expect(answersOf(0).measures.csat).toMatchObject({ shown: true, of: 20 });
    for (let unnamed = 1; unnamed < showing.leastInGroup; unnamed++)
      expect(shownIn(answersOf(unnamed)), `${unnamed} without a name`).toBe(0);
    expect(answersOf(showing.leastInGroup).measures.csat).toMatchObject({ shown: true, of: 25 });
  });

  test('what was kept on the way counts where it holds a score', () => {
    const results = resultsIn([
      { count: 10, values: satisfied },
      { count: 3, values: satisfied, state: 'PARTIAL' },
      { count: 4, values: rating({ price: 2 }), state: 'PARTIAL' },
    ]);
    expect(results).toMatchObject({ answered: 13, partial: 3 });
  });

  test('answers stand for their tier: few vip customers who were asked often do not outweigh the others', () => {
    const some: Some[] = [
      { count: 20, tier: 'vip', values: satisfied },
      { count: 20, tier: 'mass', values: unsatisfied },
    ];
    const results = resultsIn(some);
    // 100 vip and 9,000 mass customers: 1 + 4 × 100 / 9,100.
    const { csat } = results.measures;
    expect(csat.shown && csat.value.value).toBeCloseTo(1 + 400 / 9_100, 6);
    expect(results.biasOfMean).toBeCloseTo(1 + 400 / 9_100 - 3, 6);
    expect(results.weighting.kind).toBe('TIER_AND_STAGE');
    expect(results.weighting.effective).toBeCloseTo(
      40 ** 2 / (20 * ((40 * 100) / 9_100 / 20) ** 2 + 20 * ((40 * 9_000) / 9_100 / 20) ** 2),
      6,
    );
  });

  test('who was asked and who answered stand side by side', () => {
    const results = resultsIn([
      { count: 10, stage: 'leaving', values: satisfied },
      { count: 40, stage: 'leaving' },
      { count: 10, stage: 'mature', values: satisfied },
    ]);
    expect(results.bias.find(({ profile }) => profile === 'stage')?.groups).toEqual([
      { key: 'leaving', asked: 50, answered: 10 },
      { key: 'mature', asked: 10, answered: 10 },
    ]);
  });

  test('too few answers show how many they are, and nothing else', () => {
    const results = resultsIn([{ count: 9, values: { ...satisfied, ...rating({ price: 1 }) } }]);
    expect(results).toMatchObject({ answered: 9, enough: false });
    const figures = JSON.stringify([
      results.measures,
      results.groups,
      results.drivers,
      results.mode,
      results.questions,
    ]);
    expect(figures).not.toContain('"shown":true');
    expect(weakOf(results)).toEqual([]);
  });

  test('R025 R028 an anonymous survey is neither weighted nor split, however large', () => {
    const results = resultsIn(
      [
        { count: 30, values: satisfied },
        { count: 30, tier: 'vip', values: unsatisfied },
      ],
      {
        naming: 'ANONYMOUS',
      },
    );
    expect(results.groups).toBeUndefined();
    expect(results.biasOfMean).toBeUndefined();
    expect(results.weighting).toEqual({ kind: 'NONE', least: 1, most: 1, effective: 60 });
    expect(results.measures.csat).toMatchObject({ shown: true, of: 60, value: { value: 3 } });
  });

  test('R280 managers and branches are shown with what their customers say and how many complained', () => {
    const of = (manager: string, branch: string, values: Some['values']): Some => ({
      count: 10,
      manager,
      branch,
      values,
    });
    const some = [of('S01', 'BR01', satisfied), of('S02', 'BR02', unsatisfied)];
    const results = resultsIn(some, {
      complaints: [
        { customerId: 'C0000' },
        { customerId: 'C0000' },
        { customerId: 'C0012' },
        { customerId: 'C9999' },
      ],
    });
    expect(results.groups?.manager).toMatchObject([
      {
        key: 'S01',
        satisfaction: { shown: true, of: 10, value: { mean: { value: 5 }, satisfied: { value: 1 } } },
        complaintRate: { shown: true, of: 10, value: { value: 0.1 } },
      },
      {
        key: 'S02',
        satisfaction: { shown: true, value: { mean: { value: 1 } } },
        complaintRate: { shown: true, value: { value: 0.1 } },
      },
    ]);
    expect(results.groups?.branch.map(({ key }) => key)).toEqual(['BR01', 'BR02']);
  });

  test('R025 a group of four is not shown, nor the one that would give it away', () => {
    const results = resultsIn([
      { count: 4, branch: 'BR01', values: satisfied },
      { count: 6, branch: 'BR02', values: satisfied },
      { count: 20, branch: 'BR03', values: satisfied },
    ]);
    expect(results.groups?.branch.map(({ key, satisfaction }) => [key, satisfaction.shown])).toEqual([
      ['BR01', false],
      ['BR02', false],
      ['BR03', true],
    ]);
  });

  test('what telephone does to answers is told where enough were called', () => {
    const some = (called: number): Some[] => [
      { count: 10, mode: 'WEB', values: rating({ overall: 3 }) },
      { count: 10, mode: 'WEB', values: rating({ overall: 4 }) },
      { count: called, mode: 'PHONE', values: rating({ overall: 5 }) },
    ];
    const { mode } = resultsIn(some(6));
    expect(mode).toMatchObject({ web: 20, phone: 6, difference: { shown: true, value: { value: 1.5 } } });
    expect(mode.difference.shown && mode.difference.value.low).toBeGreaterThan(1);
    expect(resultsIn(some(4)).mode.difference).toEqual({ shown: false });
  });
});

describe('R116 the trend', () => {
  const wave = (overall: number, its: Partial<Evaluated>): SurveyResults =>
    resultsIn(
      [
        { count: 10, values: rating({ overall }) },
        { count: 10, values: rating({ overall: overall + 1 }) },
      ],
      its,
    );
  const id = questionOf('overall');

  test('goes on over the reports before, and says how it has changed', () => {
    const first = wave(2, { caseId: 'P1', until: '2025-10-15T00:00:00.000Z' });
    const results = wave(4, { caseId: 'P2', before: [first] });
    const question = questionIn(results, id);
    expect(question?.trend.map(({ caseId, comparable }) => [caseId, comparable])).toEqual([
      ['P1', true],
      ['P2', true],
    ]);
    expect(question?.change?.value).toBeCloseTo(2, 9);
    expect(question?.change?.low).toBeGreaterThan(1.6);
  });

  test('breaks where the words were changed', () => {
    const definition = relationship();
    const reworded = {
      ...definition,
      questions: definition.questions.map((one) =>
        one.id === id ? { ...one, wording: { ...one.wording, en: `${one.wording.en} Really?` } } : one,
      ),
    };
    const question = questionIn(
      wave(4, { caseId: 'P2', definition: reworded, before: [wave(2, { caseId: 'P1' })] }),
      id,
    );
    expect(question?.trend.map(({ comparable }) => comparable)).toEqual([true, false]);
    expect(question).not.toHaveProperty('change');
  });
});

describe('R249 what drives satisfaction', () => {
  const both = (overall: number, price: number, attitude: number, count: number): Some => ({
    count,
    values: rating({ overall, price, attitude }),
  });
  // Price goes with the whole, attitude does not.
  const results = resultsIn([both(1, 1, 2, 10), both(5, 4, 2, 10), both(1, 1, 5, 10), both(5, 4, 5, 10)]);
  const driverIn = (driver: string) => results.drivers.find((one) => one.driver === driver);

  test('what goes with the whole is more important', () => {
    expect(driverIn('price')?.importance).toMatchObject({ shown: true, value: { value: 1 } });
    const attitude = driverIn('attitude')?.importance;
    expect(attitude?.shown && attitude.value.value).toBeCloseTo(0, 9);
  });

  test('a driver is weak only where its whole interval is', () => {
    // 2.5 ± 0.49, and 3.5 ± 0.49.
    expect(driverIn('price')).toMatchObject({ weak: true });
    expect(driverIn('attitude')).toMatchObject({ weak: false });
    expect(weakOf(results)).toMatchObject([
      {
        driver: 'price',
        before: { what: 'MEAN', value: 2.5, n: 40, from: results.from, until: results.until },
      },
    ]);
  });
});

describe('R129 what recovery does', () => {
  test('those who were seen to, beside those who were left alone, each by the same survey', () => {
    const low = (count: number, recovery: Some['recovery']): Some => ({
      count,
      values: unsatisfied,
      band: 'LOW',
      ...(recovery === undefined ? {} : { recovery }),
    });
    const last = campaignOf([low(6, 'CONTACTED_FIXED'), low(6, undefined)]);
    // The same twelve customers: the first six are satisfied now, of the others three.
    const now = resultsIn(
      [
        { count: 9, values: satisfied },
        { count: 3, values: unsatisfied },
      ],
      { last },
    );
    expect(now.recovery).toMatchObject({ shown: true, of: 6, value: { value: 2 } });
    const few = campaignOf([low(4, 'CONTACTED_FIXED'), low(8, undefined)]);
    expect(resultsIn([{ count: 12, values: satisfied }], { last: few }).recovery).toEqual({ shown: false });
  });
});
