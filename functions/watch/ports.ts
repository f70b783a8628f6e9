/** What the watch needs of the world. */
import * as z from 'zod';
import type { Language } from '../../shared/contracts/codes.ts';
import type { CaseClock } from '../../shared/contracts/complaint.ts';
import type {
  AnyHead,
  AuditRecord,
  CaseHead,
  CaseSignal,
  ContactRow,
  OutboxMail,
  TaskRow,
} from '../../shared/contracts/items.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { ExecutionHistory } from '../../shared/platform/execution-history.ts';
import type { Incident } from '../../shared/platform/incidents.ts';
import type { Policies } from '../../shared/platform/policies.ts';

/** The register of incidents. */
export interface IncidentBook {
  /** Whether there is an incident of this number, open or closed. */
  has(incidentId: string): Promise<boolean>;
  /** Writes an incident with its event and its record; false if it is there already. */
  open(incident: Incident): Promise<boolean>;
}

/** Tasks whose execution is gone. */
export interface OrphanBook {
  /** Open tasks of a case. */
  openOf(caseId: string): Promise<TaskRow[]>;
  /** Cancels a task that is still open and still of this holder; false if it was answered or moved meanwhile. */
  cancel(task: Pick<TaskRow, 'taskId' | 'generation'>, deed: Deed): Promise<boolean>;
}

/** An open task as the index `byCheckpoint` has it. */
export const WaitingTask = z.object({
  taskId: z.string(),
  caseId: z.string(),
  generation: z.number(),
  execution: z.string(),
  checkpointAt: z.string(),
});
export type WaitingTask = z.infer<typeof WaitingTask>;

/** An open case as the index `byOpening` has it. */
export const OpenCase = z.object({ caseId: z.string(), openedAt: z.string(), execution: z.string() });
export type OpenCase = z.infer<typeof OpenCase>;

/** Tasks of all cases, by the moment at which somebody must look at them. */
export interface TaskList extends OrphanBook {
  /** Open tasks, those whose checkpoint passed first or comes next at the head; may lag by an instant. */
  waiting(most: number): Promise<WaitingTask[]>;
}

/** Open cases. */
export interface OpenCases {
  /** Open cases of one shard, those that have been open longest at the head; may lag by an instant. */
  longestOpen(openShard: string, most: number): Promise<OpenCase[]>;
  /** A case as it is now. */
  find(caseId: string): Promise<AnyHead | undefined>;
  /** Records that an execution was started late. */
  startedLate(deed: Deed): Promise<void>;
}

/** How an execution stands: what Step Functions says, or nothing where it does not know it. */
export interface Standing {
  readonly status: string;
  readonly error?: string;
}

/** Executions of our workflows. */
export interface Executions {
  standingOf(execution: string): Promise<Standing | undefined>;
  /** Starts the execution of a case; one that was started before is as good. */
  start(head: Pick<AnyHead, 'kind' | 'caseId' | 'round'>): Promise<void>;
}

/** What holding our records against Step Functions needs. */
export interface ReconcileDesk extends IncidentDesk {
  readonly tasks: TaskList;
  readonly cases: OpenCases;
  readonly executions: Executions;
  readonly policies: Pick<Policies, 'read'>;
}

/** What a complaint keeps back from its customer, as the index `byWaiting` has it. */
export interface OpenHold {
  readonly customerId: string;
  readonly sk: string;
  readonly caseId: string;
}

/** What complaints keep back. */
export interface HoldBook {
  inShard(shard: string): Promise<OpenHold[]>;
  complaint(caseId: string): Promise<CaseHead | undefined>;
  /** Ends a hold that still holds, as long as its complaint is as it was read; false otherwise. */
  release(hold: OpenHold, complaint: CaseHead | undefined, deed: Deed): Promise<boolean>;
}

/** What looking for holds that have outlived their complaint needs. */
export interface HoldDesk {
  readonly holds: HoldBook;
}

/** What opening an incident needs. */
export interface IncidentDesk {
  readonly clock: Clock;
  readonly incidents: IncidentBook;
  readonly tasks: OrphanBook;
}

/** A case as the indexes `byKind` and `byOpening` have it. */
export const CaseEntry = z.object({ caseId: z.string(), openedAt: z.string() });
export type CaseEntry = z.infer<typeof CaseEntry>;

/** Cases and tasks, as operations look at them. */
export interface CaseList {
  /** The index that has the cases of a kind, or all that are open, or all there are; and what its partitions are called. */
  index(of: { readonly kind?: AnyHead['kind'] | undefined; readonly isOpen: boolean }): {
    readonly partitions: readonly string[];
    /** Entries of a partition, newest first, at or before a moment. */
    readonly read: (partition: string, most: number, until?: string) => Promise<CaseEntry[]>;
  };
  /** The cases in which somebody has an open task. */
  heldBy(holder: string): Promise<CaseEntry[]>;
  /** Heads as they are now, in this order. */
  heads(caseIds: readonly string[]): Promise<AnyHead[]>;
  tasksOf(caseId: string): Promise<TaskRow[]>;
  /** The clock that counts; undefined before one was set. */
  clockOf(caseId: string): Promise<CaseClock | undefined>;
}

/** How pages of operations appear. */
export interface Appearance {
  /** The bank's name in each language. */
  readonly bank: Readonly<Record<Language, string>>;
  /** The bank's zone. */
  readonly zone: string;
}

/** What the list of the cases needs. */
export interface CaseListDesk extends Appearance {
  readonly clock: Clock;
  readonly list: CaseList;
  readonly policies: Pick<Policies, 'read'>;
}

/** One case with all that is kept about it, but for what customers said and who they are. */
export interface CaseRoom {
  head(caseId: string): Promise<AnyHead | undefined>;
  tasks(caseId: string): Promise<TaskRow[]>;
  signals(caseId: string): Promise<CaseSignal[]>;
  /** The clocks of a complaint, the last of which counts. */
  clocks(caseId: string): Promise<CaseClock[]>;
  /** Mails that were written for it. */
  mails(caseId: string): Promise<OutboxMail[]>;
  /** What was asked of the contact arbiter for it, from a moment on. */
  contacts(customerId: string, caseId: string, from: string): Promise<ContactRow[]>;
  /** Its audit trail, oldest first. */
  audit(caseId: string): Promise<AuditRecord[]>;
  /** What an execution went through; undefined where Step Functions does not know it any more. */
  history(execution: string): Promise<ExecutionHistory | undefined>;
}

/** What the page of a case needs. */
export interface CaseRoomDesk extends Appearance {
  readonly clock: Clock;
  readonly cases: CaseRoom;
  readonly policies: Pick<Policies, 'read'>;
}

/** A version of a policy as the table holds it. */
export interface StoredVersion {
  readonly name: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly pack: unknown;
}

/** The Policies table, as it is seeded. */
export interface PolicyShelf {
  /** Writes a version unless the table has it; says whether it did. */
  putVersion(version: StoredVersion): Promise<boolean>;
  /** The pack of a version as the table has it, JSON. */
  packOf(name: string, version: number): Promise<string | undefined>;
  /** Puts a version in force unless another one is; says whether it did. */
  putLive(name: string, version: number): Promise<boolean>;
}
