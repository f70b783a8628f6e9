/** The service map: who serves which customer at which step, and how long they have. */
import * as z from 'zod';
import { type CustomerType, Level, Line, Role, Tier } from '../contracts/codes.ts';
import { Severity } from '../contracts/complaint.ts';

/** A seat and its time: applies to the tiers and lines that it names. */
export const Seat = z.strictObject({
  tiers: z.array(Tier).min(1),
  lines: z.array(Line).min(1),
  role: Role,
  level: Level,
  /** Minutes of working time until the deadline. */
  minutes: z.number().int().min(1),
});
export type Seat = z.infer<typeof Seat>;

/** A customer’s own time, in calendar days of the bank’s zone; the day on which it starts is not counted. */
export const CustomerClock = z
  .strictObject({
    days: z.number().int().min(1).max(366),
    /** Days after which the customer is reminded, once. */
    remindAfterDays: z.number().int().min(1),
  })
  .refine(({ days, remindAfterDays }) => remindAfterDays < days, {
    error: 'a reminder before the end',
    path: ['remindAfterDays'],
  });
export type CustomerClock = z.infer<typeof CustomerClock>;

const Share = z.number().gt(0).max(1);

/** Shares of a seat's time by severity. */
const TimeShares = z
  .strictObject({ S1: Share, S2: Share, S3: Share, S4: Share })
  .refine(
    (shares) =>
      Severity.options.every((severity, at, all) => shares[all[at - 1] ?? severity] <= shares[severity]),
    { error: 'for a graver complaint no more time than for a lighter one' },
  );

/** Seats by clock; of the seats of a clock the first that fits counts. */
export const ServiceMap = z.strictObject({
  clocks: z.record(z.string(), z.array(Seat).min(1)),
  /** Clocks that run for the customer, not for staff. */
  customerClocks: z.record(z.string(), CustomerClock),
  /** What a seat has of its time once triage has found how grave the complaint is; before that it has the whole. */
  shareBySeverity: TimeShares,
  sources: z.record(z.string(), z.string()),
});
export type ServiceMap = z.infer<typeof ServiceMap>;

/** The seat for a clock, a tier and a line; undefined if the map has none. */
export function seatOf(map: ServiceMap, clock: string, tier: Tier, line: Line): Seat | undefined {
  const seats = Object.hasOwn(map.clocks, clock) ? map.clocks[clock] : undefined;
  return seats?.find(serves(tier, line));
}

/** A clock that runs for the customer; undefined if the map has none of this name. */
export const customerClockOf = (map: ServiceMap, clock: string): CustomerClock | undefined =>
  Object.hasOwn(map.customerClocks, clock) ? map.customerClocks[clock] : undefined;

/** How grave a complaint is, and what share of a seat's time it has for that. */
export interface Gravity {
  readonly severity: Severity;
  readonly share: number;
}

/** The share of time that a severity has; undefined as long as nobody has found the severity. */
export const gravityOf = (map: ServiceMap, severity: Severity | undefined): Gravity | undefined =>
  severity && { severity, share: map.shareBySeverity[severity] };

/** The seat of a task with the time that its severity leaves it; undefined if the map has none. */
export function seatOfTask(
  map: ServiceMap,
  clock: string,
  {
    tier,
    line,
    severity,
  }: { readonly tier: Tier; readonly line: Line; readonly severity?: Severity | undefined },
): Seat | undefined {
  const seat = seatOf(map, clock, tier, line);
  return seat && { ...seat, minutes: seat.minutes * (gravityOf(map, severity)?.share ?? 1) };
}

/** Corporate customers have a line of their own; of the others vip customers are served by the high-end line (R273). */
export function lineOf({ type, tier }: { readonly type: CustomerType; readonly tier: Tier }): Line {
  if (type === 'corporate') return 'corporate';
  return tier === 'vip' ? 'high-end' : 'ordinary';
}

const serves =
  (tier: Tier, line: Line) =>
  ({ tiers, lines }: { readonly tiers: readonly Tier[]; readonly lines: readonly Line[] }): boolean =>
    tiers.includes(tier) && lines.includes(line);

/** A working day of the map, in minutes. */
const DAY = 8 * 60;

/** Who is seated where: vip and corporate customers have people of their own. */
interface Seating {
  readonly high: Role;
  readonly ordinary: Role;
  readonly level?: Level;
}

/** One line of the table of times: minutes for vip and corporate customers, for potential ones, for the mass. */
function row({ high, ordinary, level = 1 }: Seating, minutes: readonly [number, number, number]): Seat[] {
  const seat = (tiers: Tier[], lines: Line[], role: Role, minutes: number): Seat => ({
    tiers,
    lines,
    role,
    level,
    minutes,
  });
  return [
    seat(['vip'], ['high-end', 'ordinary', 'corporate'], high, minutes[0]),
    seat(['vip', 'potential', 'mass'], ['corporate'], high, minutes[0]),
    seat(['potential'], ['high-end', 'ordinary'], ordinary, minutes[1]),
    seat(['mass'], ['high-end', 'ordinary'], ordinary, minutes[2]),
  ];
}

