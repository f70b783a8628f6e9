/** What is said about what came with a complaint and about its way from hand to hand, in both languages; apart, because only pages with a case on them need it. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { ComplaintNote, Passing } from '../../../shared/contracts/items.ts';

interface HistoryWords {
  readonly wish: string;
  readonly onBehalf: string;
  readonly onBehalves: Readonly<Record<NonNullable<ComplaintNote['onBehalf']>, string>>;
  readonly groupSize: string;
  readonly respondent: string;
  readonly coded: string;
  readonly facts: string;
  readonly acknowledged: Readonly<Record<'mail' | 'nobody', string>>;
  readonly reminded: (title: string) => string;
  readonly remindedWho: string;
  readonly theCustomer: string;
  readonly escalated: (title: string, why: 'not-answered' | 'mail-refused') => string;
  readonly expired: (title: string) => string;
  readonly silent: string;
  readonly passed: Readonly<Record<Passing['way'], string>>;
  readonly before: string;
  readonly nowWith: string;
  readonly reason: string;
}

/** The words of each language. */
export const historyWords: Readonly<Record<Language, HistoryWords>> = {
  'zh-CN': {
    wish: '客户希望',
    onBehalf: '由谁提出',
    onBehalves: { AGENT: '受客户委托的代理人', HEIR: '已故客户的继承人' },
    groupSize: '共同投诉的人数',
    respondent: '涉及的员工（客户所称）',
    coded: '提交方的分类（仅供参考，由分诊决定）',
    facts: '提交方系统附带的信息',
    acknowledged: { mail: '已邮件确认收到', nobody: '确认收到：没有邮箱，需电话或书面告知' },
    reminded: (title) => `提醒办理：${title}`,
    remindedWho: '提醒对象',
    theCustomer: '客户',
    escalated: (title, why) => `${why === 'mail-refused' ? '邮件无法送达' : '未按时办理'}，已升级：${title}`,
    expired: (title) => `期满无人办理：${title}`,
    silent: '客户未在期限内答复',
    passed: {
      HAND_BACK: '负责人退回任务',
      REASSIGN: '负责人转交任务',
      ABSENT: '负责人不在岗，任务已转交',
      LEFT: '负责人已移交全部任务',
      UNOPENED: '未在规定时间内开始处理，任务已转交',
      BACK: '负责人已回岗，任务已交还',
    },
    before: '原负责人',
    nowWith: '接手人',
    reason: '原因',
  },
  en: {
    wish: 'What the customer would like',
    onBehalf: 'Who complains',
    onBehalves: {
      AGENT: 'Somebody whom the customer has authorised',
      HEIR: 'An heir of the customer, who has died',
    },
    groupSize: 'People who complain together',
    respondent: 'Member of staff concerned, as the customer says',
    coded: 'Codes of whoever sent it (a hint; triage decides)',
    facts: 'What their system says with it',
    acknowledged: {
      mail: 'Receipt acknowledged by mail',
      nobody: 'Receipt to be acknowledged by phone or letter: there is no mail address',
    },
    reminded: (title) => `Reminder: ${title}`,
    remindedWho: 'To',
    theCustomer: 'The customer',
    escalated: (title, why) =>
      `Passed up, ${why === 'mail-refused' ? 'the mail was refused' : 'not answered in time'}: ${title}`,
    expired: (title) => `Ran out unanswered: ${title}`,
    silent: 'The customer did not answer in time',
    passed: {
      HAND_BACK: 'Handed back',
      REASSIGN: 'Given to a colleague',
      ABSENT: 'Moved, its holder is away',
      LEFT: 'Moved, its holder has handed over all tasks',
      UNOPENED: 'Moved, its holder had not begun in time',
      BACK: 'Moved back, its holder has returned',
    },
    before: 'Before',
    nowWith: 'Now with',
    reason: 'Reason',
  },
};
