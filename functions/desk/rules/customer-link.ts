/** The address of a customer's own page: the form of a task's link, on another path, about a case. */
import { type LinkFields, signedPart } from './link.ts';

/**
 * The whole address. The id in it is that of a case, and no task has the id of a case: so a link to the one never opens
 * the other, although the same keys sign both.
 */
export const customerLinkOf = (base: string, fields: LinkFields, mac: string): string =>
  `${base.replace(/\/+$/, '')}/c/${signedPart(fields)}.${mac}`;
