/** A month of alerts and the report on it, for those who test and photograph reports. */
import type { EvaluationReport } from '../../functions/churn/pages/evaluation-page.ts';
import { calibrationOf } from '../../functions/churn/rules/accuracy.ts';
import { effectOf, type SeenAlert } from '../../functions/churn/rules/effect.ts';
import { capacityOf, proposalOf } from '../../functions/churn/rules/threshold.ts';
import { alerting1 } from '../../shared/policy/alerting.ts';
import { thresholds1 } from '../../shared/policy/thresholds.ts';

/** Arms of the low band of 100 alerts each, so many of whom left. */
export function alertsOf(lost: { readonly treated: number; readonly control: number }): SeenAlert[] {
  const arm = (drawn: 'TREAT' | 'CONTROL', count: number) =>
    Array.from({ length: 100 }, (_, nth): SeenAlert => {
      const left = nth < count;
      return {
        customerId: `${drawn}${nth}`,
        at: '2026-03-01T00:00:00.000Z',
        tier: 'mass',
        band: 'low',
        probability: 0.3 + nth / 1_000,
        label: drawn === 'TREAT' ? (left ? 'LOST' : 'RETAINED') : left ? 'CONTROL_LOST' : 'CONTROL_RETAINED',
        drawn,
        cost: drawn === 'TREAT' ? 50 : 0,
        ...(left ? { leftAt: '2026-04-10T00:00:00.000Z' } : {}),
      };
    });
  return [...arm('TREAT', lost.treated), ...arm('CONTROL', lost.control)];
}

/** The report on such a month. */
export function reportOn(alerts: readonly SeenAlert[]): EvaluationReport {
  const leavers = alerts.flatMap(({ customerId, leftAt }) =>
    leftAt === undefined ? [] : [{ customerId, leftAt }],
  );
  const scored = alerts.map(({ probability, leftAt }) => ({ probability, left: leftAt !== undefined }));
  const effect = effectOf({ alerts, leavers, scored }, alerting1);
  return {
    month: '2026-03',
    versions: { model: 1, thresholds: 2 },
    effect,
    calibration: calibrationOf(scored, 5),
    proposals: { mass: proposalOf(thresholds1, { tier: 'mass', history: scored, effect }, alerting1) },
    capacity: capacityOf(
      thresholds1,
      scored.map(({ probability }) => ({ peaks: [{ month: '2026-06', tier: 'mass', probability }] })),
      { weeks: 4, managers: 6, quietDays: 150 },
      () => true,
      alerting1,
    ),
  };
}
