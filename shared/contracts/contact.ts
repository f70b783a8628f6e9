/** A contact with a customer: what is asked of the contact arbiter, what it must know, and what is kept of the answer. */
import * as z from 'zod';
import { ContactChannel, ContactClass, ContactPurpose, Id, Instant, Stage, Tier, Zone } from './codes.ts';
import { Severity } from './complaint.ts';

/** Kinds of survey: about the whole relationship, or about one event such as a closed complaint. */
export const SurveyTopic = z.enum(['relationship', 'event']);
export type SurveyTopic = z.infer<typeof SurveyTopic>;

/** What a contact about a survey is: the question itself by its kind, or a reminder of one that was asked, by mail or telephone. */
export const AskingTopic = z.enum([...SurveyTopic.options, 'reminder']);
export type AskingTopic = z.infer<typeof AskingTopic>;

/** Somebody wants to contact a customer now. */
export const ContactRequest = z
  .strictObject({
    customerId: Id,
    class: ContactClass,
    channel: ContactChannel,
    purpose: ContactPurpose,
    /** The last moment at which the contact still has a point; for class 1 the moment by which the law wants it. */
    mustBy: Instant.optional(),
    /** What it is about, as a code; of a survey its kind. */
    topic: z.string().max(64).optional(),
  })
  .refine(({ class: kind, topic }) => kind !== 'survey' || AskingTopic.safeParse(topic).success, {
    error: `of a survey one of ${AskingTopic.options.join(', ')}`,
    path: ['topic'],
  });
export type ContactRequest = z.infer<typeof ContactRequest>;

/** A contact that was reserved or made, as the caps count it. */
export const RecentContact = z.object({
  contactId: Id,
  /** When it was made; until then, when it was reserved. */
  at: Instant,
  class: ContactClass,
  channel: ContactChannel,
  purpose: ContactPurpose,
  state: z.enum(['RESERVED', 'SENT']),
  topic: z.string().optional(),
});
export type RecentContact = z.infer<typeof RecentContact>;

/** A customer's yes or no to a purpose by a channel; the last word counts. */
export const ConsentWord = z.object({
  purpose: ContactPurpose,
  channel: ContactChannel,
  state: z.enum(['GIVEN', 'WITHDRAWN']),
  at: Instant,
});
export type ConsentWord = z.infer<typeof ConsentWord>;

/** A complaint of the customer, open or closed, that other contacts keep away from. */
export const ComplaintHold = z.object({
  caseId: Id,
  /** Absent until triage. */
  severity: Severity.optional(),
  openedAt: Instant,
  closedAt: Instant.optional(),
});
export type ComplaintHold = z.infer<typeof ComplaintHold>;

/** A class of contacts that is put off until a day, whatever else would let it through. */
export const ContactPause = z.object({ class: ContactClass, until: Instant, caseId: Id });
export type ContactPause = z.infer<typeof ContactPause>;

/** All that the arbiter knows of a customer. */
export const ContactBook = z.object({
  profile: z.object({
    tier: Tier,
    stage: Stage,
    /** IANA zone of the customer. */
    zone: Zone,
    deceased: z.boolean().optional(),
    minor: z.boolean().optional(),
    doNotContact: z.boolean().optional(),
  }),
  consents: z.array(ConsentWord),
  holds: z.array(ComplaintHold),
  /** Absent where nothing is put off. */
  pauses: z.array(ContactPause).optional(),
  contacts: z.array(RecentContact),
});
export type ContactBook = z.infer<typeof ContactBook>;
