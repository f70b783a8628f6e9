/** When something that could not be sent is tried again. */

/** Longest pause between two attempts, in minutes. */
const LONGEST_PAUSE = 15;

/**
 * What a row's place in the queue is after so many attempts. The sweep takes a row a minute after the time in its place,
 * so it is tried a minute after the first failure and twice as long after each further one; and a row that keeps
 * failing stands behind the others of its urgency and cannot hold them up.
 */
export function retryAt(attempts: number, now: string): string {
  const pause = Math.min(2 ** Math.max(0, attempts - 1), LONGEST_PAUSE);
  return new Date(Date.parse(now) + (pause - 1) * 60_000).toISOString();
}
