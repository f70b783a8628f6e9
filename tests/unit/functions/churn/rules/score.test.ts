import { describe, expect, test } from 'vitest';
import { probabilityOf, scoreOf, stepOf } from '../../../../../functions/churn/rules/score.ts';
import { ChurnModel } from '../../../../../shared/contracts/churn-model.ts';

const card = { how: 'expert', declared: 'Points of a test.' } as const;

const additive = ChurnModel.parse({
  v: 1,
  kind: 'additive',
  base: -2,
  parts: [
    { kind: 'steps', indicator: 'balance', cuts: [100, 200], points: [1, 0.5, -1], missing: 0.25 },
    { kind: 'choices', indicator: 'stage', points: { new: 0.75, mature: -0.5 }, other: 0.125, missing: 0 },
  ],
  pairs: [
    {
      axes: [
        { kind: 'steps', indicator: 'balance', cuts: [100] },
        { kind: 'choices', indicator: 'stage', codes: ['new'] },
      ],
      points: [
        [0, 0, 0],
        [0, 0, 0.5],
        [0, 0.25, -0.5],
      ],
    },
  ],
  card,
});

const tree = ChurnModel.parse({
  v: 1,
  kind: 'tree',
  nodes: [
    {
      logOdds: -1,
      rows: 100,
      next: { split: { kind: 'below', indicator: 'balance', value: 100 }, yes: 1, no: 2 },
    },
    { logOdds: 1, rows: 20 },
    {
      logOdds: -2,
      rows: 80,
      next: { split: { kind: 'is', indicator: 'stage', value: 'new' }, yes: 3, no: 4 },
    },
    { logOdds: -0.5, rows: 10 },
    { logOdds: -3, rows: 70 },
  ],
  card,
});

const logOddsOf = (probability: number): number => Math.log(probability / (1 - probability));

describe('R174 scoring', () => {
  test.each([
    ['below the first cut, and both together', { balance: 99, stage: 'new' }, -2 + 1 + 0.75 + 0.5],
    ['at a cut, which belongs to the step above it', { balance: 100, stage: 'new' }, -2 + 0.5 + 0.75 - 0.5],
    ['a code that is not listed', { balance: 250, stage: 'leaving' }, -2 - 1 + 0.125 + 0.25],
    ['nothing known', {}, -2 + 0.25],
    [
      'an indicator that the model does not read',
      { balance: 250, stage: 'mature', age: 40 },
      -2 - 1 - 0.5 + 0.25,
    ],
  ])('points add up: %s', (_, row, logOdds) => {
    expect(logOddsOf(scoreOf(additive, row).probability)).toBeCloseTo(logOdds, 12);
  });

  test('R153 reasons are what raises the score, most first, each with its value and half of what a pair tells', () => {
    expect(scoreOf(additive, { balance: 99, stage: 'new' }).reasons).toEqual([
      { indicator: 'balance', value: 99, adds: 1.25 },
      { indicator: 'stage', value: 'new', adds: 1 },
    ]);
    expect(scoreOf(additive, { stage: 'mature' }).reasons).toEqual([
      { indicator: 'balance', value: 'missing', adds: 0.25 },
    ]);
  });

  test.each([
    [{ balance: 99 }, 1, [{ indicator: 'balance', value: 99, adds: 2 }]],
    [{ balance: 100, stage: 'new' }, -0.5, [{ indicator: 'stage', value: 'new', adds: 1.5 }]],
    [{ balance: 100 }, -3, []],
    [{ stage: 'new' }, 1, [{ indicator: 'balance', value: 'missing', adds: 2 }]],
  ])('a tree asks down to a leaf, and a missing number is below all: %j', (row, logOdds, reasons) => {
    const score = scoreOf(tree, row);
    expect(score.probability).toBe(probabilityOf(logOdds));
    expect(score.reasons).toEqual(reasons);
  });

  test.each(['much', '1', Number.NaN, Number.POSITIVE_INFINITY])(
    'what is no number, where the model reads one, is refused with its name and value: %s',
    (balance) => {
      for (const model of [additive, tree])
        expect(() => scoreOf(model, { balance })).toThrow(
          `The indicator balance is '${balance}'; the model reads a number there.`,
        );
    },
  );

  test('a code that is a number counts as its text, and one that every object has is not listed', () => {
    const codes = ChurnModel.parse({
      ...additive,
      pairs: undefined,
      parts: [{ kind: 'choices', indicator: 'branch', points: { 12: 1 }, other: 0, missing: 0 }],
    });
    expect(logOddsOf(scoreOf(codes, { branch: 12 }).probability)).toBeCloseTo(-1, 12);
    expect(logOddsOf(scoreOf(codes, { branch: 'constructor' }).probability)).toBeCloseTo(-2, 12);
  });

  test('a step is found as by counting', () => {
    const cuts = [-3, 0, 0.5, 7];
    for (const value of [-10, -3, -1, 0, 0.25, 0.5, 6.9, 7, 100])
      expect(stepOf(cuts, value)).toBe(cuts.filter((cut) => cut <= value).length);
  });
});

describe('a model', () => {
  test.each<[what: string, change: object]>([
    [
      'cuts out of order',
      { parts: [{ kind: 'steps', indicator: 'x', cuts: [2, 1], points: [0, 0, 0], missing: 0 }] },
    ],
    ['points too few', { parts: [{ kind: 'steps', indicator: 'x', cuts: [1], points: [0], missing: 0 }] }],
    [
      'one indicator twice',
      { parts: [...(additive.kind === 'additive' ? [additive.parts[0], additive.parts[0]] : [])] },
    ],
    ['points that are no number', { base: Number.NaN }],
    ['a field that nobody knows', { bonus: 1 }],
    ['a later version', { v: 2 }],
    [
      'a pair without a cell for each two bins',
      {
        pairs: [
          {
            axes: [
              { kind: 'steps', indicator: 'x', cuts: [] },
              { kind: 'choices', indicator: 'y', codes: [] },
            ],
            points: [[0, 0]],
          },
        ],
      },
    ],
  ])('with %s is refused', (_, change) => {
    expect(ChurnModel.safeParse({ ...additive, ...change }).success).toBe(false);
  });

  test('whose tree leads back is refused', () => {
    const next = { split: { kind: 'below', indicator: 'x', value: 1 }, yes: 0, no: 1 };
    expect(
      ChurnModel.safeParse({
        v: 1,
        kind: 'tree',
        nodes: [
          { logOdds: 0, rows: 1, next },
          { logOdds: 0, rows: 1 },
        ],
        card,
      }).success,
    ).toBe(false);
  });
});
