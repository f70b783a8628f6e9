/** Playbooks: who acts on which alert and how, what it may cost, how long it is watched, and who is left in peace. */
import * as z from 'zod';
import { StepKind } from '../contracts/alert-rows.ts';
import { Band, ChurnCause } from '../contracts/churn.ts';
import { PlaybookName } from '../contracts/churn-forms.ts';
import { RiskClass, Role, Tier } from '../contracts/codes.ts';

const Share = z.number().min(0).max(1);
const Days = z.number().int().min(1).max(366);
const Yuan = z.number().int().min(0).max(100_000_000);
const Times = z.number().int().min(0).max(10);

/** An offer of the catalogue (R053, R130, R214). */
const Offer = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/, 'a code such as fee-waiver'),
  /** To whom and for which causes it may be made; of those that fit the first counts. */
  tiers: z.array(Tier).min(1),
  causes: z.array(ChurnCause).min(1),
  riskClasses: z.array(RiskClass).min(1),
  /** Whole yuan that it costs the bank. */
  cost: Yuan,
});
export type Offer = z.infer<typeof Offer>;

/** Whom a playbook is for; of the rules the first that fits counts. */
const Choice = z.strictObject({
  causes: z.array(ChurnCause).min(1),
  tiers: z.array(Tier).min(1),
  playbook: PlaybookName,
});

/** Working minutes within which somebody has looked at an alert. */
const Within = z.record(Band, z.number().int().min(1));

/** What is done about alerts. */
export const Playbooks = z
  .strictObject({
    /** Some alerts are only watched, so that the effect of acting on the others can be measured (R199). */
    control: z.strictObject({
      /** Another name deals the arms anew. */
      experiment: z.string().min(1).max(64),
      /** 0 acts on all. */
      share: Share,
      bands: z.array(Band),
      /** Days after a complaint in which nobody is only watched. */
      complaintDays: Days,
    }),
    /** Whether a person looks at an alert, or care goes by itself (R123, R203). */
    route: z.record(Tier, z.record(Band, z.enum(['PERSON', 'AUTO']))),
    assessWithin: z.record(Tier, Within),
    /** How long an alert waits for a complaint. */
    hold: z.strictObject({ daysAfterDue: Days, daysWithoutDue: Days }),
    /** Times that the contact rules put care or a talk off before it is left out. */
    mostDeferrals: Times,
    /** Times that a person puts a talk off, and by how many days at most. */
    snooze: z.strictObject({ most: Times, days: Days }),
    choices: z
      .array(Choice)
      .refine(
        (choices) =>
          ChurnCause.options.every((cause) =>
            Tier.options.every((tier) =>
              choices.some(({ causes, tiers }) => causes.includes(cause) && tiers.includes(tier)),
            ),
          ),
        { error: 'a playbook for each cause and tier' },
      ),
    /** Steps of each playbook, in their order. */
    playbooks: z.record(PlaybookName, z.array(StepKind.exclude(['WIN_BACK'])).min(1)),
    offers: z.array(Offer).refine((offers) => new Set(offers.map(({ id }) => id)).size === offers.length, {
      error: 'offers of different names',
    }),
    /** Whole yuan: all offers of a month; one offer from which on a second person approves, and from which on a line head. */
    budget: z.strictObject({ perMonth: Yuan, approvalAbove: Yuan, headAbove: Yuan }),
    /** Risk classes of customers whose offers compliance signs as well. */
    coSignFor: z.array(RiskClass),
    /** Days without marketing. */
    marketingPauseDays: Days,
    watch: z.strictObject({
      /** Days after the alert on which data are looked at, ascending; the last of them decides. */
      days: z.array(Days).min(1),
      /** Days before the alert whose data a customer is measured by, and days before a measure whose transactions are counted. */
      windowDays: Days,
      /** Share of the balance at the alert from which on a customer counts as kept; who has left, policy `alerting` says. */
      keptFrom: Share,
      /** Measures in a row that say the same and end the watch before its last day. */
      agreeing: z.number().int().min(2).max(10),
    }),
    /** Days after an alert in which no new one of the customer is raised. */
    coolDownDays: Days,
    /** Days after which an alert is closed with whatever is known by then. */
    longestDays: Days,
    /** Who is told of an alert that somebody is to look at, by band; and of a confirmed one, by cause (R185). */
    notify: z.strictObject({
      bands: z.record(Band, z.array(Role)),
      causes: z.partialRecord(ChurnCause, z.array(Role)),
    }),
    sources: z.record(z.string(), z.string()),
  })
  .refine(({ watch: { days } }) => days.every((day, at) => at === 0 || day > (days[at - 1] ?? 0)), {
    error: 'days that rise',
    path: ['watch', 'days'],
  })
  .refine(({ watch: { days }, longestDays }) => (days.at(-1) ?? 0) < longestDays, {
    error: 'longer than the watch',
    path: ['longestDays'],
  })
  .refine(({ budget: { approvalAbove, headAbove } }) => approvalAbove <= headAbove, {
    error: 'no less than approvalAbove',
    path: ['budget', 'headAbove'],
  });
