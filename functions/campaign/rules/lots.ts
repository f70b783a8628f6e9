/** Who is drawn: those with the lowest lots, whatever the order in which customers come. */

/** A customer and their lot, 64 hex digits. */
export interface Lot {
  readonly customerId: string;
  readonly lot: string;
}

/** Of two lots the lower first; the same lot twice is one chance in 2^256, and goes by the customer. */
export const byLot = (a: Lot, b: Lot): number =>
  a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : a.customerId < b.customerId ? -1 : 1;

/** Keeps the lowest lots of all that it is shown, so many at most: of a million customers no more are in memory. */
export class LowestLots {
  readonly #most: number;
  #kept: Lot[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Shows it some more. */
  show(some: readonly Lot[]): void {
    const highest = this.#kept.length < this.#most ? undefined : this.#kept.at(-1);
    const lower = highest === undefined ? some : some.filter((lot) => byLot(lot, highest) < 0);
    if (lower.length > 0) this.#kept = [...this.#kept, ...lower].toSorted(byLot).slice(0, this.#most);
  }

  /** The lowest of all, the lowest first. */
  get lowest(): readonly Lot[] {
    return this.#kept;
  }
}
