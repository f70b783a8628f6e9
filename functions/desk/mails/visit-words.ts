/** What the mails about visits say, in both languages; nothing here comes from a person. */
import type { Language } from '../../../shared/contracts/codes.ts';
import { greetingFor } from './greetings.ts';
import type { MailFacts, MailWords } from './words.ts';

/** The mails about visits. */
type VisitTemplate = 'greeting' | 'appointment' | 'visit-confirmation' | 'service-reply';

type VisitMails = Readonly<Record<VisitTemplate, (facts: MailFacts) => MailWords>>;

const greeting =
  (language: Language) =>
  ({ topic = '', bank }: MailFacts): MailWords =>
    greetingFor(topic, language, bank);

const zh: VisitMails = {
  greeting: greeting('zh-CN'),
  appointment: ({ caseId, when = '' }) => ({
    subject: `[${caseId}] 已与客户约定：${when}`,
    paragraphs: [
      `您与客户约定于 ${when} 联系。日历邀请见附件，可直接加入日历。`,
      '到约定的那天，系统会再寄出回访任务，任务中有客户的有关情况。',
    ],
  }),
  'visit-confirmation': ({ caseId, when = '', bank }) => ({
    subject: `[${caseId}] 与您约定的时间：${when}`,
    paragraphs: [
      `按与您的约定，${bank}的客户经理将于 ${when} 与您联系。日历邀请见附件。`,
      '如需更改，请联系您的客户经理。我们不会在联系时询问您的密码或验证码。',
    ],
  }),
  'service-reply': ({ caseId }) => ({
    subject: `[${caseId}] 您的服务请求的办理结果`,
    paragraphs: ['您在回访中提出的服务请求，办理结果如下。'],
    afterwards: ['如仍有疑问，请联系您的客户经理，并提供上面的编号。'],
  }),
};

const en: VisitMails = {
  greeting: greeting('en'),
  appointment: ({ caseId, when = '' }) => ({
    subject: `[${caseId}] Agreed with the customer: ${when}`,
    paragraphs: [
      `You have agreed with the customer to be in touch on ${when}. The calendar entry is attached.`,
      'On that day the visit comes to you as a task, with what you need to know of the customer.',
    ],
  }),
  'visit-confirmation': ({ caseId, when = '', bank }) => ({
    subject: `[${caseId}] The time we agreed on: ${when}`,
    paragraphs: [
      `As agreed, your relationship manager at ${bank} will be in touch with you on ${when}. The calendar entry is attached.`,
      'If you need another time, please tell your relationship manager. We never ask for passwords or codes.',
    ],
  }),
  'service-reply': ({ caseId }) => ({
    subject: `[${caseId}] What came of your service request`,
    paragraphs: ['You asked us for something when we last spoke; this is what came of it.'],
    afterwards: [
      'If anything is still open, please contact your relationship manager and give the number above.',
    ],
  }),
};

/** What stands in a calendar: the visitor's may be seen by colleagues, the customer's by whoever sits beside them. */
interface EntryWords {
  readonly forStaff: (caseId: string) => string;
  readonly forCustomer: (bank: string) => string;
  readonly description: (caseId: string) => string;
}

/** The words of a calendar entry in each language. */
export const entryWords: Readonly<Record<Language, EntryWords>> = {
  'zh-CN': {
    forStaff: (caseId) => `回访客户 [${caseId}]`,
    forCustomer: (bank) => `${bank}客户经理与您联系`,
    description: (caseId) => `编号 ${caseId}`,
  },
  en: {
    forStaff: (caseId) => `Visit a customer [${caseId}]`,
    forCustomer: (bank) => `Your relationship manager at ${bank} will be in touch`,
    description: (caseId) => `Number ${caseId}`,
  },
};

/** The words of each language. */
export const visitMails: Readonly<Record<Language, VisitMails>> = { 'zh-CN': zh, en };
