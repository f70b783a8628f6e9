/** Signals: where they come from, what they say, and what a score of churn rests on. */
import * as z from 'zod';
import { Id, Instant } from './codes.ts';

/** Who learnt it: a visit, a complaint, a survey, or a system of the bank. */
export const SignalFrom = z.enum(['visit', 'complaint', 'survey', 'bank']);
export type SignalFrom = z.infer<typeof SignalFrom>;

/** What a system of the bank observes, moment by moment (R142, R147, R157). */
export const ObservedWhat = z.enum([
  'BALANCE',
  'CHANNEL_USED',
  'SALARY_ARRIVED',
  'SALARY_STOPPED',
  'PRODUCT_OPENED',
  'PRODUCT_CLOSED',
  'SATISFACTION',
]);
export type ObservedWhat = z.infer<typeof ObservedWhat>;

/** What a signal says. */
export const SignalWhat = z.enum([
  ...ObservedWhat.options,
  // Of visits: the customer told of a problem, was not reached, refused to be visited, or somebody put something right.
  'PROBLEM',
  'UNREACHABLE',
  'REFUSED',
  'RECOVERY',
  // Of complaints (R149, R158, R253): how one ended is the value of its closing.
  'COMPLAINT_RECEIVED',
  'COMPLAINT_BREACHED',
  'COMPLAINT_CLOSED',
  // A model of the bank's own says so: its score is the value.
  'ALERT_SUBMITTED',
]);
export type SignalWhat = z.infer<typeof SignalWhat>;

/** Whether a value is of the kind that an observation has. */
export function valueFits(what: ObservedWhat, value: string | number | undefined): boolean {
  switch (what) {
    case 'BALANCE':
      return typeof value === 'number' && value >= 0 && value <= 1e15;
    case 'SATISFACTION':
      return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5;
    case 'CHANNEL_USED':
    case 'PRODUCT_OPENED':
    case 'PRODUCT_CLOSED':
      return typeof value === 'string';
    default:
      return value === undefined;
  }
}

/** Signals: `customerId`, sk `DAY#holdings#<day>`: what a customer had at the end of a day, out of a file; the last file counts. */
export const HoldingsDay = z.object({
  customerId: Id,
  sk: z.string().startsWith('DAY#holdings#'),
  v: z.literal(1),
  day: z.iso.date(),
  /** Yuan in all accounts. */
  balance: z.number().min(0).max(1e15).optional(),
  /** Products held, by number. */
  products: z.number().int().min(0).max(1_000).optional(),
  at: Instant,
  /** Epoch second after which DynamoDB may drop it. */
  expiresAt: z.number().int(),
});
export type HoldingsDay = z.infer<typeof HoldingsDay>;
