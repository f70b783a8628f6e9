/**
 * Event patterns of EventBridge, with the semantics of AWS's own matcher (github.com/aws/event-ruler) and
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html.
 */
import { BlockList, isIP } from 'node:net';
import { ServiceFault } from '../gateway/service.ts';
import { DEEPEST, isTooDeep } from './depth.ts';

/** A compiled pattern: does this event match? */
export type Matcher = (event: unknown) => boolean;

type Test = (value: unknown) => boolean;

/** What a pattern asks of one field: some value that passes one of the tests, or that the field is absent. */
interface Demand {
  path: string;
  tests: Test[];
  /** One of the alternatives was `{"exists": false}`. */
  mayBeAbsent: boolean;
}

/** One scalar of an event: its dotted path, and which element it sits in of each array on the way. */
interface Leaf {
  value: unknown;
  place: ReadonlyMap<string, number>;
}

/** Words that mean an operator, so `$or` would be ambiguous with a field of that name inside. */
const OPERATORS = [
  'anything-but',
  'cidr',
  'equals-ignore-case',
  'exists',
  'numeric',
  'prefix',
  'suffix',
  'wildcard',
] as const;

/** Largest magnitude that numeric matching takes. */
const LARGEST_NUMBER = 5e9;

/** A pattern may spread over this many alternatives by `$or`. */
const MOST_ALTERNATIVES = 1_000;

/** Compiles an event pattern (an object or its JSON text); what AWS would refuse is refused, with the path. */
export function compilePattern(pattern: unknown): Matcher {
  const alternatives = alternativesOf(asObject(parsed(pattern), 'the pattern'), '', false);
  return (event) => {
    const leaves = leavesOf(event);
    return alternatives.some((demands) => matches(demands, leaves));
  };
}

