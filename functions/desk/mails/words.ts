/** What the mails say, in both languages; nothing here comes from a person. */
import type { ComplaintOutcome, Language } from '../../../shared/contracts/codes.ts';
import type { MailTemplate, Passing } from '../../../shared/contracts/items.ts';
import type { Naming } from '../../../shared/contracts/survey.ts';
import { churnMails } from './churn-words.ts';
import { surveyMails } from './survey-words.ts';
import { visitMails } from './visit-words.ts';

/** What a reminder may print anew: the code where the one before was made void, the link where its key was revoked. */
export type Renewed = 'code' | 'link';

/** What a mail may refer to; every entry is an id, a code, or a time that was put into words already. */
export interface MailFacts {
  readonly caseId: string;
  /** What the task is called, e.g. `Handle a complaint`; a notice that brings none has none. */
  readonly task: string | undefined;
  /** When the answer is due, in the reader's zone. */
  readonly due: string;
  readonly bank: string;
  readonly outcome: ComplaintOutcome | undefined;
  /** Until when a reply is promised to the customer, in the customer's zone. */
  readonly promised: string | undefined;
  /** Who looks after the customer's case, in words. */
  readonly team?: string;
  /** What a reminder prints otherwise than the mail before it. */
  readonly renewed?: Renewed | undefined;
  /** Kind of the date or of the festival that a greeting is for. */
  readonly topic?: string;
  /** A moment that was agreed, in the reader's zone. */
  readonly when?: string | undefined;
  /** Of a survey: its first question, until when it can be answered, in the reader's zone, and what becomes of the answers. */
  readonly survey?: { readonly question: string; readonly until: string; readonly naming: Naming };
  /** Until when the reader must have begun, or the task goes on to somebody else; in the reader's zone. */
  readonly begin?: string | undefined;
}

/** The words of one mail. */
export interface MailWords {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What comes after the words of the person who decided. */
  readonly afterwards?: readonly string[];
  /** Words on the link. */
  readonly action?: string;
}

interface Words {
  readonly templates: Readonly<Record<MailTemplate, (facts: MailFacts) => MailWords>>;
  /** What a customer reads who is asked something. */
  readonly questions: Readonly<Record<'task' | 'reminder' | 'code', (facts: MailFacts) => MailWords>>;
  readonly toStaff: (name: string) => string;
  readonly toCustomer: string;
  /** Between a label and its value. */
  readonly colon: string;
  readonly caseNumber: string;
  readonly task: string;
  readonly due: string;
  readonly code: string;
  readonly formerHolder: string;
  readonly passedOnBy: string;
  readonly why: string;
  /** Why a task came to somebody, where the holder before said nothing to it. */
  readonly moved: Readonly<Record<Passing['way'], string>>;
  readonly reasons: string;
  readonly linkIsPersonal: string;
  readonly sentByMachine: string;
  /** Words on the links at the foot of a customer's mail. */
  readonly whyContacted: string;
  readonly preferences: (code: string) => string;
}

const outcomesZh: Readonly<Record<ComplaintOutcome, string>> = {
  RESOLVED_UPHELD: '经核查，您反映的情况属实，我们已予以解决。',
  RESOLVED_PARTLY: '经核查，您反映的情况部分属实，属实的部分我们已予以解决。',
  REJECTED: '经核查，您反映的情况不成立。',
  QUICK_RESOLVED: '您反映的事项已按与您商定的办法解决。',
  WITHDRAWN: '已按您的要求撤回投诉，办理就此结束。',
  SUGGESTION_ANSWERED: '感谢您的建议。',
  PRAISE_ANSWERED: '感谢您的肯定。',
  ENQUIRY_ANSWERED: '现答复您的咨询。',
  MANUAL_TAKEOVER: '您反映的事项已由专人办结。',
  CANCELLED: '您反映的事项未能按原流程办理，现已终止。如仍需帮助，请再次联系我们。',
};

