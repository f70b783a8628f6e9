/** What an evaluation looks at: the month whose alerts are over, and what became of their customers. */
import type { AlertMeasure } from '../../../shared/contracts/alert-rows.ts';
import type { AlertHead, ChurnLabel } from '../../../shared/contracts/churn.ts';
import { Tier } from '../../../shared/contracts/codes.ts';
import type { ScorePeak } from '../../../shared/contracts/scores.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { dayAfter, monthsAfter } from '../../../shared/policy/days.ts';
import type { Judged } from './accuracy.ts';
import type { Leaver, SeenAlert } from './effect.ts';

/** The latest month of whose alerts it is known by a day what became of them: `2026-02`. */
export const monthOver = (
  today: string,
  { left, evaluation }: Pick<Alerting, 'left' | 'evaluation'>,
): string =>
  monthsAfter(`${dayAfter(today, -left.withinDays - evaluation.graceDays).slice(0, 7)}-01`, -1).slice(0, 7);

/** The days of a month, and the last on which somebody who was warned of in it may leave. */
export function spanOf(
  month: string,
  { left: { withinDays } }: Pick<Alerting, 'left'>,
): { readonly from: string; readonly next: string; readonly until: string } {
  const from = `${month}-01`;
  const next = monthsAfter(from, 1);
  return { from, next, until: dayAfter(next, withinDays) };
}

/** Whether an alert is over and is one of its own; of whom nobody might contact it was foretold all the same (R196). */
const isEvaluated = (outcome: AlertHead['outcome']): outcome is ChurnLabel =>
  outcome !== undefined && outcome !== 'MERGED';

/** An alert as it is evaluated; undefined where it is not over, or was none. */
export function seenAlertOf(
  { customerId, openedAt, tier = 'mass', band, score, outcome, arm, armWhy, cost = 0 }: AlertHead,
  measures: readonly AlertMeasure[],
  leavers: readonly Leaver[],
): SeenAlert | undefined {
  if (!isEvaluated(outcome)) return undefined;
  const byData = leavers.find((leaver) => leaver.customerId === customerId && leaver.leftAt >= openedAt);
  const lost = outcome === 'LOST' || outcome === 'CONTROL_LOST';
  const measured = lost ? measures.find(({ standing }) => standing === 'LOST') : undefined;
  // The day that was measured counts: the measure itself is made a moment after it.
  const leftAt =
    byData?.leftAt ?? (measured && new Date(Date.parse(openedAt) + measured.day * 86_400_000).toISOString());
  return {
    customerId,
    at: openedAt,
    tier,
    band,
    probability: score,
    label: outcome,
    // Only an arm that was drawn says anything about the other.
    ...(armWhy === 'drawn' && arm !== undefined && { drawn: arm }),
    ...(leftAt !== undefined && { leftAt }),
    cost,
  };
}

/** A customer's peak of a month, and whether they left after it. */
export interface JudgedCustomer extends Judged {
  readonly customerId: string;
  readonly tier: ScorePeak['tier'];
}

/**
 * Everybody who was scored in a month that begins on a day, with whether they left from then on. Data tell of somebody who has
 * left only after they were quiet for long, and until then they are scored: who had left before is no evidence of anything.
 */
export function judgedOf(
  scored: readonly { readonly customerId: string; readonly peaks: readonly ScorePeak[] }[],
  leavers: readonly Leaver[],
  from: string,
): JudgedCustomer[] {
  const [before, since] = [true, false].map(
    (earlier) =>
      new Set(leavers.filter(({ leftAt }) => leftAt < from === earlier).map(({ customerId }) => customerId)),
  );
  return scored.flatMap(({ customerId, peaks }) => {
    const peak = peaks.at(-1);
    const left = since?.has(customerId) === true;
    if (peak === undefined || (before?.has(customerId) && !left)) return [];
    return [{ customerId, tier: peak.tier, probability: peak.probability, left }];
  });
}

/** Those of one tier. */
export const ofTier = <Row extends { readonly tier: string }>(rows: readonly Row[], tier: Tier): Row[] =>
  rows.filter((row) => row.tier === tier);

/** All tiers. */
export const tiers = Tier.options;
