/** What can go wrong in an execution, and which errors a Retry or Catch takes. */
import type { JsonObject } from './json.ts';

/** An error by which a state fails; both texts may be missing, as with a bare Fail state. */
export interface Fault {
  error?: string;
  cause?: string;
  /** A second name under which a Retry or Catch finds it. */
  alias?: string;
  /** True when only its own name matches it, never `States.ALL` or `States.TaskFailed`. */
  terminal?: boolean;
}

/** A JSONata failure before it is known which state, entered by which event, it happened in. */
export class EvaluationFault extends Error {
  readonly location: string | undefined;

  constructor(message: string, location?: string) {
    super(message);
    this.name = 'EvaluationFault';
    this.location = location;
  }
}

/** A fault of the state itself rather than of an expression in it. */
export class StateFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.cause ?? fault.error ?? 'failed');
    this.name = 'StateFault';
    this.fault = fault;
  }
}

/** The fault of a result or output that is over the payload limit; `who` is the state or the task's service. */
export function dataLimitFault(who: string): Fault {
  return {
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${who}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  };
}

/** The fault of a missed deadline; a missed heartbeat reads the same in the history but has a name of its own. */
export function timeoutFault(missed: 'timeout' | 'heartbeat'): Fault {
  return missed === 'heartbeat'
    ? { error: 'States.Timeout', alias: 'States.HeartbeatTimeout' }
    : { error: 'States.Timeout' };
}

/** True when one of the names in an `ErrorEquals` takes the fault. */
export function takes(errorEquals: string[], fault: Fault): boolean {
  return errorEquals.some((name) => {
    if (name === fault.error || (fault.alias !== undefined && name === fault.alias)) return true;
    if (fault.terminal) return false;
    if (name === 'States.ALL') return true;
    return name === 'States.TaskFailed' && fault.error !== 'States.Timeout';
  });
}

/** A fault as `$states.errorOutput` shows it. A time-out has an empty cause there, though no cause in the history. */
export function errorOutput(fault: Fault): JsonObject {
  return {
    Error: fault.error ?? null,
    Cause: fault.cause ?? (fault.error === 'States.Timeout' ? '' : null),
  };
}
