/** Throttling as API Gateway does it: a bucket of tokens that fills at a steady rate. */
import type { Throttle } from '../assembly/model.ts';
import type { Clock } from '../clock/clock.ts';

/** A bucket that starts full; each call takes a token if there is one, and says whether there was. */
export function tokenBucket({ rate, burst }: Throttle, clock: Pick<Clock, 'now'>): () => boolean {
  let tokens = burst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + (Math.max(0, now - filledAt) * rate) / 1_000);
    filledAt = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
