/** Compares what the runtime did with what AWS was recorded to do, by the placeholder rules of the cases' README. */
import { isObject } from '../json.ts';
import type { Case } from './cases.ts';

/** Words that stand for any value when they are the whole string. */
const ANY_WORDS = new Set(['date', 'timestamp', 'datetime', 'time', 'RequestId']);

/** Headers of the day, which are never compared. */
const IGNORED_KEYS = new Set(['SdkHttpMetadata', 'SdkResponseMetadata']);

const PLACEHOLDER = /<{1,2}([a-zA-Z][\w-]*)>?(:\d+)?>/g;
const TIME = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})`;

/** Compares values of one case; a numbered placeholder must stand for the same text throughout. */
export class Comparer {
  readonly #anyWords: Set<string>;
  readonly #meanings = new Map<string, string>();

  constructor(placeholders: string[]) {
    this.#anyWords = new Set([...ANY_WORDS, ...placeholders]);
  }

  /** The first difference between a recorded and an actual value, as a sentence; undefined when they agree. */
  difference(recorded: unknown, actual: unknown, where: string): string | undefined {
    if (typeof recorded === 'string') return this.#textDifference(recorded, actual, where);
    if (typeof recorded === 'object' && recorded !== null && typeof actual === 'string') {
      const parsed = parseJson(actual);
      if (parsed !== undefined) return this.difference(recorded, parsed, where);
    }
    if (Array.isArray(recorded)) return this.#listDifference(recorded, actual, where);
    if (isObject(recorded)) return this.#objectDifference(recorded, actual, where);
    return Object.is(recorded, actual) || recorded === actual ? undefined : unequal(recorded, actual, where);
  }

  #textDifference(recorded: string, actual: unknown, where: string): string | undefined {
    if (this.#anyWords.has(recorded)) return undefined;
    const pattern = this.#pattern(recorded);
    if (pattern?.whole) return this.#bind(pattern.whole, actual, where);
    if (typeof actual !== 'string') return unequal(recorded, actual, where);
    if (recorded === actual) return undefined;
    const [left, right] = [parseJson(recorded), parseJson(actual)];
    if (typeof left === 'object' && left !== null && typeof right === 'object') {
      return this.difference(left, right, where);
    }
    if (!pattern) return unequal(recorded, actual, where);
    const match = pattern.text.exec(actual);
    if (!match) return unequal(recorded, actual, where);
    for (const [index, name] of pattern.names.entries()) {
      const found = this.#bind(name, match[index + 1], where);
      if (found) return found;
    }
    return undefined;
  }

  /** How a recorded string with placeholders in it matches; `whole` when it is nothing but one. */
  #pattern(recorded: string): { text: RegExp; names: string[]; whole?: string } | undefined {
    const names: string[] = [];
    let source = '';
    let from = 0;
    for (const match of recorded.matchAll(PLACEHOLDER)) {
      source += `${escaped(recorded.slice(from, match.index))}([\\s\\S]*?)`;
      names.push(match[0]);
      from = match.index + match[0].length;
    }
    const rest = recorded.slice(from);
    if (names.length === 1 && names[0] === recorded) return { text: /^/, names, whole: recorded };
    source += escaped(rest);
    // The bare word `date` may stand for a time inside a longer string.
    const withDates = source.replace(/\bdate\b/g, `(?:date|${TIME})`);
    if (names.length === 0 && withDates === source) return undefined;
    return { text: new RegExp(`^${withDates}$`), names };
  }

  #bind(placeholder: string, actual: unknown, where: string): string | undefined {
    if (!/:\d+/.test(placeholder)) return undefined;
    const text = typeof actual === 'string' ? actual : JSON.stringify(actual);
    const meant = this.#meanings.get(placeholder);
    if (meant === undefined) this.#meanings.set(placeholder, text);
    else if (meant !== text) return `${where}: ${placeholder} is ${text} here but was ${meant} before`;
    return undefined;
  }

  #listDifference(recorded: unknown[], actual: unknown, where: string): string | undefined {
    if (!Array.isArray(actual) || actual.length !== recorded.length) return unequal(recorded, actual, where);
    for (const [index, item] of recorded.entries()) {
      const found = this.difference(item, actual[index], `${where}[${index}]`);
      if (found) return found;
    }
    return undefined;
  }

  #objectDifference(recorded: Record<string, unknown>, actual: unknown, where: string): string | undefined {
    if (!isObject(actual)) return unequal(recorded, actual, where);
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(actual)])) {
      if (IGNORED_KEYS.has(key)) continue;
      if (!(key in actual)) return `${where}.${key} is missing; AWS has ${show(recorded[key])}`;
      if (!(key in recorded)) return `${where}.${key} is ${show(actual[key])}; AWS has no such field`;
      const found = this.difference(recorded[key], actual[key], `${where}.${key}`);
      if (found) return found;
    }
    return undefined;
  }
}

/** What the runtime did with a case. */
export interface Observed {
  status: string;
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
  events: ObservedEvent[];
}

/** One event in the form in which cases keep them: id, prev, type and the fields of its details. */
export type ObservedEvent = { id: number; prev: number; type: string } & Record<string, unknown>;

/** Where the runtime differs in status, output, error, cause or event types; undefined when it agrees. */
export function differenceInOutcome(recorded: Case, observed: Observed): string | undefined {
  const { expected } = recorded;
  const comparer = new Comparer(recorded.placeholders);
  if (expected.status !== observed.status) {
    return `${unequal(expected.status, observed.status, 'status')} (${observed.error}: ${observed.cause})`;
  }
  const checks = [
    ['error', expected.error, observed.error],
    ['cause', expected.cause, observed.cause],
  ] as const;
  for (const [name, wanted, got] of checks) {
    const found = comparer.difference(wanted ?? undefined, got, name);
    if (found) return found;
  }
  if (expected.outputRecorded && expected.status === 'SUCCEEDED') {
    const found = comparer.difference(expected.output, observed.output, 'output');
    if (found) return found;
  }
  return differenceInTypes(recorded, observed);
}

function differenceInTypes(recorded: Case, observed: Observed): string | undefined {
  const { events } = recorded.expected;
  if (!events || recorded.eventOrder !== undefined) return undefined;
  const types = observed.events.map(({ type }) => type);
  if (events.join() === types.join()) return undefined;
  const branches = JSON.stringify(recorded.definition);
  const interleaves = branches.includes('"Parallel"') || branches.includes('"Map"');
  if (interleaves && [...events].sort().join() === [...types].sort().join()) return undefined;
  return `events: AWS has ${events.join(', ')}; here they are ${types.join(', ')}`;
}

/** Where the details of the events differ; undefined when they agree or were not recorded in a comparable form. */
export function differenceInDetails(recorded: Case, observed: Observed): string | undefined {
  const details = recorded.expected.eventDetails;
  if (!details || recorded.eventOrder !== undefined) return undefined;
  if (details.length !== observed.events.length)
    return `${observed.events.length} events instead of ${details.length}`;
  const comparer = new Comparer(recorded.placeholders);
  for (const [index, wanted] of details.entries()) {
    const found = comparer.difference(wanted, observed.events[index], `event ${wanted.id}`);
    if (found) return found;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function unequal(recorded: unknown, actual: unknown, where: string): string {
  return `${where} is ${show(actual)}; AWS has ${show(recorded)}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
