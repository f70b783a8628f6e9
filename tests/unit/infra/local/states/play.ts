/** Runs machines on simulated time for the tests of the states room. */
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import type { TaskReply } from '../../../../../infra/local/states/integrations/lambda.ts';
import type { TaskServices } from '../../../../../infra/local/states/integrations/services.ts';
import { openStates, type States, type StatusChange } from '../../../../../infra/local/states/states.ts';

export const START = Date.UTC(2026, 0, 5, 9, 30);
export const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:';
export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:';

export interface Event {
  id: number;
  previousEventId: number;
  type: string;
  timestamp: number;
  [details: string]: unknown;
}

export interface Ended {
  status: string;
  // biome-ignore lint/suspicious/noExplicitAny: outputs are as different as the machines under test
  output?: any;
  error?: string;
  cause?: string;
  seconds: number;
  arn: string;
  events: Event[];
}

type Handler = (payload: never, call: number) => unknown;

/** Thrown by a test's function to fail as a handler would. */
export class HandlerError extends Error {
  constructor(name: string, message = '') {
    super(message);
    this.name = name;
  }
}

export interface Stage {
  clock: RuntimeClock;
  states: States;
  changes: StatusChange[];
  calls: { name: string; payload: unknown }[];
  create(name: string, definition: object, type?: string): Promise<string>;
  start(name: string, input?: unknown, execution?: string): Promise<string>;
  ended(arn: string): Promise<Ended>;
  history(arn: string): Promise<Event[]>;
  call(operation: string, input: object): Promise<Record<string, unknown>>;
}

/** Opens the room with functions given by name; `mode` virtual stands still until the test moves time. */
export function stage(
  options: {
    functions?: Record<string, Handler>;
    services?: TaskServices;
    folder?: string;
    mode?: 'fast-forward' | 'virtual';
    start?: number;
    random?: () => number;
  } = {},
): Stage {
  const clock = new RuntimeClock({ mode: options.mode ?? 'fast-forward', start: options.start ?? START });
  const changes: StatusChange[] = [];
  const calls: { name: string; payload: unknown }[] = [];
  const waiting = new Map<string, () => void>();
  const counts = new Map<string, number>();
  const states = openStates({
    folder: options.folder ?? ':memory:',
    clock,
    account: '000000000000',
    region: 'us-east-1',
    ...(options.services && { services: options.services }),
    ...(options.random && { random: options.random }),
    onStatusChange: (change) => {
      changes.push(change);
      if (change.status !== 'RUNNING') waiting.get(change.executionArn)?.();
    },
    invoke: async (nameOrArn, payload): Promise<TaskReply> => {
      const name = nameOrArn.replace(FUNCTION, '');
      calls.push({ name, payload });
      const handler = options.functions?.[name];
      if (!handler) return { ok: false, errorType: '', errorMessage: '', unknownFunction: true };
      const call = (counts.get(name) ?? 0) + 1;
      counts.set(name, call);
      try {
        return { ok: true, payload: await handler(payload as never, call) };
      } catch (fault) {
        if (!(fault instanceof HandlerError)) throw fault;
        return { ok: false, errorType: fault.name, errorMessage: fault.message, trace: [] };
      }
    },
  });
  const call = async (operation: string, input: object) =>
    (await states.service(operation, input as Record<string, unknown>)) as Record<string, unknown>;
  const history = async (arn: string) =>
    (await call('GetExecutionHistory', { executionArn: arn, maxResults: 1000 })).events as Event[];
  return {
    clock,
    states,
    changes,
    calls,
    call,
    history,
    create: async (name, definition, type) => {
      const input = { name, definition: JSON.stringify(definition), roleArn: 'arn:aws:iam::0:role/r', type };
      return (await call('CreateStateMachine', input)).stateMachineArn as string;
    },
    start: async (name, input = {}, execution) => {
      const request = { stateMachineArn: `${MACHINE}${name}`, input: JSON.stringify(input), name: execution };
      return (await call('StartExecution', request)).executionArn as string;
    },
    ended: async (arn) => {
      // Listens before it looks, so that an end in between is not missed.
      const end = new Promise<void>((resolve) => waiting.set(arn, resolve));
      const described = await call('DescribeExecution', { executionArn: arn });
      if (described.status === 'RUNNING') await end;
      const { status, output, error, cause, startDate, stopDate } = await call('DescribeExecution', {
        executionArn: arn,
      });
      return {
        status: status as string,
        ...(output !== undefined && { output: JSON.parse(output as string) }),
        ...(error !== undefined && { error: error as string }),
        ...(cause !== undefined && { cause: cause as string }),
        seconds: Math.round(((stopDate as number) - (startDate as number)) * 1000) / 1000,
        arn,
        events: await history(arn),
      };
    },
  };
}

/** Creates a machine, runs it once to its end, and closes the room. */
export async function play(
  definition: object,
  input: unknown = {},
  options: Parameters<typeof stage>[0] = {},
): Promise<Ended & { stage: Stage }> {
  const on = stage(options);
  try {
    await on.create('Machine', definition);
    const ended = await on.ended(await on.start('Machine', input, 'run'));
    return { ...ended, stage: on };
  } finally {
    on.states.close();
  }
}

/** A machine in JSONata of the given states; the first one is where it starts. */
export function machine(states: Record<string, object>, more: object = {}): object {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}

/** A machine of one Pass state that outputs `output`. */
export function passing(output: unknown): object {
  return machine({ Only: { Type: 'Pass', Output: output, End: true } });
}

/** Types of events with what they follow from, as short text: `3<2 TaskScheduled`. */
export function lines(events: Event[]): string[] {
  return events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
}

export function types(events: Event[]): string[] {
  return events.map(({ type }) => type);
}
