/** What the steps of an invitation need of the world. */
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type { ContactBook } from '../../shared/contracts/contact.ts';
import type { ComplaintSubmitted } from '../../shared/contracts/events.ts';
import type { FeedbackWish, ImprovementWish } from '../../shared/contracts/improvement.ts';
import type {
  AnyHead,
  CaseSignal,
  ComplaintNote,
  CustomerProfile,
  CustomerSignal,
  OutboxRow,
  StaffProfile,
  TaskRow,
} from '../../shared/contracts/items.ts';
import type { InvitationHead, InvitationWish, SurveyAnswer } from '../../shared/contracts/survey.ts';
import type { AnsweringBook } from '../../shared/platform/answer-once.ts';
import type { AnswerBook } from '../../shared/platform/answers.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { ContactLedger } from '../../shared/platform/contact-ledger.ts';
import type { Policies } from '../../shared/platform/policies.ts';

/** What a step may change of the head of an invitation. */
export type HeadFields = Partial<
  Omit<InvitationHead, 'caseId' | 'sk' | 'v' | 'kind' | 'status' | 'openShard' | 'moves'>
>;

/** What keeps surveys away from a customer, as it was read: a mail is only written while nothing of it has changed. */
export interface Standing {
  readonly profile: CustomerProfile;
  readonly book: Omit<ContactBook, 'contacts'>;
  /** How often what complaints hold back has changed. */
  readonly holdMoves: number;
}

/** A step of an invitation: what becomes of its head, what is written beside it, what is recorded, and what is sent. */
export interface InvitationAdvance {
  readonly status: InvitationHead['status'];
  readonly set: HeadFields;
  /** Fields that no longer hold. */
  readonly unset?: readonly (keyof HeadFields)[];
  /** The customer is only asked if all that could keep it back still is as it was read. */
  readonly while?: Standing;
  /** An answer that was given by telephone. */
  readonly answer?: SurveyAnswer;
  /** What is learnt of the customer; their score is due then. */
  readonly signals?: readonly CustomerSignal[];
  /** What the customer wrote, for whoever puts it right. */
  readonly note?: ComplaintNote;
  /** A letter to the customer, sealed. */
  readonly letter?: CaseLetter;
  /** Waits that are over, as their rows were read. */
  readonly over?: readonly TaskRow[];
  /** Signals on which this step acts, so that they interrupt nobody any more. */
  readonly handled?: readonly CaseSignal[];
  readonly deed: Omit<Deed, 'entityId'>;
  readonly outbox: readonly OutboxRow[];
}

/** Invitations. */
export interface InvitationBook extends AnsweringBook<InvitationHead, InvitationAdvance> {
  /** A case of any kind, such as the complaint that is asked about. */
  anyCase(caseId: string): Promise<AnyHead | undefined>;
  /** What was answered under a key. */
  answer(surveyId: string, answerKey: string): Promise<SurveyAnswer | undefined>;
  /** Number of the last letter of a case, 0 where there is none. */
  lastLetter(caseId: string): Promise<number>;
}

/** Customers. */
export interface CustomerBook {
  find(customerId: string): Promise<CustomerProfile | undefined>;
  /** All that keeps surveys away from a customer; fails where there is none of that number. */
  standing(customerId: string): Promise<Standing>;
}

/** What every step needs. */
export interface InvitationDesk {
  readonly clock: Clock;
  readonly cases: InvitationBook;
  readonly customers: CustomerBook;
  readonly staff: { find(staffId: string): Promise<StaffProfile | undefined> };
  readonly tasks: AnswerBook;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** What a step needs by which a customer is contacted, or is not after all. */
export interface ContactDesk extends InvitationDesk {
  readonly ledger: ContactLedger;
}

/** What an answer leads to elsewhere; each is asked for once, however often. */
export interface ScoreDesk extends InvitationDesk {
  /** Zone in which the days of a window are meant. */
  readonly zone: string;
  /** What was written has an answer of a person. */
  readonly feedback: { open(wish: FeedbackWish): Promise<void> };
  /** What customers leave for is made better. */
  readonly improvements: { open(wish: ImprovementWish): Promise<void> };
}

/** What taking in a recovery needs. */
export interface RecoveryDesk extends ContactDesk {
  /** Zone in which the day of a case number is meant. */
  readonly zone: string;
  /** Intake, as it takes in a complaint that was found. */
  readonly intake: { submit(eventId: string, complaint: ComplaintSubmitted): Promise<void> };
  readonly invitations: { ask(wish: InvitationWish): Promise<void> };
}

/** What opening an invitation needs. */
export interface OpeningDesk {
  readonly clock: Clock;
  /** Zone in which the day of a case number is meant. */
  readonly zone: string;
  readonly policies: Pick<Policies, 'read'>;
  readonly customers: Pick<CustomerBook, 'find'>;
  readonly invitations: {
    find(caseId: string): Promise<InvitationHead | undefined>;
    /** Writes the head of an invitation; false where it is there already. */
    open(head: InvitationHead): Promise<boolean>;
  };
  readonly executions: {
    nameOf(caseId: string): string;
    /** Starts the execution of an invitation; one that was started before is as good. */
    start(caseId: string): Promise<void>;
  };
}

/** Signals that are brought to invitations. */
export interface InvitationSignals {
  /** Tells every invitation of a customer that is not over; gives how many there are. The same cause is told once. */
  tell(
    customerId: string,
    signal: Extract<CaseSignal['kind'], 'COMPLAINT_OPENED' | 'OPTED_OUT'>,
    cause: string,
    at: string,
  ): Promise<number>;
  /** Tells one invitation that no mail reaches its customer. */
  bounced(caseId: string, cause: string, at: string): Promise<void>;
}

/** What hearing of customers needs. */
export interface HearDesk extends OpeningDesk {
  readonly signals: InvitationSignals;
  /** Cases that are asked about. */
  readonly cases: {
    find(caseId: string): Promise<AnyHead | undefined>;
    tasksOf(caseId: string): Promise<TaskRow[]>;
  };
}
