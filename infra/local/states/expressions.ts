/** JSONata in state machine definitions: compiled once, evaluated with AWS's wording of what goes wrong. */
import jsonata from 'jsonata';
import { EvaluationFault } from './faults.ts';
import { addFunctions } from './functions.ts';
import { isObject, type Json, type JsonObject, typeOf } from './json.ts';

/** What an expression can see: the reserved `$states`, the workflow's variables, and the time. */
export interface Scope {
  states: { input: Json; context: JsonObject; result?: Json; errorOutput?: Json };
  /** The value of a workflow variable, or undefined when there is none of that name. */
  variable(name: string): Json | undefined;
  now: number;
}

/** A value that may only come later; JSONata is asynchronous, but constants and plain paths are not. */
export type Eventually<T> = T | Promise<T>;

/** A field of a definition: JSON in which every string of the form `{% … %}` is evaluated. */
export type Template = (scope: Scope) => Eventually<Json>;

/** Evaluations after which an expression with functions of its own counts as endless. */
const EVALUATION_LIMIT = 1_000_000;

/** How deep an expression with functions of its own may nest. */
const DEPTH_LIMIT = 1_000;

const entry = Symbol.for('jsonata.__evaluate_entry') as unknown as string;
const exit = Symbol.for('jsonata.__evaluate_exit') as unknown as string;

/** The JSONata text inside `{% … %}`, or undefined for a plain string; white space around the braces makes it plain. */
export function expressionText(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.startsWith('{%') || !value.endsWith('%}') || value.length < 4) {
    return undefined;
  }
  return value.slice(2, -2).trim();
}

/** Compiles a field; `location` is its name as EvaluationFailed events give it, such as `Output/name`. */
export function compileTemplate(value: Json, location: string): Template {
  const text = expressionText(value);
  if (text !== undefined) return compileExpression(text, location);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${location}[${index}]`));
    return isConstant(value) ? () => value : (scope) => evaluateArray(items, scope);
  }
  if (isObject(value)) {
    const fields = Object.entries(value).map(
      ([key, field]) => [key, compileTemplate(field, `${location}/${key}`)] as const,
    );
    return isConstant(value) ? () => value : (scope) => evaluateObject(fields, scope);
  }
  return () => value;
}

/** Fails with AWS's words unless the value has the type that the field needs. */
export function expectType(value: Json, expected: string, text: string | undefined, location: string): Json {
  if (typeOf(value) === expected) return value;
  const what = text === undefined ? `The value` : `The JSONata expression '${text}'`;
  throw new EvaluationFault(
    `${what} specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
    location,
  );
}

/** The syntax tree that JSONata reads from the text; throws JSONata's own error when there is none. */
export function parse(text: string): jsonata.ExprNode {
  return compiled(text).tree;
}

function isConstant(value: Json): boolean {
  if (Array.isArray(value)) return value.every(isConstant);
  if (isObject(value)) return Object.values(value).every(isConstant);
  return expressionText(value) === undefined;
}

function evaluateArray(items: Template[], scope: Scope): Eventually<Json> {
  const values = items.map((item) => item(scope));
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as Json[]);
}

function evaluateObject(fields: (readonly [string, Template])[], scope: Scope): Eventually<JsonObject> {
  const values: JsonObject = {};
  for (let index = 0; index < fields.length; index++) {
    const [key, field] = fields[index] as (typeof fields)[number];
    const value = field(scope);
    if (value instanceof Promise) return evaluateRest(fields, index, value, values, scope);
    setOwn(values, key, value);
  }
  return values;
}

async function evaluateRest(
  fields: (readonly [string, Template])[],
  from: number,
  first: Promise<Json>,
  values: JsonObject,
  scope: Scope,
): Promise<JsonObject> {
  setOwn(values, (fields[from] as (typeof fields)[number])[0], await first);
  for (const [key, field] of fields.slice(from + 1)) setOwn(values, key, await field(scope));
  return values;
}

/** Assigns so that the key `__proto__` is a key like any other. */
function setOwn(target: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, writable: true });
  else target[key] = value;
}

interface Compiled {
  tree: jsonata.ExprNode;
  /** Names of the variables that occur in it, without `$`. */
  names: Set<string>;
  expression: jsonata.Expression;
  /** True when it defines functions, which alone can recurse or loop without end. */
  guarded: boolean;
  /** Evaluates it without JSONata where the outcome is certain to be the same; undefined otherwise. */
  direct: ((scope: Scope) => Json | undefined) | undefined;
}

/** Expressions by their text. Definitions are few, so nothing is ever dropped. */
const cache = new Map<string, Compiled>();

function compiled(text: string): Compiled {
  let known = cache.get(text);
  if (!known) {
    const expression = jsonata(text);
    addFunctions(expression);
    const tree = expression.ast();
    const names = new Set<string>();
    let guarded = false;
    visit(tree, (node) => {
      if (node.type === 'variable' && typeof node.value === 'string') names.add(node.value);
      if (node.type === 'lambda') guarded = true;
    });
    if (guarded) addGuard(expression);
    known = { tree, names, expression, guarded, direct: directly(tree) };
    cache.set(text, known);
  }
  return known;
}

