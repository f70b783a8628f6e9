/** Printing: figures of models as tables of Markdown. */
import type { Accuracy, ChurnModel, TrainedCard } from '../../../shared/contracts/churn-model.ts';

/** A row of a table. */
export const line = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A number with so many digits behind the point, without the 0 before it, and without the sign of what rounds to 0. */
export const figure = (value: number, digits = 3): string =>
  value
    .toFixed(digits)
    .replace(/^-(?=[0.]+$)/, '')
    .replace(/^(-?)0\./, '$1.');

/** A share in percent. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** AUC, average precision, lift and Brier score, as cells. */
export const accuracyCells = ({ auc, ap, liftAt10, brier }: Accuracy): string[] => [
  figure(auc),
  figure(ap),
  figure(liftAt10, 2),
  figure(brier),
];

/** The heads of these cells. */
export const ACCURACY_HEADS = ['AUC', 'average precision', 'lift at 10 %', 'Brier'] as const;

/** The line below the heads of a table: the first columns are text, the others numbers. */
export const ruled = (texts: number, numbers: number): string =>
  line(...Array.from({ length: texts }, () => '---'), ...Array.from({ length: numbers }, () => '--:'));

/** The confusion matrix. */
export const confusionLines = ({ confusion }: Accuracy): string[] => [
  line(`from a probability of ${confusion.threshold} on`, 'left', 'stayed'),
  ruled(1, 2),
  line('predicted to leave', String(confusion.truePositives), String(confusion.falsePositives)),
  line('predicted to stay', String(confusion.falseNegatives), String(confusion.trueNegatives)),
];

/** The card of a model, in Markdown. */
export function cardText(model: ChurnModel): string {
  const { card } = model;
  if (card.how === 'expert') return `# Model of churn: points of experts\n\n${card.declared}`;
  const { crossValidation: tried } = card;
  return [
    `# Model of churn: ${card.how}`,
    '',
    `Trained${card.trainedAt === undefined ? '' : ` at ${card.trainedAt}`} from ${card.file} (SHA-256 ${card.sha256}), ${card.rows} rows. Leaving is ${card.target.column} = ${card.target.positive}: ${percent(card.target.share)} of them.`,
    '',
    `Reads: ${card.indicators.join(', ')}.`,
    `Left out: ${card.leftOut.map(({ column, why }) => `${column} (${why})`).join(', ') || 'nothing'}.`,
    '',
    `Cross-validation, ${tried.folds} folds, seed ${tried.seed}; AUC of the folds: ${tried.aucOfFolds.map((auc) => figure(auc)).join(', ')}.`,
    '',
    line(...ACCURACY_HEADS),
    ruled(0, 4),
    line(...accuracyCells(tried.accuracy)),
    '',
    ...confusionLines(tried.accuracy),
    '',
    line('rows', 'mean probability', 'left'),
    ruled(0, 3),
    ...tried.calibration.map(({ rows, predicted, observed }) =>
      line(String(rows), percent(predicted), percent(observed)),
    ),
    ...card.fairness.flatMap(fairnessLines),
  ].join('\n');
}

function fairnessLines({
  column,
  groups,
  differences,
  threshold,
}: TrainedCard['fairness'][number]): string[] {
  const known = (rate: number | undefined): string => (rate === undefined ? '' : percent(rate));
  return [
    '',
    line(column, 'rows', 'left', 'flagged', 'of those who left', 'AUC'),
    ruled(1, 5),
    ...groups.map(({ group, rows, share, flagged, recall, auc }) =>
      line(
        group,
        String(rows),
        percent(share),
        percent(flagged),
        known(recall),
        auc === undefined ? '' : figure(auc),
      ),
    ),
    '',
    `Flagged from a probability of ${figure(threshold)} on. Greatest less smallest: flagged ${percent(differences.flagged)}, of those who left ${percent(differences.recall)}, AUC ${figure(differences.auc)}.`,
  ];
}
