/** When something was said, as far as a sender can say it. */

/**
 * The moment that a sender names, and no later one than that at which we heard of it: the last word counts, so one from the
 * future would outdo every word that is yet to come.
 */
export const notAfter = (receivedAt: string, submittedAt: string): string =>
  submittedAt > receivedAt ? receivedAt : submittedAt;