function refuse(reason: string): never {
  throw new ServiceFault('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}

function parsed(pattern: unknown): unknown {
  if (typeof pattern !== 'string') return pattern;
  if (isTooDeep(pattern)) return refuse(`it is nested deeper than ${DEEPEST} levels`);
  try {
    return JSON.parse(pattern);
  } catch (cause) {
    return refuse(`it is not JSON (${(cause as Error).message})`);
  }
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(`${what} must be an object`);
  if (Object.keys(value).length === 0) return refuse(`${what} is empty; empty objects are not allowed`);
  return value as Record<string, unknown>;
}

/** The ways in which an event can match `pattern`, each a list of demands that must all hold. */
function alternativesOf(pattern: Record<string, unknown>, above: string, inOr: boolean): Demand[][] {
  let ways: Demand[][] = [[]];
  for (const [name, value] of Object.entries(pattern)) {
    const path = above ? `${above}.${name}` : name;
    let more: Demand[][];
    if (name === '$or') {
      more = orWays(value, above);
    } else if (inOr && (OPERATORS as readonly string[]).includes(name)) {
      return refuse(`"${name}" is an operator and cannot name a field inside "$or"`);
    } else if (Array.isArray(value)) {
      more = [[demandOf(value, path)]];
    } else if (typeof value === 'object' && value !== null) {
      more = alternativesOf(asObject(value, `"${path}"`), path, inOr);
    } else {
      return refuse(`"${path}" must be an object or an array`);
    }
    ways = ways.flatMap((way) => more.map((further) => [...way, ...further]));
    if (ways.length > MOST_ALTERNATIVES) refuse(`"$or" makes more than ${MOST_ALTERNATIVES} combinations`);
  }
  return ways;
}

function orWays(value: unknown, above: string): Demand[][] {
  if (!Array.isArray(value) || value.length < 2)
    return refuse('"$or" must be an array of at least two objects');
  return value.flatMap((branch) => alternativesOf(asObject(branch, 'a branch of "$or"'), above, true));
}

function demandOf(values: unknown[], path: string): Demand {
  if (values.length === 0) return refuse(`"${path}" is an empty array; empty arrays are not allowed`);
  const demand: Demand = { path, tests: [], mayBeAbsent: false };
  for (const value of values) {
    if (typeof value === 'object' && value !== null && 'exists' in value && value.exists === false) {
      onlyKey(value as Record<string, unknown>, path);
      demand.mayBeAbsent = true;
    } else {
      demand.tests.push(testOf(value, path));
    }
  }
  return demand;
}

function onlyKey(expression: Record<string, unknown>, path: string): [string, unknown] {
  const entries = Object.entries(expression);
  const [first] = entries;
  if (!first || entries.length > 1) {
    return refuse(`an expression of "${path}" has ${entries.length} keys; only one key is allowed`);
  }
  return first;
}

/** The test behind one value of a pattern's array. */
function testOf(value: unknown, path: string): Test {
  if (typeof value === 'string') return exactly(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null)
    return (found) => found === value;
  if (Array.isArray(value))
    return refuse(`"${path}" holds an array; values are strings, numbers, true, false, null or operators`);
  const [operator, operand] = onlyKey(value as Record<string, unknown>, path);
  switch (operator) {
    case 'prefix':
      return affix(operand, path, 'prefix');
    case 'suffix':
      return affix(operand, path, 'suffix');
    case 'equals-ignore-case':
      return ignoringCase(text(operand, path, operator));
    case 'wildcard':
      return wildcard(text(operand, path, operator), path);
    case 'exists':
      if (operand !== true) return refuse(`"exists" of "${path}" must be true or false`);
      return () => true;
    case 'numeric':
      return numeric(operand, path);
    case 'cidr':
      return cidr(text(operand, path, operator), path);
    case 'anything-but':
      return anythingBut(operand, path);
    default:
      return refuse(
        `"${operator}" of "${path}" is not an operator; the operators are ${OPERATORS.join(', ')} and $or`,
      );
  }
}

function text(operand: unknown, path: string, operator: string): string {
  return typeof operand === 'string' ? operand : refuse(`"${operator}" of "${path}" must be a string`);
}

/** A plain string; one that is an IP address also matches other spellings of the same address. */
function exactly(wanted: string): Test {
  const family = isIP(wanted);
  if (family === 0) return (found) => found === wanted;
  const addresses = new BlockList();
  addresses.addAddress(wanted, family === 6 ? 'ipv6' : 'ipv4');
  return (found) => found === wanted || inList(addresses, found, family);
}

function inList(list: BlockList, found: unknown, family: number): boolean {
  // BlockList would also match IPv4 addresses mapped into IPv6, which AWS's matcher does not.
  return (
    typeof found === 'string' && isIP(found) === family && list.check(found, family === 6 ? 'ipv6' : 'ipv4')
  );
}

function ignoringCase(wanted: string): Test {
  const folded = wanted.toLowerCase();
  return (found) => typeof found === 'string' && found.toLowerCase() === folded;
}

function affix(operand: unknown, path: string, operator: 'prefix' | 'suffix'): Test {
  const has = (found: string, part: string) =>
    operator === 'prefix' ? found.startsWith(part) : found.endsWith(part);
  if (typeof operand === 'string') return (found) => typeof found === 'string' && has(found, operand);
  const [inner, part] = onlyKey(asObject(operand, `"${operator}" of "${path}"`), path);
  if (inner !== 'equals-ignore-case') {
    return refuse(`"${operator}" of "${path}" takes a string or "equals-ignore-case", not "${inner}"`);
  }
  const folded = text(part, path, `${operator} ${inner}`).toLowerCase();
  return (found) => typeof found === 'string' && has(found.toLowerCase(), folded);
}

/** `*` stands for any characters; `\*` and `\\` for the characters themselves. */
function wildcard(pattern: string, path: string): Test {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '\\') {
      const escaped = pattern[++at];
      if (escaped !== '*' && escaped !== '\\') {
        return refuse(
          `"wildcard" of "${path}" has a backslash before "${escaped ?? 'its end'}"; only * and \\ can be escaped`,
        );
      }
      source += `\\${escaped}`;
    } else if (character === '*') {
      if (pattern[at + 1] === '*')
        return refuse(`"wildcard" of "${path}" has consecutive wildcard characters`);
      source += '.*';
    } else {
      source += character.replace(/[\^$.*+?()[\]{}|/-]/, '\\$&');
    }
  }
  const expression = new RegExp(`^${source}$`, 's');
  return (found) => typeof found === 'string' && expression.test(found);
}

const COMPARISONS: Record<string, (found: number, bound: number) => boolean> = {
  '=': (found, bound) => found === bound,
  '<': (found, bound) => found < bound,
  '<=': (found, bound) => found <= bound,
  '>': (found, bound) => found > bound,
  '>=': (found, bound) => found >= bound,
};

function numeric(operand: unknown, path: string): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    return refuse(`"numeric" of "${path}" must be an array such as ["=", 5] or [">", 0, "<=", 5]`);
  }
  const bounds: { holds: (found: number, bound: number) => boolean; bound: number }[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const [operator, bound] = [operand[at], operand[at + 1]];
    const holds = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
    if (!holds)
      return refuse(
        `"numeric" of "${path}" has the operator ${JSON.stringify(operator)}; it takes = < <= > >=`,
      );
    bounds.push({ holds, bound: inRange(bound, path) });
  }
  if (bounds.length === 2) {
    if (!/^>/.test(operand[0]) || !/^</.test(operand[2])) {
      return refuse(
        `"numeric" of "${path}" must give the lower bound (> or >=) before the upper one (< or <=)`,
      );
    }
    if (operand[1] >= operand[3])
      return refuse(`"numeric" of "${path}" has a lower bound that is not below the upper one`);
  }
  return (found) =>
    typeof found === 'number' &&
    Math.abs(found) <= LARGEST_NUMBER &&
    bounds.every(({ holds, bound }) => holds(found, bound));
}

