/** Why a date is what it is: the steps by which it was reckoned, and their words in each language. */
import type { Language, Line, Tier } from '../contracts/codes.ts';
import type { Severity } from '../contracts/complaint.ts';
import type { ComplaintPack, Extension } from './complaint-pack.ts';
import { dayInWords, momentInWords } from './moments.ts';

/** One step on the way to a date; the reckoning writes it, and only its numbers and dates are put into words. */
export type TraceLine =
  | {
      readonly step: 'starts';
      readonly by: 'receipt' | 'new-facts' | 'reopened' | 'task' | 'notice';
      readonly at: string;
      readonly zone: string;
    }
  | { readonly step: 'served'; readonly tier: Tier; readonly line: Line }
  | { readonly step: 'severity'; readonly severity: Severity; readonly share: number }
  | {
      readonly step: 'hours';
      readonly spans: readonly { readonly from: string; readonly until: string }[];
      /** Whose hours these are, where a branch has times of its own. */
      readonly branch?: string;
    }
  | { readonly step: 'counts-from'; readonly day: string; readonly counting: ComplaintPack['counting'] }
  | {
      readonly step: 'term';
      readonly pack: string | undefined;
      readonly days: number;
      readonly dayKind: ComplaintPack['dayKind'];
    }
  | {
      readonly step: 'extended';
      readonly pack: string;
      readonly extension: Extension;
      readonly days: number;
      readonly dayKind: ComplaintPack['dayKind'];
    }
  | { readonly step: 'working-time'; readonly minutes: number }
  | { readonly step: 'free-days'; readonly days: readonly string[] }
  | { readonly step: 'last-day'; readonly day: string }
  | {
      readonly step: 'rolled';
      readonly from: string;
      readonly to: string;
      readonly lastDay: Exclude<ComplaintPack['lastDay'], 'STANDS'>;
    }
  | { readonly step: 'unknown-holidays'; readonly knownUntil: string }
  | { readonly step: 'due'; readonly at: string; readonly zone: string };

/** All steps on the way to a date, in order. */
export type Trace = readonly TraceLine[];

/** The steps of a reckoning in words, one line each. */
export const whyThisDate = (trace: Trace, language: Language): string[] =>
  trace.map((line) => (language === 'en' ? inEnglish(line) : inChinese(line)));

function inEnglish(line: TraceLine): string {
  switch (line.step) {
    case 'starts': {
      const what = {
        receipt: 'The bank received the complaint on',
        'new-facts': 'The bank received new facts on',
        reopened: 'The customer asked to have it looked at once more on',
        task: 'The time began on',
        notice: 'The customer was told on',
      }[line.by];
      return `${what} ${momentInWords(line, 'en')}.`;
    }
    case 'served':
      return `It is for ${tiers.en[line.tier]} on the ${lines.en[line.line]} line.`;
    case 'severity':
      return line.share === 1
        ? `Its severity is ${line.severity}, which has the usual time.`
        : `Its severity is ${line.severity}, which has ${percentOf(line.share)} of the usual time.`;
    case 'hours':
      return `Working hours${line.branch === undefined ? '' : ` of branch ${line.branch}`} are ${line.spans.map(({ from, until }) => `${from}–${until}`).join(', ')}.`;
    case 'counts-from':
      return line.counting === 'NEXT_DAY'
        ? `That day is not counted; the first day is ${dayInWords(line.day, 'en')}.`
        : `That day is counted; the first day is ${dayInWords(line.day, 'en')}.`;
    case 'term':
      return line.pack === undefined
        ? `The bank gives ${line.days} ${daysEn[line.dayKind]}.`
        : `${line.pack} gives ${line.days} ${daysEn[line.dayKind]}.`;
    case 'extended':
      return `It was extended (${extensions.en[line.extension]}): ${line.pack} then gives ${line.days} ${daysEn[line.dayKind]} in all.`;
    case 'working-time':
      return `The bank gives ${durationEn(line.minutes)} of working time.`;
    case 'free-days':
      return `There is no work on ${line.days.map((day) => dayInWords(day, 'en')).join(', ')}.`;
    case 'last-day':
      return `The last day is ${dayInWords(line.day, 'en')}.`;
    case 'rolled':
      return line.lastDay === 'AFTER_HOLIDAY'
        ? `${dayInWords(line.from, 'en')} is a public holiday; the day after it ends is ${dayInWords(line.to, 'en')}.`
        : `${dayInWords(line.from, 'en')} is no working day; the next one is ${dayInWords(line.to, 'en')}.`;
    case 'unknown-holidays':
      return `Holidays after ${dayInWords(line.knownUntil, 'en')} were not announced when this was reckoned; weekends alone count as free from then on.`;
    case 'due':
      return `So it is due by ${momentInWords(line, 'en')}.`;
  }
}

