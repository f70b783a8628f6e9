/** The one way in which a finding of cdk-nag is accepted: by rule, on one construct, with a reason. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding on one construct (and what it consists of); `reason` is what a reviewer reads. */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions-${finding}`, reason });
}
