/** What the forms about surveys, improvements and what customers said say, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type { FormWords } from './words.ts';

/** The forms of surveys and of what follows from them. */
type SurveyForm =
  | 'campaign'
  | 'interview'
  | 'survey-recovery'
  | 'improvement-plan'
  | 'improvement-done'
  | 'feedback-reply';

type SurveyWords = { readonly [Name in SurveyForm]: FormWords<Name> };

const ratingZh = { '1': '1 很不满意', '2': '2', '3': '3', '4': '4', '5': '5 非常满意' };
const ratingEn = { '1': '1 Very poor', '2': '2', '3': '3', '4': '4', '5': '5 Very good' };

const tenth = {
  '0': '0',
  '1': '1',
  '2': '2',
  '3': '3',
  '4': '4',
  '5': '5',
  '6': '6',
  '7': '7',
  '8': '8',
  '9': '9',
  '10': '10',
};

const zh: SurveyWords = {
  campaign: {
    fields: {
      verdict: { label: '结论', options: { APPROVE: '同意开展', REFUSE: '不同意开展' } },
      reason: { label: '理由', hint: '样本由系统随机抽取，任何人不得增减名单。至少 10 个字，仅供行内留存。' },
    },
  },
  interview: {
    fields: {
      reached: {
        label: '是否接通',
        options: { SPOKEN: '已访谈', NOT_REACHED: '未接通', REFUSED: '客户拒绝' },
      },
      overall: { label: '总体满意度', options: ratingZh },
      effort: { label: '办理是否方便（5 为非常方便）', options: ratingZh },
      recommend: { label: '推荐意愿（0 至 10）', options: tenth },
      resolved: { label: '问题是否解决', options: { YES: '已解决', NO: '没有解决' } },
      attitude: { label: '服务态度', options: ratingZh },
      efficiency: { label: '办理效率', options: ratingZh },
      quality: { label: '产品质量', options: ratingZh },
      price: { label: '价格与费用', options: ratingZh },
      expectation: { label: '是否符合期望', options: ratingZh },
      voice: {
        label: '客户的意见是',
        options: { PRAISE: '表扬', CRITICISM: '批评', SUGGESTION: '建议' },
      },
      text: { label: '客户的原话', hint: '照客户的话记录，请勿填写账号或身份证号。' },
      wantsContact: {
        label: '是否希望我们联系',
        options: { YES: '希望', NO: '不希望' },
      },
    },
  },
  'survey-recovery': {
    fields: {
      recovery: {
        label: '结果',
        options: {
          CONTACTED_FIXED: '已联系并解决',
          COMPLAINT: '客户要投诉',
          SERVICE_REQUEST: '转为服务请求',
          NO_CONTACT_WANTED: '客户不愿被联系',
          UNREACHABLE: '联系不上',
        },
      },
      reason: {
        label: '沟通记录',
        hint: '客户要投诉的，写明投诉内容；转为服务请求的，写明所需事项。至少 10 个字。',
      },
    },
  },
  'improvement-plan': {
    fields: {
      way: { label: '如何处理', options: { PLAN: '制定改进措施', DISCARD: '不作改进' } },
      reason: { label: '原因分析', hint: '为什么会这样；不作改进的，写明理由。至少 10 个字。' },
      measure: { label: '改进措施', hint: '做什么、由谁做。' },
      doneBy: { label: '完成日期' },
    },
  },
  'improvement-done': {
    fields: {
      done: { label: '是否完成', options: { YES: '已完成', NO: '未完成' } },
      reason: { label: '完成情况', hint: '至少 10 个字，仅供行内留存。' },
    },
  },
  'feedback-reply': {
    fields: {
      answered: { label: '答复方式', options: { THANKS: '致谢', APOLOGY: '致歉' } },
      reply: { label: '答复内容', hint: '客户会读到这段文字。至少 10 个字，请勿填写账号或身份证号。' },
      improves: { label: '是否因此改进', options: { YES: '是', NO: '否' } },
      improvement: { label: '将改进什么', hint: '客户会读到这段文字。' },
    },
  },
};

const en: SurveyWords = {
  campaign: {
    fields: {
      verdict: { label: 'Verdict', options: { APPROVE: 'Go ahead', REFUSE: 'Do not go ahead' } },
      reason: {
        label: 'Reason',
        hint: 'The sample was drawn at random; nobody may add to it or take from it. At least 10 characters; kept inside the bank.',
      },
    },
  },
  interview: {
    fields: {
      reached: {
        label: 'How the call went',
        options: { SPOKEN: 'Interviewed', NOT_REACHED: 'Not reached', REFUSED: 'The customer refused' },
      },
      overall: { label: 'Satisfaction overall', options: ratingEn },
      effort: { label: 'How easy it was (5: very easy)', options: ratingEn },
      recommend: { label: 'Would recommend us (0 to 10)', options: tenth },
      resolved: {
        label: 'Is it resolved',
        options: { YES: 'Resolved', NO: 'Not resolved' },
      },
      attitude: { label: 'How they were treated', options: ratingEn },
      efficiency: { label: 'How fast it was', options: ratingEn },
      quality: { label: 'Quality of the product', options: ratingEn },
      price: { label: 'Price and fees', options: ratingEn },
      expectation: { label: 'As expected', options: ratingEn },
      voice: {
        label: 'What the customer says is',
        options: { PRAISE: 'Praise', CRITICISM: 'Criticism', SUGGESTION: 'A suggestion' },
      },
      text: { label: 'In the customer’s words', hint: 'As it was said; no account or identity numbers.' },
      wantsContact: {
        label: 'Wants to hear from us',
        options: { YES: 'Yes', NO: 'No' },
      },
    },
  },
  'survey-recovery': {
    fields: {
      recovery: {
        label: 'What came of it',
        options: {
          CONTACTED_FIXED: 'Spoken with, and put right',
          COMPLAINT: 'The customer complains',
          SERVICE_REQUEST: 'It is a service request',
          NO_CONTACT_WANTED: 'The customer wants no contact',
          UNREACHABLE: 'Not reached',
        },
      },
      reason: {
        label: 'What was said',
        hint: 'Of a complaint what it is about; of a request what is wanted. At least 10 characters.',
      },
    },
  },
  'improvement-plan': {
    fields: {
      way: { label: 'What to do', options: { PLAN: 'Improve it', DISCARD: 'Leave it as it is' } },
      reason: { label: 'Why it is as it is', hint: 'Or why nothing is done. At least 10 characters.' },
      measure: { label: 'What is done', hint: 'What, and by whom.' },
      doneBy: { label: 'Done by' },
    },
  },
  'improvement-done': {
    fields: {
      done: { label: 'Is it done', options: { YES: 'Done', NO: 'Not done' } },
      reason: { label: 'How it stands', hint: 'At least 10 characters; kept inside the bank.' },
    },
  },
  'feedback-reply': {
    fields: {
      answered: { label: 'Kind of answer', options: { THANKS: 'Thanks', APOLOGY: 'An apology' } },
      reply: {
        label: 'Answer',
        hint: 'The customer reads this. At least 10 characters; no account or identity numbers.',
      },
      improves: { label: 'Does something improve', options: { YES: 'Yes', NO: 'No' } },
      improvement: { label: 'What will improve', hint: 'The customer reads this.' },
    },
  },
};

/** The words of each language. */
export const surveyWords: Readonly<Record<Language, SurveyWords>> = { 'zh-CN': zh, en };
