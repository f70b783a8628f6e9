/** Items of the DynamoDB tables; their keys and indexes are in infra/stacks/tables.ts. */
import * as z from 'zod';
import { AlertHead } from './churn.ts';
import { EvaluationHead } from './churn-evaluation.ts';
import {
  Channel,
  ComplaintOutcome,
  ContactChannel,
  ContactClass,
  ContactPurpose,
  CustomerType,
  Daypart,
  Id,
  Instant,
  Language,
  Level,
  Line,
  RiskClass,
  Role,
  Stage,
  Tier,
  VisitKind,
  VisitOutcome,
} from './codes.ts';
import {
  CustomerWord,
  Emotion,
  FeedbackClass,
  MessageKind,
  Severity,
  SignalKind,
  TaxonomyCode,
} from './complaint.ts';
import { ComplaintHold, ConsentWord, ContactPause, RecentContact } from './contact.ts';
import { DateKind, Graded, GradeFigures, GradeOverride, ImportantDate } from './customer.ts';
import { OutboundName } from './events.ts';
import { Head } from './head.ts';
import { FeedbackHead, ImprovementHead } from './improvement.ts';
import { SignalFrom, SignalWhat } from './signals.ts';
import { Decision } from './steps.ts';
import { CampaignHead, InvitationHead } from './survey.ts';
import { MovedWay, PassWay } from './task-pages.ts';

/** Customers: `customerId`, sk `PROFILE`. */
export const CustomerProfile = z.object({
  customerId: Id,
  sk: z.literal('PROFILE'),
  v: z.literal(1),
  name: z.string().min(1).max(200),
  email: z.email().optional(),
  /** The address that the mail service refused for good, and when: it counts for that address, and for no other. */
  mailRefused: z.object({ address: z.email(), at: Instant }).optional(),
  phone: z.string().max(40).optional(),
  language: Language,
  type: CustomerType,
  tier: Tier,
  stage: Stage,
  riskClass: RiskClass,
  /** Dedicated relationship manager; vip customers have one (R273). */
  managerId: Id.optional(),
  branch: Id,
  /** IANA zone of the customer. */
  zone: z.string(),
  /** The day on which the relationship began. */
  since: z.iso.date().optional(),
  /** How and when the customer likes to be reached. */
  preferredChannel: ContactChannel.optional(),
  preferredDaypart: Daypart.optional(),
  /** Marks that keep contacts away; which ones, the contact rules say. */
  deceased: z.boolean().optional(),
  minor: z.boolean().optional(),
  doNotContact: z.boolean().optional(),
});
export type CustomerProfile = z.infer<typeof CustomerProfile>;

/** Where a word or a figure about a customer came from. */
const From = z.enum(['customer', 'staff', 'bank', 'import']);

/** Customers: `customerId`, sk `CONSENT#<purpose>#<channel>`: the last word of the customer on it (R027). */
export const CustomerConsent = z.object({
  customerId: Id,
  sk: z.string().startsWith('CONSENT#'),
  v: z.literal(1),
  ...ConsentWord.shape,
  from: From,
});
export type CustomerConsent = z.infer<typeof CustomerConsent>;

/** Customers: `customerId`, sk `DATE#<kind>`, of kinds that come more than once `DATE#<kind>#<id>` (R048). */
export const CustomerDate = z.object({
  customerId: Id,
  sk: z.string().startsWith('DATE#'),
  v: z.literal(1),
  kind: DateKind,
  date: ImportantDate,
  from: From,
  at: Instant,
});
export type CustomerDate = z.infer<typeof CustomerDate>;

/** Customers: `customerId`, sk `HOLD#complaint#<caseId>`: one for each complaint, so that none writes over another. */
export const CustomerHold = z.object({
  customerId: Id,
  sk: z.string().startsWith('HOLD#complaint#'),
  v: z.literal(1),
  ...ComplaintHold.shape,
  /** When it turned out to be no complaint: then it holds nothing up. */
  liftedAt: Instant.optional(),
  /** Index `byWaiting`, while the complaint is open: for whoever looks for holds that have outlived theirs. */
  waitingShard: z.string().optional(),
  waitingKey: z.string().optional(),
});
export type CustomerHold = z.infer<typeof CustomerHold>;

/** Customers: `customerId`, sk `COUNT#holds`: how often what complaints hold back has changed. */
export const HoldCount = z.object({
  customerId: Id,
  sk: z.literal('COUNT#holds'),
  v: z.literal(1),
  moves: z.number().int().min(1),
});
export type HoldCount = z.infer<typeof HoldCount>;

