/** What the desk needs of the world. */
import type { AlertMeasure, AlertStep } from '../../shared/contracts/alert-rows.ts';
import type { Role } from '../../shared/contracts/codes.ts';
import type { CaseClock, CaseLetter, CaseRound, SignalKind } from '../../shared/contracts/complaint.ts';
import type { FeedbackVoice } from '../../shared/contracts/improvement.ts';
import type {
  AnyHead,
  AuditRecord,
  BusEvent,
  CaseSignal,
  ComplaintNote,
  CustomerProfile,
  Draft,
  OutboxEvent,
  OutboxRow,
  Passing,
  StaffAbsence,
  StaffProfile,
  TaskRow,
  VisitBrief,
} from '../../shared/contracts/items.ts';
import type { Decision, TaskWoken } from '../../shared/contracts/steps.ts';
import type { CampaignVoice } from '../../shared/contracts/survey.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Incident } from '../../shared/platform/incidents.ts';
import type { Policy } from '../../shared/platform/policies.ts';
import type { Key } from '../../shared/platform/secrets.ts';
import type { PolicyName } from '../../shared/policy/packs.ts';

/** The records of a case. */
export interface CaseFile {
  readonly head: AnyHead;
  /** What the customer said, the complaint first. */
  readonly notes: readonly ComplaintNote[];
  /** Versions of the statutory term; the last one counts. */
  readonly clocks: readonly CaseClock[];
  readonly letters: readonly CaseLetter[];
  /** Rounds of a complaint that are over, in order. */
  readonly rounds?: readonly CaseRound[];
  /** What a customer said that is to be answered. */
  readonly voice?: FeedbackVoice | undefined;
  /** What customers wrote in a survey without their names. */
  readonly voices?: readonly CampaignVoice[];
  /** What a visitor is told before a visit. */
  readonly brief?: VisitBrief | undefined;
  /** What is done about an alert, and what data said of its customer. */
  readonly steps?: readonly AlertStep[];
  readonly measures?: readonly AlertMeasure[];
}

/** Cases, as the desk reads them. */
export interface CaseBook {
  find(caseId: string): Promise<AnyHead | undefined>;
  /** What the customer said. */
  note(caseId: string): Promise<ComplaintNote | undefined>;
  /** A letter as it went to the customer. */
  letter(caseId: string, number: number): Promise<CaseLetter | undefined>;
  /** Everything that is known of a case. */
  file(caseId: string): Promise<CaseFile | undefined>;
  /** Everything that has reached the case from outside, handled or not. */
  signals(caseId: string): Promise<CaseSignal[]>;
}

/** What was done to cases, as the pages of their tasks tell it. */
export interface CaseDeeds {
  /** The records of a case, oldest first. */
  of(caseId: string): Promise<AuditRecord[]>;
}

/** Signals of cases, as the function that brings them writes them. */
export interface SignalBook {
  find(caseId: string, signalId: string): Promise<CaseSignal | undefined>;
  /** Writes a signal with its record; false if it is there already. */
  write(signal: CaseSignal, deed: Deed): Promise<boolean>;
}

/** Customers. */
export interface CustomerBook {
  find(customerId: string): Promise<CustomerProfile | undefined>;
}

/** The bank's staff. */
export interface StaffBook {
  find(staffId: string): Promise<StaffProfile | undefined>;
  inRole(role: Role): Promise<StaffProfile[]>;
  absences(staffId: string): Promise<StaffAbsence[]>;
  /** Visits that the planner has given a person for a day. */
  visitsOn(staffId: string, day: string): Promise<number>;
  /** Ids of those with an absence, taken back or not, that begins on a day. */
  awayFrom(day: string): Promise<string[]>;
}

/** Those who leave the bank, as the function that hands their tasks over writes them. */
export interface LeaverBook {
  /** Marks a person as somebody who is given nothing any more, with a record; who is that already stays so. */
  leave(staffId: string, actor: string): Promise<void>;
}

/** What goes with a change of a task, in the same transaction. */
export interface Consequences {
  readonly deed: Deed;
  readonly outbox: readonly OutboxRow[];
}

