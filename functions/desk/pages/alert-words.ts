/** What the history of an alert says, in both languages: why it was raised, what is done about it, and what data say. */
import type { Standing, StepKind } from '../../../shared/contracts/alert-rows.ts';
import type { AlertHead, Band } from '../../../shared/contracts/churn.ts';
import type { Language, Stage, Tier } from '../../../shared/contracts/codes.ts';

interface AlertWords {
  readonly raised: string;
  readonly band: string;
  readonly bands: Readonly<Record<Band, string>>;
  readonly probability: string;
  readonly raisedAgain: string;
  readonly playbook: (name: string) => string;
  /** Indicators that a score names; one without words is shown by its name. */
  readonly indicators: Readonly<Record<string, string>>;
  /** Indicators whose value is a code: stage and tier. */
  readonly codes: Readonly<Record<Stage | Tier, string>>;
  /** Answers to the indicators that ask whether something is so. */
  readonly yes: string;
  readonly no: string;
  readonly treatment: string;
  readonly arm: Readonly<Record<NonNullable<AlertHead['arm']>, string>>;
  readonly steps: Readonly<Record<StepKind, string>>;
  readonly offer: string;
  readonly cost: string;
  readonly yuan: (amount: number) => string;
  readonly outcome: string;
  /** How steps end, by their codes; and the offers of the catalogue that the code brings along. */
  readonly outcomes: Readonly<Record<string, string>>;
  readonly offers: Readonly<Record<string, string>>;
  readonly measured: (day: number) => string;
  readonly standing: string;
  readonly standings: Readonly<Record<Standing, string>>;
  readonly balanceKept: string;
  readonly share: (ratio: number) => string;
}

/** A share as a whole percentage. */
const percent = (ratio: number): string => `${Math.round(ratio * 100)}%`;

