/** `npm run churn:train`: a model of churn from a CSV file, with its card. */
import { Instant } from '../../../shared/contracts/codes.ts';
import { command, readOptions, type Values, WrongUse } from '../../../shared/platform/command-line.ts';
import { learners, type Way } from './learners.ts';
import { writeModel } from './model-file.ts';
import { cardText } from './printing.ts';
import { readTable } from './table.ts';
import { type Plan, train } from './training.ts';

const ways = Object.keys(learners) as Way[];

/** How the command is used. */
export const USAGE = `npm run churn:train -- --data FILE --target COLUMN [--positive VALUE] [--ignore COL,COL]
                       --model ${ways.join('|')} --out M [--json]

  --data FILE        CSV, one customer a row, the first line names the columns
  --target COLUMN    says who left
  --positive VALUE   what it says of those who did; 1, yes or true unless said otherwise
  --ignore COL,COL   columns that are left out
  --protected COL,…  columns of age, sex and place; found by their names unless said otherwise
  --with-protected   lets the model read them; otherwise they are for the report on fairness only
  --model WAY        ${ways[0]} unless said otherwise
  --out M            file that the model is written to
  --at INSTANT       when it was trained, for the card; no clock is read
  --json             prints the card as one line of JSON, and not as text
  --help             print this

The same file and switches give the same model, to the last bit.`;

const OPTIONS = {
  data: { type: 'string' },
  target: { type: 'string' },
  positive: { type: 'string' },
  ignore: { type: 'string' },
  protected: { type: 'string' },
  'with-protected': { type: 'boolean', default: false },
  model: { type: 'string', default: 'scorecard' },
  out: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** What the command line asks for. */
export interface TrainingWish {
  readonly data: string;
  readonly out: string;
  readonly plan: Plan;
}

/** Reads the command line; an error says which part of it is wrong. */
export const wishOf = (words: readonly string[]): TrainingWish => asked(readOptions(words, OPTIONS));

function asked(values: Values<typeof OPTIONS>): TrainingWish {
  const { data, target, positive, ignore, model, out, at } = values;
  if (data === undefined) throw new WrongUse('--data is missing: name the CSV file to learn from.');
  if (target === undefined) throw new WrongUse('--target is missing: name the column that says who left.');
  if (out === undefined) throw new WrongUse('--out is missing: name the file to write the model to.');
  const way = ways.find((one) => one === model);
  if (way === undefined) throw new WrongUse(`--model is '${model}'; it must be ${ways.join(', ')}.`);
  if (at !== undefined && !Instant.safeParse(at).success)
    throw new WrongUse(`--at is '${at}'; it must be an instant such as 2026-01-31T08:00:00.000Z.`);
  return {
    data,
    out,
    plan: {
      way,
      target,
      positive,
      ignore: namesIn(ignore) ?? [],
      protected: namesIn(values.protected),
      withProtected: values['with-protected'],
      trainedAt: at,
    },
  };
}

/** Names between commas. */
export const namesIn = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  run(values) {
    const { data, out, plan } = asked(values);
    const model = train(readTable(data), plan);
    writeModel(out, model);
    console.log(values.json ? JSON.stringify(model.card) : cardText(model));
  },
});
