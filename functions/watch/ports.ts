/** What the watch needs of the world. */
import type { CaseHead, IncidentRow, OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';

/** The register of incidents. */
export interface IncidentBook {
  /** Writes an incident with its event and its record; false if it is there already. */
  open(incident: IncidentRow, deed: Deed, outbox: readonly OutboxRow[]): Promise<boolean>;
}

/** Tasks whose execution is gone. */
export interface OrphanBook {
  /** Open tasks of a case. */
  openOf(caseId: string): Promise<TaskRow[]>;
  /** Cancels a task that is still open and still of this holder; false if it was answered or moved meanwhile. */
  cancel(task: TaskRow, deed: Deed): Promise<boolean>;
}

/** What opening an incident needs. */
export interface IncidentDesk {
  readonly clock: Clock;
  readonly incidents: IncidentBook;
  readonly tasks: OrphanBook;
}

/** Cases and tasks, as operations look at them. */
export interface CaseList {
  /** Cases of a kind, newest first, opened at or before a moment. */
  newest(kind: CaseHead['kind'], most: number, until?: string): Promise<CaseHead[]>;
  tasksOf(caseId: string): Promise<TaskRow[]>;
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
  /** Puts a version in force unless another one is; says whether it did. */
  putLive(name: string, version: number): Promise<boolean>;
}
