/** The bank's own records of customers and staff, as its import writes them over their tables. */
import type * as z from 'zod';
import { CustomerProfile, StaffAbsence, StaffProfile } from '../../shared/contracts/items.ts';
import { ConditionFailed, PassingContention } from '../../shared/faults/faults.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { deliveredOf, isGraded, mergeOf } from '../../shared/platform/delivered.ts';
import { type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { recordStaffChange } from '../../shared/platform/staff-changes.ts';
import { equals, holds, type Item, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { BankBook, Imported } from './ports.ts';

/** Times a row is read again because others wrote it at the same moment. */
const MOST_LOOKS = 5;

/**
 * Writes rows by the rule of the import of files: beside each row stand the fingerprints of what was delivered last, and a
 * field is news only where the bank delivers something else than that. So what was learnt since (a stage or a zone out of
 * `customer.changed`, a number that was repaired, somebody who has left) outlives the same delivery, and what a row leaves
 * out stays. A tier says nothing where grading has figures or a person's word counts. An absence that was entered here, or
 * taken back, stays as it is until its row says something new; one that a person entered stands against any row.
 */
export function storedBank(
  tables: {
    readonly customers: Table;
    readonly staff: Table;
    readonly audit: Table;
    readonly outbox: Table;
  },
  clock: Clock,
  senders: Senders,
): BankBook {
  const { customers, staff } = tables;
  /** Writes a change of the staff with its record; false if another writer was faster. */
  const recorded =
    (staffId: string): Recorded =>
    async (write, news, isNew) => {
      const transaction = write(new Transaction(clock));
      recordStaffChange(transaction, tables, clock, { staffId, actor: ACTOR, news, isNew });
      try {
        await sendNow(await transaction.commit(), senders);
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    };
  return {
    async customer(row) {
      const { customerId } = row;
      const grade = await customers.getRaw({ customerId, sk: 'GRADE' });
      return merged(customers, CustomerProfile, row, (given) => {
        const { tier: _, ...untiered } = given;
        return isGraded(grade, instantOf(clock.now())) ? untiered : given;
      });
    },
    staff: (row) => merged(staff, StaffProfile, row, (given) => given, [], recorded(row.staffId)),
    absence: (row) =>
      merged(
        staff,
        StaffAbsence,
        row,
        (given, { enteredBy }) => (enteredBy === undefined ? given : {}),
        // Another last day is news, also of an absence that was taken back.
        ['cancelled'],
      ),
  };
}

/** Writes what is news together with its record; false if another writer was faster. */
type Recorded = (
  write: (transaction: Transaction) => Transaction,
  news: Item,
  isNew: boolean,
) => Promise<boolean>;

const IS_NEW = 'nobody wrote the row in between';

/** Name under which these imports appear in the audit trail. */
const ACTOR = 'import-bank';

/**
 * Merges a row into what is there, if anything; `of` says what of it counts, and `ends` which fields no longer hold once
 * something of it is news; `record` writes what is news where that is recorded. A stored row that does not match its schema any more is replaced.
 */
async function merged<S extends z.ZodType>(
  table: Table,
  Schema: S,
  row: Item,
  of: (given: Item, present: Item) => Item = (given) => given,
  ends: readonly string[] = [],
  record?: Recorded,
): Promise<Imported> {
  const key = Object.fromEntries(table.key.map((name) => [name, String(row[name])]));
  const given = Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) => value !== undefined && !table.key.includes(name) && name !== 'v',
    ),
  );
  for (let look = 0; look < MOST_LOOKS; look++) {
    const present = await table.getRaw(key);
    if (present === undefined || !Schema.safeParse(present).success) {
      const whole = { ...given, ...key, v: row.v, delivered: deliveredOf(given) };
      if (record !== undefined) {
        const isNew = present === undefined;
        const write = (its: Transaction) =>
          isNew ? its.putNew(table, whole, IS_NEW) : its.put(table, whole);
        if (!(await record(write, given, isNew))) continue;
      } else if (present !== undefined) await table.put(whole);
      else if (!(await table.putIfAbsent(whole))) continue;
      return 'WRITTEN';
    }
    const { set, delivered } = mergeOf(present, of(given, present));
    if (delivered === undefined) return 'UNCHANGED';
    const isNews = Object.keys(set).length > 0;
    const asRead =
      present.delivered === undefined
        ? holds('nothing was delivered yet', 'attribute_not_exists(#delivered)')
        : equals('the same was delivered', { delivered: present.delivered });
    const change = { set: { ...set, delivered }, ...(isNews && { remove: ends }) };
    const written =
      record !== undefined && isNews
        ? await record((its) => its.update(table, key, change, asRead), set, false)
        : await table.update(key, change, asRead);
    if (written) return isNews ? 'WRITTEN' : 'UNCHANGED';
  }
  throw new PassingContention(
    `${table.name} ${Object.values(key).join('/')} kept changing while it was imported.`,
  );
}
