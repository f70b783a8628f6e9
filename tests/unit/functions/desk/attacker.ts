/**
 * Somebody who has every table and every line of the log, and wants to know which anonymous answer is whose. What they know
 * of a person is reduced to texts and numbers, wherever they stand; what they know of an answer likewise; and every number of
 * the one is tried against every number of the other by rank, so that whatever goes along with a person joins them.
 */
import { createHash } from 'node:crypto';
import { answerKeyOf } from '../../../../functions/desk/seals.ts';

/** A row of a table or a line of a log. */
export type Row = Record<string, unknown>;

/** What an attacker holds. */
export interface Loot {
  /** All items in the order in which a scan gives them, by table. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  readonly log: readonly Row[];
  /** Everybody who posted, with all by which a row can be known as theirs: numbers, doors, addresses. */
  readonly people: readonly {
    readonly id: string;
    readonly marks: readonly string[];
    readonly submitted: boolean;
  }[];
}

/** An attack: a name, and whom it takes each answer to be of, by the key of the answer. */
export interface Guess {
  readonly by: string;
  readonly whose: ReadonlyMap<string, string>;
}

interface Known {
  readonly id: string;
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** All guesses that the loot gives rise to. */
export function attacks(loot: Loot): Guess[] {
  const answers = (loot.tables.Answers ?? []).map((row, at) => answerOf(row, at));
  const rowsOf = rowsByMark(loot);
  const people = loot.people.map(({ id, marks, submitted }) => ({
    ...personOf(
      id,
      marks.flatMap((mark) => rowsOf.get(mark) ?? []),
    ),
    submitted,
  }));
  return [byKey(people, answers), ...byRank(people, answers)];
}

interface Answer extends Known {
  readonly submitted: boolean;
}

function answerOf({ values, ...row }: Row, at: number): Answer {
  const id = String(row.answerKey);
  const numbers = new Map<string, number>([
    ['scan', at],
    ['size', JSON.stringify(row).length + JSON.stringify(values).length],
    ['values', JSON.stringify(values).length],
    ['key', rankOfText(id)],
  ]);
  collectNumbers(row, 'row', numbers);
  collectNumbers(values, 'values', numbers);
  return { id, texts: new Set(textsOf(row)), numbers, submitted: row.state === 'SUBMITTED' };
}

/** A text as a number that keeps its order, as far as its first characters tell. */
const rankOfText = (text: string): number =>
  [...text.slice(0, 6)].reduce((sum, character) => sum * 128 + character.charCodeAt(0), 0);

/** A row, where it stands, and how large it is. */
interface Found {
  readonly source: string;
  readonly at: number;
  readonly row: Row;
  readonly size: number;
}

/** Rows in which a mark of somebody stands as a whole text. */
function rowsByMark({ tables, log, people }: Loot): ReadonlyMap<string, readonly Found[]> {
  const rows = new Map<string, Found[]>(people.flatMap(({ marks }) => marks.map((mark) => [mark, []])));
  for (const [source, all] of Object.entries({ ...tables, log })) {
    if (source === 'Answers') continue;
    for (const [at, row] of all.entries()) {
      const found = { source, at, row, size: JSON.stringify(row).length };
      for (const text of new Set(textsOf(row))) rows.get(text)?.push(found);
    }
  }
  return rows;
}

function personOf(id: string, found: readonly Found[]): Known {
  const texts = new Set<string>();
  const numbers = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { source, at, row, size } of new Set(found)) {
    const kind = `${source} ${String(row.kind ?? row.act ?? row.method ?? row.sk ?? '').slice(0, 24)}`;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    for (const its of textsOf(row)) texts.add(its);
    numbers.set(`${kind} ${count} scan`, at).set(`${kind} ${count} size`, size);
    collectNumbers(row, `${kind} ${count}`, numbers);
  }
  for (const [kind, count] of counts) numbers.set(`${kind} rows`, count);
  return { id, texts, numbers };
}

