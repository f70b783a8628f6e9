/** How an alert ends (R195): by what its steps and forms found, or by what data say of the customer at last. */
import type { AlertMeasure } from '../../../shared/contracts/alert-rows.ts';
import type { AlertHead, ChurnLabel } from '../../../shared/contracts/churn.ts';

/** The label of what data say, by the arm: who was only watched is told apart from who was acted on. */
export function labelOf(
  standing: AlertMeasure['standing'],
  { arm }: Pick<AlertHead, 'arm'>,
): Extract<ChurnLabel, 'RETAINED' | 'PARTLY' | 'LOST' | 'CONTROL_RETAINED' | 'CONTROL_LOST' | 'UNKNOWN'> {
  if (standing === 'UNKNOWN') return 'UNKNOWN';
  if (arm === 'CONTROL') return standing === 'LOST' ? 'CONTROL_LOST' : 'CONTROL_RETAINED';
  return ({ KEPT: 'RETAINED', PARTLY: 'PARTLY', LOST: 'LOST' } as const)[standing];
}

/**
 * The label of an alert that ends now: what a step found, or what was measured last. One that operations ended by hand, or of
 * which nothing was ever known, has the label UNKNOWN; no alert ends without one.
 */
export function endingOf(
  head: Pick<AlertHead, 'ending' | 'arm'>,
  measures: readonly AlertMeasure[],
): ChurnLabel {
  if (head.ending !== undefined) return head.ending;
  const last = measures.at(-1);
  return last === undefined ? 'UNKNOWN' : labelOf(last.standing, head);
}
