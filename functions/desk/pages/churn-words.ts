/** What the forms of an alert say, in both languages: what to look at, how to listen, and what not to promise. */
import type { ChurnCause } from '../../../shared/contracts/churn.ts';
import type { PlaybookName } from '../../../shared/contracts/churn-forms.ts';
import type { Language } from '../../../shared/contracts/codes.ts';
import type { FormWords } from './words.ts';

/** The forms of an alert. */
type ChurnForm = 'assessment' | 'expertise' | 'retention' | 'service-fix' | 'win-back';

type ChurnWords = { readonly [Name in ChurnForm]: FormWords<Name> };

type Causes = Readonly<Record<ChurnCause, string>>;
type Playbooks = Readonly<Record<PlaybookName, string>>;

const causesZh: Causes = {
  PRICE: '价格、利率或费用',
  SERVICE: '服务质量',
  COMPLAINT: '投诉未得到满意解决',
  COMPETITOR: '其他银行的优惠',
  RELOCATION: '搬迁',
  LIFE_EVENT: '家庭或工作变化',
  PRODUCT_GAP: '缺少所需的产品',
  DIGITAL: '手机银行或网上银行不便',
  UNKNOWN: '原因不明',
};

const causesEn: Causes = {
  PRICE: 'Price, interest or fees',
  SERVICE: 'Quality of service',
  COMPLAINT: 'A complaint that was not settled well',
  COMPETITOR: 'What another bank offers',
  RELOCATION: 'Moving away',
  LIFE_EVENT: 'A change in family or work',
  PRODUCT_GAP: 'A product that we do not have',
  DIGITAL: 'Trouble with the app or the web',
  UNKNOWN: 'Not known',
};

const playbooksZh: Playbooks = {
  CARE: '关怀联系',
  SERVICE_RECOVERY: '改进服务',
  OFFER: '给予优惠',
  PRODUCT_FEEDBACK: '反馈产品意见',
  MARKETING_PAUSE: '暂停营销',
};

const playbooksEn: Playbooks = {
  CARE: 'Show that we care',
  SERVICE_RECOVERY: 'Put the service right',
  OFFER: 'Make an offer',
  PRODUCT_FEEDBACK: 'Tell the product people',
  MARKETING_PAUSE: 'Pause marketing',
};

const foundZh = {
  churnCause: {
    label: '流失原因',
    hint: '确认存在流失风险时必填；以了解到的情况为准，不要猜测。',
    options: causesZh,
  },
  playbook: {
    label: '改用其他应对方案（可不填）',
    hint: '不选则按原因自动确定。',
    options: playbooksZh,
  },
  playbookReason: { label: '改用的理由', hint: '改用其他方案时必填，至少 10 个字。' },
  complaintText: {
    label: '投诉内容',
    hint: '用客户自己的话写明经过和要求，提交后即作为投诉受理，受理编号印在回执上，请告诉客户。至少 10 个字，请勿填写账号或身份证号。',
  },
  reason: {
    label: '了解到的情况',
    hint: '看过哪些记录、与客户谈过什么；误报的，写明为什么。至少 10 个字，仅供行内留存。',
  },
} as const;

const verdictsZh = {
  CONFIRM: '确有流失风险',
  FALSE_ALARM: '误报',
  ALREADY_LEFT: '客户已经离开',
  COMPLAINT_FOUND: '客户有投诉（提交后即受理）',
} as const;

const verdictZh = {
  label: '判断',
  hint: '预警只说明可能，由您来判断。请先看下面的预警原因和经过。',
} as const;

const zh: ChurnWords = {
  assessment: {
    fields: {
      verdict: {
        ...verdictZh,
        options: { ...verdictsZh, NEED_EXPERT: '需要专家判断' },
      },
      ...foundZh,
    },
  },
  expertise: { fields: { verdict: { ...verdictZh, options: verdictsZh }, ...foundZh } },
  retention: {
    fields: {
      outcome: {
        label: '沟通结果',
        hint: '先关心客户，再谈办法。有优惠的，按经过中写明的内容说明，不要承诺之外的条件。',
        options: {
          ACCEPTED: '客户接受，愿意留下',
          UNDECIDED: '客户还在考虑',
          REFUSED: '客户拒绝',
          UNREACHABLE: '联系不上',
          SNOOZE: '过几天再联系',
          COMPLAINT: '客户要求投诉（提交后即受理）',
          LEFT: '客户已经离开',
        },
      },
      until: { label: '再次联系的日期', hint: '过几天再联系时填写，最多 7 天，最多 2 次。' },
      complaintText: foundZh.complaintText,
      reason: {
        label: '沟通记录',
        hint: '客户的感受、顾虑和要求；推迟的，写明理由。至少 10 个字，仅供行内留存。',
      },
    },
  },
  'service-fix': {
    fields: {
      fixed: { label: '改进结果', options: { DONE: '已改进', NOT_POSSIBLE: '无法改进' } },
      reason: { label: '采取的措施', hint: '改进了什么；无法改进的，写明原因。至少 10 个字，仅供行内留存。' },
    },
  },
  'win-back': {
    fields: {
      wonBack: {
        label: '挽回结果',
        options: {
          RETURNED: '客户愿意回来',
          THINKING: '客户还在考虑',
          GONE: '客户不会回来',
          NOT_REACHED: '联系不上',
        },
      },
      exitReason: { label: '客户离开的原因', options: causesZh },
      reason: { label: '沟通记录', hint: '只问原因，不要催促。至少 10 个字，仅供行内留存。' },
    },
  },
};

