/** The closed vocabularies of the bank: every code that appears in an event, a record or a form. */
import * as z from 'zod';

/** Languages of pages and mails. */
export const Language = z.enum(['zh-CN', 'en']);
export type Language = z.infer<typeof Language>;

/** Personal or corporate customer (R029). */
export const CustomerType = z.enum(['personal', 'corporate']);
export type CustomerType = z.infer<typeof CustomerType>;

/** Value tier of a customer (R030, R273, R274). */
export const Tier = z.enum(['vip', 'potential', 'mass']);
export type Tier = z.infer<typeof Tier>;

/** Stage of the relationship between bank and customer (R085). */
export const Stage = z.enum(['new', 'growing', 'mature', 'at-risk', 'leaving']);
export type Stage = z.infer<typeof Stage>;

/** Compliance class of a customer (R063); `risk` brings a compliance co-sign. */
export const RiskClass = z.enum(['compliant', 'watch', 'risk']);
export type RiskClass = z.infer<typeof RiskClass>;

/** Business lines that serve customers. */
export const Line = z.enum(['high-end', 'ordinary', 'corporate']);
export type Line = z.infer<typeof Line>;

/** Roles of the bank's staff (R100 to R105, R259); a role and a level make a seat on the ladder. */
export const Role = z.enum([
  'agent',
  'rm',
  'expert',
  'line-head',
  'gm',
  'analyst',
  'compliance',
  'operations',
]);
export type Role = z.infer<typeof Role>;

/** Levels of the escalation ladder (R267): 1 agent or junior RM, 2 senior or expert, 3 line head, 4 general manager. */
export const Level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Level = z.infer<typeof Level>;

/** Channels by which a matter reaches the bank (R235 to R240). */
export const Channel = z.enum(['web', 'api', 'email', 'phone', 'branch', 'app', 'visit', 'survey']);
export type Channel = z.infer<typeof Channel>;

/** How a complaint case can end; null while it runs. */
export const ComplaintOutcome = z.enum([
  'RESOLVED_UPHELD',
  'RESOLVED_PARTLY',
  'REJECTED',
  'QUICK_RESOLVED',
  'WITHDRAWN',
  'SUGGESTION_ANSWERED',
  'PRAISE_ANSWERED',
  'ENQUIRY_ANSWERED',
  'MANUAL_TAKEOVER',
  'CANCELLED',
]);
export type ComplaintOutcome = z.infer<typeof ComplaintOutcome>;

/** What a contact with a customer is, most urgent first: its place is its right of way, 1 to 8. */
export const ContactClass = z.enum([
  'statutory-notice',
  'complaint-service',
  'survey-recovery',
  'retention',
  'visit',
  'greeting',
  'survey',
  'marketing',
]);
export type ContactClass = z.infer<typeof ContactClass>;

/** Ways by which the bank reaches a customer (R043, R056, R238, R239). */
export const ContactChannel = z.enum(['mail', 'phone', 'in-person', 'video', 'sms', 'wechat']);
export type ContactChannel = z.infer<typeof ContactChannel>;

/** What a contact is for; a customer consents by purpose and channel (R027, R111). */
export const ContactPurpose = z.enum(['service', 'care', 'survey', 'marketing']);
export type ContactPurpose = z.infer<typeof ContactPurpose>;

/** Why a customer is visited. */
export const VisitKind = z.enum(['GREETING', 'CHECKUP', 'COMPLAINT_FOLLOWUP', 'MATURITY', 'REQUESTED']);
export type VisitKind = z.infer<typeof VisitKind>;

/** How a visit can end. */
export const VisitOutcome = z.enum([
  'COMPLETED',
  'SKIPPED',
  'SUPPRESSED',
  'CARE_SENT',
  'MISSED',
  'UNREACHABLE',
  'REFUSED',
  'MANUAL_TAKEOVER',
]);
export type VisitOutcome = z.infer<typeof VisitOutcome>;

/** Parts of a working day in which a customer is tried; their hours are in the cadence policy. */
export const Daypart = z.enum(['MORNING', 'MIDDAY', 'AFTERNOON']);
export type Daypart = z.infer<typeof Daypart>;

/** Credit grade of a customer (R032). */
export const CreditGrade = z.enum(['prime', 'general', 'risk']);
export type CreditGrade = z.infer<typeof CreditGrade>;

/** Ids: a prefix and characters that are safe in a URL, an execution name and a log line. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash, underscore; at most 64');

/** An IANA time zone. */
export const Zone = z.string().refine(isZone, { error: 'an IANA time zone such as Asia/Shanghai' });

/** A point in time, UTC, ISO 8601 with milliseconds, e.g. 2026-03-02T01:30:00.000Z. */
export const Instant = z.iso.datetime();

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
