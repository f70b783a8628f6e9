/** Everything a page says, in both languages. */

import type * as z from 'zod';
import type { Channel, Language } from '../../../shared/contracts/codes.ts';
import type { FormName, forms } from '../../../shared/contracts/forms.ts';
import { churnWords } from './churn-words.ts';
import type { LineKind } from './fields.ts';
import { surveyWords } from './survey-words.ts';
import { thresholdWords } from './threshold-words.ts';
import { visitWords } from './visit-words.ts';

type AnswerOf<Name extends FormName> = z.output<(typeof forms)[Name]['schema']>;

/** Words of a form: a new field or option without words does not compile. */
export type FormWords<Name extends FormName> = {
  readonly fields: {
    readonly [Field in keyof AnswerOf<Name>]: {
      readonly label: string;
      readonly hint?: string;
      /** An answer that may be left open has no words for that. */
      readonly options?: Readonly<Record<Exclude<AnswerOf<Name>[Field] & string, ''>, string>>;
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
  readonly task: string;
  readonly holder: string;
  readonly whatTheCustomerSaid: string;
  readonly yourAnswer: string;
  readonly code: string;
  readonly codeHint: string;
  readonly submit: string;
  readonly pleaseMend: string;
  readonly choose: string;
  readonly chooseOne: string;
  readonly wholeYuan: string;
  /** A field that another answer makes necessary. */
  readonly needed: string;
  /** Above fields that matter for some answers of a choice only. */
  readonly onlyIf: (label: string, options: readonly string[]) => string;
  /** A field that was filled in although another answer says that it does not matter. */
  readonly leaveEmpty: (chosen: string, label: string, options: readonly string[]) => string;
  /** What a line of its kind must look like. */
  readonly lines: Readonly<Record<LineKind, string>>;
  readonly tooShort: (least: number) => string;
  readonly tooLong: (most: number) => string;
  readonly notAccepted: string;
  readonly codeForm: string;
  readonly codeWrong: (left: number) => string;
  readonly receipt: string;
  readonly receiptText: string;
  readonly receiptNumber: string;
  readonly complaintOpened: string;
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
  readonly notOnStaff: string;
  readonly notOnStaffText: string;
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
    ...visitWords['zh-CN'],
    ...churnWords['zh-CN'],
    ...surveyWords['zh-CN'],
    thresholds: thresholdWords['zh-CN'].form,
    handling: {
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
    triage: {
      fields: {
        class: {
          label: '事项类别',
          options: { COMPLAINT: '投诉', SUGGESTION: '建议', PRAISE: '表扬', ENQUIRY: '咨询' },
        },
        severity: {
          label: '严重程度',
          hint: '一级、二级的处理方案须经第二人审批。',
          options: {
            S1: '一级：重大，涉及多人、舆情或资金安全',
            S2: '二级：严重，客户损失或影响较大',
            S3: '三级：一般',
            S4: '四级：轻微',
          },
        },
        emotion: { label: '客户情绪', options: { CALM: '平静', UPSET: '不满', ANGRY: '激动' } },
        vulnerable: {
          label: '是否需要特别照顾',
          hint: '如年长、患病、不熟悉电子渠道的客户。',
          options: { YES: '是', NO: '否' },
        },
        regulatorReferred: {
          label: '是否由监管部门转办',
          hint: '监管转办的，处理方案须经第二人审批并由合规会签。',
          options: { YES: '是', NO: '否' },
        },
        business: { label: '业务类别（B）' },
        cause: { label: '投诉原因（C）', hint: '以客户反映的情况为准，调查后可以更正。' },
        respondentId: {
          label: '被投诉员工的工号（可不填）',
          hint: '客户只写了姓名时请查明工号：该员工及其各级上级不再参与处理。',
        },
        reply: {
          label: '答复或转办说明',
          hint: '投诉：写给经办人的说明。建议、表扬、咨询：客户会在邮件中看到这段答复，请先致谢或致歉，再说明将如何改进。至少 10 个字。',
        },
      },
    },
    'first-contact': {
      fields: {
        reached: {
          label: '是否联系上',
          options: { SPOKEN: '已与客户通话或面谈', NOT_REACHED: '未能联系上' },
        },
        settledNow: {
          label: '是否当场解决',
          hint: '仅当客户同意且事项轻微（三级、四级）时选择“是”。',
          options: { YES: '是，客户同意就此解决', NO: '否，需要调查' },
        },
        reason: {
          label: '沟通记录',
          hint: '先倾听、体谅客户的感受，再了解事实：客户的感受、期望的解决办法、还缺哪些情况。当场解决的，写明与客户商定的办法，客户会在邮件中看到。至少 10 个字。',
        },
      },
    },
    findings: {
      fields: {
        cause: { label: '查明的原因（C）' },
        moreTime: {
          label: '是否需要延长期限',
          hint: '延期须经审批，并告知客户。',
          options: {
            NONE: '不需要，调查已完成',
            COMPLEX: '需要：情况复杂（最长 30 日）',
            SPECIAL: '需要：情况特别复杂（再延长 30 日）',
          },
        },
        reason: {
          label: '调查结果',
          hint: '写明事实、依据和原因；申请延期的，写明理由。至少 10 个字，仅供行内留存。',
        },
      },
    },
    proposal: {
      fields: {
        outcome: {
          label: '处理结论',
          options: { RESOLVED_UPHELD: '投诉属实', RESOLVED_PARTLY: '投诉部分属实', REJECTED: '投诉不成立' },
        },
        amount: { label: '补偿金额（元）', hint: '整数；没有补偿请填 0。' },
        findings: { label: '答复：查明的情况', hint: '客户会看到。用平实的语言，至少 10 个字。' },
        reason: { label: '答复：理由', hint: '客户会看到。说明结论如何得出，至少 10 个字。' },
        remedy: { label: '答复：补救措施', hint: '客户会看到。没有补偿金额时必填。' },
      },
    },
    approval: {
      fields: {
        verdict: { label: '审批意见', options: { APPROVE: '同意', REFUSE: '不同意，退回修改' } },
        reason: { label: '理由', hint: '至少 10 个字；退回时请写明需要修改之处。' },
      },
    },
    'by-hand': {
      fields: {
        told: { label: '告知方式', options: { PHONE: '已电话告知', LETTER: '已寄出信函' } },
        reason: { label: '告知情况', hint: '何时、如何、由谁接听或签收。至少 10 个字。' },
      },
    },
    'customer-word': {
      fields: {
        word: { label: '您的意见', options: { ACCEPTED: '接受处理结果', DISPUTED: '不接受处理结果' } },
        text: { label: '补充说明（可不填）' },
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
  task: '任务',
  holder: '现负责人',
  whatTheCustomerSaid: '客户反映的内容',
  yourAnswer: '您的处理意见',
  code: '邮件中的六位数字',
  codeHint: '请填写本任务邮件中印出的六位数字，确认是您本人操作。',
  submit: '提交',
  pleaseMend: '请更正以下内容：',
  choose: '请选择一项。',
  chooseOne: '请选择',
  wholeYuan: '请填写整数金额（元），没有补偿请填 0。',
  needed: '按您所选的内容，此项必填。',
  onlyIf: (label, options) => `仅当“${label}”为${options.map((option) => `“${option}”`).join('或')}时填写`,
  leaveEmpty: (chosen, label, options) =>
    `选择“${chosen}”时请将此项留空；如此项属实，请将“${label}”改为${options.map((option) => `“${option}”`).join('或')}。`,
  lines: {
    date: '请填写日期，例如 2026-03-02。',
    'datetime-local': '请填写日期和时间，例如 2026-03-02 09:30。',
    tel: '请填写电话号码：数字、空格和短横线。',
    email: '请填写电子邮箱地址。',
    text: '请填写工号，例如 S07。',
  },
  tooShort: (least) => `至少填写 ${least} 个字。`,
  tooLong: (most) => `最多 ${most} 个字。`,
  notAccepted: '此项内容无法接受，请重新填写。',
  codeForm: '请填写六位数字。',
  codeWrong: (left) => `数字不正确，还可以尝试 ${left} 次。`,
  receipt: '您的处理意见已记录',
  receiptText: '流程会据此继续，无需再做任何操作。',
  receiptNumber: '回执编号',
  complaintOpened: '已登记投诉，编号',
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
  notOnStaff: '此链接不能再使用',
  notOnStaffText: '按人员名册，您已不在岗，任务将交由他人处理。如有误，请联系运营部门。',
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
    ...visitWords.en,
    ...churnWords.en,
    ...surveyWords.en,
    thresholds: thresholdWords.en.form,
    handling: {
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
    triage: {
      fields: {
        class: {
          label: 'What it is',
          options: {
            COMPLAINT: 'Complaint',
            SUGGESTION: 'Suggestion',
            PRAISE: 'Praise',
            ENQUIRY: 'Enquiry',
          },
        },
        severity: {
          label: 'Severity',
          hint: 'Proposals on S1 and S2 need a second person.',
          options: {
            S1: 'S1: grave, many people, public attention or safety of funds',
            S2: 'S2: serious loss or effect for the customer',
            S3: 'S3: ordinary',
            S4: 'S4: slight',
          },
        },
        emotion: {
          label: 'How the customer feels',
          options: { CALM: 'Calm', UPSET: 'Upset', ANGRY: 'Angry' },
        },
        vulnerable: {
          label: 'Needs special care',
          hint: 'For example old age, illness, or no use of digital channels.',
          options: { YES: 'Yes', NO: 'No' },
        },
        regulatorReferred: {
          label: 'Handed on by a regulator',
          hint: 'Then a proposal needs a second person, and compliance signs beside them.',
          options: { YES: 'Yes', NO: 'No' },
        },
        business: { label: 'Business (B)' },
        cause: { label: 'Cause (C)', hint: 'As the customer sees it; the investigation may correct it.' },
        respondentId: {
          label: 'Staff number of whom it is about (optional)',
          hint: 'Where the customer gave a name only, look the number up: neither they nor anybody above them acts on the case from here on.',
        },
        reply: {
          label: 'Reply, or note to the owner',
          hint: 'Complaint: a note to the owner. Suggestion, praise, enquiry: the customer reads this; thank or apologise first, then say what will improve. At least 10 characters.',
        },
      },
    },
    'first-contact': {
      fields: {
        reached: {
          label: 'Was the customer reached?',
          options: { SPOKEN: 'Spoken to, by phone or in person', NOT_REACHED: 'Not reached' },
        },
        settledNow: {
          label: 'Settled at once?',
          hint: 'Yes only if the customer agrees and the matter is S3 or S4.',
          options: {
            YES: 'Yes, the customer agrees that this settles it',
            NO: 'No, it needs an investigation',
          },
        },
        reason: {
          label: 'What was said',
          hint: 'Listen and acknowledge feelings first, then facts: how the customer feels, what they want, what is still missing. If settled at once: what was agreed; the customer reads it. At least 10 characters.',
        },
      },
    },
    findings: {
      fields: {
        cause: { label: 'Cause found (C)' },
        moreTime: {
          label: 'More time needed?',
          hint: 'An extension needs approval, and the customer is told.',
          options: {
            NONE: 'No, the investigation is complete',
            COMPLEX: 'Yes: the matter is complex (up to 30 days)',
            SPECIAL: 'Yes: particularly complex (30 days more)',
          },
        },
        reason: {
          label: 'Findings',
          hint: 'Facts, evidence and cause; for an extension its reason. At least 10 characters; kept inside the bank.',
        },
      },
    },
    proposal: {
      fields: {
        outcome: {
          label: 'Outcome',
          options: {
            RESOLVED_UPHELD: 'The complaint is justified',
            RESOLVED_PARTLY: 'The complaint is justified in part',
            REJECTED: 'The complaint is not justified',
          },
        },
        amount: { label: 'Redress in yuan', hint: 'Whole yuan; 0 where there is none.' },
        findings: {
          label: 'Letter: what was found',
          hint: 'The customer reads this. Plain words, at least 10 characters.',
        },
        reason: {
          label: 'Letter: reasons',
          hint: 'The customer reads this: how the decision follows. At least 10 characters.',
        },
        remedy: {
          label: 'Letter: remedy',
          hint: 'The customer reads this. Required where no redress is paid.',
        },
      },
    },
    approval: {
      fields: {
        verdict: {
          label: 'Verdict',
          options: { APPROVE: 'Approve', REFUSE: 'Refuse, send back for changes' },
        },
        reason: { label: 'Reasons', hint: 'At least 10 characters; if refused, say what is to change.' },
      },
    },
    'by-hand': {
      fields: {
        told: { label: 'How', options: { PHONE: 'Told by phone', LETTER: 'Letter sent' } },
        reason: {
          label: 'What happened',
          hint: 'When, how, and who answered or signed. At least 10 characters.',
        },
      },
    },
    'customer-word': {
      fields: {
        word: {
          label: 'Your answer',
          options: { ACCEPTED: 'I accept the decision', DISPUTED: 'I do not accept the decision' },
        },
        text: { label: 'Anything you wish to add (optional)' },
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
  task: 'Task',
  holder: 'Now with',
  whatTheCustomerSaid: 'What the customer said',
  yourAnswer: 'Your answer',
  code: 'Six digits from the mail',
  codeHint: 'The six digits printed in the mail of this task show that it is you.',
  submit: 'Submit',
  pleaseMend: 'Please mend the following:',
  choose: 'Choose one.',
  chooseOne: 'Please choose',
  wholeYuan: 'Enter whole yuan in digits; 0 where there is no redress.',
  needed: 'Needed with what you have chosen.',
  onlyIf: (label, options) => `Only if “${label}” is ${options.map((option) => `“${option}”`).join(' or ')}`,
  leaveEmpty: (chosen, label, options) =>
    `Leave this empty with “${chosen}”; if it is right, change “${label}” to ${options.map((option) => `“${option}”`).join(' or ')}.`,
  lines: {
    date: 'Enter a day, for example 2026-03-02.',
    'datetime-local': 'Enter a day and a time, for example 2026-03-02 09:30.',
    tel: 'Enter a telephone number: digits, spaces and dashes.',
    email: 'Enter an e-mail address.',
    text: 'Enter a staff number, for example S07.',
  },
  tooShort: (least) => `Write at least ${least} characters.`,
  tooLong: (most) => `Write at most ${most} characters.`,
  notAccepted: 'This cannot be accepted; please fill it in again.',
  codeForm: 'Enter the six digits.',
  codeWrong: (left) => `These are not the right digits; tries left: ${left}.`,
  receipt: 'Your answer has been recorded',
  receiptText: 'The case goes on with it. There is nothing more to do.',
  receiptNumber: 'Receipt',
  complaintOpened: 'Complaint opened',
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
  notOnStaff: 'This link is no longer yours to use',
  notOnStaffText:
    'By the list of staff you no longer work here, so the task goes to somebody else. If that is wrong, please ask operations.',
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
