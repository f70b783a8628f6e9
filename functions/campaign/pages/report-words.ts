/** The words of the report of a survey campaign, in both languages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import type {
  CampaignOutcome,
  Driver,
  Naming,
  PublicReply,
  Voice,
} from '../../../shared/contracts/survey.ts';

/** What the report says. */
export interface ReportWords {
  readonly title: (campaign: string, day: string) => string;
  readonly lead: (from: string, until: string, asked: number, answered: number) => string;
  readonly partial: (count: number) => string;
  readonly namings: Readonly<Record<Naming, string>>;
  readonly few: (least: number) => string;
  readonly weak: string;
  readonly weakIn: (driver: string, mean: string, mark: string) => string;
  readonly measures: string;
  readonly satisfied: string;
  readonly csat: string;
  readonly nps: string;
  readonly ces: string;
  readonly response: string;
  readonly all: string;
  readonly drivers: string;
  readonly driver: Readonly<Record<Driver, string>>;
  readonly importance: string;
  readonly questions: string;
  readonly answers: (count: number) => string;
  readonly texts: (count: number) => string;
  readonly trend: string;
  readonly broken: string;
  readonly change: (value: string, low: string, high: string) => string;
  readonly tier: string;
  readonly branch: string;
  readonly manager: string;
  readonly satisfaction: string;
  readonly complaintRate: string;
  readonly hidden: string;
  readonly hiddenWhy: (least: number) => string;
  readonly silent: string;
  readonly silentWhy: string;
  readonly askedAnswered: (asked: number, answered: number) => string;
  readonly profiles: Readonly<Record<'tier' | 'stage', string>>;
  readonly bias: (points: string) => string;
  readonly mode: string;
  readonly modes: (web: number, phone: number) => string;
  readonly modeDifference: string;
  readonly recovery: string;
  readonly recoveryIn: string;
  readonly recoveryWhy: string;
  readonly replies: string;
  readonly voices: Readonly<Record<Voice, (texts: number) => string>>;
  readonly replied: Readonly<Record<PublicReply['answered'], string>>;
  readonly improves: string;
  readonly method: string;
  readonly strata: (population: number, wanted: number, drawn: number) => string;
  readonly weighted: (least: string, most: string, effective: string) => string;
  readonly unweighted: string;
  readonly intervals: string;
  readonly versions: (definition: string, version: number) => string;
  readonly interval: (value: string, low: string, high: string) => string;
  readonly otherForms: string;
  readonly colon: string;
  readonly list: string;
  readonly none: string;
  readonly askedIn: (count: number) => string;
  readonly open: string;
  readonly outcomes: Readonly<Record<CampaignOutcome, string>>;
}

