/** What is known of a customer when they are scored, and how it is cleaned before anything is measured (R180). */
import type { GradeFigures } from '../../../shared/contracts/customer.ts';
import type { RatingDay, TransactionDay } from '../../../shared/contracts/imports.ts';
import type { CustomerProfile, CustomerSignal } from '../../../shared/contracts/items.ts';
import { type HoldingsDay, ObservedWhat, valueFits } from '../../../shared/contracts/signals.ts';

/** The rows of a customer, as they are stored. */
export interface History {
  /** The moment, and the day in the bank's zone, on which the customer is looked at. */
  readonly at: string;
  readonly today: string;
  readonly profile: Pick<CustomerProfile, 'tier' | 'stage' | 'since'>;
  readonly figures: GradeFigures | undefined;
  readonly transactions: readonly TransactionDay[];
  readonly ratings: readonly RatingDay[];
  readonly holdings: readonly HoldingsDay[];
  readonly signals: readonly CustomerSignal[];
  /** Percentage points by which the market offers more to customers of this tier; undefined where nobody said. */
  readonly rateGap: number | undefined;
}

/** Why a row is left out: it lies in the future, says again what another one said, or has a value that cannot be. */
export type LeftOutWhy = 'FUTURE' | 'REPEATED' | 'UNFIT';

/** A row that is left out, by its key. */
export interface LeftOut {
  readonly row: string;
  readonly why: LeftOutWhy;
}

/** The history without what must not be measured, and what that was; days and signals oldest first. */
export function cleaned(history: History): { readonly history: History; readonly leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const sift = <Row extends { readonly sk: string }>(
    rows: readonly Row[],
    whyNot: (row: Row) => LeftOutWhy | undefined,
  ): Row[] =>
    rows
      .toSorted((a, b) => (a.sk < b.sk ? -1 : 1))
      .filter((row) => {
        const why = whyNot(row);
        if (why !== undefined) leftOut.push({ row: row.sk, why });
        return why === undefined;
      });
  const notYet = ({ day }: { readonly day: string }) => (day > history.today ? 'FUTURE' : undefined);
  const said = new Set<string>();
  return {
    leftOut,
    history: {
      ...history,
      transactions: sift(history.transactions, notYet),
      ratings: sift(history.ratings, notYet),
      holdings: sift(history.holdings, notYet),
      signals: sift(history.signals, (signal) => {
        if (signal.at > history.at) return 'FUTURE';
        if (!isFit(signal)) return 'UNFIT';
        // Two systems that saw the same at the same moment saw it once.
        const same = JSON.stringify([signal.at, signal.what, signal.value ?? '', signal.caseId ?? '']);
        if (said.has(same)) return 'REPEATED';
        said.add(same);
        return undefined;
      }),
    },
  };
}

function isFit({ what, value }: CustomerSignal): boolean {
  const observed = ObservedWhat.safeParse(what);
  return observed.success ? valueFits(observed.data, value) : true;
}
