/**
 * Runs executions: one at a time through the interpreter, many to a transaction, and only then whatever they
 * demand of the world. So nothing is acknowledged or acted on that would be lost with the process.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { ServiceFault } from '../gateway/service.ts';
import { executionArn, isName, type Place } from './arns.ts';
import { childResult, startArguments } from './children.ts';
import { type Due, DueList } from './due-list.ts';
import {
  type Effect,
  type Execution,
  type Line,
  type Parent,
  readProgress,
  type TaskRun,
} from './execution.ts';
import { type Fault, timeoutFault } from './faults.ts';
import { type Call, type CallOutcome, sdkMetadata, serviceFailure } from './integrations/integration.ts';
import { callFunction, type InvokeTask, invokeFunction } from './integrations/lambda.ts';
import { callService, type TaskServices } from './integrations/services.ts';
import { Interpreter, stateOf } from './interpreter.ts';
import type { Json } from './json.ts';
import { compileMachine, type Machine, type TaskState } from './machine.ts';
import { type StatusChange, statusChange } from './status-change.ts';
import type { ExecutionRow, MachineRow, Store } from './store.ts';
import { Tokens, type TokenTarget } from './tokens.ts';
import { readDefinition } from './validation.ts';

/** Executions to a transaction. */
const BATCH = 256;

/** Steps that one execution may take before the others have their turn. */
const STEPS_A_TURN = 500;

/** How long AWS remembers a closed execution, and keeps its name taken. */
const REMEMBERED = 90 * 24 * 3_600_000;

/** The line that an execution's own time-out is filed under. */
const WHOLE = -1;

/** What an engine works with. */
export interface EngineOptions extends Place {
  store: Store;
  clock: Clock;
  invoke: InvokeTask;
  services: TaskServices;
  onStatusChange: ((detail: StatusChange) => void) | undefined;
  random: () => number;
}

/** How a task was answered by its token. */
export type Answer = { output: Json } | { fault: Fault };

type News = { apply: () => unknown; done: (result: unknown) => void };