/** Customers: `customerId`, sk `PAUSE#<class>`: until when contacts of a class are put off, and the alert that asked for it. */
export const CustomerPause = z.object({
  customerId: Id,
  sk: z.string().startsWith('PAUSE#'),
  v: z.literal(1),
  ...ContactPause.shape,
});
export type CustomerPause = z.infer<typeof CustomerPause>;

/** Customers: `customerId`, sk `GRADE`: the figures, what they give, and who said otherwise until when. */
export const CustomerGrade = z.object({
  customerId: Id,
  sk: z.literal('GRADE'),
  v: z.literal(1),
  figures: GradeFigures.optional(),
  graded: Graded,
  override: GradeOverride.optional(),
  /** Why the tier is what it is, JSON of a trace of shared/policy/tiering.ts. */
  why: z.string().optional(),
  /** Version of the policy `tiering` that reckoned it. */
  policy: z.number().int().min(1).optional(),
});
export type CustomerGrade = z.infer<typeof CustomerGrade>;

/**
 * Customers: `customerId`, sk `PLAN#<kind>`: the next visit of this kind. Sparse index `byPlan` (planShard, planKey), so that
 * a planner reads what is due and nothing else.
 */
export const CustomerPlan = z.object({
  customerId: Id,
  sk: z.string().startsWith('PLAN#'),
  v: z.literal(1),
  kind: VisitKind,
  day: z.iso.date(),
  channel: ContactChannel,
  /** The last moment at which it still has a point, such as the end of a birthday. */
  mustBy: Instant.optional(),
  /** Kind of the date or of the festival that it greets. */
  topic: z.string().optional(),
  /** Why this day, codes and numbers of shared/policy/plan.ts, JSON. */
  why: z.string().optional(),
  /** `V#<0..7>` and `<YYYY-MM-DD>#<customerId>#<kind>`, both absent once the visit was started. */
  planShard: z.string().optional(),
  planKey: z.string().optional(),
  /** The visit that was started for it. */
  caseId: Id.optional(),
  /** Whose day it counts on, as long as it was not started. */
  givenTo: Id.optional(),
  /** Of check-ups: the last completed contact, and the last one in person. */
  last: z.object({ day: z.iso.date(), outcome: VisitOutcome }).optional(),
  lastInPerson: z.iso.date().optional(),
});
export type CustomerPlan = z.infer<typeof CustomerPlan>;

/** Staff: `staffId`, sk `PROFILE`; index `byRole` (role, staffId). */
export const StaffProfile = z.object({
  staffId: Id,
  sk: z.literal('PROFILE'),
  v: z.literal(1),
  name: z.string().min(1).max(200),
  email: z.email(),
  language: Language,
  role: Role,
  level: Level,
  lines: z.array(Line).min(1),
  branch: Id,
  /** Open tasks a person may hold at a time. */
  capacity: z.number().int().min(1),
  substituteId: Id.optional(),
  /** Who stands above this person; acts on no complaint about them, as little as whoever stands above in turn. */
  superiorId: Id.optional(),
  zone: z.string(),
  active: z.boolean(),
});
export type StaffProfile = z.infer<typeof StaffProfile>;

/** Staff: `staffId`, sk `ABSENCE#<from>`; both days included, YYYY-MM-DD in the person's zone; index `byFirstDay` (from, staffId). */
export const StaffAbsence = z.object({
  staffId: Id,
  sk: z.string().startsWith('ABSENCE#'),
  v: z.literal(1),
  from: z.iso.date(),
  until: z.iso.date(),
  /** Who stands in this time; the usual substitute where it is absent. */
  substituteId: Id.optional(),
  /** Taken back: it stays as a record, and counts no more. */
  cancelled: z.boolean().optional(),
  /** Who entered it last, and when they did; absent where it came with a file. */
  enteredBy: Id.optional(),
  enteredAt: Instant.optional(),
});
export type StaffAbsence = z.infer<typeof StaffAbsence>;

/** Staff: `staffId`, sk `LOAD#<day>`: visits that a person was given for a day. */
export const StaffLoad = z.object({
  staffId: Id,
  sk: z.string().startsWith('LOAD#'),
  v: z.literal(1),
  day: z.iso.date(),
  visits: z.number().int().min(0),
});
export type StaffLoad = z.infer<typeof StaffLoad>;

/** Intake: `businessKey` `<complaint|facts|withdrawal|visit|change|absence|signal|alert|survey>#<channel>#<externalId>`; one row per accepted thing. */
export const IntakeAccepted = z.object({
  businessKey: z.string(),
  v: z.literal(1),
  state: z.literal('ACCEPTED'),
  caseId: Id,
  eventId: z.string(),
  receivedAt: Instant,
});
export type IntakeAccepted = z.infer<typeof IntakeAccepted>;