const outcomesEn: Readonly<Record<ComplaintOutcome, string>> = {
  RESOLVED_UPHELD: 'We have looked into it: your complaint is justified, and the matter has been resolved.',
  RESOLVED_PARTLY:
    'We have looked into it: your complaint is justified in part, and that part has been resolved.',
  REJECTED: 'We have looked into it and do not find your complaint justified.',
  QUICK_RESOLVED: 'The matter has been settled as we agreed with you.',
  WITHDRAWN: 'Your complaint has been withdrawn as you asked, and its handling ends here.',
  SUGGESTION_ANSWERED: 'Thank you for your suggestion.',
  PRAISE_ANSWERED: 'Thank you for your kind words.',
  ENQUIRY_ANSWERED: 'Here is the answer to your enquiry.',
  MANUAL_TAKEOVER: 'Your matter has been settled by one of our staff.',
  CANCELLED:
    'Your matter could not be handled as intended and has been ended. If you still need help, please contact us again.',
};

/** Whether link and digits of the mail before still work. */
const renewedZh = (renewed: Renewed | undefined): string =>
  ({
    code: '链接和上一封邮件相同；以前的六位数字因错误次数过多已经失效，请使用本邮件中的数字。',
    link: '以前的链接已经停用，请使用本邮件中的链接；六位数字和上一封邮件相同。',
    none: '链接与六位数字和上一封邮件相同。',
  })[renewed ?? 'none'];

/** What a reader must know who would lose the task otherwise. */
const beginZh = (begin: string | undefined): readonly string[] =>
  begin === undefined
    ? []
    : [`请于 ${begin} 前开始处理：提交意见，或者保存草稿、输入数字即可；否则任务将自动转给下一位同事。`];

const beginEn = (begin: string | undefined): readonly string[] =>
  begin === undefined
    ? []
    : [
        `Please begin by ${begin}: answer, or keep a draft with the digits. Otherwise the task goes on to the next colleague.`,
      ];

const renewedEn = (renewed: Renewed | undefined): string =>
  ({
    code: 'The link is the one of the earlier mail; its digits were made void by too many wrong tries, so please use the digits of this mail.',
    link: 'The earlier link no longer works, so please use the one in this mail; the digits are those of the earlier mail.',
    none: 'Link and digits are the ones of the earlier mail.',
  })[renewed ?? 'none'];

