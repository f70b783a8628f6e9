import { expect, test } from 'vitest';
import { type Fate, fates } from '../../infra/local/story/fates.ts';
import { refused } from '../../infra/local/story/gone.ts';
import { playTown, type TownSummary } from '../../infra/local/story/play-town.ts';
import { ChurnOutcome } from '../../shared/contracts/churn.ts';
import { ComplaintOutcome, VisitOutcome } from '../../shared/contracts/codes.ts';
import { testPlace } from '../kit/runtime.ts';

const DAY = 86_400_000;

/** Plays some days of a small town in a runtime of its own. */
async function play(
  seed: number,
  days: number,
  fates: Readonly<Record<string, Fate>> = {},
): Promise<TownSummary> {
  await using place = testPlace();
  const runtime = await place.boot({
    mostWorkers: 1,
    atOnce: 8,
    simulatedScheduleMs: (schedule) =>
      schedule.includes('Campaign')
        ? Number.POSITIVE_INFINITY
        : schedule.includes('DailyPlan')
          ? DAY
          : 30 * DAY,
    refuseMail: refused,
  });
  return await playTown({
    runtime,
    folder: place.folder,
    seed,
    print: () => {},
    days,
    customers: 36,
    fates,
  });
}

test('R011 R027 R127 a small town is looked after as it agreed to, with the counts of its seed', async () => {
  const { workflows, contacts, ...its } = await play(1, 3);
  const { ComplaintHandling, FollowUpVisit } = workflows;
  expect(Object.keys(ComplaintHandling ?? {})).toEqual(ComplaintOutcome.options);
  expect(Object.keys(FollowUpVisit ?? {})).toEqual(VisitOutcome.options);
  expect(its).toMatchObject({ customers: 49, lost: 0, breached: 0, refused: 0, pages: { refused: 0 } });
  expect(its.virtualDays).toBe(3);
  expect(contacts).toMatchObject({ capsExceeded: 0, withoutConsentDecision: 0 });
  // A seed gives the same counts in every run: these are those of seed 1 on this Monday.
  expect(FollowUpVisit).toEqual({
    COMPLETED: 5,
    SKIPPED: 0,
    SUPPRESSED: 2,
    CARE_SENT: 0,
    MISSED: 1,
    UNREACHABLE: 0,
    REFUSED: 1,
    MANUAL_TAKEOVER: 0,
  });
  expect(contacts.made).toBe(35);
}, 300_000);

test('R170 R184 R195 alerts of a small town end with the labels of what its customers do, and let go of them', async () => {
  const one = (name: string, its: Partial<Fate> = {}): Fate => ({
    ...(fates[name] as Fate),
    customers: 1,
    ...its,
  });
  const { workflows, alerts, contacts, ...its } = await play(1, 6, {
    'a false scare': one('is a false scare'),
    'left already': one('has left already'),
    'never asked': one('was never asked for a yes'),
    'warned of twice': one('is warned of twice', { foretold: [{ after: 1, score: 0.8 }] }),
  });
  expect(Object.keys(workflows.ChurnAlertResponse ?? {}).toSorted()).toEqual(ChurnOutcome.options.toSorted());
  expect(workflows.ChurnAlertResponse).toMatchObject({ FALSE_ALARM: 1, LOST: 1, SUPPRESSED: 1, MERGED: 1 });
  // Whoever was warned of twice is still watched.
  expect(alerts.open).toBeGreaterThan(0);
  expect(alerts).toMatchObject({
    unlabelled: 0,
    overlapping: 0,
    holdsUnreleased: 0,
    locksLeft: 0,
    withoutConsentDecision: 0,
  });
  expect(its).toMatchObject({ lost: 0, forgotten: 0, pages: { refused: 0 } });
  expect(contacts).toMatchObject({ capsExceeded: 0, withoutConsentDecision: 0 });
  expect(its.truth).toEqual([{ fate: 'left already', arm: 'TREAT', declared: 0, stayed: 0, of: 1 }]);
}, 300_000);
