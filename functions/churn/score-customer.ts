/** Scores one customer: their rows cleaned, measured by the registry of indicators, added up by the model in force. */
import type { Band, ScoreReason } from '../../shared/contracts/churn.ts';
import type { Tier } from '../../shared/contracts/codes.ts';
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import type { Assessment } from '../../shared/contracts/scores.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { Pack } from '../../shared/policy/packs.ts';
import { bandOf } from '../../shared/policy/thresholds.ts';
import { cleaned, type LeftOut } from './rules/history.ts';
import { type IndicatorName, measuredOf } from './rules/indicators.ts';
import { leftOn } from './rules/left.ts';
import { scoreOf } from './rules/score.ts';
import type { ScoringDesk, Standing } from './scoring-ports.ts';

/** Most reasons that a score gives. */
const MOST_REASONS = 10;

/** A customer's score with everything that it rests on. */
export interface Scored {
  readonly at: string;
  readonly profile: CustomerProfile;
  readonly standing: Standing;
  readonly assessed: Assessment;
  /** Undefined below the lowest threshold of the customer's tier. */
  readonly band: Band | undefined;
  /** The day on which the customer left, by data. */
  readonly leftOn: string | undefined;
  readonly missing: readonly IndicatorName[];
  readonly leftOut: readonly LeftOut[];
  /** Versions of the policies that reckoned it. */
  readonly policies: Readonly<Record<string, number>>;
}

/** Scores a customer by what is known at this moment; undefined where nobody knows them. */
export async function scoreCustomer(desk: ScoringDesk, customerId: string): Promise<Scored | undefined> {
  const [standing, doings, model, thresholds, alerting, market] = await Promise.all([
    desk.histories.standing(customerId),
    desk.histories.doings(customerId),
    desk.policies.read('churn-model'),
    desk.policies.read('thresholds'),
    desk.policies.read('alerting'),
    desk.policies.read('market'),
  ]);
  const { profile, grade } = standing;
  if (profile === undefined) return undefined;
  const at = instantOf(desk.clock.now());
  const { history, leftOut } = cleaned({
    at,
    today: dayIn(at, desk.zone),
    profile,
    figures: grade?.figures,
    ...doings,
    rateGap: market.pack.rateGap[profile.tier],
  });
  const { row, rows, missing } = measuredOf(history, alerting.pack);
  const { probability, reasons } = scoreOf(model.pack.model, row);
  return {
    at,
    profile,
    standing,
    assessed: {
      score: probability,
      reasons: reasons
        .slice(0, MOST_REASONS)
        .map((reason): ScoreReason => ({ ...reason, rows: [...(rows[reason.indicator] ?? [])] })),
      model: model.version,
    },
    band: bandFor(profile, thresholds.pack, probability),
    leftOn: leftOn(history, alerting.pack),
    missing,
    leftOut,
    policies: {
      'churn-model': model.version,
      thresholds: thresholds.version,
      alerting: alerting.version,
      market: market.version,
    },
  };
}

/** The band of a customer; nobody is warned of somebody who has died. */
export const bandFor = (
  { tier, deceased }: { readonly tier: Tier; readonly deceased?: boolean | undefined },
  thresholds: Pack<'thresholds'>,
  probability: number,
): Band | undefined => (deceased === true ? undefined : bandOf(thresholds, tier, probability));

/** What scores a customer anew for a step of a workflow: the score and its band; nothing is written. */
export const scorerBy = (desk: ScoringDesk) => ({
  rescore: async (customerId: string): Promise<{ score: number; band: Band | undefined } | undefined> => {
    const scored = await scoreCustomer(desk, customerId);
    return scored && { score: scored.assessed.score, band: scored.band };
  },
});
