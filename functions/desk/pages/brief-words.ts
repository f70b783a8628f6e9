/** What a brief says, in both languages. */
import type { Daypart, Language } from '../../../shared/contracts/codes.ts';

interface BriefWords {
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Where a field is from. */
  readonly sources: Readonly<Record<string, string>>;
  readonly dayparts: Readonly<Record<Daypart, string>>;
  /** What may be spoken of. */
  readonly topics: Readonly<Record<string, string>>;
  readonly comma: string;
  readonly today: string;
  readonly daysAgo: (days: number) => string;
  readonly yuan: (amount: number) => string;
  readonly outOfFive: (satisfaction: string) => string;
}

/** The words of each language. */
export const briefWords: Readonly<Record<Language, BriefWords>> = {
  'zh-CN': {
    title: '回访准备',
    fields: {
      kind: '回访种类',
      topic: '事由',
      channel: '联系方式',
      daypart: '时段',
      agreedAt: '约定的时间',
      request: '来自行内系统的请求',
      tier: '客户层级',
      stage: '关系阶段',
      since: '成为客户的日期',
      balance: '平均余额',
      activity: '近 90 天交易笔数',
      openCases: '未结案件',
      satisfaction: '上次满意度',
      needs: '上次谈到的需求',
      expectations: '上次谈到的期望',
      concerns: '上次谈到的顾虑',
      promises: '上次的承诺',
      topics: '可以谈的内容',
    },
    sources: {
      plan: '回访计划',
      customer: '客户本人',
      profile: '客户资料',
      figures: '分层数据',
      cases: '案件记录',
      visit: '上次回访',
      consents: '客户同意记录',
      bank: '行内系统',
    },
    dayparts: { MORNING: '上午', MIDDAY: '中午', AFTERNOON: '下午' },
    topics: { service: '服务', care: '关怀', marketing: '产品与活动', survey: '满意度调查' },
    comma: '，',
    today: '今天',
    daysAgo: (days) => `${days} 天前`,
    yuan: (amount) => `${new Intl.NumberFormat('zh-CN').format(amount)} 元`,
    outOfFive: (satisfaction) => `${satisfaction} 分（满分 5 分）`,
  },
  en: {
    title: 'To prepare the visit',
    fields: {
      kind: 'Kind',
      topic: 'About',
      channel: 'How',
      daypart: 'When',
      agreedAt: 'Agreed time',
      request: 'Asked for by a system of the bank',
      tier: 'Tier',
      stage: 'Stage of the relationship',
      since: 'Customer since',
      balance: 'Average balance',
      activity: 'Transactions in 90 days',
      openCases: 'Open cases',
      satisfaction: 'Satisfaction last time',
      needs: 'Needs, last time',
      expectations: 'Expectations, last time',
      concerns: 'Concerns, last time',
      promises: 'Promises, last time',
      topics: 'May be spoken of',
    },
    sources: {
      plan: 'plan of visits',
      customer: 'the customer',
      profile: 'customer record',
      figures: 'figures of the tier',
      cases: 'cases',
      visit: 'last visit',
      consents: 'consents',
      bank: 'systems of the bank',
    },
    dayparts: { MORNING: 'in the morning', MIDDAY: 'at midday', AFTERNOON: 'in the afternoon' },
    topics: { service: 'service', care: 'care', marketing: 'products and events', survey: 'surveys' },
    comma: ', ',
    today: 'today',
    daysAgo: (days) => (days === 1 ? '1 day ago' : `${days} days ago`),
    yuan: (amount) => `${new Intl.NumberFormat('en').format(amount)} yuan`,
    outOfFive: (satisfaction) => `${satisfaction} of 5`,
  },
};
