/** Executions of our workflows: how they are named, started once, and asked after. */
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ExecutionDiffers } from '../faults/faults.ts';
import { called, clientSettings } from './calls.ts';
import { executionName } from './ids.ts';

let client: SFNClient | undefined;
const workflows = (): SFNClient => {
  client ??= new SFNClient(clientSettings);
  return client;
};

/** An execution of a case. */
export interface CaseExecution {
  readonly kind: string;
  readonly caseId: string;
  readonly round: number;
}

/** ARN of the execution of a case. */
export const executionArn = (machine: string, { kind, caseId, round }: CaseExecution): string =>
  arnOf(machine, executionName(kind, caseId, round));

const arnOf = (machine: string, name: string): string =>
  `${machine.replace(':stateMachine:', ':execution:')}:${name}`;

/** Starts the execution of a case; one that was started before is as good. */
export const startExecution = (machine: string, { kind, caseId, round }: CaseExecution): Promise<void> =>
  startOnce(machine, executionName(kind, caseId, round), { v: 1, caseId, round });

/** Starts an execution under a name; one that was started before with the same input is as good. */
export async function startOnce(machine: string, name: string, given: object): Promise<void> {
  // The input must be the same on every attempt: with another one a running execution refuses the start.
  const input = JSON.stringify(given);
  await called('Step Functions', async () => {
    try {
      await workflows().send(new StartExecutionCommand({ stateMachineArn: machine, name, input }));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error;
      const executionArn = arnOf(machine, name);
      const { input: started } = await workflows().send(new DescribeExecutionCommand({ executionArn }));
      if (started !== input) throw new ExecutionDiffers(executionArn, { cause: error });
    }
  });
}

/** How an execution stands; undefined where it was never started, was only just started, or ended long ago. */
export function executionStatus(arn: string): Promise<{ status: string; error?: string } | undefined> {
  return called('Step Functions', async () => {
    try {
      const { status = 'RUNNING', error } = await workflows().send(
        new DescribeExecutionCommand({ executionArn: arn }),
      );
      return { status, error };
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
      throw error;
    }
  });
}
