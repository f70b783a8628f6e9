/** The event by which the bus hears of an execution. */
import type { Execution, Status } from './execution.ts';

/** Detail of EventBridge's "Step Functions Execution Status Change". */
export interface StatusChange {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: Status;
  startDate: number;
  stopDate: number | null;
  input: string;
  output: string | null;
  inputDetails: { included: boolean };
  outputDetails: { included: boolean } | null;
  error: string | null;
  cause: string | null;
}

/** Makes the detail for an execution that has just come to that status. */
export function statusChange(x: Execution, status: Status): StatusChange {
  const ended = status !== 'RUNNING';
  const output = ended && x.output !== undefined ? JSON.stringify(x.output) : null;
  return {
    executionArn: x.arn,
    stateMachineArn: x.machineArn,
    name: x.name,
    status,
    startDate: x.startedAt,
    stopDate: ended ? (x.stoppedAt ?? null) : null,
    input: x.inputText,
    output,
    inputDetails: { included: true },
    outputDetails: output === null ? null : { included: true },
    error: ended ? (x.fault?.error ?? null) : null,
    cause: ended ? (x.fault?.cause ?? null) : null,
  };
}