/** All open executions of a runtime. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #interpreter: Interpreter;
  readonly #tokens: Tokens;
  readonly #dues: DueList;
  readonly #open = new Map<number, Execution>();
  readonly #openByArn = new Map<string, Execution>();
  readonly #machines = new Map<string, Machine>();
  readonly #news = new Map<Execution, News[]>();
  readonly #queue = new Set<Execution>();
  #nextId: number;
  #pumping = false;
  #closed = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { clock, store } = options;
    this.#tokens = new Tokens(store.key('task tokens', () => randomBytes(32)));
    this.#nextId = store.nextExecutionId();
    this.#dues = new DueList(
      clock,
      (id) => this.#open.has(id),
      (due) => this.#fallDue(due),
    );
    this.#interpreter = new Interpreter({
      now: () => clock.now(),
      region: options.region,
      random: options.random,
      newId: () => randomUUID(),
      newToken: (x, line, serial) => this.#tokens.make({ execution: x.id, line: line.id, serial }),
    });
  }

  /** Takes up every execution that was open when the process last ended. */
  resume(): void {
    for (const row of this.#options.store.running()) {
      if (!this.#open.has(row.id)) this.#takeUp(row);
    }
  }

  /** Ends all work; what is on disk stays for the next time. */
  close(): void {
    this.#closed = true;
    this.#dues.close();
  }

  /** Starts an execution, with AWS's rules for a name that is taken; answers once it is on disk. */
  async start(
    machine: MachineRow,
    request: { name?: string; input?: string; traceHeader?: string; parent?: Parent },
  ): Promise<{ executionArn: string; startDate: number }> {
    const { store, clock } = this.#options;
    const name = request.name ?? randomUUID();
    if (!isName(name)) throw new ServiceFault('InvalidName', `Invalid Name: '${name}'`);
    const inputText = request.input ?? '{}';
    const input = readInput(inputText);
    const arn = executionArn(this.#options, machine.name, name);
    const now = clock.now();

    const taken = this.#openByArn.get(arn) ?? store.execution(arn);
    if (taken) {
      const startDate = 'startedAt' in taken ? taken.startedAt : taken.started;
      const text = 'inputText' in taken ? taken.inputText : taken.input;
      const parent = typeof taken.parent === 'string' ? taken.parent : JSON.stringify(taken.parent);
      const repeated = request.parent !== undefined && parent === JSON.stringify(request.parent);
      if (repeated || (taken.status === 'RUNNING' && text === inputText)) {
        // Of an execution that is only being written down now, the answer waits for that too.
        if ('startedAt' in taken) await this.#tell(taken, () => {});
        return { executionArn: arn, startDate };
      }
      const stopped = 'stopped' in taken ? taken.stopped : null;
      if (stopped === null || stopped + REMEMBERED > now) {
        throw new ServiceFault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      }
      store.deleteExecution(taken.id);
    }

    const x: Execution = {
      id: this.#nextId++,
      arn,
      name,
      machineArn: machine.arn,
      machineName: machine.name,
      revision: machine.revision,
      roleArn: machine.role,
      machine: this.#machine(machine.revision),
      status: 'RUNNING',
      startedAt: now,
      inputText,
      input,
      lines: new Map(),
      ready: [],
      nextLine: 0,
      serials: 0,
      lastEvent: 0,
      events: [],
      effects: [],
    };
    if (request.parent) x.parent = request.parent;
    if (request.traceHeader !== undefined) x.traceHeader = request.traceHeader;
    this.#add(x);
    await this.#tell(x, () => {
      this.#interpreter.start(x);
      if (x.deadline !== undefined)
        x.effects.push({ kind: 'timer', line: WHOLE, serial: 0, due: x.deadline });
    });
    return { executionArn: arn, startDate: now };
  }

  /** Stops an execution; gives the time at which it stopped, also when that was earlier. */
  async stop(row: ExecutionRow, fault: Fault): Promise<number> {
    const x = this.#open.get(row.id);
    if (x) await this.#tell(x, () => this.#interpreter.stop(x, 'ABORTED', fault));
    return x?.stoppedAt ?? row.stopped ?? this.#options.clock.now();
  }

  /** Ends the task of a token; answers once that is on disk. */
  async answer(token: string, answer: Answer): Promise<void> {
    await this.#onTask(token, (x, line) => {
      if ('fault' in answer) this.#interpreter.fail(x, line, answer.fault);
      else this.#interpreter.succeed(x, line, answer.output);
    });
  }

  /** Says that the task of a token is still being worked on. */
  async heartbeat(token: string): Promise<void> {
    await this.#onTask(token, (x, line, task) => {
      if (task.heartbeatSeconds === undefined) return;
      task.heartbeatDue = this.#options.clock.now() + task.heartbeatSeconds * 1000;
      x.effects.push({ kind: 'timer', line: line.id, serial: task.serial, due: task.heartbeatDue });
    });
  }

  async #onTask(token: string, act: (x: Execution, line: Line, task: TaskRun) => void): Promise<void> {
    const target = this.#tokens.read(token);
    if (!target) throw new ServiceFault('InvalidToken', "Invalid Token: 'Invalid token'");
    const x = this.#open.get(target.execution);
    if (!x) {
      if (!this.#options.store.executionById(target.execution)) {
        throw new ServiceFault('TaskDoesNotExist', "Task Does Not Exist: 'Task does not exist'");
      }
      throw taskTimedOut();
    }
    const taken = await this.#tell(x, () => {
      const current = currentTask(x, target);
      if (!current) return false;
      act(x, current.line, current.task);
      return true;
    });
    if (!taken) throw taskTimedOut();
  }

  /** Gives an execution something to take in; resolves with its result once the consequences are on disk. */
  #tell<T>(x: Execution, apply: () => T): Promise<T> {
    return new Promise<T>((resolve) => {
      const waiting = this.#news.get(x);
      const news: News = { apply, done: resolve as (result: unknown) => void };
      if (waiting) waiting.push(news);
      else this.#news.set(x, [news]);
      this.#enqueue(x);
    });
  }

  #enqueue(x: Execution): void {
    if (this.#closed) return;
    this.#queue.add(x);
    if (this.#pumping) return;
    this.#pumping = true;
    const rest = this.#options.clock.busy();
    // A failed commit must end the process: what it was to keep has partly been promised already.
    void this.#pump().finally(rest);
  }

  async #pump(): Promise<void> {
    try {
      // What comes in the same moment, such as several due times, is taken in together.
      await undefined;
      while (this.#queue.size > 0 && !this.#closed) await this.#turn();
    } finally {
      this.#pumping = false;
    }
  }

  async #turn(): Promise<void> {
    const batch: Execution[] = [];
    const taken = new Set<Execution>();
    const told: (() => void)[] = [];
    for (const x of this.#queue) {
      // Queued again since its turn began: what is new belongs to the next turn, for a batch holds nothing twice.
      if (taken.has(x)) continue;
      taken.add(x);
      this.#queue.delete(x);
      batch.push(x);
      const news = this.#news.get(x) ?? [];
      this.#news.delete(x);
      for (const { apply, done } of news) {
        let result: unknown;
        this.#interpreter.apply(x, () => {
          result = apply();
        });
        told.push(() => done(result));
      }
      if (!(await this.#interpreter.advance(x, STEPS_A_TURN))) this.#queue.add(x);
      if (batch.length >= BATCH) break;
    }
    if (this.#closed) return;
    const begun = batch.filter(({ events }) => events[0]?.id === 1);
    this.#options.store.commit(batch);
    for (const done of told) done();
    for (const x of begun) this.#announce(x, 'RUNNING');
    for (const x of batch) this.#afterCommit(x);
    // Lets requests, replies and timers in between two transactions.
    if (this.#queue.size > 0) await new Promise((resolve) => setImmediate(resolve));
    else await undefined;
  }

  #afterCommit(x: Execution): void {
    const { effects } = x;
    x.effects = [];
    for (const effect of effects) this.#perform(x, effect);
    if (x.status === 'RUNNING' || !this.#open.delete(x.id)) return;
    this.#openByArn.delete(x.arn);
    this.#announce(x, x.status);
    if (x.parent) this.#reportToParent(x.parent, x.arn);
  }

  #announce(x: Execution, status: Execution['status']): void {
    this.#options.onStatusChange?.(statusChange(x, status));
  }

  #perform(x: Execution, effect: Effect): void {
    if (effect.kind === 'timer') {
      this.#dues.add({ due: effect.due, execution: x.id, line: effect.line, serial: effect.serial });
    } else if (effect.kind === 'stopChild') {
      const child = this.#openByArn.get(effect.arn);
      if (child) void this.#tell(child, () => this.#interpreter.stop(child, 'ABORTED', {}));
    } else {
      void this.#call(x, { execution: x.id, line: effect.line, serial: effect.serial });
    }
  }

  #fallDue(dues: Due[]): void {
    for (const { execution, line: id, serial } of dues) {
      const x = this.#open.get(execution);
      if (!x) continue;
      void this.#tell(x, () => {
        if (id === WHOLE) {
          this.#interpreter.stop(x, 'TIMED_OUT', { error: 'States.Timeout' });
          return;
        }
        const line = x.lines.get(id);
        if (line?.due !== undefined && line.dueSerial === serial) this.#interpreter.wake(x, line);
        const current = currentTask(x, { execution, line: id, serial });
        if (current) this.#checkDeadlines(x, current.line, current.task);
      });
    }
  }

  #checkDeadlines(x: Execution, line: Line, task: TaskRun): void {
    const now = this.#options.clock.now();
    if (task.timeoutDue !== undefined && task.timeoutDue <= now) {
      this.#interpreter.timeOut(x, line, timeoutFault('timeout'));
    } else if (task.heartbeatDue !== undefined && task.heartbeatDue <= now) {
      this.#interpreter.timeOut(x, line, timeoutFault('heartbeat'));
    }
  }

  async #call(x: Execution, target: TokenTarget): Promise<void> {
    const current = currentTask(x, target);
    if (!current) return;
    const { line, task } = current;
    const state = stateOf(x, line) as TaskState;
    const outcome = await this.#outcome(x, line, task, state);
    await this.#tell(x, () => {
      const still = currentTask(x, target);
      // A call back or a time-out may have been faster than the answer of the call itself.
      if (still?.line.phase !== 'calling') return;
      this.#settle(x, line, task, state, outcome);
    });
    if (task.childArn && line.phase === 'submitted') {
      this.#reportToParent({ arn: x.arn, line: target.line, serial: target.serial }, task.childArn);
    }
  }

  #settle(x: Execution, line: Line, task: TaskRun, state: TaskState, outcome: CallOutcome): void {
    const pattern = state.resource.kind === 'service' ? state.resource.pattern : 'request';
    if (!outcome.ok) {
      this.#interpreter.fail(x, line, { error: outcome.error, cause: outcome.cause });
    } else if (pattern === 'request') {
      this.#interpreter.succeed(x, line, outcome.output);
    } else {
      if (pattern === 'sync' || pattern === 'sync2') {
        task.childArn = (outcome.output as { ExecutionArn: string }).ExecutionArn;
      }
      this.#interpreter.submit(x, line, outcome.output);
    }
  }

  async #outcome(x: Execution, line: Line, task: TaskRun, { resource }: TaskState): Promise<CallOutcome> {
    const { account, region, invoke, services, clock } = this.#options;
    const call: Call = {
      arguments: task.arguments,
      requestId: task.requestId,
      executionArn: x.arn,
      machineArn: x.machineArn,
      account,
      region,
    };
    try {
      if (resource.kind === 'function') return await callFunction(invoke, resource.arn, call);
      const api = `${resource.service}:${resource.api}`;
      if (api === 'lambda:invoke') return await invokeFunction(invoke, call);
      if (api === 'states:startExecution') {
        return await this.#startChild(call, { arn: x.arn, line: line.id, serial: task.serial });
      }
      const rest = clock.busy();
      const outcome = await callService(services, api, call)?.finally(rest);
      if (outcome) return outcome;
      rest();
      return {
        ok: false,
        error: 'States.Runtime',
        cause: `The integration ${api} is not available in this runtime`,
      };
    } catch (fault) {
      // Not an answer of the function or service but a failure to reach it.
      const reached = resource.kind === 'function' || resource.service === 'lambda';
      return {
        ok: false,
        error: reached ? 'Lambda.SdkClientException' : 'States.TaskFailed',
        cause: fault instanceof Error ? fault.message : String(fault),
      };
    }
  }

  async #startChild(call: Call, parent: Parent): Promise<CallOutcome> {
    const { arn, input, name = call.requestId } = startArguments(call.arguments);
    try {
      const machine = this.#options.store.machine(arn);
      if (!machine) {
        throw new ServiceFault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      }
      const { executionArn: ExecutionArn, startDate: StartDate } = await this.start(machine, {
        name,
        input,
        parent,
      });
      return { ok: true, output: { ExecutionArn, ...sdkMetadata(call.requestId), StartDate } };
    } catch (fault) {
      if (!(fault instanceof ServiceFault)) throw fault;
      const names = {
        prefix: 'StepFunctions',
        service: 'AWSStepFunctions',
        fallback: 'AWSStepFunctionsException',
      };
      return serviceFailure(names, fault, call.requestId);
    }
  }

  /** Tells a task that waits for a child how it ended, once it has. */
  #reportToParent({ arn, line: id, serial }: Parent, childArn: string): void {
    const child = this.#options.store.execution(childArn);
    const x = this.#openByArn.get(arn);
    if (!x || !child || child.status === 'RUNNING') return;
    void this.#tell(x, () => {
      const current = currentTask(x, { execution: x.id, line: id, serial });
      if (current?.task.childArn !== childArn || current.line.phase !== 'submitted') return;
      const state = stateOf(x, current.line) as TaskState;
      const parsed = state.resource.kind === 'service' && state.resource.pattern === 'sync2';
      const outcome = childResult(child, parsed);
      if (outcome.ok) this.#interpreter.succeed(x, current.line, outcome.output);
      else this.#interpreter.fail(x, current.line, { error: outcome.error, cause: outcome.cause });
    });
  }

  #machine(revision: string): Machine {
    let machine = this.#machines.get(revision);
    if (!machine) {
      const definition = this.#options.store.definition(revision);
      if (definition === undefined) throw new Error(`There is no definition of revision ${revision}`);
      machine = compileMachine(readDefinition(definition));
      this.#machines.set(revision, machine);
    }
    return machine;
  }

  #add(x: Execution): void {
    this.#open.set(x.id, x);
    this.#openByArn.set(x.arn, x);
  }

  #takeUp(row: ExecutionRow): void {
    if (row.progress === null) throw new Error(`Execution ${row.arn} is running but its progress is missing`);
    const x: Execution = {
      ...readProgress(row.progress),
      id: row.id,
      arn: row.arn,
      name: row.name,
      machineArn: row.machine,
      machineName: row.machine.slice(row.machine.lastIndexOf(':') + 1),
      revision: row.revision,
      roleArn: row.role,
      machine: this.#machine(row.revision),
      status: 'RUNNING',
      startedAt: row.started,
      inputText: row.input,
      input: readInput(row.input),
      events: [],
      effects: [],
    };
    if (row.deadline !== null) x.deadline = row.deadline;
    if (row.parent !== null) x.parent = JSON.parse(row.parent) as Parent;
    if (row.trace !== null) x.traceHeader = row.trace;
    this.#add(x);
    if (x.deadline !== undefined)
      this.#dues.add({ due: x.deadline, execution: x.id, line: WHOLE, serial: 0 });
    for (const line of x.lines.values()) this.#takeUpLine(x, line);
    if (x.ready.length > 0) this.#enqueue(x);
  }

  #takeUpLine(x: Execution, line: Line): void {
    const { due, dueSerial = 0, task } = line;
    if (due !== undefined) this.#dues.add({ due, execution: x.id, line: line.id, serial: dueSerial });
    if (!task) return;
    for (const taskDue of [task.timeoutDue, task.heartbeatDue]) {
      if (taskDue !== undefined) {
        this.#dues.add({ due: taskDue, execution: x.id, line: line.id, serial: task.serial });
      }
    }
    // Nobody knows whether the call came through, so it is made again, with the same token and request id.
    if (line.phase === 'calling') void this.#call(x, { execution: x.id, line: line.id, serial: task.serial });
    if (line.phase === 'submitted' && task.childArn) {
      this.#reportToParent({ arn: x.arn, line: line.id, serial: task.serial }, task.childArn);
    }
  }
}

/** The task of a line if it is still the one that is meant and not yet ended. */
function currentTask(
  x: Execution,
  { line: id, serial }: TokenTarget,
): { line: Line; task: TaskRun } | undefined {
  const line = x.lines.get(id);
  const open = line?.phase === 'start' || line?.phase === 'calling' || line?.phase === 'submitted';
  return line?.task?.serial === serial && open ? { line, task: line.task } : undefined;
}

function taskTimedOut(): ServiceFault {
  return new ServiceFault('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}

function readInput(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (fault) {
    throw new ServiceFault(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${(fault as Error).message}'`,
    );
  }
}
