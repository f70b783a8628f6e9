/** Events on the bus: what the bank's systems send in, and what Steward tells them. */
import * as z from 'zod';
import {
  Channel,
  ContactChannel,
  ContactPurpose,
  CustomerType,
  Daypart,
  Id,
  Instant,
  Language,
  RiskClass,
  Stage,
  VisitKind,
  Zone,
} from './codes.ts';
import { TaxonomyCode } from './complaint.ts';
import { DateKind, ImportantDate } from './customer.ts';
import { ObservedWhat, valueFits } from './signals.ts';

/** `source` of every event that Steward itself puts on the bus. */
export const STEWARD = 'steward';

/** Prefix of `source` of the events that the bank's systems put on the bus. */
export const BANK = 'bank.';

/** Largest text field that is kept, in bytes of UTF-8; longer ones are refused with TEXT_TOO_LARGE. */
export const LARGEST_TEXT = 100_000;

/** Whether every surrogate in a text has its pair: others cannot be stored as UTF-8 without being changed. */
const wellFormed = (text: string): boolean => text.isWellFormed();

/** Free text that came from a person. */
export const Text = z
  .string()
  .min(1)
  .refine(wellFormed, { error: 'well-formed Unicode' })
  .refine((text) => new TextEncoder().encode(text).length <= LARGEST_TEXT, {
    message: `at most ${LARGEST_TEXT} bytes of UTF-8`,
    params: { code: 'TEXT_TOO_LARGE' },
  });

/** A customer complains: the first event of a complaint case (R016, R079, R240). */
export const ComplaintSubmitted = z.strictObject({
  v: z.literal(1),
  channel: Channel,
  /** Id of the message in its own channel; with the channel it is the business key. */
  externalId: Id,
  customerId: Id,
  submittedAt: Instant,
  /** Language the customer wrote in; the customer's own setting counts where it is absent. */
  language: Language.optional(),
  subject: z.string().min(1).max(200).refine(wellFormed, { error: 'well-formed Unicode' }).optional(),
  text: Text,
  /** What the customer wants. */
  wish: z.string().min(1).max(2_000).refine(wellFormed, { error: 'well-formed Unicode' }).optional(),
  /** The member of staff who is complained about; neither they nor their superior acts on the case. */
  respondentId: Id.optional(),
  /** Somebody acts for the customer: an agent with authority, or an heir. */
  onBehalf: z.enum(['AGENT', 'HEIR']).optional(),
  /** Number of complainants where several complain together. */
  groupSize: z.number().int().min(2).max(100_000).optional(),
  /** Classification by whoever submits, as far as they know it; triage decides. */
  coded: z.strictObject({ business: TaxonomyCode.optional(), cause: TaxonomyCode.optional() }).optional(),
  /** Further dates and codes of the submitting system, kept as facts. */
  facts: z.record(Id, z.string().max(200)).optional(),
});
export type ComplaintSubmitted = z.infer<typeof ComplaintSubmitted>;

/**
 * New facts on a complaint (FEATURES C10): on an open one they restart the term where the pack says so, a closed one they open
 * again as long as it can be (C14).
 */
export const FactsSubmitted = z.strictObject({
  v: z.literal(1),
  channel: Channel,
  externalId: Id,
  caseId: Id,
  customerId: Id,
  submittedAt: Instant,
  text: Text,
  /** Of a closed complaint: the customer says that it is not settled. */
  disputed: z.literal(true).optional(),
});
export type FactsSubmitted = z.infer<typeof FactsSubmitted>;

/** The customer withdraws a complaint; the procedure ends on the day this is received. */
export const WithdrawalSubmitted = FactsSubmitted.omit({ disputed: true }).extend({ text: Text.optional() });
export type WithdrawalSubmitted = z.infer<typeof WithdrawalSubmitted>;

