/** Marks the grades that are to be looked at: the nightly job reads an index of these marks and not the table. */
import { instantOf } from '../../shared/platform/clock.ts';
import { shardKey } from '../../shared/platform/ids.ts';
import { equals, holds, type Item, type Table } from '../../shared/platform/table.ts';

/** Prefix of the shards of the index `byGrade`. */
export const GRADE_SHARD = 'G';

/** The longest run of a Lambda function, in milliseconds. */
const LONGEST_RUN = 900_000;

/**
 * From when on all rows are certainly written that a mark speaks of. The mark comes first, so that a run which ends in
 * between is looked at for nothing rather than never; who looks earlier than this looks once more.
 */
export const settledAt = (markedAt: string): string =>
  instantOf(new Date(Date.parse(markedAt) + LONGEST_RUN));

/** Attributes of the index: from `at` on the grade of a customer is to be looked at. */
export const gradeDue = (customerId: string, at: string) => ({
  gradeShard: shardKey(GRADE_SHARD, customerId),
  gradeKey: `${at}#${customerId}`,
});

/** The condition that nobody has changed a grade since it was read. */
export const gradeUnmoved = (grade: Item | undefined) =>
  grade?.moves === undefined
    ? holds('the grade has not moved', 'attribute_not_exists(#moves)')
    : equals('the grade has not moved', { moves: grade.moves });

/** Has a grade looked at; `grade` is the row as it was read. False if another writer was faster. */
export function dueGrade(
  customers: Table,
  of: {
    readonly customerId: string;
    readonly grade: Item | undefined;
    /** The tier that counts until somebody has looked. */
    readonly tier: string;
    readonly at: string;
    readonly news?: Item;
  },
): Promise<boolean> {
  const { customerId, grade, tier, at, news = {} } = of;
  const key = { customerId, sk: 'GRADE' };
  const marks = { ...gradeDue(customerId, at), markedAt: at };
  if (grade === undefined) {
    const graded = { tier, below: { vip: 0, potential: 0 } };
    return customers.putIfAbsent({ ...key, v: 1, graded, ...news, ...marks, moves: 1 });
  }
  return customers.update(key, { set: { ...news, ...marks }, add: { moves: 1 } }, gradeUnmoved(grade));
}
