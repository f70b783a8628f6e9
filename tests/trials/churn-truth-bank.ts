/**
 * A bank of which the truth is declared: who would leave if nobody acted, and whom acting keeps. The product's own rules deal
 * the arms, look at what customers still have, label the alerts, and measure what acting changed.
 */

import { armOf } from '../../functions/churn/rules/arm-of.ts';
import { effectOf, type Intervention, type SeenAlert } from '../../functions/churn/rules/effect.ts';
import { seenAlertOf } from '../../functions/churn/rules/evaluating.ts';
import { endingOf } from '../../functions/churn/rules/label-of.ts';
import { standingOf } from '../../functions/churn/rules/standing-of.ts';
import { drawn, oneOf } from '../../infra/local/story/draw.ts';
import type { AlertMeasure } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead, Band } from '../../shared/contracts/churn.ts';
import { armChance } from '../../shared/platform/ids.ts';
import { alerting1 } from '../../shared/policy/alerting.ts';
import { playbooks1 } from '../../shared/policy/playbooks.ts';

const DAY = 86_400_000;
/** A step takes its time: a wait ends a little after the moment until which it was to last. */
const LATENESS = 4_000;
/** Days after the alert on which it is measured last. */
const LAST_MEASURE = Math.max(...playbooks1.watch.days);
const OPENED = '2026-03-02T02:00:00.000Z';

/** What is so in a band, whoever measures it. */
interface BandTruth {
  /** Alerts of this band, as a weight. */
  readonly weight: number;
  /** Share that leaves where nobody acts. */
  readonly leaves: number;
  /** Times of the declared effect: acting keeps that share of those who would leave. */
  readonly reached: number;
  /** Probabilities of leaving that the model gives. */
  readonly scores: readonly [number, number];
}

/** The truth by band. */
export const TRUTH: Readonly<Record<Band, BandTruth>> = {
  low: { weight: 50, leaves: 0.2, reached: 0.8, scores: [0.3, 0.5] },
  medium: { weight: 40, leaves: 0.45, reached: 1.1, scores: [0.5, 0.7] },
  high: { weight: 10, leaves: 0.7, reached: 1, scores: [0.7, 0.95] },
};

/** Shares of customers whom the rule never leaves to chance; they leave less often, which must not show in the effect. */
const NEVER_LEFT_ALONE = { vulnerable: 0.05, complained: 0.08, lessOften: 0.5 };

/** What is generated. */
export interface TruthDraw {
  readonly seed: number;
  /** Alerts whose watch is over. */
  readonly alerts: number;
  /** Share of those who would leave whom acting keeps, 0 to 1, before the band’s own factor. */
  readonly effect: number;
}

/** Share that leaves in an arm of a band. */
const leavesIn = (band: Band, acted: boolean, effect: number): number =>
  TRUTH[band].leaves * (acted ? 1 - Math.min(1, effect * TRUTH[band].reached) : 1);

/** What acting truly changes of a band, or of all whose arm is drawn: the share of the control that leaves less that of the treated. */
export function upliftOf(band: Intervention['band'], effect: number): number {
  const bands = band === 'all' ? playbooks1.control.bands : [band];
  const weights = bands.reduce((sum, one) => sum + TRUTH[one].weight, 0);
  const change = (one: Band): number => leavesIn(one, false, effect) - leavesIn(one, true, effect);
  return bands.reduce((sum, one) => sum + (TRUTH[one].weight / weights) * change(one), 0);
}

/** An alert of the bank, and what the product sees of it. */
function alertOf({ seed, effect }: TruthDraw, nth: number): SeenAlert | undefined {
  const of = (what: string): number => drawn(seed, what, nth);
  const customerId = `T${seed}-${nth}`;
  const band = oneOf(
    { low: TRUTH.low.weight, medium: TRUTH.medium.weight, high: TRUTH.high.weight },
    of('band'),
  );
  const vulnerable = of('vulnerable') < NEVER_LEFT_ALONE.vulnerable;
  const complained = of('complained') < NEVER_LEFT_ALONE.complained;
  const chance = armChance(playbooks1.control.experiment, customerId);
  const { arm, why } = armOf({ band, tier: 'mass', vulnerable, complained, chance }, playbooks1);
  const special = vulnerable || complained ? NEVER_LEFT_ALONE.lessOften : 1;
  const leaves = of('leaves') < leavesIn(band, arm === 'TREAT', effect) * special;
  const [least, most] = TRUTH[band].scores;
  const head: AlertHead = {
    caseId: `A${customerId}`,
    sk: 'HEAD',
    v: 1,
    kind: 'alert',
    customerId,
    status: 'CLOSED',
    band,
    score: least + of('score') * (most - least),
    reasons: [],
    model: 1,
    round: 1,
    openedAt: OPENED,
    execution: '',
    arm,
    armWhy: why,
    cost: arm === 'TREAT' ? 50 : 0,
  };
  const measures = measuresOf(head.caseId, 20_000 + of('balance') * 80_000, leaves ? of('when') : undefined);
  return seenAlertOf({ ...head, outcome: endingOf(head, measures) }, measures, []);
}

/** Measures on the days of the policy; whoever leaves does so a week before the last of them at the latest, at a share of that time. */
function measuresOf(caseId: string, balance: number, leftAt: number | undefined): AlertMeasure[] {
  const opened = Date.parse(OPENED);
  const dayAt = (day: number): string => new Date(opened + day * DAY).toISOString().slice(0, 10);
  const holdings = Array.from({ length: 14 }, (_, week) => {
    const day = -7 + week * 7;
    const gone = leftAt !== undefined && day > leftAt * (LAST_MEASURE - 7);
    const its = { day: dayAt(day), balance: gone ? 0 : balance, at: OPENED, expiresAt: 0 };
    return { customerId: '', sk: `DAY#holdings#${its.day}`, v: 1 as const, ...its };
  });
  return playbooks1.watch.days.map((day) => {
    const now = dayAt(day);
    const figures = {
      holdings: holdings.filter((row) => row.day <= now),
      transactions: [],
      signals: [],
    };
    const stands = standingOf(figures, { alert: dayAt(0), measure: now }, playbooks1, alerting1);
    const at = new Date(opened + day * DAY + LATENESS).toISOString();
    return { caseId, sk: `MEASURE#${String(day).padStart(3, '0')}`, v: 1, day, at, ...stands };
  });
}

/** What the product's evaluation says of a bank of this draw, by band and over all. */
export function measuredEffect(draw: TruthDraw): readonly Intervention[] {
  const alerts = Array.from({ length: draw.alerts }, (_, nth) => alertOf(draw, nth));
  const seen = { alerts: alerts.filter((alert) => alert !== undefined), leavers: [], scored: [] };
  return effectOf(seen, alerting1).interventions;
}
