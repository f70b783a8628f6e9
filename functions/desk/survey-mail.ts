/** What a mail says of the survey that it asks a customer to answer. */
import type { CustomerProfile, OutboxMail } from '../../shared/contracts/items.ts';
import { SurveyTemplate } from '../../shared/contracts/survey-mails.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import type { MailFacts } from './mails/words.ts';
import type { CaseBook, PolicyReader } from './ports.ts';
import { standingOf } from './survey-book.ts';
import { momentOf } from './words.ts';

/** Whether a mail brings the way to a survey. */
export const asksForAnswers = ({ template }: Pick<OutboxMail, 'template'>): boolean =>
  SurveyTemplate.safeParse(template).success;

/**
 * The survey of a mail in the customer's words; `overtaken` where the customer has answered since, or cannot any more.
 */
export async function surveyOf(
  {
    cases,
    policies,
    clock,
  }: { readonly cases: Pick<CaseBook, 'find'>; readonly policies: PolicyReader; readonly clock: Clock },
  { caseId }: Pick<OutboxMail, 'caseId'>,
  { language, zone }: CustomerProfile,
): Promise<NonNullable<MailFacts['survey']> | 'overtaken'> {
  const head = await cases.find(caseId);
  if (head?.kind !== 'survey') return 'overtaken';
  const { definition: id, expiresAt, naming, version } = head;
  if (expiresAt === undefined || standingOf(head, instantOf(clock.now())) !== 'open') return 'overtaken';
  const { pack } = await policies.read('surveys', version);
  const question = pack.definitions[id]?.questions[0]?.wording[language];
  if (question === undefined) throw new Error(`The policy surveys has no survey ${id}, as ${caseId} asks.`);
  return { question, until: momentOf(expiresAt, language, zone), naming };
}
