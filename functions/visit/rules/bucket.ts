/** A token bucket: how fast something may be started, by its burst and its rate. */

/** A bucket at a moment. */
export interface Bucket {
  readonly tokens: number;
  /** When it held that many, in milliseconds. */
  readonly at: number;
}

/** How large a bucket is, and how fast it fills. */
export interface Shape {
  readonly burst: number;
  readonly perSecond: number;
}

/** The bucket later: fuller by the time that has passed, never fuller than full. */
export const filled = ({ tokens, at }: Bucket, now: number, { burst, perSecond }: Shape): Bucket => ({
  tokens: Math.min(burst, tokens + (Math.max(0, now - at) / 1_000) * perSecond),
  at: Math.max(at, now),
});

/** Takes so many tokens, at most; whole ones only. */
export function taken(bucket: Bucket, wanted: number): { readonly bucket: Bucket; readonly got: number } {
  const got = Math.max(0, Math.min(wanted, Math.floor(bucket.tokens)));
  return { bucket: { ...bucket, tokens: bucket.tokens - got }, got };
}

/** Milliseconds until there is a token. */
export const untilNext = ({ tokens }: Bucket, { perSecond }: Shape): number =>
  tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1_000);
