import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wishOf as evaluationOf } from '../../../../../functions/churn/model/evaluate.ts';
import { readModel } from '../../../../../functions/churn/model/model-file.ts';
import { segmentsOf } from '../../../../../functions/churn/model/segments.ts';
import { readTable, tableOf } from '../../../../../functions/churn/model/table.ts';
import { wishOf as trainingOf } from '../../../../../functions/churn/model/train.ts';
import { train } from '../../../../../functions/churn/model/training.ts';
import { townCsv } from './town.ts';

const folder = resolve(import.meta.dirname, '../../../../../functions/churn/model');

let place: string;
const at = (name: string) => join(place, name);

const run = (command: string, ...words: string[]) =>
  spawnSync(process.execPath, [join(folder, `${command}.ts`), ...words], { encoding: 'utf8' });

const lines = (...rows: string[]) => Buffer.from(`${rows.join('\n')}\n`);

const learn = (csv: Buffer, change: { positive?: string; ignore?: string[] } = {}) =>
  train(tableOf('f.csv', csv), {
    way: 'scorecard',
    target: 'left',
    ignore: [],
    withProtected: false,
    ...change,
  });

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'steward-churn-'));
  writeFileSync(at('town.csv'), townCsv(600));
});

afterAll(() => rmSync(place, { recursive: true }));

describe('R161 R163 the commands', () => {
  test('train a model and tell how good it is, on one line of JSON', { timeout: 120_000 }, () => {
    const trained = run(
      'train',
      ...['--data', at('town.csv'), '--target', 'left', '--model', 'tree', '--out', at('m.json'), '--json'],
    );
    expect(trained.stderr).toBe('');
    expect(trained.status).toBe(0);
    expect(JSON.parse(trained.stdout)).toEqual(readModel(at('m.json')).card);

    const { status, stdout } = run('evaluate', '--model', at('m.json'), '--data', at('town.csv'), '--json');
    expect(status).toBe(0);
    const found = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(found)).toEqual(['rows', 'share', 'auc', 'ap', 'liftAt10', 'brier', 'confusion']);
    expect(found.rows).toBe(600);
    expect(found.auc).toBeGreaterThan(0.75);
    expect(stdout.trimEnd()).not.toContain('\n');

    const card = run(
      'train',
      ...['--data', at('town.csv'), '--target', 'left', '--out', at('n.json')],
    ).stdout;
    expect(card).toContain('# Model of churn: scorecard');
    expect(card).toContain('| predicted to leave |');
    expect(card).toContain('Left out: customerId (IDENTIFIER), Age (PROTECTED), City (PROTECTED).');
  });

  test('are refused with one line and code 2, and leave no file', { timeout: 120_000 }, () => {
    writeFileSync(at('other.json'), '{"v":1,"kind":"forest"}');
    for (const [command, words, says] of [
      [
        'train',
        ['--data', at('none.csv'), '--target', 'left', '--out', at('x.json')],
        'none.csv cannot be read (ENOENT).',
      ],
      [
        'train',
        ['--data', at('town.csv'), '--target', 'gone', '--out', at('x.json')],
        "town.csv has no column 'gone'",
      ],
      [
        'evaluate',
        ['--model', at('other.json'), '--data', at('town.csv')],
        'is no model that this version reads',
      ],
      ['segments', ['--data', at('town.csv'), '--segments', '1'], "--segments is '1'"],
    ] as const) {
      const { status, stderr } = run(command, ...words);
      expect([command, status]).toEqual([command, 2]);
      expect(stderr.split('\n')[0]).toContain(says);
    }
    expect(() => readFileSync(at('x.json'))).toThrow('ENOENT');
  });
});

describe('R180 a file that is wrong is told what would be right', () => {
  const both = [...Array.from({ length: 30 }, () => '1,1'), ...Array.from({ length: 30 }, () => '2,0')];

  test.each<[what: string, csv: Buffer, says: string]>([
    ['nothing', Buffer.from(''), 'f.csv is empty; its first line names the columns.'],
    ['no row', lines('x,left'), 'f.csv has the names of 2 columns and no row below them.'],
    ['a row of another length', lines('x,left', '1,1,3'), 'f.csv, line 2: not a table of commas and quotes'],
    [
      'two columns of one name',
      lines('x,x,left', '1,1,1'),
      "f.csv has two columns 'x'; name each one apart.",
    ],
    ['one kind only', lines('x,left', '1,1', '2,1'), "left is '1' in all 2 rows of f.csv; it takes"],
    ['no word who left', lines('x,left', '1,gone', '2,here'), 'It is gone, here; say it with --positive.'],
    [
      'three values',
      lines('x,left', '1,1', '2,0', '3,2'),
      'left has 3 values (0, 1, 2); say with --positive',
    ],
    ['a target that is empty', lines('x,left', '1,1', '2,'), 'f.csv, line 3: left is empty; whether'],
    ['too few', lines('x,left', '1,1', '2,0'), 'Only 1 customers of f.csv left; it takes 25 to learn from.'],
    [
      'a text among numbers',
      lines('x,left', ...both, 'much,0'),
      "f.csv, line 62: x is 'much', and must be a number or empty.",
    ],
    [
      'no column to learn from',
      lines('id,left', ...both.map((row, nth) => `C${nth},${row.at(-1)}`)),
      'f.csv has no column left to learn from: id (IDENTIFIER).',
    ],
  ])('%s', (_, csv, says) => {
    expect(() => learn(csv)).toThrow(says);
  });

  test('a value that nobody has, and columns that are not there', () => {
    const csv = lines('x,left', ...both);
    expect(() => learn(csv, { positive: 'yes' })).toThrow("No left in f.csv is 'yes'; it is 0, 1.");
    expect(() => learn(csv, { ignore: ['y'] })).toThrow("f.csv has no column 'y'; it has x, left.");
    expect(() => learn(csv, { ignore: ['left'] })).toThrow('left is the target; it cannot be ignored.');
  });

  test('what stands for nothing is missing, and no text', () => {
    const csv = lines(
      'x,y,left',
      ...both.map((row, nth) => `${nth % 7},${nth % 5},${row.at(-1)}`),
      'NA,,0',
      '?,null,0',
    );
    expect(learn(csv).card).toMatchObject({ rows: 62, indicators: ['x', 'y'] });
  });
});