/** The words of each language. */
export const alertWords: Readonly<Record<Language, AlertWords>> = {
  'zh-CN': {
    raised: '流失预警',
    band: '风险等级',
    bands: { low: '低', medium: '中', high: '高' },
    probability: '90 天内流失的可能性',
    raisedAgain: '再次出现预警',
    playbook: (name) => `应对方案：${name}`,
    indicators: {
      tenureDays: '成为客户的天数',
      stage: '关系阶段',
      tier: '客户层级',
      products: '持有产品数',
      balanceRatio90: '近 90 天余额与此前之比',
      volumeRatio90: '近 90 天交易额与此前之比',
      activityRatio90: '近 90 天交易笔数与此前之比',
      daysSinceActivity: '距上次交易的天数',
      channelsUsed90: '近 90 天使用的渠道数',
      salaryStopped: '工资是否已停发到本行',
      productsClosed180: '近 180 天关闭的产品数',
      satisfactionLast: '最近一次满意度',
      satisfactionTrend: '满意度走势',
      complaints365: '近 365 天投诉数',
      complaintUndecided: '是否有未办结的投诉',
      unreachable180: '近 180 天联系不上的次数',
      marketIndex: '市场竞争指数',
    },
    codes: {
      new: '新客户',
      growing: '成长期',
      mature: '成熟期',
      'at-risk': '有流失倾向',
      leaving: '正在离开',
      vip: '重要客户',
      potential: '潜力客户',
      mass: '大众客户',
    },
    yes: '是',
    no: '否',
    treatment: '处理方式',
    arm: { TREAT: '由客户经理或系统应对', CONTROL: '对照组：只观察，不联系' },
    steps: {
      CONTACT: '联系客户',
      OFFER: '给予优惠',
      SERVICE_FIX: '改进服务',
      PRODUCT_FEEDBACK: '产品意见已记入改进事项',
      MARKETING_PAUSE: '已暂停营销',
      WIN_BACK: '挽回客户',
    },
    offer: '优惠',
    cost: '费用',
    yuan: (amount) => `${amount} 元`,
    outcome: '结果',
    outcomes: {
      ACCEPTED: '客户接受',
      UNDECIDED: '客户还在考虑',
      REFUSED: '客户拒绝',
      UNREACHABLE: '联系不上',
      COMPLAINT: '客户提出投诉',
      LEFT: '客户已离开',
      DONE: '已完成',
      NOT_POSSIBLE: '无法完成',
      NOT_ALLOWED: '按联系规则未联系',
      NOT_APPROVED: '未获批准',
      NO_OFFER: '没有适用的优惠',
      NO_BUDGET: '本月预算已用完',
      NOBODY: '无人办理',
      SKIPPED: '不再需要',
      RETURNED: '客户愿意回来',
      THINKING: '客户还在考虑',
      GONE: '客户不会回来',
      NOT_REACHED: '联系不上',
    },
    offers: {
      'fee-waiver': '免收账户管理费一年',
      'rate-bonus': '定期存款利率上浮',
      'points-gift': '积分礼遇',
      'vip-care-pack': '贵宾专属礼遇',
      'relocation-help': '异地服务衔接',
    },
    measured: (day) => `预警后第 ${day} 天的数据`,
    standing: '数据显示',
    standings: { KEPT: '客户留下', PARTLY: '部分留下', LOST: '客户已离开', UNKNOWN: '数据不足' },
    balanceKept: '余额与预警时之比',
    share: percent,
  },
  en: {
    raised: 'Churn alert',
    band: 'Band',
    bands: { low: 'low', medium: 'medium', high: 'high' },
    probability: 'Probability of leaving within 90 days',
    raisedAgain: 'Found at risk again',
    playbook: (name) => `Playbook: ${name}`,
    indicators: {
      tenureDays: 'Days as a customer',
      stage: 'Stage of the relationship',
      tier: 'Tier',
      products: 'Products held',
      balanceRatio90: 'Balance of 90 days by that before',
      volumeRatio90: 'Volume of 90 days by that before',
      activityRatio90: 'Transactions of 90 days by those before',
      daysSinceActivity: 'Days since the last transaction',
      channelsUsed90: 'Channels used in 90 days',
      salaryStopped: 'Whether the salary has stopped',
      productsClosed180: 'Products closed in 180 days',
      satisfactionLast: 'Satisfaction, last word',
      satisfactionTrend: 'Satisfaction, trend',
      complaints365: 'Complaints in 365 days',
      complaintUndecided: 'Whether a complaint is undecided',
      unreachable180: 'Times not reached in 180 days',
      marketIndex: 'Index of competition',
    },
    codes: {
      new: 'new',
      growing: 'growing',
      mature: 'mature',
      'at-risk': 'at risk',
      leaving: 'leaving',
      vip: 'VIP',
      potential: 'potential',
      mass: 'mass',
    },
    yes: 'yes',
    no: 'no',
    treatment: 'Treatment',
    arm: { TREAT: 'To be acted on', CONTROL: 'Control group: watched, not contacted' },
    steps: {
      CONTACT: 'Speak with the customer',
      OFFER: 'Make an offer',
      SERVICE_FIX: 'Put the service right',
      PRODUCT_FEEDBACK: 'Entered into the register of improvements',
      MARKETING_PAUSE: 'Marketing paused',
      WIN_BACK: 'Win the customer back',
    },
    offer: 'Offer',
    cost: 'Cost',
    yuan: (amount) => `${amount} yuan`,
    outcome: 'Outcome',
    outcomes: {
      ACCEPTED: 'the customer accepts',
      UNDECIDED: 'the customer is thinking about it',
      REFUSED: 'the customer refuses',
      UNREACHABLE: 'not reached',
      COMPLAINT: 'the customer complains',
      LEFT: 'the customer has left',
      DONE: 'done',
      NOT_POSSIBLE: 'not possible',
      NOT_ALLOWED: 'not contacted, by the contact rules',
      NOT_APPROVED: 'not approved',
      NO_OFFER: 'no offer fits',
      NO_BUDGET: 'the budget of the month is used up',
      NOBODY: 'nobody did it',
      SKIPPED: 'not needed any more',
      RETURNED: 'the customer comes back',
      THINKING: 'the customer is thinking about it',
      GONE: 'the customer does not come back',
      NOT_REACHED: 'not reached',
    },
    offers: {
      'fee-waiver': 'No account fee for a year',
      'rate-bonus': 'A better rate for a fixed deposit',
      'points-gift': 'Points as a thank-you',
      'vip-care-pack': 'A package for private clients',
      'relocation-help': 'Service carried on at the new place',
    },
    measured: (day) => `Data of day ${day} after the alert`,
    standing: 'What they say',
    standings: {
      KEPT: 'the customer stays',
      PARTLY: 'the customer stays in part',
      LOST: 'the customer has left',
      UNKNOWN: 'too little is known',
    },
    balanceKept: 'Balance by that at the alert',
    share: percent,
  },
};
