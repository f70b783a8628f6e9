/** The contact rules: who may be contacted, about what, by which channel, when, and how often. */
import * as z from 'zod';
import { ContactChannel, ContactClass, ContactPurpose, Stage, Tier } from '../contracts/codes.ts';
import { Severity } from '../contracts/complaint.ts';
import { AskingTopic } from '../contracts/contact.ts';
import { TimeOfDay } from './calendar.ts';

/** Classes and channels that a rule is about. */
const Scope = z.strictObject({
  classes: z.array(ContactClass).min(1),
  channels: z.array(ContactChannel).min(1),
});

/** How many contacts of some classes, purposes and channels a customer may have in so many days before any moment. */
export const Cap = Scope.extend({
  id: z.string().regex(/^[a-z][a-z-]*$/, 'a code such as non-service'),
  purposes: z.array(ContactPurpose).min(1),
  /** Of surveys: only those of this topic. */
  topic: AskingTopic.optional(),
  /** Topics of surveys that it does not count. */
  but: z.array(AskingTopic).optional(),
  days: z.number().int().min(1).max(366),
  most: z.record(Tier, z.number().int().min(0).max(100)),
  /** By how many the cap is lower in a stage of the relationship. */
  less: z.partialRecord(Stage, z.number().int().min(1).max(100)),
});
export type Cap = z.infer<typeof Cap>;

/** What a complaint of certain severities keeps back: all but these classes, while it is open and so many days after. */
const ComplaintRule = z.strictObject({
  severities: z.array(Severity).min(1),
  lets: z.array(ContactClass),
  daysAfter: z.number().int().min(0).max(366),
});

/** What the law asks for: no rule may keep it from a customer. */
const LAW = 'statutory-notice' satisfies ContactClass;

/** Rules of the contact arbiter. */
export const ContactRules = z
  .strictObject({
    /** What a contact of a class can be for. */
    purposes: z.record(ContactClass, z.array(ContactPurpose).min(1)),
    /** Whether a purpose needs a yes of the customer, or only no no. */
    consent: z.record(ContactPurpose, z.enum(['NOT_NEEDED', 'OPT_IN', 'OPT_OUT'])),
    /** Classes that reach a customer in spite of a mark. */
    lets: z.strictObject({
      deceased: z.array(ContactClass),
      minor: z.array(ContactClass),
      'do-not-contact': z.array(ContactClass),
    }),
    complaints: z
      .array(ComplaintRule)
      .refine(
        (rules) => new Set(rules.flatMap(({ severities }) => severities)).size === Severity.options.length,
        {
          error: `rules that name each of ${Severity.options.join(', ')}`,
        },
      ),
    /** What a complaint counts as until somebody has weighed it. */
    untriagedAs: Severity,
    /** The night of the customer's own zone, and what does not happen in it. */
    quiet: z
      .strictObject({ from: TimeOfDay, until: TimeOfDay, stops: z.array(Scope) })
      .refine(({ from, until }) => until < from, { error: 'a night: from an evening until a morning' }),
    /** What does not happen on a public holiday of the bank's own calendar. */
    holidays: z.strictObject({ stops: z.array(Scope) }),
    caps: z
      .array(Cap)
      .refine((caps) => new Set(caps.map(({ id }) => id)).size === caps.length, {
        error: 'caps of different names',
      })
      .refine((caps) => caps.every(({ classes }) => !classes.includes(LAW)), {
        error: `no cap on ${LAW}`,
      }),
    sources: z.record(z.string(), z.string()),
  })
  .refine(
    ({ lets, complaints }) =>
      [...Object.values(lets), ...complaints.map((rule) => rule.lets)].every((classes) =>
        classes.includes(LAW),
      ),
    { error: `${LAW} among what marks and complaints let through` },
  )
  .refine(({ purposes, consent }) => purposes[LAW].every((purpose) => consent[purpose] === 'NOT_NEEDED'), {
    error: `no consent needed for ${LAW}`,
    path: ['consent'],
  });
export type ContactRules = z.infer<typeof ContactRules>;

/** Right of way of a class: 1 goes before all others, 8 before none. */
export const rightOfWay = (kind: ContactClass): number => ContactClass.options.indexOf(kind) + 1;

