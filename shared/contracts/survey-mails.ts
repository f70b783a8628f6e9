/** Mails by which a customer is asked. */
import type * as z from 'zod';
import { MailTemplate } from './items.ts';

/** Mails that ask, or ask once more. */
export const SurveyTemplate = MailTemplate.extract(['survey-invitation', 'survey-reminder']);
export type SurveyTemplate = z.infer<typeof SurveyTemplate>;
