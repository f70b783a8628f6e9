/** What intake needs of the world. */
import type { ReopenCause } from '../../shared/contracts/complaint.ts';
import type {
  AnyHead,
  CaseHead,
  CustomerProfile,
  IntakeQuarantined,
  StaffAbsence,
  StaffProfile,
} from '../../shared/contracts/items.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Surveying } from '../../shared/policy/surveying.ts';
import type { Person } from './rules/absence.ts';
import type { NewCase, NewMessage, NewVisit } from './rules/case-of.ts';
import type {
  Reason,
  SoundAbsence,
  SoundAlert,
  SoundChange,
  SoundSignal,
  SoundSurvey,
} from './rules/judge.ts';

/** How opening a case went: another was first with its business key, or its number belongs to another matter. */
export type Opened = 'OPENED' | 'KEY_TAKEN' | 'NUMBER_TAKEN';

/** How many of a kind are taken in, and the row that counts them. */
export interface Quota {
  readonly businessKey: string;
  readonly most: number;
}

/** Cases, as intake opens them. */
export interface CaseBook {
  /** The case that was opened for a business key, or to which its message was added. */
  findByKey(businessKey: string): Promise<AnyHead | undefined>;
  find(caseId: string): Promise<AnyHead | undefined>;
  /** Writes all rows of a case or none; counted where there is a quota, and not opened beyond it. */
  open(rows: NewCase, quota?: Quota): Promise<Opened | 'BEYOND_QUOTA'>;
  /** Writes all rows of a visit or none. */
  openVisit(rows: NewVisit): Promise<Opened>;
  /** Adds a message, with a signal that every waiting task hears; false if the case has moved on from `head`. */
  add(head: CaseHead, rows: NewMessage): Promise<boolean>;
  /** Adds a message to a closed case, with our wish to have it opened again; false if the case has moved on from `head`. */
  addToClosed(head: CaseHead, rows: NewMessage, why: ReopenCause): Promise<boolean>;
}

/** What the bank changes of its customers. */
export interface ChangeBook {
  /** Writes everything that an event changes, with its records and events, once for a business key. */
  take(
    change: SoundChange,
    its: { readonly businessKey: string; readonly caseId: string; readonly receivedAt: string },
  ): Promise<'ACCEPTED' | 'DUPLICATE'>;
  /** Has the greetings of a customer planned anew, at once; nothing changes where they stand already. */
  replan(customerId: string): Promise<void>;
}

/** What the bank's systems observe of its customers, and what a model of its own says of them. */
export interface SignalBook {
  /** Writes a signal with where it comes from, and has its customer scored, once for a business key. */
  take(
    signal: SoundSignal | SoundAlert,
    its: { readonly businessKey: string; readonly signalId: string; readonly receivedAt: string },
  ): Promise<'ACCEPTED' | 'DUPLICATE'>;
}

/** Wishes of the bank to have customers asked. */
export interface SurveyBook {
  /**
   * Notes a wish once for a business key, and once for what it is about, and has the customer asked: also where it comes again,
   * for whoever took it in may have failed before. Gives the number of the invitation.
   */
  take(
    wish: SoundSurvey,
    its: { readonly businessKey: string; readonly receivedAt: string },
  ): Promise<{ readonly way: 'ACCEPTED' | 'DUPLICATE'; readonly caseId: string }>;
}

/** Absences of the bank's staff. */
export interface AbsenceBook {
  find(staffId: string): Promise<Person | undefined>;
  isTakenIn(businessKey: string): Promise<boolean>;
  /** Writes an absence, or that it is taken back, with its record and event, once for a business key. */
  take(
    absence: SoundAbsence,
    its: { readonly businessKey: string; readonly caseId: string; readonly receivedAt: string },
  ): Promise<'ACCEPTED' | 'DUPLICATE'>;
}

/** Whether somebody is a customer. */
export interface CustomerBook {
  knows(customerId: string): Promise<boolean>;
}

/** Executions of a workflow. */
export interface Executions {
  /** What the first execution of a case is called. */
  nameOf(caseId: string): string;
  /** Starts the first execution of a case; one that was started before is as good. */
  start(caseId: string): Promise<void>;
}

/** An event that is held, with its text unpacked. */
export interface Held {
  readonly id: string;
  readonly row: IntakeQuarantined;
  readonly text: string;
}

/** Events that could not be taken in. */
export interface Quarantine {
  /** Keeps an event with the reason, once however often it comes; gives its id. */
  hold(text: string, reason: Reason, receivedAt: string): Promise<string>;
  find(id: string): Promise<Held | undefined>;
  /** Ids and reasons of what is held, oldest first; no more than a page, and `next` where there is more. */
  held(asked: { readonly code?: Reason['code']; readonly after?: string }): Promise<HeldPage>;
  /** Records that somebody was shown the whole event, with whatever personal data is in it. */
  shown(id: string): Promise<void>;
  /** Marks an event as taken in after all, as it was or mended by hand; false if it was not held any more. */
  settle(id: string, settled: Settled): Promise<boolean>;
  /** Notes that an event is still not right, and why. */
  keep(id: string, reason: Reason): Promise<void>;
}

/** How an event was taken in after all. */
export interface Settled {
  readonly caseId: string;
  readonly at: string;
  /** True where another event than the one that is held was taken in. */
  readonly mended: boolean;
}

/** Some of what is held, and the moment from which on to ask for the rest: what came in it may be told of again. */
export interface HeldPage {
  readonly held: readonly HeldSummary[];
  readonly next?: string;
}

/** A held event without its content. */
export interface HeldSummary {
  readonly id: string;
  readonly reason: Reason;
  readonly receivedAt: string;
}

/** Everything that taking in an event needs. */
export interface Intake {
  readonly clock: Clock;
  /** Zone in which the day of a case number is meant. */
  readonly zone: string;
  readonly cases: CaseBook;
  readonly customers: CustomerBook;
  /** Of complaints. */
  readonly executions: Executions;
  /** Of visits; absent where only complaints come in. */
  readonly visits?: Executions;
  /** Of customers; absent where only complaints come in. */
  readonly changes?: ChangeBook;
  /** Of the staff; absent where only complaints come in. */
  readonly absences?: AbsenceBook;
  /** Of customers; absent where only complaints come in. */
  readonly signals?: SignalBook;
  /** Of invitations; absent where only complaints come in. */
  readonly surveys?: SurveyBook;
  /** Within which limits a closed complaint is opened again; absent where none is. */
  readonly review?: () => Promise<Surveying['review']>;
  readonly quarantine: Quarantine;
}

/** How a row of the import went in. */
export type Imported = 'WRITTEN' | 'UNCHANGED';

/** The bank's own records, as the import writes them. */
export interface BankBook {
  customer(row: CustomerProfile): Promise<Imported>;
  staff(row: StaffProfile): Promise<Imported>;
  absence(row: StaffAbsence): Promise<Imported>;
}