function inRange(bound: unknown, path: string): number {
  if (typeof bound !== 'number' || Math.abs(bound) > LARGEST_NUMBER) {
    return refuse(
      `"numeric" of "${path}" has the bound ${JSON.stringify(bound)}; it takes numbers from -5.0e9 to 5.0e9`,
    );
  }
  return bound;
}

function cidr(block: string, path: string): Test {
  const [address = '', prefix = '', ...rest] = block.split('/');
  const family = isIP(address);
  const longest = family === 6 ? 128 : 32;
  const length = /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (family === 0 || rest.length > 0 || length < 0 || length > longest) {
    return refuse(
      `"cidr" of "${path}" is "${block}", not an address block such as 10.0.0.0/24 or 2001:db8::/32`,
    );
  }
  const list = new BlockList();
  list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  return (found) => inList(list, found, family);
}

/** Everything but what is named. A value counts as different until it is proven equal, so true and null match. */
function anythingBut(operand: unknown, path: string): Test {
  if (typeof operand === 'object' && operand !== null && !Array.isArray(operand)) {
    const [operator, inner] = onlyKey(asObject(operand, `"anything-but" of "${path}"`), path);
    const unwanted = oneOrMany(inner).map((each) => butTest(operator, each, path));
    if (unwanted.length === 0) return refuse(`"anything-but" of "${path}" has an empty list`);
    return (found) => !unwanted.some((test) => test(found));
  }
  const unwanted = oneOrMany(operand);
  const kinds = new Set(unwanted.map((each) => typeof each));
  if (kinds.size !== 1 || !(kinds.has('string') || kinds.has('number'))) {
    return refuse(
      `"anything-but" of "${path}" must be a string, a number, or a list of only strings or only numbers`,
    );
  }
  return (found) => !unwanted.includes(found);
}

const oneOrMany = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function butTest(operator: string, operand: unknown, path: string): Test {
  const what = `anything-but ${operator}`;
  switch (operator) {
    case 'prefix':
    case 'suffix': {
      const part = text(operand, path, what);
      if (part === '') return refuse(`"${what}" of "${path}" must not be empty`);
      return affix(part, path, operator);
    }
    case 'equals-ignore-case':
      return ignoringCase(text(operand, path, what));
    case 'wildcard':
      return wildcard(text(operand, path, what), path);
    default:
      return refuse(
        `"anything-but" of "${path}" takes prefix, suffix, equals-ignore-case or wildcard, not "${operator}"`,
      );
  }
}

/** Every scalar of an event by its path; arrays vanish from the path and stay in the place. */
function leavesOf(event: unknown): Map<string, Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  let arrays = 0;
  const walk = (value: unknown, path: string, place: ReadonlyMap<string, number>): void => {
    if (Array.isArray(value)) {
      const id = `${path}#${arrays++}`;
      for (const [index, element] of value.entries()) walk(element, path, new Map(place).set(id, index));
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) walk(inner, path ? `${path}.${name}` : name, place);
    } else {
      const found = leaves.get(path);
      if (found) found.push({ value, place });
      else leaves.set(path, [{ value, place }]);
    }
  };
  walk(event, '', new Map());
  return leaves;
}

/** Do values exist for all demands such that no two of them sit in different elements of the same array? */
function matches(demands: readonly Demand[], leaves: ReadonlyMap<string, Leaf[]>): boolean {
  const search = (at: number, place: ReadonlyMap<string, number>): boolean => {
    const demand = demands[at];
    if (!demand) return true;
    const found = leaves.get(demand.path);
    if (!found) return demand.mayBeAbsent && search(at + 1, place);
    return found.some((leaf) => {
      if (!demand.tests.some((test) => test(leaf.value))) return false;
      const together = joined(place, leaf.place);
      return together !== undefined && search(at + 1, together);
    });
  };
  return search(0, new Map());
}

function joined(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> | undefined {
  const both = new Map(one);
  for (const [array, index] of other) {
    const known = both.get(array);
    if (known !== undefined && known !== index) return undefined;
    both.set(array, index);
  }
  return both;
}
