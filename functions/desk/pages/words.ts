/** Everything a page says, in both languages. */

import type * as z from 'zod';
import type { Channel, Language } from '../../../shared/contracts/codes.ts';
import type { FormName, forms } from '../../../shared/contracts/forms.ts';

type AnswerOf<Name extends FormName> = z.output<(typeof forms)[Name]['schema']>;

/** Words of a form: a new field or option without words does not compile. */
export type FormWords<Name extends FormName> = {
  /** What the task is called in mails and headings. */
  readonly title: string;
  readonly fields: {
    readonly [Field in keyof AnswerOf<Name>]: {
      readonly label: string;
      readonly hint?: string;
      readonly options?: Readonly<Record<AnswerOf<Name>[Field] & string, string>>;
    };
  };
};

interface Words {
  readonly forms: { readonly [Name in FormName]: FormWords<Name> };
  readonly channels: Readonly<Record<Channel, string>>;
  readonly caseNumber: string;
  readonly channel: string;
  readonly customer: string;
  readonly deadline: string;
  readonly holder: string;
  readonly whatTheCustomerSaid: string;
  readonly yourAnswer: string;
  readonly code: string;
  readonly codeHint: string;
  readonly submit: string;
  readonly pleaseMend: string;
  readonly choose: string;
  readonly tooShort: (least: number) => string;
  readonly tooLong: (most: number) => string;
  readonly notAccepted: string;
  readonly codeForm: string;
  readonly codeWrong: (left: number) => string;
  readonly receipt: string;
  readonly receiptText: string;
  readonly receiptNumber: string;
  readonly decidedAt: string;
  readonly decidedBy: string;
  readonly decidedElsewhere: string;
  readonly decidedElsewhereText: string;
  readonly conflict: string;
  readonly conflictText: string;
  readonly reassigned: string;
  readonly reassignedText: string;
  readonly tooLate: string;
  readonly tooLateText: string;
  readonly interrupted: string;
  readonly interruptedText: string;
  readonly linkExpired: string;
  readonly linkExpiredText: string;
  readonly linkReplaced: string;
  readonly linkReplacedText: string;
  readonly codeVoid: string;
  readonly codeVoidText: string;
  readonly noMoreCodes: string;
  readonly askForCode: string;
  readonly askForCodeText: string;
  readonly askForCodeConfirm: string;
  readonly askForCodeMissing: string;
  readonly codeComing: string;
  readonly codeComingText: string;
  readonly askedTooSoon: string;
  readonly askedTooSoonText: (seconds: number) => string;
  readonly askedTooOften: string;
  readonly askedTooOftenText: string;
  readonly notFromThisPage: string;
  readonly notFromThisPageText: string;
  readonly submitAgain: string;
  readonly openAgain: string;
}

const zh: Words = {
  forms: {
    handling: {
      title: '处理投诉',
      fields: {
        outcome: {
          label: '处理结论',
          options: {
            RESOLVED_UPHELD: '投诉属实，已解决',
            RESOLVED_PARTLY: '投诉部分属实，已解决',
            REJECTED: '投诉不成立',
          },
        },
        reason: {
          label: '查明情况与答复说明',
          hint: '客户会在答复邮件中看到这段文字。至少 10 个字，请勿填写账号或身份证号。',
        },
      },
    },
    takeover: {
      title: '人工接管',
      fields: {
        way: {
          label: '后续办法',
          options: {
            RETRY: '重新执行出错的步骤',
            COMPLETE: '已人工办结，关闭案件',
            CANCEL: '取消案件并通知客户',
          },
        },
        reason: {
          label: '原因和已采取的措施',
          hint: '至少 10 个字，仅供行内留存。',
        },
      },
    },
  },
  channels: {
    web: '网站',
    api: '接口',
    email: '电子邮件',
    phone: '电话',
    branch: '网点',
    app: '手机银行',
    visit: '回访',
    survey: '满意度调查',
  },
  caseNumber: '案件编号',
  channel: '渠道',
  customer: '客户',
  deadline: '截止时间',
  holder: '现负责人',
  whatTheCustomerSaid: '客户反映的内容',
  yourAnswer: '您的处理意见',
  code: '邮件中的六位数字',
  codeHint: '请填写本任务邮件中印出的六位数字，确认是您本人操作。',
  submit: '提交',
  pleaseMend: '请更正以下内容：',
  choose: '请选择一项。',
  tooShort: (least) => `至少填写 ${least} 个字。`,
  tooLong: (most) => `最多 ${most} 个字。`,
  notAccepted: '此项内容无法接受，请重新填写。',
  codeForm: '请填写六位数字。',
  codeWrong: (left) => `数字不正确，还可以尝试 ${left} 次。`,
  receipt: '您的处理意见已记录',
  receiptText: '流程会据此继续，无需再做任何操作。',
  receiptNumber: '回执编号',
  decidedAt: '提交时间',
  decidedBy: '提交人',
  decidedElsewhere: '此任务已由他人处理',
  decidedElsewhereText: '任务转交后已有人作答，您无需再做任何操作。',
  conflict: '此任务已有另一份处理意见',
  conflictText: '先提交的意见有效，您刚才提交的内容没有保存。',
  reassigned: '此任务已转交',
  reassignedText: '任务已转给下列负责人，此链接不再有效。',
  tooLate: '已超过处理时限',
  tooLateText: '此任务已升级处理，不能再提交。',
  interrupted: '此任务已撤回',
  interruptedText: '案件情况有变，这一步不再需要处理。',
  linkExpired: '此链接已过期',
  linkExpiredText: '链接的有效期已过，不能再使用。如任务仍需处理，请联系运营部门。',
  linkReplaced: '此链接已被更新',
  linkReplacedText: '我们已发送更新的任务邮件，请使用其中的链接。',
  codeVoid: '六位数字已失效',
  codeVoidText: '错误次数过多，为安全起见，邮件中的六位数字已失效。任务仍保留给您。',
  noMoreCodes: '此链接的申请次数已用完，请联系运营部门。',
  askForCode: '重新发送数字',
  askForCodeText: '新的六位数字只会发到您收到本任务的同一邮箱。',
  askForCodeConfirm: '请把新的六位数字发到我收到本任务的同一邮箱',
  askForCodeMissing: '请勾选确认。',
  codeComing: '新的六位数字已寄出',
  codeComingText: '请查收同一邮箱。以前的数字不再有效。',
  askedTooSoon: '刚刚已经寄出过',
  askedTooSoonText: (seconds) => `请先查收邮箱；如仍未收到，请 ${seconds} 秒后再试。`,
  askedTooOften: '不能再次发送',
  askedTooOftenText: '此链接的申请次数已用完，请联系运营部门。',
  notFromThisPage: '无法确认提交来源',
  notFromThisPageText:
    '页面可能打开过久，或浏览器没有保存 Cookie。没有保存任何内容，请重新打开链接后再提交。',
  submitAgain: '此链接后来又在另一个窗口中打开过，刚才的内容还没有保存。请核对后再次提交。',
  openAgain: '重新打开任务',
};

