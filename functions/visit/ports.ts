/** What the steps of a visit, and the planner, need of the world. */

import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type { ComplaintSubmitted } from '../../shared/contracts/events.ts';
import type { FeedbackWish, ImprovementRow } from '../../shared/contracts/improvement.ts';
import type {
  AnyHead,
  CaseSignal,
  ComplaintNote,
  CustomerConsent,
  CustomerDate,
  CustomerGrade,
  CustomerPlan,
  CustomerProfile,
  CustomerSignal,
  OutboxRow,
  StaffProfile,
  TaskRow,
  VisitBrief,
  VisitHead,
  VisitPromise,
  VisitTry,
} from '../../shared/contracts/items.ts';
import type { AnswerBook } from '../../shared/platform/answers.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { ConsentChange } from '../../shared/platform/consents.ts';
import type { ContactLedger } from '../../shared/platform/contact-ledger.ts';
import type { Policies } from '../../shared/platform/policies.ts';

/** What a step may change of the head of a visit. */
export type HeadFields = Partial<
  Omit<VisitHead, 'caseId' | 'sk' | 'v' | 'kind' | 'status' | 'openShard' | 'moves'>
>;

/** A plan that takes the place of the one before it, and with it the day on which a manager's load changes. */
export interface PlanChange {
  readonly plan: CustomerPlan;
  /** As it was read; undefined where there was none. */
  readonly before: CustomerPlan | undefined;
  /** Visits that a manager is given for a day, at most. */
  readonly mostADay: number;
}

/** A step of a visit: what becomes of its head, what is written beside it, what is recorded, and what is sent. */
export interface Advance {
  readonly status: VisitHead['status'];
  readonly set: HeadFields;
  /** Fields that no longer hold. */
  readonly unset?: readonly (keyof HeadFields)[];
  readonly tried?: VisitTry;
  readonly brief?: VisitBrief;
  readonly promises?: readonly VisitPromise[];
  /** A promise that was settled. */
  readonly settled?: VisitPromise;
  readonly letter?: CaseLetter;
  readonly signals?: readonly CustomerSignal[];
  readonly improvement?: ImprovementRow;
  /** Corrected contact data of the customer. */
  readonly corrected?: Pick<CustomerProfile, 'phone' | 'email'>;
  /** Words of the customer on being contacted, as they were told to staff. */
  readonly words?: ConsentChange['words'];
  readonly plans?: readonly PlanChange[];
  /** Waits that are over, as their rows were read. */
  readonly over?: readonly TaskRow[];
  /** Signals on which this step acts, so that they interrupt nobody any more. */
  readonly handled?: readonly CaseSignal[];
  readonly deed: Omit<Deed, 'entityId'>;
  readonly outbox: readonly OutboxRow[];
}

/** Visits. */
export interface VisitBook {
  find(caseId: string): Promise<VisitHead | undefined>;
  /** Tries to reach the customer, in order. */
  tries(caseId: string): Promise<VisitTry[]>;
  promises(caseId: string): Promise<VisitPromise[]>;
  /** What a system of the bank said when it asked for the visit. */
  note(caseId: string): Promise<ComplaintNote | undefined>;
  /** Number of the last letter that was sealed; 0 before there is one. */
  lastLetter(caseId: string): Promise<number>;
  /** Signals on which no step has acted, oldest first. */
  signals(caseId: string): Promise<CaseSignal[]>;
  /** Cases of a customer, newest first; may lag by an instant. */
  ofCustomer(customerId: string, most: number): Promise<AnyHead[]>;
  /** Moves a visit on at a moment, all or nothing; false if it, or what it is written beside, is not as it was read. */
  advance(head: VisitHead, advance: Advance, at: string): Promise<boolean>;
}

/** What people answered, and the waits that signals can end. */
export interface TaskBook extends AnswerBook {
  find(taskId: string): Promise<TaskRow | undefined>;
  /** Writes the row of a wait, once; gives the row as it is then. */
  wait(row: TaskRow): Promise<TaskRow>;
}

/** All that is kept of a customer beside cases. */
export interface CustomerFile {
  readonly profile: CustomerProfile;
  readonly consents: readonly CustomerConsent[];
  readonly dates: readonly CustomerDate[];
  readonly plans: readonly CustomerPlan[];
  readonly grade: CustomerGrade | undefined;
}

/** Customers. */
export interface CustomerBook {
  find(customerId: string): Promise<CustomerProfile | undefined>;
  file(customerId: string): Promise<CustomerFile | undefined>;
}

/** Signals of customers. */
export interface SignalBook {
  /** The newest signal of a kind; undefined where there is none. */
  newest(customerId: string, what: CustomerSignal['what']): Promise<CustomerSignal | undefined>;
}

/** The bank's staff. */
export interface StaffBook {
  find(staffId: string): Promise<StaffProfile | undefined>;
  /** Visits that somebody was given for a day. */
  load(staffId: string, day: string): Promise<number>;
}

/** Intake, as it takes in what was found during a visit. */
export interface Intake {
  /** Hands a complaint over; once, however often. */
  submit(eventId: string, complaint: ComplaintSubmitted): Promise<void>;
}

/** What every step needs. */
export interface VisitDesk {
  readonly clock: Clock;
  readonly cases: VisitBook;
  readonly customers: CustomerBook;
  readonly staff: StaffBook;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** What a step needs that works on what people answered. */
export interface AnsweredDesk extends VisitDesk {
  readonly tasks: TaskBook;
}

/** What a step needs by which a customer is contacted, or is not after all. */
export interface ContactDesk extends AnsweredDesk {
  /** The ledger of every contact with a customer: what stands in it was ruled on, and counts. */
  readonly ledger: ContactLedger;
}

/** What a greeting needs that goes by mail. */
export type GreetingDesk = VisitDesk & Pick<ContactDesk, 'ledger'>;

/** What is read of a follow-up before somebody is given it. */
export interface TakeUpDesk {
  readonly clock: Clock;
  readonly cases: Pick<VisitBook, 'find' | 'promises'>;
  readonly policies: Pick<Policies, 'read'>;
}

/** What the brief of a visit is built from. */
export interface BriefDesk extends AnsweredDesk {
  readonly signals: SignalBook;
}

/** What a step needs that may hand a complaint over. */
export interface SettleDesk extends AnsweredDesk {
  readonly intake: Intake;
  /** IANA zone in which the day of a case number is meant. */
  readonly zone: string;
}

/** What recording a visit needs: the contact was made, a complaint may have been found, and what was suggested is answered. */
export type RecordDesk = SettleDesk &
  ContactDesk & { readonly feedback: { open(wish: FeedbackWish): Promise<void> } };
