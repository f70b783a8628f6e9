/** How complaints are coded: JR/T 0169-2018, by channel (A), business (B) and cause (C). */
import * as z from 'zod';
import type { Language } from '../contracts/codes.ts';
import { TaxonomyCode } from '../contracts/complaint.ts';

/** The axes of the classification: channel, business, cause. */
export type Axis = 'A' | 'B' | 'C';

const Entry = z.strictObject({
  code: TaxonomyCode,
  label: z.strictObject({ 'zh-CN': z.string().min(1), en: z.string().min(1) }),
  /** False where the number is ours: the class is in use at banks, and its number was not read in the standard. */
  confirmed: z.boolean(),
});
type Entry = z.infer<typeof Entry>;

/** The codes in the order in which they are offered; a longer code belongs to the shorter one that it begins with. */
export const Taxonomy = z
  .strictObject({
    standard: z.string().min(1),
    codes: z.array(Entry).min(3),
    sources: z.record(z.string(), z.string()),
  })
  .refine(({ codes }) => new Set(codes.map(({ code }) => code)).size === codes.length, {
    error: 'each code once',
    path: ['codes'],
  })
  .refine(
    ({ codes }) =>
      codes.every(({ code }) => code.length === 3 || codes.some((other) => other.code === parentOf(code))),
    { error: 'a class for every sub-code', path: ['codes'] },
  );
export type Taxonomy = z.infer<typeof Taxonomy>;

/** `A01031` belongs to `A0103`, `B0302` to `B03`. */
const parentOf = (code: string): string => code.slice(0, code.length === 6 ? 5 : 3);

/** What a code means; a code that the taxonomy does not know is all that can be said of it. */
export const labelOf = (code: string, language: Language, taxonomy: Taxonomy = taxonomy1): string =>
  taxonomy.codes.find((entry) => entry.code === code)?.label[language] ?? code;

/** All codes of an axis, each class before its sub-codes. */
export const codesOf = (axis: Axis, taxonomy: Taxonomy = taxonomy1): string[] =>
  taxonomy.codes.map(({ code }) => code).filter((code) => code.startsWith(axis));

/** Whether the taxonomy has a code, on this axis if one is named. */
export const isKnown = (code: string, axis?: Axis, taxonomy: Taxonomy = taxonomy1): boolean =>
  (axis === undefined || code.startsWith(axis)) && taxonomy.codes.some((entry) => entry.code === code);

const entry =
  (confirmed: boolean) =>
  (code: string, zh: string, en: string): Entry => ({ code, label: { 'zh-CN': zh, en }, confirmed });
const known = entry(true);
const ours = entry(false);

/** Version 1. “Other” is 9 among the items of one digit and 99 among the classes of two. */
export const taxonomy1: Taxonomy = {
  standard: 'JR/T 0169-2018',
  codes: [
    // Channel by which the business was done.
    known('A01', '前台业务渠道', 'Front-office channel'),
    known('A0101', '营业现场', 'Business premises'),
    known('A0102', '自助机具', 'Self-service machine'),
    known('A0103', '电子渠道', 'Electronic channel'),
    known('A01031', '网上银行', 'Online banking'),
    known('A01032', '电话', 'Telephone'),
    known('A01033', '移动客户端', 'Mobile app'),
    known('A01034', '网络公众平台', 'Public platform on the internet'),
    known('A01035', '短信', 'Text message'),
    known('A01039', '其他电子渠道', 'Other electronic channel'),
    known('A0104', '第三方渠道', 'Third-party channel'),
    known('A0199', '其他前台渠道', 'Other front-office channel'),
    known('A02', '中、后台业务渠道', 'Middle or back office'),
    // Business.
    known('B01', '人民币储蓄', 'Savings in renminbi'),
    known('B02', '贷款', 'Loans'),
    ours('B0201', '个人住房贷款', 'Housing loan'),
    ours('B0202', '个人消费贷款', 'Consumer loan'),
    ours('B0203', '助学贷款', 'Student loan'),
    ours('B0204', '个人经营性贷款', 'Loan to a business owner'),
    ours('B0299', '其他贷款', 'Other loan'),
    known('B03', '银行卡', 'Bank cards'),
    ours('B0301', '借记卡', 'Debit card and its account'),
    ours('B0302', '信用卡', 'Credit card'),
    ours('B0303', '预付卡', 'Prepaid card'),
    ours('B0399', '其他银行卡', 'Other card'),
    known('B04', '支付结算', 'Payment and settlement'),
    known('B05', '人民币管理', 'Management of the currency'),
    known('B06', '个人金融信息', 'Personal financial information'),
    ours('B0601', '征信', 'Credit reporting'),
    ours('B0699', '其他个人金融信息', 'Other personal financial information'),
    ours('B07', '自营理财', 'Wealth products of the bank itself'),
    ours('B08', '银行代理业务', 'Products sold as an agent'),
    ours('B09', '外汇', 'Foreign exchange'),
    ours('B10', '贵金属', 'Precious metals'),
    ours('B11', '国库', 'Treasury and government bonds'),
    ours('B12', '其他中间业务', 'Other fee business'),
    ours('B13', '债务催收', 'Debt collection'),
    known('B99', '其他', 'Other'),
    // Cause.
    known('C01', '服务态度及服务质量', 'Attitude and quality of service'),
    known('C02', '服务设施、设备、业务系统', 'Premises, equipment, systems'),
    known('C03', '管理制度、业务规则与流程', 'Rules, policies and processes'),
    known('C04', '营销方式和手段', 'Marketing methods'),
    known('C05', '信息披露', 'Disclosure of information'),
    known('C06', '产品收益', 'Yield of a product'),
    known('C07', '消费者自主选择权', 'Freedom of choice'),
    known('C08', '合同条款', 'Contract terms'),
    known('C09', '消费者资金安全', 'Safety of funds'),
    known('C10', '消费者信息安全', 'Safety of information'),
    ours('C11', '定价收费', 'Pricing and fees'),
    ours('C12', '债务催收方式和手段', 'Methods of debt collection'),
    known('C99', '其他', 'Other'),
  ],
  sources: {
    standard: 'JR/T 0169-2018, statistical classification and coding of complaints; its text was not read',
    'codes.A':
      'outline and items: a county bank’s report of 2019 on putting the standard to use; numbers follow their order there',
    'codes.B':
      'outline: the same report; what is not confirmed there is in yearly complaint reports of banks (2022 to 2025), with numbers of ours [D]; sub-codes are [D]',
    'codes.C':
      'outline: the same report; C11 and C12 from yearly complaint reports of banks (2022 to 2025), with numbers of ours [D]',
    'codes.other': 'the same report: 9 and 99',
  },
};