/** Fields of a task that a climb replaces. */
export type NewHolder = Pick<
  TaskRow,
  | 'assigneeId'
  | 'level'
  | 'branch'
  | 'why'
  | 'heldBy'
  | 'dueAt'
  | 'dueTrace'
  | 'assignedAt'
  | 'checkpointAt'
  | 'linkExpiry'
  | 'returnAt'
  | 'returns'
>;

/** What a task gets when it goes on to somebody else; the date it is due stays, as a rule. */
export type PassedHolder = NewHolder & { readonly minutes: number; readonly passing: Passing };

/** A person's answer as it goes into the row. */
export interface RecordedAnswer {
  readonly decision: Decision;
  readonly answer: string;
  readonly answerHash: string;
  readonly decidedBy: string;
  readonly decidedAt: string;
}

/** The rows of the tasks. Every change is one conditional transaction; `false` says that the condition did not hold. */
export interface TaskBook {
  find(taskId: string): Promise<TaskRow | undefined>;
  openOf(staffId: string, most: number): Promise<number>;
  /** How many open tasks a person has due within a time. */
  dueOf(
    staffId: string,
    time: { readonly from: string; readonly until: string },
    most: number,
  ): Promise<number>;
  /** The open tasks of a person, those due first at the head. */
  heldBy(staffId: string, most: number): Promise<TaskRow[]>;
  /** Open tasks that were given on, and whose holders have not begun by this instant. */
  unopened(by: string, most: number): Promise<TaskRow[]>;
  /** Tasks of a case as they are now; one that was only just made may be missing. */
  ofCase(caseId: string): Promise<TaskRow[]>;
  /** Those of them that one execution made, at one of its steps where it is named. */
  ofExecution(caseId: string, execution: string, step?: string): Promise<TaskRow[]>;
  /** Open tasks, those whose checkpoint passed first or comes next at the head. */
  waiting(most: number): Promise<TaskRow[]>;

  open(task: TaskRow, consequences: Consequences): Promise<boolean>;
  remind(
    task: TaskRow,
    next: Pick<TaskRow, 'remindersSent' | 'checkpointAt'> & { readonly newCode: boolean },
    consequences: Consequences,
  ): Promise<boolean>;
  climb(task: TaskRow, holder: NewHolder, consequences: Consequences): Promise<boolean>;
  /** Closes an open task without an answer; `signal` is what interrupted it. */
  close(
    task: TaskRow,
    state: 'EXPIRED' | 'INTERRUPTED' | 'CANCELLED',
    consequences: Consequences,
    signal?: SignalKind,
  ): Promise<boolean>;
  /** Only while the task is open, with the same holder, its link alive, and the code not void. */
  decide(
    task: TaskRow,
    answer: RecordedAnswer,
    mostWrongCodes: number,
    consequences: Consequences,
  ): Promise<boolean>;
  /** The holder gives it to somebody else; under the conditions of an answer. */
  pass(
    task: TaskRow,
    holder: PassedHolder,
    mostWrongCodes: number,
    consequences: Consequences,
  ): Promise<boolean>;
  /** Gives it to somebody else without its holder's doing; only while it is open, with the same holder, and unbegun where it moves as such. */
  move(task: TaskRow, holder: PassedHolder, consequences: Consequences): Promise<boolean>;
  /** Leaves a task with its holder though they have not begun, where there is nobody else. */
  letStay(task: TaskRow): Promise<boolean>;
  /** Keeps what the holder typed; under the conditions of an answer. Nothing of it is written down elsewhere. */
  keepDraft(task: TaskRow, draft: Draft, mostWrongCodes: number): Promise<boolean>;
  /** Counts and records that the holder is shown the customer's data; under the conditions of an answer. */
  recordReveal(task: TaskRow, mostWrongCodes: number, deed: Deed): Promise<boolean>;
  /** Counts a wrong code; the one that makes the code void has a record. False where another one was counted first. */
  countWrongCode(task: TaskRow, mostWrongCodes: number, whenVoid: Deed): Promise<boolean>;
  /** Makes the present code void and the next one due to be mailed. */
  renewCode(task: TaskRow, at: string, consequences: Consequences): Promise<boolean>;
  /** Keeps the hashes of what is about to be mailed. */
  seal(task: TaskRow, seals: Seals): Promise<boolean>;
}

