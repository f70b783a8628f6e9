/** What is said about the history of a case, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { CaseClock, CaseLetter } from '../../../shared/contracts/complaint.ts';
import type { CaseHead, ComplaintNote, Passing } from '../../../shared/contracts/items.ts';

interface FileWords {
  readonly title: string;
  readonly received: string;
  readonly visitStarted: string;
  readonly supplemented: string;
  readonly withdrawn: string;
  readonly words: string;
  readonly subject: string;
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
  readonly statutory: (version: number) => string;
  readonly statutoryDate: string;
  readonly whyThisDate: string;
  readonly shortened: string;
  readonly someShortened: string;
  readonly ourLetter: string;
  readonly clocks: Readonly<Record<CaseClock['why'], string>>;
  readonly notExtended: Readonly<Record<NonNullable<CaseHead['notExtended']>['why'], string>>;
  readonly letters: Readonly<Record<CaseLetter['kind'], string>>;
}

/** The words of each language. */
export const fileWords: Readonly<Record<Language, FileWords>> = {
  'zh-CN': {
    title: '办理经过',
    received: '收到投诉',
    visitStarted: '回访开始',
    supplemented: '客户补充情况',
    withdrawn: '客户要求撤回',
    words: '内容',
    subject: '主题',
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
    statutory: (version) => `法定期限（第 ${version} 版）`,
    statutoryDate: '法定期限',
    whyThisDate: '为什么是这个日期',
    shortened: '（内容较长，此处从略）',
    someShortened: '部分内容较长，此处从略。',
    ourLetter: '我们的处理结果',
    clocks: { receipt: '计算期限', extension: '期限延长', 'new-facts': '期限因新情况重新计算' },
    notExtended: {
      GRANTED_BEFORE: '未再延期：该项延期此前已批准一次',
      CHAIN_ENDS: '未延期：法规不允许再延长',
    },
    letters: {
      decision: '处理结果已发出',
      feedback: '答复已发出',
      extension: '延期告知已发出',
      quick: '解决确认已发出',
      withdrawn: '撤回确认已发出',
      closing: '办结告知已发出',
      service: '服务答复已发出',
    },
  },
  en: {
    title: 'What has happened so far',
    received: 'Complaint received',
    visitStarted: 'Visit started',
    supplemented: 'The customer added facts',
    withdrawn: 'The customer asked to withdraw',
    words: 'Words',
    subject: 'Subject',
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
    statutory: (version) => `Statutory date, version ${version}`,
    statutoryDate: 'Statutory date',
    whyThisDate: 'Why this date',
    shortened: '(long; left out here)',
    someShortened: 'Some long texts are left out here.',
    ourLetter: 'Our decision',
    clocks: {
      receipt: 'Term reckoned',
      extension: 'Term extended',
      'new-facts': 'Term reckoned anew because of new facts',
    },
    notExtended: {
      GRANTED_BEFORE: 'Term not extended: this extension was granted before',
      CHAIN_ENDS: 'Term not extended: the law allows no further one',
    },
    letters: {
      decision: 'Decision sent',
      feedback: 'Answer sent',
      extension: 'Notice of the extension sent',
      quick: 'Confirmation of the settlement sent',
      withdrawn: 'Confirmation of the withdrawal sent',
      closing: 'Closing letter sent',
      service: 'Reply to a service request sent',
    },
  },
};
