/** What a law asks of the handling of a complaint: terms, extensions, restarts, and what letters must hold. */
import * as z from 'zod';
import { ComplaintOutcome, Level, Zone } from '../contracts/codes.ts';

/** An extension of the term, by the name it has in forms and records. */
export const Extension = z.enum(['COMPLEX', 'SPECIAL']);
export type Extension = z.infer<typeof Extension>;

/** Parts that a letter can have. */
export const LetterPart = z.enum(['findings', 'reason', 'remedy', 'rights', 'dates']);
export type LetterPart = z.infer<typeof LetterPart>;

const Days = z.number().int().min(1).max(366);

const Link = z.strictObject({
  extension: Extension,
  /** Days of the whole term, counted from its start, once this extension is granted. */
  termDays: Days,
  /** Lowest level that may grant it. */
  approvalLevel: Level,
  /** Whether the customer must be told. */
  notice: z.boolean(),
});

/** What a law asks of a complaint's handling; a case keeps the version that was in force at its receipt. */
export const ComplaintPack = z
  .strictObject({
    /** Name of the law, e.g. `CN-2020`. */
    id: z.string().regex(/^[A-Z]{2}-[A-Z0-9-]+$/, 'a name such as CN-2020'),
    /** First day in force. */
    effectiveFrom: z.iso.date(),
    /** IANA zone in which days are meant. */
    zone: Zone,
    /** Which days of a term count: all of them, or working days only. */
    dayKind: z.enum(['CALENDAR', 'BUSINESS']),
    /** Which day is the first of a term: the one after receipt, or the day of receipt itself. */
    counting: z.enum(['NEXT_DAY', 'SAME_DAY']),
    /** What becomes of a last day that is free: it stands, or goes on past the holiday, or to the next working day. */
    lastDay: z.enum(['STANDS', 'AFTER_HOLIDAY', 'NEXT_WORKING_DAY']),
    clocks: z.strictObject({
      /** Days of the term without any extension. */
      decideWithinDays: Days,
    }),
    /** Extensions in the one order in which they can be granted. */
    extensionChain: z
      .array(Link)
      .refine((links) => new Set(links.map((l) => l.extension)).size === links.length, {
        error: 'each extension once',
      }),
    /** What stops the term; the customer is told of each pause where `notice` says so. */
    pauseRules: z.array(
      z.strictObject({ on: z.enum(['EXTERNAL_APPRAISAL']), mostDays: Days, notice: z.boolean() }),
    ),
    /** What starts the term anew, and whether extensions granted before still count. */
    restartRules: z.array(
      z.strictObject({
        on: z.enum(['NEW_FACTS']),
        from: z.literal('RECEIPT_OF_NEW_MATERIAL'),
        extensions: z.enum(['DROPPED', 'KEPT']),
      }),
    ),
    withdrawal: z.strictObject({ ends: z.literal('SAME_DAY') }),
    groups: z.strictObject({
      /** Most representatives of a group that complains in person. */
      mostRepresentatives: z.number().int().min(1),
      /** Complainants in person from whom on a complaint is a major one. */
      majorFrom: z.number().int().min(2),
    }),
    /** What an acknowledgement tells. */
    ackContent: z
      .array(z.enum(['number', 'team', 'promised-date', 'rights', 'add-facts', 'withdraw']))
      .min(1),
    /** What the letter of a decision holds, and for which outcomes. */
    letterContent: z
      .array(z.strictObject({ part: LetterPart, outcomes: z.array(ComplaintOutcome).min(1) }))
      .min(1),
    /** What makes a part of a letter too empty, or a sentence of it too long, for a customer to make anything of it. */
    plainLanguage: z.strictObject({
      /** Different characters that a text has at least if it says something; `xxxxxxxxxx` does not. */
      fewestDifferent: z.number().int().min(1),
      /** Longest sentence, in words or, in Chinese, in characters. */
      longestSentence: z.strictObject({
        words: z.number().int().min(10),
        characters: z.number().int().min(20),
      }),
    }),
    /** The ways that are open to a customer who disagrees; `rights` of a letter names each. */
    routes: z.array(z.enum(['review', 'mediation', 'arbitration', 'court'])).min(1),
    review: z.strictObject({ askWithinDays: Days, decideWithinDays: Days }),
    retention: z.strictObject({
      yearsAfterClose: z.number().int().min(1).max(100),
      /** Longer for complaints about credit reports. */
      creditReportYears: z.number().int().min(1).max(100),
    }),
    /** Days before the last one on which the deadline is looked at, falling; 0 is the deadline itself. */
    lookDaysBefore: z
      .array(z.number().int().min(0).max(60))
      .min(1)
      .max(8)
      .refine((days) => days.at(-1) === 0 && days.every((d, at) => at === 0 || (days[at - 1] ?? 0) > d), {
        error: 'falling numbers of days that end with 0',
      }),
    /** Fields whose rule nobody has read in the law's own text: parameters of the bank, never to be quoted as law. */
    unconfirmed: z.array(z.string()),
    sources: z.record(z.string(), z.string()),
  })
  .refine(
    ({ clocks, extensionChain }) =>
      [clocks.decideWithinDays, ...extensionChain.map((link) => link.termDays)].every(
        (days, at, all) => at === 0 || (all[at - 1] ?? 0) < days,
      ),
    { error: 'extensions that each lengthen the term', path: ['extensionChain'] },
  );
export type ComplaintPack = z.infer<typeof ComplaintPack>;

