/** Rows of the table of contacts that lead from a link to the customer whose own page it opens. */
import * as z from 'zod';
import { Id, Instant, Language } from './codes.ts';

/** Contacts: `customerId`, sk `DOOR`: where the customer's own pages are, as the mail sender finds them. */
export const OwnDoorPointer = z.object({
  customerId: Id,
  sk: z.literal('DOOR'),
  v: z.literal(1),
  /** A random id, which is in the links instead of the customer's number. */
  doorId: Id,
});
export type OwnDoorPointer = z.infer<typeof OwnDoorPointer>;

/** Contacts: `customerId` is the random id of the door, sk `OWN`: leads from a link to its customer. */
export const OwnDoor = z.object({
  customerId: Id,
  sk: z.literal('OWN'),
  v: z.literal(1),
  /** The customer whose pages these are. */
  ownerId: Id,
  /** How the customer reads, as it was when the keys were sealed last: the page that says why does not read customers. */
  language: Language,
  zone: z.string(),
  generation: z.number().int().min(1),
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
export type OwnDoor = z.infer<typeof OwnDoor>;
