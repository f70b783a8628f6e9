/**
 * Takes executions from state to state. It touches nothing but the execution: events and effects pile up in it,
 * and whoever calls writes them down before anything outside happens.
 */
import type { Execution, Line, Phase, TaskRun } from './execution.ts';
import type { Eventually, Scope, Template } from './expressions.ts';
import { dataLimitFault, EvaluationFault, errorOutput, type Fault, StateFault, takes } from './faults.ts';
import { exceedsPayloadLimit, type Json, type JsonObject } from './json.ts';
import {
  type Container,
  type FailState,
  type MapState,
  MOST_CONCURRENT,
  type Outcome,
  type ParallelState,
  type State,
  type TaskState,
  type WaitState,
} from './machine.ts';
import { HistoryFull, record, recordIn } from './recorder.ts';
import { timestamp } from './timestamps.ts';

/** What the interpreter needs of the world around it. */
export interface Surroundings {
  now(): number;
  region: string;
  /** A number from 0 up to 1, for jitter. */
  random(): number;
  newId(): string;
  newToken(x: Execution, line: Line, serial: number): string;
}

/** Phases in which a line waits for something outside itself. */
const WAITING: ReadonlySet<Phase> = new Set([
  'calling',
  'submitted',
  'waiting',
  'retrying',
  'forked',
  'failed',
]);

/** Advances executions. */
export class Interpreter {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Writes the first event of a new execution and puts its first line at the start. */
  start(x: Execution): void {
    const at = this.#around.now();
    record(x, at, 'ExecutionStarted', 0, { inputText: x.inputText, roleArn: x.roleArn });
    // Recorded from AWS: the first state's event follows from event 0, not from ExecutionStarted.
    this.#addLine(x, 0, { index: 0, input: x.input, prev: 0 });
    if (x.machine.timeoutSeconds !== undefined) x.deadline = x.startedAt + x.machine.timeoutSeconds * 1000;
  }

  /** Takes at most `steps` steps; true when there is nothing left to do without news from outside. */
  async advance(x: Execution, steps: number): Promise<boolean> {
    try {
      for (let step = 0; step < steps; step++) {
        const id = x.status === 'RUNNING' ? x.ready.shift() : undefined;
        if (id === undefined) return true;
        const line = x.lines.get(id);
        if (line) await this.#step(x, line);
      }
    } catch (fault) {
      this.#giveUp(x, fault);
    }
    return x.status !== 'RUNNING' || x.ready.length === 0;
  }

  /** Applies news from outside, unless the history is full by then. */
  apply(x: Execution, news: () => void): void {
    try {
      if (x.status === 'RUNNING') news();
    } catch (fault) {
      this.#giveUp(x, fault);
    }
  }

  /** A task's integration has answered for good. */
  succeed(x: Execution, line: Line, result: Json): void {
    const { service, details } = this.#taskEvent(x, line);
    if (exceedsPayloadLimit(result)) {
      this.fail(x, line, dataLimitFault(service ? (details.resourceType ?? '') : (details.resource ?? '')));
      return;
    }
    const type = service ? 'TaskSucceeded' : 'LambdaFunctionSucceeded';
    recordIn(
      x,
      line,
      this.#around.now(),
      type,
      service ? { ...details, output: result } : { output: result },
    );
    line.result = result;
    this.#ready(x, line, 'leave');
  }

  /** A task has failed. */
  fail(x: Execution, line: Line, fault: Fault): void {
    const { service, details } = this.#taskEvent(x, line);
    const told = {
      ...(fault.error !== undefined && { error: fault.error }),
      ...(fault.cause !== undefined && { cause: fault.cause }),
    };
    recordIn(
      x,
      line,
      this.#around.now(),
      service ? 'TaskFailed' : 'LambdaFunctionFailed',
      service ? { ...details, ...told } : told,
    );
    this.#fault(x, line, fault);
  }

