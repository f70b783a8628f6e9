/** Thresholds by the four methods of the handbook, and whether there is anybody to act on the alerts they give. */
import { Band } from '../../../shared/contracts/churn.ts';
import type { Tier } from '../../../shared/contracts/codes.ts';
import type { ScorePeak } from '../../../shared/contracts/scores.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { dayAfter } from '../../../shared/policy/days.ts';
import { type BandThresholds, bandOf, type Thresholds } from '../../../shared/policy/thresholds.ts';
import type { Judged } from './accuracy.ts';
import type { Effect } from './effect.ts';

/** Customers of similar probability, and how many of them left. */
export interface LossLevel {
  /** The least probability of the level. */
  readonly from: number;
  readonly rows: number;
  /** Share that left; it never falls from one level to the next. */
  readonly lossRate: number;
}

/**
 * Loss rate by level of probability (R186). Levels begin with one a probability; neighbours of which the higher one lost
 * less are joined, as are those too small to say anything, so that what is left rises (pool adjacent violators: Barlow,
 * Bartholomew, Bremner, Brunk 1972).
 */
export function lossLevelsOf(history: readonly Judged[], leastRows: number): LossLevel[] {
  const levels: { from: number; rows: number; left: number }[] = [];
  const byProbability = [...Map.groupBy(history, ({ probability }) => probability)].sort(([a], [b]) => a - b);
  for (const [from, same] of byProbability) {
    levels.push({ from, rows: same.length, left: same.filter(({ left }) => left).length });
    for (;;) {
      const [below, above] = levels.slice(-2);
      if (below === undefined || above === undefined || !mustJoin(below, above, leastRows)) break;
      levels.splice(-2, 2, {
        from: below.from,
        rows: below.rows + above.rows,
        left: below.left + above.left,
      });
    }
  }
  const last = levels.at(-1);
  if (last !== undefined && last.rows < leastRows && levels.length > 1) {
    const [below] = levels.splice(-2, 1);
    Object.assign(last, {
      from: below?.from ?? last.from,
      rows: last.rows + (below?.rows ?? 0),
      left: last.left + (below?.left ?? 0),
    });
  }
  return levels.map(({ from, rows, left }) => ({ from, rows, lossRate: left / rows }));
}

interface Level {
  readonly rows: number;
  readonly left: number;
}

const mustJoin = (below: Level, above: Level, leastRows: number): boolean =>
  below.rows < leastRows || above.left / above.rows <= below.left / below.rows;

/** The probability from which on customers are lost at this rate (R186); undefined where history has too few of them. */
export function thresholdOfHistory(
  history: readonly Judged[],
  lossRate: number,
  leastRows: number,
): number | undefined {
  if (history.length < leastRows) return undefined;
  return lossLevelsOf(history, leastRows).find((level) => level.lossRate >= lossRate)?.from;
}

/**
 * A threshold of the industry at the bank's own loss rate (R187): the same evidence, on another share of leavers to begin
 * with (Elkan, The Foundations of Cost-Sensitive Learning, 2001, theorem 2).
 */
export function adjustedToBank(threshold: number, industryRate: number, ownRate: number): number {
  for (const [rate, whose] of [
    [industryRate, 'the industry'],
    [ownRate, 'the bank'],
  ] as const)
    if (!(rate > 0 && rate < 1))
      throw new RangeError(`The loss rate of ${whose} is ${rate}; it must be between 0 and 1.`);
  return (
    (ownRate * (threshold - threshold * industryRate)) /
    (industryRate - threshold * industryRate + ownRate * threshold - industryRate * ownRate)
  );
}

/** How far experts let a threshold go (R188). */
interface ExpertRange {
  readonly least: number;
  readonly most: number;
}

/** A threshold within what experts let it be. */
const withinRange = (threshold: number, { least, most }: ExpertRange): number =>
  Math.min(most, Math.max(least, threshold));

/** A threshold after a month's effect, and why it has moved (R189). */
export interface Moved {
  readonly threshold: number;
  readonly why: 'TOO_MANY_FALSE' | 'TOO_MANY_MISSED' | 'AS_IT_SHOULD_BE' | 'TOO_FEW_TO_TELL';
}

/** What the alerts of a tier came to, as far as thresholds go by it. */
export type TierEffect = Pick<Effect, 'accuracy' | 'accuracyOfControl' | 'recall'>;

/**
 * Adjusts a threshold by its effect (R189): up where too many alerts were wrong, down where they are right and too many
 * leavers were missed; by how far the target was missed, and no further than the policy lets one month go.
 */
export function movedByEffect(
  threshold: number,
  { accuracy, accuracyOfControl, recall }: TierEffect,
  { targetPrecision, targetRecall, mostChange }: Alerting['evaluation'],
): Moved {
  // Where acting keeps customers, their alerts look wrong: those on which nobody acted tell more, if there are enough of them.
  const right = accuracyOfControl.few ? accuracy : accuracyOfControl;
  if (right.few || recall.few) return { threshold, why: 'TOO_FEW_TO_TELL' };
  const wrong = targetPrecision - right.value.value;
  const missed = targetRecall - recall.value.value;
  if (wrong > 0) return { threshold: inside(threshold + Math.min(mostChange, wrong)), why: 'TOO_MANY_FALSE' };
  if (missed > 0)
    return { threshold: inside(threshold - Math.min(mostChange, missed)), why: 'TOO_MANY_MISSED' };
  return { threshold, why: 'AS_IT_SHOULD_BE' };
}

