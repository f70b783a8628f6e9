/** Weights by which answers stand for all customers who could have been asked, although not all answered alike. */
import type { Stage, Tier } from '../../../shared/contracts/codes.ts';
import type { Stratum } from '../../../shared/contracts/survey.ts';

/** What is known of the whole: by which property, and how many of each. */
export interface Margin<Row> {
  readonly keyOf: (row: Row) => string;
  readonly target: ReadonlyMap<string, number>;
}

/** Rounds after which raking gives up coming closer, and what is close enough. */
const MOST_ROUNDS = 500;
const CLOSE = 1e-10;

/**
 * A weight for each row, 1 on average, so that their sums by every margin are as its targets are to each other: raking, or
 * iterative proportional fitting (Deming and Stephan, Annals of Mathematical Statistics 11 (1940) 427). With one margin it is
 * post-stratification. Of what no row has, the target is left out.
 */
export function raked<Row>(rows: readonly Row[], margins: readonly Margin<Row>[]): number[] {
  const weights = rows.map(() => 1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = 0;
    for (const margin of margins) moved = Math.max(moved, brought(rows, weights, margin));
    if (moved < CLOSE) break;
  }
  return weights;
}

/** Brings the weights to one margin; by how much the furthest of them moved. */
function brought<Row>(rows: readonly Row[], weights: number[], { keyOf, target }: Margin<Row>): number {
  const sums = new Map<string, number>();
  for (const [at, row] of rows.entries()) add(sums, keyOf(row), weights[at] ?? 0);
  const wanted = [...sums.keys()].reduce((sum, key) => sum + (target.get(key) ?? 0), 0);
  let moved = 0;
  for (const [at, row] of rows.entries()) {
    const key = keyOf(row);
    const of = target.get(key);
    if (of === undefined || !(of > 0))
      throw new RangeError(`Nobody is known to be ${key}, but an answer is: its target must be above 0.`);
    const factor = (of / wanted) * (rows.length / (sums.get(key) ?? 0));
    weights[at] = (weights[at] ?? 0) * factor;
    moved = Math.max(moved, Math.abs(factor - 1));
  }
  return moved;
}

function add(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by);
}

/** What of a person the weights go by. */
export interface Profile {
  readonly tier: Tier;
  readonly stage: Stage;
}

/** Stages that too few have answered from to stand for themselves. */
const FEW = 'FEW';

/**
 * Weights of answers by tier to all customers, and by stage to all who were asked, each of whom stands for their part of their
 * tier. Stages of fewer answers than `least` count as one.
 */
export function responseWeights(
  answered: readonly Profile[],
  asked: readonly Profile[],
  strata: Readonly<Record<Tier, Stratum>>,
  least: number,
): number[] {
  const byStage = Map.groupBy(answered, ({ stage }) => stage);
  const stageOf = ({ stage }: Profile) => ((byStage.get(stage)?.length ?? 0) < least ? FEW : stage);
  const askedOfTier = Map.groupBy(asked, ({ tier }) => tier);
  const stages = new Map<string, number>();
  for (const one of asked)
    add(stages, stageOf(one), strata[one.tier].population / (askedOfTier.get(one.tier)?.length ?? 1));
  // Stages that nobody answered from are in nobody’s place unless others that are few stand for them.
  const tiers = new Map(Object.entries(strata).map(([tier, { population }]) => [tier, population]));
  return raked(answered, [
    { keyOf: stageOf, target: stages },
    { keyOf: ({ tier }) => tier, target: tiers },
  ]);
}
