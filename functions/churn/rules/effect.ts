/** The effect of alerts: accuracy, timeliness, coverage and what acting changes, as the handbook writes them and as the field does. */
import { Band, type ChurnLabel } from '../../../shared/contracts/churn.ts';
import type { Tier } from '../../../shared/contracts/codes.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import {
  type Counted,
  differenceOf,
  type Estimate,
  quantileOf,
  shareOf,
} from '../../../shared/policy/proportions.ts';
import { aucOf, type Judged, liftOf } from './accuracy.ts';

/** An alert whose watch is over, as an evaluation sees it; one that was joined to another is none. */
export interface SeenAlert {
  readonly customerId: string;
  /** When it was raised. */
  readonly at: string;
  readonly tier: Tier;
  readonly band: Band;
  /** Probability of leaving when it was raised. */
  readonly probability: number;
  readonly label: ChurnLabel;
  /** The arm, if it was drawn by chance; an alert that had no chance of the other arm says nothing of an effect. */
  readonly drawn?: 'TREAT' | 'CONTROL' | undefined;
  /** When the customer left, by data; absent where they stayed. */
  readonly leftAt?: string | undefined;
  /** Yuan that acting on it cost. */
  readonly cost: number;
}

/** A customer who left, warned of or not. */
export interface Leaver {
  readonly customerId: string;
  readonly leftAt: string;
}

/** What is evaluated. */
export interface Seen {
  readonly alerts: readonly SeenAlert[];
  /** Everybody who left in the time that the alerts are of. */
  readonly leavers: readonly Leaver[];
  /** Alerts of the time before: who left soon after it was warned of by one of these, if at all. */
  readonly earlier?: readonly Pick<SeenAlert, 'customerId' | 'at'>[];
  /** Customers who were scored, warned of or not, for the quality of the ranking. */
  readonly scored: readonly Judged[];
}

/** A figure, or that there was too little to draw one from. */
export type Figure<Value> =
  | { readonly few: false; readonly of: number; readonly value: Value }
  | { readonly few: true; readonly of: number; readonly least: number };

/** Treated beside control of one band, or of all: R199. */
export interface Intervention {
  readonly band: Band | 'all';
  /** Customers of each arm, and those of them who left. */
  readonly treated: Counted;
  readonly control: Counted;
  /** Share of the control arm that left less that of the treated: above 0, acting keeps customers. */
  readonly uplift: Figure<Estimate>;
  /** Whether the whole interval, or only its middle, says that acting makes things worse. */
  readonly warning?: 'WORSE' | 'PERHAPS_WORSE';
}

/** What an evaluation finds. */
export interface Effect {
  readonly alerts: number;
  readonly labels: Readonly<Partial<Record<ChurnLabel, number>>>;
  /** Accuracy (R196), precision in the field: alerts whose customer left, of all alerts of which that is known. */
  readonly accuracy: Figure<Estimate>;
  /** The same where nobody acted: what acting prevented does not count against these. */
  readonly accuracyOfControl: Figure<Estimate>;
  /** Timeliness (R197): days from the alert to the leaving. */
  readonly lead: Figure<{ readonly median: number; readonly p25: number; readonly early: number }>;
  /** Coverage (R198): customers who were warned of by those who left in the same time; it can be more than 1. */
  readonly coverage: Figure<number>;
  /** Recall: customers who left and were warned of before, of all who left. */
  readonly recall: Figure<Estimate>;
  /** Effect of acting (R199), by band and over all. */
  readonly interventions: readonly Intervention[];
  /** Whether acting first on whom the model ranks first is better than at random; above 0 it is. */
  readonly qini: Figure<number>;
  /** Yuan spent on the treated for each customer who stays because of it. */
  readonly costPerRetained: Figure<number | 'NOBODY_RETAINED'>;
  readonly ranking: Figure<{ readonly auc: number; readonly liftAt10: number }>;
}

const DAY = 86_400_000;

const daysFrom = (from: string, until: string): number => (Date.parse(until) - Date.parse(from)) / DAY;

const drawnOf = <Value>(of: number, least: number, value: () => Value): Figure<Value> =>
  of < least ? { few: true, of, least } : { few: false, of, value: value() };

