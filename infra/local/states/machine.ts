/** A definition made ready to run: states by name, every expression compiled. */
import type {
  CatcherDefinition,
  ContainerDefinition,
  Definition,
  RetrierDefinition,
  StateDefinition,
} from './definition.ts';
import {
  compileExpression,
  compileTemplate,
  expectType,
  expressionText,
  type Scope,
  type Template,
} from './expressions.ts';
import { EvaluationFault } from './faults.ts';
import { parseResource, type Resource } from './integrations/resources.ts';
import type { Json } from './json.ts';
import { parseTimestamp } from './timestamps.ts';

/** What a state says of the workflow's variables and of its output. */
export interface Outcome {
  assign?: { name: string; value: Template }[];
  output?: Template;
}

/** Where a state leads: to another one, or to the end of its branch when there is none. */
export interface Way extends Outcome {
  next?: string;
}

/** One entry of Retry, with AWS's defaults filled in. */
export interface Retrier {
  errorEquals: string[];
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number;
  fullJitter: boolean;
}

/** One entry of Catch. */
export interface Catcher extends Way {
  errorEquals: string[];
}

interface Base extends Way {
  name: string;
}

/** A state that runs something that may fail, and says what then. */
interface Guarded extends Base {
  retry: Retrier[];
  catchers: Catcher[];
}

export type PassState = Base & { type: 'Pass' };
export type SucceedState = Base & { type: 'Succeed' };
export type FailState = Base & { type: 'Fail'; error?: Template; cause?: Template };
export type WaitState = Base & { type: 'Wait'; until: (scope: Scope) => Promise<number> };
export type ChoiceState = Base & {
  type: 'Choice';
  rules: (Way & { condition: Template })[];
  hasDefault: boolean;
};
export type TaskState = Guarded & {
  type: 'Task';
  resource: Resource;
  arguments?: Template;
  timeoutSeconds?: Template;
  heartbeatSeconds?: Template;
  roleArn?: Template;
};
export type ParallelState = Guarded & { type: 'Parallel'; arguments?: Template; branches: number[] };
export type MapState = Guarded & {
  type: 'Map';
  items?: Template;
  selector?: Template;
  processor: number;
  maxConcurrency?: Template;
  tolerance: Template[];
};

/** One state, ready to run. */
export type State =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;

/** States that a line of execution moves through: the machine's own, a branch's, or an item processor's. */
export interface Container {
  startAt: string;
  states: Map<string, State>;
}

/** A compiled machine; container 0 is the machine's own, the others are numbered in the definition's order. */
export interface Machine {
  timeoutSeconds?: number;
  containers: Container[];
}

/** Inline Maps never run more iterations than this at a time, whatever MaxConcurrency says. */
export const MOST_CONCURRENT = 40;

/** Compiles a definition that has been validated. */
export function compileMachine(definition: Definition): Machine {
  const machine: Machine = { containers: [] };
  if (definition.TimeoutSeconds !== undefined) machine.timeoutSeconds = definition.TimeoutSeconds;
  addContainer(machine, definition);
  return machine;
}

function addContainer(machine: Machine, definition: ContainerDefinition): number {
  const number = machine.containers.length;
  const states = new Map<string, State>();
  machine.containers.push({ startAt: definition.StartAt, states });
  for (const [name, state] of Object.entries(definition.States)) {
    states.set(name, compileState(machine, name, state));
  }
  return number;
}

function compileState(machine: Machine, name: string, state: StateDefinition): State {
  const base: Base = { name, ...outcome(state, '') };
  if ('Next' in state && state.Next !== undefined) base.next = state.Next;
  switch (state.Type) {
    case 'Pass':
    case 'Succeed':
      return { ...base, type: state.Type };
    case 'Fail':
      return {
        ...base,
        type: 'Fail',
        ...text('error', 'Error', state.Error),
        ...text('cause', 'Cause', state.Cause),
      };
    case 'Wait':
      return { ...base, type: 'Wait', until: compileWait(state) };
    case 'Choice': {
      const rules = state.Choices.map((rule, index) => ({
        ...outcome(rule, `Choices[${index}]/`),
        next: rule.Next,
        condition: typed(rule.Condition, 'boolean', `Choices[${index}]/Condition`),
      }));
      if (state.Default !== undefined) base.next = state.Default;
      return { ...base, type: 'Choice', rules, hasDefault: state.Default !== undefined };
    }
    case 'Task':
      return compileTask(base, state);
    case 'Parallel': {
      const branches = state.Branches.map((branch) => addContainer(machine, branch));
      return {
        ...base,
        ...handling(state),
        type: 'Parallel',
        branches,
        ...optional('arguments', 'Arguments', state.Arguments),
      };
    }
    case 'Map':
      return compileMap(machine, base, state);
  }
}

