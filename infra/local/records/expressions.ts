/** Evaluates what dynalite's parsers have parsed: conditions, updates and projections over one item. */

import type { Call, Condition, Operand, ParsedUpdate, Path, UpdateSection } from './dynalite.ts';
import {
  type AttributeValue,
  addNumbers,
  compare,
  copyOf,
  copyOfItem,
  equal,
  type Item,
  typeOf,
  validationFault,
} from './values.ts';

const NO_OPERAND = 'The provided expression refers to an attribute that does not exist in the item';
const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const WRONG_PATH = 'The document path provided in the update expression is invalid for update';

/** The value at a document path, or undefined. */
function valueAt(path: Path, item: Item): AttributeValue | undefined {
  let found: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (typeof step === 'number') found = found?.L?.[step];
    else found = found?.M && Object.hasOwn(found.M, step) ? found.M[step] : undefined;
    if (!found) return undefined;
  }
  return found;
}

const isCall = (operand: Condition | Operand): operand is Call => 'type' in operand && 'args' in operand;

/** Length of a string in UTF-16 units, of binary in bytes, of anything else in members; as both oracles count. */
function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (!value) return undefined;
  const members = value.S ?? value.SS ?? value.NS ?? value.BS ?? value.L;
  if (members !== undefined) return { N: String(members.length) };
  if (value.B !== undefined) return { N: String(Buffer.from(value.B, 'base64').length) };
  return value.M ? { N: String(Object.keys(value.M).length) } : undefined;
}

function operandValue(operand: Condition | Operand, item: Item): AttributeValue | undefined {
  if (Array.isArray(operand)) return valueAt(operand, item);
  if (!isCall(operand)) return operand as AttributeValue;
  const [subject] = operand.args;
  return subject && sizeOf(operandValue(subject, item));
}

function contains(value: AttributeValue, sought: AttributeValue): boolean {
  if (value.S !== undefined && sought.S !== undefined) return value.S.includes(sought.S);
  if (value.B !== undefined && sought.B !== undefined) {
    return Buffer.from(value.B, 'base64').includes(Buffer.from(sought.B, 'base64'));
  }
  if (value.L) return value.L.some((member) => equal(member, sought));
  if (value.SS) return sought.S !== undefined && value.SS.includes(sought.S);
  if (value.NS) return sought.N !== undefined && value.NS.includes(sought.N);
  return value.BS !== undefined && sought.B !== undefined && value.BS.includes(sought.B);
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  const start = Buffer.from(prefix.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, start.length).equals(start);
}

/** Whether an item meets a condition; an operand that is absent or of another type meets only `<>`. */
export function meets(condition: Condition, item: Item): boolean {
  const { type, args } = condition;
  if (type === 'and') return args.every((arg) => meets(arg as Condition, item));
  if (type === 'or') return args.some((arg) => meets(arg as Condition, item));
  if (type === 'not') return !meets(args[0] as Condition, item);

  const [left, ...others] = args.map((arg) => operandValue(arg, item));
  const [right, upper] = others;
  const order = (other: AttributeValue | undefined): number | undefined =>
    left && other && compare(left, other);
  const ordered = (holds: (order: number) => boolean, other = right): boolean => {
    const found = order(other);
    return found !== undefined && holds(found);
  };
  switch (type === 'function' ? condition.name : type) {
    case '=':
      return Boolean(left && right && equal(left, right));
    case '<>':
      return !(left && right && equal(left, right));
    case '<':
      return ordered((o) => o < 0);
    case '<=':
      return ordered((o) => o <= 0);
    case '>':
      return ordered((o) => o > 0);
    case '>=':
      return ordered((o) => o >= 0);
    case 'between':
      return ordered((o) => o >= 0) && ordered((o) => o <= 0, upper);
    case 'in':
      return others.some((other) => left && other && equal(left, other));
    case 'attribute_exists':
      return left !== undefined;
    case 'attribute_not_exists':
      return left === undefined;
    case 'attribute_type':
      return left !== undefined && typeOf(left) === right?.S;
    case 'begins_with':
      return Boolean(left && right && beginsWith(left, right));
    case 'contains':
      return Boolean(left && right && contains(left, right));
    default:
      throw new Error(
        `The condition parser produced an operator that nobody evaluates: ${condition.name ?? type}.`,
      );
  }
}

/** What the right side of a SET clause comes to, on the item as it was before the update. */
function assigned(operand: Operand, item: Item): AttributeValue {
  if (Array.isArray(operand)) {
    const value = valueAt(operand, item);
    if (!value) throw validationFault(NO_OPERAND);
    return copyOf(value);
  }
  if (!isCall(operand)) return copyOf(operand);
  const [first, second] = operand.args as [Operand, Operand];
  if (operand.name === 'if_not_exists') {
    const present = valueAt(first as Path, item);
    return present ? copyOf(present) : assigned(second, item);
  }
  const left = assigned(first, item);
  const right = assigned(second, item);
  if (operand.name === 'list_append') {
    if (!left.L || !right.L) throw validationFault(WRONG_TYPE);
    return { L: [...left.L, ...right.L] };
  }
  if (left.N === undefined || right.N === undefined) throw validationFault(WRONG_TYPE);
  return { N: addNumbers(left.N, right.N, operand.type === 'subtract' ? -1 : 1) };
}

