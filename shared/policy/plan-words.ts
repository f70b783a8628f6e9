/** Why a contact is planned for a day, in words. */
import type { ContactChannel, CustomerType, Language, VisitKind, VisitOutcome } from '../contracts/codes.ts';
import { type Dates, dateName } from './important-dates.ts';
import { dayInWords } from './moments.ts';
import { stageName, tierName } from './names.ts';
import type { PlanLine } from './plan.ts';

/** The steps on the way to a planned contact in words, one line each. */
export const wordsOfPlan = (why: readonly PlanLine[], language: Language, dates: Dates): string[] =>
  why.map((line) => (language === 'en' ? inEnglish(line, dates) : inChinese(line, dates)));

/** What a planned contact is, such as `visit`. */
export const visitName = (kind: VisitKind, language: Language): string => kinds[language][kind];

/** How a contact is made, such as `by telephone`. */
export const channelName = (channel: ContactChannel, language: Language): string =>
  channels[language][channel];

function inEnglish(line: PlanLine, dates: Dates): string {
  switch (line.step) {
    case 'rhythm':
      return `${types.en[line.type]} customers of tier ${tierName(line.tier, 'en')} (${stageName(line.stage, 'en')}) are visited every ${line.days} days.`;
    case 'last':
      return `The last one was on ${dayInWords(line.day, 'en')} (${outcomes.en[line.outcome]}).`;
    case 'since':
      return `The relationship began on ${dayInWords(line.day, 'en')}, and there was no visit yet.`;
    case 'never':
      return 'Nothing is known of an earlier visit.';
    case 'longer':
      return `After that (${outcomes.en[line.outcome]}) it takes ${line.times} times as long.`;
    case 'spread':
      return line.days < 0
        ? `It comes ${-line.days} days earlier, so that the visits of many do not fall on one day.`
        : `It comes ${line.days} days later, so that the visits of many do not fall on one day.`;
    case 'overdue':
      return `It has been due since ${dayInWords(line.since, 'en')}.`;
    case 'wish':
      return `The customer wants to hear from the bank on ${dayInWords(line.day, 'en')}.`;
    case 'working-day':
      return `The bank does not work on ${dayInWords(line.instead, 'en')}.`;
    case 'in-person':
      return line.last === undefined
        ? `Every ${line.days} days it is made in person, and there was no such visit yet.`
        : `Every ${line.days} days it is made in person, last on ${dayInWords(line.last, 'en')}.`;
    case 'channel':
      return line.preferred
        ? `The customer prefers to be reached ${channels.en[line.channel]}.`
        : `It is made ${channels.en[line.channel]}, to which the customer has consented.`;
    case 'date':
      return `${capital(dateName(line.what, 'en', dates))}: ${dayInWords(line.day, 'en')}.`;
    case 'lead':
      return `The visit is made ${line.days} days before.`;
    case 'free-day':
      return `The bank does not work on ${dayInWords(line.day, 'en')}, so the greeting comes by mail.`;
  }
}

function inChinese(line: PlanLine, dates: Dates): string {
  switch (line.step) {
    case 'rhythm':
      return `${types['zh-CN'][line.type]}${tierName(line.tier, 'zh-CN')}客户（${stageName(line.stage, 'zh-CN')}）每 ${line.days} 天回访一次。`;
    case 'last':
      return `上一次为 ${dayInWords(line.day, 'zh-CN')}，结果：${outcomes['zh-CN'][line.outcome]}。`;
    case 'since':
      return `关系始于 ${dayInWords(line.day, 'zh-CN')}，尚未回访。`;
    case 'never':
      return '没有此前回访的记录。';
    case 'longer':
      return `因上次结果为“${outcomes['zh-CN'][line.outcome]}”，间隔延长为 ${line.times} 倍。`;
    case 'spread':
      return line.days < 0
        ? `为避免回访集中在同一天，提前 ${-line.days} 天。`
        : `为避免回访集中在同一天，推后 ${line.days} 天。`;
    case 'overdue':
      return `自 ${dayInWords(line.since, 'zh-CN')}起已到期。`;
    case 'wish':
      return `客户希望在 ${dayInWords(line.day, 'zh-CN')}得到联系。`;
    case 'working-day':
      return `${dayInWords(line.instead, 'zh-CN')}为非工作日。`;
    case 'in-person':
      return line.last === undefined
        ? `每 ${line.days} 天须当面拜访一次，尚无当面拜访。`
        : `每 ${line.days} 天须当面拜访一次，上次为 ${dayInWords(line.last, 'zh-CN')}。`;
    case 'channel':
      return line.preferred
        ? `客户偏好的方式：${channels['zh-CN'][line.channel]}。`
        : `采用客户已同意的方式：${channels['zh-CN'][line.channel]}。`;
    case 'date':
      return `${dateName(line.what, 'zh-CN', dates)}：${dayInWords(line.day, 'zh-CN')}。`;
    case 'lead':
      return `提前 ${line.days} 天回访。`;
    case 'free-day':
      return `${dayInWords(line.day, 'zh-CN')}为非工作日，改以邮件问候。`;
  }
}

const types = {
  en: { personal: 'Personal', corporate: 'Corporate' },
  'zh-CN': { personal: '个人', corporate: '公司' },
} as const satisfies Record<Language, Record<CustomerType, string>>;

const kinds = {
  en: {
    GREETING: 'greeting',
    CHECKUP: 'visit',
    COMPLAINT_FOLLOWUP: 'visit after a complaint',
    MATURITY: 'visit before a maturity',
    REQUESTED: 'visit that was asked for',
  },
  'zh-CN': {
    GREETING: '问候',
    CHECKUP: '定期回访',
    COMPLAINT_FOLLOWUP: '投诉后回访',
    MATURITY: '到期前回访',
    REQUESTED: '应邀回访',
  },
} as const satisfies Record<Language, Record<VisitKind, string>>;

const outcomes = {
  en: {
    COMPLETED: 'completed',
    SKIPPED: 'skipped',
    SUPPRESSED: 'suppressed',
    CARE_SENT: 'greeting sent',
    MISSED: 'missed',
    UNREACHABLE: 'nobody reached',
    REFUSED: 'refused',
    MANUAL_TAKEOVER: 'taken over by hand',
  },
  'zh-CN': {
    COMPLETED: '已完成',
    SKIPPED: '已跳过',
    SUPPRESSED: '未进行',
    CARE_SENT: '已发送问候',
    MISSED: '已错过',
    UNREACHABLE: '未联系上',
    REFUSED: '客户谢绝',
    MANUAL_TAKEOVER: '人工处理',
  },
} as const satisfies Record<Language, Record<VisitOutcome, string>>;

const channels = {
  en: {
    mail: 'by e-mail',
    phone: 'by telephone',
    'in-person': 'in person',
    video: 'by video',
    sms: 'by text message',
    wechat: 'by WeChat',
  },
  'zh-CN': {
    mail: '电子邮件',
    phone: '电话',
    'in-person': '当面',
    video: '视频',
    sms: '短信',
    wechat: '微信',
  },
} as const satisfies Record<Language, Record<ContactChannel, string>>;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
