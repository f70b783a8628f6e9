/** What the steps of an alert need of the world. */
import type { AlertCoolDown, AlertLock, AlertMeasure, AlertStep } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead, Band } from '../../shared/contracts/churn.ts';
import type { Role } from '../../shared/contracts/codes.ts';
import type { ComplaintSubmitted } from '../../shared/contracts/events.ts';
import type { ImprovementRow, ImprovementWish } from '../../shared/contracts/improvement.ts';
import type {
  AnyHead,
  CaseSignal,
  CustomerConsent,
  CustomerHold,
  CustomerPause,
  CustomerProfile,
  OutboxRow,
  StaffProfile,
  TaskRow,
} from '../../shared/contracts/items.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { ContactLedger } from '../../shared/platform/contact-ledger.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { Figures } from './rules/standing-of.ts';

/** What a step may change of the head of an alert. */
export type HeadFields = Partial<
  Omit<AlertHead, 'caseId' | 'sk' | 'v' | 'kind' | 'status' | 'openShard' | 'moves'>
>;

/** The alert that holds a customer's lock from now on, or none; the lock as it was read. */
export interface LockChange {
  readonly before: AlertLock | undefined;
  readonly caseId: string | undefined;
}

/** What an offer takes of a month's budget in whole yuan, or gives back where it is less than none. */
export interface BudgetChange {
  /** `2026-03` */
  readonly month: string;
  readonly amount: number;
  readonly most: number;
}

/** A step of an alert: what becomes of its head, what is written beside it, what is recorded, and what is sent. */
export interface AlertAdvance {
  readonly status: AlertHead['status'];
  readonly set: HeadFields;
  /** Fields that no longer hold. */
  readonly unset?: readonly (keyof HeadFields)[];
  /** Steps of its playbook as they are from now on. */
  readonly steps?: readonly AlertStep[];
  readonly measure?: AlertMeasure;
  readonly lock?: LockChange;
  readonly coolDown?: AlertCoolDown;
  readonly pause?: CustomerPause;
  readonly budget?: readonly BudgetChange[];
  readonly improvement?: ImprovementRow;
  /** The alert that this one is joined to, as it was read, and what becomes of it. */
  readonly joined?: { readonly head: AlertHead; readonly set: HeadFields; readonly deed: Deed };
  /** Waits that are over, as their rows were read. */
  readonly over?: readonly TaskRow[];
  /** Signals on which this step acts, so that they interrupt nobody any more. */
  readonly handled?: readonly CaseSignal[];
  readonly deed: Omit<Deed, 'entityId'>;
  /** What is recorded of another case, such as the complaint for which this one is held. */
  readonly also?: Deed;
  readonly outbox: readonly OutboxRow[];
}

/** Alerts. */
export interface AlertBook {
  find(caseId: string): Promise<AlertHead | undefined>;
  /** A case of any kind, such as the complaint for which an alert is held. */
  anyCase(caseId: string): Promise<AnyHead | undefined>;
  /** Cases of a customer, newest first; may lag by an instant. */
  ofCustomer(customerId: string, most: number): Promise<AnyHead[]>;
  /** Steps of its playbooks, in order. */
  steps(caseId: string): Promise<AlertStep[]>;
  /** What data said so far, in order. */
  measures(caseId: string): Promise<AlertMeasure[]>;
  /** Signals on which no step has acted, oldest first. */
  signals(caseId: string): Promise<CaseSignal[]>;
  /** Whole yuan that the budget of a month has given away. */
  taken(month: string): Promise<number>;
  /** Moves an alert on at a moment, all or nothing; false if it, or what it is written beside, is not as it was read. */
  advance(head: AlertHead, advance: AlertAdvance, at: string): Promise<boolean>;
}

/** What people answered, and the waits that signals can end. */
export interface TaskBook {
  ofCase(caseId: string): Promise<TaskRow[]>;
}

/** All that is kept of a customer beside cases. */
export interface CustomerFile {
  readonly profile: CustomerProfile;
  readonly consents: readonly CustomerConsent[];
  readonly holds: readonly CustomerHold[];
  readonly lock: AlertLock | undefined;
  readonly coolDown: AlertCoolDown | undefined;
}

/** Customers. */
export interface CustomerBook {
  find(customerId: string): Promise<CustomerProfile | undefined>;
  file(customerId: string): Promise<CustomerFile | undefined>;
}

/** The bank's staff. */
export interface StaffBook {
  find(staffId: string): Promise<StaffProfile | undefined>;
  inRole(role: Role): Promise<StaffProfile[]>;
}

/** Data of customers. */
export interface FigureBook {
  /** Everything that is kept of the days up to one, that one included. */
  until(customerId: string, day: string): Promise<Figures>;
}

/** A score, and its band; no band below the lowest threshold. */
export interface Rescored {
  readonly score: number;
  readonly band: Band | undefined;
}

/** What scores customers. */
export interface Scorer {
  /** Scores a customer as things are now; undefined where there is no such customer any more. */
  rescore(customerId: string): Promise<Rescored | undefined>;
}

/** Intake, as it takes in a complaint that was found behind an alert. */
export interface Intake {
  /** Hands a complaint over; once, however often. */
  submit(eventId: string, complaint: ComplaintSubmitted): Promise<void>;
}

/** What every step needs. */
export interface AlertDesk {
  readonly clock: Clock;
  readonly cases: AlertBook;
  readonly customers: CustomerBook;
  readonly staff: StaffBook;
  readonly tasks: TaskBook;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** What a step needs by which a customer is contacted, or is not after all. */
export interface ContactDesk extends AlertDesk {
  readonly ledger: ContactLedger;
}

/** What feeding back to product needs: what a customer misses is improved. */
export interface FeedBackDesk extends AlertDesk {
  readonly improvements: { open(wish: ImprovementWish): Promise<void> };
}

/** What a step needs that scores a customer anew. */
export interface RescoreDesk extends AlertDesk {
  readonly scorer: Scorer;
}

/** What a step needs that looks at data. */
export interface MeasureDesk extends AlertDesk {
  readonly figures: FigureBook;
}

/** What a step needs that may hand a complaint over. */
export interface HandOverDesk extends AlertDesk {
  readonly intake: Intake;
  /** IANA zone in which the day of a case number is meant. */
  readonly zone: string;
}

/** What a step needs that ends a talk: the contact was made or not, and a complaint may have been found. */
export type RecordDesk = ContactDesk & HandOverDesk;

/** Signals that are brought to the open alerts of a customer. */
export interface AlertSignals {
  /** Tells every open alert of a customer; gives how many there are. The same cause is told once. */
  tell(
    customerId: string,
    signal: Extract<CaseSignal['kind'], 'COMPLAINT_OPENED' | 'COMPLAINT_CLOSED'>,
    cause: string,
    at: string,
  ): Promise<number>;
}

/** What bringing news of complaints to alerts needs. */
export interface TellDesk {
  readonly clock: Clock;
  readonly signals: AlertSignals;
}