/** Thresholds have two digits, and lie between 0 and 1. */
const inside = (threshold: number): number => Math.min(0.99, Math.max(0.01, rounded(threshold)));

const rounded = (threshold: number): number => Math.round(threshold * 100) / 100;

/** What the methods say of one threshold. */
export interface ProposedThreshold {
  readonly current: number;
  readonly history?: number;
  readonly industry?: number;
  readonly effect: Moved;
  readonly proposed: number;
}

/** Proposals for all bands of a tier. */
export type TierProposal = Readonly<Record<Band, ProposedThreshold>>;

/** What a proposal for a tier rests on. */
export interface Grounds {
  readonly tier: Tier;
  /** Customers of the tier, scored before it was known whether they left. */
  readonly history: readonly Judged[];
  readonly effect: TierEffect;
}

/**
 * Proposes thresholds for a tier: that of history, and of the industry where history is too short, averaged with what the
 * effect asks for; within one month's change of the present ones, so that experts can approve it (R188), and rising.
 */
export function proposalOf(
  { bands }: Thresholds,
  { tier, history, effect }: Grounds,
  { evaluation }: Pick<Alerting, 'evaluation'>,
): TierProposal {
  const { leastAlerts, bandLossRate, industryLossRate, industryThreshold, mostChange } = evaluation;
  const gone = history.filter(({ left }) => left).length;
  const ownRate =
    history.length >= leastAlerts && gone > 0 && gone < history.length ? gone / history.length : undefined;
  let floor = 0;
  const proposals = Band.options.map((band): [Band, ProposedThreshold] => {
    const current = bands[tier][band];
    const ofHistory = thresholdOfHistory(history, bandLossRate[band], leastAlerts);
    const ofIndustry =
      ownRate === undefined
        ? undefined
        : adjustedToBank(industryThreshold[tier][band], industryLossRate[tier], ownRate);
    const moved = movedByEffect(current, effect, evaluation);
    const seed = ofHistory ?? ofIndustry;
    const wanted = seed === undefined ? moved.threshold : (seed + moved.threshold) / 2;
    const range = { least: current - mostChange, most: current + mostChange };
    const proposed = inside(Math.max(withinRange(wanted, range), floor + 0.01));
    floor = proposed;
    return [
      band,
      {
        current,
        ...(ofHistory === undefined ? {} : { history: ofHistory }),
        ...(ofIndustry === undefined ? {} : { industry: ofIndustry }),
        effect: moved,
        proposed,
      },
    ];
  });
  return Object.fromEntries(proposals) as TierProposal;
}

/** The thresholds that a proposal would put in force. */
export const bandsOf = (proposal: TierProposal): BandThresholds => ({
  low: proposal.low.proposed,
  medium: proposal.medium.proposed,
  high: proposal.high.proposed,
});

/** What thresholds mean for those who must act. */
export interface Capacity {
  readonly managers: number;
  /** Alerts a week that call for a person, by band; and those that all managers together are given at most. */
  readonly perWeek: Readonly<Record<Band, number>>;
  readonly forPeople: number;
  readonly most: number;
  readonly enough: boolean;
}

/** A customer by their highest scores of months. */
export interface ScoredCustomer {
  /** Oldest first; the last one is of the month that is looked at. */
  readonly peaks: readonly ScorePeak[];
}

/** What is looked at. */
export interface Workload {
  readonly weeks: number;
  readonly managers: number;
  /** Days after an alert in which its customer is not warned of again: while it is watched, and while they have some rest. */
  readonly quietDays: number;
}

/** How many alerts a week thresholds would have given in past weeks, beside how many can be acted on. */
export function capacityOf(
  thresholds: Thresholds,
  scored: readonly ScoredCustomer[],
  { weeks, managers, quietDays }: Workload,
  callsForPerson: (tier: Tier, band: Band) => boolean,
  { budget: { perManagerWeek } }: Pick<Alerting, 'budget'>,
): Capacity {
  const raised = scored.flatMap(({ peaks }) => lastRaised(thresholds, peaks, quietDays) ?? []);
  const weekly = (some: readonly unknown[]) => some.length / weeks;
  const forPeople = weekly(raised.filter(({ tier, band }) => callsForPerson(tier, band)));
  const most = managers * perManagerWeek;
  return {
    managers,
    perWeek: Object.fromEntries(
      Band.options.map((band) => [band, weekly(raised.filter((alert) => alert.band === band))]),
    ) as Record<Band, number>,
    forPeople,
    most,
    enough: forPeople <= most,
  };
}

/** The alert of the last month; undefined below the thresholds, and where one of a month before leaves no room for it. */
function lastRaised(
  thresholds: Thresholds,
  peaks: readonly ScorePeak[],
  quietDays: number,
): { readonly tier: Tier; readonly band: Band } | undefined {
  let quietUntil = '';
  let raised: { readonly tier: Tier; readonly band: Band } | undefined;
  for (const { month, tier, probability } of peaks) {
    const band = bandOf(thresholds, tier, probability);
    raised = band === undefined || `${month}-01` < quietUntil ? undefined : { tier, band };
    if (raised !== undefined) quietUntil = dayAfter(`${month}-01`, quietDays);
  }
  return raised;
}
