/** DynamoDB's attribute values: their order, equality, size, and decimal arithmetic. */

import { ServiceFault } from '../gateway/service.ts';

/** An attribute value as it travels in DynamoDB's JSON: exactly one member is set; binary is base64. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}

/** An item, or the key of one. */
export type Item = Record<string, AttributeValue>;

/** The name of the one member that a value has. */
export type AttributeType = keyof AttributeValue & string;

/** The types that a key attribute may have. */
export type KeyType = 'S' | 'N' | 'B';

export const typeOf = (value: AttributeValue): AttributeType => {
  for (const type in value) return type as AttributeType;
  throw new TypeError('An attribute value must have exactly one type, this one has none.');
};

/** The fault that AWS answers to a request it cannot accept. */
export const validationFault = (message: string): ServiceFault =>
  new ServiceFault('ValidationException', message);

/** Sign, digits without zeros at either end, and the power of ten of the first digit: 0.<digits>e<exponent>. */
interface Decimal {
  negative: boolean;
  digits: string;
  exponent: number;
}

/** Reads a plain decimal string, the form in which numbers are stored. */
function decimalOf(number: string): Decimal {
  const negative = number.startsWith('-');
  const unsigned = negative ? number.slice(1) : number;
  const point = unsigned.indexOf('.');
  const whole = point < 0 ? unsigned : unsigned.slice(0, point);
  const all = point < 0 ? whole : whole + unsigned.slice(point + 1);
  let start = 0;
  let end = all.length;
  while (start < end && all[start] === '0') start++;
  while (end > start && all[end - 1] === '0') end--;
  const digits = all.slice(start, end);
  return { negative: negative && digits !== '', digits, exponent: whole.length - start };
}

