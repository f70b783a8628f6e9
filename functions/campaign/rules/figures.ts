/** Figures out of weighted answers: shown only where enough people are behind them. */
import type { Question, SurveyAnswer } from '../../../shared/contracts/survey.ts';
import { type Estimate, shareOf } from '../../../shared/policy/proportions.ts';
import { intervalOf, meanOf, type Weighed } from '../../../shared/policy/statistics.ts';
import type { Mean, Shown } from './report-shape.ts';

/** What is not shown. */
export const HIDDEN = { shown: false } as const;

/** A figure of so many, if there are enough of them, and if there is one. */
export function shownIf<Value>(of: number, least: number, value: () => Value | undefined): Shown<Value> {
  if (of < least) return HIDDEN;
  const found = value();
  return found === undefined ? HIDDEN : { shown: true, of, value: found };
}

/**
 * A figure of these answers, if there are enough of them, and of those without a name enough or none: who gave their name is
 * known to those who turn to them, and what they said could be taken away from the figure.
 */
export function shownOf<Value>(
  rows: readonly { readonly answer: Pick<SurveyAnswer, 'by'> }[],
  least: number,
  value: () => Value | undefined,
): Shown<Value> {
  const unnamed = rows.filter(({ answer: { by } }) => by === undefined).length;
  return unnamed > 0 && unnamed < least ? HIDDEN : shownIf(rows.length, least, value);
}

/** A mean with its interval, within what can be answered at all. */
export function meanWithin(
  values: readonly Weighed[],
  [least, most]: readonly [number, number],
): Mean | undefined {
  const mean = meanOf(values);
  if (mean === undefined) return undefined;
  const { value, low, high } = intervalOf(mean);
  return {
    value,
    low: Math.max(least, low),
    high: Math.min(most, high),
    error: mean.error,
    effective: mean.effective,
  };
}

/** The weighted share of those of whom it is so, with Wilson’s interval of as many as they are worth. */
export function weighedShare(
  values: readonly Weighed[],
  is: (value: number) => boolean,
): Estimate | undefined {
  const mean = meanOf(values.map(({ value, weight }) => ({ value: is(value) ? 1 : 0, weight })));
  if (mean === undefined) return undefined;
  // A sum of rounded weights must not come out above all.
  return shareOf({ count: Math.min(1, mean.value) * mean.effective, of: mean.effective });
}

/** NPS 9 and above promote, 6 and below detract: Reichheld, "The One Number You Need to Grow", 2003. */
const PROMOTES = 9;
const DETRACTS = 6;

/** What an answer counts in the figure of its question; undefined where there is nothing to count. */
export function countedAs(
  { kind }: Pick<Question, 'kind'>,
  value: number | string | undefined,
): number | undefined {
  if (kind === 'RATING') return typeof value === 'number' ? value : undefined;
  if (kind === 'YES_NO') return value === 'YES' ? 1 : value === 'NO' ? 0 : undefined;
  if (kind !== 'NPS' || typeof value !== 'number') return undefined;
  return value >= PROMOTES ? 100 : value <= DETRACTS ? -100 : 0;
}

/** Least and greatest figure of a kind of question. */
export const RANGES = { RATING: [1, 5], NPS: [-100, 100], YES_NO: [0, 1] } as const;
