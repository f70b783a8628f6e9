/** Handler of `Open the plan`: for which day it is, and up to which day visits are started. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn } from '../../shared/policy/days.ts';
import { workingDayAfter } from '../../shared/policy/working-time.ts';
import type { PlanDesk } from './plan-ports.ts';
import { planWiring } from './plan-wiring.ts';

/** The day of the plan, and the last day whose visits it starts. */
export const Opened = z.strictObject({
  day: z.iso.date(),
  until: z.iso.date(),
  started: z.number().int().min(0),
});
export type Opened = z.infer<typeof Opened>;

/** Opens the run of a day, and says how far it looks ahead. */
export const openPlan = ({ clock, runs, policies }: PlanDesk) =>
  step(StepInput, Opened, async ({ entered, case: { round } }): Promise<Opened> => {
    const [calendar, cadence] = await Promise.all([policies.read('working-time'), policies.read('cadence')]);
    // The night that began it counts, however late a retry comes.
    const day = dayIn(entered, calendar.pack.zone);
    const until = workingDayAfter(day, cadence.pack.startWorkingDaysBefore, calendar.pack);
    const before = await runs.find(day);
    const openedAt = before?.openedAt ?? instantOf(clock.now());
    await runs.write({
      entry: `plan#${day}`,
      v: 1,
      state: 'OPEN',
      openedAt,
      day,
      round,
      started: before?.started ?? 0,
    });
    return { day, until, started: 0 };
  });

/** What Lambda runs. */
export const handler = openPlan(planWiring());