/** Writes a decimal in the plain form in which DynamoDB answers numbers. */
function plain({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const unsigned =
    exponent <= 0
      ? `0.${'0'.repeat(-exponent)}${digits}`
      : digits.length <= exponent
        ? digits + '0'.repeat(exponent - digits.length)
        : `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
  return negative ? `-${unsigned}` : unsigned;
}

/** The exact sum of two stored numbers (or their difference), refused beyond 38 digits or DynamoDB's range. */
export function addNumbers(left: string, right: string, sign: 1 | -1 = 1): string {
  const a = decimalOf(left);
  const b = decimalOf(right);
  const scale = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length);
  const shifted = ({ negative, digits, exponent }: Decimal): bigint => {
    const unsigned = BigInt((digits || '0') + '0'.repeat(Math.max(0, exponent - digits.length - scale)));
    return negative ? -unsigned : unsigned;
  };
  const sum = shifted(a) + BigInt(sign) * shifted(b);
  const text = (sum < 0n ? -sum : sum).toString();
  const result = decimalOf(plain({ negative: sum < 0n, digits: text, exponent: text.length + scale }));
  if (result.digits.length > 38) {
    throw validationFault('Attempting to store more than 38 significant digits in a Number');
  }
  if (result.exponent > 126) {
    throw validationFault(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (result.digits !== '' && result.exponent < -129) {
    throw validationFault(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  return plain(result);
}

/** Bytes that sort as the numbers do. */
function numberBytes(number: string): Buffer {
  const { negative, digits, exponent } = decimalOf(number);
  if (digits === '') return Buffer.of(1);
  // Exponents run from -129 to 126; the largest magnitude sorts first among negatives.
  const bytes = Buffer.alloc(digits.length + (negative ? 3 : 2));
  bytes[0] = negative ? 0 : 2;
  bytes[1] = negative ? 255 - (exponent + 129) : exponent + 129;
  for (let i = 0; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    bytes[i + 2] = negative ? 255 - code : code;
  }
  if (negative) bytes[bytes.length - 1] = 255;
  return bytes;
}

/** Bytes that sort as DynamoDB sorts key values of this type: UTF-8, numeric, unsigned bytes. */
export function keyBytes(value: string, type: KeyType): Buffer {
  if (type === 'S') return Buffer.from(value, 'utf8');
  return type === 'B' ? Buffer.from(value, 'base64') : numberBytes(value);
}

const ORDERED = new Set<AttributeType>(['S', 'N', 'B']);

/** Negative, zero or positive as `left` sorts before, with or after `right`; undefined if they have no order. */
export function compare(left: AttributeValue, right: AttributeValue): number | undefined {
  const type = typeOf(left);
  if (type !== typeOf(right) || !ORDERED.has(type)) return undefined;
  return Buffer.compare(
    keyBytes(left[type] as string, type as KeyType),
    keyBytes(right[type] as string, type as KeyType),
  );
}

const sameMembers = (left: string[], right: string[]): boolean => {
  const members = new Set(right);
  return left.length === right.length && left.every((member) => members.has(member));
};

/** Whether two values are equal: sets in any order, lists in order, maps by name. */
export function equal(left: AttributeValue, right: AttributeValue): boolean {
  const type = typeOf(left);
  if (type !== typeOf(right)) return false;
  switch (type) {
    case 'SS':
    case 'NS':
    case 'BS':
      return sameMembers(left[type] ?? [], right[type] ?? []);
    case 'L': {
      const others = right.L ?? [];
      const members = left.L ?? [];
      return members.length === others.length && members.every((member, i) => equal(member, others[i] ?? {}));
    }
    case 'M':
      return equalItems(left.M ?? {}, right.M ?? {});
    default:
      return left[type] === right[type];
  }
}

/** Whether two items hold the same attributes with equal values. */
export function equalItems(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => {
      const a = left[name];
      const b = Object.hasOwn(right, name) ? right[name] : undefined;
      return a !== undefined && b !== undefined && equal(a, b);
    })
  );
}

/** A copy that shares nothing with the original. */
export function copyOf(value: AttributeValue): AttributeValue {
  if (value.L) return { L: value.L.map(copyOf) };
  if (value.M) return { M: copyOfItem(value.M) };
  const type = typeOf(value);
  const member = value[type];
  return { [type]: Array.isArray(member) ? [...member] : member };
}

/** A copy of an item that shares nothing with the original. */
export const copyOfItem = (item: Item): Item =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, copyOf(value)]));

/** Most levels that maps and lists may nest in an attribute. */
const DEEPEST = 32;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** One byte, one for each pair of digits left and right of the point, and one for a minus sign. */
function numberSize(number: string): number {
  const { negative, digits, exponent } = decimalOf(number);
  if (digits === '') return 1;
  const beforePoint = exponent & 1;
  return 1 + Math.ceil((digits.length + beforePoint) / 2) + (negative ? 1 : 0);
}

const base64Size = (text: string): number =>
  (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);

/**
 * What a value counts for in an item's size, in bytes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function valueSize(value: AttributeValue, depth: number): number {
  if (depth > DEEPEST) {
    throw validationFault(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
  const type = typeOf(value);
  switch (type) {
    case 'S':
      return bytesOf(value.S ?? '');
    case 'N':
      return numberSize(value.N ?? '');
    case 'B':
      return base64Size(value.B ?? '');
    case 'SS':
      return (value.SS ?? []).reduce((sum, member) => sum + bytesOf(member), 0);
    case 'NS':
      return (value.NS ?? []).reduce((sum, member) => sum + numberSize(member), 0);
    case 'BS':
      return (value.BS ?? []).reduce((sum, member) => sum + base64Size(member), 0);
    case 'L':
      return (value.L ?? []).reduce((sum, member) => sum + 1 + valueSize(member, depth + 1), 3);
    case 'M': {
      const map = value.M ?? {};
      return 3 + Object.keys(map).length + itemSize(map, depth + 1);
    }
    default:
      return 1;
  }
}

/** The size of an item in bytes, as limits and capacity units count it; refuses one that nests too deep. */
export function itemSize(item: Item, depth = 1): number {
  let size = 0;
  for (const name in item) size += bytesOf(name) + valueSize(item[name] as AttributeValue, depth);
  return size;
}
