/** The words by which banks call fields and codes, in both languages, and what they are here. */
import {
  ContactChannel,
  ContactPurpose,
  CreditGrade,
  CustomerType,
  Daypart,
  Language,
  Line,
  RiskClass,
  Role,
  Stage,
  Tier,
} from '../../../shared/contracts/codes.ts';
import { DateKind } from '../../../shared/contracts/customer.ts';
import { bare } from './clean.ts';

/** A code and the other words for it. */
type Words<Code extends string> = Readonly<Record<Code, readonly string[]>>;

function lookup<Code extends string>(words: Words<Code>): (text: string) => Code | undefined {
  const known = new Map<string, Code>();
  for (const [code, others] of Object.entries<readonly string[]>(words)) {
    for (const word of [code, ...others]) known.set(bare(word), code as Code);
  }
  return (text) => known.get(bare(text));
}

/** A vocabulary: what its codes are, and how a word becomes one. */
export interface Vocabulary<Code extends string = string> {
  readonly codes: readonly Code[];
  codeOf(text: string): Code | undefined;
}

const vocabulary = <Code extends string>(
  { options }: { readonly options: readonly Code[] },
  words: Words<Code>,
): Vocabulary<Code> => ({ codes: options, codeOf: lookup(words) });

const of = <const Code extends string>(words: Words<Code>): Vocabulary<Code> => ({
  codes: Object.keys(words) as Code[],
  codeOf: lookup(words),
});

/** Vocabularies of the contracts. */
export const vocabularies = {
  language: vocabulary(Language, {
    'zh-CN': ['zh', 'cn', 'chinese', '中文', '汉语', '简体中文', 'zh-Hans'],
    en: ['english', 'en-US', 'en-GB', '英文', '英语'],
  }),
  type: vocabulary(CustomerType, {
    personal: ['person', 'individual', 'retail', 'p', '个人', '对私', '个人客户'],
    corporate: ['company', 'business', 'c', '公司', '企业', '对公', '对公客户', '企业客户'],
  }),
  tier: vocabulary(Tier, {
    vip: ['贵宾', '高端', 'VIP客户', '高净值'],
    potential: ['潜力', '潜力客户', '潜在'],
    mass: ['大众', '普通', '大众客户', '一般客户'],
  }),
  stage: vocabulary(Stage, {
    new: ['新', '新客户'],
    growing: ['成长', '成长期'],
    mature: ['成熟', '成熟期'],
    'at-risk': ['流失风险', '预警', '风险期'],
    leaving: ['流失', '流失中', '离开'],
  }),
  riskClass: vocabulary(RiskClass, {
    compliant: ['normal', '合规', '正常', '合规客户'],
    watch: ['关注', '关注类', '关注客户'],
    risk: ['风险', '高风险', '风险客户'],
  }),
  role: vocabulary(Role, {
    agent: ['customer service', '客服', '客服专员', '坐席'],
    rm: ['relationship manager', '客户经理'],
    expert: ['专家', '资深'],
    'line-head': ['head', '条线负责人', '部门主管', '主管'],
    gm: ['general manager', '总经理'],
    analyst: ['分析师', '数据分析师'],
    compliance: ['compliance officer', '合规', '合规专员', '合规官'],
    operations: ['ops', '运营', '运维'],
  }),
  line: vocabulary(Line, {
    'high-end': ['private', '高端', '私人银行', '财富'],
    ordinary: ['retail', '普通', '零售', '大众'],
    corporate: ['对公', '公司', '企业'],
  }),
  purpose: vocabulary(ContactPurpose, {
    service: ['服务', '客户服务'],
    care: ['关怀', '客户关怀', '关爱'],
    survey: ['调查', '满意度调查', '问卷'],
    marketing: ['营销', '推广', '市场营销'],
  }),
  channel: vocabulary(ContactChannel, {
    mail: ['email', 'e-mail', '邮件', '电子邮件', '邮箱'],
    phone: ['telephone', 'call', '电话', '来电'],
    'in-person': ['visit', 'branch', '面访', '当面', '上门', '网点'],
    video: ['video call', '视频', '视频通话'],
    sms: ['text', '短信', '手机短信'],
    wechat: ['微信', 'weixin'],
  }),
  daypart: vocabulary(Daypart, {
    MORNING: ['am', '上午', '早上'],
    MIDDAY: ['noon', '中午'],
    AFTERNOON: ['pm', '下午'],
  }),
  credit: vocabulary(CreditGrade, {
    prime: ['优质', '优良', 'a'],
    general: ['一般', '普通', 'b'],
    risk: ['风险', '高风险', 'c'],
  }),
  dateKind: vocabulary(DateKind, {
    birthday: ['生日', '出生日期', 'birth date'],
    'founding-day': ['成立日', '成立日期', '公司成立'],
    joined: ['opened', '开户日', '开户日期'],
    maturity: ['due', '到期日', '到期日期'],
  }),
  calendar: of({
    SOLAR: ['gregorian', '公历', '阳历', '新历'],
    LUNAR: ['农历', '阴历', '旧历'],
  }),
  direction: of({
    IN: ['credit', 'cr', 'deposit', '收入', '贷', '转入', '存入'],
    OUT: ['debit', 'dr', 'withdrawal', '支出', '借', '转出', '支取'],
  }),
  consent: of({
    GIVEN: ['yes', 'y', 'true', '1', 'granted', 'opt in', '是', '同意', '授权'],
    WITHDRAWN: ['no', 'n', 'false', '0', 'revoked', 'opt out', '否', '拒绝', '不同意', '撤回', '撤销'],
  }),
  truth: of({
    yes: ['y', 'true', 't', '1', '是', '在职', '有'],
    no: ['n', 'false', 'f', '0', '否', '离职', '无'],
  }),
} as const satisfies Record<string, Vocabulary>;