describe('an evaluation is refused', () => {
  const model = () => learn(Buffer.from(townCsv(400)));

  test.each([
    ['a column that the model reads is missing', 'left,balance\n1,2\n0,3\n', "has no column 'idleDays'"],
    [
      'a text stands where the model reads a number',
      'left,idleDays,balance,segment,noise\n1,long,1,a,1\n0,2,2,b,2\n',
      "line 2: idleDays is 'long'",
    ],
    [
      'all did the same',
      'left,idleDays,balance,segment,noise\n1,1,1,a,1\n1,2,2,b,2\n',
      "left is '1' in all 2 rows",
    ],
  ])('where %s', async (_, csv, says) => {
    const { evaluated } = await import('../../../../../functions/churn/model/evaluate.ts');
    const table = tableOf('g.csv', Buffer.from(csv));
    expect(() =>
      evaluated(model(), table, { target: undefined, positive: undefined, threshold: 0.5 }),
    ).toThrow(says);
  });

  test.each([
    ['not json', 'is no JSON; a model is what churn:train writes.'],
    ['{}', 'is no model that this version reads'],
    ['{"v":1,"kind":"additive","base":0,"parts":[],"card":{"how":"expert","declared":"x"}}', '(parts: '],
  ])('of the model file %s', (text, says) => {
    writeFileSync(at('wrong.json'), text);
    expect(() => readModel(at('wrong.json'))).toThrow(says);
  });
});

describe('a command line that is wrong is told what would be right', () => {
  test.each([
    [['--target', 'x', '--out', 'm'], '--data is missing'],
    [['--data', 'f', '--out', 'm'], '--target is missing'],
    [['--data', 'f', '--target', 'x'], '--out is missing'],
    [
      ['--data', 'f', '--target', 'x', '--out', 'm', '--model', 'svm'],
      "--model is 'svm'; it must be scorecard, stumps, tree.",
    ],
    [['--data', 'f', '--target', 'x', '--out', 'm', '--at', 'today'], "--at is 'today'"],
    [['--dat', 'f'], 'the switches are --data'],
  ])('churn:train %j', (words, says) => {
    expect(() => trainingOf(words)).toThrow(says);
  });

  test.each([
    [['--data', 'f'], '--model is missing'],
    [['--model', 'm'], '--data is missing'],
    [
      ['--model', 'm', '--data', 'f', '--threshold', '40'],
      "--threshold is '40'; it must be a probability from 0 to 1.",
    ],
  ])('churn:evaluate %j', (words, says) => {
    expect(() => evaluationOf(words)).toThrow(says);
  });
});

describe('R091 R209 segments', () => {
  test('tell customers of different behaviour apart, always the same ones, by no age or place', () => {
    const table = readTable(at('town.csv'));
    const wish = { segments: 3, ignore: ['noise'], target: 'left' };
    const found = segmentsOf(table, wish);
    expect(found).toEqual(segmentsOf(table, wish));
    expect(found).toHaveLength(3);
    expect(found.reduce((sum, { rows }) => sum + rows, 0)).toBe(600);
    expect(Object.keys(found[0]?.means ?? {})).toEqual(['idleDays', 'balance']);
    const shares = found.map(({ share = 0 }) => share);
    expect(Math.max(...shares) - Math.min(...shares)).toBeGreaterThan(0.3);
  });

  test('need a number, and customers enough', () => {
    expect(() => segmentsOf(tableOf('f.csv', lines('s', 'a', 'b')), { segments: 2, ignore: [] })).toThrow(
      'f.csv has no column of numbers to tell customers apart by.',
    );
    expect(() =>
      segmentsOf(tableOf('f.csv', lines('s', '1', '5', '3')), { segments: 4, ignore: [] }),
    ).toThrow('f.csv has 3 rows, too few for 4 segments.');
  });
});
