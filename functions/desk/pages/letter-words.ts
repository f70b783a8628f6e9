/** What stands on a printed letter beside what the bank's people wrote, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { CaseLetter } from '../../../shared/contracts/complaint.ts';

interface Words {
  readonly titles: Readonly<Record<CaseLetter['kind'] | 'acknowledgement', string>>;
  readonly dear: (name: string) => string;
  readonly caseNumber: string;
  readonly customer: string;
  readonly date: string;
  /** Headings of the parts that need one. */
  readonly parts: Readonly<Partial<Record<keyof CaseLetter['parts'], string>>>;
  readonly acknowledgement: (facts: {
    team: string;
    promised: string | undefined;
    why: readonly string[];
  }) => readonly string[];
  /** For whoever prints it; not printed. */
  readonly toStaff: string;
}

const zh: Words = {
  titles: {
    acknowledgement: '投诉受理通知',
    decision: '投诉处理结果告知书',
    feedback: '答复函',
    extension: '办理期限延长告知书',
    facts: '补充材料收悉通知',
    quick: '投诉解决确认函',
    withdrawn: '投诉撤回确认函',
    closing: '投诉办结告知书',
    service: '服务请求办理结果',
    reopened: '投诉重新办理告知书',
    outside: '行外解决途径告知书',
  },
  dear: (name) => `尊敬的${name}：`,
  caseNumber: '案件编号',
  customer: '客户编号',
  date: '日期',
  parts: { findings: '查明的情况', reason: '理由', remedy: '处理措施', dates: '日期', rights: '您的权利' },
  acknowledgement: ({ team, promised, why }) => [
    `我们已收到您的投诉，由${team}负责办理。`,
    ...(promised === undefined ? [] : [`我们将在 ${promised} 前答复您。${why.join('')}`]),
    '您可以随时补充材料，也可以随时撤回投诉：请致电或到任一网点，并提供上面的案件编号。',
    '如需更多时间，我们会事先告知理由和新的期限。如不同意处理结果，您可以请我行上级机构核查、申请调解，或向人民法院提起诉讼。',
  ],
  toStaff: '请打印后寄出，或在电话中读给客户，然后在任务中登记。',
};

const en: Words = {
  titles: {
    acknowledgement: 'We have received your complaint',
    decision: 'Our decision on your complaint',
    feedback: 'Our answer to you',
    extension: 'We need more time for your complaint',
    facts: 'We have received what you added',
    quick: 'Your complaint has been settled',
    withdrawn: 'Your complaint has been withdrawn',
    closing: 'Your complaint has been closed',
    service: 'What came of your service request',
    reopened: 'We look at your complaint once more',
    outside: 'Who else you can turn to',
  },
  dear: (name) => `Dear ${name},`,
  caseNumber: 'Case',
  customer: 'Customer',
  date: 'Date',
  parts: {
    findings: 'What we found',
    reason: 'Our reasons',
    remedy: 'What we do about it',
    dates: 'Dates',
    rights: 'Your rights',
  },
  acknowledgement: ({ team, promised, why }) => [
    `We have received your complaint, and ${team} is looking after it.`,
    ...(promised === undefined ? [] : [[`You will have our reply by ${promised}.`, ...why].join(' ')]),
    'You can add facts or withdraw the complaint at any time: telephone us or visit any branch, and mention the case number above.',
    'If we need more time, you will have the reason and the new date beforehand. If you do not agree with our decision, you can ask our superior institution for a review, ask for mediation, or go to court.',
  ],
  toStaff: 'Print it and post it, or read it out on the telephone; then record that in the task.',
};

/** The words of each language. */
export const printWords: Readonly<Record<Language, Words>> = { 'zh-CN': zh, en };
