/** Handler: every working morning, alerts that were held back are raised by what they save, as far as managers have room. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { ScoringRun, WaitingAlert } from '../../shared/contracts/scores.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { isWorkingDay } from '../../shared/policy/working-time.ts';
import { placeOf, raise } from './raise-alert.ts';
import { rankingWiring } from './ranking-wiring.ts';
import { weekOf } from './rules/budget.ts';
import { dueAlertOf } from './rules/due-alert.ts';
import type { HeldAlert, RankingDesk } from './scoring-ports.ts';

/** The schedule, or what operations ask. */
export const RankRequest = z.union([
  z.object({ schedule: z.string() }),
  z.strictObject({ held: z.literal(true), manager: Id.optional() }),
  z.strictObject({ run: z.iso.date() }),
]);

const Count = z.int().min(0);

/** An alert that is held back, as it is listed. */
export const HeldLine = WaitingAlert.extend({ customerId: Id });

/** What is answered: a morning’s work, the list, or a night. */
export const RankAnswer = z.union([
  z.strictObject({ raised: Count, held: Count }),
  z.strictObject({
    held: z.array(HeldLine),
    /** Alerts of this week by whose budget they count in. */
    raised: z.record(z.string(), Count),
  }),
  z.strictObject({ run: ScoringRun.optional() }),
]);
export type RankAnswer = z.infer<typeof RankAnswer>;

/** Raises what has room, or says what is held back; nothing that waits is ever dropped here. */
export const rankAlerts = (desk: RankingDesk) =>
  step(RankRequest, RankAnswer, async (request): Promise<RankAnswer> => {
    if ('run' in request) {
      const run = await desk.run(request.run);
      return run === undefined ? {} : { run };
    }
    const all = await desk.held();
    const today = dayIn(instantOf(desk.clock.now()), desk.zone);
    if ('held' in request) {
      const held = all.filter(({ for: whose }) => request.manager === undefined || whose === request.manager);
      return { held, raised: await raisedThisWeek(desk, held, today) };
    }
    const { pack: calendar } = await desk.policies.read('working-time');
    if (!isWorkingDay(today, calendar)) return { raised: 0, held: all.length };
    let raised = 0;
    // One manager after the other would do as well; by what they save, the reader of the log sees the order.
    for (const held of all) if (await release(desk, held)) raised++;
    log.info('alerts ranked', { raised, held: all.length - raised });
    return { raised, held: all.length - raised };
  });

async function raisedThisWeek(
  desk: RankingDesk,
  held: readonly HeldAlert[],
  today: string,
): Promise<Record<string, number>> {
  const managers = [...new Set(held.map(({ for: whose }) => whose))];
  const loads = await Promise.all(managers.map((staffId) => desk.load(staffId, weekOf(today))));
  return Object.fromEntries(managers.map((staffId, at) => [staffId, loads[at]?.raised ?? 0]));
}

/** Raises one alert that waits, if there is room; whatever moved in between is left to whoever moved it. */
async function release(desk: RankingDesk, { customerId, for: whose }: HeldAlert): Promise<boolean> {
  const standing = await desk.histories.standing(customerId);
  const { profile, score: before } = standing;
  if (profile === undefined || before?.waiting === undefined || before.waitingWith === undefined)
    return false;
  const { pack: alerting } = await desk.policies.read('alerting');
  const at = instantOf(desk.clock.now());
  const { band } = before.waiting;
  const due = dueAlertOf(band, { ...standing, alerted: before.alerted }, at);
  if (due !== 'DUE' && due !== 'JOINS') return false;
  const place = due === 'DUE' ? placeOf(profile, band, at, desk.zone, alerting) : undefined;
  const { waiting: _, waitingWith: assessed, waitingShard: __, waitingKey: ___, ...rest } = before;
  const { customerId: ____, sk, v, moves, markedAt, ...kept } = rest;
  const raised = await raise(desk, { at, profile, before, kept, assessed, band, place });
  if (raised === 'MOVED') log.info('left to the next morning', { customerId, whose });
  return raised === 'RAISED';
}

export const handler = rankAlerts(rankingWiring());
