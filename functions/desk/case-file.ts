/** What the page of a task shows of its case: what has happened so far, and why its dates are what they are. */
import type { Language } from '../../shared/contracts/codes.ts';
import { type CaseLetter, letterParts } from '../../shared/contracts/complaint.ts';
import { axisOf, type FormName } from '../../shared/contracts/forms.ts';
import type { ComplaintNote, TaskRow } from '../../shared/contracts/items.ts';
import { harmless } from '../../shared/platform/html.ts';
import { type Trace, whyThisDate } from '../../shared/policy/explain.ts';
import { labelOf } from '../../shared/policy/taxonomy.ts';
import { alertEntries } from './alert-file.ts';
import { campaignEntries } from './campaign-file.ts';
import { onTheWay } from './case-deeds.ts';
import { improvementEntries } from './improvement-file.ts';
import { headings } from './mails/headings.ts';
import { isForm } from './pages/fields.ts';
import { fileWords } from './pages/file-words.ts';
import { historyWords } from './pages/history-words.ts';
import { titles } from './pages/titles.ts';
import { words } from './pages/words.ts';
import type { CaseBook, CaseDeeds, CaseFile, StaffBook, TaskBook } from './ports.ts';
import { roundEntries } from './round-file.ts';
import { maskedText } from './rules/mask.ts';
import type { FileEntry, Said } from './rules/parts.ts';
import { isSeen } from './rules/visit-seen.ts';
import { invitationEntries } from './survey-file.ts';
import { thresholdEntries } from './threshold-file.ts';
import { typedWords } from './words.ts';

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
  readonly deeds: CaseDeeds;
}

/** Reads what happened to a case until now, oldest first. */
export async function fileOf(
  { tasks, staff, deeds }: Omit<CaseFilePorts, 'cases'>,
  { head, notes, clocks, letters, rounds = [], voice, voices = [], steps, measures }: CaseFile,
  language: Language,
  /** The task whose holder looks. */
  looking: Pick<TaskRow, 'form' | 'item'>,
): Promise<FileView> {
  const say = fileWords[language];
  const all = await tasks.ofCase(head.caseId);
  const decided = all.filter(({ state }) => state === 'DECIDED');
  const way = onTheWay(await deeds.of(head.caseId), all, language);
  const people = [
    ...decided.flatMap(({ decidedBy }) => decidedBy ?? []),
    ...way.flatMap(({ by, said }) => [by, ...said.map(({ staffId }) => staffId)]),
  ].filter((id) => id !== undefined);
  const names = new Map<string, string>();
  for (const id of new Set(people)) {
    const person = await staff.find(id);
    if (person !== undefined) names.set(id, person.name);
  }
  // In this order at the same moment: what somebody decided comes before what followed from it.
  const entries: (FileEntry & { readonly at: string })[] = [
    ...decided.flatMap((task) => entryOf(task, names, language, looking)),
    ...(head.kind === 'evaluation' ? thresholdEntries(head, language) : []),
    ...(head.kind === 'campaign' ? campaignEntries(head, voices, looking, language) : []),
    ...(head.kind === 'improvement' ? improvementEntries(head, language) : []),
    ...(head.kind === 'survey'
      ? invitationEntries(head, (given) => saidIn('interview', given, language), language)
      : []),
    ...(head.kind === 'alert'
      ? alertEntries(head, { steps, measures }, language)
      : isToldElsewhere(head)
        ? []
        : [
            {
              at: head.openedAt,
              what: startWords(head, language),
              said: voice === undefined ? [] : [saidOf(say.words, voice.text)],
            },
          ]),
    // The complaint itself stands above; these came after it.
    ...notes.slice(1).map(({ receivedAt, submittedAt, brings, text }) => ({
      at: receivedAt ?? submittedAt,
      what: brings === 'WITHDRAWN' ? say.withdrawn : say.supplemented,
      said: text === '' ? [] : [saidOf(say.words, text)],
    })),
    ...clocks.map(({ setAt, number, dueAt, why }) => ({
      at: setAt,
      what: say.clocks[why],
      said: [saidOf(say.statutory(number), dueAt.slice(0, 10))],
    })),
    ...roundEntries(rounds, letters, language).map(({ said, ...entry }) => ({
      ...entry,
      said: said.map(({ label, text }) => saidOf(label, text)),
    })),
    ...notExtendedIn(head).map(({ at, why }) => ({ at, what: say.notExtended[why], said: [] })),
    ...letters.map(({ sealedAt, kind }) => ({ at: sealedAt, what: say.letters[kind], said: [] })),
    ...way.map(({ at, what, by, said }) => ({
      at,
      what,
      ...(by !== undefined && { by: names.get(by) ?? by }),
      said: said.map(({ label, staffId = '', text }) => saidOf(label, text ?? names.get(staffId) ?? staffId)),
    })),
  ];
  const clock = clocks.at(-1);
  return {
    entries: entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    ...(clock !== undefined && { statutory: { at: clock.dueAt, why: reasonsIn(clock.trace, language) } }),
  };
}

