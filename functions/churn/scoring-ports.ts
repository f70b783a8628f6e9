/** What scoring customers and raising alerts need of the world. */
import type { AlertCoolDown, AlertLock } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { GradeRow, RatingDay, TransactionDay } from '../../shared/contracts/imports.ts';
import type { CustomerProfile, CustomerSignal } from '../../shared/contracts/items.ts';
import type { AlertLoad, ScoreRow, ScoringRun, WaitingAlert } from '../../shared/contracts/scores.ts';
import type { HoldingsDay } from '../../shared/contracts/signals.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Due, WalkCursor } from '../../shared/platform/due-walk.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { RunPart } from './rules/run.ts';

/** How a customer stands with us. */
export interface Standing {
  readonly profile: CustomerProfile | undefined;
  readonly grade: GradeRow | undefined;
  readonly score: ScoreRow | undefined;
  readonly lock: AlertLock | undefined;
  readonly coolDown: AlertCoolDown | undefined;
}

/** What a customer did, as far as it is kept. */
export interface Doings {
  readonly transactions: readonly TransactionDay[];
  readonly ratings: readonly RatingDay[];
  readonly holdings: readonly HoldingsDay[];
  readonly signals: readonly CustomerSignal[];
}

/** The rows of customers that a score rests on. */
export interface HistoryBook {
  standing(customerId: string): Promise<Standing>;
  doings(customerId: string): Promise<Doings>;
}

/** What scoring one customer needs. */
export interface ScoringDesk {
  readonly clock: Clock;
  /** The bank's zone. */
  readonly zone: string;
  readonly histories: HistoryBook;
  readonly policies: Policies;
}

/** A place in a manager's week. */
export interface Place {
  readonly staffId: string;
  /** Monday of the week. */
  readonly week: string;
  /** Alerts that may have been raised before this one. */
  readonly room: number;
}

/** What a look at a customer changes of their score; the row was read before. */
export type ScoreChange = Omit<ScoreRow, 'customerId' | 'sk' | 'v' | 'moves' | 'markedAt'>;

/** Scores and alerts, as they are written. */
export interface AlertBook {
  /** Writes a score; false if anything has moved since it was read. A held alert that is no longer due is put on record. */
  write(customerId: string, before: ScoreRow | undefined, after: ScoreChange): Promise<boolean>;
  /** Writes an alert with the score behind it; FULL where its manager has no room, MOVED where anything has moved. */
  raise(
    alert: AlertHead,
    before: ScoreRow | undefined,
    after: ScoreChange,
    place: Place | undefined,
  ): Promise<'RAISED' | 'FULL' | 'MOVED'>;
}

/** What scoring customers and raising alerts need. */
export interface RaisingDesk extends ScoringDesk {
  readonly alerts: AlertBook;
  readonly executions: {
    nameOf(caseId: string): string;
    start(caseId: string): Promise<void>;
  };
}

/** What the night needs beside. */
export interface NightDesk extends RaisingDesk {
  /** Customers of a shard who are due by `now`. */
  due(cursor: WalkCursor, now: string): Promise<Due[]>;
  /** Puts down that a customer left on a day, once. */
  left(customerId: string, day: string): Promise<void>;
  /** Takes a mark away that names nobody. */
  unmark(customerId: string): Promise<void>;
  /** Adds what a part of the night did to its entry in the register. */
  count(day: string, part: RunPart): Promise<void>;
  /** Has the run go on in an invocation of its own. */
  goOn(cursor: WalkCursor): Promise<void>;
}

/** An alert that is held back. */
export interface HeldAlert extends WaitingAlert {
  readonly customerId: string;
}

/** What releasing and listing alerts that are held back needs. */
export interface RankingDesk extends RaisingDesk {
  /** All that are held back, those that save most first. */
  held(): Promise<HeldAlert[]>;
  load(staffId: string, week: string): Promise<AlertLoad | undefined>;
  run(day: string): Promise<ScoringRun | undefined>;
}
