/** Where a customer can be written to by mail. */
import type { CustomerProfile } from '../contracts/items.ts';

/**
 * The address that mails to a customer go to; undefined where the bank has none, or has only the one that the mail service
 * has refused for good. Another address, whoever brings it, counts at once.
 */
export const mailAddressOf = ({
  email,
  mailRefused,
}: Pick<CustomerProfile, 'email' | 'mailRefused'>): string | undefined =>
  email === mailRefused?.address ? undefined : email;
