/** What the nightly plan needs of the world. */
import type { CustomerPlan, PlanRun, VisitHead } from '../../shared/contracts/items.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { CustomerBook, PlanChange, StaffBook } from './ports.ts';

/** Plans, as they are started. */
export interface PlanBook {
  /** Plans of one shard up to a day, from behind a key on, in the order of their keys. */
  due(shard: string, after: string, until: string, most: number): Promise<CustomerPlan[]>;
  /** Writes the head of a visit and takes its plan out of the index, both or neither; false if it was started before. */
  start(plan: CustomerPlan, head: VisitHead): Promise<boolean>;
  /** Writes plans of a customer, all or none; false if one of them, or a manager's day, is not as it was read. */
  write(customerId: string, changes: readonly PlanChange[]): Promise<boolean>;
}

/** Runs of the nightly plan. */
export interface RunBook {
  find(day: string): Promise<PlanRun | undefined>;
  write(run: PlanRun): Promise<void>;
  /** Whether operations have stopped all starts. */
  isStopped(): Promise<boolean>;
  stop(stopped: boolean, at: string): Promise<void>;
}

/** Executions of visits. */
export interface Executions {
  nameOf(caseId: string): string;
  /** Starts the visit's execution; one that was started before is as good. */
  start(caseId: string): Promise<void>;
}

/** What the steps of the nightly plan need. */
export interface PlanDesk {
  readonly clock: Clock;
  readonly runs: RunBook;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** What starting visits needs. */
export interface StartDesk extends PlanDesk {
  readonly plans: PlanBook;
  readonly executions: Executions;
}

/** What planning customers needs for whom there is no plan yet. */
export interface FirstPlanDesk {
  readonly clock: Clock;
  readonly customers: CustomerBook;
  readonly staff: StaffBook;
  readonly plans: Pick<PlanBook, 'write'>;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** The workflow of the nightly plan, as operations and the schedule start it. */
export interface PlanWorkflow {
  start(day: string, round: number): Promise<void>;
}

/** What running the nightly plan needs. */
export interface RunDesk extends PlanDesk {
  readonly workflow: PlanWorkflow;
}
