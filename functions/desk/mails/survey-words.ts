/** What the mails about surveys and about a complaint that is opened again say, in both languages; nothing here comes from a person. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { MailFacts, MailWords } from './words.ts';

/** The mails about surveys, and those that follow from one. */
type SurveyTemplate =
  | 'survey-invitation'
  | 'survey-reminder'
  | 'survey-thanks'
  | 'feedback-reply'
  | 'reopened'
  | 'outside-routes';

type SurveyMails = Readonly<Record<SurveyTemplate, (facts: MailFacts) => MailWords>>;

/** The first question is read here, and answered behind the link alone: nothing in a mail is an answer. */
const aboutZh = (survey: MailFacts['survey']): readonly string[] =>
  survey === undefined
    ? []
    : [
        `第一个问题：${survey.question}`,
        survey.naming === 'ANONYMOUS'
          ? '问卷匿名：我们只知道您参加了，不知道哪一份回答是您的。'
          : '您的回答将与您的姓名一起保存。',
        `您可以在 ${survey.until} 前作答，也可以先保存、稍后继续。`,
      ];

const aboutEn = (survey: MailFacts['survey']): readonly string[] =>
  survey === undefined
    ? []
    : [
        `The first question: ${survey.question}`,
        survey.naming === 'ANONYMOUS'
          ? 'It is anonymous: we know that you took part, and not which answers are yours.'
          : 'Your answers are kept with your name.',
        `You can answer until ${survey.until}; you can also keep what you have and go on later.`,
      ];

const zh: SurveyMails = {
  'survey-invitation': ({ bank, survey }) => ({
    subject: `${bank}想听听您的意见`,
    paragraphs: [
      `请用一两分钟告诉我们，${bank}的服务是否让您满意。打开下面的链接即可作答，提交时请输入本邮件中的六位数字。`,
      ...aboutZh(survey),
    ],
    action: '填写问卷',
  }),
  'survey-reminder': ({ bank, survey }) => ({
    subject: `提醒：${bank}想听听您的意见`,
    paragraphs: [
      '我们还没有收到您的答卷。如您愿意，请打开下面的链接；已经保存的回答仍然保留。提交时请输入本邮件中的六位数字。',
      ...aboutZh(survey),
    ],
    action: '填写问卷',
  }),
  'survey-thanks': ({ bank }) => ({
    subject: `${bank}感谢您的评价`,
    paragraphs: ['感谢您抽出时间评价我们的服务。您的肯定我们已转告为您服务的同事。'],
  }),
  'feedback-reply': ({ caseId }) => ({
    subject: `[${caseId}] 对您意见的答复`,
    paragraphs: ['感谢您告诉我们您的看法，我们的答复如下。'],
  }),
  reopened: ({ caseId, promised }) => ({
    subject: `[${caseId}] 我们重新办理您的投诉`,
    paragraphs: [
      '您告诉我们问题没有解决。我们已重新办理您的投诉，由另一位同事负责。',
      ...(promised === undefined ? [] : [`我们将在 ${promised} 前答复您。`]),
    ],
    afterwards: [
      '您可以随时查看进展、补充材料或撤回投诉：请打开下面的链接；留言时请输入本邮件中的六位数字。',
    ],
    action: '查看进展、补充或撤回',
  }),
  'outside-routes': ({ caseId }) => ({
    subject: `[${caseId}] 您还可以采取的途径`,
    paragraphs: [
      '您的投诉我们已多次办理，行内程序已经用尽。',
      '如您仍不同意处理结果，可以申请金融纠纷调解、向金融监管部门反映，或者依法申请仲裁、提起诉讼。',
    ],
  }),
};

const en: SurveyMails = {
  'survey-invitation': ({ bank, survey }) => ({
    subject: `${bank} would like to hear from you`,
    paragraphs: [
      `Please take a minute or two to tell us whether the service of ${bank} is what you expect. The link below opens the questions; to submit, type the six digits of this mail.`,
      ...aboutEn(survey),
    ],
    action: 'Answer the survey',
  }),
  'survey-reminder': ({ bank, survey }) => ({
    subject: `Reminder: ${bank} would like to hear from you`,
    paragraphs: [
      'We have not received your answers yet. If you would like to answer, please open the link below; what you have kept is still there. To submit, type the six digits of this mail.',
      ...aboutEn(survey),
    ],
    action: 'Answer the survey',
  }),
  'survey-thanks': ({ bank }) => ({
    subject: `Thank you from ${bank}`,
    paragraphs: [
      'Thank you for taking the time to rate our service. We have passed your kind words on to those who served you.',
    ],
  }),
  'feedback-reply': ({ caseId }) => ({
    subject: `[${caseId}] Our answer to what you told us`,
    paragraphs: ['Thank you for telling us what you think. Here is our answer.'],
  }),
  reopened: ({ caseId, promised }) => ({
    subject: `[${caseId}] We look at your complaint once more`,
    paragraphs: [
      'You told us that the matter is not resolved. We have opened your complaint again, and somebody else handles it.',
      ...(promised === undefined ? [] : [`You will hear from us by ${promised}.`]),
    ],
    afterwards: [
      'You can see how it stands, add something, or withdraw it at any time: please open the link below; a message needs the six digits of this mail.',
    ],
    action: 'See, add or withdraw',
  }),
  'outside-routes': ({ caseId }) => ({
    subject: `[${caseId}] Who else you can turn to`,
    paragraphs: [
      'We have looked at your complaint more than once; there is no further step inside the bank.',
      'If you still disagree, you can ask for mediation of the dispute, turn to the financial supervisor, or go to arbitration or to court.',
    ],
  }),
};

/** The words of each language. */
export const surveyMails: Readonly<Record<Language, SurveyMails>> = { 'zh-CN': zh, en };
