/** Whether an alert is due for a customer who was just assessed. */
import type { AlertCoolDown, AlertLock } from '../../../shared/contracts/alert-rows.ts';
import type { Band } from '../../../shared/contracts/churn.ts';
import type { ScoreRow } from '../../../shared/contracts/scores.ts';
import { isAbove } from '../../../shared/policy/thresholds.ts';

/** Why none is, or that one is: by itself, or as a higher band of the one that is open. */
export type DueAlert = 'DUE' | 'JOINS' | 'BELOW' | 'COOLING' | 'OPEN';

/** Milliseconds that an alert which was raised has to lock its customer. */
const UNTIL_LOCKED = 86_400_000;

/**
 * An alert is due above the lowest threshold, unless the customer cools down; while one is open only a higher band is news,
 * which the workflow then joins to the open one. Who cools down has none on its way: it was closed, however lately raised.
 */
export function dueAlertOf(
  band: Band | undefined,
  {
    lock,
    coolDown,
    alerted,
  }: {
    readonly lock: AlertLock | undefined;
    readonly coolDown: AlertCoolDown | undefined;
    readonly alerted: ScoreRow['alerted'];
  },
  now: string,
): DueAlert {
  if (band === undefined) return 'BELOW';
  const isLocked = lock?.caseId !== undefined;
  if (!isLocked && coolDown !== undefined && coolDown.until > now) return 'COOLING';
  const onItsWay = alerted !== undefined && Date.parse(now) - Date.parse(alerted.at) < UNTIL_LOCKED;
  if (!isLocked && !onItsWay) return 'DUE';
  return alerted !== undefined && isAbove(band, alerted.band) ? 'JOINS' : 'OPEN';
}
