/** Who provides what the steps of a complaint need. */
import { CaseHead, ComplaintNote, CustomerProfile, StaffProfile } from '../../shared/contracts/items.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { type Clock, clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { shardKey } from '../../shared/platform/ids.ts';
import { type Senders, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { equals, Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { Advance, CaseBook, ComplaintDesk } from './ports.ts';

/** Everything that the steps need, as the environment names it. */
export function complaintWiring(): ComplaintDesk {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    STAFF_TABLE: Setting,
    OUTBOX_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    SEND_MAIL_FUNCTION: Setting,
    DELIVER_FUNCTION: Setting,
  });
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const staff = new Table(env.STAFF_TABLE, 'staffId', 'sk');
  return {
    clock,
    cases: new StoredCases({
      clock,
      cases: new Table(env.CASES_TABLE, 'caseId', 'sk'),
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
      audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
      senders: { mail: env.SEND_MAIL_FUNCTION, deliver: env.DELIVER_FUNCTION },
    }),
    customers: { find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }) },
    staff: {
      isActive: async (staffId) =>
        (await staff.get(StaffProfile, { staffId, sk: 'PROFILE' }))?.active === true,
    },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock),
  };
}

class StoredCases implements CaseBook {
  readonly #clock: Clock;
  readonly #cases: Table;
  readonly #outbox: Table;
  readonly #audit: Table;
  readonly #senders: Senders;

  constructor(of: { clock: Clock; cases: Table; outbox: Table; audit: Table; senders: Senders }) {
    this.#clock = of.clock;
    this.#cases = of.cases;
    this.#outbox = of.outbox;
    this.#audit = of.audit;
    this.#senders = of.senders;
  }

  find(caseId: string): Promise<CaseHead | undefined> {
    return this.#cases.get(CaseHead, { caseId, sk: 'HEAD' });
  }

  note(caseId: string): Promise<ComplaintNote | undefined> {
    return this.#cases.get(ComplaintNote, { caseId, sk: 'NOTE#0000' });
  }

  async advance(
    { caseId, status: before }: CaseHead,
    { status, set, deed, outbox }: Advance,
  ): Promise<boolean> {
    const closed = status === 'CLOSED';
    // Only open cases are in the index by due date.
    const change = closed
      ? { set: { ...set, status }, remove: ['statusShard'] }
      : { set: { ...set, status, statusShard: shardKey(status, caseId) } };
    try {
      const written = await new Transaction(this.#clock)
        .update(
          this.#cases,
          { caseId, sk: 'HEAD' },
          change,
          equals(`the case is ${before}`, { status: before }),
        )
        .audit(this.#audit, { entityId: caseId, ...deed })
        .outbox(this.#outbox, ...outbox)
        .commit();
      await sendNow(written, this.#senders);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }
}
