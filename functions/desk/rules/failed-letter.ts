/** What follows from a mail to a customer that failed for good. */
import type { OutboxMail } from '../../../shared/contracts/items.ts';
import { LetterTemplate } from '../../../shared/contracts/letter-by-hand.ts';
import { SurveyTemplate } from '../../../shared/contracts/survey-mails.ts';

/** Facts of `contact.failed`. */
export interface FailedLetter {
  readonly outboxId: string;
  readonly template: LetterTemplate;
  readonly fault: string;
  /** The number under which the letter was sealed, if it was. */
  readonly letter?: number;
}

/** The letter of a complaint that a failed mail was to bring to its customer; undefined where it was none. */
export function failedLetterOf(
  { outboxId, template, to, facts: { letter } }: OutboxMail,
  fault: string,
): FailedLetter | undefined {
  const known = LetterTemplate.safeParse(template);
  if (to.kind !== 'customer' || !known.success) return undefined;
  return { outboxId, template: known.data, fault, ...(typeof letter === 'number' && { letter }) };
}

/** Facts of `contact.failed` where a mail was to bring a survey: nobody tells it by hand, but nobody goes on asking either. */
export function failedSurveyOf(
  { outboxId, template }: Pick<OutboxMail, 'outboxId' | 'template'>,
  fault: string,
): { readonly outboxId: string; readonly template: SurveyTemplate; readonly fault: string } | undefined {
  const known = SurveyTemplate.safeParse(template);
  return known.success ? { outboxId, template: known.data, fault } : undefined;
}