/** Days for which contacts must be remembered, so that every cap can count them. */
export const longestWindowOf = ({ caps }: ContactRules): number =>
  Math.max(0, ...caps.map(({ days }) => days));

/** Classes from one right of way to another, both included. */
const ranks = (from: number, until: number): ContactClass[] => ContactClass.options.slice(from - 1, until);

/** What a customer has not asked for and does not need to be served. */
const unasked: ContactPurpose[] = ['care', 'survey', 'marketing'];

/** What rings, interrupts, or stands in the door. */
const interrupting: ContactChannel[] = ['phone', 'in-person', 'video', 'sms', 'wechat'];

/** Version 1. */
export const contactRules1: ContactRules = {
  purposes: {
    'statutory-notice': ['service'],
    'complaint-service': ['service'],
    'survey-recovery': ['service', 'survey'],
    retention: ['care', 'marketing'],
    visit: ['service', 'care'],
    greeting: ['care'],
    survey: ['survey'],
    marketing: ['marketing'],
  },
  consent: { service: 'NOT_NEEDED', care: 'OPT_IN', survey: 'OPT_IN', marketing: 'OPT_IN' },
  lets: { deceased: ranks(1, 2), minor: ranks(1, 3), 'do-not-contact': ranks(1, 2) },
  complaints: [
    { severities: ['S1', 'S2'], lets: ranks(1, 3), daysAfter: 14 },
    { severities: ['S3', 'S4'], lets: ranks(1, 6), daysAfter: 0 },
  ],
  untriagedAs: 'S2',
  quiet: {
    from: '20:00',
    until: '09:00',
    stops: [
      { classes: ranks(1, 8), channels: interrupting },
      { classes: ranks(4, 8), channels: ['mail'] },
    ],
  },
  holidays: { stops: [{ classes: ranks(1, 8), channels: ['phone', 'in-person', 'video'] }] },
  caps: [
    {
      id: 'non-service',
      classes: ranks(4, 8),
      purposes: unasked,
      channels: ContactChannel.options,
      days: 30,
      most: { vip: 4, potential: 3, mass: 2 },
      less: { leaving: 1 },
    },
    {
      id: 'interrupting',
      classes: ranks(4, 8),
      purposes: unasked,
      channels: interrupting,
      days: 30,
      most: { vip: 3, potential: 2, mass: 1 },
      less: {},
    },
    {
      // Neither takes the last place from who has the right of way.
      id: 'surveys-and-offers',
      classes: ranks(7, 8),
      purposes: unasked,
      channels: ContactChannel.options,
      days: 30,
      // A reminder is part of the survey that it is about, which was counted.
      but: ['reminder'],
      most: { vip: 2, potential: 2, mass: 1 },
      less: {},
    },
    {
      // One less than all that is not service: a survey with all that reminds of it is what a customer bears in that time.
      id: 'reminders',
      classes: ['survey'],
      purposes: unasked,
      topic: 'reminder',
      channels: ContactChannel.options,
      days: 30,
      most: { vip: 3, potential: 2, mass: 1 },
      less: {},
    },
    {
      id: 'offers',
      classes: ['marketing'],
      purposes: unasked,
      channels: ContactChannel.options,
      days: 30,
      most: { vip: 1, potential: 1, mass: 1 },
      // Who is about to leave is not sold anything.
      less: { 'at-risk': 1, leaving: 1 },
    },
    {
      id: 'relationship-survey',
      classes: ['survey'],
      purposes: unasked,
      topic: 'relationship',
      channels: ContactChannel.options,
      days: 90,
      most: { vip: 1, potential: 1, mass: 1 },
      less: {},
    },
    {
      id: 'event-survey',
      classes: ['survey'],
      purposes: unasked,
      topic: 'event',
      channels: ContactChannel.options,
      days: 30,
      most: { vip: 1, potential: 1, mass: 1 },
      less: {},
    },
  ],
  sources: {
    purposes: 'handbook R111: care and service apart from sales; which class is which is [D]',
    consent: 'handbook R027: without consent nothing is used for other than statutory purposes',
    lets: '[D]',
    complaints: '[D]',
    untriagedAs: '[D] nobody is disturbed while it is not known how grave their complaint is',
    quiet: '[D]',
    holidays: '[D]',
    caps: 'handbook R127: as often as tier and stage bear it; the numbers are [D]',
  },
};
