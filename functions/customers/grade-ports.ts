/** What grading needs of the world. */
import type { GradeRow } from '../../shared/contracts/imports.ts';
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Due, WalkCursor } from '../../shared/platform/due-walk.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { Movement } from './rules/grading.ts';

/** What a look at a grade changes. */
export interface Regraded {
  readonly grade: Pick<GradeRow, 'graded' | 'why' | 'policy' | 'override'>;
  readonly tier: CustomerProfile['tier'];
  readonly stage: CustomerProfile['stage'];
  /** When it is to be looked at again; never if absent. */
  readonly nextAt: string | undefined;
  /** Who decided: the figures, the end of a person's word, or a person, with the word that counts from now on. */
  readonly cause: 'figures' | 'override-over' | { readonly by: string };
}

/** Grades of customers. */
export interface GradeBook {
  /** Customers of a shard whose grades are to be looked at by `now`, a page of them, in the order of their keys. */
  due(cursor: WalkCursor, now: string): Promise<Due[]>;
  find(customerId: string): Promise<{ profile: CustomerProfile | undefined; grade: GradeRow | undefined }>;
  /** What a customer moved in the window that ends on `until`. */
  movement(customerId: string, until: string): Promise<Movement>;
  /** Writes a grade; false if anything has moved since it was read. */
  write(profile: CustomerProfile, grade: GradeRow | undefined, next: Regraded): Promise<boolean>;
}

/** Everything grading needs. */
export interface GradeWorld {
  readonly clock: Clock;
  readonly grades: GradeBook;
  readonly policies: Policies;
  /** Whether somebody works here. */
  isActive(staffId: string): Promise<boolean>;
  /** Has the run go on in an invocation of its own. */
  goOn(cursor: WalkCursor): Promise<void>;
}