/** Intake: `businessKey` `quarantine#<id>`; index `byState` (state, receivedAt). Nothing in `reason` is personal. */
export const IntakeQuarantined = z.object({
  businessKey: z.string().startsWith('quarantine#'),
  v: z.literal(1),
  state: z.enum(['HELD', 'REDRIVEN', 'DISCARDED']),
  reason: z.object({
    code: z.enum([
      'MALFORMED',
      'UNKNOWN_TYPE',
      'WRONG_FIELD',
      'UNKNOWN_CUSTOMER',
      'UNKNOWN_CASE',
      'CASE_CLOSED',
      'UNKNOWN_STAFF',
      'UNKNOWN_ABSENCE',
      'NOT_THEIR_LEAD',
      'SUBSTITUTE_CIRCLE',
      'TOO_MANY',
      'TEXT_TOO_LARGE',
      'TOO_LARGE',
    ]),
    /** Path of the field, e.g. `detail.channel`. */
    field: z.string(),
    /** What would be right, e.g. `one of web, api, email`. */
    expected: z.string(),
  }),
  /** The event as it came, JSON text, gzip; its first part if it needs more than one item. */
  event: z.instanceof(Uint8Array),
  /** Number of parts; absent if there is one. The others are rows `part#<id>#<n>`, counted from 2. */
  parts: z.number().int().min(2).optional(),
  receivedAt: Instant,
  /** The case that came of it. */
  redrivenAs: z.string().optional(),
  redrivenAt: Instant.optional(),
});
export type IntakeQuarantined = z.infer<typeof IntakeQuarantined>;

/** Intake: `businessKey` `part#<id>#<n>`: a further part of a quarantined event that is too large for one item. */
export const IntakePart = z.object({
  businessKey: z.string().startsWith('part#'),
  v: z.literal(1),
  event: z.instanceof(Uint8Array),
});
export type IntakePart = z.infer<typeof IntakePart>;

/** Cases: `caseId`, sk `HEAD` of a complaint. */
export const CaseHead = Head.extend({
  kind: z.literal('complaint'),
  status: z.enum([
    'RECEIVED',
    'REGISTERED',
    'ACKNOWLEDGED',
    'TRIAGED',
    'CLOCKED',
    'PROPOSED',
    'NOTIFIED',
    'CLOSED',
  ]),
  outcome: ComplaintOutcome.optional(),
  /** Messages of the customer that came after the first: notes 1 to this number. */
  messages: z.number().int().min(1).optional(),
  /** From when the statutory term runs: receipt, or receipt of new facts. */
  termFrom: Instant.optional(),
  /** The task whose answer is the triage that counts, and what it found. */
  triageId: Id.optional(),
  class: FeedbackClass.optional(),
  severity: Severity.optional(),
  emotion: Emotion.optional(),
  vulnerable: z.enum(['YES', 'NO']).optional(),
  regulatorReferred: z.enum(['YES', 'NO']).optional(),
  business: TaxonomyCode.optional(),
  cause: TaxonomyCode.optional(),
  /** Whom triage found the complaint to be about, where the customer gave no number. */
  respondentId: Id.optional(),
  /** The task whose answer is the proposal that counts. */
  proposalId: Id.optional(),
  /** How the last of the steps that tell the customer something had them told. */
  reachedBy: z.enum(['mail', 'nobody']).optional(),
  /** When the customer was told the decision that counts. */
  decidedAt: Instant.optional(),
  /** The clock on which a look of its watch acted last, and how many looks were left. */
  watched: z.object({ clock: z.number().int(), left: z.number().int() }).optional(),
  /** The last term that passed without a decision, and when that was noticed. */
  breach: z.object({ clock: z.number().int(), at: Instant }).optional(),
  /** The last extension that was approved and that the law has no room for; the task that approved it names it. */
  notExtended: z
    .object({ taskId: Id, why: z.enum(['GRANTED_BEFORE', 'CHAIN_ENDS']), at: Instant })
    .optional(),
  customerWord: CustomerWord.optional(),
  /** Of a round after the first: when it began, the event that asked for it, and who acted in the rounds before. */
  reopenedAt: Instant.optional(),
  reopenedFor: z.string().optional(),
  formerIds: z.array(Id).optional(),
  /** When the customer was told who outside the bank can be asked, because it was opened again often enough. */
  outsideAt: Instant.optional(),
});
export type CaseHead = z.infer<typeof CaseHead>;

