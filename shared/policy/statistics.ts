/** Means, differences and rates with intervals of 95 %, out of few or unequally weighted values. */
import type { Estimate } from './proportions.ts';
import { Z95 } from './proportions.ts';

const COEFFICIENTS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Logarithm of the gamma function of a positive number (Lanczos, g = 7, n = 9). */
function logGamma(of: number): number {
  const x = of - 1;
  const sum = COEFFICIENTS.reduce((part, c, at) => part + c / (x + at + 1), 0.9999999999998099);
  const t = x + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The continued fraction of the incomplete beta function, by Lentz’s method (Numerical Recipes, 3rd ed., section 6.4). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}

/** Share of a beta distribution with both shapes above 0 that lies below x, 0 to 1. */
export function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** The x below which the share lies, by halving. */
function betaQuantile(share: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 200 && high - low > 0; halving++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (betaBelow(middle, a, b) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Student’s t that 97.5 % lie below, by degrees of freedom above 0, whole or not. */
export function t95(freedom: number): number {
  if (!(freedom > 0)) throw new RangeError(`${freedom} degrees of freedom are none: more than 0 are needed.`);
  // Beyond, the difference from the normal quantile is below anything that is shown.
  if (freedom > 1e6) return Z95;
  const x = betaQuantile(0.05, freedom / 2, 0.5);
  return Math.sqrt(freedom * (1 / x - 1));
}

/** A mean of values, its standard error and how many unweighted values it is worth. */
export interface MeanFigure {
  readonly value: number;
  readonly error: number;
  /** Kish’s effective number: the square of the sum of weights by the sum of their squares (Survey Sampling, 1965, 11.7). */
  readonly effective: number;
}

/** A value and what it weighs. */
export interface Weighed {
  readonly value: number;
  readonly weight: number;
}

/**
 * The weighted mean; its standard error by linearization, which with equal weights is that of the textbook. Undefined of fewer
 * than two values: one has no spread.
 */
export function meanOf(values: readonly Weighed[]): MeanFigure | undefined {
  if (values.length < 2) return undefined;
  const wrong = values.find(({ weight }) => !(weight > 0));
  if (wrong !== undefined) throw new RangeError(`A weight of ${wrong.weight} is none: above 0.`);
  const sum = total(values, ({ weight }) => weight);
  const value = total(values, (one) => one.weight * one.value) / sum;
  const squares = total(values, (one) => (one.weight * (one.value - value)) ** 2);
  const small = values.length / (values.length - 1);
  return {
    value,
    error: Math.sqrt(squares * small) / sum,
    effective: sum ** 2 / total(values, ({ weight }) => weight ** 2),
  };
}

const total = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

/** The interval of a mean by Student’s t. */
export function intervalOf({ value, error, effective }: MeanFigure): Estimate {
  const reach = error === 0 ? 0 : t95(Math.max(effective - 1, Number.EPSILON)) * error;
  return { value, low: value - reach, high: value + reach };
}

/** The first mean less the second, which are of other people, with Welch’s interval (Biometrika 34 (1947) 28). */
export function welchOf(first: MeanFigure, second: MeanFigure): Estimate {
  const value = first.value - second.value;
  const [one, other] = [first.error ** 2, second.error ** 2];
  const both = one + other;
  if (both === 0) return { value, low: value, high: value };
  const freedom = both ** 2 / (one ** 2 / (first.effective - 1) + other ** 2 / (second.effective - 1));
  const reach = t95(freedom) * Math.sqrt(both);
  return { value, low: value - reach, high: value + reach };
}

/** Events that were counted over a time or a number of people. */
export interface CountedEvents {
  readonly count: number;
  readonly over: number;
}

/**
 * The first rate by the second, with the exact conditional interval: given all events, those of the first are binomial (Przyborowski
 * and Wilenski, Biometrika 31 (1940) 313; as poisson.test of R has it). Undefined where nothing happened in the second.
 */
export function rateRatioOf(first: CountedEvents, second: CountedEvents): Estimate | undefined {
  for (const { count, over } of [first, second])
    if (!(Number.isInteger(count) && count >= 0 && over > 0))
      throw new RangeError(
        `${count} events over ${over} are none: a whole number from 0 on, over more than 0.`,
      );
  if (second.count === 0) return undefined;
  const ratio = second.over / first.over;
  const odds = (share: number) => (share / (1 - share)) * ratio;
  const { count } = first;
  return {
    value: (count / second.count) * ratio,
    low: count === 0 ? 0 : odds(betaQuantile(0.025, count, second.count + 1)),
    high: odds(betaQuantile(0.975, count + 1, second.count)),
  };
}

/** Pearson’s correlation of two values of each, -1 to 1, with Fisher’s interval; undefined of fewer than four or without spread. */
export function correlationOf(pairs: readonly (readonly [number, number])[]): Estimate | undefined {
  if (pairs.length < 4) return undefined;
  const [x, y] = [0, 1].map((at) => total(pairs, (pair) => pair[at] ?? 0) / pairs.length) as [number, number];
  const together = total(pairs, ([a, b]) => (a - x) * (b - y));
  const apart = Math.sqrt(total(pairs, ([a]) => (a - x) ** 2) * total(pairs, ([, b]) => (b - y) ** 2));
  if (apart === 0) return undefined;
  const value = Math.min(1, Math.max(-1, together / apart));
  const reach = Z95 / Math.sqrt(pairs.length - 3);
  return { value, low: Math.tanh(Math.atanh(value) - reach), high: Math.tanh(Math.atanh(value) + reach) };
}