/** Compiles one expression to a template that fails unless it gives a JSON value. */
export function compileExpression(text: string, location: string): Template {
  const { names, expression, guarded, direct } = compiled(text);
  const variables = [...names].filter((name) => name !== 'states' && name !== '' && name !== '$');
  const readsClock = names.has('now') || names.has('millis');

  const failed = (thrown: unknown): EvaluationFault => {
    const { code, message } = thrown as { code?: string; message?: string };
    const tail = code ? `. ${code}: ${message}` : `: ${message}`;
    return new EvaluationFault(
      `The JSONata expression '${text}' specified for the field '${location}' threw an error during evaluation${tail}`,
      location,
    );
  };
  const evaluate = async (scope: Scope): Promise<Json> => {
    const bindings: Record<string, unknown> = { states: scope.states };
    if (readsClock) Object.assign(bindings, clockFunctions(scope.now));
    if (guarded) bindings[BOUNDS] = { evaluations: 0, depth: 0 } satisfies Bounds;
    for (const name of variables) {
      const value = scope.variable(name);
      if (value !== undefined) bindings[name] = value;
    }
    let result: unknown;
    try {
      result = await expression.evaluate(undefined, bindings);
    } catch (thrown) {
      throw failed(thrown);
    }
    const value = plain(result);
    if (value === undefined) {
      throw new EvaluationFault(
        `The JSONata expression '${text}' specified for the field '${location}' returned nothing (undefined).`,
        location,
      );
    }
    return value;
  };
  if (!direct) return evaluate;
  return (scope) => direct(scope) ?? evaluate(scope);
}

/**
 * A shortcut for literals and for paths through plain objects. A path counts only where each step is an own
 * key of an object that is not an array; there JSONata does nothing but look the key up.
 */
function directly(tree: jsonata.ExprNode): Compiled['direct'] {
  const node = tree as unknown as Node;
  if (!Object.keys(node).every((key) => BARE_KEYS.has(key))) return undefined;
  if (node.type === 'value' || node.type === 'string' || node.type === 'number') {
    const literal = node.value as Json;
    // `null` is left to JSONata, because here nothing else could be told from "not certain".
    return literal === null ? undefined : () => literal;
  }
  const steps = node.type === 'path' ? (node.steps as Node[]) : node.type === 'variable' ? [node] : undefined;
  const [head, ...rest] = steps ?? [];
  if (!head || !isBareStep(head, 'variable')) return undefined;
  if (!rest.every((step) => isBareStep(step, 'name'))) return undefined;
  const start = head.value as string;
  // All of `$states` is left to JSONata and its copying, because part of it is only made when it is read.
  if (start === '' || start === '$' || (start === 'states' && rest.length === 0)) return undefined;
  const keys = rest.map((step) => step.value as string);
  return (scope) => {
    let value = start === 'states' ? (scope.states as unknown as Json) : scope.variable(start);
    for (const key of keys) {
      if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
      value = value[key];
    }
    return value ?? undefined;
  };
}

/** What a node holds that has no predicate, grouping, sorting, or mark of any kind. */
const BARE_KEYS = new Set(['type', 'value', 'position', 'steps']);

function isBareStep(step: Node, type: string): boolean {
  return step.type === type && Object.keys(step).every((key) => BARE_KEYS.has(key));
}

type Node = { type: string; value?: unknown } & Record<string, unknown>;

/** Calls `look` on every node of a syntax tree. */
export function visit(tree: unknown, look: (node: Node) => void, seen = new Set<unknown>()): void {
  if (typeof tree !== 'object' || tree === null || seen.has(tree)) return;
  seen.add(tree);
  if (Array.isArray(tree)) {
    for (const item of tree) visit(item, look, seen);
    return;
  }
  if ('type' in tree) look(tree as Node);
  for (const value of Object.values(tree)) visit(value, look, seen);
}

const writeTime = jsonata('$fromMillis($millis, $picture, $timezone)');

/** `$now` and `$millis` by the runtime's clock; JSONata's own read the machine's. */
function clockFunctions(now: number): Record<string, unknown> {
  return {
    millis: () => now,
    now: (picture?: string, timezone?: string) =>
      writeTime.evaluate(undefined, { millis: now, picture, timezone }),
  };
}

/** How far one evaluation has gone; bound under a name that no expression can write. */
interface Bounds {
  evaluations: number;
  depth: number;
}
const BOUNDS = 'bounds of this evaluation';

type Environment = { lookup(name: string): unknown };

/** Ends evaluations that recurse or loop without end, as AWS does; it has its own, unpublished bounds. */
function addGuard(expression: jsonata.Expression): void {
  const boundsIn = (environment: Environment) => environment.lookup(BOUNDS) as Bounds;
  expression.assign(entry, (_node: unknown, _input: unknown, environment: Environment) => {
    const bounds = boundsIn(environment);
    if (++bounds.evaluations > EVALUATION_LIMIT) {
      throw { code: 'U1001', message: 'Expression evaluation timeout: Check for infinite loop' };
    }
    if (++bounds.depth > DEPTH_LIMIT) {
      throw { code: 'U1001', message: 'Stack overflow error: Check for non-terminating recursive function' };
    }
  });
  expression.assign(exit, (_node: unknown, _input: unknown, environment: Environment) => {
    boundsIn(environment).depth--;
  });
}

/**
 * A JSONata result as plain JSON: sequences become arrays and lose their marks, because a marked array would
 * behave differently in the next expression. AWS writes a number that is not finite as its name
 * (measured in floci-io/floci#2737).
 */
function plain(value: unknown): Json | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value as Json | undefined;
  if (Array.isArray(value)) {
    const marked = 'sequence' in value || 'outerWrapper' in value || 'cons' in value;
    const items = value.map((item) => plain(item) ?? null);
    return marked || items.some((item, index) => item !== value[index]) ? items : (value as Json[]);
  }
  if ('_jsonata_function' in value || '_jsonata_lambda' in value) return undefined;
  let copy: JsonObject | undefined;
  for (const [key, field] of Object.entries(value)) {
    const same = plain(field);
    if (same === field) continue;
    copy ??= { ...(value as JsonObject) };
    if (same === undefined) delete copy[key];
    else setOwn(copy, key, same);
  }
  return copy ?? (value as JsonObject);
}
