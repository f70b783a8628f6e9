/** Scoring: the probability that a customer leaves, and what raises it. The same code trains, evaluates and serves. */
import type {
  AdditiveModel,
  Axis,
  ChurnModel,
  ModelPart,
  Split,
  TreeModel,
} from '../../../shared/contracts/churn-model.ts';

/** What is known of a customer, by indicator; absent where it is not known. */
export type IndicatorRow = Readonly<Record<string, string | number | undefined>>;

/** What an indicator adds to the log-odds of leaving. */
export interface Contribution {
  readonly indicator: string;
  /** Its value, or `missing`. */
  readonly value: string | number;
  readonly adds: number;
}

/** A customer's probability of leaving, 0 to 1, and the indicators that raise it, those that raise it most first. */
export interface ChurnScore {
  readonly probability: number;
  readonly reasons: readonly Contribution[];
}

/** Log-odds as a probability, 0 to 1. */
export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** Scores a customer. Indicators that the model does not read are passed over; text instead of a number is refused. */
export function scoreOf(model: ChurnModel, row: IndicatorRow): ChurnScore {
  const { logOdds, contributions } =
    model.kind === 'additive' ? additive(model, row) : downTheTree(model, row);
  return {
    probability: probabilityOf(logOdds),
    reasons: contributions
      .filter(({ adds }) => adds > 0)
      .sort((a, b) => b.adds - a.adds || (a.indicator < b.indicator ? -1 : 1)),
  };
}

interface Summed {
  readonly logOdds: number;
  readonly contributions: readonly Contribution[];
}

function additive({ base, parts, pairs = [] }: AdditiveModel, row: IndicatorRow): Summed {
  const adds = new Map<string, number>();
  const add = (indicator: string, points: number) => adds.set(indicator, (adds.get(indicator) ?? 0) + points);
  // In the order of the model: the last bit of a sum depends on it.
  let logOdds = base;
  for (const part of parts) {
    const points = pointsOf(part, row);
    logOdds += points;
    add(part.indicator, points);
  }
  for (const { axes, points } of pairs) {
    const [one, other] = axes.map((axis) => binOf(axis, valueIn(axis, row))) as [number, number];
    const together = points[one]?.[other] ?? 0;
    logOdds += together;
    // Each is owed half of what only both together tell: their Shapley value.
    for (const { indicator } of axes) add(indicator, together / 2);
  }
  return { logOdds, contributions: contributionsOf(adds, row) };
}

const contributionsOf = (adds: ReadonlyMap<string, number>, row: IndicatorRow): Contribution[] =>
  [...adds].map(([indicator, sum]) => ({ indicator, value: row[indicator] ?? 'missing', adds: sum }));

const valueIn = ({ kind, indicator }: Axis, row: IndicatorRow): string | number | undefined =>
  kind === 'steps' ? numberIn(row, indicator) : row[indicator];

/** The bin of a value on an axis, as the axis numbers them. */
export function binOf(axis: Axis, value: string | number | undefined): number {
  if (value === undefined) return 0;
  // A code that is not listed is at -1, just before the first one.
  return axis.kind === 'steps' ? stepOf(axis.cuts, Number(value)) + 1 : axis.codes.indexOf(String(value)) + 2;
}

function pointsOf(part: ModelPart, row: IndicatorRow): number {
  if (part.kind === 'steps') {
    const value = numberIn(row, part.indicator);
    return value === undefined ? part.missing : (part.points[stepOf(part.cuts, value)] ?? part.missing);
  }
  const value = row[part.indicator];
  if (value === undefined) return part.missing;
  const code = String(value);
  return Object.hasOwn(part.points, code) ? (part.points[code] ?? part.other) : part.other;
}

/** How many of the ascending cuts are at most a value. */
export function stepOf(cuts: readonly number[], value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function downTheTree({ nodes }: TreeModel, row: IndicatorRow): Summed {
  const adds = new Map<string, number>();
  let node = nodes[0];
  while (node?.next !== undefined) {
    const { logOdds } = node;
    const { split, yes, no } = node.next;
    const next = nodes[isYes(split, row) ? yes : no];
    // What a question adds is how much better one knows after it (Saabas 2014, http://blog.datadive.net/interpreting-random-forests/).
    adds.set(split.indicator, (adds.get(split.indicator) ?? 0) + ((next?.logOdds ?? logOdds) - logOdds));
    node = next;
  }
  return { logOdds: node?.logOdds ?? 0, contributions: contributionsOf(adds, row) };
}

function isYes(split: Split, row: IndicatorRow): boolean {
  if (split.kind === 'is') {
    const value = row[split.indicator];
    return value !== undefined && String(value) === split.value;
  }
  return (numberIn(row, split.indicator) ?? Number.NEGATIVE_INFINITY) < split.value;
}

function numberIn(row: IndicatorRow, indicator: string): number | undefined {
  const value = row[indicator];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new TypeError(`The indicator ${indicator} is '${value}'; the model reads a number there.`);
}
