/** Why a customer has the tier they have, in words. */
import type { CreditGrade, CustomerType, Language } from '../contracts/codes.ts';
import { dayInWords, momentInWords } from './moments.ts';
import { stageName, tierName } from './names.ts';
import type { GradeLine, GradeMethod, GradePart, GradeTrace } from './tiering.ts';

/** The steps of a grading in words, one line each; moments are told in the reader’s zone. */
export const wordsOfGrade = (why: GradeTrace, language: Language, zone: string): string[] =>
  why.map((line) => (language === 'en' ? inEnglish(line, zone) : inChinese(line, zone)));

function inEnglish(line: GradeLine, zone: string): string {
  switch (line.step) {
    case 'method':
      return `${types.en[line.type]} customers are graded by ${figures.en[line.method]}; the figures are of ${dayInWords(line.asOf, 'en')}.`;
    case 'part':
      return `${capital(figures.en[line.part])}: ${valueIn(line.value, 'en')}, which is ${line.points} of ${line.weight} points.`;
    case 'value':
      return `That makes ${measured(line, 'en')}.`;
    case 'threshold': {
      const tier = tierName(line.tier, 'en');
      switch (line.stands) {
        case 'REACHED':
          return `The threshold of ${tier}, ${grouped(line.threshold)}, is reached.`;
        case 'NOT_REACHED':
          return `The threshold of ${tier}, ${grouped(line.threshold)}, is not reached.`;
        case 'KEPT_BY_MARGIN':
          return `The threshold of ${tier} is ${grouped(line.threshold)}; who has the tier keeps it down to ${grouped(line.floor)}.`;
        case 'KEPT_FOR_NOW':
          return `It is below ${grouped(line.floor)}, the least to keep ${tier}: on ${line.below} of ${line.days} grading days after which the tier is lost.`;
        case 'LOST':
          return `It was below ${grouped(line.floor)}, the least to keep ${tier}, on ${line.below} grading days in a row; the tier is lost after ${line.days}.`;
      }
      break;
    }
    case 'no-figures':
      return 'There are no figures to grade by; the tier stays.';
    case 'missing':
      return `Figures are missing (${line.figures.map((figure) => figures.en[figure]).join(', ')}); the tier stays.`;
    case 'too-old':
      return `The figures are of ${dayInWords(line.asOf, 'en')}, more than ${line.days} days old; the tier stays.`;
    case 'older-than-graded':
      return `The figures are of ${dayInWords(line.asOf, 'en')}; newer ones, of ${dayInWords(line.on, 'en')}, were graded already. The tier stays.`;
    case 'graded':
      return line.tier === line.before
        ? `By the figures the customer stays ${tierName(line.tier, 'en')}.`
        : `By the figures the customer is ${tierName(line.tier, 'en')}, and was ${tierName(line.before, 'en')} before.`;
    case 'override':
      return `${line.by} has set the tier to ${tierName(line.tier, 'en')}; that counts until ${momentInWords({ at: line.until, zone }, 'en')}.`;
    case 'override-over':
      return `That somebody had set the tier to ${tierName(line.tier, 'en')} ended on ${momentInWords({ at: line.until, zone }, 'en')}; the figures count again.`;
    case 'stage':
      return `The relationship is ${line.days} days old: ${stageName(line.stage, 'en')}${line.stage === line.before ? '' : `, and was ${stageName(line.before, 'en')} before`}.`;
  }
}