/** Cases: `caseId`, sk `NOTE#<4 digits>`: what the customer said, as it was said: 0000 at first, later messages from 0001. */
export const ComplaintNote = z.object({
  caseId: Id,
  sk: z.string().startsWith('NOTE#'),
  v: z.literal(1),
  channel: Channel,
  externalId: Id,
  submittedAt: Instant,
  language: Language.optional(),
  subject: z.string().optional(),
  text: z.string(),
  wish: z.string().optional(),
  respondentId: Id.optional(),
  onBehalf: z.enum(['AGENT', 'HEIR']).optional(),
  groupSize: z.number().int().optional(),
  coded: z.object({ business: z.string().optional(), cause: z.string().optional() }).optional(),
  facts: z.record(z.string(), z.string()).optional(),
  /** Of a later message: what it brings to the case, and when it was taken in. A withdrawal may come without a text. */
  brings: MessageKind.optional(),
  receivedAt: Instant.optional(),
});
export type ComplaintNote = z.infer<typeof ComplaintNote>;

/** Cases: `caseId`, sk `DOOR#0001`: the customer's own way to the case, by the link that the acknowledgement prints. */
export const CaseDoor = z.object({
  caseId: Id,
  sk: z.literal('DOOR#0001'),
  v: z.literal(1),
  customerId: Id,
  /** How the customer reads, and who looks after them, as it was when the link was made. */
  language: Language,
  zone: z.string(),
  line: Line,
  generation: z.number().int().min(1),
  /** When the link stops working, epoch seconds. */
  linkExpiry: z.number().int(),
  codeNumber: z.number().int().min(1),
  /** Wrong codes in a row, and when the last one was typed: the code rests for a while after too many. */
  wrongCodes: z.number().int().min(0),
  wrongAt: Instant.optional(),
  /** Keyed hashes and key version as in a task's row. */
  nonceHash: z.string(),
  codeHash: z.string(),
  formerNonceHash: z.string().optional(),
  senderKid: z.string(),
  /** Keyed hash of the address that was mailed to last; absent in rows of before it was kept. */
  addressHash: z.string().optional(),
});
export type CaseDoor = z.infer<typeof CaseDoor>;

/** Cases: `caseId`, sk `SIGNAL#<signalId>`: something happened that every open task of the case must hear of. */
export const CaseSignal = z.object({
  caseId: Id,
  sk: z.string().startsWith('SIGNAL#'),
  v: z.literal(1),
  /** Derived from what came from outside, so that the same thing is one signal however often it comes. */
  signalId: Id,
  at: Instant,
  kind: SignalKind,
  /** When a step of the story acted on it; absent while it still interrupts every task of the case. */
  handledAt: Instant.optional(),
});
export type CaseSignal = z.infer<typeof CaseSignal>;

/** Cases: `caseId`, sk `HEAD` of a visit; the same indexes as those of a complaint. */
export const VisitHead = Head.extend({
  kind: z.literal('visit'),
  status: z.enum(['PLANNED', 'WAITING', 'GIVEN', 'RECORDED', 'FOLLOWED', 'CLOSED']),
  outcome: VisitOutcome.optional(),
  visitKind: VisitKind,
  /** The day for which it was planned. */
  plannedDay: z.iso.date(),
  mustBy: Instant.optional(),
  channel: ContactChannel,
  /** Kind of the date or of the festival that it greets. */
  topic: z.string().optional(),
  /** The contact that was reserved for it and not yet used. */
  contactId: Id.optional(),
  /** How often it was weighed, so that each weighing reserves a contact of its own. */
  weighings: z.number().int().min(1).optional(),
  /** Entry of the state for which it was weighed last, and what was answered, JSON: a retry answers the same. */
  weighedFor: Instant.optional(),
  weighed: z.string().optional(),
  /** Times that the arbiter put it off, that the customer did, and that nobody answered. */
  deferrals: z.number().int().min(0).optional(),
  reschedules: z.number().int().min(0).optional(),
  tries: z.number().int().min(0).optional(),
  /** The moment that was agreed with the customer, and when the visit is taken up again. */
  agreedAt: Instant.optional(),
  retryAt: Instant.optional(),
  /** How it ends, as the step found that ends it. */
  ending: VisitOutcome.optional(),
  /** The task on which a step acted last: a step that is tried again finds it here. */
  actedOn: Id.optional(),
  /** The task whose answer is the record that counts. */
  recordId: Id.optional(),
  /** Complaint that was found during the visit. */
  complaintId: Id.optional(),
  /** The day on which the customer wants to hear from the bank next. */
  wish: z.iso.date().optional(),
  /** Tasks of the follow-ups that are settled. */
  settled: z.array(Id).max(8).optional(),
});
export type VisitHead = z.infer<typeof VisitHead>;

