/** What people answer in the tasks of an alert: what they found, what came of a talk, of a fix, and of winning back. */
import * as z from 'zod';
import { ChurnCause } from './churn.ts';
import { MaybeDay } from './visit.ts';

/** Largest free text in a form, in characters. */
const LONGEST = 4_000;

/** A text that says something. */
const Words = z.string().trim().min(10).max(LONGEST);

/** A text that may be left out. */
const MaybeWords = z.string().trim().max(LONGEST);

/** What an alert calls for (R190 to R193); each is a list of steps in the policy `playbooks`. */
export const PlaybookName = z.enum([
  'CARE',
  'SERVICE_RECOVERY',
  'OFFER',
  'PRODUCT_FEEDBACK',
  'MARKETING_PAUSE',
]);
export type PlaybookName = z.infer<typeof PlaybookName>;

/** What whoever looks at an alert finds (R178, R195). */
export const Verdict = z.enum(['CONFIRM', 'FALSE_ALARM', 'ALREADY_LEFT', 'NEED_EXPERT', 'COMPLAINT_FOUND']);
export type Verdict = z.infer<typeof Verdict>;

/** What a form may say that only the answers together show: which fields belong to which choice. */
type Issues = { addIssue(issue: { code: 'custom'; path: string[]; params: object }): void };

const needed = (issues: Issues, field: string): void =>
  issues.addIssue({ code: 'custom', path: [field], params: { flaw: 'needed' } });

const found = {
  /** Why the customer thinks of leaving, where that is confirmed. */
  churnCause: z.enum(['', ...ChurnCause.options]),
  /** Another playbook than the cause calls for, and why (R261). */
  playbook: z.enum(['', ...PlaybookName.options]),
  playbookReason: MaybeWords,
  /** What the customer complains about, in their own words. */
  complaintText: MaybeWords,
  /** What was looked at and what was found; of a false alarm, why it was one. */
  reason: Words,
};

interface Found {
  readonly verdict: Verdict;
  readonly churnCause: string;
  readonly playbook: string;
  readonly playbookReason: string;
  readonly complaintText: string;
}

function complete(
  { verdict, churnCause, playbook, playbookReason, complaintText }: Found,
  issues: Issues,
): void {
  if (verdict === 'CONFIRM' && churnCause === '') needed(issues, 'churnCause');
  if (playbook !== '' && playbookReason.length < 10) needed(issues, 'playbookReason');
  if (verdict === 'COMPLAINT_FOUND' && complaintText.length < 10) needed(issues, 'complaintText');
}

/** What a relationship manager finds about an alert. */
export const Assessment = z.strictObject({ verdict: Verdict, ...found }).superRefine(complete);
export type Assessment = z.infer<typeof Assessment>;

/** What an expert finds whom a relationship manager has asked: there is nobody else to ask. */
export const Expertise = z
  .strictObject({ verdict: Verdict.exclude(['NEED_EXPERT']), ...found })
  .superRefine(complete);
export type Expertise = z.infer<typeof Expertise>;

/** How a talk with a customer who may leave went. */
export const Talk = z.enum([
  'ACCEPTED',
  'UNDECIDED',
  'REFUSED',
  'UNREACHABLE',
  'SNOOZE',
  'COMPLAINT',
  'LEFT',
]);
export type Talk = z.infer<typeof Talk>;

/** A talk with a customer who may leave, about what moves them or about an offer. */
export const Retention = z
  .strictObject({
    outcome: Talk,
    /** The day on which it is tried again. */
    until: MaybeDay,
    complaintText: MaybeWords,
    /** What was said; of one that was put off, why. */
    reason: Words,
  })
  .superRefine(({ outcome, until, complaintText }, issues) => {
    if (outcome === 'SNOOZE' && until === '') needed(issues, 'until');
    if (outcome === 'COMPLAINT' && complaintText.length < 10) needed(issues, 'complaintText');
  });
export type Retention = z.infer<typeof Retention>;

/** What became of a service that a customer thinks of leaving for. */
export const ServiceFix = z.strictObject({ fixed: z.enum(['DONE', 'NOT_POSSIBLE']), reason: Words });
export type ServiceFix = z.infer<typeof ServiceFix>;

/** What came of asking a customer back who has left. */
export const WinBack = z.strictObject({
  wonBack: z.enum(['RETURNED', 'THINKING', 'GONE', 'NOT_REACHED']),
  /** Why they left, in their own view. */
  exitReason: ChurnCause,
  reason: Words,
});
export type WinBack = z.infer<typeof WinBack>;