function inChinese(line: GradeLine, zone: string): string {
  switch (line.step) {
    case 'method':
      return `${types['zh-CN'][line.type]}客户按${figures['zh-CN'][line.method]}分级，数据截至 ${dayInWords(line.asOf, 'zh-CN')}。`;
    case 'part':
      return `${figures['zh-CN'][line.part]}：${valueIn(line.value, 'zh-CN')}，得 ${line.points} 分（满分 ${line.weight} 分）。`;
    case 'value':
      return `合计${measured(line, 'zh-CN')}。`;
    case 'threshold': {
      const tier = `${tierName(line.tier, 'zh-CN')}客户`;
      switch (line.stands) {
        case 'REACHED':
          return `已达到${tier}的标准 ${grouped(line.threshold)}。`;
        case 'NOT_REACHED':
          return `未达到${tier}的标准 ${grouped(line.threshold)}。`;
        case 'KEPT_BY_MARGIN':
          return `${tier}的标准为 ${grouped(line.threshold)}；已是该级别的，不低于 ${grouped(line.floor)}即可保留。`;
        case 'KEPT_FOR_NOW':
          return `低于保留${tier}的最低要求 ${grouped(line.floor)}：已有 ${line.below} 个分级日，连续 ${line.days} 个后降级。`;
        case 'LOST':
          return `低于保留${tier}的最低要求 ${grouped(line.floor)}，已连续 ${line.below} 个分级日；连续 ${line.days} 个即降级。`;
      }
      break;
    }
    case 'no-figures':
      return '没有可用于分级的数据，级别保持不变。';
    case 'missing':
      return `缺少数据（${line.figures.map((figure) => figures['zh-CN'][figure]).join('、')}），级别保持不变。`;
    case 'too-old':
      return `数据截至 ${dayInWords(line.asOf, 'zh-CN')}，已超过 ${line.days} 天，级别保持不变。`;
    case 'older-than-graded':
      return `数据截至 ${dayInWords(line.asOf, 'zh-CN')}；此前已按更新的数据（${dayInWords(line.on, 'zh-CN')}）分级，级别保持不变。`;
    case 'graded':
      return line.tier === line.before
        ? `按数据，客户仍为${tierName(line.tier, 'zh-CN')}客户。`
        : `按数据，客户为${tierName(line.tier, 'zh-CN')}客户，此前为${tierName(line.before, 'zh-CN')}客户。`;
    case 'override':
      return `${line.by} 已将级别定为${tierName(line.tier, 'zh-CN')}客户，有效期至 ${momentInWords({ at: line.until, zone }, 'zh-CN')}。`;
    case 'override-over':
      return `人工将级别定为${tierName(line.tier, 'zh-CN')}客户的有效期已于 ${momentInWords({ at: line.until, zone }, 'zh-CN')} 届满，重新按数据分级。`;
    case 'stage':
      return `关系已持续 ${line.days} 天：${stageName(line.stage, 'zh-CN')}${line.stage === line.before ? '' : `，此前为${stageName(line.before, 'zh-CN')}`}。`;
  }
}

const types = {
  en: { personal: 'Personal', corporate: 'Corporate' },
  'zh-CN': { personal: '个人', corporate: '公司' },
} as const satisfies Record<Language, Record<CustomerType, string>>;

const figures = {
  en: {
    balance: 'average balance',
    volume: 'transaction volume of 90 days',
    credit: 'credit grade',
    composite: 'composite score',
    activity: 'transactions of 90 days',
    contribution: 'contribution of a year',
    potential: 'potential',
  },
  'zh-CN': {
    balance: '账户平均余额',
    volume: '90 天交易量',
    credit: '信用等级',
    composite: '综合评分',
    activity: '90 天交易笔数',
    contribution: '一年贡献度',
    potential: '发展潜力',
  },
} as const satisfies Record<Language, Record<GradeMethod | GradePart, string>>;

const grades = {
  en: { prime: 'prime', general: 'general', risk: 'risk' },
  'zh-CN': { prime: '优质', general: '一般', risk: '风险' },
} as const satisfies Record<Language, Record<CreditGrade, string>>;

const valueIn = (value: number | CreditGrade, language: Language): string =>
  typeof value === 'number' ? grouped(value) : grades[language][value];

/** The value in the unit of its method. */
function measured({ method, value }: { method: GradeMethod; value: number }, language: Language): string {
  const yuan = method === 'balance' || method === 'volume';
  if (language === 'en') return `${grouped(value)} ${yuan ? 'yuan' : 'points'}`;
  return ` ${grouped(value)} ${yuan ? '元' : '分'}`;
}

/** A number with groups of three digits, the same in both languages. */
const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