/** A system of the bank wants a customer visited. */
export const VisitRequestedByBank = z.strictObject({
  v: z.literal(1),
  channel: Channel,
  externalId: Id,
  customerId: Id,
  submittedAt: Instant,
  kind: VisitKind.exclude(['GREETING']),
  /** The first day, and the last one on which the visit still has a point. */
  from: z.iso.date().optional(),
  by: z.iso.date().optional(),
  /** What it is about, as a code of the bank. */
  topic: Id.optional(),
  /** What the visitor should know. */
  text: Text.optional(),
});
export type VisitRequestedByBank = z.infer<typeof VisitRequestedByBank>;

/** The bank's own systems have changed what Steward keeps of a customer; what is absent stays. */
export const CustomerChanged = z
  .strictObject({
    v: z.literal(1),
    channel: Channel,
    externalId: Id,
    customerId: Id,
    submittedAt: Instant,
    changed: z
      .strictObject({
        name: z.string().min(1).max(200).refine(wellFormed, { error: 'well-formed Unicode' }),
        email: z.email(),
        phone: z.string().max(40),
        language: Language,
        type: CustomerType,
        stage: Stage,
        riskClass: RiskClass,
        managerId: Id,
        branch: Id,
        zone: Zone,
        preferredChannel: ContactChannel,
        preferredDaypart: Daypart,
        deceased: z.boolean(),
        minor: z.boolean(),
        doNotContact: z.boolean(),
      })
      .partial()
      .optional(),
    /** What the customer has agreed to, or has taken back, where the bank was told; an older word than ours changes nothing. */
    consents: z
      .array(
        z.strictObject({
          purpose: ContactPurpose.exclude(['service']),
          channel: ContactChannel,
          state: z.enum(['GIVEN', 'WITHDRAWN']),
        }),
      )
      .max(18)
      .optional(),
    /** Days to think of; a kind that can come more than once has an id. */
    dates: z
      .array(z.strictObject({ kind: DateKind, id: Id.optional(), date: ImportantDate }))
      .max(20)
      .optional(),
  })
  .refine(
    ({ changed = {}, consents = [], dates = [] }) =>
      Object.keys(changed).length + consents.length + dates.length > 0,
    { error: 'at least one change', path: ['changed'] },
  );
export type CustomerChanged = z.infer<typeof CustomerChanged>;

/** Somebody of the staff is away, or is not away after all; both days included. */
export const StaffAbsenceSubmitted = z
  .strictObject({
    v: z.literal(1),
    channel: Channel,
    externalId: Id,
    staffId: Id,
    /** Who enters it: the person, or a lead of theirs. */
    enteredBy: Id,
    submittedAt: Instant,
    from: z.iso.date(),
    until: z.iso.date(),
    /** Who stands in; the usual substitute where it is absent. */
    substituteId: Id.optional(),
    /** Takes back an absence that was submitted with the same first day. */
    cancelled: z.boolean().optional(),
  })
  .refine(({ from, until }) => from <= until, {
    error: 'a last day that is not before the first',
    path: ['until'],
  })
  .refine(({ staffId, substituteId }) => staffId !== substituteId, {
    error: 'somebody else',
    path: ['substituteId'],
  });
export type StaffAbsenceSubmitted = z.infer<typeof StaffAbsenceSubmitted>;

/** Something that the bank's systems saw a customer do, or not do any more (R141, R142, R147 to R149). */
export const SignalObserved = z
  .strictObject({
    v: z.literal(1),
    channel: Channel,
    externalId: Id,
    customerId: Id,
    submittedAt: Instant,
    /** When it was so. */
    observedAt: Instant,
    what: ObservedWhat,
    /** Yuan of a BALANCE, 1 to 5 of a SATISFACTION, the bank's code of a channel or of a product; absent of a salary. */
    value: z.union([z.number(), Id]).optional(),
  })
  .refine(({ what, value }) => valueFits(what, value), {
    error:
      'yuan for BALANCE, 1 to 5 for SATISFACTION, a code for a channel or a product, nothing for a salary',
    path: ['value'],
  });
