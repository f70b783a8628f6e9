/** Parts of a customer's row, and what its figures change of those that are known. */
import type { GradeFigures } from '../../../shared/contracts/customer.ts';
import type { CustomerGiven } from './rows.ts';

/** A record as it is stored. */
type Fields = Readonly<Record<string, unknown>>;

/** Figures of a row about a customer. */
const FIGURES = ['balance', 'credit', 'contribution', 'potential'] as const;

/** Parts a customer's row: the profile, and the figures by which they are graded. */
export function partsOf({
  customerId: _,
  asOf,
  balance,
  credit,
  contribution,
  potential,
  ...profile
}: CustomerGiven): {
  profile: Fields;
  figures: Partial<GradeFigures> | undefined;
} {
  const figures = { balance, credit, contribution, potential };
  const some = FIGURES.some((name) => figures[name] !== undefined);
  return { profile, figures: some ? present({ asOf, ...figures }) : undefined };
}

/** The figures after a delivery; undefined if it says nothing new, or is older than what is known. */
export function figuresAfter(
  known: GradeFigures | undefined,
  given: Partial<GradeFigures>,
  today: string,
): GradeFigures | undefined {
  const { asOf = known === undefined || differs(known, given) ? today : known.asOf, ...figures } = given;
  if (known === undefined) return { asOf, ...figures };
  if (asOf < known.asOf) return undefined;
  return asOf === known.asOf && !differs(known, given) ? undefined : { ...known, ...figures, asOf };
}

const differs = (known: GradeFigures, given: Partial<GradeFigures>): boolean =>
  FIGURES.some((name) => given[name] !== undefined && given[name] !== known[name]);

function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
