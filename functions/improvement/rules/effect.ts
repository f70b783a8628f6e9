/** Whether an improvement has worked: by data, never by opinion (R227). */
import type { ImprovementOutcome, MeasuredFigure } from '../../../shared/contracts/improvement.ts';
import type { Estimate } from '../../../shared/policy/proportions.ts';
import { rateRatioOf, welchOf } from '../../../shared/policy/statistics.ts';

/** What data say of an improvement. */
export interface Verdict {
  readonly outcome: Extract<ImprovementOutcome, 'EFFECTIVE' | 'NOT_EFFECTIVE' | 'UNMEASURED'>;
  /** Of means after less before, of events the ratio of their rates; absent where nothing can be said. */
  readonly effect?: Estimate;
}

/**
 * Effective is what has raised a mean, or lowered a rate of events, by its whole 95 % interval. Where nothing had happened
 * before, or figures of two kinds meet, there is nothing to compare.
 */
export function verdictOf(before: MeasuredFigure, after: MeasuredFigure): Verdict {
  const effect = effectOf(before, after);
  if (effect === undefined) return { outcome: 'UNMEASURED' };
  const worked = after.what === 'MEAN' ? effect.low > 0 : effect.high < 1;
  return { outcome: worked ? 'EFFECTIVE' : 'NOT_EFFECTIVE', effect };
}

function effectOf(before: MeasuredFigure, after: MeasuredFigure): Estimate | undefined {
  if (before.what !== after.what) return undefined;
  if (after.what === 'EVENTS') {
    if (!(before.n > 0 && after.n > 0)) return undefined;
    return rateRatioOf({ count: after.value, over: after.n }, { count: before.value, over: before.n });
  }
  const [first, second] = [meanOf(after), meanOf(before)];
  return first === undefined || second === undefined ? undefined : welchOf(first, second);
}

/** A mean whose spread is known. */
const meanOf = ({ value, error, n }: MeasuredFigure) =>
  error === undefined || n <= 1 ? undefined : { value, error, effective: n };