/** Evaluates alerts by what became of their customers. */
export function effectOf(seen: Seen, { left: { withinDays }, evaluation }: Alerting): Effect {
  const { leastAlerts, leadDays } = evaluation;
  const foretold = ({ at, leftAt }: Pick<SeenAlert, 'at' | 'leftAt'>): boolean =>
    leftAt !== undefined && leftAt >= at && daysFrom(at, leftAt) <= withinDays;
  const known = seen.alerts.filter(({ label }) => label !== 'UNKNOWN');
  const precision = (alerts: readonly SeenAlert[], least: number) =>
    drawnOf(alerts.length, least, () => shareOf(counted(alerts, foretold)));

  const leads = known
    .filter(foretold)
    .map(({ at, leftAt = at }) => daysFrom(at, leftAt))
    .sort((a, b) => a - b);
  const warned = Map.groupBy([...(seen.earlier ?? []), ...seen.alerts], ({ customerId }) => customerId);
  const identified = new Set(seen.alerts.map(({ customerId }) => customerId)).size;
  const found = counted(seen.leavers, ({ customerId, leftAt }) =>
    (warned.get(customerId) ?? []).some(({ at }) => foretold({ at, leftAt })),
  );
  const drawn = known.filter((alert) => alert.drawn !== undefined);
  const control = drawn.filter((alert) => alert.drawn === 'CONTROL');
  return {
    alerts: seen.alerts.length,
    labels: Object.fromEntries(
      [...Map.groupBy(seen.alerts, ({ label }) => label)].map(([label, some]) => [label, some.length]),
    ),
    accuracy: precision(known, leastAlerts),
    accuracyOfControl: precision(control, evaluation.leastArm),
    lead: drawnOf(leads.length, leastAlerts, () => ({
      median: quantileOf(leads, 0.5) ?? 0,
      p25: quantileOf(leads, 0.25) ?? 0,
      early: leads.filter((days) => days >= leadDays).length / leads.length,
    })),
    coverage: drawnOf(found.of, leastAlerts, () => identified / found.of),
    recall: drawnOf(found.of, leastAlerts, () => shareOf(found)),
    interventions: [
      ...Band.options.map((band) =>
        interventionOf(
          band,
          drawn.filter((alert) => alert.band === band),
          foretold,
          evaluation,
        ),
      ),
      interventionOf('all', drawn, foretold, evaluation),
    ],
    qini: qiniOf(drawn, foretold, evaluation),
    costPerRetained: costOf(drawn, foretold, evaluation),
    ranking: rankingOf(seen.scored, evaluation),
  };
}

const counted = <Row>(rows: readonly Row[], is: (row: Row) => boolean): Counted => ({
  count: rows.filter(is).length,
  of: rows.length,
});

type Foretold = (alert: SeenAlert) => boolean;

type Least = Pick<Alerting['evaluation'], 'leastArm' | 'leastAlerts'>;

/** The arms, each with those of it who left. */
function armsOf(alerts: readonly SeenAlert[], foretold: Foretold) {
  const of = (arm: SeenAlert['drawn']) => alerts.filter(({ drawn }) => drawn === arm);
  return { treated: counted(of('TREAT'), foretold), control: counted(of('CONTROL'), foretold) };
}

const smaller = ({ treated, control }: { treated: Counted; control: Counted }): number =>
  Math.min(treated.of, control.of);

function interventionOf(
  band: Intervention['band'],
  alerts: readonly SeenAlert[],
  foretold: Foretold,
  { leastArm }: Least,
): Intervention {
  const arms = armsOf(alerts, foretold);
  const uplift = drawnOf(smaller(arms), leastArm, () => differenceOf(arms.control, arms.treated));
  const warning = uplift.few ? undefined : warningOf(uplift.value);
  return { band, ...arms, uplift, ...(warning === undefined ? {} : { warning }) };
}

function warningOf({ value, high }: Estimate): Intervention['warning'] {
  if (high < 0) return 'WORSE';
  return value < 0 ? 'PERHAPS_WORSE' : undefined;
}

/**
 * Qini: by how much the curve of customers kept, as shares of both arms, lies above the straight line of acting at random,
 * from who is ranked first to who is ranked last (Radcliffe, Using Control Groups to Target on Predicted Lift, 2007).
 */
function qiniOf(alerts: readonly SeenAlert[], foretold: Foretold, { leastArm }: Least): Effect['qini'] {
  const arms = armsOf(alerts, foretold);
  return drawnOf(smaller(arms), leastArm, () => {
    const ranks = [...Map.groupBy(alerts, ({ probability }) => probability)].sort(([a], [b]) => b - a);
    let [treated, control, before, area] = [0, 0, 0, 0];
    // Alerts of the same probability are one step: their order among each other says nothing.
    for (const [, same] of ranks) {
      const here = armsOf(same, foretold);
      treated += here.treated.count;
      control += here.control.count;
      const kept = control / arms.control.of - treated / arms.treated.of;
      area += ((before + kept) / 2) * (same.length / alerts.length);
      before = kept;
    }
    return area - before / 2;
  });
}

function costOf(
  alerts: readonly SeenAlert[],
  foretold: Foretold,
  { leastArm }: Least,
): Effect['costPerRetained'] {
  const arms = armsOf(alerts, foretold);
  return drawnOf(smaller(arms), leastArm, () => {
    const spent = alerts.filter(({ drawn }) => drawn === 'TREAT').reduce((sum, { cost }) => sum + cost, 0);
    const kept = differenceOf(arms.control, arms.treated).value * arms.treated.of;
    return kept > 0 ? spent / kept : 'NOBODY_RETAINED';
  });
}

function rankingOf(scored: readonly Judged[], { leastAlerts }: Least): Effect['ranking'] {
  const gone = scored.filter(({ left }) => left).length;
  return drawnOf(Math.min(gone, scored.length - gone), leastAlerts, () => ({
    auc: aucOf(scored),
    liftAt10: liftOf(scored, 0.1),
  }));
}
