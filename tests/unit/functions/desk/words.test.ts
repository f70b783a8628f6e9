import { expect, test } from 'vitest';
import { momentOf } from '../../../../functions/desk/words.ts';

test.each([
  ['2026-03-05T09:00:00.000Z', 'en', 'Asia/Shanghai', 'Thu 5 Mar 2026, 17:00 (UTC+8)'],
  ['2026-03-05T09:00:00.000Z', 'zh-CN', 'Asia/Shanghai', '2026年3月5日 周四 17:00 (UTC+8)'],
  ['2026-12-31T23:59:59.999Z', 'en', 'Europe/London', 'Thu 31 Dec 2026, 23:59 (UTC+0)'],
  ['2026-06-30T23:30:00.000Z', 'en', 'Europe/London', 'Wed 1 Jul 2026, 00:30 (UTC+1)'],
  ['2026-01-01T03:00:00.000Z', 'zh-CN', 'America/New_York', '2025年12月31日 周三 22:00 (UTC-5)'],
  ['2026-01-01T00:00:00.000Z', 'en', 'Asia/Kolkata', 'Thu 1 Jan 2026, 05:30 (UTC+5:30)'],
] as const)('%s is, in %s and %s, %s', (instant, language, zone, words) => {
  expect(momentOf(instant, language, zone)).toBe(words);
});
