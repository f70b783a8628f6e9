/** What evaluating alerts and changing thresholds needs of the world. */
import type { AlertMeasure } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { EvaluationHead, EvaluationOutcome } from '../../shared/contracts/churn-evaluation.ts';
import type { StaffProfile, TaskRow } from '../../shared/contracts/items.ts';
import type { ScorePeak } from '../../shared/contracts/scores.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { Thresholds } from '../../shared/policy/thresholds.ts';
import type { EvaluationReport } from './pages/evaluation-page.ts';
import type { Leaver } from './rules/effect.ts';

/** Evaluations, as cases. */
export interface EvaluationBook {
  find(caseId: string): Promise<EvaluationHead | undefined>;
  /** Opens one; false where it was opened before. */
  open(head: EvaluationHead, actor: string): Promise<boolean>;
  /** Writes what was found; false if the case has moved since it was read. */
  evaluated(
    head: EvaluationHead,
    found: Pick<EvaluationHead, 'proposal' | 'basedOn' | 'present' | 'capacity' | 'warnings'>,
    report: EvaluationReport | undefined,
  ): Promise<boolean>;
  /**
   * Closes one, and puts thresholds in force where they were approved: MOVED if the case has moved since it was read, OUTDATED if
   * others have come into force since they were proposed; then nothing is written.
   */
  settled(
    head: EvaluationHead,
    outcome: EvaluationOutcome,
    approved: { readonly pack: Thresholds; readonly by: string } | undefined,
  ): Promise<'SETTLED' | 'MOVED' | 'OUTDATED'>;
  /** The report of an evaluation, JSON; undefined where there is none. */
  report(caseId: string): Promise<string | undefined>;
}

/** What happened, as an evaluation reads it. */
export interface Happened {
  /** Alerts that were raised from one day to before another. */
  alerts(from: string, before: string): Promise<AlertHead[]>;
  measures(caseId: string): Promise<AlertMeasure[]>;
  /** Customers who left from one day to before another. */
  leavers(from: string, before: string): Promise<Leaver[]>;
  /** Everybody who was scored in a month, with their highest scores of it and of months before, oldest first. */
  scored(month: string): Promise<{ readonly customerId: string; readonly peaks: readonly ScorePeak[] }[]>;
  /** Relationship managers who work here. */
  managers(): Promise<number>;
}

/** What the steps of an evaluation need. */
export interface EvaluationDesk {
  readonly clock: Clock;
  readonly zone: string;
  readonly evaluations: EvaluationBook;
  readonly happened: Happened;
  readonly policies: Policies;
  readonly tasks: { ofCase(caseId: string): Promise<TaskRow[]> };
  readonly staff: { find(staffId: string): Promise<StaffProfile | undefined> };
}

/** What beginning one needs. */
export interface RunEvaluationDesk {
  readonly clock: Clock;
  readonly zone: string;
  readonly evaluations: EvaluationBook;
  readonly policies: Policies;
  readonly workflow: { nameOf(caseId: string): string; start(caseId: string): Promise<void> };
}
