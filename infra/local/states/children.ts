/** Executions that a task starts: what it says to start, and what it gets of their end. */
import type { CallOutcome } from './integrations/integration.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { ExecutionRow } from './store.ts';

/** Reads the arguments of `states:startExecution`; an Input that is not text is written out as JSON. */
export function startArguments(args: Json): { arn: string; input: string; name?: string } {
  const { StateMachineArn, Input, Name } = isObject(args) ? args : {};
  const input =
    Input === undefined || Input === null ? '{}' : typeof Input === 'string' ? Input : JSON.stringify(Input);
  return { arn: String(StateMachineArn ?? ''), input, ...(typeof Name === 'string' && { name: Name }) };
}

/** What `.sync` makes of a child that has ended; `.sync:2` reads its payloads as JSON. */
export function childResult(child: ExecutionRow, parsed: boolean): CallOutcome {
  const payload = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text);
  const succeeded = child.status === 'SUCCEEDED';
  const described: JsonObject = {
    ...(child.cause !== null && { Cause: child.cause }),
    ...(child.error !== null && { Error: child.error }),
    ExecutionArn: child.arn,
    Input: payload(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output !== null && { Output: payload(child.output), OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: succeeded ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    ...(succeeded && { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' }),
    StartDate: child.started,
    StateMachineArn: child.machine,
    Status: child.status,
    StopDate: child.stopped,
  };
  if (succeeded) return { ok: true, output: described };
  return { ok: false, error: 'States.TaskFailed', cause: JSON.stringify(described) };
}