/** All words, by language. */
export const reportWords: Readonly<Record<Language, ReportWords>> = {
  en: {
    title: (campaign, day) => `Survey ${campaign} of ${day}`,
    lead: (from, until, asked, answered) =>
      `${asked} customers were asked from ${from} to ${until}; ${answered} answered.`,
    partial: (count) => `${count} of them did not finish; what they had rated by then counts.`,
    namings: {
      NAMED: 'Answers were given by name.',
      ANONYMOUS:
        'Answers were given without a name. Nobody can tell whose they are, so they are neither weighted nor split by groups.',
    },
    few: (least) => `Fewer than ${least} have answered: that is too little to say anything.`,
    weak: 'Weak, and improved',
    weakIn: (driver, mean, mark) => `${driver}: ${mean}, below ${mark} by its whole interval`,
    measures: 'Measures',
    satisfied: 'Satisfied customers',
    csat: 'Satisfaction, 1 to 5',
    nps: 'Net promoter score, -100 to 100',
    ces: 'Ease, 1 to 5',
    response: 'Response',
    all: 'all',
    drivers: 'What drives satisfaction',
    driver: {
      attitude: 'attitude of staff',
      efficiency: 'speed of service',
      quality: 'quality of products',
      price: 'price',
      expectation: 'as expected',
    },
    importance: 'Correlation with satisfaction',
    questions: 'Questions',
    answers: (count) => `${count} answers`,
    texts: (count) => `${count} wrote something`,
    trend: 'Trend',
    broken:
      'The wording has changed since; what was answered before must not be compared with what was answered after.',
    change: (value, low, high) => `${value} against the time before (95%: ${low} to ${high})`,
    tier: 'By tier',
    branch: 'By branch',
    manager: 'By relationship manager',
    satisfaction: 'Satisfaction',
    complaintRate: 'customers who complained',
    hidden: 'not shown',
    hiddenWhy: (least) =>
      `Groups of fewer than ${least} answers are not shown, nor are others that would give them away.`,
    silent: 'Those who did not answer',
    silentWhy: 'Whom the bank asked beside who answered, by what it knows of them.',
    askedAnswered: (asked, answered) => `${answered} of ${asked} asked`,
    profiles: { tier: 'tier', stage: 'stage' },
    bias: (points) => `Unweighted, satisfaction would be off by ${points}.`,
    mode: 'Web and telephone',
    modes: (web, phone) => `${web} on the web, ${phone} by telephone`,
    modeDifference: 'Satisfaction by telephone less on the web',
    recovery: 'What putting right brings',
    recoveryIn: 'Change of the rating where trouble was seen to, less where it was not',
    recoveryWhy:
      'Customers who were not satisfied the last time, measured by the same survey then and now. Who was seen to was not drawn by lot.',
    replies: 'Our answers to what you wrote',
    voices: {
      PRAISE: (texts) => `Praise (${texts})`,
      CRITICISM: (texts) => `Criticism (${texts})`,
      SUGGESTION: (texts) => `Suggestions (${texts})`,
    },
    replied: { THANKS: 'Thank you.', APOLOGY: 'We apologize.' },
    improves: 'What will improve',
    method: 'How it was done',
    strata: (population, wanted, drawn) =>
      `${drawn} drawn of ${population}, for ${wanted} answers that the margin wants`,
    weighted: (least, most, effective) =>
      `Answers are weighted by tier to all customers and by stage to all who were asked: by ${least} to ${most}, worth ${effective} unweighted ones.`,
    unweighted: 'Answers are not weighted.',
    intervals:
      'Intervals are of 95%: of shares by Wilson, of means by Student, of differences by Welch, of correlations by Fisher.',
    versions: (definition, version) => `Survey ${definition}, version ${version} of the policy surveys.`,
    interval: (value, low, high) => `${value} (95%: ${low} to ${high})`,
    otherForms: 'The same as',
    colon: ': ',
    list: 'Survey campaigns',
    none: 'There has been no campaign yet.',
    askedIn: (count) => `${count} customers asked`,
    open: 'under way',
    outcomes: {
      PUBLISHED: 'published',
      CANCELLED: 'cancelled',
      TOO_FEW: 'too few answers',
      MANUAL_TAKEOVER: 'ended by hand',
    },
  },
  'zh-CN': {
    title: (campaign, day) => `${day} ${campaign} 满意度调查`,
    lead: (from, until, asked, answered) =>
      `${from} 至 ${until} 共邀请 ${asked} 名客户，${answered} 名作答。`,
    partial: (count) => `其中 ${count} 名未答完，已作的评分计入结果。`,
    namings: {
      NAMED: '本次调查为实名作答。',
      ANONYMOUS: '本次调查为匿名作答。任何人都无法得知答案出自何人，因此不加权，也不按群体细分。',
    },
    few: (least) => `作答不足 ${least} 份，不足以得出结论。`,
    weak: '薄弱环节，已着手改进',
    weakIn: (driver, mean, mark) => `${driver}：${mean}，整个置信区间低于 ${mark}`,
    measures: '总体指标',
    satisfied: '满意客户占比',
    csat: '满意度（1 至 5 分）',
    nps: '净推荐值（-100 至 100）',
    ces: '便利度（1 至 5 分）',
    response: '回收率',
    all: '全部',
    drivers: '满意度的驱动因素',
    driver: {
      attitude: '服务态度',
      efficiency: '服务效率',
      quality: '产品质量',
      price: '价格',
      expectation: '符合期望',
    },
    importance: '与总体满意度的相关系数',
    questions: '各题结果',
    answers: (count) => `${count} 份回答`,
    texts: (count) => `${count} 人写了意见`,
    trend: '趋势',
    broken: '题目的表述已有改动，改动前后的结果不可比较。',
    change: (value, low, high) => `与上一期相比 ${value}（95% 区间：${low} 至 ${high}）`,
    tier: '按客户等级',
    branch: '按网点',
    manager: '按客户经理',
    satisfaction: '满意度',
    complaintRate: '投诉客户占比',
    hidden: '不予显示',
    hiddenWhy: (least) => `回答少于 ${least} 份的群体不予显示；凡可据以推算出它们的群体，也不予显示。`,
    silent: '未作答的客户',
    silentWhy: '按银行已知的情况，受邀客户与作答客户的对照。',
    askedAnswered: (asked, answered) => `受邀 ${asked}，作答 ${answered}`,
    profiles: { tier: '等级', stage: '阶段' },
    bias: (points) => `若不加权，满意度的偏差为 ${points}。`,
    mode: '网上与电话',
    modes: (web, phone) => `网上 ${web} 份，电话 ${phone} 份`,
    modeDifference: '满意度：电话减网上',
    recovery: '补救的效果',
    recoveryIn: '评分的变化：已补救的客户减未补救的客户',
    recoveryWhy: '对象为上一期评分低的客户，前后两次用同一问卷测量。是否补救并非随机决定。',
    replies: '对意见的答复',
    voices: {
      PRAISE: (texts) => `表扬（${texts} 条）`,
      CRITICISM: (texts) => `批评（${texts} 条）`,
      SUGGESTION: (texts) => `建议（${texts} 条）`,
    },
    replied: { THANKS: '感谢您的意见。', APOLOGY: '我们为此致歉。' },
    improves: '将作的改进',
    method: '调查方法',
    strata: (population, wanted, drawn) =>
      `共 ${population} 名，按误差要求需 ${wanted} 份回答，抽取 ${drawn} 名`,
    weighted: (least, most, effective) =>
      `回答按等级加权至全体客户，按阶段加权至全体受邀客户：权重 ${least} 至 ${most}，相当于不加权的 ${effective} 份。`,
    unweighted: '回答未加权。',
    intervals:
      '置信区间均为 95%：占比用 Wilson 法，均值用 Student t 分布，差值用 Welch 法，相关系数用 Fisher 变换。',
    versions: (definition, version) => `问卷 ${definition}，政策 surveys 第 ${version} 版。`,
    interval: (value, low, high) => `${value}（95% 区间：${low} 至 ${high}）`,
    otherForms: '同一内容',
    colon: '：',
    list: '满意度调查',
    none: '尚无调查。',
    askedIn: (count) => `邀请 ${count} 名客户`,
    open: '进行中',
    outcomes: {
      PUBLISHED: '已公布',
      CANCELLED: '已取消',
      TOO_FEW: '回答过少',
      MANUAL_TAKEOVER: '人工结束',
    },
  },
};
