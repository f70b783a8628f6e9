/** What a customer's own page says, in both languages. */
import type { ComplaintOutcome, Language } from '../../../shared/contracts/codes.ts';
import type { Message, MessageKind } from '../../../shared/contracts/complaint.ts';
import type { CaseHead } from '../../../shared/contracts/items.ts';

/** Pages behind a customer's link that show nothing of the case. */
export type DoorNotice = 'linkExpired' | 'linkReplaced' | 'notFromThisPage';

interface Words {
  readonly title: string;
  readonly caseNumber: string;
  readonly status: string;
  readonly statuses: Readonly<Record<CaseHead['status'], string>>;
  readonly outcomes: Readonly<Record<ComplaintOutcome, string>>;
  readonly team: string;
  readonly receivedAt: string;
  readonly promised: string;
  readonly why: string;
  readonly closedAt: string;
  readonly messages: string;
  readonly brought: Readonly<Record<MessageKind, string>>;
  readonly rights: string;
  readonly rightsOf: Readonly<Record<'open' | 'closed', readonly string[]>>;
  /** Of a closed case: until when it can be opened again, by the form on the page. */
  readonly reopenUntil: (day: string) => string;
  readonly form: string;
  readonly what: string;
  readonly options: Readonly<Record<Message['what'], string>>;
  readonly text: string;
  readonly textHint: string;
  readonly receipt: string;
  readonly receiptText: Readonly<Record<Message['what'], string>>;
  readonly receiptNumber: string;
  readonly back: string;
  readonly code: string;
  readonly codeHint: string;
  readonly codeForm: string;
  readonly codeWrong: (left: number) => string;
  readonly codeRests: string;
  readonly choose: string;
  readonly tooShort: (least: number) => string;
  readonly tooLong: (most: number) => string;
  readonly pleaseMend: string;
  readonly submit: string;
  readonly submitAgain: string;
  readonly notices: Readonly<Record<DoorNotice, readonly [title: string, text: string]>>;
}

const zh: Words = {
  title: '您的投诉',
  caseNumber: '案件编号',
  status: '进展',
  statuses: {
    RECEIVED: '已收到，正在登记。',
    REGISTERED: '已登记，正在安排人员。',
    ACKNOWLEDGED: '已受理，正在了解属于哪一类事项。',
    TRIAGED: '已交由负责人办理。',
    CLOCKED: '正在核查。',
    PROPOSED: '核查已有结论，正在审批处理意见。',
    NOTIFIED: '处理结果已告知您，正在等您的意见。',
    CLOSED: '已办结。',
  },
  outcomes: {
    RESOLVED_UPHELD: '情况属实，已解决。',
    RESOLVED_PARTLY: '部分属实，属实的部分已解决。',
    REJECTED: '经核查不成立。',
    QUICK_RESOLVED: '已按与您商定的办法解决。',
    WITHDRAWN: '已按您的要求撤回。',
    SUGGESTION_ANSWERED: '建议已答复。',
    PRAISE_ANSWERED: '表扬已收悉。',
    ENQUIRY_ANSWERED: '咨询已答复。',
    MANUAL_TAKEOVER: '已由专人办结。',
    CANCELLED: '已终止办理。',
  },
  team: '负责团队',
  receivedAt: '收到时间',
  promised: '最迟答复时间',
  why: '为什么是这个时间',
  closedAt: '办结时间',
  messages: '您后来的留言',
  brought: { SUPPLEMENTED: '补充材料', WITHDRAWN: '撤回投诉' },
  rights: '您的权利',
  rightsOf: {
    open: [
      '您可以随时补充材料，也可以随时撤回投诉。',
      '如需更多时间，我们会在期限届满前告知您理由和新的期限。',
      '如不同意处理结果，您可以请我行上级机构核查、申请调解，或向人民法院提起诉讼。',
    ],
    closed: [
      '如不同意处理结果，您可以请我行上级机构核查、申请调解，或向人民法院提起诉讼。',
      '如问题仍未解决，请联系我们并提供案件编号。',
    ],
  },
  reopenUntil: (day) => `如问题仍未解决，您可以在 ${day} 前填写下面的表单，我们将重新办理。`,
  form: '给我们留言',
  what: '您想做什么',
  options: {
    FACTS: '补充材料或说明',
    WITHDRAW: '撤回投诉（办理就此结束）',
    DISPUTE: '问题没有解决，请重新办理',
  },
  text: '留言内容',
  textHint: '至少 10 个字；撤回请简要说明原因。请勿填写密码或完整卡号。',
  receipt: '已收到您的留言',
  receiptText: {
    FACTS: '负责人会看到您的补充，并据此办理。',
    WITHDRAW: '我们会在当日结束办理，并给您一份书面确认。',
    DISPUTE: '我们会据此告知您接下来如何办理。',
  },
  receiptNumber: '回执编号',
  back: '返回案件页面',
  code: '邮件中的六位数字',
  codeForm: '请填写六位数字。',
  codeWrong: (left) => `数字不正确，还可以尝试 ${left} 次。`,
  choose: '请选择一项。',
  tooShort: (least) => `至少填写 ${least} 个字。`,
  tooLong: (most) => `最多 ${most} 个字。`,
  pleaseMend: '请更正以下内容：',
  submit: '提交',
  submitAgain: '此链接后来又在另一个窗口中打开过，刚才的内容还没有保存。请核对后再次提交。',
  codeHint: '请填写受理通知邮件中印出的六位数字，确认是您本人操作。',
  codeRests: '错误次数过多，六位数字暂停使用。请一天后再试，或通过电话、网点联系我们。',
  notices: {
    linkExpired: ['此链接已过期', '链接的有效期已过。请通过电话或网点联系我们，并提供案件编号。'],
    linkReplaced: ['此链接已被更新', '我们已发送更新的邮件，请使用其中的链接。'],
    notFromThisPage: [
      '无法确认提交来源',
      '页面可能打开过久，或浏览器没有保存 Cookie。没有保存任何内容，请重新打开链接后再提交。',
    ],
  },
};

