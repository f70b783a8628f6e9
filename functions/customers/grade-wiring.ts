/** Who provides what grading needs: DynamoDB, and the nightly function itself for the rest of a long night. */
import { GradeRow, TransactionDay } from '../../shared/contracts/imports.ts';
import { CustomerProfile, StaffProfile } from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { type Clock, clock, instantOf } from '../../shared/platform/clock.ts';
import { type Due, dueOf, type WalkCursor } from '../../shared/platform/due-walk.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { goOnWith } from '../../shared/platform/invoke.ts';
import { outboxEvent, type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { equals, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { tieringPolicy } from '../../shared/policy/packs.ts';
import { GRADE_MARKS, gradeDue, gradeUnmoved } from './due-grade.ts';
import type { GradeBook, GradeWorld, Regraded } from './grade-ports.ts';
import { movementOf } from './rules/days.ts';
import { type Movement, windowFrom } from './rules/grading.ts';

/** Everything grading needs, as the environment names it. */
export function gradeWiring(): GradeWorld {
  const env = environment({
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    SIGNALS_TABLE: Setting,
    POLICIES_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  return {
    clock,
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, { tiering: tieringPolicy }),
    grades: new StoredGrades({
      clock,
      customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
      signals: new Table(env.SIGNALS_TABLE, 'customerId', 'sk'),
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { deliver: env.DELIVER_FUNCTION },
    }),
    isActive: async (staffId) => (await staff.get(StaffProfile, { staffId, sk: 'PROFILE' }))?.active ?? false,
    goOn: (cursor) => goOnWith({ cursor }),
  };
}

interface GradeTables {
  readonly clock: Clock;
  readonly customers: Table;
  readonly signals: Table;
  readonly outbox: Table;
  readonly audit: Table;
  readonly senders: Senders;
}

class StoredGrades implements GradeBook {
  readonly #of: GradeTables;

  constructor(of: GradeTables) {
    this.#of = of;
  }

  due(cursor: WalkCursor, now: string): Promise<Due[]> {
    return dueOf(this.#of.customers, GRADE_MARKS, cursor, now);
  }

  async find(
    customerId: string,
  ): Promise<{ profile: CustomerProfile | undefined; grade: GradeRow | undefined }> {
    const { customers } = this.#of;
    const [profile, grade] = await Promise.all([
      customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
      customers.get(GradeRow, { customerId, sk: 'GRADE' }),
    ]);
    return { profile, grade };
  }

  async movement(customerId: string, until: string): Promise<Movement> {
    const days = await this.#of.signals.query(TransactionDay, {
      of: ['customerId', customerId],
      sort: {
        attribute: 'sk',
        from: `DAY#transactions#${windowFrom(until)}`,
        until: `DAY#transactions#${until}`,
      },
    });
    return { until, ...movementOf(days) };
  }

  async write(profile: CustomerProfile, present: GradeRow | undefined, next: Regraded): Promise<boolean> {
    const { customers, clock: own, outbox, audit, senders } = this.#of;
    const { customerId } = profile;
    const { graded, why, policy, override } = next.grade;
    const marks = next.nextAt === undefined ? undefined : gradeDue(customerId, next.nextAt);
    const moves = (present?.moves ?? 0) + 1;
    const key = { customerId, sk: 'GRADE' };
    const fields = { graded, why, policy, override, ...marks, moves };
    const removed = [
      ...(marks === undefined ? ['gradeShard', 'gradeKey'] : []),
      ...(override === undefined ? ['override'] : []),
    ];
    const person = typeof next.cause === 'object' ? next.cause.by : undefined;
    const changed = next.tier !== profile.tier;
    if (present !== undefined && !changed && next.stage === profile.stage && person === undefined) {
      return customers.update(key, { set: fields, remove: removed }, gradeUnmoved(present));
    }
    const at = instantOf(own.now());
    const cause = person === undefined ? String(next.cause) : 'override';
    const transaction = new Transaction(own);
    if (present === undefined)
      transaction.putNew(customers, { ...key, v: 1, ...fields }, 'there is no grade yet');
    else transaction.update(customers, key, { set: fields, remove: removed }, gradeUnmoved(present));
    if (changed || next.stage !== profile.stage) {
      transaction.update(
        customers,
        { customerId, sk: 'PROFILE' },
        { set: { tier: next.tier, stage: next.stage } },
        equals('tier and stage are as they were read', { tier: profile.tier, stage: profile.stage }),
      );
    }
    if (person !== undefined) {
      // Why they did it is a person's own words, and stays with the grade.
      transaction.audit(audit, {
        entityId: customerId,
        actor: person,
        act: override === undefined ? 'customer.override-ended' : 'customer.tier-overridden',
        facts: override === undefined ? {} : { tier: override.tier, until: override.until },
      });
    }
    if (changed) {
      const facts = { from: profile.tier, to: next.tier, cause, policy: policy ?? 0 };
      transaction
        .audit(audit, {
          entityId: customerId,
          actor: person ?? 'grading',
          act: 'customer.tier-changed',
          facts,
        })
        .outbox(
          outbox,
          outboxEvent({
            cause: ['tier', customerId, moves, at],
            at,
            name: 'customer.tier-changed',
            customerId,
            facts,
          }),
        );
    }
    try {
      await sendNow(await transaction.commit(), senders);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }
}
