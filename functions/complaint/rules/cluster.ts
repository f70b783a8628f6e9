/** Whether complaints of one code in one branch are more than chance would bring (R242, R244; FEATURES C13). */
import type { ClusterRow } from '../../../shared/contracts/improvement.ts';
import { betaBelow } from '../../../shared/policy/statistics.ts';
import type { Surveying } from '../../../shared/policy/surveying.ts';

const DAY = 86_400_000;

/** So many complaints within the window, so many in the time before it, and how long both are in days. */
export interface Counted {
  readonly inWindow: number;
  readonly before: number;
  readonly windowDays: number;
  readonly baselineDays: number;
}

/**
 * The chance of at least so many within the window if they came as often as before: an exact comparison of two Poisson rates
 * given their sum, which knows that a short baseline says little (Przyborowski and Wilenski, Biometrika 31, 1940). 1 where there is
 * no time before to compare with.
 */
export const chanceOf = ({ inWindow, before, windowDays, baselineDays }: Counted): number =>
  inWindow === 0 || baselineDays <= 0
    ? 1
    : betaBelow(windowDays / (windowDays + baselineDays), inWindow, before + 1);

/** The least number within the window that is beyond chance: the upper limit of the control chart, and one. */
export function limitOf(
  { before, windowDays, baselineDays }: Omit<Counted, 'inWindow'>,
  { least, chance }: Pick<Surveying['clusters'], 'least' | 'chance'>,
): number {
  if (baselineDays <= 0) return Number.POSITIVE_INFINITY;
  let inWindow = least;
  while (chanceOf({ inWindow, before, windowDays, baselineDays }) >= chance) inWindow++;
  return inWindow;
}

/** What stands out: the cases within the window, oldest first, and its time. */
export interface Cluster {
  readonly caseIds: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly limit: number;
}

/**
 * The cluster in the complaints of one code and branch; undefined where there is none. The window ends with the newest of them, so
 * that it is the same in whatever order they were heard of.
 */
export function clusterIn(
  { cases }: Pick<ClusterRow, 'cases'>,
  since: string,
  policy: Surveying['clusters'],
): Cluster | undefined {
  const until = cases.reduce((last, { at }) => (at > last ? at : last), '');
  if (until === '') return undefined;
  const { windowDays } = policy;
  const from = daysBefore(until, windowDays);
  const first = daysBefore(from, policy.baselineDays);
  const begun = first > since ? first : since;
  const baselineDays = Math.max(0, (Date.parse(from) - Date.parse(begun)) / DAY);
  const within = cases.filter(({ at }) => at > from);
  const before = cases.filter(({ at }) => at > first && at <= from).length;
  const limit = limitOf({ before, windowDays, baselineDays }, policy);
  return within.length < limit
    ? undefined
    : { caseIds: within.map(({ caseId }) => caseId), from, until, limit };
}

/** So many days before a moment. */
export const daysBefore = (at: string, days: number): string =>
  new Date(Date.parse(at) - days * DAY).toISOString();
