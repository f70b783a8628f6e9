/** The cadence: how often which customer is visited, how, and on which days they are greeted. */
import * as z from 'zod';
import { ContactChannel, CustomerType, Daypart, Stage, Tier, VisitOutcome } from '../contracts/codes.ts';
import { TimeOfDay } from './calendar.ts';

const Days = z.number().int().min(1).max(3_660);

/** How often the customers of some types and tiers are visited. */
const Rhythm = z.strictObject({
  types: z.array(CustomerType).min(1),
  tiers: z.array(Tier).min(1),
  /** Days from one visit to the next, at most, by stage of the relationship. */
  days: z.record(Stage, Days),
  /** Days after which a visit is made in person. */
  inPersonEveryDays: Days.optional(),
  /** Channels in the order in which they are preferred, where the customer has said nothing. */
  channels: z.array(ContactChannel).min(1),
});
export type Rhythm = z.infer<typeof Rhythm>;

/** How a greeting reaches a customer: by mail, by somebody in person, or not at all. */
export const GreetingWay = z.enum(['MAIL', 'TASK', 'NONE']);
export type GreetingWay = z.infer<typeof GreetingWay>;

/** On which date or festival customers are greeted, and how. */
const Greeting = z.strictObject({
  /** A kind of date of a customer, or a festival of the policy `dates`. */
  what: z.string().min(1),
  types: z.array(CustomerType).min(1),
  by: z.record(Tier, GreetingWay),
});

const DaypartHours = z
  .strictObject({ daypart: Daypart, from: TimeOfDay, until: TimeOfDay })
  .refine(({ from, until }) => from < until, { error: 'a part of a day that ends after it begins' });

/** Visits and greetings. */
export const Cadence = z.strictObject({
  /** Of the rhythms the first that fits counts; there is one for each type and tier. */
  rhythms: z
    .array(Rhythm)
    .refine(
      (rhythms) =>
        CustomerType.options.every((type) =>
          Tier.options.every((tier) =>
            rhythms.some(({ types, tiers }) => types.includes(type) && tiers.includes(tier)),
          ),
        ),
      { error: 'a rhythm for each type and tier' },
    ),
  /** Share of a rhythm by which a customer's visits come earlier, so that those of many do not fall on one day. */
  jitterShare: z.number().min(0).max(0.5),
  /** By how much longer than the rhythm it takes until the next visit, by how the last one ended. */
  afterOutcome: z.record(VisitOutcome, z.number().gt(0).max(10)),
  /** Parts of a working day in the zone of the bank, in the order in which they are tried. */
  dayparts: z
    .array(DaypartHours)
    .length(Daypart.options.length)
    .refine((parts) => new Set(parts.map(({ daypart }) => daypart)).size === parts.length, {
      error: 'each part of the day once',
    }),
  /** Tries to reach a customer, and the working days from each to the next. */
  tries: z.number().int().min(1).max(10),
  workingDaysBetweenTries: z.array(z.number().int().min(1).max(60)).min(1),
  greetings: z
    .array(Greeting)
    .refine((greetings) => new Set(greetings.map(({ what }) => what)).size === greetings.length, {
      error: 'each date and festival once',
    }),
  /** Days before something of a customer matures on which they are visited. */
  maturityLeadDays: Days,
  /** Working days before its day on which a visit is started. */
  startWorkingDaysBefore: z.number().int().min(0).max(30),
  /** Times that a visit is put off by the contact rules, and by the customer, before it is given up. */
  mostDeferrals: z.number().int().min(1).max(20),
  mostReschedules: z.number().int().min(1).max(20),
  /** Minutes that a date agreed with a customer takes in the calendars. */
  appointmentMinutes: z.number().int().min(5).max(480),
  /** Satisfaction, 1 to 5, at which somebody else than the visitor puts things right, and below it. */
  dissatisfiedAt: z.number().int().min(1).max(4),
  sources: z.record(z.string(), z.string()),
});
export type Cadence = z.infer<typeof Cadence>;

/** The rhythm of a type and a tier. */
export function rhythmOf(
  { rhythms }: Cadence,
  { type, tier }: { readonly type: CustomerType; readonly tier: Tier },
): Rhythm {
  const rhythm = rhythms.find(({ types, tiers }) => types.includes(type) && tiers.includes(tier));
  if (rhythm === undefined)
    throw new RangeError(`The cadence has no rhythm for ${type} customers of tier ${tier}.`);
  return rhythm;
}