  /** A task has missed its time-out or its heartbeat. */
  timeOut(x: Execution, line: Line, fault: Fault): void {
    const { service, details } = this.#taskEvent(x, line);
    const told = { error: fault.error ?? 'States.Timeout' };
    recordIn(
      x,
      line,
      this.#around.now(),
      service ? 'TaskTimedOut' : 'LambdaFunctionTimedOut',
      service ? { ...details, ...told } : told,
    );
    this.#abandon(x, line);
    this.#fault(x, line, fault);
  }

  /** The integration has taken the task on; a call back or a child will end it. */
  submit(x: Execution, line: Line, output: Json): void {
    const { details } = this.#taskEvent(x, line);
    recordIn(x, line, this.#around.now(), 'TaskSubmitted', { ...details, output });
    line.phase = 'submitted';
  }

  /** A Wait is over, or the pause before a retry. */
  wake(x: Execution, line: Line): void {
    delete line.due;
    this.#ready(x, line, line.phase === 'retrying' ? 'begin' : 'leave');
  }

  /** Ends the execution from outside. */
  stop(x: Execution, status: 'ABORTED' | 'TIMED_OUT', fault: Fault): void {
    for (const line of x.lines.values()) this.#abandon(x, line);
    const details = {
      ...(fault.error !== undefined && { error: fault.error }),
      ...(fault.cause !== undefined && { cause: fault.cause }),
    };
    // Recorded from AWS: these two follow from event 0, wherever the execution stood.
    record(
      x,
      this.#around.now(),
      status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut',
      0,
      details,
    );
    this.#finish(x, status, status === 'ABORTED' ? fault : {});
  }

  async #step(x: Execution, line: Line): Promise<void> {
    const state = stateOf(x, line);
    try {
      if (line.phase === 'enter') this.#enter(x, line, state);
      switch (line.phase) {
        case 'begin':
          return await this.#begin(x, line, state);
        case 'start':
          return this.#startTask(x, line);
        case 'leave':
          return await this.#leave(x, line, state, line.result);
        case 'join':
          return this.#joinFailed(x, line);
        case 'faulted':
          return await this.#resolve(x, line, state);
        default:
          return;
      }
    } catch (thrown) {
      this.#fault(x, line, this.#faultOf(x, line, state, thrown));
    }
  }

