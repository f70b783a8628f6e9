/** `npm run churn:evaluate`: how well a model fits customers whose fate is known. */
import type { Accuracy, ChurnModel } from '../../../shared/contracts/churn-model.ts';
import { command, readOptions, type Values, WrongUse } from '../../../shared/platform/command-line.ts';
import { accuracyOf } from '../rules/accuracy.ts';
import { scoreOf } from '../rules/score.ts';
import { columnsFor, readModel } from './model-file.ts';
import { ACCURACY_HEADS, accuracyCells, confusionLines, line, ruled } from './printing.ts';
import { settings } from './settings.ts';
import { outcomesOf, readTable, rowsOf, type Table, WrongFile } from './table.ts';

/** How the command is used. */
export const USAGE = `npm run churn:evaluate -- --model M --data FILE [--json]

  --model M          file that churn:train wrote
  --data FILE        CSV with the columns that the model reads, and its target
  --target COLUMN    says who left; the target of the training unless said otherwise
  --positive VALUE   what it says of those who did; likewise
  --threshold P      probability from which on the confusion matrix has a customer leave; ${settings.threshold} unless said otherwise
  --json             one line of JSON: rows, share, auc, ap, liftAt10, brier, confusion
  --help             print this`;

const OPTIONS = {
  model: { type: 'string' },
  data: { type: 'string' },
  target: { type: 'string' },
  positive: { type: 'string' },
  threshold: { type: 'string', default: String(settings.threshold) },
  json: { type: 'boolean', default: false },
} as const;

/** What the command line asks for. */
export interface EvaluationWish {
  readonly model: string;
  readonly data: string;
  readonly target: string | undefined;
  readonly positive: string | undefined;
  readonly threshold: number;
}

/** Reads the command line; an error says which part of it is wrong. */
export const wishOf = (words: readonly string[]): EvaluationWish => asked(readOptions(words, OPTIONS));

function asked({ model, data, target, positive, threshold }: Values<typeof OPTIONS>): EvaluationWish {
  if (model === undefined) throw new WrongUse('--model is missing: name the file that churn:train wrote.');
  if (data === undefined) throw new WrongUse('--data is missing: name the CSV file to score.');
  const from = Number(threshold);
  if (threshold.trim() === '' || !(from >= 0 && from <= 1))
    throw new WrongUse(`--threshold is '${threshold}'; it must be a probability from 0 to 1.`);
  return { model, data, target, positive, threshold: from };
}

/** Scores every row of a table by the code that serves, and holds the scores against what happened. */
export function evaluated(
  model: ChurnModel,
  table: Table,
  { target, positive, threshold }: Pick<EvaluationWish, 'target' | 'positive' | 'threshold'>,
): Accuracy {
  const trained = model.card.how === 'expert' ? undefined : model.card.target;
  const column = target ?? trained?.column;
  if (column === undefined)
    throw new WrongUse('--target is missing: nobody trained this model, so it does not know who left.');
  const { left } = outcomesOf(
    table,
    column,
    positive ?? (column === trained?.column ? trained.positive : undefined),
  );
  const rows = rowsOf(columnsFor(model, table), left.length);
  if (new Set(left).size < 2)
    throw new WrongFile(
      `All ${left.length} rows of ${table.file} say the same in ${column}; it takes customers who left and customers who stayed.`,
    );
  return accuracyOf(
    rows.map((row, at) => ({ probability: scoreOf(model, row).probability, left: left[at] === true })),
    threshold,
  );
}

/** The figures as people read them. */
export const printed = (accuracy: Accuracy): string =>
  [
    line('rows', ...ACCURACY_HEADS),
    ruled(0, 5),
    line(String(accuracy.rows), ...accuracyCells(accuracy)),
    '',
    ...confusionLines(accuracy),
  ].join('\n');

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  run(values) {
    const wish = asked(values);
    const accuracy = evaluated(readModel(wish.model), readTable(wish.data), wish);
    console.log(values.json ? JSON.stringify(accuracy) : printed(accuracy));
  },
});