const zh: Words = {
  templates: {
    ...visitMails['zh-CN'],
    ...churnMails['zh-CN'],
    ...surveyMails['zh-CN'],
    task: ({ caseId, task, due, begin }) => ({
      subject: `[${caseId}] ${task}，请于 ${due} 前处理`,
      paragraphs: [
        '有一项任务需要您处理。请打开下面的链接，填写处理意见，并输入本邮件中的六位数字。',
        ...beginZh(begin),
      ],
      action: '打开任务',
    }),
    reminder: ({ caseId, task, due, renewed }) => ({
      subject: `[${caseId}] 提醒：${task}，请于 ${due} 前处理`,
      paragraphs: [`这项任务仍在等待您处理，逾期将自动升级。${renewedZh(renewed)}`],
      action: '打开任务',
    }),
    escalated: ({ caseId, task, due }) => ({
      subject: `[${caseId}] 升级：${task}，请于 ${due} 前处理`,
      paragraphs: [
        '这项任务未能在时限内处理，现升级由您负责。请打开下面的链接，填写处理意见，并输入本邮件中的六位数字。',
      ],
      action: '打开任务',
    }),
    reassigned: ({ caseId, task, due, begin }) => ({
      subject: `[${caseId}] 转交：${task}，请于 ${due} 前处理`,
      paragraphs: [
        '这项任务现转交由您负责。请打开下面的链接，填写处理意见，并输入本邮件中的六位数字。',
        ...beginZh(begin),
      ],
      action: '打开任务',
    }),
    code: ({ caseId, task }) => ({
      subject: `[${caseId}] 新的六位数字：${task}`,
      paragraphs: ['您申请了新的六位数字，以前的数字不再有效，链接不变。如非您本人申请，请联系运营部门。'],
      action: '打开任务',
    }),
    acknowledgement: ({ caseId, promised, team }) => ({
      subject: `[${caseId}] 我们已收到您的投诉`,
      paragraphs: [
        team === undefined
          ? '我们已收到您的投诉，并安排专人处理。'
          : `我们已收到您的投诉，由${team}负责办理。`,
        ...(promised === undefined ? [] : [`我们将在 ${promised} 前答复您。`]),
        '您可以随时查看进展、补充材料或撤回投诉：请打开下面的链接；留言时请输入本邮件中的六位数字。',
        '如需更多时间，我们会事先告知理由和新的期限。如不同意处理结果，您可以请我行上级机构核查、申请调解，或向人民法院提起诉讼。',
        '联系我们时，请提供上面的案件编号。',
      ],
      action: '查看进展、补充或撤回',
    }),
    decision: ({ caseId, outcome }) => ({
      subject: `[${caseId}] 您的投诉处理结果`,
      paragraphs: [outcome === undefined ? '您的投诉已办结。' : outcomesZh[outcome]],
      afterwards: ['如对结果有异议，请联系我们并提供上面的案件编号。'],
    }),
    feedback: ({ caseId }) => ({
      subject: `[${caseId}] 对您来信的答复`,
      paragraphs: ['感谢您的来信，我们的答复如下。'],
    }),
    extension: ({ caseId, promised }) => ({
      subject: `[${caseId}] 您的投诉需要更多办理时间`,
      paragraphs: [
        '您的投诉需要更多时间查清，办理期限已经批准延长。',
        ...(promised === undefined ? [] : [`我们将在 ${promised} 前答复您。`]),
      ],
    }),
    quick: ({ caseId }) => ({
      subject: `[${caseId}] 您反映的事项已解决`,
      paragraphs: [outcomesZh.QUICK_RESOLVED],
    }),
    withdrawn: ({ caseId }) => ({
      subject: `[${caseId}] 您的投诉已撤回`,
      paragraphs: [outcomesZh.WITHDRAWN],
    }),
    'facts-received': ({ caseId, promised }) => ({
      subject: `[${caseId}] 我们已收到您补充的情况`,
      paragraphs: [
        '我们已收到您补充的情况，并将一并核查。',
        ...(promised === undefined ? [] : [`我们将在 ${promised} 前答复您。`]),
      ],
    }),
    closing: ({ caseId, outcome }) => ({
      subject: `[${caseId}] 您的投诉已办结`,
      paragraphs: [outcome === undefined ? '您的投诉已办结。' : outcomesZh[outcome]],
    }),
    'at-risk': ({ caseId, due }) => ({
      subject: `[${caseId}] 法定期限临近：${due}`,
      paragraphs: [`这件投诉的法定答复期限是 ${due}，目前尚未作出决定。`],
      action: '打开任务',
    }),
    breach: ({ caseId, due }) => ({
      subject: `[${caseId}] 已超过法定期限：${due}`,
      paragraphs: [`这件投诉的法定答复期限 ${due} 已过，仍未作出决定。请立即处理。`],
      action: '打开任务',
    }),
  },
  questions: {
    task: ({ caseId, due }) => ({
      subject: `[${caseId}] 请告诉我们您对处理结果的意见`,
      paragraphs: [
        `处理结果已另行发给您。请在 ${due} 前打开下面的链接，告诉我们您是否接受，并输入本邮件中的六位数字。`,
        '如您没有答复，我们将按处理结果办结。',
      ],
      action: '填写意见',
    }),
    reminder: ({ caseId, due, renewed }) => ({
      subject: `[${caseId}] 提醒：请告诉我们您对处理结果的意见`,
      paragraphs: [
        `我们还没有收到您的意见，您可以在 ${due} 前答复。${renewedZh(renewed)}`,
        '如您没有答复，我们将按处理结果办结。',
      ],
      action: '填写意见',
    }),
    code: ({ caseId }) => ({
      subject: `[${caseId}] 新的六位数字`,
      paragraphs: ['您申请了新的六位数字，以前的数字不再有效，链接不变。如非您本人申请，请与我们联系。'],
      action: '填写意见',
    }),
  },
  toStaff: (name) => `${name}，您好：`,
  toCustomer: '尊敬的客户：',
  colon: '：',
  caseNumber: '案件编号',
  task: '任务',
  due: '截止时间',
  code: '六位数字',
  formerHolder: '前负责人',
  passedOnBy: '转交人',
  why: '转交原因',
  moved: {
    HAND_BACK: '负责人退回',
    REASSIGN: '负责人指定',
    ABSENT: '原负责人不在岗',
    LEFT: '原负责人已移交全部任务',
    UNOPENED: '原负责人未在规定时间内开始处理',
    BACK: '您已回岗，且尚无人开始处理',
  },
  reasons: '情况说明',
  linkIsPersonal: '此链接仅供您本人使用，请勿转发。',
  sentByMachine: '本邮件由系统自动发送，请勿直接回复。',
  whyContacted: '我们为什么联系您',
  preferences: (code) => `联系偏好（更改时请输入数字 ${code}）`,
};

