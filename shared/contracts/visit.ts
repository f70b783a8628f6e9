/** A follow-up visit: the forms of its tasks, and what its story carries from one to the next. */
import * as z from 'zod';
import { Instant } from './codes.ts';

const YesNo = z.enum(['YES', 'NO']);

/** A choice that may be left open. */
const MaybeYesNo = z.enum(['', 'YES', 'NO']);

/** Largest free text in a form, in characters. */
const LONGEST = 4_000;

/** A text that says something. */
const Words = z.string().trim().min(10).max(LONGEST);

/** A text that may be left out, and is short enough for 22 fields on one page. */
const MaybeWords = z.string().trim().max(1_000);

const isDay = (text: string): boolean => text === '' || z.iso.date().safeParse(text).success;

/** A day, or nothing. */
export const MaybeDay = z
  .string()
  .trim()
  .regex(/^(|\d{4}-\d{2}-\d{2})$/, 'a day such as 2026-03-02')
  .refine(isDay, 'a day such as 2026-03-02');

/** A day and a time of day in the zone of whoever fills the form, or nothing. */
export const MaybeMoment = z
  .string()
  .trim()
  .regex(/^(|\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d)$/, 'a moment such as 2026-03-02T09:30')
  .refine((text) => isDay(text.slice(0, 10)), 'a moment such as 2026-03-02T09:30');

/** A telephone number, or nothing. */
export const MaybePhone = z
  .string()
  .trim()
  .regex(/^(|\+?[0-9][0-9 -]{4,38})$/, 'digits, spaces and dashes; at most 40 characters');

/** An e-mail address, or nothing. */
export const MaybeEmail = z
  .string()
  .trim()
  .max(254)
  .regex(/^(|[^\s@<>"(),:;]+@[^\s@<>"(),:;]+\.[^\s@<>"(),:;]+)$/, 'an e-mail address');

/** Most promises that one visit can make. */
export const MOST_PROMISES = 3;

/** How an attempt to visit a customer went. */
export const Attempt = z.enum(['REACHED', 'NO_ANSWER', 'REFUSED', 'WRONG_CONTACT', 'RESCHEDULE', 'NOT_NOW']);
export type Attempt = z.infer<typeof Attempt>;

/** What a form may say that only the answers together show: which fields belong to which choice. */
type Issues = { addIssue(issue: { code: 'custom'; path: string[]; params: object }): void };

const needed = (issues: Issues, field: string): void =>
  issues.addIssue({ code: 'custom', path: [field], params: { flaw: 'needed' } });

/** A visit as the relationship manager writes it down. */
export const Visit = z
  .strictObject({
    outcome: Attempt,
    /** When the customer wants to be visited instead. */
    when: MaybeMoment,
    /** Whether the customer wants the new date by mail. */
    mailDate: MaybeYesNo,
    /** Why the customer does not want to be visited, or what troubles them. */
    concerns: MaybeWords,
    satisfaction: z.enum(['', '1', '2', '3', '4', '5']),
    needs: MaybeWords,
    expectations: MaybeWords,
    newPhone: MaybePhone,
    newEmail: MaybeEmail,
    /** The day on which the customer would like to hear from the bank next. */
    nextDay: MaybeDay,
    problem: MaybeYesNo,
    problemText: MaybeWords,
    serviceRequest: MaybeWords,
    suggestion: MaybeWords,
    promise1: MaybeWords,
    promise1Due: MaybeDay,
    promise2: MaybeWords,
    promise2Due: MaybeDay,
    promise3: MaybeWords,
    promise3Due: MaybeDay,
  })
  .superRefine((visit, issues) => {
    const { outcome, satisfaction, problem, problemText, when, mailDate } = visit;
    const putOff = outcome === 'RESCHEDULE' || outcome === 'NOT_NOW';
    if (outcome === 'REACHED' && satisfaction === '') needed(issues, 'satisfaction');
    if (outcome === 'REACHED' && problem === '') needed(issues, 'problem');
    if (problem === 'YES' && problemText.length < 10) needed(issues, 'problemText');
    if (putOff && when === '') needed(issues, 'when');
    if (outcome === 'RESCHEDULE' && mailDate === '') needed(issues, 'mailDate');
    for (const number of [1, 2, 3] as const) {
      const [text, due] = [visit[`promise${number}`], visit[`promise${number}Due`]];
      if (text !== '' && due === '') needed(issues, `promise${number}Due`);
      if (text === '' && due !== '') needed(issues, `promise${number}`);
    }
  });
export type Visit = z.infer<typeof Visit>;

/** Fields of a visit that are filled only where somebody spoke with the customer. */
export const saidAtVisits = [
  'satisfaction',
  'needs',
  'expectations',
  'newPhone',
  'newEmail',
  'nextDay',
  'problem',
  'serviceRequest',
  'suggestion',
  'promise1',
  'promise1Due',
  'promise2',
  'promise2Due',
  'promise3',
  'promise3Due',
] as const satisfies readonly (keyof Visit)[];

/** A greeting that a person brings, on its day. */
export const Greeting = z.strictObject({
  outcome: Attempt.extract(['REACHED', 'NO_ANSWER', 'REFUSED']),
  note: MaybeWords,
});
export type Greeting = z.infer<typeof Greeting>;

/** Contact data that was wrong, repaired. */
export const Contact = z
  .strictObject({
    found: z.enum(['FOUND', 'NOT_FOUND']),
    newPhone: MaybePhone,
    newEmail: MaybeEmail,
    /** Where the data comes from, and how it was checked. */
    reason: Words,
  })
  .superRefine(({ found, newPhone, newEmail }, issues) => {
    if (found === 'FOUND' && newPhone === '' && newEmail === '') needed(issues, 'newPhone');
  });
export type Contact = z.infer<typeof Contact>;

/** What became of a service request; the customer reads the reply. */
export const Service = z.strictObject({ done: z.enum(['DONE', 'NOT_POSSIBLE']), reply: Words });
export type Service = z.infer<typeof Service>;

/** What became of a customer who was not satisfied. */
export const Recovery = z.strictObject({
  recovery: z.enum(['MENDED', 'COMPLAINT', 'NOT_REACHED', 'NOT_WANTED']),
  reason: Words,
});
export type Recovery = z.infer<typeof Recovery>;

/** What became of a promise. */
export const PromiseKept = z.strictObject({ kept: YesNo, reason: Words });
export type PromiseKept = z.infer<typeof PromiseKept>;

/** What comes after a visit, each a task of its own; the words stay in the records. */
export const FollowUp = z.strictObject({
  what: z.enum(['SERVICE', 'RECOVERY', 'PROMISE']),
  /** Number among those of its kind, from 1. */
  number: z.number().int().min(1).max(MOST_PROMISES),
  /** Until when, where the customer was told a day. */
  dueAt: Instant.optional(),
});
export type FollowUp = z.infer<typeof FollowUp>;
