/**
 * What the State Council announced, written down by hand: days off, weekends among them included, and weekends that are
 * worked.
 * 2025: https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm
 * 2026: https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm
 */

/** All days from one to another, both included. */
export const daysFrom = (from: string, until: string): string[] => {
  const all: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(until); at += 86_400_000)
    all.push(new Date(at).toISOString().slice(0, 10));
  return all;
};

/** Days off. */
export const off = new Set([
  '2025-01-01',
  ...daysFrom('2025-01-28', '2025-02-04'),
  ...daysFrom('2025-04-04', '2025-04-06'),
  ...daysFrom('2025-05-01', '2025-05-05'),
  ...daysFrom('2025-05-31', '2025-06-02'),
  ...daysFrom('2025-10-01', '2025-10-08'),
  ...daysFrom('2026-01-01', '2026-01-03'),
  ...daysFrom('2026-02-15', '2026-02-23'),
  ...daysFrom('2026-04-04', '2026-04-06'),
  ...daysFrom('2026-05-01', '2026-05-05'),
  ...daysFrom('2026-06-19', '2026-06-21'),
  ...daysFrom('2026-09-25', '2026-09-27'),
  ...daysFrom('2026-10-01', '2026-10-07'),
]);

/** Weekends that are worked. */
export const worked = new Set([
  '2025-01-26',
  '2025-02-08',
  '2025-04-27',
  '2025-09-28',
  '2025-10-11',
  '2026-01-04',
  '2026-02-14',
  '2026-02-28',
  '2026-05-09',
  '2026-09-20',
  '2026-10-10',
]);
