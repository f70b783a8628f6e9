/** Handler of `Measure`: how a customer stands by data, and whether that is enough to end the watch. */
import * as z from 'zod';
import type { AlertMeasure } from '../../shared/contracts/alert-rows.ts';
import { type AlertHead, ChurnLabel } from '../../shared/contracts/churn.ts';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { Playbooks } from '../../shared/policy/playbooks.ts';
import { isAbove } from '../../shared/policy/thresholds.ts';
import { termsOf } from './policies.ts';
import type { MeasureDesk } from './ports.ts';
import { endingOf } from './rules/label-of.ts';
import { standingOf } from './rules/standing-of.ts';
import { daysAfter, endOf, within } from './rules/waits.ts';
import { answerOnce, type Found, underWay } from './statuses.ts';
import { measureWiring } from './wiring.ts';

/** WAIT until the next measure; HIGHER: the band has risen, so that somebody looks again; LOST and CLEAR end the watch. */
export const Measured = z.strictObject({
  stands: z.enum(['WAIT', 'HIGHER', 'LOST', 'CLEAR']),
  until: Instant.optional(),
  ending: ChurnLabel.optional(),
});
export type Measured = z.infer<typeof Measured>;

/**
 * Measures on the days of the policy after the alert, for those who were acted on and those who were only watched alike, so
 * that the two can be compared. Whatever woke the watch, what counts is the clock, the band, and the data.
 */
export const measure = (desk: MeasureDesk) =>
  step(
    StepInput,
    Measured,
    async (input): Promise<Measured> => {
      const { answer } = await answerOnce<Measured>(
        desk,
        input,
        { from: underWay, hears: true },
        async (head, at) => {
          const { playbooks } = await termsOf(desk, head);
          if (isToBeSeenAgain(head, playbooks)) return higher(head);
          const before = await desk.cases.measures(head.caseId);
          const day = dueDay(head, before, at, playbooks);
          const now = day === undefined ? undefined : await measured(desk, head, day, at, playbooks);
          return decided(head, before, now, at, playbooks);
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** Whether the band has risen since somebody acted on it, for the first time; and not only within what is left to chance. */
const isToBeSeenAgain = (
  { band, actedBand = band, reassessed, arm }: AlertHead,
  { control }: Playbooks,
): boolean =>
  reassessed !== 'YES' && isAbove(band, actedBand) && (arm !== 'CONTROL' || !control.bands.includes(band));

const higher = (head: AlertHead): Found<Measured> => ({
  answer: { stands: 'HIGHER' },
  advance: {
    status: 'WATCHED',
    set: { reassessed: 'YES' },
    // It begins anew: a playbook that was run already is not run on.
    unset: ['playbook', 'chosenBy'],
    deed: {
      actor: 'measure',
      act: 'alert.band-risen',
      facts: { band: head.band, before: head.actedBand ?? head.band },
    },
    outbox: [],
  },
});

/** The latest day of the policy that has come and was not measured; those before it that nobody could measure are over. */
const dueDay = (
  { openedAt }: AlertHead,
  before: readonly AlertMeasure[],
  at: string,
  { watch: { days } }: Playbooks,
): number | undefined =>
  days.findLast((day) => daysAfter(openedAt, day) <= at && before.every((one) => one.day < day));

async function measured(
  desk: MeasureDesk,
  { caseId, customerId, openedAt, policies }: AlertHead,
  day: number,
  at: string,
  playbooks: Playbooks,
): Promise<AlertMeasure> {
  const [{ pack: alerting }, { pack: calendar }] = await Promise.all([
    desk.policies.read('alerting', policies?.alerting),
    desk.policies.read('working-time', policies?.['working-time']),
  ]);
  const days = { alert: dayIn(openedAt, calendar.zone), measure: dayIn(at, calendar.zone) };
  const figures = await desk.figures.until(customerId, days.measure);
  return {
    caseId,
    sk: `MEASURE#${String(day).padStart(3, '0')}`,
    v: 1,
    day,
    at,
    ...standingOf(figures, days, playbooks, alerting),
  };
}

/** What follows from the measures: to wait for the next one, or a label. */
function decided(
  head: AlertHead,
  before: readonly AlertMeasure[],
  now: AlertMeasure | undefined,
  at: string,
  playbooks: Playbooks,
): Found<Measured> {
  const all = now === undefined ? before : [...before, now];
  const end = endOf(head.openedAt, playbooks);
  const next = playbooks.watch.days.find((day) => daysAfter(head.openedAt, day) > at);
  const ending = next === undefined || at >= end || isClear(all, playbooks) ? endingOf(head, all) : undefined;
  const facts = {
    ...(now !== undefined && { day: now.day, standing: now.standing }),
    ...(now?.balanceKept !== undefined && { balanceKept: now.balanceKept }),
    ...(ending !== undefined && { ending }),
  };
  const advance = {
    status: 'WATCHED' as const,
    set: ending === undefined ? {} : { ending },
    ...(now !== undefined && { measure: now }),
    deed: {
      actor: 'measure',
      act: now === undefined ? 'alert.watched' : 'alert.measured',
      facts,
    },
    outbox: [],
  };
  if (ending === undefined) {
    const until = next === undefined ? end : within(daysAfter(head.openedAt, next), end);
    return { answer: { stands: 'WAIT', until }, advance };
  }
  return { answer: { stands: ending === 'LOST' ? 'LOST' : 'CLEAR', ending }, advance };
}

/** Gone is gone; anything else is clear when so many measures in a row agree. */
function isClear(measures: readonly AlertMeasure[], { watch: { agreeing } }: Playbooks): boolean {
  const last = measures.at(-1);
  if (last === undefined || last.standing === 'UNKNOWN') return false;
  if (last.standing === 'LOST') return true;
  const tail = measures.slice(-agreeing);
  return tail.length === agreeing && tail.every(({ standing }) => standing === last.standing);
}

/** What Lambda runs. */
export const handler = measure(measureWiring());
