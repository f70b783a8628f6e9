import { expect, test } from 'vitest';
import { playTown, type TownSummary } from '../../infra/local/story/play-town.ts';
import { ComplaintOutcome, VisitOutcome } from '../../shared/contracts/codes.ts';
import { testPlace } from '../kit/runtime.ts';

const DAY = 86_400_000;

/** Plays some days of a small town in a runtime of its own. */
async function play(seed: number, days: number): Promise<TownSummary> {
  await using place = testPlace();
  const runtime = await place.boot({
    mostWorkers: 1,
    atOnce: 8,
    simulatedScheduleMs: (schedule) => (schedule.includes('DailyPlan') ? DAY : 30 * DAY),
  });
  return await playTown({
    runtime,
    folder: place.folder,
    seed,
    print: () => {},
    days,
    customers: 24,
    fates: {},
  });
}

test('R011 R027 R127 a small town is looked after as it agreed to, with the counts of its seed', async () => {
  const { workflows, contacts, ...its } = await play(1, 3);
  const { ComplaintHandling, FollowUpVisit } = workflows;
  expect(Object.keys(ComplaintHandling ?? {})).toEqual(ComplaintOutcome.options);
  expect(Object.keys(FollowUpVisit ?? {})).toEqual(VisitOutcome.options);
  expect(its).toMatchObject({ customers: 37, lost: 0, breached: 0, refused: 0, pages: { refused: 0 } });
  expect(its.virtualDays).toBe(3);
  expect(contacts).toMatchObject({ capsExceeded: 0, withoutConsentDecision: 0 });
  // A seed gives the same counts in every run: these are those of seed 1 on this Monday.
  expect(FollowUpVisit).toEqual({
    COMPLETED: 7,
    SKIPPED: 0,
    SUPPRESSED: 3,
    CARE_SENT: 0,
    MISSED: 2,
    UNREACHABLE: 0,
    REFUSED: 1,
    MANUAL_TAKEOVER: 0,
  });
  expect(contacts.made).toBe(22);
}, 300_000);