function compileTask(base: Base, state: StateDefinition & { Type: 'Task' }): TaskState {
  const resource = parseResource(state.Resource);
  if (!resource) throw new Error(`Resource ${state.Resource} of state '${base.name}' was not validated`);
  const task: TaskState = {
    ...base,
    ...handling(state),
    type: 'Task',
    resource,
    ...optional('arguments', 'Arguments', state.Arguments),
  };
  if (state.TimeoutSeconds !== undefined)
    task.timeoutSeconds = wholeNumber(state.TimeoutSeconds, 1, 'TimeoutSeconds');
  if (state.HeartbeatSeconds !== undefined) {
    task.heartbeatSeconds = wholeNumber(state.HeartbeatSeconds, 1, 'HeartbeatSeconds');
  }
  if (state.Credentials) task.roleArn = typed(state.Credentials.RoleArn, 'string', 'Credentials/RoleArn');
  return task;
}

function compileMap(machine: Machine, base: Base, state: StateDefinition & { Type: 'Map' }): MapState {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (!processor) throw new Error(`Map state '${base.name}' was not validated`);
  const map: MapState = {
    ...base,
    ...handling(state),
    type: 'Map',
    processor: addContainer(machine, processor),
    tolerance: [],
    ...optional('selector', 'ItemSelector', state.ItemSelector),
  };
  if (state.Items !== undefined) map.items = typed(state.Items, 'array', 'Items');
  if (state.MaxConcurrency !== undefined)
    map.maxConcurrency = wholeNumber(state.MaxConcurrency, 0, 'MaxConcurrency');
  if (state.ToleratedFailureCount !== undefined) {
    map.tolerance.push(wholeNumber(state.ToleratedFailureCount, 0, 'ToleratedFailureCount'));
  }
  if (state.ToleratedFailurePercentage !== undefined) {
    map.tolerance.push(percentage(state.ToleratedFailurePercentage));
  }
  return map;
}

function outcome(from: object, prefix: string): Outcome {
  const { Assign, Output } = from as { Assign?: Record<string, Json>; Output?: Json };
  const result: Outcome = {};
  if (Assign) {
    result.assign = Object.entries(Assign).map(([name, value]) => ({
      name,
      value: compileTemplate(value, `${prefix}Assign/${name}`),
    }));
  }
  if (Output !== undefined) result.output = compileTemplate(Output, `${prefix}Output`);
  return result;
}

function optional<K extends string>(
  key: K,
  location: string,
  value: Json | undefined,
): { [P in K]?: Template } {
  if (value === undefined) return {};
  return { [key]: compileTemplate(value, location) } as { [P in K]?: Template };
}

function text<K extends string>(
  key: K,
  location: string,
  value: string | undefined,
): { [P in K]?: Template } {
  if (value === undefined) return {};
  return { [key]: typed(value, 'string', location) } as { [P in K]?: Template };
}

/** A field whose value must have one JSON type. */
function typed(value: Json, type: string, location: string): Template {
  const source = expressionText(value);
  if (source === undefined) return compileTemplate(value, location);
  const template = compileExpression(source, location);
  const check = (result: Json) => expectType(result, type, source, location);
  return (scope) => {
    const result = template(scope);
    return result instanceof Promise ? result.then(check) : check(result);
  };
}

function wholeNumber(value: number | string, least: number, location: string): Template {
  const template = typed(value, 'number', location);
  return async (scope) => {
    const number = (await template(scope)) as number;
    if (Number.isInteger(number) && number >= least) return number;
    const kind = least === 0 ? 'non-negative' : 'positive';
    throw new EvaluationFault(`The ${location} field must be a ${kind} integer but was: ${number}`, location);
  };
}

function percentage(value: number | string): Template {
  const location = 'ToleratedFailurePercentage';
  const template = typed(value, 'number', location);
  return async (scope) => {
    const number = (await template(scope)) as number;
    if (number >= 0 && number <= 100) return number;
    throw new EvaluationFault('ToleratedFailurePercentage must be between 0 and 100.', location);
  };
}

function compileWait(state: StateDefinition & { Type: 'Wait' }): WaitState['until'] {
  if (state.Seconds !== undefined) {
    const seconds = wholeNumber(state.Seconds, 0, 'Seconds');
    return async (scope) => scope.now + ((await seconds(scope)) as number) * 1000;
  }
  const at = typed(state.Timestamp ?? '', 'string', 'Timestamp');
  return async (scope) => {
    const written = (await at(scope)) as string;
    const due = parseTimestamp(written);
    if (due !== undefined) return due;
    throw new EvaluationFault(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${written}`,
      'Timestamp',
    );
  };
}

function handling(state: {
  Retry?: RetrierDefinition[] | undefined;
  Catch?: CatcherDefinition[] | undefined;
}): Omit<Guarded, keyof Base> {
  return {
    retry: (state.Retry ?? []).map((retrier) => ({
      errorEquals: retrier.ErrorEquals,
      intervalSeconds: retrier.IntervalSeconds ?? 1,
      maxAttempts: retrier.MaxAttempts ?? 3,
      backoffRate: retrier.BackoffRate ?? 2,
      maxDelaySeconds: retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
      fullJitter: retrier.JitterStrategy === 'FULL',
    })),
    catchers: (state.Catch ?? []).map((catcher, index) => ({
      ...outcome(catcher, `Catch[${index}]/`),
      errorEquals: catcher.ErrorEquals,
      next: catcher.Next,
    })),
  };
}
