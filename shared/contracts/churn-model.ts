/** A model of churn: the points it adds up or the questions it asks, and the card that says where it comes from. */
import * as z from 'zod';
import { Instant } from './codes.ts';

const IndicatorName = z.string().min(1).max(64);

/** Log-odds: 0 changes nothing, 0.69 doubles the odds of leaving. */
const LogOdds = z.number();

const Share = z.number().min(0).max(1);

const Count = z.number().int().min(0);

const ascends = (numbers: readonly number[]): boolean =>
  numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? number));

/** Points of a numeric indicator: `points[n]` counts where `n` of the cuts are at most its value. */
const Steps = z
  .strictObject({
    kind: z.literal('steps'),
    indicator: IndicatorName,
    cuts: z.array(z.number()).max(1_000).refine(ascends, { error: 'cuts in ascending order' }),
    points: z.array(LogOdds),
    missing: LogOdds,
  })
  .refine(({ cuts, points }) => points.length === cuts.length + 1, {
    error: 'one more number of points than cuts',
  });

/** Points of an indicator that is a code: `other` counts for a code that is not listed. */
const Choices = z.strictObject({
  kind: z.literal('choices'),
  indicator: IndicatorName,
  points: z.record(z.string(), LogOdds),
  other: LogOdds,
  missing: LogOdds,
});

/** What one indicator adds. */
export const ModelPart = z.discriminatedUnion('kind', [Steps, Choices]);
export type ModelPart = z.infer<typeof ModelPart>;

/** Bins of an indicator: 0 where it is missing; then its steps, or 1 for codes that are not listed and one for each that is. */
const Axis = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('steps'),
    indicator: IndicatorName,
    cuts: z.array(z.number()).max(1_000).refine(ascends, { error: 'cuts in ascending order' }),
  }),
  z.strictObject({ kind: z.literal('choices'), indicator: IndicatorName, codes: z.array(z.string()) }),
]);
export type Axis = z.infer<typeof Axis>;

/** How many bins an axis has. */
export const binsOn = (axis: Axis): number => (axis.kind === 'steps' ? axis.cuts : axis.codes).length + 2;

/** What two indicators add together, beyond what each adds: points by the bins of both. */
const Pair = z
  .strictObject({ axes: z.tuple([Axis, Axis]), points: z.array(z.array(LogOdds)) })
  .refine(
    ({ axes: [one, other], points }) =>
      points.length === binsOn(one) && points.every((line) => line.length === binsOn(other)),
    { error: 'points for each bin of one indicator with each bin of the other' },
  );
export type Pair = z.infer<typeof Pair>;

/** A question on the way down a tree; a number that is missing counts as below all numbers, a code as any other code. */
const Split = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('below'), indicator: IndicatorName, value: z.number() }),
  z.strictObject({ kind: z.literal('is'), indicator: IndicatorName, value: z.string() }),
]);
export type Split = z.infer<typeof Split>;

const TreeNode = z.strictObject({
  /** Log-odds of leaving among the rows that came here. */
  logOdds: LogOdds,
  /** Rows of the training that came here. */
  rows: Count,
  /** Which node is next, by the answer; absent at a leaf. */
  next: z.strictObject({ split: Split, yes: Count, no: Count }).optional(),
});

/** How well a ranking by probability fits what happened. */
export const Accuracy = z.strictObject({
  rows: Count,
  /** Share of rows whose customer left. */
  share: Share,
  /** Area under the ROC curve. */
  auc: Share,
  /** Average precision: the area under the steps of precision over recall. */
  ap: Share,
  /** How many times more of the 10 % ranked highest leave than of all. */
  liftAt10: z.number().min(0),
  /** Mean squared distance between probability and what happened. */
  brier: Share,
  confusion: z.strictObject({
    /** A customer counts as predicted to leave from this probability on. */
    threshold: Share,
    truePositives: Count,
    falsePositives: Count,
    falseNegatives: Count,
    trueNegatives: Count,
  }),
});
export type Accuracy = z.infer<typeof Accuracy>;

/** One row of a calibration table: customers of similar probability, and how many of them left. */
export const CalibrationRow = z.strictObject({
  rows: Count,
  /** Mean probability. */
  predicted: Share,
  /** Share that left. */
  observed: Share,
});
export type CalibrationRow = z.infer<typeof CalibrationRow>;