/** Words in which files name their columns, beside the fields' own names however they are spelled. */
const columns: Readonly<Record<string, readonly string[]>> = {
  customerId: ['customer', 'client id', 'cust id', '客户编号', '客户号', '客户ID'],
  staffId: ['employee id', 'staff', '员工编号', '工号', '员工号'],
  name: ['full name', '姓名', '名称', '客户姓名', '客户名称', '员工姓名'],
  email: ['mail', 'e-mail', 'email address', '邮箱', '电子邮箱', '邮件地址'],
  phone: ['telephone', 'mobile', 'phone number', '电话', '手机', '手机号', '手机号码', '联系电话'],
  language: ['语言', '首选语言'],
  type: ['customer type', '客户类型', '类型'],
  tier: ['customer tier', 'segment', '等级', '客户等级', '分层'],
  stage: ['relationship stage', '阶段', '关系阶段', '客户阶段'],
  riskClass: ['risk', 'compliance class', '风险类别', '合规类别', '合规等级'],
  managerId: ['manager', 'rm', 'rm id', '客户经理', '客户经理编号', '客户经理工号'],
  branch: ['branch id', '网点', '机构', '网点编号', '支行'],
  zone: ['time zone', '时区'],
  since: ['customer since', 'opened', '开户日期', '开户日'],
  preferredChannel: ['首选渠道', '偏好渠道'],
  preferredDaypart: ['首选时段', '偏好时段'],
  deceased: ['已故', '身故'],
  minor: ['未成年', '未成年人'],
  doNotContact: ['do not contact', 'dnc', '勿扰', '请勿联系'],
  asOf: ['as of', 'figures as of', '数据日期', '截止日期'],
  balance: ['average balance', '余额', '日均余额', '平均余额'],
  credit: ['credit grade', '信用等级', '信用评级'],
  contribution: ['贡献', '贡献度', '年贡献'],
  potential: ['潜力', '潜力分'],
  role: ['角色', '岗位', '职务'],
  level: ['级别', '层级'],
  lines: ['line', 'business line', '条线', '业务条线'],
  capacity: ['容量', '任务上限'],
  substituteId: ['substitute', '替代人', '代理人', '代理人工号'],
  superiorId: ['superior', 'line head', '上级', '上级工号', '主管工号'],
  active: ['在职', '是否在职'],
  from: ['start', 'from date', '开始日期', '起始日期'],
  until: ['end', 'to', 'to date', '结束日期', '截止日'],
  transactionId: ['transaction', 'txn id', '交易编号', '交易号', '流水号'],
  ratingId: ['rating', '评价编号', '评分编号'],
  amount: ['金额', '交易金额'],
  currency: ['币种', '货币'],
  direction: ['收支', '借贷', '方向', '收支方向'],
  at: ['time', 'date', 'timestamp', '时间', '日期', '交易时间', '交易日期', '评价时间', '授权时间'],
  score: ['rating score', '评分', '分数', '满意度'],
  service: ['service type', '服务', '服务类型'],
  purpose: ['用途', '目的', '授权用途'],
  channel: ['渠道', '授权渠道'],
  state: ['consent', '状态', '是否同意', '授权状态'],
  kind: ['date kind', '日期类型', '种类'],
  date: ['day', '日期'],
  calendar: ['历法', '公历农历'],
  leapMonth: ['leap', '闰月', '是否闰月'],
  once: ['仅一次', '是否一次性'],
  day: ['as of', 'holdings day', '日期', '数据日期', '截止日期'],
  products: ['products held', 'number of products', '产品数', '持有产品数', '产品数量'],
  dateId: ['id', '编号', '产品编号'],
};

/** Finds the field that a column of a file is, among the fields its kind has. */
export function fieldFinder(fields: readonly string[]): (column: string) => string | undefined {
  const known = new Map<string, string>();
  // A field's own name counts before another field's synonym.
  for (const field of fields)
    for (const word of columns[field] ?? []) if (!known.has(bare(word))) known.set(bare(word), field);
  for (const field of fields) known.set(bare(field), field);
  return (column) => known.get(bare(column));
}
