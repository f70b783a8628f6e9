/** Grading: which figures count on a day, and when a grade must be looked at again though nothing new comes. */
import type { GradeFigures, GradeOverride } from '../../../shared/contracts/customer.ts';
import type { CustomerProfile } from '../../../shared/contracts/items.ts';
import { dayAfter } from '../../../shared/policy/days.ts';
import type { Tiering } from '../../../shared/policy/tiering.ts';

/** Days over which transactions are summed, as the contract of the figures says. */
const WINDOW = 90;

/** The first day of the sum that ends on `until`. */
export const windowFrom = (until: string): string => dayAfter(until, 1 - WINDOW);

/** What a customer moved in the days up to one of them. */
export interface Movement {
  readonly until: string;
  readonly volume: number;
  readonly activity: number;
}

/**
 * The figures that count together: those a file brought, and the sums of transactions. Whichever lag further behind the
 * other than figures keep are left out, for they would be taken for as new as the others.
 */
export function figuresFor(
  delivered: GradeFigures | undefined,
  moved: Movement | undefined,
  { figuresKeepDays }: Tiering,
): GradeFigures | undefined {
  const asOf = [delivered?.asOf, moved?.until]
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
  if (asOf === undefined) return undefined;
  const oldest = dayAfter(asOf, -figuresKeepDays);
  return {
    ...(delivered !== undefined && delivered.asOf >= oldest ? delivered : {}),
    ...(moved !== undefined && moved.until >= oldest
      ? { volume: moved.volume, activity: moved.activity }
      : {}),
    asOf,
  };
}

/** When time alone will change a grade: a person's word ends, or a relationship comes of age. */
export function nextLookOf(
  { since, stage }: Pick<CustomerProfile, 'since' | 'stage'>,
  override: GradeOverride | undefined,
  { stages }: Tiering,
  now: string,
): string | undefined {
  const ages =
    since === undefined || stage === 'at-risk' || stage === 'leaving'
      ? []
      : [stages.newDays, stages.growingDays].map((days) => `${dayAfter(since, days)}T00:00:00.000Z`);
  return [...ages, ...(override === undefined ? [] : [override.until])].filter((at) => at > now).sort()[0];
}
