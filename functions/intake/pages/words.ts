/** What the complaint forms say, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { FieldName, Flaw } from '../rules/complaint-form.ts';

interface FieldWords {
  readonly label: string;
  readonly hint?: string;
  readonly options?: Readonly<Record<string, string>>;
}

interface Words {
  /** The name of the other language, in that language. */
  readonly other: string;
  readonly title: { readonly customer: string; readonly staff: string };
  readonly intro: { readonly customer: string; readonly staff: string };
  readonly fields: Readonly<Record<FieldName, FieldWords>>;
  readonly flaws: Readonly<Record<Flaw, (limits: { least: number; most: number }) => string>>;
  readonly mayBeEmpty: string;
  readonly submit: string;
  readonly pleaseMend: string;
  readonly notSaved: string;
  readonly submitAgain: string;
  readonly notFromThisPage: string;
  readonly notFromThisPageText: string;
  readonly openAgain: string;
  readonly received: string;
  readonly receivedText: readonly string[];
  readonly reference: string;
  readonly taken: string;
  readonly takenText: string;
  readonly known: string;
  readonly held: (id: string) => string;
  readonly caseNumber: string;
  readonly receivedAt: string;
  readonly another: string;
}

const zh: Words = {
  other: 'English',
  title: { customer: '提交投诉', staff: '登记电话或网点投诉' },
  intro: {
    customer: '请告诉我们发生了什么。我们会给您一个案件编号，并告知答复期限。请勿填写密码或完整卡号。',
    staff: '请先倾听并安抚客户，再按客户的原话记录。提交后即可把案件编号告诉客户。',
  },
  fields: {
    channel: { label: '客户通过什么渠道反映', options: { phone: '电话', branch: '网点' } },
    customerId: { label: '客户编号', hint: '见您的合同、对账单或手机银行“我的”页面。' },
    forWhom: {
      label: '为谁投诉',
      options: { SELF: '为本人', AGENT: '受客户委托', HEIR: '作为已故客户的继承人' },
    },
    text: { label: '发生了什么', hint: '何时、何地、涉及哪项业务、造成了什么影响。' },
    wish: { label: '您希望我们怎么做' },
    respondent: { label: '涉及的员工（姓名或工号）', hint: '该员工及其上级不会参与处理。' },
    groupSize: { label: '共同投诉的人数', hint: '只有您一人时不必填写。' },
  },
  flaws: {
    choose: () => '请选择一项。',
    'number-form': () => '请填写客户编号：字母、数字、点、横线或下划线，最多 64 个字符。',
    'unknown-customer': () => '没有这个客户编号，请核对。',
    'too-short': ({ least }) => `至少填写 ${least} 个字。`,
    'too-long': ({ most }) => `最多 ${most} 个字。`,
    'group-form': ({ most }) => `请填写 1 至 ${most} 之间的整数。`,
  },
  mayBeEmpty: '（可不填）',
  submit: '提交',
  pleaseMend: '请更正以下内容：',
  notSaved: '系统暂时繁忙，刚才的内容还没有保存。请再次提交。',
  submitAgain: '此页面后来又在另一个窗口中打开过，刚才的内容还没有保存。请核对后再次提交。',
  notFromThisPage: '无法确认提交来源',
  notFromThisPageText:
    '页面可能打开过久，或浏览器没有保存 Cookie。没有保存任何内容，请重新打开表格后再提交。',
  openAgain: '重新打开表格',
  received: '已收到您的投诉',
  receivedText: [
    '核对客户编号后，我们会把案件编号和答复期限发到您在本行留存的邮箱；没有邮箱的，我们会打电话或寄信。',
    '如两个工作日内没有收到，请联系我们并提供下面的查询编号。',
  ],
  reference: '查询编号',
  taken: '投诉已登记',
  takenText: '请把下面的案件编号告诉客户，也可以打印本页交给客户。',
  known: '这份表格已经登记过，案件编号不变。',
  held: (id) => `内容已暂存（${id}）。请更正客户编号后再次提交。`,
  caseNumber: '案件编号',
  receivedAt: '收到时间',
  another: '登记另一件投诉',
};

const en: Words = {
  other: '中文',
  title: { customer: 'Make a complaint', staff: 'Record a complaint by telephone or at the branch' },
  intro: {
    customer:
      'Please tell us what happened. You will get a case number and the date of our answer. No passwords or full card numbers, please.',
    staff:
      'Listen first, and acknowledge how the customer feels; then write down their own words. You can tell them the case number at once.',
  },
  fields: {
    channel: { label: 'How the customer came to us', options: { phone: 'Telephone', branch: 'Branch' } },
    customerId: {
      label: 'Customer number',
      hint: 'On your contract, on statements, and in the app under “Me”.',
    },
    forWhom: {
      label: 'For whom',
      options: {
        SELF: 'For myself',
        AGENT: 'For a customer who has authorised me',
        HEIR: 'As the heir of a customer',
      },
    },
    text: { label: 'What happened', hint: 'When, where, which product, and what it has meant for you.' },
    wish: { label: 'What you would like us to do' },
    respondent: {
      label: 'Member of staff concerned (name or staff number)',
      hint: 'Neither they nor their superior will act on the case.',
    },
    groupSize: { label: 'Number of people who complain together', hint: 'Leave it empty if it is only you.' },
  },
  flaws: {
    choose: () => 'Choose one.',
    'number-form': () =>
      'Enter the customer number: letters, digits, dots, dashes or underscores; at most 64.',
    'unknown-customer': () => 'There is no such customer number; please check it.',
    'too-short': ({ least }) => `Write at least ${least} characters.`,
    'too-long': ({ most }) => `Write at most ${most} characters.`,
    'group-form': ({ most }) => `Enter a whole number from 1 to ${most}.`,
  },
  mayBeEmpty: ' (optional)',
  submit: 'Submit',
  pleaseMend: 'Please mend the following:',
  notSaved: 'We could not save this just now. Please submit it again.',
  submitAgain:
    'This page was opened in another window since, so nothing has been saved yet. Please check what you typed and submit again.',
  notFromThisPage: 'We cannot tell where this came from',
  notFromThisPageText:
    'The page may have been open too long, or the browser kept no cookie. Nothing was saved; please open the form again and submit from there.',
  openAgain: 'Open the form again',
  received: 'We have received your complaint',
  receivedText: [
    'Once the customer number has been checked, the case number and the date of our answer go to the e-mail address that we have on record; without one we telephone or write.',
    'If you hear nothing within two working days, please contact us and mention the reference below.',
  ],
  reference: 'Reference',
  taken: 'The complaint has been recorded',
  takenText: 'Please tell the customer the case number below; this page can be printed for them.',
  known: 'This form was recorded before; the case number is the same.',
  held: (id) => `What was said is kept (${id}). Please mend the customer number and submit again.`,
  caseNumber: 'Case',
  receivedAt: 'Received',
  another: 'Record another complaint',
};

/** The words of each language. */
export const words: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };
