/** When the bank works: the calendar behind every working-time deadline. */
import * as z from 'zod';
import { Id, Zone } from '../contracts/codes.ts';

/** A time of day, to the minute. */
export const TimeOfDay = z.string().regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time of day such as 09:00');

const Span = z
  .strictObject({ from: TimeOfDay, until: TimeOfDay })
  .refine(({ from, until }) => from < until, { error: 'a span that ends after it begins' });

/** Spans of a working day, earliest first, not overlapping: what lies between two of them is a break. */
const Hours = z
  .array(Span)
  .min(1)
  .refine((spans) => spans.every((span, at) => at === 0 || (spans[at - 1]?.until ?? '') <= span.from), {
    error: 'spans in order, without overlap',
  });

/** In what a branch differs from the bank; what is absent is as everywhere. */
const BranchTime = z.strictObject({
  zone: Zone.optional(),
  hours: Hours.optional(),
  holidays: z.enum(['chinese', 'none']).optional(),
  /** Besides the days on which the whole bank is closed, or works. */
  closed: z.array(z.iso.date()).optional(),
  open: z.array(z.iso.date()).optional(),
});

/** When the bank works. */
export const WorkingTime = z.strictObject({
  /** IANA zone in which hours and days are meant. */
  zone: Zone,
  hours: Hours,
  /** `chinese`: public holidays and make-up workdays as the State Council announces them; `none`: weekends only. */
  holidays: z.enum(['chinese', 'none']),
  /** Last day for which the holidays are known; later days go by the weekday alone. */
  holidaysKnownUntil: z.iso.date(),
  /** Days on which the bank is closed besides those. */
  closed: z.array(z.iso.date()),
  /** Days on which the bank works although they would be free. */
  open: z.array(z.iso.date()),
  /** Branches with times of their own. */
  branches: z.record(Id, BranchTime).optional(),
  sources: z.record(z.string(), z.string()),
});
export type WorkingTime = z.infer<typeof WorkingTime>;

/**
 * The calendar of a branch: its own hours, breaks, zone and days where it has any, the bank's for the rest. A day that the
 * branch opens or closes goes before what the bank says of it.
 */
export function hoursOf(branch: string, bank: WorkingTime): WorkingTime {
  const { branches, ...everywhere } = bank;
  const own = hasOwnTimes(branch, bank) ? branches?.[branch] : undefined;
  if (own === undefined) return everywhere;
  const { open = [], closed = [], ...times } = own;
  return {
    ...everywhere,
    ...times,
    // A day that is open goes before one that is closed, so what the branch closes must not stand among the open ones.
    open: [...bank.open.filter((day) => !closed.includes(day)), ...open],
    closed: [...bank.closed, ...closed],
  };
}

/** Whether a branch has times of its own. */
export const hasOwnTimes = (branch: string, { branches }: Pick<WorkingTime, 'branches'>): boolean =>
  branches !== undefined && Object.hasOwn(branches, branch);

/** Version 1. */
export const workingTime1: WorkingTime = {
  zone: 'Asia/Shanghai',
  hours: [{ from: '09:00', until: '17:00' }],
  holidays: 'chinese',
  holidaysKnownUntil: '2026-12-31',
  closed: [],
  open: [],
  branches: {},
  sources: {
    zone: '[D]',
    hours: '[D]',
    closed: '[D]',
    open: '[D]',
    branches: '[D]',
    holidays: 'State Council notices on holidays, as the package chinese-days holds them',
    holidaysKnownUntil: 'chinese-days 1.5.7 holds the notices up to that for 2026',
  },
};