/** What the row keeps of a link and a code. */
export type Seals = Pick<TaskRow, 'nonceHash' | 'codeHash' | 'senderKid'> &
  Partial<Pick<TaskRow, 'formerNonceHash'>>;

/** What is written beside a row that fails for good. */
export interface Failing {
  readonly deed: Deed;
  readonly events?: readonly OutboxEvent[];
  /** The customer's address that the mail service will never take. */
  readonly refused?: { readonly customerId: string; readonly address: string };
}

/** The outbox. What is said about a row counts only while it is unsent: the first sender's word stands. */
export interface OutboxBook {
  find(outboxId: string): Promise<OutboxRow | undefined>;
  /** Rows that still have to be sent and whose time came before this instant, the most urgent first. */
  pending(before: string, most: number): Promise<OutboxRow[]>;
  /** Rows that failed for good, and on which nobody has acted yet. */
  undeliverable(most: number): Promise<OutboxRow[]>;
  /** `fault` says why nothing had to be sent any more. */
  sent(row: OutboxRow, fault?: string): Promise<void>;
  /** Of a row whose events were told, the events are dropped. */
  stillPending(row: OutboxRow, fault: string): Promise<void>;
  /** Gives events that ride with a row rows of their own. */
  detach(row: OutboxRow, events: readonly BusEvent[]): Promise<void>;
  /** A row fails for good; what that has done is written with it, or not at all. */
  failed(row: OutboxRow, fault: string, its?: Failing): Promise<void>;
  /** The contact rules put a mail off: it comes to its turn again at `until`. */
  deferred(row: OutboxRow, until: string): Promise<void>;
  /** The contact rules keep a mail back for good. */
  suppressed(row: OutboxRow, reason: string, deed: Deed): Promise<void>;
  /** Somebody has acted on a row that failed for good. */
  settle(row: OutboxRow): Promise<void>;
  /** Writes rows and a deed that belong to no change of a task; false if the first row is there already. */
  record(rows: readonly OutboxRow[], deed: Deed): Promise<boolean>;
}

/** Has rows sent that were just written. It never fails: what could not be handed over is sent by the sweep. */
export type SendNow = (rows: readonly OutboxRow[]) => Promise<void>;

/** Callback tokens, as the function that binds them sees them. */
export interface TokenDrawer {
  bind(token: { taskId: string; token: string; execution: string; boundAt: string }): Promise<void>;
}

/** Callback tokens, as the function that uses them sees them. */
export interface TokenReader {
  tokenOf(taskId: string): Promise<string | undefined>;
}

/** What became of an attempt to wake a waiting state: `gone` where it waits no more, `unknown` where it never did. */
export type Woken = 'woken' | 'gone' | 'unknown';

/** The executions. */
export interface Executions {
  wake(token: string, output: TaskWoken): Promise<Woken>;
}

/** The register of incidents. */
export interface IncidentBook {
  /** Writes an incident with its event and its record; false if it is there already. */
  open(incident: Incident): Promise<boolean>;
}

/** What the mail service said to a mail: not ok means refused for good because of its address, with the code. */
export type Posted = { readonly ok: true } | { readonly ok: false; readonly code: string };

/** The mail service; throws a passing fault if trying again may help. */
export interface Post {
  send(message: Buffer, from: string, to: string): Promise<Posted>;
}

/** An event, and when what it tells of happened. */
export type ToldEvent = BusEvent & Pick<OutboxRow, 'createdAt'>;

/** The bank's event bus. */
export interface Bus {
  /** Puts events, ten at most; gives for each the code of its fault, or undefined. */
  put(events: readonly ToldEvent[]): Promise<readonly (string | undefined)[]>;
}

/** Policies. */
export interface PolicyReader {
  read<Name extends PolicyName>(name: Name, version?: number): Promise<Policy<Name>>;
  /** The policy in force at this very moment, past what is remembered. */
  readNow<Name extends PolicyName>(name: Name): Promise<Policy<Name>>;
}

/** The living versions of a key, the current one first. */
export interface KeyRing {
  /** The key to sign with, never one of the revoked. */
  current(revoked?: readonly string[]): Promise<Key>;
  all(): Promise<readonly Key[]>;
  find(kid: string): Promise<Key | undefined>;
}
