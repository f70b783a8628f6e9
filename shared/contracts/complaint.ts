/** A complaint from triage to the customer's own word: its codes, its forms and the records of its clocks and letters. */
import * as z from 'zod';
import { ComplaintOutcome, Id, Instant } from './codes.ts';

/** What a matter is (R241): only a complaint goes on, the others are answered and end. */
export const FeedbackClass = z.enum(['COMPLAINT', 'SUGGESTION', 'PRAISE', 'ENQUIRY']);
export type FeedbackClass = z.infer<typeof FeedbackClass>;

/** Severity, S1 the gravest. S1 and S2 always need a second person. */
export const Severity = z.enum(['S1', 'S2', 'S3', 'S4']);
export type Severity = z.infer<typeof Severity>;

/** How a customer feels (R077); first contact is about this before it is about facts. */
export const Emotion = z.enum(['CALM', 'UPSET', 'ANGRY']);
export type Emotion = z.infer<typeof Emotion>;

/** Code of the complaint classification JR/T 0169-2018, e.g. `B03` or `C01`; which there are is in shared/policy. */
export const TaxonomyCode = z
  .string()
  .regex(/^[ABC]\d{2}(\d{2}\d?)?$/, 'A, B or C and two, four or five digits');
export type TaxonomyCode = z.infer<typeof TaxonomyCode>;

/** What may be asked of the statutory term: complex facts, or a special reason on top of that. */
export const MoreTime = z.enum(['NONE', 'COMPLEX', 'SPECIAL']);
export type MoreTime = z.infer<typeof MoreTime>;

/** The customer's own word on a decision; silence is no answer within the clock. */
export const CustomerWord = z.enum(['ACCEPTED', 'DISPUTED', 'SILENT']);
export type CustomerWord = z.infer<typeof CustomerWord>;

/**
 * What can reach a case at any time. Visits and alerts hear that their customer has complained; alerts also that a complaint
 * of theirs was closed, and that the customer was found at risk once more.
 */
export const SignalKind = z.enum([
  'WITHDRAWN',
  'SUPPLEMENTED',
  'COMPLAINT_OPENED',
  'COMPLAINT_CLOSED',
  'UPDATED',
  // To an invitation to a survey: it was answered, its customer wants no more surveys, no mail reaches them, its campaign ended.
  'ANSWERED',
  'OPTED_OUT',
  'BOUNCED',
  'ENDED',
  // To an improvement: there are new data by which it can be measured.
  'MEASURED',
]);
export type SignalKind = z.infer<typeof SignalKind>;

/** What a customer's message brings to its case. */
export const MessageKind = SignalKind.extract(['WITHDRAWN', 'SUPPLEMENTED']);
export type MessageKind = z.infer<typeof MessageKind>;

const YesNo = z.enum(['YES', 'NO']);

/** Largest free text in a form, in characters. */
const LONGEST = 4_000;

/** A text that says something. */
const Words = z.string().trim().min(10).max(LONGEST);

/** A text that may be left out. */
const MaybeWords = z.string().trim().max(LONGEST);

/** An amount in whole yuan: a number, or the digits that a person typed; nothing typed is not 0. */
export const Amount = z.union([
  z.number().int().min(0).max(100_000_000),
  z
    .string()
    .trim()
    .regex(/^\d{1,8}$/, 'whole yuan, at most 8 digits')
    .transform(Number),
]);

/** The number of one of the staff, or nothing. */
export const MaybeStaffNumber = z
  .string()
  .trim()
  .regex(/^(|[A-Za-z0-9][A-Za-z0-9._-]{0,63})$/, 'a staff number such as S07');

/** Triage: what it is, how grave, and for all but complaints the answer itself. */
export const Triage = z.strictObject({
  class: FeedbackClass,
  severity: Severity,
  emotion: Emotion,
  vulnerable: YesNo,
  /** Whether a regulator handed it on to the bank: then compliance signs what is proposed. */
  regulatorReferred: YesNo,
  business: TaxonomyCode,
  cause: TaxonomyCode,
  /** Whom the complaint is about, where the customer gave a name only; they and who stands above them act on it no more. */
  respondentId: MaybeStaffNumber,
  /** The answer to a suggestion, praise or an enquiry; for a complaint a note to the owner. */
  reply: Words,
});
export type Triage = z.infer<typeof Triage>;

/** First contact: feelings first; a simple matter may be settled at once. */
export const FirstContact = z.strictObject({
  reached: z.enum(['SPOKEN', 'NOT_REACHED']),
  settledNow: YesNo,
  /** What the customer feels and wants, and what is missing; settled at once: what was agreed. */
  reason: Words,
});
export type FirstContact = z.infer<typeof FirstContact>;

/** Findings of an investigation, or the wish for more time. */
export const Findings = z.strictObject({ cause: TaxonomyCode, moreTime: MoreTime, reason: Words });
export type Findings = z.infer<typeof Findings>;

/** Proposal: outcome, remedy, and the letter as the customer would read it. */
export const Proposal = z.strictObject({
  outcome: z.enum(['RESOLVED_UPHELD', 'RESOLVED_PARTLY', 'REJECTED']),
  /** Redress in whole yuan; 0 for none. */
  amount: Amount,
  findings: Words,
  reason: Words,
  remedy: MaybeWords,
});
export type Proposal = z.infer<typeof Proposal>;

