/** All that is judged by what can be seen. */
import { judgeAlerts, judgeConsent, judgeHolds, judgeReminders } from './customers.ts';
import { judgeEndings, judgePromises, judgeTerms } from './endings.ts';
import { judgeActors, judgeAnswers, judgeEscalation } from './hands.ts';
import type { Judge } from './judging.ts';
import { judgeAnonymity, judgeAudit, judgePrivacy } from './secrecy.ts';
import type { Seen } from './seen.ts';
import { judgeWaits } from './waits.ts';

const JUDGES: readonly ((seen: Seen, judge: Judge) => void)[] = [
  judgeEndings,
  judgeTerms,
  judgeActors,
  judgePromises,
  judgeAlerts,
  judgeConsent,
  judgeWaits,
  judgeAnswers,
  judgeEscalation,
  judgeAnonymity,
  judgeAudit,
  judgePrivacy,
  judgeHolds,
  judgeReminders,
];

/** Judges one bank. */
export function judgeAll(seen: Seen, judge: Judge): void {
  for (const each of JUDGES) each(seen, judge);
}
