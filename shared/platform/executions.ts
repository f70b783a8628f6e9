/** Executions of our workflows: how they are named, started once, and asked after. */
import { ExecutionDiffers } from '../faults/faults.ts';
import { faultOf, passes } from './calls.ts';
import { backOff, clock } from './clock.ts';
import { executionName } from './ids.ts';
import { signedPost, urlOf } from './signed-post.ts';

/** Calls before a request counts as failed. */
const MOST_CALLS = 3;

/** Pause before the second call, in milliseconds; it doubles. */
const FIRST_PAUSE = 50;

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
  try {
    await ask('StartExecution', { stateMachineArn: machine, name, input });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists')
      throw faultOf(error, 'Step Functions');
    const arn = arnOf(machine, name);
    const started = await described(arn);
    if (started?.input !== input) throw new ExecutionDiffers(arn, { cause: error });
  }
}

/** How an execution stands; undefined where it was never started, was only just started, or ended long ago. */
export async function executionStatus(
  arn: string,
): Promise<{ status: string; error?: string | undefined } | undefined> {
  const found = await described(arn);
  if (found === undefined) return undefined;
  const { status, error } = found;
  return {
    status: typeof status === 'string' ? status : 'RUNNING',
    error: typeof error === 'string' ? error : undefined,
  };
}

type Fields = Readonly<Record<string, unknown>>;

const described = (arn: string): Promise<Fields | undefined> =>
  askAbout('DescribeExecution', { executionArn: arn });

/** Asks Step Functions about an execution; undefined where it does not know it. */
export async function askAbout(
  operation: string,
  input: Fields & { readonly executionArn: string },
): Promise<Fields | undefined> {
  try {
    return await ask(operation, input);
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw faultOf(error, 'Step Functions');
  }
}

/** Calls an operation of Step Functions; throws an error with the name that AWS gives it. */
async function ask(operation: string, input: Fields): Promise<Fields> {
  const url = await urlOf('states', '/');
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AWSStepFunctions.${operation}`,
  };
  for (let call = 1; ; call++) {
    try {
      const answer = await signedPost('states', url, headers, JSON.stringify(input));
      if (answer.ok) return (await answer.json()) as Fields;
      throw await errorOf(answer);
    } catch (error) {
      // `fetch` throws a TypeError where no answer came, and a TimeoutError where none came in time.
      const unanswered = error instanceof TypeError;
      if (call >= MOST_CALLS || !(unanswered || passes(error))) {
        if (!unanswered) throw error;
        throw Object.assign(new Error('no answer', { cause: error }), { name: 'TimeoutError' });
      }
      await backOff(clock, call + 1, FIRST_PAUSE);
    }
  }
}

/** The error in an answer, with its status as the SDK notes it; its message stays where it is. */
async function errorOf(answer: Response): Promise<Error> {
  const { __type: type } = (await answer.json().catch(() => ({}))) as { readonly __type?: unknown };
  const name = typeof type === 'string' ? (type.split('#').at(-1) ?? type) : `HTTP ${answer.status}`;
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: answer.status } });
}
