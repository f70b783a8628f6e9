import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { soundsProtected } from '../../../../../functions/churn/model/choose.ts';
import { evaluated } from '../../../../../functions/churn/model/evaluate.ts';
import { columnsFor } from '../../../../../functions/churn/model/model-file.ts';
import { rowsOf, tableOf } from '../../../../../functions/churn/model/table.ts';
import { type Plan, train } from '../../../../../functions/churn/model/training.ts';
import { type scoreOf as ScoreOf, scoreOf } from '../../../../../functions/churn/rules/score.ts';
import { ChurnModel, type TrainedCard } from '../../../../../shared/contracts/churn-model.ts';
import { type MoreColumns, townCsv } from './town.ts';

const ROWS = 1_500;

const townTable = (more: MoreColumns = {}) => tableOf('town.csv', Buffer.from(townCsv(ROWS, more)));

const plan = (change: Partial<Plan> = {}): Plan => ({
  way: 'scorecard',
  target: 'left',
  ignore: [],
  withProtected: false,
  ...change,
});

const town = townTable();

const cardOf = ({ card }: ChurnModel): TrainedCard => {
  if (card.how === 'expert') throw new Error('Nobody trained this model.');
  return card;
};

const ways = ['scorecard', 'stumps', 'tree'] as const;

describe.each(ways)('R160 R162 R164 R182 a model trained as %s', (way) => {
  const model = train(town, plan({ way }));

  test('is a file that is read back as it was written, and comes out the same of a second training', () => {
    const text = JSON.stringify(model);
    expect(ChurnModel.parse(JSON.parse(text))).toEqual(model);
    expect(JSON.stringify(train(town, plan({ way })))).toBe(text);
  });

  test('finds who leaves in rows that it has not seen, much better than by chance', () => {
    const { accuracy, aucOfFolds, calibration } = cardOf(model).crossValidation;
    expect(accuracy.auc).toBeGreaterThan(0.75);
    expect(accuracy.auc).toBeLessThan(0.95);
    expect(accuracy.liftAt10).toBeGreaterThan(1.5);
    expect(accuracy.brier).toBeLessThan(accuracy.share * (1 - accuracy.share));
    expect(aucOfFolds).toHaveLength(5);
    expect(calibration.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS);
    for (const { rows, predicted, observed } of calibration) {
      expect(rows).toBe(ROWS / 10);
      expect(Math.abs(predicted - observed)).toBeLessThan(0.15);
    }
    const { truePositives, falsePositives, falseNegatives, trueNegatives } = accuracy.confusion;
    expect(truePositives + falsePositives + falseNegatives + trueNegatives).toBe(ROWS);
  });

  test('scores bit-identically in the bundle that serves', async () => {
    const { outputFiles } = await build({
      entryPoints: [resolve(import.meta.dirname, '../../../../../functions/churn/rules/score.ts')],
      bundle: true,
      minify: true,
      write: false,
      format: 'cjs',
      target: 'node24',
    });
    const module: { exports: { scoreOf?: typeof ScoreOf } } = { exports: {} };
    runInNewContext(outputFiles[0]?.text ?? '', { module, exports: module.exports });
    const served = module.exports.scoreOf;
    if (served === undefined) throw new Error('The bundle has no scoreOf.');
    const stored = ChurnModel.parse(JSON.parse(JSON.stringify(model)));
    for (const row of rowsOf(columnsFor(model, town), ROWS))
      expect(served(stored, row).probability).toBe(scoreOf(model, row).probability);
  });

  test('says of the rows it knows more than of those it does not', () => {
    const seen = evaluated(model, town, { target: undefined, positive: undefined, threshold: 0.5 });
    expect(seen.rows).toBe(ROWS);
    expect(seen.auc).toBeGreaterThan(cardOf(model).crossValidation.accuracy.auc);
  });

  test('gives as first reason what moves its score', () => {
    const { reasons } = scoreOf(model, { idleDays: 115, balance: 1_500, segment: 'a', noise: 500 });
    expect(reasons[0]?.indicator).toBe('idleDays');
    expect(reasons.every(({ adds }) => adds > 0)).toBe(true);
  });
});

test('the points of a scorecard follow the chances that were declared', () => {
  const model = train(town, plan());
  if (model.kind !== 'additive') throw new Error(`A scorecard is ${model.kind}.`);
  const of = (indicator: string) => model.parts.find((part) => part.indicator === indicator);
  const idle = of('idleDays');
  if (idle?.kind !== 'steps') throw new Error('idleDays is a number.');
  expect((idle.points.at(-1) ?? 0) - (idle.points[0] ?? 0)).toBeGreaterThan(2);
  const segment = of('segment');
  if (segment?.kind !== 'choices') throw new Error('segment is a code.');
  expect((segment.points.c ?? 0) - (segment.points.a ?? 0)).toBeCloseTo(1, 0);
});