/** Whether an extension can be granted now; if not, which one could be. */
export type ExtensionAnswer =
  | { readonly may: true; readonly termDays: number; readonly approvalLevel: Level; readonly notice: boolean }
  | { readonly may: false; readonly next: Extension | undefined };

/** Whether an extension follows on those granted so far; they are granted in the order of the chain, each once. */
export function mayExtend(
  extensions: readonly Extension[],
  wanted: Extension,
  { extensionChain }: Pick<ComplaintPack, 'extensionChain'>,
): ExtensionAnswer {
  const next = extensionChain[extensions.length];
  if (next === undefined || next.extension !== wanted) return { may: false, next: next?.extension };
  const { termDays, approvalLevel, notice } = next;
  return { may: true, termDays, approvalLevel, notice };
}

/** The parts that a letter of this outcome must hold. */
export const partsOf = (
  outcome: ComplaintOutcome,
  { letterContent }: Pick<ComplaintPack, 'letterContent'>,
): LetterPart[] => letterContent.filter(({ outcomes }) => outcomes.includes(outcome)).map(({ part }) => part);

const DECISIONS: ComplaintOutcome[] = ['RESOLVED_UPHELD', 'RESOLVED_PARTLY', 'REJECTED'];

const ORDER = 'CBIRC Order 2020 No. 3, in force 2020-03-01';

/**
 * Version 1: the Measures for the handling of consumer complaints in banking and insurance. A draft of 2026 would change
 * them; it is not in force, and will be a version of its own.
 */
export const complaintPack1: ComplaintPack = {
  id: 'CN-2020',
  effectiveFrom: '2020-03-01',
  zone: 'Asia/Shanghai',
  dayKind: 'CALENDAR',
  counting: 'NEXT_DAY',
  lastDay: 'STANDS',
  clocks: { decideWithinDays: 15 },
  extensionChain: [
    { extension: 'COMPLEX', termDays: 30, approvalLevel: 3, notice: true },
    { extension: 'SPECIAL', termDays: 60, approvalLevel: 4, notice: true },
  ],
  pauseRules: [{ on: 'EXTERNAL_APPRAISAL', mostDays: 60, notice: true }],
  restartRules: [{ on: 'NEW_FACTS', from: 'RECEIPT_OF_NEW_MATERIAL', extensions: 'DROPPED' }],
  withdrawal: { ends: 'SAME_DAY' },
  groups: { mostRepresentatives: 5, majorFrom: 20 },
  ackContent: ['number', 'team', 'promised-date', 'rights', 'add-facts', 'withdraw'],
  letterContent: [
    { part: 'findings', outcomes: DECISIONS },
    { part: 'reason', outcomes: DECISIONS },
    { part: 'remedy', outcomes: ['RESOLVED_UPHELD', 'RESOLVED_PARTLY'] },
    { part: 'rights', outcomes: DECISIONS },
    { part: 'dates', outcomes: DECISIONS },
  ],
  plainLanguage: { fewestDifferent: 5, longestSentence: { words: 60, characters: 160 } },
  routes: ['review', 'mediation', 'arbitration', 'court'],
  review: { askWithinDays: 30, decideWithinDays: 30 },
  retention: { yearsAfterClose: 5, creditReportYears: 10 },
  lookDaysBefore: [5, 2, 0],
  unconfirmed: [
    'counting',
    'lastDay',
    'restartRules.extensions',
    'letterContent',
    'routes',
    'review',
    'retention',
  ],
  sources: {
    id: `${ORDER} (read in secondary copies)`,
    effectiveFrom: ORDER,
    zone: '[D] the bank’s own zone',
    dayKind: `${ORDER}: natural days`,
    counting:
      'PRC Civil Code, Art. 201: the first day is not counted; that it governs this term is unconfirmed',
    lastDay:
      '[D] the earlier date; PRC Civil Code, Art. 203, moves a last day off a statutory holiday, and that it governs this term is unconfirmed',
    clocks: `${ORDER}: 15 days from receipt where facts are clear and the dispute is simple`,
    'extensionChain.COMPLEX': `${ORDER}: up to 30 days where the matter is complex; approval by level 3 and the notice are [D]`,
    'extensionChain.SPECIAL': `${ORDER}: 30 days more where it is particularly complex or for special reasons, with approval by the superior institution or head-office senior management, and notice; level 4 for that is [D]`,
    'extensionChain.termDays':
      '[D] extensions count from the start of the term, not from a last day that was moved',
    pauseRules: `${ORDER}: time of outside appraisal, testing, evaluation is not counted, and the complainant is told; 60 days at most is [D]`,
    restartRules: `${ORDER}: new facts or reasons restart the term from receipt of the new material; that extensions are dropped is [D]`,
    withdrawal: `${ORDER}, Art. 15: the procedure ends on the day the withdrawal is received`,
    'groups.mostRepresentatives': `${ORDER}, Art. 12`,
    'groups.majorFrom': `${ORDER}: contingency plan for 20 or more complainants in person`,
    ackContent: 'CBRC notice of 2012: acceptance, time limit, contact (superseded for terms); the rest [D]',
    letterContent: '[D] after the general duty to tell the decision; the article is unconfirmed',
    plainLanguage: '[D]',
    routes: '[D]; the article that names them is unconfirmed',
    review: 'unconfirmed: asked of the superior institution within 30 days, decided within 30 days',
    retention:
      '[D] 5 years, as the draft of 2019 had it; 10 years for credit reporting from one secondary page; both unconfirmed',
    lookDaysBefore: '[D]',
    unconfirmed: 'shared reading of the secondary copies; a bank’s counsel has the last word',
  },
};