const foundEn = {
  churnCause: {
    label: 'Why the customer may leave',
    hint: 'Needed where the risk is confirmed; what you learnt, not what you guess.',
    options: causesEn,
  },
  playbook: {
    label: 'Another playbook (optional)',
    hint: 'Left open, the cause decides.',
    options: playbooksEn,
  },
  playbookReason: {
    label: 'Why another playbook',
    hint: 'Needed where you choose one; at least 10 characters.',
  },
  complaintText: {
    label: 'What the customer complains about',
    hint: 'What happened and what the customer wants, in their own words. It is taken in when you submit; its number is on the receipt, please tell the customer. At least 10 characters; no account or identity numbers.',
  },
  reason: {
    label: 'What you found',
    hint: 'What you looked at and whom you spoke with; of a false alarm, why it was one. At least 10 characters; kept inside the bank.',
  },
} as const;

const verdictsEn = {
  CONFIRM: 'The customer may really leave',
  FALSE_ALARM: 'False alarm',
  ALREADY_LEFT: 'The customer has left already',
  COMPLAINT_FOUND: 'The customer has a complaint (taken in when you submit)',
} as const;

const verdictEn = {
  label: 'What it is',
  hint: 'The alert only says that it is possible; you decide. Please look at its reasons and the history first.',
} as const;

const en: ChurnWords = {
  assessment: {
    fields: {
      verdict: { ...verdictEn, options: { ...verdictsEn, NEED_EXPERT: 'An expert has to look at it' } },
      ...foundEn,
    },
  },
  expertise: { fields: { verdict: { ...verdictEn, options: verdictsEn }, ...foundEn } },
  retention: {
    fields: {
      outcome: {
        label: 'How it went',
        hint: 'First the customer, then solutions. An offer stands in the history: say what it says, and promise nothing beyond it.',
        options: {
          ACCEPTED: 'The customer accepts, and stays',
          UNDECIDED: 'The customer is thinking about it',
          REFUSED: 'The customer refuses',
          UNREACHABLE: 'Not reached',
          SNOOZE: 'In a few days',
          COMPLAINT: 'The customer wants to complain (taken in when you submit)',
          LEFT: 'The customer has left already',
        },
      },
      until: {
        label: 'Day on which to try again',
        hint: 'For “In a few days”: at most 7 days, at most twice.',
      },
      complaintText: foundEn.complaintText,
      reason: {
        label: 'What was said',
        hint: 'Feelings, concerns and wishes of the customer; where it is put off, why. At least 10 characters; kept inside the bank.',
      },
    },
  },
  'service-fix': {
    fields: {
      fixed: {
        label: 'What came of it',
        options: { DONE: 'It works now', NOT_POSSIBLE: 'It cannot be done' },
      },
      reason: {
        label: 'What was done',
        hint: 'What works now, or why it cannot be done. At least 10 characters; kept inside the bank.',
      },
    },
  },
  'win-back': {
    fields: {
      wonBack: {
        label: 'What came of it',
        options: {
          RETURNED: 'The customer comes back',
          THINKING: 'The customer is thinking about it',
          GONE: 'The customer does not come back',
          NOT_REACHED: 'Not reached',
        },
      },
      exitReason: { label: 'Why the customer left', options: causesEn },
      reason: {
        label: 'What was said',
        hint: 'Ask for the reason, do not press. At least 10 characters; kept inside the bank.',
      },
    },
  },
};

/** The words of each language. */
export const churnWords: Readonly<Record<Language, ChurnWords>> = { 'zh-CN': zh, en };

/** Playbooks by name, for the history of an alert. */
export const playbookWords: Readonly<Record<Language, Playbooks>> = { 'zh-CN': playbooksZh, en: playbooksEn };
