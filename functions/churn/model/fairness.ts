/** Fairness: what a model does to people of different age, sex or place, whether it reads these columns or not. */
import type { Fairness, GroupFairness } from '../../../shared/contracts/churn-model.ts';
import { aucOf, confusionOf, type Judged } from '../rules/accuracy.ts';
import { stepOf } from '../rules/score.ts';
import { settings } from './settings.ts';
import type { Column } from './table.ts';

/** Numbers of which there are no more than this are codes: a sex that is 0 or 1. */
const MOST_CODES = 10;

/**
 * Rates of each group of a column. Flagged are as many as really left, those of the highest probability: a smaller
 * share would say nothing of the groups in which few leave.
 */
export function fairnessOf(column: Column, judged: readonly Judged[], share: number): Fairness {
  const falling = judged.map(({ probability }) => probability).sort((a, b) => b - a);
  const threshold = falling[Math.max(0, Math.round(share * judged.length) - 1)] ?? 1;
  const groups = [...Map.groupBy(judged.keys(), groupsBy(column))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, rows]) =>
      ratesOf(
        group,
        rows.map((row) => judged[row] as Judged),
        threshold,
      ),
    );
  const large = groups.filter(({ rows }) => rows >= settings.fewestOfAGroup);
  const apart = (of: (group: GroupFairness) => number | undefined): number => {
    const rates = large.map(of).filter((rate) => rate !== undefined);
    return rates.length === 0 ? 0 : Math.max(...rates) - Math.min(...rates);
  };
  return {
    column: column.name,
    threshold,
    groups,
    differences: {
      flagged: apart(({ flagged }) => flagged),
      recall: apart(({ recall }) => recall),
      auc: apart(({ auc }) => auc),
    },
  };
}

/** The group of each row: its code, or the years in which an age lies. */
function groupsBy({ kind, values }: Column): (row: number) => string {
  const inYears = kind === 'number' && new Set(values).size > MOST_CODES;
  const { ageCuts } = settings;
  return (row) => {
    const value = values[row];
    if (value === undefined) return 'missing';
    if (!inYears) return String(value);
    const step = stepOf(ageCuts, Number(value));
    return step === 0 ? `below ${ageCuts[0]}` : `from ${ageCuts[step - 1]}`;
  };
}

function ratesOf(group: string, judged: readonly Judged[], threshold: number): GroupFairness {
  const { truePositives, falsePositives, falseNegatives } = confusionOf(judged, threshold);
  const left = truePositives + falseNegatives;
  return {
    group,
    rows: judged.length,
    share: left / judged.length,
    flagged: (truePositives + falsePositives) / judged.length,
    ...(left === 0 ? {} : { recall: truePositives / left }),
    ...(left === 0 || left === judged.length ? {} : { auc: aucOf(judged) }),
  };
}