export type SignalObserved = z.infer<typeof SignalObserved>;

/** A model of the bank's own says that a customer is about to leave. */
export const ChurnAlertSubmitted = z.strictObject({
  v: z.literal(1),
  channel: Channel,
  externalId: Id,
  customerId: Id,
  submittedAt: Instant,
  /** The bank's name of the model. */
  model: Id,
  /** Probability of leaving within 90 days, 0 to 1; which band it is, the thresholds say. */
  score: z.number().min(0).max(1),
  /** What raises it, most first. */
  reasons: z
    .array(z.strictObject({ code: Id, value: z.union([z.string().max(64), z.number()]) }))
    .max(10)
    .default([]),
});
export type ChurnAlertSubmitted = z.infer<typeof ChurnAlertSubmitted>;

/** A system of the bank wants a customer asked. */
export const SurveyRequestedByBank = z.strictObject({
  v: z.literal(1),
  channel: Channel,
  externalId: Id,
  customerId: Id,
  submittedAt: Instant,
  /** Which survey, as the policy `surveys` names it; one about an event. */
  survey: Id,
  /** What happened, as a number of the bank; the same thing is asked about once. */
  about: Id,
  /** Who served the customer then. */
  ratedId: Id.optional(),
});
export type SurveyRequestedByBank = z.infer<typeof SurveyRequestedByBank>;

/** Inbound event types by `detail-type`; anything else is quarantined as UNKNOWN_TYPE. */
export const inbound = {
  'complaint.submitted': ComplaintSubmitted,
  'complaint.facts-submitted': FactsSubmitted,
  'complaint.withdrawal-submitted': WithdrawalSubmitted,
  'visit.requested-by-bank': VisitRequestedByBank,
  'customer.changed': CustomerChanged,
  'staff.absence-submitted': StaffAbsenceSubmitted,
  'signal.observed': SignalObserved,
  'churn.alert-submitted': ChurnAlertSubmitted,
  'survey.requested-by-bank': SurveyRequestedByBank,
} as const;
export type InboundType = keyof typeof inbound;

/** Names of the events that Steward emits; each carries ids and codes only. */
export const OutboundName = z.enum([
  'complaint.received',
  'complaint.acknowledged',
  'complaint.triaged',
  'complaint.at-risk',
  'complaint.breached',
  'complaint.extended',
  'complaint.decided',
  'complaint.supplemented',
  'complaint.withdrawn',
  'complaint.closed',
  'complaint.reopen-requested',
  'complaint.reopened',
  'signal.recorded',
  'visit.requested',
  'visit.due',
  'visit.completed',
  'visit.unreachable',
  'care.sent',
  'churn.alerted',
  'churn.merged',
  'churn.held',
  'churn.released',
  'churn.closed',
  'survey.campaign-due',
  'survey.invited',
  'survey.answered',
  'survey.scored-low',
  'survey.opted-out',
  'survey.campaign-closed',
  'survey.closed',
  'feedback.received',
  'feedback.answered',
  'improvement.opened',
  'improvement.closed',
  'contact.deferred',
  'contact.suppressed',
  'contact.failed',
  'consent.changed',
  'customer.tier-changed',
  'staff.absence-changed',
  'staff.left',
  'task.created',
  'task.reminded',
  'task.escalated',
  'task.reassigned',
  'task.decided',
  'task.expired',
  'policy.activated',
  'incident.opened',
  'intake.rejected',
]);
export type OutboundName = z.infer<typeof OutboundName>;

/** Detail of every outbound event: ids, codes, dates and amounts; no names, contact data or text. */
export const Outbound = z.object({
  v: z.literal(1),
  id: Id,
  at: Instant,
  caseId: Id.optional(),
  customerId: Id.optional(),
  taskId: Id.optional(),
  /** Id of what caused this event: a bus event, a task, an execution. */
  causeId: z.string().optional(),
  /** Further codes, dates and amounts of this event. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type Outbound = z.infer<typeof Outbound>;
