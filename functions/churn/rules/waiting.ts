/** The order in which alerts that are held back wait. */

/** Prefix of the shards of the index `byWaiting`. */
export const WAITING = 'W';

/** More yuan than any customer saves in a year. */
const MOST_SAVED = 999_999_999_999;

/** Sort key of the index: what saves most comes first. */
export const waitingKeyOf = (customerId: string, savedValue: number): string =>
  `${String(MOST_SAVED - Math.min(savedValue, MOST_SAVED)).padStart(12, '0')}#${customerId}`;
