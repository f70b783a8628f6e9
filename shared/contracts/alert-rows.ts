/** Rows that stand beside the head of an alert; apart from it, because every function that knows cases knows the head. */
import * as z from 'zod';
import { Id, Instant } from './codes.ts';

/** One thing that is done about an alert. */
export const StepKind = z.enum([
  'CONTACT',
  'OFFER',
  'SERVICE_FIX',
  'PRODUCT_FEEDBACK',
  'MARKETING_PAUSE',
  'WIN_BACK',
]);
export type StepKind = z.infer<typeof StepKind>;

/** Cases: `caseId`, sk `STEP#<4 digits>`: a step of a playbook, and what came of it. */
export const AlertStep = z.object({
  caseId: Id,
  sk: z.string().regex(/^STEP#\d{4}$/),
  v: z.literal(1),
  number: z.number().int().min(1),
  what: StepKind,
  state: z.enum(['PLANNED', 'RUNNING', 'ENDED']),
  plannedAt: Instant,
  endedAt: Instant.optional(),
  /** How it ended, as a code: the outcome of a talk, or why it was skipped. */
  outcome: z.string().max(64).optional(),
  /** The offer of the catalogue, and what it costs in whole yuan. */
  offer: z.string().max(64).optional(),
  cost: z.number().int().min(0).optional(),
  /** Month whose budget holds the cost: `2026-03`; absent once it was given back. */
  budget: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
  /** Times that the contact rules put it off, and that a person did. */
  deferrals: z.number().int().min(0).optional(),
  snoozes: z.number().int().min(0).optional(),
  /** The task whose answer ended it. */
  taskId: Id.optional(),
});
export type AlertStep = z.infer<typeof AlertStep>;

/** What data say of a customer so many days after an alert; never what somebody thinks. */
export const Standing = z.enum(['KEPT', 'PARTLY', 'LOST', 'UNKNOWN']);
export type Standing = z.infer<typeof Standing>;

/** Cases: `caseId`, sk `MEASURE#<3 digits>`: how the customer stood so many days after the alert. */
export const AlertMeasure = z.object({
  caseId: Id,
  sk: z.string().regex(/^MEASURE#\d{3}$/),
  v: z.literal(1),
  /** Days after the alert. */
  day: z.number().int().min(1).max(366),
  at: Instant,
  standing: Standing,
  /** Share of the balance at the alert that is there now; absent where either is not known. */
  balanceKept: z.number().min(0).optional(),
  /** Products held now, and when the alert was raised. */
  products: z.number().int().min(0).optional(),
  productsBefore: z.number().int().min(0).optional(),
  /** Transactions of the window by those of the window before the alert. */
  activityKept: z.number().min(0).optional(),
});
export type AlertMeasure = z.infer<typeof AlertMeasure>;

/** Customers: `customerId`, sk `LOCK#alert`: the alert that is open; without `caseId` there is none. */
export const AlertLock = z.object({
  customerId: Id,
  sk: z.literal('LOCK#alert'),
  v: z.literal(1),
  caseId: Id.optional(),
  at: Instant,
});
export type AlertLock = z.infer<typeof AlertLock>;

/** Customers: `customerId`, sk `COOL#alert`: until when no new alert of the customer is raised. */
export const AlertCoolDown = z.object({
  customerId: Id,
  sk: z.literal('COOL#alert'),
  v: z.literal(1),
  until: Instant,
  caseId: Id,
});
export type AlertCoolDown = z.infer<typeof AlertCoolDown>;

/** Register: `entry` `retention-budget#<YYYY-MM>`: whole yuan that offers of a month have taken, reserved ones included. */
export const RetentionBudget = z.object({
  entry: z.string().startsWith('retention-budget#'),
  v: z.literal(1),
  taken: z.number().int().min(0),
});
export type RetentionBudget = z.infer<typeof RetentionBudget>;