export type Playbooks = z.infer<typeof Playbooks>;

/** The playbook that a cause calls for. */
export function playbookFor(
  { choices }: Playbooks,
  { cause, tier }: { readonly cause: ChurnCause; readonly tier: Tier },
): PlaybookName {
  const choice = choices.find(({ causes, tiers }) => causes.includes(cause) && tiers.includes(tier));
  if (choice === undefined)
    throw new RangeError(`The playbooks have none for ${cause} of ${tier} customers.`);
  return choice.playbook;
}

/** For whom an offer is sought. */
interface Sought {
  readonly cause: ChurnCause;
  readonly tier: Tier;
  readonly riskClass: RiskClass;
}

/** Whether an offer may be made. Tier, cause and risk class decide, nothing else of the person. */
export const isFor = (offer: Offer, { cause, tier, riskClass }: Sought): boolean =>
  offer.causes.includes(cause) && offer.tiers.includes(tier) && offer.riskClasses.includes(riskClass);

/** The first offer that may be made; undefined where none fits. */
export const offerFor = ({ offers }: Playbooks, sought: Sought): Offer | undefined =>
  offers.find((offer) => isFor(offer, sought));

/** Who signs an offer: nobody (0) or somebody of at least this level, and compliance beside. */
export const signaturesFor = (
  { budget: { approvalAbove, headAbove }, coSignFor }: Playbooks,
  { cost, riskClass }: { readonly cost: number; readonly riskClass: RiskClass },
): { readonly approvalLevel: 0 | 2 | 3; readonly coSign: boolean } => ({
  approvalLevel: cost > headAbove ? 3 : cost > approvalAbove ? 2 : 0,
  coSign: coSignFor.includes(riskClass),
});

/** A working hour and a working day of the bank, in minutes. */
const HOUR = 60;
const DAY = 8 * HOUR;

const everyTier: Tier[] = ['vip', 'potential', 'mass'];
const everyCause: ChurnCause[] = [...ChurnCause.options];

