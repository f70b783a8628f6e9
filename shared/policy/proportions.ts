/** Proportions: what a count of a count says, and how sure it is. */

/** The standard normal quantile of a two-sided interval of 95 %. */
export const Z95 = 1.959963984540054;

/** So many of so many. */
export interface Counted {
  readonly count: number;
  readonly of: number;
}

/** A value with its interval of 95 %. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A share, 0 to 1, with Wilson's score interval of 95 % (Newcombe, Statistics in Medicine 17 (1998) 857, method 3). */
export function shareOf({ count, of }: Counted): Estimate {
  if (!(of > 0 && count >= 0 && count <= of))
    throw new RangeError(`A share of ${count} in ${of} is none: of at least 1 there are 0 to all.`);
  const value = count / of;
  const square = Z95 ** 2;
  const middle = 2 * count + square;
  const reach = Z95 * Math.sqrt(square + 4 * count * (1 - value));
  const whole = 2 * (of + square);
  // Rounding must not carry a bound past what a share can be.
  return { value, low: Math.max(0, (middle - reach) / whole), high: Math.min(1, (middle + reach) / whole) };
}

/** The first share less the second, with an interval of 95 % out of both Wilson intervals (Newcombe, ibid. 873, method 10). */
export function differenceOf(first: Counted, second: Counted): Estimate {
  const [one, other] = [shareOf(first), shareOf(second)];
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

/** A quantile, by a straight line between the two values next to it (Hyndman and Fan 1996, type 7); undefined of nothing. */
export function quantileOf(values: readonly number[], share: number): number | undefined {
  const rising = values.toSorted((a, b) => a - b);
  const place = (rising.length - 1) * share;
  const [below, above] = [rising[Math.floor(place)], rising[Math.ceil(place)]];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (place - Math.floor(place));
}