type SetType = 'SS' | 'NS' | 'BS';

/** The outcome of an ADD clause. */
function added(existing: AttributeValue | undefined, { val, attrType }: UpdateSection): AttributeValue {
  const operand = val as AttributeValue;
  if (existing && typeOf(existing) !== attrType) throw validationFault(WRONG_TYPE);
  if (operand.N !== undefined) return { N: addNumbers(existing?.N ?? '0', operand.N) };
  const type = attrType as SetType;
  return { [type]: [...new Set([...(existing?.[type] ?? []), ...(operand[type] ?? [])])] };
}

/** The outcome of a DELETE clause; undefined when nothing is left of the set. */
function lessened(existing: AttributeValue, { val, attrType }: UpdateSection): AttributeValue | undefined {
  if (typeOf(existing) !== attrType) throw validationFault(WRONG_TYPE);
  const type = attrType as SetType;
  const gone = new Set((val as AttributeValue)[type]);
  const left = (existing[type] ?? []).filter((member) => !gone.has(member));
  return left.length > 0 ? { [type]: left } : undefined;
}

/** The map or list that holds the last step of a path. */
function holderOf(path: Path, item: Item): AttributeValue {
  const holder = valueAt(path.slice(0, -1), item);
  if (!holder || (typeof path.at(-1) === 'number' ? !holder.L : !holder.M)) throw validationFault(WRONG_PATH);
  return holder;
}

const lastIndex = ({ path }: { path: Path }): number => {
  const step = path.at(-1);
  return typeof step === 'number' ? step : -1;
};

/** The item after an update: every clause sees the item as it was, and list positions are those before it. */
export function updated(update: ParsedUpdate, before: Item): Item {
  // AWS finds a missing operand before it finds a wrong path.
  const assignments = update.sections.map(({ type, val }) =>
    type === 'set' ? assigned(val, before) : undefined,
  );
  const outcomes = update.sections.map((section, i) => {
    const { type, path } = section;
    holderOf(path, before);
    const existing = valueAt(path, before);
    if (type === 'set') return { path, value: assignments[i] };
    if (type === 'add') return { path, value: added(existing, section) };
    return { path, value: type === 'delete' && existing ? lessened(existing, section) : undefined };
  });

  const after = copyOfItem(before);
  // A position past the end of a list appends; several do so in the order of their positions.
  for (const { path, value } of outcomes.toSorted((a, b) => lastIndex(a) - lastIndex(b))) {
    if (!value) continue;
    const step = path.at(-1);
    const holder = holderOf(path, after);
    if (typeof step === 'string' && holder.M) holder.M[step] = value;
    else if (typeof step === 'number' && holder.L) holder.L[Math.min(step, holder.L.length)] = value;
  }
  // From the back, so that the positions in front stay what they were.
  const removals = outcomes
    .filter(({ value }) => !value)
    .map(({ path }) => ({ path, holder: holderOf(path, after) }))
    .toSorted((a, b) => lastIndex(b) - lastIndex(a));
  for (const { path, holder } of removals) {
    const step = path.at(-1);
    if (typeof step === 'string' && holder.M) delete holder.M[step];
    else if (typeof step === 'number') holder.L?.splice(step, 1);
  }
  return after;
}

/** A projection as a tree: what to keep below each step, `true` for all of it. */
type Kept = Map<string | number, Kept | true>;

function keptOf(paths: Path[]): Kept {
  const root: Kept = new Map();
  for (const path of paths) {
    let node = root;
    path.forEach((step, i) => {
      const below = node.get(step);
      if (i === path.length - 1) node.set(step, true);
      else if (below instanceof Map) node = below;
      else {
        const fresh: Kept = new Map();
        node.set(step, fresh);
        node = fresh;
      }
    });
  }
  return root;
}

function keep(kept: Kept | true, value: AttributeValue | undefined): AttributeValue | undefined {
  if (kept === true || !value) return value;
  if (value.L) {
    const list = value.L;
    const members = [...kept]
      .filter((entry): entry is [number, Kept | true] => typeof entry[0] === 'number')
      .toSorted(([a], [b]) => a - b)
      .map(([position, below]) => keep(below, list[position]))
      .filter((member) => member !== undefined);
    return members.length > 0 ? { L: members } : undefined;
  }
  if (!value.M) return undefined;
  const map = keepOfItem(kept, value.M);
  return Object.keys(map).length > 0 ? { M: map } : undefined;
}

function keepOfItem(kept: Kept, item: Item): Item {
  const result: Item = {};
  for (const [step, below] of kept) {
    const value = typeof step === 'string' && Object.hasOwn(item, step) ? keep(below, item[step]) : undefined;
    if (value) result[step] = value;
  }
  return result;
}

/** The part of an item that the paths name; list members move up to close the gaps. */
export const projected = (paths: Path[], item: Item): Item => keepOfItem(keptOf(paths), item);
