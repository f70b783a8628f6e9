/** The six functions that Step Functions adds to JSONata. */
import { createHash, randomUUID } from 'node:crypto';
import type jsonata from 'jsonata';

const HASHES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Longest array that `$range` makes; JSONata's own `..` has the same bound. */
const LONGEST_RANGE = 10_000_000;

/** Makes the functions known to one compiled expression, and takes `$eval` away, which Step Functions does not have. */
export function addFunctions(expression: jsonata.Expression): void {
  // The type declarations know fewer signatures than JSONata reads, hence plain function types.
  expression.registerFunction('partition', partition as never, '<an:a>');
  expression.registerFunction('range', range as never, '<nnn:a>');
  expression.registerFunction('hash', hash as never, '<s-s:s>');
  expression.registerFunction('random', random as never, '<n?:n>');
  expression.registerFunction('uuid', randomUUID as never, '<:s>');
  expression.registerFunction('parse', parse as never, '<s-:j>');
  expression.assign('eval', undefined);
}

function partition(items: unknown[] | undefined, size: number): unknown[][] | undefined {
  if (items === undefined) return undefined;
  if (!Number.isInteger(size) || size < 1) {
    throw new Error(`$partition: the size must be a positive integer but was: ${size}`);
  }
  const parts: unknown[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}

/** Recorded from AWS: a range of one number is that number, not an array; so it is a JSONata sequence. */
function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('$range: the step must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > LONGEST_RANGE) throw new Error(`$range: ${length} numbers are more than ${LONGEST_RANGE}`);
  const numbers = Array.from({ length }, (_, index) => first + index * step);
  Object.defineProperty(numbers, 'sequence', { value: true });
  return numbers;
}

function hash(text: string | undefined, algorithm: string): string | undefined {
  if (text === undefined) return undefined;
  const known = HASHES[algorithm];
  if (!known) throw new Error(`$hash: '${algorithm}' is none of ${Object.keys(HASHES).join(', ')}`);
  return createHash(known).update(text, 'utf8').digest('hex');
}

/** With a seed, AWS gives the first double of `java.util.Random`, bit for bit (measured in floci-io/floci#2662). */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  const mask = (1n << 48n) - 1n;
  let state = (BigInt.asIntN(64, BigInt(Math.trunc(seed))) ^ 0x5deece66dn) & mask;
  const next = (bits: bigint): bigint => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return state >> (48n - bits);
  };
  return Number((next(26n) << 27n) + next(27n)) / 2 ** 53;
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('$parse: the string is not valid JSON');
  }
}
