/** What follows from a score: an alert, one that waits for room, or nothing. */
import type { AlertHead, Band } from '../../shared/contracts/churn.ts';
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import type { Assessment, ScoreRow } from '../../shared/contracts/scores.ts';
import { PassingContention } from '../../shared/faults/faults.ts';
import { backOff } from '../../shared/platform/clock.ts';
import { scoreDue } from '../../shared/platform/due-score.ts';
import { settledAt } from '../../shared/platform/due-walk.ts';
import { alertIdOf, OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { log, traceOf } from '../../shared/platform/telemetry.ts';
import type { Alerting } from '../../shared/policy/alerting.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { isAbove } from '../../shared/policy/thresholds.ts';
import { budgetOf, callsForPerson, roomFor, savedValueOf, weekOf } from './rules/budget.ts';
import { dueAlertOf } from './rules/due-alert.ts';
import { peaksWith } from './rules/peaks.ts';
import { WAITING, waitingKeyOf } from './rules/waiting.ts';
import type { Scored } from './score-customer.ts';
import type { Place, RaisingDesk, ScoreChange } from './scoring-ports.ts';

/** What came of a score. */
export type Acted = 'RAISED' | 'HELD' | 'BELOW' | 'COOLING' | 'OPEN';

/** Times a customer is looked at anew because something came in between. */
const MOST_LOOKS = 5;

/** Longest pause before another look, in milliseconds; it doubles. */
const FIRST_PAUSE = 40;

/** How a score is acted on. */
export interface Manner {
  /** Whether a high band takes a place at once, as on an event; else everything that needs a person waits to be ranked. */
  readonly atOnce: boolean;
}

/** What was acted on. */
export interface ActedOn {
  readonly acted: Acted;
  readonly scored: Scored;
}

/** Assesses a customer and acts on it, anew where the rows moved; undefined where there is nobody to assess. */
export async function act(
  desk: RaisingDesk,
  assess: () => Promise<Scored | undefined>,
  manner: Manner,
): Promise<ActedOn | undefined> {
  for (let look = 1; look <= MOST_LOOKS; look++) {
    if (look > 1) await backOff(desk.clock, look, FIRST_PAUSE);
    const scored = await assess();
    if (scored === undefined) return undefined;
    const acted = await once(desk, scored, manner);
    if (acted !== undefined) return { acted, scored };
  }
  throw new PassingContention('A score kept changing while it was acted on.');
}

/** One try; undefined where another writer was faster. */
async function once(desk: RaisingDesk, scored: Scored, { atOnce }: Manner): Promise<Acted | undefined> {
  const { at, profile, standing, assessed, band } = scored;
  const { score: before, grade } = standing;
  const [{ pack: alerting }, { pack: playbooks }] = await Promise.all([
    desk.policies.read('alerting'),
    desk.policies.read('playbooks'),
  ]);
  const kept = {
    ...lookedAt(scored, alerting, desk.zone),
    ...(before?.alerted && { alerted: before.alerted }),
  };
  // Nobody is warned of somebody who has left already.
  const mayLeave = scored.leftOn === undefined ? band : undefined;
  const due = dueAlertOf(mayLeave, { ...standing, alerted: before?.alerted }, at);
  const written = async (change: ScoreChange, acted: Acted) =>
    (await desk.alerts.write(profile.customerId, before, change)) ? acted : undefined;
  if (band === undefined || due === 'BELOW' || due === 'COOLING' || due === 'OPEN') {
    const waits = due === 'BELOW' && scored.leftOn === undefined && ofAnother(before, assessed);
    return written(
      { ...kept, ...(waits ? waitingOf(before) : {}) },
      due === 'COOLING' || due === 'OPEN' ? due : 'BELOW',
    );
  }
  // One that joins an open alert is the work of whoever has that one already.
  const place =
    due === 'DUE' && callsForPerson(playbooks, profile.tier, band)
      ? placeOf(profile, band, at, desk.zone, alerting)
      : undefined;
  if (place === undefined || (atOnce && band === 'high')) {
    const raised = await raise(desk, { at, profile, before, kept, assessed, band, place });
    if (raised === 'RAISED') return 'RAISED';
    if (raised === 'MOVED') return undefined;
  }
  if (ofAnother(before, assessed) && before?.waiting !== undefined && !isAbove(band, before.waiting.band))
    return written({ ...kept, ...waitingOf(before) }, 'HELD');
  const savedValue = savedValueOf({ probability: assessed.score, band, figures: grade?.figures }, alerting);
  const waiting = { band, savedValue, since: before?.waiting?.since ?? at, for: budgetOf(profile) };
  return written(
    {
      ...kept,
      waiting,
      waitingWith: assessed,
      waitingShard: shardKey(WAITING, profile.customerId),
      waitingKey: waitingKeyOf(profile.customerId, savedValue),
    },
    'HELD',
  );
}

/** Whether what waits came of another model than the one that assessed now: it has no say in what that one said. */
const ofAnother = (before: ScoreRow | undefined, { model }: Assessment): boolean =>
  before?.waitingWith !== undefined && (before.waitingWith.model === 0) !== (model === 0);

/** What waits, as it does. */
const waitingOf = (before: ScoreRow | undefined): Partial<ScoreChange> => ({
  ...(before?.waiting !== undefined && { waiting: before.waiting }),
  ...(before?.waitingWith !== undefined && { waitingWith: before.waitingWith }),
  ...(before?.waitingShard !== undefined && { waitingShard: before.waitingShard }),
  ...(before?.waitingKey !== undefined && { waitingKey: before.waitingKey }),
});

/** The score as it is kept, and when the customer is looked at again. */
function lookedAt(
  { at, assessed, band, leftOn, missing, standing, policies, profile }: Scored,
  alerting: Alerting,
  zone: string,
) {
  const { markedAt } = standing.score ?? {};
  const again = new Date(Date.parse(at) + alerting.rescoreDays * 86_400_000).toISOString();
  // Some of what it was marked for may still be on its way.
  const settled = markedAt === undefined ? undefined : settledAt(markedAt);
  return {
    assessed,
    ...(band !== undefined && { band }),
    ...(leftOn !== undefined && { leftOn }),
    missing: [...missing],
    scoredAt: at,
    // Of somebody who has left already nothing is foretold any more.
    peaks:
      assessed.model === 0 || leftOn !== undefined
        ? standing.score?.peaks
        : peaksWith(standing.score?.peaks, {
            month: dayIn(at, zone).slice(0, 7),
            tier: profile.tier,
            probability: assessed.score,
          }),
    policies: { ...policies },
    ...scoreDue(profile.customerId, settled !== undefined && settled > at ? settled : again),
  } satisfies ScoreChange;
}

/** The place in a manager's week that an alert of a band would take. */
export function placeOf(
  profile: CustomerProfile,
  band: Band,
  at: string,
  zone: string,
  alerting: Alerting,
): Place {
  return { staffId: budgetOf(profile), week: weekOf(dayIn(at, zone)), room: roomFor(band, alerting) };
}

/** What is raised. */
export interface Raising {
  readonly at: string;
  readonly profile: CustomerProfile;
  readonly before: ScoreRow | undefined;
  /** The score as it is kept beside the alert. */
  readonly kept: ScoreChange;
  readonly assessed: Assessment;
  readonly band: Band;
  readonly place: Place | undefined;
}

/** Raises an alert and starts its workflow. */
export async function raise(
  desk: RaisingDesk,
  { at, profile, before, kept, assessed, band, place }: Raising,
): Promise<'RAISED' | 'FULL' | 'MOVED'> {
  const { customerId, tier, stage, riskClass, managerId } = profile;
  const caseId = alertIdOf(customerId, before?.moves ?? 0, dayIn(at, desk.zone));
  const alert: AlertHead = {
    caseId,
    sk: 'HEAD',
    v: 1,
    kind: 'alert',
    customerId,
    status: 'RAISED',
    band,
    ...assessed,
    ...(managerId !== undefined && { ownerId: managerId }),
    tier,
    stage,
    riskClass,
    round: 1,
    openedAt: at,
    openShard: shardKey(OPEN_CASES, caseId),
    execution: desk.executions.nameOf(caseId),
  };
  const raised = await desk.alerts.raise(alert, before, { ...kept, alerted: { caseId, band, at } }, place);
  if (raised !== 'RAISED') return raised;
  try {
    await desk.executions.start(caseId);
  } catch (error) {
    // The alert stands in the records: whoever reconciles them with Step Functions starts it late.
    log.warn('left to the reconciliation', { caseId, ...traceOf(error) });
  }
  return 'RAISED';
}