/** The head of a case of any kind. */
export const AnyHead = z.discriminatedUnion('kind', [
  CaseHead,
  VisitHead,
  AlertHead,
  EvaluationHead,
  InvitationHead,
  CampaignHead,
  ImprovementHead,
  FeedbackHead,
]);
export type AnyHead = z.infer<typeof AnyHead>;

/** Cases: `caseId`, sk `TRY#<4 digits>`: one try to reach the customer. */
export const VisitTry = z.object({
  caseId: Id,
  sk: z.string().startsWith('TRY#'),
  v: z.literal(1),
  at: Instant,
  channel: ContactChannel,
  daypart: Daypart,
  taskId: Id.optional(),
  outcome: z.enum(['REACHED', 'NO_ANSWER', 'REFUSED', 'WRONG_CONTACT', 'RESCHEDULE', 'NOT_NOW']),
});
export type VisitTry = z.infer<typeof VisitTry>;

/** Cases: `caseId`, sk `BRIEF#1`: what the visitor was told before the visit; each field with where it is from and how old. */
export const VisitBrief = z.object({
  caseId: Id,
  sk: z.literal('BRIEF#1'),
  v: z.literal(1),
  builtAt: Instant,
  fields: z.array(
    z.object({
      field: z.string(),
      value: z.union([z.string(), z.number(), z.boolean()]),
      source: z.string(),
      asOf: Instant.optional(),
    }),
  ),
});
export type VisitBrief = z.infer<typeof VisitBrief>;

/** Cases: `caseId`, sk `PROMISE#<4 digits>`: something the customer was promised during the visit. */
export const VisitPromise = z.object({
  caseId: Id,
  sk: z.string().startsWith('PROMISE#'),
  v: z.literal(1),
  text: z.string().min(1),
  dueDay: z.iso.date(),
  taskId: Id.optional(),
  /** When it was settled, and whether it was kept. */
  settledAt: Instant.optional(),
  kept: z.enum(['YES', 'NO']).optional(),
});
export type VisitPromise = z.infer<typeof VisitPromise>;

/** Signals: `customerId`, sk `SIGNAL#<at>#<signalId>`; what was learnt of a customer, as codes and numbers; dropped after a while. */
export const CustomerSignal = z.object({
  customerId: Id,
  sk: z.string().startsWith('SIGNAL#'),
  v: z.literal(1),
  signalId: Id,
  at: Instant,
  from: SignalFrom,
  what: SignalWhat,
  value: z.union([z.string(), z.number()]).optional(),
  /** The visit or the complaint in which it was learnt. */
  caseId: Id.optional(),
  /** The event that told it, and its id in the system that sent it. */
  eventId: z.string().optional(),
  outsideId: z.string().optional(),
  /** Of an alert that a model of the bank's own raised: its name and its reasons. */
  model: Id.optional(),
  reasons: z.array(z.object({ code: Id, value: z.union([z.string(), z.number()]) })).optional(),
  /** Epoch second after which DynamoDB may drop it. */
  expiresAt: z.number().int(),
});
export type CustomerSignal = z.infer<typeof CustomerSignal>;

/** Contacts: `customerId`, sk `CONTACT#<at>#<contactId>`: what was asked of the arbiter, its ruling, and what became of it. */
export const ContactRow = z.object({
  customerId: Id,
  sk: z.string().startsWith('CONTACT#'),
  v: z.literal(1),
  contactId: Id,
  at: Instant,
  class: ContactClass,
  channel: ContactChannel,
  purpose: ContactPurpose,
  mustBy: Instant.optional(),
  topic: z.string().optional(),
  state: z.enum(['RESERVED', 'SENT', 'RELEASED', 'DEFERRED', 'SUPPRESSED']),
  sentAt: Instant.optional(),
  /** Of a deferred contact: when it may be asked for again. */
  until: Instant.optional(),
  /** Why it was suppressed or released, as a code. */
  reason: z.string().optional(),
  /** Every rule's word, JSON of a trace of shared/policy/contact-rules.ts. */
  trace: z.string(),
  /** Version of the policy `contact-rules` that ruled. */
  policy: z.number().int().min(1),
  caseId: Id.optional(),
  outboxId: Id.optional(),
});
export type ContactRow = z.infer<typeof ContactRow>;

