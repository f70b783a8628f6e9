/** What operations must hear about, said where it arises; the stack `watch` makes alarms of it. */
import type { ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';

/** A metric and when it is bad. */
export interface Alert {
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison: ComparisonOperator;
  readonly missing: TreatMissingData;
  /** What has happened, and what to look at, in one sentence. */
  readonly description: string;
}
