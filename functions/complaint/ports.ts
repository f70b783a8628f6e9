/** What the steps of a complaint need of the world. */
import type { Role } from '../../shared/contracts/codes.ts';
import type { CaseClock, CaseLetter, CaseRound, WatchInput } from '../../shared/contracts/complaint.ts';
import type {
  ClusterRow,
  FeedbackRow,
  ImprovementRow,
  ImprovementWish,
} from '../../shared/contracts/improvement.ts';
import type {
  CaseHead,
  CaseSignal,
  ComplaintNote,
  CustomerHold,
  CustomerProfile,
  OutboxRow,
  StaffProfile,
} from '../../shared/contracts/items.ts';
import type { LetterInput } from '../../shared/contracts/letter-by-hand.ts';
import type { AnswerBook } from '../../shared/platform/answers.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { Surveying } from '../../shared/policy/surveying.ts';

/** What a step may change of the head of a case. */
export type HeadFields = Partial<Omit<CaseHead, 'caseId' | 'sk' | 'v' | 'status' | 'openShard' | 'moves'>>;

/** A step of a case: what becomes of its head, what is written beside it, what is recorded, and what is sent. */
export interface Advance {
  readonly status: CaseHead['status'];
  readonly set: HeadFields;
  /** Fields that no longer hold. */
  readonly unset?: readonly (keyof HeadFields)[];
  readonly clock?: CaseClock;
  readonly letter?: CaseLetter;
  readonly improvement?: ImprovementRow;
  /** What the customer said that is no complaint, and how it was answered. */
  readonly feedback?: FeedbackRow;
  /** The round that is over, where the case is opened again. */
  readonly round?: CaseRound;
  /** What the complaint keeps back from its customer from now on. */
  readonly hold?: CustomerHold;
  /** Signals on which this step acts, so that they interrupt nobody any more. */
  readonly handled?: readonly CaseSignal[];
  readonly deed: Omit<Deed, 'entityId'>;
  readonly outbox: readonly OutboxRow[];
}

/** Complaint cases. */
export interface CaseBook {
  find(caseId: string): Promise<CaseHead | undefined>;
  /** What the customer said. */
  note(caseId: string): Promise<ComplaintNote | undefined>;
  /** The statutory term that counts: the one with the highest number; undefined before there is one. */
  clock(caseId: string): Promise<CaseClock | undefined>;
  /** Number of the last letter that was sealed; 0 before there is one. */
  lastLetter(caseId: string): Promise<number>;
  /** Signals on which no step has acted, oldest first. */
  signals(caseId: string): Promise<CaseSignal[]>;
  /** Moves a case on at a moment, all or nothing; false if it is not as in `head` any more. */
  advance(head: CaseHead, advance: Advance, at: string): Promise<boolean>;
}

/** Customers. */
export interface CustomerBook {
  find(customerId: string): Promise<CustomerProfile | undefined>;
}

/** The bank's staff. */
export interface StaffBook {
  find(staffId: string): Promise<StaffProfile | undefined>;
  inRole(role: Role): Promise<StaffProfile[]>;
}

/** The watch over statutory terms. */
export interface DeadlineWatch {
  /** Has a clock watched; once, however often it is asked for. */
  start(watch: WatchInput): Promise<void>;
}

/** What every step needs. */
export interface ComplaintDesk {
  readonly clock: Clock;
  readonly cases: CaseBook;
  readonly customers: CustomerBook;
  readonly staff: StaffBook;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** What a step needs that works on what people answered. */
export interface AnsweredDesk extends ComplaintDesk {
  readonly tasks: AnswerBook;
}

/** What a step needs that sets a clock. */
export interface ClockDesk extends AnsweredDesk {
  readonly watch: DeadlineWatch;
}

/** What opening a case again needs: its execution is started, and its clock is watched. */
export interface ReopenDesk extends ClockDesk {
  readonly workflow: {
    nameOf(caseId: string, round: number): string;
    /** Starts the story of a round; once, however often it is asked for. */
    start(caseId: string, round: number): Promise<void>;
  };
  readonly surveying: () => Promise<Surveying>;
}

/** Complaints by code and branch. */
export interface ClusterCounts {
  /** Since when they are counted: the first that was asked. */
  since(): Promise<string>;
  /** Adds a complaint, once; what is older than the newest one lets be is dropped. Gives the count as it is then. */
  add(
    entry: ClusterRow['entry'],
    one: ClusterRow['cases'][number],
    oldest: (newest: string) => string,
  ): Promise<ClusterRow>;
}

/** What watching over clusters of complaints needs. */
export interface ClusterDesk {
  readonly cases: Pick<CaseBook, 'find'>;
  readonly customers: CustomerBook;
  readonly counts: ClusterCounts;
  readonly improvements: { open(wish: ImprovementWish): Promise<void> };
  readonly surveying: () => Promise<Surveying>;
}

/** What having a letter told by hand needs. */
export interface TellDesk {
  readonly letters: {
    /** Has a letter told by a person; once a mail, however often it is asked for. */
    start(letter: LetterInput): Promise<void>;
  };
}

/** What taking up a letter needs: nothing with which a row could be changed. */
export interface TakeUpDesk {
  readonly cases: Pick<CaseBook, 'find' | 'note'>;
  readonly customers: CustomerBook;
  readonly staff: Pick<StaffBook, 'find'>;
  readonly tasks: AnswerBook;
}