const desk: Seating = { high: 'agent', ordinary: 'agent' };
const owner: Seating = { high: 'rm', ordinary: 'agent' };
const visitors: Seating = { high: 'rm', ordinary: 'rm' };
const seniors: Seating = { high: 'expert', ordinary: 'expert', level: 2 };
const heads: Seating = { high: 'line-head', ordinary: 'line-head', level: 3 };
const compliance: Seating = { high: 'compliance', ordinary: 'compliance', level: 3 };
const operations: Seating = { high: 'operations', ordinary: 'operations' };

/** Version 1. The times are our defaults, the seats follow the roles of the handbooks (R100 to R105, R267, R273). */
export const serviceMap1: ServiceMap = {
  clocks: {
    'acknowledge-by-hand': row(desk, [240, 240, 240]),
    triage: row(desk, [60, 120, 240]),
    'first-contact': row(owner, [120, 240, 480]),
    investigation: row(owner, [3 * DAY, 5 * DAY, 7 * DAY]),
    extension: row(heads, [120, 240, 240]),
    proposal: row(owner, [120, 240, 240]),
    approval: row(seniors, [120, 240, 240]),
    'co-sign': row(compliance, [120, 240, 240]),
    'notify-by-hand': row(desk, [240, 240, 240]),
    visit: row(visitors, [3 * DAY, 5 * DAY, 5 * DAY]),
    // A greeting ends with its day, a promise with the day that was promised; these are for whoever has none.
    greeting: row(visitors, [DAY, DAY, DAY]),
    promise: row(visitors, [3 * DAY, 3 * DAY, 3 * DAY]),
    'contact-repair': row(desk, [5 * DAY, 5 * DAY, 5 * DAY]),
    'service-request': row(desk, [3 * DAY, 3 * DAY, 3 * DAY]),
    recovery: row(seniors, [240, DAY, 2 * DAY]),
    // How soon an alert is looked at depends on its band, which the playbooks say; this is for whoever stands above.
    'churn-assessment': row(visitors, [240, DAY, DAY]),
    'churn-expertise': row(seniors, [DAY, DAY, 2 * DAY]),
    retention: row(visitors, [2 * DAY, 3 * DAY, 5 * DAY]),
    'service-fix': row(desk, [3 * DAY, 3 * DAY, 3 * DAY]),
    'offer-approval': row(seniors, [240, DAY, DAY]),
    'win-back': row(visitors, [10 * DAY, 10 * DAY, 10 * DAY]),
    'threshold-review': row(seniors, [3 * DAY, 3 * DAY, 3 * DAY]),
    'threshold-approval': row(seniors, [3 * DAY, 3 * DAY, 3 * DAY]),
    // Surveys: who calls, who makes good, who approves a sample.
    interview: row(desk, [2 * DAY, 2 * DAY, 2 * DAY]),
    'survey-recovery': row(owner, [240, DAY, 2 * DAY]),
    'campaign-approval': row(heads, [3 * DAY, 3 * DAY, 3 * DAY]),
    'feedback-reply': row(desk, [DAY, 2 * DAY, 3 * DAY]),
    'improvement-plan': row(heads, [10 * DAY, 10 * DAY, 10 * DAY]),
    // An improvement ends with the day that was planned; this is for whoever has none.
    'improvement-done': row(heads, [30 * DAY, 30 * DAY, 30 * DAY]),
    incident: row(operations, [240, 240, 240]),
  },
  customerClocks: { 'customer-word': { days: 10, remindAfterDays: 7 } },
  shareBySeverity: { S1: 0.5, S2: 0.75, S3: 1, S4: 1 },
  sources: {
    'clocks.acknowledge-by-hand': '[D]',
    'clocks.triage': '[D]',
    'clocks.first-contact': '[D]',
    'clocks.investigation': '[D]',
    'clocks.extension': '[D]',
    'clocks.proposal': '[D]',
    'clocks.approval': '[D]',
    'clocks.co-sign': '[D]',
    'clocks.notify-by-hand': '[D]',
    'clocks.visit': '[D]; by whom: handbook R122, R273',
    'clocks.greeting': '[D]',
    'clocks.promise': '[D]',
    'clocks.contact-repair': '[D]',
    'clocks.service-request': '[D]',
    'clocks.recovery': '[D]',
    'clocks.threshold-review': 'handbook R188: experts fix the range; the time is [D]',
    'clocks.threshold-approval': 'handbook R188: experts fix the range; the time is [D]',
    'clocks.churn-assessment': '[D]; by whom: handbook R131, R177',
    'clocks.churn-expertise': '[D]',
    'clocks.retention': '[D]',
    'clocks.service-fix': '[D]',
    'clocks.offer-approval': '[D]',
    'clocks.win-back': '[D]',
    'clocks.interview': '[D]; telephone interviews: handbook R057, R246',
    'clocks.survey-recovery':
      '[D]; 4 hours, 1 and 2 working days by tier; that it is followed up: handbook R129, R148',
    'clocks.campaign-approval': '[D]',
    'clocks.feedback-reply': '[D]',
    'clocks.improvement-plan': '[D]; plan, carry out, evaluate: handbook R224 to R227',
    'clocks.improvement-done': '[D]',
    'clocks.incident': '[D]',
    'customerClocks.customer-word': '[D]',
    shareBySeverity: '[D]; that severity counts beside the tier: ISO 10002, initial assessment by severity',
    role: 'handbook R100-R105, R273: vip and corporate customers have a relationship manager; R275: reinforced compliance review',
    level: 'handbook R267: level 1 comes first, senior or expert is level 2; the level of compliance is [D]',
  },
};
