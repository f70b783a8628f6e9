/** What a night's scoring found, summed over its parts. */
import { Band } from '../../../shared/contracts/churn.ts';
import type { ScoringRun } from '../../../shared/contracts/scores.ts';

/** What one part of a night found; `closed` where it was the last. */
export type RunPart = Pick<
  ScoringRun,
  'scored' | 'failed' | 'raised' | 'held' | 'bands' | 'missing' | 'leftOut'
> & { readonly closed: boolean };

/** No customers in any band. */
export const noBands = Object.fromEntries(Band.options.map((band) => [band, 0])) as Record<Band, number>;

/** Two counts by name, added up. */
export function added<Name extends string>(
  some: Readonly<Record<Name, number>>,
  others: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = [...new Set([...Object.keys(some), ...Object.keys(others)])] as Name[];
  return Object.fromEntries(names.map((name) => [name, (some[name] ?? 0) + (others[name] ?? 0)])) as Record<
    Name,
    number
  >;
}

/** The entry of a night with one more part; `at` is when that part ended. */
export function runWith(before: ScoringRun | undefined, day: string, part: RunPart, at: string): ScoringRun {
  const { scored, failed, raised, held, bands, missing, leftOut, closed } = part;
  return {
    entry: `scoring#${day}`,
    v: 1,
    state: closed ? 'CLOSED' : 'OPEN',
    openedAt: before?.openedAt ?? at,
    ...(closed && { closedAt: at }),
    day,
    scored: (before?.scored ?? 0) + scored,
    failed: (before?.failed ?? 0) + failed,
    raised: (before?.raised ?? 0) + raised,
    held: (before?.held ?? 0) + held,
    bands: added(before?.bands ?? noBands, bands),
    missing: added(before?.missing ?? {}, missing),
    leftOut: added(before?.leftOut ?? {}, leftOut),
    moves: (before?.moves ?? 0) + 1,
  };
}
