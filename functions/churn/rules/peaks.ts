/** The highest scores of a customer by month. */
import type { ScorePeak } from '../../../shared/contracts/scores.ts';

/** Months that are kept: those that an evaluation looks at, and some more. */
const MOST_MONTHS = 8;

/** The peaks with one more score. */
export function peaksWith(before: readonly ScorePeak[] = [], score: ScorePeak): ScorePeak[] {
  const same = before.find(({ month }) => month === score.month);
  if (same !== undefined && same.probability >= score.probability) return [...before];
  return [...before.filter((peak) => peak !== same), score].slice(-MOST_MONTHS);
}
