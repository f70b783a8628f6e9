/**
 * What must be true of Steward from outside, checked from mails, HTTP answers and tables alone. Nothing of the product is
 * imported here: a checker that shares its mistakes would find none of them.
 */

/** An item of a table, as a client reads it. */
export type Item = Readonly<Record<string, unknown>>;

/** A mail as its reader has it. */
export interface Letter {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** All items of some tables at one moment: canonical text by key, by table. */
export type Snapshot = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A link to a task as it stands in a mail, with what can be read in it. */
export interface MailedLink {
  readonly link: string;
  readonly taskId: string;
  readonly generation: string;
  /** The six digits beside it; '' where there are none. */
  readonly code: string;
}

// v1.<kid>.<task>.<generation>.<expiry>.<nonce>.<mac>
const LINK = /https?:\/\/[^\s<>"']+\/t\/(v1\.[^\s<>"']+)/;

/** The task link of a mail; undefined where it has none. */
export function linkIn({ text }: Pick<Letter, 'text'>): MailedLink | undefined {
  const found = LINK.exec(text);
  if (!found) return undefined;
  const [, , taskId = '', generation = ''] = (found[1] ?? '').split('.');
  const code = /^[^\d\n]*(\d{6})[ \t\r]*$/m.exec(text.replace(/https?:\/\/\S+/g, ''))?.[1] ?? '';
  return { link: found[0], taskId, generation, code };
}

/** An item as text that is the same for equal items, in whatever order their attributes come. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Uint8Array)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** What differs between two items. */
const attributesThatDiffer = (before: string, after: string): string[] => {
  const [was, is] = [before, after].map((text) => JSON.parse(text) as Record<string, unknown>);
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  return names.filter((name) => canonical(was?.[name]) !== canonical(is?.[name])).sort();
};

/** One item that is not as it was. */
export interface Changed {
  readonly table: string;
  readonly key: string;
  readonly how: 'added' | 'removed' | 'changed';
  /** Attributes that differ; empty for what was added or removed. */
  readonly attributes: readonly string[];
}

/** Everything that changed between two moments; for requests that may change nothing this must be empty. */
export function changesBetween(before: Snapshot, after: Snapshot): Changed[] {
  const changes: Changed[] = [];
  for (const table of new Set([...before.keys(), ...after.keys()])) {
    const was = before.get(table) ?? new Map<string, string>();
    const is = after.get(table) ?? new Map<string, string>();
    for (const [key, item] of is) {
      const old = was.get(key);
      if (old === undefined) changes.push({ table, key, how: 'added', attributes: [] });
      else if (old !== item)
        changes.push({ table, key, how: 'changed', attributes: attributesThatDiffer(old, item) });
    }
    for (const key of was.keys())
      if (!is.has(key)) changes.push({ table, key, how: 'removed', attributes: [] });
  }
  return changes;
}

/** GETs change nothing: what they changed after all, in words. */
export const getsChangeNothing = (before: Snapshot, after: Snapshot): string[] =>
  changesBetween(before, after).map(
    ({ table, key, how, attributes }) => `${table} ${key} was ${how} by looking ${attributes.join(', ')}`,
  );

/** One holder of a task has one link, in however many mails: who has more, in words. */
export function oneLinkPerHolder(letters: readonly Letter[]): string[] {
  const links = new Map<string, Set<string>>();
  for (const letter of letters) {
    const mailed = linkIn(letter);
    if (mailed === undefined) continue;
    const holder = `${letter.to.join(', ')} has of task ${mailed.taskId}, generation ${mailed.generation},`;
    links.set(holder, (links.get(holder) ?? new Set()).add(mailed.link));
  }
  return [...links]
    .filter(([, seen]) => seen.size > 1)
    .map(([holder, seen]) => `${holder} ${seen.size} links`);
}

/** What the tables say about people and what they were given. */
export interface Books {
  readonly tasks: readonly Item[];
  /** All items of the table Cases: heads and notes. */
  readonly cases: readonly Item[];
  readonly staff: readonly Item[];
  readonly letters: readonly Letter[];
}

const words = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');

/** Whom a member of staff answers to. */
const superiorOf = (staffId: string, staff: readonly Item[]): string[] =>
  words(staff.find((one) => one.staffId === staffId && one.sk === 'PROFILE')?.superiorId);

/**
 * Who is recused never acts: neither the member of staff who is complained about, nor their superior, nor whom the task
 * itself names, holds, answers or is mailed a task of the case; and nobody approves what they proposed.
 */
export function recusedNeverActs({ tasks, cases, staff, letters }: Books): string[] {
  const wrong: string[] = [];
  const addressOf = new Map(staff.map(({ staffId, email }) => [String(staffId), String(email)]));
  for (const task of tasks) {
    const note = cases.find(({ caseId, sk }) => caseId === task.caseId && sk === 'NOTE#0000');
    const respondents = words(note?.respondentId);
    const barred = new Set([
      ...words(task.recused),
      ...respondents,
      ...respondents.flatMap((id) => superiorOf(id, staff)),
    ]);
    const what = `task ${task.taskId} (${task.form}) of case ${task.caseId}`;
    const holders = [...words(task.heldBy), ...words(task.assigneeId)];
    for (const id of holders) if (barred.has(id)) wrong.push(`${id} is recused and holds ${what}`);
    if (barred.has(String(task.decidedBy))) wrong.push(`${task.decidedBy} is recused and answered ${what}`);
    for (const id of barred) {
      const mailed = letters.some(
        (letter) => letter.to.includes(addressOf.get(id) ?? '') && linkIn(letter)?.taskId === task.taskId,
      );
      if (mailed) wrong.push(`${id} is recused and was mailed a link of ${what}`);
    }
    if (task.form !== 'approval' || task.decidedBy === undefined) continue;
    const own = tasks.find(
      ({ caseId, form, decidedBy }) =>
        caseId === task.caseId && form === 'proposal' && decidedBy === task.decidedBy,
    );
    if (own !== undefined) wrong.push(`${task.decidedBy} proposed in ${own.taskId} and approved in ${what}`);
  }
  return wrong;
}