/** Approval of a proposal, a co-sign or an extension by a second person. */
export const Approval = z.strictObject({ verdict: z.enum(['APPROVE', 'REFUSE']), reason: Words });
export type Approval = z.infer<typeof Approval>;

/** A customer without a usable address was told by phone or letter. */
export const ByHand = z.strictObject({ told: z.enum(['PHONE', 'LETTER']), reason: Words });
export type ByHand = z.infer<typeof ByHand>;

/** The customer's answer to a decision. */
export const Word = z.strictObject({ word: z.enum(['ACCEPTED', 'DISPUTED']), text: MaybeWords });
export type Word = z.infer<typeof Word>;

/** What a customer may send: to an open case new facts, or the wish to end it; to a closed one new facts, or that it is not settled. */
export const Message = z.strictObject({ what: z.enum(['FACTS', 'WITHDRAW', 'DISPUTE']), text: Words });
export type Message = z.infer<typeof Message>;

/** Cases: `caseId`, sk `CLOCK#<4 digits>`: one version of the statutory term; the highest number counts. */
export const CaseClock = z.object({
  caseId: Id,
  sk: z.string().regex(/^CLOCK#\d{4}$/),
  v: z.literal(1),
  number: z.number().int().min(1),
  /** From when the term runs: receipt, receipt of new facts, or the wish to have it looked at once more. */
  startsAt: Instant,
  dueAt: Instant,
  /** How that date came about, JSON of a trace of shared/policy/explain.ts. */
  trace: z.string().optional(),
  /** Links of the extension chain that were used, in order. */
  extensions: z.array(z.enum(['COMPLEX', 'SPECIAL'])),
  /** Why this version. */
  why: z.enum(['receipt', 'extension', 'new-facts', 'reopened']),
  /** Who approved an extension. */
  approvedBy: Id.optional(),
  /** The task that approved an extension, or the signal of the new facts. */
  causeId: Id.optional(),
  setAt: Instant,
});
export type CaseClock = z.infer<typeof CaseClock>;

/** Why a closed complaint is to be looked at once more: a survey said it is not settled, its customer did, or there are new facts. */
export const ReopenCause = z.enum(['SURVEY', 'DISPUTED', 'NEW_FACTS']);
export type ReopenCause = z.infer<typeof ReopenCause>;

/** Cases: `caseId`, sk `ROUND#<4 digits>`: a round of a complaint that was closed, and opened again. */
export const CaseRound = z.object({
  caseId: Id,
  sk: z.string().regex(/^ROUND#\d{4}$/),
  v: z.literal(1),
  number: z.number().int().min(1),
  execution: z.string(),
  outcome: ComplaintOutcome,
  closedAt: Instant,
  /** Of the term that counted, and when the customer was told the decision; the clock of a term that passed before. */
  dueAt: Instant.optional(),
  decidedAt: Instant.optional(),
  breachedClock: z.number().int().optional(),
  customerWord: CustomerWord.optional(),
  ownerId: Id.optional(),
  /** Of the staff who handled, proposed or approved in it. */
  actedIds: z.array(Id),
  reopenedAt: Instant,
  why: ReopenCause,
  /** Id of the event that asked for it. */
  causeId: z.string(),
});
export type CaseRound = z.infer<typeof CaseRound>;

/** Names of the parts of a letter, in the order in which it is read. */
export const letterParts = [
  'opening',
  'findings',
  'reason',
  'remedy',
  'agreed',
  'reply',
  'dates',
  'rights',
  'contact',
] as const;

/** Cases: `caseId`, sk `LETTER#<4 digits>`: a letter as it went to the customer. */
export const CaseLetter = z.object({
  caseId: Id,
  sk: z.string().regex(/^LETTER#\d{4}$/),
  v: z.literal(1),
  number: z.number().int().min(1),
  kind: z.enum([
    'decision',
    'feedback',
    'extension',
    'facts',
    'quick',
    'withdrawn',
    'closing',
    'service',
    'reopened',
    'outside',
  ]),
  language: z.enum(['zh-CN', 'en']),
  /** What the letter says, part by part. */
  parts: z.partialRecord(z.enum(letterParts), z.string()),
  sealedAt: Instant,
});
export type CaseLetter = z.infer<typeof CaseLetter>;

/** Input of `DeadlineWatch`: the clock it watches, and when it looks. */
export const WatchInput = z.strictObject({
  v: z.literal(1),
  caseId: Id,
  clock: z.number().int().min(1),
  /** Instants at which it looks, ascending; the last is the due date itself. */
  wakeAts: z.array(Instant).min(1).max(8),
});
export type WatchInput = z.infer<typeof WatchInput>;

/** What a look of `DeadlineWatch` answers: whether it goes on, and when it looks again. */
export const Watched = z.strictObject({
  /** OVER: the case is decided or closed, the clock was superseded, or the due date itself has passed. */
  watch: z.enum(['ON', 'OVER']),
  /** Instants at which it still has to look, ascending. */
  wakeAts: z.array(Instant).max(8),
});
export type Watched = z.infer<typeof Watched>;