  #enter(x: Execution, line: Line, state: State): void {
    const at = this.#around.now();
    const before = line.prev;
    const id = recordIn(x, line, at, `${state.type}StateEntered`, { name: state.name, input: line.input });
    // On AWS some milliseconds pass between two states; a clock that stands still must not make two entries look like one.
    line.entered = { id, prev: before, at: Math.max(at, line.entered.at + 1) };
    line.phase = 'begin';
  }

  #begin(x: Execution, line: Line, state: State): Eventually<void> {
    switch (state.type) {
      case 'Pass':
      case 'Succeed':
        return this.#leave(x, line, state, undefined);
      case 'Fail':
        return this.#failState(x, line, state);
      case 'Choice':
        return this.#choose(x, line, state);
      case 'Wait':
        return this.#wait(x, line, state);
      case 'Task':
        return this.#schedule(x, line, state);
      case 'Parallel':
        return this.#forkBranches(x, line, state);
      case 'Map':
        return this.#forkIterations(x, line, state);
    }
  }

  async #failState(x: Execution, line: Line, state: FailState): Promise<void> {
    const scope = this.#scope(x, line, state);
    const fault: Fault = {};
    if (state.error) fault.error = (await state.error(scope)) as string;
    if (state.cause) fault.cause = (await state.cause(scope)) as string;
    this.#fault(x, line, fault);
  }

  async #choose(x: Execution, line: Line, state: State & { type: 'Choice' }): Promise<void> {
    const scope = this.#scope(x, line, state);
    for (const rule of state.rules) {
      const met = rule.condition(scope);
      if (met instanceof Promise ? await met : met)
        return this.#exit(x, line, state, rule, scope, line.input, rule.next);
    }
    if (!state.hasDefault) {
      const cause = 'Failed to transition out of the state. The state does not point to a next state.';
      throw new StateFault({ error: 'States.NoChoiceMatched', cause: `${place(line, state)} ${cause}` });
    }
    return this.#exit(x, line, state, state, scope, line.input, state.next);
  }

  async #wait(x: Execution, line: Line, state: WaitState): Promise<void> {
    const due = await state.until(this.#scope(x, line, state));
    if (due <= this.#around.now()) return this.#leave(x, line, state, undefined);
    this.#pause(x, line, 'waiting', due);
  }

  async #schedule(x: Execution, line: Line, state: TaskState): Promise<void> {
    const serial = ++x.serials;
    const now = this.#around.now();
    const task: TaskRun = { serial, arguments: null, requestId: this.#around.newId() };
    if (state.resource.kind === 'service' && state.resource.pattern === 'token') {
      task.token = this.#around.newToken(x, line, serial);
    }
    const scope = this.#scope(x, line, state, { token: task.token });
    task.arguments = state.arguments
      ? await state.arguments(scope)
      : state.resource.kind === 'function'
        ? line.input
        : null;
    if (exceedsPayloadLimit(task.arguments)) throw new StateFault(dataLimitFault(state.name));
    const seconds = state.timeoutSeconds && ((await state.timeoutSeconds(scope)) as number);
    const heartbeat = state.heartbeatSeconds && ((await state.heartbeatSeconds(scope)) as number);
    const role = state.roleArn && ((await state.roleArn(scope)) as string);
    line.task = task;

    const limits = {
      ...(seconds !== undefined && { timeoutInSeconds: seconds }),
      ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
      ...(role !== undefined && { taskRole: role }),
    };
    const { service, details } = this.#taskEvent(x, line);
    if (service) {
      const { region } = this.#around;
      recordIn(x, line, now, 'TaskScheduled', { ...details, region, parameters: task.arguments, ...limits });
    } else {
      recordIn(x, line, now, 'LambdaFunctionScheduled', { ...details, input: task.arguments, ...limits });
    }
    if (seconds !== undefined) {
      task.timeoutDue = now + seconds * 1000;
      x.effects.push({ kind: 'timer', line: line.id, serial, due: task.timeoutDue });
    }
    if (heartbeat !== undefined) {
      task.heartbeatSeconds = heartbeat;
      task.heartbeatDue = now + heartbeat * 1000;
      x.effects.push({ kind: 'timer', line: line.id, serial, due: task.heartbeatDue });
    }
    this.#ready(x, line, 'start');
  }

  #startTask(x: Execution, line: Line): void {
    const { service, details } = this.#taskEvent(x, line);
    if (service) recordIn(x, line, this.#around.now(), 'TaskStarted', details);
    else recordIn(x, line, this.#around.now(), 'LambdaFunctionStarted');
    line.phase = 'calling';
    x.effects.push({ kind: 'call', line: line.id, serial: line.task?.serial ?? 0 });
  }

  async #forkBranches(x: Execution, line: Line, state: ParallelState): Promise<void> {
    const input = state.arguments ? await state.arguments(this.#scope(x, line, state)) : line.input;
    if (exceedsPayloadLimit(input)) throw new StateFault(dataLimitFault(state.name));
    const prev = recordIn(x, line, this.#around.now(), 'ParallelStateStarted');
    const open = state.branches.length;
    line.fork = { open, results: new Array(open).fill(null), last: prev, next: open, limit: open };
    line.phase = 'forked';
    state.branches.forEach((container, index) => {
      this.#addLine(x, container, { index, input, prev, parent: line });
    });
  }

  async #forkIterations(x: Execution, line: Line, state: MapState): Promise<void> {
    const scope = this.#scope(x, line, state);
    const items = state.items ? await state.items(scope) : line.input;
    if (!Array.isArray(items)) {
      throw new EvaluationFault(`Map state input must be an array but was: ${JSON.stringify(items)}`);
    }
    const concurrency = state.maxConcurrency ? ((await state.maxConcurrency(scope)) as number) : 0;
    // Evaluated because AWS does, and without further effect in an inline Map.
    for (const tolerance of state.tolerance) await tolerance(scope);
    const prev = recordIn(x, line, this.#around.now(), 'MapStateStarted', { length: items.length });
    const limit = Math.min(concurrency || MOST_CONCURRENT, MOST_CONCURRENT);
    line.fork = { open: 0, results: new Array(items.length).fill(null), last: prev, items, next: 0, limit };
    line.phase = 'forked';
    for (let index = 0; index < Math.min(limit, items.length); index++)
      await this.#iterate(x, line, state, prev);
    this.#joinWhenDone(x, line, state);
  }

  /** Starts the next iteration of a Map; `prev` is the event that made room for it. */
  async #iterate(x: Execution, line: Line, state: MapState, prev: number): Promise<void> {
    const fork = line.fork;
    if (!fork?.items || fork.next >= fork.items.length) return;
    const index = fork.next++;
    const item = fork.items[index] as Json;
    let input: Json = item;
    if (state.selector)
      input = await state.selector(this.#scope(x, line, state, { item: { index, value: item } }));
    if (exceedsPayloadLimit(input)) throw new StateFault(dataLimitFault(state.name));
    const started = record(x, this.#around.now(), 'MapIterationStarted', prev, { name: state.name, index });
    fork.open++;
    this.#addLine(x, state.processor, { index, input, prev: started, parent: line, item });
  }

  /** A branch or iteration has come to its end. */
  async #endLine(x: Execution, line: Line, output: Json): Promise<void> {
    const parent = line.parent === undefined ? undefined : x.lines.get(line.parent);
    if (!parent?.fork) {
      recordIn(x, line, this.#around.now(), 'ExecutionSucceeded', { output });
      x.output = output;
      this.#finish(x, 'SUCCEEDED');
      return;
    }
    const { fork } = parent;
    const state = stateOf(x, parent);
    x.lines.delete(line.id);
    fork.open--;
    fork.results[line.index] = output;
    fork.last = line.prev;
    if (state.type === 'Map') {
      fork.last = record(x, this.#around.now(), 'MapIterationSucceeded', line.prev, {
        name: state.name,
        index: line.index,
      });
      // A fault of the next iteration's selector is the Map's, not this line's.
      if (fork.failed === undefined) await this.#iterateNext(x, parent, state, line.prev);
    }
    if (parent.phase === 'forked') this.#joinWhenDone(x, parent, state);
  }

  async #iterateNext(x: Execution, parent: Line, state: MapState, prev: number): Promise<void> {
    try {
      await this.#iterate(x, parent, state, prev);
    } catch (thrown) {
      parent.prev = prev;
      this.#fault(x, parent, this.#faultOf(x, parent, state, thrown));
    }
  }

  #joinWhenDone(x: Execution, line: Line, state: State): void {
    const { fork } = line;
    if (!fork || fork.open > 0 || (fork.items && fork.next < fork.items.length)) return;
    record(x, this.#around.now(), `${state.type}StateSucceeded`, fork.last);
    line.prev = fork.last;
    line.result = fork.results;
    delete line.fork;
    this.#ready(x, line, 'leave');
  }

  /** One branch or iteration has failed: the others are aborted and its fault becomes the fork's. */
  #joinFailed(x: Execution, line: Line): void {
    const failed = line.fork?.failed === undefined ? undefined : x.lines.get(line.fork.failed);
    if (!failed) return;
    line.prev = failed.prev;
    line.fault = failed.fault ?? {};
    this.#abortBranches(x, line, failed);
    line.phase = 'faulted';
    x.ready.push(line.id);
  }

  /** Writes the ends of all open branches; each follows from the event that failed. */
  #abortBranches(x: Execution, parent: Line, failed?: Line): void {
    const state = stateOf(x, parent);
    const open = [...x.lines.values()].filter((line) => line.parent === parent.id);
    // The one that failed comes first, the others in their order.
    open.sort((a, b) => Number(b === failed) - Number(a === failed) || a.index - b.index);
    for (const line of open) {
      const at = this.#around.now();
      if (state.type === 'Map') {
        const type = line === failed ? 'MapIterationFailed' : 'MapIterationAborted';
        record(x, at, type, parent.prev, { name: state.name, index: line.index });
      }
      if (line.fork) {
        line.prev = parent.prev;
        this.#abortBranches(x, line);
      }
      this.#abandon(x, line);
      const inside = stateOf(x, line);
      const wasOpen =
        line === failed ? inside.type === 'Task' || inside.type === 'Wait' : line.phase !== 'enter';
      if (
        wasOpen &&
        (inside.type === 'Task' ||
          inside.type === 'Wait' ||
          inside.type === 'Parallel' ||
          inside.type === 'Map')
      ) {
        record(x, at, `${inside.type}StateAborted`, parent.prev);
      }
      x.lines.delete(line.id);
    }
    delete parent.fork;
  }

  /** Retries, catches, or passes on the fault of a line. */
  async #resolve(x: Execution, line: Line, state: State): Promise<void> {
    const fault = line.fault ?? {};
    if (state.type !== 'Task' && state.type !== 'Parallel' && state.type !== 'Map')
      return this.#failLine(x, line, fault);
    if (line.fork) this.#abortBranches(x, line);
    const retrier = state.retry.findIndex(({ errorEquals }) => takes(errorEquals, fault));
    const rule = state.retry[retrier];
    const used = line.attempts[retrier] ?? 0;
    if (rule && used < rule.maxAttempts) {
      line.attempts[retrier] = used + 1;
      line.retryCount++;
      const delay = Math.min(rule.intervalSeconds * rule.backoffRate ** used, rule.maxDelaySeconds) * 1000;
      delete line.task;
      delete line.fault;
      this.#pause(
        x,
        line,
        'retrying',
        this.#around.now() + Math.round(rule.fullJitter ? delay * this.#around.random() : delay),
      );
      return;
    }
    if (state.type !== 'Task') recordIn(x, line, this.#around.now(), `${state.type}StateFailed`);
    const catcher = state.catchers.find(({ errorEquals }) => takes(errorEquals, fault));
    if (!catcher) return this.#failLine(x, line, fault);
    const output = errorOutput(fault);
    const scope = this.#scope(x, line, state, { errorOutput: output });
    try {
      await this.#exit(x, line, state, catcher, scope, output, catcher.next);
    } catch (thrown) {
      // What fails in a Catch is not caught again.
      this.#failLine(x, line, this.#faultOf(x, line, state, thrown));
    }
  }

  #failLine(x: Execution, line: Line, fault: Fault): void {
    line.fault = fault;
    line.phase = 'failed';
    const parent = line.parent === undefined ? undefined : x.lines.get(line.parent);
    if (!parent?.fork) {
      this.#failExecution(x, line.prev, fault);
      return;
    }
    // The parent looks at it only after what has already happened to the other lines, as on AWS.
    parent.fork.failed ??= line.id;
    if (parent.phase === 'forked') this.#ready(x, parent, 'join');
  }

  #failExecution(x: Execution, prev: number, fault: Fault): void {
    const details = {
      ...(fault.error !== undefined && { error: fault.error }),
      ...(fault.cause !== undefined && { cause: fault.cause }),
    };
    record(x, this.#around.now(), 'ExecutionFailed', prev, details);
    this.#finish(x, 'FAILED', fault);
  }

  #giveUp(x: Execution, thrown: unknown): void {
    if (!(thrown instanceof HistoryFull)) throw thrown;
    for (const line of x.lines.values()) this.#abandon(x, line);
    this.#failExecution(x, x.lastEvent, {
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  }

  #finish(x: Execution, status: Execution['status'], fault?: Fault): void {
    x.status = status;
    x.stoppedAt = this.#around.now();
    if (fault) x.fault = fault;
    x.ready.length = 0;
    x.lines.clear();
  }

  #leave(x: Execution, line: Line, state: State, result: Json | undefined): Promise<void> {
    const scope = this.#scope(x, line, state, result === undefined ? {} : { result });
    return this.#exit(x, line, state, state, scope, result === undefined ? line.input : result, state.next);
  }

  /** Assigns variables, makes the output, and goes on to the next state or the end of the line. */
  async #exit(
    x: Execution,
    line: Line,
    state: State,
    way: Outcome,
    scope: Scope,
    byDefault: Json,
    next: string | undefined,
  ): Promise<void> {
    let assigned: JsonObject | undefined;
    if (way.assign) assigned = await evaluateAll(way.assign, scope);
    const made = way.output ? way.output(scope) : byDefault;
    const output = made instanceof Promise ? await made : made;
    if (output !== line.input && exceedsPayloadLimit(output)) {
      throw new StateFault({ ...dataLimitFault(state.name), terminal: true });
    }
    if (assigned) {
      if (exceedsPayloadLimit(assigned))
        throw new StateFault({ ...dataLimitFault(state.name), terminal: true });
      line.variables = { ...line.variables, ...assigned };
    }
    recordIn(x, line, this.#around.now(), `${state.type}StateExited`, {
      name: state.name,
      output,
      ...(assigned && { assigned }),
    });
    line.input = output;
    line.attempts = [];
    line.retryCount = 0;
    delete line.result;
    delete line.fault;
    delete line.task;
    if (next === undefined) return this.#endLine(x, line, output);
    line.state = next;
    this.#ready(x, line, 'enter');
  }

  #fault(x: Execution, line: Line, fault: Fault): void {
    line.fault = fault;
    this.#ready(x, line, 'faulted');
  }

  /** What a thrown error means for the state; an evaluation that failed is written into the history. */
  #faultOf(x: Execution, line: Line, state: State, thrown: unknown): Fault {
    if (thrown instanceof StateFault) return thrown.fault;
    if (!(thrown instanceof EvaluationFault)) throw thrown;
    const error = 'States.QueryEvaluationError';
    const cause = `${place(line, state)} ${thrown.message}`;
    // Recorded from AWS: what fails while a state is being entered follows from the event before that; a Wait
    // has been entered by then.
    const entering = line.prev === line.entered.id && state.type !== 'Wait';
    line.prev = record(x, this.#around.now(), 'EvaluationFailed', entering ? line.entered.prev : line.prev, {
      error,
      cause,
      ...(thrown.location !== undefined && { location: thrown.location }),
      state: state.name,
    });
    return { error, cause };
  }

  #taskEvent(
    x: Execution,
    line: Line,
  ): { service: boolean; details: { resource: string; resourceType?: string } } {
    const state = stateOf(x, line);
    if (state.type !== 'Task')
      throw new Error(`State '${state.name}' of ${x.arn} has a task but is a ${state.type}`);
    const { resource } = state;
    if (resource.kind === 'function') return { service: false, details: { resource: resource.arn } };
    const suffix = { request: '', sync: '.sync', sync2: '.sync:2', token: '.waitForTaskToken' }[
      resource.pattern
    ];
    return {
      service: true,
      details: { resourceType: resource.service, resource: `${resource.api}${suffix}` },
    };
  }

  /** Lets go of what a line has started outside. */
  #abandon(x: Execution, line: Line): void {
    if (line.task?.childArn && line.phase === 'submitted')
      x.effects.push({ kind: 'stopChild', arn: line.task.childArn });
  }

  #pause(x: Execution, line: Line, phase: 'waiting' | 'retrying', due: number): void {
    line.phase = phase;
    line.due = due;
    line.dueSerial = ++x.serials;
    x.effects.push({ kind: 'timer', line: line.id, serial: line.dueSerial, due });
  }

  #ready(x: Execution, line: Line, phase: Phase): void {
    line.phase = phase;
    if (!WAITING.has(phase)) x.ready.push(line.id);
  }

  #addLine(
    x: Execution,
    container: number,
    from: { index: number; input: Json; prev: number; parent?: Line; item?: Json },
  ): void {
    const line: Line = {
      id: x.nextLine++,
      container,
      index: from.index,
      state: containerOf(x, container).startAt,
      phase: 'enter',
      input: from.input,
      variables: {},
      prev: from.prev,
      entered: { id: 0, prev: 0, at: 0 },
      attempts: [],
      retryCount: 0,
    };
    if (from.parent) line.parent = from.parent.id;
    if (from.item !== undefined) line.item = from.item;
    x.lines.set(line.id, line);
    x.ready.push(line.id);
  }

  #scope(
    x: Execution,
    line: Line,
    state: State,
    also: {
      result?: Json;
      errorOutput?: Json;
      token?: string | undefined;
      item?: { index: number; value: Json };
    } = {},
  ): Scope {
    const states = { input: line.input } as Scope['states'];
    // Few expressions read the context object, so it is made when the first one does.
    const context = () => this.#context(x, line, state, also);
    Object.defineProperty(states, 'context', {
      enumerable: true,
      configurable: true,
      get() {
        const value = context();
        Object.defineProperty(states, 'context', { enumerable: true, value });
        return value;
      },
    });
    if (also.result !== undefined) states.result = also.result;
    if (also.errorOutput !== undefined) states.errorOutput = also.errorOutput;
    return { states, now: this.#around.now(), variable: (name) => variable(x, line, name) };
  }

  /** The context object, with the fields that AWS was recorded to give. */
  #context(
    x: Execution,
    line: Line,
    state: State,
    also: { token?: string | undefined; item?: { index: number; value: Json } },
  ): JsonObject {
    const retries = state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map';
    const context: JsonObject = {
      Execution: {
        Id: x.arn,
        Input: x.input,
        StartTime: timestamp(x.startedAt),
        Name: x.name,
        RoleArn: x.roleArn,
        RedriveCount: 0,
      },
      StateMachine: { Id: x.machineArn, Name: x.machineName },
      State: {
        Name: state.name,
        EnteredTime: timestamp(line.entered.at),
        ...(retries && { RetryCount: line.retryCount }),
      },
    };
    const item = also.item ?? enclosingItem(x, line);
    if (item) context.Map = { Item: { Index: item.index, Value: item.value } };
    if (also.token !== undefined) context.Task = { Token: also.token };
    return context;
  }
}

