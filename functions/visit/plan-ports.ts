/** What the nightly plan needs of the world. */

import type * as z from 'zod';
import type { Language } from '../../shared/contracts/codes.ts';
import { CustomerPlan, type PlanRun, type VisitHead } from '../../shared/contracts/items.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { CustomerBook, PlanChange, StaffBook } from './ports.ts';

/** What the index `byPlan` tells of a plan: all that is needed to start its visit. */
export const DuePlan = CustomerPlan.pick({
  customerId: true,
  sk: true,
  kind: true,
  day: true,
  channel: true,
  mustBy: true,
  topic: true,
  planKey: true,
});
export type DuePlan = z.infer<typeof DuePlan>;

/** Plans, as they are started. */
export interface PlanBook {
  /** Plans of one shard up to a day, from behind a key on, in the order of their keys. */
  due(shard: string, after: string, until: string, most: number): Promise<DuePlan[]>;
  /** Writes the head of a visit and takes its plan out of the index, both or neither; false if it was started before. */
  start(plan: DuePlan, head: VisitHead): Promise<boolean>;
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

/** Visits that are under way, as something from outside reaches them. */
export interface SignalledVisits {
  /** Has every open visit of a customer hear that they have made a severe complaint, once an event; gives how many. */
  interrupt(customerId: string, cause: string, at: string): Promise<number>;
}

/** What hearing of a complaint needs. */
export interface HearDesk extends FirstPlanDesk {
  readonly signals: SignalledVisits;
}

/** What showing the plan of a manager needs. */
export interface ShowPlanDesk {
  readonly clock: Clock;
  readonly customers: Pick<CustomerBook, 'file'> & {
    /** Numbers of the customers of a manager. */
    ofManager(managerId: string): Promise<string[]>;
  };
  readonly staff: Pick<StaffBook, 'find'>;
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
  /** The bank's name in each language. */
  readonly bank: Readonly<Record<Language, string>>;
}

/** The workflow of the nightly plan, as operations and the schedule start it. */
export interface PlanWorkflow {
  start(day: string, round: number): Promise<void>;
}

/** What running the nightly plan needs. */
export interface RunDesk extends PlanDesk {
  readonly workflow: PlanWorkflow;
}
