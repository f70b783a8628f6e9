/** JSONata as storyboards use it: it picks and compares; arithmetic, dates and texts belong to a rule in TypeScript. */
import jsonata from 'jsonata';

/** The three state variables of a story; a chapter has its own, because a branch must not assign those of the outer story. */
export interface Variables {
  readonly case: string;
  readonly task: string;
  readonly fault: string;
}

/** The variables of a whole story. */
export const outermost: Variables = { case: 'case', task: 'task', fault: 'fault' };

/** The variables of a chapter within a story. */
export const within = (outer: Variables, chapter: string): Variables => ({
  case: `${outer.case}_${chapter}`,
  task: `${outer.task}_${chapter}`,
  fault: `${outer.fault}_${chapter}`,
});

/** A JSONata expression as ASL writes it. */
export const expression = (text: string): string => `{% ${text} %}`;

/** A text as a JSONata literal; in single quotes where that needs no escape, because ASL is JSON. */
export const literal = (text: string): string =>
  /^[^'\\\p{Cc}\p{Cs}]*$/u.test(text) ? `'${text}'` : JSON.stringify(text);

/** A question's condition on the case, e.g. `$case.amount <= $case.limit`. */
export interface Condition {
  readonly text: string;
}

/** What a condition may be made of: fields of `$case`, literals, comparisons, `in`, `and`, `or`, `$exists`. */
const COMPARISONS = new Set(['=', '!=', '<', '<=', '>', '>=', 'in', 'and', 'or']);
const LITERALS = new Set(['string', 'number', 'value']);

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: Node[];
  readonly lhs?: Node;
  readonly rhs?: Node;
  readonly expressions?: Node[];
  readonly arguments?: Node[];
  readonly procedure?: Node;
  readonly stages?: unknown;
  readonly predicate?: unknown;
  readonly group?: unknown;
}

/** Names the first thing in an expression that does more than pick and compare. */
function tooMuch(node: Node): string | undefined {
  const anyOf = (nodes: readonly (Node | undefined)[] = []): string | undefined => {
    for (const each of nodes) {
      const found = each && tooMuch(each);
      if (found) return found;
    }
    return undefined;
  };
  if (LITERALS.has(node.type)) return undefined;
  if (node.type === 'block') return anyOf(node.expressions);
  if (node.type === 'path') {
    const [first, ...fields] = node.steps ?? [];
    if (first?.type !== 'variable' || first.value !== 'case') return 'a path that does not begin with $case';
    const odd = fields.find(
      (field) => field.type !== 'name' || field.stages || field.predicate || field.group,
    );
    return odd && `'${String(odd.value ?? odd.type)}' in a path`;
  }
  if (node.type === 'binary') {
    return COMPARISONS.has(String(node.value)) ? anyOf([node.lhs, node.rhs]) : `'${String(node.value)}'`;
  }
  if (node.type === 'unary' && node.value === '[') return anyOf(node.expressions);
  if (node.type === 'function' && node.procedure?.value === 'exists') return anyOf(node.arguments);
  return `'${String(node.procedure?.value ?? node.value ?? node.type)}'`;
}

/**
 * A condition on fields of the case. A comparison with an absent field is false, never an error: a Choice state
 * has no Catch, so an expression that yields nothing would fail the execution.
 */
export function when(text: string): Condition {
  let node: Node;
  try {
    node = jsonata(text).ast() as unknown as Node;
  } catch (cause) {
    throw new Error(`when(${JSON.stringify(text)}) is not JSONata: ${(cause as Error).message}`, { cause });
  }
  const found = tooMuch(node);
  if (found) {
    throw new Error(
      `when(${JSON.stringify(text)}) holds ${found}; a condition compares fields of $case ` +
        '(= != < <= > >= in and or $exists). Let a step work out the rest and answer a field.',
    );
  }
  return { text };
}

/**
 * A condition over the variables of its story, always true or false. While a task chooses its way, the signal that
 * came in is still with the task: `$case.signal` would be an older one.
 */
export const guarded = (condition: Condition, variables: Variables, signalOf = variables.case): string =>
  `(${condition.text
    .replaceAll(/\$case\.signal\b/g, `$${signalOf}.signal`)
    .replaceAll(/\$case\b(?!\.signal\b)/g, `$${variables.case}`)}) = true`;
