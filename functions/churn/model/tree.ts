/** The decision tree: questions, each asked of those whom the one before has left together. */
import type { TreeModel } from '../../../shared/contracts/churn-model.ts';
import { type Binned, binned, FIRST_CODE } from './bins.ts';
import { type Learner, leftOf, logOddsOf } from './learning.ts';
import { bestQuestion, type Question, type Sums, saysYes, without } from './questions.ts';
import { settings } from './settings.ts';

/** A decision tree: from the root on, the question that tells most of who leaves. */
export const tree: Learner = (columns, left, training) => {
  const { bins: most, depth, fewestRows, leastGain, ridge } = settings.tree;
  const cut = binned(columns, training, most);
  const gone = Float64Array.from(left, (one) => (one ? 1 : 0));
  const share = leftOf(left, training) / training.length;
  const nodes: TreeModel['nodes'] = [];
  const gainOf = (yes: Sums, all: Sums) =>
    likelihoodOf(yes) + likelihoodOf(without(all, yes)) - likelihoodOf(all);
  // Serving asks for listed codes only: to all others its answer is no.
  const search = { figures: [gone, gone] as const, gainOf, fewestRows, asksForUnlisted: false };

  const grow = (rows: readonly number[], questions: number): number => {
    const at = nodes.length;
    const node: (typeof nodes)[number] = {
      logOdds: logOddsOf(leftOf(left, rows), rows.length, ridge, share),
      rows: rows.length,
    };
    nodes.push(node);
    const asked = questions === 0 ? undefined : bestQuestion(cut, rows, search);
    if (asked === undefined || asked.gain < leastGain) return at;
    const { question } = asked;
    const of = cut.of[question.column] as Uint16Array;
    const isYes = (row: number) => saysYes(question, of[row] as number);
    const yes = grow(rows.filter(isYes), questions - 1);
    const no = grow(
      rows.filter((row) => !isYes(row)),
      questions - 1,
    );
    node.next = { split: splitOf(cut, question), yes, no };
    return at;
  };
  grow(training, depth);
  return { v: 1, kind: 'tree', nodes };
};

/** Log-likelihood of rows of which so many left, if that is what one expects of each. */
function likelihoodOf({ rows, a: left }: Sums): number {
  const part = (some: number) => (some === 0 ? 0 : some * Math.log(some / rows));
  return part(left) + part(rows - left);
}

/** A question about bins as one about values, which serving asks. */
function splitOf({ axes }: Binned, { column, bin }: Question) {
  const axis = axes[column];
  if (axis === undefined) throw new RangeError(`There is no column ${column}.`);
  const { indicator } = axis;
  if (axis.kind === 'choices')
    return { kind: 'is' as const, indicator, value: axis.codes[bin - FIRST_CODE] ?? '' };
  // Below the first step are missing values only; no number is below the least of all.
  return { kind: 'below' as const, indicator, value: axis.cuts[bin - 2] ?? -Number.MAX_VALUE };
}
