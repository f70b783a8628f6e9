/** Limits of mailed links and codes. */
import * as z from 'zod';

/** How long links live, and what voids them. */
export const Links = z.strictObject({
  /** Days after which a link stops working, whatever the task does. */
  expiryDays: z.number().int().min(1).max(366),
  /** Wrong codes that void the code. */
  wrongCodes: z.number().int().min(1).max(10),
  /** Codes that one holder of a task can have mailed. */
  mostCodes: z.number().int().min(1).max(100),
  /** Seconds after a code was asked for before another one can be. */
  secondsBetweenCodes: z.number().int().min(0).max(86_400),
  /** Hours for which the code of a customer rests after as many wrong ones; nobody mails them a new one. */
  customerCodeRestsHours: z.number().int().min(1).max(168).default(24),
  /** Days for which the links to a customer's own preferences work, counted from the mail that prints them. */
  ownLinkDays: z.number().int().min(60).max(3_660).default(366),
  /** `kid`s of keys whose links are dead at once. */
  revokedKids: z.array(z.string().length(8)),
  sources: z.record(z.string(), z.string()),
});
export type Links = z.infer<typeof Links>;

/** Version 1. */
export const links1: Links = {
  expiryDays: 90,
  wrongCodes: 5,
  mostCodes: 10,
  secondsBetweenCodes: 60,
  customerCodeRestsHours: 24,
  ownLinkDays: 366,
  revokedKids: [],
  sources: {
    expiryDays: '[D]',
    wrongCodes: '[D]',
    mostCodes: '[D]',
    secondsBetweenCodes: '[D]',
    customerCodeRestsHours: '[D]',
    ownLinkDays: '[D] a mail is kept for a year, and what cannot be ended any more should not be sent',
    revokedKids: '[D]',
  },
};
