/** A letter of a complaint that no mail could bring, and that a person therefore tells. */
import * as z from 'zod';
import { Id, Instant } from './codes.ts';
import { MailTemplate } from './items.ts';
import { ExecutionInput } from './steps.ts';

/** Mails that are letters of a complaint: what they say has to reach the customer, one way or another. */
export const LetterTemplate = MailTemplate.extract([
  'acknowledgement',
  'feedback',
  'extension',
  'decision',
  'quick',
  'withdrawn',
  'closing',
  'facts-received',
  'reopened',
  'outside-routes',
]);
export type LetterTemplate = z.infer<typeof LetterTemplate>;

/** The mail that failed: which letter it was to bring, and the number under which that was sealed, if it was. */
const FailedLetter = z.object({
  outboxId: Id,
  template: LetterTemplate,
  letter: z.number().int().min(1).optional(),
});

/** Detail of `contact.failed`. */
export const ContactFailed = z.object({
  id: Id,
  at: Instant,
  caseId: Id,
  customerId: Id,
  facts: FailedLetter.extend({ fault: z.string() }),
});
export type ContactFailed = z.infer<typeof ContactFailed>;

/** Input of `LetterByHand`: one execution a mail. */
export const LetterInput = ExecutionInput.extend(FailedLetter.shape).strict();
export type LetterInput = z.infer<typeof LetterInput>;