/** The state that a line is in. */
export function stateOf(x: Execution, line: Line): State {
  const state = containerOf(x, line.container).states.get(line.state);
  if (!state)
    throw new Error(`Execution ${x.arn} is in state '${line.state}', which its machine does not have`);
  return state;
}

function containerOf(x: Execution, number: number): Container {
  const container = x.machine.containers[number];
  if (!container) throw new Error(`The machine of execution ${x.arn} has no container ${number}`);
  return container;
}

/** A variable as a line sees it: its own, or of the lines around it. */
function variable(x: Execution, line: Line, name: string): Json | undefined {
  for (
    let at: Line | undefined = line;
    at;
    at = at.parent === undefined ? undefined : x.lines.get(at.parent)
  ) {
    if (Object.hasOwn(at.variables, name)) return at.variables[name];
  }
  return undefined;
}

/** The item of the innermost iteration that a line runs in. */
function enclosingItem(x: Execution, line: Line): { index: number; value: Json } | undefined {
  for (
    let at: Line | undefined = line;
    at;
    at = at.parent === undefined ? undefined : x.lines.get(at.parent)
  ) {
    if (at.item !== undefined) return { index: at.index, value: at.item };
  }
  return undefined;
}

function place(line: Line, state: State): string {
  return `An error occurred while executing the state '${state.name}' (entered at the event id #${line.entered.id}).`;
}

async function evaluateAll(assign: { name: string; value: Template }[], scope: Scope): Promise<JsonObject> {
  const values: JsonObject = {};
  for (const { name, value } of assign) {
    const made = value(scope);
    values[name] = made instanceof Promise ? await made : made;
  }
  return values;
}
