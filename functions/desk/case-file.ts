/** What the page of a task shows of its case: what has happened so far, and why its dates are what they are. */
import type { Language } from '../../shared/contracts/codes.ts';
import { axisOf, type FormName } from '../../shared/contracts/forms.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { type Trace, whyThisDate } from '../../shared/policy/explain.ts';
import { labelOf } from '../../shared/policy/taxonomy.ts';
import { isForm } from './pages/fields.ts';
import { fileWords } from './pages/file-words.ts';
import { titles } from './pages/titles.ts';
import { words } from './pages/words.ts';
import type { CaseBook, CaseFile, StaffBook, TaskBook } from './ports.ts';

/** One thing that happened. */
export interface FileEntry {
  readonly at: string;
  readonly what: string;
  /** Who did it, where it was somebody of the bank. */
  readonly by?: string;
  /** Codes and texts, each with its label. */
  readonly said: readonly { readonly label: string; readonly words: string }[];
}

/** A date with its reasons, one a line. */
export interface DateShown {
  readonly at: string;
  readonly why: readonly string[];
}

/** A case as the holder of one of its tasks sees it. */
export interface FileView {
  readonly entries: readonly FileEntry[];
  /** Until when the customer must have the decision. */
  readonly statutory?: DateShown;
}

/** What reading a file needs of the world. */
export interface CaseFilePorts {
  readonly cases: CaseBook;
  readonly tasks: TaskBook;
  readonly staff: StaffBook;
}

/** Reads what happened to a case until now, oldest first. */
export async function fileOf(
  { tasks, staff }: Omit<CaseFilePorts, 'cases'>,
  { head, notes, clocks, letters }: CaseFile,
  language: Language,
): Promise<FileView> {
  const say = fileWords[language];
  const decided = (await tasks.ofCase(head.caseId)).filter(({ state }) => state === 'DECIDED');
  const names = new Map<string, string>();
  for (const id of new Set(decided.flatMap(({ decidedBy }) => decidedBy ?? []))) {
    const person = await staff.find(id);
    if (person !== undefined) names.set(id, person.name);
  }
  const entries: FileEntry[] = [
    { at: head.openedAt, what: say.received, said: [] },
    // The complaint itself stands above; these came after it.
    ...notes.slice(1).map(({ receivedAt, submittedAt, brings, text }) => ({
      at: receivedAt ?? submittedAt,
      what: brings === 'WITHDRAWN' ? say.withdrawn : say.supplemented,
      said: text === '' ? [] : [{ label: say.words, words: text }],
    })),
    ...clocks.map(({ setAt, number, dueAt, why }) => ({
      at: setAt,
      what: say.clocks[why],
      said: [{ label: say.statutory(number), words: dueAt.slice(0, 10) }],
    })),
    ...letters.map(({ sealedAt, kind }) => ({ at: sealedAt, what: say.letters[kind], said: [] })),
    ...decided.flatMap((task) => entryOf(task, names, language)),
  ];
  const clock = clocks.at(-1);
  return {
    entries: entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    ...(clock !== undefined && { statutory: { at: clock.dueAt, why: reasonsIn(clock.trace, language) } }),
  };
}

/** The reasons of a date that was kept with its trace. */
export const reasonsIn = (trace: string | undefined, language: Language): string[] =>
  trace === undefined ? [] : whyThisDate(JSON.parse(trace) as Trace, language);

function entryOf(
  { form, decidedAt, decidedBy, answer }: TaskRow,
  names: ReadonlyMap<string, string>,
  language: Language,
): FileEntry[] {
  if (!isForm(form) || decidedAt === undefined) return [];
  const by = decidedBy === undefined ? undefined : names.get(decidedBy);
  const given = JSON.parse(answer ?? '{}') as Record<string, string | number>;
  return [
    {
      at: decidedAt,
      what: titles[language][form],
      ...(by !== undefined && { by }),
      said: saidIn(form, given, language),
    },
  ];
}

/** An answer in words, in the order of its form. */
export function saidIn(
  form: FormName,
  given: Readonly<Record<string, string | number>>,
  language: Language,
): FileEntry['said'] {
  const fields: Readonly<
    Record<string, { readonly label: string; readonly options?: Readonly<Record<string, string>> }>
  > = words[language].forms[form].fields;
  return Object.entries(fields).flatMap(([field, { label, options }]) => {
    const value = given[field];
    if (value === undefined || value === '') return [];
    const code = String(value);
    const coded = axisOf(form, field) === undefined ? undefined : `${code} ${labelOf(code, language)}`;
    return [{ label, words: coded ?? options?.[code] ?? code }];
  });
}