/** Working days from a try to the next; the last number holds for all that follow. */
export const workingDaysAfterTry = ({ workingDaysBetweenTries: days }: Cadence, tries: number): number =>
  days[Math.min(tries, days.length) - 1] ?? 1;

const everybody: CustomerType[] = ['personal', 'corporate'];

/** Version 1. */
export const cadence1: Cadence = {
  rhythms: [
    {
      types: ['corporate'],
      tiers: ['vip', 'potential', 'mass'],
      days: { new: 30, growing: 30, mature: 30, 'at-risk': 30, leaving: 60 },
      inPersonEveryDays: 90,
      channels: ['phone', 'video', 'mail'],
    },
    {
      types: ['personal'],
      tiers: ['vip'],
      days: { new: 30, growing: 30, mature: 30, 'at-risk': 30, leaving: 60 },
      inPersonEveryDays: 90,
      channels: ['phone', 'wechat', 'video', 'mail'],
    },
    {
      types: ['personal'],
      tiers: ['potential'],
      days: { new: 60, growing: 90, mature: 90, 'at-risk': 60, leaving: 180 },
      channels: ['phone', 'wechat', 'mail'],
    },
    {
      types: ['personal'],
      tiers: ['mass'],
      days: { new: 180, growing: 365, mature: 365, 'at-risk': 180, leaving: 365 },
      channels: ['mail', 'wechat', 'sms', 'phone'],
    },
  ],
  jitterShare: 0.15,
  afterOutcome: {
    COMPLETED: 1,
    SKIPPED: 1,
    SUPPRESSED: 1,
    CARE_SENT: 1,
    MISSED: 1,
    UNREACHABLE: 1,
    REFUSED: 2,
    MANUAL_TAKEOVER: 1,
  },
  dayparts: [
    { daypart: 'MORNING', from: '09:00', until: '11:30' },
    { daypart: 'MIDDAY', from: '11:30', until: '14:00' },
    { daypart: 'AFTERNOON', from: '14:00', until: '17:00' },
  ],
  tries: 3,
  workingDaysBetweenTries: [2, 3],
  greetings: [
    { what: 'birthday', types: ['personal'], by: { vip: 'TASK', potential: 'MAIL', mass: 'MAIL' } },
    { what: 'founding-day', types: ['corporate'], by: { vip: 'TASK', potential: 'MAIL', mass: 'MAIL' } },
    { what: 'joined', types: everybody, by: { vip: 'MAIL', potential: 'NONE', mass: 'NONE' } },
    { what: 'spring-festival', types: everybody, by: { vip: 'TASK', potential: 'MAIL', mass: 'MAIL' } },
    { what: 'mid-autumn', types: everybody, by: { vip: 'TASK', potential: 'MAIL', mass: 'MAIL' } },
    { what: 'dragon-boat', types: everybody, by: { vip: 'MAIL', potential: 'MAIL', mass: 'NONE' } },
    { what: 'new-year', types: everybody, by: { vip: 'MAIL', potential: 'NONE', mass: 'NONE' } },
    { what: 'christmas', types: everybody, by: { vip: 'MAIL', potential: 'MAIL', mass: 'MAIL' } },
  ],
  maturityLeadDays: 14,
  startWorkingDaysBefore: 3,
  mostDeferrals: 3,
  mostReschedules: 3,
  appointmentMinutes: 30,
  dissatisfiedAt: 2,
  sources: {
    rhythms: 'handbook R046, R121, R127: periodic, by tier and stage; the numbers are [D]',
    jitterShare: '[D]',
    afterOutcome: 'handbook R127: no over-disturbance; the numbers are [D]',
    dayparts: '[D]',
    tries: '[D]',
    workingDaysBetweenTries: '[D]',
    greetings: 'handbook R048, R126: birthdays and important festivals; which ones for whom is [D]',
    maturityLeadDays: '[D]',
    startWorkingDaysBefore: '[D]',
    mostDeferrals: '[D]',
    mostReschedules: '[D]',
    appointmentMinutes: '[D]',
    dissatisfiedAt: '[D]',
  },
};
