/** What the scores of an answer call for. */
import type { SurveyBand, SurveyScores } from '../../../shared/contracts/survey.ts';
import type { Surveying } from '../../../shared/policy/surveying.ts';

/** LOW where any of them is, or where the customer asks for somebody; HIGH where something is and nothing is low. */
export function bandOf(
  { csat, nps, ces, resolved, wantsContact }: SurveyScores,
  { low, high }: Pick<Surveying, 'low' | 'high'>,
): SurveyBand {
  const isLow =
    (csat !== undefined && csat <= low.csat) ||
    (nps !== undefined && nps <= low.nps) ||
    (ces !== undefined && ces <= low.ces) ||
    resolved === 'NO' ||
    wantsContact === 'YES';
  if (isLow) return 'LOW';
  const isHigh = (csat !== undefined && csat >= high.csat) || (nps !== undefined && nps >= high.nps);
  return isHigh ? 'HIGH' : 'MID';
}
