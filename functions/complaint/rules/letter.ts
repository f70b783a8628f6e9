/** The bank's letters: what they are made of, and whether a decision's letter may leave. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { CaseClock, CaseLetter, FeedbackClass, Proposal } from '../../../shared/contracts/complaint.ts';
import { type ComplaintPack, type Extension, partsOf } from '../../../shared/policy/complaint-pack.ts';
import { type Trace, whyThisDate } from '../../../shared/policy/explain.ts';
import { calendarTermOf } from '../../../shared/policy/term.ts';
import { letterWords } from './letter-words.ts';

/** Parts of a letter by name. */
export type Parts = CaseLetter['parts'];

/** What every letter of a case begins from. */
export interface Sheet {
  readonly caseId: string;
  readonly language: Language;
  /** When the bank received the complaint. */
  readonly receivedAt: string;
  /** When it is sealed. */
  readonly at: string;
  readonly pack: Pick<ComplaintPack, 'zone' | 'routes' | 'review'>;
}

/** The letter of a decision, as the proposal has it. */
export function decisionParts(
  { outcome: _, amount, findings, reason, remedy }: Proposal,
  sheet: Sheet,
): Parts {
  const words = letterWords[sheet.language];
  const { receivedAt, at, pack } = sheet;
  const granted = [...(remedy === '' ? [] : [remedy]), ...(amount > 0 ? [words.redress(amount)] : [])];
  return {
    findings,
    reason,
    ...(granted.length > 0 && { remedy: granted.join('\n') }),
    dates: [words.received(words.day(receivedAt, pack.zone)), words.decided(words.day(at, pack.zone))].join(
      '\n',
    ),
    rights: rightsIn(sheet),
    contact: contactIn(sheet),
  };
}

/** The answer to a suggestion, praise or an enquiry. */
export const feedbackParts = (
  feedback: Exclude<FeedbackClass, 'COMPLAINT'>,
  reply: string,
  sheet: Sheet,
): Parts => ({
  opening: letterWords[sheet.language].feedback[feedback],
  reply,
  contact: contactIn(sheet),
});

/** The notice that the term was extended, until when, and why until then. */
export const extensionParts = (
  extension: Extension,
  clock: Pick<CaseClock, 'dueAt' | 'trace'>,
  sheet: Sheet,
): Parts => ({
  opening: letterWords[sheet.language].extended[extension],
  dates: promiseIn(clock, sheet),
  contact: contactIn(sheet),
});

/** Until when there is an answer, and how that date comes about. */
function promiseIn({ dueAt, trace }: Pick<CaseClock, 'dueAt' | 'trace'>, { language, pack }: Sheet): string {
  const words = letterWords[language];
  const why = trace === undefined ? [] : whyThisDate(JSON.parse(trace) as Trace, language);
  return [words.promised(words.day(dueAt, pack.zone)), ...why].join('\n');
}

/** The receipt for new facts, until when there is an answer now, and why until then; undefined before there is a date. */
export const factsParts = (promise: Pick<CaseClock, 'dueAt' | 'trace'> | undefined, sheet: Sheet): Parts => ({
  opening: letterWords[sheet.language].facts,
  ...(promise !== undefined && { dates: promiseIn(promise, sheet) }),
  contact: contactIn(sheet),
});

/** The short letter after a matter was settled at first contact. */
export function quickParts(agreed: string, sheet: Sheet): Parts {
  const words = letterWords[sheet.language];
  return { opening: words.quick, agreed, rights: words.comeBack, contact: contactIn(sheet) };
}

/** The confirmation of a withdrawal. */
export function withdrawnParts(withdrawnAt: string, sheet: Sheet): Parts {
  const words = letterWords[sheet.language];
  return {
    opening: words.withdrawn(words.day(withdrawnAt, sheet.pack.zone)),
    rights: words.comeBack,
    contact: contactIn(sheet),
  };
}

/** The last letter where the customer disputes the decision, or where the case ended outside its story. */
export function closingParts(why: 'DISPUTED' | 'MANUAL_TAKEOVER' | 'CANCELLED', sheet: Sheet): Parts {
  const words = letterWords[sheet.language];
  const opening = why === 'DISPUTED' ? words.disputed : words.closed[why];
  return { opening, rights: rightsIn(sheet), contact: contactIn(sheet) };
}

/** The notice that the complaint was opened again, until when there is an answer, and why until then. */
export const reopenedParts = (clock: Pick<CaseClock, 'dueAt' | 'trace'>, sheet: Sheet): Parts => ({
  opening: letterWords[sheet.language].reopened,
  dates: promiseIn(clock, sheet),
  contact: contactIn(sheet),
});

/** The last word of the bank on a complaint that was opened again often enough: who outside the bank can be asked. */
export const outsideParts = (sheet: Sheet): Parts => ({
  opening: letterWords[sheet.language].outside,
  rights: rightsIn({
    ...sheet,
    pack: { ...sheet.pack, routes: sheet.pack.routes.filter((route) => route !== 'review') },
  }),
  contact: contactIn(sheet),
});

function rightsIn({ language, at, pack: { routes, review, zone } }: Sheet): string {
  const words = letterWords[language];
  const days = review.askWithinDays;
  const { dueAt } = calendarTermOf({ startsAt: at, days }, zone);
  return words.routes(routes.map((route) => words.route(route, words.day(dueAt, zone), days)));
}

const contactIn = ({ language, caseId }: Sheet): string => letterWords[language].contact(caseId);

/** Parts of a decision that a person wrote. */
const written = ['findings', 'reason', 'remedy'] as const;

/**
 * What a decision's letter lacks, as codes: the name of a part that the law wants and that is absent or says nothing,
 * `plain:<part>` for one with a sentence nobody can follow, `number:<part>` for one that spells out an account number.
 */
export function lacksOf(
  parts: Parts,
  outcome: Proposal['outcome'],
  pack: Pick<ComplaintPack, 'letterContent' | 'plainLanguage'>,
): string[] {
  const { fewestDifferent, longestSentence } = pack.plainLanguage;
  const absent = partsOf(outcome, pack).filter((part) => differentIn(parts[part]) < fewestDifferent);
  const given = written.map((part) => [part, parts[part] ?? ''] as const);
  return [
    ...absent,
    ...given.filter(([, text]) => isHardToRead(text, longestSentence)).map(([part]) => `plain:${part}`),
    ...given
      .filter(([, text]) => /\d{12,}|\d{4}(?:[ -]\d{4}){2,}/.test(text))
      .map(([part]) => `number:${part}`),
  ];
}

/** Different characters in a text, beside spaces and punctuation. */
const differentIn = (text: string | undefined): number => new Set(text?.replaceAll(/[\s\p{P}]/gu, '')).size;

const isHardToRead = (text: string, longest: ComplaintPack['plainLanguage']['longestSentence']): boolean =>
  text.split(/[.!?。！？；;\n]+/).some((sentence) => {
    const words = sentence.trim().split(/\s+/).length;
    const characters = [...sentence.matchAll(/\p{Script=Han}/gu)].length;
    return words > longest.words || characters > longest.characters;
  });
