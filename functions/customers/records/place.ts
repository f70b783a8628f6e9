/** What all writers of imported rows share: reading what is there, trying again, and having a grade looked at. */
import type { ImportFlaw } from '../../../shared/contracts/imports.ts';
import type { OutboxRow } from '../../../shared/contracts/items.ts';
import { ConditionFailed, PassingContention } from '../../../shared/faults/faults.ts';
import { backOff, type Clock, instantOf } from '../../../shared/platform/clock.ts';
import { dueScore } from '../../../shared/platform/due-score.ts';
import { type Senders, sendNow } from '../../../shared/platform/outbox.ts';
import { inParallel } from '../../../shared/platform/parallel.ts';
import { type Condition, equals, holds, type Item, type Table } from '../../../shared/platform/table.ts';
import type { Transaction } from '../../../shared/platform/transaction.ts';
import { dayIn } from '../../../shared/policy/days.ts';
import { dueGrade } from '../due-grade.ts';
import type { Taken } from '../import-ports.ts';

/** Rows that are written at a time. */
const AT_A_TIME = 32;

/** Times a row is read again because others wrote it at the same moment. */
const MOST_LOOKS = 5;

/** Longest pause before another look, in milliseconds; it doubles. */
const FIRST_PAUSE = 40;

/** Most outbox rows that are handed over in one call. */
const MOST_AT_ONCE = 100;

/** Name under which imports appear in the audit trail. */
export const ACTOR = 'import';

/** How one try to write a row went; undefined where another writer was faster, and it is to be read again. */
export type Tried = 'ADDED' | 'CHANGED' | 'UNCHANGED' | readonly ImportFlaw[] | undefined;

/** What a row gives, and the line it gives it in. */
export interface Numbered<Given> {
  readonly line: number;
  readonly given: Given;
}

/** Tables and senders that rows are written with. */
export interface PlaceOf {
  readonly clock: Clock;
  readonly zone: string;
  readonly customers: Table;
  readonly staff: Table;
  readonly signals: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

/** Items by the parts of their keys, `<id>/<sk>`. */
export type Known = ReadonlyMap<string, Item>;

/** The place where rows are written. */
export class Place {
  readonly of: PlaceOf;

  constructor(of: PlaceOf) {
    this.of = of;
  }

  /** Now, as records have it. */
  now(): string {
    return instantOf(this.of.clock.now());
  }

  /** The day in the bank's zone. */
  today(): string {
    return dayIn(this.now(), this.of.zone);
  }

  /** What is stored under these keys. */
  async read(table: Table, keys: readonly Record<string, string>[]): Promise<Known> {
    const once = new Map(keys.map((key) => [table.keyOf(key), key]));
    const items = await table.getManyRaw([...once.values()]);
    return new Map(items.map((item) => [table.keyOf(item), item]));
  }

  /**
   * Writes rows side by side. `keysOf` names what must be known of a row; `attempt` is given it, afresh after another writer
   * was faster.
   */
  async write<Given>(
    table: Table,
    rows: readonly Numbered<Given>[],
    keysOf: (given: Given) => readonly Record<string, string>[],
    attempt: (given: Given, known: Known) => Promise<Tried>,
  ): Promise<Taken[]> {
    const first = await this.read(
      table,
      rows.flatMap(({ given }) => keysOf(given)),
    );
    return inParallel(rows, AT_A_TIME, async ({ line, given }) => {
      const tried = await this.untilTried((look) =>
        look === 1
          ? attempt(given, first)
          : this.read(table, keysOf(given)).then((known) => attempt(given, known)),
      );
      return typeof tried === 'string' ? { line, way: tried } : { line, flaws: tried };
    });
  }

  /** Tries until nobody was faster. */
  async untilTried<Result>(attempt: (look: number) => Promise<Result | undefined>): Promise<Result> {
    for (let look = 1; look <= MOST_LOOKS; look++) {
      if (look > 1) await backOff(this.of.clock, look, FIRST_PAUSE);
      const tried = await attempt(look);
      if (tried !== undefined) return tried;
    }
    throw new PassingContention(`A row kept changing while it was to be imported.`);
  }

  /** Changes a profile by what was delivered; false if another writer was faster. */
  merge(
    table: Table,
    key: Record<string, string>,
    present: Item,
    set: Item,
    delivered: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    return table.update(key, { set: { ...set, delivered } }, this.asDelivered(present));
  }

  /** Condition that nothing was delivered since a profile was read. */
  asDelivered({ delivered }: Item): Condition {
    return delivered === undefined
      ? holds('nothing was delivered yet', 'attribute_not_exists(#delivered)')
      : equals('the same was delivered', { delivered });
  }

  /**
   * Has the grade of a customer looked at, with what is new about it; false if another writer was faster. To be called
   * before the rows are written on which the grade rests.
   */
  dueGrade(
    customerId: string,
    grade: Item | undefined,
    tier: unknown,
    news: { figures?: object | undefined; movedUntil?: string | undefined } = {},
  ): Promise<boolean> {
    return dueGrade(this.of.customers, { customerId, grade, tier: String(tier), at: this.now(), news });
  }

  /** Has a customer scored; to be called before the rows are written on which the score rests. */
  dueScore(customerId: string): Promise<void> {
    return dueScore(this.of.customers, customerId, this.now());
  }

  /** Commits a transaction; undefined if another writer was faster. */
  async commit(transaction: Transaction): Promise<readonly OutboxRow[] | undefined> {
    try {
      return await transaction.commit();
    } catch (error) {
      if (error instanceof ConditionFailed) return undefined;
      throw error;
    }
  }

  /** Has outbox rows sent that were written. */
  async send(rows: readonly OutboxRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += MOST_AT_ONCE) {
      await sendNow(rows.slice(at, at + MOST_AT_ONCE), this.of.senders);
    }
  }
}

/** What is wrong with a row about somebody whom nobody knows. */
export const unknown = (
  field: 'customerId' | 'staffId',
  whose: 'customer' | 'member of staff',
): ImportFlaw => ({
  field,
  expected: `a ${whose} who is known; import ${field === 'staffId' ? 'staff' : 'customers'} first, then re-drive this row`,
});

/** What a row about somebody new lacks. */
export function lacking(given: Item, needed: readonly string[]): ImportFlaw[] | undefined {
  const lacks = needed.filter((field) => given[field] === undefined);
  if (lacks.length === 0) return undefined;
  return lacks.map((field) => ({ field, expected: 'something: nobody with this id is known yet' }));
}