/** Contacts: `customerId`, sk `CAP#recent`: what the caps count; every reservation is conditional on `moves`. */
export const ContactCap = z.object({
  customerId: Id,
  sk: z.literal('CAP#recent'),
  v: z.literal(1),
  contacts: z.array(RecentContact),
  moves: z.number().int().min(0),
});
export type ContactCap = z.infer<typeof ContactCap>;

/** One time that a task went from its holder to somebody else of any level, other than by climbing. */
export const Passing = z.object({
  /** The generation that ended by it. */
  generation: z.number().int().min(1),
  by: Id,
  to: Id,
  at: Instant,
  way: z.enum([...PassWay.options, ...MovedWay.options]),
  /** What the holder said to it, where they passed it on by their own hand. */
  reason: z.string().optional(),
});
export type Passing = z.infer<typeof Passing>;

/** What a holder typed into the form of a task and did not submit yet, by the names of the fields. */
export const Draft = z.object({ by: Id, at: Instant, fields: z.record(z.string(), z.string()) });
export type Draft = z.infer<typeof Draft>;

/** Tasks: `taskId`; indexes `byAssignee` (openFor, dueAt), `byCheckpoint` (openShard, checkpointAt), `byReturn` (returns, returnAt), `byCase` (caseId, createdAt). */
export const TaskRow = z.object({
  taskId: Id,
  v: z.literal(1),
  caseId: Id,
  step: z.string(),
  form: z.string(),
  clock: z.string(),
  /** Number of the item that it is about, where a case has several such tasks. */
  item: z.number().int().min(1).optional(),
  /** Roles that the storyboard asked for; absent: as the service map says. */
  of: z.array(Role).optional(),
  /** Staff who must not act on this case. */
  recused: z.array(Id).optional(),
  state: z.enum(['OPEN', 'DECIDED', 'EXPIRED', 'INTERRUPTED', 'CANCELLED']),
  /**
   * Who is to act; the customer of the case has neither a level above nor a place in the service map. Nobody acts on the row
   * of a wait, which is there so that a signal can end it.
   */
  holder: z.enum(['staff', 'customer', 'nobody']).optional(),
  /** It is about the case, and signals to the case leave it as it is. */
  deaf: z.literal(true).optional(),
  /** The customer as the pages of staff show them, masked when the task was made: those pages do not read customers. */
  contact: z
    .object({ name: z.string(), phone: z.string().optional(), email: z.string().optional() })
    .optional(),
  /** By which tier, line and severity the task was given, so that passing it on needs not read the customer either. */
  served: z.object({ tier: Tier, line: Line, severity: Severity.optional() }).optional(),
  /** How a customer reads, as it was when the task was made: the pages do not read customers. */
  reader: z.object({ language: Language, zone: z.string() }).optional(),
  /** Staff id; the customer's number where the holder is the customer. */
  assigneeId: Id,
  /** The assignee again, only while the task is open: key of the sparse index `byAssignee`. */
  openFor: Id.optional(),
  /** `O#<0..7>`, only while the task is open: key of the sparse index `byCheckpoint`. */
  openShard: z.string().optional(),
  level: Level,
  /** Of the present holder, who keeps its hours; absent: those of the bank. */
  branch: Id.optional(),
  /** Rises by one with every new holder; links of older generations are dead. */
  generation: z.number().int().min(1),
  /** Why this person: codes such as `dedicated-manager`, `substitute-of:S12`, `escalated-from:S7`. */
  why: z.array(z.string()),
  /** Who has held it before, oldest first. */
  heldBy: z.array(Id),
  /** Hash of each former holder's nonce in the same order; empty where none was mailed or it is too long ago. */
  heldHashes: z.array(z.string()).optional(),
  createdAt: Instant,
  /** When the present holder must have answered. */
  dueAt: Instant,
  /** How that date came about, JSON of a trace of shared/policy/explain.ts. */
  dueTrace: z.string().optional(),
  /** Working minutes of the present holder, who got the task in the middle of its time; absent: as their level has. */
  minutes: z.number().min(0).optional(),
  /** How it was passed on, by its holders' own hand or for them, oldest first. */
  passed: z.array(Passing).optional(),
  draft: Draft.optional(),
  /** How often the customer's data was shown in full. */
  reveals: z.number().int().min(1).optional(),
  /** When the present holder got it. */
  assignedAt: Instant,
  /** Next reminder or climb. */
  checkpointAt: Instant,
  /** When it goes on to somebody else, if the present holder has given no sign of having begun; absent: it stays. */
  returnAt: Instant.optional(),
  /** `R` as long as `returnAt` counts: key of the sparse index `byReturn`, so small that it needs no shards. */
  returns: z.literal('R').optional(),
  remindersSent: z.number().int().min(0),
  rounds: z.number().int().min(0),
  /** When links to this task stop working, epoch seconds. */
  linkExpiry: z.number().int(),
  /** Keyed hashes written by the mail sender; see functions/desk. */
  nonceHash: z.string().optional(),
  codeHash: z.string().optional(),
  /** Hash of the nonce before this one, where the sender key was rotated twice within one generation. */
  formerNonceHash: z.string().optional(),
  /** Version of the sender key that made nonce and code of this generation, so that both outlive its rotation. */
  senderKid: z.string().optional(),
  /** When the holder last asked for a new code. */
  codeAskedAt: Instant.optional(),
  codeNumber: z.number().int().min(1),
  wrongCodes: z.number().int().min(0),
  execution: z.string(),
  policies: z.record(z.string(), z.number().int().min(1)),
  decision: Decision.optional(),
  /** What interrupted it. */
  signal: SignalKind.optional(),
  /** The whole answer as the form took it, JSON. */
  answer: z.string().optional(),
  /** Hash of the answer, to tell a repeated one from a different one. */
  answerHash: z.string().optional(),
  decidedAt: Instant.optional(),
  decidedBy: Id.optional(),
});
export type TaskRow = z.infer<typeof TaskRow>;