function collectNumbers(value: unknown, path: string, into: Map<string, number>): void {
  if (typeof value === 'number') into.set(path, value);
  else if (typeof value === 'string') {
    into.set(`${path} length`, value.length).set(`${path} order`, rankOfText(value));
    const at = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(at)) into.set(`${path} time`, at);
    for (const [, digits = ''] of value.matchAll(/(\d{10,13})/g)) into.set(`${path} digits`, Number(digits));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, its] of Object.entries(value)) collectNumbers(its, `${path}.${name}`, into);
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** Joins where a text of an answer, or what it may have been made of, stands with one person alone. */
function byKey(people: readonly Known[], answers: readonly Answer[]): Guess {
  const holders = new Map<string, Set<string>>();
  const add = (text: string, id: string) => {
    const known = holders.get(text);
    if (known === undefined) holders.set(text, new Set([id]));
    else known.add(id);
  };
  for (const { id, texts } of people) {
    for (const text of texts) for (const form of formsOf(text, texts)) add(form, id);
  }
  const whose = new Map<string, string>();
  for (const { id, texts } of answers) {
    for (const text of [...texts, ...[...texts].flatMap(hashesOf)]) {
      const found = holders.get(text);
      const [only] = found?.size === 1 ? found : [];
      if (only !== undefined) whose.set(id, only);
    }
  }
  return { by: 'key', whose };
}

/** A text, its parts, and what usual ways of hiding it would make of it; and the very way that is used, without the nonce. */
function formsOf(text: string, beside: ReadonlySet<string>): string[] {
  const cases = [...beside].filter((its) => /^S\d{8}-/.test(its));
  return [
    text,
    ...text.split(/[#/.:_]/).filter((part) => part.length >= 8),
    ...hashesOf(text),
    ...cases.map((caseId) => answerKeyOf(text, caseId)),
  ];
}

function hashesOf(text: string): string[] {
  const digest = createHash('sha256').update(text).digest();
  return [digest.toString('hex'), digest.toString('base64url')];
}

/** Pairs the n-th person with the n-th answer, by every number of each; of those who submitted apart from those who did not. */
function byRank(
  people: readonly (Known & { readonly submitted: boolean })[],
  answers: readonly Answer[],
): Guess[] {
  const ofPeople = ordersOf(people);
  const ofAnswers = ordersOf(answers);
  return ofPeople.flatMap(([person, peopleInOrder]) =>
    ofAnswers.flatMap(([answer, answersInOrder]) =>
      ([1, -1] as const).map((direction): Guess => {
        const whose = new Map<string, string>();
        for (const submitted of [true, false]) {
          const left = peopleInOrder.filter((its) => its.submitted === submitted);
          const right = answersInOrder.filter((its) => its.submitted === submitted);
          if (direction === -1) right.reverse();
          for (const [at, { id }] of right.entries()) {
            const owner = left[at];
            if (owner !== undefined) whose.set(id, owner.id);
          }
        }
        return { by: `${person} against ${answer}${direction === 1 ? '' : ', backwards'}`, whose };
      }),
    ),
  );
}

/** The orders in which some stand by their numbers, without those that put nobody before another. */
function ordersOf<Its extends Known>(all: readonly Its[]): [string, Its[]][] {
  const paths = new Set(all.flatMap(({ numbers }) => [...numbers.keys()]));
  const seen = new Set<string>();
  return [...paths].flatMap((path): [string, Its[]][] => {
    if (new Set(all.map(({ numbers }) => numbers.get(path))).size < 2) return [];
    const order = all.toSorted(
      (a, b) => (a.numbers.get(path) ?? Number.MAX_VALUE) - (b.numbers.get(path) ?? Number.MAX_VALUE),
    );
    const key = order.map(({ id }) => id).join();
    if (seen.has(key)) return [];
    seen.add(key);
    return [[path, order]];
  });
}
