/** What the steps of a complaint need of the world. */
import type { CaseHead, ComplaintNote, CustomerProfile, OutboxRow } from '../../shared/contracts/items.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';

/** A step of a case: what becomes of its head, what is recorded, and what is sent. */
export interface Advance {
  readonly status: CaseHead['status'];
  readonly set: Partial<Omit<CaseHead, 'caseId' | 'sk' | 'v' | 'status' | 'statusShard'>>;
  readonly deed: Omit<Deed, 'entityId'>;
  readonly outbox: readonly OutboxRow[];
}

/** Complaint cases. */
export interface CaseBook {
  find(caseId: string): Promise<CaseHead | undefined>;
  /** What the customer said. */
  note(caseId: string): Promise<ComplaintNote | undefined>;
  /** Moves a case on, all or nothing; false if its status is not the one of `head` any more. */
  advance(head: CaseHead, advance: Advance): Promise<boolean>;
}

/** Customers. */
export interface CustomerBook {
  find(customerId: string): Promise<CustomerProfile | undefined>;
}

/** The bank's staff. */
export interface StaffBook {
  isActive(staffId: string): Promise<boolean>;
}

/** Everything that the steps need. */
export interface ComplaintDesk {
  readonly clock: Clock;
  readonly cases: CaseBook;
  readonly customers: CustomerBook;
  readonly staff: StaffBook;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}