const en: Words = {
  forms: {
    handling: {
      title: 'Handle a complaint',
      fields: {
        outcome: {
          label: 'Outcome',
          options: {
            RESOLVED_UPHELD: 'The complaint is justified; it has been resolved',
            RESOLVED_PARTLY: 'The complaint is justified in part; that part has been resolved',
            REJECTED: 'The complaint is not justified',
          },
        },
        reason: {
          label: 'What was found, and what the customer is told',
          hint: 'The customer reads this in the decision mail. At least 10 characters; no account or identity numbers.',
        },
      },
    },
    takeover: {
      title: 'Take a case over',
      fields: {
        way: {
          label: 'How the case goes on',
          options: {
            RETRY: 'Run the failed step again',
            COMPLETE: 'It has been settled by hand; close the case',
            CANCEL: 'Cancel the case and tell the customer',
          },
        },
        reason: {
          label: 'Why, and what has been done',
          hint: 'At least 10 characters; kept inside the bank.',
        },
      },
    },
  },
  channels: {
    web: 'Web site',
    api: 'Interface',
    email: 'E-mail',
    phone: 'Telephone',
    branch: 'Branch',
    app: 'Mobile app',
    visit: 'Visit',
    survey: 'Survey',
  },
  caseNumber: 'Case',
  channel: 'Channel',
  customer: 'Customer',
  deadline: 'Due',
  holder: 'Now with',
  whatTheCustomerSaid: 'What the customer said',
  yourAnswer: 'Your answer',
  code: 'Six digits from the mail',
  codeHint: 'The six digits printed in the mail of this task show that it is you.',
  submit: 'Submit',
  pleaseMend: 'Please mend the following:',
  choose: 'Choose one.',
  tooShort: (least) => `Write at least ${least} characters.`,
  tooLong: (most) => `Write at most ${most} characters.`,
  notAccepted: 'This cannot be accepted; please fill it in again.',
  codeForm: 'Enter the six digits.',
  codeWrong: (left) => `These are not the right digits; tries left: ${left}.`,
  receipt: 'Your answer has been recorded',
  receiptText: 'The case goes on with it. There is nothing more to do.',
  receiptNumber: 'Receipt',
  decidedAt: 'Submitted',
  decidedBy: 'Submitted by',
  decidedElsewhere: 'Somebody else has answered this task',
  decidedElsewhereText: 'It was passed on and has been answered. There is nothing more to do for you.',
  conflict: 'This task has another answer already',
  conflictText: 'The first answer counts. What you have just submitted was not saved.',
  reassigned: 'This task has been passed on',
  reassignedText: 'The person below has it now; this link no longer works.',
  tooLate: 'The time for this task is over',
  tooLateText: 'It has been passed up and can no longer be answered here.',
  interrupted: 'This task has been withdrawn',
  interruptedText: 'Something about the case has changed; this step is no longer needed.',
  linkExpired: 'This link has expired',
  linkExpiredText: 'It can no longer be used. If the task is still open, please ask operations.',
  linkReplaced: 'This link has been replaced',
  linkReplacedText: 'A newer mail about this task has been sent; please use the link in it.',
  codeVoid: 'The six digits no longer work',
  codeVoidText:
    'There were too many wrong tries, so the digits in the mail were made void. The task is still yours.',
  noMoreCodes: 'No further digits can be sent for this link; please ask operations.',
  askForCode: 'Send new digits',
  askForCodeText: 'New digits go only to the address at which you received this task.',
  askForCodeConfirm: 'Send new digits to the address at which I received this task',
  askForCodeMissing: 'Please tick the box.',
  codeComing: 'New digits are on their way',
  codeComingText: 'Please look into the same mailbox. Earlier digits no longer work.',
  askedTooSoon: 'New digits were sent just now',
  askedTooSoonText: (seconds) =>
    `Please look into the mailbox first; if nothing comes, try again in ${seconds} seconds.`,
  askedTooOften: 'No further digits can be sent',
  askedTooOftenText: 'The requests for this link are used up; please ask operations.',
  notFromThisPage: 'We cannot tell where this came from',
  notFromThisPageText:
    'The page may have been open too long, or the browser kept no cookie. Nothing was saved; please open the link again and submit from there.',
  submitAgain:
    'This link was opened in another window since, so nothing has been saved yet. Please check what you typed and submit again.',
  openAgain: 'Open the task again',
};

/** The words of each language. */
export const words: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };
