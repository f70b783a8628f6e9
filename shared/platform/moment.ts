/** A moment in words, in the reader's own zone and language. */
import type { Language } from '../contracts/codes.ts';

const weekdays = {
  en: { Mon: 'Mon', Tue: 'Tue', Wed: 'Wed', Thu: 'Thu', Fri: 'Fri', Sat: 'Sat', Sun: 'Sun' },
  'zh-CN': { Mon: '周一', Tue: '周二', Wed: '周三', Thu: '周四', Fri: '周五', Sat: '周六', Sun: '周日' },
} as const satisfies Record<Language, Record<string, string>>;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A moment in the reader's zone, e.g. `Thu 5 Mar 2026, 17:00 (UTC+8)`. Only the numbers come from the runtime: how ICU
 * puts a date into words changes with its version, and mails must not.
 */
export function momentOf(instant: string, language: Language, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(new Date(instant));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((its) => its.type === type)?.value ?? '';
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const time = `${part('hour')}:${part('minute')} (${offsetOf(part('timeZoneName'))})`;
  const weekday = weekdays[language][part('weekday') as keyof (typeof weekdays)['en']];
  return language === 'en'
    ? `${weekday} ${day} ${months[Number(month) - 1]} ${year}, ${time}`
    : `${year}年${month}月${day}日 ${weekday} ${time}`;
}

/** `GMT+08:00` becomes `UTC+8`, `GMT+05:30` `UTC+5:30`, and `GMT` `UTC+0`. */
function offsetOf(longOffset: string): string {
  const [, sign = '+', hours = '0', minutes = '00'] = /^GMT([+-])(\d\d):(\d\d)$/.exec(longOffset) ?? [];
  return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}
