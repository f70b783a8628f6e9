/** Settings of the training. They shape a model that is made by a command, so they are no policy of the running bank. */

/** How models are trained; each number is [D], chosen by cross-validation on public sets of churn, unless said otherwise. */
export const settings = {
  /** Folds of the cross-validation. */
  folds: 5,
  /** From which the rows are dealt out to the folds; another seed, other folds. */
  seed: 7,
  /** Rows of each kind, those who left and those who stayed, without which nothing is trained. */
  fewestOfAKind: 25,
  /** Values of a column that is no name or number of a customer, as a share of the rows; only texts. */
  mostTextsShare: 0.05,
  /** Share of the filled cells from which a column with some numbers is one of numbers, and its texts are errors. */
  numbersShare: 0.5,
  /** Fewer rows with a code than this, and it counts as another code. */
  fewestOfACode: 20,
  /** A column that alone reaches this AUC in cross-validation nearly equals the target; honest ones of public sets end at .83. */
  leakAuc: 0.92,
  /** A value of which this share leave, and which this share of all who left have, is written after they left. */
  leakValue: { leaving: 0.99, ofAllWhoLeft: 0.3 },
  /** From which probability on the confusion matrix has a customer leave; usual in the field. */
  threshold: 0.5,
  /** Rows of a group of a protected column below which it is not compared with others. */
  fewestOfAGroup: 50,
  /** Years in which an age is put for the fairness report: below, from, from, from. */
  ageCuts: [30, 45, 60],
  /** Rows of a calibration table. */
  calibrationRows: 10,
  scorecard: {
    bins: 10,
    /** Pull of every point towards 0, as that of one row. */
    ridge: 1,
  },
  stumps: {
    bins: 64,
    rounds: 300,
    /** Share of a step that is taken (shrinkage). */
    rate: 0.1,
    ridge: 1,
    /** Rows on either side of a question, at least. */
    fewestRows: 20,
  },
  pairs: {
    bins: 8,
    /** Pairs of columns that have points together. */
    pairs: 5,
    rounds: 60,
    rate: 0.1,
    ridge: 10,
  },
  tree: {
    bins: 64,
    /** Questions from the root to a leaf, at most. */
    depth: 6,
    fewestRows: 40,
    /** Gain in log-likelihood below which no question is asked. */
    leastGain: 3,
    ridge: 1,
  },
} as const;

/** Words in the name of a column that make it one of age, sex or place: left out unless asked for. */
export const protectedWords: readonly string[] = [
  'age',
  'birth',
  'birthday',
  'birthdate',
  'gender',
  'sex',
  'geography',
  'country',
  'province',
  'region',
  'city',
  'district',
  'postcode',
  'zip',
  'zipcode',
  '年龄',
  '性别',
  '地区',
  '省份',
  '城市',
];