function inChinese(line: TraceLine): string {
  switch (line.step) {
    case 'starts': {
      const what = {
        receipt: '银行收到投诉的时间',
        'new-facts': '银行收到新材料的时间',
        reopened: '客户要求再次办理的时间',
        task: '计时开始的时间',
        notice: '告知客户的时间',
      }[line.by];
      return `${what}：${momentInWords(line, 'zh-CN')}。`;
    }
    case 'served':
      return `适用于${tiers['zh-CN'][line.tier]}，服务条线：${lines['zh-CN'][line.line]}。`;
    case 'severity':
      return line.share === 1
        ? `严重程度为${severities[line.severity]}（${line.severity}），适用通常时限。`
        : `严重程度为${severities[line.severity]}（${line.severity}），时限为通常的 ${percentOf(line.share)}。`;
    case 'hours':
      return `${line.branch === undefined ? '' : `网点 ${line.branch} 的`}工作时间为 ${line.spans.map(({ from, until }) => `${from}–${until}`).join('、')}。`;
    case 'counts-from':
      return line.counting === 'NEXT_DAY'
        ? `当日不计入，自${dayInWords(line.day, 'zh-CN')}起算。`
        : `当日计入，自${dayInWords(line.day, 'zh-CN')}起算。`;
    case 'term':
      return line.pack === undefined
        ? `本行规定的期限为 ${line.days} ${daysZh[line.dayKind]}。`
        : `${line.pack} 规定的期限为 ${line.days} ${daysZh[line.dayKind]}。`;
    case 'extended':
      return `已获准延长（${extensions['zh-CN'][line.extension]}）：依 ${line.pack}，期限共 ${line.days} ${daysZh[line.dayKind]}。`;
    case 'working-time':
      return `本行规定的时限为${durationZh(line.minutes)}工作时间。`;
    case 'free-days':
      return `非工作日：${line.days.map((day) => dayInWords(day, 'zh-CN')).join('、')}。`;
    case 'last-day':
      return `期限最后一日为${dayInWords(line.day, 'zh-CN')}。`;
    case 'rolled':
      return line.lastDay === 'AFTER_HOLIDAY'
        ? `${dayInWords(line.from, 'zh-CN')}为法定节假日，顺延至假期结束次日${dayInWords(line.to, 'zh-CN')}。`
        : `${dayInWords(line.from, 'zh-CN')}为非工作日，顺延至下一工作日${dayInWords(line.to, 'zh-CN')}。`;
    case 'unknown-holidays':
      return `计算时，${dayInWords(line.knownUntil, 'zh-CN')}之后的节假日安排尚未公布，此后仅按周末计休息日。`;
    case 'due':
      return `因此截止时间为${momentInWords(line, 'zh-CN')}。`;
  }
}

const extensions = {
  en: { COMPLEX: 'the matter is complex', SPECIAL: 'particularly complex, or a special reason' },
  'zh-CN': { COMPLEX: '情况复杂', SPECIAL: '情况特别复杂或有其他特殊原因' },
} as const satisfies Record<Language, Record<Extension, string>>;

const tiers = {
  en: { vip: 'VIP customers', potential: 'potential customers', mass: 'mass customers' },
  'zh-CN': { vip: '贵宾客户', potential: '潜力客户', mass: '大众客户' },
} as const satisfies Record<Language, Record<Tier, string>>;

const lines = {
  en: { 'high-end': 'high-end', ordinary: 'ordinary', corporate: 'corporate' },
  'zh-CN': { 'high-end': '高端客户', ordinary: '普通客户', corporate: '公司客户' },
} as const satisfies Record<Language, Record<Line, string>>;

/** As the form of triage has them. */
const severities = {
  S1: '一级',
  S2: '二级',
  S3: '三级',
  S4: '四级',
} as const satisfies Record<Severity, string>;

const percentOf = (share: number): string => `${Math.round(share * 100)}%`;

const daysEn = { CALENDAR: 'calendar days', BUSINESS: 'working days' } as const;
const daysZh = { CALENDAR: '个自然日', BUSINESS: '个工作日' } as const;

const hoursAndMinutes = (minutes: number): [hours: number, minutes: number] => [
  Math.floor(minutes / 60),
  minutes % 60,
];

function durationEn(all: number): string {
  const [hours, minutes] = hoursAndMinutes(all);
  return [hours > 0 || minutes === 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '']
    .filter((part) => part !== '')
    .join(' ');
}

function durationZh(all: number): string {
  const [hours, minutes] = hoursAndMinutes(all);
  return `${hours > 0 || minutes === 0 ? ` ${hours} 小时` : ''}${minutes > 0 ? ` ${minutes} 分钟` : ''}`;
}
