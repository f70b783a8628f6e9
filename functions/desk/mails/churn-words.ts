/** What the mails about alerts say, in both languages; nothing here comes from a person. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { MailFacts, MailWords } from './words.ts';

/** The mails about alerts. */
type ChurnTemplate = 'retention-care' | 'alert-notice' | 'retention-risk';

type ChurnMails = Readonly<Record<ChurnTemplate, (facts: MailFacts) => MailWords>>;

const zh: ChurnMails = {
  'retention-care': ({ bank, team }) => ({
    subject: `${bank}感谢您的信任`,
    paragraphs: [
      `感谢您一直以来选择${bank}。我们很想知道，最近的服务是否让您满意，有没有什么可以为您做得更好。`,
      `如有任何想法或不便，请随时与我们联系，${team ?? '客户服务团队'}会认真倾听。我们不会在联系时询问您的密码或验证码。`,
    ],
  }),
  'alert-notice': ({ caseId, due }) => ({
    subject: `[${caseId}] 流失预警，请关注`,
    paragraphs: [
      '贵条线的一位客户出现流失预警，已交客户经理判断。',
      ...(due === '' ? [] : [`请于 ${due} 前确认已有人处理。`]),
    ],
  }),
  'retention-risk': ({ caseId }) => ({
    subject: `[${caseId}] 该客户有流失预警`,
    paragraphs: [
      '您正在办理的这件投诉，其客户同时有流失预警。为不打扰客户，挽留联系已暂停，待投诉办结后再行判断。',
      '请据此安排沟通；办理次序和结论不因此改变。',
    ],
  }),
};

const en: ChurnMails = {
  'retention-care': ({ bank, team }) => ({
    subject: `Thank you for being with ${bank}`,
    paragraphs: [
      `Thank you for being a customer of ${bank}. We would like to know whether our service has been what you expect, and what we could do better for you.`,
      `If anything is on your mind, please get in touch: ${team ?? 'the customer care team'} will listen. We never ask for passwords or codes.`,
    ],
  }),
  'alert-notice': ({ caseId, due }) => ({
    subject: `[${caseId}] Churn alert, for your attention`,
    paragraphs: [
      'A customer of your line may be about to leave. The relationship manager has been asked to look at it.',
      ...(due === '' ? [] : [`Please see to it that somebody has done so by ${due}.`]),
    ],
  }),
  'retention-risk': ({ caseId }) => ({
    subject: `[${caseId}] The customer of this complaint may leave`,
    paragraphs: [
      'The customer of a complaint that you handle may be about to leave. So that they are not disturbed, contacts to keep them rest until the complaint is closed.',
      'Please bear it in mind when you speak with them; it changes neither the order nor the outcome of the complaint.',
    ],
  }),
};

/** The words of each language. */
export const churnMails: Readonly<Record<Language, ChurnMails>> = { 'zh-CN': zh, en };
