/** What is said about the history of a case, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { CaseClock, CaseLetter, ReopenCause } from '../../../shared/contracts/complaint.ts';
import type { CaseHead } from '../../../shared/contracts/items.ts';

interface FileWords {
  readonly title: string;
  readonly received: string;
  readonly visitStarted: string;
  readonly surveyAsked: string;
  readonly surveyAnswered: string;
  readonly voiced: string;
  readonly supplemented: string;
  readonly withdrawn: string;
  readonly words: string;
  readonly cameWith: string;
  readonly subject: string;
  readonly statutory: (version: number) => string;
  readonly statutoryDate: string;
  readonly whyThisDate: string;
  readonly shortened: string;
  readonly someShortened: string;
  readonly ourLetter: string;
  /** Above a letter that a person tells the customer, and the way to its print. */
  readonly toTell: string;
  readonly printIt: string;
  readonly clocks: Readonly<Record<CaseClock['why'], string>>;
  readonly notExtended: Readonly<Record<NonNullable<CaseHead['notExtended']>['why'], string>>;
  readonly letters: Readonly<Record<CaseLetter['kind'], string>>;
  /** Of a complaint that was opened again: its round, why, and what the round before ended with. */
  readonly reopened: (round: number) => string;
  readonly reopenedWhy: Readonly<Record<'label' | ReopenCause, string>>;
  readonly promised: string;
  readonly endedAs: string;
}

/** The words of each language. */
export const fileWords: Readonly<Record<Language, FileWords>> = {
  'zh-CN': {
    title: '办理经过',
    received: '收到投诉',
    visitStarted: '回访开始',
    surveyAsked: '邀请客户评价',
    surveyAnswered: '客户已评价',
    voiced: '客户的意见',
    supplemented: '客户补充情况',
    withdrawn: '客户要求撤回',
    words: '内容',
    cameWith: '随投诉一并提供',
    subject: '主题',
    statutory: (version) => `法定期限（第 ${version} 版）`,
    statutoryDate: '法定期限',
    whyThisDate: '为什么是这个日期',
    shortened: '（内容较长，此处从略）',
    someShortened: '部分内容较长，此处从略。',
    ourLetter: '我们的处理结果',
    toTell: '需告知客户的内容',
    printIt: '打开可打印的信函（须以本行身份登录）',
    clocks: {
      receipt: '计算期限',
      extension: '期限延长',
      'new-facts': '期限因新情况重新计算',
      reopened: '期限因重新办理重新计算',
    },
    notExtended: {
      GRANTED_BEFORE: '未再延期：该项延期此前已批准一次',
      CHAIN_ENDS: '未延期：法规不允许再延长',
    },
    letters: {
      decision: '处理结果已发出',
      feedback: '答复已发出',
      extension: '延期告知已发出',
      facts: '补充材料收悉通知已备妥',
      quick: '解决确认已发出',
      withdrawn: '撤回确认已发出',
      closing: '办结告知已发出',
      service: '服务答复已发出',
      reopened: '重新办理通知已备妥',
      outside: '行外途径告知已备妥',
    },
    reopened: (round) => `第 ${round} 次办理开始`,
    reopenedWhy: {
      label: '重新办理的原因',
      SURVEY: '客户在满意度调查中表示问题没有解决',
      DISPUTED: '客户不同意办结结果',
      NEW_FACTS: '客户补充了新情况',
    },
    promised: '上一次我们承诺的内容',
    endedAs: '上一次的结果',
  },
  en: {
    title: 'What has happened so far',
    received: 'Complaint received',
    visitStarted: 'Visit started',
    surveyAsked: 'Customer asked by a survey',
    surveyAnswered: 'Customer answered the survey',
    voiced: 'What the customer said',
    supplemented: 'The customer added facts',
    withdrawn: 'The customer asked to withdraw',
    words: 'Words',
    cameWith: 'What came with it',
    subject: 'Subject',
    statutory: (version) => `Statutory date, version ${version}`,
    statutoryDate: 'Statutory date',
    whyThisDate: 'Why this date',
    shortened: '(long; left out here)',
    someShortened: 'Some long texts are left out here.',
    ourLetter: 'Our decision',
    toTell: 'What the customer is to be told',
    printIt: 'Open the letter for print (with your sign-in at the bank)',
    clocks: {
      receipt: 'Term reckoned',
      extension: 'Term extended',
      'new-facts': 'Term reckoned anew because of new facts',
      reopened: 'Term reckoned anew because it was opened again',
    },
    notExtended: {
      GRANTED_BEFORE: 'Term not extended: this extension was granted before',
      CHAIN_ENDS: 'Term not extended: the law allows no further one',
    },
    letters: {
      decision: 'Decision sent',
      feedback: 'Answer sent',
      extension: 'Notice of the extension sent',
      facts: 'Receipt for the new facts made ready',
      quick: 'Confirmation of the settlement sent',
      withdrawn: 'Confirmation of the withdrawal sent',
      closing: 'Closing letter sent',
      service: 'Reply to a service request sent',
      reopened: 'Notice that it was opened again made ready',
      outside: 'Letter about the ways outside the bank made ready',
    },
    reopened: (round) => `Opened again, round ${round}`,
    reopenedWhy: {
      label: 'Why it was opened again',
      SURVEY: 'The customer said in a survey that it is not settled',
      DISPUTED: 'The customer does not agree with how it was closed',
      NEW_FACTS: 'The customer brought new facts',
    },
    promised: 'What we promised last time',
    endedAs: 'How it ended last time',
  },
};
