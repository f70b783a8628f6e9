/** Days and moments as both languages write them. */
import type { Language } from '../contracts/codes.ts';
import { weekdayOf } from './days.ts';

const weekdays = {
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  'zh-CN': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
} as const;

/** A day as it is written in both languages: `2026-10-10 (Sat)`, `2026-10-10（周六）`. */
export function dayInWords(day: string, language: Language): string {
  const weekday = weekdays[language][weekdayOf(day)];
  return language === 'en' ? `${day} (${weekday})` : `${day}（${weekday}）`;
}

/** A moment to the minute, in the zone in which it was reckoned. */
export function momentInWords({ at, zone }: { at: string; zone: string }, language: Language): string {
  const time = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    numberingSystem: 'latn',
  }).format(new Date(at));
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(at));
  const moment = `${dayInWords(day, language)} ${time}`;
  return language === 'en' ? `${moment}, ${zone}` : `${moment}（${zone}）`;
}
