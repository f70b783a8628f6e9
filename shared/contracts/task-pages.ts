/** What the holder of a task may ask of its pages beside answering it: to pass it on, and to see the customer's data. */
import * as z from 'zod';
import { Id } from './codes.ts';

/** How a holder passes a task on: to whoever is next by the rules, or to a colleague of their choice. */
export const PassWay = z.enum(['HAND_BACK', 'REASSIGN']);
export type PassWay = z.infer<typeof PassWay>;

/** Why a task left its holder without their doing: they are away, have left, never began, or the one before is back. */
export const MovedWay = z.enum(['ABSENT', 'LEFT', 'UNOPENED', 'BACK']);
export type MovedWay = z.infer<typeof MovedWay>;

/** A task that is passed on; the colleague is named where the holder chooses one, and only there. */
export const Pass = z.strictObject({
  way: PassWay,
  to: z.union([Id, z.literal('')]),
  reason: z.string().trim().min(5).max(500),
});
export type Pass = z.infer<typeof Pass>;

/** What a holder needs the customer's data for. */
export const RevealPurpose = z.enum(['CALL', 'IDENTIFY', 'WRITE']);
export type RevealPurpose = z.infer<typeof RevealPurpose>;

/** The customer's data is asked for, with a part of the case file. */
export const Reveal = z.strictObject({
  purpose: RevealPurpose,
  part: z.coerce.number().int().min(1).max(9_999),
});
export type Reveal = z.infer<typeof Reveal>;