/** TaskTokens: `taskId`; written by one role, read by another. */
export const TaskTokenRow = z.object({
  taskId: Id,
  v: z.literal(1),
  token: z.string(),
  execution: z.string(),
  boundAt: Instant,
});
export type TaskTokenRow = z.infer<typeof TaskTokenRow>;

/** Templates of the mails that leave. */
export const MailTemplate = z.enum([
  'task',
  'reminder',
  'escalated',
  /** Passed on by its former holder. */
  'reassigned',
  'code',
  'acknowledgement',
  'decision',
  /** Answer to a suggestion, praise or an enquiry. */
  'feedback',
  /** The statutory date was moved. */
  'extension',
  /** Settled at first contact. */
  'quick',
  'withdrawn',
  'facts-received',
  /** The case ended otherwise than the customer was told before: a dispute noted, or taken over by hand. */
  'closing',
  /** To staff: the statutory date comes near, or has passed. */
  'at-risk',
  'breach',
  /** A greeting on its day, or a mail that asks how the customer is served. */
  'greeting',
  /** A date that was agreed: to the visitor, and to a customer who wants it. */
  'appointment',
  'visit-confirmation',
  /** What came of a service request. */
  'service-reply',
  /** To a customer who may leave: somebody thinks of them; nothing is sold. */
  'retention-care',
  /** To staff: an alert was raised on a customer of theirs; the customer of a complaint of theirs may leave. */
  'alert-notice',
  'retention-risk',
  /** To a customer: the way to a survey; once more; and thanks for a good word. */
  'survey-invitation',
  'survey-reminder',
  'survey-thanks',
  /** Answer to praise, criticism or a suggestion that came otherwise than as a complaint. */
  'feedback-reply',
  /** The complaint is looked at once more; or cannot be any more, and who outside the bank can be asked. */
  'reopened',
  'outside-routes',
]);
export type MailTemplate = z.infer<typeof MailTemplate>;

/** An event as it goes on the bus; its id stands in the detail. */
export const BusEvent = z.object({ name: OutboundName, detail: z.record(z.string(), z.unknown()) });
export type BusEvent = z.infer<typeof BusEvent>;

const OutboxCommon = {
  outboxId: Id,
  v: z.literal(1),
  /** SUPPRESSED: a mail that the contact rules kept back for good; `fault` has the reason. */
  state: z.enum(['UNSENT', 'SENT', 'FAILED', 'SUPPRESSED']),
  /** 1 is the most urgent, 8 the least. */
  urgency: z.number().int().min(1).max(8),
  createdAt: Instant,
  sentAt: Instant.optional(),
  attempts: z.number().int().min(0),
  /**
   * Sparse index `pending` (pendingShard, pendingKey): shard `P#<0..7>` while the row is unsent, its key ordered by urgency
   * and next attempt; shard `D#<0..7>` while the contact rules put it off, its key the moment until which they do, so that
   * what waits for another day holds up nothing of today; shard `U#<0..7>` while a row that failed for good waits for the
   * sweep to act.
   */
  pendingShard: z.string().optional(),
  pendingKey: z.string().optional(),
  /** Name of the last fault; never a message. */
  fault: z.string().optional(),
  /** Events that tell of the same; whoever sends the row puts them on the bus. */
  events: z.array(BusEvent).optional(),
};