/** What a model does to one group of a protected column. */
export const GroupFairness = z.strictObject({
  group: z.string(),
  rows: Count,
  /** Share that left. */
  share: Share,
  /** Share predicted to leave, at the threshold of the report. */
  flagged: Share,
  /** Share of those who left that was predicted; absent where nobody left. */
  recall: Share.optional(),
  /** Absent where all of the group did the same. */
  auc: Share.optional(),
});
export type GroupFairness = z.infer<typeof GroupFairness>;

/** What a model does to the groups of one protected column, whether it reads the column or not. */
export const Fairness = z.strictObject({
  column: z.string(),
  threshold: Share,
  groups: z.array(GroupFairness),
  /** Greatest less smallest of the groups that are large enough to compare. */
  differences: z.strictObject({ flagged: Share, recall: Share, auc: Share }),
});
export type Fairness = z.infer<typeof Fairness>;

/** Why a column of the training file is not in a model. */
export const LeftOutWhy = z.enum(['IGNORED', 'IDENTIFIER', 'PROTECTED', 'CONSTANT']);
export type LeftOutWhy = z.infer<typeof LeftOutWhy>;

/** The card of a model that was trained: from what, without what, and how well it did on rows it had not seen. */
const TrainedCard = z.strictObject({
  how: z.enum(['scorecard', 'stumps', 'tree']),
  file: z.string(),
  /** SHA-256 of the file, in hexadecimal digits. */
  sha256: z.string().regex(/^[\da-f]{64}$/, 'a SHA-256 in hexadecimal digits'),
  trainedAt: Instant.optional(),
  rows: Count,
  target: z.strictObject({ column: z.string(), positive: z.string(), share: Share }),
  indicators: z.array(IndicatorName),
  leftOut: z.array(z.strictObject({ column: z.string(), why: LeftOutWhy })),
  /** Cross-validation: each row scored by a model that was trained without it. */
  crossValidation: z.strictObject({
    folds: z.number().int().min(2),
    seed: z.number().int(),
    accuracy: Accuracy,
    aucOfFolds: z.array(Share),
    calibration: z.array(CalibrationRow),
  }),
  fairness: z.array(Fairness),
});
export type TrainedCard = z.infer<typeof TrainedCard>;

/** The card of points that people have set, and no data. */
const ExpertCard = z.strictObject({
  how: z.literal('expert'),
  /** Who says so, and that nothing was measured. */
  declared: z.string().min(1),
});

/** Where a model comes from. */
export const ModelCard = z.discriminatedUnion('how', [TrainedCard, ExpertCard]);
export type ModelCard = z.infer<typeof ModelCard>;

const AdditiveModel = z
  .strictObject({
    v: z.literal(1),
    kind: z.literal('additive'),
    /** Log-odds of a customer about whom every indicator adds nothing. */
    base: LogOdds,
    parts: z.array(ModelPart).min(1).max(500),
    pairs: z.array(Pair).max(50).optional(),
    card: ModelCard,
  })
  .refine(({ parts }) => new Set(parts.map(({ indicator }) => indicator)).size === parts.length, {
    error: 'each indicator once',
  });

// A list and not nested nodes: a record holds at most 32 levels, and a list cannot have more of them than that.
const TreeModel = z
  .strictObject({
    v: z.literal(1),
    kind: z.literal('tree'),
    /** The first one is the root; children stand behind their parents. */
    nodes: z.array(TreeNode).min(1).max(2_000),
    card: ModelCard,
  })
  .refine(
    ({ nodes }) =>
      nodes.every(({ next }, at) =>
        [next?.yes, next?.no].every((child) => child === undefined || (child > at && child < nodes.length)),
      ),
    { error: 'children that stand behind their parents' },
  );

/** A model that tells the probability of leaving, as file or as pack of the policy `churn-model`. */
export const ChurnModel = z.discriminatedUnion('kind', [AdditiveModel, TreeModel]);
export type ChurnModel = z.infer<typeof ChurnModel>;
export type AdditiveModel = z.infer<typeof AdditiveModel>;
export type TreeModel = z.infer<typeof TreeModel>;
