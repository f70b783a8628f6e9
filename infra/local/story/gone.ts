/** Mailboxes of the town that are gone. */

/** Addresses of this host have nobody behind them any more, and the mail service knows. */
export const GONE = 'gone.example';

/** What the mail service of the town says to a mail: it refuses what is for nobody. */
export const refused = ({ recipients }: { readonly recipients: readonly string[] }) =>
  recipients.some((address) => address.includes(`@${GONE}`))
    ? { code: 'MessageRejected', message: 'Address is on the suppression list for your account.' }
    : undefined;