/** Version 1. */
export const playbooks1: Playbooks = {
  control: { experiment: 'retention-1', share: 0.1, bands: ['low', 'medium'], complaintDays: 90 },
  route: {
    vip: { low: 'AUTO', medium: 'PERSON', high: 'PERSON' },
    potential: { low: 'AUTO', medium: 'PERSON', high: 'PERSON' },
    mass: { low: 'AUTO', medium: 'AUTO', high: 'PERSON' },
  },
  assessWithin: {
    vip: { high: 2 * HOUR, medium: 4 * HOUR, low: DAY },
    potential: { high: 4 * HOUR, medium: DAY, low: 3 * DAY },
    mass: { high: DAY, medium: DAY, low: DAY },
  },
  hold: { daysAfterDue: 7, daysWithoutDue: 22 },
  mostDeferrals: 3,
  snooze: { most: 2, days: 7 },
  choices: [
    { causes: ['PRICE', 'COMPETITOR'], tiers: everyTier, playbook: 'OFFER' },
    { causes: ['RELOCATION'], tiers: ['vip', 'potential'], playbook: 'OFFER' },
    { causes: ['SERVICE', 'COMPLAINT', 'DIGITAL'], tiers: everyTier, playbook: 'SERVICE_RECOVERY' },
    { causes: ['PRODUCT_GAP'], tiers: everyTier, playbook: 'PRODUCT_FEEDBACK' },
    { causes: ['LIFE_EVENT'], tiers: everyTier, playbook: 'MARKETING_PAUSE' },
    { causes: everyCause, tiers: everyTier, playbook: 'CARE' },
  ],
  playbooks: {
    CARE: ['CONTACT'],
    SERVICE_RECOVERY: ['MARKETING_PAUSE', 'SERVICE_FIX', 'CONTACT'],
    OFFER: ['OFFER'],
    PRODUCT_FEEDBACK: ['PRODUCT_FEEDBACK', 'CONTACT'],
    MARKETING_PAUSE: ['MARKETING_PAUSE', 'CONTACT'],
  },
  offers: [
    {
      id: 'vip-care-pack',
      tiers: ['vip'],
      causes: ['PRICE', 'COMPETITOR', 'SERVICE', 'COMPLAINT', 'UNKNOWN'],
      riskClasses: ['compliant', 'watch'],
      cost: 800,
    },
    {
      id: 'rate-bonus',
      tiers: ['vip', 'potential'],
      causes: ['PRICE', 'COMPETITOR'],
      riskClasses: ['compliant', 'watch', 'risk'],
      cost: 400,
    },
    {
      id: 'relocation-help',
      tiers: ['vip', 'potential'],
      causes: ['RELOCATION'],
      riskClasses: ['compliant', 'watch', 'risk'],
      cost: 200,
    },
    {
      id: 'fee-waiver',
      tiers: everyTier,
      causes: ['PRICE', 'COMPETITOR', 'SERVICE', 'DIGITAL', 'UNKNOWN'],
      riskClasses: ['compliant', 'watch', 'risk'],
      cost: 120,
    },
    {
      id: 'points-gift',
      tiers: everyTier,
      causes: everyCause,
      riskClasses: ['compliant', 'watch'],
      cost: 50,
    },
  ],
  budget: { perMonth: 200_000, approvalAbove: 300, headAbove: 1_000 },
  coSignFor: ['risk'],
  marketingPauseDays: 60,
  watch: { days: [30, 60, 90], windowDays: 30, keptFrom: 0.9, agreeing: 3 },
  coolDownDays: 60,
  longestDays: 118,
  notify: {
    bands: { low: [], medium: [], high: ['line-head'] },
    causes: { PRODUCT_GAP: ['analyst'], DIGITAL: ['analyst'], COMPETITOR: ['line-head'] },
  },
  sources: {
    control:
      'handbook R199: the change of the churn rate after measures; share, bands and exceptions are [D]',
    route: 'handbook R123, R203, R274: mass customers by an automatic path; which bands is [D]',
    assessWithin: '[D]',
    hold: '[D]',
    mostDeferrals: '[D]',
    snooze: '[D]',
    choices: 'handbook R178, R190 to R193: by the cause; which playbook for which cause is [D]',
    playbooks: 'handbook R190 to R193: care, better service, products, marketing; the order is [D]',
    offers:
      'handbook R053, R130, R214: points, discounts, differentiated offers; which ones, and their cost, is [D]',
    budget: '[D]; checks and balances: handbook R065, R134',
    coSignFor: 'handbook R063: risk classes; the co-sign is [D]',
    marketingPauseDays: 'handbook R193: marketing is adjusted to the warned customer; the number is [D]',
    watch:
      'handbook R195: every warning is handled and fed back; the numbers are [D], all three measures so that a label covers the days that a score is about',
    coolDownDays: '[D]',
    longestDays: '[D]: the last measure, and winning back, within 120 days of the alert',
    notify: 'handbook R185: to the departments and people concerned; which ones is [D]',
  },
};