describe('R155 age, sex and place', () => {
  const without = cardOf(train(town, plan()));
  const withThem = cardOf(train(town, plan({ withProtected: true })));

  test('are left out and told of, unless they are asked for', () => {
    expect(without.indicators).toEqual(['idleDays', 'balance', 'segment', 'noise']);
    expect(without.leftOut).toEqual([
      { column: 'customerId', why: 'IDENTIFIER' },
      { column: 'Age', why: 'PROTECTED' },
      { column: 'City', why: 'PROTECTED' },
    ]);
    expect(withThem.indicators).toEqual(['Age', 'City', 'idleDays', 'balance', 'segment', 'noise']);
    expect(withThem.crossValidation.accuracy.auc).toBeGreaterThan(without.crossValidation.accuracy.auc);
  });

  test('are reported on all the same: rates of each group, and how far they are apart', () => {
    expect(without.fairness.map(({ column }) => column)).toEqual(['Age', 'City']);
    const [age] = without.fairness;
    expect(age?.groups.map(({ group }) => group)).toEqual(['below 30', 'from 30', 'from 45', 'from 60']);
    expect(age?.groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS);
    const flagged = age?.groups.map((group) => group.flagged) ?? [];
    expect(age?.differences.flagged).toBeCloseTo(Math.max(...flagged) - Math.min(...flagged), 12);
    // A model that reads the age flags the old, who leave more often, clearly more often.
    const [ageRead] = withThem.fairness;
    expect(ageRead?.differences.flagged).toBeGreaterThan((age?.differences.flagged ?? 1) + 0.1);
  });

  test('are the columns that somebody names, where somebody does', () => {
    const card = cardOf(train(town, plan({ protected: ['segment'] })));
    expect(card.leftOut).toContainEqual({ column: 'segment', why: 'PROTECTED' });
    expect(card.indicators).toContain('Age');
  });

  test.each([
    ['Age', true],
    ['Customer_Age', true],
    ['birthCity', true],
    ['Gender', true],
    ['Geography', true],
    ['性别', true],
    ['Average_Balance', false],
    ['Months_on_book', false],
    ['percentage', false],
    ['messageCount', false],
  ])('the name %s is one of them: %s', (name, is) => {
    expect(soundsProtected(name)).toBe(is);
  });
});

describe('a column that nearly equals the target', () => {
  test.each([
    ['its copy', ({ left }) => (left ? 'gone' : 'here')],
    ['its copy with one in twenty wrong', ({ left, draw }) => (left === draw > 0.05 ? '1' : '0')],
    ['numbers apart', ({ left, draw }) => String((left ? 10 : 0) + draw * 10)],
  ] as const satisfies [string, MoreColumns[string]][])('is refused by its name: %s', (_, cell) => {
    expect(() => train(townTable({ planted: cell }), plan())).toThrow(
      /^The column planted alone tells who leaves \(AUC (?:1\.0|\.9|0\.9)\d+\)\. What nearly equals left is known only once a customer has left; leave it out with --ignore planted\.$/,
    );
  });

  test('is refused though most who left have nothing in it', () => {
    const more = { reason: ({ left, draw }) => (left && draw < 0.4 ? 'moved' : '') } satisfies MoreColumns;
    expect(() => train(townTable(more), plan())).toThrow(
      /^The column reason is 'moved' in \d+ rows, of whom/,
    );
  });

  test('does no harm once it is ignored', () => {
    const table = townTable({ planted: ({ left }) => String(left) });
    const card = cardOf(train(table, plan({ ignore: ['planted'] })));
    expect(card.leftOut).toContainEqual({ column: 'planted', why: 'IGNORED' });
    expect(card.crossValidation.accuracy.auc).toBeLessThan(0.95);
  });
});

test('names and numbers of customers are left out, and so is what is the same for all', () => {
  const card = cardOf(
    train(
      townTable({
        RowNumber: ({ row }) => String(row + 1),
        CLIENTNUM: ({ row }) => String(700_000_000 + ((row * 7_919) % ROWS)),
        Surname: ({ row }) => `N${row % 400}`,
        bank: () => 'ours',
        // Whole numbers, each once, that number nobody.
        points: ({ row }) => String((row * 7_919) % ROWS),
      }),
      plan(),
    ),
  );
  expect(card.leftOut.filter(({ why }) => why !== 'PROTECTED')).toEqual([
    { column: 'customerId', why: 'IDENTIFIER' },
    { column: 'RowNumber', why: 'IDENTIFIER' },
    { column: 'CLIENTNUM', why: 'IDENTIFIER' },
    { column: 'Surname', why: 'IDENTIFIER' },
    { column: 'bank', why: 'CONSTANT' },
  ]);
  expect(card.indicators).toContain('points');
});

test('the card says from which bytes the model is, and no time that was not handed in', () => {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const card = cardOf(train(town, plan()));
  expect(card.sha256).toBe(createHash('sha256').update(townCsv(ROWS)).digest('hex'));
  expect(card).not.toHaveProperty('trainedAt');
  const dated = cardOf(train(town, plan({ trainedAt: '2026-04-01T00:00:00.000Z' })));
  expect(dated.trainedAt).toBe('2026-04-01T00:00:00.000Z');
});
