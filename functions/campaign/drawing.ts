/** Drawing a sample: who is asked follows from a seed that nobody chooses, and from nothing else. */
import { createHmac } from 'node:crypto';
import { Tier } from '../../shared/contracts/codes.ts';
import type { CampaignMember, Stratum } from '../../shared/contracts/survey.ts';
import { digestOf } from '../../shared/platform/ids.ts';
import type { Key } from '../../shared/platform/secrets.ts';
import { byLot, type Lot, LowestLots } from './rules/lots.ts';

/**
 * Seed of a campaign, 64 hex digits. It follows from the number of the campaign and a key that only this room reads: nobody
 * can know it before, draw until they like it, or write one of their own that a later look would not find out.
 */
export const seedOf = (key: Key, caseId: string): string =>
  createHmac('sha256', key.value)
    .update(JSON.stringify(['steward/campaign/v1/seed', caseId]))
    .digest('hex');

/** Lot of a customer in a draw, 64 hex digits. */
export const lotOf = (seed: string, customerId: string): string =>
  createHmac('sha256', seed).update(customerId).digest('hex');

/** By what a sample is recognized: who is in it, of which tier, in this order. */
export const sampleOf = (members: readonly Pick<CampaignMember, 'customerId' | 'tier'>[]): string =>
  digestOf(...members.flatMap(({ customerId, tier }) => [customerId, tier])).toString('hex');

/** Everybody who could be asked. */
export interface Frame {
  /** Numbers of the customers of a tier in their order, from behind one on. */
  page(tier: Tier, after: string | undefined, most: number): Promise<string[]>;
}

/** Customers that are read at a time. */
const PAGE = 1_000;

/** What a walk over all customers found in one tier. */
export interface Walked {
  readonly population: number;
  /** The lowest lots of it, the lowest first. */
  readonly lowest: readonly Lot[];
}

/** Walks over all customers, and keeps so many of each tier; those in `without` are counted and not drawn. */
export async function walk(
  frame: Frame,
  seed: string,
  most: Readonly<Record<Tier, number>>,
  without: ReadonlySet<string> = new Set(),
): Promise<Record<Tier, Walked>> {
  const of = async (tier: Tier): Promise<Walked> => {
    const lots = new LowestLots(most[tier]);
    let population = 0;
    let after: string | undefined;
    do {
      const ids = await frame.page(tier, after, PAGE);
      population += ids.length;
      const free = ids.filter((customerId) => !without.has(customerId));
      lots.show(free.map((customerId) => ({ customerId, lot: lotOf(seed, customerId) })));
      after = ids.at(-1);
    } while (after !== undefined);
    return { population, lowest: lots.lowest };
  };
  return perTier(of);
}

/** One for each tier, one after another. */
async function perTier<Value>(of: (tier: Tier) => Promise<Value>): Promise<Record<Tier, Value>> {
  const found: [Tier, Value][] = [];
  for (const tier of Tier.options) found.push([tier, await of(tier)]);
  return Object.fromEntries(found) as Record<Tier, Value>;
}

/** So many of each tier, in the order of their lots: whoever is asked first is as random as whoever is asked. */
export const membersOf = (
  walked: Readonly<Record<Tier, Walked>>,
  wanted: Readonly<Record<Tier, number>>,
): Pick<CampaignMember, 'customerId' | 'tier'>[] =>
  Tier.options
    .flatMap((tier) => walked[tier].lowest.slice(0, wanted[tier]).map((lot) => ({ ...lot, tier })))
    .toSorted(byLot)
    .map(({ customerId, tier }) => ({ customerId, tier }));

/** Rows of members, numbered from a number on. */
export const rowsOf = (
  caseId: string,
  members: readonly Pick<CampaignMember, 'customerId' | 'tier'>[],
  from: number,
): CampaignMember[] =>
  members.map((member, at) => ({
    caseId,
    sk: `MEMBER#${String(from + at).padStart(6, '0')}`,
    v: 1,
    ...member,
  }));

/** One figure of each tier. */
export const figureOf = <Value>(of: (tier: Tier) => Value): Record<Tier, Value> => ({
  vip: of('vip'),
  potential: of('potential'),
  mass: of('mass'),
});

/** What an audit record says of strata: drawn of how many, by tier. */
export const strataFacts = (strata: Readonly<Record<Tier, Stratum>>): Record<string, string> =>
  Object.fromEntries(
    Tier.options.map((tier) => [tier, `${strata[tier].drawn} of ${strata[tier].population}`]),
  );
