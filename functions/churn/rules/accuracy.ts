/** Accuracy of probabilities against what happened, as the field measures it. */
import type { Accuracy, CalibrationRow } from '../../../shared/contracts/churn-model.ts';

/** A customer who was scored, and whether they left. */
export interface Judged {
  /** Probability of leaving, or anything that ranks like it. */
  readonly probability: number;
  readonly left: boolean;
}

const falling = (judged: readonly Judged[]): Judged[] =>
  judged.toSorted((a, b) => b.probability - a.probability);

/** Customers of the same probability, the highest first: their order among each other says nothing. */
function* ties(judged: readonly Judged[]): Generator<{ readonly rows: number; readonly left: number }> {
  const sorted = falling(judged);
  for (let from = 0; from < sorted.length; ) {
    let until = from;
    let left = 0;
    while (until < sorted.length && sorted[until]?.probability === sorted[from]?.probability) {
      if (sorted[until]?.left) left++;
      until++;
    }
    yield { rows: until - from, left };
    from = until;
  }
}

const leftIn = (judged: readonly Judged[]): number => judged.filter(({ left }) => left).length;

function bothKinds(judged: readonly Judged[], what: string): number {
  const left = leftIn(judged);
  if (left === 0 || left === judged.length)
    throw new RangeError(
      `${what} needs customers who left and customers who stayed; of ${judged.length}, ${left} left.`,
    );
  return left;
}

/** Area under the ROC curve: the chance that who left was ranked above who stayed; ties count half. */
export function aucOf(judged: readonly Judged[]): number {
  const left = bothKinds(judged, 'An AUC');
  const stayed = judged.length - left;
  let stayedAbove = 0;
  let area = 0;
  for (const tie of ties(judged)) {
    const stayedHere = tie.rows - tie.left;
    area += tie.left * (stayed - stayedAbove - stayedHere / 2);
    stayedAbove += stayedHere;
  }
  return area / (left * stayed);
}

/** Average precision: precision at each probability, weighted by the recall that it adds. */
export function averagePrecisionOf(judged: readonly Judged[]): number {
  const left = bothKinds(judged, 'An average precision');
  let [rows, found, sum] = [0, 0, 0];
  for (const tie of ties(judged)) {
    rows += tie.rows;
    found += tie.left;
    sum += (tie.left / left) * (found / rows);
  }
  return sum;
}

/** How many times more of the share ranked highest leave than of all; a tie at the edge counts by its mean. */
export function liftOf(judged: readonly Judged[], share: number): number {
  const left = bothKinds(judged, 'A lift');
  const wanted = Math.max(1, Math.round(judged.length * share));
  let [rows, found] = [0, 0];
  for (const tie of ties(judged)) {
    const taken = Math.min(tie.rows, wanted - rows);
    found += (tie.left * taken) / tie.rows;
    rows += taken;
    if (rows === wanted) break;
  }
  return found / wanted / (left / judged.length);
}

/** Brier score: mean squared distance between the probability and what happened. */
export const brierOf = (judged: readonly Judged[]): number =>
  judged.reduce((sum, { probability, left }) => sum + (probability - (left ? 1 : 0)) ** 2, 0) / judged.length;

/** How many were predicted to leave, from a probability on, and did or did not. */
export function confusionOf(judged: readonly Judged[], threshold: number): Accuracy['confusion'] {
  const count = (flagged: boolean, gone: boolean) =>
    judged.filter(({ probability, left }) => probability >= threshold === flagged && left === gone).length;
  return {
    threshold,
    truePositives: count(true, true),
    falsePositives: count(true, false),
    falseNegatives: count(false, true),
    trueNegatives: count(false, false),
  };
}

/** Customers in groups of equal size by their probability, lowest first, and how many of each left. */
export function calibrationOf(judged: readonly Judged[], groups: number): CalibrationRow[] {
  const rising = falling(judged).reverse();
  return Array.from({ length: groups }, (_, at) => {
    const from = Math.floor((at * rising.length) / groups);
    const some = rising.slice(from, Math.floor(((at + 1) * rising.length) / groups));
    return {
      rows: some.length,
      predicted: some.reduce((sum, { probability }) => sum + probability, 0) / some.length,
      observed: leftIn(some) / some.length,
    };
  }).filter(({ rows }) => rows > 0);
}

/** All measures at once; the confusion is that of the threshold. */
export const accuracyOf = (judged: readonly Judged[], threshold: number): Accuracy => ({
  rows: judged.length,
  share: leftIn(judged) / judged.length,
  auc: aucOf(judged),
  ap: averagePrecisionOf(judged),
  liftAt10: liftOf(judged, 0.1),
  brier: brierOf(judged),
  confusion: confusionOf(judged, threshold),
});
