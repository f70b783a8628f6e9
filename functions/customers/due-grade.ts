/** Marks the grades that are to be looked at: the nightly job reads an index of these marks and not the table. */
import { type Marks, markFields } from '../../shared/platform/due-walk.ts';
import { equals, holds, type Item, type Table } from '../../shared/platform/table.ts';

/** The index `byGrade`. */
export const GRADE_MARKS: Marks = {
  index: 'byGrade',
  shard: 'gradeShard',
  key: 'gradeKey',
  prefix: 'G',
};

/** Attributes of the index: from `at` on the grade of a customer is to be looked at. */
export const gradeDue = (customerId: string, at: string) => markFields(GRADE_MARKS, customerId, at);

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
