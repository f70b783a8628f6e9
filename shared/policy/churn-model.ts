/** The model of churn that is served: trained by the bank, or, until it has trained one, points that people have set. */
import * as z from 'zod';
import { ChurnModel } from '../contracts/churn-model.ts';

/** The model in force; a bank that has trained one puts it in as the next version. */
export const ServedModel = z.strictObject({
  model: ChurnModel,
  sources: z.record(z.string(), z.string()),
});
export type ServedModel = z.infer<typeof ServedModel>;

/**
 * Version 1: points in log-odds over the registry of indicators, set by people and measured on nothing. Age, sex and place
 * are not among them. A customer of whom nothing is known is at 5 %.
 */
export const churnModel1: ServedModel = {
  model: {
    v: 1,
    kind: 'additive',
    base: -3,
    parts: [
      steps('tenureDays', [180, 1_095], [0.4, 0, -0.3]),
      {
        kind: 'choices',
        indicator: 'stage',
        points: { new: 0.2, growing: 0, mature: -0.2, 'at-risk': 1, leaving: 2 },
        other: 0,
        missing: 0,
      },
      steps('products', [2, 4], [0.4, 0, -0.4]),
      steps('balanceRatio90', [0.25, 0.5, 0.8], [2.2, 1.4, 0.5, -0.2]),
      steps('volumeRatio90', [0.3, 0.7], [0.6, 0.2, 0]),
      steps('activityRatio90', [0.3, 0.7], [0.9, 0.4, -0.1]),
      steps('daysSinceActivity', [30, 60, 120], [-0.1, 0.3, 0.7, 1.1]),
      steps('channelsUsed90', [1, 2], [0.4, 0, -0.2]),
      steps('salaryStopped', [1], [-0.2, 1.1]),
      steps('productsClosed180', [1, 2], [0, 0.7, 1.2]),
      steps('satisfactionLast', [2.5, 3.5], [0.9, 0.3, -0.2]),
      steps('satisfactionTrend', [-1, -0.25], [0.6, 0.2, 0]),
      steps('complaints365', [1, 2], [0, 0.4, 0.8]),
      steps('complaintUndecided', [1, 2], [0, 0.5, 0.9]),
      steps('unreachable180', [1, 2], [0, 0.3, 0.6]),
      steps('marketIndex', [0.25, 0.75], [0, 0.2, 0.5]),
    ],
    card: {
      how: 'expert',
      declared: 'Points set by people over the bank’s own indicators; nothing was trained or measured.',
    },
  },
  sources: {
    model:
      'handbook R155 to R159: which indicators; the points are [D] and stand until the bank has trained a model of its own',
  },
};

/** Points of a number; nothing is added where it is not known. */
function steps(indicator: string, cuts: number[], points: number[]) {
  return { kind: 'steps' as const, indicator, cuts, points, missing: 0 };
}
