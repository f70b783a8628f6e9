/** Whether AWS would take a definition, and in which words it would not. */
import { ServiceFault } from '../gateway/service.ts';
import { Definition, type StateDefinition } from './definition.ts';
import { expressionText, parse, visit } from './expressions.ts';
import { INTEGRATIONS, parseResource } from './integrations/resources.ts';
import { isObject, type Json } from './json.ts';
import { parseTimestamp } from './timestamps.ts';

/** One thing wrong with a definition, as AWS reports it. */
export interface Diagnostic {
  code: string;
  message: string;
  location: string | null;
}

const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
const JSONPATH_FIELDS = new Set([
  'InputPath',
  'OutputPath',
  'Parameters',
  'Result',
  'ResultPath',
  'ResultSelector',
  'ItemsPath',
  'MaxConcurrencyPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
]);

/** Longest name of a state, a variable, a machine, or an execution. */
export const LONGEST_NAME = 80;

/** Reads a definition's text, or throws InvalidDefinition with AWS's message. */
export function readDefinition(text: string): Definition {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (fault) {
    throw invalid([{ code: 'INVALID_JSON_DESCRIPTION', message: (fault as Error).message, location: null }]);
  }
  const { definition, diagnostics } = diagnose(raw);
  if (!definition || diagnostics.length > 0) throw invalid(diagnostics);
  return definition;
}

function invalid(diagnostics: Diagnostic[]): ServiceFault {
  const list = diagnostics
    .map(({ code, message, location }) => `${code}: ${message} at ${location}`)
    .join(', ');
  return new ServiceFault('InvalidDefinition', `Invalid State Machine Definition: '${list}'`);
}

/** Everything wrong with a definition; shape first, and only a sound shape is looked into further. */
export function diagnose(raw: unknown): { definition?: Definition; diagnostics: Diagnostic[] } {
  if (!isObject(raw)) {
    return {
      diagnostics: [{ code: SCHEMA, message: 'Definition must be a valid JSON object', location: null }],
    };
  }
  const parsed = Definition.safeParse(raw);
  if (!parsed.success) return { diagnostics: shapeDiagnostics(parsed.error.issues, raw) };
  const diagnostics: Diagnostic[] = [];
  checkContainer(parsed.data, '', diagnostics);
  if (diagnostics.length === 0 && !hasEnd(parsed.data.States)) {
    diagnostics.push({
      code: 'MISSING_END_STATE',
      message: 'Workflow has no terminal state',
      location: null,
    });
  }
  return { definition: parsed.data, diagnostics };
}

type Issue = {
  code: string;
  message: string;
  path: PropertyKey[];
  keys?: string[];
  errors?: Issue[][];
};

/** Zod's issues in AWS's words, missing fields of one object gathered into one. */
function shapeDiagnostics(issues: readonly Issue[], raw: Json): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const missing = new Map<string, string[]>();
  const unknown: Diagnostic[] = [];
  for (const issue of issues) {
    const where = pointer(issue.path);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys ?? []) {
        unknown.push({ code: SCHEMA, message: unknownField(key), location: where });
      }
      continue;
    }
    const field = String(issue.path.at(-1) ?? '');
    const parent = issue.path.slice(0, -1);
    const owner = at(raw, parent);
    if (isObject(owner) && !(field in owner)) {
      const isState = parent.length === 0 || parent.at(-2) === 'States';
      if (isState) missing.set(pointer(parent), [field, ...(missing.get(pointer(parent)) ?? [])]);
      else {
        const message = `The field '${field}' is required but was missing`;
        diagnostics.push({ code: SCHEMA, message, location: pointer(parent) });
      }
      continue;
    }
    diagnostics.push({ code: SCHEMA, message: issue.message, location: where });
  }
  for (const [location, fields] of missing) {
    diagnostics.push({
      code: SCHEMA,
      message: `These fields are required: [${fields.join(', ')}]`,
      location,
    });
  }
  // Recorded from AWS: what an object has too much goes unmentioned while it lacks something.
  const lacking = new Set(diagnostics.map(({ location }) => location));
  return [...diagnostics, ...unknown.filter(({ location }) => !lacking.has(location))];
}

function unknownField(key: string): string {
  return JSONPATH_FIELDS.has(key)
    ? `The QueryLanguage is set to 'JSONata', but field '${key}' is only supported for the 'JSONPath' QueryLanguage`
    : `Field '${key}' is not supported`;
}