/** Outbox: `outboxId`. A mail names whom it goes to and what it is about; names and addresses are read when it is sent. */
export const OutboxMail = z.object({
  ...OutboxCommon,
  kind: z.literal('mail'),
  template: MailTemplate,
  to: z.object({ kind: z.enum(['staff', 'customer']), id: Id }),
  caseId: Id,
  taskId: Id.optional(),
  generation: z.number().int().optional(),
  codeNumber: z.number().int().optional(),
  /** The contact that was reserved for this mail already, by the step that demands it. */
  contactId: Id.optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type OutboxMail = z.infer<typeof OutboxMail>;

/** Outbox: an event for the bus. */
export const OutboxEvent = z.object({
  ...OutboxCommon,
  kind: z.literal('event'),
  ...BusEvent.shape,
});
export type OutboxEvent = z.infer<typeof OutboxEvent>;

/** Outbox: a task that was decided or interrupted, and whose waiting state is to be woken. */
export const OutboxCallback = z.object({
  ...OutboxCommon,
  kind: z.literal('callback'),
  taskId: Id,
  way: z.enum(['DECIDED', 'INTERRUPTED']),
  decision: Decision.optional(),
  /** Who decided. */
  by: Id.optional(),
  /** What interrupted. */
  signal: SignalKind.optional(),
});
export type OutboxCallback = z.infer<typeof OutboxCallback>;

/** Outbox: something that every open task of a case must hear of; its id is that of the signal. */
export const OutboxSignal = z.object({
  ...OutboxCommon,
  kind: z.literal('signal'),
  caseId: Id,
  signal: SignalKind,
});
export type OutboxSignal = z.infer<typeof OutboxSignal>;

/** One row of the outbox. */
export const OutboxRow = z.discriminatedUnion('kind', [
  OutboxMail,
  OutboxEvent,
  OutboxCallback,
  OutboxSignal,
]);
export type OutboxRow = z.infer<typeof OutboxRow>;

/** Audit: `entityId`, sk `E#<8 digits>`; append-only, `hash` covers the record and the hash before it. */
export const AuditRecord = z.object({
  entityId: Id,
  sk: z.string().startsWith('E#'),
  v: z.literal(1),
  at: Instant,
  /** Who: a staff id, `customer`, or the name of a function. */
  actor: z.string(),
  /** What: a code such as `task.decided`. */
  act: z.string(),
  /** Ids, codes, dates, amounts; no names or text. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  before: z.string(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof AuditRecord>;

/** Policies: `name`, sk `V#<6 digits>`, or `LIVE`, whose `version` names the one in force. */
export const PolicyRow = z.object({
  name: z.string(),
  sk: z.string(),
  v: z.literal(1),
  version: z.number().int().min(1),
  effectiveFrom: Instant.optional(),
  /** The pack, JSON; its schema is in shared/policy. */
  pack: z.string().optional(),
});
export type PolicyRow = z.infer<typeof PolicyRow>;

/** Register: `entry` `plan#<day>`: the nightly plan of a day, over all its rounds. */
export const PlanRun = z.object({
  entry: z.string().startsWith('plan#'),
  v: z.literal(1),
  /** OPEN while it runs, and where it was stopped. */
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  day: z.iso.date(),
  round: z.number().int().min(1),
  /** Visits that were started. */
  started: z.number().int().min(0).optional(),
  /** The last round that was closed or stopped. */
  closedRound: z.number().int().min(1).optional(),
  closedAt: Instant.optional(),
  stoppedAt: Instant.optional(),
});
export type PlanRun = z.infer<typeof PlanRun>;

/** Register: `entry` `plan-stop`: while it is OPEN no visit is started by a plan. */
export const PlanStop = z.object({
  entry: z.literal('plan-stop'),
  v: z.literal(1),
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
});
export type PlanStop = z.infer<typeof PlanStop>;

/** Register: `entry` `incident#<id>` or `improvement#<id>`; index `byState` (state, openedAt). */
export const IncidentRow = z.object({
  entry: z.string().startsWith('incident#'),
  v: z.literal(1),
  state: z.enum(['OPEN', 'CLOSED']),
  openedAt: Instant,
  /** The execution that ended, or the row of the outbox that could not be sent. */
  execution: z.string().optional(),
  outboxId: Id.optional(),
  caseId: Id.optional(),
  /** Status of the execution or of the row, and the name of its error. */
  status: z.string(),
  error: z.string().optional(),
});
export type IncidentRow = z.infer<typeof IncidentRow>;