/** Cases whose beginning is in entries of their own. */
const isToldElsewhere = ({ kind }: CaseFile['head']): boolean =>
  kind === 'evaluation' || kind === 'campaign' || kind === 'improvement' || kind === 'survey';

/** How a case began. */
const startWords = ({ kind }: CaseFile['head'], language: Language): string => {
  const { received, visitStarted, voiced } = fileWords[language];
  return kind === 'visit' ? visitStarted : kind === 'feedback' ? voiced : received;
};

/** The extension that was approved and had no room in the law, if there was one. */
const notExtendedIn = (head: CaseFile['head']) =>
  'notExtended' in head && head.notExtended !== undefined ? [head.notExtended] : [];

/** The reasons of a date that was kept with its trace. */
export const reasonsIn = (trace: string | undefined, language: Language): string[] =>
  trace === undefined ? [] : whyThisDate(JSON.parse(trace) as Trace, language);

function entryOf(
  { form, decidedAt, decidedBy, answer }: TaskRow,
  names: ReadonlyMap<string, string>,
  language: Language,
  looking: Pick<TaskRow, 'form' | 'item'>,
): (FileEntry & { readonly at: string })[] {
  if (!isForm(form) || decidedAt === undefined) return [];
  const by = decidedBy === undefined ? undefined : names.get(decidedBy);
  const whole = JSON.parse(answer ?? '{}') as Record<string, string | number>;
  const given =
    form === 'visit'
      ? Object.fromEntries(Object.entries(whole).filter(([field]) => isSeen(field, looking)))
      : whole;
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
): readonly Said[] {
  const fields: Readonly<
    Record<string, { readonly label: string; readonly options?: Readonly<Record<string, string>> }>
  > = words[language].forms[form].fields;
  return Object.entries(fields).flatMap(([field, { label, options }]) => {
    const value = given[field];
    if (value === undefined || value === '') return [];
    const code = String(value);
    const coded = axisOf(form, field) === undefined ? undefined : `${code} ${labelOf(code, language)}`;
    return [saidOf(label, coded ?? options?.[code] ?? typedWords(code))];
  });
}

/** Words as they may be shown, and masked. */
function saidOf(label: string, text: string): Said {
  const words = harmless(text);
  return { label, words, masked: maskedText(words) };
}

/** Fact by which the complaint forms keep the name of somebody whose staff number is not known. */
const NAMED = 'respondent';

/** What came with a complaint beside its words: the wish, who complains and about whom, and codes and facts of the sender. */
export function saidBeside(
  { wish, onBehalf, groupSize, respondentId, coded = {}, facts = {} }: ComplaintNote,
  language: Language,
): readonly Said[] {
  const say = historyWords[language];
  const { [NAMED]: named, ...others } = facts;
  const rows: readonly (readonly [label: string, lines: readonly (string | undefined)[]])[] = [
    [say.wish, [wish]],
    [say.onBehalf, [onBehalf && say.onBehalves[onBehalf]]],
    [say.groupSize, [groupSize?.toString()]],
    [say.respondent, [respondentId, named]],
    [say.coded, [coded.business, coded.cause].map((code) => code && `${code} ${labelOf(code, language)}`)],
    [say.facts, Object.entries(others).map(([name, fact]) => `${name}: ${fact}`)],
  ];
  return rows.flatMap(([label, lines]) => {
    const text = lines.filter((line) => line !== undefined && line !== '').join('\n');
    return text === '' ? [] : [saidOf(label, text)];
  });
}

/** The whole file for whoever reads all of it: the complaint first, then what happened. */
export function wholeFile(
  { head, notes }: CaseFile,
  { entries }: FileView,
  language: Language,
): readonly FileEntry[] {
  const [complaint] = notes;
  const say = words[language];
  if (complaint === undefined || head.kind === 'visit') return entries;
  const { subject = '', text } = complaint;
  const said = [
    ...(subject === '' ? [] : [saidOf(fileWords[language].subject, subject)]),
    saidOf(fileWords[language].words, text),
    ...saidBeside(complaint, language),
  ];
  return [{ what: say.whatTheCustomerSaid, said }, ...entries];
}

/** The letter of the decision, part by part, for the customer who was asked about it. */
export function letterFile({ letters }: CaseFile, language: Language): readonly FileEntry[] {
  const parts = decisionLetter(letters)?.parts ?? {};
  return letterParts.flatMap((part) => {
    const text = parts[part];
    const what = headings[language][part] ?? fileWords[language].ourLetter;
    return text === undefined ? [] : [{ what, said: [saidOf('', text)] }];
  });
}

/** The letter that counts. */
export const decisionLetter = (letters: readonly CaseLetter[]): CaseLetter | undefined =>
  letters.findLast(({ kind }) => kind === 'decision');