function pointer(path: readonly PropertyKey[]): string {
  return (
    path.reduce<string>(
      (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}/${String(part)}`),
      '',
    ) || '/'
  );
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}

type States = Record<string, StateDefinition>;

function checkContainer(
  container: { StartAt: string; States: States },
  where: string,
  found: Diagnostic[],
): void {
  const { StartAt, States } = container;
  const reached = new Set<string>([StartAt]);
  const target = (name: string, location: string): void => {
    reached.add(name);
    if (!Object.hasOwn(States, name)) {
      found.push({ code: 'MISSING_TRANSITION_TARGET', message: `Missing 'Next' target: ${name}`, location });
    }
  };
  target(StartAt, `${where}/StartAt`);
  for (const [name, state] of Object.entries(States)) {
    const location = `${where}/States/${name}`;
    if (name.length > LONGEST_NAME) {
      found.push({
        code: SCHEMA,
        message: `State name must be at most ${LONGEST_NAME} characters`,
        location,
      });
    }
    checkTransitions(state, location, target, found);
    checkFields(state, location, found);
    checkExpressions(state, location, found);
    if (state.Type === 'Parallel') {
      state.Branches.forEach((branch, index) => {
        checkContainer(branch, `${location}/Branches[${index}]`, found);
      });
    }
    if (state.Type === 'Map') checkProcessor(state, location, found);
  }
  for (const name of Object.keys(States)) {
    if (!reached.has(name)) {
      const message = `State "${name}" is not reachable.`;
      found.push({ code: 'MISSING_TRANSITION_TARGET', message, location: `${where}/States/${name}` });
    }
  }
}

function checkProcessor(
  state: StateDefinition & { Type: 'Map' },
  location: string,
  found: Diagnostic[],
): void {
  if (state.ItemProcessor) checkContainer(state.ItemProcessor, `${location}/ItemProcessor`, found);
  else if (state.Iterator) checkContainer(state.Iterator, `${location}/Iterator`, found);
  else found.push({ code: SCHEMA, message: 'These fields are required: [ItemProcessor]', location });
}

function checkTransitions(
  state: StateDefinition,
  location: string,
  target: (name: string, location: string) => void,
  found: Diagnostic[],
): void {
  if (state.Type === 'Choice') {
    state.Choices.forEach((rule, index) => {
      target(rule.Next, `${location}/Choices[${index}]/Next`);
    });
    if (state.Default !== undefined) target(state.Default, `${location}/Default`);
    return;
  }
  if (state.Type === 'Succeed' || state.Type === 'Fail') return;
  if (state.Next !== undefined) target(state.Next, `${location}/Next`);
  if ((state.Next === undefined) === (state.End !== true)) {
    const message = 'Exactly one of the fields Next and End (true) is required';
    found.push({ code: SCHEMA, message, location });
  }
  if (state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map') {
    state.Catch?.forEach((catcher, index) => {
      target(catcher.Next, `${location}/Catch[${index}]/Next`);
      checkErrorEquals(
        catcher.ErrorEquals,
        state.Catch?.length === index + 1,
        `${location}/Catch[${index}]`,
        found,
      );
    });
    state.Retry?.forEach((retrier, index) => {
      checkErrorEquals(
        retrier.ErrorEquals,
        state.Retry?.length === index + 1,
        `${location}/Retry[${index}]`,
        found,
      );
    });
  }
}

function checkErrorEquals(names: string[], isLast: boolean, location: string, found: Diagnostic[]): void {
  if (!names.includes('States.ALL')) return;
  if (names.length > 1) {
    found.push({ code: SCHEMA, message: "States.ALL must appear alone in 'ErrorEquals'", location });
  }
  if (!isLast) {
    found.push({
      code: SCHEMA,
      message: "States.ALL must be in the last entry of 'Retry' or 'Catch'",
      location,
    });
  }
}

function checkFields(state: StateDefinition, location: string, found: Diagnostic[]): void {
  const problem = (message: string, at = location) => found.push({ code: SCHEMA, message, location: at });
  if ('Assign' in state) checkNames(state.Assign, `${location}/Assign`, found);
  if (state.Type === 'Wait') {
    if ((state.Seconds === undefined) === (state.Timestamp === undefined)) {
      problem('Exactly one of the fields Seconds and Timestamp is required');
    }
    const text = state.Timestamp;
    if (text !== undefined && expressionText(text) === undefined && parseTimestamp(text) === undefined) {
      problem('String does not match RFC3339 timestamp', `${location}/Timestamp`);
    }
  }
  if (state.Type !== 'Task') return;
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    problem('HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
  const resource = parseResource(state.Resource);
  if (!resource) {
    problem(
      `The resource provided ${state.Resource} is not recognized. The value is not a valid resource ARN, ` +
        `or the resource is not available in this region.`,
      `${location}/Resource`,
    );
    return;
  }
  if (resource.kind === 'service')
    checkArguments(`${resource.service}:${resource.api}`, state.Arguments, location, found);
}

function checkArguments(api: string, value: Json | undefined, location: string, found: Diagnostic[]): void {
  const shape = INTEGRATIONS[api];
  if (!shape || (value !== undefined && !isObject(value))) return;
  const where = `${location}/Arguments`;
  for (const field of shape.required) {
    if (value && field in value) continue;
    found.push({
      code: SCHEMA,
      message: `The field '${field}' is required but was missing`,
      location: where,
    });
  }
  for (const field of Object.keys(value ?? {})) {
    if (shape.required.includes(field) || shape.optional.includes(field)) continue;
    found.push({
      code: SCHEMA,
      message: `The field '${field}' is not supported by Step Functions`,
      location: where,
    });
  }
}

function checkNames(assign: Record<string, Json> | undefined, location: string, found: Diagnostic[]): void {
  for (const name of Object.keys(assign ?? {})) {
    if (name === 'states') {
      found.push({ code: SCHEMA, message: "The variable name 'states' is reserved", location });
    } else if (name.length > LONGEST_NAME || !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name)) {
      const message = `The variable name '${name}' must be an identifier of at most ${LONGEST_NAME} characters`;
      found.push({ code: SCHEMA, message, location });
    }
  }
}

/** Fields that hold states of their own or that are never evaluated. */
const NOT_EVALUATED = new Set([
  'Comment',
  'Type',
  'Next',
  'End',
  'Default',
  'Resource',
  'Branches',
  'ItemProcessor',
  'Iterator',
  'Retry',
  'ErrorEquals',
  'QueryLanguage',
]);

function checkExpressions(
  value: unknown,
  location: string,
  found: Diagnostic[],
  inCatch = false,
  depth = 0,
): void {
  const text = expressionText(value);
  if (text !== undefined) {
    found.push(...expressionDiagnostics(text, location, inCatch));
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      checkExpressions(item, `${location}[${index}]`, found, inCatch, depth);
    });
  } else if (isObject(value)) {
    const isRule = /\/(Choices|Catch)\[\d+\]$/.test(location);
    for (const [key, field] of Object.entries(value)) {
      if ((depth === 0 || isRule) && NOT_EVALUATED.has(key)) continue;
      checkExpressions(
        field,
        `${location}/${key}`,
        found,
        inCatch || (depth === 0 && key === 'Catch'),
        depth + 1,
      );
    }
  }
}

/** What AWS says of one expression when a machine is created. */
export function expressionDiagnostics(text: string, location: string, inCatch = false): Diagnostic[] {
  let tree: unknown;
  try {
    tree = parse(text);
  } catch (fault) {
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: (fault as Error).message, location }];
  }
  const code = 'UNSUPPORTED_JSONATA_EXPRESSION';
  const found: Diagnostic[] = [...topLevelNames(tree)].map((name) => ({
    code,
    message: `Reference to '${name}' at the top level is not supported.`,
    location,
  }));
  if (!inCatch && readsErrorOutput(tree)) {
    found.push({ code, message: "Field '$states.errorOutput' does not exist.", location });
  }
  return found;
}

function readsErrorOutput(tree: unknown): boolean {
  let reads = false;
  visit(tree, (node) => {
    const [first, second] = (node.type === 'path' ? node.steps : []) as { type: string; value: unknown }[];
    if (first?.type === 'variable' && first.value === 'states' && second?.value === 'errorOutput')
      reads = true;
  });
  return reads;
}

type Node = { type?: string; value?: unknown } & Record<string, unknown>;

/**
 * Names that an expression looks up in the context item, which Step Functions does not give it: a path's
 * first step, and whatever is evaluated outside the steps, predicates and groupings of a path.
 */
function topLevelNames(tree: unknown): Set<string> {
  const names = new Set<string>();
  const atTop = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) atTop(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if (node.type === 'path') {
      const [first] = node.steps as Node[];
      atTop(first);
      return;
    }
    if (node.type === 'name') names.add(String(node.value));
    if (node.type === 'variable' && (node.value === '' || node.value === '$')) names.add(`$${node.value}`);
    for (const [key, inner] of Object.entries(node)) {
      // What filters, sorts or groups is evaluated once for each item, which is then its context.
      if (['predicate', 'stages', 'group', 'pattern', 'update', 'delete', 'value'].includes(key)) continue;
      atTop(inner);
    }
  };
  atTop(tree);
  return names;
}

/** A machine ends if any of its own states can; branches and iterations end with their state. */
function hasEnd(states: States): boolean {
  return Object.values(states).some(
    (state) => state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true),
  );
}
