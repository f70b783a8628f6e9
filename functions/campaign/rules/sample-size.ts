/** How many answers a margin needs, and how many customers are asked to get them (R247). */
import type { Tier } from '../../../shared/contracts/codes.ts';
import type { Stratum } from '../../../shared/contracts/survey.ts';
import { Z95 } from '../../../shared/policy/proportions.ts';
import type { Surveying } from '../../../shared/policy/surveying.ts';

type Sampling = Surveying['sample'];

/** What a size is reckoned from. */
export interface Wanted {
  readonly population: number;
  /** Half width of the interval of a share, 0 to 0.5. */
  readonly margin: number;
  /** Standard normal quantile of the interval. */
  readonly quantile?: number;
}

/**
 * Answers that bring the interval of any share down to the margin, of a population that is not endless: Cochran, Sampling
 * Techniques, 3rd ed. 1977, formulas 4.1 and 4.2, with the share of 50 % that needs most.
 */
export function answersFor({ population, margin, quantile = Z95 }: Wanted): number {
  if (!(Number.isInteger(population) && population >= 0))
    throw new RangeError(`A population of ${population} is none: a whole number from 0 on.`);
  if (!(margin > 0 && margin <= 0.5))
    throw new RangeError(`A margin of ${margin} is none: above 0 and at most 0.5.`);
  if (population === 0) return 0;
  const endless = (quantile ** 2 * 0.25) / margin ** 2;
  return Math.min(population, Math.ceil(endless / (1 + (endless - 1) / population)));
}

/** What is drawn of each tier: so many that the expected share of them brings the answers wanted, but never most of a tier. */
export function strataOf(
  populations: Readonly<Record<Tier, number>>,
  sample: Sampling,
): Record<Tier, Stratum> {
  const of = (tier: Tier): Stratum => {
    const population = populations[tier];
    const wanted = answersFor({ population, margin: sample.margin[tier] });
    const asked = Math.ceil(wanted / sample.expectedResponse[tier]);
    return { population, wanted, drawn: Math.min(asked, mostOf(population, sample)) };
  };
  return { vip: of('vip'), potential: of('potential'), mass: of('mass') };
}

/** How many more of each tier are asked at half-time: those whose expected share would bring the answers that are missing. */
export function topUpOf(
  strata: Readonly<Record<Tier, Stratum>>,
  answered: Readonly<Record<Tier, number>>,
  { sample, topUpBelow }: Pick<Surveying, 'sample' | 'topUpBelow'>,
): Record<Tier, number> {
  const more = (tier: Tier): number => {
    const { population, wanted, drawn } = strata[tier];
    const missing = wanted - answered[tier];
    if (answered[tier] >= topUpBelow * wanted) return 0;
    const asked = Math.ceil(missing / sample.expectedResponse[tier]);
    return Math.max(0, Math.min(asked, mostOf(population, sample) - drawn));
  };
  return { vip: more('vip'), potential: more('potential'), mass: more('mass') };
}

const mostOf = (population: number, { mostOfTier }: Sampling): number => Math.floor(population * mostOfTier);