const en: Words = {
  title: 'Your complaint',
  caseNumber: 'Case',
  status: 'How it stands',
  statuses: {
    RECEIVED: 'We have it and are registering it.',
    REGISTERED: 'It is registered, and we are finding the right people.',
    ACKNOWLEDGED: 'It is with us, and somebody is finding out what kind of matter it is.',
    TRIAGED: 'Somebody has it and is looking after it.',
    CLOCKED: 'We are looking into it.',
    PROPOSED: 'We have found out what happened, and our answer is being approved.',
    NOTIFIED: 'You have our decision, and we are waiting for your word on it.',
    CLOSED: 'It is closed.',
  },
  outcomes: {
    RESOLVED_UPHELD: 'It was justified and has been resolved.',
    RESOLVED_PARTLY: 'It was justified in part, and that part has been resolved.',
    REJECTED: 'We did not find it justified.',
    QUICK_RESOLVED: 'It was settled as we agreed with you.',
    WITHDRAWN: 'It was withdrawn as you asked.',
    SUGGESTION_ANSWERED: 'Your suggestion was answered.',
    PRAISE_ANSWERED: 'Thank you for your kind words.',
    ENQUIRY_ANSWERED: 'Your enquiry was answered.',
    MANUAL_TAKEOVER: 'It was settled by one of our staff.',
    CANCELLED: 'Its handling was ended.',
  },
  team: 'Looked after by',
  receivedAt: 'Received',
  promised: 'You have our answer by',
  why: 'Why this date',
  closedAt: 'Closed',
  messages: 'What you have sent since',
  brought: { SUPPLEMENTED: 'Further facts', WITHDRAWN: 'Withdrawal' },
  rights: 'Your rights',
  rightsOf: {
    open: [
      'You can add facts at any time, and withdraw the complaint at any time.',
      'If we need more time, you will have the reason and the new date before this one has passed.',
      'If you do not agree with our decision, you can ask our superior institution for a review, ask for mediation, or go to court.',
    ],
    closed: [
      'If you do not agree with our decision, you can ask our superior institution for a review, ask for mediation, or go to court.',
      'If the matter is not settled after all, please contact us and mention the case number.',
    ],
  },
  reopenUntil: (day) =>
    `If the matter is not settled after all, you can have it looked at once more until ${day}, by the form below.`,
  form: 'Send us a message',
  what: 'What would you like to do',
  options: {
    FACTS: 'Add facts or papers to it',
    WITHDRAW: 'Withdraw the complaint; its handling then ends',
    DISPUTE: 'It is not settled: please look at it once more',
  },
  text: 'Your message',
  textHint:
    'At least 10 characters; for a withdrawal, briefly why. No passwords or full card numbers, please.',
  receipt: 'We have your message',
  receiptText: {
    FACTS: 'Whoever looks after the case will see it and take it into account.',
    WITHDRAW: 'We end the handling today and confirm it to you in writing.',
    DISPUTE: 'You will hear from us how it goes on.',
  },
  receiptNumber: 'Receipt',
  back: 'Back to the case',
  code: 'Six digits from the mail',
  codeForm: 'Enter the six digits.',
  codeWrong: (left) => `These are not the right digits; tries left: ${left}.`,
  choose: 'Choose one.',
  tooShort: (least) => `Write at least ${least} characters.`,
  tooLong: (most) => `Write at most ${most} characters.`,
  pleaseMend: 'Please mend the following:',
  submit: 'Submit',
  submitAgain:
    'This link was opened in another window since, so nothing has been saved yet. Please check what you typed and submit again.',
  codeHint: 'The six digits printed in our acknowledgement show that it is you.',
  codeRests:
    'There were too many wrong tries, so the digits rest for now. Please try again after a day, or contact us by telephone or at a branch.',
  notices: {
    linkExpired: [
      'This link has expired',
      'It can no longer be used. Please contact us by telephone or at a branch and mention the case number.',
    ],
    linkReplaced: [
      'This link has been replaced',
      'A newer mail has been sent to you; please use the link in it.',
    ],
    notFromThisPage: [
      'We cannot tell where this came from',
      'The page may have been open too long, or the browser kept no cookie. Nothing was saved; please open the link again and submit from there.',
    ],
  },
};

/** The words of each language. */
export const caseWords: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };
