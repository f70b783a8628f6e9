/** An execution as plain data: everything that has to survive the process is in here. */
import type { Fault } from './faults.ts';
import type { HistoryEvent } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { Machine } from './machine.ts';

/** How an execution stands. */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * Where a line is in its state.
 * `enter`, `begin`, `start`, `faulted`, `join` and `leave` are taken further at once; the others wait for something.
 */
export type Phase =
  | 'enter' // the state has not been entered
  | 'begin' // entered; its work begins, for the first time or again
  | 'start' // a task is scheduled
  | 'calling' // the task's integration has been called
  | 'submitted' // it has answered; a call back or a child is awaited
  | 'waiting' // a Wait state
  | 'retrying' // until the next attempt
  | 'forked' // branches or iterations run
  | 'join' // one of them has failed
  | 'leave' // the result is there
  | 'faulted' // a fault is to be retried, caught or passed on
  | 'failed'; // a fault that nothing in this line takes

/** A task that has been scheduled. */
export interface TaskRun {
  /** Tells this attempt from earlier ones of the same line. */
  serial: number;
  arguments: Json;
  /** Stays the same when the call is repeated after a crash. */
  requestId: string;
  token?: string;
  timeoutDue?: number;
  heartbeatSeconds?: number;
  heartbeatDue?: number;
  /** The execution it started and waits for. */
  childArn?: string;
}

/** What a Parallel or Map state keeps of its branches or iterations. */
export interface Fork {
  open: number;
  results: (Json | null)[];
  /** The last event by which one of them ended, or the one that started them. */
  last: number;
  /** Of a Map only. */
  items?: Json[];
  next: number;
  limit: number;
  /** The line whose fault ends the fork. */
  failed?: number;
}

/** One thread of states: the machine's own, a branch, or an iteration. */
export interface Line {
  id: number;
  container: number;
  parent?: number;
  /** Number of the branch or iteration. */
  index: number;
  item?: Json;
  state: string;
  phase: Phase;
  input: Json;
  variables: JsonObject;
  /** The event that the next one of this line follows from. */
  prev: number;
  /** The event by which the state was entered, the one before it, and when. */
  entered: { id: number; prev: number; at: number };
  /** Attempts used up of each retrier. */
  attempts: number[];
  retryCount: number;
  result?: Json;
  fault?: Fault;
  /** When a Wait or the pause before a retry is over (epoch ms). */
  due?: number;
  /** Tells this due time from earlier ones of the line. */
  dueSerial?: number;
  task?: TaskRun;
  fork?: Fork;
}

/** What an execution knows beyond its rows: it is written as one text at every commit while it runs. */
export interface Progress {
  lines: Map<number, Line>;
  ready: number[];
  nextLine: number;
  serials: number;
  lastEvent: number;
}

/** Who started an execution as its child and waits for it. */
export interface Parent {
  arn: string;
  line: number;
  serial: number;
}

/** An execution in memory. */
export interface Execution extends Progress {
  /** Row number; also what a task token names it by. */
  id: number;
  arn: string;
  name: string;
  machineArn: string;
  machineName: string;
  revision: string;
  roleArn: string;
  machine: Machine;
  status: Status;
  startedAt: number;
  stoppedAt?: number;
  deadline?: number;
  inputText: string;
  input: Json;
  output?: Json;
  fault?: Fault;
  parent?: Parent;
  traceHeader?: string;
  /** Events not yet written to the store. */
  events: HistoryEvent[];
  /** Things to do once what led to them is on disk. */
  effects: Effect[];
}

/** Something outside the execution that a step demands. */
export type Effect =
  | { kind: 'call'; line: number; serial: number }
  | { kind: 'timer'; line: number; serial: number; due: number }
  | { kind: 'stopChild'; arn: string };

/** Progress as the text that is kept. */
export function writeProgress({ lines, ready, nextLine, serials, lastEvent }: Progress): string {
  return JSON.stringify({ lines: [...lines.values()], ready, nextLine, serials, lastEvent });
}

/** Progress from the text that was kept. */
export function readProgress(text: string): Progress {
  const kept = JSON.parse(text) as Omit<Progress, 'lines'> & { lines: Line[] };
  return { ...kept, lines: new Map(kept.lines.map((line) => [line.id, line])) };
}