const en: Words = {
  templates: {
    ...visitMails.en,
    ...churnMails.en,
    ...surveyMails.en,
    task: ({ caseId, task, due, begin }) => ({
      subject: `[${caseId}] ${task}, due ${due}`,
      paragraphs: [
        'There is a task for you. Please open the link, fill in your answer, and enter the six digits from this mail.',
        ...beginEn(begin),
      ],
      action: 'Open the task',
    }),
    reminder: ({ caseId, task, due, renewed }) => ({
      subject: `[${caseId}] Reminder: ${task}, due ${due}`,
      paragraphs: [
        `This task is still waiting for you; when it is overdue it is passed up. ${renewedEn(renewed)}`,
      ],
      action: 'Open the task',
    }),
    escalated: ({ caseId, task, due }) => ({
      subject: `[${caseId}] Passed up to you: ${task}, due ${due}`,
      paragraphs: [
        'This task was not answered in time and is yours now. Please open the link, fill in your answer, and enter the six digits from this mail.',
      ],
      action: 'Open the task',
    }),
    reassigned: ({ caseId, task, due, begin }) => ({
      subject: `[${caseId}] Passed on to you: ${task}, due ${due}`,
      paragraphs: [
        'This task is yours now. Please open the link, fill in your answer, and enter the six digits from this mail.',
        ...beginEn(begin),
      ],
      action: 'Open the task',
    }),
    code: ({ caseId, task }) => ({
      subject: `[${caseId}] New digits: ${task}`,
      paragraphs: [
        'You asked for new digits. The earlier ones no longer work; the link is the same. If it was not you, please tell operations.',
      ],
      action: 'Open the task',
    }),
    acknowledgement: ({ caseId, promised, team }) => ({
      subject: `[${caseId}] We have received your complaint`,
      paragraphs: [
        `We have received your complaint, and ${team ?? 'somebody'} is looking after it.`,
        ...(promised === undefined ? [] : [`You will have our reply by ${promised}.`]),
        'You can see how it stands, add facts or withdraw it at any time: open the link below; to send us a message, enter the six digits from this mail.',
        'If we need more time, you will have the reason and the new date beforehand. If you do not agree with our decision, you can ask our superior institution for a review, ask for mediation, or go to court.',
        'Please mention the case number above whenever you contact us about it.',
      ],
      action: 'See how it stands',
    }),
    decision: ({ caseId, outcome }) => ({
      subject: `[${caseId}] Our decision on your complaint`,
      paragraphs: [outcome === undefined ? 'Your complaint has been closed.' : outcomesEn[outcome]],
      afterwards: ['If you do not agree, please contact us and mention the case number above.'],
    }),
    feedback: ({ caseId }) => ({
      subject: `[${caseId}] Our answer to your message`,
      paragraphs: ['Thank you for writing to us. Here is our answer.'],
    }),
    extension: ({ caseId, promised }) => ({
      subject: `[${caseId}] Your complaint needs more time`,
      paragraphs: [
        'We need more time to find out what happened, and more time has been approved.',
        ...(promised === undefined ? [] : [`You will have our reply by ${promised}.`]),
      ],
    }),
    quick: ({ caseId }) => ({
      subject: `[${caseId}] Your matter has been settled`,
      paragraphs: [outcomesEn.QUICK_RESOLVED],
    }),
    withdrawn: ({ caseId }) => ({
      subject: `[${caseId}] Your complaint has been withdrawn`,
      paragraphs: [outcomesEn.WITHDRAWN],
    }),
    'facts-received': ({ caseId, promised }) => ({
      subject: `[${caseId}] We have received what you added`,
      paragraphs: [
        'We have received what you added and will look into it together with your complaint.',
        ...(promised === undefined ? [] : [`You will have our reply by ${promised}.`]),
      ],
    }),
    closing: ({ caseId, outcome }) => ({
      subject: `[${caseId}] Your complaint has been closed`,
      paragraphs: [outcome === undefined ? 'Your complaint has been closed.' : outcomesEn[outcome]],
    }),
    'at-risk': ({ caseId, due }) => ({
      subject: `[${caseId}] The statutory date comes near: ${due}`,
      paragraphs: [`This complaint must be decided by ${due}, and it is not decided yet.`],
      action: 'Open the task',
    }),
    breach: ({ caseId, due }) => ({
      subject: `[${caseId}] The statutory date has passed: ${due}`,
      paragraphs: [
        `This complaint had to be decided by ${due}, and it is not decided yet. Please act at once.`,
      ],
      action: 'Open the task',
    }),
  },
  questions: {
    task: ({ caseId, due }) => ({
      subject: `[${caseId}] Please tell us whether you accept our decision`,
      paragraphs: [
        `We have sent you our decision in another mail. Please open the link by ${due}, tell us whether you accept it, and enter the six digits from this mail.`,
        'If we do not hear from you, the case is closed with that decision.',
      ],
      action: 'Give your answer',
    }),
    reminder: ({ caseId, due, renewed }) => ({
      subject: `[${caseId}] Reminder: please tell us whether you accept our decision`,
      paragraphs: [
        `We have not heard from you yet; you can answer until ${due}. ${renewedEn(renewed)}`,
        'If we do not hear from you, the case is closed with that decision.',
      ],
      action: 'Give your answer',
    }),
    code: ({ caseId }) => ({
      subject: `[${caseId}] New digits`,
      paragraphs: [
        'You asked for new digits. The earlier ones no longer work; the link is the same. If it was not you, please tell us.',
      ],
      action: 'Give your answer',
    }),
  },
  toStaff: (name) => `Hello ${name},`,
  toCustomer: 'Dear customer,',
  colon: ': ',
  caseNumber: 'Case',
  task: 'Task',
  due: 'Due',
  code: 'Six digits',
  formerHolder: 'Was with',
  passedOnBy: 'Passed on by',
  why: 'Why',
  moved: {
    HAND_BACK: 'handed back',
    REASSIGN: 'given to you',
    ABSENT: 'they are away',
    LEFT: 'they have handed over all their tasks',
    UNOPENED: 'they had not begun in time',
    BACK: 'you are back, and they had not begun',
  },
  reasons: 'What we found',
  linkIsPersonal: 'The link is for you alone; please do not forward it.',
  sentByMachine: 'This mail was sent automatically; please do not reply to it.',
  whyContacted: 'Why we contacted you',
  preferences: (code) => `Contact preferences (to change them, enter ${code})`,
};

/** The words of each language. */
export const mailWords: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };
